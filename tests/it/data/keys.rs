//! Keys and references: what stops the run, with both rows in words.

use super::kit::*;
use jieyu::data::read;

#[test]
fn duplicate_keys_name_both_rows() {
    let outcome = read_csv("机构编码,机构名称,采购金额\n1,甲,1\n2,乙,1\n1,丙,1\n", hospitals());
    assert_eq!(
        said(&outcome),
        "文件 医疗机构.csv，第 4 行，“机构编码”列（A 列）：“1”与第 2 行重复。请核对这两行，删除重复的一行或改正编码"
    );
    assert!(outcome.is_fatal());
    let both = table(0, "品种", &[0, 1], vec![column("通用名", "文本"), column("剂型", "文本")]);
    let inputs = [file("a/品种.csv", "通用名,剂型\n甲,片\n甲,丸\n"), file("b/品种.csv", "通用名,剂型\n甲,片\n")];
    let outcome = read(&inputs, &[both]);
    assert_eq!(
        said(&outcome),
        "文件 b/品种.csv，第 2 行：“甲、片”与文件 a/品种.csv第 2 行重复。请核对这两行，删除重复的一行或改正编码"
    );
}

#[test]
fn a_key_that_cannot_be_read_is_fatal() {
    let outcome = read_csv("机构编码,机构名称,采购金额\n,甲,1\n1.2E+11,乙,1\n", hospitals());
    let found: Vec<(&str, bool)> = outcome.problems.iter().map(|problem| (problem.code, problem.fatal)).collect();
    assert_eq!(found, [("JY0431", true), ("JY0442", true)]);
    assert_eq!(rows(&outcome, 0), ["!|甲|1", "!|乙|1"]);
}

#[test]
fn dangling_references_suggest_the_nearest_key() {
    let orders = table(1, "订单", &[], vec![column("机构编码", "文本"), column("数量", "数量")]);
    let orders = refer(orders, &[0], 0);
    let inputs = [
        file("医疗机构.csv", "机构编码,机构名称,采购金额\n010023,甲,1\n020000,乙,1\n"),
        file("订单.csv", "机构编码,数量\n010023,1\n10023,1\n10023,2\n"),
    ];
    let outcome = read(&inputs, &[hospitals(), orders]);
    assert_eq!(
        said(&outcome),
        "文件 订单.csv，第 3 行，“机构编码”列（A 列）：“10023”：在“医疗机构”中找不到这个值（另有 1 行相同）。\
         最接近的是“010023”；请核对编码（注意前面的 0、空格和全角字符），或在“医疗机构”中补上这一行"
    );
    assert_eq!((codes(&outcome), outcome.is_fatal()), (vec!["JY0423"], true));
}

#[test]
fn a_missing_reference_that_may_be_missing_is_none() {
    let mut orders = table(1, "订单", &[], vec![optional(column("承接机构", "文本")), column("数量", "数量")]);
    orders = refer(orders, &[0], 0);
    let inputs =
        [file("医疗机构.csv", "机构编码,机构名称,采购金额\n1,甲,1\n"), file("订单.csv", "承接机构,数量\n,1\n1,1\n")];
    assert_eq!(codes(&read(&inputs, &[hospitals(), orders])), [""; 0]);
}
