//! Fixes of tables: a hole, an overlap, a range in words, a heading.

use super::Trouble;
use super::words::after;
use crate::diagnostic::Words;
use std::ops::Range;

pub fn propose(trouble: &mut Trouble<'_>) {
    match trouble.code() {
        "JY0531" => hole(trouble),
        "JY0532" => overlap(trouble),
        "JY0110" => band(trouble),
        "JY0522" => {
            if let Some(row) = after(trouble.help(), "第一行写成：", &[]) {
                let line = trouble.line(trouble.span.start);
                trouble.insert(line.start, &format!("  {row}\n"));
            }
        }
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

/// The lines of rows in the declaration.
fn lines(trouble: &Trouble<'_>, within: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = within.start;
    for line in trouble.slice(within).split_inclusive('\n') {
        let text = line.trim_end();
        if text.contains('|') && text.ends_with('|') {
            out.push(at..at + text.len());
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

/// 得分 = 80分 of a message: the values for which there is no row, or more than one.
fn values(trouble: &Trouble<'_>, behind: &str) -> Vec<String> {
    let message = trouble.message();
    let told = message.find(behind).and_then(|at| message.get(at + behind.len()..)).unwrap_or("");
    let told = told.split(" 时").next().unwrap_or("");
    told.split('，').filter_map(|part| part.split_once(" = ")).map(|(_, value)| value.trim().to_owned()).collect()
}

fn hole(trouble: &mut Trouble<'_>) {
    let missing = values(trouble, "空档：");
    let unit = trouble.unit.clone();
    let rows = lines(trouble, unit);
    for value in &missing {
        for (open, closed) in closed(value) {
            for row in &rows {
                if let Some(at) = trouble.slice(row.clone()).find(&open) {
                    let start = row.start + at;
                    trouble.replace(start..start + open.len(), &closed);
                }
            }
        }
    }
    let Some(last) = rows.last().cloned() else { return };
    let text = trouble.slice(last.clone()).to_owned();
    let indent = trouble.line(last.start).start;
    let bar = text.find('|').unwrap_or(0);
    let lead = crate::source::display_width(trouble.slice(indent..last.start + bar));
    let result = text.trim_end_matches('|').rsplit('|').next().unwrap_or("").trim().to_owned();
    let row = format!("\n{}| {} | {result} |", " ".repeat(lead), missing.join(" | "));
    let title = Words::new(
        format!("补上缺的一行：{}", missing.join("，")),
        format!("add the missing row: {}", missing.join(", ")),
    );
    trouble.offer(title, vec![(last.end..last.end, row)]);
}

fn overlap(trouble: &mut Trouble<'_>) {
    let twice = values(trouble, "重叠：");
    let rows: Vec<Range<usize>> = trouble.labels().into_iter().map(|(span, _)| span).collect();
    for value in &twice {
        for (open, closed) in closed(value) {
            for row in &rows {
                if let Some(at) = trouble.slice(row.clone()).find(&closed) {
                    let start = row.start + at;
                    trouble.replace(start..start + closed.len(), &open);
                }
            }
        }
    }
}
