//! The whole checked policy: frozen, `Send + Sync`, everything in declaration order and reached by id.

use super::expr::{Aggregate, Decision, Expr};
use super::ids::{
    AggregateId, AllocationId, AssertionId, AssessmentId, DecisionId, ExceptionId, ExprId, ListId, LocalId, ParamId,
    RelationId, SlotId, TableId,
};
use super::schema::TableSchema;
use crate::source::Span;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::Type;
use crate::value::value::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A checked policy. Only a policy without errors has one.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub name: Arc<str>,
    pub version: Option<Arc<str>>,
    /// The day at which dated parameters are read.
    pub as_of: Option<Date>,
    /// Names of the base units, the built-in ones first.
    pub unit_names: Vec<String>,
    pub enums: Vec<EnumDef>,
    /// Input tables, in the order in which a batch holds them.
    pub schemas: Vec<TableSchema>,
    pub tables: Vec<Table>,
    pub relations: Vec<Relation>,
    pub slots: Vec<Slot>,
    pub params: Vec<Param>,
    pub lists: Vec<List>,
    pub decisions: Vec<Decision>,
    pub exprs: Vec<Expr>,
    pub aggregates: Vec<Aggregate>,
    pub exceptions: Vec<Exception>,
    pub assessments: Vec<Assessment>,
    pub allocations: Vec<Allocation>,
    pub assertions: Vec<Assertion>,
    pub outputs: Vec<Output>,
    pub locals: Vec<Arc<str>>,
    /// What to compute, in an order in which everything comes after what it needs.
    pub steps: Vec<Step>,
}

/// One thing to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make the rows of a derived table.
    Derive(TableId),
    /// Compute a slot on every row of its table (or once).
    Slot(SlotId),
    /// Compute the shares of an allocation (fills its slot, and its residue slot).
    Allocate(AllocationId),
    /// Hold an assertion or row check against every row.
    Assert(AssertionId),
}

