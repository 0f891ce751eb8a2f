//! The pages that `jieyu doc` has written into a folder: kept in a list beside them, so that the next time those can go
//! that are no longer made, and nothing else.

use super::shell::Shell;
use crate::diagnostic::Words;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

/// The name of the list: a fingerprint and a name a line.
pub const LIST: &str = "jieyu-doc.list";

/// What was written the last time, by name, with the fingerprint of each page.
pub struct Made(BTreeMap<String, String>);

impl Made {
    /// The list of a folder; an unread one says nothing.
    pub fn read(folder: &Path) -> Made {
        let text = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once("  "));
        Made(lines.filter(|(_, name)| is_bare(name)).map(|(print, name)| (name.to_owned(), print.to_owned())).collect())
    }

    /// The list with the pages of this time; those of another format stay on it.
    pub fn after(&self, files: &[(String, String)]) -> String {
        let kept = self.0.iter().filter(|(name, _)| !replaced(name, files));
        let mut all: BTreeMap<&str, String> = kept.map(|(name, print)| (name.as_str(), print.clone())).collect();
        all.extend(files.iter().map(|(name, text)| (name.as_str(), print(text.as_bytes()))));
        all.into_iter().map(|(name, print)| format!("{print}  {name}\n")).collect()
    }

    /// Deletes the pages of the same format that are no longer made; one that somebody has changed since is his.
    pub fn tidy(&self, folder: &Path, files: &[(String, String)], shell: &Shell) {
        let stale =
            self.0.iter().filter(|(name, _)| replaced(name, files) && !files.iter().any(|(new, _)| same(new, name)));
        let (mut gone, mut left) = (Vec::new(), Vec::new());
        for (name, print_then) in stale {
            let path = folder.join(name);
            let Ok(bytes) = fs::read(&path) else { continue };
            if print(&bytes) == *print_then && fs::remove_file(&path).is_ok() {
                gone.push(name.as_str());
            } else {
                left.push(name.as_str());
            }
        }
        if !gone.is_empty() {
            shell.remark(&Words::new(
                format!("已删除以前生成、现在没有对应政策的网页：{}", gone.join("、")),
                format!("deleted pages of an earlier time whose policies are gone: {}", gone.join(", ")),
            ));
        }
        if !left.is_empty() {
            shell.remark(&Words::new(
                format!("以前生成的 {} 已经过时，但后来被改动过或正被打开，没有删除", left.join("、")),
                format!("left as they are, though out of date, for they were changed or are open: {}", left.join(", ")),
            ));
        }
    }
}

/// Whether a page is of the format that is written now.
fn replaced(name: &str, files: &[(String, String)]) -> bool {
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_owned());
    files.first().is_some_and(|(first, _)| ending(first) == ending(name))
}

/// Two names that differ in case only are one on many desks.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// A page of the folder itself: nobody's list shall reach elsewhere.
fn is_bare(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let bare =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) && !name.contains(['/', '\\', ':']);
    bare && (name.ends_with(".html") || name.ends_with(".md"))
}

fn print(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
