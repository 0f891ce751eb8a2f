//! What each expression needs around it: frames and locals. What needs none is constant for a run, and what needs only the
//! frame of its aggregate can be shared by all rows that ask for the same group.

use crate::ir::expr::{Aggregate, ExprKind};
use crate::ir::ids::{AggregateId, DecisionId, ExprId, LocalId};
use crate::ir::program::Program;
use std::collections::BTreeSet;

/// The frames and locals that are free in an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    pub frames: BTreeSet<u32>,
    pub locals: BTreeSet<LocalId>,
}

impl Needs {
    pub fn is_constant(&self) -> bool {
        self.frames.is_empty() && self.locals.is_empty()
    }

    /// Whether one frame (and no local) is all that is needed.
    pub fn only(&self, frame: u32) -> bool {
        self.locals.is_empty() && self.frames.iter().all(|needed| *needed == frame)
    }

    fn add(&mut self, other: &Needs) {
        self.frames.extend(&other.frames);
        self.locals.extend(&other.locals);
    }
}

/// The needs of every expression, by `ExprId`.
pub(super) fn survey(program: &Program) -> Vec<Needs> {
    let mut survey =
        Survey { program, exprs: vec![None; program.exprs.len()], decisions: vec![None; program.decisions.len()] };
    for index in 0..program.exprs.len() {
        survey.expr(ExprId::at(index));
    }
    survey.exprs.into_iter().map(Option::unwrap_or_default).collect()
}

struct Survey<'p> {
    program: &'p Program,
    exprs: Vec<Option<Needs>>,
    decisions: Vec<Option<Needs>>,
}

impl Survey<'_> {
    fn expr(&mut self, id: ExprId) -> Needs {
        if let Some(Some(known)) = self.exprs.get(id.index()) {
            return known.clone();
        }
        let Some(expr) = self.program.expr(id) else {
            return Needs::default();
        };
        let mut needs = self.all(&expr.kind.children());
        match &expr.kind {
            ExprKind::Slot(path, _) => {
                needs.frames.insert(path.frame);
            }
            ExprKind::Local(local) => {
                needs.locals.insert(*local);
            }
            ExprKind::Decide { decision, .. } => needs.add(&self.decision(*decision)),
            ExprKind::Aggregate(aggregate) => needs.add(&self.aggregate(*aggregate)),
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Whole(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::If { .. }
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..) => {}
        }
        if let Some(place) = self.exprs.get_mut(id.index()) {
            *place = Some(needs.clone());
        }
        needs
    }

    fn all(&mut self, ids: &[ExprId]) -> Needs {
        let mut needs = Needs::default();
        for id in ids {
            needs.add(&self.expr(*id));
        }
        needs
    }

    fn decision(&mut self, id: DecisionId) -> Needs {
        if let Some(Some(known)) = self.decisions.get(id.index()) {
            return known.clone();
        }
        let Some(decision) = self.program.decision(id) else {
            return Needs::default();
        };
        let mut needs = Needs::default();
        for row in &decision.rows {
            for cell in &row.cells {
                needs.add(&self.all(&cell.bounds()));
            }
            needs.add(&self.expr(row.result));
        }
        for key in &decision.keys {
            needs.locals.remove(&key.local);
        }
        if let Some(place) = self.decisions.get_mut(id.index()) {
            *place = Some(needs.clone());
        }
        needs
    }

    fn aggregate(&mut self, id: AggregateId) -> Needs {
        let Some(aggregate) = self.program.aggregate(id) else {
            return Needs::default();
        };
        let mut needs = self.all(&aggregate.inner());
        needs.frames.remove(&aggregate.frame);
        needs.add(&self.all(&aggregate.outer()));
        if let Some(belonging) = &aggregate.belongs {
            needs.frames.insert(belonging.outer.frame);
        }
        needs
    }
}

/// Whether all that is evaluated on the aggregated rows depends on nothing but those rows.
pub(super) fn is_shared(aggregate: &Aggregate, needs: &[Needs]) -> bool {
    aggregate.inner().iter().all(|id| needs.get(id.index()).is_some_and(|needs| needs.only(aggregate.frame)))
}

/// Whether the left sides of the joins depend on nothing but the aggregated rows, so that they can be indexed.
pub(super) fn is_indexable(aggregate: &Aggregate, needs: &[Needs]) -> bool {
    let mut lefts = aggregate.joins.iter().map(|(left, _)| left);
    lefts.all(|id| needs.get(id.index()).is_some_and(|needs| needs.only(aggregate.frame)))
}
