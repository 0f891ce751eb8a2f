//! The operations of the column machine. Each reads some registers and writes one, over a chunk of rows.

use crate::ir::ids::SlotId;
use crate::value::rounding::Rounding;
use std::cmp::Ordering;

/// A register: a chunk of words with their states.
pub type Reg = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Test {
    /// Whether two values that stand in this order pass.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Test::Equal => order.is_eq(),
            Test::NotEqual => order.is_ne(),
            Test::Less => order.is_lt(),
            Test::LessEqual => order.is_le(),
            Test::Greater => order.is_gt(),
            Test::GreaterEqual => order.is_ge(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Slot(SlotId),
    /// An index into the groups of the plan.
    Group(usize),
}

/// Whose value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    Own,
    /// That of the row to which a path (an index into the stage's) leads.
    Via(usize),
    /// The one value of the whole.
    Whole,
}

/// A band of values from a bound on: a × ka against bound × den.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub ka: i64,
    pub bound: i64,
    /// Whether the bound itself belongs to it.
    pub included: bool,
    /// What the answer has more here than in the band before.
    pub more: i64,
}

/// One operation. States spread by themselves: what reads an absent or odd value is odd, unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    Constant(i64),
    /// The words (or denominators) of a packed slot or of what an aggregate comes to.
    Load {
        what: Source,
        whose: Whose,
        dens: bool,
    },
    /// a × ka + b × kb
    Add {
        a: Reg,
        ka: i64,
        b: Reg,
        kb: i64,
    },
    Mul {
        a: Reg,
        b: Reg,
    },
    Scale {
        a: Reg,
        k: i64,
    },
    /// The numerator of a ÷ b, with the sign of b; odd where b is zero.
    OverSign {
        a: Reg,
        b: Reg,
    },
    /// |a|, at least 1: a denominator.
    Size {
        a: Reg,
    },
    Abs {
        a: Reg,
    },
    /// a × ka × bd against b × kb × ad
    Compare {
        test: Test,
        a: Reg,
        ka: i64,
        ad: Option<Reg>,
        b: Reg,
        kb: i64,
        bd: Option<Reg>,
    },
    /// a × above ÷ (below × den), rounded to a whole number, times `step`.
    Round {
        a: Reg,
        above: i64,
        below: i64,
        den: Option<Reg>,
        mode: Rounding,
        step: i64,
    },
    Not {
        a: Reg,
    },
    /// b does not matter where a is false.
    And {
        a: Reg,
        b: Reg,
    },
    /// b does not matter where a is true.
    Or {
        a: Reg,
        b: Reg,
    },
    /// The value, absent or not, of the side that the test picks.
    Select {
        test: Reg,
        then: Reg,
        otherwise: Reg,
    },
    /// b where a is absent in the way of `state`.
    OrElse {
        a: Reg,
        state: u8,
        b: Reg,
    },
    /// Whether a is not absent in the way of `state`.
    Has {
        a: Reg,
        state: u8,
    },
    /// Whether the word is among these, in ascending order.
    Among {
        a: Reg,
        words: Vec<i64>,
    },
    /// `first`, and what each band that a reaches has more than the one before: bands in ascending order, without a gap.
    Banded {
        a: Reg,
        den: Option<Reg>,
        first: i64,
        bands: Vec<Band>,
    },
    /// a, odd where b is not 1.
    Require {
        a: Reg,
        b: Reg,
    },
    /// a, odd where b is true.
    Forbid {
        a: Reg,
        b: Reg,
    },
}

impl Op {
    /// The registers that the operation reads.
    pub fn reads(&self) -> Vec<Reg> {
        match self {
            Op::Constant(_) | Op::Load { .. } => Vec::new(),
            Op::Scale { a, .. } | Op::Size { a } | Op::Abs { a } | Op::Not { a } => vec![*a],
            Op::Has { a, .. } | Op::Among { a, .. } => vec![*a],
            Op::Add { a, b, .. } | Op::Mul { a, b } | Op::OverSign { a, b } | Op::And { a, b } => vec![*a, *b],
            Op::Or { a, b } | Op::OrElse { a, b, .. } | Op::Require { a, b } | Op::Forbid { a, b } => vec![*a, *b],
            Op::Compare { a, ad, b, bd, .. } => [Some(*a), *ad, Some(*b), *bd].into_iter().flatten().collect(),
            Op::Round { a, den, .. } | Op::Banded { a, den, .. } => [Some(*a), *den].into_iter().flatten().collect(),
            Op::Select { test, then, otherwise } => vec![*test, *then, *otherwise],
        }
    }
}
