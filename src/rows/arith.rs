//! Operations on values, without rows and places: what they give, or the fault.

use super::blame::unfit;
use crate::ir::expr::{Absence, BinaryOp};
use crate::ir::fault::Fault;
use crate::ir::schema::End;
use crate::value::number::Number;
use crate::value::value::Value;
use std::cmp::Ordering;
use std::mem::discriminant;
use std::sync::Arc;

/// `left op right`, both sides at hand.
pub(super) fn binary(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    let holds = |test: fn(Ordering) -> bool| compare(left, right).map(|order| Value::Bool(test(order)));
    match op {
        BinaryOp::Add => numbers(left, right, |a, b| a + b),
        BinaryOp::Subtract => numbers(left, right, |a, b| a - b),
        BinaryOp::Multiply => numbers(left, right, |a, b| a * b),
        BinaryOp::Divide => {
            let quotient = number(left)?.checked_div(number(right)?);
            quotient.map(Value::Number).ok_or(Fault::DivisionByZero)
        }
        BinaryOp::Equal => Ok(Value::Bool(left == right)),
        BinaryOp::NotEqual => Ok(Value::Bool(left != right)),
        BinaryOp::Less => holds(Ordering::is_lt),
        BinaryOp::LessEqual => holds(Ordering::is_le),
        BinaryOp::Greater => holds(Ordering::is_gt),
        BinaryOp::GreaterEqual => holds(Ordering::is_ge),
        BinaryOp::And => Ok(Value::Bool(truth(left)? && truth(right)?)),
        BinaryOp::Or => Ok(Value::Bool(truth(left)? || truth(right)?)),
    }
}

fn numbers(left: &Value, right: &Value, join: fn(&Number, &Number) -> Number) -> Result<Value, Fault> {
    Ok(Value::Number(join(number(left)?, number(right)?)))
}

pub(super) fn number(value: &Value) -> Result<&Number, Fault> {
    match value {
        Value::Number(number) => Ok(number),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => Err(unfit()),
    }
}

pub(super) fn truth(value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Bool(holds) => Ok(*holds),
        Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Missing | Value::NotApplicable => Err(unfit()),
    }
}

/// The order of two present values of one kind.
pub(super) fn compare(left: &Value, right: &Value) -> Result<Ordering, Fault> {
    if is_absent(left) || discriminant(left) != discriminant(right) {
        return Err(unfit());
    }
    Ok(left.cmp(right))
}

/// Whether a present value lies between two bounds of its kind; an open side has none.
pub(super) fn within(value: &Value, low: Option<&(Value, End)>, high: Option<&(Value, End)>) -> Result<bool, Fault> {
    let above = match low {
        None => true,
        Some((bound, End::Closed)) => compare(value, bound)?.is_ge(),
        Some((bound, End::Open)) => compare(value, bound)?.is_gt(),
    };
    let below = match high {
        None => true,
        Some((bound, End::Closed)) => compare(value, bound)?.is_le(),
        Some((bound, End::Open)) => compare(value, bound)?.is_lt(),
    };
    Ok(above && below)
}

/// Whether a value is absent in either way.
pub(super) fn is_absent(value: &Value) -> bool {
    match value {
        Value::Missing | Value::NotApplicable => true,
        Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_) => false,
    }
}

/// Whether a value is absent in this way.
pub(super) fn is_absence(value: &Value, absence: Absence) -> bool {
    match absence {
        Absence::Missing => *value == Value::Missing,
        Absence::Inapplicable => *value == Value::NotApplicable,
    }
}

/// A value as it stands inside a text.
pub(super) fn words(value: &Value) -> Arc<str> {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => Arc::from(number.to_string()),
        Value::Date(date) => Arc::from(date.to_string()),
        Value::Bool(true) => Arc::from("是"),
        Value::Bool(false) => Arc::from("否"),
        Value::Missing => Arc::from("缺失"),
        Value::NotApplicable => Arc::from("不适用"),
    }
}
