//! Where the columns of a table stand in a sheet: finds the heading row below titles and notes.

use super::fold::fold;
use super::grid::{Grid, Kind, Row, Sheet};
use super::heading::{Closeness, Headings, Match, expected_unit, magnitude, shown};
use super::problem::{ColumnPlace, DataProblem};
use super::table_trouble::{Remark, TableTrouble};
use crate::ir::schema::{ColumnSchema, TableSchema};
use crate::value::types;

/// How far down a sheet headings are looked for.
const DEPTH: usize = 40;

/// With this begin the cells of the row in which our own templates say what to fill in.
pub const NOTES_MARK: &str = "【填写要求】";

/// The columns of a table in one sheet.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Index in the grid of the first row below the headings.
    pub body: usize,
    /// The column of the sheet for each column of the table.
    pub columns: Vec<Option<u32>>,
    /// One past the last headed column of the sheet.
    pub width: u32,
}

/// One heading and what it means.
#[derive(Clone, Debug)]
struct Heading {
    column: u32,
    text: String,
    means: Option<Match>,
}

/// A candidate for the heading row: one row or two that are read together.
#[derive(Debug)]
struct Band {
    first: usize,
    rows: usize,
    headings: Vec<Heading>,
}

/// Whether every column that must be there has a heading: then the sheet can be meant for the table.
pub fn fits(sheet: &Sheet, schema: &TableSchema) -> bool {
    let wanted = schema.columns.iter().filter(|column| !is_optional(column)).count();
    let Some(band) = best(&sheet.grid, schema, wanted) else { return false };
    let means = |index| band.headings.iter().any(|heading| heading.means.as_ref().is_some_and(|m| m.column == index));
    schema.columns.iter().enumerate().all(|(index, column)| means(index) || is_optional(column))
}

/// Whether the column may be absent from a file as a whole.
pub fn is_optional(column: &ColumnSchema) -> bool {
    column.ty.missing || column.default.is_some()
}

/// The layout of a sheet that is meant for a table, with problems and notes; `None` where no heading is known at all.
pub fn find(
    sheet: &Sheet,
    schema: &TableSchema,
    problems: &mut Vec<DataProblem>,
    notes: &mut Vec<DataProblem>,
) -> Option<Layout> {
    let Some(band) = best(&sheet.grid, schema, 1) else {
        let seen =
            sheet.grid.row(0).map(|row| row.cells().map(|(_, cell)| shown(cell.text)).collect()).unwrap_or_default();
        let wanted = schema.columns.iter().map(|column| column.name.to_string()).collect();
        problems.push(TableTrouble::NoHeadings { wanted, seen }.problem(&schema.name).in_sheet(sheet));
        return None;
    };
    let row = sheet.grid.row(band.first).map_or(1, |row| row.number);
    note_titles(sheet, &band, schema, notes);
    let mut layout = Layout { body: band.first + band.rows, ..Layout::default() };
    layout.width = band.headings.iter().map(|heading| heading.column + 1).max().unwrap_or(0);
    let mut used = Vec::new();
    let place = |problem: DataProblem| {
        if row == 0 { problem.in_sheet(sheet) } else { problem.in_sheet(sheet).at_row(row) }
    };
    let mut absent = Vec::new();
    for (index, column) in schema.columns.iter().enumerate() {
        let found = closest(&band.headings, index);
        if let [one, other, ..] = found.as_slice() {
            let both = [column_place(sheet, one), column_place(sheet, other)];
            problems.push(place(TableTrouble::TwoColumns { column: column.name.clone(), both }.problem(&schema.name)));
        }
        match found.first() {
            Some(heading) => {
                used.push(heading.column);
                if let Some((_, what)) = sheet.refused.iter().find(|(column, _)| *column == heading.column) {
                    let trouble = TableTrouble::UnreadColumn { column: column.name.clone(), what: what.clone() };
                    problems.push(place(trouble.problem(&schema.name)));
                    layout.columns.push(None);
                    continue;
                }
                check_unit(sheet, column, heading, schema, problems, notes);
                layout.columns.push(Some(heading.column));
            }
            None => {
                absent.push(column);
                layout.columns.push(None);
            }
        }
    }
    let unknown: Vec<&Heading> = band.headings.iter().filter(|heading| !used.contains(&heading.column)).collect();
    report_absent(&absent, &unknown, &band, place, schema, problems, notes);
    let unknown: Vec<String> =
        unknown.iter().filter(|heading| heading.means.is_none()).map(|heading| heading.text.clone()).collect();
    if !unknown.is_empty() {
        notes.push(place(Remark::UnknownColumns(unknown).problem(&schema.name)));
    }
    Some(layout)
}

