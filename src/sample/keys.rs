//! The keys of all rows, parents before children, so that no two rows of a table agree in them.

use super::Wish;
use super::dice::Dice;
use super::domain::{Column, Texts};
use super::draft::Draft;
use super::hints::Hints;
use super::note::Note;
use super::sizes::sizes;
use crate::ir::ids::SlotId;
use crate::ir::program::Program;
use crate::ir::schema::{Reference, TableSchema};
use crate::value::types::Kind;
use crate::value::value::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Throws for a key that is not taken, before keys are taken in order.
const THROWS: usize = 12;

/// All tables with their keys (and what refers together with a key); the other cells are not drawn yet.
pub(super) fn draft<'p>(program: &'p Program, hints: &Hints, wish: &Wish) -> Draft<'p> {
    let schemas = program.schemas.as_slice();
    let sizes = sizes(schemas, wish);
    let stems = stems(schemas, hints, &sizes);
    let column = |column| Column::new(column, hints, |known| stems.texts(hints.root(column.slot), &column.name, known));
    let columns = schemas.iter().map(|schema| schema.columns.iter().map(column).collect()).collect();
    let mut draft = Draft::new(schemas, columns, wish.seed, wish.edges);
    for table in order(schemas) {
        let (Some(wanted), Some(schema)) = (sizes.get(table).copied(), schemas.get(table)) else { continue };
        let rows = Keys::of(&mut draft, (table, schema), wanted).rows(wanted);
        if let Some(place) = draft.rows.get_mut(table) {
            *place = rows;
        }
    }
    draft
}

/// How texts are made up, by the first of the columns that share them.
struct Stems {
    /// The letter of a table that is named by such a text, and its rows.
    codes: BTreeMap<SlotId, (String, usize)>,
    names: BTreeMap<SlotId, Arc<str>>,
}

fn stems(schemas: &[TableSchema], hints: &Hints, sizes: &[usize]) -> Stems {
    let mut stems = Stems { codes: BTreeMap::new(), names: BTreeMap::new() };
    for (index, (schema, rows)) in schemas.iter().zip(sizes).enumerate() {
        for (at, column) in schema.columns.iter().enumerate() {
            let root = hints.root(column.slot);
            stems.names.entry(root).or_insert_with(|| column.name.clone());
            let refers = schema.references.iter().any(|reference| reference.columns.contains(&at));
            if schema.keys == [at] && !refers && matches!(column.ty.kind, Kind::Text) {
                stems.codes.entry(root).or_insert_with(|| (letter(index), *rows));
            }
        }
    }
    stems
}

/// A, B, …, Z, then A26.
fn letter(table: usize) -> String {
    match u8::try_from(table).ok().filter(|table| *table < 26) {
        Some(table) => char::from(b'A'.saturating_add(table)).to_string(),
        None => format!("A{table}-"),
    }
}

impl Stems {
    fn texts(&self, root: SlotId, name: &Arc<str>, known: Vec<Arc<str>>) -> Texts {
        match self.codes.get(&root) {
            Some((letter, rows)) => Texts::codes(letter, known, *rows),
            None => Texts::names(self.names.get(&root).unwrap_or(name), known),
        }
    }
}

/// Tables after those that their keys refer to.
fn order(schemas: &[TableSchema]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    // A circle of keys has no order; what is left comes as it is declared.
    for _ in 0..schemas.len() {
        for (index, schema) in schemas.iter().enumerate() {
            let ready = key_references(schema).all(|reference| {
                order.iter().any(|done| schemas.get(*done).is_some_and(|done| done.id == reference.target))
            });
            if ready && !order.contains(&index) {
                order.push(index);
            }
        }
    }
    order.extend((0..schemas.len()).filter(|index| !order.contains(index)).collect::<Vec<_>>());
    order
}

/// The references to other tables of which a key is a part.
pub(super) fn key_references(schema: &TableSchema) -> impl Iterator<Item = &Reference> {
    let touches = |reference: &&Reference| {
        reference.target != schema.id && reference.columns.iter().any(|column| schema.keys.contains(column))
    };
    schema.references.iter().filter(touches)
}

/// The makers of the keys of one table.
struct Keys<'d, 'p> {
    draft: &'d mut Draft<'p>,
    table: usize,
    schema: &'p TableSchema,
    /// The widest first: what a narrower one shares with it is given then.
    references: Vec<&'p Reference>,
    /// Keys that refer to nothing, and how many of their values are used.
    own: Vec<(usize, usize)>,
    /// How far the keys have been taken in order.
    taken: usize,
}

