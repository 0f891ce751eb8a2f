//! The disk: a file, or the tables of a folder, as bytes with their names.

use super::InputFile;
use super::file_trouble::FileTrouble;
use super::packed::Content;
use super::problem::DataProblem;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Endings of the files that are taken from a folder.
const ENDINGS: [&str; 9] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "et", "json", "parquet"];

/// A file that was found and has not been read.
#[derive(Clone, Debug)]
pub struct Found {
    name: String,
    path: PathBuf,
    size: u64,
}

/// Files of one name are told apart by their folders.
pub fn tell_apart(files: &mut [Found]) {
    let mut known: Vec<String> = Vec::new();
    for file in files {
        if known.contains(&file.name)
            && let Some(folder) = file.path.parent().and_then(Path::file_name)
        {
            file.name = format!("{}/{}", folder.to_string_lossy(), file.name);
        }
        known.push(file.name.clone());
    }
}

impl Found {
    /// # Errors
    /// Those of the disk.
    pub fn read(&self) -> io::Result<InputFile> {
        Ok(InputFile { name: self.name.clone(), bytes: std::fs::read(&self.path)? })
    }

    /// The path, for what has to be told of it.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Content for Found {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn open(&self) -> io::Result<Box<dyn io::Read + Send + '_>> {
        Ok(Box::new(std::fs::File::open(&self.path)?))
    }

    fn append(&self, at: u64, length: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let mut file = std::fs::File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        out.reserve(length);
        let read = file.take(length as u64).read_to_end(out)?;
        if read == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// Finds a file, or all tables that stand directly in a folder, by name. Hidden files and Excel's lock files are passed
/// over.
///
/// # Errors
/// Those of the disk.
pub fn find(path: &Path) -> io::Result<Vec<Found>> {
    let found = |path: PathBuf| {
        let size = std::fs::metadata(&path)?.len();
        Ok(Found { name: name(&path), path, size })
    };
    if !path.is_dir() {
        return Ok(vec![found(path.to_owned())?]);
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_file() && is_table(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.into_iter().map(found).collect()
}

/// Reads what `find` finds.
///
/// # Errors
/// Those of the disk.
pub fn gather(path: &Path) -> io::Result<Vec<InputFile>> {
    find(path)?.iter().map(Found::read).collect()
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
