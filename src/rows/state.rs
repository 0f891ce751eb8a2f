//! What a run knows: the columns, the rows by key, where references lead, and the blames.

use super::aggregate::Memo;
use super::blame::{Failure, unfit};
use super::decide::Plan;
use super::needs::{self, Needs};
use super::output::OutputRow;
use crate::ir::batch::{Batch, Cell, Origin, SourceName, TableData};
use crate::ir::fault::{Blame, BlameId, Fault};
use crate::ir::ids::{RelationId, SlotId, TableId};
use crate::ir::program::{Program, Table, TableSource};
use crate::source::Span;
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The values of a slot by row; one value for a slot of the whole.
pub(super) type Column = Vec<Result<Value, BlameId>>;

/// All that one run computed, and the means to compute any expression of the program again at any row.
#[derive(Debug)]
pub struct Evaluation<'p> {
    pub(super) program: &'p Program,
    pub(super) tables: Vec<Rows>,
    pub(super) columns: Vec<Option<Column>>,
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
    origins: Vec<Origin>,
    sources: Vec<SourceName>,
}

/// Where the reference of one row leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    To(usize),
    /// A value of the reference is absent.
    Nothing,
    /// There is no such row, which spoils the referring one.
    Dangling(BlameId),
    /// A cell of the reference is spoiled, so that it might be any row.
    Lost(BlameId),
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

