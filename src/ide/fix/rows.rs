//! Fixes of tables: a hole, an overlap, a range in words, a heading.

use super::Trouble;
use crate::diagnostic::{Lead, Words};
use std::ops::Range;

pub fn propose(trouble: &mut Trouble<'_>) {
    match trouble.code() {
        "JY0531" => hole(trouble),
        "JY0532" => overlap(trouble),
        "JY0110" => band(trouble),
        _ => {}
    }
}

/// `50~60`, with or without its upper end, and with the unit that the author may have left out.
fn band(trouble: &mut Trouble<'_>) {
    let span = trouble.span.clone();
    let found = trouble.found().to_owned();
    let Some((low, high)) = found.split_once(['~', '～', '-', '−', '至', '—', '–']) else { return };
    let (low, high) = (low.trim(), high.trim());
    for unit in ["", "%", "分", "元", "件", "天"] {
        trouble.replace(span.clone(), &format!("[{low}{unit}, {high}{unit}]"));
        trouble.replace(span.clone(), &format!("[{low}{unit}, {high}{unit})"));
    }
}

/// The rows of the table that is marked: lines that stand together, from the first one at or below the mark.
fn lines(trouble: &Trouble<'_>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = trouble.line(trouble.span.start).start;
    for line in trouble.slice(at..trouble.unit.end).split_inclusive('\n') {
        let text = line.trim_end();
        if text.contains('|') && text.ends_with('|') {
            out.push(at..at + text.len());
        } else if !out.is_empty() && !text.trim_start().starts_with('#') {
            break;
        }
        at += line.len();
    }
    out
}

/// Bounds of a value that leave it out, and the same with it.
fn closed(value: &str) -> [(String, String); 6] {
    [
        (format!("> {value}"), format!("≥ {value}")),
        (format!("< {value}"), format!("≤ {value}")),
        (format!(", {value})"), format!(", {value}]")),
        (format!("({value},"), format!("[{value},")),
        (format!(">{value}"), format!("≥ {value}")),
        (format!("<{value}"), format!("≤ {value}")),
    ]
}

/// The values of the keys for which no row answers, or two.
fn values(trouble: &Trouble<'_>) -> Vec<String> {
    let at = trouble.diagnostic.leads.iter().find_map(|lead| match lead {
        Lead::At(values) => Some(values.clone()),
        _ => None,
    });
    at.unwrap_or_default()
}

fn hole(trouble: &mut Trouble<'_>) {
    let rows = lines(trouble);
    for value in values(trouble) {
        for (open, closed) in closed(&value) {
            for row in &rows {
                if let Some(at) = trouble.slice(row.clone()).find(&open) {
                    let start = row.start + at;
                    trouble.replace(start..start + open.len(), &closed);
                }
            }
        }
    }
    let missing = trouble.diagnostic.leads.iter().find_map(|lead| match lead {
        Lead::Rows(missing) => Some(missing.clone()),
        _ => None,
    });
    let (Some(last), Some(missing)) = (rows.last().cloned(), missing.filter(|missing| !missing.is_empty())) else {
        return;
    };
    let text = trouble.slice(last.clone()).to_owned();
    let indent = trouble.line(last.start).start;
    let bar = text.find('|').unwrap_or(0);
    let lead = crate::source::display_width(trouble.slice(indent..last.start + bar));
    let keys = missing.first().map_or(0, Vec::len);
    let cells = text.get(bar..).unwrap_or("").trim_matches('|').split('|');
    // A lookup may give several results.
    let result = cells.skip(keys).map(str::trim).collect::<Vec<_>>().join(" | ");
    let row = |cells: &Vec<String>| format!("\n{}| {} | {result} |", " ".repeat(lead), cells.join(" | "));
    let added: String = missing.iter().map(row).collect();
    let first = missing.first().map_or_else(String::new, |cells| cells.join("，"));
    let title = match missing.len() {
        1 => Words::new(
            format!("补上缺的一行：{first}（结果先照最后一行写，请核对）"),
            format!("add the missing row: {first} (with the result of the last row: check it)"),
        ),
        count => Words::new(
            format!("补上缺的 {count} 行：{first} 等（结果先照最后一行写，请核对）"),
            format!("add the {count} missing rows: {first} and others (with the result of the last row: check them)"),
        ),
    };
    trouble.offer(title, vec![(last.end..last.end, added)]);
}

fn overlap(trouble: &mut Trouble<'_>) {
    let rows: Vec<Range<usize>> = trouble.labels();
    for value in values(trouble) {
        for (open, closed) in closed(&value) {
            for row in &rows {
                if let Some(at) = trouble.slice(row.clone()).find(&closed) {
                    let start = row.start + at;
                    trouble.replace(start..start + closed.len(), &open);
                }
            }
        }
    }
    let leads: &[Lead] = &trouble.diagnostic.leads;
    for lead in leads {
        if let Lead::Part { row, cell, becomes } = lead
            && trouble.diagnostic.span().is_some_and(|span| span.source == row.source)
        {
            part(trouble, super::bytes(*row), *cell, becomes);
        }
    }
}

/// A row with another cell, or as several rows.
fn part(trouble: &mut Trouble<'_>, row: Range<usize>, cell: usize, becomes: &[String]) {
    if becomes.is_empty() {
        let whole = trouble.whole_line(row.start);
        trouble.replace(whole, "");
        return;
    }
    // The last bar of a row is none of its own.
    let behind = trouble.slice(row.end..trouble.line(row.start).end);
    let bar = behind.trim_start().strip_prefix('|').map_or(0, |rest| behind.len() - rest.len());
    let row = row.start..row.end + bar;
    let text = trouble.slice(row.clone()).to_owned();
    let bars: Vec<usize> = text.match_indices('|').map(|(at, _)| at).collect();
    let (Some(open), Some(close)) = (bars.get(cell), bars.get(cell + 1)) else { return };
    let with =
        |new: &String| format!("{} {new} {}", text.get(..=*open).unwrap_or(""), text.get(*close..).unwrap_or(""));
    let line = trouble.line(row.start);
    let indent = " ".repeat(crate::source::display_width(trouble.slice(line.start..row.start)));
    let rows: Vec<String> = becomes.iter().map(with).collect();
    let old = text.get(open + 1..*close).unwrap_or("").trim().to_owned();
    let (zh, en) = (becomes.join("”和“"), becomes.join(" and "));
    let title = Words::new(
        format!("把“{old}”改成“{zh}”，不和另一行重叠"),
        format!("change {old} to {en}, apart from the other row"),
    );
    trouble.offer(title, vec![(row, rows.join(&format!("\n{indent}")))]);
}
