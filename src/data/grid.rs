//! What a file holds before any schema looks at it: rows of raw cells, close packed.
//! Takes no view of what a cell means; numbers are kept as the digits that stood there.

use crate::diagnostic::Words;
use std::sync::Arc;

/// How a cell stood in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of a CSV cell, a text cell of a workbook, a JSON string.
    Text,
    /// A number of a workbook or of JSON, as exact decimal digits.
    Number,
    /// A number of a workbook that is shown with a percent sign: the fraction that is stored, 0.45 for 45%.
    Percent,
    /// `TRUE` or `FALSE` of a workbook or of JSON.
    Bool,
    /// A date of a workbook, as 2021-01-31.
    Date,
    /// A cell that cannot have a value: `#N/A` and its like.
    Error,
    /// A formula that was saved without its result.
    Uncalculated,
    /// A number with more digits than Excel keeps (15): its last digits are noise.
    Imprecise,
    /// A double of a Parquet file with more digits than such numbers keep for sure (15), as its shortest decimal.
    Double,
    /// Something that is no cell at all: a list in JSON, a text of a million letters.
    Strange,
}

/// One raw cell; blank cells are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    pub kind: Kind,
    /// Trimmed, never empty except for `Kind::Uncalculated`.
    pub text: &'a str,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    column: u32,
    kind: Kind,
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    number: u32,
    first: u32,
    end: u32,
}

/// Rows of raw cells in the order of the file; rows without any cell are not kept.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    text: String,
    slots: Vec<Slot>,
    rows: Vec<Span>,
}

/// Bytes of text and cells that one grid may hold: far more than a full sheet of real data.
const MOST_TEXT: usize = 1 << 30;
const MOST_CELLS: usize = 60_000_000;

/// The grid is full: the file is not an honest table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl Grid {
    /// Adds a cell (column from 0) to the row of that number (from 1), which is the last or a new one.
    pub fn push(&mut self, row: u32, column: u32, kind: Kind, text: &str) -> Result<(), Full> {
        if self.text.len() + text.len() > MOST_TEXT || self.slots.len() >= MOST_CELLS {
            return Err(Full);
        }
        let start = small(self.text.len());
        self.text.push_str(text);
        let slot = small(self.slots.len());
        self.slots.push(Slot { column, kind, start, end: small(self.text.len()) });
        match self.rows.last_mut() {
            Some(last) if last.number == row => last.end = slot + 1,
            Some(_) | None => self.rows.push(Span { number: row, first: slot, end: slot + 1 }),
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at an index from 0, which is not its number in the file.
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let span = self.rows.get(index)?;
        let slots = self.slots.get(span.first as usize..span.end as usize)?;
        Some(Row { number: span.number, slots, text: &self.text })
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|index| self.row(index))
    }
}

fn small(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// One row: its number in the file (from 1) and its cells.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub number: u32,
    slots: &'a [Slot],
    text: &'a str,
}

impl<'a> Row<'a> {
    /// The cell of a column (from 0), if it is not blank.
    pub fn cell(&self, column: u32) -> Option<Raw<'a>> {
        let near = self.slots.get(column as usize).filter(|slot| slot.column == column);
        near.or_else(|| self.slots.iter().find(|slot| slot.column == column)).map(|slot| self.raw(slot))
    }

    /// Columns (from 0) and cells, left to right as the file has them.
    pub fn cells(&self) -> impl Iterator<Item = (u32, Raw<'a>)> + '_ {
        self.slots.iter().map(|slot| (slot.column, self.raw(slot)))
    }

    fn raw(&self, slot: &Slot) -> Raw<'a> {
        let text = self.text.get(slot.start as usize..slot.end as usize).unwrap_or("");
        Raw { kind: slot.kind, text }
    }
}

/// What the rows of a sheet are called when a person is sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Lines of a text file.
    Lines,
    /// Rows of a worksheet.
    Rows,
    /// Records of a JSON list or of a Parquet file.
    Records,
}

/// One table-like part of a file.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub file: Arc<str>,
    /// The sheet of a workbook, the member of a JSON object.
    pub sheet: Option<Arc<str>>,
    /// Names by which it may be meant for a table: its sheet's, its file's.
    pub names: Vec<String>,
    pub hidden: bool,
    pub rows: Rows,
    /// Whether the numbers of dates count from 1904, as old workbooks of Macs do.
    pub epoch_1904: bool,
    /// Columns (from 0) whose contents are no cells, and what they are.
    pub refused: Vec<(u32, Words)>,
    pub grid: Grid,
}
