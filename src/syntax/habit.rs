//! Habits of Excel and of official prose that are known by their first word or sign, each with what to write instead.

use super::advice::told;
use super::hint::Hint;
use super::slip::Stop;
use super::split::first_word;

/// Where a habit shows itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Where a value is due.
    Value,
    /// Behind a value.
    Operator,
}

/// What it starts with, what is wrong, and what to write, in both languages.
type Habit = (At, &'static [&'static str], (&'static str, &'static str), (&'static str, &'static str));

const HABITS: &[Habit] = &[
    (
        At::Value,
        &["￥", "¥", "＄", "$"],
        ("金额前面不写货币符号", "no currency sign stands before an amount"),
        ("单位写在数的后面：100元、2.5万元", "write the unit behind the number: 100yuan"),
    ),
    (
        At::Value,
        &["[", "［", "【", "{", "｛"],
        ("这里要用圆括号", "round brackets are due here"),
        (
            "分组写 (…)；方括号只用来写范围：x 在 [0, 100) 内",
            "group by (…); square brackets only write a range: x within [0, 100)",
        ),
    ),
    (
        At::Value,
        &["《", "〈", "<<"],
        ("文字要放在双引号里", "texts take double quotes"),
        ("写成 \"…\"；书名号只用在“依据”后面的文件名上", "write \"…\""),
    ),
    (
        At::Value,
        &["对照表", "lookup"],
        ("对照表要单独声明，不写在算式里", "a lookup is declared by itself, not inside an expression"),
        (
            "在前面另写一条：对照表 名称 按 列 : 类型 得 结果，下面每行：| 值 | 结果 |；算式里写：名称(列)",
            "declare it before: lookup name by key : type gives result; the expression has: name(key)",
        ),
    ),
    (
        At::Value,
        &["!", "！"],
        ("这里不用“!”", "`!` is not used here"),
        ("否定写“非”：非 断供", "write `not`: not interrupted"),
    ),
    (
        At::Value,
        &["case", "CASE", "switch"],
        ("分情况不这样写", "cases are written otherwise"),
        ("写成：若 条件 则 值 否则 值；情况多的写成对照表", "write if condition then value else value, or a lookup"),
    ),
    (
        At::Value,
        &["当", "when"],
        ("“当”前面不写逗号", "no comma stands before `when`"),
        ("写成：合计(表.列 当 条件)", "write: sum(table.column when condition)"),
    ),
    (
        At::Operator,
        &["?", "？"],
        ("这里不用问号", "no question mark is used here"),
        ("写成：若 条件 则 值 否则 值", "write: if condition then value else value"),
    ),
    (
        At::Operator,
        &["当", "when"],
        ("“当”要写在括号里面", "`when` stands inside the brackets"),
        (
            "写成：合计(表.列 当 条件)；公式的条件写 若 条件 则 值 否则 值",
            "write sum(table.column when condition); a formula has if condition then value else value",
        ),
    ),
    (
        At::Operator,
        &["!", "！"],
        ("这里不用“!”", "`!` is not used here"),
        ("别的表的列写作 表.列；不等于写作 ≠", "write table.column for a column, ≠ for unequal"),
    ),
    (
        At::Operator,
        &["的"],
        ("“的”不是运算符", "的 is no operator"),
        (
            "A 的 5% 写作 A × 5%；表的列写作 表.列；名称里有“的”就加直角引号「…」",
            "write a × 5% for a share, table.column for a column",
        ),
    ),
    (
        At::Operator,
        &["保留", "精确到", "取整", "四舍五入保留"],
        ("取整要写明方法和位数", "say how to round, and to what"),
        (
            "例如：四舍五入到 2位、四舍五入到 分、舍去到 元、四舍五入到 0.01%",
            "for example: half-up to 2places, half-up to fen, truncate to yuan",
        ),
    ),
    (
        At::Operator,
        &["与", "和", "跟", "以及", "及", "、"],
        ("这里要写明是相加还是同时成立", "say whether to add or to ask for both"),
        ("相加写“+”，两个条件都要成立写“且”，几项并列用逗号", "write + to add, `and` for two conditions"),
    ),
    (
        At::Operator,
        &["介于", "之间", "处于"],
        ("范围要写出两端算不算在内", "a range says whether its ends belong to it"),
        (
            "写成：x 在 [60分, 80分) 内，方括号含端点，圆括号不含",
            "write x within [60points, 80points): square brackets include the end",
        ),
    ),
    (
        At::Operator,
        &["包含", "不包含", "含有", "含"],
        ("文字只能整个比较", "texts are compared as a whole"),
        (
            "写成 x = \"…\"，或 x 属于 \"甲\", \"乙\"，或者属于一个名单；要按其中几个字区分的，在数据里另设一列",
            "write x = \"…\", x in \"a\", \"b\", or x in a list; to go by a part of a text, add a column to the data",
        ),
    ),
    (
        At::Operator,
        &["为空", "不为空", "是空", "非空", "没有填", "未填"],
        ("有没有填写要用“有值”来问", "whether a cell is filled is asked by `present`"),
        (
            "写成 有值(列) 或 非 有值(列)，并给那一列加上“可缺”",
            "write present(column) or not present(column), and declare the column optional",
        ),
    ),
];

/// What to say of a habit; `None` where none is known.
pub fn habit(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let found = HABITS.iter().find(|(at, starts, ..)| {
        let due = match at {
            At::Value => stop.due.value && !stop.due.interval,
            At::Operator => stop.due.operator,
        };
        let fits = |start: &&str| {
            if start.chars().all(char::is_alphabetic) { word.starts_with(start) } else { stop.rest.starts_with(start) }
        };
        due && starts.iter().any(fits)
    });
    found.map(|(_, _, message, help)| told(*message, *help))
}
