//! The settlement workload as Parquet: the same results as from CSV, however the files are written and read.

use super::compare::compare;
use super::passing::{differences, passing};
use super::workload::files;
use super::{program, root};
use crate::data::pages::of;
use crate::data::pages::written::{HOSPITALS, How, LINES, USUAL};
use jieyu::data::{self, InputFile};
use jieyu::rows;
use jieyu::value::value::Value;
use parquet::basic::Compression;

fn paged(files: &[InputFile], how: How) -> Vec<InputFile> {
    let one = |file: &InputFile| {
        let text = std::str::from_utf8(&file.bytes).expect("text");
        let schema = if file.name == "lines.csv" { LINES } else { HOSPITALS };
        InputFile { name: file.name.replace(".csv", ".parquet"), bytes: of(schema, text, how) }
    };
    files.iter().map(one).collect()
}

/// The same columns, but every cell may be blank, as most programs write them.
fn blank(files: &[InputFile]) -> Vec<InputFile> {
    let one = |file: &InputFile| {
        let text = std::str::from_utf8(&file.bytes).expect("text");
        let schema = if file.name == "lines.csv" { LINES } else { HOSPITALS }.replace("required", "optional");
        InputFile { name: file.name.replace(".csv", ".parquet"), bytes: of(&schema, text, USUAL) }
    };
    files.iter().map(one).collect()
}

#[test]
fn the_workload_comes_to_the_same_from_parquet() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    for shuffled in [false, true] {
        let plain = files(12, shuffled);
        let due = rows::run(&program, data::read(&plain, &program.schemas).batch);
        let small = How { group: 100, page: 300, ..USUAL };
        let bare = How { compression: Compression::UNCOMPRESSED, dictionary: false, ..small };
        let mut all = vec![paged(&plain, USUAL), paged(&plain, small), paged(&plain, bare), blank(&plain)];
        // One file of each kind.
        all.push(vec![plain[0].clone(), paged(&plain, small)[1].clone()]);
        for files in all {
            let read = data::read(&files, &program.schemas);
            assert!(read.problems.is_empty(), "{:?}", read.problems);
            let by_rows = rows::run(&program, read.batch);
            for index in 0..program.outputs.len() {
                assert_eq!(by_rows.output(index), due.output(index));
            }
            let (batch, notes) = data::packed::read(&files, &program.schemas).expect("nothing odd");
            assert_eq!(notes, read.notes);
            let (got, counts) = jieyu::columns::run_packed(&program, batch, 2);
            assert_eq!((compare(&program, &by_rows, &got), counts.by_rows), (Vec::new(), 0));
            for threads in [1, 3] {
                let settled = passing(&program, &files, threads).expect("nothing odd");
                let found = differences(&program, &files, &settled, program.schemas[1].id);
                assert!(found.is_empty(), "{}", found.join("\n"));
            }
        }
    }
}

/// The reference result of size S, which Python's decimal computed.
#[test]
fn the_workload_has_the_known_results_from_parquet() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    let files = paged(&files(500, false), How { group: 10_000, ..USUAL });
    let settled = passing(&program, &files, 2).expect("nothing odd");
    assert_eq!(settled.counts.map(|counts| (counts.passes, counts.by_rows)), Some((1, 0)));
    let text = std::fs::read_to_string(root().join("benches/settlement/reference.csv")).expect("the reference");
    let due: Vec<&str> = text.lines().skip(1).collect();
    let shown = |cell: &Value| match cell {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_decimal().expect("an amount"),
        other => panic!("{other:?}"),
    };
    let number = |text: &str| jieyu::value::number::Number::parse_decimal(text);
    assert_eq!(settled.run.output(0).len(), due.len());
    for (row, due) in settled.run.output(0).iter().zip(due) {
        for (cell, due) in row.cells.iter().zip(due.split(',')) {
            let found = shown(cell.as_ref().expect("a value"));
            assert!(
                found == due || number(&found).is_some_and(|found| Some(found) == number(due)),
                "{found}, due {due}"
            );
        }
    }
}

/// Two lines of one key, and lines of a hospital that is not there, are told as in CSV.
#[test]
fn what_does_not_go_together_is_told_by_the_ordinary_reader() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    let sound = files(3, false);
    let text = String::from_utf8(sound[1].bytes.clone()).expect("text");
    for changed in [text.replacen("D0001", "D0002", 1), text.replacen("H000001", "H999999", 1)] {
        let plain = vec![sound[0].clone(), InputFile { bytes: changed.into_bytes(), ..sound[1].clone() }];
        let files = paged(&plain, USUAL);
        assert!(passing(&program, &files, 1).is_none());
        let words = |files: &[InputFile]| -> Vec<(&'static str, Option<u32>)> {
            let read = data::read(files, &program.schemas);
            let first = u32::from(files[1].name.ends_with(".csv"));
            read.problems.iter().map(|problem| (problem.code, problem.row.map(|row| row - first))).collect()
        };
        assert_eq!(words(&files), words(&plain));
        assert_eq!(words(&files).len(), 1);
    }
}
