//! Takes the domains of a decision table's keys and its rows as sets of values; gives exactly which inputs no row
//! answers, which two rows answer, and which rows answer nothing. Never knows expressions, places or words.

mod axis;
mod partition;
mod whole;
mod witness;

#[cfg(test)]
mod tests;

use crate::ir::expr::Absence;
use crate::ir::schema::Range;
use crate::value::number::Number;
use crate::value::value::Value;
use axis::Axis;
use std::collections::HashMap;

/// The values that a key can take while it is present.
#[derive(Clone, Debug)]
pub enum Domain {
    /// A closed set: an enum, yes/no.
    Values(Vec<Value>),
    /// Any text.
    Texts,
    /// Numbers in a range. With a positive `step` only its multiples occur (1 for whole numbers); without, all rationals.
    Numbers { range: Option<Range>, step: Option<Number> },
    /// Days in a range.
    Dates { range: Option<Range> },
}

/// One key: its present values, and whether it may be absent.
#[derive(Clone, Debug)]
pub struct KeyDomain {
    pub domain: Domain,
    pub missing: bool,
    pub inapplicable: bool,
}

impl KeyDomain {
    /// A key that is always present.
    pub fn present(domain: Domain) -> Self {
        KeyDomain { domain, missing: false, inapplicable: false }
    }
}

/// What one cell admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellSet {
    /// Every value of the key, the absent ones too where the key may be absent.
    Any,
    OneOf(Vec<Value>),
    /// Every present value but these.
    NoneOf(Vec<Value>),
    Within(Range),
    Absent(Absence),
}

/// A value of one key in an input that shows a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Witness {
    Value(Value),
    /// Any text that no row mentions.
    OtherText,
}

/// A row of an overlap without what the other row answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub row: usize,
    /// The key whose cell becomes narrower.
    pub key: usize,
    /// What is left of the cell, in one row for each; the whole row goes where nothing is.
    pub cells: Vec<CellSet>,
}

/// The findings. Rows are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Up to three inputs that no row answers, one witness per key, as different as they come.
    pub gaps: Vec<Vec<Witness>>,
    /// Rows that answer just the inputs that no row answers; none where that would take too many.
    pub missing: Vec<Vec<CellSet>>,
    /// Up to five pairs of rows (the earlier first) with an input that both answer.
    pub overlaps: Vec<(usize, usize, Vec<Witness>)>,
    /// For each overlap the ways to keep its rows apart by one cell.
    pub parts: Vec<Vec<Part>>,
    /// Rows that answer no input: an empty cell, or one outside the domain.
    pub unreachable: Vec<usize>,
    /// `(first, later)`: the later row answers exactly the inputs of the first. Not repeated among `overlaps`.
    pub duplicates: Vec<(usize, usize)>,
    /// False if the table was too tangled to be searched to the end; what was found is right all the same.
    pub complete: bool,
}

impl Cover {
    /// Whether every input has exactly one answer, and every row answers something.
    pub fn is_exact(&self) -> bool {
        self.complete
            && self.gaps.is_empty()
            && self.overlaps.is_empty()
            && self.unreachable.is_empty()
            && self.duplicates.is_empty()
    }
}

/// Holds the rows against all inputs. Every row has one cell per key; a cell that is left out admits any value.
pub fn cover(keys: &[KeyDomain], rows: &[Vec<CellSet>]) -> Cover {
    let axes: Vec<Axis> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| Axis::new(key, &rows.iter().filter_map(|row| row.get(index)).collect::<Vec<_>>()))
        .collect();
    let mut found = Cover { complete: true, ..Cover::default() };
    let mut regions = Vec::with_capacity(rows.len());
    let mut alive = Vec::with_capacity(rows.len());
    let mut first_of: HashMap<partition::Region, usize> = HashMap::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let region: partition::Region = axes
            .iter()
            .enumerate()
            .map(|(index, axis)| axis.stretches(row.get(index).unwrap_or(&CellSet::Any)))
            .collect();
        if region.iter().any(Vec::is_empty) {
            found.unreachable.push(number);
        } else if let Some(first) = first_of.get(&region) {
            found.duplicates.push((*first, number));
        } else {
            first_of.insert(region.clone(), number);
            alive.push(number);
        }
        regions.push(region);
    }
    partition::search(&axes, &regions, &alive, &mut found);
    found
}
