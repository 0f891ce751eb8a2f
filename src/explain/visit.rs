//! Which expressions were computed at a place: the branches that were taken, the rows that entered, the row of a table
//! that answered. Follows no slot: each is computed at a place of its own.

use crate::ir::expr::{Absence, BinaryOp, Expr, ExprKind};
use crate::ir::ids::ExprId;
use crate::ir::program::Program;
use crate::rows::{Env, Evaluation};
use crate::value::value::Value;

/// A walk through what a run computed, for expressions of one kind.
#[derive(Debug)]
pub struct Visit<'a, 'p> {
    run: &'a Evaluation<'p>,
    program: &'p Program,
    /// By expression: whether one of the wanted kind stands in it.
    holds: Vec<bool>,
    /// Whether the conditions of rows that an aggregate left out are walked, too.
    left_out: bool,
}

/// Whoever is told of an expression and what it saw around it.
pub type See<'s> = dyn FnMut(ExprId, &Env) + 's;

impl<'a, 'p> Visit<'a, 'p> {
    /// Walks that stop only at expressions of this kind.
    pub fn new(run: &'a Evaluation<'p>, wanted: impl Fn(&Expr) -> bool) -> Self {
        let program = run.program();
        let mut holds: Vec<bool> = program.exprs.iter().map(&wanted).collect();
        // Children stand anywhere in the arena: go on until nothing more is found.
        loop {
            let mut more = false;
            for at in 0..program.exprs.len() {
                let inside = |id: &ExprId| holds.get(id.index()) == Some(&true);
                let found = holds.get(at) == Some(&false) && below(program, ExprId::at(at)).iter().any(inside);
                if let Some(place) = holds.get_mut(at).filter(|_| found) {
                    *place = true;
                    more = true;
                }
            }
            if !more {
                return Visit { run, program, holds, left_out: false };
            }
        }
    }

    /// Goes to the conditions of rows that an aggregate left out, too: another value would let them in.
    #[must_use]
    pub fn with_left_out(self) -> Self {
        Visit { left_out: true, ..self }
    }

    /// Whether anything of the wanted kind can stand below.
    pub fn holds(&self, id: ExprId) -> bool {
        self.holds.get(id.index()) == Some(&true)
    }

    /// Tells of all that was computed from an expression down, what stands below first.
    pub fn walk(&self, id: ExprId, env: &Env, see: &mut See<'_>) {
        if !self.holds(id) {
            return;
        }
        let Some(expr) = self.program.expr(id) else { return };
        match &expr.kind {
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                self.walk(*left, env, see);
                let decides = Value::Bool(*op == BinaryOp::Or);
                if self.run.eval(*left, env).ok() != Some(decides) {
                    self.walk(*right, env, see);
                }
            }
            ExprKind::If { test, then, otherwise } => {
                self.walk(*test, env, see);
                let taken = if self.run.eval(*test, env).ok() == Some(Value::Bool(true)) { then } else { otherwise };
                self.walk(*taken, env, see);
            }
            ExprKind::OrElse { value, absence, other } => {
                self.walk(*value, env, see);
                let absent = match absence {
                    Absence::Missing => Value::Missing,
                    Absence::Inapplicable => Value::NotApplicable,
                };
                if self.run.eval(*value, env).ok() == Some(absent) {
                    self.walk(*other, env, see);
                }
            }
            ExprKind::Decide { decision, keys } => {
                for key in keys {
                    self.walk(*key, env, see);
                }
                self.answers(*decision, keys, env, see);
            }
            ExprKind::Aggregate(aggregate) => self.entering(*aggregate, env, see),
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..) => {
                for child in expr.kind.children() {
                    self.walk(child, env, see);
                }
            }
        }
        see(id, env);
    }

    fn answers(&self, id: crate::ir::ids::DecisionId, keys: &[ExprId], env: &Env, see: &mut See<'_>) {
        let Some(decision) = self.program.decision(id) else { return };
        let given: Result<Vec<Value>, _> = keys.iter().map(|key| self.run.eval(*key, env)).collect();
        let Ok(given) = given else { return };
        let mut inner = env.clone();
        for (key, value) in decision.keys.iter().zip(&given) {
            inner = self.run.bind_local(&inner, key.local, value.clone());
        }
        for index in self.run.decide_row(id, &given, env).unwrap_or_default() {
            let Some(row) = decision.rows.get(index) else { continue };
            for bound in row.cells.iter().flat_map(crate::ir::expr::Cell::bounds) {
                self.walk(bound, &inner, see);
            }
            self.walk(row.result, &inner, see);
        }
    }

    fn entering(&self, id: crate::ir::ids::AggregateId, env: &Env, see: &mut See<'_>) {
        let Some(aggregate) = self.program.aggregate(id) else { return };
        for outer in aggregate.outer() {
            self.walk(outer, env, see);
        }
        if !aggregate.inner().iter().any(|inner| self.holds(*inner)) {
            return;
        }
        for row in self.run.rows_of(id, env) {
            let inner = self.run.bind(env, aggregate.frame, row);
            for part in aggregate.inner() {
                self.walk(part, &inner, see);
            }
        }
        let Some(filter) = aggregate.filter.filter(|filter| self.left_out && self.holds(*filter)) else { return };
        for row in self.run.left_out(id, env) {
            self.walk(filter, &self.run.bind(env, aggregate.frame, row), see);
        }
    }
}

/// What stands right below an expression, inside its aggregate or table too.
fn below(program: &Program, id: ExprId) -> Vec<ExprId> {
    let Some(expr) = program.expr(id) else { return Vec::new() };
    let mut all = expr.kind.children();
    if let ExprKind::Aggregate(aggregate) = &expr.kind
        && let Some(aggregate) = program.aggregate(*aggregate)
    {
        all.extend(aggregate.inner());
        all.extend(aggregate.outer());
    }
    if let ExprKind::Decide { decision, .. } = &expr.kind
        && let Some(decision) = program.decision(*decision)
    {
        for row in &decision.rows {
            all.extend(row.cells.iter().flat_map(crate::ir::expr::Cell::bounds));
            all.push(row.result);
        }
    }
    all
}

/// Every expression that stands in an expression, computed or not.
pub(super) fn parts(program: &Program, id: ExprId, see: &mut dyn FnMut(ExprId)) {
    see(id);
    for part in below(program, id) {
        parts(program, part, see);
    }
}
