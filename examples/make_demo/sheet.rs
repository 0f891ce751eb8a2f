//! A sheet as plain data, and how it is written to a workbook.

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

#[derive(Clone, Debug)]
pub enum Cell {
    Empty,
    Text(String),
    /// An exact decimal: digits and how many of them stand after the point.
    Number(i64, u32),
    Day(Date),
}

pub struct Sheet {
    pub name: &'static str,
    /// Lines above the headings, as exports carry them.
    pub title: Vec<&'static str>,
    pub headings: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

pub fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

pub fn whole(value: i64) -> Cell {
    Cell::Number(value, 0)
}

/// Money from cents.
pub fn money(cents: i64) -> Cell {
    Cell::Number(cents, 2)
}

/// Money from cents as some exports write it: text with thousands separators.
pub fn money_text(cents: i64) -> Cell {
    let sign = if cents < 0 { "-" } else { "" };
    let yuan = (cents.abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in yuan.chars().enumerate() {
        if at > 0 && (yuan.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    Cell::Text(format!("{sign}{grouped}.{:02}", cents.abs() % 100))
}

pub fn yes_no(value: bool) -> Cell {
    text(if value { "是" } else { "否" })
}

/// The decimal of a scaled whole number, written out.
pub fn decimal(value: i64, places: u32) -> String {
    if places == 0 {
        return value.to_string();
    }
    let scale = 10_i64.pow(places);
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:0width$}", value.abs() / scale, value.abs() % scale, width = places as usize)
}

/// Writes all sheets to one workbook whose bytes depend on nothing but the sheets.
pub fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2021, 12, 31)?;
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_title("结余留用演示数据（编造，非官方）")
        .set_creation_datetime(&made);
    book.set_properties(&properties);
    let heading = Format::new().set_bold().set_background_color("#DDEBF7");
    let title = Format::new().set_bold().set_align(FormatAlign::Center);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name)?;
        let last = sheet.headings.len().saturating_sub(1) as u16;
        let mut at = 0_u32;
        for line in &sheet.title {
            if last > 0 {
                page.merge_range(at, 0, at, last, line, &title)?;
            } else {
                page.write_string(at, 0, *line)?;
            }
            at += 1;
        }
        for (column, name) in sheet.headings.iter().enumerate() {
            page.write_string_with_format(at, column as u16, *name, &heading)?;
            page.set_column_width(column as u16, 14)?;
        }
        page.set_freeze_panes(at + 1, 0)?;
        for row in &sheet.rows {
            at += 1;
            for (column, cell) in row.iter().enumerate() {
                let column = column as u16;
                match cell {
                    Cell::Empty => {}
                    Cell::Text(value) => {
                        page.write_string(at, column, value)?;
                    }
                    Cell::Number(value, places) => {
                        let number: f64 = decimal(*value, *places).parse().unwrap_or_default();
                        page.write_number(at, column, number)?;
                    }
                    Cell::Day(value) => {
                        let date =
                            ExcelDateTime::from_ymd(value.year() as u16, value.month() as u8, value.day() as u8)?;
                        page.write_datetime_with_format(at, column, &date, &day)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}
