//! The consolidated text of every shipped policy settles as its layers do: the demonstration's workbook, the register of
//! the batches, and made-up data, with every open parameter given.

use super::{Memory, ROOT, load, policies, shipped, text};
use crate::agree::compare::compare_values;
use jieyu::data;
use jieyu::ir::batch::Batch;
use jieyu::ir::fault::Blame;
use jieyu::ir::program::Program;
use jieyu::report::{json, results};
use jieyu::rows::{self, Evaluation};
use jieyu::sample::{Wish, sample};
use jieyu::session::{Loaded, Session};
use jieyu::{diagnostic::Lang, value::value::Value};
use std::collections::BTreeMap;
use std::mem::discriminant;
use std::path::Path;

/// What the demonstration gives, for whatever another policy leaves open. A layer that has fewer indicators gives the
/// weight that is left to its first one.
fn settings(path: &str, loaded: &Loaded) -> Vec<(String, String)> {
    let demo = std::fs::read_to_string(format!("{ROOT}/policies/shenzhen/demo.policy")).unwrap();
    let given: BTreeMap<&str, &str> =
        demo.lines().filter_map(|line| line.strip_prefix("给定 ")?.split_once(" = ")).collect();
    let mut own = BTreeMap::from([
        ("回款认定", "次月月底"),
        ("配送到位率权重", "0%"),
        ("核算批次", "\"第二批\""),
        ("批次品种数", "32"),
        ("固定一年品种数", "0"),
    ]);
    if !path.contains("shenzhen") {
        own.insert("得分换算", "折算"); // only Shenzhen knows 分档
    }
    let open = loaded.open.iter().filter_map(|id| loaded.program.as_ref()?.param(*id));
    let value = |name: &str| own.get(name).or_else(|| given.get(name)).map(|value| (*value).to_owned());
    let one = |name: String| {
        let value = value(&name).unwrap_or_else(|| panic!("the demonstration does not give {name}"));
        (name, value)
    };
    let mut settings: Vec<(String, String)> = open.map(|param| one(param.name.to_string())).collect();
    let weight = |(name, value): &(String, String)| {
        name.ends_with("权重").then(|| value.trim_end_matches('%').parse::<u32>().expect("whole percents"))
    };
    let total: u32 = settings.iter().filter_map(weight).sum();
    if let Some((first, value)) = settings.iter_mut().find_map(|one| Some((weight(one)?, &mut one.1))) {
        *value = format!("{}%", first + 100 - total);
    }
    settings
}

fn program(world: &Memory, path: &str, settings: &[(String, String)]) -> Program {
    let loaded = Session { world, as_of: None, known_on: None, settings }.load(path);
    loaded.program.clone().unwrap_or_else(|| panic!("{path}: {}", super::told(&loaded)))
}

fn files(path: &str, program: &Program) -> Option<Batch> {
    let folder = match path {
        "policies/shenzhen/demo.policy" => "examples/shenzhen-demo.xlsx",
        _ if path.contains("/batches/") => "tests/it/batches/data",
        _ => return None,
    };
    let files = data::gather::gather(&Path::new(ROOT).join(folder)).expect("the data can be read");
    Some(data::read(&files, &program.schemas).batch)
}

/// What is blamed on which row, with its values; the places in the text are those of two different texts.
fn blames(run: &Evaluation<'_>) -> Vec<String> {
    let one = |blame: &Blame| {
        format!("{:?} {:?} {:?} {:?} {:?}", discriminant(&blame.fault), blame.table, blame.row, blame.key, blame.values)
    };
    run.blames().map(|(_, blame)| one(&blame)).collect()
}

#[test]
fn the_consolidated_text_comes_to_the_same_results() {
    let world = shipped();
    let (mut values, mut amounts) = (0, 0);
    for path in policies(&world) {
        let settings = settings(&path, &load(&world, &path));
        let layered = program(&world, &path, &settings);
        let mut alone = world.clone();
        // A consolidated text is plain, whatever its layers are written in.
        let plain = path.trim_end_matches(".md");
        alone.0.insert(plain.to_owned(), text(&load(&world, &path)).into_bytes());
        let consolidated = program(&alone, plain, &settings);
        let made = |seed, edges| sample(&layered, &Wish { rows: 10, tables: Vec::new(), seed, edges }).batch;
        let batches = [files(&path, &layered), Some(made(1, 0)), Some(made(2, 300))];
        for (at, batch) in batches.into_iter().flatten().enumerate() {
            let (one, other) = (rows::run(&layered, batch.clone()), rows::run(&consolidated, batch));
            let mut found = Vec::new();
            compare_values(&layered, &one, &other, &mut found);
            assert!(found.is_empty(), "{path}, data {at}:\n  {}", found.join("\n  "));
            assert_eq!(blames(&one), blames(&other), "{path}, data {at}");
            let words = |run| json::write(&results::tables(run, Lang::Zh));
            assert_eq!(words(&one), words(&other), "{path}, data {at}");
            let outputs = (0..layered.outputs.len()).flat_map(|index| one.output(index));
            let cells: Vec<_> = outputs.flat_map(|row| row.into_owned().cells).collect();
            values += cells.len();
            amounts += cells.iter().filter(|cell| matches!(cell, Ok(Value::Number(_)))).count();
        }
    }
    assert!(values > 1_000 && amounts > 100, "{values} values, {amounts} numbers");
}
