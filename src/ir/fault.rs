//! Why a value could not be computed: what happened, with the values, and its place in the policy and the data.

use super::ids::ExprId;
use super::ids::{ExceptionId, SlotId, TableId};
use crate::source::Span;
use crate::value::value::Value;
use std::sync::Arc;

/// A fault with its place. `row` is the row's index in its table (data order); see `Blame::key` for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    pub fault: Fault,
    /// The rule that was being computed.
    pub slot: Option<SlotId>,
    pub table: Option<TableId>,
    pub row: Option<usize>,
    /// The values of the row's keys.
    pub key: Vec<Value>,
    /// The expression that failed.
    pub span: Span,
    /// What the expression read, by name as written, e.g. (`中选约定采购量`, 0).
    pub values: Vec<(Arc<str>, Value)>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    DivisionByZero,
    /// A mean, maximum, percentile … over no rows.
    EmptyAggregate,
    /// 唯一 over several rows.
    SeveralRows {
        count: usize,
    },
    /// Weights that add up to zero.
    ZeroWeight,
    /// No row of a decision table answers these keys.
    NoAnswer {
        table: Option<Arc<str>>,
        keys: Vec<Value>,
    },
    /// More than one row answers (bounds that depend on data).
    TwoAnswers {
        table: Option<Arc<str>>,
        keys: Vec<Value>,
        rows: (Span, Span),
    },
    /// A dated parameter has no value on that day.
    NoValueOn {
        param: Arc<str>,
        day: Option<Value>,
    },
    /// Two exceptions apply with unequal results.
    Conflict {
        one: ExceptionId,
        other: ExceptionId,
        values: (Value, Value),
    },
    ScoreOutOfRange {
        score: Value,
        full: Value,
    },
    /// All indicators were left out.
    NothingToScore,
    AssertionFailed {
        name: Arc<str>,
        /// What the comparison that fails compared, with the place of each side.
        sides: Option<Box<[(ExprId, Value); 2]>>,
    },
    /// A row check that the data fail.
    CheckFailed {
        name: Arc<str>,
    },
    TiedRank {
        value: Value,
    },
    NegativeWeight {
        weight: Value,
    },
    /// The pool is no multiple of the unit to which shares are rounded.
    PoolNotInUnits {
        pool: Value,
    },
    /// Rows of a derived table with equal keys and no roll-up for a column.
    DuplicateKey {
        key: Vec<Value>,
    },
    /// A derived row refers to a row that is not there.
    Dangling {
        key: Vec<Value>,
    },
    /// A column was read whose cell is spoiled; the words say why.
    BadCell {
        words: Arc<str>,
    },
    /// A date or power outside what can be represented.
    OutOfRange,
}

/// Index of a blame among those of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlameId(pub u32);

impl BlameId {
    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub fn at(index: usize) -> Self {
        BlameId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}
