//! Keys must be unique and references must be found: both stop the run, each with its rows in words.

use super::fold::excerpt;
use super::grid::{Rows, Sheet};
use super::layout::Layout;
use super::problem::{ColumnPlace, DataProblem, row_words};
use super::similar;
use super::table_trouble::TableTrouble;
use super::told::Told;
use crate::diagnostic::Words;
use crate::ir::batch::{Batch, Cell, TableData};
use crate::ir::schema::{Reference, TableSchema};
use crate::value::value::Value;
use std::collections::{HashMap, HashSet};

/// Keys among which a similar one is looked for, and problems that get one.
const MOST_COMPARED: usize = 20_000;
const MOST_SUGGESTED: usize = 100;

/// All keys and references of a batch; `layouts` are those of each table's sheets.
pub fn check(
    schemas: &[TableSchema],
    batch: &Batch,
    layouts: &[Vec<(&Sheet, Layout)>],
    problems: &mut Vec<DataProblem>,
) {
    let place = |(sheet, layout): &(&Sheet, Layout)| (sheet.rows, layout.columns.clone());
    let tables: Vec<Read<'_>> = schemas
        .iter()
        .zip(&batch.tables)
        .zip(layouts)
        .map(|((schema, data), laid)| Read { schema, data, places: laid.iter().map(place).collect() })
        .collect();
    for table in &tables {
        let mut told = Told::new(problems);
        duplicates(table, &mut told);
        for reference in &table.schema.references {
            let target = tables.iter().find(|other| other.schema.id == reference.target && !other.places.is_empty());
            if let Some(target) = target {
                dangling(table, reference, target, &mut told);
            }
        }
        told.finish(&table.schema.name);
    }
}

/// One table as it was read, and where its columns stood in each of its sources.
#[derive(Clone, Debug)]
struct Read<'a> {
    schema: &'a TableSchema,
    data: &'a TableData,
    /// By source: what its rows are called, and the column of the sheet for each column of the table.
    places: Vec<(Rows, Vec<Option<u32>>)>,
}

impl Read<'_> {
    /// The values of some columns in a row; `None` where one is bad, missing or not applicable.
    fn key(&self, columns: &[usize], row: usize) -> Option<Vec<&Value>> {
        let value = |column: &usize| match self.data.columns.get(*column)?.get(row)? {
            Cell::Good(Value::Missing | Value::NotApplicable) | Cell::Bad(_) => None,
            Cell::Good(value @ (Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_))) => Some(value),
        };
        columns.iter().map(value).collect()
    }

    fn rows_of(&self, source: u32) -> Rows {
        self.places.get(source as usize).map_or(Rows::Rows, |(rows, _)| *rows)
    }

    /// A problem in a row, at a column if one is given.
    fn at(&self, mut problem: DataProblem, row: usize, column: Option<usize>) -> DataProblem {
        let Some(origin) = self.data.origins.get(row) else { return problem };
        problem.rows = self.rows_of(origin.source);
        problem.row = Some(origin.row);
        if let Some(source) = self.data.sources.get(origin.source as usize) {
            problem.file = Some(source.file.clone());
            problem.sheet = source.sheet.clone();
        }
        let schema = column.and_then(|column| self.schema.columns.get(column));
        if let (Some(column), Some(schema)) = (column, schema) {
            let place =
                self.places.get(origin.source as usize).and_then(|(_, columns)| columns.get(column).copied().flatten());
            problem.column = Some(ColumnPlace::new(&schema.name, place, problem.rows));
        }
        problem
    }

    /// Keeps a problem for later.
    fn later(&self, problem: DataProblem, (row, column): (usize, Option<usize>), text: &str, told: &mut Told<'_>) {
        let source = self.data.origins.get(row).map_or(0, |origin| origin.source);
        let problem = self.at(problem, row, column);
        let number = problem.row.unwrap_or(0);
        told.tell(problem, (source as usize, column.unwrap_or(usize::MAX)), number, text);
    }

    /// A row in words: 第 17 行, with its file where that is another than that of `near`.
    fn row_words(&self, row: usize, near: usize) -> Words {
        let (Some(origin), Some(here)) = (self.data.origins.get(row), self.data.origins.get(near)) else {
            return Words::default();
        };
        let words = row_words(self.rows_of(origin.source), origin.row);
        let source = self.data.sources.get(origin.source as usize).filter(|_| origin.source != here.source);
        match source {
            Some(source) => {
                let sheet = source.sheet.as_deref().map(|sheet| format!("“{sheet}”")).unwrap_or_default();
                Words::new(
                    format!("文件 {}{sheet}{}", source.file, words.zh),
                    format!("file {} {sheet} {}", source.file, words.en),
                )
            }
            None => words,
        }
    }
}