impl<'d, 'p> Keys<'d, 'p> {
    fn of(draft: &'d mut Draft<'p>, (table, schema): (usize, &'p TableSchema), wanted: usize) -> Keys<'d, 'p> {
        let mut references: Vec<&'p Reference> = key_references(schema).collect();
        references.sort_by_key(|reference| std::cmp::Reverse(reference.columns.len()));
        let referring: BTreeSet<usize> = references.iter().flat_map(|reference| &reference.columns).copied().collect();
        let free: Vec<usize> = schema.keys.iter().copied().filter(|key| !referring.contains(key)).collect();
        let parents = references.iter().filter_map(|reference| Some(draft.count(draft.table(reference.target)?)));
        let share = wanted.div_ceil(parents.max().unwrap_or(1).max(1)).saturating_mul(2).saturating_add(2);
        let most = if references.is_empty() && free.len() == 1 { wanted } else { share };
        let column = |key: &usize| draft.columns.get(table).and_then(|columns| columns.get(*key));
        let own = free.iter().map(|key| (*key, column(key).map_or(0, |column| column.variety(most)))).collect();
        Keys { draft, table, schema, references, own, taken: 0 }
    }

    fn rows(&mut self, wanted: usize) -> Vec<Vec<Value>> {
        for reference in self.references.clone() {
            let target = self.draft.table(reference.target);
            if wanted > 0 && target.is_none_or(|target| self.draft.count(target) == 0) {
                let target = target.and_then(|target| self.draft.schemas.get(target));
                let target = target.map_or_else(|| "".into(), |target| target.name.clone());
                self.draft.notes.push(Note::NoTarget { table: self.schema.name.clone(), target });
                return Vec::new();
            }
        }
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        while rows.len() < wanted {
            let Some((key, row)) = self.next(rows.len(), &seen) else { break };
            seen.insert(key);
            rows.push(row);
        }
        if rows.len() < wanted {
            let (table, made) = (self.schema.name.clone(), rows.len());
            self.draft.notes.push(Note::FewKeys { table, wanted, made });
        }
        rows
    }

    fn next(&mut self, row: usize, seen: &HashSet<Vec<Value>>) -> Option<(Vec<Value>, Vec<Value>)> {
        let counted = self.references.is_empty() && self.own.len() == 1;
        let throws = if counted { 0 } else { THROWS };
        for throw in 0..throws {
            let place = [self.table as u64, row as u64, throw as u64, 1];
            let mut dice = Dice::of(self.draft.seed, &place);
            if let Some(found) = self.thrown(&mut dice).filter(|(key, _)| !seen.contains(key)) {
                return Some(found);
            }
        }
        let most = self.combinations();
        while self.taken < most {
            let found = self.combination(self.taken);
            self.taken = self.taken.saturating_add(1);
            if let Some(found) = found.filter(|(key, _)| !seen.contains(key)) {
                return Some(found);
            }
        }
        None
    }

    fn blank(&self) -> Vec<Value> {
        vec![Value::Missing; self.schema.columns.len()]
    }

    fn finish(&self, row: Vec<Value>) -> (Vec<Value>, Vec<Value>) {
        let key = self.schema.keys.iter().filter_map(|key| row.get(*key)).cloned().collect();
        (key, row)
    }

    fn thrown(&mut self, dice: &mut Dice) -> Option<(Vec<Value>, Vec<Value>)> {
        let (mut row, mut given) = (self.blank(), BTreeSet::new());
        for reference in self.references.clone() {
            if !self.draft.lead(reference, &mut row, &mut given, dice) {
                return None;
            }
        }
        for (key, variety) in &self.own {
            let value = self.draft.columns.get(self.table)?.get(*key)?.nth(dice.below(*variety))?;
            *row.get_mut(*key)? = value;
        }
        Some(self.finish(row))
    }

    /// How many keys there are to try in order.
    fn combinations(&self) -> usize {
        let targets = self.references.iter().filter_map(|reference| self.draft.table(reference.target));
        let rows = targets.map(|target| self.draft.count(target));
        rows.chain(self.own.iter().map(|(_, variety)| *variety)).fold(1, usize::saturating_mul)
    }

    /// One of all combinations of targets and values; the first factor changes slowest.
    fn combination(&mut self, index: usize) -> Option<(Vec<Value>, Vec<Value>)> {
        let (mut row, mut given, mut rest) = (self.blank(), BTreeSet::new(), index);
        for (key, variety) in self.own.iter().rev() {
            let value = self.draft.columns.get(self.table)?.get(*key)?.nth(rest.checked_rem(*variety)?)?;
            rest = rest.checked_div(*variety)?;
            *row.get_mut(*key)? = value;
        }
        for reference in self.references.clone() {
            let target = self.draft.table(reference.target)?;
            let count = self.draft.count(target);
            let key = self.draft.key(target, rest.checked_rem(count)?);
            rest = rest.checked_div(count)?;
            for (column, value) in reference.columns.iter().zip(key) {
                let place = row.get_mut(*column)?;
                if given.contains(column) && *place != value {
                    return None;
                }
                *place = value;
                given.insert(*column);
            }
        }
        Some(self.finish(row))
    }
}
