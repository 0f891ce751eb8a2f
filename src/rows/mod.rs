//! The row evaluator, which defines what a checked program means.
//!
//! Takes a program and a batch; gives every value of every row, or the blame for it: each fault once, with the rule, the
//! row, and what the expression read. One bad row does not stop the others. Any expression can be evaluated again at any row
//! (`eval`), so that an explanation is a walk through the program. Nothing depends on the order of data rows: rows are
//! visited in the order of their keys. Never knows syntax, files or the clock, and never panics.

mod access;
mod aggregate;
mod allocate;
mod arith;
mod assess;
mod bad;
mod blame;
mod decide;
mod derive;
mod door;
mod draft;
mod env;
mod eval;
mod exception;
mod fold;
mod function;
mod lend;
mod link;
mod load;
mod needs;
mod out_rows;
mod output;
mod rank;
mod share;
mod state;
mod steps;
#[cfg(test)]
mod tests;
mod watch;

pub use self::blame::{Failure, Raised};
pub use self::door::Led;
pub use self::env::Env;
pub use self::out_rows::{OutputRow, OutputRows};
pub use self::state::Evaluation;
pub use self::watch::{Mark, Watch};

use crate::ir::batch::Batch;
use crate::ir::ids::AssertionId;
use crate::ir::program::{Program, Step};

/// Computes a program on a batch.
pub fn run<'p>(program: &'p Program, batch: Batch) -> Evaluation<'p> {
    let mut evaluation = Evaluation::load(program, batch);
    for step in &program.steps {
        evaluation.perform(*step);
    }
    evaluation.put_out();
    evaluation
}

/// Computes a program on a batch that lacks columns: the row checks `unchecked` are not held. With `watched`, keeps what
/// was computed.
pub fn run_watched<'p>(program: &'p Program, batch: Batch, unchecked: &[AssertionId], watched: bool) -> Evaluation<'p> {
    let mut evaluation = Evaluation::load(program, batch);
    evaluation.watch = watched.then(|| Watch::new(program));
    for step in &program.steps {
        match step {
            Step::Assert(assertion) if unchecked.contains(assertion) => {}
            Step::Assert(_) | Step::Derive(_) | Step::Slot(_) | Step::Allocate(_) => evaluation.perform(*step),
        }
    }
    evaluation.put_out();
    evaluation
}
