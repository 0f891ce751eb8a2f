//! The disk: a file, or the tables of a folder, as bytes with their names.

use super::InputFile;
use super::file_trouble::FileTrouble;
use super::problem::DataProblem;
use std::io;
use std::path::Path;

/// Endings of the files that are taken from a folder.
const ENDINGS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "et", "json"];

/// Reads a file, or all tables that stand directly in a folder, by name. Hidden files and Excel's lock files are
/// passed over.
pub fn gather(path: &Path) -> io::Result<Vec<InputFile>> {
    if !path.is_dir() {
        return Ok(vec![InputFile { name: name(path), bytes: std::fs::read(path)? }]);
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_file() && is_table(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok(InputFile { name: name(path), bytes: std::fs::read(path)? })).collect()
}

/// What to tell when `gather` fails: a missing file, one that Excel holds open.
pub fn problem(path: &Path, error: &io::Error) -> DataProblem {
    FileTrouble::from(error).problem(&path.display().to_string().as_str().into())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name(path);
    ENDINGS.contains(&ending.as_str()) && !name.starts_with("~$") && !name.starts_with('.')
}
