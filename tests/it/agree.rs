//! The column engine against rows, which define what is right: every value, every blame and every output row.

use crate::disk::Disk;
use compare::{compare, differences};
use jieyu::columns;
use jieyu::data::{self, InputFile};
use jieyu::ir::batch::Batch;
use jieyu::ir::program::Program;
use jieyu::rows;
use jieyu::sample::{Wish, sample};
use jieyu::session::Session;
use std::path::{Path, PathBuf};

pub mod compare;
mod generated;
mod paged;
mod passing;
mod work;
mod workload;
mod write;

pub fn program(path: &Path) -> Option<Program> {
    Session { world: &Disk, as_of: None, known_on: None, settings: &[] }.load(&path.to_string_lossy()).program
}

fn inputs(folder: &Path) -> Vec<InputFile> {
    data::gather::gather(folder).expect("the data can be read")
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All policies below a folder.
pub fn policies(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(policies(&entry));
        } else if crate::literate::is_policy(&entry) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

#[test]
fn policies_with_data_come_to_the_same_in_both_engines() {
    let mut pairs: Vec<(PathBuf, PathBuf)> = Vec::new();
    for policy in policies(&root().join("tests/corpus/good")) {
        let folder = policy.with_extension("");
        if folder.is_dir() {
            pairs.push((policy, folder));
        }
    }
    pairs.push((root().join("examples/worked/worked.policy"), root().join("examples/worked/data")));
    pairs.push((root().join("policies/shenzhen/demo.policy"), root().join("examples/shenzhen-demo.xlsx")));
    let (mut wrong, mut packed, mut direct) = (Vec::new(), 0, 0);
    for (policy, folder) in &pairs {
        let Some(program) = program(policy) else { continue };
        let files = inputs(folder);
        let read = data::read(&files, &program.schemas);
        if let Some((batch, _)) = data::packed::read(&files, &program.schemas) {
            let (by_columns, _) = columns::run_packed(&program, batch, 1);
            let found = compare(&program, &rows::run(&program, read.batch.clone()), &by_columns);
            direct += 1;
            if !found.is_empty() {
                wrong.push(format!("{} read directly:\n  {}", policy.display(), found.join("\n  ")));
            }
        }
        for threads in [1, 2] {
            let (found, counts) = differences(&program, &read.batch, threads);
            packed += counts.packed;
            if !found.is_empty() {
                wrong.push(format!("{}:\n  {}", policy.display(), found.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pairs.len() > 15 && packed > 100, "{} policies, {packed} packed values", pairs.len());
    assert!(direct > 5, "{direct} read directly");
}

/// How many cases: few in every run, `JIEYU_AGREE_CASES` for a long one.
fn cases(few: u32) -> u32 {
    std::env::var("JIEYU_AGREE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(few)
}

/// Made-up data for every policy that ships or stands in the corpus, half of them edge cases in every second round.
#[test]
fn every_policy_comes_to_the_same_on_made_up_data() {
    let folders = ["tests/corpus/good", "policies", "examples", "benches"];
    let found = folders.iter().flat_map(|folder| policies(&root().join(folder)));
    let programs: Vec<(PathBuf, Program)> = found.filter_map(|path| Some((path.clone(), program(&path)?))).collect();
    // In the short run each policy once; the long one shares its cases between data and generated policies.
    let rounds = (cases(0) / 20 / u32::try_from(programs.len()).unwrap_or(1)).max(1);
    let (mut wrong, mut packed, mut by_rows) = (Vec::new(), 0, 0);
    for round in 0..rounds {
        for (path, program) in &programs {
            let (seed, edges) = (u64::from(round), if round % 2 == 0 { 100 } else { 500 });
            let wish = Wish { rows: 40, tables: Vec::new(), seed, edges };
            let (found, counts) = differences(program, &sample(program, &wish).batch, 1 + (round % 2) as usize);
            packed += counts.packed;
            by_rows += counts.by_rows;
            if !found.is_empty() {
                wrong.push(format!("{} seed {seed}:\n  {}", path.display(), found.join("\n  ")));
            }
        }
    }
    println!("{} policies, {rounds} rounds, {packed} packed values, {by_rows} by rows", programs.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(packed > 1_000, "{packed} packed values");
}

#[test]
fn every_policy_can_be_planned_and_run_on_nothing() {
    let folders = ["tests/corpus/good", "policies", "examples", "benches"];
    for policy in folders.iter().flat_map(|folder| policies(&root().join(folder))) {
        let Some(program) = program(&policy) else { continue };
        let (found, _) = differences(&program, &Batch::default(), 1);
        assert!(found.is_empty(), "{}: {}", policy.display(), found.join("\n"));
    }
}

/// The command line, either engine: the same bytes.
#[test]
fn the_engine_that_is_asked_for_changes_nothing() {
    let output = |engine: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"))
            .current_dir(root())
            .args(["run", "policies/shenzhen/demo.policy", "--data", "examples/shenzhen-demo.xlsx", "--engine", engine])
            .args(["--format", "csv"])
            .output()
            .expect("the program starts");
        (output.status.code(), output.stdout, output.stderr)
    };
    let (rows, columns) = (output("rows"), output("columns"));
    assert_eq!(rows, columns);
    assert!(rows.1.len() > 1_000);
}
