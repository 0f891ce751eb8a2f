//! Starting points: the data of the cases that a policy has, or one row in each table where it has none.

use super::super::prepare::{Setting, prepare, setting};
use super::super::suite::Suite;
use crate::diagnostic::Diagnostic;
use crate::ir::batch::{Batch, Cell, Origin, TableData};
use crate::ir::ids::AssertionId;
use crate::ir::program::{Param, Program};
use crate::ir::schema::{ColumnSchema, End};
use crate::session::{Loaded, Session, World};
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;

/// Starting points that are tried, at most.
const MOST: usize = 12;
const FIRST: usize = 4;

/// Data from which edges are looked for.
pub struct Base<'p> {
    pub program: &'p Program,
    pub batch: Batch,
    pub unchecked: Vec<AssertionId>,
}

/// A policy that can be run, and data for it.
pub struct Start {
    pub loaded: Loaded,
    batches: Vec<(Batch, Vec<AssertionId>)>,
    pub params: Vec<(String, String)>,
    pub day: Option<Date>,
    pub rest: bool,
    pub made_up: bool,
}

impl Start {
    pub fn bases(&self) -> Vec<Base<'_>> {
        let Some(program) = &self.loaded.program else { return Vec::new() };
        let base = |(batch, unchecked): &(Batch, Vec<AssertionId>)| Base {
            program,
            batch: batch.clone(),
            unchecked: unchecked.clone(),
        };
        self.batches.iter().map(base).collect()
    }
}

