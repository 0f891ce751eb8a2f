//! The column engine: what `rows` means, computed on packed columns. Numbers are scaled words with checked arithmetic; a
//! row that does not fit is computed by `rows`, exactly, so that both give the same to the last digit.
//!
//! A program becomes a plan of stages (one pass over a table each) and of steps that rows compute. Takes a program and a
//! batch; never knows syntax, files or the clock.

mod compile;
mod divide;
mod engine;
mod machine;
mod numeric;
pub mod op;
pub mod plan;
mod refusal;
mod rules;
pub mod stage;
mod tally;

pub use self::engine::Counts;
pub use self::plan::Plan;
pub use self::refusal::Refusal;

use crate::ir::batch::Batch;
use crate::ir::packed::PackedBatch;
use crate::ir::program::Program;
use crate::rows::Evaluation;

/// Computes a program on packed tables, on some threads.
pub fn run_packed(program: &Program, batch: PackedBatch, threads: usize) -> (Evaluation<'_>, Counts) {
    let plan = Plan::with(program, batch.texts.clone());
    let run = Evaluation::begin_packed(program, batch);
    engine::Engine::new(program, plan, run, threads).run()
}

/// Computes a program on a batch, on some threads.
pub fn run(program: &Program, batch: Batch, threads: usize) -> (Evaluation<'_>, Counts) {
    let run = Evaluation::begin(program, batch);
    engine::Engine::new(program, Plan::of(program), run, threads).run()
}
