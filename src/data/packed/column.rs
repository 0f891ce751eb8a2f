//! The cells of one column of a plain file → words.

use super::super::cell::CellReader;
use super::super::fold::trim;
use super::super::grid::{Kind, Raw};
use super::super::table::is_total;
use super::cuts::Cells;
use super::digits::{self, Wanted};
use super::figure::{MOST_DIGITS, eight, number};
use crate::ir::packed::{MISSING, PRESENT, Packed, Shape, Texts, origin, scaled};
use crate::ir::schema::{ColumnSchema, End};
use crate::ir::spellings::{SHORT, Spellings};
use crate::value::number::Number;
use crate::value::types::{self, Digits};
use crate::value::value::Value;
use std::sync::{Arc, Mutex};

/// Rows at once.
const LANES: usize = 64;

/// A column of the file.
pub enum Column<'a> {
    /// Nobody reads it.
    Passed,
    Figures(Figures),
    Spelled(Box<Spelled<'a>>),
}

/// What all columns know of their cells.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Index of the column of the table.
    pub index: usize,
    /// Whether a total or a note could stand here.
    leads: bool,
    /// Whether a cell may be empty.
    optional: bool,
}

/// Numbers × 10^digits.
pub struct Figures {
    pub place: Place,
    pub digits: usize,
    pub low: i64,
    pub high: i64,
    /// Cells that had to be read by themselves.
    odd: Vec<usize>,
}

/// Texts, dates, yes and no: read by the ordinary reader, each spelling once.
pub struct Spelled<'a> {
    place: Place,
    reader: CellReader<'a>,
    known: Spellings,
    texts: &'a Mutex<Texts>,
    /// The short spelling of the row before and its word: rows of one group stand together.
    last: (u64, i64),
}

/// What the words of a column mean; `None` for columns that only the ordinary reader reads.
pub fn shape(schema: &ColumnSchema) -> Option<Shape> {
    if schema.scale != Number::one() || schema.default.is_some() {
        return None;
    }
    match schema.ty.kind {
        types::Kind::Number(number) => match number.digits {
            Digits::At(digits) if digits as usize <= MOST_DIGITS => Some(Shape::Number { scale: 10i64.pow(digits) }),
            Digits::At(_) | Digits::Unbounded => None,
        },
        types::Kind::Bool => Some(Shape::Bool),
        types::Kind::Text | types::Kind::Enum(_) => Some(Shape::Text(Arc::default())),
        types::Kind::Date => Some(Shape::Day),
    }
}

impl<'a> Column<'a> {
    pub fn new(index: usize, schema: &'a ColumnSchema, leads: bool, texts: &'a Mutex<Texts>) -> Option<Column<'a>> {
        shape(schema)?;
        let place = Place { index, leads, optional: schema.ty.missing && !leads };
        if let types::Kind::Number(number) = schema.ty.kind
            && let Digits::At(digits) = number.digits
        {
            let digits = digits as usize;
            let (low, high) = bounds(schema, digits)?;
            return Some(Column::Figures(Figures { place, digits, low, high, odd: Vec::new() }));
        }
        let reader = CellReader::new(schema, false);
        let spelled = Spelled { place, reader, known: Spellings::default(), texts, last: (0, 0) };
        Some(Column::Spelled(Box::new(spelled)))
    }

    pub fn place(&self) -> Option<Place> {
        match self {
            Column::Passed => None,
            Column::Figures(figures) => Some(figures.place),
            Column::Spelled(spelled) => Some(spelled.place),
        }
    }
}

impl Place {
    /// Takes an empty cell, if the column may have one.
    pub fn pass_empty(self, packed: &mut Packed) -> Option<()> {
        if !self.optional {
            return None;
        }
        packed.states.resize(packed.words.len(), PRESENT);
        packed.states.push(MISSING);
        packed.words.push(0);
        Some(())
    }
}

/// Marks the last words as being there, where any mark is needed.
pub fn fill(packed: &mut Packed) {
    if !packed.states.is_empty() {
        packed.states.resize(packed.words.len(), PRESENT);
    }
}

pub fn push(packed: &mut Packed, word: i64) {
    packed.words.push(word);
    if !packed.states.is_empty() {
        packed.states.push(PRESENT);
    }
}

