//! The names of a policy, each with the place where it was declared, and suggestions for what was mistyped.

use crate::ir::ids::{AssessmentId, DecisionId, ExceptionId, ListId, ParamId, SlotId, TableId};
use crate::source::Span;
use crate::value::lookalike::{Lookalike, parted};
use crate::value::measure::UnitTable;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that has a name, by kind.
#[derive(Debug, Default)]
pub struct Names {
    /// Names that must not be given twice at the top: tables, parameters, lists, lookups, enums, values of the whole.
    pub top: BTreeMap<Arc<str>, Span>,
    pub tables: BTreeMap<Arc<str>, TableId>,
    pub params: BTreeMap<Arc<str>, ParamId>,
    pub enums: BTreeMap<Arc<str>, u32>,
    pub lists: BTreeMap<Arc<str>, ListId>,
    pub lookups: BTreeMap<Arc<str>, DecisionId>,
    /// The results of lookups by name, in the order of their columns.
    pub answers: BTreeMap<Arc<str>, Vec<(Arc<str>, DecisionId)>>,
    pub whole: BTreeMap<Arc<str>, SlotId>,
    /// Columns, formulas, indicators (`年度考核.得分`) by table.
    pub slots: BTreeMap<(TableId, Arc<str>), SlotId>,
    pub assessments: BTreeMap<Arc<str>, AssessmentId>,
    pub exceptions: BTreeMap<Arc<str>, ExceptionId>,
}

impl Names {
    /// Tables, other than `except`, whose rows carry a value of this name.
    pub fn tables_with(&self, name: &str) -> Vec<TableId> {
        self.slots.keys().filter(|(_, slot)| &**slot == name).map(|(table, _)| *table).collect()
    }
}

/// The known name that a mistyped one most likely meant.
pub fn nearest<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let length = wrong.chars().count();
    let allowed = match length {
        0 | 1 => 0,
        2 | 3 => 1,
        4..=7 => 2,
        8..=60 => 3,
        _ => return None,
    };
    known
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance > 0 && (*distance <= allowed || contains(wrong, name)))
        .min_by_key(|(distance, name)| (*distance, (*name).to_owned()))
        .map(|(_, name)| name.to_owned())
}

/// The number that a name was meant to be, where a letter in it was taken for a digit: `l00`, `O元`.
pub fn mistyped(name: &str, units: &UnitTable) -> Option<Lookalike> {
    let (letters, rest) = parted(name);
    let digits = letters.trim_start_matches(|c: char| c.is_ascii_uppercase());
    // `O12` is a cell of Excel.
    let cell = digits.len() < letters.len() && digits.starts_with(|c: char| matches!(c, '1'..='9'));
    let counted = letters.contains(|c: char| c.is_ascii_digit());
    let number = if rest.is_empty() { counted && !cell } else { !letters.is_empty() && units.find(rest).is_some() };
    Lookalike::of(letters)
        .filter(|_| number)
        .map(|meant| Lookalike { written: format!("{}{rest}", meant.written), ..meant })
}

/// One name inside the other, long enough to be no accident.
fn contains(wrong: &str, name: &str) -> bool {
    let (short, long) = if wrong.len() < name.len() { (wrong, name) } else { (name, wrong) };
    short.chars().count() >= 3 && long.contains(short)
}

/// Words that join values, which a reader may have run into the names around them; each with the way it is written.
const JOINERS: &[(&str, &str)] = &[
    ("大于或等于", "≥"),
    ("大于等于", "≥"),
    ("不小于", "≥"),
    ("小于或等于", "≤"),
    ("小于等于", "≤"),
    ("不大于", "≤"),
    ("不等于", "≠"),
    ("大于", ">"),
    ("小于", "<"),
    ("等于", "="),
    ("并且", "且"),
    ("或者", "或者"),
    ("不属于", "不属于"),
    ("属于", "属于"),
    ("不低于", "不低于"),
    ("不高于", "不高于"),
    ("四舍五入到", "四舍五入到"),
    ("且", "且"),
    ("或", "或"),
    ("当", "当"),
    ("则", "则"),
    ("若", "若"),
    ("同", "同"),
    ("乘以", "×"),
    ("除以", "÷"),
    ("加上", "+"),
    ("减去", "−"),
    ("加", "+"),
    ("减", "−"),
];

/// A run of words taken apart: what stands before, the word between as it stands and as it is written, what follows.
pub type Run = (String, &'static str, &'static str, String);

/// Splits a run like `完成率且供应` into a known name, a keyword and the rest.
pub fn split_run(run: &str, known: impl Fn(&str) -> bool) -> Option<Run> {
    JOINERS.iter().find_map(|(joiner, written)| {
        run.match_indices(joiner).find_map(|(at, _)| {
            let (left, right) = (run.get(..at)?, run.get(at + joiner.len()..)?);
            let sensible = !right.is_empty() && (known(left) || (left.is_empty() && known(right)));
            sensible.then(|| (left.to_owned(), *joiner, *written, right.to_owned()))
        })
    })
}
