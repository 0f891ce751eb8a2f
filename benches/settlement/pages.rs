//! Plain CSV (no quotes) → Parquet, by the types of a schema: what exports of other programs look like.

use parquet::basic::{Compression, LogicalType, Repetition};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use std::io::{BufRead, Write};
use std::sync::Arc;

pub const HOSPITALS: &str = "message hospitals {
  required binary hospital_id (STRING); required binary status (STRING); required int32 level;
  required int64 agreed_total; required int64 on_time_paid (DECIMAL(18,2)); required int64 total_paid (DECIMAL(18,2));
  required int64 percap_this (DECIMAL(18,2)); required int64 percap_last (DECIMAL(18,2));
  required int64 offline_amount (DECIMAL(18,2)); required int64 total_amount (DECIMAL(18,2));
  required int32 violations; required int32 price_violations; required boolean circulation_ok; }";

pub const LINES: &str = "message lines {
  required binary hospital_id (STRING); required binary drug_id (STRING); required int32 agreed_qty;
  required int32 purchased_qty; required int32 pre_price (DECIMAL(9,4)); required int32 selected_price (DECIMAL(9,4));
  required int64 nonselected_amount (DECIMAL(14,2)); required int32 insured_share (DECIMAL(7,6));
  required boolean supply_failure; }";

/// How a file is written.
#[derive(Clone, Copy)]
pub struct How {
    pub compression: Compression,
    pub dictionary: bool,
    pub version: WriterVersion,
    /// Rows of a group.
    pub group: usize,
    /// Bytes of a page.
    pub page: usize,
}

/// As most programs do it.
pub const USUAL: How = How {
    compression: Compression::SNAPPY,
    dictionary: true,
    version: WriterVersion::PARQUET_1_0,
    group: 131_072,
    page: 1 << 20,
};

/// Writes the lines below the headings; empty cells become nulls where the schema lets them be.
pub fn write(schema: &str, csv: impl BufRead, how: How, out: impl Write + Send) {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = WriterProperties::builder()
        .set_compression(how.compression)
        .set_dictionary_enabled(how.dictionary)
        .set_writer_version(how.version)
        .set_data_page_size_limit(how.page)
        .build();
    let mut writer = SerializedFileWriter::new(out, schema.clone(), Arc::new(properties)).expect("a file");
    let mut lines = csv.lines().skip(1).map(|line| line.expect("text")).peekable();
    while lines.peek().is_some() {
        let some: Vec<String> = lines.by_ref().take(how.group).collect();
        let mut group = writer.next_row_group().expect("a group");
        for (at, field) in schema.get_fields().iter().enumerate() {
            let cells: Vec<&str> = some.iter().map(|line| line.split(',').nth(at).unwrap_or("")).collect();
            let mut column = group.next_column().expect("a column").expect("as many as fields");
            put(column.untyped(), field, &cells);
            column.close().expect("a column");
        }
        group.close().expect("a group");
    }
    writer.close().expect("a file");
}

fn put(column: &mut ColumnWriter<'_>, field: &Type, cells: &[&str]) {
    let optional = field.get_basic_info().repetition() == Repetition::OPTIONAL;
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
    let levels = optional.then_some(levels.as_slice());
    let there = cells.iter().filter(|cell| !optional || !cell.is_empty());
    let whole = |cell: &&&str| whole(cell, field);
    match column {
        ColumnWriter::BoolColumnWriter(column) => {
            column.write_batch(&there.map(|cell| *cell == "true").collect::<Vec<bool>>(), levels, None)
        }
        ColumnWriter::Int32ColumnWriter(column) => {
            column.write_batch(&there.map(|cell| whole(&cell) as i32).collect::<Vec<i32>>(), levels, None)
        }
        ColumnWriter::Int64ColumnWriter(column) => {
            column.write_batch(&there.map(|cell| whole(&cell) as i64).collect::<Vec<i64>>(), levels, None)
        }
        ColumnWriter::FloatColumnWriter(column) => {
            column.write_batch(&there.map(|cell| cell.parse().expect("a number")).collect::<Vec<f32>>(), levels, None)
        }
        ColumnWriter::DoubleColumnWriter(column) => {
            column.write_batch(&there.map(|cell| cell.parse().expect("a number")).collect::<Vec<f64>>(), levels, None)
        }
        ColumnWriter::ByteArrayColumnWriter(column) => {
            let exact = matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Decimal(_)));
            let bytes = |cell: &&str| if exact { shortest(whole(&cell)) } else { cell.as_bytes().to_vec() };
            column.write_batch(&there.map(|cell| ByteArray::from(bytes(cell))).collect::<Vec<_>>(), levels, None)
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(column) => {
            let Type::PrimitiveType { type_length, .. } = field else { panic!("a field") };
            let from = 16 - *type_length as usize;
            let bytes = |cell: &&str| ByteArray::from(whole(&cell).to_be_bytes()[from..].to_vec()).into();
            column.write_batch(&there.map(bytes).collect::<Vec<_>>(), levels, None)
        }
        ColumnWriter::Int96ColumnWriter(_) => panic!("no such column"),
    }
    .expect("cells");
}

/// A number without its point, a day as days since 1970, a moment as microseconds.
fn whole(cell: &str, field: &Type) -> i128 {
    match field.get_basic_info().logical_type_ref() {
        Some(LogicalType::Date) => days(cell),
        Some(LogicalType::Timestamp(_)) => {
            let (day, time) = cell.split_once(' ').unwrap_or((cell, "00:00:00"));
            let seconds = time.split(':').fold(0, |all, part| all * 60 + part.parse::<i128>().expect("a time"));
            (days(day) * 86_400 + seconds) * 1_000_000
        }
        Some(LogicalType::Decimal(decimal)) => {
            let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
            let digits = format!("{whole}{part:0<width$}", width = decimal.scale as usize);
            digits.parse().expect("a number")
        }
        _ => cell.parse().expect("a number"),
    }
}

fn days(day: &str) -> i128 {
    let parts: Vec<i128> = day.split('-').map(|part| part.parse().expect("a day")).collect();
    let [year, month, day] = parts[..] else { panic!("a day") };
    // Years that begin in March end with the day that is not always there.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
        - 719_469
}

fn shortest(number: i128) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let needed = (1..16).find(|length| number >> (8 * length - 1) == 0 || number >> (8 * length - 1) == -1);
    bytes[16 - needed.unwrap_or(16)..].to_vec()
}
