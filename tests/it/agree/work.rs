//! Work that is counted, never timed: allocations, and the memory that bad cells take. A change that makes more of it fails here.

use super::workload::{files, files_of};
use super::{program, root};
use allocation_counter::{AllocationInfo, measure};
use jieyu::columns::{Kept, Plan, run_streamed};
use jieyu::data::packed::{Content, Tables};
use jieyu::data::{self, InputFile};
use jieyu::ir::program::Program;
use jieyu::rows;
use jieyu::session::{Engine, settle_passing};

fn settlement() -> Program {
    program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound")
}

/// Computing alone, on one thread, with the lines in memory.
fn computing(program: &Program, files: &[InputFile]) -> AllocationInfo {
    let contents: Vec<&dyn Content> = files.iter().map(|file| file as &dyn Content).collect();
    let tables = Tables::open(&contents, &program.schemas).expect("plain files");
    let (largest, _) = tables.largest().expect("two tables");
    let table = program.schemas[largest].id;
    let (batch, mut stream, _) = tables.read_but(largest).expect("plain files");
    let plan = Plan::with(program, batch.texts.clone());
    let mut kept = Kept::of(&mut stream, &plan, program, table, 1).expect("plain files");
    measure(|| {
        let run = run_streamed(program, plan, batch, (table, &mut kept), 1);
        assert!(run.is_ok_and(|(_, counts)| (counts.passes, counts.by_rows) == (1, 0)));
    })
}

/// A line more is computed without any allocation, and so is a chunk of lines.
#[test]
fn lines_are_computed_without_allocating() {
    let program = settlement();
    // So many that every register has had its widest words before the further ones.
    let (few, many) = (computing(&program, &files_of(30, 310, false)), computing(&program, &files_of(30, 910, false)));
    let more = many.count_total.saturating_sub(few.count_total);
    println!("{} allocations for 9,300 lines, {more} more for 18,000 further ones", few.count_total);
    assert_eq!(more, 0, "{more} allocations for 18,000 lines");
}

/// A hospital more takes room in columns that are there, and nothing of its own.
#[test]
fn a_hospital_allocates_no_more_than_it_did() {
    let program = settlement();
    let (few, many) = (computing(&program, &files(20, false)), computing(&program, &files(520, false)));
    let each = many.count_total.saturating_sub(few.count_total) as f64 / 500.0;
    println!("{each} allocations for a hospital");
    assert!(each <= MOST_FOR_HOSPITAL, "{each} allocations for a hospital");
}

/// From the bytes of the files: only the state of a hospital allocates.
#[test]
fn reading_lines_allocates_for_new_texts_only() {
    let program = settlement();
    let settle = |files: &[InputFile]| {
        let contents: Vec<&dyn Content> = files.iter().map(|file| file as &dyn Content).collect();
        measure(|| assert!(settle_passing(&program, &contents, Engine::Columns, 1).is_some()))
    };
    // Layouts are looked for in the first lines of a file: both have more than those.
    let (few, many) = (settle(&files(300, false)), settle(&files(800, false)));
    let million = many.count_total.saturating_sub(few.count_total) as f64 / 30_000.0 * 1e6;
    println!("{million} allocations for a million lines of 60 for a hospital");
    assert!(million <= MOST_FOR_MILLION, "{million} allocations for a million lines");
}

/// One hospital in a process of its own: reading and checking the policy, reading 60 lines, computing them by rows.
#[test]
fn one_hospital_alone_takes_little() {
    let policy = measure(|| drop(settlement()));
    let (program, files) = (settlement(), files(1, false));
    let mut read = None;
    let reading = measure(|| read = Some(data::read(&files, &program.schemas)));
    let batch = read.expect("it was read").batch;
    let computing = measure(|| drop(rows::run(&program, batch)));
    let found = [policy, reading, computing].map(|info| info.count_total);
    println!("{found:?} allocations for policy, reading and computing");
    let within = found.iter().zip(MOST_FOR_ONE).all(|(found, most)| *found <= most);
    assert!(within, "{found:?} allocations for policy, reading and computing");
}

/// Cells that cannot be read take little more memory than others: their place, and their text for the file of problems.
#[test]
fn bad_cells_take_bounded_memory() {
    let text = "政策 一\n  基准日 2026-01-01\n\n表 明细\n  键 号 : 文本\n  列 额 : 金额\n\n每个 明细：\n公式 半 = 额 ÷ 2\n\n\
                输出 明细 : 号, 半\n";
    let program = super::generated::load(text).unwrap_or_else(|said| panic!("{said}"));
    let peak = |cell: &str| {
        let mut lines = "号,额\n".to_owned();
        (0..BAD_ROWS).for_each(|row| lines.push_str(&format!("{row:06},{cell}\n")));
        let files = [InputFile { name: "明细.csv".to_owned(), bytes: lines.into_bytes() }];
        measure(|| {
            let read = data::read(&files, &program.schemas);
            let run = rows::run(&program, read.batch);
            assert_eq!(run.rows(program.schemas[0].id), BAD_ROWS);
        })
        .bytes_max
    };
    let (good, bad) = (peak("12345.67"), peak("一二三四"));
    let each = bad.saturating_sub(good) as f64 / BAD_ROWS as f64;
    println!("{} bytes for a good row, {each} more for a bad one", good as f64 / BAD_ROWS as f64);
    assert!(each <= MOST_FOR_BAD_CELL, "{each} bytes more for a row with a bad cell");
}

const MOST_FOR_HOSPITAL: f64 = 0.1;
const MOST_FOR_MILLION: f64 = 40_000.0;
const MOST_FOR_ONE: [u64; 3] = [6_000, 1_900, 1_300];
const BAD_ROWS: usize = 40_000;
const MOST_FOR_BAD_CELL: f64 = 80.0;
