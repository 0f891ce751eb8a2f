//! Habits of Excel and of official prose that stand where nothing of the kind is read, each with what to write instead.

use super::hint::{Advice, Hint};
use super::slip::Stop;
use super::split::first_word;
use crate::diagnostic::{Lead, Slip, Words};

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

/// Bounds in words behind a number, with their signs. Longer words come first.
const BOUNDS: &[(&str, &str)] = &[
    ("（含）以上", "≥"),
    ("及以上", "≥"),
    ("以上", "≥"),
    ("及以下", "≤"),
    ("以内", "≤"),
    ("以下", "<"),
    ("以外", ">"),
];

/// Words that take brackets.
const CALLED: &[&str] = &[
    "合计",
    "计数",
    "平均",
    "加权平均",
    "最大",
    "最小",
    "存在",
    "全部",
    "去重计数",
    "列出",
    "唯一",
    "名次",
    "百分位",
    "较大",
    "较小",
];

fn told(message: (&str, &str), help: (&str, &str)) -> Hint {
    Hint::Advised(Box::new(Advice {
        message: Words::new(message.0, message.1),
        label: Words::new("读到这里读不下去", "reading stops here"),
        help: Words::new(help.0, help.1),
        leads: Vec::new(),
    }))
}

/// What to say of a habit; `None` where none is known.
pub fn advice(stop: &Stop<'_>) -> Option<Hint> {
    let behind = stop.before.ends_with('/') && stop.rest.starts_with('/');
    if behind || stop.rest.starts_with("//") || stop.rest.starts_with("/*") {
        return Some(told(
            ("注释不这样写", "comments are written otherwise"),
            ("注释以 # 开头，写到行末", "a comment starts with # and ends with its line"),
        ));
    }
    if stop.line_start {
        return None;
    }
    ends(stop)
        .or_else(|| expected(stop))
        .or_else(|| answer(stop))
        .or_else(|| habit(stop))
        .or_else(|| negation(stop))
        .or_else(|| of_these(stop))
        .or_else(|| bound(stop))
        .or_else(|| brackets(stop))
        .or_else(|| colon(stop))
}

/// `期望 人(甲).税额`: the key of a row in round brackets.
fn expected(stop: &Stop<'_>) -> Option<Hint> {
    let line = stop.before.rsplit('\n').next().unwrap_or("").trim();
    let table = line.strip_prefix("期望").or_else(|| line.strip_prefix("expect"))?.trim();
    let bracket = stop.rest.starts_with(['(', '（']);
    (bracket && first_word(table) == table && !table.is_empty()).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("行的键要写在方括号里", "the key of a row stands in square brackets"),
            label: Words::new("这里要的是“[”", "`[` is due here"),
            help: Words::new(
                format!("写成：期望 {table}[\"键\"].列 = 值；几个键用逗号隔开"),
                format!("write: expect {table}[\"key\"].column = value; several keys with commas"),
            ),
            leads: Vec::new(),
        }))
    })
}

/// `档(得分)[比例]` for 档(得分).比例.
fn answer(stop: &Stop<'_>) -> Option<Hint> {
    let called = stop.before.ends_with([')', '）']) && stop.due.operator;
    (called && stop.rest.starts_with(['[', '［', '【'])).then(|| {
        told(
            ("取哪一项结果，用“.”写", "which result is meant stands behind a point"),
            (
                "写成：对照表(…).结果的名称；要加条件的写在括号里：合计(表.列 当 条件)",
                "write lookup(…).result; a condition stands inside the brackets: sum(table.column when condition)",
            ),
        )
    })
}

/// `没有 断供` for 非 断供.
fn negation(stop: &Stop<'_>) -> Option<Hint> {
    let last = stop.before.rsplit(char::is_whitespace).next().unwrap_or("");
    let begins = stop.rest.starts_with(|c: char| c.is_alphanumeric() || c == '「');
    (begins && stop.due.operator && matches!(last, "没有" | "不" | "未" | "无" | "不是")).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(format!("“{last}”要写成“非”"), format!("write `not` for {last}")),
            label: Words::new("被否定的内容", "what is denied"),
            help: Words::new(
                format!("写成：非 {0}；没有填写的写 非 有值({0})", first_word(stop.rest)),
                format!("write: not {0}, or not present({0})", first_word(stop.rest)),
            ),
            leads: Vec::new(),
        }))
    })
}

