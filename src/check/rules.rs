//! Formulas, exceptions, exclusions, assertions: what is computed, in an order in which everything comes after what it
//! needs, and what overrides what.

use super::Checker;
use super::declare::Def;
use super::problem::rules as problem;
use super::scope::Scope;
use crate::ir::ids::{AssertionId, ExceptionId, SlotId, TableId};
use crate::ir::program::{Assertion, Exception, ExceptionKind, Step};
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, Expr, Name, Path, Root};
use std::sync::Arc;

/// An exception as declared.
pub struct Pending<'a> {
    pub decl: &'a Decl,
    pub name: Arc<str>,
    pub owner: Option<TableId>,
    pub slot: SlotId,
    /// What it sets, once its target is known.
    pub effects: Vec<(SlotId, &'a Expr)>,
}

/// Rules that share a label.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    Formula(SlotId),
    Exception(ExceptionId),
}

impl<'a> Pending<'a> {
    pub fn new(decl: &'a Decl, name: Arc<str>, owner: Option<TableId>, slot: SlotId) -> Self {
        Pending { decl, name, owner, slot, effects: Vec::new() }
    }

    pub fn span(&self) -> Span {
        self.decl.span
    }

    /// Whether this is a `恢复` of that name.
    pub fn lifts(&self, name: &str) -> bool {
        matches!(&self.decl.kind, DeclKind::Reinstate { name: own, target: None, .. } if &*own.text == name)
    }
}

impl<'a> Checker<'a> {
    pub(super) fn join_group(&mut self, decl: &Decl, member: Member) {
        if let Some(group) = &decl.clauses.group {
            self.groups.entry(group.text.clone()).or_default().members.push(member);
        }
    }

    /// Links exceptions to what they override, then makes every rule.
    pub(super) fn define_rules(&mut self) {
        for pending in &self.exceptions {
            let kind = match &pending.decl.kind {
                DeclKind::Exclude(_) => ExceptionKind::Exclude,
                DeclKind::Reinstate { .. } => ExceptionKind::Reinstate,
                _ => ExceptionKind::Except,
            };
            let reason = match &pending.decl.kind {
                DeclKind::Exclude(exclude) => exclude.reason.as_ref().map(|(reason, _)| reason.clone()),
                _ => None,
            };
            self.program.exceptions.push(Exception {
                name: pending.name.clone(),
                kind,
                owner: pending.owner,
                when: None,
                unless: Vec::new(),
                effects: Vec::new(),
                overridden_by: Vec::new(),
                lifted_by: Vec::new(),
                applies: pending.slot,
                reason,
                bases: super::bases(&pending.decl.clauses.bases),
                span: pending.decl.span,
            });
        }
        for index in 0..self.exceptions.len() {
            self.link(ExceptionId::at(index));
        }
        self.declare_reasons();
        self.row_checks();
        for slot in self.order() {
            let span = self.program.slot(slot).map(|slot| slot.span).unwrap_or_default();
            let _ = self.ensure(slot, span);
        }
        for table in self.derived.keys().copied().collect::<Vec<_>>() {
            let span = self.program.table(table).map(|table| table.span).unwrap_or_default();
            let _ = self.ensure_table(table, span);
        }
        self.assertions(false);
    }

    fn link(&mut self, id: ExceptionId) {
        let Some(pending) = self.exceptions.get(id.index()) else { return };
        let (decl, owner) = (pending.decl, pending.owner);
        match &decl.kind {
            DeclKind::Except { target, then, .. } => {
                let Some(then) = then else {
                    self.report(problem::lacks_then(decl.span));
                    return;
                };
                for (slot, base) in self.targets(target, owner, id) {
                    if let Some(pending) = self.exceptions.get_mut(id.index()) {
                        pending.effects.push((slot, then));
                    }
                    if let Some(base) = base.and_then(|base| self.program.exceptions.get_mut(base.index())) {
                        base.overridden_by.push(id);
                    }
                }
            }
            DeclKind::Exclude(exclude) => {
                for (path, value) in &exclude.effects {
                    if let Some(slot) = self.effect_target(path, owner)
                        && let Some(pending) = self.exceptions.get_mut(id.index())
                    {
                        pending.effects.push((slot, value));
                    }
                }
            }
            DeclKind::Reinstate { name, target, .. } => {
                let target = target.as_ref().unwrap_or(name);
                match self.names.exceptions.get(&target.text).copied() {
                    Some(lifted) => {
                        if let Some(lifted) = self.program.exceptions.get_mut(lifted.index()) {
                            lifted.lifted_by.push(id);
                        }
                    }
                    None => {
                        let near = super::names::nearest(
                            &target.text,
                            self.names.exceptions.keys().map(|name| &**name).filter(|name| !name.starts_with("恢复")),
                        );
                        self.report(problem::unknown_exception(target, near));
                    }
                }
            }
            _ => {}
        }
    }

