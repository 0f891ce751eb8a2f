//! Numbers from and to decimal text.

use std::fmt;

use dashu_int::ops::DivRem;
use dashu_int::{IBig, Sign, UBig};

use crate::value::number::big::Big;
use crate::value::number::{Number, Repr, big_power_of_ten};

impl Number {
    /// Reads `[-+]digits[.digits]` in ASCII, of any length; anything else is `None`.
    pub fn parse_decimal(s: &str) -> Option<Self> {
        let (negative, digits) = match s.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, s.strip_prefix('+').unwrap_or(s)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        if !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let part = part.trim_end_matches('0');
        let decimals = u32::try_from(part.len()).ok()?;
        let small = [whole, part]
            .iter()
            .flat_map(|half| half.bytes())
            .try_fold(0i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(digit.wrapping_sub(b'0'))));
        if let Some(value) = small {
            return Some(Number::from_scaled(if negative { -value } else { value }, decimals));
        }
        let magnitude = UBig::from_str_radix(&format!("{whole}{part}"), 10).ok()?;
        let sign = if negative { Sign::Negative } else { Sign::Positive };
        let mantissa = IBig::from_parts(sign, magnitude);
        Some(Number::from_big(Big::reduced(mantissa, big_power_of_ten(decimals))))
    }

    /// Digits after the point in the shortest exact decimal; `None` if the decimal never ends.
    pub fn decimals(&self) -> Option<u32> {
        let (twos, fives, rest) = match &self.0 {
            Repr::Small(small) => {
                let den = small.den();
                let (fives, rest) = without_fives(den >> den.trailing_zeros());
                (den.trailing_zeros(), fives, rest == 1)
            }
            Repr::Big(big) => {
                let mut den = big.den.clone();
                let twos = den.remove(&UBig::from(2u8)).unwrap_or(0);
                let fives = den.remove(&UBig::from(5u8)).unwrap_or(0);
                (u32::try_from(twos).ok()?, u32::try_from(fives).ok()?, den.is_one())
            }
        };
        rest.then_some(twos.max(fives))
    }

    /// The shortest exact decimal, `None` if it never ends.
    pub fn to_decimal(&self) -> Option<String> {
        self.to_fixed(self.decimals()?)
    }

    /// Exactly `decimals` digits after the point; `None` if the number needs more.
    pub fn to_fixed(&self, decimals: u32) -> Option<String> {
        let (whole, part) = self.digits(decimals)?;
        let sign = if self.is_negative() { "-" } else { "" };
        Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
    }

    /// As [`Number::to_fixed`], with a comma between thousands: `1,234.50`.
    pub fn to_grouped(&self, decimals: u32) -> Option<String> {
        let (whole, part) = self.digits(decimals)?;
        let mut text = String::from(if self.is_negative() { "-" } else { "" });
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && whole.len().abs_diff(place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if !part.is_empty() {
            text.push('.');
            text.push_str(&part);
        }
        Some(text)
    }

    /// `self × 10^decimals`, if that is an integer and fits.
    pub fn to_scaled_i128(&self, decimals: u32) -> Option<i128> {
        if let Repr::Small(small) = &self.0
            && let Some(scale) = 10i128.checked_pow(decimals)
            && let Some(above) = scale.checked_mul(i128::from(small.num))
        {
            let den = i128::from(small.den());
            return (above % den == 0).then(|| above / den);
        }
        i128::try_from(self.scaled_big(decimals)?).ok()
    }

    /// The numerator in lowest terms, with the sign.
    pub fn numerator_text(&self) -> String {
        self.to_big().num.to_string()
    }

    /// The denominator in lowest terms.
    pub fn denominator_text(&self) -> String {
        self.to_big().den.to_string()
    }

    fn scaled_big(&self, decimals: u32) -> Option<IBig> {
        if self.decimals()? > decimals {
            return None;
        }
        let Big { num, den } = self.to_big();
        let (sign, magnitude) = num.into_parts();
        let (scaled, _) = (magnitude * big_power_of_ten(decimals)).div_rem(den);
        Some(IBig::from_parts(sign, scaled))
    }

    /// The magnitude's digits before and after the point.
    fn digits(&self, decimals: u32) -> Option<(String, String)> {
        let digits = match self.to_scaled_i128(decimals) {
            Some(scaled) => scaled.unsigned_abs().to_string(),
            None => self.scaled_big(decimals)?.into_parts().1.to_string(),
        };
        let decimals = usize::try_from(decimals).ok()?;
        let width = decimals.checked_add(1)?;
        let padded = if digits.len() < width { format!("{digits:0>width$}") } else { digits };
        let (whole, part) = padded.split_at_checked(padded.len().checked_sub(decimals)?)?;
        Some((whole.to_owned(), part.to_owned()))
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_fives(mut rest: u64) -> (u32, u64) {
    let mut fives = 0;
    while rest.is_multiple_of(5) && rest > 0 {
        rest /= 5;
        fives += 1;
    }
    (fives, rest)
}

/// The decimal where it ends, else the fraction: `0.5`, `1/3`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Some(decimal) => f.pad(&decimal),
            None => f.pad(&format!("{}/{}", self.numerator_text(), self.denominator_text())),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
