//! Sums, products, quotients, order and rounding: the small case first, the big case otherwise.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

use dashu_int::ops::DivRem;
use dashu_int::{IBig, Sign, UBig};

use crate::value::number::big::Big;
use crate::value::number::small::Small;
use crate::value::number::{Number, Repr};
use crate::value::rounding::Rounding;

impl Number {
    /// The exact quotient; `None` where `other` is zero.
    pub fn checked_div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        Some(combine(self, other, Small::divided_by, Big::divided_by))
    }

    /// The greatest integer not above the number.
    pub fn floor(&self) -> Number {
        self.round(Rounding::Floor, &Number::one())
    }

    /// The integer part, toward zero.
    pub fn trunc(&self) -> Number {
        self.round(Rounding::Truncate, &Number::one())
    }

    /// The multiple of `quantum` that `mode` picks.
    ///
    /// `quantum` must be positive; any other leaves the number as it is.
    pub fn round(&self, mode: Rounding, quantum: &Number) -> Number {
        if !quantum.is_positive() {
            return self.clone();
        }
        if let (Repr::Small(number), Repr::Small(step)) = (&self.0, &quantum.0)
            && let Some(rounded) = number.rounded(mode, *step)
        {
            return Number(Repr::Small(rounded));
        }
        self.round_big(mode, quantum)
    }

    #[cold]
    fn round_big(&self, mode: Rounding, quantum: &Number) -> Number {
        let (number, step) = (self.to_big(), quantum.to_big());
        let above = number.num * &step.den;
        let below = number.den * step.num.into_parts().1;
        let steps = big_rounded_quotient(&above, &below, mode);
        &Number::from_integer(steps) * quantum
    }
}

/// `above / below` as a rounded integer; `below` must not be zero.
pub(super) fn big_rounded_quotient(above: &IBig, below: &UBig, mode: Rounding) -> IBig {
    let negative = above.sign() == Sign::Negative;
    let (whole, rest) = above.clone().into_parts().1.div_rem(below);
    if rest.is_zero() {
        return IBig::from_parts(above.sign(), whole);
    }
    let half = (&rest + &rest).cmp(below);
    let odd = whole.trailing_zeros() == Some(0);
    let away = mode.steps_away(negative, half, odd);
    let whole = if away { whole + UBig::ONE } else { whole };
    IBig::from_parts(if negative { Sign::Negative } else { Sign::Positive }, whole)
}

#[inline]
fn combine(
    left: &Number,
    right: &Number,
    small: impl Fn(Small, Small) -> Option<Small>,
    big: impl Fn(Big, Big) -> Big,
) -> Number {
    if let (Repr::Small(a), Repr::Small(b)) = (&left.0, &right.0)
        && let Some(result) = small(*a, *b)
    {
        return Number(Repr::Small(result));
    }
    combine_big(left, right, big)
}

#[cold]
fn combine_big(left: &Number, right: &Number, big: impl Fn(Big, Big) -> Big) -> Number {
    Number::from_big(big(left.to_big(), right.to_big()))
}

macro_rules! operator {
    ($trait:ident, $method:ident, $small:path, $big:path) => {
        impl $trait<&Number> for &Number {
            type Output = Number;
            #[inline]
            fn $method(self, other: &Number) -> Number {
                combine(self, other, $small, $big)
            }
        }
        impl $trait<Number> for Number {
            type Output = Number;
            #[inline]
            fn $method(self, other: Number) -> Number {
                $trait::$method(&self, &other)
            }
        }
        impl $trait<&Number> for Number {
            type Output = Number;
            #[inline]
            fn $method(self, other: &Number) -> Number {
                $trait::$method(&self, other)
            }
        }
        impl $trait<Number> for &Number {
            type Output = Number;
            #[inline]
            fn $method(self, other: Number) -> Number {
                $trait::$method(self, &other)
            }
        }
    };
}

operator!(Add, add, Small::plus, Big::plus);
operator!(Sub, sub, Small::minus, Big::minus);
operator!(Mul, mul, Small::times, Big::times);

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        if let Repr::Small(small) = &self.0
            && let Some(negated) = small.negated()
        {
            return Number(Repr::Small(negated));
        }
        Number::from_big(self.to_big().negated())
    }
}

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        -&self
    }
}

impl Sum for Number {
    fn sum<I: Iterator<Item = Number>>(iter: I) -> Number {
        iter.fold(Number::zero(), |total, item| total + item)
    }
}

impl<'a> Sum<&'a Number> for Number {
    fn sum<I: Iterator<Item = &'a Number>>(iter: I) -> Number {
        iter.fold(Number::zero(), |total, item| total + item)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    #[inline]
    fn cmp(&self, other: &Number) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => a.compare(*b),
            (Repr::Big(a), Repr::Big(b)) => a.compare(b),
            (Repr::Small(_), Repr::Big(b)) => self.to_big().compare(b),
            (Repr::Big(a), Repr::Small(_)) => a.compare(&other.to_big()),
        }
    }
}
