//! Fixes of signs, brackets, quotation marks and of words from other languages.

use super::Trouble;
use super::words::after;
use crate::value::date::Date;

pub fn propose(trouble: &mut Trouble<'_>) {
    let span = trouble.span.clone();
    let found = trouble.found().to_owned();
    let message = trouble.message().to_owned();
    let help = trouble.help().to_owned();
    let behind = trouble.slice(0..span.start).trim_end().len();
    let line = trouble.line(span.start);
    match trouble.code() {
        "JY0112" => trouble.replace(span, "="),
        "JY0317" => trouble.replace(span, "属于"),
        "JY0115" => lacking(trouble, &message, behind),
        "JY0107" => day(trouble, &found),
        "JY0109" => chain(trouble),
        "JY0801" => excel(trouble, &found, &help),
        "JY0302" => unit_words(trouble, &found),
        "JY0101" => {
            if message.contains("逗号") {
                thousands(trouble);
            }
            if help.contains("右括号") {
                trouble.insert(behind, ")");
            }
            if help.contains("以“|”开头") {
                trouble.insert(span.start, "| ");
                trouble.insert(behind, " |");
            }
            if message.contains("引号没有配对") {
                trouble.insert(trouble.slice(line.start..line.end).trim_end().len() + line.start, "\"");
            }
            if message.contains("双引号") {
                let quoted = trouble.slice(line.clone()).replace(['\'', '‘', '’'], "\"");
                trouble.replace(line.clone(), &quoted);
            }
            if message.contains("没有运算符") {
                trouble.insert(span.start, if behind == span.start { " × " } else { "× " });
            }
            if message.contains("取整到哪一位") {
                for unit in ["到 分", "到 2位", "到 0.01%"] {
                    trouble.insert(behind, unit);
                }
            }
            if help.contains("若 条件 则") && matches!(&*found, "，" | ",") {
                trouble.replace(span, " 则 ");
            }
            if message.contains("范围没有写在括号里") {
                interval(trouble);
            }
        }
        _ => {}
    }
}

/// The one word or sign without which a declaration does not go on.
fn lacking(trouble: &mut Trouble<'_>, message: &str, behind: usize) {
    let Some(lacks) = after(message, "缺少“", &['”']) else { return };
    match &*lacks {
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

fn thousands(trouble: &mut Trouble<'_>) {
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
fn excel(trouble: &mut Trouble<'_>, found: &str, help: &str) {
    let span = trouble.span.clone();
    if help.contains("乘号") {
        trouble.insert(span.end, " × ");
    }
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
    if trouble.help().contains("先在前面声明它") {
        trouble.insert(trouble.unit.start, &format!("单位 {found}\n\n"));
    }
}
