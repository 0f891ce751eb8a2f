//! Differences split over changes: by Shapley's rule, or one change after the other. The parts of a row add up to its
//! difference to the last digit.

use crate::value::number::Number;
use std::cmp::Reverse;

/// The parts of each row by Shapley: `values` holds a row's value for every set of changes, indexed by its bits. The part of a
/// change is the mean of what it adds, over all orders in which the changes could have been made.
pub(super) fn shapley(values: &[Number], changes: usize) -> Vec<Number> {
    let factorials: Vec<i64> = (0..=20i64)
        .scan(1i64, |product, at| {
            *product = product.saturating_mul(at.max(1));
            Some(*product)
        })
        .collect();
    let factorial = |of: usize| factorials.get(of).copied().unwrap_or(i64::MAX);
    let orders = Number::from(factorial(changes));
    let part = |change: usize| {
        let bit = 1usize << change;
        let mut part = Number::zero();
        for (set, without) in values.iter().enumerate().filter(|(set, _)| set & bit == 0) {
            let Some(with) = values.get(set | bit) else { continue };
            if with != without {
                let before = set.count_ones() as usize;
                let after = changes.saturating_sub(before).saturating_sub(1);
                let times = factorial(before).saturating_mul(factorial(after));
                part = &part + &(&(with - without) * &Number::from(times));
            }
        }
        part.checked_div(&orders).unwrap_or_default()
    };
    (0..changes).map(part).collect()
}

/// The parts of one change after the other: `values` holds a row's value after each of them, the first before any.
pub(super) fn sequential(values: &[Number]) -> Vec<Number> {
    values.iter().zip(values.iter().skip(1)).map(|(before, after)| after - before).collect()
}

/// Parts in whole units of the last digit shown, which still add up: each is cut down, and what is left goes to those that
/// the cut cost most, the earlier first.
pub(super) fn rounded(parts: &[Number], decimals: u32) -> Vec<Number> {
    let unit = Number::power_of_ten(i32::try_from(decimals).map_or(0, |decimals| -decimals));
    let total: Number = parts.iter().sum();
    let units = |number: &Number| number.checked_div(&unit).unwrap_or_default();
    let mut cut: Vec<Number> = parts.iter().map(|part| &units(part).floor() * &unit).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let lost = |at: &usize| parts.get(*at).zip(cut.get(*at)).map(|(part, cut)| part - cut);
    order.sort_by_key(|at| Reverse(lost(at)));
    let left = &total - &cut.iter().sum::<Number>();
    let whole = units(&left).floor().to_i64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    for at in order.iter().take(whole) {
        if let Some(part) = cut.get_mut(*at) {
            *part = &*part + &unit;
        }
    }
    // A difference finer than the last digit shown stays with the first.
    let rest = &total - &cut.iter().sum::<Number>();
    if let Some(part) = order.first().and_then(|at| cut.get_mut(*at)) {
        *part = &*part + &rest;
    }
    cut
}
