//! Everything but keys: references of the rest, then plain cells, row by row.

use super::dice::Dice;
use super::draft::Draft;
use super::keys::key_references;
use super::note::Note;
use crate::ir::schema::{Reference, TableSchema};
use crate::value::value::Value;
use std::collections::BTreeSet;

/// In a thousand: how often a reference that may lead nowhere does.
const NOWHERE: u32 = 150;
/// Throws for targets that agree with each other.
const THROWS: u64 = 12;

/// Draws what the keys left open.
pub(super) fn fill(draft: &mut Draft<'_>) {
    for (table, schema) in draft.schemas.iter().enumerate() {
        note_empty(draft, schema, &open(schema).0);
        for row in 0..draft.count(table) {
            redraw(draft, table, row, 0);
        }
    }
}

/// Draws all but the keys of a row anew.
pub(super) fn redraw(draft: &mut Draft<'_>, table: usize, row: usize, round: u64) {
    let Some(schema) = draft.schemas.get(table) else { return };
    let (open, given) = open(schema);
    refer(draft, (table, row), (&open, &given), round);
    plain(draft, table, row, round);
}

/// The references that the keys leave open, the widest first, and the columns that stand with the keys.
fn open(schema: &TableSchema) -> (Vec<&Reference>, BTreeSet<usize>) {
    let given: BTreeSet<usize> =
        key_references(schema).flat_map(|reference| &reference.columns).chain(&schema.keys).copied().collect();
    let mut open: Vec<&Reference> = schema.references.iter().filter(|r| !is_given(r, &given, schema)).collect();
    open.sort_by_key(|reference| std::cmp::Reverse(reference.columns.len()));
    (open, given)
}

/// Whether the columns of a reference stand already.
fn is_given(reference: &Reference, given: &BTreeSet<usize>, schema: &TableSchema) -> bool {
    reference.target != schema.id && reference.columns.iter().all(|column| given.contains(column))
}

fn note_empty(draft: &mut Draft<'_>, schema: &TableSchema, open: &[&Reference]) {
    let Some(table) = draft.table(schema.id) else { return };
    for reference in open.iter().filter(|reference| !reference.optional) {
        let Some(target) = draft.table(reference.target) else { continue };
        let Some(name) = draft.schemas.get(target).map(|target| target.name.clone()) else { continue };
        if draft.count(table) > 0 && draft.count(target) == 0 {
            draft.notes.push(Note::NoTarget { table: schema.name.clone(), target: name });
        }
    }
}

/// Points the references of a row somewhere, all of them so that they agree.
fn refer(
    draft: &mut Draft<'_>,
    (table, at): (usize, usize),
    (open, given): (&[&Reference], &BTreeSet<usize>),
    round: u64,
) {
    let Some(mut start) = draft.rows.get(table).and_then(|rows| rows.get(at)).cloned() else { return };
    for column in open.iter().flat_map(|reference| &reference.columns).filter(|column| !given.contains(column)) {
        if let Some(place) = start.get_mut(*column) {
            *place = Value::Missing;
        }
    }
    for throw in 0..THROWS {
        let mut dice = Dice::of(draft.seed, &[table as u64, at as u64, throw, 2, round]);
        let (mut row, mut given) = (start.clone(), given.clone());
        let all = open.iter().all(|reference| point(draft, table, at, reference, &mut row, &mut given, &mut dice));
        if all || throw.saturating_add(1) == THROWS {
            if let Some(place) = draft.rows.get_mut(table).and_then(|rows| rows.get_mut(at)) {
                *place = row;
            }
            return;
        }
    }
}

fn point(
    draft: &mut Draft<'_>,
    table: usize,
    at: usize,
    reference: &Reference,
    row: &mut [Value],
    given: &mut BTreeSet<usize>,
    dice: &mut Dice,
) -> bool {
    let own = draft.table(reference.target) == Some(table);
    let free = reference.columns.iter().all(|column| !given.contains(column));
    if reference.optional && (dice.chance(NOWHERE) || own && at == 0) {
        return true;
    }
    if own && free {
        // Earlier rows only, so that nothing is above itself; the first has nobody else.
        let found = if at == 0 { 0 } else { dice.below(at) };
        draft.point(reference, table, found, row, given);
        return true;
    }
    draft.lead(reference, row, given, dice) || reference.optional
}

/// Draws the plain cells of a row.
fn plain(draft: &mut Draft<'_>, table: usize, row: usize, round: u64) {
    let mut dice = Dice::of(draft.seed, &[table as u64, row as u64, round, 3]);
    let Some(columns) = draft.columns.get(table) else { return };
    let Some(free) = draft.free.get(table) else { return };
    for column in free {
        let Some(domain) = columns.get(*column) else { continue };
        let rows = draft.rows.get_mut(table);
        let Some(rows) = rows else { return };
        let previous = row.checked_sub(1).and_then(|row| rows.get(row)).and_then(|row| row.get(*column));
        let value = domain.draw(&mut dice, draft.edges, previous);
        if let Some(place) = rows.get_mut(row).and_then(|row| row.get_mut(*column)) {
            *place = value;
        }
    }
}
