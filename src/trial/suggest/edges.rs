//! The edges of a policy: where a comparison turns, an exemption begins, a rounding ties; each with the surroundings in
//! which it is computed.

use super::super::sites::{Owner, OwnerKind, owners};
use crate::ir::expr::{Cell, Decision, ExprKind};
use crate::ir::ids::{ExprId, LocalId, SlotId, TableId};
use crate::ir::program::{Program, SlotKind, TableSource};
use crate::source::{Sources, Span};
use crate::value::number::Number;
use crate::value::types::Kind;
use std::collections::BTreeSet;

/// What a local of the surroundings stands for.
#[derive(Clone, Debug)]
pub enum Bound {
    Expr(ExprId),
    Slot(SlotId),
}

/// Where an expression is computed: on which rows, with which rows of aggregates, with which locals.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub owner: Option<TableId>,
    pub frames: Vec<(u32, TableId)>,
    pub locals: Vec<(LocalId, Bound)>,
}

/// What is to be reached.
#[derive(Clone, Debug)]
pub enum Goal {
    /// Both sides are equal, or one unit apart.
    Meet { left: ExprId, right: ExprId },
    /// The value lies in the middle between two steps of a rounding.
    Tie { value: ExprId, quantum: Number },
    /// A condition holds and does not, while another one holds.
    Switch { condition: ExprId, while_held: Option<ExprId> },
}

/// One edge.
#[derive(Debug)]
pub struct Edge {
    pub goal: Goal,
    pub context: Context,
    pub span: Span,
    pub rule: String,
    /// The value that the rule gives on the row of its owner.
    pub slot: Option<SlotId>,
    /// The expressions of the rule, which decide whether the edge is come to at all.
    pub within: Vec<ExprId>,
    /// It stands in an assertion, which all data may fulfil.
    pub asserted: bool,
}

impl Edge {
    /// The expressions on which it depends.
    pub fn roots(&self) -> Vec<ExprId> {
        match &self.goal {
            Goal::Meet { left, right } => vec![*left, *right],
            Goal::Tie { value, .. } => vec![*value],
            Goal::Switch { condition, while_held } => {
                std::iter::once(*condition).chain(while_held.iter().copied()).collect()
            }
        }
    }

    /// Whether it is the same edge of the same policy under other parameters, which number their expressions otherwise.
    pub fn is(&self, other: &Edge) -> bool {
        let kind = |goal: &Goal| match goal {
            Goal::Meet { .. } => 0,
            Goal::Tie { .. } => 1,
            Goal::Switch { .. } => 2,
        };
        (self.span, &self.rule, kind(&self.goal)) == (other.span, &other.rule, kind(&other.goal))
    }
}

/// All edges in the order of the rules.
pub fn edges(program: &Program, sources: &Sources) -> Vec<Edge> {
    let (found, seen) = (Vec::new(), BTreeSet::new());
    let mut walk = Walk { program, sources, found, seen, owner: None, within: Vec::new(), asserted: false };
    for owner in owners(program) {
        walk.rule(&owner);
    }
    walk.found
}

struct Walk<'a> {
    program: &'a Program,
    sources: &'a Sources,
    found: Vec<Edge>,
    seen: BTreeSet<ExprId>,
    owner: Option<(String, Option<SlotId>)>,
    within: Vec<ExprId>,
    asserted: bool,
}

