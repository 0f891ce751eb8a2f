//! Outputs: which rows are put out, in which order, and their cells.

use super::arith::is_absent;
use super::env::Env;
use super::out_rows::{Held, OutputRow};
use super::state::{Evaluation, Store};
use crate::ir::expr::ExprKind;
use crate::ir::fault::BlameId;
use crate::ir::ids::SlotId;
use crate::ir::packed::Packed;
use crate::ir::packed_rows::PackedRows;
use crate::ir::program::{Output, OutputItem};
use crate::value::value::Value;
use std::cmp::Ordering;
use std::sync::Arc;

impl Evaluation<'_> {
    /// Puts out all outputs, once every step is done.
    pub(super) fn put_out(&mut self) {
        let program = self.program;
        self.outputs = program.outputs.iter().map(|output| self.rows_out(output)).collect();
    }

    fn rows_out(&mut self, output: &Output) -> Held {
        let rows: Vec<Option<usize>> = match output.table {
            None => vec![None],
            Some(table) if output.filter.is_none() && output.order.is_empty() => {
                let order = self.order(table);
                if let Some(rows) = self.packed_out(output).and_then(|columns| PackedRows::new(order.clone(), columns))
                {
                    return Held::Packed(rows);
                }
                return Held::Each(order.iter().map(|row| self.row_out(output, Some(*row))).collect());
            }
            Some(table) => self.order(table).iter().copied().map(Some).collect(),
        };
        let mut out: Vec<(Vec<Option<Value>>, OutputRow)> = Vec::with_capacity(rows.len());
        for row in rows {
            let env = Env::of(row);
            let doubt = match output.filter.map_or(Ok(true), |filter| self.test(filter, &env)) {
                Ok(false) => continue,
                Ok(true) => None,
                Err(failure) => {
                    let place = self.place(None, output.table, row);
                    Some(self.stamp(&failure, place))
                }
            };
            let out_row = OutputRow { doubt, ..self.row_out(output, row) };
            let mut ranks = Vec::with_capacity(output.order.len());
            for (by, _) in &output.order {
                ranks.push(self.compute(*by, &env).ok().filter(|value| !is_absent(value)));
            }
            out.push((ranks, out_row));
        }
        // The sort is stable, so that equals stay in the order of their keys.
        out.sort_by(|(a, _), (b, _)| in_order(output, a, b));
        Held::Each(out.into_iter().map(|(_, row)| row).collect())
    }

    /// The packed columns of an output whose items only show values of their row.
    fn packed_out(&self, output: &Output) -> Option<Vec<Arc<Packed>>> {
        let packed = |item: &OutputItem| match self.columns.get(self.shows(item)?.index())?.as_ref()? {
            Store::Packed(packed) => Some(Arc::clone(packed)),
            Store::Values(_) => None,
        };
        output.items.iter().map(packed).collect()
    }

    /// The slot of which an item shows the row's own value, where nobody watches how that is done.
    fn shows(&self, item: &OutputItem) -> Option<SlotId> {
        match &self.program.expr(item.value)?.kind {
            ExprKind::Slot(path, slot) if path.frame == 0 && path.via.is_empty() && self.watch.is_none() => Some(*slot),
            _ => None,
        }
    }

    fn row_out(&mut self, output: &Output, row: Option<usize>) -> OutputRow {
        let mut env = None;
        let mut cells = Vec::with_capacity(output.items.len());
        for item in &output.items {
            cells.push(match self.shown(item, row) {
                Some(value) => Ok(value),
                None => self.cell_out(output, item, env.get_or_insert_with(|| Env::of(row))),
            });
        }
        OutputRow { row, cells, doubt: None }
    }

    /// The value of an item that only shows a value of its row, if that is there: the short way to most cells.
    fn shown(&self, item: &OutputItem, row: Option<usize>) -> Option<Value> {
        self.cell(self.shows(item)?, Some(row?))?.ok()
    }

    /// A spoiled row shows what it holds; nothing is computed from it.
    fn cell_out(&mut self, output: &Output, item: &OutputItem, env: &Env) -> Result<Value, BlameId> {
        let row = env.row(0);
        let spoiled = output.table.zip(row).and_then(|(table, row)| self.spoiled(table, row));
        let shows = self.program.expr(item.value).is_some_and(|expr| matches!(expr.kind, ExprKind::Slot(..)));
        if let Some(blame) = spoiled
            && !shows
        {
            return Err(blame);
        }
        self.compute(item.value, env).map_err(|failure| {
            let place = self.place(item.slot, output.table, row);
            self.stamp(&failure, place)
        })
    }
}

/// The order of two rows by the sort keys; what has no value comes last, whichever the direction.
fn in_order(output: &Output, a: &[Option<Value>], b: &[Option<Value>]) -> Ordering {
    for ((_, descending), (a, b)) in output.order.iter().zip(a.iter().zip(b)) {
        let order = match (a, b) {
            (Some(a), Some(b)) if *descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}
