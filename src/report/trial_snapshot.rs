//! A snapshot: a case's result and its explanation as lines that read well in a diff. The case stands above, every value
//! has a line of its own with its legal basis, rows stand in the order of their keys.

use super::explain_text;
use crate::diagnostic::Lang;
use crate::explain::{Question, Target, explain};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, Slot, SlotKind};
use crate::rows::{Evaluation, Failure};
use crate::trial::Seen;
use crate::value::value::Value;
use crate::wording::{fault, row, value};
use std::fmt::Write;

/// What parts a value from its legal basis.
pub const BASIS: &str = "  〔";

/// The text of a snapshot.
pub fn write(seen: &Seen<'_, '_>) -> String {
    let mut text = String::new();
    for line in seen.text.lines() {
        let _ = writeln!(text, "# {}", line.trim_end());
    }
    let program = seen.run.program();
    outputs(&mut text, seen.run);
    text.push_str("\n== 计算\n");
    values(&mut text, seen.run, None, None);
    for table in (0..program.tables.len()).map(TableId::at) {
        for row in seen.run.in_key_order(table) {
            values(&mut text, seen.run, Some(table), Some(row));
        }
    }
    text.push_str("\n== 说明\n");
    for output in &program.outputs {
        let rows = match output.table {
            None => vec![None],
            Some(table) => seen.run.in_key_order(table).into_iter().map(|row| Some((table, row))).collect(),
        };
        for row in rows {
            let explanation = explain(seen.run, seen.sources, &Question { row, target: Target::Outputs });
            text.push('\n');
            text.push_str(&explain_text::write(&without_lines(explanation), Lang::Zh));
        }
    }
    text
}

/// Line numbers of the case move with every edit and say nothing of the result.
fn without_lines(mut explanation: crate::explain::Explanation) -> crate::explain::Explanation {
    fn clean(node: &mut crate::explain::Node) {
        node.origin = None;
        node.children.iter_mut().for_each(clean);
    }
    explanation.origin = None;
    explanation.nodes.iter_mut().for_each(clean);
    explanation
}

fn outputs(text: &mut String, run: &Evaluation<'_>) {
    let program = run.program();
    for (index, output) in program.outputs.iter().enumerate() {
        let _ = writeln!(text, "\n== 输出 {}", output.name);
        for out in run.output(index) {
            let key = output.table.zip(out.row).map(|(table, row)| run.key(table, row)).unwrap_or_default();
            let _ = writeln!(text, "[{}]", row::key(&key));
            for (item, cell) in output.items.iter().zip(&out.cells) {
                let shown = match cell {
                    Ok(value) => {
                        let ty = program.expr(item.value).map(|expr| expr.ty);
                        ty.map_or_else(|| value::bare(value), |ty| value::typed(program, &ty, value))
                    }
                    Err(blame) => failed(run, *blame),
                };
                let bases = item.slot.and_then(|slot| program.slot(slot)).map(bases).unwrap_or_default();
                let _ = writeln!(text, "  {} = {shown}{bases}", item.heading);
            }
        }
    }
}

fn failed(run: &Evaluation<'_>, blame: crate::ir::fault::BlameId) -> String {
    let failure = Failure::Blamed(blame);
    let fault = run.fault(&failure);
    format!("错误 {}：{}", fault::code(fault), fault::short(run.program(), fault).zh)
}

/// Every computed value of a row, or of the whole.
fn values(text: &mut String, run: &Evaluation<'_>, table: Option<TableId>, row: Option<usize>) {
    let program = run.program();
    let mut lines = String::new();
    for (index, slot) in program.slots.iter().enumerate() {
        if slot.owner != table || !is_computed(program, slot) {
            continue;
        }
        let shown = match run.value(SlotId::at(index), row) {
            // What does not apply is the usual case and is left out.
            Ok(Value::Bool(false)) if matches!(slot.kind, SlotKind::Applies(_)) => continue,
            Ok(value) => value::typed(program, &slot.ty, &value),
            Err(blame) => failed(run, blame),
        };
        let _ = writeln!(lines, "  {} = {shown}{}", slot.name, bases(slot));
    }
    if !lines.is_empty() {
        let key = table.zip(row).map(|(table, row)| run.key(table, row)).unwrap_or_default();
        let _ = write!(text, "{}\n{lines}", row::name(program, table, &key).zh);
    }
}

fn is_computed(program: &Program, slot: &Slot) -> bool {
    match &slot.kind {
        SlotKind::Column(_) => false,
        SlotKind::Reasons(all) => !all.is_empty(),
        SlotKind::Applies(id) => program.exception(*id).is_some(),
        SlotKind::Formula { .. }
        | SlotKind::IndicatorValue { .. }
        | SlotKind::IndicatorScore { .. }
        | SlotKind::AssessmentScore(_)
        | SlotKind::Share(_)
        | SlotKind::Residue(_) => true,
    }
}

fn bases(slot: &Slot) -> String {
    let texts: Vec<&str> = slot.bases.iter().map(|basis| &*basis.text).collect();
    if texts.is_empty() { String::new() } else { format!("{BASIS}{}〕", texts.join("；")) }
}
