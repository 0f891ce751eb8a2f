//! All files of a policy: which is which table, and how they refer to each other.

use super::super::{assign, layout};
use super::Content;
use super::column::shape;
use super::file::File;
use super::link::Target;
use super::stream::Stream;
use crate::data::problem::DataProblem;
use crate::ir::block::Supply;
use crate::ir::narrow::{Narrow, ends};
use crate::ir::packed::{PRESENT, Packed, PackedBatch, PackedTable, Shape, Texts};
use crate::ir::schema::TableSchema;
use crate::ir::spread::SpreadSet;
use crate::ir::threads::side_by_side;
use std::sync::Arc;

/// Bytes of a file from which on several readers are worth their threads.
const SHARED: u64 = 1 << 20;

/// The files of all tables, in the order of the schemas; no row has been read.
pub struct Tables<'a> {
    files: Vec<File<'a>>,
    schemas: &'a [TableSchema],
    notes: Vec<DataProblem>,
    threads: usize,
}

impl<'a> Tables<'a> {
    /// `None` where the ordinary reader has to look.
    pub fn open(contents: &[&'a dyn Content], schemas: &'a [TableSchema]) -> Option<Tables<'a>> {
        if contents.len() != schemas.len() {
            return None;
        }
        let plain = contents.iter().map(|content| File::new(*content)).collect::<Option<Vec<_>>>()?;
        let sheets: Vec<_> = plain.iter().map(|file| file.sheet().clone()).collect();
        let (mut problems, mut notes) = (Vec::new(), Vec::new());
        let of_table = assign::assign(&sheets, schemas, &mut problems, &mut notes);
        let mut plain: Vec<Option<File<'a>>> = plain.into_iter().map(Some).collect();
        let mut files = Vec::with_capacity(schemas.len());
        for (schema, found) in schemas.iter().zip(&of_table) {
            let [index] = found.as_slice() else { return None };
            let mut file = plain.get_mut(*index)?.take()?;
            let layout = layout::find(file.sheet(), schema, &mut problems, &mut notes)?;
            if !problems.is_empty() || layout.body != 1 {
                return None;
            }
            file.set_layout(layout);
            files.push(file);
        }
        Some(Tables { files, schemas, notes, threads: 1 })
    }

    /// The same files, each read by so many threads where that is worth it.
    pub fn by(self, threads: usize) -> Tables<'a> {
        Tables { threads, ..self }
    }

    /// The table (by its place among the schemas) with the largest file, and how many bytes that has.
    pub fn largest(&self) -> Option<(usize, u64)> {
        self.files.iter().map(File::size).enumerate().max_by_key(|(_, size)| *size)
    }

    /// All rows of all tables.
    pub fn read_all(self) -> Option<(PackedBatch, Vec<DataProblem>)> {
        let mut batch = PackedBatch::default();
        for (file, schema) in self.files.into_iter().zip(self.schemas) {
            let table = read_rows(file, schema, &mut batch.texts, self.threads)?;
            batch.tables.push(table);
        }
        finish(&mut batch, self.schemas, None)?;
        Some((batch, self.notes))
    }

    /// All rows of all tables but one, which has none here: they come by the stream.
    pub fn read_but(self, streamed: usize) -> Option<(PackedBatch, Stream<'a>, Vec<DataProblem>)> {
        let (mut batch, mut kept) = (PackedBatch::default(), None);
        for (at, (file, schema)) in self.files.into_iter().zip(self.schemas).enumerate() {
            let table = if at == streamed {
                kept = Some((schema, file));
                None
            } else {
                Some(read_rows(file, schema, &mut batch.texts, self.threads)?)
            };
            batch.tables.extend(table);
        }
        let (schema, file) = kept?;
        let shapes = schema.columns.iter().map(shape).collect::<Option<Vec<Shape>>>()?;
        let mut targets = Vec::new();
        for reference in &schema.references {
            let Some(target) = self.schemas.iter().position(|other| other.id == reference.target) else { continue };
            // The tables behind the streamed one stand one place earlier.
            let place = if target > streamed { target - 1 } else { target };
            if target == streamed {
                return None;
            }
            targets.push(Target::new(reference, &shapes, self.schemas.get(target)?, batch.tables.get(place)?)?);
        }
        let stream = Stream::new(file, schema, targets, true);
        batch.tables.insert(streamed, stream.empty()?);
        finish(&mut batch, self.schemas, Some(streamed))?;
        Some((batch, stream, self.notes))
    }
}

