//! What the data must look like: tables, columns, keys and references, as the readers of files need them.

use super::ids::{RelationId, SlotId, TableId};
use crate::source::Span;
use crate::value::number::Number;
pub use crate::value::op::End;
use crate::value::types::Type;
use crate::value::value::Value;
use std::sync::Arc;

/// One input table as it must be found in the data.
#[derive(Clone, Debug)]
pub struct TableSchema {
    pub id: TableId,
    pub name: Arc<str>,
    pub note: Option<Arc<str>>,
    pub columns: Vec<ColumnSchema>,
    /// Indexes into `columns`: together they name a row, so no two rows may agree in all of them.
    pub keys: Vec<usize>,
    pub references: Vec<Reference>,
    pub span: Span,
}

/// One column: its headings, its type and what a cell may hold.
#[derive(Clone, Debug)]
pub struct ColumnSchema {
    pub slot: SlotId,
    pub name: Arc<str>,
    /// Other headings under which the column may stand in real files.
    pub headings: Vec<Arc<str>>,
    pub ty: Type,
    /// The type in the reader's words: 金额, 比例, 日期, the name of an enum.
    pub type_name: Arc<str>,
    /// The values that an enum column may hold, in their declared order; empty for other types.
    pub values: Vec<Arc<str>>,
    /// What one unit in the file is worth (10000 where the file is in 万元).
    pub scale: Number,
    /// The unit in which the file is written, for messages and headings (元, 万元, 件), if any.
    pub unit_name: Option<Arc<str>>,
    pub range: Option<Range>,
    /// The value of an empty cell where the policy states one (`= 否`).
    pub default: Option<Value>,
    pub note: Option<Arc<str>>,
    pub span: Span,
}

/// An interval of numbers or dates; `None` is an open side without end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub low: Option<(Value, End)>,
    pub high: Option<(Value, End)>,
}

impl Range {
    /// Whether a number or date lies inside.
    pub fn contains(&self, value: &Value) -> bool {
        let above = match &self.low {
            None => true,
            Some((low, End::Closed)) => value >= low,
            Some((low, End::Open)) => value > low,
        };
        let below = match &self.high {
            None => true,
            Some((high, End::Closed)) => value <= high,
            Some((high, End::Open)) => value < high,
        };
        above && below
    }
}

/// A reference of the rows of a table to rows of `target`, by equality with the target's keys.
#[derive(Clone, Debug)]
pub struct Reference {
    pub relation: RelationId,
    /// Indexes into the columns of the referring table, in the order of the target's keys.
    pub columns: Vec<usize>,
    pub target: TableId,
    /// Whether a row may refer to nothing (a missing value in one of the columns).
    pub optional: bool,
}
