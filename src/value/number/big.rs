//! The general case: a rational of two integers of any length.
//!
//! Only the parts that can still cancel are reduced (Knuth, TAOCP 4.5.1), so a long number times a
//! short one costs little more than the integer product.

use std::cmp::Ordering;
use std::num::NonZeroU64;

use dashu_int::ops::Gcd;
use dashu_int::{IBig, Sign, UBig};

use crate::value::number::small::{Small, gcd};

/// `num / den` in lowest terms; `den` is never zero.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Big {
    pub(super) num: IBig,
    pub(super) den: UBig,
}

impl Big {
    /// Any parts; `den` must not be zero.
    pub(super) fn reduced(num: IBig, den: UBig) -> Big {
        let (sign, num) = num.into_parts();
        let common = common_divisor(&num, &den);
        Big { num: IBig::from_parts(sign, divided(num, &common)), den: divided(den, &common) }
    }

    /// The same value in two words, if it fits.
    pub(super) fn to_small(&self) -> Option<Small> {
        let num = i64::try_from(&self.num).ok()?;
        Small::from_lowest(num, u64::try_from(&self.den).ok()?)
    }

    pub(super) fn plus(self, other: Big) -> Big {
        let common = common_divisor(&self.den, &other.den);
        let left = divided(self.den, &common);
        let right = divided(other.den, &common);
        let (sign, sum) = (self.num * &right + other.num * &left).into_parts();
        let cancel = common_divisor(&sum, &common);
        Big { num: IBig::from_parts(sign, divided(sum, &cancel)), den: left * right * divided(common, &cancel) }
    }

    pub(super) fn negated(self) -> Big {
        Big { num: -self.num, den: self.den }
    }

    pub(super) fn minus(self, other: Big) -> Big {
        self.plus(other.negated())
    }

    pub(super) fn times(self, other: Big) -> Big {
        let (sign, num) = self.num.into_parts();
        let (other_sign, other_num) = other.num.into_parts();
        let left = common_divisor(&num, &other.den);
        let right = common_divisor(&other_num, &self.den);
        let product = divided(num, &left) * divided(other_num, &right);
        Big {
            num: IBig::from_parts(sign * other_sign, product),
            den: divided(self.den, &right) * divided(other.den, &left),
        }
    }

    /// `other` must not be zero.
    pub(super) fn divided_by(self, other: Big) -> Big {
        let (sign, num) = other.num.into_parts();
        self.times(Big { num: IBig::from_parts(sign, other.den), den: num })
    }

    pub(super) fn compare(&self, other: &Big) -> Ordering {
        match (self.num.sign(), other.num.sign()) {
            (Sign::Negative, Sign::Positive) => Ordering::Less,
            (Sign::Positive, Sign::Negative) => Ordering::Greater,
            (Sign::Positive, Sign::Positive) | (Sign::Negative, Sign::Negative) => {
                (&self.num * &other.den).cmp(&(&other.num * &self.den))
            }
        }
    }
}

impl From<Small> for Big {
    fn from(small: Small) -> Big {
        Big { num: IBig::from(small.num), den: UBig::from(small.den()) }
    }
}

/// The greatest common divisor; `b` must not be zero.
///
/// Against one machine word, which is the usual case, a remainder brings both to word size.
fn common_divisor(a: &UBig, b: &UBig) -> UBig {
    match u64::try_from(b).ok().and_then(NonZeroU64::new) {
        Some(word) => UBig::from(gcd(a % word.get(), word)),
        None => a.gcd(b),
    }
}

fn divided(number: UBig, common: &UBig) -> UBig {
    if common.is_one() { number } else { number / common }
}
