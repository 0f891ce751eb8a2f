//! Large plain CSV files → packed tables, without a text or a number object for each cell.
//!
//! Only files in which nothing is out of the ordinary are read here: one bad cell, one quote, one total row, and the
//! ordinary reader reads all of it again, so that there is one set of messages. Texts are read by the ordinary reader
//! too, each spelling once.

use super::cell::CellReader;
use super::fold::trim;
use super::grid::{Kind, Raw, Rows, Sheet};
use super::problem::DataProblem;
use super::{InputFile, assign, csv, format, layout, table};
use crate::ir::batch::SourceName;
use crate::ir::packed::{MISSING, PRESENT, Packed, PackedBatch, PackedTable, Shape, Texts, origin, scaled};
use crate::ir::schema::{ColumnSchema, End, TableSchema};
use crate::value::number::Number;
use crate::value::types::{self, Digits};
use crate::value::value::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Lines in which the headings are looked for, as the ordinary reader does.
const HEAD: usize = 60;

/// The packed tables and the notes, or `None` where the ordinary reader has to look.
pub fn read(inputs: &[InputFile], schemas: &[TableSchema]) -> Option<(PackedBatch, Vec<DataProblem>)> {
    if inputs.len() != schemas.len() {
        return None;
    }
    let mut plain = Vec::with_capacity(inputs.len());
    for input in inputs {
        plain.push(Plain::new(input)?);
    }
    let sheets: Vec<Sheet> = plain.iter().map(|file| file.sheet.clone()).collect();
    let (mut problems, mut notes) = (Vec::new(), Vec::new());
    let of_table = assign::assign(&sheets, schemas, &mut problems, &mut notes);
    let mut batch = PackedBatch::default();
    for (schema, found) in schemas.iter().zip(&of_table) {
        let [index] = found.as_slice() else { return None };
        let (file, sheet) = (plain.get(*index)?, sheets.get(*index)?);
        let layout = layout::find(sheet, schema, &mut problems, &mut notes)?;
        if !problems.is_empty() || layout.body != 1 {
            return None;
        }
        batch.tables.push(file.table(schema, &layout, &mut batch.texts)?);
    }
    for (schema, table) in schemas.iter().zip(&batch.tables) {
        are_unique(schema, table).then_some(())?;
    }
    let links = schemas.iter().enumerate().map(|(at, schema)| link(at, schema, schemas, &batch));
    let links: Vec<_> = links.collect::<Option<_>>()?;
    for (table, links) in batch.tables.iter_mut().zip(links) {
        table.links = links;
        // The texts of all tables have their numbers by now.
        for column in &mut table.columns {
            if matches!(column.shape, Shape::Text(_)) {
                column.shape = Shape::Text(Arc::clone(&batch.texts.list));
            }
        }
    }
    Some((batch, notes))
}

/// A file of text without anything to unwrap.
struct Plain<'a> {
    sheet: Sheet,
    /// The lines below the first.
    body: &'a [u8],
}

impl<'a> Plain<'a> {
    fn new(input: &'a InputFile) -> Option<Plain<'a>> {
        let name = input.name.to_lowercase();
        let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&input.bytes);
        let odd = |byte: &u8| matches!(byte, b'"' | 0);
        if !name.ends_with(".csv") || bytes.starts_with(b"sep=") || bytes.iter().any(odd) {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        if text.starts_with(['<', '{', '[', '\n', '\r', ' ']) {
            return None;
        }
        let end = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(HEAD).map(|(at, _)| at + 1);
        let head = text.get(..end.unwrap_or(text.len()))?;
        let first = bytes.iter().position(|byte| *byte == b'\n')? + 1;
        let grid = csv::read(head).ok()?;
        let heading = grid.row(0)?;
        let commas = bytes.get(..first)?.iter().filter(|byte| **byte == b',').count();
        if heading.number != 1 || commas + 1 != heading.cells().count() || csv::sniff(text) != b',' {
            return None;
        }
        let names = vec![format::stem(&input.name).to_owned()];
        let file: Arc<str> = input.name.as_str().into();
        let sheet = Sheet { file, sheet: None, names, hidden: false, rows: Rows::Lines, epoch_1904: false, grid };
        Some(Plain { sheet, body: bytes.get(first..)? })
    }

    fn table(&self, schema: &TableSchema, layout: &layout::Layout, texts: &mut Texts) -> Option<PackedTable> {
        let width = layout.width as usize;
        // By column of the file: the reader of the table's column that stands there.
        let mut readers: Vec<Option<Column<'_>>> = (0..width).map(|_| None).collect();
        for (index, column) in schema.columns.iter().enumerate() {
            let at = layout.columns.get(index).copied().flatten()? as usize;
            let is_key = schema.keys.contains(&index);
            *readers.get_mut(at)? = Some(Column::new(index, column, is_key || at == 0)?);
        }
        // A total or a note would stand in the first column.
        readers.first()?.as_ref()?;
        let mut rows = 0;
        for line in self.body.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            let mut cells = line.split(|byte| *byte == b',');
            let mut filled = 0;
            for reader in &mut readers {
                let cell = cells.next()?;
                filled += usize::from(!cell.is_empty());
                if let Some(reader) = reader {
                    reader.push(cell, rows, texts)?;
                }
            }
            if cells.next().is_some() || filled <= 2 || line.starts_with("【".as_bytes()) {
                return None;
            }
            rows += 1;
        }
        // An empty line within would shift the numbers of the lines behind it.
        let ends = self.body.iter().filter(|byte| **byte == b'\n').count();
        let last = usize::from(self.body.last().is_some_and(|byte| *byte != b'\n'));
        if rows == 0 || ends + last != rows {
            return None;
        }
        let mut columns: Vec<Option<Packed>> = vec![None; schema.columns.len()];
        for column in readers.into_iter().flatten() {
            *columns.get_mut(column.index)? = Some(column.packed);
        }
        let source = SourceName { file: self.sheet.file.clone(), sheet: None };
        Some(PackedTable {
            rows,
            columns: columns.into_iter().collect::<Option<_>>()?,
            source,
            first_line: 2,
            links: Vec::new(),
        })
    }
}

