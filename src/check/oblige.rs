//! Obligations (约束): proved from what is known at check time where they can be, else held against every row.

use super::Checker;
use super::problem::finish as problem;
use super::range::{Interval, Ranges, interval, truth};
use super::scope::Scope;
use crate::ir::expr::ExprKind;
use crate::ir::ids::{AssertionId, ExprId, TableId};
use crate::ir::program::{Assertion, Step};
use crate::ir::schema::End;
use crate::source::Span;
use crate::value::number::Number;
use crate::value::value::Value;
use std::sync::Arc;

impl Checker<'_> {
    /// Turns obligations into assertions, so that those not proved are held against every row.
    pub(super) fn define_obligations(&mut self) {
        for (decl, name, owner, holds) in self.obligations.clone() {
            let owner = owner.or_else(|| self.grain_of(holds.span));
            let Ok(holds) = self.condition(holds, &Scope::of(owner)) else { continue };
            let id = AssertionId::at(self.program.assertions.len());
            let bases = super::bases(&decl.clauses.bases);
            self.program.assertions.push(Assertion { name, owner, holds, row_check: false, bases, span: decl.span });
            self.step(Step::Assert(id));
            self.obliged.push(id);
        }
    }

    /// Outside of a scope an obligation is on the rows of the table whose value it names.
    fn grain_of(&self, span: Span) -> Option<TableId> {
        let text = crate::syntax::fold(self.written(span));
        let mut owners = Vec::new();
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '·')) {
            let word: Arc<str> = word.into();
            if self.names.whole.contains_key(&word) || self.names.params.contains_key(&word) {
                continue;
            }
            owners.extend(self.names.slots.keys().filter(|(_, name)| *name == word).map(|(table, _)| *table));
        }
        owners.dedup();
        match owners.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// A comparison with what is known of its sides in their places: `60% ≤ 50%`, `[0元, 90元] ≥ 100元`.
    fn read_out(&self, holds: ExprId, ranges: &Ranges) -> Option<String> {
        let ExprKind::Binary(op, left, right) = self.program.expr(holds)?.kind else { return None };
        let side = |id| -> Option<String> {
            let ty = self.ty(id);
            let Interval { low, high } = interval(&self.program, id, ranges);
            let show = |end: &Option<(Number, End)>| {
                end.as_ref().map_or_else(String::new, |(number, _)| self.show(&Value::Number(number.clone()), ty))
            };
            match (&low, &high) {
                (None, None) => None,
                (Some((one, _)), Some((other, _))) if one == other => Some(show(&low)),
                (_, _) => Some(format!("[{}, {}]", show(&low), show(&high))),
            }
        };
        Some(format!("{} {} {}", side(left)?, op.sign(), side(right)?))
    }

    /// Says of each obligation whether it is proved, broken, or left to the rows.
    pub(super) fn prove_obligations(&mut self) {
        let ranges = Ranges::of(&self.program);
        let mut found = Vec::new();
        for id in &self.obliged {
            let Some(assertion) = self.program.assertion(*id) else { continue };
            let (span, name) = (assertion.span, assertion.name.clone());
            found.push(match truth(&self.program, assertion.holds, &ranges) {
                Some(true) => problem::obligation_proved(span, &name),
                Some(false) => {
                    let known = self.read_out(assertion.holds, &ranges).unwrap_or_default();
                    problem::obligation_broken(span, &name, &assertion.bases, &known)
                }
                None => problem::obligation_by_row(span, &name),
            });
        }
        for problem in found {
            self.report(problem);
        }
    }
}
