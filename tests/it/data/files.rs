//! Formats and encodings, each told by its content.

use super::kit::{book, codes, file, hospitals, note_codes, read_csv, rows, said};
use encoding_rs::GB18030;
use jieyu::data::read;

const TEXT: &str = "机构编码,机构名称,采购金额\n001,市一医院,\"1,234.50\"\n002,市二医院,1.01\n";
const ROWS: [&str; 2] = ["001|市一医院|1234.5", "002|市二医院|1.01"];

fn reads(bytes: Vec<u8>) {
    let outcome = read(&[file("医疗机构.csv", bytes)], &[hospitals()]);
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ROWS);
}

#[test]
fn every_encoding_that_excel_writes() {
    reads(TEXT.as_bytes().to_vec());
    reads(format!("\u{feff}{TEXT}").into_bytes());
    reads(GB18030.encode(TEXT).0.into_owned());
    let tabs = "机构编码\t机构名称\t采购金额\r\n001\t市一医院\t1,234.50\r\n002\t市二医院\t1.01\r\n";
    let units = || tabs.encode_utf16();
    reads([0xff, 0xfe].into_iter().chain(units().flat_map(u16::to_le_bytes)).collect());
    reads([0xfe, 0xff].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect());
    reads(TEXT.replace('\n', "\r\n").into_bytes());
    reads(TEXT.replace("\"1,234.50\"", "1234.50").replace(',', ";").into_bytes());
    reads(format!("sep=;\n{}", TEXT.replace("\"1,234.50\"", "1234.50").replace(',', ";")).into_bytes());
}

#[test]
fn codes_in_the_wrappings_of_exports() {
    let outcome =
        read_csv("机构编码,机构名称,采购金额\n=\"001\",甲\t,1\n'002,乙,2\n\u{3000}003\u{a0},丙,3\n", hospitals());
    assert_eq!(rows(&outcome, 0), ["001|甲|1", "002|乙|2", "003|丙|3"]);
}

#[test]
fn workbooks() {
    let bytes = book("医疗 机构", |sheet| {
        sheet.write_row(0, 0, ["机构编码", "机构名称", "采购金额"]).unwrap();
        sheet.write(1, 0, 10023).unwrap();
        sheet.write(1, 1, "市一医院").unwrap();
        sheet.write(1, 2, 1.01).unwrap();
        sheet.write(2, 0, "002").unwrap();
        sheet.write(2, 1, "市二医院").unwrap();
        sheet.write(2, 2, "1,234.50").unwrap();
    });
    let outcome = read(&[file("a.xlsx", bytes)], &[hospitals()]);
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ["10023|市一医院|1.01", "002|市二医院|1234.5"]);
}

#[test]
fn json_numbers_keep_their_digits() {
    let text = r#"{"医疗机构": [
        {"机构编码": "001", "机构名称": "甲", "采购金额": 1.10},
        {"机构编码": 10023, "采购金额": 12345678901234567.89, "机构名称": "乙"},
        {"机构编码": "003", "机构名称": "丙", "采购金额": 1.5e2}]}"#;
    let outcome = read(&[file("a.json", text)], &[hospitals()]);
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ["001|甲|1.1", "10023|乙|12345678901234567.89", "003|丙|150"]);
    let bare = r#"[{"机构编码": "001", "机构名称": "甲", "采购金额": "1.005"}]"#;
    let outcome = read(&[file("随便.json", bare)], &[hospitals()]);
    assert_eq!(
        said(&outcome),
        "文件 随便.json，第 1 条，“采购金额”列：“1.005”有 3 位小数，金额最多 2 位。系统不会自动舍去小数；请核对原始数据，确需取整的请先在表中用 ROUND 取整；这一列本来就有这么多小数的，请在政策里这一列的类型后面写上位数，即（3位）"
    );
}

#[test]
fn a_folder_of_files_named_after_their_tables() {
    let lines = |name: &str| format!("编码,名称\n1,{name}\n");
    let schema = |id, name| {
        super::kit::table(id, name, &[0], vec![super::kit::column("编码", "文本"), super::kit::column("名称", "文本")])
    };
    let inputs = [file("d/乙.csv", lines("乙")), file("d/甲.csv", lines("甲")), file("d/丙.csv", lines("丙"))];
    let outcome = read(&inputs, &[schema(0, "甲"), schema(1, "乙")]);
    assert_eq!((rows(&outcome, 0), rows(&outcome, 1)), (vec!["1|甲".to_owned()], vec!["1|乙".to_owned()]));
    assert_eq!(note_codes(&outcome), ["JY0455"], "丙 is not used");
}

#[test]
fn several_files_of_one_table_are_joined() {
    let inputs = [file("一季度/医疗机构.csv", TEXT), file("二季度/医疗机构.csv", TEXT.replace("00", "10"))];
    let outcome = read(&inputs, &[hospitals()]);
    assert_eq!(outcome.batch.tables[0].rows, 4);
    assert_eq!(outcome.batch.tables[0].origins[3].source, 1);
    assert_eq!(note_codes(&outcome), ["JY0460"]);
}

#[test]
fn workbooks_of_excel_97() {
    let schema = {
        let mut hospitals = hospitals();
        hospitals.columns.push(super::kit::column("日期", "日期"));
        hospitals
    };
    let outcome = read(&[file("旧.xls", include_bytes!("old.xls"))], &[schema]);
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ["10023|市一医院|1.01|2021-01-31", "002|市二医院|1234.5|2021-01-31"]);
}
