//! The settlement workload in one run: generates it, settles it with jieyu, with the limit written by hand and with
//! rivals, checks that all come to the same, and prints how fast each was.
//!
//!     cargo bench --bench settlement -- S|M|L [shuffled]
//!
//! Each contender runs in a process of its own, so that its peak of memory is its own.

#![allow(
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench measures in floats, and fails by panicking"
)]

#[path = "settlement/decimal.rs"]
mod decimal;
#[path = "settlement/generate.rs"]
mod generate;
#[path = "settlement/limit.rs"]
mod limit;
#[path = "settlement/pages.rs"]
mod pages;

use jieyu::columns::{self, Plan};
use jieyu::data::{self, packed::Content};
use jieyu::ir::program::Program;
use jieyu::session::{Engine, Session, World, settle_passing};
use jieyu::value::value::Value;
use limit::{Outcome, Sums};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const CONTENDERS: [&str; 10] = [
    "limit",
    "jieyu",
    "jieyu-parquet",
    "jieyu-2-threads",
    "jieyu-in-memory",
    "jieyu-by-rows",
    "rust_decimal",
    "python-decimal",
    "duckdb",
    "polars",
];

struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [one, name, folder] = args.as_slice()
        && one == "--one"
    {
        return one_contender(name, Path::new(folder));
    }
    let size = args.first().map_or("S", String::as_str);
    let shape = match size {
        "M" => (35_000, 60),
        "L" => (100_000, 200),
        _ => (500, 60),
    };
    let shuffled = args.iter().any(|arg| arg == "shuffled");
    let folder = folder(size, shape, shuffled);
    let count = (shape.0 * shape.1) as f64;
    println!("{size}: {} hospitals × {} lines{}", shape.0, shape.1, if shuffled { ", shuffled" } else { "" });
    println!("{:16} {:>18} {:>18} {:>9}  result", "", "CSV: M lines/CPU s", "computing: M/s", "peak MB");
    let (mut due, mut by_csv): (Option<String>, Option<f64>) = (None, None);
    for name in CONTENDERS {
        if name == "jieyu-by-rows" && size != "S" {
            continue;
        }
        let own = std::env::current_exe().expect("a program");
        let output = Command::new(own).args(["--one", name]).arg(&folder).output().expect("a process");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let found: Vec<&str> = text.split_whitespace().collect();
        let [cpu, computing, peak, sum] = found.as_slice() else {
            println!("{name:16} not here");
            continue;
        };
        let rate = |seconds: &str| match seconds.parse::<f64>() {
            Ok(seconds) if seconds > 0.0 => format!("{:.2}", count / seconds / 1e6),
            Ok(_) | Err(_) => "-".to_owned(),
        };
        let same = due.get_or_insert_with(|| (*sum).to_owned()) == sum;
        let verdict = if same { "the same" } else { "DIFFERENT" };
        let seconds: f64 = cpu.parse().unwrap_or(0.0);
        let share = match (name, by_csv) {
            ("jieyu", _) => {
                by_csv = Some(seconds);
                String::new()
            }
            ("jieyu-parquet", Some(csv)) if csv > 0.0 => format!(", {:.2} of the CPU time from CSV", seconds / csv),
            _ => String::new(),
        };
        println!("{name:16} {:>18} {:>18} {peak:>9}  {verdict}{share}", rate(cpu), rate(computing));
    }
}

/// Prints CPU seconds from CSV to result, seconds of computing alone, peak megabytes, and a sum over the results.
fn one_contender(name: &str, folder: &Path) {
    let (computing, results) = match name {
        "limit" => by_hand(folder),
        "jieyu" => passing(folder, 1),
        "jieyu-parquet" => passing(&folder.join("parquet"), 1),
        "jieyu-2-threads" => passing(folder, 2),
        "jieyu-in-memory" => in_memory(folder, 1),
        "jieyu-by-rows" => by_rows(folder),
        "rust_decimal" => by_decimal(folder),
        _ => return by_python(name, folder),
    };
    let cpu = cpu_seconds() - computing.repeated;
    println!("{cpu:.3} {:.5} {} {:016x}", computing.best, computing.peak, digest(&results));
}

/// The best of some repetitions, and what all but one of them took.
struct Computing {
    best: f64,
    repeated: f64,
    /// Megabytes at most until the first result.
    peak: u64,
}

/// CPU time of this thread, which other work on the machine does not lengthen (Linux; wall time elsewhere).
struct Clock {
    wall: Instant,
    own: Option<u64>,
}

impl Clock {
    fn start() -> Clock {
        Clock { wall: Instant::now(), own: Clock::own() }
    }

    fn own() -> Option<u64> {
        // The count is brought up to date when the thread gives way, else by the tick only (4 ms and more).
        std::thread::sleep(std::time::Duration::from_micros(50));
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split_whitespace().next()?.parse().ok()
    }

