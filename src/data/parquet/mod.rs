//! Parquet files → rows of raw cells, as text stands in the CSV file of the same table, so that one reader understands both.
//! Columns that hold no cells (lists, times of day) are named with what they hold; nobody minds who does not read them.
//! Never knows a schema. Sizes that a file claims are held against the file before memory is asked for.

mod cells;
mod codec;
mod footer;
mod form;
mod header;
mod pages;
mod typed;

pub use footer::{Field, Footer, Group};
pub use form::Form;
pub use pages::{Pages, data_of, memory_of};
pub use typed::big_endian;

use super::file_trouble::FileTrouble;
use super::fold::trim;
use super::format::stem;
use super::grid::{Full, Grid, Kind, Rows, Sheet};
use super::guard::guarded;
use super::packed::Content;
use std::io;
use std::sync::Arc;

/// What stands at both ends of a file, and at those of an encrypted one.
const MARK: &[u8] = b"PAR1";
const LOCKED: &[u8] = b"PARE";

/// Whether bytes begin like a Parquet file.
pub fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK) || bytes.starts_with(LOCKED)
}

/// The one sheet of a file: rows are counted from 1, and the headings are row 0.
pub fn read(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Sheet>, FileTrouble> {
    let content = Bytes { name: file, bytes };
    let read = guarded(|| {
        let footer = Footer::read(&content)?;
        let mut sheet = head(file, &footer)?;
        cells::each(&content, &footer, &mut |row, column, kind, text| {
            sheet.grid.push(row, column, kind, text).map_err(|Full| FileTrouble::TooLarge)
        })?;
        Ok(vec![sheet])
    });
    read.unwrap_or(Err(FileTrouble::BrokenParquet))
}

/// The sheet of a file with its headings only.
pub fn head(file: &Arc<str>, footer: &Footer) -> Result<Sheet, FileTrouble> {
    let mut grid = Grid::default();
    let mut refused = Vec::new();
    for (column, field) in (0u32..).zip(&footer.fields) {
        let name = trim(&field.name);
        if !name.is_empty() {
            grid.push(0, column, Kind::Text, name).map_err(|Full| FileTrouble::TooLarge)?;
        }
        if let Err(what) = &field.form {
            refused.push((column, what.clone()));
        }
    }
    let names = vec![stem(file).to_owned()];
    let rows = Rows::Records;
    Ok(Sheet { file: file.clone(), sheet: None, names, hidden: false, rows, epoch_1904: false, refused, grid })
}

/// Hands out all cells that are not blank, row by row, with row (from 1) and column (from 0); `None` where the file cannot
/// be read or the taker gives up.
pub fn each_cell(content: &dyn Content, take: &mut dyn FnMut(u32, u32, &str) -> Option<()>) -> Option<()> {
    guarded(|| {
        let footer = Footer::read(content).ok()?;
        for (column, field) in (0u32..).zip(&footer.fields) {
            let name = trim(&field.name);
            if !name.is_empty() {
                take(0, column, name)?;
            }
        }
        let mut give =
            |row: u32, column: u32, _: Kind, text: &str| take(row, column, text).ok_or(FileTrouble::BrokenParquet);
        cells::each(content, &footer, &mut give).ok()
    })?
}

/// A file that stands in memory.
struct Bytes<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

impl Content for Bytes<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn io::Read + Send + '_>> {
        Ok(Box::new(self.bytes))
    }

    fn append(&self, at: u64, length: usize, out: &mut Vec<u8>) -> io::Result<()> {
        append_part(self.bytes, at, length, out)
    }
}

/// Takes some bytes of a file that stands in memory.
pub fn append_part(bytes: &[u8], at: u64, length: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let at = usize::try_from(at).ok();
    let part = at.and_then(|at| bytes.get(at..at.checked_add(length)?));
    part.map(|part| out.extend_from_slice(part)).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