/// The policy as most of its cases have it, with their data; else as given, with made-up rows.
pub fn start(
    world: &(dyn World + Sync),
    suite: &Suite,
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Start, Vec<Diagnostic>> {
    if settings.is_empty()
        && day.is_none()
        && let Some(start) = of_cases(world, suite)
    {
        return Ok(start);
    }
    let load =
        |settings: &[(String, String)]| Session { world, as_of: day, known_on: None, settings }.load(&suite.policy);
    let mut params = settings.to_vec();
    let mut loaded = load(&params);
    let Some(program) = &loaded.program else { return Err(loaded.diagnostics) };
    let open: Vec<_> = loaded.open.iter().filter_map(|id| program.param(*id)).collect();
    if !open.is_empty() {
        params.extend(open.iter().map(|param| (param.name.to_string(), likely(program, param))));
        loaded = load(&params);
    }
    let Some(program) = &loaded.program else { return Err(loaded.diagnostics) };
    let given = day;
    let batch = made_up(program, day.or(program.as_of));
    Ok(Start { batches: vec![(batch, Vec::new())], loaded, params, day: given, rest: false, made_up: true })
}

/// A value that an open parameter might well have, as written.
fn likely(program: &Program, param: &Param) -> String {
    match &param.ty.kind {
        Kind::Number(shape) if shape.percent => "50%".to_owned(),
        Kind::Number(_) => super::super::sheet::literal(program, &param.ty, "1"),
        Kind::Date => "2021-01-01".to_owned(),
        Kind::Text => "甲".to_owned(),
        Kind::Bool => "是".to_owned(),
        Kind::Enum(index) => {
            let first = program.enums.get(*index as usize).and_then(|of| of.values.first());
            first.map_or_else(String::new, |value| value.to_string())
        }
    }
}

fn of_cases(world: &(dyn World + Sync), suite: &Suite) -> Option<Start> {
    let all: Vec<usize> = (0..suite.cases.len()).collect();
    let prepared = prepare(world, suite, &all);
    let settings: Vec<Setting> = suite.cases.iter().map(|case| setting(suite, case)).collect();
    let sound = |ready: &&super::super::prepare::Ready| ready.troubles.is_empty() && !ready.batch.tables.is_empty();
    let first = prepared.cases.iter().find(sound)?;
    let wanted = settings.get(first.case)?.clone();
    let same = prepared.cases.iter().filter(sound).filter(|ready| settings.get(ready.case) == Some(&wanted));
    let mut start = Start {
        loaded: Session { world, as_of: wanted.1, known_on: None, settings: &wanted.0 }.load(&suite.policy),
        batches: Vec::new(),
        params: wanted.0.clone(),
        day: wanted.1,
        rest: false,
        made_up: false,
    };
    // The first cases, and those with rows in tables that none before has.
    let mut met = std::collections::BTreeSet::new();
    for ready in same {
        let tables = ready.batch.tables.iter().enumerate().filter(|(_, table)| table.rows > 0);
        let fresh = tables.filter(|(index, _)| met.insert(*index)).count() > 0;
        if start.batches.len() >= MOST || start.batches.len() >= FIRST && !fresh {
            continue;
        }
        start.rest |= ready.rest;
        start.batches.push((ready.batch.clone(), ready.unchecked.clone()));
    }
    start.loaded.program.is_some().then_some(start)
}

/// One row in each table; references lead to the one row there is.
fn made_up(program: &Program, day: Option<Date>) -> Batch {
    let tables = program.schemas.iter().enumerate().map(|(table, schema)| TableData {
        rows: 1,
        columns: (0..schema.columns.len())
            .map(|column| vec![Cell::Good(value(program, (table, column), day, 0))])
            .collect(),
        origins: vec![Origin { source: 0, row: 0 }],
        sources: Vec::new(),
    });
    Batch { tables: tables.collect() }
}

/// References that are followed to the key they end at.
const DEPTH: usize = 8;

/// A value that a column might well have.
fn value(program: &Program, (table, column): (usize, usize), day: Option<Date>, depth: usize) -> Value {
    let Some(schema) = program.schemas.get(table) else { return Value::Missing };
    let refers = schema.references.iter().find(|reference| reference.columns.contains(&column));
    if let Some(reference) = refers.filter(|_| depth < DEPTH) {
        let at = reference.columns.iter().position(|own| *own == column);
        let target = program.schemas.iter().position(|other| other.id == reference.target);
        let key = target.and_then(|target| program.schemas.get(target)?.keys.get(at?).map(|key| (target, *key)));
        if let Some(place) = key.filter(|place| *place != (table, column)) {
            return value(program, place, day, depth + 1);
        }
    }
    schema.columns.get(column).map_or(Value::Missing, |column| plain(column, day))
}

/// A row for a table, whose references lead to the first rows of a starting point.
pub fn row(base: &Base<'_>, table: usize) -> Vec<Value> {
    let Some(schema) = base.program.schemas.get(table) else { return Vec::new() };
    let day = base.program.as_of;
    let mut values: Vec<Value> = schema.columns.iter().map(|column| plain(column, day)).collect();
    for reference in &schema.references {
        let target = base.program.schemas.iter().position(|other| other.id == reference.target);
        let Some(target) = target.filter(|target| *target != table) else { continue };
        let keys = base.program.schemas.get(target).map(|schema| schema.keys.as_slice()).unwrap_or_default();
        for (column, key) in reference.columns.iter().zip(keys) {
            let there = super::state::cell(base, (target, 0, *key)).cloned();
            if let (Some(place), Some(there)) = (values.get_mut(*column), there) {
                *place = there;
            }
        }
    }
    values
}

fn plain(column: &ColumnSchema, day: Option<Date>) -> Value {
    if let Some(default) = &column.default {
        return default.clone();
    }
    match column.ty.kind {
        Kind::Bool => Value::Bool(false),
        Kind::Enum(_) => column.values.first().map_or(Value::Missing, |value| Value::Text(value.clone())),
        Kind::Text => Value::Text("甲".into()),
        Kind::Date => day.or_else(|| Date::new(2021, 6, 30)).map_or(Value::Missing, Value::Date),
        Kind::Number(shape) => {
            let wanted = [80, 50, 10, 1, 0].map(|percent| Number::from_scaled(percent, 2));
            let plain = [1000, 100, 10, 1, 0].map(Number::from);
            let tried = if shape.percent { wanted } else { plain };
            let fits = |number: &&Number| {
                column.range.as_ref().is_none_or(|range| range.contains(&Value::Number((*number).clone())))
            };
            match tried.iter().find(fits) {
                Some(number) => Value::Number(number.clone()),
                None => lowest(column, shape.digits),
            }
        }
    }
}

/// The least value of a range.
fn lowest(column: &ColumnSchema, digits: Digits) -> Value {
    let unit = unit(digits);
    match column.range.as_ref().and_then(|range| range.low.clone()) {
        Some((Value::Number(low), End::Open)) => Value::Number(low + unit),
        Some((value, End::Closed)) => value,
        Some((value, End::Open)) => value,
        None => Value::Number(Number::zero()),
    }
}

/// The smallest step of a column's numbers.
pub fn unit(digits: Digits) -> Number {
    match digits {
        Digits::At(digits) => Number::power_of_ten(-i32::try_from(digits).unwrap_or(0)),
        Digits::Unbounded => Number::one(),
    }
}
