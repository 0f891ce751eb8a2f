//! A decision table at its keys: the row that answered, and the rows that did not.

use super::tree::{Node, NodeKind, StepKind};
use super::walk::{Trail, Walk, bare_row};
use crate::diagnostic::{Words, counted};
use crate::ir::expr::{Decision, HitPolicy};
use crate::ir::ids::{DecisionId, ExprId};
use crate::rows::Env;
use crate::source::Span;
use crate::value::value::Value;
use crate::wording::value;

/// Tables of so many rows are shown whole, larger ones by the rows that answer.
const SMALL: usize = 8;

impl Walk<'_, '_> {
    pub fn decision(&mut self, at: ExprId, id: DecisionId, keys: &[ExprId], env: &Env) -> Node {
        let Some(decision) = self.program.decision(id) else {
            return Node::new(NodeKind::Lookup, Words::default());
        };
        let given: Vec<Option<Value>> = keys.iter().map(|key| self.run.eval(*key, env).ok()).collect();
        let shown: Vec<String> =
            decision.keys.iter().zip(&given).map(|(key, value)| self.key(&key.name, &key.ty, value)).collect();
        let title = match &decision.name {
            Some(name) => Words::new(
                format!("对照表“{name}”（{}）", shown.join("，")),
                format!("lookup {name} ({})", shown.join(", ")),
            ),
            None => Words::new(format!("按 {}", shown.join("，")), format!("by {}", shown.join(", "))),
        };
        let mut node = self.valued(NodeKind::Lookup, title, at, env);
        if decision.name.is_some() {
            node.layers = self.decision_layers(decision);
        }
        let Some(given) = given.into_iter().collect::<Option<Vec<Value>>>() else {
            return node;
        };
        let mut inner = env.clone();
        for (key, value) in decision.keys.iter().zip(&given) {
            inner = self.run.bind_local(&inner, key.local, value.clone());
        }
        let answering = self.run.decide_row(id, &given, env).unwrap_or_default();
        for (index, row) in decision.rows.iter().enumerate() {
            let text = self.row_text(row.span);
            if answering.contains(&index) {
                self.answer(&mut node, decision, index, &inner);
            } else if decision.rows.len() <= SMALL {
                node.step(StepKind::NoAnswer, Words::same(text));
            }
        }
        if decision.rows.len() > SMALL {
            let rows = decision.rows.len();
            node.step(
                StepKind::Remark,
                Words::new(
                    format!("全表 {rows} 行，其余各行未命中"),
                    format!("{}, the others do not answer", counted(rows, "row")),
                ),
            );
        }
        node
    }

    fn key(&self, name: &str, ty: &crate::value::types::Type, given: &Option<Value>) -> String {
        let value = given.as_ref().map_or_else(|| "?".to_owned(), |given| value::typed(self.program, ty, given));
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() { value } else { format!("{name} = {value}") }
    }

    fn answer(&mut self, node: &mut Node, decision: &Decision, index: usize, inner: &Env) {
        let Some(row) = decision.rows.get(index) else { return };
        let mut trail = Trail::default();
        for bound in row.cells.iter().flat_map(|cell| cell.bounds()) {
            self.walk(bound, inner, &mut trail);
        }
        self.walk(row.result, inner, &mut trail);
        let text = self.row_text(row.span);
        // Where only the result read values, the conditions need no repeating.
        let result = self.span(row.result);
        let inside = |span: &Span| span.source == result.source && span.start >= result.start && span.end <= result.end;
        let shown = if trail.put.iter().all(|(span, _)| inside(span)) { result } else { row.span };
        let put = self.put_in(shown, &trail.put).map(|put| bare_row(&put)).filter(|put| *put != text);
        let mut words = match put {
            Some(put) => Words::same(format!("{text} → {put}")),
            None => Words::same(text),
        };
        match decision.hit {
            HitPolicy::Unique => {}
            HitPolicy::Cumulative => {
                let part = self.shown(row.result, inner).unwrap_or_else(|words| words.zh);
                words = Words::new(format!("{}，计 {part}", words.zh), format!("{}: adds {part}", words.en));
            }
        }
        node.step(StepKind::Answer, words);
        node.steps.append(&mut trail.steps);
        node.adopt(std::mem::take(&mut trail.children));
    }
}
