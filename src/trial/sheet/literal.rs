//! A cell → the literal that a case would write: the unit of the value behind the number, quotes around a text.

use crate::ir::program::Program;
use crate::syntax::fold;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::wording::value::unit;

/// The literal of a value of a type; what is no plain value stays as it is written.
pub fn literal(program: &Program, ty: &Type, cell: &str) -> String {
    let cell = cell.trim();
    let plain = fold(cell);
    if matches!(cell, "缺失" | "不适用" | "missing" | "not-applicable") {
        return cell.to_owned();
    }
    match ty.kind {
        Kind::Text | Kind::Enum(_) => quoted(cell),
        Kind::Date => day(cell).map_or(plain, |day| day.to_string()),
        Kind::Bool => plain,
        Kind::Number(_) => {
            let digits = plain.replace([',', '，', '_'], "");
            let Some(number) = Number::parse_decimal(&digits) else { return plain.replace([',', '，'], "") };
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

/// A day as people type it: 2021-05-01, 2021/5/1, 2021.5.1, 2021年5月1日.
pub fn day(cell: &str) -> Option<Date> {
    let plain = fold(cell.trim()).replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = plain.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(year, month, day).filter(|_| parts.next().is_none())
}

/// A text in quotes, unless it stands in some already.
pub fn quoted(text: &str) -> String {
    let marks = ['"', '“', '”', '＂'];
    let inner = text.strip_prefix(marks).and_then(|rest| rest.strip_suffix(marks)).unwrap_or(text);
    format!("\"{}\"", inner.replace(marks, "'"))
}
