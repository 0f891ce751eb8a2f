//! Files → batches by schema: takes the bytes of CSV, Excel, JSON and Parquet files, gives the rows of all tables with every
//! problem of the data in words for somebody who knows Excel. Never knows a policy's rules; touches the disk only in
//! `gather`. Numbers are exact from the first digit on: what is not is a problem.

mod archive;
mod assign;
mod biff;
mod cell;
mod cell_trouble;
pub mod cells;
mod compound;
mod csv;
pub mod digest;
mod encoding;
pub mod excel;
mod file_trouble;
pub mod fold;
mod format;
pub mod gather;
mod grid;
pub mod guard;
mod heading;
mod json;
mod layout;
pub mod list;
mod moment;
mod number;
pub mod packed;
mod parquet;
pub mod problem;
pub mod range;
mod reference;
pub mod rest;
mod similar;
mod table;
mod table_trouble;
mod told;
mod workbook;

pub use grid::Rows;
pub use layout::NOTES_MARK;
pub use problem::{ColumnPlace, DataProblem};

use crate::ir::batch::Batch;
use crate::ir::schema::TableSchema;
use grid::Sheet;
use layout::Layout;
use std::sync::Arc;

/// One file: the name by which the user knows it, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The rows that were read and all that is to be said about them.
#[derive(Clone, Debug, Default)]
pub struct ReadOutcome {
    /// One table for each schema, in their order; empty where a table was not found.
    pub batch: Batch,
    /// What is wrong, by file, table and row.
    pub problems: Vec<DataProblem>,
    /// What is not wrong but worth knowing.
    pub notes: Vec<DataProblem>,
}

impl ReadOutcome {
    /// Whether nothing can be computed with these data.
    pub fn is_fatal(&self) -> bool {
        self.problems.iter().any(|problem| problem.fatal)
    }
}

/// Reads the tables of a policy from files, in the order of `schemas`.
pub fn read(inputs: &[InputFile], schemas: &[TableSchema]) -> ReadOutcome {
    let mut outcome = ReadOutcome::default();
    let (problems, notes) = (&mut outcome.problems, &mut outcome.notes);
    let mut sheets: Vec<Sheet> = Vec::new();
    for input in inputs {
        let file: Arc<str> = input.name.as_str().into();
        match format::sheets(&file, &input.bytes) {
            Ok(found) => sheets.extend(found),
            Err(trouble) => problems.push(trouble.problem(&file)),
        }
    }
    // A table that was not found may stand in a file that could not be read: that file is the problem then.
    let broken = !problems.is_empty();
    let mut missing = Vec::new();
    let of_table = assign::assign(&sheets, schemas, &mut missing, notes);
    if !broken {
        problems.append(&mut missing);
    }
    let mut layouts: Vec<Vec<(&Sheet, Layout)>> = Vec::new();
    for (schema, found) in schemas.iter().zip(&of_table) {
        let own = found.iter().filter_map(|index| sheets.get(*index));
        let laid: Vec<(&Sheet, Layout)> =
            own.filter_map(|sheet| Some((sheet, layout::find(sheet, schema, problems, notes)?))).collect();
        outcome.batch.tables.push(table::read(schema, &laid, problems, notes));
        layouts.push(laid);
    }
    reference::check(schemas, &outcome.batch, &layouts, problems);
    outcome
}
