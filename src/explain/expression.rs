//! One expression at a row: the values it read, and what happened where it had a choice.

use super::tree::{Node, NodeKind, Rounded, StepKind};
use super::walk::{Trail, Walk, bracketed};
use crate::diagnostic::Words;
use crate::ir::expr::{Absence, BinaryOp, ExprKind};
use crate::ir::ids::{ExprId, ParamId};
use crate::rows::{Env, Failure};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;

impl Trail {
    fn step(&mut self, kind: StepKind, words: Words) {
        self.steps.push(super::tree::Step { kind, words, rounding: None });
    }
}

impl Walk<'_, '_> {
    /// Explains an expression into a node: its text, the values put in, its steps and what stands below.
    pub fn expression(&mut self, id: ExprId, env: &Env, node: &mut Node) {
        let span = self.span(id);
        let mut trail = Trail::default();
        self.walk(id, env, &mut trail);
        let text = self.text(span);
        let whole = trail.put.iter().any(|(part, _)| *part == span);
        node.substituted = self.put_in(span, &trail.put).filter(|put| !whole && *put != text);
        node.formula = Some(text).filter(|text| !text.is_empty());
        self.hoist(id, node, &mut trail);
        node.steps.append(&mut trail.steps);
        node.adopt(std::mem::take(&mut trail.children));
    }

    /// Where the expression is nothing but an aggregate or a table, what stands in its node stands in this one.
    fn hoist(&self, id: ExprId, node: &mut Node, trail: &mut Trail) {
        let Some(expr) = self.program.expr(id) else { return };
        let table = if let ExprKind::Decide { decision, .. } = &expr.kind {
            self.program.decision(*decision).is_some_and(|decision| decision.name.is_none())
        } else if matches!(expr.kind, ExprKind::Aggregate(_)) {
            false
        } else {
            return;
        };
        let Some(child) = trail.children.pop() else { return };
        if table {
            node.formula = None;
            node.step(StepKind::Remark, child.title);
        }
        node.steps.extend(child.steps);
        trail.children.extend(child.children);
    }

    pub fn walk(&mut self, id: ExprId, env: &Env, trail: &mut Trail) {
        self.deeper(|walk| walk.step(id, env, trail));
    }

