//! What all our workbooks share: sheet names that Excel accepts, widths for Han, files that depend on nothing but
//! their content.

use crate::diagnostic::Words;
use crate::source::display_width;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::collections::HashSet;
use std::fmt;

/// Why a workbook could not be made.
#[derive(Debug)]
pub enum SheetError {
    /// More rows or columns than a sheet has (1,048,576 × 16,384).
    TooLarge,
    /// What the writer of workbooks says.
    Writer(XlsxError),
}

impl SheetError {
    pub fn words(&self) -> Words {
        match self {
            SheetError::TooLarge => Words::new(
                "结果超过 Excel 一张表的容量（1048576 行、16384 列），请改用 CSV",
                "the result exceeds an Excel sheet (1,048,576 rows, 16,384 columns): use CSV",
            ),
            SheetError::Writer(XlsxError::MaxStringLengthExceeded) => Words::new(
                "有一格的文字超过 32767 个字，Excel 放不下",
                "a text of more than 32,767 characters does not fit a cell of Excel",
            ),
            SheetError::Writer(error) => {
                Words::new("工作簿写不出来".to_owned(), format!("the workbook cannot be written ({error})"))
            }
        }
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().zh)
    }
}

impl std::error::Error for SheetError {}

impl From<XlsxError> for SheetError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::RowColumnLimitError => SheetError::TooLarge,
            _ => SheetError::Writer(error),
        }
    }
}

/// An empty workbook that says the same date whenever it is made.
pub fn workbook() -> Result<Workbook, SheetError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(book)
}

/// A row or column number for the writer.
pub fn row(index: usize) -> Result<u32, SheetError> {
    u32::try_from(index).map_err(|_| SheetError::TooLarge)
}

/// A column number for the writer.
pub fn column(index: usize) -> Result<u16, SheetError> {
    u16::try_from(index).map_err(|_| SheetError::TooLarge)
}

/// Makes names of sheets: at most 31 characters, none of `[]:*?/\`, no two alike.
#[derive(Debug, Default)]
pub struct SheetNames {
    taken: HashSet<String>,
}

impl SheetNames {
    pub fn name(&mut self, wanted: &str) -> String {
        let clean = |c: char| {
            if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { '_' } else { c }
        };
        let base: String = wanted.trim().trim_matches('\'').chars().map(clean).collect();
        let base = if base.is_empty() { "结果".to_owned() } else { base };
        let mut number = 1;
        loop {
            let tail = if number == 1 { String::new() } else { format!(" ({number})") };
            let mut name = String::new();
            let mut length = tail.encode_utf16().count();
            for c in base.chars() {
                length += c.len_utf16();
                if length > 31 {
                    break;
                }
                name.push(c);
            }
            name.push_str(&tail);
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

/// Sets a column as wide as its longest text, within reason.
pub fn widen<'a>(sheet: &mut Worksheet, index: u16, texts: impl Iterator<Item = &'a str>) -> Result<(), SheetError> {
    let longest = texts.map(|text| text.lines().map(display_width).max().unwrap_or(0)).max().unwrap_or(0);
    let width = u32::try_from(longest.clamp(8, 48) + 2).unwrap_or(50);
    sheet.set_column_width(index, width)?;
    Ok(())
}
