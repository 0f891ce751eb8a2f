//! Two runs of one program, value by value, blame by blame, row by row. The fuzzer takes this file as well.

use jieyu::columns;
use jieyu::ir::batch::Batch;
use jieyu::ir::ids::{SlotId, TableId};
use jieyu::ir::program::Program;
use jieyu::rows::{self, Evaluation};

/// What differs between the two engines, and how much the stages of the second computed.
pub fn differences(program: &Program, batch: &Batch, threads: usize) -> (Vec<String>, columns::Counts) {
    let by_rows = rows::run(program, batch.clone());
    let (by_columns, counts) = columns::run(program, batch.clone(), threads);
    (compare(program, &by_rows, &by_columns), counts)
}

/// What differs between two runs.
pub fn compare(program: &Program, by_rows: &Evaluation<'_>, by_columns: &Evaluation<'_>) -> Vec<String> {
    let mut found = Vec::new();
    compare_values(program, by_rows, by_columns, &mut found);
    let (one, other): (Vec<_>, Vec<_>) = (by_rows.blames().collect(), by_columns.blames().collect());
    if one != other {
        found.push(format!("blames:\n{one:?}\n{other:?}"));
    }
    for index in 0..program.outputs.len() {
        if by_rows.output(index) != by_columns.output(index) {
            found.push(format!("output {index}"));
        }
    }
    for (index, table) in program.tables.iter().enumerate() {
        let table_id = TableId::at(index);
        let places =
            |run: &Evaluation<'_>| -> Vec<_> { (0..run.rows(table_id)).map(|row| run.origin(table_id, row)).collect() };
        if places(by_rows) != places(by_columns) || by_rows.in_key_order(table_id) != by_columns.in_key_order(table_id)
        {
            found.push(format!("rows of {}", table.name));
        }
    }
    found
}

/// Adds every value that differs.
pub fn compare_values(program: &Program, one: &Evaluation<'_>, other: &Evaluation<'_>, found: &mut Vec<String>) {
    for (index, slot) in program.slots.iter().enumerate() {
        let rows: Vec<Option<usize>> = match slot.owner {
            None => vec![None],
            Some(table) => (0..one.rows(table)).map(Some).collect(),
        };
        for row in rows {
            let (due, got) = (one.value(SlotId::at(index), row), other.value(SlotId::at(index), row));
            if due != got {
                found.push(format!("{} {row:?}: {got:?}, due {due:?}", slot.name));
            }
        }
    }
}
