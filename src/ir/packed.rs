//! A slot's values packed as machine words, with an exact way out for each value that does not fit.

use crate::ir::batch::SourceName;
use crate::ir::fault::BlameId;
use crate::ir::ids::RelationId;
use crate::ir::narrow::Narrow;
use crate::ir::spellings::Spellings;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::value::Value;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// The value is there.
pub const PRESENT: u8 = 0;
/// 缺失.
pub const MISSING: u8 = 1;
/// 不适用.
pub const INAPPLICABLE: u8 = 2;
/// The value stands in `odd`, or (while it is computed) has to be computed exactly.
pub const ODD: u8 = 3;

/// What a machine word means.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A number: word ÷ scale.
    Number { scale: i64 },
    /// A number: word ÷ (scale × the word of `dens`), which is positive.
    Ratio { scale: i64 },
    /// 1 is 是.
    Bool,
    /// A place in the list of texts.
    Text(Arc<Vec<Arc<str>>>),
    /// Days since 2000-01-01.
    Day,
}

/// The values of a slot by row.
#[derive(Clone, Debug)]
pub struct Packed {
    pub shape: Shape,
    pub words: Vec<i64>,
    /// Only for `Shape::Ratio`.
    pub dens: Vec<i64>,
    /// The words, where they are held narrow; `words` is empty then.
    pub narrow: Option<Narrow>,
    /// The same of `dens`.
    pub narrow_dens: Option<Narrow>,
    /// By row, one of the marks above; empty where all values are present.
    pub states: Vec<u8>,
    /// Blames, and values that do not fit a word.
    pub odd: HashMap<usize, Result<Value, BlameId>>,
}

/// Day 0 of packed dates.
pub fn origin() -> Option<Date> {
    Date::new(2000, 1, 1)
}

impl Packed {
    /// As many rows without a value yet.
    pub fn new(shape: Shape, rows: usize) -> Packed {
        let dens = if matches!(shape, Shape::Ratio { .. }) { vec![1; rows] } else { Vec::new() };
        let (words, narrow, narrow_dens) = (vec![0; rows], None, None);
        Packed { shape, words, dens, narrow, narrow_dens, states: Vec::new(), odd: HashMap::new() }
    }

    /// Without rows yet, but with room for so many; words will be held narrow.
    pub fn narrow(shape: Shape, room: usize) -> Packed {
        let dens = matches!(shape, Shape::Ratio { .. }).then(|| Narrow::with_room(room));
        Packed { narrow: Some(Narrow::with_room(room)), narrow_dens: dens, ..Packed::new(shape, 0) }
    }

    /// Holds the words narrow from now on.
    pub fn make_narrow(&mut self) {
        for (narrow, full) in [(&mut self.narrow, &mut self.words), (&mut self.narrow_dens, &mut self.dens)] {
            if !full.is_empty() && narrow.is_none() {
                *narrow = Some(Narrow::of(&std::mem::take(full)));
            }
        }
    }

    pub fn len(&self) -> usize {
        self.narrow.as_ref().map_or(self.words.len(), Narrow::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn word(&self, row: usize) -> Option<i64> {
        self.narrow.as_ref().map_or_else(|| self.words.get(row).copied(), |narrow| narrow.get(row))
    }

    pub fn den(&self, row: usize) -> Option<i64> {
        self.narrow_dens.as_ref().map_or_else(|| self.dens.get(row).copied(), |narrow| narrow.get(row))
    }

    /// The value of a row, as exact as it was put in.
    pub fn get(&self, row: usize) -> Option<Result<Value, BlameId>> {
        let word = self.word(row)?;
        match self.states.get(row).copied().unwrap_or(PRESENT) {
            PRESENT => {}
            MISSING => return Some(Ok(Value::Missing)),
            INAPPLICABLE => return Some(Ok(Value::NotApplicable)),
            _ => return self.odd.get(&row).cloned(),
        }
        let value = match &self.shape {
            Shape::Number { scale } => Value::Number(Number::fraction(word.into(), (*scale).into())?),
            Shape::Ratio { scale } => {
                let den = i128::from(self.den(row)?).checked_mul(i128::from(*scale))?;
                Value::Number(Number::fraction(word.into(), den)?)
            }
            Shape::Bool => Value::Bool(word != 0),
            Shape::Text(texts) => Value::Text(texts.get(usize::try_from(word).ok()?)?.clone()),
            Shape::Day => Value::Date(origin()?.add_days(word)?),
        };
        Some(Ok(value))
    }

    /// Whether all values are there, in words that have the order of their values.
    pub fn has_order(&self) -> bool {
        self.states.is_empty() && !matches!(self.shape, Shape::Ratio { .. })
    }

    /// The order of two rows' values, where there is one ([`Packed::has_order`]).
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        let (a, b) = (self.word(a), self.word(b));
        match &self.shape {
            Shape::Text(texts) if a != b => {
                let text = |word: Option<i64>| word.and_then(|word| texts.get(usize::try_from(word).ok()?));
                text(a).cmp(&text(b))
            }
            Shape::Text(_) | Shape::Number { .. } | Shape::Ratio { .. } | Shape::Bool | Shape::Day => a.cmp(&b),
        }
    }

    /// Puts a value in; one that fits no word is kept beside.
    pub fn set(&mut self, row: usize, value: Result<Value, BlameId>, code: impl Fn(&Arc<str>) -> Option<i64>) {
        let state = match &value {
            Ok(Value::Missing) => MISSING,
            Ok(Value::NotApplicable) => INAPPLICABLE,
            Ok(Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_)) => {
                if self.enter(row, &value, code) { PRESENT } else { ODD }
            }
            Err(_) => ODD,
        };
        if state == ODD {
            self.odd.insert(row, value);
        }
        self.mark(row, state);
    }

