//! Parquet files: the same rows and the same words as the CSV file of the same table.

use super::kit::*;
use jieyu::data::{DataProblem, InputFile, ReadOutcome, read};
use jieyu::ir::schema::TableSchema;
use parquet::basic::Compression;
use parquet::file::properties::WriterVersion;

#[path = "../../../benches/settlement/pages.rs"]
mod written;

use written::{How, USUAL, of};

const ORDERS: &str = "message orders { required binary 编码 (STRING); optional binary 名称 (STRING);
  optional int64 金额 (DECIMAL(14,2)); optional int32 数量; optional int32 日期 (DATE); optional boolean 定点;
  optional fixed_len_byte_array(9) 占比 (DECIMAL(20,6)); optional binary 级别 (STRING); optional double 系数; }";

fn orders() -> TableSchema {
    let columns = vec![
        column("编码", "文本"),
        optional(column("名称", "文本")),
        column("金额", "金额"),
        optional(column("数量", "数量")),
        column("日期", "日期"),
        column("定点", "是否"),
        optional(column("占比", "数值")),
        column("级别", "机构级别"),
        optional(column("系数", "数值")),
    ];
    table(0, "订单", &[0], columns)
}

fn lines(count: usize) -> String {
    let mut text = "编码,名称,金额,数量,日期,定点,占比,级别,系数\n".to_owned();
    for at in 0..count {
        let level = ["三级", "二级", "一级"][at % 3];
        let name = if at % 7 == 3 { String::new() } else { format!("医院{}", at / 5) };
        let quantity = if at % 4 == 1 { String::new() } else { (at * 37 % 1_000).to_string() };
        let sign = if at % 11 == 0 { "-" } else { "" };
        text += &format!(
            "K{at},{name},{sign}{}.{:02},{quantity},20{:02}-{:02}-{:02},{},{}.{:06},{level},{}.{}\n",
            at * 7_919,
            at % 100,
            at % 90,
            at % 12 + 1,
            at % 28 + 1,
            at % 2 == 0,
            at * at,
            at * 31 % 1_000_000,
            at % 50,
            at % 8 * 125,
        );
    }
    text
}

fn both(schema: &TableSchema, types: &str, csv: &str, how: How) -> (ReadOutcome, ReadOutcome) {
    let name = &schema.name;
    let read_one = |file: InputFile| read(&[file], std::slice::from_ref(schema));
    let pages = read_one(file(&format!("{name}.parquet"), of(types, csv, how)));
    (read_one(file(&format!("{name}.csv"), csv)), pages)
}

/// A problem without the file: lines are counted from the headings on, rows from the first one, and columns have no letters.
fn told(problems: &[DataProblem], first: u32) -> Vec<String> {
    let words = |problem: &DataProblem| {
        let column = problem.column.as_ref().map_or("", |column| &*column.name);
        let row = problem.row.filter(|row| *row > first).map(|row| row - first);
        // A key that stands there already is told with the place where it does.
        let message = problem.message.zh.replace("第 1 条", "第 2 行");
        format!("{} {} {row:?} {column} {:?} {message} {}", problem.code, problem.fatal, problem.value, problem.help.zh)
    };
    problems.iter().map(words).collect()
}

#[track_caller]
fn agree(schema: &TableSchema, types: &str, csv: &str, how: How) -> ReadOutcome {
    let (due, got) = both(schema, types, csv, how);
    assert_eq!(rows(&got, 0), rows(&due, 0));
    assert_eq!(told(&got.problems, 0), told(&due.problems, 1));
    assert_eq!(told(&got.notes, 0), told(&due.notes, 1));
    got
}

#[test]
fn all_kinds_of_cells_are_those_of_the_csv_file() {
    let csv = lines(3_000);
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        for dictionary in [false, true] {
            for (group, page) in [(100_000, 1 << 20), (700, 900)] {
                let how = How { compression, dictionary, group, page, ..USUAL };
                assert!(agree(&orders(), ORDERS, &csv, how).problems.is_empty());
            }
        }
    }
}

#[test]
fn nobody_is_asked_how_wide_a_number_was_stored() {
    let schema = with(column("金额", "金额"));
    let csv = "编码,金额\n甲,12.50\n乙,-0.05\n丙,99999.99\n";
    for kind in ["int32 金额 (DECIMAL(9,2))", "int64 金额 (DECIMAL(18,2))", "int64 金额 (DECIMAL(18,4))"] {
        agree(&schema, &format!("message m {{ required binary 编码 (STRING); required {kind}; }}"), csv, USUAL);
    }
    for kind in
        ["binary 金额 (DECIMAL(18,2))", "fixed_len_byte_array(16) 金额 (DECIMAL(38,10))", "binary 金额 (STRING)"]
    {
        agree(&schema, &format!("message m {{ required binary 编码 (STRING); required {kind}; }}"), csv, USUAL);
    }
    agree(&schema, "message m { required binary 编码; required double 金额; }", csv, USUAL);
}

