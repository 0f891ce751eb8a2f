//! Fixes by the leads that came with a problem.

use super::Trouble;
use crate::diagnostic::{Lead, Words};
use std::ops::Range;

pub fn propose(trouble: &mut Trouble<'_>) {
    let leads: &[Lead] = &trouble.diagnostic.leads;
    for lead in leads {
        follow(trouble, lead);
    }
}

fn follow(trouble: &mut Trouble<'_>, lead: &Lead) {
    let span = trouble.span.clone();
    match lead {
        Lead::Instead(text) => {
            // `=>`: only its end is marked.
            let before = trouble.slice(0..span.start).chars().next_back().filter(|c| matches!(c, '=' | '＝'));
            if let Some(sign) = before {
                trouble.replace(span.start - sign.len_utf8()..span.end, text);
            }
            trouble.replace(span, text);
        }
        Lead::Sign(sign) => {
            let spaced = spaced(trouble, &span, sign);
            trouble.replace(span, &spaced);
        }
        Lead::Meant(name) => meant(trouble, name),
        Lead::Before(text) => {
            let close = !trouble.slice(0..span.start).ends_with(char::is_whitespace);
            trouble.insert(span.start, &if close { format!(" {text}") } else { text.clone() });
        }
        Lead::Due(text) => trouble.insert(trouble.behind(), text),
        Lead::Behind(text) => trouble.insert(span.end, text),
        Lead::AtLineEnd(text) => trouble.insert(trouble.line_end(), text),
        Lead::Above(text) => trouble.insert(trouble.line(span.start).start, &format!("{text}\n")),
        Lead::Gone => delete(trouble),
        Lead::Quoted(name) => quote(trouble, name),
        Lead::Unit(unit) => trouble.insert(trouble.unit.start, &format!("单位 {unit}\n\n")),
        Lead::Slip(slip) => super::signs::undo(trouble, *slip),
        // These are for those who know the code of the problem.
        Lead::Lacks(_) | Lead::At(_) | Lead::Rows(_) | Lead::Part { .. } | Lead::Percent(_) => {}
    }
}

/// A misspelt word: in all the places that are marked, or as the first or last word of what is.
fn meant(trouble: &mut Trouble<'_>, name: &str) {
    let found = trouble.found().to_owned();
    let same = trouble.labels().into_iter().filter(|span| trouble.slice(span.clone()) == found);
    let edits: Vec<_> = same.map(|span| (span, name.to_owned())).collect();
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
fn spaced(trouble: &Trouble<'_>, span: &Range<usize>, word: &str) -> String {
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
