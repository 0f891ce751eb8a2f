//! Slips that are known by what stands around them, each with what to write instead.

use super::hint::{Advice, Hint};
use super::slip::Stop;
use super::split::first_word;
use crate::diagnostic::{Lead, Slip, Words};

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

pub(super) fn told(message: (&str, &str), help: (&str, &str)) -> Hint {
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
        .or_else(|| super::habit::habit(stop))
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
