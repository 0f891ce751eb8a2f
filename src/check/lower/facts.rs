//! What a test tells about absence: after `有值(x)` has held, x is there.

use crate::check::Checker;
use crate::check::scope::Target;
use crate::ir::expr::{Absence, BinaryOp, ExprKind};
use crate::ir::ids::ExprId;

impl Checker<'_> {
    /// The values that are known to be there once `test` has come out as `holds`.
    pub(in crate::check) fn facts(&self, test: ExprId, holds: bool) -> Vec<(Target, Absence)> {
        match (self.kind(test), holds) {
            (Some(ExprKind::Has { value, absence }), true) => {
                let target = match self.kind(*value) {
                    Some(ExprKind::Slot(path, slot)) => Some(Target::Slot(path.clone(), *slot)),
                    Some(ExprKind::Whole(slot)) => Some(Target::Whole(*slot)),
                    Some(ExprKind::Local(local)) => Some(Target::Local(*local)),
                    Some(_) | None => None,
                };
                target.map(|target| (target, *absence)).into_iter().collect()
            }
            (Some(ExprKind::Not(inner)), _) => self.facts(*inner, !holds),
            (Some(ExprKind::Binary(BinaryOp::And, left, right)), true)
            | (Some(ExprKind::Binary(BinaryOp::Or, left, right)), false) => {
                let mut facts = self.facts(*left, holds);
                facts.extend(self.facts(*right, holds));
                facts
            }
            (_, _) => Vec::new(),
        }
    }
}
