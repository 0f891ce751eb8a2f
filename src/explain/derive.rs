//! A derived row: the rows that it was made from.

use super::tree::{Node, NodeKind, StepKind};
use super::walk::Walk;
use crate::diagnostic::{Words, counted};
use crate::ir::ids::TableId;
use crate::ir::program::{Derivation, DerivedSource, Rollup, Table};
use crate::rows::Env;
use crate::value::value::Value;

impl Walk<'_, '_> {
    pub fn derived(
        &mut self,
        node: &mut Node,
        (id, table, derivation): (TableId, &Table, &Derivation),
        position: usize,
        row: usize,
    ) {
        let slot = table.columns.get(position).copied();
        let rollup = derivation.rollup.iter().find(|(column, _)| Some(*column) == slot).map(|(_, rollup)| *rollup);
        let key = self.run.key(id, row);
        let keys: Vec<usize> =
            table.keys.iter().filter_map(|key| table.columns.iter().position(|column| column == key)).collect();
        let mut made = Vec::new();
        for source in &derivation.sources {
            made.extend(self.sources_of(source, &keys, &key, position));
        }
        let how = match rollup {
            Some(Rollup::Sum) => Words::new("合计", "sum"),
            Some(Rollup::Max) => Words::new("最大", "maximum"),
            Some(Rollup::Min) => Words::new("最小", "minimum"),
            Some(Rollup::Count) => Words::new("计数", "count"),
            None => Words::new("照取", "as it is"),
        };
        let count = made.len();
        if count == 0 {
            return;
        }
        node.step(
            StepKind::Rows,
            Words::new(
                format!("派生自 {count} 行（{}）", how.zh),
                format!("derived from {} ({})", counted(count, "row"), how.en),
            ),
        );
        node.children.extend(made.into_iter().take(self.rows));
    }

    fn sources_of(&mut self, source: &DerivedSource, keys: &[usize], key: &[Value], position: usize) -> Vec<Node> {
        let mut made = Vec::new();
        for env in self.run.pairs(source) {
            if let Some(row) = env.row(0)
                && self.makes(source, keys, key, &env)
            {
                made.push(self.made(source, row, position, &env));
            }
        }
        made
    }

    /// Whether a pair of rows has the key of the derived row.
    fn makes(&self, source: &DerivedSource, keys: &[usize], key: &[Value], env: &Env) -> bool {
        keys.iter().zip(key).all(|(column, value)| {
            source.values.get(*column).and_then(|id| self.run.eval(*id, env).ok()).as_ref() == Some(value)
        })
    }

    fn made(&mut self, source: &DerivedSource, row: usize, position: usize, env: &Env) -> Node {
        let mut node = Node::new(NodeKind::Row, self.row_name(source.table, row));
        if let Some(value) = source.values.get(position) {
            self.set(&mut node, self.told(*value, env));
            node.exact = self.exact(self.ty(*value), &self.run.eval(*value, env));
            let mut below = Node::new(NodeKind::Row, Words::default());
            self.expression(*value, env, &mut below);
            let is_plain = |child: &Node| child.kind == NodeKind::Column && child.children.is_empty();
            let plain = below.children.iter().all(is_plain);
            node.formula = below.formula.filter(|_| !plain || below.substituted.is_some());
            node.substituted = below.substituted;
            node.steps = below.steps;
            node.children = below.children.into_iter().filter(|child| !plain || !is_plain(child)).collect();
        }
        node.origin = self.origin(Some(source.table), Some(row));
        node
    }
}
