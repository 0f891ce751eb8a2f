//! Sheets with a known layout → the rows of one table. Titles, totals and footers are no rows; a bad cell keeps its row.

use super::cell::CellReader;
use super::cell_trouble::CellTrouble;
use super::fold::{excerpt, fold};
use super::grid::{Row, Rows, Sheet};
use super::heading::without_brackets;
use super::layout::{Layout, is_notes_row};
use super::problem::{ColumnPlace, DataProblem};
use super::table_trouble::{Remark, TableTrouble};
use super::told::{Told, bad_words, quoting};
use crate::ir::batch::{Cell, Origin, SourceName, TableData};
use crate::ir::schema::{ColumnSchema, TableSchema};

/// The rows of all sheets of a table, in their order.
pub fn read(
    schema: &TableSchema,
    parts: &[(&Sheet, Layout)],
    problems: &mut Vec<DataProblem>,
    notes: &mut Vec<DataProblem>,
) -> TableData {
    let mut data = TableData { columns: vec![Vec::new(); schema.columns.len()], ..TableData::default() };
    let mut told = Told::new(problems);
    for (at, (sheet, layout)) in parts.iter().enumerate() {
        let source = u32::try_from(data.sources.len()).unwrap_or(u32::MAX);
        data.sources.push(SourceName { file: sheet.file.clone(), sheet: sheet.sheet.clone() });
        let mut readers: Vec<CellReader<'_>> =
            schema.columns.iter().map(|column| CellReader::new(column, sheet.epoch_1904)).collect();
        for row in (layout.body..sheet.grid.len()).filter_map(|index| sheet.grid.row(index)) {
            if let Some(remark) = no_row(&row, schema, layout) {
                notes.extend(remark.map(|remark| remark.problem(&schema.name).in_sheet(sheet).at_row(row.number)));
                continue;
            }
            if let Some(trouble) = too_wide(&row, sheet, layout) {
                told.tell(trouble.problem(&schema.name).in_sheet(sheet), (at, usize::MAX), row.number, "");
            }
            data.origins.push(Origin { source, row: row.number });
            data.rows += 1;
            for (index, (reader, cells)) in readers.iter_mut().zip(&mut data.columns).enumerate() {
                let column = layout.columns.get(index).copied().flatten();
                let raw = column.and_then(|column| row.cell(column));
                let cell = match reader.read(raw) {
                    Ok(value) => Cell::Good(value),
                    Err(trouble) => {
                        let problem = cell_problem(&trouble, schema, index, column, sheet);
                        let text = raw.map(|raw| excerpt(raw.text)).unwrap_or_default();
                        // A column that is not there has been told once.
                        if column.is_none() {
                            Cell::Bad(bad_words(&quoting(problem, &text)).into())
                        } else {
                            told.bad(problem, (at, index), row.number, &text)
                        }
                    }
                };
                cells.push(cell);
            }
        }
    }
    told.finish(&schema.name);
    if data.rows == 0
        && let [(sheet, _)] = parts
    {
        notes.push(Remark::NoRows.problem(&schema.name).in_sheet(sheet));
    }
    data
}

/// The problem of a cell, without its row and text.
fn cell_problem(
    trouble: &CellTrouble,
    schema: &TableSchema,
    index: usize,
    at: Option<u32>,
    sheet: &Sheet,
) -> DataProblem {
    let fatal = schema.keys.contains(&index);
    let column: Option<&ColumnSchema> = schema.columns.get(index);
    let (type_name, name) = column.map_or(("", "".into()), |column| (&*column.type_name, column.name.clone()));
    let problem = trouble.problem(type_name, fatal).of_table(&schema.name).in_sheet(sheet);
    problem.at_column(ColumnPlace::new(&name, at, sheet.rows))
}

/// Why a row of the sheet is no row of the table: `Some(None)` if that needs no word.
fn no_row(row: &Row<'_>, schema: &TableSchema, layout: &Layout) -> Option<Option<Remark>> {
    let mapped = |index: &usize| layout.columns.get(*index).copied().flatten();
    let filled = |column: &u32| row.cell(*column).is_some();
    if is_notes_row(row)
        || !layout.columns.iter().flatten().any(filled) && !row.cells().any(|(_, cell)| is_total(cell.text))
    {
        return Some(footer(row));
    }
    let keys: Vec<u32> = schema.keys.iter().filter_map(mapped).collect();
    let (first, text) = row.cells().next().map(|(column, cell)| (column, cell.text))?;
    let other_keys =
        |word: u32| keys.iter().filter(|column| **column != word).any(|column| row.cell(*column).is_some());
    let total = row.cells().find(|(column, cell)| (*column == first || keys.contains(column)) && is_total(cell.text));
    if let Some((column, cell)) = total
        && !other_keys(column)
    {
        return Some(Some(Remark::Totals(cell.text.to_owned())));
    }
    let lonely = row.cells().count() <= 2
        && keys.iter().filter(|column| **column != first).all(|column| row.cell(*column).is_none());
    (lonely && schema.columns.len() > 2 && is_footer(text)).then(|| footer(row))
}

fn footer(row: &Row<'_>) -> Option<Remark> {
    row.cells().next().filter(|(_, cell)| is_footer(cell.text)).map(|(_, cell)| Remark::Footer(excerpt(cell.text)))
}

/// 合计, 总 计：, 全市小计（元）.
pub fn is_total(text: &str) -> bool {
    let latin = text.starts_with(|c: char| "tsgTSG".contains(c));
    if text.len() > 60 || !(latin || text.contains('计')) {
        return false;
    }
    let word = without_brackets(&fold(text));
    let word = word.trim_end_matches([':', '元', '行', '数']);
    ["合计", "总计", "小计", "共计"].iter().any(|end| word.ends_with(end))
        || matches!(word, "累计" | "total" | "subtotal" | "grandtotal" | "sum")
}

fn is_footer(text: &str) -> bool {
    let word = fold(text);
    [
        "注:",
        "备注:",
        "说明:",
        "填表说明:",
        "编制说明:",
        "填表人",
        "制表人",
        "填报人",
        "审核人",
        "复核人",
        "填表日期",
        "制表日期",
        "填报单位",
        "单位负责人",
        "(盖章)",
    ]
    .iter()
    .any(|start| word.starts_with(start))
}

/// A line of a text file with cells beyond its last heading.
fn too_wide(row: &Row<'_>, sheet: &Sheet, layout: &Layout) -> Option<TableTrouble> {
    match sheet.rows {
        Rows::Rows | Rows::Records => None,
        Rows::Lines => {
            let end = row.cells().map(|(column, _)| column + 1).max()?;
            (end > layout.width).then_some(TableTrouble::TooManyCells { cells: end, headings: layout.width })
        }
    }
}
