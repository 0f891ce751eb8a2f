//! Exact rational numbers.
//!
//! Takes decimal literals, integers and fractions; gives sums, products, quotients, comparisons and
//! rounding without any loss. Never knows units, digits to be shown or where a number came from.
//!
//! A number of two machine words is handled in `small`; whatever might not fit goes to `big`
//! and comes back as soon as it fits, so one value has one representation.

mod arithmetic;
mod big;
mod power;
mod small;
#[cfg(test)]
mod tests;
mod text;

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};

use crate::value::number::big::Big;
use crate::value::number::small::Small;

/// An exact rational, always in lowest terms with a positive denominator.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// `Big` is never used for a value that fits `Small`, so equality and hashing may be derived.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(Small),
    Big(Box<Big>),
}

impl Number {
    /// 0.
    pub fn zero() -> Self {
        Number(Repr::Small(Small::ZERO))
    }

    /// 1.
    pub fn one() -> Self {
        Number(Repr::Small(Small::ONE))
    }

    /// `mantissa / 10^decimals`. Memory grows with `decimals`: the caller bounds it.
    pub fn from_scaled(mantissa: i128, decimals: u32) -> Self {
        let small = i64::try_from(mantissa)
            .ok()
            .zip(10u64.checked_pow(decimals))
            .and_then(|(num, den)| Small::reduced(num, den));
        match small {
            Some(small) => Number(Repr::Small(small)),
            None => Number::from_big(Big::reduced(IBig::from(mantissa), big_power_of_ten(decimals))),
        }
    }

    /// `num / den`; `None` if `den` is zero.
    pub fn fraction(num: i128, den: i128) -> Option<Self> {
        if den == 0 {
            return None;
        }
        let small =
            i64::try_from(num).ok().zip(u64::try_from(den).ok()).and_then(|(num, den)| Small::reduced(num, den));
        Some(match small {
            Some(small) => Number(Repr::Small(small)),
            None => {
                let num = if den < 0 { -IBig::from(num) } else { num.into() };
                Number::from_big(Big::reduced(num, den.unsigned_abs().into()))
            }
        })
    }

    /// `10^exp`. Memory grows with `|exp|`: the caller bounds it.
    pub fn power_of_ten(exp: i32) -> Self {
        if exp <= 0 {
            return Number::from_scaled(1, exp.unsigned_abs());
        }
        Number::from_integer(big_power_of_ten(exp.unsigned_abs()).into())
    }

    /// The number without its sign.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// −1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match self.cmp_zero() {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }
    }

    /// Whether the number is 0.
    pub fn is_zero(&self) -> bool {
        self.cmp_zero() == Ordering::Equal
    }

    /// Whether the number is below 0.
    pub fn is_negative(&self) -> bool {
        self.cmp_zero() == Ordering::Less
    }

    /// Whether the number is above 0.
    pub fn is_positive(&self) -> bool {
        self.cmp_zero() == Ordering::Greater
    }

    /// Whether the number has no fractional part.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(small) => small.is_integer(),
            Repr::Big(big) => big.den.is_one(),
        }
    }

    /// The integer, if it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(small) if small.is_integer() => Some(small.num),
            Repr::Small(_) | Repr::Big(_) => None,
        }
    }

    /// Numerator and denominator in lowest terms, if both fit.
    pub fn to_fraction(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Repr::Small(small) => Some((small.num, i64::try_from(small.den()).ok()?)),
            Repr::Big(_) => None,
        }
    }

    fn cmp_zero(&self) -> Ordering {
        match &self.0 {
            Repr::Small(small) => small.num.cmp(&0),
            Repr::Big(big) => big.num.cmp(&IBig::ZERO),
        }
    }

    /// The canonical form of a big rational.
    fn from_big(big: Big) -> Self {
        match big.to_small() {
            Some(small) => Number(Repr::Small(small)),
            None => Number(Repr::Big(Box::new(big))),
        }
    }

    fn from_integer(num: IBig) -> Self {
        Number::from_big(Big { num, den: UBig::ONE })
    }

    fn to_big(&self) -> Big {
        match &self.0 {
            Repr::Small(small) => Big::from(*small),
            Repr::Big(big) => (**big).clone(),
        }
    }
}

fn big_power_of_ten(exp: u32) -> UBig {
    match 10u64.checked_pow(exp) {
        Some(power) => UBig::from(power),
        None => UBig::from(10u8).pow(usize::try_from(exp).unwrap_or(usize::MAX)),
    }
}

impl Default for Number {
    fn default() -> Self {
        Number::zero()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(Repr::Small(Small::integer(value)))
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Number::from(i64::from(value))
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Number::from(i64::from(value))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        match i64::try_from(value) {
            Ok(value) => Number::from(value),
            Err(_) => Number::from_integer(IBig::from(value)),
        }
    }
}
