//! Fixes of declarations: a clause that is missing, weights that do not add up, edits of a base.

use super::Trouble;
use crate::diagnostic::{Lead, Words};

pub fn propose(trouble: &mut Trouble<'_>) {
    let span = trouble.span.clone();
    let line = trouble.line(span.start);
    let line_end = line.start + trouble.slice(line.clone()).trim_end().len();
    match trouble.code() {
        "JY0511" => {
            trouble.insert(line_end, " 待定");
            if let Some(at) = trouble.slice(line.clone()).find(" 待定") {
                trouble.replace(line.start + at..line.start + at + " 待定".len(), "");
            }
        }
        "JY0611" => trouble.insert(line_end, "  满分 100分"),
        "JY0614" => weight(trouble, line_end),
        "JY0615" => weights(trouble),
        "JY0617" => trouble.insert(line_end, "\n    缺项 按权重折算"),
        "JY0618" => trouble.insert(line_end, "\n    不适用 按权重折算"),
        "JY0632" => {
            let first = trouble.line(trouble.unit.start);
            trouble.insert(first.end, "  余数归 最大余数");
        }
        "JY0704" => {
            let indent = if trouble.slice(line.clone()).starts_with("  ") { "    " } else { "  " };
            let end = trouble.unit.end;
            let title = Words::new("补上依据（请写明文件和条款）", "add the legal basis");
            trouble.offer(title.clone(), vec![(end..end, "\n  依据 《…》第…条".to_owned())]);
            trouble.offer(title, vec![(line_end..line_end, format!("\n{indent}依据 《…》第…条"))]);
        }
        "JY0701" => trouble.insert(0, "政策 名称\n\n"),
        "JY0703" => {
            let unit = trouble.unit.clone();
            trouble.replace(unit, "");
        }
        "JY0705" => output(trouble),
        "JY0501" => {
            let body = trouble.slice(trouble.unit.clone()).to_owned();
            if let Some(at) = body.find(" 列 ") {
                let at = trouble.unit.start + at + 1;
                trouble.replace(at..at + "列".len(), "键");
            }
        }
        "JY0643" => {
            let text = trouble.slice(line.clone()).to_owned();
            if let Some(at) = text.find(" : ") {
                trouble.insert(line.start + at, " 为 \"另一张表\"");
            }
        }
        "JY1109" => given(trouble),
        "JY1114" => {
            let day = trouble.found().split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let header = trouble.text.find("政策 ");
            if let (Some(day), Some(header)) = (day.map(str::to_owned), header) {
                let end = trouble.line(header).end;
                trouble.insert(end, &format!("\n  基准日 {day}"));
            }
        }
        _ => {}
    }
}

/// Percentages behind 权重 in a text.
fn shares(text: &str) -> Option<u32> {
    let all = text.split("权重 ").skip(1).map(|rest| rest.split('%').next().unwrap_or("").trim().parse::<u32>());
    all.sum::<Result<u32, _>>().ok()
}

/// The weight that the others leave.
fn weight(trouble: &mut Trouble<'_>, line_end: usize) {
    let known = shares(trouble.slice(trouble.unit.clone())).unwrap_or(0);
    if let Some(rest) = 100u32.checked_sub(known) {
        trouble.insert(line_end, &format!("  权重 {rest}%"));
    }
}

/// Weights that are some percent too many or too few: one of them gives or takes the rest.
fn weights(trouble: &mut Trouble<'_>) {
    let off = trouble.diagnostic.leads.iter().find_map(|lead| match lead {
        Lead::Percent(off) => Some(*off),
        _ => None,
    });
    let Some(off) = off else { return };
    for span in trouble.labels().into_iter().skip(1).rev() {
        if let Ok(now) = trouble.slice(span.clone()).trim_end_matches('%').parse::<i64>() {
            trouble.replace(span, &format!("{}%", now + off));
        }
    }
}

/// An output of the first table, with its keys.
fn output(trouble: &mut Trouble<'_>) {
    let lines: Vec<String> = trouble.text.lines().map(str::to_owned).collect();
    let Some(at) = lines.iter().position(|line| line.starts_with("表 ")) else { return };
    let table = lines.get(at).and_then(|line| line.split_whitespace().nth(1)).unwrap_or("").to_owned();
    let columns: Vec<&str> = lines
        .iter()
        .skip(at + 1)
        .take_while(|line| line.starts_with([' ', '\t']))
        .filter(|line| line.trim_start().starts_with(['键', '列']))
        .filter_map(|line| line.split_whitespace().nth(1))
        .map(|name| name.trim_end_matches([',', '，']))
        .collect();
    let text = trouble.text.trim_end();
    if !columns.is_empty() {
        trouble.insert(text.len(), &format!("\n\n输出 {table} : {}", columns.join(", ")));
    }
}

/// 给定 of what has a value already, as 修改.
fn given(trouble: &mut Trouble<'_>) {
    let found = trouble.found().to_owned();
    let base = trouble.diagnostic.labels.get(1).map(|label| trouble.sources.slice(label.span).trim().to_owned());
    let Some(old) = base else { return };
    let head = found.lines().next().unwrap_or("");
    if let (Some(rest), Some((_, value))) = (head.strip_prefix("给定"), head.split_once(['=', '＝'])) {
        let name = rest.split(['=', '＝']).next().unwrap_or("").trim().trim_start_matches("参数").trim().to_owned();
        let start = trouble.span.start;
        let new = format!("修改 参数 {name} 由 {old} 为 {}", value.trim());
        trouble.replace(start..start + head.len(), &new);
    }
}
