//! Conditions on and off: one cell, or two, are given other values until a condition holds, and until it does not.

use super::base::{Base, row, unit};
use super::edges::Goal;
use super::hunt::Found;
use super::knob::fresh;
use super::needs::Needs;
use super::solve::Site;
use super::state::{Change, cell, places};
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;
use crate::ir::program::Program;
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::value::Value;

/// Changes that are tried for one condition, and first changes of a pair.
const TRIED: usize = 120;
const FIRST: usize = 12;

/// Takes the sides to which a condition comes, on rows where the one that it exempts from holds.
pub fn note(site: &Site<'_, '_>, base: &Base<'_>, changes: &[Change]) {
    let run = base.run();
    let Goal::Switch { condition, while_held } = &site.edge.goal else { return };
    let is = |id: ExprId, env: &crate::rows::Env| match run.eval(id, env) {
        Ok(Value::Bool(yes)) => Some(yes),
        _ => None,
    };
    for place in places(run, &site.edge.context) {
        if while_held.is_some_and(|held| is(held, &place.env) != Some(true)) {
            continue;
        }
        let Some(holds) = is(*condition, &place.env) else { continue };
        let all = site.changes.iter().chain(changes).cloned().collect();
        let (base, row, gap) = (site.index, place.row, Number::from(changes.len() as i64));
        site.hunt.note(Found { side: i32::from(holds), base, changes: all, row, close: true, gap });
    }
}

/// Inputs for which a condition holds and does not, while the condition that it exempts from holds: one change of the data.
pub fn switch(site: &Site<'_, '_>, needs: &Needs<'_>) {
    for change in changes(site.base, needs, &site.edge.roots()) {
        look(site, std::slice::from_ref(&change));
    }
}

/// The same with two changes.
pub fn pairs(site: &Site<'_, '_>, needs: &Needs<'_>) {
    let Goal::Switch { condition, while_held } = &site.edge.goal else { return };
    let own = changes(site.base, needs, &[*condition]);
    let held: Vec<Change> = while_held.map(|held| changes(site.base, needs, &[held])).unwrap_or_default();
    let firsts = held.iter().chain(&own).take(FIRST);
    for (first, second) in firsts.flat_map(|first| own.iter().map(move |second| (first, second))) {
        look(site, &[first.clone(), second.clone()]);
    }
}

fn look(site: &Site<'_, '_>, changes: &[Change]) {
    if !site.hunt.is_done() && site.hunt.spend() {
        note(site, &site.base.with(changes), changes);
    }
}

/// Other values for the cells on which some expressions depend, and a row for tables that have none.
pub fn changes(base: &Base<'_>, needs: &Needs<'_>, roots: &[ExprId]) -> Vec<Change> {
    let (mut firsts, mut all) = (Vec::new(), Vec::new());
    let texts = texts(base.program, needs, roots);
    let mut added: Vec<usize> = Vec::new();
    for (table, column) in needs.columns(roots) {
        let Some(schema) = base.program.schemas.get(table) else { continue };
        let rows = base.batch.tables.get(table).map_or(0, |table| table.rows);
        if rows == 0 {
            if !added.contains(&table) {
                added.push(table);
                let plain = row(base, table);
                let mut rows = variants(base, (table, &plain), &texts).into_iter();
                firsts.extend(rows.next().map(|values| Change::Add(table, values)));
                all.extend(rows.map(|values| Change::Add(table, values)));
            }
            continue;
        }
        if schema.keys.contains(&column) {
            continue;
        }
        for row in 0..rows.min(3) {
            let from = cell(base, (table, row, column));
            let values = others(base, (table, column), from, &texts);
            all.extend(values.into_iter().map(|value| Change::Set(table, row, column, value)));
        }
    }
    // One more row like the last.
    let mut tables: Vec<usize> = needs.columns(roots).into_iter().map(|(table, _)| table).collect();
    tables.dedup();
    for table in tables.into_iter().filter(|table| !added.contains(table)) {
        let Some(schema) = base.program.schemas.get(table) else { continue };
        let Some(last) = base.batch.tables.get(table).and_then(|table| table.rows.checked_sub(1)) else { continue };
        let like = (0..schema.columns.len()).map(|column| cell(base, (table, last, column)).cloned());
        let like: Option<Vec<Value>> = like.collect();
        let more = like.and_then(|like| fresh(schema, &like, 1));
        let more = more.map(|values| Change::Add(table, values));
        if more.as_ref().is_some_and(|more| !all.contains(more)) {
            all.extend(more);
        }
    }
    // A row where there is none opens more than another value does.
    firsts.extend(all);
    firsts.truncate(TRIED);
    firsts
}

/// The texts with which some expressions compare.
fn texts(program: &Program, needs: &Needs<'_>, roots: &[ExprId]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for expr in needs.between(roots).into_iter().filter_map(|id| program.expr(id)) {
        if let ExprKind::Constant(value @ Value::Text(_)) = &expr.kind
            && !found.contains(value)
        {
            found.push(value.clone());
        }
        if let ExprKind::InList { list, .. } = &expr.kind {
            let of = program.lists.get(list.index()).into_iter().flat_map(|list| list.values.iter());
            found.extend(of.filter(|value| matches!(value, Value::Text(_))).take(2).cloned());
        }
    }
    found.truncate(8);
    found
}

/// Rows with one cell after the other given its other values.
fn variants(base: &Base<'_>, (table, plain): (usize, &[Value]), texts: &[Value]) -> Vec<Vec<Value>> {
    let mut all = vec![plain.to_vec()];
    let Some(schema) = base.program.schemas.get(table) else { return all };
    for (column, from) in plain.iter().enumerate() {
        let refers = schema.references.iter().any(|reference| reference.columns.contains(&column));
        if refers || schema.keys.contains(&column) {
            continue;
        }
        for value in others(base, (table, column), Some(from), texts) {
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
fn others(base: &Base<'_>, (table, column): (usize, usize), from: Option<&Value>, texts: &[Value]) -> Vec<Value> {
    let Some(of) = base.program.schemas.get(table).and_then(|schema| schema.columns.get(column)) else {
        return Vec::new();
    };
    let mut values: Vec<Value> = match of.ty.kind {
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Enum(_) => of.values.iter().map(|value| Value::Text(value.clone())).collect(),
        Kind::Text => texts.to_vec(),
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
