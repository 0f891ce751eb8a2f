//! First pass: every name gets its place, so that the order of declarations cannot matter.

use super::problem::names as problem;
use super::rules::Pending;
use super::{Checker, State};
use crate::ir::ids::{AllocationId, AssessmentId, ExceptionId, SlotId, TableId};
use crate::ir::program::{EnumDef, Slot, SlotKind, Table, TableSource};
use crate::source::Span;
use crate::syntax::ast::{self, Decl, DeclKind, Name};
use crate::value::types::{Kind, Type};
use std::sync::Arc;

/// What a slot is made from.
#[derive(Clone, Copy)]
pub enum Def<'a> {
    /// A column of an input table: ready as soon as its table is.
    Column,
    /// A column of a derived table.
    DerivedColumn(TableId),
    Formula(&'a Decl),
    Applies(ExceptionId),
    Reasons,
    IndicatorValue(AssessmentId, usize),
    IndicatorScore(AssessmentId, usize),
    AssessmentScore(AssessmentId),
    Share(AllocationId),
}

/// An assertion or row check that waits for its scope's names.
pub struct PendingAssert<'a> {
    pub name: Arc<str>,
    pub owner: Option<TableId>,
    pub holds: &'a ast::Expr,
    pub bases: &'a [ast::Basis],
    pub span: Span,
    pub row_check: bool,
}

/// A list's parts as declared.
pub type ListParts<'a> = (&'a Name, Option<&'a ast::TypeRef>, &'a ast::ListSource);

/// Where a rule stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside of any scope: only whole values.
    Whole,
    Rows(TableId),
    /// The table of `每个` is unknown; what stands there is not declared.
    Unknown,
}

impl<'a> Checker<'a> {
    /// Declares everything in a file.
    pub(super) fn declare(&mut self, file: &'a ast::File) {
        for decl in &file.decls {
            self.declare_vocabulary(decl);
        }
        for decl in &file.decls {
            self.declare_table(decl);
        }
        self.program.unit_names.clone_from(&self.units.bases);
        let mut place = Place::Whole;
        for decl in &file.decls {
            self.declare_rule(decl, &mut place);
        }
    }

    fn top(&mut self, name: &Name) -> bool {
        if let Some(first) = self.names.top.get(&name.text) {
            let problem = problem::twice(name, *first);
            self.report(problem);
            return false;
        }
        self.names.top.insert(name.text.clone(), name.span);
        true
    }

    fn declare_vocabulary(&mut self, decl: &'a Decl) {
        match &decl.kind {
            DeclKind::Policy(policy) => {
                self.header = Some(policy.name.span);
                self.program.name = policy.name.text.clone();
                self.program.version.clone_from(&policy.version);
                self.program.as_of = self.inputs.as_of.or(policy.day);
            }
            DeclKind::Unit { name, value } => self.declare_unit(name, value.as_ref()),
            DeclKind::Enum { name, values } => {
                if self.top(name) {
                    let index = u32::try_from(self.program.enums.len()).unwrap_or(u32::MAX);
                    self.names.enums.insert(name.text.clone(), index);
                    let mut seen: Vec<Arc<str>> = Vec::new();
                    for value in values {
                        if seen.contains(&value.text) {
                            self.report(problem::enum_value_twice(value));
                        } else {
                            seen.push(value.text.clone());
                        }
                    }
                    self.program.enums.push(EnumDef { name: name.text.clone(), values: seen, span: name.span });
                }
            }
            DeclKind::Param(param) => {
                if self.top(&param.name) {
                    self.params.push((decl, param));
                }
            }
            DeclKind::List { name, ty, values } => {
                if self.top(name) {
                    self.lists.push((decl, (name, ty.as_ref(), values)));
                }
            }
            DeclKind::Lookup(lookup) => {
                if self.top(&lookup.name) {
                    self.lookups.push((decl, lookup));
                }
            }
            DeclKind::Table(_)
            | DeclKind::Derived(_)
            | DeclKind::Each(_)
            | DeclKind::Whole
            | DeclKind::Formula { .. }
            | DeclKind::Assessment(_)
            | DeclKind::Except { .. }
            | DeclKind::Exclude(_)
            | DeclKind::Reinstate { .. }
            | DeclKind::Allocate(_)
            | DeclKind::Assert { .. }
            | DeclKind::Oblige { .. }
            | DeclKind::Output(_) => {}
            // Edits have been applied before a policy is checked.
            DeclKind::Given(_)
            | DeclKind::Amend { .. }
            | DeclKind::Retire { .. }
            | DeclKind::Lock(_)
            | DeclKind::Extend { .. } => {}
        }
    }