impl Walk<'_> {
    fn rule(&mut self, owner: &Owner) {
        let program = self.program;
        self.within.clone_from(&owner.roots);
        let span = owner.roots.first().and_then(|root| program.expr(*root)).map(|expr| expr.span);
        let named = |slot: Option<SlotId>| Some((owner.name.to_string(), slot));
        match owner.kind {
            OwnerKind::Formula => {
                let root = owner.roots.first();
                let is = |slot: &crate::ir::program::Slot| matches!(&slot.kind, SlotKind::Formula { value, .. } if Some(value) == root);
                let at = program.slots.iter().position(is);
                self.owner = named(at.map(SlotId::at));
                let table = at.and_then(|at| program.slots.get(at)).and_then(|slot| slot.owner);
                self.roots(owner, table);
            }
            OwnerKind::Exception(id) => {
                let Some(exception) = program.exception(id) else { return };
                self.owner = named(Some(exception.applies));
                let context = Context { owner: exception.owner, ..Context::default() };
                if let Some(when) = exception.when {
                    self.push(Goal::Switch { condition: when, while_held: None }, when, &context);
                }
                for unless in &exception.unless {
                    let goal = Goal::Switch { condition: *unless, while_held: exception.when };
                    self.push(goal, *unless, &context);
                }
                self.roots(owner, exception.owner);
            }
            OwnerKind::Indicator => {
                let mut all = program.assessments.iter().flat_map(|of| of.indicators.iter().map(move |one| (of, one)));
                let Some((of, one)) = all.find(|(_, one)| Some(&one.value) == owner.roots.first()) else { return };
                self.owner = named(Some(one.score_slot));
                let mut context = Context { owner: of.owner, ..Context::default() };
                self.walk(one.value, &context);
                context.locals.push((one.value_local, Bound::Slot(one.value_slot)));
                self.walk(one.score, &context);
            }
            OwnerKind::Allocation => {
                let mut all = program.allocations.iter();
                let Some(one) = all.find(|one| span == program.expr(one.pool).map(|pool| pool.span)) else { return };
                self.owner = named(Some(one.share));
                let context = Context { owner: Some(one.table), ..Context::default() };
                self.walk(one.weight, &context);
                one.filter.into_iter().for_each(|filter| self.walk(filter, &context));
            }
            OwnerKind::Derived => {
                let sources = program.tables.iter().filter_map(|table| match &table.source {
                    TableSource::Derived(derivation) => Some(&derivation.sources),
                    TableSource::Input(_) => None,
                });
                let source = sources.flatten().find(|source| source.values.first() == owner.roots.first());
                let Some(source) = source else { return };
                self.owner = named(None);
                let frames = source.joined.iter().map(|joined| (1, *joined)).collect();
                let context = Context { owner: Some(source.table), frames, locals: Vec::new() };
                owner.roots.iter().for_each(|root| self.walk(*root, &context));
            }
            OwnerKind::Check(id) => {
                self.owner = named(None);
                let check = program.assertion(id);
                self.asserted = check.is_some_and(|check| !check.row_check);
                self.roots(owner, check.and_then(|check| check.owner));
                self.asserted = false;
            }
            // What an output rounds, no case can expect.
            OwnerKind::Output => {}
        }
    }

    fn roots(&mut self, owner: &Owner, table: Option<TableId>) {
        let context = Context { owner: table, ..Context::default() };
        owner.roots.iter().for_each(|root| self.walk(*root, &context));
    }

    fn push(&mut self, goal: Goal, at: ExprId, context: &Context) {
        let Some(expr) = self.program.expr(at) else { return };
        let given = self.sources.get(expr.span.source).is_none_or(|source| source.name() == "--set");
        let Some((rule, slot)) = self.owner.clone() else { return };
        if !given && expr.span.end > expr.span.start {
            let (context, within, asserted) = (context.clone(), self.within.clone(), self.asserted);
            self.found.push(Edge { goal, context, span: expr.span, rule, slot, within, asserted });
        }
    }

    /// Whether the difference of two values of this expression's kind is a number of units.
    fn measures(&self, id: ExprId) -> bool {
        self.program.expr(id).is_some_and(|expr| matches!(expr.ty.kind, Kind::Number(_) | Kind::Date))
    }

    fn walk(&mut self, id: ExprId, context: &Context) {
        if !self.seen.insert(id) {
            return;
        }
        let Some(expr) = self.program.expr(id) else { return };
        match &expr.kind {
            ExprKind::Binary(op, left, right) => {
                if op.compares() && self.measures(*left) {
                    self.push(Goal::Meet { left: *left, right: *right }, id, context);
                }
            }
            ExprKind::Between { value, low, high } => {
                for (bound, _) in low.iter().chain(high) {
                    self.push(Goal::Meet { left: *value, right: *bound }, id, context);
                }
            }
            ExprKind::AtLeast(value, bound) | ExprKind::AtMost(value, bound) => {
                self.push(Goal::Meet { left: *value, right: *bound }, id, context);
            }
            ExprKind::Round { value, quantum, .. } => {
                self.push(Goal::Tie { value: *value, quantum: quantum.clone() }, id, context);
            }
            ExprKind::Aggregate(aggregate) => {
                if let Some(aggregate) = self.program.aggregate(*aggregate) {
                    let mut inner = context.clone();
                    inner.frames.push((aggregate.frame, aggregate.table));
                    aggregate.inner().into_iter().for_each(|id| self.walk(id, &inner));
                    aggregate.outer().into_iter().for_each(|id| self.walk(id, context));
                }
            }
            ExprKind::Decide { decision, keys } => {
                if let Some(table) = self.program.decision(*decision) {
                    self.bands(table, keys, context);
                }
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::If { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..) => {}
        }
        expr.kind.children().into_iter().for_each(|id| self.walk(id, context));
    }

    /// The edges of the bands of a table, each once though two bands share it.
    fn bands(&mut self, table: &Decision, keys: &[ExprId], context: &Context) {
        let mut met: Vec<(usize, String)> = Vec::new();
        for row in &table.rows {
            for (at, (cell, key)) in row.cells.iter().zip(keys).enumerate() {
                let Cell::Within { low, high } = cell else { continue };
                for (bound, _) in low.iter().chain(high) {
                    let span = self.program.expr(*bound).map(|expr| expr.span).unwrap_or_default();
                    let words = (at, self.sources.slice(span).trim().to_owned());
                    if !met.contains(&words) && self.seen.insert(*bound) {
                        self.push(Goal::Meet { left: *key, right: *bound }, *bound, context);
                        met.push(words);
                    }
                }
            }
        }
        let mut inner = context.clone();
        let locals = table.keys.iter().zip(keys).map(|(key, expr)| (key.local, Bound::Expr(*expr)));
        inner.locals.extend(locals);
        table.rows.iter().for_each(|row| self.walk(row.result, &inner));
    }
}
