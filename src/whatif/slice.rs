//! The part of a batch that a row's result can rest on, so that it can be computed again and again: the rows that lead to
//! it, and everything that leads nowhere near it.

use crate::ir::batch::{Batch, TableData};
use crate::ir::ids::{RelationId, TableId};
use crate::ir::program::{Program, TableSource};
use crate::rows::Evaluation;

/// Tables of so few rows are kept whole: registers, catalogues.
const SMALL: usize = 300;

/// A smaller batch and, by table, the old row of each row of its input tables. With `alone` the row has no peers, and of small
/// tables, too, only what leads to it is kept.
pub(super) fn slice(
    run: &Evaluation<'_>,
    batch: &Batch,
    (table, row): (TableId, usize),
    alone: bool,
) -> (Batch, Vec<Vec<usize>>) {
    let program = run.program();
    let mut tables = batch.tables.clone();
    let mut kept: Vec<Vec<usize>> = program.tables.iter().map(|_| Vec::new()).collect();
    for (index, shape) in program.tables.iter().enumerate() {
        let TableSource::Input(input) = shape.source else { continue };
        let id = TableId::at(index);
        let Some(data) = tables.get_mut(input) else { continue };
        let whole = !alone && (id == table || data.rows <= SMALL);
        let way = if whole { None } else { way(program, id, table) };
        let rows: Vec<usize> = match way {
            Some(way) => (0..data.rows).filter(|at| run.follow(id, *at, &way) == Some(row)).collect(),
            None => (0..data.rows).collect(),
        };
        if rows.len() < data.rows {
            *data = take(data, &rows);
        }
        if let Some(place) = kept.get_mut(index) {
            *place = rows;
        }
    }
    (Batch { tables }, kept)
}

fn take(data: &TableData, rows: &[usize]) -> TableData {
    TableData {
        rows: rows.len(),
        columns: data
            .columns
            .iter()
            .map(|column| rows.iter().filter_map(|row| column.get(*row).cloned()).collect())
            .collect(),
        origins: rows.iter().filter_map(|row| data.origins.get(*row).copied()).collect(),
        sources: data.sources.clone(),
    }
}

/// The shortest way of references from a table to another.
fn way(program: &Program, from: TableId, to: TableId) -> Option<Vec<RelationId>> {
    let mut ways: Vec<(TableId, Vec<RelationId>)> = vec![(from, Vec::new())];
    let mut at = 0;
    while let Some((table, way)) = ways.get(at).cloned() {
        if table == to {
            return Some(way);
        }
        at = at.saturating_add(1);
        for id in program.table(table).map(|table| table.relations.as_slice()).unwrap_or_default() {
            let Some(relation) = program.relation(*id) else { continue };
            if ways.iter().all(|(known, _)| *known != relation.to) {
                let mut further = way.clone();
                further.push(*id);
                ways.push((relation.to, further));
            }
        }
    }
    None
}