    fn declare_unit(&mut self, name: &'a Name, value: Option<&'a ast::Expr>) {
        match value {
            None => {
                if self.units.declare_base(&name.text).is_none() {
                    self.report(problem::too_many_units(name));
                }
            }
            Some(value) => match &value.kind {
                ast::ExprKind::Number(literal) => {
                    if let Ok((number, unit, _)) = self.literal(literal) {
                        let measure = crate::value::measure::Measure { unit, scale: number };
                        self.units.declare_derived(&name.text, measure);
                    }
                }
                _ => {
                    self.report(problem::unit_not_literal(value.span));
                }
            },
        }
    }

    fn declare_table(&mut self, decl: &'a Decl) {
        let name = match &decl.kind {
            DeclKind::Table(table) => &table.name,
            DeclKind::Derived(derived) => &derived.name,
            _ => return,
        };
        if !self.top(name) {
            return;
        }
        let id = TableId::at(self.program.tables.len());
        self.program.tables.push(Table {
            name: name.text.clone(),
            columns: Vec::new(),
            keys: Vec::new(),
            relations: Vec::new(),
            source: TableSource::Input(usize::MAX),
            span: name.span,
        });
        self.names.tables.insert(name.text.clone(), id);
        match &decl.kind {
            DeclKind::Table(table) => self.tables.push((id, decl, table)),
            DeclKind::Derived(derived) => {
                self.derived.insert(id, (State::Waiting, derived));
            }
            _ => {}
        }
    }

    fn declare_rule(&mut self, decl: &'a Decl, place: &mut Place) {
        match &decl.kind {
            DeclKind::Each(name) => *place = self.table_named(name).map_or(Place::Unknown, Place::Rows),
            DeclKind::Formula { name, .. } => {
                let Some(owner) = owner(*place) else {
                    self.lost.insert(name.text.clone());
                    return;
                };
                if let Some(slot) = self.new_slot(owner, &name.text, name.span, Def::Formula(decl)) {
                    self.join_group(decl, super::rules::Member::Formula(slot));
                }
            }
            DeclKind::Except { name, .. } | DeclKind::Reinstate { name, .. } => {
                self.declare_exception(decl, name, *place)
            }
            DeclKind::Exclude(exclude) => self.declare_exception(decl, &exclude.name, *place),
            DeclKind::Assert { name, holds } => {
                if let Some(owner) = owner(*place) {
                    let name = name.as_ref().map_or_else(|| self.written(holds.span).into(), |name| name.text.clone());
                    let bases = &decl.clauses.bases;
                    self.asserts.push(PendingAssert { name, owner, holds, bases, span: decl.span, row_check: false });
                }
            }
            DeclKind::Assessment(assessment) => {
                *place = Place::Whole;
                self.declare_assessment(decl, assessment);
            }
            DeclKind::Allocate(allocate) => {
                *place = Place::Whole;
                self.declare_allocation(decl, allocate);
            }
            DeclKind::Oblige { name, holds } => {
                if let Some(owner) = owner(*place) {
                    let name = name.as_ref().map_or_else(|| self.written(holds.span).into(), |name| name.text.clone());
                    self.obligations.push((decl, name, owner, holds));
                }
            }
            DeclKind::Output(output) => self.outputs.push((decl, output)),
            DeclKind::Given(_)
            | DeclKind::Amend { .. }
            | DeclKind::Retire { .. }
            | DeclKind::Lock(_)
            | DeclKind::Extend { .. } => {}
            DeclKind::Policy(_)
            | DeclKind::Unit { .. }
            | DeclKind::Param(_)
            | DeclKind::Enum { .. }
            | DeclKind::List { .. }
            | DeclKind::Lookup(_)
            | DeclKind::Table(_)
            | DeclKind::Derived(_)
            | DeclKind::Whole => *place = Place::Whole,
        }
    }

