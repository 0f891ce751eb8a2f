//! What the steps of a program compute on a row, as operations of a stage: formulas with their exceptions, exclusions,
//! indicators and scores.

use super::Refusal;
use super::compile::{Around, boolean, equal};
use super::op::{Op, Reg, Source, Test, Whose};
use super::plan::Planner;
use super::stage::{Form, Stage, Val};
use crate::ir::ids::{AssessmentId, ExceptionId, ExprId, SlotId};
use crate::ir::program::{Combine, Exception, SlotKind};
use crate::value::value::Value;

/// What exceptions say on a row: whether one rules, and the value that it sets.
struct Ruling {
    rules: Reg,
    value: Val,
}

impl Planner<'_> {
    /// The value of a slot on the rows of its stage.
    pub fn rule(&mut self, slot: SlotId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let program = self.program;
        match &program.slot(slot).ok_or(Refusal::Kind)?.kind {
            SlotKind::Formula { value, exceptions } => {
                let base = self.expr(*value, stage, around)?;
                match self.ruling(slot, exceptions, stage, around, program.exceptions.len())? {
                    Some(ruling) => stage.select(ruling.rules, ruling.value, base),
                    None => Ok(base),
                }
            }
            SlotKind::Applies(exception) => {
                let exception = program.exception(*exception).ok_or(Refusal::Kind)?;
                self.judge(exception, stage, around).map(boolean)
            }
            SlotKind::Reasons(exclusions) => self.reasons(exclusions, stage, around),
            SlotKind::IndicatorValue { assessment, indicator } => {
                let value = self.indicator(*assessment, *indicator)?.value;
                self.expr(value, stage, around)
            }
            SlotKind::IndicatorScore { assessment, indicator } => self.score(*assessment, *indicator, stage, around),
            SlotKind::AssessmentScore(assessment) => self.total(*assessment, stage, around),
            SlotKind::Column(_) | SlotKind::Share(_) | SlotKind::Residue(_) => Err(Refusal::Allocation),
        }
    }

    /// As the row evaluator does: what applies first rules, and all that apply have to agree (a lane where they do not
    /// is odd).
    fn ruling(
        &mut self,
        slot: SlotId,
        exceptions: &[ExceptionId],
        stage: &mut Stage,
        around: &Around,
        depth: usize,
    ) -> Result<Option<Ruling>, Refusal> {
        if exceptions.is_empty() {
            return Ok(None);
        }
        let depth = depth.checked_sub(1).ok_or(Refusal::Kind)?;
        let mut ruling: Option<Ruling> = None;
        for id in exceptions {
            let Some(next) = self.effective(slot, *id, stage, around, depth)? else { continue };
            ruling = Some(match ruling {
                None => next,
                Some(known) => {
                    let differ = equal(stage, known.value, next.value, Test::NotEqual)?.reg;
                    let both = stage.emit(Op::And { a: known.rules, b: next.rules });
                    let clash = stage.emit(Op::And { a: both, b: differ });
                    let either = stage.emit(Op::Or { a: known.rules, b: next.rules });
                    let rules = stage.emit(Op::Forbid { a: either, b: clash });
                    Ruling { rules, value: stage.select(known.rules, known.value, next.value)? }
                }
            });
        }
        Ok(ruling)
    }

    fn effective(
        &mut self,
        slot: SlotId,
        id: ExceptionId,
        stage: &mut Stage,
        around: &Around,
        depth: usize,
    ) -> Result<Option<Ruling>, Refusal> {
        let program = self.program;
        let exception = program.exception(id).ok_or(Refusal::Kind)?;
        let applies = self.flag(exception.applies, stage, around)?;
        let over = self.ruling(slot, &exception.overridden_by, stage, around, depth)?;
        let effect = exception.effects.iter().find(|(target, _)| *target == slot);
        let own = match effect {
            Some((_, effect)) => Some(self.expr(*effect, stage, around)?),
            None => None,
        };
        Ok(match (over, own) {
            (None, None) => None,
            (None, Some(value)) => Some(Ruling { rules: applies, value }),
            (Some(over), None) => {
                let rules = stage.emit(Op::And { a: applies, b: over.rules });
                Some(Ruling { rules, value: over.value })
            }
            (Some(over), Some(own)) => {
                Some(Ruling { rules: applies, value: stage.select(over.rules, over.value, own)? })
            }
        })
    }

    /// A yes/no slot of the row, or of the whole.
    fn flag(&mut self, slot: SlotId, stage: &mut Stage, around: &Around) -> Result<Reg, Refusal> {
        if let Some(known) = stage.known(slot) {
            return Ok(known.reg);
        }
        let form = self.form(slot, around.place)?;
        let owner = self.program.slot(slot).and_then(|slot| slot.owner);
        let whose = if owner.is_some() { Whose::Own } else { Whose::Whole };
        if form != Form::Bool {
            return Err(Refusal::Kind);
        }
        Ok(stage.load(Source::Slot(slot), whose, form).reg)
    }

    fn judge(&mut self, exception: &Exception, stage: &mut Stage, around: &Around) -> Result<Reg, Refusal> {
        let mut holds = match exception.when {
            Some(when) => self.truth(when, stage, around)?,
            None => stage.emit(Op::Constant(1)),
        };
        let mut prevents: Vec<Reg> = Vec::new();
        for unless in &exception.unless {
            prevents.push(self.truth(*unless, stage, around)?);
        }
        for lift in &exception.lifted_by {
            let applies = self.program.exception(*lift).ok_or(Refusal::Kind)?.applies;
            prevents.push(self.flag(applies, stage, around)?);
        }
        for prevent in prevents {
            let not = stage.emit(Op::Not { a: prevent });
            holds = stage.emit(Op::And { a: holds, b: not });
        }
        Ok(holds)
    }

    /// Rows to which no exclusion applies have an empty text; the others are odd.
    fn reasons(&mut self, exclusions: &[ExceptionId], stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let mut val = self.constant(&Value::Text("".into()), stage)?;
        for id in exclusions {
            let applies = self.program.exception(*id).ok_or(Refusal::Kind)?.applies;
            let b = self.flag(applies, stage, around)?;
            val.reg = stage.emit(Op::Forbid { a: val.reg, b });
        }
        Ok(val)
    }

    fn indicator(&self, id: AssessmentId, index: usize) -> Result<&crate::ir::program::Indicator, Refusal> {
        self.program.assessment(id).and_then(|assessment| assessment.indicators.get(index)).ok_or(Refusal::Kind)
    }

    /// A row whose value is absent is odd, and so is one whose score leaves its range.
    fn score(&mut self, id: AssessmentId, index: usize, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let program = self.program;
        let indicator = program.assessment(id).and_then(|assessment| assessment.indicators.get(index));
        let indicator = indicator.ok_or(Refusal::Kind)?;
        let value = self.own(indicator.value_slot, stage, around)?;
        let mut inner = around.clone();
        inner.locals.push((indicator.value_local, value));
        let score = self.expr(indicator.score, stage, &inner)?;
        let full = stage.number(&indicator.full)?;
        let zero = stage.emit(Op::Constant(0));
        let zero = super::numeric::Parts { reg: zero, scale: 1, den: None };
        let below = stage.compare(Test::Less, score.parts()?, zero)?.reg;
        let above = stage.compare(Test::Greater, score.parts()?, full.parts()?)?.reg;
        let outside = stage.emit(Op::Or { a: below, b: above });
        let kept = stage.emit(Op::Forbid { a: score.reg, b: outside });
        // A score of a constant does not read the value, and yet there is none where the value is absent.
        let present = stage.emit(Op::Has { a: value.reg, state: crate::ir::packed::MISSING });
        let applicable = stage.emit(Op::Has { a: value.reg, state: crate::ir::packed::INAPPLICABLE });
        let there = stage.emit(Op::And { a: present, b: applicable });
        Ok(Val { reg: stage.emit(Op::Require { a: kept, b: there }), kind: score.kind })
    }

    fn own(&mut self, slot: SlotId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        if let Some(known) = stage.known(slot) {
            return Ok(known);
        }
        let form = self.form(slot, around.place)?;
        Ok(stage.load(Source::Slot(slot), Whose::Own, form))
    }

    /// The total of a row whose indicators all have scores; the others are odd.
    fn total(&mut self, id: AssessmentId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let program = self.program;
        let assessment = program.assessment(id).ok_or(Refusal::Kind)?;
        let mut total: Option<Val> = None;
        for indicator in &assessment.indicators {
            let score = self.own(indicator.score_slot, stage, around)?.parts()?;
            let points = match (assessment.combine, indicator.weight) {
                (Combine::Weighted, Some(weight)) => {
                    let weight = self.weight(weight, stage, around)?;
                    stage.multiply(score, weight.parts()?)?
                }
                (Combine::Weighted, None) => return Err(Refusal::Kind),
                (Combine::Points, _) => score.val(),
            };
            total = Some(match total {
                None => points,
                Some(so_far) => stage.add(so_far.parts()?, points.parts()?, 1)?,
            });
        }
        let total = total.ok_or(Refusal::Kind)?;
        match &assessment.rounding {
            Some((mode, quantum)) => stage.round(total.parts()?, *mode, quantum),
            None => Ok(total),
        }
    }

    fn weight(&mut self, weight: ExprId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        self.expr(weight, stage, around)
    }
}
