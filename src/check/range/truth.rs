//! Conditions that always or never hold.

use super::Interval;
use super::walk::{Known, Walk};
use crate::ir::expr::{Absence, BinaryOp, ExprKind};
use crate::ir::ids::ExprId;
use crate::ir::schema::End;
use crate::value::value::Value;

impl Walk<'_> {
    pub fn truth(&mut self, id: ExprId) -> Option<bool> {
        let answered = self.known.iter().rev().find_map(|known| match known {
            Known::Answer(test, holds) => self.same(*test, id).then_some(*holds),
            Known::Within(..) | Known::Ordered { .. } => None,
        });
        answered.or_else(|| self.deeper(|walk| walk.plain_truth(id)).flatten())
    }

    fn plain_truth(&mut self, id: ExprId) -> Option<bool> {
        let program = self.program;
        match &program.expr(id)?.kind {
            ExprKind::Constant(Value::Bool(holds)) => Some(*holds),
            ExprKind::Not(inner) => self.truth(*inner).map(|holds| !holds),
            ExprKind::Binary(op, one, other) => self.binary_truth(*op, *one, *other),
            ExprKind::If { test, then, otherwise } => match self.truth(*test) {
                Some(holds) => self.truth_given(*test, holds, if holds { *then } else { *otherwise }),
                None => {
                    let (one, other) =
                        (self.truth_given(*test, true, *then), self.truth_given(*test, false, *otherwise));
                    one.filter(|_| one == other)
                }
            },
            ExprKind::Between { value, low, high } => {
                let above = match low {
                    Some((low, end)) => self.order_truth(*low, *value, *end),
                    None => Some(true),
                };
                let below = match high {
                    Some((high, end)) => self.order_truth(*value, *high, *end),
                    None => Some(true),
                };
                conjunction(above, below)
            }
            ExprKind::InSet { value, set } => {
                let answers: Vec<Option<bool>> = set.iter().map(|member| self.equal_truth(*value, *member)).collect();
                if answers.contains(&Some(true)) {
                    Some(true)
                } else {
                    answers.iter().all(|answer| *answer == Some(false)).then_some(false)
                }
            }
            ExprKind::Has { value, absence } => {
                let ty = program.expr(*value)?.ty;
                let may_be_absent = match absence {
                    Absence::Missing => ty.missing,
                    Absence::Inapplicable => ty.inapplicable,
                };
                (!may_be_absent).then_some(true)
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::InList { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. }
            | ExprKind::Aggregate(_) => None,
        }
    }

    fn truth_given(&mut self, test: ExprId, holds: bool, id: ExprId) -> Option<bool> {
        self.deeper(|walk| {
            walk.assume(test, holds);
            walk.truth(id)
        })
        .flatten()
    }

    fn binary_truth(&mut self, op: BinaryOp, one: ExprId, other: ExprId) -> Option<bool> {
        match op {
            BinaryOp::And => {
                let first = self.truth(one);
                if first == Some(false) {
                    return first;
                }
                conjunction(first, self.truth_given(one, true, other))
            }
            BinaryOp::Or => {
                let first = self.truth(one);
                if first == Some(true) {
                    return first;
                }
                let second = self.truth_given(one, false, other);
                conjunction(first.map(|holds| !holds), second.map(|holds| !holds)).map(|neither| !neither)
            }
            BinaryOp::Equal => self.equal_truth(one, other),
            BinaryOp::NotEqual => self.equal_truth(one, other).map(|equal| !equal),
            BinaryOp::Less => self.order_truth(one, other, End::Open),
            BinaryOp::LessEqual => self.order_truth(one, other, End::Closed),
            BinaryOp::Greater => self.order_truth(other, one, End::Open),
            BinaryOp::GreaterEqual => self.order_truth(other, one, End::Closed),
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => None,
        }
    }

    fn constants(&self, one: ExprId, other: ExprId) -> Option<(&Value, &Value)> {
        match (&self.program.expr(one)?.kind, &self.program.expr(other)?.kind) {
            (ExprKind::Constant(one), ExprKind::Constant(other)) => Some((one, other)),
            (_, _) => None,
        }
    }

    fn equal_truth(&mut self, one: ExprId, other: ExprId) -> Option<bool> {
        if self.same(one, other) {
            return Some(true);
        }
        if let Some((one, other)) = self.constants(one, other) {
            return Some(one == other);
        }
        if self.ordered(one, other) == Some(true) || self.ordered(other, one) == Some(true) {
            return Some(false);
        }
        let (left, right) = (self.interval(one), self.interval(other));
        match (left.only(), right.only()) {
            (Some(left), Some(right)) if left == right => Some(true),
            (_, _) => left.intersect(&right).is_none().then_some(false),
        }
    }

    /// `lesser < greater`, or `≤` with a closed end.
    fn order_truth(&mut self, lesser: ExprId, greater: ExprId, end: End) -> Option<bool> {
        let strict = end == End::Open;
        if self.same(lesser, greater) {
            return Some(!strict);
        }
        if let Some((lesser, greater)) = self.constants(lesser, greater) {
            return Some(if strict { lesser < greater } else { lesser <= greater });
        }
        if self.ordered(greater, lesser).is_some_and(|known| known || !strict) {
            return Some(true);
        }
        if self.ordered(lesser, greater).is_some_and(|known| known || strict) {
            return Some(false);
        }
        let (low, high) = (self.interval(lesser), self.interval(greater));
        if precedes(&low, &high, strict) { Some(true) } else { precedes(&high, &low, !strict).then_some(false) }
    }
}

/// Whether every number of `low` is below (strictly, if asked) every number of `high`.
fn precedes(low: &Interval, high: &Interval, strict: bool) -> bool {
    match (&low.high, &high.low) {
        (Some((a, one)), Some((b, other))) => {
            a < b || (a == b && (!strict || *one == End::Open || *other == End::Open))
        }
        (None, _) | (_, None) => false,
    }
}

fn conjunction(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), other) => other,
        (None, _) => None,
    }
}
