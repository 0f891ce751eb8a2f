//! How a row can be brought to satisfy a condition: by moving one plain cell to where the condition wants it.

use super::dice::Dice;
use super::domain::{Column, Domain};
use super::line::Line;
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;
use crate::ir::schema::{End, TableSchema};
use crate::rows::{Env, Evaluation};
use crate::value::op::BinaryOp;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use std::collections::BTreeSet;

/// In a thousand: how often a cell lands on the very end of what is allowed, where mistakes hide.
const TIES: u32 = 300;

/// One row and what may be moved in it.
pub(super) struct Mender<'a> {
    pub run: &'a Evaluation<'a>,
    pub columns: &'a [Column],
    pub free: &'a BTreeSet<usize>,
    pub schema: &'a TableSchema,
    pub env: Env,
}

/// Both ends of a stretch, included.
type Stretch = (Option<i128>, Option<i128>);

impl Mender<'_> {
    /// A column and the value with which the condition may come out as wanted.
    pub fn mend(&self, id: ExprId, want: bool, dice: &mut Dice) -> Option<(usize, Value)> {
        match &self.run.program().expr(id)?.kind {
            ExprKind::Not(inner) => self.mend(*inner, !want, dice),
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                if (*op == BinaryOp::And) == want {
                    // Both must come out so: the first that does not is moved.
                    let wrong = [left, right].into_iter().find(|side| self.truth(**side) != Some(want))?;
                    return self.mend(*wrong, want, dice);
                }
                let (one, other) = if dice.chance(500) { (left, right) } else { (right, left) };
                self.mend(*one, want, dice).or_else(|| self.mend(*other, want, dice))
            }
            ExprKind::Binary(op, left, right) if op.compares() => {
                let op = if want { *op } else { opposite(*op) };
                let (one, other) =
                    if dice.chance(500) { ((*left, op), *right) } else { ((*right, mirrored(op)), *left) };
                self.compare(one.0, one.1, other, dice).or_else(|| self.compare(other, mirrored(one.1), one.0, dice))
            }
            ExprKind::If { test, then, otherwise } => {
                let taken = if self.truth(*test)? { then } else { otherwise };
                self.mend(*taken, want, dice)
            }
            ExprKind::Between { value, low, high } if want => {
                let (column, line) = self.line(*value)?;
                let low = match low {
                    Some((bound, end)) => Some(self.bound(line, *bound, *end, Rounding::Ceiling, 1)?),
                    None => None,
                };
                let high = match high {
                    Some((bound, end)) => Some(self.bound(line, *bound, *end, Rounding::Floor, -1)?),
                    None => None,
                };
                Some((column, within(line, (low, high), dice)?))
            }
            ExprKind::Has { value, .. } if want => {
                let column = self.column(*value)?;
                Some((column, self.columns.get(column)?.draw(dice, 0, None)))
            }
            ExprKind::InSet { value, set } if want => {
                let column = self.column(*value)?;
                Some((column, self.run.eval(*dice.pick(set)?, &self.env).ok()?))
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Binary(..)
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. }
            | ExprKind::Aggregate(_) => None,
        }
    }

    fn truth(&self, id: ExprId) -> Option<bool> {
        match self.run.eval(id, &self.env) {
            Ok(Value::Bool(holds)) => Some(holds),
            Ok(_) | Err(_) => None,
        }
    }

    /// The plain column that an expression is.
    fn column(&self, id: ExprId) -> Option<usize> {
        match &self.run.program().expr(id)?.kind {
            ExprKind::Slot(path, slot) if path.frame == 0 && path.via.is_empty() => {
                let at = self.schema.columns.iter().position(|column| column.slot == *slot)?;
                self.free.contains(&at).then_some(at)
            }
            ExprKind::OrElse { value, .. } => self.column(*value),
            _ => None,
        }
    }

    fn line(&self, id: ExprId) -> Option<(usize, &Line)> {
        let column = self.column(id)?;
        match &self.columns.get(column)?.domain {
            Domain::Line(line) => Some((column, line)),
            Domain::Names(_) | Domain::Bool { .. } | Domain::Texts(_) => None,
        }
    }

    fn bound(&self, line: &Line, id: ExprId, end: End, mode: Rounding, inward: i128) -> Option<i128> {
        let value = self.run.eval(id, &self.env).ok()?;
        let place = line.measure.place(&value, mode)?;
        let beyond = end == End::Open && line.measure.value(place)? == value;
        Some(if beyond { place.checked_add(inward)? } else { place })
    }

    /// Moves the column `id` so that it stands to `other` as wanted.
    fn compare(&self, id: ExprId, op: BinaryOp, other: ExprId, dice: &mut Dice) -> Option<(usize, Value)> {
        let column = self.column(id)?;
        let value = self.run.eval(other, &self.env).ok()?;
        let Domain::Line(line) = &self.columns.get(column)?.domain else {
            return (op == BinaryOp::Equal).then_some((column, value));
        };
        let stretch: Stretch = match op {
            BinaryOp::Equal => {
                let place = line.measure.place(&value, Rounding::Floor)?;
                (line.measure.value(place)? == value).then_some((Some(place), Some(place)))?
            }
            BinaryOp::Less => (None, Some(self.bound(line, other, End::Open, Rounding::Floor, -1)?)),
            BinaryOp::LessEqual => (None, Some(self.bound(line, other, End::Closed, Rounding::Floor, -1)?)),
            BinaryOp::Greater => (Some(self.bound(line, other, End::Open, Rounding::Ceiling, 1)?), None),
            BinaryOp::GreaterEqual => (Some(self.bound(line, other, End::Closed, Rounding::Ceiling, 1)?), None),
            BinaryOp::NotEqual
            | BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::And
            | BinaryOp::Or => return None,
        };
        Some((column, within(line, stretch, dice)?))
    }
}

