//! The demonstration workbook read with calamine alone: rows of texts under their headings.

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::Zero;
use std::collections::BTreeMap;

pub type Row = BTreeMap<String, String>;
pub type Number = Ratio<BigInt>;

pub struct Book(Xlsx<std::io::BufReader<std::fs::File>>);

impl Book {
    pub fn open(path: &str) -> Self {
        Book(open_workbook(path).expect("the demonstration workbook opens"))
    }

    /// The rows of a sheet below the line that starts with `first`, a line of totals left out.
    pub fn rows(&mut self, sheet: &str, first: &str) -> Vec<Row> {
        let range = self.0.worksheet_range(sheet).expect("the sheet is there");
        let mut headings: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for line in range.rows() {
            let cells: Vec<String> = line.iter().map(words).collect();
            match &headings {
                None if cells[0] == first => headings = Some(cells),
                None => {}
                Some(_) if cells[0] == "合计" => {}
                Some(names) => rows.push(names.iter().cloned().zip(cells).collect()),
            }
        }
        assert!(!rows.is_empty(), "{sheet} has no rows");
        rows
    }
}

fn words(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.trim().to_owned(),
        Data::Float(number) => format!("{number}"),
        Data::Int(number) => number.to_string(),
        Data::DateTime(moment) => {
            let days = moment.as_f64() as i64;
            let start = Date::constant(1899, 12, 30);
            start.checked_add(jiff::Span::new().days(days)).expect("a day").to_string()
        }
        Data::Empty => String::new(),
        other => panic!("a cell of no use: {other:?}"),
    }
}

/// A decimal, with thousands separators or a percent sign or not, as an exact number.
pub fn number(text: &str) -> Number {
    let plain = text.replace(',', "");
    let (plain, share) = match plain.strip_suffix('%') {
        Some(left) => (left.to_owned(), 100),
        None => (plain, 1),
    };
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits: BigInt = format!("{whole}{part}").parse().unwrap_or_else(|_| panic!("not a number: {text:?}"));
    Number::new(digits, BigInt::from(10).pow(part.len() as u32) * share)
}

pub fn day(text: &str) -> Date {
    let plain = text.replace(['年', '月'], "-").replace('日', "");
    let parts: Vec<i16> = plain.split('-').map(|part| part.parse().expect("a day")).collect();
    Date::new(parts[0], parts[1] as i8, parts[2] as i8).expect("a day of the calendar")
}

pub fn yes(text: &str) -> bool {
    match text {
        "是" => true,
        "否" => false,
        other => panic!("neither 是 nor 否: {other:?}"),
    }
}

/// To so many decimals, halves away from zero.
pub fn rounded(value: &Number, places: u32) -> Number {
    let scale = Number::from_integer(BigInt::from(10).pow(places));
    let half = Number::new(BigInt::from(1), BigInt::from(2));
    let scaled = value * &scale;
    let whole = if scaled < Number::zero() { (scaled - half).ceil() } else { (scaled + half).floor() };
    whole / scale
}
