//! The settlement workload of the bench, small: both engines, both readers, and results that another program computed.

use super::compare::compare;
use super::{program, root};
use jieyu::data::{self, InputFile};
use jieyu::rows;
use jieyu::value::number::Number;
use jieyu::value::value::Value;

#[path = "../../../benches/settlement/generate.rs"]
mod generate;

pub fn files(hospitals: i64, shuffled: bool) -> Vec<InputFile> {
    files_of(hospitals, 60, shuffled)
}

/// So many lines for each hospital.
pub fn files_of(hospitals: i64, each: i64, shuffled: bool) -> Vec<InputFile> {
    let (mut heads, mut lines) = (Vec::new(), Vec::new());
    generate::write((hospitals, each), generate::SEED, shuffled, &mut heads, &mut lines).expect("memory takes all");
    let file = |name: &str, bytes| InputFile { name: name.to_owned(), bytes };
    vec![file("hospitals.csv", heads), file("lines.csv", lines)]
}

#[test]
fn the_settlement_workload_comes_to_the_same_however_it_is_read_and_computed() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    for shuffled in [false, true] {
        let files = files(12, shuffled);
        let read = data::read(&files, &program.schemas);
        assert!(read.problems.is_empty());
        let due = rows::run(&program, read.batch);
        let (batch, notes) = data::packed::read(&files, &program.schemas).expect("plain files");
        assert_eq!(notes, read.notes);
        let (got, counts) = jieyu::columns::run_packed(&program, batch, 2);
        let found = compare(&program, &due, &got);
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert_eq!(counts.by_rows, 0);
    }
}

/// The first rows of the reference result of size S (500 hospitals), which Python's decimal computed.
#[test]
fn the_first_hospitals_of_the_workload_have_the_known_results() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    let (batch, _) = data::packed::read(&files(500, false), &program.schemas).expect("plain files");
    let (run, counts) = jieyu::columns::run_packed(&program, batch, 1);
    // The gate of counted work: 59 chunks of lines and one of hospitals, all in stages, nothing by rows.
    assert_eq!((counts.chunks, counts.by_rows, counts.packed), (60, 0, 30_000 * 5 + 500 * 25));
    assert!(counts.kernel_calls <= 59 * 30 + 190, "{} kernel calls", counts.kernel_calls);
    let text = std::fs::read_to_string(root().join("benches/settlement/reference.csv")).expect("the reference");
    let due: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(run.output(0).len(), due.len());
    for (row, due) in run.output(0).iter().zip(due) {
        for (cell, due) in row.cells.iter().zip(due) {
            match cell {
                Ok(Value::Text(text)) => assert_eq!(&**text, due),
                Ok(Value::Number(number)) => assert_eq!(Some(number.clone()), Number::parse_decimal(due)),
                other => panic!("{other:?}, due {due}"),
            }
        }
    }
}

/// Whatever is out of the ordinary is left to the ordinary reader.
#[test]
fn odd_files_are_not_read_directly() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    let sound = files(3, false);
    let text = String::from_utf8(sound[1].bytes.clone()).expect("text");
    let last = text.lines().last().expect("a line").to_owned();
    let (first, rest) = text.split_once('\n').expect("lines");
    let changed = [
        text.replacen("D0001", "\"D0001\"", 1),
        text.replacen("D0001", " D0001", 1),
        text.replacen("D0001", "D0002", 1),
        text.replacen("H000001", "H999999", 1),
        text.replacen("true", "maybe", 1),
        text.replacen(",true", ",true,", 1),
        text.replacen("0.00,", "1.001,", 1),
        text.replacen("0.00,", "-1.00,", 1),
        text.replacen("0.00,", ",", 1),
        format!("{text}{last}\n"),
        format!("{text}合计,,1,1,1,1,1,1,true\n"),
        format!("{text}合计,1\n"),
        format!("题目\n{text}"),
        format!("{first}\n\n{rest}"),
        format!("{first},约定量\n{rest}"),
    ];
    assert!(data::packed::read(&sound, &program.schemas).is_some());
    for text in changed {
        let files = vec![sound[0].clone(), InputFile { name: sound[1].name.clone(), bytes: text.clone().into_bytes() }];
        assert!(data::packed::read(&files, &program.schemas).is_none(), "{}", text.get(..200).unwrap_or(""));
    }
}
