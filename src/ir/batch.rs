//! Data as the evaluators take it: columns of values by schema, and where each row came from.

use crate::value::value::Value;
use std::sync::Arc;

/// The rows of all input tables, in the order of `Program::schemas`.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub tables: Vec<TableData>,
}

/// The rows of one input table, column by column.
#[derive(Clone, Debug, Default)]
pub struct TableData {
    /// How many rows; every column is this long.
    pub rows: usize,
    /// In the order of `TableSchema::columns`.
    pub columns: Vec<Vec<Cell>>,
    /// Where each row stood, in the order of the rows.
    pub origins: Vec<Origin>,
    /// The files and sheets that `Origin::source` counts.
    pub sources: Vec<SourceName>,
}

/// A value, or the mark of a cell whose problem has been reported: what reads it has no value either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Good(Value),
    /// The words of the problem, for the rows that it spoils.
    Bad(Arc<str>),
}

/// Where a row stood: the line of a CSV file or the row of a sheet, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: u32,
    pub row: u32,
}

/// A file and, in a workbook, the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceName {
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
}
