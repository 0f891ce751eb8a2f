//! Why a value is what it is: takes a finished run and a question, gives a tree of what was computed from what, with the
//! values put in, the branches not taken, and the legal basis of each step. A walk through the program that evaluates
//! again; it computes nothing of its own and knows no terminal.

mod aggregate;
mod allocate;
mod ask;
mod assess;
mod decide;
mod derive;
mod exception;
mod expression;
mod slot;
mod tree;
mod walk;

pub use self::ask::{Question, Target, explain};
pub use self::tree::{Explanation, Node, NodeKind, Step, StepKind};
