//! Snapshots on disk, in the format of insta: beside the cases in a folder `snapshots`, what waits for review as `.snap.new`.

use super::shell::Exit;
use super::shell::Shell;
use crate::diagnostic::Words;
use crate::report::save;
use crate::trial;
use std::path::{Path, PathBuf};

/// How the names of snapshots and of those that wait for review end.
pub const ENDING: &str = ".snap";
pub const PENDING: &str = ".snap.new";

/// A snapshot file: what it is of, and its text.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub case: String,
    pub text: String,
}

/// Where the snapshot of a case stands.
pub fn path(cases: &str, case: &str) -> PathBuf {
    let file = Path::new(cases);
    let stem = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = trial::stem(&stem);
    let harmless = |c: char| if c.is_control() || c.is_whitespace() || "\\/:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = format!("{stem}__{case}").chars().map(harmless).collect();
    file.with_file_name("snapshots").join(format!("{name}{ENDING}"))
}

/// The name of what waits for review.
pub fn pending(path: &Path) -> PathBuf {
    path.with_extension("snap.new")
}

/// Reads a snapshot; `None` where there is none.
pub fn read(path: &Path) -> Option<Snapshot> {
    let text = std::fs::read_to_string(path).ok()?.replace("\r\n", "\n");
    let rest = text.strip_prefix("---\n")?;
    let (head, body) = rest.split_once("\n---\n")?;
    let case = head.lines().find_map(|line| line.strip_prefix("expression: ")).unwrap_or("");
    let case = serde_json::from_str(case).unwrap_or_else(|_| case.to_owned());
    Some(Snapshot { case, text: body.to_owned() })
}

/// Writes a snapshot as insta reads it.
pub fn write(path: &Path, cases: &str, snapshot: &Snapshot, shell: &mut Shell) -> Result<(), Exit> {
    // A JSON text is a YAML text.
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let source = quoted(&cases.replace('\\', "/"));
    let body = snapshot.text.trim_end_matches('\n');
    let text = format!("---\nsource: {source}\nexpression: {}\n---\n{body}\n", quoted(&snapshot.case));
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let saved = made
        .map_err(|error| Words::same(error.to_string()))
        .and_then(|()| save::save(path, text.as_bytes()).map_err(|error| error.words()));
    saved.map_err(|words| {
        shell.fail("JY1015", words, Words::new("快照没有保存", "the snapshot was not saved"));
        Exit::Problems
    })
}

/// Whether two texts are the same but for blanks at their ends.
pub fn same(one: &str, other: &str) -> bool {
    one.trim_end() == other.trim_end()
}
