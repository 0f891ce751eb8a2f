//! Finding tables, headings, totals and footers in files as they come.

use super::kit::*;
use jieyu::data::read;
use rust_xlsxwriter::Format;

#[test]
fn titles_above_and_totals_below() {
    let outcome = read_book(hospitals(), |sheet| {
        let format = Format::new();
        sheet.merge_range(0, 0, 0, 3, "2021 年度采购汇总表", &format).unwrap();
        sheet.write(1, 0, "填报单位：市医保局").unwrap();
        sheet.write_row(2, 0, ["序号", "机构编码", "机构\n名称", "采购金额（元）"]).unwrap();
        sheet.write_row(3, 0, ["1", "001", "市一医院", "10"]).unwrap();
        sheet.write_row(5, 0, ["2", "002", "市二医院", "20"]).unwrap();
        sheet.write_row(6, 0, ["合 计", "", "", "30"]).unwrap();
        sheet.write(8, 0, "填表人：张三　审核人：李四").unwrap();
    });
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ["001|市一医院|10", "002|市二医院|20"]);
    assert_eq!(note_codes(&outcome), ["JY0451", "JY0452", "JY0453", "JY0454"]);
    assert_eq!(outcome.batch.tables[0].origins[1].row, 6);
    assert_eq!(outcome.notes[2].sentence().zh, "文件 a.xlsx，工作表“医疗机构”，第 7 行：“合 计”行是合计，未计入");
}

#[test]
fn totals_stand_in_a_key_column_too() {
    for word in ["合计", "总计：", "小计", "Total", "合　计（元）"] {
        let outcome = read_csv(&format!("机构编码,机构名称,采购金额\n1,甲,1\n{word},,1\n"), hospitals());
        assert_eq!((rows(&outcome, 0).len(), note_codes(&outcome)), (1, vec!["JY0453"]), "{word}");
    }
    let outcome = read_csv("机构编码,机构名称,采购金额\n1,合计大药房,1\n", hospitals());
    assert_eq!(rows(&outcome, 0).len(), 1);
}

#[test]
fn headings_in_two_rows() {
    let schema = table(
        0,
        "品种",
        &[0],
        vec![column("通用名", "文本"), column("中选产品采购量", "数量"), column("中选产品采购金额", "金额")],
    );
    let outcome = read_book(schema, |sheet| {
        let format = Format::new();
        sheet.merge_range(0, 0, 1, 0, "通用名", &format).unwrap();
        sheet.merge_range(0, 1, 0, 2, "中选产品", &format).unwrap();
        sheet.write_row(1, 1, ["采购量（盒）", "采购金额（元）"]).unwrap();
        sheet.write(2, 0, "氨氯地平").unwrap();
        sheet.write(2, 1, 3).unwrap();
        sheet.write(2, 2, 4.5).unwrap();
    });
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!(rows(&outcome, 0), ["氨氯地平|3|4.5"]);
}

#[test]
fn names_of_one_column() {
    let schema =
        || table(0, "表", &[0], vec![column("编码", "文本"), headed(column("线下采购金额", "金额"), "线下采购额")]);
    for heading in [
        "线下采购金额",
        "线下采购额",
        "线下采购额（元）",
        "线下采购额/元",
        "线下采购额：元",
        "线下采购金额元",
        " 线下\u{3000}采购额 (元)",
        "线下采购额［元］",
    ] {
        let outcome = read_csv(&format!("编码,\"{heading}\"\n甲,1\n"), schema());
        assert_eq!(rows(&outcome, 0), ["甲|1"], "{heading}: {}", said(&outcome));
        assert_eq!(codes(&outcome), [""; 0], "{heading}");
    }
    let outcome = read_csv("编码,线下采购额（不含税）\n甲,1\n", schema());
    assert_eq!((rows(&outcome, 0), note_codes(&outcome)), (vec!["甲|1".to_owned()], vec!["JY0458"]));
}

#[test]
fn another_unit_in_the_heading_stops() {
    let outcome = read_csv("编码,金额（万元）\n甲,1\n", with(column("金额", "金额")));
    assert_eq!(codes(&outcome), ["JY0415"]);
    assert!(outcome.is_fatal());
    let outcome = read_csv("编码,金额（万元）\n甲,1\n", with(in_unit(column("金额", "金额"), "万元", "10000")));
    assert_eq!(rows(&outcome, 0), ["甲|10000"]);
    let outcome = read_csv("编码,金额（元）\n甲,1\n", with(in_unit(column("金额", "金额"), "万元", "10000")));
    assert_eq!(codes(&outcome), ["JY0415"]);
    let outcome = read_csv("编码,占比(%)\n甲,0.45\n", with(column("占比", "比例")));
    assert_eq!((codes(&outcome), note_codes(&outcome)), (vec![], vec!["JY0459"]));
}

