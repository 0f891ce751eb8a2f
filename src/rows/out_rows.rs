//! The rows of an output as they are held: one by one, or as packed columns of which rows are made when somebody reads them.

use crate::ir::fault::BlameId;
use crate::ir::packed_rows::PackedRows;
use crate::value::value::Value;
use std::borrow::Cow;

/// One row of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputRow {
    /// The row of the output's table; `None` for the whole.
    pub row: Option<usize>,
    /// In the order of the output's items.
    pub cells: Vec<Result<Value, BlameId>>,
    /// Why it is not known whether the row belongs here, if so; it stands here to be seen.
    pub doubt: Option<BlameId>,
}

#[derive(Clone, Debug)]
pub(super) enum Held {
    Each(Vec<OutputRow>),
    Packed(PackedRows),
}

/// The rows of an output, in its order.
#[derive(Clone, Copy, Debug)]
pub struct OutputRows<'a>(pub(super) Option<&'a Held>);

impl<'a> OutputRows<'a> {
    pub fn len(&self) -> usize {
        match self.0 {
            None => 0,
            Some(Held::Each(rows)) => rows.len(),
            Some(Held::Packed(rows)) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, at: usize) -> Option<Cow<'a, OutputRow>> {
        match self.0? {
            Held::Each(rows) => rows.get(at).map(Cow::Borrowed),
            Held::Packed(rows) => {
                let row = rows.row(at)?;
                Some(Cow::Owned(OutputRow { row: Some(row), cells: rows.values(at).map(Ok).collect(), doubt: None }))
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Cow<'a, OutputRow>> + use<'a> {
        let rows = *self;
        (0..rows.len()).filter_map(move |at| rows.get(at))
    }

    /// Where a row of the table stands.
    pub fn place(&self, row: usize) -> Option<usize> {
        match self.0? {
            Held::Each(rows) => rows.iter().position(|out| out.row == Some(row)),
            Held::Packed(rows) => rows.order().iter().position(|out| *out == row),
        }
    }

    /// The rows in which something is not known; those of packed columns are whole.
    pub fn lacking(&self) -> impl Iterator<Item = &'a OutputRow> + use<'a> {
        let rows = match self.0 {
            Some(Held::Each(rows)) => rows.as_slice(),
            Some(Held::Packed(_)) | None => &[],
        };
        rows.iter().filter(|row| row.doubt.is_some() || row.cells.iter().any(Result::is_err))
    }

    /// The rows as they stand in packed columns, where they do.
    pub fn packed(&self) -> Option<&'a PackedRows> {
        match self.0? {
            Held::Each(_) => None,
            Held::Packed(rows) => Some(rows),
        }
    }
}

impl<'a> IntoIterator for OutputRows<'a> {
    type Item = Cow<'a, OutputRow>;
    type IntoIter = Box<dyn Iterator<Item = Cow<'a, OutputRow>> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

/// Rows are the same however they are held.
impl PartialEq for OutputRows<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}
