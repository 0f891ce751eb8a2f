//! A starting point with a few cells changed, and what the policy makes of it.

use super::base::Base;
use super::edges::{Bound, Context};
use crate::ir::batch::{Batch, Cell, Origin};
use crate::ir::ids::TableId;
use crate::ir::program::TableSource;
use crate::rows::{Env, Evaluation};
use crate::value::value::Value;

/// One change of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Table, row, column.
    Set(usize, usize, usize, Value),
    /// A row as a table of this policy might have it.
    Add(usize, Vec<Value>),
}

/// The data of a starting point with the changes made.
pub fn changed(base: &Base<'_>, changes: &[Change]) -> Batch {
    let mut batch = base.batch.clone();
    for change in changes {
        match change {
            Change::Set(table, row, column, value) => {
                let columns = batch.tables.get_mut(*table).map(|table| &mut table.columns);
                let cell = columns.and_then(|columns| columns.get_mut(*column)).and_then(|cells| cells.get_mut(*row));
                if let Some(cell) = cell {
                    *cell = Cell::Good(value.clone());
                }
            }
            Change::Add(table, values) => {
                if let Some(table) = batch.tables.get_mut(*table) {
                    table.rows += 1;
                    for (cells, value) in table.columns.iter_mut().zip(values) {
                        cells.push(Cell::Good(value.clone()));
                    }
                    table.origins.push(Origin { source: 0, row: 0 });
                }
            }
        }
    }
    batch
}

/// Places at which an expression is looked at, at most.
const PLACES: usize = 40;

/// A row that keeps its identity while other cells are moved.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    /// Of a table of data, by its number.
    Row(usize),
    /// Of a derived table, by its key.
    Key(Vec<Value>),
}

/// The surroundings in which an expression is computed.
pub struct Place {
    /// The rows of the owner and of the frames.
    marks: Vec<Mark>,
    /// The row of the owner.
    pub row: Option<usize>,
    pub env: Env,
}

impl Place {
    /// Whether it is the same one in another state of the data.
    pub fn is(&self, other: &Place) -> bool {
        self.marks == other.marks
    }
}

/// The surroundings in which an expression is computed, in a fixed order.
pub fn places(run: &Evaluation<'_>, context: &Context) -> Vec<Place> {
    let program = run.program();
    let mark = |table: TableId, row: usize| match program.table(table).map(|table| &table.source) {
        Some(TableSource::Derived(_)) => Mark::Key(run.key(table, row)),
        Some(TableSource::Input(_)) | None => Mark::Row(row),
    };
    let mut all: Vec<Place> = match context.owner {
        None => vec![Place { marks: Vec::new(), row: None, env: run.env(None, None) }],
        Some(table) => {
            let rows = run.in_key_order(table).into_iter();
            let place =
                |row| Place { marks: vec![mark(table, row)], row: Some(row), env: run.env(Some(table), Some(row)) };
            rows.map(place).collect()
        }
    };
    for (frame, table) in &context.frames {
        let rows = run.in_key_order(*table);
        let bound = |place: Place| {
            let inner = |row: &usize| Place {
                marks: place.marks.iter().cloned().chain([mark(*table, *row)]).collect(),
                row: place.row,
                env: run.bind(&place.env, *frame, *row),
            };
            rows.iter().map(inner).collect::<Vec<_>>()
        };
        all = all.into_iter().take(PLACES).flat_map(bound).collect();
    }
    all.truncate(PLACES);
    for (local, bound) in &context.locals {
        all = all
            .into_iter()
            .filter_map(|place| {
                let value = match bound {
                    Bound::Expr(id) => run.eval(*id, &place.env).ok()?,
                    Bound::Slot(slot) => run.value(*slot, place.row).ok()?,
                };
                Some(Place { env: run.bind_local(&place.env, *local, value), ..place })
            })
            .collect();
    }
    all
}

/// The value of a cell, if it has one.
pub fn cell<'b>(base: &'b Base<'_>, (table, row, column): (usize, usize, usize)) -> Option<&'b Value> {
    match base.batch.tables.get(table)?.columns.get(column)?.get(row)? {
        Cell::Good(value) => Some(value),
        Cell::Bad(_) => None,
    }
}
