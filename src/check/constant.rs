//! Constants at check time: literals and parameters with a value, and arithmetic on them.

use super::Checker;
use crate::ir::expr::{BinaryOp, ExprKind};
use crate::ir::ids::ExprId;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::value::Value;

impl Checker<'_> {
    /// The value of an expression that is the same on every row, on a day; `None` where it depends on data or is open.
    pub(super) fn constant_on(&self, expr: ExprId, day: Option<Date>) -> Option<Value> {
        match self.kind(expr)? {
            ExprKind::Constant(value) => Some(value.clone()),
            ExprKind::Param(param) => {
                let param = self.program.param(*param)?;
                match (param.values.as_slice(), param.on(day)) {
                    (_, Some(dated)) => Some(dated.value.clone()),
                    ([only], None) if only.from.is_none() && only.to.is_none() => Some(only.value.clone()),
                    (_, None) => None,
                }
            }
            ExprKind::Negate(inner) => Some(Value::Number(-self.number_on(*inner, day)?)),
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.number_on(*left, day)?, self.number_on(*right, day)?);
                arithmetic(*op, &left, &right).map(Value::Number)
            }
            ExprKind::AtLeast(left, right) => {
                Some(Value::Number(self.number_on(*left, day)?.max(self.number_on(*right, day)?)))
            }
            ExprKind::AtMost(left, right) => {
                Some(Value::Number(self.number_on(*left, day)?.min(self.number_on(*right, day)?)))
            }
            ExprKind::Round { value, mode, quantum } => {
                Some(Value::Number(self.number_on(*value, day)?.round(*mode, quantum)))
            }
            ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Not(_)
            | ExprKind::If { .. }
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. }
            | ExprKind::Aggregate(_) => None,
        }
    }

    /// A constant that no date changes.
    pub(super) fn constant(&self, expr: ExprId) -> Option<Value> {
        self.constant_on(expr, self.program.as_of)
    }

    pub(super) fn number_on(&self, expr: ExprId, day: Option<Date>) -> Option<Number> {
        match self.constant_on(expr, day)? {
            Value::Number(number) => Some(number),
            Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => None,
        }
    }

    /// Every value that a constant divisor takes on any day; `None` where it is no constant.
    pub(super) fn all_numbers(&self, expr: ExprId) -> Option<Vec<Number>> {
        match self.kind(expr)? {
            ExprKind::Param(param) => {
                let values = self.program.param(*param)?.values.iter();
                let numbers: Option<Vec<Number>> = values
                    .map(|dated| match &dated.value {
                        Value::Number(number) => Some(number.clone()),
                        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => {
                            None
                        }
                    })
                    .collect();
                numbers.filter(|numbers| !numbers.is_empty())
            }
            _ => Some(vec![self.number_on(expr, self.program.as_of)?]),
        }
    }

    /// The days on which the constants of a policy change, each the first of a stretch; at least one stretch.
    pub(super) fn stretches(&self) -> Vec<Option<Date>> {
        if self.program.as_of.is_some() {
            return vec![self.program.as_of];
        }
        let mut days: Vec<Option<Date>> = vec![None];
        let values = self.program.params.iter().flat_map(|param| &param.values);
        days.extend(values.filter_map(|dated| dated.from).map(Some));
        days.sort();
        days.dedup();
        days
    }
}

fn arithmetic(op: BinaryOp, left: &Number, right: &Number) -> Option<Number> {
    match op {
        BinaryOp::Add => Some(left + right),
        BinaryOp::Subtract => Some(left - right),
        BinaryOp::Multiply => Some(left * right),
        BinaryOp::Divide => left.checked_div(right),
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::And
        | BinaryOp::Or => None,
    }
}