    fn seconds(&self) -> f64 {
        match (self.own, Clock::own()) {
            (Some(begun), Some(now)) => (now - begun) as f64 / 1e9,
            (None, _) | (_, None) => self.wall.elapsed().as_secs_f64(),
        }
    }
}

fn measure<T>(mut compute: impl FnMut() -> T) -> (Computing, T) {
    let begun = Clock::start();
    let mut result = compute();
    let first = begun.seconds();
    let peak = peak();
    let (mut best, before) = (first, cpu_seconds());
    for _ in 0..4 {
        let begun = Clock::start();
        result = compute();
        best = best.min(begun.seconds());
    }
    (Computing { best, repeated: cpu_seconds() - before, peak }, result)
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).expect("the file")
}

fn finish(hospitals: &[limit::Hospital], sums: &[Sums]) -> Vec<Outcome> {
    hospitals.iter().zip(sums).map(|(hospital, sums)| limit::settle(hospital, *sums)).collect()
}

fn by_hand(folder: &Path) -> (Computing, Vec<Outcome>) {
    let hospitals = limit::read_hospitals(&bytes(folder, "hospitals.csv"));
    let lines = limit::read_lines(&bytes(folder, "lines.csv"), &hospitals);
    measure(|| finish(&hospitals, &limit::add_up(&lines, hospitals.len())))
}

fn by_decimal(folder: &Path) -> (Computing, Vec<Outcome>) {
    let hospitals = limit::read_hospitals(&bytes(folder, "hospitals.csv"));
    let lines = decimal::read_lines(&bytes(folder, "lines.csv"), &hospitals);
    measure(|| finish(&hospitals, &decimal::add_up(&lines, hospitals.len())))
}

fn program() -> Program {
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/settlement/settlement.policy");
    let session = Session { world: &Disk, as_of: None, known_on: None, settings: &[] };
    session.load(&policy.to_string_lossy()).program.expect("the policy is sound")
}

/// The lines go by: from the files for the CPU time of all, and kept in memory for that of computing.
fn passing(folder: &Path, threads: usize) -> (Computing, Vec<Outcome>) {
    let program = program();
    let found = data::gather::find(folder).expect("the data are there");
    let contents: Vec<&dyn Content> = found.iter().map(|file| file as &dyn Content).collect();
    let settled = settle_passing(&program, &contents, Engine::Columns, threads).expect("plain files");
    assert_eq!(settled.counts.map(|counts| (counts.passes, counts.by_rows)), Some((1, 0)));
    let results = outcomes(&settled.run);
    let peak = peak();
    drop(settled);
    if std::env::var_os("JIEYU_ONCE").is_some() {
        return (Computing { best: 0.0, repeated: 0.0, peak }, results);
    }
    let before = cpu_seconds();
    let tables = data::packed::Tables::open(&contents, &program.schemas).expect("plain files");
    let (largest, _) = tables.largest().expect("two tables");
    let table = program.schemas[largest].id;
    let (batch, mut stream, _) = tables.read_but(largest).expect("plain files");
    let plan = Plan::with(&program, batch.texts.clone());
    let mut kept = columns::Kept::of(&mut stream, &plan, &program, table, 1).expect("plain files");
    let mut best = f64::INFINITY;
    let rounds = std::env::var("JIEYU_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    for _ in 0..rounds {
        let (plan, batch) = (plan.clone(), batch.clone());
        let (own, wall) = (Clock::start(), Instant::now());
        let run = columns::run_streamed(&program, plan, batch, (table, &mut kept), threads).expect("sound lines");
        let seconds = if threads == 1 { own.seconds() } else { wall.elapsed().as_secs_f64() };
        best = best.min(seconds);
        assert!(outcomes(&run.0) == results);
    }
    (Computing { best, repeated: cpu_seconds() - before, peak }, results)
}

fn in_memory(folder: &Path, threads: usize) -> (Computing, Vec<Outcome>) {
    let program = program();
    let inputs = data::gather::gather(folder).expect("the data can be read");
    let (batch, _) = data::packed::read(&inputs, &program.schemas).expect("plain files");
    drop(inputs);
    // The batch is used up by a run, so that each repetition takes a copy, which is not counted as computing.
    let (mut times, mut results) = (Vec::new(), Vec::new());
    let mut last = Some(batch);
    let repetitions = if std::env::var_os("JIEYU_ONCE").is_some() { 1 } else { 4 };
    let mut repeated = 0.0;
    for round in 0..repetitions {
        let before = cpu_seconds();
        let again = if round + 1 < repetitions { last.clone() } else { None };
        let Some(batch) = last.take() else { break };
        last = again;
        let (own, wall) = (Clock::start(), Instant::now());
        let (run, _) = columns::run_packed(&program, batch, threads);
        times.push(if threads == 1 { own.seconds() } else { wall.elapsed().as_secs_f64() });
        results = outcomes(&run);
        drop(run);
        if round + 1 < repetitions {
            repeated += cpu_seconds() - before;
        }
    }
    let best = times.into_iter().fold(f64::INFINITY, f64::min);
    (Computing { best, repeated, peak: peak() }, results)
}

