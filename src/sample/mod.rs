//! Made-up data that fit a policy: takes a checked program and a wish, gives the rows of all input tables, which satisfy
//! types, ranges, keys, references and row checks, with edge cases among them. The same wish gives the same rows on
//! every machine. Knows no policy: everything is drawn from the schema and from what the rules compare. Never touches
//! the disk.

mod dice;
mod domain;
mod draft;
mod fit;
mod hints;
mod keys;
mod line;
mod mend;
mod note;
mod refer;
mod sizes;

pub use self::note::Note;

use self::hints::Hints;
use crate::ir::batch::{Batch, Cell, Origin, SourceName, TableData};
use crate::ir::program::Program;
use crate::ir::schema::TableSchema;
use crate::value::value::Value;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Rows of the tables that no other refers to.
    pub rows: usize,
    /// Rows of some tables, by name.
    pub tables: Vec<(String, usize)>,
    pub seed: u64,
    /// How many cells in a thousand are edge cases.
    pub edges: u32,
}

/// The rows, and what they lack.
#[derive(Clone, Debug)]
pub struct Sample {
    pub batch: Batch,
    pub notes: Vec<Note>,
}

/// Makes data for a policy.
pub fn sample(program: &Program, wish: &Wish) -> Sample {
    let hints = Hints::of(program);
    let mut draft = keys::draft(program, &hints, wish);
    refer::fill(&mut draft);
    fit::fit(program, &mut draft);
    let tables = program.schemas.iter().zip(&draft.rows).map(|(schema, rows)| table(schema, rows)).collect();
    Sample { batch: Batch { tables }, notes: draft.notes }
}

/// Rows as a reader of files would give them.
fn table(schema: &TableSchema, rows: &[Vec<Value>]) -> TableData {
    let column = |at: usize| {
        rows.iter().map(|row| Cell::Good(row.get(at).cloned().unwrap_or(Value::Missing))).collect::<Vec<Cell>>()
    };
    let line = |row: usize| u32::try_from(row).unwrap_or(u32::MAX).saturating_add(2);
    TableData {
        rows: rows.len(),
        columns: (0..schema.columns.len()).map(column).collect(),
        origins: (0..rows.len()).map(|row| Origin { source: 0, row: line(row) }).collect(),
        sources: vec![SourceName { file: schema.name.clone(), sheet: None }],
    }
}
