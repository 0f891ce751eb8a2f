//! JSON text → sheets: `{"表名": [{"列": 值}]}`, or a bare list of records. Numbers are read as their digits.

use super::file_trouble::FileTrouble;
use super::fold::trim;
use super::format::stem;
use super::grid::{Full, Grid, Kind, Rows, Sheet};
use crate::diagnostic::Words;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Powers of ten that a number may be written with.
const MOST_EXPONENT: i64 = 60;

/// One sheet per member of the object, in the order of the file; rows are counted from 1 and the headings are row 0.
pub fn read(file: &Arc<str>, text: &str) -> Result<Vec<Sheet>, FileTrouble> {
    if text.trim_start().starts_with('[') {
        let grid = records(parse(text)?, None)?;
        return Ok(vec![sheet(file, None, stem(file), grid)]);
    }
    let Members(members) = parse(text)?;
    let mut sheets = Vec::new();
    for (name, raw) in &members {
        if !raw.get().starts_with('[') {
            return Err(FileTrouble::JsonShape(Words::new(
                format!("“{name}”的内容不是记录列表"),
                format!("\"{name}\" does not hold a list of records"),
            )));
        }
        let grid = records(parse(raw.get())?, Some(name))?;
        sheets.push(sheet(file, Some(name.as_str().into()), name, grid));
    }
    Ok(sheets)
}

fn sheet(file: &Arc<str>, sheet: Option<Arc<str>>, name: &str, grid: Grid) -> Sheet {
    let names = vec![name.to_owned()];
    Sheet {
        file: file.clone(),
        sheet,
        names,
        hidden: false,
        rows: Rows::Records,
        epoch_1904: false,
        refused: Vec::new(),
        grid,
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, FileTrouble> {
    serde_json::from_str(text).map_err(|error| FileTrouble::Json {
        line: error.line(),
        column: error.column(),
        detail: error.to_string().split(" at line").next().unwrap_or("").to_owned(),
    })
}

fn records(records: Vec<&RawValue>, table: Option<&str>) -> Result<Grid, FileTrouble> {
    let mut grid = Grid::default();
    let mut columns: HashMap<String, u32> = HashMap::new();
    let mut headings = Vec::new();
    let mut parsed = Vec::new();
    for (number, raw) in (1u32..).zip(&records) {
        if !raw.get().starts_with('{') {
            return Err(shape(table, number, "不是 {\"列名\": 值} 形式", "is not of the form {\"column\": value}"));
        }
        let Members(cells) = parse(raw.get())?;
        let mut seen = Vec::with_capacity(cells.len());
        for (name, value) in cells {
            let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let column = *columns.entry(name.clone()).or_insert_with(|| {
                headings.push(name.clone());
                next
            });
            if seen.iter().any(|(other, _)| *other == column) {
                let zh = format!("里“{name}”出现了两次");
                return Err(shape(table, number, &zh, &format!("has \"{name}\" twice")));
            }
            seen.push((column, value));
        }
        parsed.push((number, seen));
    }
    for (column, name) in (0u32..).zip(&headings) {
        grid.push(0, column, Kind::Text, trim(name)).map_err(|Full| FileTrouble::TooLarge)?;
    }
    for (number, cells) in parsed {
        for (column, value) in cells {
            put(&mut grid, number, column, value.get())?;
        }
    }
    Ok(grid)
}

fn put(grid: &mut Grid, row: u32, column: u32, value: &str) -> Result<(), FileTrouble> {
    let pushed = match value.as_bytes().first() {
        Some(b'"') => {
            let text: String = parse(value)?;
            match trim(&text) {
                "" => Ok(()),
                text => grid.push(row, column, Kind::Text, text),
            }
        }
        Some(b't') => grid.push(row, column, Kind::Bool, "TRUE"),
        Some(b'f') => grid.push(row, column, Kind::Bool, "FALSE"),
        Some(b'n') => Ok(()),
        Some(b'-' | b'0'..=b'9') => match plain(value) {
            Some(digits) => grid.push(row, column, Kind::Number, &digits),
            None => grid.push(row, column, Kind::Strange, value.get(..40).unwrap_or(value)),
        },
        Some(_) | None => grid.push(row, column, Kind::Strange, value.get(..40).unwrap_or("")),
    };
    pushed.map_err(|Full| FileTrouble::TooLarge)
}

fn shape(table: Option<&str>, number: u32, zh: &str, en: &str) -> FileTrouble {
    let (of_zh, of_en) = match table {
        Some(name) => (format!("“{name}”"), format!(" of \"{name}\"")),
        None => (String::new(), String::new()),
    };
    FileTrouble::JsonShape(Words::new(format!("{of_zh}第 {number} 条记录{zh}"), format!("record {number}{of_en} {en}")))
}

/// A JSON number without its exponent: 1.5e3 is 1500.
fn plain(number: &str) -> Option<String> {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return Some(number.to_owned());
    };
    let exponent: i64 = exponent.parse().ok()?;
    if exponent.abs() > MOST_EXPONENT {
        return None;
    }
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let length = i64::try_from(all.len()).ok()?;
    let text = if point <= 0 {
        format!("0.{}{all}", "0".repeat(usize::try_from(-point).ok()?))
    } else if point >= length {
        format!("{all}{}", "0".repeat(usize::try_from(point - length).ok()?))
    } else {
        let (left, right) = all.split_at_checked(usize::try_from(point).ok()?)?;
        format!("{left}.{right}")
    };
    Some(format!("{sign}{text}"))
}

/// The members of an object in their order, with those that occur twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ordered;
        impl<'de> Visitor<'de> for Ordered {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry()? {
                    all.push(member);
                }
                Ok(Members(all))
            }
        }
        deserializer.deserialize_map(Ordered)
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn exponents_are_written_out() {
        let read = |text| plain(text).unwrap_or_default();
        assert_eq!(read("1.5e3"), "1500");
        assert_eq!(read("-1.25E-2"), "-0.0125");
        assert_eq!(read("12.345e1"), "123.45");
        assert_eq!(plain("1e400"), None);
    }
}
