//! Neither the order of declarations nor that of data rows changes a byte of the results.

use super::kit::{Case, same, settled_cases};
use super::spell::Tape;
use jieyu::data::InputFile;
use jieyu::source::SourceId;
use jieyu::syntax::ast::{Class, DeclKind};
use jieyu::syntax::parse;

/// A deterministic run of choices for case `number`.
fn choices(number: u32) -> Tape {
    let mut state = number.wrapping_mul(0x9E37_79B9) ^ 0x1234_5678;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    Tape::new((0..4000).map(|_| next()).collect())
}

fn shuffled<T>(mut items: Vec<T>, tape: &mut Tape) -> Vec<T> {
    for at in (1..items.len()).rev() {
        items.swap(at, tape.pick(at + 1));
    }
    items
}

/// All declarations in another order; each rule keeps the scope that it stood in.
fn reordered(text: &str, tape: &mut Tape) -> String {
    let file = parse(SourceId(0), text).file;
    let starts: Vec<usize> = file.decls.iter().map(|decl| decl.span.start as usize).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut scope = "整体：";
    let mut chunks = Vec::new();
    for (decl, (start, end)) in file.decls.iter().zip(starts.iter().zip(ends)) {
        let own = text[*start..end].trim_end();
        match decl.kind.class() {
            Class::Scope => {
                scope = if matches!(decl.kind, DeclKind::Whole) { "整体：" } else { own.lines().next().unwrap() }
            }
            Class::Scoped => chunks.push(format!("{scope}\n{own}\n")),
            Class::Output => chunks.push(format!("{own}\n")),
            Class::Header | Class::Top | Class::Edit => {
                scope = "整体：";
                chunks.push(format!("{own}\n"));
            }
        }
    }
    shuffled(chunks, tape).concat()
}

/// A CSV file with its rows in another order; workbooks stay as they are.
fn mixed(file: &InputFile, tape: &mut Tape) -> InputFile {
    if !file.name.ends_with(".csv") {
        return file.clone();
    }
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let mut lines = text.lines();
    let head = lines.next().unwrap_or("");
    let rows = shuffled(lines.map(str::to_owned).collect(), tape);
    let body = std::iter::once(head.to_owned()).chain(rows).map(|line| line + "\n").collect::<String>();
    InputFile { name: file.name.clone(), bytes: body.into_bytes() }
}

fn small() -> Vec<Case> {
    settled_cases().into_iter().filter(|case| case.data.iter().all(|file| file.name.ends_with(".csv"))).collect()
}

#[test]
fn the_order_of_declarations_never_matters() {
    for case in small() {
        let due = case.outcome();
        for number in 1..=12 {
            let text = reordered(&case.text, &mut choices(number));
            same(&format!("{} in order {number}:\n{text}", case.name), &case.with(text.clone()).outcome(), &due);
        }
    }
}

#[test]
fn the_order_of_rows_and_files_never_matters() {
    for case in small() {
        let due = case.outcome();
        for number in 1..=12 {
            let mut tape = choices(number);
            let data = case.data.iter().map(|file| mixed(file, &mut tape)).collect();
            let mixed = Case { data: shuffled(data, &mut tape), ..case.clone() };
            same(&format!("{} in order {number}", case.name), &mixed.outcome(), &due);
        }
    }
}

/// The demonstration is the largest policy: its declarations and the files of its lookups in other orders.
#[test]
fn the_order_of_the_demonstration_never_matters() {
    let case = settled_cases().into_iter().find(|case| case.name.ends_with("shenzhen/demo.policy")).unwrap();
    let due = case.outcome();
    for number in 1..=2 {
        same(&format!("order {number}"), &case.with(reordered(&case.text, &mut choices(number))).outcome(), &due);
    }
}
