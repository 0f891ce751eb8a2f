//! Which expressions a run computed, and how conditions came out: what the coverage of cases is counted from.

use super::blame::Outcome;
use super::state::Evaluation;
use crate::ir::ids::ExprId;
use crate::ir::program::Program;
use crate::value::value::Value;
use std::sync::atomic::{AtomicU8, Ordering};

/// How an expression came out in a run; several may be true of one expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It had a value.
    Computed = 1,
    /// It held; of a bound: the bound took the place of the value.
    Held = 2,
    /// It did not hold; of a bound: the value stayed.
    Failed = 4,
}

/// Marks of every expression of a program.
#[derive(Debug)]
pub struct Watch {
    marks: Vec<AtomicU8>,
}

impl Watch {
    pub(super) fn new(program: &Program) -> Watch {
        Watch { marks: program.exprs.iter().map(|_| AtomicU8::new(0)).collect() }
    }

    /// Whether an expression came out so at least once.
    pub fn has(&self, id: ExprId, mark: Mark) -> bool {
        self.marks.get(id.index()).is_some_and(|marks| marks.load(Ordering::Relaxed) & mark as u8 != 0)
    }

    pub(super) fn mark(&self, id: ExprId, mark: Mark) {
        if let Some(marks) = self.marks.get(id.index()) {
            marks.fetch_or(mark as u8, Ordering::Relaxed);
        }
    }

    pub(super) fn note(&self, id: ExprId, outcome: &Outcome) {
        match outcome {
            Ok(Value::Bool(held)) => {
                self.mark(id, Mark::Computed);
                self.mark(id, if *held { Mark::Held } else { Mark::Failed });
            }
            Ok(Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Missing | Value::NotApplicable) => {
                self.mark(id, Mark::Computed);
            }
            Err(_) => {}
        }
    }
}

impl Evaluation<'_> {
    /// What was computed, where the run was asked to keep it.
    pub fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }
}
