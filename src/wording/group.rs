//! Blames of one kind at one place of the policy brought together, so that one problem of a hundred rows is told once.

use super::{fault, row};
use crate::diagnostic::{Diagnostic, Words};
use crate::ir::fault::{Blame, Fault};
use crate::ir::program::Program;
use crate::rows::Evaluation;
use std::collections::BTreeMap;

/// Rows that are named one by one before the rest is counted.
const NAMED: usize = 5;

/// All faults of a run but those of cells that have been reported already, one diagnostic for each kind and place.
pub fn diagnostics(run: &Evaluation<'_>) -> Vec<Diagnostic> {
    let mut groups: Vec<Vec<&Blame>> = Vec::new();
    let mut places = BTreeMap::new();
    for blame in run.computed_blames() {
        if matches!(blame.fault, Fault::BadCell { .. }) {
            continue;
        }
        let at = *places.entry((blame.span, blame.slot, fault::code(&blame.fault))).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len().saturating_sub(1)
        });
        if let Some(group) = groups.get_mut(at) {
            group.push(blame);
        }
    }
    groups.iter().filter_map(|group| Some(one(run, group.first()?, group))).collect()
}

fn one(run: &Evaluation<'_>, first: &Blame, group: &[&Blame]) -> Diagnostic {
    let program = run.program();
    let what = fault::short(program, &first.fault);
    let message = match group.len() {
        1 => {
            let subject = subject(program, first);
            Words::new(format!("{}：{}", subject.zh, what.zh), format!("{}: {}", subject.en, what.en))
        }
        rows => {
            let rule = rule(program, first);
            Words::new(
                format!("{}：有 {rows} 行{}", rule.zh, plain(program, &first.fault).zh),
                format!("{}: {} on {rows} rows", rule.en, plain(program, &first.fault).en),
            )
        }
    };
    let values = fault::values(program, first);
    let label = if values.zh.is_empty() { what } else { values };
    let mut diagnostic = Diagnostic::error(fault::code(&first.fault), message).at(first.span, label);
    match &first.fault {
        Fault::TwoAnswers { rows, .. } => {
            diagnostic = diagnostic
                .at(rows.0, Words::new("这一行对应", "this row answers"))
                .at(rows.1, Words::new("这一行也对应", "and so does this one"));
        }
        Fault::Conflict { one, other, .. } => {
            for id in [one, other] {
                if let Some(exception) = program.exception(*id) {
                    let bases: Vec<&str> = exception.bases.iter().map(|basis| &*basis.text).collect();
                    let words = match bases.as_slice() {
                        [] => Words::same(exception.name.to_string()),
                        all => Words::new(all.join("；"), all.join("; ")),
                    };
                    diagnostic = diagnostic.at(exception.span, words);
                }
            }
        }
        Fault::DivisionByZero
        | Fault::EmptyAggregate
        | Fault::ZeroWeight
        | Fault::SeveralRows { .. }
        | Fault::NoAnswer { .. }
        | Fault::NoValueOn { .. }
        | Fault::ScoreOutOfRange { .. }
        | Fault::NothingToScore
        | Fault::AssertionFailed { .. }
        | Fault::CheckFailed { .. }
        | Fault::TiedRank { .. }
        | Fault::NegativeWeight { .. }
        | Fault::PoolNotInUnits { .. }
        | Fault::DuplicateKey { .. }
        | Fault::Dangling { .. }
        | Fault::BadCell { .. }
        | Fault::OutOfRange => {}
    }
    diagnostic.help(help(run, group))
}

/// The mend, and the rows with their places in the data.
fn help(run: &Evaluation<'_>, group: &[&Blame]) -> Words {
    let Some(first) = group.first() else { return Words::default() };
    let mut words = fault::help(&first.fault);
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for blame in group.iter().take(NAMED) {
        let Some((table, line)) = blame.table.zip(blame.row) else { continue };
        let name = row::name(run.program(), Some(table), &blame.key);
        match run.origin(table, line) {
            Some((source, line)) => {
                let place = row::origin(&source, line);
                zh.push(format!("{}（{}）", name.zh, place.zh));
                en.push(format!("{} ({})", name.en, place.en));
            }
            None => {
                zh.push(name.zh);
                en.push(name.en);
            }
        }
    }
    if zh.is_empty() {
        return words;
    }
    let more = group.len().saturating_sub(NAMED);
    let (zh_more, en_more) = if more > 0 {
        (format!("\n……另有 {more} 行"), format!("\n… and {more} more"))
    } else {
        Default::default()
    };
    words.zh = format!("{}\n有关的行：\n{}{zh_more}", words.zh, zh.join("\n"));
    words.en = format!("{}\nrows:\n{}{en_more}", words.en, en.join("\n"));
    words
}

/// What a kind of fault is, without the values of one row.
fn plain(program: &Program, fault: &Fault) -> Words {
    match fault {
        Fault::NoAnswer { table, .. } => plain_lookup(table.as_deref(), "查不到", "no answer of"),
        Fault::TwoAnswers { table, .. } => plain_lookup(table.as_deref(), "查到两个结果：", "two answers of"),
        Fault::Conflict { .. } => Words::new("例外互相冲突", "conflicting exceptions"),
        Fault::ScoreOutOfRange { .. } => Words::new("得分超出范围", "a score out of range"),
        Fault::TiedRank { .. } => Words::new("名次并列", "equal ranks"),
        Fault::SeveralRows { .. } => Words::new("“唯一”找到了几行", "several rows for `only`"),
        Fault::NegativeWeight { .. } => Words::new("权数为负", "a negative weight"),
        Fault::PoolNotInUnits { .. } => {
            Words::new("总额不是分配单位的整数倍", "a pool that is no multiple of its unit")
        }
        Fault::AssertionFailed { name, .. } => fault::unfulfilled(name),
        Fault::DuplicateKey { .. } => Words::new("键重复", "a key that is not unique"),
        Fault::Dangling { .. } => Words::new("引用的行不存在", "a reference to a row that is not there"),
        Fault::DivisionByZero
        | Fault::EmptyAggregate
        | Fault::ZeroWeight
        | Fault::NoValueOn { .. }
        | Fault::NothingToScore
        | Fault::CheckFailed { .. }
        | Fault::BadCell { .. }
        | Fault::OutOfRange => fault::short(program, fault),
    }
}

fn plain_lookup(table: Option<&str>, zh: &str, en: &str) -> Words {
    match table {
        Some(name) => Words::new(format!("在对照表“{name}”里{zh}"), format!("{en} lookup {name}")),
        None => Words::new(format!("在表里{zh}"), format!("{en} a table")),
    }
}

/// The rule: “完成率”.
fn rule(program: &Program, blame: &Blame) -> Words {
    match blame.slot.and_then(|slot| program.slot(slot)) {
        Some(slot) => Words::new(format!("“{}”", slot.name), format!("{}", slot.name)),
        None => match blame.table.and_then(|table| program.table(table)) {
            Some(table) => Words::same(table.name.to_string()),
            None => Words::new("整体", "overall"),
        },
    }
}

/// The row and the rule: 集采品种 H1,氨氯地平 的“完成率”算不出.
fn subject(program: &Program, blame: &Blame) -> Words {
    let name = row::name(program, blame.table, &blame.key);
    match blame.slot.and_then(|slot| program.slot(slot)) {
        Some(slot) => {
            Words::new(format!("{} 的“{}”算不出", name.zh, slot.name), format!("{} of {}", slot.name, name.en))
        }
        None => name,
    }
}
