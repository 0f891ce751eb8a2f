//! The fast case: a rational of two machine words.
//!
//! Every function returns `None` where the result might not fit; the caller then repeats the
//! operation with big integers, so nothing here may wrap. Intermediate products are taken in
//! `i128`, which two words cannot overflow (2⁶³ · 2⁶³ + 2⁶³ · 2⁶³ = 2¹²⁷ is never reached, because
//! a denominator is at most 2⁶³ − 1).

use std::cmp::Ordering;
use std::num::NonZeroU64;

use crate::value::rounding::Rounding;

/// `num / den` in lowest terms, `1 ≤ den ≤ i64::MAX`.
///
/// The non-zero denominator leaves room for the tag, so a whole `Number` takes 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Small {
    pub(super) num: i64,
    den: NonZeroU64,
}

impl Small {
    pub(super) const ZERO: Small = Small::integer(0);
    pub(super) const ONE: Small = Small::integer(1);

    pub(super) const fn integer(num: i64) -> Small {
        Small { num, den: NonZeroU64::MIN }
    }

    /// The denominator.
    #[inline]
    pub(super) fn den(self) -> u64 {
        self.den.get()
    }

    #[inline]
    pub(super) fn is_integer(self) -> bool {
        self.den == NonZeroU64::MIN
    }

    /// Parts already in lowest terms.
    #[inline]
    pub(super) fn from_lowest(num: i64, den: u64) -> Option<Small> {
        if den > i64::MAX.unsigned_abs() {
            return None;
        }
        NonZeroU64::new(den).map(|den| Small { num, den })
    }

    /// Any parts; a `den` of zero or beyond `i64::MAX` gives `None`.
    #[inline]
    pub(super) fn reduced(num: i64, den: u64) -> Option<Small> {
        let den = Small::from_lowest(num, den)?.den;
        let common = gcd(num.unsigned_abs(), den);
        Small::from_lowest(divided(num, common), den.get() / common)
    }

    #[inline]
    pub(super) fn negated(self) -> Option<Small> {
        let num = self.num.checked_neg()?;
        Some(Small { num, den: self.den })
    }

    #[inline]
    pub(super) fn plus(self, other: Small) -> Option<Small> {
        if self.den == other.den {
            let num = self.num.checked_add(other.num)?;
            if self.is_integer() {
                return Some(Small::integer(num));
            }
            return Small::reduced(num, self.den());
        }
        self.plus_unlike(other)
    }

    /// Knuth, TAOCP 4.5.1: only the common part of the denominators can still cancel.
    #[inline]
    fn plus_unlike(self, other: Small) -> Option<Small> {
        let common = gcd(self.den(), other.den);
        let (left, right) = (self.den() / common, other.den() / common);
        let sum = i128::from(self.num) * i128::from(right) + i128::from(other.num) * i128::from(left);
        let sum = i64::try_from(sum).ok()?;
        let rest = NonZeroU64::new(common)?;
        let cancel = gcd(sum.unsigned_abs(), rest);
        let den = left.checked_mul(right)?.checked_mul(common / cancel)?;
        Small::from_lowest(divided(sum, cancel), den)
    }

    #[inline]
    pub(super) fn minus(self, other: Small) -> Option<Small> {
        self.plus(other.negated()?)
    }

    #[inline]
    pub(super) fn times(self, other: Small) -> Option<Small> {
        let left = gcd(self.num.unsigned_abs(), other.den);
        let right = gcd(other.num.unsigned_abs(), self.den);
        let num = divided(self.num, left).checked_mul(divided(other.num, right))?;
        let den = (self.den() / right).checked_mul(other.den() / left)?;
        Small::from_lowest(num, den)
    }

    #[inline]
    pub(super) fn divided_by(self, other: Small) -> Option<Small> {
        self.times(other.reciprocal()?)
    }

    /// `None` for zero too.
    #[inline]
    pub(super) fn reciprocal(self) -> Option<Small> {
        let den = i64::try_from(self.den()).ok()?;
        let num = if self.num < 0 { -den } else { den };
        Small::from_lowest(num, self.num.unsigned_abs())
    }

    #[inline]
    pub(super) fn compare(self, other: Small) -> Ordering {
        if self.den == other.den {
            return self.num.cmp(&other.num);
        }
        let left = i128::from(self.num) * i128::from(other.den());
        let right = i128::from(other.num) * i128::from(self.den());
        left.cmp(&right)
    }

    /// To a multiple of `quantum`, which must be positive.
    #[inline]
    pub(super) fn rounded(self, mode: Rounding, quantum: Small) -> Option<Small> {
        if quantum.num == 1 && quantum.den() % self.den == 0 {
            return Some(self);
        }
        let above = i128::from(self.num) * i128::from(quantum.den());
        let below = i128::from(self.den()) * i128::from(quantum.num);
        let steps = rounded_quotient(above, below, mode)?;
        Small::integer(i64::try_from(steps).ok()?).times(quantum)
    }
}