#[test]
fn a_day_with_a_time_is_that_day() {
    let csv = "编码,日期\n甲,2026-01-31\n乙,1969-12-31 23:59:59\n";
    let types = "message m { required binary 编码 (STRING); optional int64 日期 (TIMESTAMP(MICROS,false)); }";
    let got = agree(&with(column("日期", "日期")), types, csv, USUAL);
    assert_eq!(rows(&got, 0), ["甲|2026-01-31", "乙|1969-12-31"]);
}

#[test]
fn bad_cells_get_the_words_that_they_get_in_csv() {
    let types = "message m { required binary 编码 (STRING); optional binary 名称 (STRING); optional int64 金额 (DECIMAL(14,3));
      optional binary 数量 (STRING); optional binary 日期 (STRING); optional int32 定点; optional int64 占比 (DECIMAL(14,7));
      optional binary 级别 (STRING); optional binary 系数 (STRING); }";
    let csv = "编码,名称,金额,数量,日期,定点,占比,级别,系数\nK1,甲,1.005,十二,2026-02-30,2,0.1234567,四级,1e5\n\
        K2,,,3,2026年3月,1,0.123456,三极,\nK1,乙,2.000,1.5,46000,0,,二级,不适用\n合计,,3.005,,,,,,\n\
        K4,1.23E+11,7.10,#N/A,20260101,1,1,一级,\" 3 \"\n";
    let got = agree(&orders(), types, &csv.replace('"', ""), USUAL);
    assert!(got.problems.len() > 10, "{:?}", got.problems);
    let first = &got.problems[0];
    assert_eq!(first.place().zh, "文件 订单.parquet，第 1 条，“金额”列");
    assert_eq!(first.place().en, "file 订单.parquet, record 1, column \"金额\"");
}

#[test]
fn a_thousand_bad_cells_are_counted_alike() {
    let types = "message m { required binary 编码 (STRING); required binary 金额 (STRING); }";
    let mut csv = "编码,金额\n".to_owned();
    (0..5_000).for_each(|at| csv += &format!("K{at},{}\n", if at % 2 == 0 { "坏" } else { "1.234" }));
    let got = agree(&with(column("金额", "金额")), types, &csv, USUAL);
    assert_eq!(got.problems.len(), 2_001);
}

#[test]
fn columns_are_found_and_missed_alike() {
    let types = "message m { optional binary 说明 (STRING); required binary 机构编码 (STRING); required int64 金额 (DECIMAL(9,2)); }";
    let csv = "说明,机构编码,金额\n无,甲,1.00\n";
    let got = agree(&hospitals(), types, csv, USUAL);
    assert_eq!(codes(&got), ["JY0413", "JY0413"]);
    agree(&table(0, "别的", &[0], vec![column("没有", "文本")]), types, csv, USUAL);
}

#[test]
fn a_table_without_rows() {
    let types = "message m { required binary 编码 (STRING); required int64 金额 (DECIMAL(9,2)); }";
    agree(&with(column("金额", "金额")), types, "编码,金额\n", USUAL);
}

#[test]
fn codes_that_are_stored_as_numbers_keep_their_digits() {
    let types = "message m { required int64 编码; required int32 金额; }";
    let got = agree(&with(column("金额", "金额")), types, "编码,金额\n110101199001011234,5\n", USUAL);
    assert_eq!(rows(&got, 0), ["110101199001011234|5"]);
    let got = agree(
        &with(column("金额", "金额")),
        "message m { required int64 编码 (INTEGER(64,false)); required int32 金额; }",
        "编码,金额\n12345,5\n",
        USUAL,
    );
    assert_eq!(rows(&got, 0), ["12345|5"]);
}

