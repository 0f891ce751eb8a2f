//! Powers: exact for integer exponents, correctly rounded for rational ones.

use std::cmp::Ordering;

use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};

use crate::value::number::arithmetic::big_rounded_quotient;
use crate::value::number::big::Big;
use crate::value::number::small::Small;
use crate::value::number::{Number, big_power_of_ten};
use crate::value::rounding::Rounding;

/// The greatest exponent accepted, either way.
const MAX_EXPONENT: u32 = 10_000;
/// The greatest denominator of an exponent, that is the highest root taken.
const MAX_ROOT: u32 = 1_000;
/// The greatest size in bits of an intermediate integer.
const MAX_BITS: usize = 1 << 20;
/// Up to this size a root is found bit by bit.
const BISECTED_BITS: usize = 16;
/// The most decimals a rounded power may ask for.
const MAX_DECIMALS: u32 = 100;

impl Number {
    /// The exact power. `0^0` is 1.
    ///
    /// `None` for a negative power of zero, `|exp| > 10 000`, or a result beyond 2²⁰ bits.
    pub fn powi(&self, exp: i32) -> Option<Number> {
        let count = exp.unsigned_abs();
        if count > MAX_EXPONENT || (exp < 0 && self.is_zero()) {
            return None;
        }
        let count = usize::try_from(count).ok()?;
        let Big { num, den } = self.to_big();
        if num.bit_len().max(den.bit_len()).checked_mul(count)? > MAX_BITS {
            return None;
        }
        // Powers of coprime numbers are coprime, so nothing is to be reduced.
        let power = Big { num: num.pow(count), den: den.pow(count) };
        Some(Number::from_big(if exp < 0 { Big::from(Small::ONE).divided_by(power) } else { power }))
    }

    /// The real power `self^exp`, correctly rounded at `decimals` digits.
    ///
    /// `None` for a base below zero with a fractional exponent, a power of zero that is not
    /// positive (except `0^0`), an exponent whose denominator is above 1000 or whose numerator is
    /// above 10 000, more than 100 decimals, or a base too long for that exponent.
    pub fn pow_rounded(&self, exp: &Number, decimals: u32, mode: Rounding) -> Option<Number> {
        if decimals > MAX_DECIMALS {
            return None;
        }
        let quantum = Number::from_scaled(1, decimals);
        let exp = exp.to_big();
        let power = i32::try_from(&exp.num).ok()?;
        let root = u32::try_from(&exp.den).ok()?;
        if root > MAX_ROOT {
            return None;
        }
        let raised = self.powi(power)?;
        if root == 1 || self.is_zero() {
            return Some(raised.round(mode, &quantum));
        }
        if self.is_negative() {
            return None;
        }
        let steps = raised.rounded_root(root, decimals, mode)?;
        Some(&Number::from_integer(steps) * &quantum)
    }

    /// `self^(1/root) × 10^decimals` as a rounded integer; `self` must be positive, `root` ≥ 2.
    fn rounded_root(&self, root: u32, decimals: u32, mode: Rounding) -> Option<IBig> {
        let Big { num, den } = self.to_big();
        let scale = big_power_of_ten(decimals.checked_mul(root)?);
        let above = num.into_parts().1 * scale;
        if above.bit_len() > MAX_BITS {
            return None;
        }
        let root = usize::try_from(root).ok()?;
        // The floor of a root does not see the fractional part of its radicand.
        let radicand = big_rounded_quotient(&above.clone().into(), &den, Rounding::Truncate);
        let whole = root_floor(&radicand.into_parts().1, root);
        if whole.pow(root) * &den == above {
            return Some(whole.into());
        }
        let half = half_of_root(&whole, root, &above, &den);
        let odd = whole.trailing_zeros() == Some(0);
        let away = mode.steps_away(false, half, odd);
        Some(if away { whole + UBig::ONE } else { whole }.into())
    }
}

/// Compares the root of `above / den` with `whole + 1/2`, by powers and so exactly.
fn half_of_root(whole: &UBig, root: usize, above: &UBig, den: &UBig) -> Ordering {
    let middle = (whole << 1) + UBig::ONE;
    (above << root).cmp(&(middle.pow(root) * den))
}

/// The greatest integer whose power `root` is at most `radicand`; `root` must be positive.
///
/// The upper half of the digits comes from the upper part of the radicand, the lower half from
/// Newton's steps, which from above fall to the answer and stop there. The first digits come from
/// bisection, since far from the answer a step of a high root hardly moves. (`dashu`'s own root takes
/// seconds, or does not end, where the exponent is a large prime.)
fn root_floor(radicand: &UBig, root: usize) -> UBig {
    let bits = radicand.bit_len().div_ceil(root);
    if bits <= BISECTED_BITS {
        return root_bisected(radicand, root, bits);
    }
    let lower = bits / 2;
    let upper = root_floor(&(radicand >> (lower * root)), root);
    let mut guess = (upper + UBig::ONE) << lower;
    loop {
        let slope = guess.pow(root - 1);
        let next = (&guess * UBig::from(root - 1) + radicand / slope) / UBig::from(root);
        if next >= guess {
            return guess;
        }
        guess = next;
    }
}

/// As [`root_floor`], for an answer below 2^`bits`.
fn root_bisected(radicand: &UBig, root: usize, bits: usize) -> UBig {
    let mut found = UBig::ZERO;
    for place in (0..bits).rev() {
        let tried = &found + (UBig::ONE << place);
        if tried.pow(root) <= *radicand {
            found = tried;
        }
    }
    found
}
