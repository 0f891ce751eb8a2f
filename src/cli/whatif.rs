//! `jieyu whatif`: how little would have to change for a row's result to be another one, and what another parameter does to
//! the whole batch.

use super::args::WhatifArgs;
use super::locate;
use super::policy::{Chosen, closed, inputs};
use super::shell::{Exit, Shell, print};
use crate::data;
use crate::diagnostic::Words;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Output, Program};
use crate::report::whatif::{self, Case};
use crate::rows;
use crate::session::settle;
use crate::value::types::Kind;
use crate::value::unit::Unit;
use crate::wording::value::bare;

/// Changes that are told unless all are asked for.
const TOLD: usize = 10;

pub fn run(args: &WhatifArgs, shell: &mut Shell) -> Exit {
    let done = match &args.row {
        Some(keys) => near(args, keys, shell),
        None => sensitivity(args, shell),
    };
    match done {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

/// The smallest changes for one row.
fn near(args: &WhatifArgs, keys: &str, shell: &mut Shell) -> Result<(), Exit> {
    let chosen = Chosen::read(&args.choices, shell)?.asking();
    let loaded = closed(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let files = inputs(&args.data, shell)?;
    let read = data::read(&files, &program.schemas);
    if read.is_fatal() {
        shell.report_data(&read.problems, false);
        return Err(Exit::Problems);
    }
    let batch = read.batch;
    let run = rows::run(program, batch.clone());
    let named = match &args.table {
        Some(name) => Some(locate::table(program, name, shell).ok_or(Exit::Problems)?),
        None => None,
    };
    let (table, row) = locate::row(&run, named, keys, shell).ok_or(Exit::Problems)?;
    let slot = match &args.of {
        Some(name) => Some(locate::slot(program, Some(table), name, shell).ok_or(Exit::Problems)?),
        None => result(program, table),
    };
    let Some(slot) = slot else { return Err(no_result(program, shell)) };
    let most = if args.all_near { usize::MAX } else { TOLD };
    let outcome = crate::whatif::nearest(&run, &batch, (slot, table, row), most);
    print(whatif::near(&run, &loaded.sources, (slot, table, row), &outcome, shell.lang).as_bytes());
    Ok(())
}

/// The last amount that the first output of a table shows.
fn result(program: &Program, table: TableId) -> Option<SlotId> {
    let is_money = |slot: SlotId| {
        program.slot(slot).is_some_and(|slot| match slot.ty.kind {
            Kind::Number(shape) => shape.unit == Unit::YUAN,
            Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => false,
        })
    };
    let last = |output: &Output| output.items.iter().rev().filter_map(|item| item.slot).find(|slot| is_money(*slot));
    program.outputs.iter().filter(|output| output.table == Some(table)).find_map(last)
}

fn no_result(program: &Program, shell: &mut Shell) -> Exit {
    shell.fail(
        "JY1064",
        Words::new(
            "没有说明看哪一行，或者哪个参数换成什么",
            "it is not said which row to look at, or which parameter to vary",
        ),
        Words::new(
            "看一行：--row 03001；看参数：--set 负结余处理=相抵,逐品种计零",
            format!("a row: --row KEYS; a parameter: --set NAME=VALUE,VALUE. {}", locate::tables(program).en),
        ),
    );
    Exit::Usage
}

/// In the place of a value: those that the policy gives for each time.
const AS_DATED: &str = "";

fn as_dated() -> Words {
    Words::new("各时段的值", "its value of each time")
}

/// A parameter and the values that it is given one after the other; the first is the yardstick.
type Varied = Vec<(String, Vec<String>)>;

/// What other values of a parameter do to the whole batch.
fn sensitivity(args: &WhatifArgs, shell: &mut Shell) -> Result<(), Exit> {
    let mut fixed = Vec::new();
    let mut varied: Varied = Vec::new();
    for set in &args.choices.set {
        let values = set.split_once(['=', '＝']).map(|(name, values)| {
            let values = values.split([',', '，', '、']).map(|value| value.trim().to_owned());
            (name.trim().to_owned(), values.filter(|value| !value.is_empty()).collect::<Vec<_>>())
        });
        match values {
            Some((name, values)) if values.len() > 1 => varied.push((name, values)),
            Some(_) | None => fixed.push(set.clone()),
        }
    }
    let files = inputs(&args.data, shell)?;
    if args.all_choices {
        varied.extend(choices(args, &fixed, shell)?);
    }
    if varied.is_empty() {
        return Err(no_result(&Program::default(), shell));
    }
    let mut text = String::new();
    for (name, values) in &varied {
        let mut cases: Vec<Case> = Vec::new();
        let others = args.choices.set.iter().filter(|set| !fixed.contains(set));
        let others = others.filter_map(|set| set.split_once(['=', '＝'])).filter(|(other, _)| other.trim() != name);
        let firsts =
            others.filter_map(|(other, values)| Some(format!("{other}={}", values.split([',', '，', '、']).next()?)));
        let held: Vec<String> = fixed.iter().cloned().chain(firsts).collect();
        for value in values {
            let mut choices = args.choices.clone();
            let given = (value != AS_DATED).then(|| format!("{name}={value}"));
            choices.set = held.iter().cloned().chain(given).collect();
            let label = if value == AS_DATED { shell.say(&as_dated()).to_owned() } else { value.clone() };
            cases.push(case(args, (&choices, &label), &files, shell)?);
        }
        text.push_str(&whatif::sensitivity(name, &cases, shell.lang));
    }
    print(text.as_bytes());
    Ok(())
}

/// Every parameter that is a name or yes/no, its own value first.
fn choices(args: &WhatifArgs, fixed: &[String], shell: &mut Shell) -> Result<Varied, Exit> {
    let chosen = Chosen::read(&super::args::Choices { set: fixed.to_vec(), ..args.choices.clone() }, shell)?.asking();
    let loaded = closed(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let mut varied = Varied::new();
    for param in &program.params {
        let names: Vec<String> = match param.ty.kind {
            Kind::Bool => vec!["是".to_owned(), "否".to_owned()],
            Kind::Enum(at) => {
                let names = usize::try_from(at).ok().and_then(|at| program.enums.get(at));
                names.map(|names| names.values.iter().map(ToString::to_string).collect()).unwrap_or_default()
            }
            Kind::Number(_) | Kind::Date | Kind::Text => continue,
        };
        // What has a value for each time is compared with one value for all of it.
        let own = match param.values.as_slice() {
            [] => continue,
            [only] => bare(&only.value),
            [_, _, ..] => AS_DATED.to_owned(),
        };
        let others = names.into_iter().filter(|name| *name != own);
        let values: Vec<String> = std::iter::once(own.clone()).chain(others).collect();
        varied.push((param.name.to_string(), values));
    }
    Ok(varied)
}

/// The whole batch with one value of a parameter.
fn case(
    args: &WhatifArgs,
    (choices, value): (&super::args::Choices, &str),
    files: &[crate::data::InputFile],
    shell: &mut Shell,
) -> Result<Case, Exit> {
    let chosen = Chosen::read(choices, shell)?.asking();
    let loaded = closed(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let settled = settle(program, files).map_err(|(problems, _)| {
        shell.report_data(&problems, false);
        Exit::Problems
    })?;
    let table = match &args.table {
        Some(name) => Some(locate::table(program, name, shell).ok_or(Exit::Problems)?),
        None => program.outputs.iter().find_map(|output| output.table),
    };
    let slot = match (&args.of, table) {
        (Some(name), Some(table)) => locate::slot(program, Some(table), name, shell),
        (None, Some(table)) => result(program, table),
        (_, None) => None,
    };
    let (Some(table), Some(slot)) = (table, slot) else { return Err(no_result(program, shell)) };
    Ok(Case::new(&settled.run, (table, slot), value))
}
