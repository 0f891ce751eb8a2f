//! The cells of one column of a plain file → words.

use super::super::cell::CellReader;
use super::super::fold::trim;
use super::super::grid::{Kind, Raw};
use super::super::table::is_total;
use super::figure::{MOST_DIGITS, eight, number, quick};
use super::spellings::Spellings;
use crate::ir::packed::{MISSING, PRESENT, Packed, Shape, Texts, origin, scaled};
use crate::ir::schema::{ColumnSchema, End};
use crate::value::number::Number;
use crate::value::types::{self, Digits};
use crate::value::value::Value;
use std::sync::{Arc, Mutex};

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
            return Some(Column::Figures(Figures { place, digits, low, high }));
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
    /// The end of an empty cell, if the column may have one.
    pub fn pass_empty(self, at: usize, packed: &mut Packed) -> Option<usize> {
        if !self.optional {
            return None;
        }
        packed.states.resize(packed.words.len(), PRESENT);
        packed.states.push(MISSING);
        packed.words.push(0);
        Some(at)
    }
}

pub fn push(packed: &mut Packed, word: i64) {
    packed.words.push(word);
    if !packed.states.is_empty() {
        packed.states.push(PRESENT);
    }
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b',' | b'\n' | b'\r')
}

/// Where the cell that begins at a place ends, byte by byte.
fn end_of(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let end = at + rest.iter().position(|byte| matches!(byte, b',' | b'\n'))?;
    let carriage = end > at && bytes.get(end) == Some(&b'\n') && bytes.get(end - 1) == Some(&b'\r');
    Some(if carriage { end - 1 } else { end })
}

/// The end of a cell that nobody reads.
pub fn pass(bytes: &[u8], at: usize) -> Option<usize> {
    let end = end_of(bytes, at)?;
    bytes.get(at..end)?.iter().all(|byte| !matches!(byte, b'"' | 0)).then_some(end)
}

impl Figures {
    /// Takes the cell at a place and gives its end; `None` where the ordinary reader has to look.
    #[inline(always)]
    pub fn take(&self, bytes: &[u8], at: usize, packed: &mut Packed) -> Option<usize> {
        let (word, end) = match quick(bytes, at, self.digits) {
            Some(read) if bytes.get(read.1).is_some_and(|byte| is_end(*byte)) => read,
            Some(_) | None => return self.take_slowly(bytes, at, packed),
        };
        if word < self.low || word > self.high {
            return None;
        }
        push(packed, word);
        Some(end)
    }

    #[cold]
    fn take_slowly(&self, bytes: &[u8], at: usize, packed: &mut Packed) -> Option<usize> {
        let end = end_of(bytes, at)?;
        if end == at {
            return self.place.pass_empty(at, packed);
        }
        let word = number(bytes.get(at..end)?, self.digits)?;
        (self.low..=self.high).contains(&word).then(|| push(packed, word))?;
        Some(end)
    }

    pub fn index(&self) -> usize {
        self.place.index
    }
}

impl Spelled<'_> {
    /// Takes the cell at a place and gives its end; `None` where the ordinary reader has to look.
    #[inline(always)]
    pub fn take(&mut self, bytes: &[u8], at: usize, packed: &mut Packed) -> Option<usize> {
        let word = eight(bytes, at)?;
        let length = plain_bytes(word);
        let end = at + length as usize;
        if length.wrapping_sub(1) > 6 || !is_end((word >> (8 * length)) as u8) {
            return self.take_long(bytes, at, packed);
        }
        let key = word & !(u64::MAX << (8 * length));
        if key != self.last.0 {
            let known = match self.known.short(key) {
                Some(known) => known,
                None => {
                    let known = self.spelling(bytes.get(at..end)?)?;
                    self.known.add_short(key, known);
                    known
                }
            };
            self.last = (key, known);
        }
        push(packed, self.last.1);
        Some(end)
    }

    fn take_long(&mut self, bytes: &[u8], at: usize, packed: &mut Packed) -> Option<usize> {
        let mut end = at;
        loop {
            let plain = plain_bytes(eight(bytes, end)?);
            end += plain as usize;
            if plain < 8 {
                break;
            }
        }
        if !is_end(*bytes.get(end)?) {
            end = end_of(bytes, at)?;
        }
        let cell = bytes.get(at..end)?;
        if cell.is_empty() {
            return self.place.pass_empty(at, packed);
        }
        let word = match self.known.long(cell) {
            Some(word) => word,
            None => {
                let word = self.spelling(cell)?;
                self.known.add_long(cell, word)?;
                word
            }
        };
        push(packed, word);
        Some(end)
    }

    /// The word of a cell that stands by itself; `None` where the ordinary reader has to look.
    pub fn word(&mut self, cell: &[u8]) -> Option<i64> {
        if cell.is_empty() {
            return None;
        }
        if let Some(word) = self.known.long(cell) {
            return Some(word);
        }
        let word = self.spelling(cell)?;
        self.known.add_long(cell, word)?;
        Some(word)
    }

    /// The word of a spelling that has not been seen, as the ordinary reader understands it.
    #[cold]
    fn spelling(&mut self, cell: &[u8]) -> Option<i64> {
        if cell.iter().any(|byte| matches!(byte, b'"' | 0)) {
            return None;
        }
        let text = std::str::from_utf8(cell).ok()?;
        let odd = trim(text) != text || text.starts_with('\'');
        if odd || (self.place.leads && (is_total(text) || text.starts_with('【'))) {
            return None;
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

/// How many of eight bytes stand before the first that is a comma, a line end, or anything else up to a comma in ASCII.
#[inline(always)]
fn plain_bytes(word: u64) -> u32 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ABOVE: u64 = 0x5353_5353_5353_5353;
    // No byte of the sum carries: 0x7f + 0x53 is 0xd2. Its high bit says that the byte is above a comma.
    let above = (word & !HIGH).wrapping_add(ABOVE) | word;
    (!above & HIGH).trailing_zeros() / 8
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
