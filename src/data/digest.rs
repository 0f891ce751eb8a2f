//! Fingerprints of files by content: of each sheet as its cells read, whatever the file says of times and styles.

use super::packed::Content;
use super::{InputFile, csv, format, packed, parquet};
use std::sync::Arc;

/// The sheets of a file (one without a name for CSV) with a fingerprint of their cells; a file that cannot be read has one
/// fingerprint of its bytes.
pub fn sheets(input: &InputFile) -> Vec<(String, String)> {
    let file: Arc<str> = input.name.as_str().into();
    let Ok(found) = format::sheets(&file, &input.bytes) else { return vec![(String::new(), of_bytes(&input.bytes))] };
    let mut all = Vec::new();
    for sheet in found {
        let mut cells = Cells::default();
        for row in sheet.grid.rows() {
            cells.row(row.number);
            for (column, raw) in row.cells() {
                cells.cell(column, raw.text);
            }
        }
        let name = sheet.sheet.as_ref().map_or_else(String::new, ToString::to_string);
        all.push((name, cells.print()));
    }
    all
}

/// The fingerprint of a plain CSV or Parquet file, the same as `sheets` gives, without holding the file; `None` for other
/// files.
pub fn plain(content: &dyn Content) -> Option<String> {
    if content.name().to_lowercase().ends_with(".parquet") {
        return paged(content);
    }
    let mut cells = Cells::default();
    packed::each_line(content, &mut |number, line| {
        let mut empty = true;
        for (column, cell) in (0u32..).zip(bytewise(line)) {
            let text = csv::plain(cell);
            if text.is_empty() {
                continue;
            }
            if std::mem::take(&mut empty) {
                cells.row(number);
            }
            cells.cell(column, text);
        }
        Some(())
    })?;
    Some(cells.print())
}

/// The cells of a line without quotes.
fn bytewise(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        // A comma is one byte, and no part of another character.
        let end = line.bytes().position(|byte| byte == b',');
        rest = end.and_then(|end| line.get(end + 1..));
        line.get(..end.unwrap_or(line.len()))
    })
}

fn paged(content: &dyn Content) -> Option<String> {
    let (mut cells, mut last) = (Cells::default(), None);
    parquet::each_cell(content, &mut |row, column, text| {
        if last.replace(row) != Some(row) {
            cells.row(row);
        }
        cells.cell(column, text);
        Some(())
    })?;
    Some(cells.print())
}

/// Many bytes at a time are hashed in vectors.
const MANY: usize = 128 << 10;

/// The cells of a sheet on their way to its fingerprint.
#[derive(Default)]
struct Cells {
    hasher: blake3::Hasher,
    bytes: Vec<u8>,
}

impl Cells {
    fn row(&mut self, number: u32) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn cell(&mut self, column: u32, text: &str) {
        self.bytes.extend_from_slice(&column.to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
        if self.bytes.len() >= MANY {
            self.hasher.update(&self.bytes);
            self.bytes.clear();
        }
    }

    fn print(mut self) -> String {
        self.hasher.update(&self.bytes);
        self.hasher.finalize().to_hex().to_string()
    }
}

/// The fingerprint of bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
