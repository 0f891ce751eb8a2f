//! The simplest number or day strictly inside an open gap: the one that people would name.

use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::value::Value;

/// Powers of ten that are tried, from coarse to fine.
const COARSEST: i32 = 12;
const FINEST: i32 = -12;

/// Multiples of one unit that are tried before a finer unit.
const TRIES: usize = 4;

/// Whether a number (a multiple of `step`, where there is one) lies above `low` and below `high`.
pub fn occurs(low: Option<&Number>, high: Option<&Number>, step: Option<&Number>) -> bool {
    match (low, high, step) {
        (Some(low), Some(high), Some(step)) => next_multiple(low, step).is_some_and(|next| next < *high),
        (Some(low), Some(high), None) => low < high,
        (None, _, _) | (_, None, _) => true,
    }
}

/// Such a number with as few digits as there can be: 0 if it lies there, beside a single end one not much further off
/// than the end is from zero. `None` if there is no such number.
pub fn number(low: Option<&Number>, high: Option<&Number>, step: Option<&Number>) -> Option<Number> {
    if !occurs(low, high, step) {
        return None;
    }
    if low.is_none_or(Number::is_negative) && high.is_none_or(Number::is_positive) {
        return Some(Number::zero());
    }
    match (low, high) {
        (None, None) => Some(Number::zero()),
        (Some(low), Some(high)) => between(low, high, step),
        (Some(low), None) => between(low, &beyond(low, step), step),
        (None, Some(high)) => {
            let mirrored = -high;
            between(&mirrored, &beyond(&mirrored, step), step).map(|found| -found)
        }
    }
}

/// An end above `low` that leaves room for a multiple of `step` and for a round number.
fn beyond(low: &Number, step: Option<&Number>) -> Number {
    let room = if low.is_zero() { Number::from(2) } else { low.abs() };
    low + &step.map_or_else(Number::zero, |step| step + step).max(room)
}

fn between(low: &Number, high: &Number, step: Option<&Number>) -> Option<Number> {
    round_number(low, high, step).or_else(|| match step {
        Some(step) => next_multiple(low, step),
        None => (low + high).checked_div(&Number::from(2)),
    })
}

/// The first multiple of the coarsest unit (…, 100, 50, 10, 5, 1, 0.5, …) that has one inside.
fn round_number(low: &Number, high: &Number, step: Option<&Number>) -> Option<Number> {
    for exponent in (FINEST..=COARSEST).rev() {
        let power = Number::power_of_ten(exponent);
        for unit in [&power * &Number::from(5), power.clone()] {
            let mut candidate = next_multiple(low, &unit)?;
            for _ in 0..TRIES {
                if candidate < *high && step.is_none_or(|step| is_multiple(&candidate, step)) {
                    return Some(candidate);
                }
                candidate = &candidate + &unit;
            }
        }
        if step.is_some_and(|step| power < *step) {
            return None;
        }
    }
    None
}

fn next_multiple(low: &Number, step: &Number) -> Option<Number> {
    Some(&(low.checked_div(step)?.floor() + Number::one()) * step)
}

/// Whether a number is a whole number of steps.
pub fn is_multiple(number: &Number, step: &Number) -> bool {
    number.checked_div(step).is_some_and(|times| times.is_integer())
}

/// The day after `low`, else the day before `high`. `None` if no day lies between.
pub fn day(low: Option<&Value>, high: Option<&Value>) -> Option<Date> {
    match (low, high) {
        (Some(Value::Date(low)), Some(Value::Date(high))) => low.add_days(1).filter(|next| next < high),
        (Some(Value::Date(low)), _) => low.add_days(1),
        (_, Some(Value::Date(high))) => high.add_days(-1),
        (_, _) => Date::new(2020, 1, 1),
    }
}
