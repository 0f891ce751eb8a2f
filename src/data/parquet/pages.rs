//! The pages of one column of a group, unpacked one after the other.

use super::super::file_trouble::FileTrouble;
use super::codec::Codec;
use super::footer::{Chunk, Group};
use super::header::Header;
use crate::data::packed::Content;
use parquet::basic::{Encoding, Type};
use parquet::column::page::Page;
use parquet::schema::types::ColumnDescriptor;

/// Bytes that a page may unpack to.
const MOST: usize = 256 << 20;

/// Bytes that are read from the file at once.
const PIECE: u64 = 256 << 10;

/// Bytes that a header may have; some hold the smallest and the largest text.
const HEADER: u64 = 1 << 20;

const DATA: i64 = 0;
const INDEX: i64 = 1;
const DICTIONARY: i64 = 2;
const DATA_V2: i64 = 3;

/// The pages that have not been read.
pub struct Pages<'a> {
    content: &'a dyn Content,
    codec: Codec,
    /// Where the bytes go on that have not been taken from the file, and where they end.
    next: u64,
    end: u64,
    /// Bytes that were taken, from `at` on not yet used.
    taken: Vec<u8>,
    at: usize,
    /// Rows that the pages still have to bring.
    rows: usize,
    /// The least bytes of an entry of a dictionary.
    least: usize,
    optional: bool,
}

impl<'a> Pages<'a> {
    /// # Errors
    /// Where the compression is not read.
    pub fn new(
        content: &'a dyn Content,
        group: &Group,
        chunk: &Chunk,
        column: &ColumnDescriptor,
    ) -> Result<Pages<'a>, FileTrouble> {
        let codec = chunk
            .codec
            .map_err(|name| FileTrouble::ParquetKind(format!("{name} 压缩"), format!("{name} compression")))?;
        let least = match column.physical_type() {
            Type::BOOLEAN => 1,
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => usize::try_from(column.type_length()).unwrap_or(0),
        };
        if least == 0 || column.max_def_level() > 1 || column.max_rep_level() > 0 {
            return Err(FileTrouble::BrokenParquet);
        }
        let end = chunk.start.saturating_add(chunk.length);
        let (taken, optional) = (Vec::new(), column.max_def_level() == 1);
        Ok(Pages { content, codec, next: chunk.start, end, taken, at: 0, rows: group.rows, least, optional })
    }

    /// The next page, `None` behind the last.
    ///
    /// # Errors
    /// Where it cannot be read, is no page, or claims more than there can be.
    pub fn next(&mut self) -> Result<Option<Page>, FileTrouble> {
        self.next_in(Vec::new())
    }

    /// The same, in the memory of a page that nobody reads any more.
    ///
    /// # Errors
    /// Where it cannot be read, is no page, or claims more than there can be.
    pub fn next_in(&mut self, mut old: Vec<u8>) -> Result<Option<Page>, FileTrouble> {
        loop {
            if self.at >= self.taken.len() && self.next >= self.end {
                return Ok(None);
            }
            let header = self.header()?;
            let length = size(header.packed)?;
            self.take(length)?;
            let kind = header.kind;
            let body = self.taken.get(self.at..self.at + length).ok_or(FileTrouble::BrokenParquet)?;
            let page =
                if kind == Some(INDEX) { None } else { Some(self.page(&header, body, std::mem::take(&mut old))?) };
            self.at += length;
            if let Some(page) = page {
                if page.is_data_page() {
                    let rows = self.rows.checked_sub(page.num_values() as usize);
                    self.rows = rows.ok_or(FileTrouble::BrokenParquet)?;
                }
                return Ok(Some(page));
            }
        }
    }

    fn header(&mut self) -> Result<Header, FileTrouble> {
        let mut wanted = 1usize << 10;
        loop {
            let more = self.take_up_to(wanted)?;
            let bytes = self.taken.get(self.at..).unwrap_or_default();
            if let Some((header, length)) = Header::read(bytes) {
                self.at += length;
                return Ok(header);
            }
            if !more || wanted as u64 > HEADER {
                return Err(FileTrouble::BrokenParquet);
            }
            wanted *= 4;
        }
    }

    /// Makes so many bytes stand behind `at`.
    fn take(&mut self, wanted: usize) -> Result<(), FileTrouble> {
        self.take_up_to(wanted)?;
        if self.taken.len() - self.at < wanted { Err(FileTrouble::BrokenParquet) } else { Ok(()) }
    }

    /// The same, or all that there are; whether there are more.
    fn take_up_to(&mut self, wanted: usize) -> Result<bool, FileTrouble> {
        let have = self.taken.len() - self.at;
        if have < wanted && self.next < self.end {
            let missing = (wanted - have) as u64;
            let length = missing.max(PIECE).min(self.end - self.next);
            let part = usize::try_from(length).map_err(|_| FileTrouble::BrokenParquet)?;
            self.taken.drain(..self.at);
            self.at = 0;
            let taken = self.content.append(self.next, part, &mut self.taken);
            taken.map_err(|error| FileTrouble::of_part(&error))?;
            self.next += length;
        }
        Ok(self.next < self.end)
    }

    fn page(&self, header: &Header, body: &[u8], mut buf: Vec<u8>) -> Result<Page, FileTrouble> {
        let broken = || FileTrouble::BrokenParquet;
        let unpacked = size(header.unpacked)?;
        if unpacked > MOST {
            return Err(FileTrouble::TooLarge);
        }
        let count = |number| header.own(number).and_then(|count| u32::try_from(count).ok()).ok_or_else(broken);
        let values = count(1)?;
        let page = match header.kind {
            Some(DATA) => {
                self.codec.unpack(body, unpacked, 0, &mut buf).ok_or_else(broken)?;
                // Where there are no levels, some writers name an encoding that nobody needs.
                if self.optional && encoding(header.own(3))? != Encoding::RLE {
                    return Err(broken());
                }
                Page::DataPage {
                    buf: buf.into(),
                    num_values: values,
                    encoding: encoding(header.own(2))?,
                    def_level_encoding: Encoding::RLE,
                    rep_level_encoding: Encoding::RLE,
                    statistics: None,
                }
            }
            Some(DATA_V2) => {
                let (definitions, repetitions) = (count(5)?, count(6)?);
                let levels = definitions.checked_add(repetitions).ok_or_else(broken)? as usize;
                let packed = header.own(7) != Some(0);
                buf.clear();
                buf.extend_from_slice(body.get(..levels).ok_or_else(broken)?);
                let rest = body.get(levels..).ok_or_else(broken)?;
                let size = unpacked.checked_sub(levels).ok_or_else(broken)?;
                let codec = if packed { self.codec } else { Codec::Plain };
                // A page of nothing but blanks has no values to unpack.
                if size > 0 {
                    codec.unpack(rest, size, levels, &mut buf).ok_or_else(broken)?;
                }
                Page::DataPageV2 {
                    buf: buf.into(),
                    num_values: values,
                    encoding: encoding(header.own(4))?,
                    num_nulls: count(2)?.min(values),
                    num_rows: count(3)?,
                    def_levels_byte_len: definitions,
                    rep_levels_byte_len: repetitions,
                    is_compressed: packed,
                    statistics: None,
                }
            }
            Some(DICTIONARY) => {
                self.codec.unpack(body, unpacked, 0, &mut buf).ok_or_else(broken)?;
                let fits = (values as usize).checked_mul(self.least).is_some_and(|bytes| bytes <= buf.len());
                let encoding = encoding(header.own(2))?;
                let plain = matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY);
                if !fits || !plain {
                    return Err(broken());
                }
                Page::DictionaryPage { buf: buf.into(), num_values: values, encoding, is_sorted: false }
            }
            Some(_) | None => return Err(broken()),
        };
        self.check(&page)?;
        Ok(page)
    }

    /// Counts inside the values, for which memory would be asked, are held against the rows that are left.
    fn check(&self, page: &Page) -> Result<(), FileTrouble> {
        if matches!(page.encoding(), Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY) {
            let (_, mut values) = data_of(page, self.optional).ok_or(FileTrouble::BrokenParquet)?;
            let mut number = || {
                let (mut number, mut place) = (0u64, 0u32);
                while let Some((byte, rest)) = values.split_first() {
                    values = rest;
                    number |= u64::from(byte & 0x7f).checked_shl(place)?;
                    place += 7;
                    if *byte < 0x80 {
                        return Some(number);
                    }
                }
                None
            };
            let (block, blocks, count) = (number(), number(), number());
            let honest = block.is_some_and(|block| block <= 1 << 16)
                && blocks.is_some_and(|blocks| (1..=1 << 10).contains(&blocks))
                && count.is_some_and(|count| count <= u64::from(page.num_values()));
            if !honest && page.num_values() > 0 {
                return Err(FileTrouble::BrokenParquet);
            }
        }
        Ok(())
    }
}

