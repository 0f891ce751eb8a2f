//! Result tables as an Excel workbook: one sheet each, headings frozen, filters on. A number is written as a number
//! only where Excel keeps all its digits; else as text that says so.

use super::sheet::{SheetError, SheetNames, column, row, widen, workbook};
use super::show::{Grouping, cell, heading, is_numeric, number, totals};
use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::data::excel::stored;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::value::Value;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Worksheet};

/// The bytes of a workbook; equal tables give equal bytes.
pub fn write(tables: &[ResultTable]) -> Result<Vec<u8>, SheetError> {
    let mut book = workbook()?;
    let mut names = SheetNames::default();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(names.name(&table.name))?;
        fill(sheet, table)?;
    }
    if tables.is_empty() {
        book.add_worksheet().set_name(names.name("无结果"))?;
    }
    Ok(book.save_to_buffer()?)
}

/// One table on a sheet of its own.
pub fn fill(sheet: &mut Worksheet, table: &ResultTable) -> Result<(), SheetError> {
    fill_from(sheet, table, 0).map(|_| ())
}

/// A table with its headings in row `top`; gives the first row below it.
pub fn fill_from(sheet: &mut Worksheet, table: &ResultTable, top: usize) -> Result<usize, SheetError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("#DDEBF7")
        .set_border(FormatBorder::Thin);
    let sums = totals(table);
    for (index, shown) in table.columns.iter().enumerate() {
        let at = column(index)?;
        let title = heading(shown);
        sheet.write_string_with_format(row(top)?, at, &title, &head)?;
        let mut texts = vec![title];
        let formats = Formats::new(shown, false);
        for number in 0..table.rows.len() {
            if let Some(value) = table.rows.value(number, index) {
                texts.push(cell(&value, shown, Grouping::Thousands));
                put(sheet, row(top + number + 1)?, at, &value, shown, &formats)?;
            }
        }
        if let Some(Some(sum)) = sums.as_ref().and_then(|sums| sums.get(index)) {
            texts.push(number(sum, shown, Grouping::Thousands));
        }
        widen(sheet, at, texts.iter().map(String::as_str))?;
    }
    if let Some(sums) = &sums {
        put_totals(sheet, table, sums, top)?;
    }
    sheet.set_freeze_panes(row(top + 1)?, 0)?;
    if let (Some(last_column), false) = (table.columns.len().checked_sub(1), table.rows.is_empty()) {
        sheet.autofilter(row(top)?, 0, row(top + table.rows.len())?, column(last_column)?)?;
    }
    sheet.set_repeat_rows(row(top)?, row(top)?)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(top + table.rows.len() + 1 + usize::from(sums.is_some()))
}

fn put_totals(
    sheet: &mut Worksheet,
    table: &ResultTable,
    sums: &[Option<Number>],
    top: usize,
) -> Result<(), SheetError> {
    let at_row = row(top + table.rows.len() + 1)?;
    let mut label = Some("合计");
    for (index, (sum, shown)) in sums.iter().zip(&table.columns).enumerate() {
        let formats = Formats::new(shown, true);
        match sum {
            Some(sum) => put_number(sheet, at_row, column(index)?, sum, shown, &formats)?,
            None => {
                let text = if is_numeric(shown) { "" } else { label.take().unwrap_or("") };
                sheet.write_string_with_format(at_row, column(index)?, text, &formats.text)?;
            }
        }
    }
    Ok(())
}

/// The formats of one column.
struct Formats {
    number: Format,
    text: Format,
    date: Format,
    fault: Format,
    right: Format,
}

impl Formats {
    fn new(column: &ResultColumn, total: bool) -> Self {
        let base = || {
            let format = Format::new().set_border(FormatBorder::Thin);
            if total { format.set_bold().set_border_top(FormatBorder::Double) } else { format }
        };
        Formats {
            number: base().set_num_format(number_format(column)),
            text: base().set_num_format("@"),
            date: base().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            fault: base().set_font_color("#C00000").set_text_wrap(),
            right: base().set_num_format("@").set_align(FormatAlign::Right),
        }
    }
}

/// `#,##0.00`, `0.0000%`.
fn number_format(column: &ResultColumn) -> String {
    let decimals = column.decimals.unwrap_or(0);
    let digits = |decimals: u32| {
        let zeros = "0".repeat(usize::try_from(decimals.min(30)).unwrap_or(0));
        if zeros.is_empty() { zeros } else { format!(".{zeros}") }
    };
    match (column.percent, column.decimals) {
        (true, _) => format!("0{}%", digits(decimals.saturating_sub(2))),
        (false, Some(_)) => format!("#,##0{}", digits(decimals)),
        (false, None) => "General".to_owned(),
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &ResultCell,
    shown: &ResultColumn,
    formats: &Formats,
) -> Result<(), SheetError> {
    match cell {
        ResultCell::Fault(words) => {
            sheet.write_string_with_format(row, at, format!("错误：{words}"), &formats.fault)?;
        }
        ResultCell::Value(Value::Number(number)) => put_number(sheet, row, at, number, shown, formats)?,
        ResultCell::Value(Value::Date(date)) => put_date(sheet, row, at, *date, formats)?,
        ResultCell::Value(Value::Text(text)) => {
            sheet.write_string_with_format(row, at, text.chars().take(32_767).collect::<String>(), &formats.text)?;
        }
        ResultCell::Value(Value::Bool(yes)) => {
            sheet.write_string_with_format(row, at, if *yes { "是" } else { "否" }, &formats.date)?;
        }
        ResultCell::Value(Value::Missing) => {
            sheet.write_blank(row, at, &formats.text)?;
        }
        ResultCell::Value(Value::NotApplicable) => {
            sheet.write_string_with_format(row, at, "不适用", &formats.date)?;
        }
    }
    Ok(())
}

/// Excel has no days before 1900: those are written as text.
fn put_date(sheet: &mut Worksheet, row: u32, at: u16, date: Date, formats: &Formats) -> Result<(), SheetError> {
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    let made = match parts {
        (Ok(year), Ok(month), Ok(day)) if year >= 1900 => ExcelDateTime::from_ymd(year, month, day).ok(),
        _ => None,
    };
    match made {
        Some(made) => sheet.write_datetime_with_format(row, at, &made, &formats.date)?,
        None => sheet.write_string_with_format(row, at, date.to_string(), &formats.date)?,
    };
    Ok(())
}

fn put_number(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    value: &Number,
    shown: &ResultColumn,
    formats: &Formats,
) -> Result<(), SheetError> {
    let kept = value.to_decimal().and_then(|text| stored(&text)).filter(|_| fits(value, shown));
    if let Some(kept) = kept {
        sheet.write_number_with_format(row, at, kept, &formats.number)?;
        return Ok(());
    }
    sheet.write_string_with_format(row, at, number(value, shown, Grouping::Thousands), &formats.right)?;
    let note = Note::new("这个数的位数超出 Excel 能精确保存或显示的范围，按文本写入以保证一分不差")
        .add_author_prefix(false)
        .set_width(260);
    sheet.insert_note(row, at, &note)?;
    Ok(())
}

/// Whether the column's format shows all digits of the number.
fn fits(number: &Number, column: &ResultColumn) -> bool {
    match (column.decimals, number.decimals()) {
        (Some(shown), Some(own)) => own <= shown,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}
