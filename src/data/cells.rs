//! The plain cells of a file, for readers with a layout of their own: what stands where, as a person would type it.

use super::InputFile;
use super::cell_trouble::CellTrouble;
use super::excel::as_shown;
use super::file_trouble::FileTrouble;
use super::format;
use super::grid::{Kind, Raw, Rows};
use super::layout::is_notes_row;
use super::problem::DataProblem;
use crate::diagnostic::Words;
use crate::value::number::Number;
use std::io;
use std::sync::Arc;

/// One sheet of a workbook, or a whole CSV file.
#[derive(Clone, Debug)]
pub struct PlainSheet {
    /// The name of the sheet; none for a CSV file.
    pub sheet: Option<Arc<str>>,
    /// Rows with at least one cell; the filling instructions of our templates are not among them.
    pub rows: Vec<PlainRow>,
}

/// A row: its number in the file (from 1), and its cells by column.
#[derive(Clone, Debug)]
pub struct PlainRow {
    pub number: u32,
    pub cells: Vec<Option<PlainCell>>,
}

/// A cell that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCell {
    pub text: String,
    pub sort: Sort,
}

/// What a cell is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    Text,
    /// A number, a date, a yes or no of a workbook, written out.
    Value,
    /// Nothing that could be taken: what is wrong, and what to do.
    Broken(Words, Words),
}

/// The visible sheets of a file.
///
/// # Errors
/// Why the file cannot be read.
pub fn sheets(file: &InputFile) -> Result<Vec<PlainSheet>, DataProblem> {
    let name: Arc<str> = file.name.as_str().into();
    let found = format::sheets(&name, &file.bytes).map_err(|trouble| trouble.problem(&name))?;
    let visible = found.into_iter().filter(|sheet| !sheet.hidden);
    Ok(visible
        .map(|sheet| {
            let rows = sheet.grid.rows().filter(|row| !is_notes_row(row));
            let rows = rows.map(|row| PlainRow { number: row.number, cells: cells(row.cells()) }).collect();
            let name = if sheet.rows == Rows::Lines { None } else { sheet.sheet.clone() };
            PlainSheet { sheet: name, rows }
        })
        .collect())
}

/// What to tell where the bytes of a file cannot be had: it is missing, or held open by Excel.
pub fn unreadable(name: &str, error: &io::Error) -> DataProblem {
    FileTrouble::from(error).problem(&name.into())
}

fn cells<'a>(raw: impl Iterator<Item = (u32, Raw<'a>)>) -> Vec<Option<PlainCell>> {
    let mut cells = Vec::new();
    for (column, cell) in raw {
        let at = column as usize;
        if cells.len() <= at {
            cells.resize(at + 1, None);
        }
        if let Some(place) = cells.get_mut(at) {
            *place = Some(plain(&cell));
        }
    }
    cells
}

fn plain(raw: &Raw<'_>) -> PlainCell {
    let broken = |trouble: CellTrouble| Sort::Broken(trouble.message(""), trouble.help());
    let (text, sort) = match raw.kind {
        Kind::Text => (raw.text.to_owned(), Sort::Text),
        Kind::Number | Kind::Date => (raw.text.to_owned(), Sort::Value),
        Kind::Percent => (percent(raw.text), Sort::Value),
        Kind::Bool => ((if raw.text == "TRUE" { "是" } else { "否" }).to_owned(), Sort::Value),
        Kind::Error => (raw.text.to_owned(), broken(CellTrouble::ExcelError(raw.text.to_owned()))),
        Kind::Uncalculated => (String::new(), broken(CellTrouble::Uncalculated)),
        Kind::Imprecise => (raw.text.to_owned(), broken(CellTrouble::Imprecise { shown: as_shown(raw.text) })),
        Kind::Double => (raw.text.to_owned(), broken(CellTrouble::Double)),
        Kind::Strange => (String::new(), broken(CellTrouble::Strange)),
    };
    PlainCell { text, sort }
}

/// The stored fraction as shown: 0.45 is 45%.
fn percent(stored: &str) -> String {
    let shown = Number::parse_decimal(stored).map(|number| number * Number::from(100));
    shown.and_then(|number| number.to_decimal()).map_or_else(|| stored.to_owned(), |text| format!("{text}%"))
}
