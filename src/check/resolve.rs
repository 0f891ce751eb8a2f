//! Paths → values: which row, which slot. A name that could mean two things is an error, and one that means nothing
//! is answered with what the reader most likely meant.

use super::problem::names as problem;
use super::scope::Scope;
use super::{Checker, Lowered, Reported};
use crate::ir::expr::{ExprKind, RowPath};
use crate::ir::ids::{RelationId, SlotId, TableId};
use crate::source::Span;
use crate::syntax::ast::{Name, Path, Root};
use crate::value::types::{Kind, Type};
use crate::value::value::Value;
use std::sync::Arc;

/// What a path means.
pub type Resolved = (ExprKind, Type);

impl Checker<'_> {
    /// The value that a path names in a scope; `expected` tells which enum a bare value belongs to.
    pub(super) fn resolve(&mut self, path: &Path, scope: &Scope, expected: Option<Kind>) -> Lowered<Resolved> {
        match &path.root {
            Root::Whole => self.whole_value(&path.members, path.span),
            Root::ThisRow => match scope.frames.first().copied().flatten() {
                Some(table) => self.row_value(RowPath { frame: 0, via: Vec::new() }, table, &path.members, path.span),
                None => Err(self.report(problem::no_row_here(path.span))),
            },
            Root::Parent => {
                let Some((frame, table)) = scope.rows().next() else {
                    return Err(self.report(problem::no_row_here(path.span)));
                };
                match self.parents(table).as_slice() {
                    [(relation, parent)] => {
                        let (via, parent) = (vec![*relation], *parent);
                        self.row_value(RowPath { frame, via }, parent, &path.members, path.span)
                    }
                    [] => Err(self.report(problem::no_parent(path.span, &self.table_name(table)))),
                    several => {
                        let names: Vec<_> = several.iter().map(|(_, parent)| self.table_name(*parent)).collect();
                        Err(self.report(problem::several_parents(path.span, &names)))
                    }
                }
            }
            Root::Name(name) if path.members.is_empty() => self.bare(name, scope, expected),
            Root::Name(name) => self.qualified(name, path, scope),
        }
    }

    /// The tables that a table's rows refer to, with the relation.
    fn parents(&self, table: TableId) -> Vec<(RelationId, TableId)> {
        let Some(table) = self.program.table(table) else { return Vec::new() };
        let relations = table.relations.iter();
        relations.filter_map(|id| Some((*id, self.program.relation(*id)?.to))).collect()
    }

    fn bare(&mut self, name: &Name, scope: &Scope, expected: Option<Kind>) -> Lowered<Resolved> {
        if let Some(local) = scope.locals.iter().rev().find(|local| local.name == name.text) {
            return Ok((ExprKind::Local(local.id), local.ty));
        }
        if let Some(value) = expected.and_then(|kind| self.enum_value(kind, &name.text)) {
            return Ok(value);
        }
        let mut found: Vec<(u32, TableId, SlotId)> = Vec::new();
        for (frame, table) in scope.rows() {
            if let Some(slot) = self.names.slots.get(&(table, name.text.clone())) {
                found.push((frame, table, *slot));
            }
        }
        if let [(_, inner, first), (_, outer, second), ..] = found.as_slice()
            && inner != outer
            && !self.same_by_reference(*first, *second)
        {
            let (inner, outer) = (self.table_name(*inner), self.table_name(*outer));
            return Err(self.report(problem::ambiguous(name, &inner, &outer)));
        }
        if let Some((frame, _, slot)) = found.first() {
            let path = RowPath { frame: *frame, via: Vec::new() };
            return self.slot_value(ExprKind::Slot(path, *slot), *slot, name.span);
        }
        if let Some(slot) = self.names.whole.get(&name.text).copied() {
            return self.slot_value(ExprKind::Whole(slot), slot, name.span);
        }
        if let Some(param) = self.names.params.get(&name.text).copied() {
            self.used.insert(name.text.clone());
            return match self.program.param(param) {
                Some(param_def) => Ok((ExprKind::Param(param), param_def.ty)),
                None => Err(Reported),
            };
        }
        if let Some(value) = self.only_enum_value(&name.text) {
            return Ok(value);
        }
        for (frame, table) in scope.rows() {
            if let Some(slot) = self.reasons(table, &name.text) {
                return self.slot_value(ExprKind::Slot(RowPath { frame, via: Vec::new() }, slot), slot, name.span);
            }
        }
        Err(self.unknown(name, scope, expected))
    }

    /// A column and the key that it refers to hold the same value by definition.
    fn same_by_reference(&self, inner: SlotId, outer: SlotId) -> bool {
        self.program.relations.iter().any(|relation| {
            let keys = self.program.table(relation.to).map(|table| table.keys.as_slice()).unwrap_or_default();
            relation.columns.iter().zip(keys).any(|(column, key)| *column == inner && *key == outer)
        })
    }

    fn enum_value(&mut self, kind: Kind, word: &Arc<str>) -> Option<Resolved> {
        let Kind::Enum(index) = kind else { return None };
        let value = self.program.enums.get(index as usize)?.values.iter().find(|value| *value == word)?;
        Some((ExprKind::Constant(Value::Text(value.clone())), kind.into()))
    }

    /// The enum value of a word that only one enum has.
    fn only_enum_value(&mut self, word: &Arc<str>) -> Option<Resolved> {
        let mut holders = self.program.enums.iter().enumerate().filter(|(_, def)| def.values.contains(word));
        let (index, _) = holders.next()?;
        if holders.next().is_some() {
            return None;
        }
        self.enum_value(Kind::Enum(u32::try_from(index).ok()?), word)
    }

    fn qualified(&mut self, name: &Name, path: &Path, scope: &Scope) -> Lowered<Resolved> {
        let rows: Vec<(u32, TableId)> = scope.rows().collect();
        if let Some(table) = self.names.tables.get(&name.text).copied() {
            self.used.insert(name.text.clone());
            if let Some((frame, _)) = rows.iter().find(|(_, row)| *row == table) {
                let row = RowPath { frame: *frame, via: Vec::new() };
                return self.row_value(row, table, &path.members, path.span);
            }
            for (frame, row) in &rows {
                match self.way(*row, table).as_slice() {
                    [] => {}
                    [via] => {
                        let row = RowPath { frame: *frame, via: via.clone() };
                        return self.row_value(row, table, &path.members, path.span);
                    }
                    several => {
                        let columns = self.first_columns(several);
                        return Err(self.report(problem::several_ways(name, &self.table_name(*row), &columns)));
                    }
                }
            }
            return Err(self.out_of_grain(name, path, scope, table));
        }
        for (frame, row) in &rows {
            let row_path = RowPath { frame: *frame, via: Vec::new() };
            if let Some(slot) = self.joined(*row, Some(name), &path.members) {
                return self.slot_value(ExprKind::Slot(row_path, slot), slot, path.span);
            }
            if let Some((relation, to)) = self.relation_by(*row, &name.text) {
                let row_path = RowPath { frame: *frame, via: vec![relation] };
                return self.row_value(row_path, to, &path.members, path.span);
            }
        }
        let whole: Arc<str> = join(Some(name), &path.members).into();
        if let Some(slot) = self.names.whole.get(&whole).copied() {
            return self.slot_value(ExprKind::Whole(slot), slot, path.span);
        }
        if let Some(index) = self.names.enums.get(&name.text).copied()
            && let [value] = path.members.as_slice()
        {
            self.used.insert(name.text.clone());
            return match self.enum_value(Kind::Enum(index), &value.text) {
                Some(resolved) => Ok(resolved),
                None => Err(self.unknown_enum_value(index, value)),
            };
        }
        if self.names.assessments.contains_key(&name.text) {
            return Err(self.unknown_score(name, path, scope));
        }
        Err(self.unknown(name, scope, None))
    }

    /// All ways from a table up to another, shortest first; several of the shortest length are all given.
    pub(super) fn way(&mut self, from: TableId, to: TableId) -> Vec<Vec<RelationId>> {
        if from == to {
            return Vec::new();
        }
        let mut ends: Vec<(TableId, Vec<RelationId>)> = vec![(from, Vec::new())];
        for _ in 0..8 {
            let mut next = Vec::new();
            for (table, via) in &ends {
                for (relation, parent) in self.parents(*table) {
                    let mut longer = via.clone();
                    longer.push(relation);
                    next.push((parent, longer));
                }
            }
            let arrived: Vec<_> = next.iter().filter(|(table, _)| *table == to).map(|(_, via)| via.clone()).collect();
            if !arrived.is_empty() {
                return arrived;
            }
            if next.is_empty() {
                break;
            }
            next.truncate(64);
            ends = next;
        }
        Vec::new()
    }

    /// The columns with which several ways begin, in words.
    pub(super) fn first_columns(&self, ways: &[Vec<RelationId>]) -> Vec<Arc<str>> {
        let relations = ways.iter().filter_map(|way| self.program.relation(*way.first()?));
        relations.filter_map(|relation| Some(self.slot_name(*relation.columns.first()?))).collect()
    }

    /// The reference that one column of a table makes.
    fn relation_by(&self, table: TableId, column: &str) -> Option<(RelationId, TableId)> {
        let table = self.program.table(table)?;
        table.relations.iter().find_map(|id| {
            let relation = self.program.relation(*id)?;
            let named = relation.columns.iter().any(|slot| &*self.slot_name(*slot) == column);
            (named && relation.columns.len() == 1).then_some((*id, relation.to))
        })
    }

    fn joined(&self, table: TableId, name: Option<&Name>, members: &[Name]) -> Option<SlotId> {
        let key: Arc<str> = join(name, members).into();
        self.names.slots.get(&(table, key)).copied().or_else(|| match (name, members) {
            (None, [member]) => self.reasons(table, &member.text),
            (_, _) => None,
        })
    }

    /// 排除理由 by its English word, where a table has nothing of its own that is called so.
    fn reasons(&self, table: TableId, word: &str) -> Option<SlotId> {
        (word == "reasons").then(|| self.names.slots.get(&(table, "排除理由".into())).copied()).flatten()
    }

    /// The value of the row that `row` leads to, by the rest of a path.
    fn row_value(&mut self, mut row: RowPath, table: TableId, members: &[Name], span: Span) -> Lowered<Resolved> {
        if let Some(slot) = self.joined(table, None, members) {
            return self.slot_value(ExprKind::Slot(row, slot), slot, span);
        }
        let Some((first, rest)) = members.split_first() else {
            return Err(self.report(problem::row_is_no_value(span, &self.table_name(table))));
        };
        if !rest.is_empty() {
            if let Some((relation, to)) = self.relation_by(table, &first.text) {
                row.via.push(relation);
                return self.row_value(row, to, rest, span);
            }
            if let Some(to) = self.names.tables.get(&first.text).copied()
                && let [via] = self.way(table, to).as_slice()
            {
                row.via.extend(via.iter().copied());
                return self.row_value(row, to, rest, span);
            }
        }
        if self.lost.contains(&first.text) {
            return Err(Reported);
        }
        let known: Vec<Arc<str>> =
            self.names.slots.keys().filter(|(owner, _)| *owner == table).map(|(_, name)| name.clone()).collect();
        let near = super::names::nearest(&first.text, known.iter().map(|name| &**name));
        Err(self.report(problem::no_such_column(first, &self.table_name(table), near)))
    }

    fn whole_value(&mut self, members: &[Name], span: Span) -> Lowered<Resolved> {
        let name: Arc<str> = join(None, members).into();
        match self.names.whole.get(&name).copied() {
            Some(slot) => self.slot_value(ExprKind::Whole(slot), slot, span),
            None => {
                let near = super::names::nearest(&name, self.names.whole.keys().map(|name| &**name));
                let named = Name { text: name, span };
                Err(self.report(problem::unknown(&named, near, None)))
            }
        }
    }

    /// A slot, made first if it is not yet.
    fn slot_value(&mut self, kind: ExprKind, slot: SlotId, span: Span) -> Lowered<Resolved> {
        self.used_slots.insert(slot);
        self.ensure(slot, span)?;
        let ty = self.program.slot(slot).map(|slot| slot.ty).ok_or(Reported)?;
        Ok((kind, ty))
    }

    fn unknown(&mut self, name: &Name, scope: &Scope, expected: Option<Kind>) -> Reported {
        if self.lost.contains(&name.text) {
            return Reported;
        }
        let mut known: Vec<Arc<str>> = Vec::new();
        for (_, table) in scope.rows() {
            known.extend(self.names.slots.keys().filter(|(owner, _)| *owner == table).map(|(_, name)| name.clone()));
        }
        known.extend(self.names.whole.keys().cloned());
        known.extend(self.names.params.keys().cloned());
        if let Some(split) = super::names::split_run(&name.text, |part| known.iter().any(|name| &**name == part)) {
            return self.report(problem::run_together(name, &split));
        }
        let innermost = scope.innermost();
        if let Some(holder) = self.names.tables_with(&name.text).into_iter().find(|table| Some(*table) != innermost) {
            let finer = innermost.is_none_or(|row| !self.way(holder, row).is_empty());
            let holder = self.table_name(holder);
            return self.report(problem::lives_elsewhere(name, &holder, finer));
        }
        if self.names.tables.contains_key(&name.text) {
            return self.report(problem::table_is_no_value(name));
        }
        if self.names.lists.contains_key(&name.text) || self.names.lookups.contains_key(&name.text) {
            return self.report(problem::not_a_value(name));
        }
        match expected {
            Some(Kind::Enum(index)) => return self.unknown_enum_value(index, name),
            Some(Kind::Text) => return self.report(problem::text_unquoted(name)),
            Some(Kind::Number(_) | Kind::Date | Kind::Bool) | None => {}
        }
        if let Some(written) = super::numeral::arabic(&name.text) {
            return self.report(problem::number_in_words(name, &written));
        }
        known.extend(self.program.enums.iter().flat_map(|def| def.values.iter().cloned()));
        let near = super::names::nearest(&name.text, known.iter().map(|name| &**name));
        if let Some(meant) = super::names::mistyped(&name.text, &self.units).filter(|_| near.is_none()) {
            return self.report(problem::number_with_letter(name, &meant));
        }
        if let Some(problem) = problem::habit(name) {
            return self.report(problem);
        }
        let here = innermost.map(|table| self.table_name(table));
        self.report(problem::unknown(name, near, here.as_deref()))
    }

    fn unknown_enum_value(&mut self, index: u32, value: &Name) -> Reported {
        let Some(def) = self.program.enums.get(index as usize) else { return Reported };
        let near = super::names::nearest(&value.text, def.values.iter().map(|value| &**value));
        let (name, values) = (def.name.clone(), def.values.clone());
        self.report(problem::unknown_enum_value(value, &name, &values, near))
    }

    fn unknown_score(&mut self, name: &Name, path: &Path, scope: &Scope) -> Reported {
        let prefix = format!("{}.", name.text);
        let full = join(Some(name), &path.members);
        let keys = self.names.slots.keys().map(|(_, slot)| slot);
        let known: Vec<Arc<str>> = keys.filter(|slot| slot.starts_with(&prefix)).cloned().collect();
        if let Some(holder) = self.names.tables_with(&full).into_iter().next() {
            let finer = scope.innermost().is_none_or(|row| !self.way(holder, row).is_empty());
            let holder = self.table_name(holder);
            let named = Name { text: full.into(), span: path.span };
            return self.report(problem::lives_elsewhere(&named, &holder, finer));
        }
        let near = super::names::nearest(&full, known.iter().map(|name| &**name));
        let named = Name { text: full.into(), span: path.span };
        self.report(problem::unknown(&named, near, None))
    }

    /// A value of a table whose rows are not in reach: finer ones need an aggregate, others a reference.
    fn out_of_grain(&mut self, name: &Name, path: &Path, scope: &Scope, table: TableId) -> Reported {
        let here = scope.innermost();
        let finer = match here {
            None => true,
            Some(row) => !self.way(table, row).is_empty(),
        };
        let member = path.members.iter().map(|member| &*member.text).collect::<Vec<_>>().join(".");
        let here = here.map(|row| self.table_name(row));
        self.report(problem::needs_aggregate(path.span, &name.text, &member, here.as_deref(), finer))
    }
}

fn join(name: Option<&Name>, members: &[Name]) -> String {
    let own = name.into_iter().map(|name| &*name.text);
    let parts = members.iter().map(|member| match &*member.text {
        "score" => "得分",
        "value" => "取值",
        other => other,
    });
    own.chain(parts).collect::<Vec<_>>().join(".")
}