/// `above / below` as a rounded integer; `below` must be positive.
#[inline]
pub(super) fn rounded_quotient(above: i128, below: i128, mode: Rounding) -> Option<i128> {
    let (whole, rest) = match (i64::try_from(above), i64::try_from(below)) {
        (Ok(above), Ok(below)) => (i128::from(above.checked_div(below)?), i128::from(above.checked_rem(below)?)),
        (_, _) => (above.checked_div(below)?, above.checked_rem(below)?),
    };
    if rest == 0 {
        return Some(whole);
    }
    let cut = rest.unsigned_abs();
    let half = cut.cmp(&below.unsigned_abs().checked_sub(cut)?);
    if !mode.steps_away(above < 0, half, whole & 1 == 1) {
        return Some(whole);
    }
    whole.checked_add(if above < 0 { -1 } else { 1 })
}

/// The greatest common divisor; `gcd(0, b)` is `b`.
///
/// Nearly every denominator of a settlement divides a power of ten, and there the factors two and
/// five are counted directly; others take one division and then shifts and subtractions.
#[inline]
pub(super) fn gcd(a: u64, b: NonZeroU64) -> u64 {
    if b == NonZeroU64::MIN {
        return 1;
    }
    if a == 0 {
        return b.get();
    }
    let twos = b.trailing_zeros();
    let odd = b.get() >> twos;
    let shared = 1 << a.trailing_zeros().min(twos);
    if odd == 1 {
        return shared;
    }
    if POWERS_OF_FIVE.get(bit_index(odd)) != Some(&odd) {
        return gcd_of_any(a, b);
    }
    let (mut rest, mut left, mut common) = (a, odd, shared);
    while left != 1 && rest.is_multiple_of(5) {
        rest /= 5;
        left /= 5;
        common *= 5;
    }
    common
}

fn gcd_of_any(a: u64, b: NonZeroU64) -> u64 {
    let mut a = a % b;
    let mut b = b.get();
    if a == 0 {
        return b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    b >>= b.trailing_zeros();
    while a != b {
        let difference = a.abs_diff(b);
        b = a.min(b);
        a = difference >> difference.trailing_zeros();
    }
    a << shift
}

/// The powers of five below 2⁶⁴, each at the place of its highest bit: no two share one.
#[allow(clippy::indexing_slicing, reason = "a constant: an index out of range would stop the compiler")]
const POWERS_OF_FIVE: [u64; 64] = {
    let mut table = [0; 64];
    let mut power: Option<u64> = Some(1);
    while let Some(five) = power {
        table[bit_index(five)] = five;
        power = five.checked_mul(5);
    }
    table
};

/// The place of the highest set bit.
#[inline]
const fn bit_index(number: u64) -> usize {
    (number.leading_zeros() ^ 63) as usize
}

/// An exact quotient by a divisor from `gcd`, which is at most a denominator.
#[inline]
fn divided(num: i64, common: u64) -> i64 {
    match i64::try_from(common) {
        Ok(1) | Err(_) => num,
        Ok(common) => num.checked_div(common).unwrap_or(num),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn euclid(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { euclid(b, a % b) }
    }

    fn decimal_words() -> impl Strategy<Value = u64> {
        (0u32..64, 0u32..28, 1u64..100).prop_map(|(twos, fives, factor)| {
            let word = 2u64.checked_pow(twos).and_then(|twos| twos.checked_mul(5u64.pow(fives)));
            word.and_then(|word| word.checked_mul(factor)).unwrap_or(5u64.pow(fives))
        })
    }

    fn words() -> impl Strategy<Value = u64> {
        prop_oneof![any::<u64>(), decimal_words(), 0u64..100, Just(u64::MAX), Just(1 << 63)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]

        #[test]
        fn gcd_is_euclids(a in words(), b in words()) {
            if let Some(b) = NonZeroU64::new(b) {
                prop_assert_eq!(gcd(a, b), euclid(a, b.get()));
                if a > 0 {
                    prop_assert_eq!(gcd_of_any(a, b), euclid(a, b.get()));
                }
            }
        }

        #[test]
        fn quotients_round_alike_at_every_width(a in any::<i64>(), b in 1i64.., mode in 0usize..6) {
            let mode = Rounding::ALL[mode];
            let narrow = rounded_quotient(a.into(), b.into(), mode);
            let wide = rounded_quotient(i128::from(a) << 63, i128::from(b) << 63, mode);
            prop_assert_eq!(narrow, wide);
        }
    }

    #[test]
    fn every_power_of_five_has_its_place() {
        assert_eq!(POWERS_OF_FIVE.iter().filter(|power| **power > 0).count(), 28);
        for exp in 0..28 {
            let power = 5u64.pow(exp);
            assert_eq!(POWERS_OF_FIVE.get(bit_index(power)), Some(&power));
        }
    }
}
