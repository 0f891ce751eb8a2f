//! Whatever the bytes, reading ends without a panic and says the same twice.

use super::kit::*;
use jieyu::data::read;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0usize..6) {
        let (name, start): (&str, &[u8]) = [
            ("a.csv", b"".as_slice()),
            ("a.xlsx", b"PK\x03\x04"),
            ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("a.json", b"{\"a\":["),
            ("医疗机构.csv", "机构编码,机构名称,采购金额\n".as_bytes()),
            ("a.csv", b"\xff\xfe"),
        ][kind];
        let input = file(name, [start, &bytes].concat());
        let first = read(std::slice::from_ref(&input), &[hospitals()]);
        let second = read(&[input], &[hospitals()]);
        prop_assert_eq!(first.problems, second.problems);
        prop_assert_eq!(first.notes, second.notes);
    }

    #[test]
    fn any_cells_are_survived(cells in prop::collection::vec("[0-9,.%()¥元万eE+—/ 年月日\\-是否\"'甲]{0,12}", 1..40)) {
        let body: String = cells.chunks(5).map(|row| format!("{}\n", row.join(";"))).collect();
        let schema = table(0, "表", &[0], vec![
            column("a", "文本"), column("b", "金额"), column("c", "比例"), column("d", "日期"), column("e", "机构级别"),
        ]);
        let outcome = read_csv(&format!("a;b;c;d;e\n{body}"), schema);
        let data = &outcome.batch.tables[0];
        prop_assert!(data.columns.iter().all(|column| column.len() == data.rows));
        prop_assert_eq!(data.origins.len(), data.rows);
    }

    #[test]
    fn money_survives_csv_json_and_workbooks(cents in -99_999_999_999_999i64..99_999_999_999_999) {
        let sign = if cents < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
        let schema = || with(column("金额", "金额"));
        let from_csv = read_csv(&format!("编码,金额\n甲,{text}\n"), schema());
        let from_json = read(&[file("a.json", format!("{{\"表\":[{{\"编码\":\"甲\",\"金额\":{text}}}]}}"))], &[schema()]);
        let from_book = read_book(schema(), |sheet| {
            sheet.write_row(0, 0, ["编码", "金额"]).unwrap();
            sheet.write(1, 0, "甲").unwrap();
            sheet.write(1, 1, text.parse::<f64>().unwrap()).unwrap();
        });
        prop_assert_eq!(codes(&from_csv), Vec::<&str>::new());
        prop_assert_eq!(rows(&from_csv, 0), rows(&from_json, 0));
        prop_assert_eq!(rows(&from_csv, 0), rows(&from_book, 0));
    }
}
