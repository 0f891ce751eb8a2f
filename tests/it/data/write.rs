//! Results and templates as files, read back by the reader of data.

use super::kit::*;
use calamine::{Data, Reader, Xlsx};
use jieyu::data::read;
use jieyu::diagnostic::Lang;
use jieyu::report::table::{ResultCell, ResultColumn, ResultTable};
use jieyu::report::text::Ambiguous;
use jieyu::report::{csv, json, save, template, text, xlsx};
use jieyu::value::date::Date;
use jieyu::value::number::Number;
use jieyu::value::value::Value;
use std::io::Cursor;

fn shown(heading: &str, decimals: Option<u32>) -> ResultColumn {
    ResultColumn { heading: heading.into(), decimals, percent: false, unit: None, summable: false }
}

fn number_of(text: &str) -> ResultCell {
    ResultCell::Value(Value::Number(Number::parse_decimal(text).unwrap()))
}

fn text_of(text: &str) -> ResultCell {
    ResultCell::Value(Value::Text(text.into()))
}

fn results() -> ResultTable {
    let money = ResultColumn { unit: Some("元".into()), summable: true, ..shown("留用金额", Some(2)) };
    let share = ResultColumn { percent: true, ..shown("完成率", Some(4)) };
    ResultTable {
        name: "医疗机构".into(),
        columns: vec![shown("机构名称", None), money, share, shown("日期", None)],
        rows: vec![
            vec![
                text_of("市一医院"),
                number_of("1234567.5"),
                number_of("0.5"),
                ResultCell::Value(Value::Date(Date::new(2021, 1, 31).unwrap())),
            ],
            vec![
                text_of("市二“东”院"),
                number_of("-0.01"),
                ResultCell::Value(Value::NotApplicable),
                ResultCell::Value(Value::Missing),
            ],
        ]
        .into(),
    }
}

#[test]
fn terminal_tables_line_up() {
    let drawn = text::write(&[results()], Ambiguous::Narrow, Lang::Zh);
    let expected = "\
医疗机构（2 行）
───────────────────────────────────────────────────
 机构名称     留用金额（元）   完成率   日期
───────────────────────────────────────────────────
 市一医院       1,234,567.50   50.00%   2021-01-31
 市二“东”院            -0.01   不适用
───────────────────────────────────────────────────
 合计           1,234,567.49
───────────────────────────────────────────────────
";
    assert_eq!(drawn, expected, "{drawn}");
    let wide = text::write(&[results()], Ambiguous::Wide, Lang::Zh);
    assert!(!wide.contains(['“', '─', '═']), "{wide}");
}

#[test]
fn csv_keeps_digits_and_disarms_formulas() {
    let mut table = results();
    table.rows.push(vec![
        text_of("=1+1"),
        number_of("12345678901234567890.12"),
        ResultCell::Fault("除以零, \"无\"".into()),
        ResultCell::Value(Value::Bool(true)),
    ]);
    let bytes = csv::write(&table, true);
    let expected = "\u{feff}机构名称,留用金额（元）,完成率,日期\r\n\
        市一医院,1234567.50,50.00%,2021-01-31\r\n\
        市二“东”院,-0.01,不适用,\r\n\
        '=1+1,12345678901234567890.12,\"错误：除以零, \"\"无\"\"\",是\r\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn json_numbers_are_strings() {
    let mut table = results();
    table.rows.push(vec![
        text_of("a\"b"),
        number_of("0.1"),
        ResultCell::Fault("除以零".into()),
        ResultCell::Value(Value::Bool(false)),
    ]);
    let parsed: serde_json::Value = serde_json::from_str(&json::write(&[table])).unwrap();
    let rows = &parsed["tables"][0]["rows"];
    assert_eq!(rows[0], serde_json::json!(["市一医院", "1234567.5", "0.5", "2021-01-31"]));
    assert_eq!(rows[1][3], serde_json::Value::Null);
    assert_eq!(rows[2], serde_json::json!(["a\"b", "0.1", {"error": "除以零"}, false]));
}