fn note_titles(sheet: &Sheet, band: &Band, schema: &TableSchema, notes: &mut Vec<DataProblem>) {
    let titles: Vec<String> = (0..band.first)
        .filter_map(|index| sheet.grid.row(index))
        .filter(|row| !is_notes_row(row))
        .filter_map(|row| row.cells().next().map(|(_, cell)| super::fold::excerpt(cell.text)))
        .collect();
    if !titles.is_empty() {
        notes.push(Remark::Titles(titles).problem(&schema.name).in_sheet(sheet));
    }
}

/// Whether the row holds the filling instructions of one of our templates.
pub fn is_notes_row(row: &Row<'_>) -> bool {
    row.cells().next().is_some_and(|(_, cell)| cell.text.starts_with(NOTES_MARK))
}

fn report_absent(
    absent: &[&ColumnSchema],
    unknown: &[&Heading],
    band: &Band,
    place: impl Fn(DataProblem) -> DataProblem,
    schema: &TableSchema,
    problems: &mut Vec<DataProblem>,
    notes: &mut Vec<DataProblem>,
) {
    let names: Vec<&str> =
        unknown.iter().filter(|heading| heading.means.is_none()).map(|heading| heading.text.as_str()).collect();
    for column in absent {
        let similar = super::similar::closest(&column.name, &names);
        if is_optional(column) && similar.is_none() {
            let instead = column.default.as_ref().map(|value| super::range::shown(value, column));
            let remark = Remark::AbsentColumn { column: column.name.clone(), instead };
            notes.push(place(remark.problem(&schema.name)));
            continue;
        }
        let seen = band.headings.iter().map(|heading| heading.text.clone()).collect();
        let similar = similar.map(str::to_owned);
        let trouble =
            TableTrouble::MissingColumn { column: column.name.clone(), similar, seen, optional: is_optional(column) };
        problems.push(place(trouble.problem(&schema.name)));
    }
}

/// The headings that mean a column as closely as any does.
fn closest(headings: &[Heading], column: usize) -> Vec<&Heading> {
    let all: Vec<(Closeness, &Heading)> = headings
        .iter()
        .filter_map(|heading| heading.means.as_ref().filter(|m| m.column == column).map(|m| (m.closeness, heading)))
        .collect();
    let best = all.iter().map(|(closeness, _)| *closeness).min();
    all.into_iter().filter(|(closeness, _)| Some(*closeness) == best).map(|(_, heading)| heading).collect()
}

fn column_place(sheet: &Sheet, heading: &Heading) -> ColumnPlace {
    ColumnPlace::new(&heading.text.as_str().into(), Some(heading.column), sheet.rows)
}

/// A heading in 万元 over a column in 元 would be wrong ten thousand times: that must be said, not guessed.
fn check_unit(
    sheet: &Sheet,
    column: &ColumnSchema,
    heading: &Heading,
    schema: &TableSchema,
    problems: &mut Vec<DataProblem>,
    notes: &mut Vec<DataProblem>,
) {
    let Some(means) = &heading.means else { return };
    let at = |problem: DataProblem| problem.in_sheet(sheet).at_column(column_place(sheet, heading));
    if means.closeness == Closeness::Remark {
        let remark = Remark::TakenAs { heading: heading.text.clone(), column: column.name.clone() };
        notes.push(at(remark.problem(&schema.name)));
    }
    let Some(unit) = &means.unit else { return };
    let expected = expected_unit(column).unwrap_or_default();
    let is_number = matches!(column.ty.kind, types::Kind::Number(_));
    let is_percent = matches!(column.ty.kind, types::Kind::Number(number) if number.percent);
    if is_number && magnitude(unit) != magnitude(&expected) {
        let trouble = TableTrouble::OtherUnit { column: column.name.clone(), unit: unit.clone(), expected };
        problems.push(at(trouble.problem(&schema.name)));
    } else if is_percent && fold(unit) == "%" && expected != "%" {
        notes.push(at(Remark::PercentHeading(column.name.clone()).problem(&schema.name)));
    }
}