/// `合计(品种.金额，其中 药名 = "甲")`: the word of prose for 当, which was read as a name.
fn of_these(stop: &Stop<'_>) -> Option<Hint> {
    let before = stop.before.strip_suffix("其中")?.trim_end();
    let written = if before.ends_with([',', '，']) { "，其中" } else { "其中" };
    let begins = stop.rest.starts_with(|c: char| c.is_alphanumeric() || c == '「' || c == ':' || c == '：');
    (begins && stop.due.operator).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("只算其中几行，条件写在“当”后面", "which rows enter is said behind `when`"),
            label: Words::new("这是条件", "this is the condition"),
            help: Words::new(
                format!("把“{written}”换成“当”：合计(表.列 当 条件)"),
                "write: sum(table.column when condition)",
            ),
            leads: Vec::new(),
        }))
    })
}

/// What only makes sense with what stands before it.
fn ends(stop: &Stop<'_>) -> Option<Hint> {
    let next = stop.rest.chars().next()?;
    if stop.before.is_empty() && matches!(next, '=' | '＝') {
        return Some(told(
            ("算式前面不写“=”", "no `=` stands before an expression"),
            (
                "去掉“=”；Excel 的 IF(条件, 甲, 乙) 写成：若 条件 则 甲 否则 乙",
                "leave `=` out; IF(c, a, b) of Excel is: if c then a else b",
            ),
        ));
    }
    let last = stop.before.chars().next_back()?;
    match next {
        '0'..='9' | '０'..='９' if last.is_numeric() && stop.before_is_spaced && stop.due.operator => {
            Some(Hint::Advised(Box::new(Advice {
                message: Words::new("两个数之间没有运算符", "there is no operator between two numbers"),
                label: Words::new("读到这里读不下去", "reading stops here"),
                help: Words::new(
                    "如果是一个数，连着写，中间不留空格：10000；是两个数的，中间写 +、−、×、÷ 或逗号",
                    "one number is written without blanks: 10000; between two write +, −, ×, ÷ or a comma",
                ),
                leads: vec![Lead::Slip(Slip::BlankInNumber), Lead::Before("× ".to_owned())],
            })))
        }
        '=' | '＝' if matches!(last, '=' | '＝') && stop.before_is_spaced => Some(told(
            ("等号写了两个", "there are two equals signs"),
            ("算式前面只写一个“=”，不像 Excel 那样再写一个", "one `=` stands before an expression"),
        )),
        '%' | '％' if matches!(last, '%' | '％') => Some(told(
            ("百分号写了两个", "there are two percent signs"),
            ("一个数只带一个“%”：万分之五写作 0.05%", "one percent sign: write 0.05%"),
        )),
        '.' | '．' if last.is_numeric() => Some(told(
            ("一个数里有两个小数点", "there are two points in one number"),
            ("日期写作 2024-03-01 或 2024年3月1日", "write dates as 2024-03-01"),
        )),
        _ => None,
    }
}

fn habit(stop: &Stop<'_>) -> Option<Hint> {
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

/// `得分 60分以上`.
fn bound(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let (number, tail, sign) = BOUNDS.iter().find_map(|(tail, sign)| Some((word.strip_suffix(tail)?, *tail, *sign)))?;
    let begins = number.starts_with(|c: char| c.is_numeric());
    (stop.due.operator && begins).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(format!("“{tail}”要写成比较"), format!("write a comparison for {tail}")),
            label: Words::new("比较的符号写在数的前面", "the sign stands before the number"),
            help: Words::new(format!("写成：{sign} {number}"), format!("write: {sign} {number}")),
            leads: vec![Lead::Instead(format!("{sign} {number}"))],
        }))
    })
}

/// `合计 机构.金额`: a function without its brackets.
fn brackets(stop: &Stop<'_>) -> Option<Hint> {
    let last = stop.before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let called = CALLED.iter().find(|word| **word == last)?;
    let begins = stop.rest.starts_with(|c: char| c.is_alphanumeric() || c == '「');
    (stop.due.operator && begins).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(format!("“{called}”后面没有括号"), format!("{called} has no brackets")),
            label: Words::new("它要算的内容", "what it takes"),
            help: Words::new(format!("写成：{called}(…)"), format!("write: {called}(…)")),
            leads: Vec::new(),
        }))
    })
}

/// `公式 结果：金额 × 5%`.
fn colon(stop: &Stop<'_>) -> Option<Hint> {
    let declares = matches!(first_word(stop.before), "公式" | "formula");
    let typed = stop.before.contains([':', '：']) && !stop.before.contains(['=', '＝', '\n']);
    let sign = stop.rest.starts_with(['×', '*', '÷', '/', '+', '-', '−', '＋', '＊']);
    (declares && typed && sign).then(|| {
        told(
            ("“：”后面要写类型", "a type stands behind the colon"),
            (
                "算式写在“=”后面：公式 名称 = 算式，或 公式 名称 : 金额 = 算式",
                "the expression stands behind `=`: formula name = expression, or formula name : money = expression",
            ),
        )
    })
}
