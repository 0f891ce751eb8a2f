//! A cell → the literal that a case would write: the unit of the value behind the number, quotes around a text.

use crate::ir::program::Program;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::wording::value::unit;

/// The literal of a value of a type; what is no plain value stays as it is written.
pub fn literal(program: &Program, ty: &Type, cell: &str) -> String {
    let cell = cell.trim();
    if matches!(cell, "缺失" | "不适用" | "missing" | "not-applicable") {
        return cell.to_owned();
    }
    match ty.kind {
        Kind::Text | Kind::Enum(_) => quoted(cell),
        Kind::Date | Kind::Bool => cell.to_owned(),
        Kind::Number(_) => {
            let digits = cell.replace([',', '，', '_'], "");
            let Some(number) = Number::parse_decimal(&digits) else { return cell.replace([',', '，'], "") };
            let name = unit(program, ty);
            let bare = number.to_decimal().unwrap_or(digits);
            match name.split_once('/') {
                Some((above, below)) if !below.contains(['/', '·', '(']) && !above.contains('·') => {
                    format!("{bare}{above} ÷ 1{below}")
                }
                Some(_) => bare,
                None => format!("{bare}{name}"),
            }
        }
    }
}

/// A text in quotes, unless it stands in some already.
pub fn quoted(text: &str) -> String {
    let marks = ['"', '“', '”', '＂'];
    let inner = text.strip_prefix(marks).and_then(|rest| rest.strip_suffix(marks)).unwrap_or(text);
    format!("\"{}\"", inner.replace(marks, "'"))
}
