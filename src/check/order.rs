//! An order in which rules are made so that few of them have to wait for others: read off the words of their texts,
//! without recursion, so that a chain of any length costs no stack.

use super::Checker;
use super::declare::Def;
use crate::ir::ids::SlotId;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Checker<'_> {
    /// All slots, those first whose names others mention.
    pub(super) fn order(&self) -> Vec<SlotId> {
        let mut by_name: BTreeMap<&str, Vec<SlotId>> = BTreeMap::new();
        for (index, slot) in self.program.slots.iter().enumerate() {
            by_name.entry(&slot.name).or_default().push(SlotId::at(index));
        }
        let mut texts: Vec<Vec<Span>> = self.defs.iter().map(|def| self.text_of(def)).collect();
        for pending in &self.exceptions {
            for (target, _) in &pending.effects {
                if let Some(texts) = texts.get_mut(target.index()) {
                    texts.push(pending.decl.span);
                }
            }
        }
        let needs: Vec<Vec<SlotId>> = texts.iter().map(|spans| self.mentions(spans, &by_name)).collect();
        depth_first(&needs)
    }

    fn text_of(&self, def: &Def<'_>) -> Vec<Span> {
        match def {
            Def::Formula(decl) => vec![decl.span],
            Def::Applies(id) => self.exceptions.get(id.index()).map(|pending| pending.decl.span).into_iter().collect(),
            Def::IndicatorValue(id, index) | Def::IndicatorScore(id, index) => {
                let indicator = self.assessments.get(id.index()).and_then(|(_, decl)| decl.indicators.get(*index));
                indicator.map(|indicator| indicator.span).into_iter().collect()
            }
            Def::Share(id) => self.allocations.get(id.index()).map(|(decl, _)| decl.span).into_iter().collect(),
            Def::Column | Def::DerivedColumn(_) | Def::Reasons | Def::AssessmentScore(_) => Vec::new(),
        }
    }

    fn mentions(&self, spans: &[Span], by_name: &BTreeMap<&str, Vec<SlotId>>) -> Vec<SlotId> {
        let mut found = Vec::new();
        for span in spans {
            let text: Arc<str> = crate::syntax::fold(self.written(*span)).into();
            for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '·')) {
                if let Some(slots) = by_name.get(word) {
                    found.extend(slots.iter().copied());
                }
            }
        }
        found
    }
}

/// Postorder of a graph, from its nodes in order.
fn depth_first(needs: &[Vec<SlotId>]) -> Vec<SlotId> {
    let mut seen = vec![false; needs.len()];
    let mut order = Vec::with_capacity(needs.len());
    for start in 0..needs.len() {
        let mut stack = vec![(SlotId::at(start), 0usize)];
        if seen.get(start).copied().unwrap_or(true) {
            continue;
        }
        if let Some(place) = seen.get_mut(start) {
            *place = true;
        }
        while let Some((slot, next)) = stack.pop() {
            match needs.get(slot.index()).and_then(|needs| needs.get(next)) {
                Some(need) => {
                    stack.push((slot, next + 1));
                    if let Some(place) = seen.get_mut(need.index())
                        && !*place
                    {
                        *place = true;
                        stack.push((*need, 0));
                    }
                }
                None => order.push(slot),
            }
        }
    }
    order
}