/// The cells of one column.
struct Column<'a> {
    index: usize,
    packed: Packed,
    schema: &'a ColumnSchema,
    /// Digits behind the point that a number may have; `None` for other cells.
    digits: Option<usize>,
    low: i64,
    high: i64,
    reader: CellReader<'a>,
    /// Words of the spellings seen.
    seen: HashMap<Box<[u8]>, i64>,
    last: (Vec<u8>, i64),
    /// Whether a total could stand here.
    leads: bool,
}

impl<'a> Column<'a> {
    fn new(index: usize, schema: &'a ColumnSchema, leads: bool) -> Option<Column<'a>> {
        if schema.scale != Number::one() || schema.default.is_some() {
            return None;
        }
        let (shape, digits) = match schema.ty.kind {
            types::Kind::Number(number) => match number.digits {
                Digits::At(digits) if digits <= 9 => {
                    (Shape::Number { scale: 10i64.pow(digits) }, Some(digits as usize))
                }
                Digits::At(_) | Digits::Unbounded => return None,
            },
            types::Kind::Bool => (Shape::Bool, None),
            types::Kind::Text | types::Kind::Enum(_) => (Shape::Text(Arc::default()), None),
            types::Kind::Date => (Shape::Day, None),
        };
        let packed = Packed::new(shape, 0);
        let (low, high) = bounds(schema, digits)?;
        let reader = CellReader::new(schema, false);
        let (seen, last) = (HashMap::new(), (Vec::new(), 0));
        Some(Column { index, packed, schema, digits, low, high, reader, seen, last, leads })
    }

    /// Takes one more cell; `None` where the ordinary reader has to look.
    fn push(&mut self, cell: &[u8], row: usize, texts: &mut Texts) -> Option<()> {
        if cell.is_empty() {
            if !self.schema.ty.missing || self.leads {
                return None;
            }
            self.packed.states.resize(row, PRESENT);
            self.packed.states.push(MISSING);
            self.packed.words.push(0);
            return Some(());
        }
        let word = match self.digits {
            Some(digits) => match number(cell, digits) {
                Some(word) if (self.low..=self.high).contains(&word) => word,
                Some(_) | None => return None,
            },
            None if cell == self.last.0.as_slice() => self.last.1,
            None => {
                let word = match self.seen.get(cell) {
                    Some(word) => *word,
                    None => self.spelling(cell, texts)?,
                };
                self.last.0.clear();
                self.last.0.extend_from_slice(cell);
                self.last.1 = word;
                word
            }
        };
        if !self.packed.states.is_empty() {
            self.packed.states.push(PRESENT);
        }
        self.packed.words.push(word);
        Some(())
    }

    /// The word of a spelling that has not been seen, as the ordinary reader understands it.
    fn spelling(&mut self, cell: &[u8], texts: &mut Texts) -> Option<i64> {
        let text = std::str::from_utf8(cell).ok()?;
        if trim(text) != text || text.starts_with('\'') || (self.leads && table::is_total(text)) {
            return None;
        }
        let word = match self.reader.read(Some(Raw { kind: Kind::Text, text })).ok()? {
            Value::Text(text) => texts.code(&text),
            Value::Bool(holds) => i64::from(holds),
            Value::Date(date) => origin()?.days_until(date),
            Value::Number(_) | Value::Missing | Value::NotApplicable => return None,
        };
        self.seen.insert(cell.into(), word);
        Some(word)
    }
}

/// The ends of a column's range as words.
fn bounds(schema: &ColumnSchema, digits: Option<usize>) -> Option<(i64, i64)> {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    let (Some(range), Some(digits)) = (&schema.range, digits) else {
        // The reader of spellings holds other ranges itself.
        return Some((low, high));
    };
    let scale = 10i64.checked_pow(u32::try_from(digits).ok()?)?;
    let word = |value: &Value| match value {
        Value::Number(number) => scaled(number, scale),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => None,
    };
    if let Some((value, end)) = &range.low {
        low = word(value)?.checked_add(i64::from(*end == End::Open))?;
    }
    if let Some((value, end)) = &range.high {
        high = word(value)?.checked_sub(i64::from(*end == End::Open))?;
    }
    Some((low, high))
}

/// A plain decimal number × 10^digits: at most 18 digits in all, zeros behind the allowed ones.
fn number(cell: &[u8], digits: usize) -> Option<i64> {
    let (negative, cell) = match cell.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, cell),
    };
    if cell.len() > 18 {
        return None;
    }
    let (mut word, mut whole, mut part, mut point) = (0i64, 0usize, 0usize, false);
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            if point && part == digits {
                if digit != 0 {
                    return None;
                }
                continue;
            }
            word = word * 10 + i64::from(digit);
            part += usize::from(point);
            whole += usize::from(!point);
        } else if *byte == b'.' && !point {
            point = true;
        } else {
            return None;
        }
    }
    // Digits on both sides of a point, as a plain number has them.
    if whole == 0 || cell.last() == Some(&b'.') {
        return None;
    }
    let word = word.checked_mul(10i64.checked_pow(u32::try_from(digits - part).ok()?)?)?;
    Some(if negative { -word } else { word })
}