/// A place in a stretch where the column may lie, near where it usually does.
fn within(line: &Line, (low, high): Stretch, dice: &mut Dice) -> Option<Value> {
    let tie = match (low, high) {
        (Some(end), None) | (None, Some(end)) if dice.chance(TIES) => Some(end),
        (Some(_) | None, Some(_) | None) => None,
    };
    if let Some(tie) = tie.filter(|tie| line.has(*tie)) {
        return line.measure.value(tie);
    }
    let least = low.into_iter().chain(line.allowed.0).max();
    let most = high.into_iter().chain(line.allowed.1).min();
    let (from, to) = match (least, most) {
        (Some(least), Some(most)) => (least, most),
        (Some(least), None) => {
            (least, line.usual.1.max(least.saturating_add(line.usual.1.saturating_sub(line.usual.0))))
        }
        (None, Some(most)) => (line.usual.0.min(most), most),
        (None, None) => line.usual,
    };
    // Near the usual stretch, where that is possible.
    let (near, far) = (from.max(line.usual.0), to.min(line.usual.1));
    let (from, to) = if near <= far { (near, far) } else { (from, to) };
    (from <= to).then(|| line.measure.value(dice.between(from, to))).flatten()
}

fn opposite(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Equal => BinaryOp::NotEqual,
        BinaryOp::NotEqual => BinaryOp::Equal,
        BinaryOp::Less => BinaryOp::GreaterEqual,
        BinaryOp::LessEqual => BinaryOp::Greater,
        BinaryOp::Greater => BinaryOp::LessEqual,
        BinaryOp::GreaterEqual => BinaryOp::Less,
        other @ (BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::And
        | BinaryOp::Or) => other,
    }
}

fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessEqual => BinaryOp::GreaterEqual,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterEqual => BinaryOp::LessEqual,
        other @ (BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::And
        | BinaryOp::Or) => other,
    }
}
