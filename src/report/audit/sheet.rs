//! The audit sheets: values, live formulas, the exact value beside each, and a mark where Excel says something else.

use super::double::{Doubles, known, nearest};
use super::formula::Places;
use super::plan::Planner;
use super::{Column, Plan, Tree, What};
use crate::report::sheet::{SheetError, SheetNames, column, row, widen};
use crate::rows::Evaluation;
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, Kind, Type};
use crate::value::value::Value;
use crate::wording::value::bare;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet};

/// Excel shows another number.
const DIFFERS: &str = "≠";
/// Excel shows the same, but cannot hold all digits.
const NEARLY: &str = "≈";

/// Adds the audit sheets of a run to a workbook; gives their names.
///
/// # Errors
/// Where the workbook cannot hold them.
pub fn write(
    book: &mut Workbook,
    names: &mut SheetNames,
    run: &Evaluation<'_>,
    sources: &Sources,
) -> Result<Vec<String>, SheetError> {
    let planner = Planner::new(run, sources);
    let plans = &planner.plans;
    let rows: Vec<Vec<usize>> = plans.iter().map(|plan| run.in_key_order(plan.table)).collect();
    let sheets: Vec<String> = plans.iter().map(|plan| names.name(&format!("核对 {}", table_name(run, plan)))).collect();
    let doubles = compute(run, plans, &rows);
    let columns: Vec<Vec<u16>> = plans.iter().map(places).collect::<Result<_, _>>()?;
    let spans: Result<Vec<(u32, u32)>, SheetError> = rows.iter().map(|rows| Ok((1, row(rows.len().max(1))?))).collect();
    let keys = |plan: usize, relation: crate::ir::ids::RelationId| {
        let key = *run.program().relation(relation)?.columns.first()?;
        let at = plans
            .get(plan)?
            .columns
            .iter()
            .position(|column| matches!(column.what, What::Given(slot) if slot == key))?;
        columns.get(plan)?.get(at).copied()
    };
    let places = Places { names: &sheets, columns: &columns, keys: &keys, rows: &spans? };
    for (index, plan) in plans.iter().enumerate() {
        let sheet = book.add_worksheet();
        if let Some(name) = sheets.get(index) {
            sheet.set_name(name)?;
        }
        let order = rows.get(index).map(Vec::as_slice).unwrap_or_default();
        fill(sheet, (run, plan, index), order, (&doubles, &places))?;
    }
    Ok(sheets)
}

fn table_name(run: &Evaluation<'_>, plan: &Plan) -> String {
    run.program().table(plan.table).map(|table| table.name.to_string()).unwrap_or_default()
}

/// The column of the sheet of each column of the plan: a live one has its exact value and its mark behind it.
fn places(plan: &Plan) -> Result<Vec<u16>, SheetError> {
    let mut next = 0usize;
    let mut all = Vec::new();
    for shown in &plan.columns {
        all.push(column(next)?);
        next = next.saturating_add(if matches!(shown.what, What::Live(..)) { 3 } else { 1 });
    }
    Ok(all)
}

/// All columns as doubles: each after those that it reads.
fn compute<'a>(run: &'a Evaluation<'a>, plans: &'a [Plan], rows: &'a [Vec<usize>]) -> Doubles<'a> {
    let columns = plans.iter().map(|plan| vec![None; plan.columns.len()]).collect();
    let mut doubles = Doubles { run, plans, rows, columns };
    loop {
        let mut done = true;
        for (index, plan) in plans.iter().enumerate() {
            for (at, shown) in plan.columns.iter().enumerate() {
                let is_open =
                    doubles.columns.get(index).and_then(|columns| columns.get(at)).is_some_and(Option::is_none);
                if !is_open || !is_ready(&doubles, index, shown) {
                    continue;
                }
                let order = rows.get(index).map(Vec::as_slice).unwrap_or_default();
                let values = order.iter().enumerate().map(|(line, row)| match &shown.what {
                    What::Live(_, tree) => exact(run, plan, shown, *row).and_then(|_| doubles.value(index, line, tree)),
                    What::Given(_) | What::Part(_) => double(&value(run, plan, shown, *row)?),
                });
                let values: Vec<Option<f64>> = values.collect();
                if let Some(place) = doubles.columns.get_mut(index).and_then(|columns| columns.get_mut(at)) {
                    *place = Some(values);
                    done = false;
                }
            }
        }
        if done {
            return doubles;
        }
    }
}

fn is_ready(doubles: &Doubles<'_>, plan: usize, shown: &Column) -> bool {
    let known =
        |plan: usize, at: usize| doubles.columns.get(plan).and_then(|all| all.get(at)).is_some_and(Option::is_some);
    fn all(tree: &Tree, plan: usize, known: &dyn Fn(usize, usize) -> bool) -> bool {
        match tree {
            Tree::Number(_) | Tree::Truth(_) => true,
            Tree::Cell(at) => known(plan, *at),
            Tree::SumOf { plan, column, .. } => known(*plan, *column),
            Tree::Between(_, a, b) => all(a, plan, known) && all(b, plan, known),
            Tree::Call(_, parts) => parts.iter().all(|part| all(part, plan, known)),
        }
    }
    match &shown.what {
        What::Live(_, tree) => all(tree, plan, &known),
        What::Given(_) | What::Part(_) => true,
    }
}

