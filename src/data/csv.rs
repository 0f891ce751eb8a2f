//! Text with delimiters → grid. The delimiter is a comma, a semicolon or a tab, whichever makes even rows.

use super::fold::trim;
use super::grid::{Grid, Kind};

/// Why a text is not a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCsv {
    /// A quote opened at this line (from 1) is never closed.
    OpenQuote(u32),
    Full,
}

/// Reads all records; the numbers of the rows are the lines on which they start.
pub fn read(text: &str) -> Result<Grid, BadCsv> {
    let (hint, body, skipped) = separator_line(text);
    let delimiter = hint.unwrap_or_else(|| sniff(body));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
    let mut grid = Grid::default();
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { text: body.as_bytes(), passed: 0, line: 1 };
    let mut last = (1, 1);
    while let Ok(true) = reader.read_record(&mut record) {
        let row = lines.at(record.position().map_or(0, |place| place.byte())).saturating_add(skipped);
        last = (row, record.iter().map(|cell| 1 + cell.matches('\n').count()).max().unwrap_or(1));
        for (column, cell) in record.iter().enumerate() {
            let cell = plain(cell);
            if !cell.is_empty() {
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                grid.push(row, column, Kind::Text, cell).map_err(|_| BadCsv::Full)?;
            }
        }
    }
    let odd = body.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    if odd && last.1 > 1 { Err(BadCsv::OpenQuote(last.0)) } else { Ok(grid) }
}

/// Counts lines up to the records of a text; the reader's own count is one behind after CRLF.
struct Lines<'a> {
    text: &'a [u8],
    passed: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line (from 1) of the first thing that is not a line end, at or behind a byte.
    fn at(&mut self, byte: u64) -> u32 {
        let target = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(next) = self.text.get(self.passed) {
            if self.passed >= target && !matches!(next, b'\n' | b'\r') {
                break;
            }
            self.line = self.line.saturating_add(u32::from(*next == b'\n'));
            self.passed += 1;
        }
        self.line
    }
}

/// The cell without the wrappings that exports put around codes to keep Excel from changing them: `="01"`, `'01`.
pub fn plain(cell: &str) -> &str {
    // Most cells begin and end with a letter or a digit.
    if let [first, .., last] | [first @ last] = cell.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return cell;
    }
    let cell = trim(cell);
    if let Some(inner) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return trim(inner);
    }
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        Some(_) | None => cell,
    }
}

/// The first line `sep=;`, which Excel obeys and does not show.
fn separator_line(text: &str) -> (Option<u8>, &str, u32) {
    let Some(rest) = text.strip_prefix("sep=") else { return (None, text, 0) };
    let (line, body) = rest.split_once('\n').unwrap_or((rest, ""));
    match line.trim_end_matches('\r').as_bytes() {
        [one] => (Some(*one), body, 1),
        _ => (None, text, 0),
    }
}

/// The delimiter that most of the first lines hold in the same number.
pub fn sniff(text: &str) -> u8 {
    let mut best = (0, 0, b',');
    for delimiter in [b'\t', b';', b','] {
        let counts = counts(text, delimiter);
        let (lines, mode) = mode(&counts);
        if mode > 0 && (lines, mode) > (best.0, best.1) {
            best = (lines, mode, delimiter);
        }
    }
    best.2
}

/// How often the delimiter stands outside quotes in each of the first lines.
fn counts(text: &str, delimiter: u8) -> Vec<usize> {
    let mut all = Vec::new();
    let (mut count, mut quoted, mut blank) = (0, false, true);
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if !blank {
                    all.push(count);
                }
                (count, blank) = (0, true);
                if all.len() == 50 {
                    return all;
                }
                continue;
            }
            _ if byte == delimiter && !quoted => count += 1,
            _ => {}
        }
        blank = blank && byte.is_ascii_whitespace();
    }
    if !blank {
        all.push(count);
    }
    all
}

/// The most frequent count above zero and on how many lines it stands.
fn mode(counts: &[usize]) -> (usize, usize) {
    let mut best = (0, 0);
    for count in counts.iter().filter(|count| **count > 0) {
        let lines = counts.iter().filter(|other| *other == count).count();
        best = best.max((lines, *count));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn the_even_delimiter_wins() {
        assert_eq!(sniff("题名\na;b;c\n1;\"2;2\";3\n"), b';');
        assert_eq!(sniff("a\tb\tc\n1,234.50\t2,000\tx\n9\t1\ty\n"), b'\t');
        assert_eq!(sniff("名称\n甲\n"), b',');
    }
}
