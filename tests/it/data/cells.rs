//! Cells by type: what is read, and which problem the rest is.

use super::kit::*;
use jieyu::data::read;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

fn all(column_of_interest: &jieyu::ir::schema::ColumnSchema, cases: &[(&str, &str)]) {
    for (text, read) in cases {
        assert_eq!(cell_of(column_of_interest.clone(), text), *read, "{} {text}", column_of_interest.name);
    }
}

#[test]
fn money() {
    let cases = [
        ("1234.50", "1234.5"),
        ("1,234.50", "1234.5"),
        ("１，２３４．５０", "1234.5"),
        ("¥1,234.50", "1234.5"),
        ("￥12元", "12"),
        ("（1,234.50）", "-1234.5"),
        ("99999999999999999999.99", "99999999999999999999.99"),
        ("1.005", "JY0433"),
        ("1.000", "1"),
        ("12,34", "JY0432"),
        ("5%", "JY0432"),
        ("3万元", "JY0432"),
        ("约3", "JY0432"),
        ("1.2E+05", "JY0432"),
        ("###", "JY0432"),
        ("—", "JY0432"),
        ("", "JY0431"),
        ("缺失", "JY0431"),
        ("不适用", "JY0441"),
    ];
    all(&column("金额", "金额"), &cases);
}

#[test]
fn ratios_units_and_ranges() {
    let ratio = between(column("比例", "比例"), "0", "1");
    all(
        &ratio,
        &[
            ("5%", "0.05"),
            ("５％", "0.05"),
            ("3‰", "0.003"),
            ("0.45", "0.45"),
            ("45", "JY0435"),
            ("0.0000001", "JY0433"),
        ],
    );
    let wan = in_unit(column("金额", "金额"), "万元", "10000");
    all(
        &wan,
        &[
            ("1.5", "15000"),
            ("1.5万元", "15000"),
            ("1.000001", "10000.01"),
            ("1.0000001", "JY0433"),
            ("1.5元", "JY0432"),
        ],
    );
    let percent = in_unit(column("比例", "比例"), "%", "0.01");
    all(&percent, &[("45", "0.45"), ("45%", "0.45")]);
}

#[test]
fn a_range_is_told_in_the_unit_of_the_file() {
    let wan = between(in_unit(column("金额", "金额"), "万元", "10000"), "0", "1000000");
    let outcome = read_csv("编码,金额\n甲,101\n", with(wan));
    assert_eq!(
        said(&outcome),
        "文件 表.csv，第 2 行，“金额”列（B 列）：“101”超出允许范围（不小于 0 万元，不大于 100 万元）。\
         请核对数值和单位（元还是万元，小数还是百分数）"
    );
}

#[test]
fn yes_and_no() {
    for (texts, read) in [(["是", "Y", "true", "1", "√"], "是"), (["否", "n", "FALSE", "0", "×"], "否")] {
        for text in texts {
            assert_eq!(cell_of(column("中选", "是否"), text), read, "{text}");
        }
    }
    all(&column("中选", "是否"), &[("也许", "JY0437"), ("", "JY0431")]);
    let mut with_default = column("中选", "是否");
    with_default.default = Some(jieyu::value::value::Value::Bool(false));
    all(&with_default, &[("", "否"), ("缺失", "否")]);
}

#[test]
fn enums_and_texts() {
    all(&column("级别", "机构级别"), &[("三级", "三级"), (" 三 级 ", "三级"), ("三级甲等", "JY0438")]);
    let outcome = read_csv("编码,级别\n甲,三级甲等\n", with(column("级别", "机构级别")));
    assert_eq!(
        said(&outcome),
        "文件 表.csv，第 2 行，“级别”列（B 列）：“三级甲等”不是“机构级别”允许的值。是否应为“三级”？可填：“三级”、“二级”、“一级”"
    );
    all(&column("规格", "文本"), &[("10mg×7", "10mg×7"), ("1.23E+11", "JY0442"), ("—", "—"), ("N/A", "JY0441")]);
}

#[test]
fn missing_and_not_applicable() {
    all(&optional(column("金额", "金额")), &[("", "缺失"), ("缺失", "缺失"), ("不适用", "JY0441")]);
    all(
        &inapplicable(column("金额", "金额")),
        &[("不适用", "不适用"), ("N/A", "不适用"), ("—", "不适用"), ("", "JY0431")],
    );
}

#[test]
fn dates() {
    let cases = [
        ("2021-01-31", "2021-01-31"),
        ("2021年1月31日", "2021-01-31"),
        ("20210131", "2021-01-31"),
        ("44227", "JY0436"),
        ("2021-02-30", "JY0436"),
    ];
    all(&column("日期", "日期"), &cases);
    let day = Format::new().set_num_format("yyyy/m/d h:mm");
    let outcome = read_book(with(column("日期", "日期")), |sheet| {
        sheet.write_row(0, 0, ["编码", "日期"]).unwrap();
        sheet.write_column(1, 0, ["甲", "乙", "丙", "丁"]).unwrap();
        sheet.write_with_format(1, 1, ExcelDateTime::from_ymd(2021, 1, 31).unwrap(), &day).unwrap();
        sheet
            .write_with_format(2, 1, ExcelDateTime::from_ymd(2021, 1, 31).unwrap().and_hms(10, 20, 0).unwrap(), &day)
            .unwrap();
        sheet.write(3, 1, 44_227).unwrap();
        sheet.write(4, 1, 20_210_131).unwrap();
    });
    let day = "2021-01-31";
    assert_eq!(rows(&outcome, 0), [format!("甲|{day}"), format!("乙|{day}"), format!("丙|{day}"), format!("丁|{day}")]);
}

