//! Rational arithmetic of its own: what rounding words mean, without a line of the crate.

use num_rational::BigRational;
use num_traits::{One, Signed};
use std::str::FromStr;

pub type Ratio = BigRational;

/// The six rounding words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    HalfUp,
    HalfEven,
    Truncate,
    Away,
    Floor,
    Ceiling,
}

pub const MODES: [Mode; 6] = [Mode::HalfUp, Mode::HalfEven, Mode::Truncate, Mode::Away, Mode::Floor, Mode::Ceiling];

pub fn whole(number: i64) -> Ratio {
    Ratio::from_integer(number.into())
}

pub fn tenths(power: u32) -> Ratio {
    (0..power).fold(Ratio::one(), |value, _| value / whole(10))
}

/// A value rounded to a multiple of `unit`.
pub fn rounded(value: &Ratio, unit: &Ratio, mode: Mode) -> Ratio {
    let units = value / unit;
    let below = units.floor();
    let above = &below + Ratio::one();
    if units == below {
        return value.clone();
    }
    let half = whole(1) / whole(2);
    let rest = &units - &below;
    let up = match mode {
        Mode::Floor => false,
        Mode::Ceiling => true,
        Mode::Truncate => units.is_negative(),
        Mode::Away => units.is_positive(),
        Mode::HalfUp if rest == half => units.is_positive(),
        Mode::HalfEven if rest == half => !(&below / whole(2)).is_integer(),
        Mode::HalfUp | Mode::HalfEven => rest > half,
    };
    unit * if up { above } else { below }
}

/// `46.88`, `-1/3`: a number as the program prints it.
pub fn read(text: &str) -> Ratio {
    let (digits, places) = match text.split_once('.') {
        Some((whole, rest)) => (format!("{whole}{rest}"), rest.len()),
        None => (text.to_owned(), 0),
    };
    Ratio::from_str(&digits).unwrap() * tenths(u32::try_from(places).unwrap())
}