#[test]
fn doubles_are_the_shortest_decimals_or_a_problem() {
    let types = "message m { required binary 编码 (STRING); required double 金额; }";
    let read_one = |cell: &str| {
        let bytes = of(types, &format!("编码,金额\n甲,{cell}\n"), USUAL);
        read(&[file("表.parquet", bytes)], &[with(column("金额", "金额"))])
    };
    assert_eq!(rows(&read_one("1234.5"), 0), ["甲|1234.5"]);
    let noise = read_one("0.30000000000000004");
    assert_eq!(codes(&noise), ["JY0434"]);
    assert!(said(&noise).contains("定点数（DECIMAL）"), "{}", said(&noise));
    assert_eq!(codes(&read_one("1234567890123456789")), ["JY0434"]);
    assert_eq!(codes(&read_one("NaN")), ["JY0432"]);
    // A code of 18 digits in a double has lost its tail, whatever it looks like.
    let bytes = of(types, "编码,金额\n甲,110101199001011234\n", USUAL);
    assert_eq!(codes(&read(&[file("表.parquet", bytes)], &[with(column("金额", "文本"))])), ["JY0434"]);
}

#[test]
fn columns_that_hold_no_cells_are_refused_where_they_are_needed() {
    let kinds = [
        ("required float 金额", "单精度"),
        ("required int64 金额 (TIMESTAMP(MICROS,true))", "时区"),
        ("required int64 金额 (TIME(MICROS,false))", "不是数、文字、日期或是否"),
        ("required fixed_len_byte_array(4) 金额", "不是文字的字节"),
    ];
    for (kind, word) in kinds {
        let types = format!("message m {{ required binary 编码 (STRING); {kind}; }}");
        let bytes = of(&types, "编码,金额\n", USUAL);
        let outcome = read(&[file("表.parquet", bytes.clone())], &[with(column("金额", "金额"))]);
        assert_eq!(codes(&outcome), ["JY0417"], "{kind}");
        assert!(said(&outcome).contains(word), "{}", said(&outcome));
        let unused = table(0, "表", &[0], vec![column("编码", "文本")]);
        assert!(read(&[file("表.parquet", bytes)], &[unused]).problems.is_empty(), "{kind}");
    }
}

#[test]
fn what_other_programs_write_is_read() {
    for name in ["pyarrow", "pyarrow-v2", "duckdb", "polars", "pandas"] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/pages");
        let bytes = std::fs::read(format!("{folder}/{name}.parquet")).unwrap();
        let outcome = read(&[file("订单.parquet", bytes)], &[orders()]);
        assert!(outcome.problems.is_empty(), "{name}: {:?}", outcome.problems);
        let due = read_csv(&std::fs::read_to_string(format!("{folder}/订单.csv")).unwrap(), orders());
        assert_eq!(rows(&outcome, 0), rows(&due, 0), "{name}");
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/pages");
    for (name, code, word) in
        [("brotli", "JY0410", "BROTLI"), ("nested", "JY0417", "嵌套"), ("locked", "JY0405", "加了密")]
    {
        let bytes = std::fs::read(format!("{folder}/{name}.parquet")).unwrap();
        let outcome = read(&[file("订单.parquet", bytes)], &[with(column("金额", "金额"))]);
        assert_eq!(codes(&outcome)[0], code, "{name}");
        assert!(said(&outcome).contains(word), "{name}: {}", said(&outcome));
    }
}

/// Files in which every kind of page is to be found.
fn small() -> Vec<Vec<u8>> {
    let csv = lines(40);
    let mut all = Vec::new();
    for (compression, version, dictionary) in [
        (Compression::SNAPPY, WriterVersion::PARQUET_1_0, true),
        (Compression::UNCOMPRESSED, WriterVersion::PARQUET_1_0, false),
    ] {
        all.push(of(ORDERS, &csv, How { compression, version, dictionary, group: 25, page: 64 }));
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/pages");
    for name in ["pyarrow-v2", "polars", "pandas"] {
        all.push(std::fs::read(format!("{folder}/{name}.parquet")).unwrap());
    }
    all
}

#[test]
fn files_cut_short_and_flipped_bytes_are_survived() {
    for bytes in small() {
        for length in (0..bytes.len()).step_by(151) {
            let outcome = read(&[file("订单.parquet", &bytes[..length])], &[orders()]);
            let code = if length == 0 { "JY0402" } else { "JY0404" };
            assert_eq!(codes(&outcome), [code], "{length}");
        }
        for at in (0..bytes.len()).step_by(67) {
            let mut bad = bytes.clone();
            bad[at] ^= [0x01, 0x80, 0xff][at % 3];
            let _ = read(&[file("订单.parquet", bad)], &[orders()]);
        }
    }
    let name = |bytes: &[u8]| codes(&read(&[file("订单.parquet", bytes)], &[orders()]))[0];
    assert_eq!(name(b"PAR1PAR1"), "JY0404");
    assert_eq!(name("编码,名称\n".as_bytes()), "JY0404");
}
