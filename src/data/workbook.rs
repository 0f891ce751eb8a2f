//! Bytes of .xlsx and .xls → sheets. Formulas count by their saved results, formats only where they make a date.

use super::archive::{BadArchive, check};
use super::excel::decimal;
use super::file_trouble::FileTrouble;
use super::fold::trim;
use super::grid::{Full, Grid, Kind, Rows, Sheet};
use super::guard::guarded;
use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xls, XlsError, Xlsx, XlsxError};
use std::collections::HashSet;
use std::io::Cursor;
use std::sync::Arc;

/// Letters that Excel lets a cell have.
const LONGEST: usize = 32_767;

type Bytes<'a> = Cursor<&'a [u8]>;

/// All worksheets of a workbook in their order; damage of any kind is one trouble of the file.
pub fn read(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Sheet>, FileTrouble> {
    let zipped = bytes.starts_with(b"PK");
    if zipped {
        check(bytes).map_err(|bad| match bad {
            BadArchive::Broken => FileTrouble::BrokenWorkbook,
            BadArchive::Huge => FileTrouble::TooLarge,
            BadArchive::Locked => FileTrouble::Encrypted,
            BadArchive::NoWorkbook => FileTrouble::NotATable,
        })?;
    }
    let sheets = guarded(|| if zipped { xlsx(file, bytes) } else { xls(file, bytes) });
    let mut sheets = sheets.unwrap_or(Err(FileTrouble::BrokenWorkbook))?;
    let mut full = sheets.iter_mut().filter(|sheet| !sheet.grid.is_empty());
    if let (Some(only), None) = (full.next(), full.next()) {
        only.names.push(super::format::stem(file).to_owned());
    }
    Ok(sheets)
}

fn xlsx(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Sheet>, FileTrouble> {
    let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_trouble)?;
    let epoch_1904 = book.has_1904_epoch();
    let listed = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for meta in listed.iter().filter(|meta| meta.typ == SheetType::WorkSheet) {
        let percents = percents(&mut book, &meta.name)?;
        let mut reader = match book.worksheet_cells_reader(&meta.name) {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(xlsx_trouble(error)),
        };
        let mut grid = Grid::default();
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(xlsx_trouble)? {
            let (row, column) = cell.pos;
            let put = match &cell.value {
                DataRef::Empty if cell.formula.is_some() => grid.push(row + 1, column, Kind::Uncalculated, ""),
                DataRef::Float(stored) if percents.contains(&cell.pos) => {
                    let (kind, digits) = decimal(*stored);
                    let kind = if kind == Kind::Number { Kind::Percent } else { kind };
                    grid.push(row + 1, column, kind, &digits)
                }
                value => put(&mut grid, row + 1, column, value),
            };
            put.map_err(|Full| FileTrouble::TooLarge)?;
        }
        sheets.push(Sheet { epoch_1904, ..sheet(file, meta, grid) });
    }
    Ok(sheets)
}

/// The cells of a sheet whose format shows a percent sign; the sheet is only walked if the workbook has such a format.
fn percents(book: &mut Xlsx<Bytes<'_>>, name: &str) -> Result<HashSet<(u32, u32)>, FileTrouble> {
    let mut found = HashSet::new();
    let Ok(mut reader) = book.worksheet_cells_reader(name) else { return Ok(found) };
    let shows = |style: &Style| style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'));
    let styles: Vec<bool> = reader.styles().iter().map(shows).collect();
    if !styles.contains(&true) {
        return Ok(found);
    }
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(xlsx_trouble)? {
        if styles.get(style).copied().unwrap_or(false) {
            found.insert(cell.get_position());
        }
    }
    Ok(found)
}

fn xls(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Sheet>, FileTrouble> {
    super::biff::check(bytes)?;
    let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => FileTrouble::Encrypted,
        _ => FileTrouble::BrokenWorkbook,
    })?;
    let listed = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for meta in listed.iter().filter(|meta| meta.typ == SheetType::WorkSheet) {
        let range = book.worksheet_range(&meta.name).map_err(|_| FileTrouble::BrokenWorkbook)?;
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut grid = Grid::default();
        for (row, cells) in (top + 1..).zip(range.rows()) {
            for (column, value) in (left..).zip(cells) {
                put_owned(&mut grid, row, column, value).map_err(|Full| FileTrouble::TooLarge)?;
            }
        }
        sheets.push(sheet(file, meta, grid));
    }
    Ok(sheets)
}

fn sheet(file: &Arc<str>, meta: &calamine::Sheet, grid: Grid) -> Sheet {
    Sheet {
        file: file.clone(),
        sheet: Some(meta.name.as_str().into()),
        names: vec![meta.name.clone()],
        hidden: meta.visible != SheetVisible::Visible,
        rows: Rows::Rows,
        epoch_1904: false,
        refused: Vec::new(),
        grid,
    }
}

fn put_owned(grid: &mut Grid, row: u32, column: u32, value: &Data) -> Result<(), Full> {
    match value {
        Data::String(text) => put(grid, row, column, &DataRef::SharedString(text)),
        Data::Int(whole) => put(grid, row, column, &DataRef::Int(*whole)),
        Data::Float(stored) => put(grid, row, column, &DataRef::Float(*stored)),
        Data::Bool(yes) => put(grid, row, column, &DataRef::Bool(*yes)),
        Data::DateTime(date) => put(grid, row, column, &DataRef::DateTime(*date)),
        Data::DateTimeIso(text) => put(grid, row, column, &DataRef::DateTimeIso(text.clone())),
        Data::DurationIso(text) => put(grid, row, column, &DataRef::DurationIso(text.clone())),
        Data::Error(error) => put(grid, row, column, &DataRef::Error(error.clone())),
        Data::Empty => Ok(()),
    }
}

fn put(grid: &mut Grid, row: u32, column: u32, value: &DataRef<'_>) -> Result<(), Full> {
    let mut text = |text: &str| {
        let text = trim(text);
        match text.len() {
            0 => Ok(()),
            length if length > 4 * LONGEST => grid.push(row, column, Kind::Strange, ""),
            _ => grid.push(row, column, Kind::Text, text),
        }
    };
    match value {
        DataRef::Empty => Ok(()),
        DataRef::String(cell) => text(cell),
        DataRef::SharedString(cell) => text(cell),
        DataRef::DateTimeIso(cell) | DataRef::DurationIso(cell) => text(cell),
        DataRef::Int(whole) => grid.push(row, column, Kind::Number, &whole.to_string()),
        DataRef::Float(stored) => {
            let (kind, digits) = decimal(*stored);
            grid.push(row, column, kind, &digits)
        }
        DataRef::Bool(yes) => grid.push(row, column, Kind::Bool, if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(date) => {
            let (kind, shown) = date_text(date);
            grid.push(row, column, kind, &shown)
        }
        DataRef::Error(error) => grid.push(row, column, Kind::Error, &error.to_string()),
    }
}

/// A date cell as 2021-01-31; one that shows a duration stays the number that it is.
fn date_text(date: &ExcelDateTime) -> (Kind, String) {
    let day = date.to_ymd_hms_milli();
    if date.is_duration() || !(0.0..2_958_466.0).contains(&date.as_f64()) {
        return decimal(date.as_f64());
    }
    (Kind::Date, format!("{:04}-{:02}-{:02}", day.0, day.1, day.2))
}

fn xlsx_trouble(error: XlsxError) -> FileTrouble {
    match error {
        XlsxError::Password => FileTrouble::Encrypted,
        _ => FileTrouble::BrokenWorkbook,
    }
}
