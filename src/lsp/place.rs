//! Bytes ↔ lines and UTF-16 columns: the only place that knows how editors count.

use crate::source::Source;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::ops::Range;

/// A line and a column in UTF-16 code units, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

/// The position of a byte.
pub fn position(source: &Source, offset: usize) -> Position {
    let at = u32::try_from(offset.min(source.written().len())).unwrap_or(u32::MAX);
    let line = source.line_of(at);
    let start = source.line_start(line) as usize;
    let before = source.written().get(start..at as usize).unwrap_or("");
    let units: usize = before.chars().map(char::len_utf16).sum();
    Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: u32::try_from(units).unwrap_or(u32::MAX) }
}

/// The byte of a position; past the end of a line its end, past the end of the text its end.
pub fn offset(source: &Source, position: Position) -> usize {
    let line = position.line as usize;
    let start = source.line_start(line);
    if start == u32::MAX {
        return source.written().len();
    }
    let mut left = position.character as usize;
    let mut at = start as usize;
    for c in source.line(line).chars() {
        if left < c.len_utf16() {
            break;
        }
        left -= c.len_utf16();
        at += c.len_utf8();
    }
    at
}

/// A stretch of a text as the protocol writes it.
pub(super) fn range(source: &Source, span: &Range<usize>) -> Value {
    json!({ "start": position(source, span.start), "end": position(source, span.end.max(span.start)) })
}
