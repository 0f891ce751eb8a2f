//! Policies of the corpus against answers worked out by hand: beside `x.policy` stand its data `x/` and `x.answers.csv`.

use crate::recompute::number;
use crate::tables::{Table, run};
use std::path::{Path, PathBuf};

const GOOD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/good");

fn answered(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(GOOD).join(folder)).expect("the corpus is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().ends_with(".answers.csv")).collect();
    found.sort();
    found
}

fn hold(folder: &str) {
    let mut wrong = Vec::new();
    for answers in answered(folder) {
        let stem = answers.to_string_lossy().replace(".answers.csv", "");
        let tables = run(&format!("{stem}.policy"), &stem, &[]);
        let text = std::fs::read_to_string(&answers).expect("the answers can be read");
        for line in text.lines().skip(1) {
            let [output, row, column, due] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("four cells in {line:?}");
            };
            let found = look(&tables, output, row, column);
            if !same(&found, due) {
                wrong.push(format!("{stem}: {output} {row} {column}: {found:?}, due {due}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cell of the row whose first columns read `key` (`a/b` for two of them); `整体` has one row.
fn look(tables: &[Table], output: &str, key: &str, column: &str) -> String {
    let table = tables.iter().find(|table| table.name == output).unwrap_or_else(|| panic!("no output {output}"));
    let parts: Vec<&str> = key.split('/').collect();
    let meant = |row: &&Vec<String>| output == "整体" || row.iter().zip(&parts).all(|(cell, part)| cell == part);
    let row = table.rows.iter().find(meant).unwrap_or_else(|| panic!("no row {key} in {output}"));
    table.text(row, column).to_owned()
}

fn same(found: &str, due: &str) -> bool {
    found == due || due.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && number(found) == number(due)
}

#[test]
fn scoring_forms_give_the_answers_worked_out_by_hand() {
    hold("scoring");
}

#[test]
fn policies_of_other_fields_give_the_answers_worked_out_by_hand() {
    hold("fields");
}
