//! Assessments: indicators with their values, scores and weights.

use super::declare::Def;
use super::problem::kinds;
use super::problem::rules as problem;
use super::scope::Scope;
use super::{Checker, Lowered, Reported};
use crate::ir::ids::{AssessmentId, ExprId, LocalId, SlotId, TableId};
use crate::ir::program::{Assessment, Combine, Indicator, MissingRule, SlotKind, Step};
use crate::syntax::ast::{self, AssessmentDecl, Decl, IndicatorDecl, IndicatorKind, ScoreRule, ScoreRuleKind};
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;
use std::sync::Arc;

/// An indicator's checked expressions, until its assessment is put together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
    pub value: Option<ExprId>,
    pub score: Option<ExprId>,
    pub local: Option<LocalId>,
}

impl<'a> Checker<'a> {
    pub(super) fn declare_assessment(&mut self, decl: &'a Decl, assessment: &'a AssessmentDecl) {
        let owner = match &assessment.table {
            Some(name) => match self.table_named(name) {
                Some(table) => Some(table),
                None => {
                    self.lost.insert(assessment.name.text.clone());
                    return;
                }
            },
            None => None,
        };
        let id = AssessmentId::at(self.assessments.len());
        let name = &assessment.name;
        if let Some(first) = self.names.assessments.get(&name.text).and_then(|id| self.assessments.get(id.index())) {
            let first = first.1.name.span;
            self.report(super::problem::names::twice(name, first));
            return;
        }
        self.names.assessments.insert(name.text.clone(), id);
        self.assessments.push((decl, assessment));
        let score = self.new_slot(owner, &format!("{}.得分", name.text).into(), name.span, Def::AssessmentScore(id));
        for (index, indicator) in assessment.indicators.iter().enumerate() {
            let prefix = format!("{}.{}", name.text, indicator.name.text);
            let span = indicator.name.span;
            self.new_slot(owner, &format!("{prefix}.取值").into(), span, Def::IndicatorValue(id, index));
            self.new_slot(owner, &format!("{prefix}.得分").into(), span, Def::IndicatorScore(id, index));
        }
        let full = assessment.full.as_ref().and_then(|full| self.marks(full));
        if assessment.full.is_none() {
            self.report(problem::lacks_full_marks(name));
        }
        self.program.assessments.push(Assessment {
            name: name.text.clone(),
            owner,
            full: full.unwrap_or_else(|| Number::from(100)),
            indicators: Vec::new(),
            combine: Combine::Weighted,
            rounding: None,
            score: score.unwrap_or(SlotId(u32::MAX)),
            span: name.span,
        });
        self.made.push(vec![Made::default(); assessment.indicators.len()]);
    }

    /// A number of points.
    fn marks(&mut self, expr: &ast::Expr) -> Option<Number> {
        let ast::ExprKind::Number(literal) = &expr.kind else { return None };
        let (value, unit, _) = self.literal(literal).ok()?;
        if unit == Unit::POINT || (unit.is_none() && value.is_zero()) {
            return Some(value);
        }
        self.report(problem::marks_not_points(expr.span));
        None
    }

    fn indicator(&self, id: AssessmentId, index: usize) -> Lowered<(&'a AssessmentDecl, &'a IndicatorDecl)> {
        let (_, assessment) = self.assessments.get(id.index()).copied().ok_or(Reported)?;
        Ok((assessment, assessment.indicators.get(index).ok_or(Reported)?))
    }

    fn owner_of(&self, id: AssessmentId) -> Option<TableId> {
        self.program.assessment(id).and_then(|assessment| assessment.owner)
    }

    fn made_mut(&mut self, id: AssessmentId, index: usize) -> Option<&mut Made> {
        self.made.get_mut(id.index())?.get_mut(index)
    }

    pub(super) fn make_indicator_value(&mut self, slot: SlotId, id: AssessmentId, index: usize) -> Lowered<()> {
        let (assessment, indicator) = self.indicator(id, index)?;
        let Some(take) = &indicator.take else {
            return Err(self.report(problem::lacks_value(&indicator.name)));
        };
        let value = self.lower(take, &Scope::of(self.owner_of(id)))?;
        let ty = self.ty(value);
        if ty.missing && indicator.missing.is_none() && assessment.missing.is_none() {
            return Err(self.report(problem::lacks_missing_rule(take.span, &indicator.name.text)));
        }
        if ty.inapplicable && indicator.inapplicable.is_none() && assessment.inapplicable.is_none() {
            return Err(self.report(problem::lacks_inapplicable_rule(take.span, &indicator.name.text)));
        }
        let local = self.new_local(&Arc::from("取值"));
        if let Some(made) = self.made_mut(id, index) {
            made.value = Some(value);
            made.local = Some(local);
        }
        self.fill(slot, ty, SlotKind::IndicatorValue { assessment: id, indicator: index }, indicator);
        self.step(Step::Slot(slot));
        Ok(())
    }

