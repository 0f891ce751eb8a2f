//! The cells of one column of a Parquet file → words. A text of a dictionary is understood once, however often it stands.

use super::super::excel::{decimal, overlong};
use super::super::grid::Kind;
use super::super::guard::guarded;
use super::super::parquet::{Field, Form, Group, Pages, big_endian, data_of, memory_of};
use super::Content;
use super::column::{Column, Figures, Place, Spelled, fill, push};
use super::figure::number;
use super::hybrid::{Hybrid, Piece};
use crate::ir::narrow::{Narrow, ends};
use crate::ir::packed::{Packed, Texts};
use crate::ir::schema::ColumnSchema;
use crate::value::types;
use ::parquet::basic::{Encoding, Type};
use ::parquet::column::page::Page;
use std::sync::Mutex;

/// From 1970-01-01 to the day 0 of packed dates.
const EPOCH: i64 = 10_957;

/// Days (from 1970 on) whose years have four digits.
const DAYS: std::ops::RangeInclusive<i64> = -354_285..=2_932_896;

const DAY: i64 = 86_400;

/// Values of a dictionary that are made narrow together.
const SOME: usize = 1024;

/// How a stored value becomes a word.
enum Sense<'s> {
    /// A whole number × multiplier ÷ divisor, one of which is 1.
    Scaled {
        figures: Figures,
        multiplier: i64,
        divisor: i64,
    },
    /// A double, by its shortest decimal.
    Double(Figures),
    /// Parts of a day since 1970, and how many of them make a day.
    Day(i64),
    Truth,
    Spelled(Box<Spelled<'s>>),
}

/// Where the values of a page stand.
enum Values {
    Plain {
        at: usize,
    },
    /// Places in the dictionary.
    Coded(Hybrid),
    /// Yes and no, a bit each.
    Bits {
        bit: usize,
    },
    /// Yes and no in runs.
    Runs(Hybrid),
}

pub struct Leaf<'s, 'a> {
    place: Place,
    column: usize,
    physical: Type,
    /// Bytes of a value of a fixed length.
    length: usize,
    optional: bool,
    unsigned: bool,
    sense: Sense<'s>,
    descriptor: &'s Field,
    pages: Option<Pages<'a>>,
    /// The last page: none of it is read where no rows are left.
    page: Option<Page>,
    /// Rows that are left of the page.
    left: usize,
    levels: Hybrid,
    values: Values,
    /// Held narrow, so that several of them stay in the cache.
    dictionary: Narrow,
    /// Levels, places in the dictionary, and words that stand without their blanks.
    found: Vec<u32>,
    places: Vec<u32>,
    words: Vec<i64>,
}

impl<'s, 'a> Leaf<'s, 'a> {
    /// `None` where the ordinary reader has to look.
    pub fn new(
        index: usize,
        schema: &'s ColumnSchema,
        leads: bool,
        field: &'s Field,
        texts: &'s Mutex<Texts>,
    ) -> Option<Leaf<'s, 'a>> {
        let descriptor = field.column.as_ref()?;
        let form = *field.form.as_ref().ok()?;
        let column = Column::new(index, schema, leads, texts)?;
        let place = column.place()?;
        let sense = Sense::new(column, form, schema)?;
        Some(Leaf {
            place,
            column: index,
            physical: descriptor.physical_type(),
            length: usize::try_from(descriptor.type_length()).unwrap_or(0),
            optional: descriptor.max_def_level() > 0,
            unsigned: form == Form::Whole { signed: false },
            sense,
            descriptor: field,
            pages: None,
            page: None,
            left: 0,
            levels: Hybrid::default(),
            values: Values::Plain { at: 0 },
            dictionary: Narrow::with_room(0),
            found: Vec::new(),
            places: Vec::new(),
            words: Vec::new(),
        })
    }

    pub fn index(&self) -> usize {
        self.column
    }

    /// Goes to the first row of a group.
    pub fn begin(&mut self, content: &'a dyn Content, group: &Group) -> Option<()> {
        let chunk = group.chunks.get(self.descriptor.leaf)?;
        let pages = Pages::new(content, group, chunk, self.descriptor.column.as_ref()?).ok()?;
        (self.pages, self.left) = (Some(pages), 0);
        self.dictionary.clear();
        Some(())
    }