/// The rows of a file, by several readers where it is large.
fn read_rows(file: File<'_>, schema: &TableSchema, texts: &mut Texts, threads: usize) -> Option<PackedTable> {
    let threads = if file.size() < SHARED || !has_easy_keys(schema) { 1 } else { threads };
    let mut stream = Stream::new(file, schema, Vec::new(), false);
    let empty = stream.empty()?;
    stream.begin(std::mem::take(texts)).ok()?;
    let mut pieces = Vec::new();
    for share in side_by_side(threads, || share_of(&stream, &empty)) {
        pieces.extend(share??);
    }
    pieces.sort_by_key(|table| table.piece);
    let rows: usize = pieces.iter().map(|table| table.rows).sum();
    let mut pieces = pieces.into_iter();
    let mut table = pieces.next()?;
    for narrow in table.columns.iter_mut().filter_map(|column| column.narrow.as_mut()) {
        narrow.reserve(rows - table.rows);
    }
    for piece in pieces {
        for (column, more) in table.columns.iter_mut().zip(&piece.columns) {
            append(column, more);
        }
        table.rows += piece.rows;
    }
    (table.rows == stream.end().ok()?).then_some(())?;
    *texts = stream.texts();
    Some(table)
}

/// What one of several readers has: the pieces that stand one behind the other are one table, numbered by the first.
fn share_of(stream: &Stream<'_>, empty: &PackedTable) -> Option<Vec<PackedTable>> {
    let (mut tables, mut last): (Vec<PackedTable>, usize) = (Vec::new(), 0);
    let mut reader = stream.reader().ok()?;
    while let Some(block) = reader.next().ok()? {
        if tables.is_empty() || block.piece > last + 1 {
            tables.push(PackedTable { piece: block.piece, ..empty.clone() });
        }
        last = block.piece;
        let table = tables.last_mut()?;
        for (column, more) in table.columns.iter_mut().zip(&block.columns) {
            append(column, more);
        }
        table.rows += block.rows;
    }
    Some(tables)
}

/// Whether it is soon told that keys are unique though texts get their numbers in any order.
fn has_easy_keys(schema: &TableSchema) -> bool {
    let is_text = |key: &usize| matches!(schema.columns.get(*key).and_then(shape), Some(Shape::Text(_)));
    schema.keys.len() < 2 || !schema.keys.iter().any(is_text)
}

/// Puts rows behind those of a column, which holds its words narrow.
fn append(column: &mut Packed, more: &Packed) {
    let done = column.len();
    if !column.states.is_empty() || !more.states.is_empty() {
        column.states.resize(done, PRESENT);
        column.states.extend_from_slice(&more.states);
        column.states.resize(done + more.len(), PRESENT);
    }
    let narrow = column.narrow.get_or_insert_with(|| Narrow::with_room(0));
    match &more.narrow {
        Some(more) => narrow.append(more),
        None => narrow.extend(&more.words, ends(&more.words)),
    }
}

/// Keys, references and texts of the tables that have their rows; `None` where the ordinary reader has to look.
fn finish(batch: &mut PackedBatch, schemas: &[TableSchema], streamed: Option<usize>) -> Option<()> {
    let mut all = Vec::with_capacity(schemas.len());
    for (at, schema) in schemas.iter().enumerate() {
        let table = batch.tables.get(at)?;
        let mut links = Vec::new();
        if streamed == Some(at) {
            all.push(table.links.clone());
            continue;
        }
        are_unique(schema, table).then_some(())?;
        let shapes: Vec<Shape> = table.columns.iter().map(|column| column.shape.clone()).collect();
        for reference in &schema.references {
            // A reference to a derived table is resolved when that has its rows.
            let Some(target) = schemas.iter().position(|other| other.id == reference.target) else { continue };
            if streamed == Some(target) {
                return None;
            }
            let target = Target::new(reference, &shapes, schemas.get(target)?, batch.tables.get(target)?)?;
            let mut rows = Vec::with_capacity(table.rows);
            target.follow(&table.columns, &mut rows)?;
            links.push((target.relation, Arc::new(rows)));
        }
        all.push(links);
    }
    for ((at, table), links) in batch.tables.iter_mut().enumerate().zip(all) {
        table.links = links;
        for column in &mut table.columns {
            if streamed != Some(at) {
                column.make_narrow();
            }
            // The texts of all tables have their numbers by now.
            if matches!(column.shape, Shape::Text(_)) {
                column.shape = Shape::Text(Arc::clone(&batch.texts.list));
            }
        }
    }
    Some(())
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
    if let [one] = keys.as_slice()
        && matches!(one.shape, Shape::Text(_))
    {
        return all_differ(one);
    }
    let key = |row: usize| keys.iter().map(move |key| key.word(row).unwrap_or(0));
    if (1..table.rows).all(|row| key(row - 1).lt(key(row))) {
        return true;
    }
    let mut seen = SpreadSet::with_capacity_and_hasher(table.rows, Default::default());
    (0..table.rows).all(|row| seen.insert(key(row).collect::<Vec<i64>>()))
}

/// Whether no number of a text is there twice.
fn all_differ(texts: &Packed) -> bool {
    let mut seen: Vec<bool> = Vec::new();
    (0..texts.len()).all(|row| {
        let Some(number) = texts.word(row).and_then(|word| usize::try_from(word).ok()) else { return false };
        if number >= seen.len() {
            seen.resize((number + 1).next_power_of_two(), false);
        }
        seen.get_mut(number).is_some_and(|seen| !std::mem::replace(seen, true))
    })
}
