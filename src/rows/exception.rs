//! Default logic: a formula holds unless an exception applies, and an exception may itself be overridden or lifted.

use super::blame::{Failure, Outcome};
use super::env::Env;
use super::state::Evaluation;
use crate::ir::fault::Fault;
use crate::ir::ids::{ExceptionId, ExprId, SlotId};
use crate::ir::program::{Exception, SlotKind};
use crate::value::value::Value;
use std::sync::Arc;

impl Evaluation<'_> {
    /// The value of a formula: its base, unless exceptions that apply say otherwise.
    pub(super) fn formula(&self, slot: SlotId, base: ExprId, exceptions: &[ExceptionId], env: &Env) -> Outcome {
        let depth = self.program.exceptions.len();
        match self.ruling(slot, exceptions, (base, depth), env)? {
            Some((_, value)) => Ok(value),
            None => self.compute(base, env),
        }
    }

    /// The exception that gives a formula its value on the row of frame 0; `None` where the base does.
    pub(super) fn ruled_by(&self, slot: SlotId, env: &Env) -> Result<Option<ExceptionId>, Failure> {
        let Some(SlotKind::Formula { value, exceptions }) = self.program.slot(slot).map(|slot| &slot.kind) else {
            return Ok(None);
        };
        let depth = self.program.exceptions.len();
        Ok(self.ruling(slot, exceptions, (*value, depth), env)?.map(|(id, _)| id))
    }

    /// What the applying ones among some exceptions set a slot to; they have to agree. `None` where none applies.
    fn ruling(
        &self,
        slot: SlotId,
        exceptions: &[ExceptionId],
        (base, depth): (ExprId, usize),
        env: &Env,
    ) -> Result<Option<(ExceptionId, Value)>, Failure> {
        let mut ruling: Option<(ExceptionId, Value)> = None;
        for id in exceptions {
            let Some((other, value)) = self.effective(slot, *id, (base, depth), env)? else {
                continue;
            };
            match &ruling {
                None => ruling = Some((other, value)),
                Some((_, known)) if *known == value => {}
                Some((one, known)) => {
                    let fault = Fault::Conflict { one: *one, other, values: (known.clone(), value) };
                    return Err(self.raise(fault, base, env));
                }
            }
        }
        Ok(ruling)
    }

    /// What one exception sets a slot to where it applies: the word of those that override it, or its own.
    fn effective(
        &self,
        slot: SlotId,
        id: ExceptionId,
        (base, depth): (ExprId, usize),
        env: &Env,
    ) -> Result<Option<(ExceptionId, Value)>, Failure> {
        let Some(exception) = self.program.exception(id) else {
            return Ok(None);
        };
        // A chain longer than there are exceptions goes in a circle, which no checked program has.
        let Some(depth) = depth.checked_sub(1) else {
            return Ok(None);
        };
        if !self.applies(id, env)? {
            return Ok(None);
        }
        if let Some(overriding) = self.ruling(slot, &exception.overridden_by, (base, depth), env)? {
            return Ok(Some(overriding));
        }
        match exception.effects.iter().find(|(target, _)| *target == slot) {
            Some((_, effect)) => Ok(Some((id, self.compute(*effect, env)?))),
            None => Ok(None),
        }
    }

    /// Whether an exception applies on the row of frame 0.
    pub(super) fn applies(&self, id: ExceptionId, env: &Env) -> Result<bool, Failure> {
        self.applies_within(id, env, self.program.exceptions.len())
    }

    /// As its slot says, or judged here where the slot is not computed.
    fn applies_within(&self, id: ExceptionId, env: &Env, depth: usize) -> Result<bool, Failure> {
        let Some(exception) = self.program.exception(id) else {
            return Ok(false);
        };
        let row = exception.owner.and_then(|_| env.row(0));
        match self.cell(exception.applies, row) {
            Some(Ok(value)) => Ok(value == Value::Bool(true)),
            Some(Err(blame)) => Err(blame.into()),
            None => match depth.checked_sub(1) {
                Some(depth) => self.judge_within(exception, env, depth),
                None => Ok(false),
            },
        }
    }

    /// Whether an exception applies: its condition holds, nothing prevents it, nothing lifts it.
    pub(super) fn judge(&self, id: ExceptionId, env: &Env) -> Result<bool, Failure> {
        match self.program.exception(id) {
            Some(exception) => self.judge_within(exception, env, self.program.exceptions.len()),
            None => Ok(false),
        }
    }

    fn judge_within(&self, exception: &Exception, env: &Env, depth: usize) -> Result<bool, Failure> {
        if let Some(when) = exception.when
            && !self.test(when, env)?
        {
            return Ok(false);
        }
        for unless in &exception.unless {
            if self.test(*unless, env)? {
                return Ok(false);
            }
        }
        for lift in &exception.lifted_by {
            if self.applies_within(*lift, env, depth)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The reasons of all exclusions that apply, in the order of declaration; an empty text where none does.
    pub(super) fn reasons(&self, exclusions: &[ExceptionId], env: &Env) -> Outcome {
        let mut reasons: Vec<Arc<str>> = Vec::new();
        for id in exclusions {
            if self.applies(*id, env)? {
                reasons.extend(self.program.exception(*id).and_then(|exclusion| exclusion.reason.clone()));
            }
        }
        Ok(Value::Text(reasons.join("；").into()))
    }
}
