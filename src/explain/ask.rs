//! A question and its answer: all outputs of a row, or one named value of it.

use super::tree::Explanation;
use super::walk::Walk;
use crate::diagnostic::Words;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::Program;
use crate::layer::Merged;
use crate::rows::Evaluation;
use crate::source::Sources;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The table and row; `None` for the whole.
    pub row: Option<(TableId, usize)>,
    pub target: Target,
}

/// Which values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Everything that is put out for the row.
    Outputs,
    /// These values.
    Slots(Vec<SlotId>),
}

/// What an explanation rests on besides the run.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    pub sources: &'a Sources,
    /// The chain of layers; without one, rules do not say where they come from.
    pub merged: Option<&'a Merged>,
    /// How many rows of an aggregate are shown one by one.
    pub rows: usize,
}

impl<'a> Grounds<'a> {
    /// The texts alone; a few rows of each aggregate.
    pub fn new(sources: &'a Sources) -> Self {
        Grounds { sources, merged: None, rows: 5 }
    }
}

/// Explains a value of a run, without its layers.
pub fn explain(run: &Evaluation<'_>, sources: &Sources, question: &Question) -> Explanation {
    explain_on(run, &Grounds::new(sources), question)
}

/// Explains a value of a run.
pub fn explain_on(run: &Evaluation<'_>, grounds: &Grounds<'_>, question: &Question) -> Explanation {
    let mut walk = Walk::new(run, *grounds);
    let program = run.program();
    let table = question.row.map(|(table, _)| table);
    let row = question.row.map(|(_, row)| row);
    let env = run.env(table, row);
    let mut nodes = Vec::new();
    match &question.target {
        Target::Slots(slots) => {
            for slot in slots {
                nodes.push(walk.slot(*slot, row, false));
            }
        }
        Target::Outputs => {
            let mut seen = Vec::new();
            for output in program.outputs.iter().filter(|output| output.table == table) {
                for item in &output.items {
                    if !seen.contains(&&item.heading) {
                        seen.push(&item.heading);
                        nodes.push(walk.item(&item.heading, item.value, &env));
                    }
                }
            }
        }
    }
    if matches!(question.target, Target::Outputs) && nodes.is_empty() {
        for slot in computed(program, table) {
            nodes.push(walk.slot(slot, row, false));
        }
    }
    let subject = question.row.map_or_else(|| Words::new("整体", "overall"), |(table, row)| walk.row_name(table, row));
    Explanation { subject, origin: walk.origin(table, row), nodes }
}

/// What a table computes, where nothing of it is put out.
fn computed(program: &Program, table: Option<TableId>) -> Vec<SlotId> {
    let columns =
        table.and_then(|table| program.table(table)).map(|table| table.columns.as_slice()).unwrap_or_default();
    let slots = program.slots.iter().enumerate().filter(|(_, slot)| slot.owner == table);
    slots.map(|(index, _)| SlotId::at(index)).filter(|slot| !columns.contains(slot)).collect()
}
