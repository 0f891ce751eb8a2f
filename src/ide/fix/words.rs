//! Fixes that the help of a problem spells out.

use super::Trouble;
use crate::diagnostic::Words;

pub fn propose(trouble: &mut Trouble<'_>) {
    let help = trouble.help().to_owned();
    if let Some(name) = after(&help, "是不是想写“", &['”']) {
        meant(trouble, &name);
    }
    if let (Some(old), Some(new)) = (after(&help, "把“", &['”']), after(&help, "改成“", &['”']))
        && trouble.found().contains(&old)
    {
        let span = trouble.span.clone();
        let spaced = spaced(trouble, span.clone(), &new);
        trouble.replace(span, &spaced);
    }
    if let Some(form) = after(&help, "写成：", &['；', '，', '（']).filter(|form| !form.contains('…')) {
        let span = trouble.span.clone();
        // `=>`: only its end is marked.
        let before = trouble.slice(0..span.start).chars().next_back().filter(|c| matches!(c, '=' | '＝'));
        let start = span.start - before.map_or(0, char::len_utf8);
        trouble.replace(start..span.end, &form);
        trouble.replace(span, &form);
    }
    for choice in after(&help, "写明是哪一个：", &['；']).iter().flat_map(|all| all.split(" 或 ")) {
        let span = trouble.span.clone();
        trouble.replace(span, choice);
    }
    if let Some(sum) = after(&help, "合计(", &[')']).filter(|sum| sum.contains('.')) {
        let span = trouble.span.clone();
        trouble.replace(span, &format!("合计({sum})"));
    }
    if let Some(text) = after(&help, "放在引号里：\"", &['"']) {
        let span = trouble.span.clone();
        trouble.replace(span, &format!("\"{text}\""));
    }
    if let Some(name) = after(&help, "直角引号：「", &['」']).filter(|name| *name != "…") {
        quote(trouble, &name);
    }
    if let Some(keyword) = after(&help, "在“", &['”']).filter(|_| help.contains("后面加一个空格")) {
        let at = trouble.span.start + keyword.len();
        if trouble.found().starts_with(&keyword) {
            let title = Words::new(format!("在“{keyword}”后面加一个空格"), format!("put a space behind {keyword}"));
            trouble.offer(title, vec![(at..at, " ".to_owned())]);
        }
    }
    for marker in ["可以是：", "可以用：", "可以经过：", "可以改："] {
        choices(trouble, marker);
    }
    if let Some(now) = trouble.labels().iter().find_map(|(_, words)| after(words, "现在是：", &[])) {
        let span = trouble.span.clone();
        trouble.replace(span, &now);
    }
    if ["删掉", "只留一个", "去掉它"].iter().any(|word| help.contains(word)) {
        delete(trouble);
    }
}

/// The words behind a marker, up to one of some signs.
pub fn after(text: &str, marker: &str, until: &[char]) -> Option<String> {
    let at = text.find(marker)? + marker.len();
    let rest = text.get(at..)?;
    let end = rest.find(until).unwrap_or(rest.len());
    let words = rest.get(..end)?.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// A misspelt word: in all the places that are marked, or as the first or last word of what is.
fn meant(trouble: &mut Trouble<'_>, name: &str) {
    let found = trouble.found().to_owned();
    let same = trouble.labels().into_iter().filter(|(span, _)| trouble.slice(span.clone()) == found);
    let edits: Vec<_> = same.map(|(span, _)| (span, name.to_owned())).collect();
    if !edits.is_empty() {
        let title = Words::new(format!("把“{found}”改成“{name}”"), format!("change {found} to {name}"));
        trouble.offer(title, edits);
    }
    let span = trouble.span.clone();
    if let Some(end) = found.find([' ', '\u{3000}', '：', ':']) {
        trouble.replace(span.start..span.start + end, name);
    }
    if let Some(start) = found.rfind([' ', '\u{3000}']) {
        trouble.replace(span.start + start + 1..span.end, name);
    }
}

/// A word with blanks around it where there are none.
fn spaced(trouble: &Trouble<'_>, span: std::ops::Range<usize>, word: &str) -> String {
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let left = if blank(trouble.slice(0..span.start).chars().next_back()) { "" } else { " " };
    let right = if blank(trouble.slice(span.end..trouble.text.len()).chars().next()) { "" } else { " " };
    format!("{left}{word}{right}")
}

/// A name in corner quotes, here and wherever it is used.
fn quote(trouble: &mut Trouble<'_>, name: &str) {
    let quoted = format!("「{name}」");
    let line = trouble.line(trouble.span.start);
    if let Some(at) = trouble.slice(line.clone()).find(name) {
        trouble.replace(line.start + at..line.start + at + name.len(), &quoted);
    }
    let all = trouble.text.match_indices(name).filter(|(at, _)| !trouble.slice(0..*at).ends_with('「'));
    let edits: Vec<_> = all.map(|(at, _)| (at..at + name.len(), quoted.clone())).collect();
    if edits.len() > 1 {
        trouble.offer(Words::new(format!("全部改成“{quoted}”"), format!("change all to {quoted}")), edits);
    }
}

/// One of what could stand here.
fn choices(trouble: &mut Trouble<'_>, marker: &str) {
    let told = trouble.labels().iter().find_map(|(_, words)| after(words, marker, &[]));
    let Some(all) = told else { return };
    let span = trouble.span.clone();
    let found = trouble.found().to_owned();
    let words: Vec<String> =
        all.split(['、', '，']).map(str::to_owned).filter(|word| !word.contains(['“', ' '])).collect();
    for word in words {
        match marker {
            "可以改：" => trouble.insert(span.end, &format!(" {word}")),
            // A step between two names, in place of the table's own.
            "可以经过：" | "可以用：" => trouble.replace(span.clone(), &word),
            _ if !found.is_empty() && found.chars().all(char::is_alphanumeric) => trouble.replace(span.clone(), &word),
            _ => {}
        }
    }
}

fn delete(trouble: &mut Trouble<'_>) {
    let span = trouble.span.clone();
    let before = trouble.slice(0..span.start);
    let trimmed = before.trim_end();
    if let Some(rest) = trimmed.strip_suffix([',', '，', '、']) {
        trouble.replace(rest.len()..span.end, "");
    }
    let line = trouble.line(span.start);
    let alone =
        trouble.slice(line.clone()).trim().trim_matches('|').trim() == trouble.found().trim().trim_matches('|').trim();
    let row = trouble.slice(line).trim_start().starts_with('|');
    if alone || row {
        let whole = trouble.whole_line(span.start);
        trouble.replace(whole, "");
    }
    trouble.replace(trimmed.len()..span.end, "");
    trouble.replace(span, "");
    if trouble.unit.start == trouble.span.start {
        let unit = trouble.unit.clone();
        trouble.replace(unit, "");
    }
}
