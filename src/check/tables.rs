//! Input tables: columns, keys, references, row checks, and the schema that readers of files need.

use super::make::capped;
use super::problem::tables as problem;
use super::types::Declared;
use super::{Checker, State};
use crate::check::declare::{Def, PendingAssert};
use crate::check::scope::Scope;
use crate::ir::ids::{RelationId, SlotId, TableId};
use crate::ir::program::{Relation, SlotKind, TableSource};
use crate::ir::schema::{ColumnSchema, Range, Reference, TableSchema};
use crate::syntax::ast::{ColumnDecl, Interval, Name, RefersDecl};
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A column whose slot exists.
struct Column<'a> {
    table: TableId,
    slot: SlotId,
    decl: &'a ColumnDecl,
    declared: Option<Declared>,
}

impl<'a> Checker<'a> {
    /// Gives every table its columns, keys and references; input tables also their schema.
    pub(super) fn define_tables(&mut self) {
        let mut columns: Vec<Column<'a>> = Vec::new();
        for (id, _, table) in self.tables.clone() {
            for decl in &table.columns {
                self.declare_column(id, decl, Def::Column, &mut columns);
            }
        }
        self.declare_derived_columns();
        for id in self.tables.iter().map(|(id, _, _)| *id).chain(self.derived.keys().copied()).collect::<Vec<_>>() {
            let keyless = self.program.table(id).is_some_and(|table| table.keys.is_empty());
            if keyless && self.tables.iter().any(|(table, _, _)| *table == id) {
                let (name, span) =
                    self.program.table(id).map(|table| (table.name.clone(), table.span)).unwrap_or_default();
                self.report(problem::no_key(span, &name));
            }
        }
        self.type_columns(&mut columns);
        self.relate();
        self.schemas(&columns);
        for (id, _, table) in self.tables.clone() {
            for check in &table.checks {
                self.asserts.push(PendingAssert {
                    name: check.name.text.clone(),
                    owner: Some(id),
                    holds: &check.holds,
                    bases: &check.bases,
                    span: check.span,
                    row_check: true,
                });
            }
        }
    }

    fn declare_column(&mut self, table: TableId, decl: &'a ColumnDecl, def: Def<'a>, columns: &mut Vec<Column<'a>>) {
        let Some(slot) = self.new_slot(Some(table), &decl.name.text, decl.name.span, def) else { return };
        self.add_column(table, slot, decl.key);
        let declared = decl.ty.as_ref().and_then(|ty| self.declared(ty));
        if decl.ty.is_none() && decl.target.is_none() {
            self.report(problem::column_without_type(&decl.name));
        }
        columns.push(Column { table, slot, decl, declared });
    }

    /// Puts a slot among the columns of its table.
    pub(super) fn add_column(&mut self, table: TableId, slot: SlotId, key: bool) {
        if let Some(table) = self.program.tables.get_mut(table.index()) {
            table.columns.push(slot);
            if key {
                table.keys.push(slot);
            }
        }
    }