    fn fill(&mut self, slot: SlotId, ty: Type, kind: SlotKind, indicator: &IndicatorDecl) {
        if let Some(place) = self.program.slots.get_mut(slot.index()) {
            place.ty = ty;
            place.kind = kind;
            place.bases = super::bases(&indicator.bases);
            place.note.clone_from(&indicator.note);
        }
    }

    pub(super) fn make_indicator_score(&mut self, slot: SlotId, id: AssessmentId, index: usize) -> Lowered<()> {
        let (assessment, indicator) = self.indicator(id, index)?;
        let owner = self.owner_of(id);
        let value_slot = self.slot_of(id, &format!("{}.{}.取值", assessment.name.text, indicator.name.text))?;
        self.ensure(value_slot, indicator.span)?;
        let Some(score) = &indicator.score else { return Err(self.report(problem::lacks_score(&indicator.name))) };
        let made = self.made.get(id.index()).and_then(|made| made.get(index)).copied().unwrap_or_default();
        let (Some(value), Some(local)) = (made.value, made.local) else { return Err(Reported) };
        let full = match &indicator.full {
            Some(full) => self.marks(full),
            None => self.program.assessment(id).map(|assessment| assessment.full.clone()),
        };
        // Where the value is absent the rule for missing items answers, so the score only sees values.
        let seen = Type::from(self.ty(value).kind);
        let scope = Scope { value: Some((local, seen)), full, ..Scope::of(owner) };
        let points = NumberType { unit: Unit::POINT, digits: Digits::At(0), percent: false };
        let score_id = self.lower_as(score, &scope, Some(Kind::Number(points)))?;
        self.present(score_id)?;
        self.adopt(score_id, Kind::Number(points).into());
        let ty = self.ty(score_id);
        let digits = match ty.kind {
            Kind::Number(number) if number.unit == Unit::POINT => number.digits,
            _ => {
                let found = self.describe(ty);
                return Err(self.report(problem::score_not_points(score.span, &found)));
            }
        };
        if let Some(made) = self.made_mut(id, index) {
            made.score = Some(score_id);
        }
        let value_ty = self.ty(value);
        let rules = self.absent_rules(assessment, indicator);
        let left_out = |rule: &Option<MissingRule>, possible: bool| {
            (
                possible && matches!(rule, Some(MissingRule::Rescale)),
                possible && matches!(rule, Some(MissingRule::NoScore)),
            )
        };
        let (gone, void) = left_out(&rules.0, value_ty.missing);
        let (gone_too, void_too) = left_out(&rules.1, value_ty.inapplicable);
        let kind = Kind::Number(NumberType { digits, ..points });
        let ty = Type { kind, missing: gone || gone_too, inapplicable: void || void_too };
        self.fill(slot, ty, SlotKind::IndicatorScore { assessment: id, indicator: index }, indicator);
        self.step(Step::Slot(slot));
        Ok(())
    }

    fn slot_of(&self, id: AssessmentId, name: &str) -> Lowered<SlotId> {
        let name: Arc<str> = name.into();
        let slot = match self.owner_of(id) {
            Some(table) => self.names.slots.get(&(table, name)),
            None => self.names.whole.get(&name),
        };
        slot.copied().ok_or(Reported)
    }

    fn absent_rules(
        &mut self,
        assessment: &AssessmentDecl,
        indicator: &IndicatorDecl,
    ) -> (Option<MissingRule>, Option<MissingRule>) {
        let missing = indicator.missing.as_ref().or(assessment.missing.as_ref());
        let inapplicable = indicator.inapplicable.as_ref().or(assessment.inapplicable.as_ref());
        (missing.map(|rule| self.score_rule(rule)), inapplicable.map(|rule| self.score_rule(rule)))
    }

    fn score_rule(&mut self, rule: &ScoreRule) -> MissingRule {
        match &rule.kind {
            ScoreRuleKind::Rescale => MissingRule::Rescale,
            ScoreRuleKind::FullMarks => MissingRule::FullMarks,
            ScoreRuleKind::NoScore => MissingRule::NoScore,
            ScoreRuleKind::Marks(marks) => MissingRule::Marks(self.marks(marks).unwrap_or_else(Number::zero)),
        }
    }