fn by_rows(folder: &Path) -> (Computing, Vec<Outcome>) {
    let program = program();
    let inputs = data::gather::gather(folder).expect("the data can be read");
    let read = data::read(&inputs, &program.schemas);
    let begun = Instant::now();
    let run = jieyu::rows::run(&program, read.batch);
    let best = begun.elapsed().as_secs_f64();
    (Computing { best, repeated: 0.0, peak: peak() }, outcomes(&run))
}

fn outcomes(run: &jieyu::rows::Evaluation<'_>) -> Vec<Outcome> {
    let fen = |cell: &Value, places: u32| match cell {
        Value::Number(number) => number.to_scaled_i128(places).and_then(|n| i64::try_from(n).ok()).expect("an amount"),
        other => panic!("{other:?}"),
    };
    let mut all = Vec::new();
    for row in run.output(0) {
        let cells: Vec<&Value> = row.cells.iter().map(|cell| cell.as_ref().expect("a value")).collect();
        let Value::Text(id) = cells[0] else { panic!("an id") };
        all.push((id.to_string(), fen(cells[1], 2), fen(cells[2], 0), fen(cells[3], 2)));
    }
    all
}

fn by_python(name: &str, folder: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/settlement/rival.py");
    let python = python();
    let rival = name.strip_prefix("python-").unwrap_or(name);
    let Ok(output) = Command::new(python).arg(script).arg(rival).arg(folder).output() else { return };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines();
    let Some(seconds) = lines.next() else { return };
    let sum = |line: &str| {
        let cells: Vec<i64> = line.split(',').skip(1).map(|cell| cell.parse().expect("a number")).collect();
        Sums { base: cells[0], agreed: cells[1], bought: cells[2], short: cells[3] }
    };
    let sums: Vec<Sums> = lines.map(sum).collect();
    let hospitals = limit::read_hospitals(&bytes(folder, "hospitals.csv"));
    println!("{seconds} - - {:016x}", digest(&finish(&hospitals, &sums)));
}

/// An interpreter with the rivals: that of `JIEYU_PYTHON`, or one in an environment that is made here, once.
fn python() -> PathBuf {
    if let Some(named) = std::env::var_os("JIEYU_PYTHON") {
        return named.into();
    }
    let home = std::env::temp_dir().join("jieyu-settlement-rivals");
    let own = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !home.join("done").exists() {
        let made = Command::new("python3").args(["-m", "venv"]).arg(&home).output().is_ok();
        let pip = ["-m", "pip", "install", "--quiet", "duckdb", "polars"];
        if made && Command::new(&own).args(pip).status().is_ok_and(|status| status.success()) {
            std::fs::write(home.join("done"), "").expect("room on the disk");
        }
    }
    if own.exists() { own } else { "python3".into() }
}

/// FNV over all results.
fn digest(results: &[Outcome]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for (id, base, score, payout) in results {
        for byte in format!("{id},{base},{score},{payout}\n").bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// CPU seconds of this process, by the hundredth (Linux; 0 elsewhere).
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Peak megabytes of this process (Linux; 0 elsewhere).
fn peak() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn folder(size: &str, shape: (i64, i64), shuffled: bool) -> PathBuf {
    let order = if shuffled { "-shuffled" } else { "" };
    let folder = std::env::temp_dir().join(format!("jieyu-settlement-{size}{order}"));
    if !folder.join("done").exists() {
        std::fs::create_dir_all(&folder).expect("a folder");
        let open = |name: &str| std::io::BufWriter::new(std::fs::File::create(folder.join(name)).expect("a file"));
        let files = (open("hospitals.csv"), open("lines.csv"));
        generate::write(shape, generate::SEED, shuffled, files.0, files.1).expect("room on the disk");
        std::fs::write(folder.join("done"), "").expect("room on the disk");
    }
    let paged = folder.join("parquet");
    if !paged.join("done").exists() {
        std::fs::create_dir_all(&paged).expect("a folder");
        for (name, schema) in [("hospitals", pages::HOSPITALS), ("lines", pages::LINES)] {
            let csv = std::fs::File::open(folder.join(name).with_extension("csv")).expect("the file");
            let out = std::fs::File::create(paged.join(name).with_extension("parquet")).expect("a file");
            pages::write(schema, std::io::BufReader::new(csv), pages::USUAL, std::io::BufWriter::new(out));
        }
        std::fs::write(paged.join("done"), "").expect("room on the disk");
    }
    folder
}
