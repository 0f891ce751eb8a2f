//! Result tables as JSON for other programs. Numbers are strings of exact decimals, so that no reader makes doubles of
//! them; 缺失 is null; a cell without a value is `{"error": "…"}`.

use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::value::number::Number;
use crate::value::value::Value;
use std::borrow::Cow;

/// `{"tables": [{"name", "columns": [{"heading", "unit", "decimals", "percent"}], "rows": [[…]]}]}`: the cells of a row
/// stand in the order of the columns.
pub fn write(tables: &[ResultTable]) -> String {
    let all: Vec<String> = tables.iter().map(table).collect();
    format!("{{\"tables\":[{}]}}\n", all.join(",\n"))
}

fn table(table: &ResultTable) -> String {
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    let row = |cells: Cow<'_, [ResultCell]>| format!("[{}]", cells.iter().map(cell).collect::<Vec<_>>().join(","));
    let rows: Vec<String> = table.rows.iter().map(row).collect();
    format!(
        "{{\"name\":{},\"columns\":[{}],\"rows\":[\n{}\n]}}",
        quoted(&table.name),
        columns.join(","),
        rows.join(",\n")
    )
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
