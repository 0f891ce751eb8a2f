//! The column engine: what `rows` means, computed on packed columns. Numbers are scaled words with checked arithmetic; a
//! row that does not fit is computed by `rows`, exactly, so that both give the same to the last digit.
//!
//! A program becomes a plan of stages (one pass over a table each) and of steps that rows compute. Takes a program and a
//! batch; never knows syntax, files or the clock.

mod bands;
mod compare;
mod compile;
mod divide;
mod engine;
mod kept;
mod lanes;
mod machine;
mod numeric;
pub mod op;
pub mod plan;
mod refusal;
mod round;
mod rules;
mod simd;
pub mod stage;
mod stream;
mod tally;
mod wide;
mod worker;

pub use self::engine::Counts;
pub use self::kept::Kept;
pub use self::plan::Plan;
pub use self::refusal::Refusal;

use crate::ir::batch::Batch;
use crate::ir::block::{Halt, Supply};
use crate::ir::ids::TableId;
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

/// Computes a program while the rows of one table go by; the other tables are in the batch.
///
/// # Errors
/// Where the rows have to stand in memory: nothing has been computed then.
pub fn run_streamed<'p>(
    program: &'p Program,
    plan: Plan,
    batch: PackedBatch,
    streamed: (TableId, &mut dyn Supply),
    threads: usize,
) -> Result<(Evaluation<'p>, Counts), Halt> {
    stream::run(program, plan, batch, streamed, threads)
}
