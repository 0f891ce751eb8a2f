//! The real world: files on disk and today's date.

use crate::session::World;
use crate::source::LITERATE;
use crate::value::date::Date;
use std::io::Result;
use std::path::{Path, PathBuf};

/// The disk of this machine.
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// Today, by the clock and time zone of this machine.
pub fn today() -> Option<Date> {
    let now = jiff::Zoned::now().date();
    Date::new(now.year(), now.month(), now.day())
}

/// All policies below a folder, plain and in Markdown, and their cases; the file itself if `path` is one.
pub fn policies(path: &Path, found: &mut Vec<PathBuf>) {
    files(path, ".policy", found);
    if !path.is_file() {
        files(path, LITERATE, found);
    }
}

/// All files below a folder whose names end so; the file itself if `path` is one.
pub fn files(path: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        found.push(path.to_owned());
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let inner = entry.path();
        if inner.is_dir() {
            files(&inner, ending, found);
        } else if inner.to_string_lossy().ends_with(ending) {
            found.push(inner);
        }
    }
}