    /// The table of a name, or a report.
    pub(super) fn table_named(&mut self, name: &Name) -> Option<TableId> {
        if let Some(table) = self.names.tables.get(&name.text) {
            let table = *table;
            self.used.insert(name.text.clone());
            return Some(table);
        }
        let near = super::names::nearest(&name.text, self.names.tables.keys().map(|name| &**name));
        self.report(problem::unknown_table(name, near));
        None
    }

    /// A slot with a name of its own on its table, or a report.
    pub(super) fn new_slot(
        &mut self,
        owner: Option<TableId>,
        name: &Arc<str>,
        span: Span,
        def: Def<'a>,
    ) -> Option<SlotId> {
        let taken = match owner {
            Some(table) => self.names.slots.get(&(table, name.clone())).copied(),
            None => self.names.whole.get(name).copied(),
        };
        let clash = taken.and_then(|slot| self.program.slot(slot)).map(|slot| slot.span);
        let clash = clash.or_else(|| if owner.is_none() { self.names.top.get(name).copied() } else { None });
        if let Some(first) = clash {
            let named = Name { text: name.clone(), span };
            self.report(problem::twice(&named, first));
            return None;
        }
        let slot = SlotId::at(self.program.slots.len());
        self.program.slots.push(Slot {
            name: name.clone(),
            owner,
            ty: Type::from(Kind::Bool),
            kind: SlotKind::Column(usize::MAX),
            bases: Vec::new(),
            note: None,
            span,
        });
        self.defs.push(def);
        self.states.push(State::Waiting);
        match owner {
            Some(table) => self.names.slots.insert((table, name.clone()), slot),
            None => self.names.whole.insert(name.clone(), slot),
        };
        Some(slot)
    }

    fn declare_exception(&mut self, decl: &'a Decl, name: &'a Name, place: Place) {
        let Some(owner) = owner(place) else {
            self.lost.extend([name.text.clone(), "排除理由".into()]);
            return;
        };
        let lifts_namesake = matches!(&decl.kind, DeclKind::Reinstate { target: None, .. });
        let id = ExceptionId::at(self.exceptions.len());
        // `恢复 名 当 …` names what it lifts, so it needs a name of its own.
        let own: Arc<str> = if lifts_namesake {
            let count = self.exceptions.iter().filter(|pending| pending.lifts(&name.text)).count();
            let suffix = if count == 0 { String::new() } else { format!("{}", count + 1) };
            format!("恢复{}{suffix}", name.text).into()
        } else {
            name.text.clone()
        };
        if let Some(first) = self.names.exceptions.get(&own).copied() {
            let first = self.exceptions.get(first.index()).map_or(name.span, |pending| pending.span());
            self.report(problem::twice(name, first));
            return;
        }
        let Some(slot) = self.new_slot(owner, &own, name.span, Def::Applies(id)) else { return };
        self.names.exceptions.insert(own.clone(), id);
        self.exceptions.push(Pending::new(decl, own, owner, slot));
        self.join_group(decl, super::rules::Member::Exception(id));
    }
}

fn owner(place: Place) -> Option<Option<TableId>> {
    match place {
        Place::Whole => Some(None),
        Place::Rows(table) => Some(Some(table)),
        Place::Unknown => None,
    }
}
