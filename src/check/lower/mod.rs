//! Expressions: tree → arena, with types, units, grain and absence checked on the way.

mod aggregate;
mod calls;
mod decide;
mod expr;
mod facts;
mod literal;
mod operators;
mod tails;
