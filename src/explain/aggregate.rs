//! An aggregate: how many rows entered, and what the first of them brought.

use super::tree::{Node, NodeKind, StepKind};
use super::walk::{Trail, Walk};
use crate::diagnostic::Words;
use crate::ir::expr::{Aggregate, AggregateOp};
use crate::ir::ids::{AggregateId, ExprId};
use crate::rows::Env;

impl Walk<'_, '_> {
    pub fn aggregate(&mut self, at: ExprId, id: AggregateId, env: &Env) -> Node {
        let Some(aggregate) = self.program.aggregate(id) else {
            return Node::new(NodeKind::Aggregate, Words::default());
        };
        let title = Words::same(self.text(self.span(at)));
        let mut node = self.valued(NodeKind::Aggregate, title, at, env);
        let mut outer = Trail::default();
        for id in aggregate.outer() {
            self.walk(id, env, &mut outer);
        }
        let rows = self.run.rows_of(id, env);
        let table = self.program.table(aggregate.table).map_or("", |table| &*table.name);
        let count = rows.len();
        let most = self.rows;
        let (zh_first, en_first) = if count > most {
            (format!("，下面列出前 {most} 行"), format!("; the first {most} are shown"))
        } else {
            Default::default()
        };
        node.step(
            StepKind::Rows,
            Words::new(format!("{table} {count} 行{zh_first}"), format!("{count} of {table}{en_first}")),
        );
        if let (AggregateOp::Rank { .. }, Some(own)) = (aggregate.op, aggregate.own) {
            let all: Vec<String> = std::iter::once(own)
                .chain(aggregate.then.iter().map(|key| key.own))
                .map(|own| self.shown(own, env).unwrap_or_else(|words| words.zh))
                .collect();
            let words =
                Words::new(format!("本行的值是 {}", all.join("，")), format!("this row's value is {}", all.join(", ")));
            node.step(StepKind::Remark, words);
        }
        node.steps.append(&mut outer.steps);
        for row in rows.iter().take(most) {
            let inner = self.run.bind(env, aggregate.frame, *row);
            let child = self.entered(aggregate, *row, &inner);
            node.children.push(child);
        }
        node.adopt(std::mem::take(&mut outer.children));
        node
    }

    /// A row with what it brought: its value, and the text with values where that says more.
    fn entered(&mut self, aggregate: &Aggregate, row: usize, inner: &Env) -> Node {
        let mut node = Node::new(NodeKind::Row, self.row_name(aggregate.table, row));
        if let Some(value) = aggregate.value {
            self.set(&mut node, self.told(value, inner));
            node.exact = self.exact(self.ty(value), &self.run.eval(value, inner));
            let span = self.span(value);
            let mut put = Vec::new();
            self.leaves(value, inner, &mut put);
            let whole = put.iter().any(|(part, _)| *part == span);
            node.substituted = self.put_in(span, &put).filter(|_| !whole);
        }
        if !aggregate.then.is_empty() {
            let next = aggregate.then.iter().map(|key| self.shown(key.value, inner).unwrap_or_else(|words| words.zh));
            let next: Vec<String> = next.collect();
            let words = Words::new(format!("其次 {}", next.join("，")), format!("then {}", next.join(", ")));
            node.step(StepKind::Remark, words);
        }
        if let Some(weight) = aggregate.weight {
            let weight = self.shown(weight, inner).unwrap_or_else(|words| words.zh);
            node.step(StepKind::Remark, Words::new(format!("权数 {weight}"), format!("weight {weight}")));
        }
        node.origin = self.origin(Some(aggregate.table), Some(row));
        node
    }

    /// The values that an expression reads, for its text only.
    fn leaves(&self, id: ExprId, env: &Env, put: &mut Vec<(crate::source::Span, String)>) {
        let Some(expr) = self.program.expr(id) else { return };
        let children = expr.kind.children();
        let constant = matches!(expr.kind, crate::ir::expr::ExprKind::Constant(_));
        if children.is_empty() && !constant {
            if let Ok(text) = self.shown(id, env) {
                put.push((expr.span, text));
            }
            return;
        }
        for child in children {
            self.leaves(child, env, put);
        }
    }
}
