//! The tree of a policy's text: what was written and where, with nothing resolved.

mod clause;
mod expr;
mod kind;

pub use expr::{
    Cell, CellKind, Expr, ExprKind, Interval, Modifiers, NumberLiteral, Path, Root, RoundTo, RoundUnit, Row,
};

pub use clause::Clause;
pub use kind::Class;

use crate::source::Span;
use crate::value::date::Date;
use std::sync::Arc;

/// One policy file: its declarations in order; a broken one is left out and reported.
#[derive(Clone, Debug, Default)]
pub struct File {
    pub decls: Vec<Decl>,
    /// Cases and what they share: they say what a policy must do and are no part of it.
    pub cases: Vec<Case>,
}

/// A name as written, folded to half width.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    pub text: Arc<str>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Decl {
    pub kind: DeclKind,
    /// The whole declaration.
    pub span: Span,
    pub clauses: Clauses,
}

/// Clauses that any declaration may carry.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    pub bases: Vec<Basis>,
    pub note: Option<Arc<str>>,
    pub in_force: Option<InForce>,
    /// `印发`: the day since which this declaration is known, where it differs from its document's.
    pub issued: Option<Date>,
    pub group: Option<Name>,
}

/// `依据`: the words up to a quotation, and the quotation.
#[derive(Clone, Debug)]
pub struct Basis {
    pub text: Arc<str>,
    pub quote: Option<Arc<str>>,
    pub span: Span,
}

/// From a day and to a day, both inclusive.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub span: Span,
}

/// `案例`, or `共用 给定` where it has no name.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: Option<Arc<str>>,
    pub name_span: Span,
    /// The day at which dated parameters are read.
    pub day: Option<Date>,
    pub params: Vec<(Name, Span)>,
    pub tables: Vec<GivenTable>,
    /// `其余 缺失`: what is not given is left out on purpose.
    pub rest: bool,
    pub expects: Vec<Expect>,
    pub snapshot: bool,
    pub bases: Vec<Basis>,
    pub note: Option<Arc<str>>,
    pub span: Span,
}

