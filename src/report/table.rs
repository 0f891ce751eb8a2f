//! A result as a table for people and files: headings, how each column is shown, and the cells.

use super::table_rows::TableRows;
use crate::value::value::Value;
use std::sync::Arc;

/// One output of a policy with all its rows.
#[derive(Clone, Debug)]
pub struct ResultTable {
    pub name: Arc<str>,
    pub columns: Vec<ResultColumn>,
    pub rows: TableRows,
}

/// How a column is headed and shown.
#[derive(Clone, Debug)]
pub struct ResultColumn {
    pub heading: Arc<str>,
    /// Digits after the point that are always shown; `None` for texts, dates and yes/no.
    pub decimals: Option<u32>,
    /// Shown as a percentage (0.5 as 50%).
    pub percent: bool,
    /// The unit in words (元, 分, 天), if there is one.
    pub unit: Option<Arc<str>>,
    /// Whether a total below the table makes sense (amounts, quantities).
    pub summable: bool,
}

/// A value, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultCell {
    Value(Value),
    Fault(Arc<str>),
}
