//! `jieyu explain`: why the values of a row are what they are.

use super::args::{DiffFormat, ExplainArgs};
use super::locate;
use super::policy::{Chosen, closed, settled};
use super::shell::{Exit, Shell, print};
use crate::diagnostic::Words;
use crate::explain::{Grounds, Question, Target, explain_on};
use crate::report::{explain_json, explain_text};

pub fn run(args: &ExplainArgs, shell: &mut Shell) -> Exit {
    match answer(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn answer(args: &ExplainArgs, shell: &mut Shell) -> Result<(), Exit> {
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = closed(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let settled = settled(program, &args.data, shell)?;
    let run = &settled.run;
    let (table, row) = locate::place(run, (args.table.as_deref(), args.row.as_deref()), shell)?;
    let mut slots = Vec::new();
    for name in &args.of {
        slots.push(locate::slot(program, row.and(table), name, shell).ok_or(Exit::Problems)?);
    }
    let target = if slots.is_empty() { Target::Outputs } else { Target::Slots(slots) };
    // For people the first rows of an aggregate, for programs all of them.
    let rows = match args.format {
        DiffFormat::Text => 5,
        DiffFormat::Json => usize::MAX,
    };
    let grounds = Grounds { sources: &loaded.sources, merged: Some(&loaded.merged), rows: args.rows.unwrap_or(rows) };
    let explanation = explain_on(run, &grounds, &Question { row: table.zip(row), target });
    if explanation.nodes.is_empty() {
        shell.fail(
            "JY1025",
            Words::new("没有说明要解释哪一行", "it is not said which row to explain"),
            locate::tables(program),
        );
        return Err(Exit::Usage);
    }
    let text = match args.format {
        DiffFormat::Text => explain_text::write(&explanation, shell.lang),
        DiffFormat::Json => explain_json::write(&explanation, shell.lang),
    };
    print(text.as_bytes());
    Ok(())
}