/// Whether no two rows agree in all keys.
fn are_unique(schema: &TableSchema, table: &PackedTable) -> bool {
    let keys: Vec<&Packed> = schema.keys.iter().filter_map(|key| table.columns.get(*key)).collect();
    if keys.is_empty() {
        return true;
    }
    if keys.iter().any(|key| !key.states.is_empty()) {
        return false;
    }
    let key = |row: usize| keys.iter().map(move |key| key.words.get(row).copied().unwrap_or(0));
    if (1..table.rows).all(|row| key(row - 1).lt(key(row))) {
        return true;
    }
    let mut seen = HashSet::with_capacity(table.rows);
    (0..table.rows).all(|row| seen.insert(key(row).collect::<Vec<i64>>()))
}

/// Where the references of a table lead; `None` where one leads nowhere.
fn link(
    at: usize,
    schema: &TableSchema,
    schemas: &[TableSchema],
    batch: &PackedBatch,
) -> Option<Vec<(crate::ir::ids::RelationId, Vec<u32>)>> {
    let table = batch.tables.get(at)?;
    let mut all = Vec::with_capacity(schema.references.len());
    for reference in &schema.references {
        // A reference to a derived table is resolved when that has its rows.
        let Some(target) = schemas.iter().position(|other| other.id == reference.target) else { continue };
        let (target_schema, target) = (schemas.get(target)?, batch.tables.get(target)?);
        let ([from], [to]) = (reference.columns.as_slice(), target_schema.keys.as_slice()) else { return None };
        let (from, to) = (table.columns.get(*from)?, target.columns.get(*to)?);
        let same = match (&from.shape, &to.shape) {
            (Shape::Number { scale }, Shape::Number { scale: other }) => scale == other,
            (Shape::Text(_), Shape::Text(_)) | (Shape::Day, Shape::Day) => true,
            _ => false,
        };
        if !same {
            return None;
        }
        let rows: HashMap<i64, u32> = to.words.iter().copied().zip(0u32..).collect();
        let mut links = Vec::with_capacity(table.rows);
        let mut last = (i64::MIN, u32::MAX);
        for (row, word) in from.words.iter().enumerate() {
            if from.states.get(row).copied().unwrap_or(PRESENT) != PRESENT {
                links.push(u32::MAX);
                continue;
            }
            if last.0 != *word || last.1 == u32::MAX {
                last = (*word, *rows.get(word)?);
            }
            links.push(last.1);
        }
        all.push((reference.relation, links));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_plain_or_left_to_the_reader() {
        assert_eq!(number(b"12.5", 2), Some(1250));
        assert_eq!(number(b"-0.01", 2), Some(-1));
        assert_eq!(number(b"7", 4), Some(70_000));
        assert_eq!(number(b"1.5000", 2), Some(150));
        assert_eq!(number(b"007", 0), Some(7));
        for odd in ["", "-", ".5", "5.", "1,5", "1.234", " 1", "1e5", "+1", "--1", "1.2.3", "1234567890123456789"] {
            assert_eq!(number(odd.as_bytes(), 2), None, "{odd}");
        }
    }
}
