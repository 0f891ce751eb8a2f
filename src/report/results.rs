//! The outputs of a run as result tables: headings, digits and units from the types of the policy.

use super::table::{ResultCell, ResultColumn, ResultTable};
use super::table_rows::TableRows;
use crate::diagnostic::Lang;
use crate::ir::fault::BlameId;
use crate::ir::program::{Output, OutputItem, Program};
use crate::rows::{Evaluation, OutputRow};
use crate::value::types::{Digits, Kind, NumberType};
use crate::value::unit::Unit;
use crate::value::value::Value;
use crate::wording::{fault, value};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// All outputs in the order of the policy, each under its own name.
pub fn tables(run: &Evaluation<'_>, lang: Lang) -> Vec<ResultTable> {
    let outputs = run.program().outputs.iter().enumerate();
    outputs.map(|(index, output)| table(run, index, output, lang)).collect()
}

fn table(run: &Evaluation<'_>, index: usize, output: &Output, lang: Lang) -> ResultTable {
    let program = run.program();
    // Faults of one kind say the same: a million of them share their words.
    let mut known: HashSet<Arc<str>> = HashSet::new();
    let mut words = |id| {
        let words = fault::short(program, &run.blame(id).fault);
        let words = words.get(lang);
        let shared = known.get(words).cloned().unwrap_or_else(|| Arc::from(words));
        known.insert(shared.clone());
        ResultCell::Fault(shared)
    };
    let held = run.output(index);
    let cells = |row: Cow<'_, OutputRow>| -> Vec<ResultCell> {
        let cell = |cell: &Result<Value, BlameId>| match cell {
            Ok(value) => ResultCell::Value(value.clone()),
            Err(blame) => words(*blame),
        };
        row.cells.iter().map(cell).collect()
    };
    let rows = match held.packed() {
        Some(rows) => TableRows::from(rows.clone()),
        None => held.iter().map(cells).collect(),
    };
    let columns = output.items.iter().map(|item| column(program, item)).collect();
    ResultTable { name: output.name.clone(), columns, rows }
}

fn column(program: &Program, item: &OutputItem) -> ResultColumn {
    let ty = program.expr(item.value).map(|expr| expr.ty);
    let shape = ty.and_then(|ty| match ty.kind {
        Kind::Number(shape) => Some(shape),
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => None,
    });
    let unit = ty.map(|ty| value::unit(program, &ty)).filter(|unit| !unit.is_empty());
    ResultColumn {
        heading: item.heading.trim().into(),
        decimals: shape.map(|shape| match shape.digits {
            Digits::At(digits) => digits,
            Digits::Unbounded => 0,
        }),
        percent: shape.is_some_and(|shape| shape.percent),
        unit: unit.map(Arc::from),
        summable: shape.is_some_and(|shape| is_summable(&shape)),
    }
}

/// Whether a sum over rows means something: amounts and counts do, points, days, prices and shares do not.
pub fn is_summable(shape: &NumberType) -> bool {
    let counted = (4..16).any(|index| Unit::base(index) == Some(shape.unit));
    shape.unit == Unit::YUAN || shape.unit == Unit::ITEM || counted
}
