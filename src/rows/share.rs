//! Sharing out a pool to the last unit, on numbers alone.

use crate::ir::program::ResidueRule;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use std::cmp::Ordering;

/// The shares in the order of the weights, and what is left for the slot of the whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shares {
    pub shares: Vec<Number>,
    pub left: Number,
}

/// One share on its way from exact to whole units.
struct Portion {
    weight: Number,
    rounded: Number,
    /// exact − rounded
    remainder: Number,
}

/// Shares a pool by weights that are not negative, in key order. Shares and what is left add up to the pool.
///
/// `None` where the weights add up to zero and the pool does not.
pub(super) fn share_out(
    pool: &Number,
    weights: &[Number],
    (mode, quantum): (Rounding, &Number),
    rule: ResidueRule,
) -> Option<Shares> {
    let total: Number = weights.iter().sum();
    if total.is_zero() {
        let nothing = Shares { shares: vec![Number::zero(); weights.len()], left: Number::zero() };
        return pool.is_zero().then_some(nothing);
    }
    let mut portions: Vec<Portion> = Vec::with_capacity(weights.len());
    for weight in weights {
        let exact = (pool * weight).checked_div(&total)?;
        let rounded = exact.round(mode, quantum);
        portions.push(Portion { weight: weight.clone(), remainder: exact - &rounded, rounded });
    }
    let left = pool - portions.iter().map(|portion| &portion.rounded).sum::<Number>();
    let units = left.checked_div(quantum).and_then(|units| units.abs().to_i64());
    let units = units.and_then(|units| usize::try_from(units).ok()).unwrap_or(0);
    let step = if left.is_negative() { -quantum } else { quantum.clone() };
    let takers = match rule {
        ResidueRule::ToSlot => Vec::new(),
        ResidueRule::LargestRemainder => by_remainder(&portions, left.is_negative()),
        ResidueRule::ByKey => by_key(&portions, &step, pool),
    };
    let mut shares: Vec<Number> = portions.into_iter().map(|portion| portion.rounded).collect();
    for taker in takers.into_iter().take(units) {
        if let Some(share) = shares.get_mut(taker) {
            *share = &*share + &step;
        }
    }
    let left = pool - shares.iter().sum::<Number>();
    Some(Shares { shares, left })
}

/// Those that rounding cost most first (or gave most, where units must be taken back); of equals the earlier key is the
/// better off: it gains first and loses last.
///
/// No remainder is as large as a unit, so at least as many rows as there are units lean to the side of the residue.
fn by_remainder(portions: &[Portion], negative: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..portions.len()).collect();
    if negative {
        order.reverse();
    }
    let remainder = |index: &usize| portions.get(*index).map(|portion| &portion.remainder);
    order.sort_by(|a, b| {
        let rising = remainder(a).cmp(&remainder(b));
        if negative { rising } else { rising.reverse() }
    });
    order
}

/// Those with a weight, in the order of keys, whose share the unit does not push beyond zero.
fn by_key(portions: &[Portion], step: &Number, pool: &Number) -> Vec<usize> {
    let takes = |portion: &Portion| {
        let moved = &portion.rounded + step;
        let against = moved.signum().cmp(&0) != Ordering::Equal && moved.signum() != pool.signum();
        portion.weight.is_positive() && !against
    };
    portions.iter().enumerate().filter(|(_, portion)| takes(portion)).map(|(index, _)| index).collect()
}
