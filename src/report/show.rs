//! How the cells of a result read as text: the one place where digits, percent signs and units are put.

use super::figure::{Figure, Look};
use super::table::{ResultCell, ResultColumn, ResultTable};
use super::table_rows::Shown;
use crate::value::number::Number;
use crate::value::value::Value;

/// Whether digits before the point are parted by commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    Thousands,
    None,
}

/// The text of a cell; a fault shows its words.
pub fn cell(cell: &ResultCell, column: &ResultColumn, grouping: Grouping) -> String {
    match cell {
        ResultCell::Value(value) => self::value(value, column, grouping),
        ResultCell::Fault(words) => format!("错误：{words}"),
    }
}

fn value(value: &Value, column: &ResultColumn, grouping: Grouping) -> String {
    match value {
        Value::Number(number) => self::number(number, column, grouping),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Missing => String::new(),
        Value::NotApplicable => "不适用".to_owned(),
    }
}

/// A number with the digits of its column; all its digits where it has more, as a fraction where they never end.
pub fn number(number: &Number, column: &ResultColumn, grouping: Grouping) -> String {
    if !column.percent {
        // A number without a unit may be a year or a rank: only what is counted or paid is grouped.
        let grouping = if column.unit.is_some() { grouping } else { Grouping::None };
        return digits(number, column.decimals, grouping);
    }
    let hundredfold = number * &Number::from(100);
    let decimals = column.decimals.map(|decimals| decimals.saturating_sub(2));
    format!("{}%", digits(&hundredfold, decimals, grouping))
}

/// How the numbers of a column are shown.
pub fn look(column: &ResultColumn, grouping: Grouping) -> Look {
    // A number without a unit may be a year or a rank: only what is counted or paid is grouped.
    let grouped = grouping == Grouping::Thousands && (column.percent || column.unit.is_some());
    Look { decimals: column.decimals.unwrap_or(0), percent: column.percent, grouped }
}

/// Puts a cell behind a text, as [`cell`] writes it.
pub fn put(shown: &Shown<'_>, column: &ResultColumn, grouping: Grouping, text: &mut String) {
    match shown {
        Shown::Cell(value) => text.push_str(&cell(value, column, grouping)),
        Shown::Text(own) => text.push_str(own),
        Shown::Decimal(word, behind) => match Figure::of((*word, *behind), look(column, grouping)) {
            Some(figure) => text.push_str(figure.text()),
            None => text.push_str(&number(&Number::from_scaled((*word).into(), *behind), column, grouping)),
        },
    }
}

fn digits(number: &Number, decimals: Option<u32>, grouping: Grouping) -> String {
    let own = number.decimals();
    let shown = match (decimals, own) {
        (Some(decimals), Some(own)) => Some(decimals.max(own)),
        (None, own) => own,
        (Some(_), None) => None,
    };
    let text = shown.and_then(|shown| match grouping {
        Grouping::Thousands => number.to_grouped(shown),
        Grouping::None => number.to_fixed(shown),
    });
    text.unwrap_or_else(|| number.to_string())
}

/// The heading with its unit: 结余（元）.
pub fn heading(column: &ResultColumn) -> String {
    match &column.unit {
        Some(unit) if !unit.is_empty() && !column.heading.contains(['（', '(']) => {
            format!("{}（{unit}）", column.heading)
        }
        Some(_) | None => column.heading.to_string(),
    }
}

/// The exact sums of the summable columns; `None` if there are no rows to add or no such column. A column with a
/// fault has no sum.
pub fn totals(table: &ResultTable) -> Option<Vec<Option<Number>>> {
    if table.rows.len() < 2 || !table.columns.iter().any(|column| column.summable) {
        return None;
    }
    let sums = table.columns.iter().enumerate();
    Some(sums.map(|(index, column)| if column.summable { table.rows.sum(index) } else { None }).collect())
}

/// Whether the column holds numbers, which stand at the right.
pub fn is_numeric(column: &ResultColumn) -> bool {
    column.decimals.is_some() || column.percent
}
