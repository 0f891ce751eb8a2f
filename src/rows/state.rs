//! What a run knows: columns, rows by key, references, blames, and what it remembers to be quick.

use super::aggregate::Memo;
use super::decide::Plan;
use super::link::Link;
use super::needs::Needs;
use super::output::OutputRow;
use super::packed::Packed;
use crate::ir::batch::{Origin, SourceName};
use crate::ir::fault::{Blame, BlameId};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::Program;
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The values of a slot by row; one value for a slot of the whole.
pub(super) type Column = Vec<Result<Value, BlameId>>;

/// How the values of a slot are held: as they are, or packed by the column engine.
#[derive(Clone, Debug)]
pub(super) enum Store {
    Values(Column),
    Packed(Packed),
}

/// All that one run computed, and the means to compute any expression of the program again at any row.
#[derive(Debug)]
pub struct Evaluation<'p> {
    pub(super) program: &'p Program,
    pub(super) tables: Vec<Rows>,
    pub(super) columns: Vec<Option<Store>>,
    pub(super) links: Vec<Option<Vec<Link>>>,
    pub(super) blames: Vec<Blame>,
    /// What an id of another evaluation gets.
    pub(super) unknown: Blame,
    pub(super) needs: Vec<Needs>,
    pub(super) memos: Vec<Memo>,
    pub(super) plans: Vec<OnceLock<Plan>>,
    pub(super) outputs: Vec<Vec<OutputRow>>,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Rows {
    pub count: usize,
    /// All rows in the order of their keys: the only order in which anything is done.
    pub order: Arc<[usize]>,
    by_key: HashMap<Vec<Value>, usize>,
    /// By row, why nothing can be computed on it.
    pub spoiled: Vec<Option<BlameId>>,
    /// Why it is not known which rows there are.
    pub poisoned: Option<BlameId>,
    /// Whether the rows are there; those of a derived table come with its step.
    pub ready: bool,
    pub origins: Vec<Origin>,
    pub sources: Vec<SourceName>,
}

impl Default for Rows {
    fn default() -> Rows {
        Rows {
            count: 0,
            order: Arc::from([]),
            by_key: HashMap::new(),
            spoiled: Vec::new(),
            poisoned: None,
            ready: false,
            origins: Vec::new(),
            sources: Vec::new(),
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
        Rows { count, order: order.into(), by_key, spoiled: vec![None; count], ready: true, ..Rows::default() }
    }

    pub fn find(&self, key: &[Value]) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    pub fn spoiled(&self, row: usize) -> Option<BlameId> {
        self.spoiled.get(row).copied().flatten()
    }

    /// The first reason stays.
    pub fn spoil(&mut self, row: usize, blame: BlameId) {
        if let Some(place) = self.spoiled.get_mut(row) {
            place.get_or_insert(blame);
        }
    }

    pub fn origin(&self, row: usize) -> Option<(SourceName, u32)> {
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
        match self.columns.get(slot.index())?.as_ref()? {
            Store::Values(column) => column.get(row.unwrap_or(0)).cloned(),
            Store::Packed(packed) => packed.get(row.unwrap_or(0)),
        }
    }

    /// The rows of a table in the order of their keys.
    pub(super) fn order(&self, table: TableId) -> Arc<[usize]> {
        self.tables.get(table.index()).map_or_else(|| Arc::from([]), |rows| rows.order.clone())
    }

    pub(super) fn spoiled(&self, table: TableId, row: usize) -> Option<BlameId> {
        self.tables.get(table.index()).and_then(|rows| rows.spoiled(row))
    }
}