    /// The words of the next rows; `None` where the ordinary reader has to look.
    pub fn take(&mut self, rows: usize, packed: &mut Packed) -> Option<()> {
        let mut wanted = rows;
        while wanted > 0 {
            if self.left == 0 {
                self.turn()?;
                continue;
            }
            let rows = wanted.min(self.left);
            self.some(rows, packed)?;
            self.left -= rows;
            wanted -= rows;
        }
        Some(())
    }

    /// The next page of rows.
    fn turn(&mut self) -> Option<()> {
        let pages = self.pages.as_mut()?;
        let old = self.page.take().map(memory_of).unwrap_or_default();
        let page = guarded(|| pages.next_in(old))?.ok()??;
        if let Page::DictionaryPage { buf, num_values, .. } = &page {
            let mut reader = Plain { physical: self.physical, length: self.length, unsigned: self.unsigned };
            self.dictionary.clear();
            let (mut at, mut left) = (0, *num_values as usize);
            while left > 0 {
                let count = left.min(SOME);
                self.words.clear();
                at += reader.read(buf.get(at..)?, count, &mut self.sense, &mut self.words)?;
                self.dictionary.extend(&self.words, ends(&self.words));
                left -= count;
            }
            self.page = Some(page);
            return Some(());
        }
        let (_, values) = data_of(&page, self.optional)?;
        let is_truth = self.physical == Type::BOOLEAN;
        self.values = match page.encoding() {
            Encoding::PLAIN if is_truth => Values::Bits { bit: 0 },
            Encoding::PLAIN => Values::Plain { at: 0 },
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => {
                Values::Coded(Hybrid::new(usize::from(values.first().copied().unwrap_or(0)), 1)?)
            }
            Encoding::RLE if is_truth => Values::Runs(Hybrid::new(1, 4)?),
            _ => return None,
        };
        self.levels = Hybrid::new(1, 0)?;
        self.left = page.num_values() as usize;
        self.page = Some(page);
        Some(())
    }

    /// Some rows of the page.
    fn some(&mut self, rows: usize, packed: &mut Packed) -> Option<()> {
        let (levels, values) = data_of(self.page.as_ref()?, self.optional)?;
        let mut reader = Plain { physical: self.physical, length: self.length, unsigned: self.unsigned };
        let (dictionary, places) = (&self.dictionary, &mut self.places);
        let mut read = Decode { values: &mut self.values, dictionary, places, sense: &mut self.sense };
        if !self.optional {
            read.words(values, rows, &mut reader, &mut packed.words)?;
            fill(packed);
            return Some(());
        }
        let mut left = rows;
        while left > 0 {
            let piece = self.levels.next(levels, left)?;
            match piece {
                Piece::Run { number: 1, count } => {
                    read.words(values, count, &mut reader, &mut packed.words)?;
                    fill(packed);
                    left -= count;
                }
                Piece::Run { number: 0, count } => {
                    (0..count).try_for_each(|_| self.place.pass_empty(packed))?;
                    left -= count;
                }
                Piece::Run { .. } => return None,
                Piece::Bits { from, count } => {
                    self.found.clear();
                    self.levels.unpack(levels, from, count, &mut self.found);
                    let there = self.found.iter().filter(|level| **level == 1).count();
                    self.words.clear();
                    read.words(values, there, &mut reader, &mut self.words)?;
                    let mut words = self.words.iter();
                    for level in &self.found {
                        if *level == 1 {
                            push(packed, *words.next()?);
                        } else {
                            self.place.pass_empty(packed)?;
                        }
                    }
                    left -= count;
                }
            }
        }
        Some(())
    }
}

