//! A slot is checked the first time that something needs it: its rule, its exceptions, and the round that it may close.

use super::declare::Def;
use super::problem::rules as problem;
use super::scope::Scope;
use super::types::Declared;
use super::{Checker, Lowered, Making, Reported, State};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExceptionId, ExprId, SlotId, TableId};
use crate::ir::program::{ExceptionKind, SlotKind, Step};
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, Expr};
use crate::value::types::{Digits, Kind, NumberType, Type};
use std::sync::Arc;

/// The deepest chain of rules that need each other before the order of declarations has been taken into account.
const DEEPEST: usize = 150;

impl<'a> Checker<'a> {
    /// Makes a slot, if that has not been done.
    pub(super) fn ensure(&mut self, slot: SlotId, span: Span) -> Lowered<()> {
        match self.states.get(slot.index()).copied() {
            Some(State::Done) => Ok(()),
            Some(State::Broken) | None => Err(Reported),
            Some(State::Making) => Err(self.cycle(Making::Slot(slot), span)),
            Some(State::Waiting) => {
                if self.making.len() > DEEPEST {
                    return Err(self.report(problem::chain_too_long(span)));
                }
                self.set_state(slot, State::Making);
                self.making.push((Making::Slot(slot), span));
                let made = self.make(slot, span);
                self.making.pop();
                self.set_state(slot, if made.is_ok() { State::Done } else { State::Broken });
                made
            }
        }
    }

    fn set_state(&mut self, slot: SlotId, state: State) {
        if let Some(place) = self.states.get_mut(slot.index()) {
            *place = state;
        }
    }

    fn make(&mut self, slot: SlotId, span: Span) -> Lowered<()> {
        let owner = self.program.slot(slot).and_then(|slot| slot.owner);
        if let Some(owner) = owner {
            self.ensure_table(owner, span)?;
        }
        let Some(def) = self.defs.get(slot.index()).copied() else { return Err(Reported) };
        match def {
            Def::Column => Ok(()),
            Def::DerivedColumn(table) => self.ensure_table(table, span),
            Def::Formula(decl) => {
                self.make_formula(slot, decl, owner)?;
                self.step(Step::Slot(slot));
                Ok(())
            }
            Def::Applies(id) => {
                self.make_exception(slot, id, owner)?;
                self.step(Step::Slot(slot));
                Ok(())
            }
            Def::Reasons => {
                self.make_reasons(slot, owner)?;
                self.step(Step::Slot(slot));
                Ok(())
            }
            Def::IndicatorValue(assessment, index) => self.make_indicator_value(slot, assessment, index),
            Def::IndicatorScore(assessment, index) => self.make_indicator_score(slot, assessment, index),
            Def::AssessmentScore(assessment) => self.make_assessment(slot, assessment),
            Def::Share(allocation) => self.make_allocation(allocation),
        }
    }

