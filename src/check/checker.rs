//! The state of one check, and the small things that every part of it needs.

use super::declare::Def;
use super::names::Names;
use super::{Checked, Inputs, assess, declare, rules};
use crate::diagnostic::{Diagnostic, Words};
use crate::ir::expr::{Expr, ExprKind};
use crate::ir::ids::{DecisionId, ExprId, LocalId, ParamId, SlotId, TableId};
use crate::ir::program::{Program, Step};
use crate::ir::schema::Range;
use crate::source::{Sources, Span};
use crate::syntax::ast;
use crate::value::measure::UnitTable;
use crate::value::types::{Kind, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A part could not be checked; its problem has been reported, so what contains it stays silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reported;
pub(super) type Lowered<T> = Result<T, Reported>;

/// The state of one check.
pub(super) struct Checker<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) sources: &'a Sources,
    pub(super) program: Program,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) names: Names,
    pub(super) units: UnitTable,
    /// What each slot is made from, until it is made.
    pub(super) defs: Vec<Def<'a>>,
    /// Where the making of each slot stands.
    pub(super) states: Vec<State>,
    pub(super) derived: BTreeMap<TableId, (State, &'a ast::DerivedDecl)>,
    /// What is being made, outermost first, to draw a cycle.
    pub(super) making: Vec<(Making, Span)>,
    pub(super) exceptions: Vec<rules::Pending<'a>>,
    pub(super) assessments: Vec<(&'a ast::Decl, &'a ast::AssessmentDecl)>,
    pub(super) allocations: Vec<(&'a ast::Decl, &'a ast::AllocateDecl)>,
    pub(super) outputs: Vec<(&'a ast::Decl, &'a ast::OutputDecl)>,
    pub(super) asserts: Vec<declare::PendingAssert<'a>>,
    pub(super) obligations: Vec<(&'a ast::Decl, Arc<str>, Option<TableId>, &'a ast::Expr)>,
    pub(super) obliged: Vec<crate::ir::ids::AssertionId>,
    pub(super) params: Vec<(&'a ast::Decl, &'a ast::ParamDecl)>,
    pub(super) lookups: Vec<(&'a ast::Decl, &'a ast::LookupDecl)>,
    pub(super) lists: Vec<(&'a ast::Decl, declare::ListParts<'a>)>,
    pub(super) tables: Vec<(TableId, &'a ast::Decl, &'a ast::TableDecl)>,
    /// Names that something refers to.
    pub(super) used: BTreeSet<Arc<str>>,
    pub(super) used_slots: BTreeSet<SlotId>,
    pub(super) groups: BTreeMap<Arc<str>, rules::Group>,
    pub(super) header: Option<Span>,
    /// Names whose declaration is broken or has no place: using them is no second problem.
    pub(super) lost: BTreeSet<Arc<str>>,
    /// A file that the policy names could not be read, which whoever reads files has reported.
    pub(super) unread: bool,
    /// Checked parts of indicators, by assessment.
    pub(super) made: Vec<Vec<assess::Made>>,
    /// The kind of each list's values, by list.
    pub(super) list_kinds: Vec<Kind>,
    /// Further results of lookups, by the decision that holds the first: what answers them is proved once.
    pub(super) further: BTreeMap<DecisionId, DecisionId>,
    /// The ranges that bound the keys of lookups.
    pub(super) key_ranges: BTreeMap<DecisionId, Vec<Option<Range>>>,
    pub(super) param_ranges: BTreeMap<ParamId, Range>,
    /// Lookups by 超额累进, proved as bands before they are turned into sums.
    pub(super) marginal: Vec<(DecisionId, Span)>,
}

/// Where the making of a slot or table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Making,
    Done,
    Broken,
}

/// Something in the making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Making {
    Slot(SlotId),
    Table(TableId),
}