fn value(run: &Evaluation<'_>, plan: &Plan, shown: &Column, row: usize) -> Option<Value> {
    match &shown.what {
        What::Given(slot) | What::Live(slot, _) => run.value(*slot, Some(row)).ok(),
        What::Part(id) => run.eval(*id, &run.env(Some(plan.table), Some(row))).ok(),
    }
}

fn exact(run: &Evaluation<'_>, plan: &Plan, shown: &Column, row: usize) -> Option<Number> {
    match value(run, plan, shown, row)? {
        Value::Number(number) => Some(number),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => None,
    }
}

fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => nearest(number),
        Value::Bool(yes) => Some(f64::from(u8::from(*yes))),
        Value::Date(_) | Value::Text(_) | Value::Missing | Value::NotApplicable => None,
    }
}

/// Digits behind the point that a value is shown with.
fn digits(ty: Option<Type>) -> i32 {
    match ty.map(|ty| ty.kind) {
        Some(Kind::Number(shape)) => match shape.digits {
            Digits::At(digits) => i32::try_from(digits.min(6)).unwrap_or(6),
            Digits::Unbounded => 6,
        },
        Some(Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_)) | None => 6,
    }
}

/// How the double and the exact value agree.
fn mark(double: Option<f64>, exact: &Number, ty: Option<Type>) -> &'static str {
    let step = Number::power_of_ten(-digits(ty));
    let shown = |number: &Number| number.round(Rounding::HalfUp, &step);
    match double.and_then(known) {
        Some(known) if known == *exact => "",
        Some(known) if shown(&known) == shown(exact) => NEARLY,
        Some(_) | None => DIFFERS,
    }
}

fn fill(
    sheet: &mut Worksheet,
    (run, plan, index): (&Evaluation<'_>, &Plan, usize),
    rows: &[usize],
    (doubles, places): (&Doubles<'_>, &Places<'_>),
) -> Result<(), SheetError> {
    let base = || Format::new().set_border(FormatBorder::Thin);
    let head = base().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color("#E2EFDA");
    let (text, warn) = (base().set_num_format("@"), base().set_font_color("#C00000").set_align(FormatAlign::Center));
    let exactly = base().set_num_format("@").set_align(FormatAlign::Right).set_font_color("#595959");
    let mut last = 0;
    for (at, shown) in plan.columns.iter().enumerate() {
        let Some(start) = places.columns.get(index).and_then(|columns| columns.get(at)).copied() else { continue };
        let number = base().set_num_format(number_format(shown.ty));
        sheet.write_string_with_format(0, start, &shown.heading, &head)?;
        widen(sheet, start, [shown.heading.as_str(), "1,234,567.890123"].into_iter())?;
        last = start;
        if let What::Live(..) = shown.what {
            last = start.saturating_add(2);
            sheet.write_string_with_format(
                0,
                start.saturating_add(1),
                format!("{}（精确值）", shown.heading),
                &head,
            )?;
            sheet.write_string_with_format(0, last, "差异", &head)?;
            sheet.set_column_width(start.saturating_add(1), 26)?;
            sheet.set_column_width(last, 6)?;
        }
        for (line, data) in rows.iter().enumerate() {
            let to = row(line.saturating_add(1))?;
            let Some(own) = value(run, plan, shown, *data) else { continue };
            let computed =
                doubles.columns.get(index).and_then(|all| all.get(at)?.as_ref()?.get(line).copied().flatten());
            match (&shown.what, &own) {
                (What::Live(_, tree), Value::Number(number_exact)) => {
                    if let (Some(formula), Some(result)) = (places.text(index, to, tree), computed) {
                        let formula = Formula::new(format!("={formula}")).set_result(result.to_string());
                        sheet.write_formula_with_format(to, start, formula, &number)?;
                    }
                    let said = number_exact.to_string();
                    let said = if said.len() > 40 { format!("{}…", said.get(..40).unwrap_or("")) } else { said };
                    sheet.write_string_with_format(to, start.saturating_add(1), said, &exactly)?;
                    sheet.write_string_with_format(to, last, mark(computed, number_exact, shown.ty), &warn)?;
                }
                (_, Value::Number(_)) => {
                    if let Some(computed) = computed {
                        sheet.write_number_with_format(to, start, computed, &number)?;
                    }
                }
                (_, Value::Bool(yes)) => {
                    sheet.write_boolean_with_format(to, start, *yes, &text)?;
                }
                (_, Value::Date(_) | Value::Text(_) | Value::Missing | Value::NotApplicable) => {
                    sheet.write_string_with_format(to, start, bare(&own), &text)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    if !rows.is_empty() {
        sheet.autofilter(0, 0, row(rows.len())?, last)?;
    }
    Ok(())
}

fn number_format(ty: Option<Type>) -> String {
    let zeros = |digits: i32| "0".repeat(usize::try_from(digits).unwrap_or(0));
    match (ty.map(|ty| ty.kind), digits(ty)) {
        (Some(Kind::Number(shape)), digits) if shape.percent => {
            format!("0.{}%", zeros(digits.saturating_sub(2).max(2)))
        }
        (_, 0) => "#,##0".to_owned(),
        (_, digits) => format!("#,##0.{}", zeros(digits)),
    }
}
