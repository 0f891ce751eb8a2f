//! What the functions of Excel are called here, for those who know them.

use super::{Words, w};

/// Names in capitals, and how to write the same.
const WORDS: &[(&[&str], &str, &str)] = &[
    (&["ROUND"], "x 四舍五入到 2位，或 x 四舍五入到 分", "x half-up to 2 places, or x half-up to fen"),
    (&["ROUNDDOWN", "TRUNC"], "x 舍去到 2位", "x truncate to 2 places"),
    (&["ROUNDUP"], "x 进一到 2位", "x away-from-zero to 2 places"),
    (&["INT", "FLOOR"], "x 向下取整到 0位", "x floor to 0 places"),
    (&["CEILING"], "x 向上取整到 0位", "x ceiling to 0 places"),
    (
        &["MAX"],
        "较大(a, b)，或一列中最大的：最大(订单.数量 当 条件)",
        "greater(a, b), or of a column: max(orders.amount when …)",
    ),
    (
        &["MIN"],
        "较小(a, b)，或一列中最小的：最小(订单.数量 当 条件)",
        "smaller(a, b), or of a column: min(orders.amount when …)",
    ),
    (&["SUM"], "a + b，或一列的合计：合计(订单.数量 当 条件)", "a + b, or of a column: sum(orders.amount when …)"),
    (&["COUNT"], "计数(订单 当 条件)", "count(orders when …)"),
    (&["ABS"], "绝对值(x)", "abs(x)"),
    (&["POWER"], "幂(底, 指数, 6位)", "power(base, exponent, 6 places)"),
    (&["TODAY", "NOW"], "日期不取自时钟：用参数，或政策的基准日", "no clock here: use a parameter, or as-of"),
    (&["IF", "IFS"], "若 … 则 … 否则 …", "if … then … else …"),
    (&["AND"], "甲 且 乙", "a and b"),
    (&["OR"], "甲 或 乙", "a or b"),
    (&["NOT"], "非 甲", "not a"),
    (&["IFERROR", "IFNA"], "x 缺失时取 0元", "x or-else 0yuan"),
    (&["ISBLANK"], "非 有值(x)", "not present(x)"),
    (
        &["SUMIF", "SUMIFS", "SUMPRODUCT"],
        "合计(订单.数量 × 订单.单价 当 条件)",
        "sum(orders.amount * orders.price when …)",
    ),
    (&["COUNTIF", "COUNTIFS", "COUNTA"], "计数(订单 当 条件)", "count(orders when …)"),
    (&["AVERAGE", "AVERAGEIF", "AVERAGEIFS"], "平均(订单.单价 当 条件)", "mean(orders.price when …)"),
    (&["MAXIFS"], "最大(订单.数量 当 条件)", "max(orders.amount when …)"),
    (&["MINIFS"], "最小(订单.数量 当 条件)", "min(orders.amount when …)"),
    (
        &["VLOOKUP", "HLOOKUP", "XLOOKUP", "LOOKUP", "INDEX"],
        "对照表，或引用的列：目录.价格，或 唯一(目录.价格 当 条件)",
        "a lookup, or a column by reference: catalogue.price, or only(catalogue.price when …)",
    ),
    (&["RANK"], "名次(得分 降序 并列取小)", "rank(score descending ties-lowest)"),
    (&["PERCENTILE", "QUARTILE"], "百分位(得分, 75% 定义 线性)", "percentile(score, 75% definition linear)"),
    (&["MOD"], "余数(a, b)", "remainder(a, b)"),
    (&["DATEDIF"], "天数(甲日, 乙日)", "days(from, to)"),
    (&["EOMONTH"], "月末(日)，或 次月末(日)", "month-end(day), or next-month-end(day)"),
    (&["EDATE"], "加月(日, 1)", "add-months(day, 1)"),
    (&["NETWORKDAYS"], "工作日数(甲日, 乙日, 节假日)", "working-days(from, to, holidays)"),
    (&["CONCATENATE", "TEXTJOIN"], "拼接(甲, 乙)，或 列出(表.列)", "concat(a, b), or list-out(table.column)"),
];

/// How to write what a function of Excel does.
pub fn instead(word: &str) -> Option<Words> {
    let word = word.to_ascii_uppercase();
    let (_, zh, en) = WORDS.iter().find(|(names, _, _)| names.contains(&word.as_str()))?;
    Some(w(format!("这里写成：{zh}"), format!("here it is written: {en}")))
}