    /// What `对 名` means: a formula, an exception with what it sets, or all of a group.
    fn targets(
        &mut self,
        target: &Name,
        owner: Option<TableId>,
        own: ExceptionId,
    ) -> Vec<(SlotId, Option<ExceptionId>)> {
        if let Some(base) = self.names.exceptions.get(&target.text).copied() {
            if base == own {
                self.report(problem::overrides_itself(target));
                return Vec::new();
            }
            return self.effects_of(base, 0);
        }
        if let Some(group) = self.groups.get(&target.text).cloned() {
            self.used.insert(target.text.clone());
            let mut all = Vec::new();
            for member in group.members {
                match member {
                    Member::Formula(slot) => all.push((slot, None)),
                    Member::Exception(id) if id != own => all.extend(self.effects_of(id, 0)),
                    Member::Exception(_) => {}
                }
            }
            return all;
        }
        let slot = match owner {
            Some(table) => self.names.slots.get(&(table, target.text.clone())).copied(),
            None => self.names.whole.get(&target.text).copied(),
        };
        match slot {
            Some(slot) if self.is_formula(slot) => vec![(slot, None)],
            Some(_) => {
                self.report(problem::not_a_formula(target));
                Vec::new()
            }
            None => {
                let known: Vec<Arc<str>> = self.formulas_of(owner);
                let near = super::names::nearest(&target.text, known.iter().map(|name| &**name));
                self.report(problem::unknown_target(target, near));
                Vec::new()
            }
        }
    }

    /// What an exception sets, through the exceptions that it overrides itself.
    fn effects_of(&self, id: ExceptionId, depth: usize) -> Vec<(SlotId, Option<ExceptionId>)> {
        let Some(pending) = self.exceptions.get(id.index()) else { return Vec::new() };
        if depth > 64 {
            return Vec::new();
        }
        match &pending.decl.kind {
            DeclKind::Exclude(exclude) => {
                let paths = exclude.effects.iter();
                let slots = paths.filter_map(|(path, _)| self.quiet_target(path, pending.owner));
                slots.map(|slot| (slot, Some(id))).collect()
            }
            DeclKind::Except { target, .. } => {
                if let Some(base) = self.names.exceptions.get(&target.text).copied() {
                    let below = self.effects_of(base, depth + 1);
                    return below.into_iter().map(|(slot, _)| (slot, Some(id))).collect();
                }
                let slot = match pending.owner {
                    Some(table) => self.names.slots.get(&(table, target.text.clone())),
                    None => self.names.whole.get(&target.text),
                };
                slot.map(|slot| (*slot, Some(id))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn quiet_target(&self, path: &Path, owner: Option<TableId>) -> Option<SlotId> {
        let Root::Name(name) = &path.root else { return None };
        match owner {
            Some(table) => self.names.slots.get(&(table, name.text.clone())).copied(),
            None => self.names.whole.get(&name.text).copied(),
        }
    }

    fn effect_target(&mut self, path: &Path, owner: Option<TableId>) -> Option<SlotId> {
        let slot = self.quiet_target(path, owner).filter(|_| path.members.is_empty());
        match slot {
            Some(slot) if self.is_formula(slot) => Some(slot),
            Some(_) | None => {
                let text = self.written(path.span).to_owned();
                let name = Name { text: text.into(), span: path.span };
                let known = self.formulas_of(owner);
                let near = super::names::nearest(&name.text, known.iter().map(|name| &**name));
                self.report(problem::unknown_target(&name, near));
                None
            }
        }
    }

    fn is_formula(&self, slot: SlotId) -> bool {
        matches!(self.defs.get(slot.index()), Some(Def::Formula(_)))
    }

    fn formulas_of(&self, owner: Option<TableId>) -> Vec<Arc<str>> {
        let slots = self.program.slots.iter().zip(&self.defs);
        let own = slots.filter(|(slot, def)| slot.owner == owner && matches!(def, Def::Formula(_)));
        own.map(|(slot, _)| slot.name.clone()).collect()
    }

    /// Every table with exclusions has 排除理由.
    fn declare_reasons(&mut self) {
        let mut owners: Vec<Option<TableId>> = Vec::new();
        for exception in self.program.exceptions.iter().filter(|exception| exception.kind == ExceptionKind::Exclude) {
            if !owners.contains(&exception.owner) {
                owners.push(exception.owner);
            }
        }
        for owner in owners {
            self.new_slot(owner, &"排除理由".into(), Span::default(), Def::Reasons);
        }
    }

    fn row_checks(&mut self) {
        self.assertions(true);
    }

    fn assertions(&mut self, row_checks: bool) {
        for index in 0..self.asserts.len() {
            let Some(pending) = self.asserts.get(index) else { continue };
            if pending.row_check != row_checks {
                continue;
            }
            let (name, owner, holds, span) = (pending.name.clone(), pending.owner, pending.holds, pending.span);
            let bases = super::bases(pending.bases);
            let Ok(holds) = self.condition(holds, &Scope::of(owner)) else { continue };
            let id = AssertionId::at(self.program.assertions.len());
            self.program.assertions.push(Assertion { name, owner, holds, row_check: row_checks, bases, span });
            self.step(Step::Assert(id));
        }
    }
}
