//! Fixes of signs, brackets, quotation marks and of words from other languages.

use super::Trouble;
use crate::diagnostic::{Lead, Slip};
use crate::value::date::Date;

pub fn propose(trouble: &mut Trouble<'_>) {
    let span = trouble.span.clone();
    let found = trouble.found().to_owned();
    match trouble.code() {
        "JY0112" => trouble.replace(span, "="),
        "JY0317" => trouble.replace(span, "属于"),
        "JY0115" => lacking(trouble),
        "JY0107" => day(trouble, &found),
        "JY0109" => chain(trouble),
        "JY0801" => excel(trouble, &found),
        "JY0302" => unit_words(trouble, &found),
        _ => {}
    }
}

/// What a slip that is known by its kind could be undone by.
pub fn undo(trouble: &mut Trouble<'_>, slip: Slip) {
    match slip {
        Slip::CommaInNumber => commas(trouble),
        Slip::BlankInNumber => {
            let behind = trouble.behind();
            trouble.replace(behind..trouble.span.start, "");
        }
        Slip::SingleQuotes => {
            let line = trouble.line(trouble.span.start);
            let quoted = trouble.slice(line.clone()).replace(['\'', '‘', '’'], "\"");
            trouble.replace(line, &quoted);
        }
        Slip::RangeInWords => interval(trouble),
    }
}

/// The one word or sign without which a declaration does not go on.
fn lacking(trouble: &mut Trouble<'_>) {
    let lacks = trouble.diagnostic.leads.iter().find_map(|lead| match lead {
        Lead::Lacks(word) => Some(*word),
        _ => None,
    });
    let behind = trouble.behind();
    match lacks.unwrap_or("") {
        "：" if trouble.found() == "=" => {
            for ty in super::values::TYPES {
                trouble.insert(behind, &format!(" : {ty}"));
            }
        }
        "：" => trouble.insert(behind, " :"),
        "=" => trouble.insert(behind, " ="),
        "得" => {
            for ty in super::values::TYPES {
                trouble.insert(behind, &format!(" 得 {ty}"));
            }
        }
        "于" => {
            let tables: Vec<String> = trouble
                .text
                .lines()
                .filter_map(|line| line.strip_prefix("表 "))
                .filter_map(|rest| rest.split_whitespace().next().map(str::to_owned))
                .collect();
            for table in tables {
                trouble.insert(behind, &format!(" 于 {table}"));
            }
        }
        _ => {}
    }
}

/// The last day of a month that has no such day.
fn day(trouble: &mut Trouble<'_>, found: &str) {
    let span = trouble.span.clone();
    let parts: Vec<&str> = found.split('-').collect();
    if let [year, month, _] = parts.as_slice() {
        let all = (28..=31).rev().map(|day| format!("{year}-{month}-{day}"));
        let last = all.into_iter().find(|text| Date::parse(text).is_some());
        if let Some(last) = last {
            trouble.replace(span, &last);
        }
    }
}

/// `50% ≤ x < 80%` as x 在 [50%, 80%) 内.
fn chain(trouble: &mut Trouble<'_>) {
    const SIGNS: [&str; 6] = ["<=", ">=", "≤", "≥", "<", ">"];
    let line = trouble.line(trouble.span.start);
    let text = trouble.slice(line.clone()).to_owned();
    let at = trouble.span.start - line.start;
    let second = SIGNS.iter().find(|sign| text.get(at..).is_some_and(|rest| rest.starts_with(**sign)));
    let before = text.get(..at).unwrap_or("");
    let first = SIGNS.iter().filter_map(|sign| before.rfind(sign).map(|at| (at, *sign))).max_by_key(|(at, _)| *at);
    let (Some(second), Some((start, sign))) = (second, first) else { return };
    let low = before.get(..start).unwrap_or("").trim_end();
    let low_at = low.rfind([' ', '(', '（']).map_or(0, |at| at + 1);
    let value = before.get(start + sign.len()..).unwrap_or("").trim();
    let rest = text.get(at + second.len()..).unwrap_or("");
    let high = rest.trim_start();
    let gap = rest.len() - high.len();
    let end = high.find([' ', ')', '）']).unwrap_or(high.len());
    let open = if sign.contains('=') || sign == "≤" { '[' } else { '(' };
    let close = if second.contains('=') || *second == "≤" { ']' } else { ')' };
    let new =
        format!("{value} 在 {open}{}, {}{close} 内", low.get(low_at..).unwrap_or(""), high.get(..end).unwrap_or(""));
    let start = line.start + low_at;
    let end = line.start + at + second.len() + gap + end;
    trouble.replace(start..end, &new);
}

