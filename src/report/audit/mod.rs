//! The policy's formulas as live formulas of Excel beside the exact values: whoever has Excel can recompute a settlement, and
//! sees where its doubles say something else. Takes a run, gives sheets; what cannot be said in Excel stands as a value.

mod double;
mod formula;
mod plan;
mod sheet;

pub use sheet::write;

use crate::ir::ids::{ExprId, RelationId, SlotId, TableId};
use crate::value::number::Number;
use crate::value::types::Type;

/// A table with more rows is not audited: a workbook should open.
pub const MOST_ROWS: usize = 20_000;

/// The sheet of one table.
#[derive(Clone, Debug)]
struct Plan {
    table: TableId,
    columns: Vec<Column>,
}

/// One value of the rows.
#[derive(Clone, Debug)]
struct Column {
    heading: String,
    ty: Option<Type>,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// A value as it is.
    Given(SlotId),
    /// A part of a formula that Excel has no words for, as it came out.
    Part(ExprId),
    /// A formula in Excel's words.
    Live(SlotId, Tree),
}

/// A formula that Excel can compute.
#[derive(Clone, Debug)]
enum Tree {
    Number(Number),
    Truth(bool),
    /// Another column of the same sheet.
    Cell(usize),
    /// The sum of a column of another sheet over the rows that refer to this one.
    SumOf {
        plan: usize,
        column: usize,
        relation: RelationId,
    },
    /// An operator between two, in its sign.
    Between(&'static str, Box<Tree>, Box<Tree>),
    /// A function of Excel.
    Call(Call, Vec<Tree>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Negate,
    Not,
    And,
    Or,
    If,
    Max,
    Min,
    /// To so many digits behind the point (before it, below zero).
    Round(i32),
    RoundDown(i32),
    RoundUp(i32),
}