/// Rows of a table as a case gives them.
#[derive(Clone, Debug)]
pub struct GivenTable {
    /// `None` for files that hold several tables.
    pub name: Option<Name>,
    pub rows: GivenRows,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum GivenRows {
    File(Name),
    /// The heading row and the others; cells as written.
    Written(Vec<GivenRow>),
}

#[derive(Clone, Debug)]
pub struct GivenRow {
    pub cells: Vec<Arc<str>>,
    /// Where each cell stands.
    pub places: Vec<Span>,
    pub span: Span,
}

/// `期望`: one thing that must hold.
#[derive(Clone, Debug)]
pub struct Expect {
    /// `None` for a problem of the policy or the data as a whole.
    pub place: Option<Place>,
    pub wanted: Wanted,
    pub span: Span,
}

/// A value of a row: the table (`None` for the whole), its keys, the value's name.
#[derive(Clone, Debug)]
pub struct Place {
    pub table: Option<Name>,
    pub keys: Vec<Expr>,
    pub members: Vec<Name>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Wanted {
    Equals(Expr),
    Contains(Arc<str>),
    /// A problem by its code, whose words may be asked for too.
    Error {
        code: Arc<str>,
        words: Option<Arc<str>>,
    },
}

#[derive(Clone, Debug)]
pub enum DeclKind {
    Policy(PolicyDecl),
    Unit {
        name: Name,
        value: Option<Expr>,
    },
    Param(ParamDecl),
    Enum {
        name: Name,
        values: Vec<Name>,
    },
    List {
        name: Name,
        ty: Option<TypeRef>,
        values: ListSource,
    },
    Lookup(LookupDecl),
    Table(TableDecl),
    Derived(DerivedDecl),
    Each(Name),
    Whole,
    Formula {
        name: Name,
        ty: Option<TypeRef>,
        value: Expr,
    },
    Assessment(AssessmentDecl),
    Except {
        name: Name,
        target: Name,
        when: Option<Expr>,
        unless: Vec<Expr>,
        then: Option<Expr>,
    },
    Exclude(ExcludeDecl),
    Reinstate {
        name: Name,
        target: Option<Name>,
        when: Option<Expr>,
    },
    Allocate(AllocateDecl),
    Assert {
        name: Option<Name>,
        holds: Expr,
    },
    Output(OutputDecl),
    /// Gives a parameter that the base leaves open.
    Given(ParamValues),
    /// Replaces a piece of the base, which is quoted.
    Amend {
        target: Target,
        old: Span,
        new: Span,
    },
    /// Takes away a declaration, a part of one, or the clause that reads as quoted.
    Retire {
        target: Target,
        quoted: Option<Span>,
    },
    Lock(Target),
    /// An obligation on this layer and all above it.
    Oblige {
        name: Option<Name>,
        holds: Expr,
    },
    /// Adds parts to a declaration of the base, or to a part of one.
    Extend {
        target: Target,
        added: Vec<Added>,
    },
}

/// The value or the dated values of a parameter.
#[derive(Clone, Debug)]
pub struct ParamValues {
    pub name: Name,
    pub value: Option<Expr>,
    pub dated: Vec<Dated>,
}

/// What an edit is about: a declaration, a part of it that has a name, or one clause of either.
#[derive(Clone, Debug)]
pub struct Target {
    /// The keyword of the declaration, where it is written before the name.
    pub kind: Option<&'static str>,
    pub path: Path,
    pub clause: Option<Clause>,
    pub span: Span,
}

/// One part that an edit adds, as it is written.
#[derive(Clone, Debug)]
pub struct Added {
    pub clause: Clause,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct PolicyDecl {
    pub name: Name,
    pub version: Option<Arc<str>>,
    /// 国家, 省, 市, 批次: where the policy stands among others, in its own words.
    pub level: Option<Arc<str>>,
    pub extends: Option<Name>,
    pub day: Option<Date>,
    pub issued: Option<Date>,
}

#[derive(Clone, Debug)]
pub struct TypeRef {
    pub name: Name,
    pub exact: bool,
    pub places: Option<u32>,
    pub unit: Option<(Name, Option<Name>)>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct ParamDecl {
    pub name: Name,
    pub ty: TypeRef,
    pub range: Option<Interval>,
    pub open: bool,
    pub value: Option<Expr>,
    pub dated: Vec<Dated>,
}

#[derive(Clone, Debug)]
pub struct Dated {
    pub force: InForce,
    pub value: Expr,
    pub issued: Option<Date>,
    pub bases: Vec<Basis>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ListSource {
    Values(Vec<Expr>),
    File { path: Name, column: Option<Name> },
}

#[derive(Clone, Debug)]
pub struct LookupDecl {
    pub name: Name,
    pub keys: Vec<KeyDecl>,
    /// At least one; the last columns of the table.
    pub results: Vec<KeyDecl>,
    pub hit: LookupHit,
    pub file: Option<Name>,
    pub rows: Vec<Row>,
}

/// How the rows of a lookup answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupHit {
    /// Exactly one row.
    Unique,
    /// 累计: all that apply are added.
    Cumulative,
    /// 超额累进: bands of rates, each for the part of the last key that lies in it.
    Marginal,
}

#[derive(Clone, Debug)]
pub struct KeyDecl {
    pub name: Name,
    pub ty: TypeRef,
    pub range: Option<Interval>,
}

#[derive(Clone, Debug)]
pub struct TableDecl {
    pub name: Name,
    pub columns: Vec<ColumnDecl>,
    pub refers: Vec<RefersDecl>,
    pub checks: Vec<CheckDecl>,
}

#[derive(Clone, Debug)]
pub struct ColumnDecl {
    pub key: bool,
    pub name: Name,
    pub ty: Option<TypeRef>,
    pub target: Option<Name>,
    pub range: Option<Interval>,
    pub default: Option<Expr>,
    pub headings: Vec<Arc<str>>,
    pub optional: bool,
    pub may_not_apply: bool,
    pub file_unit: Option<Name>,
    pub bases: Vec<Basis>,
    pub note: Option<Arc<str>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct RefersDecl {
    pub columns: Vec<Name>,
    pub target: Name,
    pub optional: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct CheckDecl {
    pub name: Name,
    pub holds: Expr,
    pub bases: Vec<Basis>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct DerivedDecl {
    pub name: Name,
    pub columns: Vec<ColumnDecl>,
    pub refers: Vec<RefersDecl>,
    pub sources: Vec<SourceDecl>,
    pub rollups: Vec<(Name, Name)>,
}

#[derive(Clone, Debug)]
pub struct SourceDecl {
    pub table: Name,
    pub joined: Option<Name>,
    pub when: Option<Expr>,
    pub assigns: Vec<(Name, Option<Expr>)>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct ExcludeDecl {
    pub name: Name,
    pub when: Option<Expr>,
    pub unless: Vec<Expr>,
    pub effects: Vec<(Path, Expr)>,
    pub reason: Option<(Arc<str>, Span)>,
}

#[derive(Clone, Debug)]
pub struct AllocateDecl {
    pub name: Name,
    pub table: Name,
    pub pool: Option<Expr>,
    pub weight: Option<Expr>,
    pub when: Option<Expr>,
    pub rounding: Option<RoundTo>,
    pub residue: Option<Residue>,
}

#[derive(Clone, Debug)]
pub enum Residue {
    Largest,
    ByKey,
    Slot(Path),
}

#[derive(Clone, Debug)]
pub struct OutputDecl {
    /// `None` for 整体.
    pub table: Option<Name>,
    /// What the output is called, where it is not called after its table.
    pub title: Option<Arc<str>>,
    pub items: Vec<OutputItem>,
    pub when: Option<Expr>,
    pub order: Vec<(Expr, bool)>,
}

#[derive(Clone, Debug)]
pub struct OutputItem {
    pub value: Expr,
    pub heading: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub struct AssessmentDecl {
    pub name: Name,
    /// `None` for 整体.
    pub table: Option<Name>,
    pub full: Option<Expr>,
    pub missing: Option<ScoreRule>,
    pub inapplicable: Option<ScoreRule>,
    pub rounding: Option<RoundTo>,
    pub indicators: Vec<IndicatorDecl>,
}

#[derive(Clone, Debug)]
pub struct IndicatorDecl {
    pub kind: IndicatorKind,
    pub name: Name,
    pub weight: Option<Expr>,
    pub full: Option<Expr>,
    pub take: Option<Expr>,
    pub score: Option<Expr>,
    pub missing: Option<ScoreRule>,
    pub inapplicable: Option<ScoreRule>,
    pub bases: Vec<Basis>,
    pub note: Option<Arc<str>>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorKind {
    Key,
    Reference,
    Plain,
}

#[derive(Clone, Debug)]
pub struct ScoreRule {
    pub kind: ScoreRuleKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ScoreRuleKind {
    Rescale,
    FullMarks,
    NoScore,
    Marks(Expr),
}
