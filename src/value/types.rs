//! Static types: what the checker knows of a value before any data are read.

use crate::value::unit::Unit;

/// How many digits after the point a number is known to need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Digits {
    /// At most this many.
    At(u32),
    /// No bound is known, as after a division: the number is unrounded.
    Unbounded,
}

impl Digits {
    /// The digits of a sum, difference or choice.
    pub fn max(self, other: Digits) -> Digits {
        match (self, other) {
            (Digits::At(a), Digits::At(b)) => Digits::At(a.max(b)),
            (Digits::Unbounded, _) | (_, Digits::Unbounded) => Digits::Unbounded,
        }
    }

    /// The digits of a product.
    pub fn plus(self, other: Digits) -> Digits {
        match (self, other) {
            (Digits::At(a), Digits::At(b)) => match a.checked_add(b) {
                Some(sum) => Digits::At(sum),
                None => Digits::Unbounded,
            },
            (Digits::Unbounded, _) | (_, Digits::Unbounded) => Digits::Unbounded,
        }
    }

    /// Whether every such number can be written with `limit` digits.
    pub fn fits(self, limit: u32) -> bool {
        match self {
            Digits::At(digits) => digits <= limit,
            Digits::Unbounded => false,
        }
    }
}

/// The type of a number: its unit, its digits and how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberType {
    /// Its unit.
    pub unit: Unit,
    /// Digits of the value itself: `12.5%` is 0.125 and has three.
    pub digits: Digits,
    /// Shown as a percentage.
    pub percent: bool,
}

/// What sort of thing a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 金额, 单价, 数量, 比例, 分值, 天数, 数值 and 整数.
    Number(NumberType),
    /// 日期.
    Date,
    /// 文本.
    Text,
    /// 是否.
    Bool,
    /// The index of the enum in its program.
    Enum(u32),
}

/// A kind, and whether the value may be 缺失 or 不适用.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// What it is where there is one.
    pub kind: Kind,
    /// 可缺: it may be 缺失.
    pub missing: bool,
    /// 可不适用: it may be 不适用.
    pub inapplicable: bool,
}

impl From<Kind> for Type {
    /// A value that is always there.
    fn from(kind: Kind) -> Type {
        Type { kind, missing: false, inapplicable: false }
    }
}
