//! What a sign, an end, a rounding word or a value becomes when a policy is changed a little, and how it is called.

use crate::diagnostic::Words;
use crate::ir::expr::{BinaryOp, End};
use crate::ir::program::Program;
use crate::syntax::fold;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, Kind, Type};
use crate::value::value::Value;

/// Another value of the same kind: the next name of an enum, the next day, a whole number one greater, another number a
/// hundredth greater, a text one
/// letter longer; `None` where nothing is near.
pub(super) fn other(program: &Program, ty: &Type, value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) if is_whole(ty) => Some(Value::Number(number + &Number::one())),
        Value::Number(number) => Some(Value::Number(greater(number))),
        Value::Date(date) => date.add_days(1).map(Value::Date),
        Value::Bool(yes) => Some(Value::Bool(!yes)),
        Value::Text(text) => match ty.kind {
            Kind::Enum(index) => next(program, index, text),
            Kind::Text | Kind::Number(_) | Kind::Date | Kind::Bool => Some(Value::Text(format!("{text}～").into())),
        },
        Value::Missing | Value::NotApplicable => None,
    }
}

/// A value that a cell compares its key with: whole numbers move by one, so that no sentence speaks of 2.02 bidders.
pub(super) fn beside(program: &Program, ty: &Type, value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) if number.decimals() == Some(0) => Some(Value::Number(number + &Number::one())),
        Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Text(_) | Value::Missing | Value::NotApplicable => {
            other(program, ty, value)
        }
    }
}

/// Counts, years and days, of which a hundredth more is none.
fn is_whole(ty: &Type) -> bool {
    matches!(ty.kind, Kind::Number(shape) if shape.digits == Digits::At(0) && !shape.percent)
}

fn next(program: &Program, index: u32, text: &str) -> Option<Value> {
    let values = &program.enums.get(index as usize)?.values;
    let at = values.iter().position(|value| **value == *text)?;
    let next = values.get(at + 1).or_else(|| values.first()).filter(|next| ***next != *text)?;
    Some(Value::Text(next.clone()))
}

/// One hundredth more; one in place of zero.
pub(super) fn greater(number: &Number) -> Number {
    if number.is_zero() { Number::one() } else { number * &(Number::from(101) * Number::power_of_ten(-2)) }
}

pub(super) fn flipped(end: End) -> End {
    match end {
        End::Open => End::Closed,
        End::Closed => End::Open,
    }
}

pub(super) fn swapped(op: BinaryOp) -> Option<BinaryOp> {
    match op {
        BinaryOp::And => Some(BinaryOp::Or),
        BinaryOp::Or => Some(BinaryOp::And),
        BinaryOp::Equal => Some(BinaryOp::NotEqual),
        BinaryOp::NotEqual => Some(BinaryOp::Equal),
        BinaryOp::Less => Some(BinaryOp::LessEqual),
        BinaryOp::LessEqual => Some(BinaryOp::Less),
        BinaryOp::Greater => Some(BinaryOp::GreaterEqual),
        BinaryOp::GreaterEqual => Some(BinaryOp::Greater),
        BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => None,
    }
}

pub(super) fn sign(op: BinaryOp) -> Words {
    let zh = match op {
        BinaryOp::And => return Words::new("且", "and"),
        BinaryOp::Or => return Words::new("或", "or"),
        BinaryOp::Equal => "＝",
        BinaryOp::NotEqual => "≠",
        BinaryOp::Less => "＜",
        BinaryOp::LessEqual => "≤",
        BinaryOp::Greater => "＞",
        BinaryOp::GreaterEqual => "≥",
        BinaryOp::Add => "＋",
        BinaryOp::Subtract => "−",
        BinaryOp::Multiply => "×",
        BinaryOp::Divide => "÷",
    };
    Words::new(zh, fold(zh))
}

pub(super) fn rounding(mode: Rounding) -> Words {
    let (zh, en) = match mode {
        Rounding::HalfUp => ("四舍五入", "half up"),
        Rounding::HalfEven => ("四舍六入五成双", "half to even"),
        Rounding::Truncate => ("舍去", "towards zero"),
        Rounding::AwayFromZero => ("进一", "away from zero"),
        Rounding::Floor => ("向下取整", "down"),
        Rounding::Ceiling => ("向上取整", "up"),
    };
    Words::new(zh, en)
}
