//! A CSV file that a policy names by 来自 → rows of texts: the same decoding and the same delimiters as for data.

use super::csv::{self, BadCsv};
use super::encoding::decode;
use super::file_trouble::FileTrouble;
use super::problem::DataProblem;

/// The rows of a small CSV file, blank cells as empty texts.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Vec<String>>, Box<DataProblem>> {
    let name = file.into();
    let text = decode(bytes).map_err(|bad| Box::new(FileTrouble::from(bad).problem(&name)))?;
    let grid = csv::read(&text).map_err(|bad| {
        let trouble = match bad {
            BadCsv::OpenQuote(line) => FileTrouble::OpenQuote(line),
            BadCsv::Full => FileTrouble::TooLarge,
        };
        Box::new(trouble.problem(&name))
    })?;
    let mut rows = Vec::new();
    for row in grid.rows() {
        let mut cells: Vec<String> = Vec::new();
        for (column, raw) in row.cells() {
            cells.resize((column as usize).max(cells.len()), String::new());
            cells.push(raw.text.to_owned());
        }
        rows.push(cells);
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, String::new());
    }
    Ok(rows)
}
