//! Expressions after checking: every name resolved, every type known, held in one arena.

use super::ids::{AggregateId, DecisionId, ExprId, ListId, LocalId, ParamId, RelationId, SlotId, TableId};
use crate::builtin::Function;
use crate::source::Span;
use crate::value::number::Number;
pub use crate::value::op::{Absence, BinaryOp, End, Ties};
use crate::value::rounding::Rounding;
use crate::value::types::Type;
use crate::value::value::Value;

/// One node of an expression with its type and its place in the policy.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Type,
    pub span: Span,
}

/// What a node computes. Rows are counted by *frame*: frame 0 is the row of the rule itself (absent on the whole),
/// each aggregate or derived source opens the next one.
#[derive(Clone, Debug)]
pub enum ExprKind {
    Constant(Value),
    /// The value in force on the policy's 基准日.
    Param(ParamId),
    /// The value in force on a day.
    ParamAt {
        param: ParamId,
        day: ExprId,
    },
    /// A value of a row: start at `frame`, follow `via`, read `slot`.
    Slot(RowPath, SlotId),
    /// A value of the whole.
    Whole(SlotId),
    /// A key of a decision table, 取值, 满分 …
    Local(LocalId),
    Negate(ExprId),
    Not(ExprId),
    Binary(BinaryOp, ExprId, ExprId),
    If {
        test: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    /// `x 在 [a, b) 内`.
    Between {
        value: ExprId,
        low: Option<(ExprId, End)>,
        high: Option<(ExprId, End)>,
    },
    /// `x 属于 名单`.
    InList {
        value: ExprId,
        list: ListId,
    },
    /// `x 属于 甲, 乙`.
    InSet {
        value: ExprId,
        set: Vec<ExprId>,
    },
    /// `x 不低于 y`: the greater of the two.
    AtLeast(ExprId, ExprId),
    /// `x 不高于 y`: the smaller of the two.
    AtMost(ExprId, ExprId),
    Round {
        value: ExprId,
        mode: Rounding,
        quantum: Number,
    },
    /// `x 缺失时取 y` or `x 不适用时取 y`.
    OrElse {
        value: ExprId,
        absence: Absence,
        other: ExprId,
    },
    /// `有值(x)` or `适用(x)`: false where the value is absent in that way.
    Has {
        value: ExprId,
        absence: Absence,
    },
    Call(Function, Vec<ExprId>),
    /// A decision table applied to its keys: a lookup call, bands, a table expression.
    Decide {
        decision: DecisionId,
        keys: Vec<ExprId>,
    },
    Aggregate(AggregateId),
}

/// Which row: a frame, and the references followed from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowPath {
    pub frame: u32,
    pub via: Vec<RelationId>,
}

/// A computation over many rows of `table`, seen from the row of the enclosing frame.
#[derive(Clone, Debug)]
pub struct Aggregate {
    pub op: AggregateOp,
    pub table: TableId,
    /// The frame that the rows of `table` are bound to inside `joins.0`, `filter`, `value`, `weight`.
    pub frame: u32,
    /// Only rows that lead, by these references, to the row `outer` of the enclosing frames.
    pub belongs: Option<Belonging>,
    /// Only rows for which each left side (inner frame) equals its right side (outer frames). Never absent values.
    pub joins: Vec<(ExprId, ExprId)>,
    pub filter: Option<ExprId>,
    /// The expression summed, counted, ranked …; `None` for 计数 and 存在 of rows.
    pub value: Option<ExprId>,
    /// The weight of 加权平均.
    pub weight: Option<ExprId>,
    /// What a row of the enclosing frame itself brings to a rank.
    pub own: Option<ExprId>,
    /// By what a rank tells equals of the value before apart, in turn.
    pub then: Vec<RankKey>,
    pub span: Span,
}

/// A further value that a rank goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankKey {
    /// On the rows of the aggregated table.
    pub value: ExprId,
    /// On the row of the enclosing frame.
    pub own: ExprId,
    pub descending: bool,
}

/// Rows that belong to a row by reference.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Belonging {
    /// From the aggregated table to the table of `outer`.
    pub via: Vec<RelationId>,
    pub outer: RowPath,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateOp {
    Sum,
    Count,
    Mean,
    WeightedMean,
    Max,
    Min,
    Exists,
    /// True where `value` holds for all rows.
    All,
    CountDistinct,
    /// Texts in row-key order, joined by 、, each once.
    ListOut,
    /// The value of the one row; missing where there is none, a fault where there are several.
    Only,
    Rank {
        descending: bool,
        ties: Ties,
    },
    Percentile {
        share: Share,
        definition: PercentileRule,
    },
}

/// A share of a hundred-thousandth, exact and `Copy`: 75% is 75_000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PercentileRule {
    /// Between the two nearest ranks, by their distance (position `1 + (n − 1) × share`).
    Linear,
    /// The value at rank `⌈n × share⌉`.
    NearestRank,
}

/// A decision table: exactly one row answers (or all that apply are summed).
#[derive(Clone, Debug)]
pub struct Decision {
    /// The lookup's name; `None` for bands and table expressions.
    pub name: Option<std::sync::Arc<str>>,
    pub keys: Vec<DecisionKey>,
    pub rows: Vec<DecisionRow>,
    pub hit: HitPolicy,
    pub result: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct DecisionKey {
    pub name: std::sync::Arc<str>,
    pub local: LocalId,
    pub ty: Type,
}

#[derive(Clone, Debug)]
pub struct DecisionRow {
    pub cells: Vec<Cell>,
    /// May use the keys (as locals) and whatever the place of the table can see.
    pub result: ExprId,
    pub span: Span,
}

/// What a key must be for the row to answer.
#[derive(Clone, Debug)]
pub enum Cell {
    Any,
    /// Equal to one of these.
    OneOf(Vec<ExprId>),
    /// Not equal to any of these.
    NoneOf(Vec<ExprId>),
    Within {
        low: Option<(ExprId, End)>,
        high: Option<(ExprId, End)>,
    },
    /// A value absent in this way.
    Absent(Absence),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HitPolicy {
    Unique,
    Cumulative,
}
