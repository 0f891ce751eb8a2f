//! Calls of functions and lookups.

use super::{both, error, list, listed, w};
use crate::builtin::{Entry, FUNCTIONS};
use crate::diagnostic::{Diagnostic, Lead, Words, counted};
use crate::source::Span;
use std::sync::Arc;

pub fn not_callable(span: Span) -> Diagnostic {
    error(
        "JY0801",
        w("这里不能用括号调用", "this cannot be called"),
        (span, w("只有函数和对照表后面能跟括号", "only functions and lookups take brackets")),
        w("相乘要写乘号：a × (b + c)", "write a multiplication sign: a × (b + c)"),
    )
    .lead(Lead::Behind(" × ".to_owned()))
}

pub fn unknown_function(span: Span, word: &str, near: Option<String>, value: bool, args: &[String]) -> Diagnostic {
    let near = everyday(word).map(str::to_owned).or(near).filter(|_| !value);
    if let Some(written) = rewritten(word, args) {
        return unknown_call(
            span,
            word,
            w(
                format!("Excel 的 {word} 在这里写成：{}", written.zh),
                format!("for Excel's {word} write: {}", written.en),
            ),
        );
    }
    let otherwise = match excel(word) {
        Some((zh, en)) => {
            return unknown_call(
                span,
                word,
                w(format!("Excel 的 {word} 在这里写成：{zh}"), format!("for Excel's {word} write: {en}")),
            );
        }
        None if value => w(
            format!("“{word}”是一个值；相乘要写乘号：{word} × (…)"),
            format!("`{word}` is a value; to multiply write {word} × (…)"),
        ),
        None => {
            let (zh, en): (Vec<&str>, Vec<&str>) =
                FUNCTIONS.iter().take(LISTED).map(|entry| (entry.zh, entry.en)).unzip();
            w(
                format!("函数有：合计、计数、平均、名次、{} 等；对照表要先用“对照表”声明", zh.join("、")),
                format!(
                    "functions are sum, count, mean, rank, {} and others; lookups are declared with `lookup`",
                    en.join(", ")
                ),
            )
        }
    };
    match near {
        Some(near) => {
            let help = w(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?"));
            unknown_call(span, word, help).meant(span, &near)
        }
        None => unknown_call(span, word, otherwise).leads(value.then(|| Lead::Behind(" × ".to_owned()))),
    }
}

fn unknown_call(span: Span, word: &str, help: Words) -> Diagnostic {
    error(
        "JY0801",
        w(format!("没有叫“{word}”的函数或对照表"), format!("there is no function or lookup `{word}`")),
        (span, w("不认识这个名称", "unknown")),
        help,
    )
}

/// A call of Excel with its own arguments in the words of the language; `None` where that takes more than words.
fn rewritten(word: &str, args: &[String]) -> Option<Words> {
    match (word.to_ascii_uppercase().as_str(), args) {
        ("IF", [test, then, otherwise]) => {
            Some(w(format!("若 {test} 则 {then} 否则 {otherwise}"), format!("if {test} then {then} else {otherwise}")))
        }
        ("AND", all @ [_, _, ..]) => Some(w(all.join(" 且 "), all.join(" and "))),
        ("OR", all @ [_, _, ..]) => Some(w(format!("({})", all.join(" 或 ")), format!("({})", all.join(" or ")))),
        ("NOT", [test]) => Some(w(format!("非 ({test})"), format!("not ({test})"))),
        ("ROUND", [value, places]) if places.len() == 1 => Some(w(
            format!("{value} 四舍五入到 {places}位（金额可以写 四舍五入到 分）"),
            format!("{value} half-up to {places}places (money: half-up to fen)"),
        )),
        _ => None,
    }
}

/// The function that an everyday word means.
fn everyday(word: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("合计", &["求和", "总和", "总计", "总额", "累加", "小计", "加总"]),
        ("计数", &["个数", "数量", "数目", "家数", "条数", "行数", "次数"]),
        ("去重计数", &["不重复计数", "种数", "去重个数"]),
        ("平均", &["均值", "求平均", "平均数", "算术平均"]),
        ("加权平均", &["加权均值", "加权平均数", "加权"]),
        ("最大", &["最高", "最多", "最晚", "最迟", "求最大"]),
        ("最小", &["最低", "最少", "最早", "求最小"]),
        ("较大", &["取大", "两者较大", "孰高", "取较大", "取高"]),
        ("较小", &["取小", "两者较小", "孰低", "取较小", "取低"]),
        ("名次", &["排名", "排序", "位次"]),
        ("存在", &["任一", "有一个", "至少一个"]),
        ("全部", &["都", "所有", "全都"]),
        ("余数", &["求余", "取余", "取模"]),
        ("整除", &["取商", "求商"]),
        ("绝对值", &["取绝对值", "绝对"]),
        ("天数", &["相差天数", "间隔天数", "日数"]),
        ("拼接", &["连接", "合并文本", "连接文本"]),
        ("幂", &["乘方", "次方", "指数"]),
    ];
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(meant, _)| *meant)
}