impl Figures {
    /// Takes the cells of some rows; `None` where the ordinary reader has to look.
    pub fn take(&mut self, cells: Cells<'_>, packed: &mut Packed) -> Option<()> {
        self.odd.clear();
        let first = packed.words.len();
        digits::read(
            cells,
            Wanted { digits: self.digits, low: self.low, high: self.high },
            &mut packed.words,
            &mut self.odd,
        );
        fill(packed);
        let mut spans = cells.spans().zip(first..);
        for place in &self.odd {
            let ((start, end), _) = spans.find(|(_, at)| at == place)?;
            let word = if start == end {
                self.place.optional.then_some(())?;
                packed.states.resize(packed.words.len(), PRESENT);
                *packed.states.get_mut(*place)? = MISSING;
                0
            } else {
                number(cells.bytes.get(start..end)?, self.digits)
                    .filter(|word| (self.low..=self.high).contains(word))?
            };
            *packed.words.get_mut(*place)? = word;
        }
        Some(())
    }

    pub fn index(&self) -> usize {
        self.place.index
    }
}

impl Spelled<'_> {
    /// Takes the cells of some rows; `None` where the ordinary reader has to look.
    pub fn take(&mut self, cells: Cells<'_>, packed: &mut Packed) -> Option<()> {
        let bytes = cells.bytes;
        // The row before: rows of one group stand together.
        let (mut last, mut last_long) = (self.last, (&[] as &[u8], 0));
        let (mut spans, mut words) = (cells.spans(), [0; LANES]);
        loop {
            let mut count = 0;
            for (word, (start, end)) in words.iter_mut().zip(spans.by_ref()) {
                let length = end.wrapping_sub(start);
                if length.wrapping_sub(1) < SHORT {
                    let key = eight(bytes, start)? & u64::MAX.wrapping_shr(64u32.wrapping_sub((length as u32) << 3));
                    if key != last.0 {
                        last = (key, self.short(key, bytes, start, end)?);
                    }
                    *word = last.1;
                } else if length > 0 {
                    let cell = bytes.get(start..end)?;
                    if cell != last_long.0 {
                        last_long = (cell, self.word(cell)?);
                    }
                    *word = last_long.1;
                } else {
                    self.place.optional.then_some(())?;
                    packed.states.resize(packed.words.len() + count, PRESENT);
                    packed.states.push(MISSING);
                    *word = 0;
                }
                count += 1;
            }
            packed.words.extend_from_slice(words.get(..count)?);
            if count < LANES {
                break;
            }
        }
        fill(packed);
        self.last = last;
        Some(())
    }

    #[inline(always)]
    fn short(&mut self, key: u64, bytes: &[u8], start: usize, end: usize) -> Option<i64> {
        if let Some(known) = self.known.short(key) {
            return Some(known);
        }
        let known = self.spelling(bytes.get(start..end)?)?;
        self.known.add_short(key, known);
        Some(known)
    }

    /// The word of a cell that stands by itself; `None` where the ordinary reader has to look.
    pub fn word(&mut self, cell: &[u8]) -> Option<i64> {
        if cell.is_empty() {
            return None;
        }
        if let Some(word) = self.known.find(cell) {
            return Some(word);
        }
        let word = self.spelling(cell)?;
        self.known.add(cell, word);
        Some(word)
    }

    /// The word of a spelling that has not been seen, as the ordinary reader understands it.
    #[cold]
    fn spelling(&mut self, cell: &[u8]) -> Option<i64> {
        if cell.iter().any(|byte| matches!(byte, b'"' | b'\r' | 0)) {
            return None;
        }
        let text = std::str::from_utf8(cell).ok()?;
        let odd = trim(text) != text || text.starts_with('\'');
        if odd || (self.place.leads && (is_total(text) || text.starts_with('【'))) {
            return None;
        }
        if self.reader.is_itself(text) {
            return self.texts.lock().ok().map(|mut texts| texts.code_of(text));
        }
        match self.reader.read(Some(Raw { kind: Kind::Text, text })).ok()? {
            Value::Text(text) => self.texts.lock().ok().map(|mut texts| texts.code(&text)),
            Value::Bool(holds) => Some(i64::from(holds)),
            Value::Date(date) => Some(origin()?.days_until(date)),
            Value::Number(_) | Value::Missing | Value::NotApplicable => None,
        }
    }

    pub fn index(&self) -> usize {
        self.place.index
    }
}

/// The ends of a column's range as words.
fn bounds(schema: &ColumnSchema, digits: usize) -> Option<(i64, i64)> {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    let Some(range) = &schema.range else { return Some((low, high)) };
    let scale = 10i64.checked_pow(u32::try_from(digits).ok()?)?;
    let word = |value: &Value| match value {
        Value::Number(number) => scaled(number, scale),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => None,
    };
    if let Some((value, end)) = &range.low {
        low = word(value)?.checked_add(i64::from(*end == End::Open))?;
    }
    if let Some((value, end)) = &range.high {
        high = word(value)?.checked_sub(i64::from(*end == End::Open))?;
    }
    Some((low, high))
}
