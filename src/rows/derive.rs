//! Derived tables: the rows of all sources, brought together by key.

use super::blame::{Failure, Outcome, Place};
use super::draft::{Draft, Drafts};
use super::fold::{extreme, sum};
use super::state::{Column, Evaluation, Rows};
use crate::ir::fault::{BlameId, Fault};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Derivation, Rollup, Table, TableSource};
use crate::value::number::Number;
use crate::value::value::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;

impl Evaluation<'_> {
    /// Makes the rows of a derived table, in the order of their keys, and resolves the references that wait for them.
    pub(super) fn derive(&mut self, id: TableId) {
        let program = self.program;
        let Some(table) = program.table(id) else {
            return;
        };
        let TableSource::Derived(derivation) = &table.source else {
            return;
        };
        let keys: Vec<usize> =
            table.keys.iter().filter_map(|key| table.columns.iter().position(|column| column == key)).collect();
        let mut drafts = Drafts::default();
        for source in &derivation.sources {
            self.draw(source, &keys, &mut drafts);
        }
        let mut poisoned = None;
        for (failure, table, row) in &drafts.lost {
            let place = self.place(None, Some(*table), *row);
            let blame = self.stamp(failure, place);
            poisoned.get_or_insert(blame);
        }
        let groups = together(drafts.rows, keys.is_empty());
        let sorted: Vec<Vec<Value>> = groups.iter().map(|(key, _)| key.clone()).collect();
        let mut rows = Rows::new(if keys.is_empty() { Vec::new() } else { sorted.clone() }, &sorted);
        rows.poisoned = poisoned;
        let mut columns: Vec<Column> = vec![Vec::with_capacity(sorted.len()); table.columns.len()];
        for (row, (key, drafts)) in groups.iter().enumerate() {
            let place = |slot| Place { slot, table: Some(id), row: Some(row), key: key.clone() };
            let spoil = self.spoil_of(table, derivation, (key, drafts), &place);
            if let Some(blame) = spoil {
                rows.spoil(row, blame);
            }
            for (index, (slot, column)) in table.columns.iter().zip(&mut columns).enumerate() {
                let cell = match (keys.contains(&index), spoil) {
                    (false, Some(blame)) => Err(blame),
                    (true, _) | (false, None) => {
                        let rollup = if keys.contains(&index) { None } else { rollup_of(derivation, *slot) };
                        let brought = bring(drafts, index, rollup, table);
                        brought.map_err(|failure| self.stamp(&failure, place(Some(*slot))))
                    }
                };
                column.push(cell);
            }
        }
        if let Some(place) = self.tables.get_mut(id.index()) {
            *place = rows;
        }
        for (slot, column) in table.columns.iter().zip(columns) {
            self.put(*slot, column);
        }
        self.connect();
    }

    /// Why nothing can be computed on a derived row, if so.
    fn spoil_of(
        &mut self,
        table: &Table,
        derivation: &Derivation,
        (key, drafts): (&[Value], &[Draft]),
        place: &impl Fn(Option<SlotId>) -> Place,
    ) -> Option<BlameId> {
        if let Some(failure) = drafts.iter().find_map(|draft| draft.spoil.as_ref()) {
            return Some(self.stamp(failure, place(None)));
        }
        let mut open = table.columns.iter().filter(|slot| !table.keys.contains(slot));
        let clash = drafts.len() > 1 && open.any(|slot| rollup_of(derivation, *slot).is_none());
        clash.then(|| {
            let failure = Failure::at(Fault::DuplicateKey { key: key.to_vec() }, table.span);
            self.stamp(&failure, place(None))
        })
    }
}

/// The drafts by key. A table without keys keeps every row apart, in the order of what they hold.
fn together(mut drafts: Vec<Draft>, keyless: bool) -> Vec<(Vec<Value>, Vec<Draft>)> {
    if keyless {
        drafts.sort_by_key(|draft| draft.cells.iter().map(|cell| cell.as_ref().ok().cloned()).collect::<Vec<_>>());
        return drafts.into_iter().map(|draft| (Vec::new(), vec![draft])).collect();
    }
    let mut groups: BTreeMap<Vec<Value>, Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        groups.entry(draft.key.clone()).or_default().push(draft);
    }
    groups.into_iter().collect()
}

fn rollup_of(derivation: &Derivation, slot: SlotId) -> Option<Rollup> {
    derivation.rollup.iter().find(|(column, _)| *column == slot).map(|(_, rollup)| *rollup)
}

/// One column of some drafts as one cell.
fn bring(drafts: &[Draft], index: usize, rollup: Option<Rollup>, table: &Table) -> Outcome {
    let mut values = Vec::with_capacity(drafts.len());
    for draft in drafts {
        values.push(draft.cells.get(index).cloned().unwrap_or(Ok(Value::Missing))?);
    }
    let brought = match rollup {
        None => return Ok(values.into_iter().next().unwrap_or(Value::Missing)),
        Some(Rollup::Count) => Ok(Value::Number(Number::from(values.len()))),
        Some(Rollup::Sum) => sum(&values).map(Value::Number),
        Some(Rollup::Max) => extreme(&values, Ordering::Greater),
        Some(Rollup::Min) => extreme(&values, Ordering::Less),
    };
    brought.map_err(|fault| Failure::at(fault, table.span))
}