#[test]
fn doubles_of_a_workbook() {
    let percent = Format::new().set_num_format("0.00%");
    let schema = table(0, "表", &[0], vec![column("编码", "文本"), column("金额", "金额"), column("比例", "比例")]);
    let outcome = read_book(schema, |sheet| {
        sheet.write_row(0, 0, ["编码", "金额", "比例"]).unwrap();
        for (row, (code, money)) in (1..).zip([(10_023.0, 1.01), (10_024.0, 0.1 + 0.2), (10_025.5, 1.005), (1e17, 2.0)])
        {
            sheet.write(row, 0, code).unwrap();
            sheet.write(row, 1, money).unwrap();
            sheet.write_with_format(row, 2, 0.45, &percent).unwrap();
        }
    });
    assert_eq!(rows(&outcome, 0), ["10023|1.01|0.45", "10024|!|0.45", "10025.5|!|0.45", "!|2|0.45"]);
    assert_eq!(codes(&outcome), ["JY0434", "JY0433", "JY0434"]);
    assert_eq!(
        said(&outcome),
        "文件 a.xlsx，工作表“表”，第 3 行，“金额”列（B 列）：“0.30000000000000004”超过 15 位有效数字，末尾几位是 Excel 计算产生的误差。\
         Excel 显示为 0.3；请用 =ROUND(…, 小数位数) 取整，或选择性粘贴为数值后改正"
    );
    assert!(outcome.problems[2].fatal, "a key that Excel has changed");
}

#[test]
fn a_percent_cell_is_what_it_shows() {
    let percent = Format::new().set_num_format("0.00%");
    for (column, text) in [(column("占比", "比例"), "0.45"), (in_unit(column("占比", "比例"), "%", "0.01"), "45")]
    {
        let outcome = read_book(with(column), |sheet| {
            sheet.write_row(0, 0, ["编码", "占比"]).unwrap();
            sheet.write_column(1, 0, ["甲", "乙"]).unwrap();
            sheet.write_with_format(1, 1, 0.45, &percent).unwrap();
            sheet.write(2, 1, text.parse::<f64>().unwrap()).unwrap();
        });
        assert_eq!(rows(&outcome, 0), ["甲|0.45", "乙|0.45"], "{}", said(&outcome));
    }
}

#[test]
fn formulas_count_by_their_results() {
    let bytes = book("表", |sheet| {
        sheet.write_row(0, 0, ["编码", "金额"]).unwrap();
        sheet.write_column(1, 0, ["甲", "乙", "丙", "丁"]).unwrap();
        sheet.write(1, 1, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write(2, 1, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write(3, 1, Formula::new("=B99").set_result("#REF!")).unwrap();
        sheet.write(4, 1, Formula::new("=9+9").set_result("18")).unwrap();
    });
    let bytes = patch(&bytes, "xl/worksheets/sheet1.xml", "<f>9+9</f><v>18</v>", "<f>9+9</f>");
    let outcome = read(&[file("a.xlsx", bytes)], &[with(column("金额", "金额"))]);
    assert_eq!(rows(&outcome, 0), ["甲|2", "乙|!", "丙|!", "丁|!"]);
    assert_eq!(codes(&outcome), ["JY0439", "JY0439", "JY0440"]);
    assert!(outcome.problems[0].help.zh.contains("VLOOKUP"));
    assert!(outcome.problems[2].help.zh.contains("F9"));
}

#[test]
fn workbooks_that_count_from_1904() {
    let bytes = book("表", |sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_row(0, 0, ["编码", "日期"]).unwrap();
        sheet.write(1, 0, "甲").unwrap();
        sheet.write_with_format(1, 1, 42_765, &day).unwrap();
        sheet.write(2, 0, "乙").unwrap();
        sheet.write(2, 1, 42_765).unwrap();
    });
    let bytes = patch(&bytes, "xl/workbook.xml", "<workbookPr ", "<workbookPr date1904=\"1\" ");
    let outcome = read(&[file("a.xlsx", bytes)], &[with(column("日期", "日期"))]);
    assert_eq!(rows(&outcome, 0), ["甲|2021-01-31", "乙|2021-01-31"], "{}", said(&outcome));
}

#[test]
fn a_bad_cell_keeps_its_row() {
    let outcome = read_csv("机构编码,机构名称,采购金额\n1,甲,x\n2,乙,3\n", hospitals());
    assert_eq!(rows(&outcome, 0), ["1|甲|!", "2|乙|3"]);
    assert!(!outcome.is_fatal());
    let bad = &outcome.batch.tables[0].columns[2][0];
    assert_eq!(*bad, jieyu::ir::batch::Cell::Bad("“采购金额”列“x”不是可用的数（金额）".into()));
}
