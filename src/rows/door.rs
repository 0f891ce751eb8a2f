//! The door for another engine: it computes what it can on packed columns and has the rest computed here, row by row,
//! so that there is one meaning.

use super::env::Env;
use super::link::{Link, Links};
use super::state::{Evaluation, Rows, Store};
use crate::ir::batch::Batch;
use crate::ir::fault::BlameId;
use crate::ir::ids::{AggregateId, AssertionId, RelationId, SlotId, TableId};
use crate::ir::packed::Packed;
use crate::ir::packed::{PackedBatch, PackedTable};
use crate::ir::program::{Program, Step, TableSource};
use crate::value::value::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where a reference of a row leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Led {
    To(usize),
    Nothing,
    /// Nowhere that could be told: only the row evaluator knows what that means.
    Odd,
}

impl<'p> Evaluation<'p> {
    /// The state before the first step.
    pub(crate) fn begin(program: &'p Program, batch: Batch) -> Evaluation<'p> {
        Evaluation::load(program, batch)
    }

    /// The same with packed tables.
    pub(crate) fn begin_packed(program: &'p Program, batch: PackedBatch) -> Evaluation<'p> {
        let mut evaluation = Evaluation::load(program, Batch::default());
        let mut tables: Vec<Option<PackedTable>> = batch.tables.into_iter().map(Some).collect();
        for (index, table) in program.tables.iter().enumerate() {
            let TableSource::Input(input) = &table.source else { continue };
            let Some(data) = tables.get_mut(*input).and_then(Option::take) else { continue };
            let mut rows = Rows::later(data.rows);
            rows.sources = vec![data.source];
            rows.first_line = Some(data.first_line);
            if let Some(place) = evaluation.tables.get_mut(index) {
                *place = rows;
            }
            for (slot, packed) in table.columns.iter().zip(data.columns) {
                evaluation.put_packed(*slot, packed);
            }
            for (relation, links) in data.links {
                if let Some(place) = evaluation.links.get_mut(relation.index()) {
                    *place = Some(Links::Packed(links));
                }
            }
        }
        evaluation
    }

    /// Has the rows of a table go by instead of standing here. There seems to be one, so that whoever looks for rows meets
    /// it and is noticed.
    pub(crate) fn stream(&mut self, table: TableId) {
        self.streamed = Some((table, AtomicBool::new(false)));
        self.streamed_rows(1);
    }

    /// How many rows have gone by.
    pub(crate) fn streamed_rows(&mut self, rows: usize) {
        let table = self.streamed.as_ref().and_then(|(table, _)| self.tables.get_mut(table.index()));
        if let Some(table) = table {
            table.count = rows;
        }
    }

    /// Whether anything was asked that only the rows of the streamed table could have answered: then nothing here holds.
    pub(crate) fn missed_a_row(&self) -> bool {
        self.streamed.as_ref().is_some_and(|(_, missed)| missed.load(Ordering::Relaxed))
    }

    /// Computes one step on all rows.
    pub(crate) fn take(&mut self, step: Step) {
        self.perform(step);
    }

    /// Puts out all outputs.
    pub(crate) fn finish(&mut self) {
        self.put_out();
    }

    /// Whether a slot has been computed.
    pub(crate) fn is_computed(&self, slot: SlotId) -> bool {
        self.columns.get(slot.index()).is_some_and(Option::is_some)
    }

    /// A slot as packed words, if it is held so.
    pub(crate) fn packed(&self, slot: SlotId) -> Option<&Packed> {
        match self.columns.get(slot.index())?.as_ref()? {
            Store::Packed(packed) => Some(packed),
            Store::Values(_) => None,
        }
    }

    pub(crate) fn put_packed(&mut self, slot: SlotId, packed: Packed) {
        self.put_store(slot, Store::Packed(Arc::new(packed)));
    }

    /// Puts one value into a packed slot.
    pub(crate) fn set_packed(
        &mut self,
        slot: SlotId,
        row: usize,
        value: Result<Value, BlameId>,
        code: impl Fn(&Arc<str>) -> Option<i64>,
    ) {
        if let Some(Some(Store::Packed(packed))) = self.columns.get_mut(slot.index()) {
            Arc::make_mut(packed).set(row, value, code);
        }
    }

    /// Where one reference leads from each row.
    pub(crate) fn leads(&self, relation: RelationId, row: usize) -> Led {
        match self.link_of(relation, row) {
            Link::To(row) => Led::To(row),
            Link::Nothing => Led::Nothing,
            Link::Dangling(_) | Link::Lost(_) => Led::Odd,
        }
    }

    /// Where one reference leads from all rows, if it came packed: `u32::MAX` for nothing.
    pub(crate) fn packed_links(&self, relation: RelationId) -> Option<&[u32]> {
        match self.links.get(relation.index())?.as_ref()? {
            Links::Packed(links) => Some(links),
            Links::Each(_) => None,
        }
    }

    /// The rows of a table on which nothing is computed.
    pub(crate) fn spoiled_rows(&self, table: TableId) -> Vec<usize> {
        let spoiled = self.tables.get(table.index()).map(|rows| rows.spoiled.keys().copied().collect());
        let mut spoiled: Vec<usize> = spoiled.unwrap_or_default();
        spoiled.sort_unstable();
        spoiled
    }

    /// Whether it is known which rows there are.
    pub(crate) fn is_known(&self, table: TableId) -> bool {
        self.tables.get(table.index()).is_some_and(|rows| rows.poisoned.is_none() && rows.ready)
    }

    /// Puts rows in the order of their keys.
    pub(crate) fn sort_by_key(&self, table: TableId, rows: &mut Vec<usize>) {
        if rows.len() < 2 {
            return;
        }
        let mut chosen = vec![false; self.rows(table)];
        for row in rows.iter() {
            if let Some(place) = chosen.get_mut(*row) {
                *place = true;
            }
        }
        *rows = self.order(table).iter().copied().filter(|row| chosen.get(*row) == Some(&true)).collect();
    }

    /// The value of a slot on one row, as its step would compute it, with a blame where it fails.
    pub(crate) fn fill_row(&mut self, id: SlotId, table: TableId, row: usize) -> Result<Value, BlameId> {
        let program = self.program;
        if let Some(blame) = self.spoiled(table, row) {
            return Err(blame);
        }
        let Some(slot) = program.slot(id) else { return Ok(Value::Missing) };
        self.slot_value(id, &slot.kind, &Env::of(Some(row))).map_err(|failure| {
            let place = self.place(Some(id), Some(table), Some(row));
            self.stamp(&failure, place)
        })
    }

    /// Holds an assertion against some rows, in this order.
    pub(crate) fn hold_rows(&mut self, id: AssertionId, rows: Vec<usize>) {
        self.hold_on(id, rows.into_iter().map(Some).collect());
    }

    /// Tells what an aggregate comes to for the rows that belong to `parent` (all rows without one).
    pub(crate) fn preset(&self, id: AggregateId, parent: Option<usize>, value: Value) {
        if let Some(memo) = self.memos.get(id.index()) {
            memo.preset(parent, value);
        }
    }
}
