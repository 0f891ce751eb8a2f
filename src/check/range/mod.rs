//! Takes checked expressions and what is known of the values that they read; gives the interval in which every value
//! they can have lies, and conditions that always or never hold. What it says is never narrower than the truth.
//! Never knows data, places or words.

mod assume;
mod call;
mod decide;
pub mod interval;
mod same;
mod slots;
mod truth;
mod walk;

#[cfg(test)]
mod tests;

pub use interval::Interval;
pub use slots::{Ranges, slot_intervals};

use crate::ir::ids::{ExprId, LocalId, SlotId};
use crate::ir::program::Program;
use walk::Walk;

/// What is known of the values that an expression reads.
pub trait Facts {
    /// Where the numbers of a slot lie, on whatever row.
    fn slot(&self, slot: SlotId) -> Interval;

    /// Where a local that the expression itself does not bind lies (取值, 满分).
    fn local(&self, _local: LocalId) -> Interval {
        Interval::all()
    }
}

/// Where the values of an expression lie. All numbers for one that is no number; absent values are left out.
pub fn interval(program: &Program, expr: ExprId, facts: &dyn Facts) -> Interval {
    Walk::new(program, facts).interval(expr)
}

/// Whether a condition holds always (`true`) or never (`false`); `None` where it depends, or nobody knows.
pub fn truth(program: &Program, expr: ExprId, facts: &dyn Facts) -> Option<bool> {
    Walk::new(program, facts).truth(expr)
}

/// Where the values of `expr` lie on the rows for which `tests` have the answers that stand beside them.
pub fn interval_when(program: &Program, expr: ExprId, tests: &[(ExprId, bool)], facts: &dyn Facts) -> Interval {
    let mut walk = Walk::new(program, facts);
    for (test, holds) in tests {
        walk.assume(*test, *holds);
    }
    walk.interval(expr)
}
