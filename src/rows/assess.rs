//! Assessments: the value and score of each indicator, and how scores make the total.

use super::arith::{is_absent, number};
use super::blame::{Failure, Outcome};
use super::env::Env;
use super::state::Evaluation;
use crate::ir::fault::Fault;
use crate::ir::ids::AssessmentId;
use crate::ir::program::{Assessment, Combine, Indicator, MissingRule};
use crate::value::number::Number;
use crate::value::value::Value;

/// What the indicators that count come to.
#[derive(Default)]
struct Tally {
    /// Σ score × weight, or Σ score.
    points: Number,
    /// Σ weight, or Σ full marks, of the indicators that count.
    present: Number,
    counted: usize,
}

impl Evaluation<'_> {
    fn indicator(&self, id: AssessmentId, index: usize) -> Option<&Indicator> {
        self.program.assessment(id)?.indicators.get(index)
    }

    pub(super) fn indicator_value(&self, id: AssessmentId, index: usize, env: &Env) -> Outcome {
        match self.indicator(id, index) {
            Some(indicator) => self.compute(indicator.value, env),
            None => Ok(Value::Missing),
        }
    }

    /// The score: a number, 缺失 where the indicator is left out, 不适用 where it leaves the total without a score.
    pub(super) fn indicator_score(&self, id: AssessmentId, index: usize, env: &Env) -> Outcome {
        let Some(indicator) = self.indicator(id, index) else {
            return Ok(Value::Missing);
        };
        let value = match self.cell(indicator.value_slot, env.row(0)) {
            Some(cell) => cell?,
            None => self.compute(indicator.value, env)?,
        };
        let rule = match value {
            Value::Missing => indicator.missing.as_ref(),
            Value::NotApplicable => indicator.inapplicable.as_ref(),
            Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_) => None,
        };
        match rule {
            Some(MissingRule::Rescale) => Ok(Value::Missing),
            Some(MissingRule::FullMarks) => Ok(Value::Number(indicator.full.clone())),
            Some(MissingRule::Marks(marks)) => Ok(Value::Number(marks.clone())),
            Some(MissingRule::NoScore) => Ok(Value::NotApplicable),
            None => self.marked(indicator, value, env),
        }
    }

    fn marked(&self, indicator: &Indicator, value: Value, env: &Env) -> Outcome {
        let mut inner = env.clone();
        inner.give(indicator.value_local, value);
        let score = self.compute(indicator.score, &inner)?;
        let marks = number(&score).map_err(|fault| self.raise(fault, indicator.score, &inner))?;
        if marks.is_negative() || *marks > indicator.full {
            let full = Value::Number(indicator.full.clone());
            return Err(self.raise(Fault::ScoreOutOfRange { score, full }, indicator.score, &inner));
        }
        Ok(score)
    }

    /// The total on a row.
    pub(super) fn assessment_score(&self, id: AssessmentId, env: &Env) -> Outcome {
        let total = self.unrounded_score(id, env)?;
        Ok(match (total, self.program.assessment(id).and_then(|assessment| assessment.rounding.as_ref())) {
            (Value::Number(total), Some((mode, quantum))) => Value::Number(total.round(*mode, quantum)),
            (total, _) => total,
        })
    }

    /// The total on a row before it is rounded.
    ///
    /// # Errors
    /// Why it cannot be computed.
    pub fn unrounded_score(&self, id: AssessmentId, env: &Env) -> Result<Value, Failure> {
        let Some(assessment) = self.program.assessment(id) else {
            return Ok(Value::Missing);
        };
        let mut scores = Vec::with_capacity(assessment.indicators.len());
        for (index, indicator) in assessment.indicators.iter().enumerate() {
            scores.push(match self.cell(indicator.score_slot, env.row(0)) {
                Some(cell) => cell?,
                None => self.indicator_score(id, index, env)?,
            });
        }
        if scores.contains(&Value::NotApplicable) {
            return Ok(Value::NotApplicable);
        }
        let tally = self.tally(assessment, &scores, env)?;
        let total = total(assessment, &tally).ok_or_else(|| Failure::at(Fault::NothingToScore, assessment.span))?;
        Ok(Value::Number(total))
    }

    fn tally(&self, assessment: &Assessment, scores: &[Value], env: &Env) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        for (indicator, score) in assessment.indicators.iter().zip(scores) {
            if is_absent(score) {
                continue;
            }
            let score = number(score).map_err(|fault| self.raise(fault, indicator.score, env))?;
            match (assessment.combine, indicator.weight) {
                (Combine::Weighted, Some(weight)) => {
                    let value = self.compute(weight, env)?;
                    let share = number(&value).map_err(|fault| self.raise(fault, weight, env))?;
                    tally.points = tally.points + score * share;
                    tally.present = tally.present + share;
                }
                (Combine::Weighted, None) => continue,
                (Combine::Points, _) => {
                    tally.points = tally.points + score;
                    tally.present = tally.present + &indicator.full;
                }
            }
            tally.counted = tally.counted.saturating_add(1);
        }
        Ok(tally)
    }
}

/// The total, scaled up where an indicator was left out; `None` where nothing is left to scale.
fn total(assessment: &Assessment, tally: &Tally) -> Option<Number> {
    if tally.counted == assessment.indicators.len() {
        return Some(tally.points.clone());
    }
    if tally.counted == 0 {
        return None;
    }
    let whole = match assessment.combine {
        Combine::Weighted => Number::one(),
        Combine::Points => assessment.full.clone(),
    };
    (&tally.points * whole).checked_div(&tally.present)
}