/// `在 0 到 1 内` as 在 [0, 1] 内.
fn interval(trouble: &mut Trouble<'_>) {
    let start = trouble.span.start;
    let line = trouble.line(start);
    let rest = trouble.slice(start..line.end).to_owned();
    for part in [" 到 ", " 至 ", "到", "至", "~", "～", "-"] {
        if let Some((low, high)) = rest.split_once(part) {
            let trimmed = high.trim_start();
            let end = trimmed.find([' ', '内', '，', ',']).unwrap_or(trimmed.len());
            let new = format!("[{}, {}]", low.trim(), trimmed.get(..end).unwrap_or(""));
            let length = low.len() + part.len() + (high.len() - trimmed.len()) + end;
            trouble.replace(start..start + length, &new);
            return;
        }
    }
}

fn commas(trouble: &mut Trouble<'_>) {
    let digit = |c: char| c.is_ascii_digit() || matches!(c, ',' | '，');
    let at = trouble.span.start;
    let before = trouble.slice(0..at);
    let start = before.trim_end_matches(digit).len();
    let after = trouble.slice(at..trouble.text.len());
    let end = at + (after.len() - after.trim_start_matches(digit).len());
    let plain = trouble.slice(start..end).replace([',', '，'], "");
    trouble.replace(start..end, &plain);
}

/// Functions of Excel, and a value that is called.
fn excel(trouble: &mut Trouble<'_>, found: &str) {
    let span = trouble.span.clone();
    let rest = trouble.slice(span.end..trouble.text.len()).to_owned();
    let Some((args, length)) = arguments(&rest) else { return };
    let whole = span.start..span.end + length;
    match (&*found.to_ascii_uppercase(), args.as_slice()) {
        ("MAX", _) => {
            trouble.replace(span.clone(), "较大");
            trouble.replace(span, "最大");
        }
        ("MIN", _) => {
            trouble.replace(span.clone(), "较小");
            trouble.replace(span, "最小");
        }
        ("IF", [test, then, other]) => trouble.replace(whole, &format!("(若 {test} 则 {then} 否则 {other})")),
        ("ROUND", [value, places]) => trouble.replace(whole, &format!("({value} 四舍五入到 {places}位)")),
        ("AND", [_, _, ..]) => trouble.replace(whole, &format!("({})", args.join(" 且 "))),
        ("OR", [_, _, ..]) => trouble.replace(whole, &format!("({})", args.join(" 或 "))),
        ("NOT", [test]) => trouble.replace(whole, &format!("非 ({test})")),
        ("SUM", _) => trouble.replace(span, "合计"),
        ("ABS", _) => trouble.replace(span, "绝对值"),
        ("AVERAGE", _) => trouble.replace(span, "平均"),
        ("COUNT" | "COUNTIF", _) => trouble.replace(span, "计数"),
        _ => {}
    }
}

/// The arguments behind a name, and how many bytes their brackets take.
fn arguments(rest: &str) -> Option<(Vec<String>, usize)> {
    let inner = rest.strip_prefix(['(', '（'])?;
    let open = rest.len() - inner.len();
    let (mut depth, mut args, mut from) = (0usize, Vec::new(), 0);
    for (at, c) in inner.char_indices() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' if depth == 0 => {
                args.push(inner.get(from..at)?.trim().to_owned());
                return Some((args, open + at + c.len_utf8()));
            }
            ')' | '）' | ']' => depth -= 1,
            ',' | '，' if depth == 0 => {
                args.push(inner.get(from..at)?.trim().to_owned());
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    None
}

/// `80分以上` as ≥ 80分; `100元/总数` as 100元 ÷ 总数; a unit that nobody declared.
fn unit_words(trouble: &mut Trouble<'_>, found: &str) {
    const BOUNDS: [(&str, &str); 6] =
        [("以上", "≥"), ("以下", "<"), ("以内", "≤"), ("及以上", "≥"), ("及以下", "≤"), ("之内", "≤")];
    let span = trouble.span.clone();
    for (words, sign) in BOUNDS {
        if let Some(unit) = found.strip_suffix(words) {
            let before = trouble.slice(0..span.start);
            let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '%')).len();
            let number = trouble.slice(start..span.start).to_owned();
            trouble.replace(start..span.end, &format!("{sign} {number}{unit}"));
        }
    }
    if trouble.slice(0..span.start).ends_with('/') {
        trouble.replace(span.start - 1..span.end, &format!(" ÷ {found}"));
    }
}
