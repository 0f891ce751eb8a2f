//! The rows while they are made.

use super::domain::Column;
use super::note::Note;
use crate::ir::ids::TableId;
use crate::ir::schema::{Reference, TableSchema};
use crate::value::value::Value;
use std::collections::{BTreeSet, HashMap};

use super::dice::Dice;

/// The rows of a target, by the values of some of its keys.
type Index = HashMap<Vec<Value>, Vec<usize>>;

/// All tables, in the order of the schemas; a cell that is not drawn yet is 缺失.
pub(super) struct Draft<'p> {
    pub schemas: &'p [TableSchema],
    pub columns: Vec<Vec<Column>>,
    /// By table, row and column.
    pub rows: Vec<Vec<Vec<Value>>>,
    /// By table, the columns that are neither keys nor part of a reference.
    pub free: Vec<BTreeSet<usize>>,
    pub seed: u64,
    pub edges: u32,
    pub notes: Vec<Note>,
    indexes: HashMap<(usize, Vec<usize>), Index>,
}

impl<'p> Draft<'p> {
    pub fn new(schemas: &'p [TableSchema], columns: Vec<Vec<Column>>, seed: u64, edges: u32) -> Draft<'p> {
        let bound = |schema: &TableSchema| {
            let referring = schema.references.iter().flat_map(|reference| &reference.columns);
            let bound: BTreeSet<usize> = schema.keys.iter().chain(referring).copied().collect();
            (0..schema.columns.len()).filter(|column| !bound.contains(column)).collect()
        };
        Draft {
            rows: vec![Vec::new(); schemas.len()],
            free: schemas.iter().map(bound).collect(),
            indexes: HashMap::new(),
            notes: Vec::new(),
            schemas,
            columns,
            seed,
            edges,
        }
    }

    pub fn table(&self, id: TableId) -> Option<usize> {
        self.schemas.iter().position(|schema| schema.id == id)
    }

    pub fn count(&self, table: usize) -> usize {
        self.rows.get(table).map_or(0, Vec::len)
    }

    /// The values of a row's keys.
    pub fn key(&self, table: usize, row: usize) -> Vec<Value> {
        let row = self.rows.get(table).and_then(|rows| rows.get(row));
        let keys = self.schemas.get(table).map(|schema| schema.keys.as_slice()).unwrap_or_default();
        keys.iter().map(|key| row.and_then(|row| row.get(*key)).cloned().unwrap_or(Value::Missing)).collect()
    }

    /// Gives the columns of a reference the keys of a row of its target that agrees with what is `given` already.
    /// False where there is no such row.
    pub fn lead(
        &mut self,
        reference: &Reference,
        row: &mut [Value],
        given: &mut BTreeSet<usize>,
        dice: &mut Dice,
    ) -> bool {
        let Some(target) = self.table(reference.target) else { return false };
        let fixed: Vec<usize> = (0..reference.columns.len())
            .filter(|at| reference.columns.get(*at).is_some_and(|c| given.contains(c)))
            .collect();
        let found = if fixed.is_empty() {
            let count = self.count(target);
            (count > 0).then(|| dice.below(count))
        } else {
            let column = |at: &usize| reference.columns.get(*at).and_then(|column| row.get(*column)).cloned();
            let wanted: Vec<Value> = fixed.iter().filter_map(column).collect();
            let index = self.index(target, &fixed);
            index.get(&wanted).and_then(|rows| dice.pick(rows).copied())
        };
        let Some(found) = found else { return false };
        self.point(reference, target, found, row, given);
        true
    }

    /// Gives the columns of a reference the keys of this row.
    pub fn point(
        &self,
        reference: &Reference,
        target: usize,
        found: usize,
        row: &mut [Value],
        given: &mut BTreeSet<usize>,
    ) {
        for (column, value) in reference.columns.iter().zip(self.key(target, found)) {
            if let Some(place) = row.get_mut(*column) {
                *place = value;
            }
            given.insert(*column);
        }
    }

    /// The rows of a table by some of its keys; its keys stand by now.
    fn index(&mut self, table: usize, keys: &[usize]) -> &Index {
        let name = (table, keys.to_vec());
        if !self.indexes.contains_key(&name) {
            let mut index = Index::new();
            for row in 0..self.count(table) {
                let key = self.key(table, row);
                let part = keys.iter().filter_map(|at| key.get(*at)).cloned().collect();
                index.entry(part).or_default().push(row);
            }
            self.indexes.insert(name.clone(), index);
        }
        self.indexes.entry(name).or_default()
    }
}