/// Functions that are named where none is near.
const LISTED: usize = 8;

/// How a function of Excel is said here.
fn excel(word: &str) -> Option<(&'static str, &'static str)> {
    const WORDS: &[(&[&str], (&str, &str))] = &[
        (&["IF", "IFS"], ("若 条件 则 值 否则 值", "if condition then value else value")),
        (&["AND"], ("条件 且 条件", "condition and condition")),
        (&["OR"], ("条件 或 条件", "condition or condition")),
        (&["NOT"], ("非 (条件)", "not (condition)")),
        (&["ROUND"], ("算式 四舍五入到 分（或 2位、0.01%）", "expression half-up to fen (or 2places, 0.01%)")),
        (&["ROUNDUP"], ("算式 进一到 分", "expression away-from-zero to fen")),
        (&["ROUNDDOWN", "TRUNC"], ("算式 舍去到 分", "expression truncate to fen")),
        (&["INT", "FLOOR"], ("算式 向下取整到 1", "expression floor to 1")),
        (&["CEILING"], ("算式 向上取整到 1", "expression ceiling to 1")),
        (
            &["MAX", "LARGE"],
            (
                "两个数写 较大(甲, 乙)；一列写 最大(表.列)",
                "greater(a, b) of two numbers, max(table.column) of a column",
            ),
        ),
        (
            &["MIN", "SMALL"],
            (
                "两个数写 较小(甲, 乙)；一列写 最小(表.列)",
                "smaller(a, b) of two numbers, min(table.column) of a column",
            ),
        ),
        (&["SUM"], ("合计(表.列)，或者直接写 甲 + 乙", "sum(table.column), or a + b")),
        (&["SUMIF", "SUMIFS"], ("合计(表.列 当 条件)", "sum(table.column when condition)")),
        (&["SUMPRODUCT"], ("合计(表.甲 × 表.乙)", "sum(table.a × table.b)")),
        (&["COUNT", "COUNTA", "COUNTIF", "COUNTIFS"], ("计数(表 当 条件)", "count(table when condition)")),
        (&["AVERAGE", "AVERAGEIF", "AVERAGEIFS"], ("平均(表.列 当 条件)", "mean(table.column when condition)")),
        (&["RANK"], ("名次(列 降序 并列取小)", "rank(column descending ties-lowest)")),
        (
            &["PERCENTILE", "QUARTILE"],
            ("百分位(表.列, 75% 定义 线性)", "percentile(table.column, 75% definition linear)"),
        ),
        (
            &["VLOOKUP", "XLOOKUP", "LOOKUP", "INDEX", "HLOOKUP"],
            (
                "声明一张“对照表”，或者用“键 … → 表”引用那张表的列",
                "declare a lookup, or refer to that table's column by a key",
            ),
        ),
        (
            &["TODAY", "NOW"],
            (
                "政策不读当天的日期；写成参数：参数 结算日 : 日期 = 2021-12-31",
                "a policy never reads the clock: make it a parameter",
            ),
        ),
        (&["ABS"], ("绝对值(值)", "absolute(value)")),
        (
            &["IFERROR", "ISBLANK", "IFNA"],
            (
                "值 缺失时取 0元；除数可能为零的写 若 除数 = 0 则 … 否则 …",
                "value or-else 0yuan; if divisor = 0 then … else …",
            ),
        ),
        (&["DAYS", "DATEDIF"], ("天数(甲日, 乙日)", "days(a, b)")),
        (&["NETWORKDAYS", "WORKDAY"], ("工作日数(甲日, 乙日, 假日名单)", "working-days(a, b, holidays)")),
        (&["EOMONTH"], ("月末(日期)、次月末(日期)", "month-end(day), next-month-end(day)")),
        (&["EDATE"], ("加月(日期, 月数)", "add-months(day, months)")),
        (&["CONCAT", "CONCATENATE"], ("拼接(甲, 乙)", "concat(a, b)")),
        (&["POWER"], ("幂(底, 指数, 6位)", "power(base, exponent, 6places)")),
    ];
    let upper = word.to_ascii_uppercase();
    WORDS.iter().find(|(words, _)| words.contains(&&*upper)).map(|(_, said)| *said)
}

pub fn modifier_on_function(span: Span, word: &str) -> Diagnostic {
    error(
        "JY0802",
        w(format!("“{word}”里不能写“当”“同”“升序”这些"), format!("`{word}` takes no when, same or order")),
        (span, w("它们只用于汇总和名次", "these belong to aggregates and ranks")),
        w("条件请写：若 … 则 … 否则 …", "write the condition as if … then … else …"),
    )
}

pub fn arity(span: Span, entry: &Entry, found: usize) -> Diagnostic {
    error(
        "JY0803",
        w(
            format!("“{}”的参数个数不对（给了 {found} 个）", entry.zh),
            format!("`{}` got {}", entry.en, counted(found, "argument")),
        ),
        (span, w(entry.doc_zh, entry.doc_en)),
        w(format!("写法：{}", entry.usage), format!("usage: {}", entry.usage_en())),
    )
}

