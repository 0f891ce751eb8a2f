//! What a run knows: columns, rows by key, references, blames, and what it remembers to be quick.

use super::aggregate::Memo;
use super::bad::BadCells;
use super::decide::Plan;
use super::link::Links;
use super::needs::Needs;
use super::out_rows::Held;
use super::watch::Watch;
use crate::ir::batch::{Origin, SourceName};
use crate::ir::fault::{Blame, BlameId};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::packed::Packed;
use crate::ir::program::Program;
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The values of a slot by row; one value for a slot of the whole.
pub(super) type Column = Vec<Result<Value, BlameId>>;

/// How the values of a slot are held: as they are, or packed by the column engine.
#[derive(Clone, Debug)]
pub(super) enum Store {
    Values(Column),
    Packed(Arc<Packed>),
}

/// All that one run computed, and the means to compute any expression of the program again at any row.
#[derive(Debug)]
pub struct Evaluation<'p> {
    pub(super) program: &'p Program,
    pub(super) tables: Vec<Rows>,
    pub(super) columns: Vec<Option<Store>>,
    pub(super) links: Vec<Option<Links>>,
    pub(super) bad: BadCells,
    /// Behind those of bad cells.
    pub(super) blames: Vec<Blame>,
    /// What an id of another evaluation gets.
    pub(super) unknown: Blame,
    pub(super) needs: Vec<Needs>,
    pub(super) memos: Vec<Memo>,
    pub(super) plans: Vec<OnceLock<Plan>>,
    pub(super) outputs: Vec<Held>,
    /// What was computed and how it came out, where somebody asked.
    pub(super) watch: Option<Watch>,
    /// A table whose rows have gone by, and whether something was asked of them since.
    pub(super) streamed: Option<(TableId, AtomicBool)>,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Rows {
    pub count: usize,
    /// All rows in the order of their keys: the only order in which anything is done.
    order: OnceLock<Arc<[usize]>>,
    by_key: OnceLock<HashMap<Vec<Value>, usize>>,
    /// By row, why nothing can be computed on it.
    pub spoiled: HashMap<usize, BlameId>,
    /// Why it is not known which rows there are.
    pub poisoned: Option<BlameId>,
    /// Whether the rows are there; those of a derived table come with its step.
    pub ready: bool,
    pub origins: Vec<Origin>,
    pub sources: Vec<SourceName>,
    /// The line of the first row, where the rows stand line by line.
    pub first_line: Option<u32>,
}

impl Default for Rows {
    fn default() -> Rows {
        Rows {
            count: 0,
            order: OnceLock::new(),
            by_key: OnceLock::new(),
            spoiled: HashMap::new(),
            poisoned: None,
            ready: false,
            origins: Vec::new(),
            sources: Vec::new(),
            first_line: None,
        }
    }
}

impl Rows {
    /// Rows known by these keys; `sort` orders them (the keys, where the table has any).
    pub fn new(keys: Vec<Vec<Value>>, sort: &[Vec<Value>]) -> Rows {
        let count = sort.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| sort.get(*a).cmp(&sort.get(*b)));
        let mut by_key = HashMap::with_capacity(keys.len());
        for (row, key) in keys.into_iter().enumerate() {
            by_key.entry(key).or_insert(row);
        }
        let order = OnceLock::from(Arc::from(order));
        let by_key = OnceLock::from(by_key);
        Rows { count, order, by_key, ready: true, ..Rows::default() }
    }

    /// Rows in this order, whose keys are looked up when somebody asks.
    pub fn ordered(order: Vec<usize>) -> Rows {
        Rows { count: order.len(), order: OnceLock::from(Arc::from(order)), ready: true, ..Rows::default() }
    }

    /// Rows whose order and keys are looked up when somebody asks.
    pub fn later(count: usize) -> Rows {
        Rows { count, ready: true, ..Rows::default() }
    }

    pub fn spoiled(&self, row: usize) -> Option<BlameId> {
        self.spoiled.get(&row).copied()
    }

    /// The first reason stays.
    pub fn spoil(&mut self, row: usize, blame: BlameId) {
        self.spoiled.entry(row).or_insert(blame);
    }

    pub fn origin(&self, row: usize) -> Option<(SourceName, u32)> {
        if let Some(first) = self.first_line {
            let line = u32::try_from(row).ok()?.checked_add(first)?;
            return Some((self.sources.first()?.clone(), line));
        }
        let origin = self.origins.get(row)?;
        let source = self.sources.get(origin.source as usize)?;
        Some((source.clone(), origin.row))
    }
}

