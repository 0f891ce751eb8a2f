//! Which sheet is meant for which table: by name, else by headings where there is no doubt.

use super::fold::fold;
use super::grid::Sheet;
use super::heading::without_brackets;
use super::layout::fits;
use super::problem::DataProblem;
use super::table_trouble::{Remark, TableTrouble};
use crate::ir::schema::TableSchema;

/// The sheets (by index) of each table, in the order of the schemas.
pub fn assign(
    sheets: &[Sheet],
    schemas: &[TableSchema],
    problems: &mut Vec<DataProblem>,
    notes: &mut Vec<DataProblem>,
) -> Vec<Vec<usize>> {
    let mut of_table: Vec<Vec<usize>> = schemas.iter().map(|schema| named(sheets, schema)).collect();
    let free = |of_table: &[Vec<usize>]| -> Vec<usize> {
        let taken = |index: &usize| of_table.iter().any(|all| all.contains(index));
        let open = |index: &usize| sheets.get(*index).is_some_and(|sheet| !sheet.hidden && !sheet.grid.is_empty());
        (0..sheets.len()).filter(|index| !taken(index) && open(index)).collect()
    };
    let left = free(&of_table);
    let candidates: Vec<Vec<usize>> = schemas
        .iter()
        .zip(&of_table)
        .map(|(schema, found)| match found.as_slice() {
            [] => left
                .iter()
                .copied()
                .filter(|index| sheets.get(*index).is_some_and(|sheet| fits(sheet, schema)))
                .collect(),
            [_, ..] => Vec::new(),
        })
        .collect();
    for ((schema, found), own) in schemas.iter().zip(&mut of_table).zip(&candidates) {
        let [index] = own.as_slice() else { continue };
        let rivals = candidates.iter().filter(|all| all.contains(index)).count();
        if let (1, Some(sheet)) = (rivals, sheets.get(*index)) {
            found.push(*index);
            notes.push(Remark::ByHeadings.problem(&schema.name).in_sheet(sheet));
        }
    }
    let left = free(&of_table);
    if let ([_], [found], [only]) = (schemas, of_table.as_mut_slice(), left.as_slice())
        && found.is_empty()
    {
        found.push(*only);
    }
    report(sheets, schemas, &of_table, problems, notes);
    of_table
}

fn named(sheets: &[Sheet], schema: &TableSchema) -> Vec<usize> {
    let wanted = fold(&schema.name);
    let is_it = |name: &String| {
        let name = fold(name);
        name == wanted || without_brackets(&name) == wanted
    };
    sheets.iter().enumerate().filter(|(_, sheet)| sheet.names.iter().any(is_it)).map(|(index, _)| index).collect()
}

fn report(
    sheets: &[Sheet],
    schemas: &[TableSchema],
    of_table: &[Vec<usize>],
    problems: &mut Vec<DataProblem>,
    notes: &mut Vec<DataProblem>,
) {
    let names = |sheet: &Sheet| match &sheet.sheet {
        Some(name) => name.to_string(),
        None => sheet.file.to_string(),
    };
    let seen: Vec<String> = sheets.iter().map(names).collect();
    for (schema, found) in schemas.iter().zip(of_table) {
        let own: Vec<&Sheet> = found.iter().filter_map(|index| sheets.get(*index)).collect();
        for sheet in own.iter().filter(|sheet| sheet.hidden) {
            notes.push(Remark::Hidden.problem(&schema.name).in_sheet(sheet));
        }
        match own.as_slice() {
            [] => {
                let free: Vec<&str> = sheets.iter().flat_map(|sheet| &sheet.names).map(String::as_str).collect();
                let similar = super::similar::closest(&schema.name, &free).map(str::to_owned);
                let wanted = schema.columns.iter().map(|column| column.name.to_string()).collect();
                problems.push(TableTrouble::MissingTable { similar, seen: seen.clone(), wanted }.problem(&schema.name));
            }
            [_] => {}
            [_, _, ..] => {
                let places = own
                    .iter()
                    .map(|sheet| format!("{} {}", sheet.file, sheet.sheet.as_deref().unwrap_or("")).trim().to_owned());
                notes.push(Remark::Several(places.collect()).problem(&schema.name));
            }
        }
    }
    for (index, sheet) in sheets.iter().enumerate() {
        let taken = of_table.iter().any(|all| all.contains(&index));
        let ours = sheet.sheet.as_deref().is_some_and(|name| matches!(fold(name).as_str(), "说明" | "可选值"));
        if !taken && !ours && !sheet.grid.is_empty() {
            notes.push(Remark::unused().in_sheet(sheet));
        }
    }
}
