//! A starting point with a few cells changed, and what the policy makes of it.

use super::base::Base;
use super::edges::{Bound, Context};
use crate::ir::batch::{Batch, Cell, Origin};
use crate::rows::{self, Env, Evaluation};
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

/// Runs the policy on a changed starting point.
pub fn run<'p>(base: &Base<'p>, changes: &[Change]) -> Evaluation<'p> {
    rows::run_watched(base.program, changed(base, changes), &base.unchecked, false)
}

/// Places at which an expression is looked at, at most.
const PLACES: usize = 40;

/// The surroundings in which an expression is computed, in a fixed order.
pub fn places(run: &Evaluation<'_>, context: &Context) -> Vec<(Option<usize>, Env)> {
    let mut all: Vec<(Option<usize>, Env)> = match context.owner {
        None => vec![(None, run.env(None, None))],
        Some(table) => {
            run.in_key_order(table).into_iter().map(|row| (Some(row), run.env(Some(table), Some(row)))).collect()
        }
    };
    for (frame, table) in &context.frames {
        let rows = run.in_key_order(*table);
        let bound = |(own, env): (Option<usize>, Env)| {
            rows.iter().map(|row| (own, run.bind(&env, *frame, *row))).collect::<Vec<_>>()
        };
        all = all.into_iter().take(PLACES).flat_map(bound).collect();
    }
    all.truncate(PLACES);
    for (local, bound) in &context.locals {
        all = all
            .into_iter()
            .filter_map(|(row, env)| {
                let value = match bound {
                    Bound::Expr(id) => run.eval(*id, &env).ok()?,
                    Bound::Slot(slot) => run.value(*slot, row).ok()?,
                };
                Some((row, run.bind_local(&env, *local, value)))
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
