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
        Small {
            num,
            den: NonZeroU64::MIN,
        }
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
        let sum =
            i128::from(self.num) * i128::from(right) + i128::from(other.num) * i128::from(left);
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
        (Ok(above), Ok(below)) => (
            i128::from(above.checked_div(below)?),
            i128::from(above.checked_rem(below)?),
        ),
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
/// One division brings the pair to the size of the denominator, which in decimal work is small;
/// the rest is shifts and subtractions.
#[inline]
pub(super) fn gcd(a: u64, b: NonZeroU64) -> u64 {
    if b == NonZeroU64::MIN {
        return 1;
    }
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

/// An exact quotient by a divisor from [`gcd`], which is at most a denominator.
#[inline]
fn divided(num: i64, common: u64) -> i64 {
    match i64::try_from(common) {
        Ok(1) | Err(_) => num,
        Ok(common) => num.checked_div(common).unwrap_or(num),
    }
}
