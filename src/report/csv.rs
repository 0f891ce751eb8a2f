//! A result table as CSV: exact digits without grouping, CRLF, quotes where they are needed.

use super::show::{Grouping, cell, heading};
use super::table::{ResultCell, ResultTable};
use crate::value::value::Value;

/// The bytes of a file; with `mark` it opens in Excel without a question about its encoding.
pub fn write(table: &ResultTable, mark: bool) -> Vec<u8> {
    let mut bytes = if mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    line(&mut bytes, table.columns.iter().map(|column| harmless(heading(column))));
    for cells in &table.rows {
        row(&mut bytes, table, cells);
    }
    bytes
}

/// One more row of a table.
pub fn row(bytes: &mut Vec<u8>, table: &ResultTable, cells: &[ResultCell]) {
    let cells = cells.iter().zip(&table.columns).map(|(value, column)| {
        let text = cell(value, column, Grouping::None);
        match value {
            ResultCell::Value(Value::Text(_)) | ResultCell::Fault(_) => harmless(text),
            ResultCell::Value(
                Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable,
            ) => text,
        }
    });
    line(bytes, cells);
}

/// Excel runs a text that begins like a formula; an apostrophe keeps it a text.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '@']) { format!("'{text}") } else { text }
}

fn line(bytes: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    for (index, text) in cells.enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        if text.contains(['"', ',', '\n', '\r', ';', '\t']) || text.trim() != text {
            bytes.extend_from_slice(format!("\"{}\"", text.replace('"', "\"\"")).as_bytes());
        } else {
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes.extend_from_slice(b"\r\n");
}
