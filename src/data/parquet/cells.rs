//! All cells of a file, row by row.

use super::super::file_trouble::FileTrouble;
use super::super::grid::Kind;
use super::footer::{Footer, Group};
use super::pages::Pages;
use super::typed::{Cells, cells};
use crate::data::packed::Content;

/// Rows that are read of all columns before they are handed out.
const BATCH: usize = 1024;

/// What takes a cell: row (from 1), column (from 0), what it is, and its text.
pub type Take<'a> = &'a mut dyn FnMut(u32, u32, Kind, &str) -> Result<(), FileTrouble>;

/// Hands out all cells that are not blank.
///
/// # Errors
/// Where the file cannot be read, and those of the taker.
pub fn each(content: &dyn Content, footer: &Footer, take: Take<'_>) -> Result<(), FileTrouble> {
    footer.groups.iter().try_for_each(|group| each_of(content, footer, group, take))
}

fn each_of(content: &dyn Content, footer: &Footer, group: &Group, take: Take<'_>) -> Result<(), FileTrouble> {
    let mut columns: Vec<(u32, Pages<'_>, Box<dyn Cells>)> = Vec::new();
    for (at, field) in (0u32..).zip(&footer.fields) {
        let (Some(column), Some(chunk)) = (&field.column, group.chunks.get(field.leaf)) else { continue };
        let Some(cells) = cells(field) else { continue };
        columns.push((at, Pages::new(content, group, chunk, column)?, cells));
    }
    let (mut done, mut text) = (0, String::new());
    while done < group.rows && !columns.is_empty() {
        let rows = BATCH.min(group.rows - done);
        for (_, pages, cells) in &mut columns {
            cells.read(pages, rows)?;
        }
        for row in 0..rows {
            let number = u32::try_from(done + row + 1).unwrap_or(u32::MAX).saturating_add(group.before);
            for (at, _, cells) in &mut columns {
                if let Some(kind) = cells.next(&mut text) {
                    take(number, *at, kind, &text)?;
                }
            }
        }
        done += rows;
    }
    Ok(())
}