impl<'p> Evaluation<'p> {
    /// The state before the first step: input rows are there and nothing is computed.
    pub(super) fn load(program: &'p Program, batch: Batch) -> Evaluation<'p> {
        let needs = needs::survey(program);
        let memos = program.aggregates.iter().map(|aggregate| Memo::new(aggregate, &needs)).collect();
        let mut evaluation = Evaluation {
            program,
            tables: program.tables.iter().map(|_| Rows::default()).collect(),
            columns: vec![None; program.slots.len()],
            links: vec![None; program.relations.len()],
            blames: Vec::new(),
            unknown: unplaced(),
            needs,
            memos,
            plans: program.decisions.iter().map(|_| OnceLock::new()).collect(),
            outputs: Vec::new(),
        };
        let mut data: Vec<Option<TableData>> = batch.tables.into_iter().map(Some).collect();
        for (index, table) in program.tables.iter().enumerate() {
            if let TableSource::Input(input) = &table.source {
                let data = data.get_mut(*input).and_then(Option::take).unwrap_or_default();
                evaluation.load_table(TableId::at(index), table, data);
            }
        }
        evaluation.connect();
        evaluation
    }

    fn load_table(&mut self, id: TableId, table: &Table, mut data: TableData) {
        let all = sort_keys(table, &data, &table.columns);
        let (keys, sort) = if table.keys.is_empty() {
            (Vec::new(), all)
        } else {
            let keys = sort_keys(table, &data, &table.keys);
            (keys.clone(), keys)
        };
        let mut rows = Rows::new(keys, &sort);
        rows.origins = std::mem::take(&mut data.origins);
        rows.sources = std::mem::take(&mut data.sources);
        let order = rows.order.clone();
        if let Some(place) = self.tables.get_mut(id.index()) {
            *place = rows;
        }
        let mut cells = data.columns.into_iter();
        let columns: Vec<Vec<Cell>> = table.columns.iter().map(|_| cells.next().unwrap_or_default()).collect();
        let mut bad = HashMap::new();
        for row in order.iter() {
            for (column, slot) in columns.iter().zip(&table.columns) {
                if let Some(Cell::Bad(words)) = column.get(*row) {
                    bad.insert((*slot, *row), self.bad_cell(*slot, id, *row, (&sort, words)));
                }
            }
        }
        for (column, slot) in columns.into_iter().zip(&table.columns) {
            let read = |(row, cell)| match cell {
                Cell::Good(value) => Ok(value),
                Cell::Bad(_) => bad.get(&(*slot, row)).copied().map_or(Ok(Value::Missing), Err),
            };
            self.put(*slot, column.into_iter().enumerate().map(read).collect());
        }
    }

    fn bad_cell(
        &mut self,
        slot: SlotId,
        table: TableId,
        row: usize,
        (keys, words): (&[Vec<Value>], &Arc<str>),
    ) -> BlameId {
        let id = BlameId::at(self.blames.len());
        self.blames.push(Blame {
            fault: Fault::BadCell { words: words.clone() },
            slot: Some(slot),
            table: Some(table),
            row: Some(row),
            key: keys.get(row).cloned().unwrap_or_default(),
            span: self.program.slot(slot).map(|slot| slot.span).unwrap_or_default(),
            values: Vec::new(),
        });
        id
    }

    /// Resolves the references between tables whose rows are there by now.
    pub(super) fn connect(&mut self) {
        let program = self.program;
        for (index, relation) in program.relations.iter().enumerate() {
            let done = self.links.get(index).is_some_and(Option::is_some);
            let ready = |id: TableId| self.tables.get(id.index()).is_some_and(|rows| rows.ready);
            if !done && ready(relation.from) && ready(relation.to) {
                self.connect_relation(RelationId::at(index));
            }
        }
    }

    fn connect_relation(&mut self, id: RelationId) {
        let Some(relation) = self.program.relation(id) else {
            return;
        };
        let mut links = vec![Link::Nothing; self.rows(relation.from)];
        for row in self.order(relation.from).iter() {
            let link = self.link(&relation.columns, relation.to, *row).unwrap_or_else(|key| {
                let slot = relation.columns.first().copied();
                let span = slot.and_then(|slot| self.program.slot(slot)).map(|slot| slot.span).unwrap_or_default();
                let failure = Failure::at(Fault::Dangling { key }, span);
                let place = self.place(slot, Some(relation.from), Some(*row));
                let blame = self.stamp(&failure, place);
                if let Some(rows) = self.tables.get_mut(relation.from.index()) {
                    rows.spoil(*row, blame);
                }
                Link::Dangling(blame)
            });
            if let Some(place) = links.get_mut(*row) {
                *place = link;
            }
        }
        if let Some(place) = self.links.get_mut(id.index()) {
            *place = Some(links);
        }
    }

    /// Where a row's reference leads; the key itself where there is no such row.
    fn link(&self, columns: &[SlotId], to: TableId, row: usize) -> Result<Link, Vec<Value>> {
        let mut key = Vec::with_capacity(columns.len());
        for slot in columns {
            match self.cell(*slot, Some(row)) {
                Some(Err(blame)) => return Ok(Link::Lost(*blame)),
                Some(Ok(Value::Missing | Value::NotApplicable)) | None => return Ok(Link::Nothing),
                Some(Ok(value)) => key.push(value.clone()),
            }
        }
        let found = self.tables.get(to.index()).and_then(|rows| rows.find(&key));
        found.map(Link::To).ok_or(key)
    }

    pub(super) fn put(&mut self, slot: SlotId, column: Column) {
        if let Some(place) = self.columns.get_mut(slot.index()) {
            *place = Some(column);
        }
    }

    /// A computed value; `None` where it has not been computed.
    pub(super) fn cell(&self, slot: SlotId, row: Option<usize>) -> Option<&Result<Value, BlameId>> {
        self.columns.get(slot.index())?.as_ref()?.get(row.unwrap_or(0))
    }

    /// The rows of a table in the order of their keys.
    pub(super) fn order(&self, table: TableId) -> Arc<[usize]> {
        self.tables.get(table.index()).map_or_else(|| Arc::from([]), |rows| rows.order.clone())
    }

    pub(super) fn spoiled(&self, table: TableId, row: usize) -> Option<BlameId> {
        self.tables.get(table.index()).and_then(|rows| rows.spoiled(row))
    }

    /// Where one reference of a row leads.
    pub(super) fn link_of(&self, relation: RelationId, row: usize) -> Link {
        let links = self.links.get(relation.index()).and_then(Option::as_ref);
        links.and_then(|links| links.get(row)).copied().unwrap_or(Link::Nothing)
    }

    /// Where some references of a row lead, one after the other.
    pub(super) fn led(&self, row: usize, via: &[RelationId]) -> Result<Option<usize>, BlameId> {
        let mut row = row;
        for relation in via {
            match self.link_of(*relation, row) {
                Link::To(next) => row = next,
                Link::Nothing => return Ok(None),
                Link::Dangling(blame) | Link::Lost(blame) => return Err(blame),
            }
        }
        Ok(Some(row))
    }

    /// As `led`, but a reference to a row that is not there leads nowhere: no row misses it.
    pub(super) fn belongs_to(&self, row: usize, via: &[RelationId]) -> Result<Option<usize>, BlameId> {
        let mut row = row;
        for relation in via {
            match self.link_of(*relation, row) {
                Link::To(next) => row = next,
                Link::Nothing | Link::Dangling(_) => return Ok(None),
                Link::Lost(blame) => return Err(blame),
            }
        }
        Ok(Some(row))
    }
}

/// The values of some columns by row; spoiled cells count as missing.
fn sort_keys(table: &Table, data: &TableData, slots: &[SlotId]) -> Vec<Vec<Value>> {
    let places: Vec<usize> =
        slots.iter().filter_map(|slot| table.columns.iter().position(|column| column == slot)).collect();
    let value = |row: usize, place: &usize| match data.columns.get(*place).and_then(|column| column.get(row)) {
        Some(Cell::Good(value)) => value.clone(),
        Some(Cell::Bad(_)) | None => Value::Missing,
    };
    (0..data.rows).map(|row| places.iter().map(|place| value(row, place)).collect()).collect()
}

fn unplaced() -> Blame {
    Blame {
        fault: unfit(),
        slot: None,
        table: None,
        row: None,
        key: Vec::new(),
        span: Span::default(),
        values: Vec::new(),
    }
}
