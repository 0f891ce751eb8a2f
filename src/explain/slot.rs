//! One value of a row: what it is by its kind, explained where it is met first.

use super::tree::{Node, NodeKind, StepKind};
use super::walk::Walk;
use crate::diagnostic::Words;
use crate::ir::expr::ExprKind;
use crate::ir::ids::SlotId;
use crate::ir::program::{Slot, SlotKind, TableSource};
use crate::rows::Failure;

impl Walk<'_, '_> {
    /// The node of a value; `placed` where its row is not that of the node above.
    pub fn slot(&mut self, id: SlotId, row: Option<usize>, placed: bool) -> Node {
        let Some(slot) = self.program.slot(id) else {
            return Node::new(NodeKind::Formula, Words::default());
        };
        let mut node = Node::new(kind(&slot.kind), Words::same(slot.name.to_string()));
        self.set(&mut node, self.slot_told(id, row));
        node.exact = self.exact(Some(&slot.ty), &self.run.value(id, row).map_err(Failure::from));
        if placed {
            node.place = Some(match slot.owner.zip(row) {
                Some((table, row)) => self.row_name(table, row),
                None => Words::new("整体", "overall"),
            });
        }
        if let SlotKind::Column(_) = slot.kind {
            let is_key =
                slot.owner.and_then(|table| self.program.table(table)).is_some_and(|table| table.keys.contains(&id));
            self.column(&mut node, (id, slot), row, is_key);
            return node;
        }
        if self.is_too_deep() {
            let name = &slot.name;
            let words = Words::new(
                format!("推导太长，到这里为止；要看下去，另行解释“{name}”（--of {name}）"),
                format!("the derivation is too long and stops here; explain {name} by itself (--of {name})"),
            );
            node.step(StepKind::Remark, words);
            return node;
        }
        if !self.first(id, row) {
            node.repeated = true;
            return node;
        }
        node.bases.clone_from(&slot.bases);
        node.layers = self.slot_layers(slot);
        node.note = slot.note.as_ref().map(ToString::to_string);
        let env = self.run.env(slot.owner, row);
        match &slot.kind {
            SlotKind::Column(_) => {}
            SlotKind::Formula { value, exceptions } => self.formula(&mut node, id, *value, exceptions, &env),
            SlotKind::Applies(exception) => {
                let child = self.exception(*exception, None, &env);
                node.children.push(child);
            }
            SlotKind::Reasons(exceptions) => {
                for exception in exceptions {
                    let child = self.exception(*exception, None, &env);
                    node.children.push(child);
                }
            }
            SlotKind::IndicatorValue { assessment, indicator } => {
                if let Some(value) = self.indicator(*assessment, *indicator).map(|indicator| indicator.value) {
                    self.expression(value, &env, &mut node);
                }
            }
            SlotKind::IndicatorScore { assessment, indicator } => {
                self.indicator_score(&mut node, *assessment, *indicator, &env);
            }
            SlotKind::AssessmentScore(assessment) => self.assessment_score(&mut node, *assessment, &env),
            SlotKind::Share(allocation) => self.share(&mut node, *allocation, row),
            SlotKind::Residue(allocation) => self.residue(&mut node, *allocation),
        }
        node
    }

    /// An input with its place in the data, or a column of a derived row with the rows it was made from.
    fn column(&mut self, node: &mut Node, (column, slot): (SlotId, &Slot), row: Option<usize>, is_key: bool) {
        node.note = slot.note.as_ref().map(ToString::to_string);
        node.origin = self.origin(slot.owner, row);
        let table = slot.owner.and_then(|table| self.program.table(table));
        if let (Some(table), Some(id), Some(row)) = (table, slot.owner, row)
            && let TableSource::Derived(derivation) = &table.source
            && let Some(position) = table.columns.iter().position(|other| *other == column)
            && !is_key
        {
            if self.first(column, Some(row)) {
                self.derived(node, (id, table, derivation), position, row);
            } else {
                node.repeated = true;
            }
        }
    }

    /// A node for an output's item: its value, and the slot below where it only rounds or shows it.
    pub fn item(&mut self, heading: &str, id: crate::ir::ids::ExprId, env: &crate::rows::Env) -> Node {
        if let Some(ExprKind::Slot(path, slot)) = self.program.expr(id).map(|expr| &expr.kind)
            && path.via.is_empty()
        {
            let mut node = self.slot(*slot, env.row(path.frame), false);
            if node.title.zh != heading {
                let remark = Words::new(format!("输出列“{heading}”"), format!("output column {heading}"));
                node.steps.insert(0, super::tree::Step { kind: StepKind::Remark, words: remark, rounding: None });
            }
            return node;
        }
        let mut node = self.valued(NodeKind::Output, Words::same(heading), id, env);
        self.expression(id, env, &mut node);
        node
    }
}

fn kind(kind: &SlotKind) -> NodeKind {
    match kind {
        SlotKind::Column(_) => NodeKind::Column,
        SlotKind::Formula { .. } => NodeKind::Formula,
        SlotKind::Applies(_) => NodeKind::Exception,
        SlotKind::Reasons(_) => NodeKind::Reasons,
        SlotKind::IndicatorValue { .. } | SlotKind::IndicatorScore { .. } => NodeKind::Indicator,
        SlotKind::AssessmentScore(_) => NodeKind::Assessment,
        SlotKind::Share(_) | SlotKind::Residue(_) => NodeKind::Share,
    }
}
