//! The end of a file: its columns, and where the cells of each stand. Every place lies inside the file.

use super::super::file_trouble::FileTrouble;
use super::super::guard::guarded;
use super::codec::Codec;
use super::form::{Form, nested};
use super::{LOCKED, MARK};
use crate::data::packed::Content;
use crate::diagnostic::Words;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::schema::types::{ColumnDescPtr, Type};

/// Bytes that the end of a file may have: names and places, no cells.
const MOST: u64 = 64 << 20;

/// Bytes behind the end: how long it is, and the mark.
const TAIL: u64 = 8;

/// What a file says of itself.
#[derive(Debug)]
pub struct Footer {
    pub fields: Vec<Field>,
    pub groups: Vec<Group>,
}

/// A column as a person sees it.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    /// `Err` says what it holds instead of cells.
    pub form: Result<Form, Words>,
    /// Its place among the columns of cells that the file stores.
    pub leaf: usize,
    /// `None` for a column that holds no cells.
    pub column: Option<ColumnDescPtr>,
}

/// Some rows, stored column by column.
#[derive(Debug)]
pub struct Group {
    pub rows: usize,
    /// How many rows stand before.
    pub before: u32,
    pub chunks: Vec<Chunk>,
}

/// The cells of one column of a group.
#[derive(Clone, Copy, Debug)]
pub struct Chunk {
    pub start: u64,
    pub length: u64,
    /// `Err` has the name of a compression that is not read.
    pub codec: Result<Codec, &'static str>,
}

impl Footer {
    /// # Errors
    /// Why it cannot be read.
    pub fn read(content: &dyn Content) -> Result<Footer, FileTrouble> {
        let broken = || FileTrouble::BrokenParquet;
        let part = |at: u64, length: u64| {
            let length = usize::try_from(length).map_err(|_| broken())?;
            content.part(at, length).map_err(|error| FileTrouble::of_part(&error))
        };
        let size = content.size();
        let end = size.checked_sub(TAIL).ok_or_else(broken)?;
        let tail = part(end, TAIL)?;
        let (length, mark) = tail.split_first_chunk::<4>().ok_or_else(broken)?;
        for mark in [part(0, MARK.len() as u64)?.as_slice(), mark] {
            match mark {
                LOCKED => return Err(FileTrouble::EncryptedParquet),
                MARK => {}
                _ => return Err(broken()),
            }
        }
        let length = u64::from(u32::from_le_bytes(*length));
        let start = end.checked_sub(length).filter(|_| length <= MOST).ok_or_else(broken)?;
        let bytes = part(start, length)?;
        let read = guarded(|| ParquetMetaDataReader::decode_metadata(&bytes));
        let data = read.and_then(Result::ok).ok_or_else(broken)?;
        Footer::of(&data, start).ok_or_else(broken)
    }

    fn of(data: &ParquetMetaData, end: u64) -> Option<Footer> {
        let schema = data.file_metadata().schema_descr();
        let mut fields = Vec::new();
        let mut leaf = 0;
        for field in schema.root_schema().get_fields() {
            let leaves = count(field);
            let one = field.is_primitive() && !is_repeated(field);
            let column = if one { schema.columns().get(leaf).cloned() } else { None };
            let form = column.as_ref().map_or_else(|| Err(nested()), |column| Form::of(column));
            fields.push(Field { name: field.name().to_owned(), form, leaf, column });
            leaf += leaves;
        }
        let mut groups = Vec::new();
        let mut before = 0u32;
        for group in data.row_groups() {
            let found = Group::of(group, before, end).filter(|group| group.chunks.len() == leaf)?;
            before = before.checked_add(u32::try_from(found.rows).ok()?)?;
            groups.push(found);
        }
        Some(Footer { fields, groups })
    }
}

impl Group {
    fn of(group: &RowGroupMetaData, before: u32, end: u64) -> Option<Group> {
        let rows = usize::try_from(group.num_rows()).ok()?;
        let chunks = group.columns().iter().map(|chunk| Chunk::of(chunk, end)).collect::<Option<Vec<_>>>()?;
        Some(Group { rows, before, chunks })
    }
}

impl Chunk {
    fn of(chunk: &ColumnChunkMetaData, end: u64) -> Option<Chunk> {
        let start = match chunk.dictionary_page_offset() {
            // Some writers name a dictionary that is not there.
            Some(dictionary) if dictionary > 0 => dictionary.min(chunk.data_page_offset()),
            Some(_) | None => chunk.data_page_offset(),
        };
        let start = u64::try_from(start).ok()?;
        let length = u64::try_from(chunk.compressed_size()).ok()?;
        let inside = start.checked_add(length)? <= end;
        inside.then(|| Chunk { start, length, codec: Codec::of(chunk.compression_codec()) })
    }
}

/// How many columns of cells a type is stored as.
fn count(field: &Type) -> usize {
    if field.is_primitive() { 1 } else { field.get_fields().iter().map(|field| count(field)).sum() }
}

fn is_repeated(field: &Type) -> bool {
    let info = field.get_basic_info();
    info.has_repetition() && info.repetition() == parquet::basic::Repetition::REPEATED
}
