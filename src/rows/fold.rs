//! What gathered values come to, without rows and places.

use super::arith::{compare, is_absent, number, truth, words};
use super::blame::unfit;
use super::rank;
use crate::ir::expr::AggregateOp;
use crate::ir::fault::Fault;
use crate::value::number::Number;
use crate::value::value::Value;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

/// What the entering rows brought, in the order of their keys.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub rows: usize,
    pub values: Vec<Value>,
    pub weights: Vec<Value>,
    /// All values that a rank of several goes by, for each row.
    pub ranked: Vec<Vec<Value>>,
}

/// What a group of rows comes to.
#[derive(Debug)]
pub(super) enum Group {
    Value(Value),
    /// Present values from the least to the greatest, to rank others by.
    Ranked(Vec<Value>),
    /// What each row brings to a rank of several values, in the order of ranks.
    RankedBy(Vec<Vec<Value>>),
    Fault(Fault),
}

/// Brings values together. An absent value is no value to count, list or rank; a checked program brings none elsewhere.
pub(super) fn fold(op: AggregateOp, gathered: Gathered) -> Group {
    let Gathered { rows, values, weights, .. } = gathered;
    let value = match op {
        AggregateOp::Sum => sum(&values).map(Value::Number),
        AggregateOp::Count if values.is_empty() => Ok(count(rows)),
        AggregateOp::Count => Ok(count(values.iter().filter(|value| !is_absent(value)).count())),
        AggregateOp::Mean => mean(&values),
        AggregateOp::WeightedMean => weighted_mean(&values, &weights),
        AggregateOp::Max => extreme(&values, Ordering::Greater),
        AggregateOp::Min => extreme(&values, Ordering::Less),
        AggregateOp::Exists if values.is_empty() => Ok(Value::Bool(rows > 0)),
        AggregateOp::Exists => truths(&values).map(|truths| Value::Bool(truths.contains(&true))),
        AggregateOp::All => truths(&values).map(|truths| Value::Bool(!truths.contains(&false))),
        AggregateOp::CountDistinct => {
            let distinct: HashSet<&Value> = values.iter().filter(|value| !is_absent(value)).collect();
            Ok(count(distinct.len()))
        }
        AggregateOp::ListOut => Ok(list_out(&values)),
        AggregateOp::Only => match values.as_slice() {
            [] => Ok(Value::Missing),
            [value] => Ok(value.clone()),
            several => Err(Fault::SeveralRows { count: several.len() }),
        },
        AggregateOp::Rank { .. } => {
            let mut present: Vec<Value> = values.into_iter().filter(|value| !is_absent(value)).collect();
            present.sort();
            return Group::Ranked(present);
        }
        AggregateOp::Percentile { share, definition } => rank::percentile(values, share, definition),
    };
    match value {
        Ok(value) => Group::Value(value),
        Err(fault) => Group::Fault(fault),
    }
}

/// Rows in the order of their ranks by several values; `orders` tells which of the values fall.
pub(super) fn ranked(gathered: Gathered, orders: &[bool]) -> Group {
    let mut rows = gathered.ranked;
    rows.retain(|row| !row.iter().any(is_absent));
    rows.sort_by(|one, other| rank::precedes(one, other, orders));
    Group::RankedBy(rows)
}

fn count(rows: usize) -> Value {
    Value::Number(Number::from(rows))
}

pub(super) fn sum(values: &[Value]) -> Result<Number, Fault> {
    values.iter().try_fold(Number::zero(), |total, value| Ok(total + number(value)?))
}

fn mean(values: &[Value]) -> Result<Value, Fault> {
    let mean = sum(values)?.checked_div(&Number::from(values.len()));
    mean.map(Value::Number).ok_or(Fault::EmptyAggregate)
}

fn weighted_mean(values: &[Value], weights: &[Value]) -> Result<Value, Fault> {
    if values.is_empty() {
        return Err(Fault::EmptyAggregate);
    }
    let mut total = Number::zero();
    for (value, weight) in values.iter().zip(weights) {
        total = total + number(value)? * number(weight)?;
    }
    total.checked_div(&sum(weights)?).map(Value::Number).ok_or(Fault::ZeroWeight)
}

/// The greatest or the smallest value.
pub(super) fn extreme(values: &[Value], wanted: Ordering) -> Result<Value, Fault> {
    let mut best = values.first().ok_or(Fault::EmptyAggregate)?;
    if is_absent(best) {
        return Err(unfit());
    }
    for value in values {
        if compare(value, best)? == wanted {
            best = value;
        }
    }
    Ok(best.clone())
}

fn truths(values: &[Value]) -> Result<Vec<bool>, Fault> {
    values.iter().map(truth).collect()
}

fn list_out(values: &[Value]) -> Value {
    let mut seen = HashSet::new();
    let present = values.iter().filter(|value| !is_absent(value)).map(words);
    let texts: Vec<Arc<str>> = present.filter(|text| seen.insert(text.clone())).collect();
    Value::Text(texts.join("、").into())
}
