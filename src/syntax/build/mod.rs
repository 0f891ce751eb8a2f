//! Pairs of the grammar → tree. One file for each kind of thing: declarations, tables, rules, expressions, rows, literals.

mod builder;
mod cases;
mod decl;
mod edits;
mod expr;
mod group;
mod literal;
mod rows;
mod rules;
mod tables;

pub use builder::Builder;
use builder::{Broken, Built, parts};
