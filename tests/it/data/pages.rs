//! Parquet files: the same rows and the same words as the CSV file of the same table.

use super::kit::*;
use jieyu::data::{DataProblem, InputFile, ReadOutcome, digest, read};
use jieyu::ir::schema::TableSchema;
use parquet::basic::Compression;
use parquet::file::properties::WriterVersion;

#[path = "../../../benches/settlement/pages.rs"]
pub mod written;

use written::{How, USUAL, write};

/// The Parquet file of a CSV file.
pub fn of(schema: &str, csv: &str, how: How) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(schema, csv.as_bytes(), how, &mut bytes);
    bytes
}

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
    // Rows that go by are those of the ordinary reader, and nothing is odd about them.
    if let Some(found) = packed_rows(schema, &format!("{}.parquet", schema.name), &of(types, csv, how)) {
        assert_eq!(found, rows(&due, 0));
        assert!(due.problems.is_empty());
    }
    got
}

#[test]
fn all_kinds_of_cells_are_those_of_the_csv_file() {
    let csv = lines(3_000);
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        for dictionary in [false, true] {
            for (group, page) in [(100_000, 1 << 20), (700, 900)] {
                // The second version has pages of another kind, and texts without a dictionary in a form that is not read.
                let version = if dictionary && group == 700 { WriterVersion::PARQUET_2_0 } else { USUAL.version };
                let how = How { compression, dictionary, group, page, version };
                assert!(agree(&orders(), ORDERS, &csv, how).problems.is_empty());
                assert!(packed_rows(&orders(), "订单.parquet", &of(ORDERS, &csv, how)).is_some());
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
        // Delta encodings are left to the ordinary reader.
        let found = packed_rows(&orders(), "订单.parquet", &std::fs::read(format!("{folder}/{name}.parquet")).unwrap());
        assert_eq!(found, (name != "pyarrow-v2").then(|| rows(&due, 0)), "{name}");
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

#[test]
fn what_is_odd_does_not_go_by() {
    let csv = lines(30);
    let by = |csv: &str| packed_rows(&orders(), "订单.parquet", &of(ORDERS, csv, USUAL)).is_some();
    assert!(by(&csv));
    for (from, to) in [
        ("K3,", "合计,"),
        ("K3,", "【填写要求】,"),
        ("K3,", " K3,"),
        ("K3,", "缺失,"),
        ("三级", "四级"),
        ("医院1", "'1"),
        ("医院1", "\"医院1\""),
    ] {
        assert!(csv.contains(from));
        assert!(!by(&csv.replacen(from, to, 1)), "{to}");
    }
    // An empty cell where a value has to stand, in a column whose type lets it be empty.
    assert!(!by("编码,名称,金额,数量,日期,定点,占比,级别,系数\nK1,甲,,1,2026-01-01,true,1,三级,1\n"));
    // Most columns are needed for a row to be no note.
    let notes =
        "message m { required binary 编码 (STRING); optional binary 甲 (STRING); optional binary 乙 (STRING); }";
    let columns = vec![column("编码", "文本"), optional(column("甲", "文本")), optional(column("乙", "文本"))];
    let schema = table(0, "表", &[0], columns);
    let csv = "编码,甲,乙\n1,2,3\n2,,3\n";
    assert!(packed_rows(&schema, "表.parquet", &of(notes, csv, USUAL)).is_none());
    // Numbers beyond the range of the column, or with more digits than it has.
    let schema = with(between(column("金额", "金额"), "0", "100"));
    let types = "message m { required binary 编码 (STRING); required int64 金额 (DECIMAL(18,3)); }";
    let by = |cell: &str| {
        packed_rows(&schema, "表.parquet", &of(types, &format!("编码,金额\n甲,{cell}\n"), USUAL)).is_some()
    };
    assert!(by("99.990") && by("100") && !by("100.01") && !by("-0.01") && !by("1.001") && !by("9223372036854775"));
}

#[test]
fn fingerprints_need_no_file_in_memory() {
    let file = file("订单.parquet", of(ORDERS, &lines(2_000), How { group: 700, ..USUAL }));
    assert_eq!(digest::plain(&file).map(|print| vec![(String::new(), print)]), Some(digest::sheets(&file)));
}

#[test]
fn a_form_of_texts_that_is_not_read_is_named() {
    let how = How { version: WriterVersion::PARQUET_2_0, dictionary: false, ..USUAL };
    let outcome = read(&[file("订单.parquet", of(ORDERS, &lines(3), how))], &[orders()]);
    assert_eq!(codes(&outcome), ["JY0410"]);
    assert!(said(&outcome).contains("DELTA_BYTE_ARRAY 编码"), "{}", said(&outcome));
}

/// To the library a run of no levels ends them, as padding does; the rows behind it must not go by as if it were not there.
#[test]
fn a_run_of_nothing_ends_a_page() {
    let filled = |at: usize| if at % 32 < 16 { at.to_string() } else { String::new() };
    let csv: String = (0..64).map(|at| format!("K{at},甲,乙,{at},{}\n", filled(at))).collect();
    let types = "message m { required binary 编码 (STRING); required binary 名称 (STRING);
      required binary 备注 (STRING); required int32 件数; optional int32 数量; }";
    let how = How { compression: Compression::UNCOMPRESSED, dictionary: false, ..USUAL };
    let whole = of(types, &format!("编码,名称,备注,件数,数量\n{csv}"), how);
    let texts = ["编码", "名称", "备注"].map(|name| column(name, "文本"));
    let columns = texts.into_iter().chain([column("件数", "数量"), optional(column("数量", "数量"))]).collect();
    let (schema, name) = (table(0, "表", &[0], columns), "表.parquet");
    assert!(packed_rows(&schema, name, &whole).is_some());
    let runs = [32, 1, 32, 0, 32, 1, 32, 0];
    let at = whole.windows(runs.len()).position(|bytes| bytes == runs).unwrap();
    let mut bad = whole.clone();
    bad[at..at + runs.len()].copy_from_slice(&[32, 1, 0, 0, 32, 1, 64, 0]);
    assert_eq!(codes(&read(&[file(name, bad.clone())], std::slice::from_ref(&schema))), ["JY0404"]);
    assert!(packed_rows(&schema, name, &bad).is_none());
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
            let outcome = read(&[file("订单.parquet", bad.clone())], &[orders()]);
            if let Some(found) = packed_rows(&orders(), "订单.parquet", &bad) {
                assert_eq!(found, rows(&outcome, 0), "{at}");
                assert!(outcome.problems.is_empty(), "{at}");
            }
        }
    }
    let name = |bytes: &[u8]| codes(&read(&[file("订单.parquet", bytes)], &[orders()]))[0];
    assert_eq!(name(b"PAR1PAR1"), "JY0404");
    assert_eq!(name("编码,名称\n".as_bytes()), "JY0404");
}