    /// A reference without a type has that of the key that it refers to.
    fn type_columns(&mut self, columns: &mut [Column<'a>]) {
        for _ in 0..columns.len().min(16) {
            let known: BTreeMap<SlotId, Declared> =
                columns.iter().filter_map(|column| Some((column.slot, column.declared.clone()?))).collect();
            let mut changed = false;
            for column in columns.iter_mut().filter(|column| column.declared.is_none()) {
                let Some(target) = &column.decl.target else { continue };
                let Some(target) = self.names.tables.get(&target.text) else { continue };
                let Some(key) = self.program.table(*target).and_then(|table| table.keys.first().copied()) else {
                    continue;
                };
                column.declared = known.get(&key).cloned();
                changed |= column.declared.is_some();
            }
            if !changed {
                break;
            }
        }
        for column in columns.iter() {
            let done = column.declared.is_some();
            if let (Some(declared), Some(slot)) = (&column.declared, self.program.slots.get_mut(column.slot.index())) {
                slot.ty = Type {
                    kind: declared.ty.kind,
                    missing: column.decl.optional && column.decl.default.is_none(),
                    inapplicable: column.decl.may_not_apply,
                };
                slot.note.clone_from(&column.decl.note);
                slot.bases = super::bases(&column.decl.bases);
            }
            if let Some(state) = self.states.get_mut(column.slot.index()) {
                *state = if done { State::Done } else { State::Broken };
            }
            if !done
                && column.decl.ty.is_none()
                && let Some(target) = &column.decl.target
            {
                let target = target.clone();
                self.table_named(&target);
            }
        }
    }

    /// References by arrow and by 引用.
    fn relate(&mut self) {
        let mut wanted: Vec<(TableId, Vec<Name>, Name, bool)> = Vec::new();
        let mut gather = |id: TableId, columns: &[ColumnDecl], refers: &[RefersDecl]| {
            for column in columns {
                if let Some(target) = &column.target {
                    wanted.push((id, vec![column.name.clone()], target.clone(), column.optional));
                }
            }
            for refer in refers {
                wanted.push((id, refer.columns.clone(), refer.target.clone(), refer.optional));
            }
        };
        for (id, _, table) in &self.tables {
            gather(*id, &table.columns, &table.refers);
        }
        for (id, (_, derived)) in &self.derived {
            gather(*id, &derived.columns, &derived.refers);
        }
        for (from, columns, target, optional) in wanted {
            let Some(to) = self.table_named(&target) else { continue };
            let mut slots = Vec::new();
            for column in &columns {
                match self.names.slots.get(&(from, column.text.clone())) {
                    Some(slot) => slots.push(*slot),
                    None => {
                        let table = self.table_name(from);
                        self.report(super::problem::names::no_such_column(column, &table, None));
                    }
                }
            }
            if slots.len() < columns.len() {
                continue;
            }
            let keys = self.program.table(to).map(|table| table.keys.clone()).unwrap_or_default();
            if keys.len() != slots.len() {
                let names: Vec<_> = keys.iter().map(|key| self.slot_name(*key)).collect();
                self.report(problem::reference_arity(&target, &names, columns.len()));
                continue;
            }
            let id = RelationId::at(self.program.relations.len());
            self.program.relations.push(Relation { from, to, columns: slots, optional });
            if let Some(table) = self.program.tables.get_mut(from.index()) {
                table.relations.push(id);
            }
        }
    }

    fn schemas(&mut self, columns: &[Column<'a>]) {
        for (id, decl, table) in self.tables.clone() {
            let own: Vec<&Column<'a>> = columns.iter().filter(|column| column.table == id).collect();
            let schema_columns: Vec<ColumnSchema> =
                own.iter().filter_map(|column| self.column_schema(column)).collect();
            if schema_columns.len() != own.len() || own.len() != table.columns.len() {
                continue;
            }
            let index = |slot: &SlotId| own.iter().position(|column| column.slot == *slot);
            let (keys, relations) = match self.program.table(id) {
                Some(table) => (table.keys.clone(), table.relations.clone()),
                None => continue,
            };
            let references = relations.iter().filter_map(|relation| {
                let def = self.program.relation(*relation)?;
                let columns = def.columns.iter().filter_map(index).collect();
                Some(Reference { relation: *relation, columns, target: def.to, optional: def.optional })
            });
            // References to derived tables are held against them where they are made.
            let inputs = |target: TableId| self.tables.iter().any(|(table, _, _)| *table == target);
            let references: Vec<Reference> = references.filter(|reference| inputs(reference.target)).collect();
            let schema = TableSchema {
                id,
                name: table.name.text.clone(),
                note: decl.clauses.note.clone(),
                keys: keys.iter().filter_map(index).collect(),
                columns: schema_columns,
                references,
                span: table.name.span,
            };
            let place = self.program.schemas.len();
            for (position, column) in own.iter().enumerate() {
                if let Some(slot) = self.program.slots.get_mut(column.slot.index()) {
                    slot.kind = SlotKind::Column(position);
                }
            }
            if let Some(table) = self.program.tables.get_mut(id.index()) {
                table.source = TableSource::Input(place);
            }
            self.program.schemas.push(schema);
        }
    }

    fn column_schema(&mut self, column: &Column<'a>) -> Option<ColumnSchema> {
        let declared = column.declared.clone()?;
        let decl = column.decl;
        let ty = self.program.slot(column.slot)?.ty;
        if decl.key && (ty.missing || ty.inapplicable) {
            self.report(problem::absent_key(&decl.name));
        }
        let values = match ty.kind {
            Kind::Enum(index) => {
                self.program.enums.get(index as usize).map(|def| def.values.clone()).unwrap_or_default()
            }
            Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool => Vec::new(),
        };
        let range = match &decl.range {
            Some(interval) => self.constant_range(interval, declared.ty.kind),
            None => None,
        };
        let default = decl.default.as_ref().and_then(|value| self.constant_of(value, declared.ty.kind));
        let (scale, unit_name) = self.file_unit(decl, ty.kind);
        Some(ColumnSchema {
            slot: column.slot,
            name: decl.name.text.clone(),
            headings: decl.headings.clone(),
            ty,
            type_name: declared.name,
            values,
            scale,
            unit_name,
            range,
            default,
            note: decl.note.clone(),
            span: decl.span,
        })
    }

    fn file_unit(&mut self, decl: &ColumnDecl, kind: Kind) -> (Number, Option<Arc<str>>) {
        let Kind::Number(number) = kind else { return (Number::one(), None) };
        let own: Option<Arc<str>> = (number.unit != Unit::NONE).then(|| self.units.name(number.unit).into());
        let Some(word) = &decl.file_unit else { return (Number::one(), own) };
        match self.units.find(&word.text) {
            Some(measure) if measure.unit == number.unit => (measure.scale, Some(word.text.clone())),
            Some(_) => {
                let due = self.describe(kind.into());
                self.report(problem::file_unit_of_other_kind(word, &due));
                (Number::one(), own)
            }
            None => {
                let near = super::names::nearest(&word.text, self.units.words());
                self.report(super::problem::units::unknown_unit(word, None, near));
                (Number::one(), own)
            }
        }
    }

    /// An interval of constants, as a column, key or parameter is bounded by.
    pub(super) fn constant_range(&mut self, interval: &Interval, kind: Kind) -> Option<Range> {
        let probe =
            self.add(crate::ir::expr::ExprKind::Constant(Value::Missing), Type::from(capped(kind)), interval.span);
        let (low, high) = self.bounds(interval, &Scope::of(None), Some(probe)).ok()?;
        let mut ends = [None, None];
        for (place, bound) in ends.iter_mut().zip([low, high]) {
            let Some((id, end)) = bound else { continue };
            match self.constant(id) {
                Some(value) => *place = Some((value, end)),
                None => {
                    let span = self.span(id);
                    self.report(problem::not_constant(span));
                    return None;
                }
            }
        }
        let [low, high] = ends;
        Some(Range { low, high })
    }

    /// A constant of a kind: a default, a list's member.
    pub(super) fn constant_of(&mut self, value: &crate::syntax::ast::Expr, kind: Kind) -> Option<Value> {
        let before = self.problems.len();
        let Ok(id) = self.lower_as(value, &Scope::of(None), Some(kind)) else {
            // A name of some table: the trouble is that it is no constant, wherever the name lives.
            if self
                .problems
                .get(before..)
                .is_some_and(|new| new.iter().any(|problem| matches!(problem.code, "JY0207" | "JY0208")))
            {
                self.problems.truncate(before);
                self.report(problem::not_constant(value.span));
            }
            return None;
        };
        self.adopt(id, kind.into());
        let fits = match (self.ty(id).kind, kind) {
            (Kind::Number(a), Kind::Number(b)) => a.unit == b.unit,
            (a, b) => a == b,
        };
        if !fits {
            let (due, found) = (self.describe(kind.into()), self.describe(self.ty(id)));
            self.report(super::problem::types::wrong_kind(value.span, &due, &found));
            return None;
        }
        let constant = self.constant(id);
        if constant.is_none() {
            self.report(problem::not_constant(value.span));
        }
        constant
    }
}
