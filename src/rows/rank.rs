//! Ranks and percentiles of sorted values.

use super::arith::{is_absent, number};
use super::blame::unfit;
use crate::ir::expr::{PercentileRule, Share, Ties};
use crate::ir::fault::Fault;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;

/// The rank of a value among values that rise: one more than the number of those strictly before it.
/// An absent value has no rank, and gives itself.
pub(super) fn rank(own: &Value, rising: &[Value], descending: bool, ties: Ties) -> Result<Value, Fault> {
    if is_absent(own) {
        return Ok(own.clone());
    }
    let below = rising.partition_point(|value| value < own);
    let through = rising.partition_point(|value| value <= own);
    let before = if descending { rising.len().saturating_sub(through) } else { below };
    let equal = through.saturating_sub(below);
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
