//! A batch becomes columns and rows by key.

use super::aggregate::Memo;
use super::blame::unfit;
use super::needs;
use super::state::{Evaluation, Rows};
use crate::ir::batch::{Batch, Cell, TableData};
use crate::ir::fault::{Blame, BlameId, Fault};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, Table, TableSource};
use crate::source::Span;
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

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
            watch: None,
            streamed: None,
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
        if let Some(place) = self.tables.get_mut(id.index()) {
            *place = rows;
        }
        let order = self.order(id);
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
