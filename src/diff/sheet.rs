//! What one run comes to, as far as a comparison asks: one column by row, totals, and who is excluded why.

use crate::ir::program::{ExceptionKind, Output, OutputItem, Program};
use crate::rows::Evaluation;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType};
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A numeric column of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub output: Arc<str>,
    pub heading: Arc<str>,
    /// Digits after the point, to which parts are rounded.
    pub decimals: u32,
    /// 元, in words.
    pub unit: String,
    pub percent: bool,
}

/// A row that a rule of exclusion takes out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excluded {
    pub table: Arc<str>,
    pub key: Vec<Value>,
    pub rule: Arc<str>,
}

/// The names of the rows' keys, and the rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub keys: Vec<Arc<str>>,
    /// The value of each row; `None` where it has a fault.
    pub rows: BTreeMap<Vec<Value>, Option<Number>>,
    pub names: BTreeMap<Vec<Value>, Arc<str>>,
}

/// The columns of which a sum means something, with their sums; `None` where a row has a fault.
pub(super) fn totals(run: &Evaluation<'_>) -> Vec<(Column, Option<Number>)> {
    let program = run.program();
    let mut totals = Vec::new();
    for (index, output) in program.outputs.iter().enumerate() {
        for (at, item) in output.items.iter().enumerate() {
            let Some(shape) = shape(program, item).filter(is_summable) else { continue };
            let cells = run.output(index).iter().map(|row| row.cells.get(at).cloned());
            let sum = cells.into_iter().try_fold(Number::zero(), |sum, cell| match cell {
                Some(Ok(Value::Number(number))) => Some(sum + number),
                Some(Ok(Value::Missing | Value::NotApplicable)) | None => Some(sum),
                Some(Ok(Value::Date(_) | Value::Text(_) | Value::Bool(_)) | Err(_)) => None,
            });
            totals.push((column(program, output, item, &shape), sum));
        }
    }
    totals
}

/// The columns that can be split: all numbers; the last amount of the first output that has one is the one meant by default.
pub(super) fn columns(program: &Program) -> (Vec<Column>, Option<Column>) {
    let mut all = Vec::new();
    let mut meant = None;
    for output in &program.outputs {
        let mut last = None;
        for item in &output.items {
            let Some(shape) = shape(program, item) else { continue };
            let column = column(program, output, item, &shape);
            if shape.unit == Unit::YUAN {
                last = Some(column.clone());
            }
            all.push(column);
        }
        meant = meant.or(last);
    }
    (all, meant)
}

/// The rows of a column; `None` where the program has no such column.
pub(super) fn sheet(run: &Evaluation<'_>, wanted: &Column) -> Option<Sheet> {
    let program = run.program();
    let (index, output) = program.outputs.iter().enumerate().find(|(_, output)| output.name == wanted.output)?;
    let at = output.items.iter().position(|item| *item.heading.trim() == *wanted.heading)?;
    let mut sheet = Sheet { keys: keys(program, output), ..Sheet::default() };
    let title = title(program, output, at);
    for row in run.output(index) {
        let key = match (output.table, row.row) {
            (Some(table), Some(row)) => run.key(table, row),
            (_, _) => Vec::new(),
        };
        if let Some(Ok(Value::Text(name))) = title.and_then(|at| row.cells.get(at)) {
            sheet.names.insert(key.clone(), name.clone());
        }
        let value = match row.cells.get(at) {
            Some(Ok(Value::Number(number))) => Some(number.clone()),
            Some(Ok(Value::Missing | Value::NotApplicable)) | None => Some(Number::zero()),
            Some(Ok(Value::Date(_) | Value::Text(_) | Value::Bool(_)) | Err(_)) => None,
        };
        sheet.rows.insert(key, value);
    }
    Some(sheet)
}

fn keys(program: &Program, output: &Output) -> Vec<Arc<str>> {
    let table = output.table.and_then(|table| program.table(table));
    let slots = table.map(|table| table.keys.as_slice()).unwrap_or_default();
    slots.iter().filter_map(|slot| Some(program.slot(*slot)?.name.clone())).collect()
}

/// The column that says who a row is: the first text before the amount that is no key.
fn title(program: &Program, output: &Output, before: usize) -> Option<usize> {
    let table = output.table.and_then(|table| program.table(table))?;
    output.items.iter().take(before).position(|item| {
        let is_key = item.slot.is_some_and(|slot| table.keys.contains(&slot));
        !is_key && program.expr(item.value).is_some_and(|expr| matches!(expr.ty.kind, Kind::Text))
    })
}

/// Every row that an exclusion applies to.
pub(super) fn excluded(run: &Evaluation<'_>) -> BTreeSet<Excluded> {
    let program = run.program();
    let mut all = BTreeSet::new();
    for exception in program.exceptions.iter().filter(|exception| exception.kind == ExceptionKind::Exclude) {
        let Some(owner) = exception.owner else { continue };
        let Some(table) = program.table(owner) else { continue };
        for row in run.in_key_order(owner) {
            if run.value(exception.applies, Some(row)) == Ok(Value::Bool(true)) {
                all.insert(Excluded {
                    table: table.name.clone(),
                    key: run.key(owner, row),
                    rule: exception.name.clone(),
                });
            }
        }
    }
    all
}

fn column(program: &Program, output: &Output, item: &OutputItem, shape: &NumberType) -> Column {
    let decimals = match shape.digits {
        Digits::At(digits) => digits,
        Digits::Unbounded => 0,
    };
    Column {
        output: output.name.clone(),
        heading: item.heading.trim().into(),
        decimals,
        unit: shape.unit.name(&program.unit_names),
        percent: shape.percent,
    }
}

fn shape(program: &Program, item: &OutputItem) -> Option<NumberType> {
    match program.expr(item.value)?.ty.kind {
        Kind::Number(shape) => Some(shape),
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => None,
    }
}

/// Amounts and counts may be added up; points, days, prices and shares may not.
fn is_summable(shape: &NumberType) -> bool {
    let counted = (4..16).any(|index| Unit::base(index) == Some(shape.unit));
    shape.unit == Unit::YUAN || shape.unit == Unit::ITEM || counted
}
