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
        let mut hasher = blake3::Hasher::new();
        for row in sheet.grid.rows() {
            hasher.update(&row.number.to_le_bytes());
            for (column, raw) in row.cells() {
                hasher.update(&column.to_le_bytes());
                hasher.update(raw.text.as_bytes());
                hasher.update(&[0]);
            }
        }
        let name = sheet.sheet.as_ref().map_or_else(String::new, ToString::to_string);
        all.push((name, hasher.finalize().to_hex().to_string()));
    }
    all
}

/// The fingerprint of a plain CSV or Parquet file, the same as `sheets` gives, without holding the file; `None` for other
/// files.
pub fn plain(content: &dyn Content) -> Option<String> {
    if content.name().to_lowercase().ends_with(".parquet") {
        return paged(content);
    }
    let mut hasher = blake3::Hasher::new();
    packed::each_line(content, &mut |number, line| {
        let mut empty = true;
        for (column, cell) in line.split(',').enumerate() {
            let text = csv::plain(cell);
            if text.is_empty() {
                continue;
            }
            if std::mem::take(&mut empty) {
                hasher.update(&number.to_le_bytes());
            }
            hasher.update(&u32::try_from(column).ok()?.to_le_bytes());
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        }
        Some(())
    })?;
    Some(hasher.finalize().to_hex().to_string())
}

fn paged(content: &dyn Content) -> Option<String> {
    let (mut hasher, mut last) = (blake3::Hasher::new(), None);
    parquet::each_cell(content, &mut |row, column, text| {
        if last.replace(row) != Some(row) {
            hasher.update(&row.to_le_bytes());
        }
        hasher.update(&column.to_le_bytes());
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
        Some(())
    })?;
    Some(hasher.finalize().to_hex().to_string())
}

/// The fingerprint of bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
