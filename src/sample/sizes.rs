//! How many rows each table gets: the finest as many as were asked for, what they refer to a tenth of that.

use super::Wish;
use super::keys::key_references;
use crate::ir::schema::{ColumnSchema, Reference, TableSchema};
use crate::value::types::Kind;
use crate::value::value::Value;

/// Rows that refer to one row, more or less.
const CHILDREN: usize = 10;
/// Rows of a table that others refer to, where as many were asked for.
const LEAST: usize = 3;

/// The rows of each table, in the order of the schemas.
pub(super) fn sizes(schemas: &[TableSchema], wish: &Wish) -> Vec<usize> {
    (0..schemas.len()).map(|table| size(schemas, wish, table, schemas.len())).collect()
}

fn size(schemas: &[TableSchema], wish: &Wish, table: usize, depth: usize) -> usize {
    let Some(schema) = schemas.get(table) else { return 0 };
    if let Some((_, rows)) = wish.tables.iter().find(|(name, _)| **name == *schema.name) {
        return *rows;
    }
    let Some(depth) = depth.checked_sub(1) else { return wish.rows };
    let referring = schemas.iter().enumerate().filter(|(index, child)| *index != table && refers(child, schema));
    let needed = referring.map(|(index, child)| {
        let rows = size(schemas, wish, index, depth);
        rows.div_ceil(CHILDREN).max(rows.min(LEAST)).max(for_keys(child, schema, rows))
    });
    needed.max().unwrap_or(wish.rows)
}

fn refers(child: &TableSchema, parent: &TableSchema) -> bool {
    child.references.iter().any(|reference| reference.target == parent.id)
}

/// How many parents there must be so that the children have different keys: a table named by what it refers to and by
/// little else needs many of them.
fn for_keys(child: &TableSchema, parent: &TableSchema, rows: usize) -> usize {
    let all: Vec<&Reference> = key_references(child).collect();
    let inside = |one: &Reference, other: &Reference| {
        one.columns.len() < other.columns.len() && one.columns.iter().all(|column| other.columns.contains(column))
    };
    let widest: Vec<&&Reference> = all.iter().filter(|one| !all.iter().any(|other| inside(one, other))).collect();
    if !widest.iter().any(|reference| reference.target == parent.id) {
        return 0;
    }
    let own = child.keys.iter().filter(|key| !all.iter().any(|reference| reference.columns.contains(key)));
    let mut needed = rows.saturating_add(rows.div_ceil(2));
    for key in own {
        match child.columns.get(*key).and_then(variety) {
            Some(values) => needed = needed.div_ceil(values.max(1)),
            None => return 0,
        }
    }
    let factors = u32::try_from(widest.len()).unwrap_or(u32::MAX);
    if factors <= 1 {
        return needed;
    }
    (1..=needed).find(|parents| parents.saturating_pow(factors) >= needed).unwrap_or(needed)
}

/// How many values a column may have, where they can be counted.
fn variety(column: &ColumnSchema) -> Option<usize> {
    match column.ty.kind {
        Kind::Enum(_) => Some(column.values.len()),
        Kind::Bool => Some(2),
        Kind::Number(_) => {
            let range = column.range.as_ref()?;
            match (range.low.as_ref()?, range.high.as_ref()?) {
                ((Value::Number(low), _), (Value::Number(high), _)) => {
                    usize::try_from((high - low).floor().to_i64()?.checked_add(1)?).ok()
                }
                _ => None,
            }
        }
        Kind::Date | Kind::Text => None,
    }
}
