//! A value as a person writes it: digits parted by commas, its unit behind it, a percent sign where its type says so.

use crate::ir::program::Program;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;

/// Digits after the point beyond which a number is cut; `…` tells that it goes on.
const LONGEST: u32 = 10;

/// The value as its type says: `1,234.50元`, `47.5%`, `片剂`.
pub fn typed(program: &Program, ty: &Type, value: &Value) -> String {
    match (value, &ty.kind) {
        (Value::Number(number), Kind::Number(shape)) => self::number(program, shape, number),
        (Value::Number(_), Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_))
        | (
            Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable,
            Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_),
        ) => bare(value),
    }
}

/// The value without a type: no unit and no grouping.
pub fn bare(value: &Value) -> String {
    match value {
        Value::Number(number) => digits(number, 0, false),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Missing => "缺失".to_owned(),
        Value::NotApplicable => "不适用".to_owned(),
    }
}

/// The English of a value that is a word of the language; `None` for numbers, dates and texts.
pub fn english(value: &Value) -> Option<&'static str> {
    match value {
        Value::Bool(true) => Some("yes"),
        Value::Bool(false) => Some("no"),
        Value::Missing => Some("missing"),
        Value::NotApplicable => Some("not applicable"),
        Value::Number(_) | Value::Date(_) | Value::Text(_) => None,
    }
}

/// The value of something known by its name only: typed where all that bear the name have one kind.
pub fn named(program: &Program, name: &str, value: &Value) -> String {
    let slots = program.slots.iter().filter(|slot| &*slot.name == name).map(|slot| slot.ty.kind);
    let params = program.params.iter().filter(|param| &*param.name == name).map(|param| param.ty.kind);
    let mut kinds = slots.chain(params);
    match kinds.next() {
        Some(kind) if kinds.all(|other| other == kind) => typed(program, &Type::from(kind), value),
        Some(_) | None => bare(value),
    }
}

fn number(program: &Program, shape: &NumberType, number: &Number) -> String {
    if shape.percent {
        return format!("{}%", digits(&(number * &Number::from(100)), 0, true));
    }
    let least = match shape.digits {
        Digits::At(digits) if shape.unit == Unit::YUAN => digits.min(2),
        Digits::At(_) | Digits::Unbounded => 0,
    };
    format!("{}{}", digits(number, least, !shape.unit.is_none()), shape.unit.name(&program.unit_names))
}

/// At least so many digits after the point, all there are up to a bound; a number that goes on ends in `…`.
/// Amounts and counts are grouped by thousands, numbers without a unit (a year) are not.
fn digits(number: &Number, least: u32, grouped: bool) -> String {
    let text = |number: &Number, digits| if grouped { number.to_grouped(digits) } else { number.to_fixed(digits) };
    let whole = match number.decimals() {
        Some(own) if own <= LONGEST => text(number, own.max(least)),
        Some(_) | None => None,
    };
    whole.unwrap_or_else(|| {
        let cut = number.round(Rounding::Truncate, &Number::power_of_ten(-10));
        let sign = if number.is_negative() && cut.is_zero() { "-" } else { "" };
        format!("{sign}{}…", text(&cut, LONGEST).unwrap_or_else(|| number.to_string()))
    })
}

/// The unit of a type in words; empty where there is none.
pub fn unit(program: &Program, ty: &Type) -> String {
    match &ty.kind {
        Kind::Number(shape) => shape.unit.name(&program.unit_names),
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => String::new(),
    }
}
