//! The settlement workload: generates it and measures `jieyu` on it. `cargo bench --bench settlement -- M`.

#[path = "settlement/generate.rs"]
mod generate;

use jieyu::columns;
use jieyu::data;
use jieyu::session::{Session, World};
use std::path::{Path, PathBuf};
use std::time::Instant;

struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn main() {
    let size = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_else(|| "S".to_owned());
    let shape = match size.as_str() {
        "M" => (35_000, 60),
        "L" => (100_000, 200),
        _ => (500, 60),
    };
    let folder = folder(&size, shape);
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/settlement/settlement.policy");
    let loaded = Session { world: &Disk, as_of: None, known_on: None, settings: &[] }.load(&policy.to_string_lossy());
    let program = loaded.program.expect("the policy is sound");
    let inputs = data::gather::gather(&folder).expect("the data can be read");
    let begun = Instant::now();
    let read = data::read(&inputs, &program.schemas);
    println!("read {:?}", begun.elapsed());
    for threads in [1, 2] {
        let batch = read.batch.clone();
        let begun = Instant::now();
        let (_, counts) = columns::run(&program, batch, threads);
        println!("columns, {threads} threads {:?} {counts:?}", begun.elapsed());
    }
}

fn folder(size: &str, shape: (i64, i64)) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jieyu-settlement-{size}"));
    if !folder.join("lines.csv").exists() {
        std::fs::create_dir_all(&folder).expect("a folder");
        let open = |name: &str| std::io::BufWriter::new(std::fs::File::create(folder.join(name)).expect("a file"));
        generate::write(shape, generate::SEED, false, open("hospitals.csv"), open("lines.csv")).expect("room on the disk");
    }
    folder
}
