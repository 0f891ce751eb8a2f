//! The values of one column of a group, as text.

use super::super::csv::plain;
use super::super::excel::{decimal, overlong};
use super::super::file_trouble::FileTrouble;
use super::super::grid::Kind;
use super::footer::Field;
use super::form::Form;
use super::pages::Pages;
use crate::value::date::Date;
use parquet::basic::Type;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

/// Bytes of a text that is no cell any more.
const LONGEST: usize = 4 * 32_767;

const DAY: i64 = 86_400;

/// The cells of a column, some rows at a time.
pub trait Cells {
    /// Takes the next rows; those before are gone.
    ///
    /// # Errors
    /// Where the pages do not bring them.
    fn read(&mut self, pages: &mut Pages<'_>, rows: usize) -> Result<(), FileTrouble>;

    /// The next of these rows: its text, and what it is; `None` for a blank.
    fn next(&mut self, out: &mut String) -> Option<Kind>;
}

/// What reads the cells of a column; `None` for one that has none.
pub fn cells(field: &Field) -> Option<Box<dyn Cells>> {
    let (Some(column), Ok(form)) = (&field.column, &field.form) else { return None };
    let form = *form;
    Some(match column.physical_type() {
        Type::BOOLEAN => Box::new(Typed::<BoolType>::new(field, Box::new(|yes, out| written(out, yes)))?),
        Type::INT32 => Box::new(Typed::<Int32Type>::new(
            field,
            Box::new(move |whole, out| match form {
                Form::Whole { signed: false } => written(out, &whole.cast_unsigned()),
                Form::Whole { .. } | Form::Truth | Form::Text | Form::Double => written(out, whole),
                Form::Decimal { scale } => point(out, i128::from(*whole), scale),
                Form::Day | Form::Moment { .. } => day(out, i64::from(*whole), 0),
            }),
        )?),
        Type::INT64 => Box::new(Typed::<Int64Type>::new(
            field,
            Box::new(move |whole, out| match form {
                Form::Whole { signed: false } => written(out, &whole.cast_unsigned()),
                Form::Whole { .. } | Form::Truth | Form::Text | Form::Double => written(out, whole),
                Form::Decimal { scale } => point(out, i128::from(*whole), scale),
                Form::Day => day(out, *whole, 0),
                Form::Moment { per_second } => {
                    let seconds = whole.div_euclid(per_second);
                    day(out, seconds.div_euclid(DAY), seconds.rem_euclid(DAY))
                }
            }),
        )?),
        Type::DOUBLE => Box::new(Typed::<DoubleType>::new(field, Box::new(double))?),
        Type::BYTE_ARRAY => Box::new(Typed::<ByteArrayType>::new(
            field,
            Box::new(move |bytes, out| match form {
                Form::Decimal { scale } => wide(out, bytes.data(), scale),
                Form::Whole { .. } | Form::Day | Form::Moment { .. } | Form::Truth | Form::Text | Form::Double => {
                    text(out, bytes.data())
                }
            }),
        )?),
        Type::FIXED_LEN_BYTE_ARRAY => Box::new(Typed::<FixedLenByteArrayType>::new(
            field,
            Box::new(move |bytes, out| match form {
                Form::Decimal { scale } => wide(out, bytes.data(), scale),
                Form::Whole { .. } | Form::Day | Form::Moment { .. } | Form::Truth | Form::Text | Form::Double => {
                    Some(Kind::Strange)
                }
            }),
        )?),
        Type::INT96 | Type::FLOAT => return None,
    })
}

type Shown<T> = Box<dyn Fn(&T, &mut String) -> Option<Kind>>;

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    queue: Queue,
    values: Vec<T::T>,
    /// 0 for a blank; none where no cell may be blank.
    levels: Vec<i16>,
    optional: bool,
    row: usize,
    value: usize,
    shown: Shown<T::T>,
}

impl<T: DataType> Typed<T> {
    fn new(field: &Field, shown: Shown<T::T>) -> Option<Typed<T>> {
        let column = field.column.clone()?;
        let (queue, optional) = (Queue::default(), column.max_def_level() > 0);
        let reader = ColumnReaderImpl::<T>::new(column, Box::new(queue.clone()));
        Some(Typed { reader, queue, values: Vec::new(), levels: Vec::new(), optional, row: 0, value: 0, shown })
    }
}

