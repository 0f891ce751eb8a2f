//! What changed between two snapshots: the values by the clause that gives them, with the money, and the lines.

use super::trial_snapshot::BASIS;
use crate::diagnostic::Lang;
use crate::value::number::Number;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::fmt::Write;

/// One value of a snapshot that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row and the name.
    pub what: String,
    pub clause: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// New less old, with the unit, where both are numbers.
    pub difference: Option<String>,
}

/// All changed values in the order in which they are computed.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let (before, after) = (values(old), values(new));
    let known: BTreeMap<&str, &Line> = before.iter().map(|line| (line.what.as_str(), line)).collect();
    let there: BTreeMap<&str, &Line> = after.iter().map(|line| (line.what.as_str(), line)).collect();
    let mut all: Vec<Change> = Vec::new();
    for line in &after {
        let old = known.get(line.what.as_str());
        if old.is_none_or(|old| old.value != line.value) {
            all.push(Change {
                what: line.what.clone(),
                clause: line.clause.clone(),
                old: old.map(|old| old.value.clone()),
                new: Some(line.value.clone()),
                difference: old.and_then(|old| difference(&old.value, &line.value)),
            });
        }
    }
    for line in before.iter().filter(|line| !there.contains_key(line.what.as_str())) {
        let (what, clause) = (line.what.clone(), line.clause.clone());
        all.push(Change { what, clause, old: Some(line.value.clone()), new: None, difference: None });
    }
    all
}

struct Line {
    what: String,
    value: String,
    clause: String,
}

/// The lines of the part 计算.
fn values(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut inside, mut row) = (false, "");
    for line in text.lines() {
        if let Some(part) = line.strip_prefix("== ") {
            inside = part == "计算";
        } else if inside && !line.starts_with("  ") {
            row = line;
        } else if let Some((name, rest)) = line.trim_start().split_once(" = ")
            && inside
        {
            let (value, clause) = rest.split_once(BASIS).unwrap_or((rest, ""));
            let clause = clause.trim_end_matches('〕').to_owned();
            lines.push(Line { what: format!("{row} {name}"), value: value.to_owned(), clause });
        }
    }
    lines
}

fn difference(old: &str, new: &str) -> Option<String> {
    let (before, unit) = number(old)?;
    let (after, same) = number(new)?;
    if unit != same || old.ends_with('…') || new.ends_with('…') {
        return None;
    }
    let gap = after - before;
    let text = gap.to_decimal()?;
    let shown = gap.to_grouped(gap.decimals().unwrap_or(0)).unwrap_or(text);
    let sign = if gap.is_positive() { "+" } else { "" };
    Some(format!("{sign}{shown}{unit}"))
}

fn number(text: &str) -> Option<(Number, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    Some((Number::parse_decimal(&digits.replace(',', ""))?, unit))
}

/// The changes by clause, the clause whose values come first in the computation first.
pub fn by_clause(changes: &[Change], lang: Lang) -> String {
    let mut clauses: Vec<&str> = Vec::new();
    for change in changes {
        if !clauses.contains(&change.clause.as_str()) {
            clauses.push(&change.clause);
        }
    }
    let mut text = String::new();
    for clause in clauses {
        let named = match (clause.is_empty(), lang) {
            (false, _) => clause,
            (true, Lang::Zh) => "（没有写依据）",
            (true, Lang::En) => "(no basis)",
        };
        let _ = writeln!(text, "▌{named}");
        for change in changes.iter().filter(|change| change.clause == clause) {
            let none = || "—".to_owned();
            let (old, new) = (change.old.clone().unwrap_or_else(none), change.new.clone().unwrap_or_else(none));
            let gap = change.difference.as_ref().map(|gap| format!("  （{gap}）")).unwrap_or_default();
            let _ = writeln!(text, "    {}：{old} → {new}{gap}", change.what);
        }
    }
    text
}

/// The clauses of some changes, each once.
pub fn clauses(changes: &[Change]) -> String {
    let mut clauses: Vec<&str> = Vec::new();
    for change in changes {
        if !clauses.contains(&change.clause.as_str()) {
            clauses.push(&change.clause);
        }
    }
    clauses.join("、")
}

/// The lines that differ, with three lines around them; coloured for a terminal.
pub fn lines(old: &str, new: &str, colour: bool) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for (index, group) in diff.grouped_ops(3).iter().enumerate() {
        if index > 0 {
            text.push_str("  ┄\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, paint) = match change.tag() {
                ChangeTag::Delete => ("-", "\u{1b}[31m"),
                ChangeTag::Insert => ("+", "\u{1b}[32m"),
                ChangeTag::Equal => (" ", ""),
            };
            let line = change.value().trim_end_matches('\n');
            if colour && !paint.is_empty() {
                let _ = writeln!(text, "{paint}{sign} {line}\u{1b}[0m");
            } else {
                let _ = writeln!(text, "{sign} {line}");
            }
        }
    }
    text
}
