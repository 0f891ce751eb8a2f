//! Units: unknown ones, and words that were taken for one.

use super::{error, w};
use crate::diagnostic::{Diagnostic, Lead, Words};
use crate::syntax::ast::Name;
use crate::value::number::Number;

/// Units of prose that are something else here: parts of dates, spans of time, points of a percentage, places in words.
fn span_of_time(word: &str) -> Option<Words> {
    if let Some(written) = places_in_words(word) {
        return Some(w(
            format!("写成：{written}"),
            format!("write: {}", written.replace("位小数", "places").replace('位', "places")),
        ));
    }
    match word {
        "折" => Some(w("折扣写成百分数：8折 写成 80%", "write a rebate as a percentage: 80%")),
        "个百分点" | "百分点" => Some(w("几个百分点写作百分数，例如 5%", "write points of a percentage as 5%")),
        "年" | "个月" | "月" | "周" | "季度" => Some(w(
            format!("某日以后若干时间写 加月(日期, 12) 或 日期 + 30天；只是用来计数的，先在前面声明：单位 {word}"),
            format!("write add-months(day, 12) or day + 30days; to count in it, declare: unit {word}"),
        )),
        _ if word.starts_with('年') && word.contains('月') => Some(w(
            "日期要写到日：2024-03-01 或 2024年3月1日；整个月写成 在 [2024-03-01, 2024-03-31] 内",
            "write the day too: 2024-03-01; for a month write within [2024-03-01, 2024-03-31]",
        )),
        _ => None,
    }
}

/// `两位小数`.
fn places_in_words(word: &str) -> Option<String> {
    crate::check::numeral::arabic(word).filter(|_| word.ends_with("小数") || word.ends_with('位'))
}

/// A unit with a multiple in a type, which only says what a value is.
pub fn scaled_unit(word: &Name) -> Diagnostic {
    error(
        "JY0302",
        w(format!("类型里不能写“{}”", word.text), format!("`{}` cannot stand in a type", word.text)),
        (word.span, w("类型里只写基本的单位", "a type takes base units only")),
        w(
            format!("数据按“{0}”填报的，在列的后面写：以 {0} 计；公式和参数的值本来就可以写成 2.5{0}", word.text),
            format!("where data are given in it, write behind the column: measured-in {0}", word.text),
        ),
    )
}

/// Keywords that may be run into the unit before them.
const RUN_ON: &[&str] = &["并且", "且", "或", "则", "否则", "不低于", "不高于", "四舍五入", "舍去", "进一"];

/// `number` is what stands before the word, where something does.
pub fn unknown_unit(word: &Name, number: Option<&Number>, near: Option<String>) -> Diagnostic {
    const BOUNDS: &[(&str, &str)] = &[
        ("及以上", "≥"),
        ("以上", "≥"),
        ("及以下", "≤"),
        ("以内", "≤"),
        ("以下", "<"),
        ("以外", ">"),
        ("起", "≥"),
        ("多", ">"),
    ];
    let bound = BOUNDS.iter().find_map(|(tail, sign)| Some((word.text.strip_suffix(tail)?, *tail, *sign)));
    if let Some((unit, tail, sign)) = bound {
        let number = number.and_then(Number::to_decimal).unwrap_or_else(|| "80".to_owned());
        return error(
            "JY0302",
            w(format!("“{tail}”要写成比较"), format!("write a comparison instead of {tail}")),
            (word.span, w(format!("被读成了单位“{}”", word.text), format!("read as the unit {}", word.text))),
            w(
                format!(
                    "把“{tail}”去掉，在数的前面写“{sign}”：{sign} {number}{unit}；两端都有的写 [60{unit}, 80{unit})"
                ),
                format!("write {sign} before the number: {sign} {number}{unit}"),
            ),
        );
    }
    let run = RUN_ON.iter().filter_map(|keyword| word.text.split_once(keyword).filter(|(unit, _)| !unit.is_empty()));
    if let Some((unit, rest)) = run.min_by_key(|(unit, _)| unit.len()) {
        let rest = word.text.strip_prefix(unit).unwrap_or(rest);
        return error(
            "JY0302",
            w(format!("“{unit}”和后面的字连在了一起"), format!("{unit} runs into what follows")),
            (word.span, w(format!("被读成了单位“{}”", word.text), format!("read as the unit {}", word.text))),
            w(format!("加一个空格：{unit} {rest}"), format!("put a space between: {unit} {rest}")),
        )
        .mend(word.span, format!("{unit} {rest}"));
    }
    if let Some(help) = span_of_time(&word.text) {
        return error(
            "JY0302",
            w(format!("没有叫“{}”的单位", word.text), format!("there is no unit `{}`", word.text)),
            (word.span, w("被读成了单位", "read as a unit")),
            help,
        )
        .instead(places_in_words(&word.text));
    }
    error(
        "JY0302",
        w(format!("没有叫“{}”的单位", word.text), format!("there is no unit `{}`", word.text)),
        (word.span, w("认不得这个单位", "unknown unit")),
        match &near {
            Some(near) => w(
                format!("先在前面声明它：单位 {}；或者是不是想写“{near}”？", word.text),
                format!("declare it: unit {}; or did you mean {near}?", word.text),
            ),
            None => w(format!("先在前面声明它：单位 {}", word.text), format!("declare it: unit {}", word.text)),
        },
    )
    .leads(near.map(Lead::Meant))
    .lead(Lead::Unit(word.text.to_string()))
}

pub fn unknown_divisor(word: &Name) -> Diagnostic {
    error(
        "JY0302",
        w(format!("没有叫“{}”的单位", word.text), format!("there is no unit `{}`", word.text)),
        (word.span, w("紧跟在单位后面的“/”被读成了“每”", "a `/` right behind a unit is read as part of the unit")),
        w(
            format!("如果这是单位，先在前面声明它：单位 {0}；如果要除以“{0}”，写成“÷ {0}”", word.text),
            format!("if it is a unit, declare it: unit {0}; to divide by `{0}` write `÷ {0}`", word.text),
        ),
    )
    .lead(Lead::Unit(word.text.to_string()))
}
