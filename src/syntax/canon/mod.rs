//! The canonical form of a tree: takes what was written, gives a text that is the same for all that says the same. It
//! never knows what a name means.

mod decl;
mod expr;

pub use decl::{basis, decl};
pub use expr::{call, cell, expr, interval, path, quoted, rounding, rows, score_rule, spelt_out, type_ref};
