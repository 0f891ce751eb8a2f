//! Ranks and percentiles of sorted values.

use super::arith::{is_absent, number};
use super::blame::unfit;
use crate::ir::expr::{PercentileRule, Share, Ties};
use crate::ir::fault::Fault;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use std::cmp::Ordering;

/// The rank of a value among values that rise: one more than the number of those strictly before it.
/// An absent value has no rank, and gives itself.
pub(super) fn rank(own: &Value, rising: &[Value], descending: bool, ties: Ties) -> Result<Value, Fault> {
    if is_absent(own) {
        return Ok(own.clone());
    }
    let below = rising.partition_point(|value| value < own);
    let through = rising.partition_point(|value| value <= own);
    let before = if descending { rising.len().saturating_sub(through) } else { below };
    place(before, through.saturating_sub(below), own, ties)
}

/// The rank of a row by several values, among rows in the order of their ranks. A row without one of them has no rank.
pub(super) fn rank_by(own: &[Value], orders: &[bool], sorted: &[Vec<Value>], ties: Ties) -> Result<Value, Fault> {
    if let Some(absent) = own.iter().find(|value| is_absent(value)) {
        return Ok(absent.clone());
    }
    let before = sorted.partition_point(|other| precedes(other, own, orders) == Ordering::Less);
    let through = sorted.partition_point(|other| precedes(other, own, orders) != Ordering::Greater);
    let shown = own.first().cloned().unwrap_or(Value::Missing);
    place(before, through.saturating_sub(before), &shown, ties)
}

/// Which of two rows comes first: by the first value, equals by the next, and so on; `orders` tells which fall.
pub(super) fn precedes(one: &[Value], other: &[Value], orders: &[bool]) -> Ordering {
    let pairs = one.iter().zip(other).zip(orders);
    let mut compared = pairs.map(|((one, other), falls)| if *falls { other.cmp(one) } else { one.cmp(other) });
    compared.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The rank with so many before it and so many equal to it, itself among them.
fn place(before: usize, equal: usize, own: &Value, ties: Ties) -> Result<Value, Fault> {
    // The places that its equals take beside it.
    let others = Number::from(equal.saturating_sub(1));
    let lowest = Number::from(before) + Number::one();
    let rank = match ties {
        Ties::Lowest => lowest,
        Ties::Highest => lowest + others,
        Ties::Average => lowest + others.checked_div(&Number::from(2)).unwrap_or_default(),
        Ties::Forbidden if equal > 1 => return Err(Fault::TiedRank { value: own.clone() }),
        Ties::Forbidden => lowest,
    };
    Ok(Value::Number(rank))
}

/// The value below which a share of the values lies, by a stated definition.
pub(super) fn percentile(mut values: Vec<Value>, share: Share, rule: PercentileRule) -> Result<Value, Fault> {
    if values.is_empty() {
        return Err(Fault::EmptyAggregate);
    }
    values.sort();
    let share = Number::fraction(share.0.into(), 100_000).unwrap_or_default();
    // Ranks count from 1.
    let at = |rank: i64| {
        let last = i64::try_from(values.len()).unwrap_or(i64::MAX);
        let index = usize::try_from(rank.clamp(1, last).saturating_sub(1)).unwrap_or_default();
        values.get(index).filter(|value| !is_absent(value)).ok_or_else(unfit)
    };
    let whole = |number: &Number| number.to_i64().ok_or(Fault::OutOfRange);
    match rule {
        PercentileRule::NearestRank => {
            let rank = (Number::from(values.len()) * share).round(Rounding::Ceiling, &Number::one());
            at(whole(&rank)?).cloned()
        }
        PercentileRule::Linear => {
            let position = Number::one() + (Number::from(values.len()) - Number::one()) * share;
            let rank = whole(&position.floor())?;
            let (low, high) = (number(at(rank)?)?, number(at(rank.saturating_add(1))?)?);
            let part = position - Number::from(rank);
            Ok(Value::Number(low + (high - low) * part))
        }
    }
}
