//! Faults get their place: what happened is raised where it happens, and the frame that was computing says where it was.

use super::env::Env;
use super::state::Evaluation;
use crate::ir::expr::ExprKind;
use crate::ir::fault::{Blame, BlameId, Fault};
use crate::ir::ids::{ExprId, SlotId, TableId};
use crate::source::Span;
use crate::value::value::Value;
use std::sync::{Arc, OnceLock};

/// Why there is no value: a fault that stands on the list of blames, or one that was raised just now.
#[derive(Clone, Debug)]
pub enum Failure {
    Blamed(BlameId),
    Raised(Arc<Raised>),
}

/// A fault before it has its place.
#[derive(Debug)]
pub struct Raised {
    pub fault: Fault,
    /// The expression that failed.
    pub span: Span,
    expr: Option<ExprId>,
    env: Env,
    /// Set when the fault gets its place, so that whoever shares it shares the blame.
    id: OnceLock<BlameId>,
}

impl Failure {
    /// A fault of no expression in particular.
    pub(super) fn at(fault: Fault, span: Span) -> Failure {
        Failure::Raised(Arc::new(Raised { fault, span, expr: None, env: Env::default(), id: OnceLock::new() }))
    }

    /// The blame, if the fault stands on the list.
    pub fn blame(&self) -> Option<BlameId> {
        match self {
            Failure::Blamed(id) => Some(*id),
            Failure::Raised(raised) => raised.id.get().copied(),
        }
    }
}

impl From<BlameId> for Failure {
    fn from(id: BlameId) -> Failure {
        Failure::Blamed(id)
    }
}

/// A value, or why there is none.
pub(super) type Outcome = Result<Value, Failure>;

/// The rule and row that were being computed.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub slot: Option<SlotId>,
    pub table: Option<TableId>,
    pub row: Option<usize>,
    pub key: Vec<Value>,
}

/// A value of a kind that a checked program never brings here.
pub(super) fn unfit() -> Fault {
    Fault::BadCell { words: Arc::from("值的种类不合 (value of the wrong kind)") }
}

impl Evaluation<'_> {
    /// A fault of an expression, with all that it could see.
    pub(super) fn raise(&self, fault: Fault, expr: ExprId, env: &Env) -> Failure {
        let span = self.program.expr(expr).map(|expr| expr.span).unwrap_or_default();
        let raised = Raised { fault, span, expr: Some(expr), env: env.clone(), id: OnceLock::new() };
        Failure::Raised(Arc::new(raised))
    }

    /// The place of a rule on a row.
    pub(super) fn place(&self, slot: Option<SlotId>, table: Option<TableId>, row: Option<usize>) -> Place {
        let key = match (table, row) {
            (Some(table), Some(row)) => self.key(table, row),
            (Some(_) | None, None) | (None, Some(_)) => Vec::new(),
        };
        Place { slot, table, row, key }
    }

    /// Puts a failure on the list of blames, unless it stands there already.
    pub(super) fn stamp(&mut self, failure: &Failure, place: Place) -> BlameId {
        let raised = match failure {
            Failure::Blamed(id) => return *id,
            Failure::Raised(raised) => raised,
        };
        if let Some(id) = raised.id.get() {
            return *id;
        }
        let mut values = Vec::new();
        if let Some(expr) = raised.expr {
            self.readings(expr, &raised.env, &mut values);
        }
        let id = BlameId::at(self.bad.len().saturating_add(self.blames.len()));
        self.blames.push(Blame {
            fault: raised.fault.clone(),
            slot: place.slot,
            table: place.table,
            row: place.row,
            key: place.key,
            span: raised.span,
            values,
        });
        // A second place for the same fault cannot be: the cell is only set here, under `&mut self`.
        *raised.id.get_or_init(|| id)
    }

    /// The named values that an expression reads, each once, in the order in which they stand.
    fn readings(&self, id: ExprId, env: &Env, found: &mut Vec<(Arc<str>, Value)>) {
        let Some(expr) = self.program.expr(id) else {
            return;
        };
        let name = match &expr.kind {
            ExprKind::Slot(_, slot) | ExprKind::Whole(slot) => self.program.slot(*slot).map(|slot| slot.name.clone()),
            ExprKind::Param(param) | ExprKind::ParamAt { param, .. } => {
                self.program.param(*param).map(|param| param.name.clone())
            }
            ExprKind::Local(local) => self.program.locals.get(local.index()).cloned(),
            ExprKind::If { test, then, otherwise } => {
                self.readings(*test, env, found);
                let taken = match self.compute(*test, env) {
                    Ok(Value::Bool(true)) => then,
                    Ok(_) => otherwise,
                    Err(_) => return,
                };
                return self.readings(*taken, env, found);
            }
            ExprKind::Aggregate(aggregate) => {
                let outer = self.program.aggregate(*aggregate).map(|aggregate| aggregate.outer());
                for id in outer.unwrap_or_default() {
                    self.readings(id, env, found);
                }
                None
            }
            ExprKind::Constant(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. } => None,
        };
        if let Some(name) = name
            && let Ok(value) = self.compute(id, env)
        {
            let reading = (name, value);
            if !found.contains(&reading) {
                found.push(reading);
            }
        }
        for below in expr.kind.children() {
            self.readings(below, env, found);
        }
    }
}
