//! Conditions on and off: one cell, or two, are given other values until a condition holds, and until it does not.

use super::base::{Base, row, unit};
use super::edges::{Edge, Goal};
use super::needs::Needs;
use super::solve::Found;
use super::state::{Change, cell, places, run};
use crate::ir::ids::ExprId;
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::value::Value;

/// Changes that are tried for one condition, and first changes of a pair.
const TRIED: usize = 120;
const FIRST: usize = 12;

/// Inputs for which a condition holds and does not, while the condition that it exempts from holds.
pub fn switch(edge: &Edge, (index, base): (usize, &Base<'_>), needs: &Needs<'_>) -> Vec<Found> {
    let Goal::Switch { condition, while_held } = &edge.goal else { return Vec::new() };
    let own = changes(base, needs, &[*condition]);
    let mut found: Vec<Found> = Vec::new();
    let mut look = |changes: Vec<Change>, wanted: &[i32]| {
        for (side, row) in sides(edge, base, &changes, (*condition, *while_held)) {
            if wanted.contains(&side) && !found.iter().any(|known: &Found| known.side == side) {
                found.push(Found { side, base: index, changes: changes.clone(), row });
            }
        }
        found.len()
    };
    let mut starts = vec![Vec::new()];
    if let Some(held) = while_held {
        let other = changes(base, needs, &[*held]);
        starts.extend(other.into_iter().map(|change| vec![change]).take(FIRST * 4));
        starts.retain(|start: &Vec<Change>| holds(edge, base, start, *held));
        starts.truncate(FIRST);
    }
    for start in &starts {
        if look(start.clone(), &[0, 1]) == 2 {
            break;
        }
        for change in &own {
            let both: Vec<Change> = start.iter().cloned().chain([change.clone()]).collect();
            if look(both, &[0, 1]) == 2 {
                break;
            }
        }
    }
    // Two cells of the condition itself.
    for first in own.iter().take(FIRST) {
        if found.len() == 2 || while_held.is_some() {
            break;
        }
        let mut seen = found.clone();
        for second in &own {
            let both = vec![first.clone(), second.clone()];
            for (side, row) in sides(edge, base, &both, (*condition, None)) {
                if !seen.iter().any(|known| known.side == side) {
                    seen.push(Found { side, base: index, changes: both.clone(), row });
                }
            }
        }
        found = seen;
    }
    found.sort_by_key(|found| found.side);
    found
}

/// How a condition comes out on each row where the other one holds.
fn sides(
    edge: &Edge,
    base: &Base<'_>,
    changes: &[Change],
    (condition, held): (ExprId, Option<ExprId>),
) -> Vec<(i32, Option<usize>)> {
    if !edge.spend() {
        return Vec::new();
    }
    let run = run(base, changes);
    let is = |id: ExprId, env: &crate::rows::Env| match run.eval(id, env) {
        Ok(Value::Bool(yes)) => Some(yes),
        _ => None,
    };
    let here = places(&run, &edge.context);
    let meant = here.iter().filter(|(_, env)| held.is_none_or(|held| is(held, env) == Some(true)));
    meant.filter_map(|(row, env)| Some((i32::from(is(condition, env)?), *row))).collect()
}

fn holds(edge: &Edge, base: &Base<'_>, changes: &[Change], held: ExprId) -> bool {
    sides(edge, base, changes, (held, None)).iter().any(|(side, _)| *side == 1)
}

/// Other values for the cells on which some expressions depend, and a row for tables that have none.
fn changes(base: &Base<'_>, needs: &Needs<'_>, roots: &[ExprId]) -> Vec<Change> {
    let mut all = Vec::new();
    let mut added: Vec<usize> = Vec::new();
    for (table, column) in needs.columns(roots) {
        let Some(schema) = base.program.schemas.get(table) else { continue };
        let rows = base.batch.tables.get(table).map_or(0, |table| table.rows);
        if rows == 0 {
            if !added.contains(&table) {
                added.push(table);
                let plain = row(base, table);
                all.extend(variants(base, table, &plain).into_iter().map(|values| Change::Add(table, values)));
            }
            continue;
        }
        if schema.keys.contains(&column) {
            continue;
        }
        for row in 0..rows.min(3) {
            let from = cell(base, (table, row, column));
            let values = others(base, (table, column), from);
            all.extend(values.into_iter().map(|value| Change::Set(table, row, column, value)));
        }
    }
    all.truncate(TRIED);
    all
}

/// Rows with one cell after the other given its other values.
fn variants(base: &Base<'_>, table: usize, plain: &[Value]) -> Vec<Vec<Value>> {
    let mut all = vec![plain.to_vec()];
    let Some(schema) = base.program.schemas.get(table) else { return all };
    for (column, from) in plain.iter().enumerate() {
        let refers = schema.references.iter().any(|reference| reference.columns.contains(&column));
        if refers || schema.keys.contains(&column) {
            continue;
        }
        for value in others(base, (table, column), Some(from)) {
            let mut row = plain.to_vec();
            if let Some(place) = row.get_mut(column) {
                *place = value;
            }
            all.push(row);
        }
    }
    all.truncate(40);
    all
}

/// Other values of a column: the other names, yes and no, small and large numbers, days around.
fn others(base: &Base<'_>, (table, column): (usize, usize), from: Option<&Value>) -> Vec<Value> {
    let Some(of) = base.program.schemas.get(table).and_then(|schema| schema.columns.get(column)) else {
        return Vec::new();
    };
    let mut values: Vec<Value> = match of.ty.kind {
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Enum(_) => of.values.iter().map(|value| Value::Text(value.clone())).collect(),
        Kind::Text => Vec::new(),
        Kind::Date => match from {
            Some(Value::Date(day)) => {
                [1, -1, 31, -31, 366, -366].iter().filter_map(|days| day.add_days(*days)).map(Value::Date).collect()
            }
            _ => Vec::new(),
        },
        Kind::Number(shape) => {
            let now = if let Some(Value::Number(number)) = from { number.clone() } else { Number::one() };
            let step = unit(shape.digits);
            let half = now
                .checked_div(&Number::from(2))
                .map(|half| half.round(crate::value::rounding::Rounding::Floor, &step));
            let mut tried = vec![Number::zero(), step.clone()];
            tried.extend(half);
            tried.extend([
                &now + &step,
                &now - &step,
                &now * &Number::from(2),
                &now * &Number::from(10),
                Number::one(),
                -now,
            ]);
            tried.into_iter().map(Value::Number).collect()
        }
    };
    if of.ty.missing {
        values.push(Value::Missing);
    }
    values.retain(|value| Some(value) != from);
    values.retain(|value| *value == Value::Missing || of.range.as_ref().is_none_or(|range| range.contains(value)));
    values
}