    fn step(&mut self, id: ExprId, env: &Env, trail: &mut Trail) {
        let Some(expr) = self.program.expr(id) else { return };
        match &expr.kind {
            ExprKind::Constant(_) => {
                // 满分 stands for a number that is written elsewhere.
                if matches!(self.text(self.span(id)).as_str(), "满分" | "full-marks") {
                    self.put(id, env, trail);
                }
            }
            ExprKind::Param(param) => self.param(*param, id, env, trail),
            ExprKind::ParamAt { param, day } => {
                self.walk(*day, env, trail);
                self.param(*param, id, env, trail);
            }
            ExprKind::Slot(path, slot) => {
                let row = self.follow(path, env);
                self.put(id, env, trail);
                if row.is_some() {
                    let elsewhere = row != env.row(0) || path.frame != 0 || !path.via.is_empty();
                    let child = self.slot(*slot, row, elsewhere);
                    add(trail, child);
                }
            }
            ExprKind::Whole(slot) => {
                self.put(id, env, trail);
                let child = self.slot(*slot, None, env.row(0).is_some());
                add(trail, child);
            }
            ExprKind::Local(_) => self.put(id, env, trail),
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                self.lazy(*op, (*left, *right), env, trail);
            }
            ExprKind::If { test, then, otherwise } => self.branch(*test, *then, *otherwise, env, trail),
            ExprKind::AtLeast(value, bound) => self.clamp(id, (*value, *bound), true, env, trail),
            ExprKind::AtMost(value, bound) => self.clamp(id, (*value, *bound), false, env, trail),
            ExprKind::Round { value, mode, quantum } => {
                self.walk(*value, env, trail);
                self.rounding(id, *value, (*mode, quantum), env, trail);
            }
            ExprKind::OrElse { value, absence, other } => self.or_else(*value, *absence, *other, env, trail),
            ExprKind::Decide { decision, keys } => {
                for key in keys {
                    self.walk(*key, env, trail);
                }
                self.put(id, env, trail);
                let child = self.decision(id, *decision, keys, env);
                add(trail, child);
            }
            ExprKind::Aggregate(aggregate) => {
                self.put(id, env, trail);
                let child = self.aggregate(id, *aggregate, env);
                add(trail, child);
            }
            ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..) => {
                for child in expr.kind.children() {
                    self.walk(child, env, trail);
                }
            }
        }
    }

    /// Puts the value of an expression in the place of its text.
    fn put(&self, id: ExprId, env: &Env, trail: &mut Trail) {
        if let Ok(text) = self.shown(id, env) {
            trail.put.push((self.span(id), text));
        }
    }

    /// The text of a part with the values that the trail has for it.
    fn filled(&self, id: ExprId, trail: &Trail) -> String {
        let span = self.span(id);
        self.put_in(span, &trail.put).unwrap_or_else(|| self.text(span))
    }

    fn param(&mut self, param: ParamId, id: ExprId, env: &Env, trail: &mut Trail) {
        self.put(id, env, trail);
        let Some(definition) = self.program.param(param) else { return };
        let mut node = self.valued(NodeKind::Param, Words::same(definition.name.to_string()), id, env);
        let Ok(value) = self.run.eval(id, env) else {
            add(trail, node);
            return;
        };
        if !self.first_param(param) {
            add(trail, node);
            return;
        }
        node.bases.clone_from(&definition.bases);
        node.note = definition.note.as_ref().map(ToString::to_string);
        let dated = definition.values.iter().find(|dated| dated.value == value);
        node.layers = self.param_layers(definition, dated);
        if let Some(dated) = dated {
            node.bases.extend(dated.bases.iter().filter(|basis| !definition.bases.contains(basis)).cloned());
            let words = match (dated.from, dated.to) {
                (Some(from), Some(to)) => {
                    Some(Words::new(format!("{from} 至 {to} 有效"), format!("in force {from} to {to}")))
                }
                (Some(from), None) => Some(Words::new(format!("自 {from} 起有效"), format!("in force from {from}"))),
                (None, Some(to)) => Some(Words::new(format!("至 {to} 有效"), format!("in force to {to}"))),
                (None, None) => None,
            };
            if let Some(words) = words {
                node.step(StepKind::Remark, words);
            }
            if self.sources.get(dated.span.source).is_some_and(|source| source.name() == "--set") {
                node.step(StepKind::Remark, Words::new("由 --set 给定", "given by --set"));
            }
        }
        add(trail, node);
    }

    fn lazy(&mut self, op: BinaryOp, (left, right): (ExprId, ExprId), env: &Env, trail: &mut Trail) {
        self.walk(left, env, trail);
        let decided = match (op, self.run.eval(left, env)) {
            (BinaryOp::And, Ok(Value::Bool(false))) | (BinaryOp::Or, Ok(Value::Bool(true))) => true,
            (_, _) => false,
        };
        if !decided {
            self.walk(right, env, trail);
        }
    }

    fn branch(&mut self, test: ExprId, then: ExprId, otherwise: ExprId, env: &Env, trail: &mut Trail) {
        self.walk(test, env, trail);
        let holds = match self.run.eval(test, env) {
            Ok(Value::Bool(holds)) => holds,
            Ok(_) | Err(_) => return,
        };
        let (text, filled) = (self.text(self.span(test)), self.filled(test, trail));
        let (zh, en) = if holds { ("成立", "holds") } else { ("不成立", "does not hold") };
        let values = if text == filled { Words::default() } else { bracketed(&filled) };
        let (taken, left) = if holds { (then, otherwise) } else { (otherwise, then) };
        let taken_text = self.text(self.span(taken));
        trail.step(
            StepKind::Taken,
            Words::new(
                format!("条件 {text}{} {zh}，取 {taken_text}", values.zh),
                format!("condition {text}{} {en}: {taken_text}", values.en),
            ),
        );
        let left_text = self.text(self.span(left));
        trail.step(
            StepKind::NotTaken,
            Words::new(format!("{left_text}（因为条件{zh}）"), format!("{left_text} (the condition {en})")),
        );
        self.walk(taken, env, trail);
    }

    fn clamp(&mut self, id: ExprId, (value, bound): (ExprId, ExprId), floor: bool, env: &Env, trail: &mut Trail) {
        self.walk(value, env, trail);
        self.walk(bound, env, trail);
        let (Ok(before), Ok(limit)) = (self.run.eval(value, env), self.run.eval(bound, env)) else { return };
        let ty = self.ty(id);
        let show = |value: &Value| self.words(ty, &Ok(value.clone())).unwrap_or_default();
        let (before_text, limit_text) = (show(&before), show(&limit));
        let (zh, en) = if floor { ("不低于", "at least") } else { ("不高于", "at most") };
        let hit = if floor { before < limit } else { before > limit };
        let words = if hit {
            Words::new(
                format!("{zh} {limit_text}：原为 {before_text}，取 {limit_text}"),
                format!("{en} {limit_text}: {before_text} becomes {limit_text}"),
            )
        } else {
            Words::new(
                format!("{zh} {limit_text}：{before_text} 已满足，不变"),
                format!("{en} {limit_text}: {before_text} stays"),
            )
        };
        trail.step(StepKind::Clamp, words);
    }

    fn rounding(&self, id: ExprId, value: ExprId, how: (Rounding, &Number), env: &Env, trail: &mut Trail) {
        let before: Result<Value, Failure> = self.run.eval(value, env);
        if let (Ok(Value::Number(exact)), Ok(after), Ok(Value::Number(rounded))) =
            (&before, self.shown(id, env), self.run.eval(id, env))
        {
            let (mode, quantum) = how;
            let rounded = Rounded { mode, quantum: quantum.clone(), before: exact.clone(), after: rounded };
            let before = self.words(self.ty(value), &before).unwrap_or_default();
            let to = self.words(self.ty(id), &Ok(Value::Number(quantum.clone()))).unwrap_or_default();
            let words = Words::new(
                format!("{}到 {to}：{before} → {after}", mode.zh()),
                format!("{} to {to}: {before} → {after}", mode.en()),
            );
            trail.steps.push(super::tree::Step { kind: StepKind::Rounding, words, rounding: Some(Box::new(rounded)) });
        }
    }

    fn or_else(&mut self, value: ExprId, absence: Absence, other: ExprId, env: &Env, trail: &mut Trail) {
        self.walk(value, env, trail);
        let absent = match (absence, self.run.eval(value, env)) {
            (Absence::Missing, Ok(Value::Missing)) | (Absence::Inapplicable, Ok(Value::NotApplicable)) => true,
            (Absence::Missing | Absence::Inapplicable, _) => false,
        };
        if absent {
            self.walk(other, env, trail);
            let text = self.text(self.span(value));
            let instead = self.shown(other, env).unwrap_or_default();
            let (zh, en) = match absence {
                Absence::Missing => ("缺失", "missing"),
                Absence::Inapplicable => ("不适用", "not applicable"),
            };
            trail.step(
                StepKind::Absent,
                Words::new(format!("{text} {zh}，取 {instead}"), format!("{text} is {en}: {instead} instead")),
            );
        }
    }
}

/// Adds a child, unless the same value stands among the children already.
fn add(trail: &mut Trail, child: Node) {
    let same = |other: &Node| {
        other.kind == child.kind
            && other.title == child.title
            && other.place == child.place
            && other.value == child.value
    };
    if child.kind == NodeKind::Aggregate || child.kind == NodeKind::Lookup || !trail.children.iter().any(same) {
        trail.children.push(child);
    }
}