impl<'a> Checker<'a> {
    pub(super) fn new(inputs: &'a Inputs, sources: &'a Sources) -> Self {
        Checker {
            inputs,
            sources,
            program: Program { as_of: inputs.as_of, ..Program::default() },
            problems: Vec::new(),
            names: Names::default(),
            units: UnitTable::default(),
            defs: Vec::new(),
            states: Vec::new(),
            derived: BTreeMap::new(),
            making: Vec::new(),
            exceptions: Vec::new(),
            assessments: Vec::new(),
            allocations: Vec::new(),
            outputs: Vec::new(),
            asserts: Vec::new(),
            obligations: Vec::new(),
            obliged: Vec::new(),
            params: Vec::new(),
            lookups: Vec::new(),
            further: BTreeMap::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            used: BTreeSet::new(),
            used_slots: BTreeSet::new(),
            groups: BTreeMap::new(),
            header: None,
            lost: BTreeSet::new(),
            unread: false,
            made: Vec::new(),
            list_kinds: Vec::new(),
            key_ranges: BTreeMap::new(),
            param_ranges: BTreeMap::new(),
            marginal: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, problem: Diagnostic) -> Reported {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        Reported
    }

    /// A new node of the arena.
    pub(super) fn add(&mut self, kind: ExprKind, ty: impl Into<Type>, span: Span) -> ExprId {
        self.program.exprs.push(Expr { kind, ty: ty.into(), span });
        ExprId::at(self.program.exprs.len() - 1)
    }

    pub(super) fn kind(&self, id: ExprId) -> Option<&ExprKind> {
        self.program.expr(id).map(|expr| &expr.kind)
    }

    pub(super) fn span(&self, id: ExprId) -> Span {
        self.program.expr(id).map(|expr| expr.span).unwrap_or_default()
    }

    pub(super) fn new_local(&mut self, name: &Arc<str>) -> LocalId {
        self.program.locals.push(name.clone());
        LocalId::at(self.program.locals.len() - 1)
    }

    pub(super) fn step(&mut self, step: Step) {
        self.program.steps.push(step);
    }

    pub(super) fn written(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    pub(super) fn table_name(&self, table: TableId) -> Arc<str> {
        self.program.table(table).map_or_else(|| "".into(), |table| table.name.clone())
    }

    pub(super) fn slot_name(&self, slot: SlotId) -> Arc<str> {
        self.program.slot(slot).map_or_else(|| "".into(), |slot| slot.name.clone())
    }

    pub(super) fn close(mut self) -> Checked {
        self.problems.sort_by_key(|problem| (problem.span(), problem.code));
        let open = self.program.params.iter().enumerate().filter(|(_, param)| param.values.is_empty());
        let open = open.map(|(index, _)| ParamId::at(index)).collect();
        let failed = self.unread || self.problems.iter().any(Diagnostic::is_error);
        fold_repeats(&mut self.problems);
        Checked { program: (!failed).then_some(self.program), problems: self.problems, open }
    }
}

/// Places that one problem shows at most.
const SHOWN: usize = 5;

/// One misspelt name that is used in many places is one problem: the later places become labels of the first.
fn fold_repeats(problems: &mut Vec<Diagnostic>) {
    const NAMED: &[&str] = &["JY0201", "JY0204", "JY0205", "JY0801"];
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in problems.drain(..) {
        let same = |other: &&mut Diagnostic| {
            other.code == problem.code && other.message == problem.message && other.help == problem.help
        };
        match kept.iter_mut().filter(|other| NAMED.contains(&other.code)).find(same) {
            Some(first) => {
                if let (Some(all), Some(more)) = (&mut first.mend, problem.mend.clone()) {
                    all.edits.extend(more.edits);
                }
                if let Some(span) = problem.span().filter(|_| first.labels.len() < SHOWN) {
                    *first = first.clone().at(span, Words::new("这里也用到", "used here too"));
                }
            }
            None => kept.push(problem),
        }
    }
    *problems = kept;
}