    fn mark(&mut self, row: usize, state: u8) {
        if state == PRESENT && self.states.is_empty() {
            return;
        }
        if self.states.is_empty() {
            self.states = vec![PRESENT; self.len()];
        }
        if let Some(place) = self.states.get_mut(row) {
            *place = state;
        }
    }

    /// Whether the value fits a word, which then holds it.
    fn enter(&mut self, row: usize, value: &Result<Value, BlameId>, code: impl Fn(&Arc<str>) -> Option<i64>) -> bool {
        let mut den = 1;
        let word = match (&self.shape, value) {
            (Shape::Number { scale }, Ok(Value::Number(number))) => scaled(number, *scale),
            (Shape::Ratio { scale }, Ok(Value::Number(number))) => {
                number.to_fraction().filter(|_| *scale == 1).map(|(above, below)| {
                    den = below;
                    above
                })
            }
            (Shape::Bool, Ok(Value::Bool(holds))) => Some(i64::from(*holds)),
            (Shape::Text(_), Ok(Value::Text(text))) => code(text),
            (Shape::Day, Ok(Value::Date(date))) => origin().map(|origin| origin.days_until(*date)),
            (
                Shape::Number { .. } | Shape::Ratio { .. } | Shape::Bool | Shape::Text(_) | Shape::Day,
                Ok(_) | Err(_),
            ) => None,
        };
        let Some(word) = word else { return false };
        for (narrow, full, word) in
            [(&mut self.narrow, &mut self.words, word), (&mut self.narrow_dens, &mut self.dens, den)]
        {
            match narrow {
                Some(narrow) => narrow.put(row, word),
                None => full.get_mut(row).into_iter().for_each(|place| *place = word),
            }
        }
        true
    }
}

/// number × scale, if that is a whole number of one word.
pub fn scaled(number: &Number, scale: i64) -> Option<i64> {
    let (above, below) = number.to_fraction()?;
    if scale.checked_rem(below)? != 0 {
        return None;
    }
    above.checked_mul(scale.checked_div(below)?)
}

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub list: Arc<Vec<Arc<str>>>,
    codes: Arc<Spellings>,
}

impl Texts {
    /// The number of a text; new ones get the next.
    pub fn code(&mut self, text: &Arc<str>) -> i64 {
        self.find(text).unwrap_or_else(|| self.add(text.clone()))
    }

    /// The same for a text that nobody else holds.
    pub fn code_of(&mut self, text: &str) -> i64 {
        self.find(text).unwrap_or_else(|| self.add(text.into()))
    }

    fn add(&mut self, text: Arc<str>) -> i64 {
        let code = i64::try_from(self.list.len()).unwrap_or(i64::MAX);
        Arc::make_mut(&mut self.codes).add(text.as_bytes(), code);
        Arc::make_mut(&mut self.list).push(text);
        code
    }

    /// The number of a text that has one.
    pub fn find(&self, text: &str) -> Option<i64> {
        self.codes.find(text.as_bytes())
    }
}

/// The rows of the input tables, packed; every reference leads somewhere or nowhere, and every key is there once.
#[derive(Clone, Debug, Default)]
pub struct PackedBatch {
    /// In the order of `Program::schemas`.
    pub tables: Vec<PackedTable>,
    pub texts: Texts,
}

#[derive(Clone, Debug)]
pub struct PackedTable {
    pub rows: usize,
    /// Of a block: the number of the piece of the file in which it stands. One reader has all rows of a piece, in their order.
    pub piece: usize,
    /// In the order of `TableSchema::columns`.
    pub columns: Vec<Packed>,
    pub source: SourceName,
    /// The line of the first row; the others follow line by line.
    pub first_line: u32,
    /// By reference of the schema, the row of the target; `u32::MAX` for nothing.
    pub links: Vec<(RelationId, Arc<Vec<u32>>)>,
    /// By column, the words where they are held narrow and `columns` lacks them; none where all stand there.
    pub narrow: Vec<Option<Arc<Narrow>>>,
}
