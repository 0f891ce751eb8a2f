//! Pairs of the grammar → tree. One file for each kind of thing: declarations, tables, rules, expressions, rows, literals.

mod builder;
mod cases;
mod decl;
mod edits;
mod expr;
mod group;
mod literal;
mod places;
mod rows;
mod rules;
mod tables;

pub use builder::Builder;
pub(super) use builder::without_tail;
use builder::{Broken, Built, parts};
pub use places::Origin;
