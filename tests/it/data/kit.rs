//! Schemas, files and short ways to look at what was read.

use jieyu::data::{InputFile, ReadOutcome, packed, read};
use jieyu::ir::batch::Cell;
use jieyu::ir::ids::{RelationId, SlotId, TableId};
use jieyu::ir::schema::{ColumnSchema, End, Range, Reference, TableSchema};
use jieyu::source::Span;
use jieyu::value::number::Number;
use jieyu::value::types::{Digits, Kind, NumberType, Type};
use jieyu::value::unit::Unit;
use jieyu::value::value::Value;
use rust_xlsxwriter::Workbook;

pub fn number(unit: Unit, digits: u32, percent: bool) -> Kind {
    Kind::Number(NumberType { unit, digits: Digits::At(digits), percent })
}

pub fn column(name: &str, type_name: &str) -> ColumnSchema {
    let kind = match type_name {
        "金额" => number(Unit::YUAN, 2, false),
        "数量" => number(Unit::ITEM, 0, false),
        "数值" => number(Unit::NONE, 6, false),
        "比例" => number(Unit::NONE, 6, true),
        "日期" => Kind::Date,
        "是否" => Kind::Bool,
        "机构级别" => Kind::Enum(0),
        _ => Kind::Text,
    };
    let values: &[&str] = if type_name == "机构级别" { &["三级", "二级", "一级"] } else { &[] };
    ColumnSchema {
        slot: SlotId(0),
        name: name.into(),
        headings: Vec::new(),
        ty: Type { kind, missing: false, inapplicable: false },
        type_name: type_name.into(),
        values: values.iter().map(|value| (*value).into()).collect(),
        scale: Number::one(),
        unit_name: None,
        range: None,
        default: None,
        note: None,
        span: Span::default(),
    }
}

pub fn optional(mut column: ColumnSchema) -> ColumnSchema {
    column.ty.missing = true;
    column
}

pub fn inapplicable(mut column: ColumnSchema) -> ColumnSchema {
    column.ty.inapplicable = true;
    column
}

pub fn headed(mut column: ColumnSchema, heading: &str) -> ColumnSchema {
    column.headings.push(heading.into());
    column
}

pub fn in_unit(mut column: ColumnSchema, unit: &str, scale: &str) -> ColumnSchema {
    column.unit_name = Some(unit.into());
    column.scale = Number::parse_decimal(scale).unwrap();
    column
}

pub fn between(mut column: ColumnSchema, low: &str, high: &str) -> ColumnSchema {
    let end = |text: &str| Number::parse_decimal(text).map(|number| (Value::Number(number), End::Closed));
    column.range = Some(Range { low: end(low), high: end(high) });
    column
}

pub fn table(id: u32, name: &str, keys: &[usize], columns: Vec<ColumnSchema>) -> TableSchema {
    TableSchema {
        id: TableId(id),
        name: name.into(),
        note: None,
        columns,
        keys: keys.to_vec(),
        references: Vec::new(),
        span: Span::default(),
    }
}

pub fn refer(mut table: TableSchema, columns: &[usize], target: u32) -> TableSchema {
    let optional = false;
    table.references.push(Reference {
        relation: RelationId(0),
        columns: columns.to_vec(),
        target: TableId(target),
        optional,
    });
    table
}

/// 机构编码, 机构名称, 采购金额.
pub fn hospitals() -> TableSchema {
    table(0, "医疗机构", &[0], vec![column("机构编码", "文本"), column("机构名称", "文本"), column("采购金额", "金额")])
}

/// 编码, and one column of interest.
pub fn with(column_of_interest: ColumnSchema) -> TableSchema {
    table(0, "表", &[0], vec![column("编码", "文本"), column_of_interest])
}

pub fn file(name: &str, bytes: impl Into<Vec<u8>>) -> InputFile {
    InputFile { name: name.to_owned(), bytes: bytes.into() }
}

pub fn read_csv(text: &str, schema: TableSchema) -> ReadOutcome {
    read(&[file(&format!("{}.csv", schema.name), text)], &[schema])
}

/// A workbook that is filled by `fill`, with its first sheet named after the table.
pub fn book(sheet: &str, fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let worksheet = book.add_worksheet();
    worksheet.set_name(sheet).unwrap();
    fill(worksheet);
    book.save_to_buffer().unwrap()
}

pub fn read_book(schema: TableSchema, fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> ReadOutcome {
    read(&[file("a.xlsx", book(&schema.name, fill))], &[schema])
}

/// The rows of a table as text: values as they print, bad cells as !.
pub fn rows(outcome: &ReadOutcome, table: usize) -> Vec<String> {
    let data = &outcome.batch.tables[table];
    let cell = |cell: &Cell| match cell {
        Cell::Good(Value::Number(number)) => number.to_string(),
        Cell::Good(Value::Date(date)) => date.to_string(),
        Cell::Good(Value::Text(text)) => text.to_string(),
        Cell::Good(Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        Cell::Good(Value::Missing) => "缺失".to_owned(),
        Cell::Good(Value::NotApplicable) => "不适用".to_owned(),
        Cell::Bad(_) => "!".to_owned(),
    };
    (0..data.rows)
        .map(|row| data.columns.iter().map(|column| cell(&column[row])).collect::<Vec<_>>().join("|"))
        .collect()
}

pub fn codes(outcome: &ReadOutcome) -> Vec<&'static str> {
    outcome.problems.iter().map(|problem| problem.code).collect()
}

pub fn note_codes(outcome: &ReadOutcome) -> Vec<&'static str> {
    outcome.notes.iter().map(|problem| problem.code).collect()
}

/// The first problem as a person reads it.
pub fn said(outcome: &ReadOutcome) -> String {
    outcome
        .problems
        .first()
        .map(|problem| format!("{}。{}", problem.sentence().zh, problem.help.zh))
        .unwrap_or_default()
}

/// What the one cell of interest is read as, from CSV.
pub fn cell_of(column_of_interest: ColumnSchema, text: &str) -> String {
    let heading = column_of_interest.name.clone();
    let outcome = read_csv(&format!("编码,{heading}\n甲,\"{text}\"\n"), with(column_of_interest));
    let value = rows(&outcome, 0).first().and_then(|row| row.split_once('|').map(|(_, value)| value.to_owned()));
    match outcome.problems.first() {
        Some(problem) => problem.code.to_owned(),
        None => value.unwrap_or_default(),
    }
}

/// The workbook with a part of its XML replaced.
pub fn patch(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        if name == part {
            assert!(text.contains(from), "{text}");
            text = text.replace(from, to);
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut new, text.as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

/// The rows of a file as they go by, `None` where the ordinary reader has to look; its notes are those of the ordinary reader.
pub fn packed_rows(schema: &TableSchema, name: &str, bytes: &[u8]) -> Option<Vec<String>> {
    let (batch, notes) = packed::read(&[file(name, bytes)], std::slice::from_ref(schema))?;
    let table = &batch.tables[0];
    assert_eq!(notes, read(&[file(name, bytes)], std::slice::from_ref(schema)).notes);
    let shown = |value: Value| match value {
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(yes) => if yes { "是" } else { "否" }.to_owned(),
        Value::Missing => "缺失".to_owned(),
        Value::NotApplicable => "不适用".to_owned(),
    };
    let row = |row: usize| {
        let cells = table.columns.iter().map(|column| shown(column.get(row).unwrap().unwrap()));
        cells.collect::<Vec<_>>().join("|")
    };
    Some((0..table.rows).map(row).collect())
}
