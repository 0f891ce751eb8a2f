//! The disk: files that are there whole or not at all. Each is written beside its target and then takes its name.

use crate::diagnostic::Words;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, NamedTempFile};

/// Why a file was not saved; what stood there before still does.
#[derive(Debug)]
pub enum SaveError {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// Another program, most often Excel, holds the target open.
    InUse(PathBuf),
    /// No right to write there.
    Denied(PathBuf),
    Full(PathBuf),
    Other(PathBuf, io::Error),
}

impl SaveError {
    pub fn words(&self) -> Words {
        match self {
            SaveError::NoFolder(path) => Words::new(
                format!("无法保存 {}：文件夹不存在，请先建立", path.display()),
                format!("{} was not saved: the folder does not exist", path.display()),
            ),
            SaveError::InUse(path) => Words::new(
                format!("无法保存 {}：文件正被占用，请先在 Excel 中关闭该文件", path.display()),
                format!("{} was not saved: close the file in Excel first", path.display()),
            ),
            SaveError::Denied(path) => Words::new(
                format!(
                    "无法保存 {}：没有写入权限，请换一个文件夹；如果它正在 Excel 中打开，请先在 Excel 中关闭该文件",
                    path.display()
                ),
                format!("{} was not saved: no right to write there, or it is open in Excel", path.display()),
            ),
            SaveError::Full(path) => Words::new(
                format!("无法保存 {}：磁盘已满", path.display()),
                format!("{} was not saved: the disk is full", path.display()),
            ),
            SaveError::Other(path, error) => Words::new(
                format!("无法保存 {}（{error}）", path.display()),
                format!("{} was not saved ({error})", path.display()),
            ),
        }
    }

    fn new(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        // Windows: 5 access denied, 32 and 33 in use; renaming onto an open file gives 5.
        let windows = cfg!(windows).then(|| error.raw_os_error()).flatten();
        match (error.kind(), windows) {
            (_, Some(32 | 33)) => SaveError::InUse(path),
            (ErrorKind::PermissionDenied, Some(_)) if path.exists() => SaveError::InUse(path),
            (ErrorKind::PermissionDenied, _) => SaveError::Denied(path),
            (ErrorKind::NotFound | ErrorKind::NotADirectory, _) => SaveError::NoFolder(path),
            (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, _) => SaveError::Full(path),
            _ => SaveError::Other(path, error),
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().zh)
    }
}

impl std::error::Error for SaveError {}

/// Files that are being written, under the names they have until they are whole. Held while they take their names.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes all files that are not finished. Nothing is begun or finished while the answer is held.
pub fn abandon() -> MutexGuard<'static, Vec<PathBuf>> {
    let mut unfinished = unfinished();
    for path in unfinished.drain(..) {
        // What cannot be removed has gone by itself.
        let _ = std::fs::remove_file(path);
    }
    unfinished
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives written files their names, all without a pause.
fn finish(written: Vec<(&Path, NamedTempFile)>) -> Result<(), SaveError> {
    let mut unfinished = unfinished();
    for (path, file) in written {
        unfinished.retain(|known| known != file.path());
        file.persist(path).map_err(|error| SaveError::new(path, error.error))?;
    }
    Ok(())
}

/// Saves one file, in place of what stood there.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    save_all(&[(path, bytes)])
}

/// Saves a file that is too long to stand in memory, in place of what stood there.
///
/// # Errors
/// Those of the disk; what stood there is unchanged then.
pub fn save_by(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), SaveError> {
    let file = write_by(path, fill).map_err(|error| SaveError::new(path, error))?;
    finish(vec![(path, file)])
}

/// Saves several files: none takes its name before all are written.
pub fn save_all(files: &[(&Path, &[u8])]) -> Result<(), SaveError> {
    let mut written = Vec::new();
    for (path, bytes) in files {
        written.push((*path, write(path, bytes).map_err(|error| SaveError::new(path, error))?));
    }
    finish(written)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    write_by(path, |file| file.write_all(bytes))
}

fn write_by(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<NamedTempFile> {
    if path.is_dir() {
        return Err(io::Error::from(ErrorKind::IsADirectory));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".jieyu-").suffix(".tmp");
    readable(&mut builder);
    let mut file = begin(|| builder.tempfile_in(folder))?;
    let mut buffer = io::BufWriter::new(&mut file);
    fill(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes a temporary file that `abandon` knows from its first moment on.
fn begin(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<NamedTempFile> {
    let mut unfinished = unfinished();
    let file = make()?;
    unfinished.push(file.path().to_owned());
    Ok(file)
}

/// Temporary files are private; results are as readable as any file that the user makes.
#[cfg(unix)]
fn readable(builder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable(_: &mut Builder<'_, '_>) {}
