//! Data of the cases of related policies (of the layers below, of layers beside) as a policy can take them: table by table
//! and column by column of the same name, with days moved as its dates are, and with what all of its own cases have in
//! common in place of what all of theirs have.

use super::super::prepare::prepare;
use super::super::run::broken;
use super::super::suite::Suite;
use super::base::plain;
use crate::ir::batch::{Batch, Cell, Origin, TableData};
use crate::ir::program::{Param, Program};
use crate::ir::schema::{ColumnSchema, TableSchema};
use crate::session::World;
use crate::value::types::Kind;
use crate::value::value::Value;
use std::mem::discriminant;

/// Data that are taken, at most.
const TAKEN: usize = 80;
/// Tables that data must have rows in to be worth their while: one says nothing that the policy's own cases do not.
const LEAST: usize = 2;

/// Data of a case of a related policy.
pub struct Lent {
    /// Among the related ones.
    pub suite: usize,
    /// The parameters that the case gives for itself, as written, as far as the policy has them.
    pub params: Vec<(String, String)>,
    pub batch: Batch,
}

/// The data of the cases of some suites, the fullest suite first.
pub fn lent(world: &(dyn World + Sync), kin: &[Suite], program: &Program, own: &[&Batch]) -> Vec<Lent> {
    let mut suites: Vec<(usize, Vec<Lent>)> = Vec::new();
    for (at, suite) in kin.iter().enumerate().filter(|(_, suite)| broken(suite).is_empty()) {
        let all: Vec<usize> = (0..suite.cases.len()).collect();
        let prepared = prepare(world, suite, &all);
        let mut found: Vec<Lent> = Vec::new();
        let mut fullest = 0;
        for ready in prepared.cases.iter().filter(|ready| ready.troubles.is_empty()) {
            let (Some(theirs), Some(case)) = (&prepared.loaded(ready).program, suite.cases.get(ready.case)) else {
                continue;
            };
            let known = |name: &str| program.params.iter().any(|param| *param.name == *name);
            let params = case.params.iter().filter(|(name, _)| known(&name.text));
            let params: Vec<(String, String)> = params
                .map(|(name, value)| (name.text.to_string(), suite.base.sources.slice(*value).to_owned()))
                .collect();
            let months = months(program, theirs);
            for months in if months == 0 { vec![0] } else { vec![months, 0] } {
                let batch = Taker { program, theirs, own, months }.batch(&ready.batch);
                let full = batch.tables.iter().filter(|table| table.rows > 0).count();
                fullest = fullest.max(full);
                if full >= LEAST {
                    found.push(Lent { suite: at, params: params.clone(), batch });
                }
            }
        }
        suites.push((fullest, found));
    }
    suites.sort_by_key(|(fullest, _)| std::cmp::Reverse(*fullest));
    suites.into_iter().flat_map(|(_, found)| found).take(TAKEN).collect()
}

/// The value that a related policy gives a parameter, as written.
pub fn given(kin: &[Suite], param: &Param) -> Option<String> {
    kin.iter().find_map(|suite| {
        let program = suite.base.program.as_ref()?;
        let theirs = program.params.iter().find(|own| own.name == param.name)?;
        let same = discriminant(&theirs.ty.kind) == discriminant(&param.ty.kind);
        let value = &theirs.on(program.as_of).filter(|_| same)?.value;
        let written = super::case::cell(value, &theirs.ty)?;
        Some(super::super::sheet::literal(program, &theirs.ty, &written))
    })
}

/// By how many months the first date that both policies name is later in ours.
fn months(ours: &Program, theirs: &Program) -> i64 {
    let day = |program: &Program, name: &str| {
        let param = program.params.iter().find(|param| *param.name == *name)?;
        match param.on(program.as_of)?.value {
            Value::Date(day) => Some(i64::from(day.year()) * 12 + i64::from(day.month())),
            _ => None,
        }
    };
    let both = ours.params.iter().filter_map(|param| Some(day(ours, &param.name)? - day(theirs, &param.name)?));
    both.into_iter().find(|months| *months != 0).unwrap_or(0)
}

struct Taker<'a> {
    program: &'a Program,
    theirs: &'a Program,
    own: &'a [&'a Batch],
    months: i64,
}

impl Taker<'_> {
    fn batch(&self, batch: &Batch) -> Batch {
        let table = |(at, schema): (usize, &TableSchema)| {
            let from = self.theirs.schemas.iter().position(|other| other.name == schema.name);
            let data = from.and_then(|from| Some((self.theirs.schemas.get(from)?, batch.tables.get(from)?)));
            let rows = data.map_or(0, |(_, data)| data.rows);
            let columns = (0..schema.columns.len()).map(|column| self.column((at, schema, column), data)).collect();
            TableData { rows, columns, origins: vec![Origin { source: 0, row: 0 }; rows], sources: Vec::new() }
        };
        Batch { tables: self.program.schemas.iter().enumerate().map(table).collect() }
    }

    fn column(
        &self,
        (table, schema, at): (usize, &TableSchema, usize),
        data: Option<(&TableSchema, &TableData)>,
    ) -> Vec<Cell> {
        let Some((theirs, data)) = data else { return Vec::new() };
        let Some(column) = schema.columns.get(at) else { return Vec::new() };
        let from = theirs.columns.iter().position(|other| other.name == column.name);
        let from = from.filter(|from| {
            theirs.columns.get(*from).is_some_and(|other| discriminant(&other.ty.kind) == discriminant(&column.ty.kind))
        });
        let cells = from.and_then(|from| data.columns.get(from)).map(Vec::as_slice).unwrap_or_default();
        let bound = schema.keys.contains(&at) || schema.references.iter().any(|one| one.columns.contains(&at));
        let own = self.own.iter().filter_map(|batch| batch.tables.get(table)?.columns.get(at)).flatten();
        let own = common(own).filter(|_| !bound);
        // What is the same in all of their rows is a circumstance; ours is another.
        let constant = matches!(column.ty.kind, Kind::Text) && common(cells.iter()).is_some();
        let other = own.cloned().unwrap_or_else(|| plain(column, self.program.as_of));
        (0..data.rows)
            .map(|row| match cells.get(row) {
                Some(Cell::Good(value)) if !(constant && own.is_some()) => {
                    self.value(column, value).unwrap_or_else(|| other.clone())
                }
                Some(Cell::Good(_) | Cell::Bad(_)) | None => other.clone(),
            })
            .map(Cell::Good)
            .collect()
    }

    /// A value as a column of the policy can hold it, if it can.
    fn value(&self, column: &ColumnSchema, value: &Value) -> Option<Value> {
        let value = match value {
            Value::Date(day) => Value::Date(day.add_months(self.months)?),
            Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => value.clone(),
        };
        let fits = match &value {
            Value::Missing => column.ty.missing,
            Value::Text(text) => column.values.is_empty() || column.values.contains(text),
            Value::Number(_) | Value::Date(_) => column.range.as_ref().is_none_or(|range| range.contains(&value)),
            Value::Bool(_) | Value::NotApplicable => true,
        };
        fits.then_some(value)
    }
}

/// The value that all cells have.
fn common<'c>(mut cells: impl Iterator<Item = &'c Cell>) -> Option<&'c Value> {
    let Cell::Good(first) = cells.next()? else { return None };
    cells.all(|cell| matches!(cell, Cell::Good(value) if value == first)).then_some(first)
}
