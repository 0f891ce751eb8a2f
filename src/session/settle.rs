//! Files of data → a finished run.

use crate::columns::{self, Counts};
use crate::data::{self, DataProblem, InputFile};
use crate::ir::program::Program;
use crate::rows::{self, Evaluation};

/// Which engine computes; both come to the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Columns where the data are large, rows otherwise.
    #[default]
    Auto,
    Rows,
    Columns,
}

/// Bytes and rows of data from which on columns are worth their plan.
const LARGE_FILE: usize = 256 << 10;
const LARGE: usize = 5_000;

/// A run with what was to be said about its data.
#[derive(Debug)]
pub struct Settled<'p> {
    pub run: Evaluation<'p>,
    /// Bad cells and failed checks: each spoils its own row only.
    pub problems: Vec<DataProblem>,
    /// What is not wrong but worth knowing.
    pub notes: Vec<DataProblem>,
    /// What the column engine did, if it was it that computed.
    pub counts: Option<Counts>,
}

/// Reads the data and computes all of the program, by rows.
///
/// # Errors
/// All problems of data with which nothing can be computed, and the notes.
pub fn settle<'p>(
    program: &'p Program,
    inputs: &[InputFile],
) -> Result<Settled<'p>, (Vec<DataProblem>, Vec<DataProblem>)> {
    settle_by(program, inputs, Engine::Rows)
}

/// Reads the data and computes all of the program by an engine.
///
/// # Errors
/// All problems of data with which nothing can be computed, and the notes.
pub fn settle_by<'p>(
    program: &'p Program,
    inputs: &[InputFile],
    engine: Engine,
) -> Result<Settled<'p>, (Vec<DataProblem>, Vec<DataProblem>)> {
    let bytes: usize = inputs.iter().map(|input| input.bytes.len()).sum();
    let packs = match engine {
        Engine::Auto => bytes >= LARGE_FILE,
        Engine::Rows => false,
        Engine::Columns => true,
    };
    let threads = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    if packs && let Some((batch, notes)) = data::packed::read(inputs, &program.schemas) {
        let (run, counts) = columns::run_packed(program, batch, threads());
        return Ok(Settled { run, problems: Vec::new(), notes, counts: Some(counts) });
    }
    let read = data::read(inputs, &program.schemas);
    if read.is_fatal() {
        return Err((read.problems, read.notes));
    }
    let large = read.batch.tables.iter().map(|table| table.rows).sum::<usize>() >= LARGE;
    let by_columns = match engine {
        Engine::Auto => large,
        Engine::Rows => false,
        Engine::Columns => true,
    };
    let (run, counts) = if by_columns {
        let (run, counts) = columns::run(program, read.batch, threads());
        (run, Some(counts))
    } else {
        (rows::run(program, read.batch), None)
    };
    Ok(Settled { run, problems: read.problems, notes: read.notes, counts })
}
