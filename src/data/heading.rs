//! One heading of a file against the columns of a table: names and units as people write them.

use super::fold::{fold, is_blank, narrow};
use crate::ir::schema::{ColumnSchema, TableSchema};
use crate::value::types::Kind;
use crate::value::unit::Unit;

/// How well a heading fits a column, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// The name or one of the stated headings, apart from width, spaces and letter case.
    Same,
    /// The name with a unit behind it: 采购额（元）.
    Unit,
    /// The name with a remark in brackets: 采购额（不含税）.
    Remark,
}

/// A heading that means a column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Index into the columns of the table.
    pub column: usize,
    pub closeness: Closeness,
    /// The unit that the heading names.
    pub unit: Option<String>,
}

/// The headings of one table, folded once.
#[derive(Debug)]
pub struct Headings {
    known: Vec<(String, usize)>,
    /// Names that end with a unit in brackets, without it.
    bare: Vec<(String, usize)>,
    units: Vec<String>,
}

const UNITS: [&str; 26] = [
    "元",
    "角",
    "千元",
    "万元",
    "百万元",
    "亿元",
    "件",
    "万件",
    "盒",
    "万盒",
    "片",
    "万片",
    "支",
    "万支",
    "瓶",
    "袋",
    "粒",
    "万粒",
    "个",
    "天",
    "日",
    "分",
    "人",
    "人次",
    "%",
    "‰",
];

impl Headings {
    pub fn new(schema: &TableSchema) -> Self {
        let mut known = Vec::new();
        let mut units: Vec<String> = UNITS.iter().map(|unit| fold(unit)).collect();
        for (index, column) in schema.columns.iter().enumerate() {
            known.push((fold(&column.name), index));
            known.extend(column.headings.iter().map(|heading| (fold(heading), index)));
            units.extend(column.unit_name.iter().map(|unit| fold(unit)));
        }
        let mut headings = Headings { known, bare: Vec::new(), units };
        let shortened = headings.known.iter().filter_map(|(name, index)| {
            let bare = bare(name).filter(|_| headings.split_unit(name).is_some())?;
            Some((bare, *index))
        });
        headings.bare = shortened.collect();
        headings
    }

    /// The column that a heading, folded, means, if any.
    pub fn find(&self, folded: &str) -> Option<Match> {
        if let Some(column) = self.column(folded) {
            return Some(Match { column, closeness: Closeness::Same, unit: None });
        }
        if let Some((name, unit)) = self.split_unit(folded)
            && let Some(column) = self.column(name)
        {
            return Some(Match { column, closeness: Closeness::Unit, unit: Some(unit.to_owned()) });
        }
        let column = self.column(&bare(folded)?)?;
        Some(Match { column, closeness: Closeness::Remark, unit: None })
    }

    fn column(&self, folded: &str) -> Option<usize> {
        self.known.iter().chain(&self.bare).find(|(name, _)| name == folded).map(|(_, column)| *column)
    }

    /// Name and unit of 采购额(元), 采购额/万元, 采购额:元, 采购额元.
    fn split_unit<'t>(&self, folded: &'t str) -> Option<(&'t str, &'t str)> {
        if let Some((name, unit)) =
            folded.strip_suffix([')', ']', '】', '〕']).and_then(|rest| rest.rsplit_once(['(', '[', '【', '〔']))
        {
            let unit = unit.strip_prefix("单位").unwrap_or(unit).trim_start_matches([':', '：']);
            return self.is_unit(unit).then_some((name, unit));
        }
        for separator in ['/', ':', ',', '_', '-'] {
            if let Some((name, unit)) = folded.split_once(separator)
                && self.is_unit(unit)
            {
                return Some((name, unit));
            }
        }
        // Most cells of a table end as no unit does: the last byte says so.
        let last = folded.as_bytes().last();
        let ends = |unit: &&String| unit.as_bytes().last() == last && folded.ends_with(unit.as_str());
        let longest = self.units.iter().filter(ends).max_by_key(|unit| unit.len())?;
        let (name, unit) = folded.split_at_checked(folded.len().checked_sub(longest.len())?)?;
        (!name.is_empty()).then_some((name, unit))
    }

    fn is_unit(&self, text: &str) -> bool {
        self.units.iter().any(|unit| unit == text)
            || text.split_once('/').is_some_and(|(above, below)| self.is_unit(above) && self.is_unit(below))
    }
}

/// A folded text without its bracketed parts, if it has any.
fn bare(folded: &str) -> Option<String> {
    let bracketed = folded.contains(['(', ')', '[', ']', '【', '】', '〔', '〕']);
    bracketed.then(|| without_brackets(folded))
}

/// The text without bracketed parts, narrow and folded as it came.
pub fn without_brackets(text: &str) -> String {
    let mut depth = 0u32;
    let mut bare = String::new();
    for c in text.chars() {
        match narrow(c) {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

/// A heading on one line, as messages show it.
pub fn shown(heading: &str) -> String {
    heading.chars().filter(|c| !is_blank(*c) || *c == ' ').collect()
}

/// The unit in which the files of a column are written: as declared, or that of its type.
pub fn expected_unit(column: &ColumnSchema) -> Option<String> {
    if let Some(unit) = &column.unit_name {
        return Some(fold(unit));
    }
    match column.ty.kind {
        Kind::Number(number) if number.unit == Unit::YUAN => Some("元".to_owned()),
        Kind::Number(number) if Unit::YUAN.per(Unit::ITEM) == Some(number.unit) => Some("元".to_owned()),
        Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => None,
    }
}

/// The power of ten in front of a unit: 万 of 万元, nothing of 元.
pub fn magnitude(unit: &str) -> &'static str {
    ["百万", "千万", "万", "千", "亿"].into_iter().find(|prefix| unit.starts_with(prefix)).unwrap_or("")
}