#[derive(Clone, Debug)]
pub struct EnumDef {
    pub name: Arc<str>,
    pub values: Vec<Arc<str>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub name: Arc<str>,
    /// Slots of all columns, in order; for a derived table its columns.
    pub columns: Vec<SlotId>,
    /// Which of `columns` are the keys.
    pub keys: Vec<SlotId>,
    pub relations: Vec<RelationId>,
    pub source: TableSource,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum TableSource {
    /// Read from data: index into `Program::schemas` and `Batch::tables`.
    Input(usize),
    Derived(Derivation),
}

/// Rows made from rows: every source's rows one after the other, then rows with equal keys rolled up.
#[derive(Clone, Debug)]
pub struct Derivation {
    pub sources: Vec<DerivedSource>,
    /// For each non-key column, how rows with equal keys are brought together; `None` where that is a fault.
    pub rollup: Vec<(SlotId, Rollup)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rollup {
    Sum,
    Max,
    Min,
    Count,
}

/// `取自 A 联 B 当 …`: all pairs (A, B) for which the joins and the filter hold. Frame 0 is A's row, frame 1 B's.
#[derive(Clone, Debug)]
pub struct DerivedSource {
    pub table: TableId,
    pub joined: Option<TableId>,
    /// Equalities between B (left, frame 1) and A (right, frame 0); kept apart from the filter so that they can be indexed.
    pub joins: Vec<(ExprId, ExprId)>,
    pub filter: Option<ExprId>,
    /// One expression for each column of the derived table, in order.
    pub values: Vec<ExprId>,
    pub span: Span,
}

/// A reference from `from`'s columns to the keys of `to`.
#[derive(Clone, Debug)]
pub struct Relation {
    pub from: TableId,
    pub to: TableId,
    pub columns: Vec<SlotId>,
    pub optional: bool,
}

/// A value on every row of a table, or once on the whole (`owner` = None).
#[derive(Clone, Debug)]
pub struct Slot {
    pub name: Arc<str>,
    pub owner: Option<TableId>,
    pub ty: Type,
    pub kind: SlotKind,
    pub bases: Vec<Basis>,
    pub note: Option<Arc<str>>,
    /// The declaration's name in the policy.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum SlotKind {
    /// A column of an input table (index into its schema) or of a derived one.
    Column(usize),
    /// The base expression, and the exceptions that override it directly.
    Formula {
        value: ExprId,
        exceptions: Vec<ExceptionId>,
    },
    /// Whether an exception or exclusion applies: its own condition, not prevented, not lifted.
    Applies(ExceptionId),
    /// All reasons for exclusion of the row, joined by ；.
    Reasons(Vec<ExceptionId>),
    IndicatorValue {
        assessment: AssessmentId,
        indicator: usize,
    },
    IndicatorScore {
        assessment: AssessmentId,
        indicator: usize,
    },
    AssessmentScore(AssessmentId),
    Share(AllocationId),
    Residue(AllocationId),
}

/// A legal basis as written: the document, the place in it, the quoted sentence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Basis {
    pub text: Arc<str>,
    pub quote: Option<Arc<str>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Param {
    pub name: Arc<str>,
    pub ty: Type,
    pub values: Vec<DatedValue>,
    pub bases: Vec<Basis>,
    pub note: Option<Arc<str>>,
    pub span: Span,
}

/// A value in force from a day (always, without one) to a day (inclusive).
#[derive(Clone, Debug)]
pub struct DatedValue {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub value: Value,
    pub bases: Vec<Basis>,
    pub span: Span,
}

impl Param {
    /// The value in force on a day; without a day only an undated value answers.
    pub fn on(&self, day: Option<Date>) -> Option<&DatedValue> {
        self.values.iter().rev().find(|dated| match day {
            Some(day) => dated.from.is_none_or(|from| from <= day) && dated.to.is_none_or(|to| day <= to),
            None => dated.from.is_none() && dated.to.is_none(),
        })
    }
}

#[derive(Clone, Debug)]
pub struct List {
    pub name: Arc<str>,
    pub values: BTreeSet<Value>,
    pub span: Span,
}

/// `例外`, `排除` or `恢复`.
#[derive(Clone, Debug)]
pub struct Exception {
    pub name: Arc<str>,
    pub kind: ExceptionKind,
    pub owner: Option<TableId>,
    /// `当`; true where it is left out.
    pub when: Option<ExprId>,
    /// `除非`, each with what it would prevent kept for the explanation.
    pub unless: Vec<ExprId>,
    /// What it sets; several for an exclusion.
    pub effects: Vec<(SlotId, ExprId)>,
    /// Exceptions that override this one where both apply.
    pub overridden_by: Vec<ExceptionId>,
    /// Reinstatements that lift this one.
    pub lifted_by: Vec<ExceptionId>,
    /// The yes/no slot that tells whether it applies on a row.
    pub applies: SlotId,
    /// The reason of an exclusion.
    pub reason: Option<Arc<str>>,
    pub bases: Vec<Basis>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExceptionKind {
    Except,
    Exclude,
    Reinstate,
}

/// Indicators scored on every row of a table and brought together.
#[derive(Clone, Debug)]
pub struct Assessment {
    pub name: Arc<str>,
    pub owner: Option<TableId>,
    pub full: Number,
    pub indicators: Vec<Indicator>,
    pub combine: Combine,
    pub rounding: Option<(Rounding, Number)>,
    pub score: SlotId,
    pub span: Span,
}

/// How indicator scores make the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Combine {
    /// Each score of 0 … full marks, times its weight.
    Weighted,
    /// Each indicator has points of its own, which are added.
    Points,
}

#[derive(Clone, Debug)]
pub struct Indicator {
    pub name: Arc<str>,
    pub key: bool,
    /// The share of the total (`Weighted`), as a constant expression.
    pub weight: Option<ExprId>,
    /// Full marks of this indicator.
    pub full: Number,
    pub value: ExprId,
    /// 取值 inside `score`.
    pub value_local: LocalId,
    pub score: ExprId,
    pub value_slot: SlotId,
    pub score_slot: SlotId,
    pub missing: Option<MissingRule>,
    pub inapplicable: Option<MissingRule>,
    pub bases: Vec<Basis>,
    pub span: Span,
}

/// What becomes of an indicator without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingRule {
    /// Left out; the total is scaled to the weights that remain.
    Rescale,
    FullMarks,
    Marks(Number),
    /// The whole assessment has no score: its total is 不适用.
    NoScore,
}

/// A pool shared out over the rows of a table, to the last unit of rounding.
#[derive(Clone, Debug)]
pub struct Allocation {
    pub name: Arc<str>,
    pub table: TableId,
    /// The pool; evaluated on the whole, or on each row that `group` leads to.
    pub pool: ExprId,
    /// From `table` to the table that holds the pools; empty for one pool.
    pub group: Vec<RelationId>,
    /// Frame 0 is the row of `table`.
    pub weight: ExprId,
    pub filter: Option<ExprId>,
    pub mode: Rounding,
    pub quantum: Number,
    pub residue: ResidueRule,
    pub share: SlotId,
    /// The slot on the whole that takes the residue, if the rule says so.
    pub residue_slot: Option<SlotId>,
    pub bases: Vec<Basis>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResidueRule {
    /// One unit each to the rows that rounding cost most; ties by key.
    LargestRemainder,
    /// One unit each in the order of keys.
    ByKey,
    /// All of it to a slot of the whole.
    ToSlot,
}

/// `断言` (a failure is a fault of the batch) or `校验` (a failure is a fault of the row).
#[derive(Clone, Debug)]
pub struct Assertion {
    pub name: Arc<str>,
    pub owner: Option<TableId>,
    pub holds: ExprId,
    pub row_check: bool,
    pub bases: Vec<Basis>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Output {
    /// The name of the sheet or file: as titled, else that of the table.
    pub name: Arc<str>,
    /// The table whose rows are put out; `None` for one row of the whole.
    pub table: Option<TableId>,
    pub items: Vec<OutputItem>,
    pub filter: Option<ExprId>,
    /// Rows in the order of these, `true` = descending; then in key order.
    pub order: Vec<(ExprId, bool)>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct OutputItem {
    pub heading: Arc<str>,
    pub value: ExprId,
    /// The slot that the item shows as it is or rounded, if it is one.
    pub slot: Option<SlotId>,
}

macro_rules! reach {
    ($($name:ident: $id:ty => $list:ident: $what:ty),* $(,)?) => {
        impl Program {$(
            /// The item of an id made for this program; `None` for a foreign id.
            pub fn $name(&self, id: $id) -> Option<&$what> {
                self.$list.get(id.index())
            }
        )*}
    };
}

reach! {
    expr: ExprId => exprs: Expr,
    slot: SlotId => slots: Slot,
    table: TableId => tables: Table,
    relation: RelationId => relations: Relation,
    param: ParamId => params: Param,
    list: ListId => lists: List,
    decision: DecisionId => decisions: Decision,
    aggregate: AggregateId => aggregates: Aggregate,
    exception: ExceptionId => exceptions: Exception,
    assessment: AssessmentId => assessments: Assessment,
    allocation: AllocationId => allocations: Allocation,
    assertion: AssertionId => assertions: Assertion,
}
