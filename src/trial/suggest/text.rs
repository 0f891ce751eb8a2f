//! Proposed cases as the text of a file of cases.

use super::super::sheet::TO_CONFIRM;
use super::proposal::{GivenRows, Proposal};
use crate::ir::program::Program;
use crate::source::display_width;
use std::fmt::Write;

/// The text; what no input was found for stands above as a remark.
pub fn write(program: &Program, proposal: &Proposal) -> String {
    let mut text = String::from(
        "# 由 jieyu cases suggest 提出：输入取在界限上，期望是按现行政策算出来的。请逐个核对，核对过的删去说明里的“待确认”。\n",
    );
    if !proposal.unreached.is_empty() {
        text.push_str("#\n# 没有完全到达的界限：\n");
        for lack in &proposal.unreached {
            let _ = writeln!(text, "# - {}", lack.zh);
        }
    }
    if !proposal.impossible.is_empty() {
        text.push_str("#\n# 不可能完全到达的界限，理由写在案例文件里：\n");
        for edge in &proposal.impossible {
            let _ = writeln!(text, "# - {}", edge.zh);
        }
    }
    let shares = !proposal.tables.is_empty() || !proposal.params.is_empty() || proposal.rest || proposal.day.is_some();
    if shares {
        text.push_str("\n共用\n");
    }
    if let Some(day) = &proposal.day {
        let _ = writeln!(text, "  基准日 {day}");
    }
    for (name, value) in &proposal.params {
        let _ = writeln!(text, "  给定 参数 {name} = {value}");
    }
    proposal.tables.iter().for_each(|table| given(&mut text, program, table));
    if proposal.rest {
        text.push_str("  其余 缺失\n");
    }
    for case in &proposal.cases {
        let _ = writeln!(text, "\n案例 \"{}\"", case.name);
        let _ = writeln!(text, "  说明 \"{TO_CONFIRM}；{}\"", case.note);
        if let Some(day) = &case.day {
            let _ = writeln!(text, "  基准日 {day}");
        }
        for (name, value) in &case.params {
            let _ = writeln!(text, "  给定 参数 {name} = {value}");
        }
        case.tables.iter().for_each(|table| given(&mut text, program, table));
        for value in &case.expects {
            let _ = writeln!(text, "  期望 {}", value.words);
        }
    }
    text
}

fn given(text: &mut String, program: &Program, table: &GivenRows) {
    let Some(schema) = program.schemas.get(table.schema) else { return };
    let listed: Vec<usize> = (0..schema.columns.len())
        .filter(|at| table.rows.iter().any(|cells| cells.get(*at).is_some_and(|cell| !cell.is_empty())))
        .collect();
    let headings = listed.iter().filter_map(|at| schema.columns.get(*at)).map(|column| column.name.to_string());
    let mut lines: Vec<Vec<String>> = vec![headings.collect()];
    for row in &table.rows {
        lines.push(listed.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect());
    }
    let widths: Vec<usize> = (0..listed.len())
        .map(|at| lines.iter().filter_map(|line| line.get(at)).map(|cell| display_width(cell)).max().unwrap_or(0))
        .collect();
    let _ = writeln!(text, "  给定 {}", schema.name);
    for line in &lines {
        let cells = line.iter().zip(&widths);
        let padded =
            cells.map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(display_width(cell)))));
        let _ = writeln!(text, "    | {} |", padded.collect::<Vec<_>>().join(" | "));
    }
}
