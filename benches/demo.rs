//! How long the demonstration takes, stage by stage: `cargo bench --bench demo`.

#![allow(
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench measures in floats, and fails by panicking"
)]

use jieyu::data::gather::gather;
use jieyu::data::read;
use jieyu::diagnostic::Lang;
use jieyu::report::{json, results, summary};
use jieyu::rows;
use jieyu::session::{Memory, Session};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 9;
const TARGET: Duration = Duration::from_secs(1);

/// The policies of the repository by path, as a policy may inherit another.
fn policies(root: &Path, folder: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            policies(root, &name, files);
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    policies(root, "policies", &mut files);
    let world = Memory(files);
    let book = root.join("examples/shenzhen-demo.xlsx");
    let mut stages: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut last = Instant::now();
        let begin = last;
        let mut mark = |stage, stages: &mut BTreeMap<&str, Vec<Duration>>| {
            stages.entry(stage).or_default().push(last.elapsed());
            last = Instant::now();
        };
        let session = Session { world: &world, as_of: None, known_on: None, settings: &[] };
        let loaded = session.load("policies/shenzhen/demo.policy");
        let program = loaded.program.as_ref().expect("the demonstration is sound");
        mark("1 parse and check", &mut stages);
        let inputs = gather(&book).unwrap();
        let outcome = read(&inputs, &program.schemas);
        assert!(!outcome.is_fatal());
        mark("2 read the workbook", &mut stages);
        let run = rows::run(program, outcome.batch);
        mark("3 compute", &mut stages);
        let tables = results::tables(&run, Lang::Zh);
        let summary = summary::summarize(&run);
        black_box((json::write(&tables), summary::write(&summary, Lang::Zh)));
        mark("4 put out", &mut stages);
        stages.entry("whole").or_default().push(begin.elapsed());
    }
    let mut whole = Duration::ZERO;
    for (stage, mut times) in stages {
        times.sort();
        whole = times[ROUNDS / 2];
        println!("{stage:<22} {whole:>10.3?}");
    }
    println!("target {TARGET:?}: {}", if whole < TARGET { "met" } else { "missed" });
}
