//! Files of data → a finished run.

use crate::data::{self, DataProblem, InputFile};
use crate::ir::program::Program;
use crate::rows::{self, Evaluation};

/// A run with what was to be said about its data.
#[derive(Debug)]
pub struct Settled<'p> {
    pub run: Evaluation<'p>,
    /// Bad cells and failed checks: each spoils its own row only.
    pub problems: Vec<DataProblem>,
    /// What is not wrong but worth knowing.
    pub notes: Vec<DataProblem>,
}

/// Reads the data and computes all of the program.
///
/// # Errors
/// All problems of data with which nothing can be computed, and the notes.
pub fn settle<'p>(
    program: &'p Program,
    inputs: &[InputFile],
) -> Result<Settled<'p>, (Vec<DataProblem>, Vec<DataProblem>)> {
    let read = data::read(inputs, &program.schemas);
    if read.is_fatal() {
        return Err((read.problems, read.notes));
    }
    let run = rows::run(program, read.batch);
    Ok(Settled { run, problems: read.problems, notes: read.notes })
}
