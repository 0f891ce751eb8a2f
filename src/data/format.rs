//! One input file → its sheets: the format is told by the content, the name only helps.

use super::csv::BadCsv;
use super::encoding::decode;
use super::file_trouble::FileTrouble;
use super::grid::{Grid, Rows, Sheet};
use super::{csv, json, parquet, workbook};
use std::sync::Arc;

/// Bytes that a file may have.
const MOST: usize = 1 << 30;

/// The sheets of a file in their order.
pub fn sheets(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Sheet>, FileTrouble> {
    if bytes.len() > MOST {
        return Err(FileTrouble::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return workbook::read(file, bytes);
    }
    let name = file.to_lowercase();
    if parquet::is_parquet(bytes) {
        return parquet::read(file, bytes);
    }
    if name.ends_with(".parquet") {
        return Err(if bytes.is_empty() { FileTrouble::Empty } else { FileTrouble::BrokenParquet });
    }
    let named_workbook = [".xlsx", ".xls", ".xlsm", ".et"].iter().any(|end| name.ends_with(end));
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(_) if named_workbook => return Err(FileTrouble::BrokenWorkbook),
        Err(bad) => return Err(bad.into()),
    };
    let start = text.trim_start().get(..64).unwrap_or(text.trim_start()).to_lowercase();
    if text.trim().is_empty() {
        return Err(if named_workbook { FileTrouble::BrokenWorkbook } else { FileTrouble::Empty });
    }
    if ["<html", "<!doctype", "<table", "<?xml", "<meta", "<head"].iter().any(|tag| start.starts_with(tag)) {
        return Err(FileTrouble::WebPage);
    }
    if name.ends_with(".json") || start.starts_with('{') || start.starts_with("[{") {
        return json::read(file, &text);
    }
    let grid = csv::read(&text).map_err(|bad| match bad {
        BadCsv::OpenQuote(line) => FileTrouble::OpenQuote(line),
        BadCsv::Full => FileTrouble::TooLarge,
    })?;
    Ok(vec![lines(file.clone(), grid)])
}

/// A file of lines as a sheet.
pub fn lines(file: Arc<str>, grid: Grid) -> Sheet {
    Sheet {
        names: vec![stem(&file).to_owned()],
        file,
        sheet: None,
        hidden: false,
        rows: Rows::Lines,
        epoch_1904: false,
        refused: Vec::new(),
        grid,
    }
}

/// The name of a file without folders and extension.
pub fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
