//! Expressions at a row: the meaning of every node.

use super::arith::{binary, compare, is_absence, truth, within};
use super::blame::{Failure, Outcome, unfit};
use super::env::Env;
use super::function;
use super::state::Evaluation;
use super::watch::Mark;
use crate::ir::expr::{BinaryOp, ExprKind, RowPath};
use crate::ir::fault::{BlameId, Fault};
use crate::ir::ids::{ExprId, ParamId, SlotId};
use crate::ir::schema::End;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;

/// One end of an interval, as written.
type Bound = Option<(ExprId, End)>;

impl Evaluation<'_> {
    /// The value of an expression; the frame that asks gives a fault its place.
    pub(super) fn compute(&self, id: ExprId, env: &Env) -> Outcome {
        let outcome = self.compute_node(id, env);
        if let Some(watch) = &self.watch {
            watch.note(id, &outcome);
        }
        outcome
    }

    fn compute_node(&self, id: ExprId, env: &Env) -> Outcome {
        let Some(expr) = self.program.expr(id) else {
            return Err(self.raise(unfit(), id, env));
        };
        match &expr.kind {
            ExprKind::Constant(value) => Ok(value.clone()),
            ExprKind::Param(param) => self.param(*param, self.program.as_of, id, env),
            ExprKind::ParamAt { param, day } => self.param_on(*param, *day, id, env),
            ExprKind::Slot(path, slot) => self.slot_at(path, *slot, id, env),
            ExprKind::Whole(slot) => self.read(*slot, None, id, env),
            ExprKind::Local(local) => match env.local(*local) {
                Some(value) => Ok(value.clone()),
                None => Err(self.raise(unfit(), id, env)),
            },
            ExprKind::Negate(inner) => match self.compute(*inner, env)? {
                Value::Number(number) => Ok(Value::Number(-number)),
                Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => {
                    Err(self.raise(unfit(), id, env))
                }
            },
            ExprKind::Not(inner) => Ok(Value::Bool(!self.test(*inner, env)?)),
            ExprKind::Binary(op, left, right) => self.binary(*op, *left, *right, id, env),
            ExprKind::If { test, then, otherwise } => {
                let taken = if self.test(*test, env)? { then } else { otherwise };
                self.compute(*taken, env)
            }
            ExprKind::Between { value, low, high } => self.between(*value, (low, high), id, env),
            ExprKind::InList { value, list } => {
                let value = self.compute(*value, env)?;
                let list = self.program.list(*list).ok_or_else(|| self.raise(unfit(), id, env))?;
                Ok(Value::Bool(list.values.contains(&value)))
            }
            ExprKind::InSet { value, set } => self.in_set(*value, set, env),
            ExprKind::AtLeast(value, bound) => self.clamp(*value, *bound, true, id, env),
            ExprKind::AtMost(value, bound) => self.clamp(*value, *bound, false, id, env),
            ExprKind::Round { value, mode, quantum } => self.round(*value, (*mode, quantum), id, env),
            ExprKind::OrElse { value, absence, other } => {
                let value = self.compute(*value, env)?;
                if is_absence(&value, *absence) { self.compute(*other, env) } else { Ok(value) }
            }
            ExprKind::Has { value, absence } => Ok(Value::Bool(!is_absence(&self.compute(*value, env)?, *absence))),
            ExprKind::Call(function, args) => {
                let args = self.compute_all(args, env)?;
                function::call(self.program, *function, &args).map_err(|fault| self.raise(fault, id, env))
            }
            ExprKind::Decide { decision, keys } => {
                let keys = self.compute_all(keys, env)?;
                self.decide(*decision, &keys, id, env)
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(*aggregate, id, env),
        }
    }

    /// The values of some expressions, up to the first fault.
    pub(super) fn compute_all(&self, ids: &[ExprId], env: &Env) -> Result<Vec<Value>, Failure> {
        ids.iter().map(|id| self.compute(*id, env)).collect()
    }

    /// Whether a condition holds.
    pub(super) fn test(&self, id: ExprId, env: &Env) -> Result<bool, Failure> {
        let value = self.compute(id, env)?;
        truth(&value).map_err(|fault| self.raise(fault, id, env))
    }

    fn binary(&self, op: BinaryOp, left: ExprId, right: ExprId, id: ExprId, env: &Env) -> Outcome {
        match op {
            BinaryOp::And => Ok(Value::Bool(self.test(left, env)? && self.test(right, env)?)),
            BinaryOp::Or => Ok(Value::Bool(self.test(left, env)? || self.test(right, env)?)),
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => {
                let (left, right) = (self.compute(left, env)?, self.compute(right, env)?);
                binary(op, &left, &right).map_err(|fault| self.raise(fault, id, env))
            }
        }
    }

    fn between(&self, value: ExprId, (low, high): (&Bound, &Bound), id: ExprId, env: &Env) -> Outcome {
        let value = self.compute(value, env)?;
        let (low, high) = (self.bound(low, env)?, self.bound(high, env)?);
        let inside = within(&value, low.as_ref(), high.as_ref());
        inside.map(Value::Bool).map_err(|fault| self.raise(fault, id, env))
    }

    /// The value of one end of an interval.
    pub(super) fn bound(&self, bound: &Bound, env: &Env) -> Result<Option<(Value, End)>, Failure> {
        match bound {
            None => Ok(None),
            Some((id, end)) => Ok(Some((self.compute(*id, env)?, *end))),
        }
    }

    fn in_set(&self, value: ExprId, set: &[ExprId], env: &Env) -> Outcome {
        let value = self.compute(value, env)?;
        for member in set {
            if self.compute(*member, env)? == value {
                return Ok(Value::Bool(true));
            }
        }
        Ok(Value::Bool(false))
    }

    fn clamp(&self, value: ExprId, bound: ExprId, upward: bool, id: ExprId, env: &Env) -> Outcome {
        let (value, bound) = (self.compute(value, env)?, self.compute(bound, env)?);
        let order = compare(&value, &bound).map_err(|fault| self.raise(fault, id, env))?;
        let keep = if upward { order.is_ge() } else { order.is_le() };
        if let Some(watch) = &self.watch {
            watch.mark(id, if keep { Mark::Failed } else { Mark::Held });
        }
        Ok(if keep { value } else { bound })
    }

    fn round(&self, value: ExprId, (mode, quantum): (Rounding, &Number), id: ExprId, env: &Env) -> Outcome {
        match self.compute(value, env)? {
            Value::Number(number) => Ok(Value::Number(number.round(mode, quantum))),
            Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => {
                Err(self.raise(unfit(), id, env))
            }
        }
    }

    fn param_on(&self, param: ParamId, day: ExprId, id: ExprId, env: &Env) -> Outcome {
        match self.compute(day, env)? {
            Value::Date(day) => self.param(param, Some(day), id, env),
            Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => {
                Err(self.raise(unfit(), id, env))
            }
        }
    }

    fn param(&self, id: ParamId, day: Option<Date>, at: ExprId, env: &Env) -> Outcome {
        let param = self.program.param(id).ok_or_else(|| self.raise(unfit(), at, env))?;
        match param.on(day) {
            Some(dated) => Ok(dated.value.clone()),
            None => {
                let fault = Fault::NoValueOn { param: param.name.clone(), day: day.map(Value::Date) };
                Err(self.raise(fault, at, env))
            }
        }
    }

    /// A reference that leads nowhere gives 缺失.
    fn slot_at(&self, path: &RowPath, slot: SlotId, id: ExprId, env: &Env) -> Outcome {
        match self.locate(path, env)? {
            Some(row) => self.read(slot, Some(row), id, env),
            None => Ok(Value::Missing),
        }
    }

    /// The row that a path leads to.
    pub(super) fn locate(&self, path: &RowPath, env: &Env) -> Result<Option<usize>, BlameId> {
        match env.row(path.frame) {
            Some(row) => self.led(row, &path.via),
            None => Ok(None),
        }
    }

    /// A value that has been computed, or the blame for it.
    fn read(&self, slot: SlotId, row: Option<usize>, id: ExprId, env: &Env) -> Outcome {
        match self.cell(slot, row) {
            Some(Ok(value)) => Ok(value),
            Some(Err(blame)) => Err(blame.into()),
            None => Err(self.raise(unfit(), id, env)),
        }
    }
}