impl Evaluation<'_> {
    pub(super) fn put(&mut self, slot: SlotId, column: Column) {
        self.put_store(slot, Store::Values(column));
    }

    pub(super) fn put_store(&mut self, slot: SlotId, store: Store) {
        if let Some(place) = self.columns.get_mut(slot.index()) {
            *place = Some(store);
        }
    }

    /// A computed value; `None` where it has not been computed.
    pub(super) fn cell(&self, slot: SlotId, row: Option<usize>) -> Option<Result<Value, BlameId>> {
        let found = self.columns.get(slot.index()).and_then(Option::as_ref).and_then(|store| match store {
            Store::Values(column) => column.get(row.unwrap_or(0)).cloned(),
            Store::Packed(packed) => packed.get(row.unwrap_or(0)),
        });
        if found.is_none()
            && let Some((_, missed)) = &self.streamed
        {
            missed.store(true, Ordering::Relaxed);
        }
        found
    }

    /// The rows of a table in the order of their keys.
    pub(super) fn order(&self, table: TableId) -> Arc<[usize]> {
        let Some(rows) = self.tables.get(table.index()) else { return Arc::from([]) };
        let sorted = || {
            if let Some(order) = self.packed_order(table, rows.count) {
                return Arc::from(order);
            }
            let sort: Vec<Vec<Value>> = (0..rows.count).map(|row| self.sort_key(table, row)).collect();
            let mut order: Vec<usize> = (0..rows.count).collect();
            order.sort_by(|a, b| sort.get(*a).cmp(&sort.get(*b)));
            Arc::from(order)
        };
        rows.order.get_or_init(sorted).clone()
    }

    /// The same order from packed words; `None` where a value to sort by is not a plain word.
    fn packed_order(&self, table: TableId, count: usize) -> Option<Vec<usize>> {
        let mut columns: Vec<&Packed> = Vec::new();
        for slot in self.sorted_by(table) {
            match self.columns.get(slot.index())?.as_ref()? {
                Store::Packed(packed) if packed.has_order() && packed.len() == count => columns.push(packed),
                Store::Packed(_) | Store::Values(_) => return None,
            }
        }
        let compare = |a: usize, b: usize| {
            let mut orders = columns.iter().map(|packed| packed.compare(a, b));
            orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        };
        let mut order: Vec<usize> = (0..count).collect();
        // Rows that stand in order already are the rule.
        if !(1..count).all(|row| compare(row - 1, row).is_le()) {
            order.sort_by(|a, b| compare(*a, *b));
        }
        Some(order)
    }

    /// The slots whose values order the rows: the keys, or all columns where the table has none.
    fn sorted_by(&self, table: TableId) -> &[SlotId] {
        match self.program.table(table) {
            Some(table) if table.keys.is_empty() => &table.columns,
            Some(table) => &table.keys,
            None => &[],
        }
    }

    /// What a row is sorted by: its keys, or all its columns where the table has none.
    pub(super) fn sort_key(&self, table: TableId, row: usize) -> Vec<Value> {
        let slots = self.sorted_by(table);
        let value = |slot: &SlotId| self.cell(*slot, Some(row)).and_then(Result::ok).unwrap_or(Value::Missing);
        slots.iter().map(value).collect()
    }

    /// The row with these keys.
    pub(super) fn find_row(&self, table: TableId, key: &[Value]) -> Option<usize> {
        let rows = self.tables.get(table.index())?;
        let indexed = || {
            let mut by_key = HashMap::with_capacity(rows.count);
            if self.program.table(table).is_some_and(|table| !table.keys.is_empty()) {
                for row in 0..rows.count {
                    by_key.entry(self.sort_key(table, row)).or_insert(row);
                }
            }
            by_key
        };
        rows.by_key.get_or_init(indexed).get(key).copied()
    }

    pub(super) fn spoiled(&self, table: TableId, row: usize) -> Option<BlameId> {
        self.tables.get(table.index()).and_then(|rows| rows.spoiled(row))
    }
}
