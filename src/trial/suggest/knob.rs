//! What is moved to come to an edge: a cell of numbers or dates, or how many rows like the last one a table has.

use super::base::{Base, unit};
use super::edges::{Bound, Edge};
use super::needs::Needs;
use super::state::{Change, cell};
use crate::ir::schema::TableSchema;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;

/// Cells that are tried for one edge, rows of a table in which they stand, and rows that are added at most.
const KNOBS: usize = 24;
const ROWS: usize = 4;
const ADDED: i64 = 60;
/// Sorts of rows that are added to a table.
const SORTS: usize = 4;
/// Decimals that a number of a column without a limit may be given.
pub const FINE: u32 = 4;

/// One thing that can be moved in steps.
#[derive(Clone, Debug)]
pub enum Knob {
    Cell {
        at: (usize, usize, usize),
        from: Value,
        step: Number,
        /// Parts of a step are possible too.
        fine: bool,
    },
    /// Rows like this one are added to a table.
    Rows { table: usize, like: Vec<Value> },
}

impl Knob {
    /// Moved by steps; `None` where it cannot have that value.
    pub fn moved(&self, base: &Base<'_>, steps: &Number) -> Option<Vec<Change>> {
        match self {
            Knob::Cell { at, from, step, .. } => {
                if !self.takes(steps) {
                    return None;
                }
                let value = match from {
                    Value::Number(number) => Value::Number(number + &(steps * step)),
                    Value::Date(date) => Value::Date(date.add_days(steps.to_i64()?)?),
                    Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => return None,
                };
                let column = base.program.schemas.get(at.0)?.columns.get(at.2)?;
                let inside = column.range.as_ref().is_none_or(|range| range.contains(&value));
                (inside && !clashes(base, *at, &value)).then(|| vec![Change::Set(at.0, at.1, at.2, value)])
            }
            Knob::Rows { table, like } => {
                let count = steps.to_i64().filter(|count| (0..=ADDED).contains(count))?;
                let schema = base.program.schemas.get(*table)?;
                (1..=count).map(|number| Some(Change::Add(*table, fresh(schema, like, number)?))).collect()
            }
        }
    }

    /// Whether parts of a step are possible.
    pub fn is_fine(&self) -> bool {
        matches!(self, Knob::Cell { fine: true, .. })
    }

    /// Whether its values lie close together, so that there are parts of a step.
    pub fn takes(&self, steps: &Number) -> bool {
        steps.is_integer() || self.is_fine() && steps.decimals().is_some_and(|decimals| decimals <= FINE)
    }
}

/// Whether a cell of a key with another value would give its row the key of another row, which no file may hold.
fn clashes(base: &Base<'_>, (table, row, column): (usize, usize, usize), value: &Value) -> bool {
    let Some(schema) = base.program.schemas.get(table).filter(|schema| schema.keys.contains(&column)) else {
        return false;
    };
    let rows = base.batch.tables.get(table).map_or(0, |table| table.rows);
    let same = |other: usize, key: usize| {
        let own = if key == column { Some(value) } else { cell(base, (table, row, key)) };
        cell(base, (table, other, key)) == own
    };
    (0..rows).any(|other| other != row && schema.keys.iter().all(|key| same(other, *key)))
}

/// A row like another with a key of its own; `None` where its key is made of references alone.
pub fn fresh(schema: &TableSchema, like: &[Value], number: i64) -> Option<Vec<Value>> {
    let refers = |key: &&usize| schema.references.iter().any(|reference| reference.columns.contains(key));
    let own = schema.keys.iter().rev().find(|key| !refers(key))?;
    let key = match like.get(*own)? {
        Value::Text(text) => Value::Text(format!("{text}-{number}").into()),
        Value::Number(old) => Value::Number(old + &Number::from(number)),
        Value::Date(day) => Value::Date(day.add_days(number)?),
        Value::Bool(_) | Value::Missing | Value::NotApplicable => return None,
    };
    let listed = schema.columns.get(*own).is_some_and(|column| matches!(column.ty.kind, Kind::Enum(_)));
    let mut row = like.to_vec();
    *row.get_mut(*own)? = key;
    (!listed).then_some(row)
}

/// The cells of numbers and dates on which an edge can depend, near ones first, at most so many; then the tables.
pub fn knobs(edge: &Edge, base: &Base<'_>, needs: &Needs<'_>, most: usize) -> Vec<Knob> {
    let mut roots = edge.roots();
    roots.extend(edge.context.locals.iter().filter_map(|(_, bound)| match bound {
        Bound::Expr(id) => Some(*id),
        Bound::Slot(slot) => needs.value_of(*slot),
    }));
    let mut knobs = Vec::new();
    let mut tables: Vec<usize> = Vec::new();
    for (table, column) in needs.columns(&roots) {
        let Some(schema) = base.program.schemas.get(table) else { continue };
        let rows = base.batch.tables.get(table).map_or(0, |table| table.rows);
        if !tables.contains(&table) {
            tables.push(table);
        }
        let refers = schema.references.iter().any(|reference| reference.columns.contains(&column));
        let Some(of) = schema.columns.get(column).filter(|_| !refers) else { continue };
        let (step, fine) = match of.ty.kind {
            Kind::Number(shape) => (unit(shape.digits), shape.digits == Digits::Unbounded),
            Kind::Date => (Number::one(), false),
            Kind::Text | Kind::Bool | Kind::Enum(_) => continue,
        };
        let last = rows.checked_sub(1).filter(|last| *last >= ROWS);
        for row in (0..rows.min(ROWS)).chain(last) {
            if let Some(from @ (Value::Number(_) | Value::Date(_))) = cell(base, (table, row, column)) {
                knobs.push(Knob::Cell { at: (table, row, column), from: from.clone(), step: step.clone(), fine });
            }
        }
    }
    knobs.truncate(KNOBS.min(most));
    knobs.extend(tables.into_iter().flat_map(|table| more(base, table)));
    knobs
}

/// More rows of a table: like the last one, and like others that say something else.
fn more(base: &Base<'_>, table: usize) -> Vec<Knob> {
    let Some(schema) = base.program.schemas.get(table) else { return Vec::new() };
    let rows = base.batch.tables.get(table).map_or(0, |table| table.rows);
    let sort = |row: &[Value]| -> Vec<Value> {
        let columns = row.iter().enumerate().filter(|(at, _)| !schema.keys.contains(at));
        columns.map(|(_, value)| value.clone()).collect()
    };
    let mut known: Vec<Vec<Value>> = Vec::new();
    let mut knobs = Vec::new();
    for row in (0..rows).rev() {
        let like: Option<Vec<Value>> =
            (0..schema.columns.len()).map(|column| cell(base, (table, row, column)).cloned()).collect();
        let Some(like) = like.filter(|like| fresh(schema, like, 1).is_some()) else { continue };
        let own = sort(&like);
        if knobs.len() < SORTS && !known.contains(&own) {
            known.push(own);
            knobs.push(Knob::Rows { table, like });
        }
    }
    knobs
}