impl<'s> Sense<'s> {
    fn new(column: Column<'s>, form: Form, schema: &ColumnSchema) -> Option<Sense<'s>> {
        match column {
            Column::Passed => None,
            Column::Figures(figures) => match form {
                Form::Whole { .. } => Sense::scaled(figures, 0),
                Form::Decimal { scale } => Sense::scaled(figures, scale as usize),
                Form::Double => Some(Sense::Double(figures)),
                Form::Day | Form::Moment { .. } | Form::Truth | Form::Text => None,
            },
            Column::Spelled(spelled) => match (form, schema.ty.kind) {
                (Form::Text, _) => Some(Sense::Spelled(spelled)),
                (Form::Whole { .. }, types::Kind::Text | types::Kind::Enum(_)) => Some(Sense::Spelled(spelled)),
                (Form::Truth, types::Kind::Bool) => Some(Sense::Truth),
                (Form::Day, types::Kind::Date) if schema.range.is_none() => Some(Sense::Day(1)),
                (Form::Moment { per_second }, types::Kind::Date) if schema.range.is_none() => {
                    Some(Sense::Day(per_second.checked_mul(DAY)?))
                }
                (
                    Form::Whole { .. }
                    | Form::Decimal { .. }
                    | Form::Day
                    | Form::Moment { .. }
                    | Form::Truth
                    | Form::Double,
                    _,
                ) => None,
            },
        }
    }

    /// Stored digits behind the point against those of the column.
    fn scaled(figures: Figures, stored: usize) -> Option<Sense<'s>> {
        let power = |digits: usize| 10i64.checked_pow(u32::try_from(digits).ok()?);
        let (multiplier, divisor) = match figures.digits.checked_sub(stored) {
            Some(more) => (power(more)?, 1),
            None => (1, power(stored - figures.digits)?),
        };
        Some(Sense::Scaled { figures, multiplier, divisor })
    }

    /// The word of a whole number.
    fn whole(&mut self, stored: i64) -> Option<i64> {
        match self {
            Sense::Scaled { figures, multiplier, divisor } => {
                if stored % *divisor != 0 {
                    return None;
                }
                let word = (stored / *divisor).checked_mul(*multiplier)?;
                (figures.low..=figures.high).contains(&word).then_some(word)
            }
            Sense::Day(parts) => {
                let day = stored.div_euclid(*parts);
                DAYS.contains(&day).then_some(day - EPOCH)
            }
            Sense::Spelled(spelled) => spelled.word(stored.to_string().as_bytes()),
            Sense::Double(_) | Sense::Truth => None,
        }
    }

    /// The words of whole numbers, all or none.
    fn wholes(&mut self, stored: impl Iterator<Item = i64>, out: &mut Vec<i64>) -> Option<()> {
        if let Sense::Scaled { figures, multiplier, divisor: 1 } = self {
            let (start, multiplier, mut over) = (out.len(), *multiplier, false);
            let (mut least, mut most) = (i64::MAX, i64::MIN);
            out.extend(stored);
            let words = out.get_mut(start..)?;
            if multiplier != 1 {
                for word in words.iter_mut() {
                    let (product, overflows) = word.overflowing_mul(multiplier);
                    over |= overflows;
                    *word = product;
                }
            }
            for word in words {
                (least, most) = (least.min(*word), most.max(*word));
            }
            return (out.len() == start || (!over && least >= figures.low && most <= figures.high)).then_some(());
        }
        for number in stored {
            out.push(self.whole(number)?);
        }
        Some(())
    }
}

/// What the plain values of a column look like.
struct Plain {
    physical: Type,
    length: usize,
    unsigned: bool,
}