/// Rows whose keys stand already in an earlier row.
fn duplicates(read: &Read<'_>, told: &mut Told<'_>) {
    let keys = &read.schema.keys;
    if keys.is_empty() {
        return;
    }
    let mut first: HashMap<Vec<&Value>, usize> = HashMap::with_capacity(read.data.rows);
    for row in 0..read.data.rows {
        let Some(key) = read.key(keys, row) else { continue };
        let shown = text(&key);
        match first.get(&key) {
            Some(_) if told.is_full() => {
                let other = Words::new("前面的行", "an earlier row");
                let trouble = TableTrouble::DuplicateKey { other, key: String::new() };
                read.later(
                    trouble.problem(&read.schema.name),
                    (row, keys.first().copied().filter(|_| keys.len() == 1)),
                    &shown,
                    told,
                );
            }
            Some(earlier) => {
                let trouble = TableTrouble::DuplicateKey { other: read.row_words(*earlier, row), key: shown.clone() };
                let problem = trouble.problem(&read.schema.name).with_value(shown);
                told.push(read.at(problem, row, keys.first().copied().filter(|_| keys.len() == 1)));
            }
            None => {
                first.insert(key, row);
            }
        }
    }
}

/// References of a table that name no row of their target: one problem for each such key, at its first row.
fn dangling(read: &Read<'_>, reference: &Reference, target: &Read<'_>, told: &mut Told<'_>) {
    let known: HashSet<Vec<&Value>> =
        (0..target.data.rows).filter_map(|row| target.key(&target.schema.keys, row)).collect();
    let mut lost: Vec<(Vec<&Value>, usize, usize)> = Vec::new();
    let mut index: HashMap<Vec<&Value>, usize> = HashMap::new();
    for row in 0..read.data.rows {
        let Some(key) = read.key(&reference.columns, row) else { continue };
        if known.contains(&key) {
            continue;
        }
        match index.get(&key).and_then(|at| lost.get_mut(*at)) {
            Some((_, _, more)) => *more += 1,
            None => {
                index.insert(key.clone(), lost.len());
                lost.push((key, row, 0));
            }
        }
    }
    if lost.is_empty() {
        return;
    }
    let keys = (0..target.data.rows).filter_map(|row| target.key(&target.schema.keys, row));
    let names: Vec<String> = keys.take(MOST_COMPARED).map(|key| text(&key)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (count, (key, row, more)) in lost.into_iter().enumerate() {
        let shown = text(&key);
        let column = reference.columns.first().copied();
        if told.is_full() {
            let trouble = TableTrouble::Dangling { target: target.schema.name.clone(), similar: None, more: 0 };
            read.later(trouble.problem(&read.schema.name), (row, column), &shown, told);
            continue;
        }
        let similar = if count < MOST_SUGGESTED { similar::closest(&shown, &names).map(str::to_owned) } else { None };
        let trouble = TableTrouble::Dangling { target: target.schema.name.clone(), similar, more };
        let mut problem = trouble.problem(&read.schema.name).with_value(&*shown);
        problem.message.zh = format!("“{shown}”：{}", problem.message.zh);
        problem.message.en = format!("\"{shown}\": {}", problem.message.en);
        told.push(read.at(problem, row, column));
    }
}

fn text(key: &[&Value]) -> String {
    let one = |value: &&Value| match value {
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => excerpt(text),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Missing => "缺失".to_owned(),
        Value::NotApplicable => "不适用".to_owned(),
    };
    key.iter().map(one).collect::<Vec<_>>().join("、")
}
