//! Result tables as JSON for other programs. Numbers are strings of exact decimals, so that no reader makes doubles of
//! them; 缺失 is null; a cell without a value is `{"error": "…"}`.

use super::blocks::in_blocks;
use super::figure::{Figure, Look};
use super::table::{ResultCell, ResultColumn, ResultTable};
use super::table_rows::Shown;
use crate::value::number::Number;
use crate::value::value::Value;
use std::ops::Range;

/// `{"tables": [{"name", "columns": [{"heading", "unit", "decimals", "percent"}], "rows": [[…]]}]}`: the cells of a row
/// stand in the order of the columns.
pub fn write(tables: &[ResultTable]) -> String {
    write_by(tables, 1)
}

/// The same, made on several threads.
pub fn write_by(tables: &[ResultTable], threads: usize) -> String {
    let mut text = BEFORE.to_owned();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            text.push_str(",\n");
        }
        text.push_str(&head(table));
        let block = |rows: Range<usize>| {
            let mut text = String::new();
            for at in rows {
                if at > 0 {
                    text.push_str(",\n");
                }
                row(table, at, &mut text);
            }
            text
        };
        in_blocks(table.rows.len(), threads, block, |rows| text.push_str(&rows));
        text.push_str(FOOT);
    }
    text + BEHIND
}

const BEFORE: &str = "{\"tables\":[";
const FOOT: &str = "\n]}";
const BEHIND: &str = "]}\n";

/// What stands before and behind a row that is the only one of the only table.
pub fn around(table: &ResultTable) -> (String, String) {
    (format!("{BEFORE}{}", head(table)), format!("{FOOT}{BEHIND}"))
}

fn head(table: &ResultTable) -> String {
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    format!("{{\"name\":{},\"columns\":[{}],\"rows\":[\n", quoted(&table.name), columns.join(","))
}

/// Puts a row behind a text.
pub fn row(table: &ResultTable, at: usize, text: &mut String) {
    text.push('[');
    for index in 0..table.columns.len() {
        let Some(shown) = table.rows.cell(at, index) else { continue };
        if index > 0 {
            text.push(',');
        }
        match shown {
            Shown::Cell(value) => text.push_str(&cell(&value)),
            Shown::Text(own) if is_plain(own) => text.extend(["\"", own, "\""]),
            Shown::Text(own) => text.push_str(&quoted(own)),
            Shown::Decimal(word, behind) => match Figure::of((word, behind), Look::default()) {
                Some(figure) => text.extend(["\"", figure.text(), "\""]),
                None => text.push_str(&quoted(&exact(&Number::from_scaled(word.into(), behind)))),
            },
        }
    }
    text.push(']');
}

/// Whether nothing has to be escaped.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
}

fn column(column: &ResultColumn) -> String {
    let unit = column.unit.as_ref().map_or("null".to_owned(), |unit| quoted(unit));
    let decimals = column.decimals.map_or("null".to_owned(), |decimals| decimals.to_string());
    let heading = quoted(&column.heading);
    format!("{{\"heading\":{heading},\"unit\":{unit},\"decimals\":{decimals},\"percent\":{}}}", column.percent)
}

fn cell(cell: &ResultCell) -> String {
    match cell {
        ResultCell::Fault(words) => format!("{{\"error\":{}}}", quoted(words)),
        ResultCell::Value(Value::Number(number)) => quoted(&exact(number)),
        ResultCell::Value(Value::Date(date)) => quoted(&date.to_string()),
        ResultCell::Value(Value::Text(text)) => quoted(text),
        ResultCell::Value(Value::Bool(yes)) => yes.to_string(),
        ResultCell::Value(Value::Missing) => "null".to_owned(),
        ResultCell::Value(Value::NotApplicable) => quoted("不适用"),
    }
}

/// The exact decimal, or `1/3` where it never ends.
fn exact(number: &Number) -> String {
    number.to_decimal().unwrap_or_else(|| number.to_string())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
