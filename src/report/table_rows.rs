//! The rows of a result table: cells one by one, or packed columns of which cells are made when somebody reads them.

use super::table::ResultCell;
use crate::ir::packed::{PRESENT, Packed, Shape};
use crate::ir::packed_rows::PackedRows;
use crate::value::number::Number;
use crate::value::value::Value;
use std::borrow::Cow;

/// Where `packed` is there, `each` is empty.
#[derive(Clone, Debug, Default)]
pub struct TableRows {
    each: Vec<Vec<ResultCell>>,
    packed: Option<PackedRows>,
}

/// A cell as it is held.
#[derive(Clone, Debug)]
pub enum Shown<'a> {
    Cell(Cow<'a, ResultCell>),
    Text(&'a str),
    /// A word and how many of its digits stand behind the point.
    Decimal(i64, u32),
}

impl From<Vec<Vec<ResultCell>>> for TableRows {
    fn from(rows: Vec<Vec<ResultCell>>) -> TableRows {
        TableRows { each: rows, packed: None }
    }
}

impl From<PackedRows> for TableRows {
    fn from(rows: PackedRows) -> TableRows {
        TableRows { each: Vec::new(), packed: Some(rows) }
    }
}

impl FromIterator<Vec<ResultCell>> for TableRows {
    fn from_iter<T: IntoIterator<Item = Vec<ResultCell>>>(rows: T) -> TableRows {
        TableRows { each: rows.into_iter().collect(), packed: None }
    }
}

impl Extend<Vec<ResultCell>> for TableRows {
    fn extend<T: IntoIterator<Item = Vec<ResultCell>>>(&mut self, rows: T) {
        self.each().extend(rows);
    }
}

impl TableRows {
    pub fn len(&self) -> usize {
        self.packed.as_ref().map_or(self.each.len(), PackedRows::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells of a row.
    pub fn get(&self, at: usize) -> Option<Cow<'_, [ResultCell]>> {
        let Some(rows) = &self.packed else { return self.each.get(at).map(|cells| Cow::Borrowed(cells.as_slice())) };
        (at < rows.len()).then(|| Cow::Owned(cells(rows, at)))
    }

    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, [ResultCell]>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// One cell of a row, as it is held.
    pub fn cell(&self, at: usize, index: usize) -> Option<Shown<'_>> {
        match &self.packed {
            None => Some(Shown::Cell(Cow::Borrowed(self.each.get(at)?.get(index)?))),
            Some(rows) => packed_cell(rows.columns().get(index)?, rows.row(at)?),
        }
    }

    /// The value of one cell of a row.
    pub fn value(&self, at: usize, index: usize) -> Option<Cow<'_, ResultCell>> {
        match &self.packed {
            None => self.each.get(at)?.get(index).map(Cow::Borrowed),
            Some(rows) => {
                let value = rows.columns().get(index)?.get(rows.row(at)?)?.ok()?;
                Some(Cow::Owned(ResultCell::Value(value)))
            }
        }
    }

    pub fn push(&mut self, cells: Vec<ResultCell>) {
        self.each().push(cells);
    }

    /// The rows as cells, to be changed.
    pub fn each(&mut self) -> &mut Vec<Vec<ResultCell>> {
        if let Some(rows) = self.packed.take() {
            self.each = (0..rows.len()).map(|at| cells(&rows, at)).collect();
        }
        &mut self.each
    }

    /// The exact sum of a column; `None` where a cell of it is no number.
    pub fn sum(&self, index: usize) -> Option<Number> {
        if let Some(rows) = &self.packed
            && let Some(packed) = rows.columns().get(index)
            && let (Shape::Number { scale }, true) = (&packed.shape, packed.states.is_empty())
        {
            let word = |row: &usize| packed.word(*row).map_or(0, i128::from);
            return Number::fraction(rows.order().iter().map(word).sum(), (*scale).into());
        }
        let mut total = Number::zero();
        for at in 0..self.len() {
            match self.get(at)?.get(index) {
                Some(ResultCell::Value(Value::Number(number))) => total = &total + number,
                Some(ResultCell::Value(Value::Missing | Value::NotApplicable)) | None => {}
                Some(ResultCell::Value(Value::Date(_) | Value::Text(_) | Value::Bool(_)) | ResultCell::Fault(_)) => {
                    return None;
                }
            }
        }
        Some(total)
    }
}

fn cells(rows: &PackedRows, at: usize) -> Vec<ResultCell> {
    rows.values(at).map(ResultCell::Value).collect()
}

fn packed_cell(packed: &Packed, row: usize) -> Option<Shown<'_>> {
    let present = packed.states.get(row).is_none_or(|state| *state == PRESENT);
    match &packed.shape {
        Shape::Number { scale } if present => {
            let decimals = scale.checked_ilog10()?;
            if 10i64.checked_pow(decimals) == Some(*scale) {
                return Some(Shown::Decimal(packed.word(row)?, decimals));
            }
        }
        Shape::Text(texts) if present => {
            let code = usize::try_from(packed.word(row)?).ok()?;
            return Some(Shown::Text(texts.get(code)?));
        }
        Shape::Number { .. } | Shape::Text(_) | Shape::Ratio { .. } | Shape::Bool | Shape::Day => {}
    }
    Some(Shown::Cell(Cow::Owned(ResultCell::Value(packed.get(row)?.ok()?))))
}