impl<T: DataType> Cells for Typed<T> {
    fn read(&mut self, pages: &mut Pages<'_>, rows: usize) -> Result<(), FileTrouble> {
        self.values.clear();
        self.levels.clear();
        (self.row, self.value) = (0, 0);
        let mut have = 0;
        while have < rows {
            let levels = self.optional.then_some(&mut self.levels);
            let read = self.reader.read_records(rows - have, levels, None, &mut self.values);
            have += read.map_err(|_| FileTrouble::BrokenParquet)?.0;
            if have < rows {
                self.queue.put(pages.next()?.ok_or(FileTrouble::BrokenParquet)?);
            }
        }
        Ok(())
    }

    fn next(&mut self, out: &mut String) -> Option<Kind> {
        out.clear();
        let row = self.row;
        self.row += 1;
        if self.optional && self.levels.get(row) != Some(&1) {
            return None;
        }
        let value = self.values.get(self.value)?;
        self.value += 1;
        (self.shown)(value, out)
    }
}

/// Pages on their way to the reader of a column, which believes there is no more than has been put here.
#[derive(Clone, Default)]
struct Queue(Arc<Mutex<VecDeque<Page>>>);

impl Queue {
    fn put(&self, page: Page) {
        if let Ok(mut pages) = self.0.lock() {
            pages.push_back(page);
        }
    }

    fn pop(&self) -> Option<Page> {
        self.0.lock().ok()?.pop_front()
    }
}

impl Iterator for Queue {
    type Item = ParquetResult<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pop().map(Ok)
    }
}

impl PageReader for Queue {
    fn get_next_page(&mut self) -> ParquetResult<Option<Page>> {
        Ok(self.pop())
    }

    fn peek_next_page(&mut self) -> ParquetResult<Option<PageMetadata>> {
        Err(ParquetError::General("nobody looks ahead".to_owned()))
    }

    fn skip_next_page(&mut self) -> ParquetResult<()> {
        self.pop();
        Ok(())
    }
}

fn written(out: &mut String, value: &impl std::fmt::Display) -> Option<Kind> {
    write!(out, "{value}").ok()?;
    Some(Kind::Text)
}

/// The number ÷ 10^scale, with as many digits behind its point.
fn point(out: &mut String, number: i128, scale: u32) -> Option<Kind> {
    if scale == 0 {
        return written(out, &number);
    }
    let power = 10u128.checked_pow(scale)?;
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.unsigned_abs() / power, number.unsigned_abs() % power);
    write!(out, "{sign}{whole}.{part:0width$}", width = scale as usize).ok()?;
    Some(Kind::Text)
}

/// A number in bytes, the highest first.
fn wide(out: &mut String, bytes: &[u8], scale: u32) -> Option<Kind> {
    match big_endian(bytes) {
        Some(number) => point(out, number, scale),
        None => Some(Kind::Strange),
    }
}

/// The number that bytes make, the highest first; `None` for none or more than sixteen.
pub fn big_endian(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first()?;
    if bytes.len() > 16 {
        return None;
    }
    let sign = if first < 0x80 { 0 } else { -1 };
    Some(bytes.iter().fold(sign, |number, byte| (number << 8) | i128::from(*byte)))
}

/// A day since 1970 and the seconds of it that have passed.
fn day(out: &mut String, days: i64, seconds: i64) -> Option<Kind> {
    let Some(date) = Date::new(1970, 1, 1).and_then(|origin| origin.add_days(days)) else { return Some(Kind::Strange) };
    write!(out, "{date}").ok()?;
    if seconds > 0 {
        write!(out, " {:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60).ok()?;
    }
    Some(Kind::Text)
}

fn double(stored: &f64, out: &mut String) -> Option<Kind> {
    let (kind, digits) = decimal(*stored);
    match kind {
        Kind::Number if !overlong(&digits) => {
            out.push_str(&digits);
            Some(Kind::Text)
        }
        Kind::Error => written(out, stored),
        _ => {
            out.push_str(&digits);
            Some(Kind::Double)
        }
    }
}

fn text(out: &mut String, bytes: &[u8]) -> Option<Kind> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some(Kind::Strange) };
    let text = plain(text);
    if text.len() > LONGEST {
        return Some(Kind::Strange);
    }
    out.push_str(text);
    (!text.is_empty()).then_some(Kind::Text)
}