/// The memory of a page that nobody reads any more.
pub fn memory_of(page: Page) -> Vec<u8> {
    match page {
        Page::DataPage { buf, .. } | Page::DataPageV2 { buf, .. } | Page::DictionaryPage { buf, .. } => buf.into(),
    }
}

/// The definition levels of a data page and its values.
pub fn data_of(page: &Page, optional: bool) -> Option<(&[u8], &[u8])> {
    match page {
        Page::DataPage { buf, .. } => {
            if !optional {
                return Some((&[], buf));
            }
            let (length, rest) = buf.split_first_chunk::<4>()?;
            rest.split_at_checked(u32::from_le_bytes(*length) as usize)
        }
        Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
            let rest = buf.get(*rep_levels_byte_len as usize..)?;
            rest.split_at_checked(*def_levels_byte_len as usize)
        }
        Page::DictionaryPage { .. } => None,
    }
}

fn size(size: Option<i64>) -> Result<usize, FileTrouble> {
    size.and_then(|size| usize::try_from(size).ok()).ok_or(FileTrouble::BrokenParquet)
}

fn encoding(number: Option<i64>) -> Result<Encoding, FileTrouble> {
    let refused = |name: &str| Err(FileTrouble::ParquetKind(format!("{name} 编码"), format!("{name} encoding")));
    match number {
        Some(0) => Ok(Encoding::PLAIN),
        Some(2) => Ok(Encoding::PLAIN_DICTIONARY),
        Some(3) => Ok(Encoding::RLE),
        Some(4) => refused("BIT_PACKED"),
        Some(5) => Ok(Encoding::DELTA_BINARY_PACKED),
        Some(6) => Ok(Encoding::DELTA_LENGTH_BYTE_ARRAY),
        // How many texts there are stands twice, and the second count cannot be held against anything beforehand.
        Some(7) => refused("DELTA_BYTE_ARRAY"),
        Some(8) => Ok(Encoding::RLE_DICTIONARY),
        Some(9) => Ok(Encoding::BYTE_STREAM_SPLIT),
        Some(_) | None => Err(FileTrouble::BrokenParquet),
    }
}
