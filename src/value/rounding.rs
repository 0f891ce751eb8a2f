//! The six rounding words of the language.

use std::cmp::Ordering;

/// How a number between two neighbouring multiples is moved to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// 四舍五入: to the nearest, a tie goes away from zero.
    HalfUp,
    /// 四舍六入五成双: to the nearest, a tie goes to the even neighbour.
    HalfEven,
    /// 舍去: toward zero.
    Truncate,
    /// 进一: away from zero.
    AwayFromZero,
    /// 向下取整: toward negative infinity.
    Floor,
    /// 向上取整: toward positive infinity.
    Ceiling,
}

impl Rounding {
    /// Every mode, in the order of the manual.
    pub const ALL: [Rounding; 6] = [
        Rounding::HalfUp,
        Rounding::HalfEven,
        Rounding::Truncate,
        Rounding::AwayFromZero,
        Rounding::Floor,
        Rounding::Ceiling,
    ];

    /// The word as written in a policy.
    pub fn zh(self) -> &'static str {
        match self {
            Rounding::HalfUp => "四舍五入",
            Rounding::HalfEven => "四舍六入五成双",
            Rounding::Truncate => "舍去",
            Rounding::AwayFromZero => "进一",
            Rounding::Floor => "向下取整",
            Rounding::Ceiling => "向上取整",
        }
    }

    /// The English name of the mode.
    pub fn en(self) -> &'static str {
        match self {
            Rounding::HalfUp => "round half up",
            Rounding::HalfEven => "round half to even",
            Rounding::Truncate => "truncate",
            Rounding::AwayFromZero => "round away from zero",
            Rounding::Floor => "floor",
            Rounding::Ceiling => "ceiling",
        }
    }

    /// Whether an inexact quotient, already cut toward zero, moves one step away from zero.
    ///
    /// `negative` is the sign of the exact quotient, `half` compares the part cut off with one
    /// half, `odd` is the parity of the cut quotient.
    pub(in crate::value) fn steps_away(self, negative: bool, half: Ordering, odd: bool) -> bool {
        match self {
            Rounding::HalfUp => half != Ordering::Less,
            Rounding::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
            Rounding::Truncate => false,
            Rounding::AwayFromZero => true,
            Rounding::Floor => negative,
            Rounding::Ceiling => !negative,
        }
    }
}
