//! What the cells of a column may hold, by its type and by what the policy compares it with.

use super::dice::Dice;
use super::hints::Hints;
use super::line::Line;
use crate::ir::schema::ColumnSchema;
use crate::value::types::Kind;
use crate::value::value::Value;
use std::sync::Arc;

/// In a thousand: how often a value is left out that may be, and how often a yes/no differs from what it usually is.
const ABSENT: u32 = 60;
const UNUSUAL: u32 = 200;

/// The values of a column.
#[derive(Clone, Debug)]
pub(super) enum Domain {
    Line(Line),
    /// The values of an enum.
    Names(Vec<Arc<str>>),
    Bool {
        usual: Option<bool>,
    },
    Texts(Texts),
}

/// Texts that the policy knows, then made-up ones.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    known: Vec<Arc<str>>,
    stem: String,
    /// Digits of the number behind the stem.
    width: usize,
    /// How many different ones are used where the column is no key.
    pub variety: usize,
}

impl Texts {
    /// A code with a letter and digits that sort as they count.
    pub fn codes(letter: &str, known: Vec<Arc<str>>, variety: usize) -> Texts {
        Texts { known, stem: letter.to_owned(), width: 4, variety }
    }

    pub fn names(stem: &str, known: Vec<Arc<str>>) -> Texts {
        let variety = known.len().saturating_add(8);
        Texts { known, stem: stem.to_owned(), width: 0, variety }
    }

    fn nth(&self, index: usize) -> Arc<str> {
        if let Some(known) = self.known.get(index) {
            return known.clone();
        }
        let number = index.saturating_sub(self.known.len()).saturating_add(1);
        format!("{}{number:0width$}", self.stem, width = self.width).into()
    }
}

/// A column with what may stand in it.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub domain: Domain,
    missing: bool,
    inapplicable: bool,
}

impl Column {
    pub fn new(column: &ColumnSchema, hints: &Hints, texts: impl FnOnce(Vec<Arc<str>>) -> Texts) -> Column {
        let marks = hints.marks(column.slot);
        let domain = match column.ty.kind {
            Kind::Number(ty) => Line::numbers(column, ty, marks).map(Domain::Line),
            Kind::Date => Some(Domain::Line(Line::days(column, hints.year, marks))),
            Kind::Bool => Some(Domain::Bool {
                usual: match column.default {
                    Some(Value::Bool(usual)) => Some(usual),
                    Some(_) | None => None,
                },
            }),
            Kind::Enum(_) => Some(Domain::Names(column.values.clone())),
            Kind::Text => None,
        };
        let known = marks.iter().filter_map(|value| match value {
            Value::Text(text) if is_plain(text) => Some(text.clone()),
            Value::Text(_)
            | Value::Number(_)
            | Value::Date(_)
            | Value::Bool(_)
            | Value::Missing
            | Value::NotApplicable => None,
        });
        let domain = domain.unwrap_or_else(|| Domain::Texts(texts(known.collect())));
        Column { domain, missing: column.ty.missing, inapplicable: column.ty.inapplicable }
    }

    /// A value of the column; `edges` times in a thousand one where mistakes hide.
    pub fn draw(&self, dice: &mut Dice, edges: u32, previous: Option<&Value>) -> Value {
        if dice.chance(edges) {
            match dice.below(4) {
                0 if self.missing => return Value::Missing,
                1 if self.inapplicable => return Value::NotApplicable,
                // A tie with the row before.
                2 => {
                    if let Some(previous) = previous {
                        return previous.clone();
                    }
                }
                _ => {}
            }
            if let Domain::Line(line) = &self.domain
                && let Some(value) = line.edge(dice)
            {
                return value;
            }
        }
        if self.missing && dice.chance(ABSENT) {
            return Value::Missing;
        }
        if self.inapplicable && dice.chance(ABSENT) {
            return Value::NotApplicable;
        }
        self.usual(dice)
    }

    fn usual(&self, dice: &mut Dice) -> Value {
        match &self.domain {
            Domain::Line(line) => line.draw(dice).unwrap_or(Value::Missing),
            Domain::Names(names) => dice.pick(names).map_or(Value::Missing, |name| Value::Text(name.clone())),
            Domain::Bool { usual: None } => Value::Bool(dice.chance(500)),
            Domain::Bool { usual: Some(usual) } => Value::Bool(dice.chance(UNUSUAL) != *usual),
            Domain::Texts(texts) => Value::Text(texts.nth(dice.below(texts.variety.max(1)))),
        }
    }

    /// The values one after the other, none twice: what keys are made of.
    pub fn nth(&self, index: usize) -> Option<Value> {
        match &self.domain {
            Domain::Line(line) => line.nth(index),
            Domain::Names(names) => names.get(index).map(|name| Value::Text(name.clone())),
            Domain::Bool { .. } => [true, false].get(index).map(|yes| Value::Bool(*yes)),
            Domain::Texts(texts) => Some(Value::Text(texts.nth(index))),
        }
    }

    /// How many values `nth` has, up to a bound.
    pub fn variety(&self, most: usize) -> usize {
        if self.nth(most.saturating_sub(1)).is_some() {
            return most;
        }
        let (mut has, mut lacks) = (0, most);
        while lacks.saturating_sub(has) > 0 {
            let middle = has.midpoint(lacks);
            if self.nth(middle).is_some() { has = middle.saturating_add(1) } else { lacks = middle }
        }
        has
    }
}

/// Whether a text reads back from a cell as it stands.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.starts_with(['=', '+', '@', '/', '-', '—', '–'])
}
