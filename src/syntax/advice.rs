//! Slips that are known by what stands around them, each with what to write instead.

use super::hint::{Advice, Hint};
use super::line;
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
    if let Some(hint) = glued(stop) {
        return Some(hint);
    }
    if stop.line_start {
        return line::column(stop).or_else(|| line::effect(stop));
    }
    ends(stop)
        .or_else(|| clause(stop))
        .or_else(|| then(stop))
        .or_else(|| line::option(stop))
        .or_else(|| line::sorted(stop))
        .or_else(|| several(stop))
        .or_else(|| further(stop))
        .or_else(|| excess(stop))
        .or_else(|| share(stop))
        .or_else(|| glued_if(stop))
        .or_else(|| line::expected(stop))
        .or_else(|| answer(stop))
        .or_else(|| super::habit::habit(stop))
        .or_else(|| negation(stop))
        .or_else(|| of_these(stop))
        .or_else(|| bound(stop))
        .or_else(|| brackets(stop))
        .or_else(|| colon(stop))
}

/// Words that stand between two values. Longer words come first.
const BETWEEN: &[&str] = &["不适用时取", "缺失时取", "不低于", "不高于", "不属于", "属于", "或者", "且", "或"];

/// `不低于3元`: such a word that runs into the value behind it.
fn glued(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let (keyword, behind) = BETWEEN.iter().find_map(|keyword| Some((*keyword, word.strip_prefix(keyword)?)))?;
    (stop.due.operator && !behind.is_empty()).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(
                format!("“{keyword}”和后面的“{behind}”连在了一起"),
                format!("{keyword} runs into {behind} behind it"),
            ),
            label: Words::new("被读成了一个名称", "read as one name"),
            help: Words::new(
                format!("在“{keyword}”后面加一个空格：{keyword} {behind}"),
                format!("put a space after {keyword}: {keyword} {behind}"),
            ),
            leads: vec![Lead::Instead(format!("{keyword} {behind}"))],
        }))
    })
}

/// `收入 超过 5000元 的部分 × 3%`.
fn excess(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let over = matches!(word, "超过" | "超出" | "大于" | "高于" | "多于");
    let under = matches!(word, "不足" | "低于" | "小于" | "少于" | "不到");
    let here = stop.rest.lines().next().unwrap_or("");
    let part = ["的部分", "部分", "的金额"].iter().any(|words| here.contains(words));
    (stop.due.operator && part && (over || under)).then(|| {
        told(
            ("差额要用减法写", "write a difference by subtraction"),
            if over {
                ("甲超过乙的部分写成：较大(甲 − 乙, 0元)", "what a exceeds b by is: greater(a - b, 0yuan)")
            } else {
                ("甲不足乙的部分写成：较大(乙 − 甲, 0元)", "what a falls short of b by is: greater(b - a, 0yuan)")
            },
        )
    })
}

/// `乙的3%`, which was read as a name up to the percent sign.
fn share(stop: &Stop<'_>) -> Option<Hint> {
    let last = stop.before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let (whole, number) = last.rsplit_once('的')?;
    let percent = stop.rest.starts_with(['%', '％', '‰']);
    let digits = !number.is_empty() && number.chars().all(char::is_numeric);
    (percent && digits && !whole.is_empty()).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(format!("“{last}”被读成了一个名称"), format!("`{last}` is read as one name")),
            label: Words::new("读到这里读不下去", "reading stops here"),
            help: Words::new(format!("写成：{whole} × {number}%"), format!("write: {whole} × {number}%")),
            leads: Vec::new(),
        }))
    })
}

/// `若甲 > 乙 则`: a keyword that ran into the name behind it shows where its 则 stands.
fn glued_if(stop: &Stop<'_>) -> Option<Hint> {
    if !matches!(first_word(stop.rest), "则" | "那么" | "then") || stop.due.then {
        return None;
    }
    let words = stop.before.split(|c: char| !c.is_alphanumeric());
    let (keyword, name) = words.rev().find_map(|word| {
        let name = word.strip_prefix("如果").or_else(|| word.strip_prefix('若')).filter(|name| !name.is_empty())?;
        Some((word.strip_suffix(name)?, name))
    })?;
    Some(Hint::Advised(Box::new(Advice {
        message: Words::new(
            format!("“{keyword}”和后面的“{name}”连在了一起"),
            format!("{keyword} runs into {name} behind it"),
        ),
        label: Words::new("这个词前面没有读到“若”", "no `if` was read before this"),
        help: Words::new(
            format!("在“{keyword}”后面加一个空格：{keyword} {name}"),
            format!("put a space after {keyword}: {keyword} {name}"),
        ),
        leads: Vec::new(),
    })))
}