#[test]
fn workbooks_hold_numbers_only_where_excel_keeps_them() {
    let mut table = results();
    table.rows.push(vec![
        text_of("大"),
        number_of("12345678901234567.89"),
        number_of("0.25"),
        ResultCell::Fault("缺数据".into()),
    ]);
    table.name = "一张名字长得超过了三十一个字符并且含有/非法[字符]的结果表啊啊啊啊啊".into();
    let bytes = xlsx::write(&[table.clone(), table.clone()]).unwrap();
    assert_eq!(bytes, xlsx::write(&[table.clone(), table]).unwrap(), "equal tables give equal bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names().len(), 2);
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(1, 1), Data::Float(1_234_567.5));
    assert_eq!(cell(1, 2), Data::Float(0.5));
    assert_eq!(cell(3, 1), Data::String("12,345,678,901,234,567.89".to_owned()));
    assert_eq!(cell(3, 3), Data::String("错误：缺数据".to_owned()));
    assert_eq!(cell(4, 0), Data::String("合计".to_owned()));
    assert_eq!(cell(4, 1), Data::String("12,345,678,902,469,135.38".to_owned()));
}

#[test]
fn a_result_is_read_back_as_data() {
    let schema = table(0, "医疗机构", &[0], vec![column("机构名称", "文本"), column("留用金额", "金额")]);
    for input in
        [file("a.xlsx", xlsx::write(&[results()]).unwrap()), file("医疗机构.csv", csv::write(&results(), true))]
    {
        let outcome = read(&[input], std::slice::from_ref(&schema));
        assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
        assert_eq!(rows(&outcome, 0), ["市一医院|1234567.5", "市二“东”院|-0.01"]);
    }
}

/// A table with a column of every type.
fn every_type() -> jieyu::ir::schema::TableSchema {
    let columns = vec![
        column("机构编码", "文本"),
        between(in_unit(column("采购金额", "金额"), "万元", "10000"), "0", "100000000"),
        inapplicable(column("完成率", "比例")),
        column("级别", "机构级别"),
        optional(column("中选", "是否")),
        column("日期", "日期"),
    ];
    table(0, "医疗机构", &[0], columns)
}

#[test]
fn a_filled_template_is_read_back() {
    let mut long = column("品种", "机构级别");
    long.values = (0..200).map(|number| format!("品种{number}").as_str().into()).collect();
    let second = table(1, "清单", &[0], vec![long, optional(column("数量", "数量"))]);
    let schemas = [every_type(), second];
    let bytes = template::write("试行办法", &schemas).unwrap();
    assert_eq!(bytes, template::write("试行办法", &schemas).unwrap());
    let empty = read(&[file("模板.xlsx", bytes.clone())], &schemas);
    assert_eq!((codes(&empty), note_codes(&empty)), (vec![], vec!["JY0462", "JY0462"]), "{}", said(&empty));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["说明", "医疗机构", "清单", "可选值"]);
    let cells: Vec<Vec<String>> = book
        .worksheet_range("医疗机构")
        .unwrap()
        .rows()
        .map(|row| row.iter().map(|cell| cell.to_string()).collect())
        .collect();
    assert_eq!(cells[0][1], "金额；单位：万元；不小于 0 万元，不大于 10000 万元；必填");
    assert_eq!(cells[1], ["机构编码", "采购金额（万元）", "完成率", "级别", "中选", "日期"]);
    let filled = self::book("医疗机构", |sheet| {
        for (row, texts) in (0..).zip(&cells) {
            sheet.write_row(row, 0, texts).unwrap();
        }
        sheet.write_row(2, 0, ["001", "1.5", "不适用", "二级", "", "2021-01-31"]).unwrap();
    });
    let outcome = read(&[file("模板.xlsx", filled)], &schemas[..1]);
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ["001|15000|不适用|二级|缺失|2021-01-31"]);
    assert_eq!(note_codes(&outcome), [""; 0]);
}

#[test]
fn saving_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("结果.csv");
    save::save(&good, b"old").unwrap();
    let nowhere = folder.path().join("没有/结果.csv");
    let error = save::save_all(&[(&good, b"new"), (&nowhere, b"new")]).unwrap_err();
    assert!(error.words().zh.contains("文件夹不存在"), "{error}");
    assert_eq!(std::fs::read(&good).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    save::save(&good, b"new").unwrap();
    assert_eq!(std::fs::read(&good).unwrap(), b"new");
    assert!(save::SaveError::InUse(good).words().zh.contains("请先在 Excel 中关闭该文件"));
}
