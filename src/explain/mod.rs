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
mod ledger;
mod provenance;
mod slot;
mod tree;
mod visit;
mod walk;

pub use self::ask::{Grounds, Question, Target, explain, explain_on};
pub use self::ledger::{Balance, Entry, Ledger, Site, SiteKind, ledger};
pub use self::tree::{
    Change, Exact, Explanation, Node, NodeKind, Origin, Provenance, Rounded, Step, StepKind, VERSION,
};
pub use self::visit::Visit;
