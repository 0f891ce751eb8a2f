//! 差一点: how little one input would have to change for a gate on the way to a result to open or close, and what money that
//! moves. Takes a program, its batch and a row; every change that is told has been computed again on all of the data.

mod change;
mod gates;
mod slice;

pub use change::{Near, Outcome, nearest};

use crate::ir::ids::{ExprId, SlotId};
use crate::rows::Env;

/// A comparison or a table on the way to a result, at a row.
#[derive(Clone, Debug)]
struct Gate {
    /// The comparison, or the table.
    at: ExprId,
    /// What is compared: the difference is zero where the gate turns.
    left: ExprId,
    right: ExprId,
    env: Env,
    /// The rule that it stands in.
    slot: SlotId,
}
