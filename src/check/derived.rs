//! Derived tables: rows made from the rows of other tables.

use super::make::conforms;
use super::problem::tables as problem;
use super::scope::Scope;
use super::{Checker, Lowered, Making, Reported, State};
use crate::check::declare::Def;
use crate::ir::ids::{ExprId, SlotId, TableId};
use crate::ir::program::{Derivation, DerivedSource, Rollup, SlotKind, Step, TableSource};
use crate::source::Span;
use crate::syntax::ast::{self, DerivedDecl, Expr, Name, Path, Root, SourceDecl};
use crate::value::types::{Kind, Type};
use std::sync::Arc;

impl<'a> Checker<'a> {
    /// Gives derived tables their columns: those declared, then those that sources assign.
    pub(super) fn declare_derived_columns(&mut self) {
        let all: Vec<(TableId, &'a DerivedDecl)> = self.derived.iter().map(|(id, (_, decl))| (*id, *decl)).collect();
        for (id, derived) in all {
            for column in &derived.columns {
                if let Some(slot) = self.new_slot(Some(id), &column.name.text, column.name.span, Def::DerivedColumn(id))
                {
                    self.add_column(id, slot, column.key);
                }
            }
            for (name, _) in derived.sources.iter().flat_map(|source| &source.assigns) {
                if !self.names.slots.contains_key(&(id, name.text.clone()))
                    && let Some(slot) = self.new_slot(Some(id), &name.text, name.span, Def::DerivedColumn(id))
                {
                    self.add_column(id, slot, false);
                }
            }
            if !derived.columns.iter().any(|column| column.key) {
                self.report(problem::no_key(derived.name.span, &derived.name.text));
            }
        }
    }

    /// Makes a derived table, if that has not been done; input tables are ready.
    pub(super) fn ensure_table(&mut self, table: TableId, span: Span) -> Lowered<()> {
        let Some((state, decl)) = self.derived.get(&table).copied() else { return Ok(()) };
        match state {
            State::Done => Ok(()),
            State::Broken => Err(Reported),
            State::Making => Err(self.cycle(Making::Table(table), span)),
            State::Waiting => {
                self.derived.insert(table, (State::Making, decl));
                self.making.push((Making::Table(table), span));
                let made = self.derive(table, decl);
                self.making.pop();
                let state = if made.is_ok() { State::Done } else { State::Broken };
                self.derived.insert(table, (state, decl));
                let columns = self.program.table(table).map(|table| table.columns.clone()).unwrap_or_default();
                for column in columns {
                    if let Some(place) = self.states.get_mut(column.index()) {
                        *place = state;
                    }
                }
                if made.is_ok() {
                    self.step(Step::Derive(table));
                }
                made
            }
        }
    }

    fn derive(&mut self, table: TableId, decl: &'a DerivedDecl) -> Lowered<()> {
        let columns = self.program.table(table).map(|table| table.columns.clone()).unwrap_or_default();
        let mut sources = Vec::new();
        let mut types: Vec<Option<(ExprId, Type)>> = vec![None; columns.len()];
        let mut broken = false;
        for source in &decl.sources {
            match self.derived_source(source, &columns, &mut types) {
                Ok(source) => sources.push(source),
                Err(Reported) => broken = true,
            }
        }
        let rollup = self.rollups(table, decl);
        if broken {
            return Err(Reported);
        }
        for (position, (slot, ty)) in columns.iter().zip(&types).enumerate() {
            let Some((first, ty)) = ty else { continue };
            let ty = self.column_type(decl, *slot, *first, *ty)?;
            if let Some(slot) = self.program.slots.get_mut(slot.index()) {
                slot.ty = ty;
                slot.kind = SlotKind::Column(position);
            }
        }
        if let Some(table) = self.program.tables.get_mut(table.index()) {
            table.source = TableSource::Derived(Derivation { sources, rollup });
        }
        Ok(())
    }

    /// The declared type of a column, where there is one, held against what the sources give.
    fn column_type(&mut self, decl: &DerivedDecl, slot: SlotId, first: ExprId, found: Type) -> Lowered<Type> {
        let name = self.slot_name(slot);
        let column = decl.columns.iter().find(|column| column.name.text == name);
        let Some(ty) = column.and_then(|column| column.ty.as_ref()) else { return Ok(found) };
        let declared = self.declared(ty).ok_or(Reported)?;
        conforms(self, first, found, &declared)
    }

    fn derived_source(
        &mut self,
        source: &'a SourceDecl,
        columns: &[SlotId],
        types: &mut [Option<(ExprId, Type)>],
    ) -> Lowered<DerivedSource> {
        let table = self.table_named(&source.table).ok_or(Reported)?;
        self.ensure_table(table, source.table.span)?;
        let mut scope = Scope::of(Some(table));
        let mut joined = None;
        if let Some(other) = &source.joined {
            let other_table = self.table_named(other).ok_or(Reported)?;
            self.ensure_table(other_table, other.span)?;
            scope.frames.push(Some(other_table));
            joined = Some(other_table);
        }
        let (mut joins, mut filter) = (Vec::new(), None);
        if let Some(when) = &source.when {
            let when = self.condition(when, &scope)?;
            scope = scope.knowing(self.facts(when, true));
            filter = if joined.is_some() { self.split_joins(when, 1, &mut joins) } else { Some(when) };
        }
        let mut values = Vec::new();
        let mut broken = false;
        for (slot, ty) in columns.iter().zip(types.iter_mut()) {
            let name = self.slot_name(*slot);
            let Some((word, value)) = source.assigns.iter().find(|(assigned, _)| assigned.text == name) else {
                self.report(problem::column_not_assigned(source.span, &name));
                broken = true;
                continue;
            };
            match self.assigned(word, value.as_ref(), &scope, ty) {
                Ok(id) => values.push(id),
                Err(Reported) => broken = true,
            }
        }
        self.unknown_assignments(source, columns);
        if broken {
            return Err(Reported);
        }
        Ok(DerivedSource { table, joined, joins, filter, values, span: source.span })
    }

    fn assigned(
        &mut self,
        word: &Name,
        value: Option<&Expr>,
        scope: &Scope,
        ty: &mut Option<(ExprId, Type)>,
    ) -> Lowered<ExprId> {
        let expected = ty.map(|(_, ty)| ty.kind);
        let id = match value {
            Some(value) => self.lower_as(value, scope, expected)?,
            None => {
                let path = Path { root: Root::Name(word.clone()), members: Vec::new(), span: word.span };
                let expr = Expr { kind: ast::ExprKind::Path(path), span: word.span, height: 1 };
                self.lower_as(&expr, scope, expected)?
            }
        };
        *ty = Some(match ty {
            None => (id, self.ty(id)),
            Some((first, _)) => {
                let (first, before) = (*first, ty.map(|(_, ty)| ty));
                let unified = self.unify(first, id)?;
                (first, before.map_or(unified, |before| wider(before, unified)))
            }
        });
        Ok(id)
    }

    fn unknown_assignments(&mut self, source: &SourceDecl, columns: &[SlotId]) {
        let known: Vec<Arc<str>> = columns.iter().map(|slot| self.slot_name(*slot)).collect();
        let mut seen: Vec<&Arc<str>> = Vec::new();
        for (name, _) in &source.assigns {
            if seen.contains(&&name.text) {
                self.report(super::problem::names::assigned_twice(name));
            }
            if known.contains(&name.text) {
                seen.push(&name.text);
            }
        }
    }

    fn rollups(&mut self, table: TableId, decl: &DerivedDecl) -> Vec<(SlotId, Rollup)> {
        let mut rollup = Vec::new();
        for (column, how) in &decl.rollups {
            let Some(slot) = self.names.slots.get(&(table, column.text.clone())).copied() else {
                let name = self.table_name(table);
                self.report(super::problem::names::no_such_column(column, &name, None));
                continue;
            };
            let way = match &*how.text {
                "合计" | "sum" => Rollup::Sum,
                "最大" | "max" => Rollup::Max,
                "最小" | "min" => Rollup::Min,
                "计数" | "count" => Rollup::Count,
                _ => {
                    self.report(problem::unknown_rollup(how));
                    continue;
                }
            };
            rollup.push((slot, way));
        }
        rollup
    }
}

fn wider(one: Type, other: Type) -> Type {
    let kind = match (one.kind, other.kind) {
        (Kind::Number(a), Kind::Number(b)) => {
            Kind::Number(crate::value::types::NumberType { digits: a.digits.max(b.digits), ..b })
        }
        (_, kind) => kind,
    };
    Type { kind, missing: one.missing || other.missing, inapplicable: one.inapplicable || other.inapplicable }
}
