//! Exceptions at a row: which applied, which did not, and why.

use super::tree::{Node, NodeKind, StepKind};
use super::walk::{Trail, Walk, bracketed};
use crate::diagnostic::Words;
use crate::ir::ids::{ExceptionId, ExprId, SlotId};
use crate::ir::program::{Exception, ExceptionKind};
use crate::rows::Env;
use crate::value::value::Value;

impl Walk<'_, '_> {
    /// A formula: its base, and every exception to it.
    pub fn formula(&mut self, node: &mut Node, slot: SlotId, value: ExprId, exceptions: &[ExceptionId], env: &Env) {
        self.expression(value, env, node);
        let mut overridden = false;
        for id in exceptions {
            let child = self.exception(*id, Some(slot), env);
            overridden |= self.applies(*id, env) == Some(true);
            node.children.push(child);
        }
        if overridden {
            let base = self.shown(value, env).unwrap_or_else(|words| words.zh);
            let after = node.value.clone().unwrap_or_default();
            node.by_formula = Some(base.clone());
            node.step(
                StepKind::Effect,
                Words::new(
                    format!("按公式为 {base}，因下列例外改为 {}", after.zh),
                    format!("{base} by the formula, {} by the exception below", after.en),
                ),
            );
        }
    }

    fn applies(&self, id: ExceptionId, env: &Env) -> Option<bool> {
        let exception = self.program.exception(id)?;
        let row = exception.owner.and_then(|_| env.row(0));
        match self.run.value(exception.applies, row) {
            Ok(Value::Bool(applies)) => Some(applies),
            Ok(_) | Err(_) => None,
        }
    }

    /// An exception: whether it applied, why, what it set, and what overrides or lifts it.
    pub fn exception(&mut self, id: ExceptionId, slot: Option<SlotId>, env: &Env) -> Node {
        let Some(exception) = self.program.exception(id) else {
            return Node::new(NodeKind::Exception, Words::default());
        };
        let (zh, en) = match exception.kind {
            ExceptionKind::Except => ("例外", "exception"),
            ExceptionKind::Exclude => ("排除", "exclusion"),
            ExceptionKind::Reinstate => ("恢复", "reinstatement"),
        };
        let title = Words::new(format!("{zh}“{}”", exception.name), format!("{en} {}", exception.name));
        let mut node = Node::new(NodeKind::Exception, title);
        node.bases.clone_from(&exception.bases);
        node.layers = self.exception_layers(exception);
        let applies = self.applies(id, env);
        node.value = Some(match applies {
            Some(true) => Words::new("适用", "applies"),
            Some(false) => Words::new("不适用", "does not apply"),
            None => Words::new("无法判断", "cannot be told"),
        });
        self.conditions(&mut node, exception, env);
        if applies == Some(true) {
            self.effects(&mut node, exception, slot, env);
            if let Some(reason) = &exception.reason {
                node.step(StepKind::Remark, Words::new(format!("理由：{reason}"), format!("reason: {reason}")));
            }
            for other in &exception.overridden_by {
                let child = self.exception(*other, slot, env);
                node.children.push(child);
            }
        }
        node
    }

    fn conditions(&mut self, node: &mut Node, exception: &Exception, env: &Env) {
        let mut held = true;
        if let Some(when) = exception.when {
            let (holds, words) = self.condition(node, when, env);
            held = holds == Some(true);
            node.step(StepKind::Condition, Words::new(format!("当 {}", words.zh), format!("when {}", words.en)));
        }
        if !held {
            return;
        }
        for unless in &exception.unless {
            let (holds, words) = self.condition(node, *unless, env);
            let prevented = holds == Some(true);
            let (zh, en) = if prevented { ("，所以不适用", ": it is prevented") } else { ("", "") };
            node.step(
                StepKind::Condition,
                Words::new(format!("除非 {}{zh}", words.zh), format!("unless {}{en}", words.en)),
            );
            if prevented {
                return;
            }
        }
        for lift in &exception.lifted_by {
            let child = self.exception(*lift, None, env);
            if self.applies(*lift, env) == Some(true) {
                let name = child.title.clone();
                node.step(
                    StepKind::Condition,
                    Words::new(format!("被{}解除", name.zh), format!("lifted by {}", name.en)),
                );
            }
            node.children.push(child);
        }
    }

    /// Whether a condition holds, and its text with values put in.
    fn condition(&mut self, node: &mut Node, id: ExprId, env: &Env) -> (Option<bool>, Words) {
        let mut trail = Trail::default();
        self.walk(id, env, &mut trail);
        let span = self.span(id);
        let text = self.text(span);
        let filled = self.put_in(span, &trail.put).filter(|filled| *filled != text);
        let (holds, zh, en) = match self.run.eval(id, env) {
            Ok(Value::Bool(true)) => (Some(true), "成立", "holds"),
            Ok(_) => (Some(false), "不成立", "does not hold"),
            Err(_) => (None, "无法判断", "cannot be told"),
        };
        node.steps.append(&mut trail.steps);
        node.adopt(std::mem::take(&mut trail.children));
        let values = filled.map(|filled| bracketed(&filled)).unwrap_or_default();
        (holds, Words::new(format!("{text}{} {zh}", values.zh), format!("{text}{} {en}", values.en)))
    }

    fn effects(&mut self, node: &mut Node, exception: &Exception, slot: Option<SlotId>, env: &Env) {
        for (target, effect) in &exception.effects {
            if slot.is_some_and(|slot| slot != *target) {
                continue;
            }
            let mut trail = Trail::default();
            self.walk(*effect, env, &mut trail);
            let name = self.program.slot(*target).map_or("", |slot| &*slot.name);
            let set = self.shown(*effect, env).unwrap_or_else(|words| words.zh);
            let text = self.text(self.span(*effect));
            let text = if text == set { set } else { format!("{text} = {set}") };
            node.step(StepKind::Effect, Words::new(format!("则 {name} = {text}"), format!("then {name} = {text}")));
            node.steps.append(&mut trail.steps);
            node.adopt(std::mem::take(&mut trail.children));
        }
    }
}