impl Plain {
    /// Puts the words of so many values behind `out`; gives how many bytes they take.
    fn read(&mut self, bytes: &[u8], count: usize, sense: &mut Sense<'_>, out: &mut Vec<i64>) -> Option<usize> {
        match self.physical {
            Type::INT32 => {
                let end = count.checked_mul(4)?;
                let (all, _) = bytes.get(..end)?.as_chunks::<4>();
                let unsigned = self.unsigned;
                let whole = |four: &[u8; 4]| match unsigned {
                    true => i64::from(u32::from_le_bytes(*four)),
                    false => i64::from(i32::from_le_bytes(*four)),
                };
                sense.wholes(all.iter().map(whole), out)?;
                Some(end)
            }
            Type::INT64 => {
                let end = count.checked_mul(8)?;
                let (all, _) = bytes.get(..end)?.as_chunks::<8>();
                if self.unsigned && all.iter().any(|eight| i64::from_le_bytes(*eight) < 0) {
                    return None;
                }
                sense.wholes(all.iter().map(|eight| i64::from_le_bytes(*eight)), out)?;
                Some(end)
            }
            Type::DOUBLE => {
                let Sense::Double(figures) = sense else { return None };
                let end = count.checked_mul(8)?;
                for eight in bytes.get(..end)?.as_chunks::<8>().0 {
                    out.push(double(f64::from_le_bytes(*eight), figures)?);
                }
                Some(end)
            }
            Type::FIXED_LEN_BYTE_ARRAY => {
                let end = count.checked_mul(self.length)?;
                for number in bytes.get(..end)?.chunks(self.length.max(1)) {
                    out.push(sense.whole(i64::try_from(big_endian(number)?).ok()?)?);
                }
                Some(end)
            }
            Type::BYTE_ARRAY => {
                let mut at = 0usize;
                for _ in 0..count {
                    let (length, rest) = bytes.get(at..)?.split_first_chunk::<4>()?;
                    let length = u32::from_le_bytes(*length) as usize;
                    let cell = rest.get(..length)?;
                    out.push(match sense {
                        Sense::Spelled(spelled) => spelled.word(cell)?,
                        Sense::Scaled { .. } | Sense::Double(_) | Sense::Day(_) | Sense::Truth => {
                            sense.whole(i64::try_from(big_endian(cell)?).ok()?)?
                        }
                    });
                    at += 4 + length;
                }
                Some(at)
            }
            Type::BOOLEAN | Type::INT96 | Type::FLOAT => None,
        }
    }
}

/// The shortest decimal of a double as a word.
fn double(stored: f64, figures: &Figures) -> Option<i64> {
    let (kind, digits) = decimal(stored);
    if kind != Kind::Number || overlong(&digits) {
        return None;
    }
    let word = number(digits.as_bytes(), figures.digits)?;
    (figures.low..=figures.high).contains(&word).then_some(word)
}

/// The values of a page from where they were left.
struct Decode<'d, 's> {
    values: &'d mut Values,
    dictionary: &'d Narrow,
    places: &'d mut Vec<u32>,
    sense: &'d mut Sense<'s>,
}

impl Decode<'_, '_> {
    fn words(&mut self, bytes: &[u8], count: usize, plain: &mut Plain, out: &mut Vec<i64>) -> Option<()> {
        match self.values {
            Values::Plain { at } => *at += plain.read(bytes.get(*at..)?, count, self.sense, out)?,
            Values::Coded(coded) => {
                unpack(coded, bytes, count, self.places)?;
                look_up(self.dictionary, self.places, out)?;
            }
            Values::Runs(runs) => {
                unpack(runs, bytes, count, self.places)?;
                out.extend(self.places.iter().map(|yes| i64::from(*yes)));
            }
            Values::Bits { bit } => {
                let end = bit.checked_add(count)?;
                if end > bytes.len().checked_mul(8)? {
                    return None;
                }
                self.places.clear();
                Hybrid::new(1, 0)?.unpack(bytes, *bit, count, self.places);
                out.extend(self.places.iter().map(|yes| i64::from(*yes)));
                *bit = end;
            }
        }
        Some(())
    }
}

/// The next so many numbers.
fn unpack(hybrid: &mut Hybrid, bytes: &[u8], count: usize, numbers: &mut Vec<u32>) -> Option<()> {
    numbers.clear();
    while numbers.len() < count {
        match hybrid.next(bytes, count - numbers.len())? {
            Piece::Run { number, count } => numbers.resize(numbers.len() + count, number),
            Piece::Bits { from, count } => hybrid.unpack(bytes, from, count, numbers),
        }
    }
    Some(())
}

/// The words that stand at some places. The loop does nothing else, so that many of them are on their way at a time.
fn look_up(dictionary: &Narrow, places: &[u32], out: &mut Vec<i64>) -> Option<()> {
    fn each<T: Copy + Into<i64>>(words: &[T], places: &[u32], out: &mut Vec<i64>) {
        out.extend(places.iter().map(|place| words.get(*place as usize).map_or(0, |word| (*word).into())));
    }
    let most = places.iter().fold(0, |most, place| most.max(*place));
    if most as usize >= dictionary.len() {
        return places.is_empty().then_some(());
    }
    match dictionary {
        Narrow::Byte(words) => each(words, places, out),
        Narrow::Short(words) => each(words, places, out),
        Narrow::Half(words) => each(words, places, out),
        Narrow::Full(words) => each(words, places, out),
    }
    Some(())
}