#[test]
fn a_missing_column_names_what_is_like_it() {
    let outcome = read_csv("机构编码,机构名称,采购额合计\n1,甲,1\n", hospitals());
    assert_eq!(codes(&outcome)[0], "JY0413");
    assert!(outcome.problems[0].fatal);
    assert_eq!(
        said(&outcome),
        "文件 医疗机构.csv，第 1 行：“医疗机构”缺少“采购金额”列。请补上“采购金额”列。现有表头：“机构编码”、“机构名称”、“采购额合计”"
    );
    let outcome = read_csv("机构编码,机构名称,采购总额\n1,甲,1\n", hospitals());
    assert!(said(&outcome).contains("“采购总额”是否就是它？"), "{}", said(&outcome));
}

#[test]
fn an_optional_column_may_be_absent() {
    let outcome = read_csv("编码\n甲\n", with(optional(column("金额", "金额"))));
    assert_eq!((rows(&outcome, 0), note_codes(&outcome)), (vec!["甲|缺失".to_owned()], vec!["JY0457"]));
    let outcome = read_csv("编码,金 额 数\n甲,1\n", with(optional(column("金额", "金额"))));
    assert_eq!(codes(&outcome), ["JY0413"], "a heading so like it must be settled");
}

#[test]
fn two_columns_of_one_name() {
    let outcome = read_csv("机构编码,机构名称,采购金额,采购金额\n1,甲,1,2\n", hospitals());
    assert_eq!(
        said(&outcome),
        "文件 医疗机构.csv，第 1 行：有两列都是“采购金额”：“采购金额”（C 列）和“采购金额”（D 列）。\
         只能保留一列，请把另一列删除，或改成与“采购金额”不同的名称"
    );
}

#[test]
fn a_thousands_comma_without_quotes_is_noticed() {
    let outcome = read_csv("机构编码,机构名称,采购金额\n1,甲,1,234.50\n", hospitals());
    assert_eq!(codes(&outcome), ["JY0416"]);
    assert!(outcome.is_fatal());
}

#[test]
fn tables_are_found_by_headings_where_there_is_no_doubt() {
    let sheet = book("Sheet1", |sheet| {
        sheet.write_row(0, 0, ["机构编码", "机构名称", "采购金额"]).unwrap();
        sheet.write_row(1, 0, ["1", "甲", "2"]).unwrap();
    });
    let other = table(1, "机构变更", &[], vec![column("原机构", "文本"), column("承接机构", "文本")]);
    let csv = file("导出 (3).csv", "原机构,承接机构\n1,1\n");
    let outcome = read(&[file("a.xlsx", sheet), csv.clone()], &[hospitals(), other.clone()]);
    assert_eq!(codes(&outcome), [""; 0], "{}", said(&outcome));
    assert_eq!((rows(&outcome, 0).len(), rows(&outcome, 1).len()), (1, 1));
    let outcome = read(&[csv.clone(), csv], &[other]);
    assert_eq!(codes(&outcome), ["JY0411"], "two that fit are a doubt");
}

#[test]
fn a_missing_table_names_what_is_there() {
    let outcome = read(&[file("医疗机购.csv", "甲\n1\n"), file("乙.csv", "a,b\n1,2\n")], &[hospitals()]);
    assert_eq!(
        said(&outcome),
        "没有找到“医疗机构”的数据。“医疗机购”是否就是它？请把名称改为“医疗机构”。请提供名为“医疗机构”的工作表或 CSV 文件，\
         表头应有：“机构编码”、“机构名称”、“采购金额”；现有：“医疗机购.csv”、“乙.csv”"
    );
    let outcome = read_csv("甲,乙\n1,2\n", hospitals());
    assert_eq!(codes(&outcome), ["JY0412"]);
}

#[test]
fn rows_without_any_known_cell_are_no_rows() {
    let outcome = read_csv("序号,机构编码,机构名称,采购金额\n1,001,甲,2\n2,,,\n,,,\n\n3,,,\n", hospitals());
    assert_eq!((codes(&outcome), rows(&outcome, 0).len()), (vec![], 1));
}