    fn make_formula(&mut self, slot: SlotId, decl: &'a Decl, owner: Option<TableId>) -> Lowered<()> {
        let DeclKind::Formula { ty, value, .. } = &decl.kind else { return Err(Reported) };
        let declared = match ty {
            Some(ty) => Some(self.declared(ty).ok_or(Reported)?),
            None => None,
        };
        let scope = Scope::of(owner);
        let base = self.lower_as(value, &scope, declared.as_ref().map(|declared| declared.ty.kind))?;
        let found = self.ty(base);
        let mut ty = match &declared {
            Some(declared) => conforms(self, base, found, declared)?,
            None => found,
        };
        let effects: Vec<(ExceptionId, &'a Expr)> = self
            .exceptions
            .iter()
            .enumerate()
            .flat_map(|(index, pending)| pending.effects.iter().map(move |(target, value)| (index, *target, *value)))
            .filter(|(_, target, _)| *target == slot)
            .map(|(index, _, value)| (ExceptionId::at(index), value))
            .collect();
        let mut direct = Vec::new();
        for (id, value) in effects {
            let applies = self.program.exception(id).map(|exception| exception.applies).ok_or(Reported)?;
            self.ensure(applies, value.span)?;
            // It speaks only where its condition holds, which may tell that a value is there.
            let when = self.program.exception(id).and_then(|exception| exception.when);
            let scope = when.map_or_else(|| scope.clone(), |when| scope.knowing(self.facts(when, true)));
            let value = self.lower_as(value, &scope, Some(ty.kind))?;
            self.adopt(value, ty);
            let unified = match &declared {
                Some(declared) => {
                    let found = self.ty(value);
                    conforms(self, value, found, declared)?
                }
                None => self.unify(base, value)?,
            };
            ty = widened(ty, unified);
            if let Some(exception) = self.program.exceptions.get_mut(id.index())
                && !exception.effects.iter().any(|(target, _)| *target == slot)
            {
                exception.effects.push((slot, value));
            }
            let overrides = self.program.exceptions.iter().any(|other| other.overridden_by.contains(&id));
            if !overrides {
                direct.push(id);
            }
        }
        if let Some(place) = self.program.slots.get_mut(slot.index()) {
            place.ty = ty;
            place.kind = SlotKind::Formula { value: base, exceptions: direct };
            place.bases = super::bases(&decl.clauses.bases);
            place.note.clone_from(&decl.clauses.note);
        }
        Ok(())
    }

    fn make_exception(&mut self, slot: SlotId, id: ExceptionId, owner: Option<TableId>) -> Lowered<()> {
        let Some(decl) = self.exceptions.get(id.index()).map(|pending| pending.decl) else { return Err(Reported) };
        let (when, unless): (Option<&Expr>, &[Expr]) = match &decl.kind {
            DeclKind::Except { when, unless, .. } => (when.as_ref(), unless),
            DeclKind::Exclude(exclude) => (exclude.when.as_ref(), &exclude.unless),
            DeclKind::Reinstate { when, .. } => (when.as_ref(), &[]),
            _ => (None, &[]),
        };
        let mut scope = Scope::of(owner);
        let condition = match when {
            Some(when) => {
                let condition = self.condition(when, &scope)?;
                scope = scope.knowing(self.facts(condition, true));
                Some(condition)
            }
            None => None,
        };
        let mut exempt = Vec::new();
        for unless in unless {
            exempt.push(self.condition(unless, &scope)?);
        }
        for other in self.program.exception(id).map(|exception| exception.lifted_by.clone()).unwrap_or_default() {
            let applies = self.program.exception(other).map(|exception| exception.applies).ok_or(Reported)?;
            self.ensure(applies, decl.span)?;
        }
        if let Some(exception) = self.program.exceptions.get_mut(id.index()) {
            exception.when = condition;
            exception.unless = exempt;
        }
        if let Some(place) = self.program.slots.get_mut(slot.index()) {
            place.ty = Kind::Bool.into();
            place.kind = SlotKind::Applies(id);
            place.bases = super::bases(&decl.clauses.bases);
        }
        Ok(())
    }

    fn make_reasons(&mut self, slot: SlotId, owner: Option<TableId>) -> Lowered<()> {
        let all = self.program.exceptions.iter().enumerate();
        let own = all.filter(|(_, exception)| exception.kind == ExceptionKind::Exclude && exception.owner == owner);
        let own: Vec<(ExceptionId, SlotId, Span)> =
            own.map(|(index, exception)| (ExceptionId::at(index), exception.applies, exception.span)).collect();
        for (_, applies, span) in &own {
            self.ensure(*applies, *span)?;
        }
        if let Some(place) = self.program.slots.get_mut(slot.index()) {
            place.ty = Kind::Text.into();
            place.kind = SlotKind::Reasons(own.into_iter().map(|(id, _, _)| id).collect());
        }
        Ok(())
    }

    /// Draws the cycle that has closed.
    pub(super) fn cycle(&mut self, back: Making, span: Span) -> Reported {
        let start = self.making.iter().position(|(making, _)| *making == back).unwrap_or(0);
        let round: Vec<(Making, Span)> = self.making.iter().skip(start).copied().collect();
        let name = |making: &Making| match making {
            Making::Slot(slot) => self.slot_name(*slot),
            Making::Table(table) => self.table_name(*table),
        };
        let names: Vec<Arc<str>> = round.iter().map(|(making, _)| name(making)).collect();
        // Where each needs the next: the place that asked for it.
        let mut places: Vec<Span> = round.iter().skip(1).map(|(_, span)| *span).collect();
        places.push(span);
        self.report(problem::cycle(&names, &places))
    }
}

/// Types that hold the values of both, which have been found to be of one kind.
fn widened(one: Type, other: Type) -> Type {
    let kind = match (one.kind, other.kind) {
        (Kind::Number(a), Kind::Number(b)) => Kind::Number(NumberType { digits: a.digits.max(b.digits), ..a }),
        (kind, _) => kind,
    };
    Type { kind, missing: one.missing || other.missing, inapplicable: one.inapplicable || other.inapplicable }
}

/// A kind without its digits, for what is only compared.
pub fn capped(kind: Kind) -> Kind {
    match kind {
        Kind::Number(number) => Kind::Number(NumberType { digits: Digits::Unbounded, ..number }),
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => kind,
    }
}

/// Holds a value against a declared type: its kind, its unit, and that it is rounded where the type says so.
pub fn conforms(checker: &mut Checker<'_>, id: ExprId, found: Type, declared: &Declared) -> Lowered<Type> {
    use super::problem::types;
    checker.adopt(id, declared.ty);
    let found_kind = if found.kind == checker.ty(id).kind { found.kind } else { checker.ty(id).kind };
    let absent = matches!(checker.kind(id), Some(ExprKind::Constant(value)) if matches!(value, crate::value::value::Value::Missing | crate::value::value::Value::NotApplicable));
    let kind = match (found_kind, declared.ty.kind) {
        (_, kind) if absent => kind,
        (Kind::Number(got), Kind::Number(due)) if got.unit == due.unit => {
            let limit = match due.digits {
                Digits::At(limit) => limit,
                Digits::Unbounded => u32::MAX,
            };
            if !declared.exact && !got.digits.fits(limit) {
                let name = declared.name.clone();
                let unit = checker.units.name(due.unit);
                let problem = types::unrounded(checker.span(id), &name, limit, got.digits, &unit, due.percent);
                return Err(checker.report(problem));
            }
            Kind::Number(NumberType { percent: due.percent, ..got })
        }
        (got, due) if got == due => due,
        (_, _) => {
            let (due, got) = (checker.describe(declared.ty), checker.describe(Type { kind: found_kind, ..found }));
            let span = checker.span(id);
            return Err(checker.report(types::wrong_kind(span, &due, &got)));
        }
    };
    Ok(Type { kind, missing: found.missing, inapplicable: found.inapplicable })
}
