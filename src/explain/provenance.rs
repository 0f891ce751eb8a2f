//! Which layer a rule comes from, and which layers changed it: told from where its text stands.

use super::tree::{Change, Provenance};
use super::visit::parts;
use super::walk::Walk;
use crate::ir::expr::Decision;
use crate::ir::ids::ExprId;
use crate::ir::program::{DatedValue, Exception, Indicator, Param, Slot, SlotKind};
use crate::layer::{Edit, EditKind};
use crate::source::{SourceId, Span};

impl Walk<'_, '_> {
    pub fn slot_layers(&self, slot: &Slot) -> Vec<Provenance> {
        let exprs = match &slot.kind {
            SlotKind::Formula { value, .. } => vec![*value],
            SlotKind::Column(_)
            | SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => Vec::new(),
        };
        self.layers(slot.span, &exprs, &[])
    }

    pub fn param_layers(&self, param: &Param, value: Option<&DatedValue>) -> Vec<Provenance> {
        let spans: Vec<Span> = value.iter().map(|value| value.span).collect();
        self.layers(param.span, &[], &spans)
    }

    pub fn exception_layers(&self, exception: &Exception) -> Vec<Provenance> {
        let mut exprs: Vec<ExprId> = exception.when.into_iter().collect();
        exprs.extend(&exception.unless);
        exprs.extend(exception.effects.iter().map(|(_, effect)| *effect));
        self.layers(exception.span, &exprs, &[])
    }

    pub fn indicator_layers(&self, indicator: &Indicator) -> Vec<Provenance> {
        self.layers(indicator.span, &[indicator.value, indicator.score], &[])
    }

    pub fn decision_layers(&self, decision: &Decision) -> Vec<Provenance> {
        let spans: Vec<Span> = decision.rows.iter().map(|row| row.span).collect();
        let exprs: Vec<ExprId> = decision.rows.iter().map(|row| row.result).collect();
        self.layers(decision.span, &exprs, &spans)
    }

    /// The layer that declares what stands at `declared`, then every edit that a part of the rule stands in.
    fn layers(&self, declared: Span, exprs: &[ExprId], others: &[Span]) -> Vec<Provenance> {
        let Some(merged) = self.merged.filter(|merged| merged.names.len() > 1) else { return Vec::new() };
        let name = |layer: usize| merged.names.get(layer).cloned().unwrap_or_default();
        let mut found = Vec::new();
        if let Some(layer) = self.layer_of(declared.source) {
            found.push(Provenance { layer: name(layer), change: None });
        }
        let mut spans = others.to_vec();
        for id in exprs {
            parts(self.program, *id, &mut |part| spans.push(self.span(part)));
        }
        for edit in &merged.edits {
            match edit.kind {
                EditKind::Given | EditKind::Amended | EditKind::Extended => {}
                EditKind::Retired | EditKind::Locked => continue,
            }
            if !within(edit.span, declared) && spans.iter().any(|span| within(edit.span, *span)) {
                found.push(Provenance { layer: name(edit.layer), change: Some(self.change(edit)) });
            }
        }
        found
    }

    fn change(&self, edit: &Edit) -> Change {
        // What is given ends before the clauses that stand below it.
        let is_clause = |line: &&str| {
            let line = line.trim_start();
            ["依据", "basis", "说明", "note"].iter().any(|clause| line.starts_with(clause))
        };
        let line = |text: &str| {
            let own: Vec<&str> = text.lines().take_while(|line| !is_clause(line)).collect();
            own.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ")
        };
        Change {
            kind: edit.kind,
            old: line(&edit.old),
            new: line(edit.new.trim_start_matches(['=', '＝'])),
            bases: edit.bases.iter().map(|basis| basis.text.clone()).collect(),
        }
    }

    fn layer_of(&self, source: SourceId) -> Option<usize> {
        let merged = self.merged?;
        let held = merged.held.iter().find(|held| held.decl.span.source == source).map(|held| held.layer);
        held.or_else(|| merged.edits.iter().find(|edit| edit.span.source == source).map(|edit| edit.layer))
    }
}

fn within(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end && inner.start < inner.end
}
