//! What Excel makes of a formula: doubles, fifteen digits where it rounds. Nothing here enters a settlement; it only tells
//! where a spreadsheet would say something else.
#![expect(clippy::float_arithmetic, reason = "this is what Excel computes, to be held against the exact value")]

use super::{Call, Plan, Tree};
use crate::ir::ids::RelationId;
use crate::rows::Evaluation;
use crate::value::number::Number;
use crate::value::rounding::Rounding;

/// The double nearest to a number.
pub(super) fn nearest(number: &Number) -> Option<f64> {
    match number.to_decimal() {
        Some(text) => text.parse().ok(),
        None => {
            let (above, below): (f64, f64) =
                (number.numerator_text().parse().ok()?, number.denominator_text().parse().ok()?);
            Some(above / below)
        }
    }
}

/// The fifteen digits that Excel knows of a double.
pub(super) fn known(value: f64) -> Option<Number> {
    let text = format!("{value:.14e}");
    let (digits, power) = text.split_once('e')?;
    Some(Number::parse_decimal(digits)? * Number::power_of_ten(power.parse().ok()?))
}

/// Columns of doubles by plan; `None` where a row has no number.
pub(super) struct Doubles<'a> {
    pub run: &'a Evaluation<'a>,
    pub plans: &'a [Plan],
    /// By plan: its rows in the order of the sheet.
    pub rows: &'a [Vec<usize>],
    /// By plan and column, as far as computed.
    pub columns: Vec<Vec<Option<Vec<Option<f64>>>>>,
}

impl Doubles<'_> {
    /// A formula on one row of a plan.
    pub fn value(&self, plan: usize, at: usize, tree: &Tree) -> Option<f64> {
        match tree {
            Tree::Number(number) => nearest(number),
            Tree::Truth(yes) => Some(f64::from(u8::from(*yes))),
            Tree::Cell(column) => self.cell(plan, *column, at),
            Tree::SumOf { plan: other, column, relation } => self.sum(plan, at, (*other, *column), *relation),
            Tree::Between(sign, a, b) => {
                let (a, b) = (self.value(plan, at, a)?, self.value(plan, at, b)?);
                between(sign, a, b)
            }
            Tree::Call(call, parts) => self.call(plan, at, *call, parts),
        }
    }

    fn cell(&self, plan: usize, column: usize, at: usize) -> Option<f64> {
        self.columns.get(plan)?.get(column)?.as_ref()?.get(at).copied().flatten()
    }

    fn sum(&self, plan: usize, at: usize, (other, column): (usize, usize), relation: RelationId) -> Option<f64> {
        let row = *self.rows.get(plan)?.get(at)?;
        let table = self.plans.get(other)?.table;
        let mut total = 0.0;
        for (index, from) in self.rows.get(other)?.iter().enumerate() {
            if self.run.follow(table, *from, &[relation]) == Some(row) {
                total += self.cell(other, column, index)?;
            }
        }
        Some(total)
    }

    fn call(&self, plan: usize, at: usize, call: Call, parts: &[Tree]) -> Option<f64> {
        let part = |index: usize| self.value(plan, at, parts.get(index)?);
        let truth = |yes: bool| Some(f64::from(u8::from(yes)));
        match call {
            Call::Negate => Some(-part(0)?),
            Call::Not => truth(part(0)? == 0.0),
            Call::And => truth(part(0)? != 0.0 && part(1)? != 0.0),
            Call::Or => truth(part(0)? != 0.0 || part(1)? != 0.0),
            Call::If if part(0)? != 0.0 => part(1),
            Call::If => part(2),
            Call::Max => Some(part(0)?.max(part(1)?)),
            Call::Min => Some(part(0)?.min(part(1)?)),
            Call::Round(digits) => rounded(part(0)?, Rounding::HalfUp, digits),
            Call::RoundDown(digits) => rounded(part(0)?, Rounding::Truncate, digits),
            Call::RoundUp(digits) => rounded(part(0)?, Rounding::AwayFromZero, digits),
        }
    }
}

fn rounded(value: f64, mode: Rounding, digits: i32) -> Option<f64> {
    nearest(&known(value)?.round(mode, &Number::power_of_ten(-digits)))
}

fn between(sign: &str, a: f64, b: f64) -> Option<f64> {
    let truth = |yes: bool| Some(f64::from(u8::from(yes)));
    match sign {
        "+" => Some(a + b),
        "-" => Some(a - b),
        "*" => Some(a * b),
        "/" => (b != 0.0).then(|| a / b),
        "=" => truth(a == b),
        "<>" => truth(a != b),
        "<" => truth(a < b),
        "<=" => truth(a <= b),
        ">" => truth(a > b),
        ">=" => truth(a >= b),
        _ => None,
    }
}
