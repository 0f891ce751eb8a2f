//! What the answer to a test tells of the values that it compares.

use super::Interval;
use super::walk::{Known, Walk};
use crate::ir::expr::{BinaryOp, ExprKind};
use crate::ir::ids::ExprId;
use crate::ir::schema::End;
use crate::value::number::Number;

impl Walk<'_> {
    /// Takes for known, until the enclosing step ends, that a test has this answer.
    pub fn assume(&mut self, test: ExprId, holds: bool) {
        let program = self.program;
        let Some(expr) = program.expr(test) else { return };
        match &expr.kind {
            ExprKind::Not(inner) => self.assume(*inner, !holds),
            ExprKind::Binary(op, one, other) => self.assume_binary(*op, *one, *other, holds),
            ExprKind::Between { value, low, high } => match (low, high, holds) {
                (Some(low), Some(high), true) => {
                    self.assume_above(*value, *low, true);
                    self.assume_below(*value, *high, true);
                }
                (Some(low), None, _) => self.assume_above(*value, *low, holds),
                (None, Some(high), _) => self.assume_below(*value, *high, holds),
                (Some(_), Some(_), false) | (None, None, _) => {}
            },
            ExprKind::InSet { value, set } if holds => {
                let members = set.iter().map(|member| self.interval(*member));
                if let Some(hull) = members.reduce(|hull, member| hull.union(&member)) {
                    self.known.push(Known::Within(*value, hull));
                }
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::If { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. }
            | ExprKind::Aggregate(_) => {}
        }
        self.known.push(Known::Answer(test, holds));
    }

    fn assume_binary(&mut self, op: BinaryOp, one: ExprId, other: ExprId, holds: bool) {
        match (op, holds) {
            (BinaryOp::And, true) | (BinaryOp::Or, false) => {
                self.assume(one, holds);
                self.assume(other, holds);
            }
            (BinaryOp::Equal, true) | (BinaryOp::NotEqual, false) => {
                let (left, right) = (self.interval(one), self.interval(other));
                self.known.push(Known::Within(one, right));
                self.known.push(Known::Within(other, left));
            }
            (BinaryOp::Equal, false) | (BinaryOp::NotEqual, true) => self.assume_unequal(one, other),
            (BinaryOp::Less, true) | (BinaryOp::GreaterEqual, false) => self.assume_order(one, other, End::Open),
            (BinaryOp::LessEqual, true) | (BinaryOp::Greater, false) => self.assume_order(one, other, End::Closed),
            (BinaryOp::Greater, true) | (BinaryOp::LessEqual, false) => self.assume_order(other, one, End::Open),
            (BinaryOp::GreaterEqual, true) | (BinaryOp::Less, false) => self.assume_order(other, one, End::Closed),
            (BinaryOp::And, false)
            | (BinaryOp::Or, true)
            | (BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide, _) => {}
        }
    }

    fn assume_above(&mut self, value: ExprId, (low, end): (ExprId, End), holds: bool) {
        if holds { self.assume_order(low, value, end) } else { self.assume_order(value, low, flipped(end)) }
    }

    fn assume_below(&mut self, value: ExprId, (high, end): (ExprId, End), holds: bool) {
        if holds { self.assume_order(value, high, end) } else { self.assume_order(high, value, flipped(end)) }
    }

    /// `lesser < greater`, or `≤` with a closed end.
    pub fn assume_order(&mut self, lesser: ExprId, greater: ExprId, end: End) {
        let (low, high) = (self.interval(lesser).low, self.interval(greater).high);
        self.known.push(Known::Within(lesser, below(high, end)));
        self.known.push(Known::Within(greater, above(low, end)));
        self.known.push(Known::Ordered { greater, lesser, strict: end == End::Open });
    }

    fn assume_unequal(&mut self, one: ExprId, other: ExprId) {
        let (left, right) = (self.interval(one), self.interval(other));
        for (id, interval, excluded) in [(one, &left, &right), (other, &right, &left)] {
            if let Some(narrower) = interval.without(excluded) {
                self.known.push(Known::Within(id, narrower));
            }
        }
    }
}

/// All numbers below an end that is itself only bounded: `<` or `≤` the highest that it can be.
pub fn below(high: Option<(Number, End)>, end: End) -> Interval {
    Interval { low: None, high: strictest(high, end) }
}

/// All numbers above an end that is itself only bounded.
pub fn above(low: Option<(Number, End)>, end: End) -> Interval {
    Interval { low: strictest(low, end), high: None }
}

fn strictest<T>(side: Option<(T, End)>, end: End) -> Option<(T, End)> {
    side.map(|(number, own)| (number, if end == End::Open { End::Open } else { own }))
}

fn flipped(end: End) -> End {
    match end {
        End::Closed => End::Open,
        End::Open => End::Closed,
    }
}
