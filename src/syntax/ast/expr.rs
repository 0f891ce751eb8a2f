//! Expressions, cells and rows as written.

use super::{Basis, Name};
use crate::source::Span;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::op::{Absence, BinaryOp, End, Ties};
use crate::value::rounding::Rounding;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    /// Height of the tree, so that it can be bounded where it is built.
    pub height: u16,
}

#[derive(Clone, Debug)]
pub struct Path {
    pub root: Root,
    pub members: Vec<Name>,
    pub span: Span,
}

/// What a path starts with.
#[derive(Clone, Debug)]
pub enum Root {
    Name(Name),
    /// 整体
    Whole,
    /// 本行
    ThisRow,
    /// 上级
    Parent,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Number(NumberLiteral),
    Date(Date),
    Text(Arc<str>),
    Bool(bool),
    Missing,
    Inapplicable,
    /// 取值
    Value,
    /// 满分
    Full,
    Path(Path),
    Call {
        name: Path,
        args: Vec<Expr>,
        modifiers: Box<Modifiers>,
        /// Which result of a lookup: `月税率(月均).速算扣除数`.
        answer: Option<Name>,
    },
    Negate(Box<Expr>),
    Not(Box<Expr>),
    Binary {
        op: BinaryOp,
        op_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    If {
        test: Box<Expr>,
        then: Box<Expr>,
        otherwise: Option<Box<Expr>>,
    },
    Table {
        keys: Vec<Expr>,
        rows: Vec<Row>,
    },
    Within {
        value: Box<Expr>,
        interval: Box<Interval>,
        negated: bool,
    },
    MemberOf {
        value: Box<Expr>,
        set: Vec<Expr>,
        negated: bool,
    },
    AtLeast(Box<Expr>, Box<Expr>),
    AtMost(Box<Expr>, Box<Expr>),
    Round {
        value: Box<Expr>,
        to: RoundTo,
    },
    OrElse {
        value: Box<Expr>,
        absence: Absence,
        other: Box<Expr>,
    },
    AtDay {
        value: Box<Expr>,
        day: Box<Expr>,
    },
    /// In round brackets: kept because a tail inside does not reach outside.
    Group(Box<Expr>),
}

#[derive(Clone, Debug)]
pub struct NumberLiteral {
    /// The digits alone; a percent sign is already applied.
    pub value: Number,
    pub percent: bool,
    /// `万元`, `分`, `件` …, as written.
    pub unit: Option<Name>,
    pub per: Option<Name>,
}

#[derive(Clone, Debug)]
pub struct RoundTo {
    pub mode: Rounding,
    pub to: RoundUnit,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum RoundUnit {
    Unit(Name),
    Number(NumberLiteral),
}

#[derive(Clone, Debug, Default)]
pub struct Modifiers {
    pub filter: Option<Box<Expr>>,
    pub same: Vec<Path>,
    /// The order of the first value.
    pub descending: Option<bool>,
    /// The orders of the values behind the first, as far as they are stated.
    pub then: Vec<bool>,
    pub ties: Option<Ties>,
    pub nearest_rank: Option<bool>,
}

#[derive(Clone, Debug)]
pub struct Interval {
    pub low: Option<Expr>,
    pub low_end: End,
    pub high: Option<Expr>,
    pub high_end: End,
    pub span: Span,
}

/// A line of a table: its cells, the last one the result.
#[derive(Clone, Debug)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub bases: Vec<Basis>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub kind: CellKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum CellKind {
    Any,
    Ditto,
    Missing,
    Inapplicable,
    Interval(Interval),
    /// One or more comparisons that must all hold.
    Compare(Vec<(BinaryOp, Expr)>),
    List(Vec<Expr>),
    /// `50-60` and its like: two numbers where an interval was meant.
    Doubtful(Expr, Expr),
}
