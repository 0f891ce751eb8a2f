//! A batch becomes columns and rows by key.

use super::aggregate::Memo;
use super::bad::BadCells;
use super::blame::unfit;
use super::needs;
use super::state::{Evaluation, Rows};
use crate::ir::batch::{Batch, Cell, TableData};
use crate::ir::fault::{Blame, BlameId};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, Table, TableSource};
use crate::source::Span;
use crate::value::value::Value;
use std::cmp::Ordering;
use std::sync::OnceLock;

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
            bad: BadCells::default(),
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
        let mut rows = Rows::ordered(order(table, &data));
        rows.origins = std::mem::take(&mut data.origins);
        rows.sources = std::mem::take(&mut data.sources);
        if let Some(place) = self.tables.get_mut(id.index()) {
            *place = rows;
        }
        let order = self.order(id);
        let mut cells = data.columns.into_iter();
        let columns: Vec<Vec<Cell>> = table.columns.iter().map(|_| cells.next().unwrap_or_default()).collect();
        // By column, the blames of its bad cells by row; nothing for a column without any.
        let is_bad = |column: &Vec<Cell>| column.iter().any(|cell| matches!(cell, Cell::Bad(_)));
        let room = |column: &Vec<Cell>| if is_bad(column) { vec![BlameId::at(0); column.len()] } else { Vec::new() };
        let mut blames: Vec<Vec<BlameId>> = columns.iter().map(room).collect();
        for row in order.iter() {
            for ((column, slot), ids) in columns.iter().zip(&table.columns).zip(&mut blames) {
                if let (Some(place), Some(Cell::Bad(words))) = (ids.get_mut(*row), column.get(*row)) {
                    *place = self.bad.note(*slot, id, *row, words);
                }
            }
        }
        for ((column, slot), ids) in columns.into_iter().zip(&table.columns).zip(blames) {
            let read = |(row, cell)| match cell {
                Cell::Good(value) => Ok(value),
                Cell::Bad(_) => ids.get(row).copied().map_or(Ok(Value::Missing), Err),
            };
            self.put(*slot, column.into_iter().enumerate().map(read).collect());
        }
    }
}

/// The rows in the order of their keys (of all columns without any); spoiled cells count as missing.
fn order(table: &Table, data: &TableData) -> Vec<usize> {
    let slots = if table.keys.is_empty() { &table.columns } else { &table.keys };
    let place = |slot: &SlotId| table.columns.iter().position(|column| column == slot);
    let columns: Vec<&Vec<Cell>> = slots.iter().filter_map(place).filter_map(|place| data.columns.get(place)).collect();
    let mut order: Vec<usize> = (0..data.rows).collect();
    order.sort_by(|a, b| {
        let mut orders = columns.iter().map(|column| value(column, *a).cmp(value(column, *b)));
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    order
}

fn value(column: &[Cell], row: usize) -> &Value {
    match column.get(row) {
        Some(Cell::Good(value)) => value,
        Some(Cell::Bad(_)) | None => &Value::Missing,
    }
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