pub fn argument_kind(span: Span, entry: &Entry, due: &Words, found: &Words) -> Diagnostic {
    let ((due, due_en), (found, found_en)) = (both(due), both(found));
    error(
        "JY0804",
        w(
            format!("“{}”的这个参数要的是{due}，给的是{found}", entry.zh),
            format!("`{}` needs {due_en} here, not {found_en}", entry.en),
        ),
        (span, w(format!("这是{found}"), format!("this is {found_en}"))),
        w(
            format!("写法：{}（{}）", entry.usage, entry.doc_zh),
            format!("usage: {} ({})", entry.usage_en(), entry.doc_en),
        ),
    )
}

pub fn units_differ(span: Span, entry: &Entry, one: &str, other: &str) -> Diagnostic {
    let name = |unit: &str, none: &str| if unit.is_empty() { none.to_owned() } else { unit.to_owned() };
    error(
        "JY0804",
        w(format!("“{}”的参数单位不同", entry.zh), format!("the arguments of `{}` differ in unit", entry.en)),
        (
            span,
            w(
                format!("一个是{}，一个是{}", name(one, "没有单位"), name(other, "没有单位")),
                format!("{} and {}", name(one, "no unit"), name(other, "no unit")),
            ),
        ),
        w("换成同样的单位", "use the same unit"),
    )
}

pub fn lookup_arity(span: Span, name: &str, keys: &[Arc<str>], found: usize) -> Diagnostic {
    error(
        "JY0803",
        w(
            format!("对照表“{name}”按 {} 项查，给了 {found} 项", keys.len()),
            format!("`{name}` has {}, not {found}", counted(keys.len(), "key")),
        ),
        (span, w(format!("要给：{}", list(keys)), format!("give {}", listed(keys)))),
        w(format!("写成：{name}({})", list(keys).replace('、', "，")), format!("write: {name}({})", listed(keys))),
    )
}

pub fn which_answer(span: Span, name: &str, results: &[Arc<str>]) -> Diagnostic {
    let one = results.first().map_or("", |name| &**name);
    error(
        "JY0806",
        w(format!("没有说明取“{name}”的哪一项结果"), format!("it is not said which result of `{name}` is meant")),
        (span, w(format!("它有：{}", list(results)), format!("it gives {}", listed(results)))),
        w(format!("在括号后面写出来：{name}(…).{one}"), format!("write it behind the brackets: {name}(…).{one}")),
    )
}

pub fn no_such_answer(asked: &crate::syntax::ast::Name, name: &str, results: &[Arc<str>]) -> Diagnostic {
    let near = crate::check::names::nearest(&asked.text, results.iter().map(|name| &**name));
    let problem = error(
        "JY0806",
        w(format!("“{name}”没有叫“{}”的结果", asked.text), format!("`{name}` has no result `{}`", asked.text)),
        (asked.span, w(format!("它有：{}", list(results)), format!("it gives {}", listed(results)))),
        w("写它有的一项", "ask for one that it gives"),
    );
    match near.or_else(|| results.first().filter(|_| results.len() == 1).map(ToString::to_string)) {
        Some(near) => {
            problem.help(w(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?"))).meant(asked.span, &near)
        }
        None => problem,
    }
}

pub fn has_no_answers(span: Span, word: &str) -> Diagnostic {
    error(
        "JY0806",
        w(
            format!("“{word}”只有一个值，后面不能再取一项"),
            format!("`{word}` is one value: nothing can be taken from it"),
        ),
        (span, w("只有对照表可以有几项结果", "only lookups have several results")),
        w("去掉“.”和后面的名称", "leave out the point and the name behind it"),
    )
}

pub fn lookup_key_kind(span: Span, name: &str, key: &str, due: &Words, found: &Words) -> Diagnostic {
    let ((due, due_en), (found, found_en)) = (both(due), both(found));
    error(
        "JY0804",
        w(
            format!("对照表“{name}”的“{key}”要的是{due}，给的是{found}"),
            format!("`{name}` needs {due_en} for {key}, not {found_en}"),
        ),
        (span, w(format!("这是{found}"), format!("this is {found_en}"))),
        w("换成同样类型的值，注意单位和百分号", "give a value of that type; mind units and percent signs"),
    )
}

pub fn needs_date_list(span: Span) -> Diagnostic {
    error(
        "JY0805",
        w("“工作日数”的第三项要是日期的名单", "the third argument of working-days is a list of dates"),
        (span, w("这不是日期名单", "not a list of dates")),
        w("先声明：名单 节假日 : 日期 来自 \"节假日.csv\"", "declare: list holidays : date from \"holidays.csv\""),
    )
}

pub fn needs_places(span: Span) -> Diagnostic {
    error(
        "JY0805",
        w("“幂”要写明保留几位", "power needs its digits"),
        (span, w("第三项写 0位 到 30位", "the third argument is 0places to 30places")),
        w("例如：幂(增长率, 0.5, 6位)", "for example: power(rate, 0.5, 6places)"),
    )
}
