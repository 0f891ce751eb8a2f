//! Rows that packed columns show in some order: their values are made when somebody reads them.

use super::packed::{ODD, Packed};
use crate::value::value::Value;
use std::sync::Arc;

/// Some rows, whose cells are all in order.
#[derive(Clone, Debug)]
pub struct PackedRows {
    order: Arc<[usize]>,
    columns: Vec<Arc<Packed>>,
}

impl PackedRows {
    /// The rows of these columns in an order; `None` where a cell may not be there.
    pub fn new(order: Arc<[usize]>, columns: Vec<Arc<Packed>>) -> Option<PackedRows> {
        let whole = |column: &Arc<Packed>| {
            let rows = column.len();
            column.odd.is_empty() && !column.states.contains(&ODD) && order.iter().all(|row| *row < rows)
        };
        columns.iter().all(whole).then_some(PackedRows { order, columns })
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The row of the table that stands at a place.
    pub fn row(&self, at: usize) -> Option<usize> {
        self.order.get(at).copied()
    }

    /// The rows of the table, in their order.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    pub fn columns(&self) -> &[Arc<Packed>] {
        &self.columns
    }

    /// The values of the row at a place.
    pub fn values(&self, at: usize) -> impl Iterator<Item = Value> + '_ {
        let row = self.row(at);
        self.columns.iter().filter_map(move |column| column.get(row?)?.ok())
    }
}