/// The row or pair of rows that names most columns, and `least` of them; the first of those. Rows that cannot name so many are
/// not looked at.
fn best(grid: &Grid, schema: &TableSchema, least: usize) -> Option<Band> {
    let known = Headings::new(schema);
    let mut best = Best { schema, least, winner: None };
    let mut under: Option<Vec<Piece<'_>>> = None;
    for first in 0..grid.len().min(DEPTH) {
        let Some(row) = grid.row(first) else { break };
        let mut line = under.take();
        let cells = texts(&row).count();
        if best.may_take(1, cells) {
            let line = line.get_or_insert_with(|| pieces(&row, &known));
            best.take(first, 1, line.iter().map(Piece::alone).collect());
        }
        let Some(next) = grid.row(first + 1).filter(|next| row.number + 1 == next.number) else { continue };
        let alone = texts(&row).filter(|(column, _)| next.cell(*column).is_none()).count();
        if best.may_take(2, alone + texts(&next).count()) {
            let line = line.get_or_insert_with(|| pieces(&row, &known));
            let below = under.insert(pieces(&next, &known));
            best.take(first, 2, double(line, (&next, below), &known));
        }
    }
    best.winner.map(|(_, _, band)| band)
}

/// A cell that may be a heading: folded and understood once, however many bands it takes part in.
#[derive(Debug)]
struct Piece<'a> {
    column: u32,
    text: &'a str,
    folded: String,
    means: Option<Match>,
}

/// What one column of a band means, and the text that a person sees there.
type Mark<'a> = (u32, &'a str, Option<Match>);

impl<'a> Piece<'a> {
    fn alone(&self) -> Mark<'a> {
        (self.column, self.text, self.means.clone())
    }
}

fn pieces<'a>(row: &Row<'a>, known: &Headings) -> Vec<Piece<'a>> {
    let piece = |(column, text)| {
        let folded = fold(text);
        Piece { column, text, means: known.find(&folded), folded }
    };
    texts(row).map(piece).collect()
}

/// Two rows read together, as merged headings leave them: 中选产品 over 采购量 and 采购金额.
fn double<'a>(top: &[Piece<'a>], (next, bottom): (&Row<'_>, &[Piece<'a>]), known: &Headings) -> Vec<Mark<'a>> {
    let mut marks: Vec<Mark<'a>> =
        top.iter().filter(|piece| next.cell(piece.column).is_none()).map(Piece::alone).collect();
    for below in bottom {
        let above = top.iter().rfind(|piece| piece.column <= below.column).map_or("", |piece| piece.folded.as_str());
        let means = known.find(&[above, &below.folded].concat()).or_else(|| below.means.clone());
        marks.push((below.column, below.text, means));
    }
    marks.sort_by_key(|(column, ..)| *column);
    marks
}

/// The best band so far, with how many columns it names and how many cells it has.
struct Best<'a> {
    schema: &'a TableSchema,
    least: usize,
    winner: Option<(usize, usize, Band)>,
}

impl Best<'_> {
    fn is_better(&self, rows: usize, matches: usize, cells: usize) -> bool {
        self.winner.as_ref().is_none_or(|(most, width, winner)| {
            let plainer = rows < winner.rows;
            let wider = rows == 1 && winner.rows == 1 && cells > *width;
            matches > *most || (matches == *most && (plainer || wider))
        })
    }

    /// Whether a band of so many cells at most can be better.
    fn may_take(&self, rows: usize, cells: usize) -> bool {
        let most = cells.min(self.schema.columns.len());
        most >= self.least && self.is_better(rows, most, cells)
    }

    fn take(&mut self, first: usize, rows: usize, marks: Vec<Mark<'_>>) {
        let means = |column| marks.iter().any(|(.., means)| means.as_ref().is_some_and(|m| m.column == column));
        let matches = (0..self.schema.columns.len()).filter(|column| means(*column)).count();
        let cells = marks.len();
        if matches > 0 && self.is_better(rows, matches, cells) {
            let heading = |(column, text, means)| Heading { column, text: shown(text), means };
            let band = Band { first, rows, headings: marks.into_iter().map(heading).collect() };
            self.winner = Some((matches, cells, band));
        }
    }
}

fn texts<'a>(row: &Row<'a>) -> impl Iterator<Item = (u32, &'a str)> {
    let is_text = |kind| matches!(kind, Kind::Text | Kind::Number);
    row.cells().filter(move |(_, cell)| is_text(cell.kind)).map(|(column, cell)| (column, cell.text))
}