    pub(super) fn make_assessment(&mut self, slot: SlotId, id: AssessmentId) -> Lowered<()> {
        let (decl, assessment) = self.assessments.get(id.index()).copied().ok_or(Reported)?;
        if assessment.indicators.is_empty() {
            return Err(self.report(problem::no_indicators(&assessment.name)));
        }
        let points = assessment.indicators.iter().filter(|indicator| indicator.weight.is_none()).count();
        let combine = if points == assessment.indicators.len() { Combine::Points } else { Combine::Weighted };
        let mut indicators = Vec::new();
        let mut digits = Digits::At(0);
        let (mut rescaled, mut void, mut broken) = (false, false, false);
        for (index, indicator) in assessment.indicators.iter().enumerate() {
            match self.make_indicator(id, index, combine) {
                Ok((made, weight_digits)) => {
                    let ty = self.program.slot(made.score_slot).map(|slot| slot.ty).ok_or(Reported)?;
                    rescaled |= ty.missing;
                    void |= ty.inapplicable;
                    if let Kind::Number(number) = ty.kind {
                        digits = digits.max(number.digits.plus(weight_digits));
                    }
                    indicators.push(made);
                }
                Err(Reported) => broken = true,
            }
            if indicator.weight.is_none() && combine == Combine::Weighted {
                self.report(problem::lacks_weight(&indicator.name));
            }
        }
        if broken {
            return Err(Reported);
        }
        self.weights(assessment, &indicators, combine, id);
        let mut number =
            NumberType { unit: Unit::POINT, digits: if rescaled { Digits::Unbounded } else { digits }, percent: false };
        let rounding = match &assessment.rounding {
            Some(to) => {
                let (quantum, _) = self.quantum(to, number)?;
                number.digits = quantum.decimals().map_or(Digits::Unbounded, Digits::At);
                Some((to.mode, quantum))
            }
            None => None,
        };
        if let Some(place) = self.program.assessments.get_mut(id.index()) {
            place.indicators = indicators;
            place.combine = combine;
            place.rounding = rounding;
        }
        if let Some(place) = self.program.slots.get_mut(slot.index()) {
            place.ty = Type { kind: Kind::Number(number), missing: false, inapplicable: void };
            place.kind = SlotKind::AssessmentScore(id);
            place.bases = super::bases(&decl.clauses.bases);
            place.note.clone_from(&decl.clauses.note);
        }
        self.step(Step::Slot(slot));
        Ok(())
    }

    fn make_indicator(&mut self, id: AssessmentId, index: usize, combine: Combine) -> Lowered<(Indicator, Digits)> {
        let (assessment, decl) = self.indicator(id, index)?;
        let prefix = format!("{}.{}", assessment.name.text, decl.name.text);
        let value_slot = self.slot_of(id, &format!("{prefix}.取值"))?;
        let score_slot = self.slot_of(id, &format!("{prefix}.得分"))?;
        self.ensure(score_slot, decl.span)?;
        let made = self.made.get(id.index()).and_then(|made| made.get(index)).copied().unwrap_or_default();
        let (Some(value), Some(score), Some(local)) = (made.value, made.score, made.local) else {
            return Err(Reported);
        };
        let mut weight_digits = Digits::At(0);
        let weight = match (&decl.weight, combine) {
            (Some(weight), _) => {
                let weight = self.lower(weight, &Scope::of(None))?;
                match self.ty(weight).kind {
                    Kind::Number(number) if number.unit.is_none() => {
                        self.doubt_percent(weight);
                        weight_digits = number.digits;
                    }
                    _ => {
                        let found = self.describe(self.ty(weight));
                        let span = self.span(weight);
                        return Err(self.report(super::problem::types::wrong_kind(span, &kinds::ratio(), &found)));
                    }
                }
                Some(weight)
            }
            (None, _) => None,
        };
        let full = match (&decl.full, combine) {
            (Some(full), Combine::Points) => self.marks(full).ok_or(Reported)?,
            (Some(full), Combine::Weighted) => {
                return Err(self.report(problem::weight_and_marks(full.span, &decl.name.text)));
            }
            (None, Combine::Points) => return Err(self.report(problem::lacks_weight(&decl.name))),
            (None, Combine::Weighted) => self.program.assessment(id).map(|a| a.full.clone()).ok_or(Reported)?,
        };
        let (missing, inapplicable) = self.absent_rules(assessment, decl);
        let indicator = Indicator {
            name: decl.name.text.clone(),
            key: decl.kind == IndicatorKind::Key,
            weight,
            full,
            value,
            value_local: local,
            score,
            value_slot,
            score_slot,
            missing,
            inapplicable,
            bases: super::bases(&decl.bases),
            span: decl.span,
        };
        Ok((indicator, weight_digits))
    }

    /// Weights make 100 %, points make the full marks; proved where all of them are known.
    fn weights(&mut self, decl: &AssessmentDecl, indicators: &[Indicator], combine: Combine, id: AssessmentId) {
        match combine {
            Combine::Weighted => {
                for day in self.stretches() {
                    let weights: Option<Vec<Number>> =
                        indicators.iter().map(|indicator| self.number_on(indicator.weight?, day)).collect();
                    let Some(weights) = weights else { continue };
                    let total: Number = weights.into_iter().sum();
                    if total != Number::one() {
                        let places = decl
                            .indicators
                            .iter()
                            .filter_map(|indicator| indicator.weight.as_ref().map(|weight| weight.span));
                        let places: Vec<_> = places.collect();
                        self.report(problem::weights_sum(&decl.name, &total, &places));
                        return;
                    }
                }
            }
            Combine::Points => {
                let total: Number = indicators.iter().map(|indicator| indicator.full.clone()).sum();
                let full = self.program.assessment(id).map(|assessment| assessment.full.clone()).unwrap_or_default();
                if total != full {
                    self.report(problem::points_sum(&decl.name, &total, &full));
                }
            }
        }
    }
}