/// `若 甲 则 1 若 乙 则 2`: a further case without 否则.
fn further(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let last = |words: &[&str]| words.iter().filter_map(|word| stop.before.rfind(word)).max();
    let then = last(&["则", "那么", "then"])?;
    // 否则 ends in 则.
    let open = !stop.before.get(..then)?.ends_with('否');
    (stop.due.operator && open && matches!(word, "若" | "如果" | "if")).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(format!("这个“{word}”前面要写“否则”"), format!("`else` is due before this {word}")),
            label: Words::new("下一种情况", "the next case"),
            help: Words::new(
                "写成：若 条件 则 值 否则 若 条件 则 值 否则 值",
                "write: if condition then value else if condition then value else value",
            ),
            leads: vec![Lead::Before("否则 ".to_owned())],
        }))
    })
}

/// `城市 = "北京"、"上海"`: one of several texts.
fn several(stop: &Stop<'_>) -> Option<Hint> {
    const QUOTES: [char; 4] = ['"', '“', '”', '＂'];
    let next = stop.rest.trim_start_matches(['、', ',', '，', '和', '或', ' ']);
    let line = stop.before.rsplit('\n').next().unwrap_or("");
    let compares = line.trim_end_matches(|c| !matches!(c, '=' | '＝')).trim_end_matches(['=', '＝']);
    let texts = stop.before.ends_with(QUOTES) && next.starts_with(QUOTES) && next.len() < stop.rest.len();
    (stop.due.operator && texts && !compares.is_empty()).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("一个“=”只比一个值", "one `=` compares with one value"),
            label: Words::new("这是第二个", "this is the second one"),
            help: Words::new(
                "几个值里任何一个都可以的，写：列 属于 \"甲\", \"乙\"",
                "for any of several values write: column in \"a\", \"b\"",
            ),
            leads: Vec::new(),
        }))
    })
}

/// `如果 得分 ≥ 90分 为 "优秀"`: a condition that is whole, and a word of prose for 则.
fn then(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let start = ["如果", "若", "if"].iter().filter_map(|keyword| stop.before.rfind(keyword)).max()?;
    let condition = stop.before.get(start..)?;
    let whole = condition.contains(['=', '＝', '≠', '<', '＜', '≤', '>', '＞', '≥']);
    (stop.due.then && whole && matches!(word, "为" | "是" | "取" | "得" | "时" | "的" | "就是" | "就")).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("条件后面要写“则”", "`then` is due behind the condition"),
            label: Words::new(format!("这里写的是“{word}”"), format!("{word} stands here")),
            help: Words::new(
                "写成：若 条件 则 值 否则 值；几种情况接着写：否则 若 条件 则 值 否则 值",
                "write: if condition then value else value; further cases: else if condition then value else value",
            ),
            leads: vec![Lead::Instead("则".to_owned())],
        }))
    })
}

/// `水费 − 减免，最低为 0元，保留两位小数`: what prose adds behind a comma.
fn clause(stop: &Stop<'_>) -> Option<Hint> {
    const ADDED: &[&str] = &[
        "最低",
        "最高",
        "最多",
        "最少",
        "不低于",
        "不高于",
        "不超过",
        "不少于",
        "不得",
        "封顶",
        "保底",
        "四舍五入",
        "保留",
        "精确到",
        "取整",
        "舍去",
        "进一",
        "向上取整",
        "向下取整",
        "但",
        "且",
        "并",
    ];
    let behind = stop.rest.strip_prefix([',', '，'])?.trim_start();
    (stop.due.operator && ADDED.iter().any(|word| behind.starts_with(word))).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("一个算式里不用逗号分句", "no comma parts an expression"),
            label: Words::new("这个逗号", "this comma"),
            help: Words::new(
                "去掉逗号，空一格接着写：下限写“不低于 0元”，上限写“不高于 500元”，取整写“四舍五入到 分”",
                "put a blank for it and go on: at-least 0yuan, at-most 500yuan, half-up to fen",
            ),
            leads: vec![Lead::Instead(" ".to_owned())],
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
