//! Files of data → a finished run.

use crate::columns::{self, Counts, Kept, Plan};
use crate::data::packed::Content;
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

/// A file up to this size is kept in narrow words where its rows have to go by more than once; a larger one is read again.
const KEPT_FILE: u64 = 64 << 20;

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

/// Computes a program on large plain files whose largest table goes by instead of standing in memory; `None` where the data
/// are small or have to be read as a whole.
pub fn settle_passing<'p>(
    program: &'p Program,
    contents: &[&dyn Content],
    engine: Engine,
    threads: usize,
) -> Option<Settled<'p>> {
    match engine {
        Engine::Auto if is_large(contents) => {}
        Engine::Columns => {}
        Engine::Auto | Engine::Rows => return None,
    }
    let tables = data::packed::Tables::open(contents, &program.schemas)?.by(threads);
    let (largest, size) = tables.largest()?;
    let table = program.schemas.get(largest)?.id;
    let passes = Plan::of(program).passes(program, table)?;
    let (batch, mut stream, notes) = tables.read_but(largest)?;
    let plan = Plan::with(program, batch.texts.clone());
    let done = if passes > 1 && size <= KEPT_FILE {
        let mut kept = Kept::of(&mut stream, &plan, program, table, threads).ok()?;
        columns::run_streamed(program, plan, batch, (table, &mut kept), threads)
    } else {
        columns::run_streamed(program, plan, batch, (table, &mut stream), threads)
    };
    let (run, counts) = done.ok()?;
    Some(Settled { run, problems: Vec::new(), notes, counts: Some(counts) })
}

/// Whether files are large enough for columns and for more than one thread.
pub fn is_large(contents: &[&dyn Content]) -> bool {
    contents.iter().map(|content| content.size()).sum::<u64>() >= LARGE_FILE as u64
}

/// As many threads as the machine runs at once, for work that is worth them: to find out, files of the system are read.
pub fn threads(worth: bool) -> usize {
    if worth { std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get) } else { 1 }
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
    if packs && let Some((batch, notes)) = data::packed::read(inputs, &program.schemas) {
        let (run, counts) = columns::run_packed(program, batch, threads(bytes >= LARGE_FILE));
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
        let (run, counts) = columns::run(program, read.batch, threads(large));
        (run, Some(counts))
    } else {
        (rows::run(program, read.batch), None)
    };
    Ok(Settled { run, problems: read.problems, notes: read.notes, counts })
}
