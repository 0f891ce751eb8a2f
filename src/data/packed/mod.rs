//! Large plain CSV and Parquet files → packed tables, without a text or a number object for each cell: all rows at once, or of one table
//! block by block.
//!
//! Only files in which nothing is out of the ordinary are read here: one bad cell, one quote, one total row, and the
//! ordinary reader reads all of it again, so that there is one set of messages. Texts are read by the ordinary reader
//! too, each spelling once.

mod column;
mod cuts;
mod digits;
mod feed;
mod figure;
mod file;
mod hybrid;
mod keys;
mod leaf;
mod link;
mod paged;
mod plain;
mod stream;
mod tables;

pub use self::stream::Stream;
pub use self::tables::Tables;

use self::feed::{Feed, Piece};
use self::plain::Plain;
use super::InputFile;
use super::parquet::append_part;
use super::problem::DataProblem;
use crate::ir::packed::PackedBatch;
use crate::ir::schema::TableSchema;
use std::io;

/// A file that can be read from its beginning, more than once.
pub trait Content: Sync {
    /// The name by which the user knows it.
    fn name(&self) -> &str;

    /// How many bytes it has.
    fn size(&self) -> u64;

    /// # Errors
    /// Those of the disk.
    fn open(&self) -> io::Result<Box<dyn io::Read + Send + '_>>;

    /// Puts so many bytes from a place on behind those of `out`.
    ///
    /// # Errors
    /// Those of the disk, and where there are fewer.
    fn append(&self, at: u64, length: usize, out: &mut Vec<u8>) -> io::Result<()>;

    /// So many bytes from a place on.
    ///
    /// # Errors
    /// Those of the disk, and where there are fewer.
    fn part(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut part = Vec::new();
        self.append(at, length, &mut part)?;
        Ok(part)
    }
}

impl Content for InputFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn io::Read + Send + '_>> {
        Ok(Box::new(self.bytes.as_slice()))
    }

    fn append(&self, at: u64, length: usize, out: &mut Vec<u8>) -> io::Result<()> {
        append_part(&self.bytes, at, length, out)
    }
}

/// The packed tables and the notes, or `None` where the ordinary reader has to look.
pub fn read(inputs: &[InputFile], schemas: &[TableSchema]) -> Option<(PackedBatch, Vec<DataProblem>)> {
    let contents: Vec<&dyn Content> = inputs.iter().map(|input| input as &dyn Content).collect();
    Tables::open(&contents, schemas)?.read_all()
}

/// Hands out the lines of a plain file with their numbers, from 1; `None` where the file is not plain or the taker gives up.
pub fn each_line(content: &dyn Content, take: &mut dyn FnMut(u32, &str) -> Option<()>) -> Option<()> {
    let plain = Plain::new(content)?;
    let mut feed = Feed::new(content.open().ok()?, plain.mark)?;
    let (mut piece, mut number) = (Piece::new(), 0u32);
    while feed.fill(&mut piece)? {
        let text = std::str::from_utf8(piece.lines()).ok()?;
        // Looked for in all of the piece at once: most have none.
        let odd = |byte: u8| text.bytes().fold(false, |found, other| found | (other == byte));
        if odd(b'"') || odd(0) {
            return None;
        }
        let returns = odd(b'\r');
        for line in text.lines() {
            if returns && line.contains('\r') {
                return None;
            }
            number = number.checked_add(1)?;
            take(number, line)?;
        }
    }
    Some(())
}
