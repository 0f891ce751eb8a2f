//! A publication as a workbook that prints: title, period, table, totals in capitals, signature, on A4 turned by a quarter.

use super::publication::Publication;
use super::sheet::{SheetError, SheetNames, column, row, workbook};
use super::xlsx;
use crate::ir::program::Program;
use rust_xlsxwriter::{Format, FormatAlign};
use std::collections::BTreeMap;

/// The bytes of the workbook.
///
/// # Errors
/// Where the table does not fit a sheet.
pub fn write(
    publication: &Publication,
    program: &Program,
    fill: &BTreeMap<String, String>,
) -> Result<Vec<u8>, SheetError> {
    let mut book = workbook()?;
    let mut names = SheetNames::default();
    let table = &publication.table;
    let sheet = book.add_worksheet();
    sheet.set_name(names.name(&table.name))?;
    let last = column(table.columns.len().saturating_sub(1))?;
    let big = Format::new().set_bold().set_font_size(18).set_align(FormatAlign::Center);
    let title = fill.get("标题").cloned().unwrap_or_else(|| format!("{}{}", program.name, table.name));
    // A table of one column has nothing to merge.
    if last > 0 {
        sheet.merge_range(0, 0, 0, last, &title, &big)?;
    } else {
        sheet.write_string_with_format(0, 0, &title, &big)?;
    }
    sheet.set_row_height(0, 34)?;
    let or_blank = |name: &str| fill.get(name).cloned().unwrap_or_else(|| "＿＿＿＿".to_owned());
    let plain = Format::new();
    sheet.write_string_with_format(1, 0, format!("公示期：{}", or_blank("公示期")), &plain)?;
    let end = xlsx::fill_from(sheet, table, 2)?;
    let mut at = end.saturating_add(1);
    let bold = Format::new().set_bold();
    for (name, figures, words) in &publication.totals {
        sheet.write_string_with_format(row(at)?, 0, format!("{name}合计：{figures}（大写：{words}）"), &bold)?;
        at = at.saturating_add(1);
    }
    let right = Format::new().set_align(FormatAlign::Right);
    for text in [fill.get("单位").cloned().unwrap_or_else(|| "＿＿＿＿＿＿＿＿（盖章）".to_owned()), or_blank("日期")]
    {
        at = at.saturating_add(1);
        sheet.write_string_with_format(row(at)?, last, text, &right)?;
    }
    sheet.set_paper_size(9);
    sheet.set_footer("&C第 &P 页，共 &N 页");
    Ok(book.save_to_buffer()?)
}
