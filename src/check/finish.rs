//! What can only be said at the end: what is never used, never holds, has no basis, or is still open.

use super::Checker;
use super::problem::finish as problem;
use super::problem::rules;
use super::range::{Interval, Ranges, interval, truth};
use crate::diagnostic::Diagnostic;
use crate::ir::expr::ExprKind;
use crate::ir::program::{Exception, ExceptionKind, SlotKind};
use crate::syntax::ast::DeclKind;
use crate::value::number::Number;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn finish(&mut self) {
        if self.header.is_none() && !self.program.slots.is_empty() {
            self.report(problem::no_header());
        }
        self.open_params();
        if self.problems.iter().any(Diagnostic::is_error) {
            return;
        }
        self.prove_tables();
        self.marginal_sums();
        if self.problems.iter().any(Diagnostic::is_error) {
            return;
        }
        self.prove_obligations();
        self.prove_scores();
        self.prove_conditions();
        self.unused();
        self.without_basis();
    }

    fn open_params(&mut self) {
        let params = self.program.params.iter().filter(|param| param.values.is_empty());
        let open: Vec<_> = params.map(|param| (param.name.clone(), param.span)).collect();
        for (name, span) in open {
            let declared_open = self.params.iter().any(|(_, param)| param.name.text == name && param.open);
            if declared_open {
                self.report(problem::open_param(span, &name));
            }
        }
    }

    /// Scores that lie outside 0 … full marks whatever the data say.
    fn prove_scores(&mut self) {
        let ranges = Ranges::of(&self.program);
        let mut found = Vec::new();
        for indicator in self.program.assessments.iter().flat_map(|assessment| &assessment.indicators) {
            let bounds = Interval::closed(Number::zero(), indicator.full.clone());
            let mut results = vec![indicator.score];
            if let Some(ExprKind::Decide { decision, .. }) = self.kind(indicator.score)
                && let Some(decision) = self.program.decision(*decision)
            {
                results.extend(decision.rows.iter().map(|row| row.result));
            }
            for result in results {
                let span = self.span(result);
                let within = interval(&self.program, result, &ranges);
                if within.intersect(&bounds).is_none() {
                    found.push((span, indicator.name.clone(), indicator.full.clone()));
                }
            }
        }
        for (span, name, full) in found {
            self.report(rules::score_outside(span, &name, &full));
        }
    }

    /// Conditions of exceptions that can never hold, or always do.
    fn prove_conditions(&mut self) {
        let ranges = Ranges::of(&self.program);
        let mut found = Vec::new();
        for exception in &self.program.exceptions {
            if let Some(when) = exception.when {
                match truth(&self.program, when, &ranges) {
                    Some(false) => found.push(rules::never_applies(self.span(when), &exception.name)),
                    Some(true) => found.push(rules::always_applies(self.span(when), &exception.name)),
                    None => {}
                }
            }
        }
        for problem in found {
            self.report(problem);
        }
    }

    fn unused(&mut self) {
        let shown: BTreeSet<_> =
            self.program.outputs.iter().flat_map(|output| &output.items).filter_map(|item| item.slot).collect();
        let mut found = Vec::new();
        let unused_slot = |index: usize| {
            let id = crate::ir::ids::SlotId::at(index);
            !self.used_slots.contains(&id) && !shown.contains(&id)
        };
        for (index, slot) in self.program.slots.iter().enumerate() {
            let rule = match slot.kind {
                SlotKind::Formula { .. } | SlotKind::Share(_) => true,
                SlotKind::Column(_)
                | SlotKind::Applies(_)
                | SlotKind::Reasons(_)
                | SlotKind::IndicatorValue { .. }
                | SlotKind::IndicatorScore { .. }
                | SlotKind::AssessmentScore(_)
                | SlotKind::Residue(_) => false,
            };
            if rule && unused_slot(index) {
                found.push(problem::unused(slot.span, &slot.name));
            }
        }
        found.extend(self.idle_exclusions(unused_slot));
        let vocabulary = self.params.iter().map(|(_, param)| &param.name);
        let vocabulary = vocabulary.chain(self.lists.iter().map(|(_, (name, _, _))| *name));
        let vocabulary = vocabulary.chain(self.lookups.iter().map(|(_, lookup)| &lookup.name));
        for name in vocabulary.filter(|name| !self.used.contains(&name.text)) {
            found.push(problem::unused(name.span, &name.text));
        }
        for def in self.program.enums.iter().filter(|def| !self.used.contains(&def.name)) {
            found.push(problem::unused(def.span, &def.name));
        }
        if self.program.outputs.is_empty() {
            found.push(problem::no_output(self.header));
        }
        for problem in found {
            self.report(problem);
        }
    }

    /// Exclusions that set nothing and that nobody asks about: whoever wrote them may think that the rows get nothing.
    fn idle_exclusions(&self, unused: impl Fn(usize) -> bool) -> Vec<Diagnostic> {
        let is_told = |id: usize| {
            let reasons =
                |slot: &SlotKind| matches!(slot, SlotKind::Reasons(of) if of.iter().any(|of| of.index() == id));
            let mut slots = self.program.slots.iter().enumerate();
            slots.any(|(index, slot)| reasons(&slot.kind) && !unused(index))
        };
        let is_idle = |(id, exception): &(usize, &Exception)| {
            exception.kind == ExceptionKind::Exclude
                && exception.effects.is_empty()
                && exception.overridden_by.is_empty()
                && unused(exception.applies.index())
                && !is_told(*id)
        };
        let idle = self.program.exceptions.iter().enumerate().filter(is_idle);
        idle.map(|(_, exception)| {
            let span = self.program.slot(exception.applies).map_or(exception.span, |slot| slot.span);
            problem::excludes_nothing(span, &exception.name)
        })
        .collect()
    }

    /// Rules that change amounts or scores and name no 依据.
    fn without_basis(&mut self) {
        let mut bare: Vec<(crate::source::Span, Arc<str>)> = Vec::new();
        for slot in &self.program.slots {
            let rule =
                matches!(slot.kind, SlotKind::Formula { .. } | SlotKind::IndicatorScore { .. } | SlotKind::Share(_));
            if rule && slot.bases.is_empty() {
                let name: Arc<str> = slot.name.trim_end_matches(".得分").into();
                bare.push((slot.span, name));
            }
        }
        for exception in &self.program.exceptions {
            let named = match exception.kind {
                ExceptionKind::Except | ExceptionKind::Exclude | ExceptionKind::Reinstate => exception.bases.is_empty(),
            };
            if named {
                let span = self.program.slot(exception.applies).map(|slot| slot.span).unwrap_or_default();
                bare.push((span, exception.name.clone()));
            }
        }
        for (decl, param) in self.params.clone() {
            let dated = param.dated.iter().any(|dated| !dated.bases.is_empty());
            if decl.clauses.bases.is_empty() && !dated && !param.open && matches!(decl.kind, DeclKind::Param(_)) {
                bare.push((param.name.span, param.name.text.clone()));
            }
        }
        for (span, name) in bare {
            self.report(problem::without_basis(span, &name));
        }
    }
}
