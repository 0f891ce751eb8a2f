//! A result table as CSV: exact digits without grouping, CRLF, quotes where they are needed.

use super::blocks::in_blocks;
use super::show::{self, Grouping, heading};
use super::table::{ResultCell, ResultColumn, ResultTable};
use super::table_rows::Shown;
use crate::value::value::Value;
use std::borrow::Cow;
use std::ops::Range;

/// The bytes of a file; with `mark` it opens in Excel without a question about its encoding.
pub fn write(table: &ResultTable, mark: bool) -> Vec<u8> {
    file(table, mark, 1)
}

/// The same, made on several threads.
pub fn file(table: &ResultTable, mark: bool, threads: usize) -> Vec<u8> {
    let mut bytes = if mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    write_by(table, threads, |block| bytes.extend_from_slice(block));
    bytes
}

/// The lines of a table, block by block, made on several threads.
pub fn write_by(table: &ResultTable, threads: usize, mut take: impl FnMut(&[u8])) {
    let mut head = String::new();
    for (index, column) in table.columns.iter().enumerate() {
        put(index, &mut head, true, |text| text.push_str(&heading(column)));
    }
    head.push_str("\r\n");
    take(head.as_bytes());
    let block = |rows: Range<usize>| {
        let mut lines = String::new();
        for at in rows {
            for (index, column) in table.columns.iter().enumerate() {
                let Some(shown) = table.rows.cell(at, index) else { continue };
                put_cell(index, &mut lines, &shown, column);
            }
            lines.push_str("\r\n");
        }
        lines
    };
    in_blocks(table.rows.len(), threads, block, |lines| take(lines.as_bytes()));
}

/// One more row of a table.
pub fn row(bytes: &mut Vec<u8>, table: &ResultTable, cells: &[ResultCell]) {
    let mut line = String::new();
    for (index, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
        put_cell(index, &mut line, &Shown::Cell(Cow::Borrowed(cell)), column);
    }
    bytes.extend_from_slice(line.as_bytes());
    bytes.extend_from_slice(b"\r\n");
}

fn put_cell(index: usize, line: &mut String, shown: &Shown<'_>, column: &ResultColumn) {
    let worded = match shown {
        Shown::Text(_) => true,
        Shown::Decimal(..) => {
            // Digits need no quotes.
            if index > 0 {
                line.push(',');
            }
            return show::put(shown, column, Grouping::None, line);
        }
        Shown::Cell(cell) => match &**cell {
            ResultCell::Value(Value::Text(_)) | ResultCell::Fault(_) => true,
            ResultCell::Value(
                Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable,
            ) => false,
        },
    };
    put(index, line, worded, |text| show::put(shown, column, Grouping::None, text));
}

/// Puts a cell behind a line. Excel runs a text that begins like a formula; an apostrophe keeps it a text.
fn put(index: usize, line: &mut String, worded: bool, fill: impl FnOnce(&mut String)) {
    if index > 0 {
        line.push(',');
    }
    let from = line.len();
    fill(line);
    let text = line.get(from..).unwrap_or_default();
    let formula = worded && text.starts_with(['=', '+', '@']);
    let quoted = text.contains(['"', ',', '\n', '\r', ';', '\t']) || text.trim() != text;
    if formula || quoted {
        let own = format!("{}{text}", if formula { "'" } else { "" });
        line.truncate(from);
        line.push_str(&if quoted { format!("\"{}\"", own.replace('"', "\"\"")) } else { own });
    }
}
