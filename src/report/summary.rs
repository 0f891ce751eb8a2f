//! What a run comes to: rows read, exclusions by reason with what they cost, rows with errors, failed assertions.

use crate::diagnostic::{Lang, Words, counted};
use crate::ir::fault::Fault;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Exception, ExceptionKind, Program, SlotKind, TableSource};
use crate::rows::Evaluation;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::Kind;
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The counts of a run.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Rows of each input table.
    pub tables: Vec<(Arc<str>, usize)>,
    pub exclusions: Vec<Excluded>,
    /// Rows of each table that have a fault or lack a value of an output, and the whole.
    pub faulty: Vec<(Words, usize)>,
    pub failed_assertions: Vec<Arc<str>>,
}

/// What one exclusion did.
#[derive(Clone, Debug)]
pub struct Excluded {
    pub name: Arc<str>,
    pub reason: Option<Arc<str>>,
    /// The table that it stands on, or the whole.
    pub table: Words,
    pub rows: usize,
    /// By how much it lowered the amounts that it sets, in 元, where it sets amounts that could be computed.
    pub money: Option<Number>,
}

/// Counts a run.
pub fn summarize(run: &Evaluation<'_>) -> Summary {
    let program = run.program();
    let mut summary = Summary::default();
    for (index, table) in program.tables.iter().enumerate() {
        if let TableSource::Input(_) = table.source {
            let id = TableId::at(index);
            summary.tables.push((table.name.clone(), run.rows(id)));
        }
    }
    for exception in &program.exceptions {
        match exception.kind {
            ExceptionKind::Exclude => summary.exclusions.push(excluded(run, exception)),
            ExceptionKind::Except | ExceptionKind::Reinstate => {}
        }
    }
    let mut faulty: BTreeSet<(Option<usize>, Option<usize>)> = BTreeSet::new();
    faulty.extend(run.bad_rows().map(|(table, row)| (Some(table.index()), Some(row))));
    for blame in run.computed_blames() {
        if let Fault::AssertionFailed { name, .. } = &blame.fault
            && !summary.failed_assertions.contains(name)
        {
            summary.failed_assertions.push(name.clone());
        }
        faulty.insert((blame.table.map(TableId::index), blame.row));
    }
    for (index, output) in program.outputs.iter().enumerate() {
        faulty.extend(run.output(index).lacking().map(|row| (output.table.map(TableId::index), row.row)));
    }
    for table in std::iter::once(None).chain((0..program.tables.len()).map(Some)) {
        let rows = faulty.iter().filter(|(of, _)| *of == table).count();
        let name = match table.and_then(|index| program.tables.get(index)) {
            Some(table) => Words::same(table.name.to_string()),
            None => Words::new("整体", "overall"),
        };
        if rows > 0 {
            summary.faulty.push((name, rows));
        }
    }
    summary
}

fn excluded(run: &Evaluation<'_>, exception: &Exception) -> Excluded {
    let program = run.program();
    let rows: Vec<Option<usize>> = match exception.owner {
        Some(table) => run.in_key_order(table).into_iter().map(Some).collect(),
        None => vec![None],
    };
    let hit: Vec<Option<usize>> =
        rows.into_iter().filter(|row| run.value(exception.applies, *row) == Ok(Value::Bool(true))).collect();
    let mut money: Option<Number> = None;
    for (slot, effect) in exception.effects.iter().filter(|(slot, _)| is_money(program, *slot)) {
        let base = program.slot(*slot).and_then(|slot| match &slot.kind {
            SlotKind::Formula { value, .. } => Some(*value),
            SlotKind::Column(_)
            | SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => None,
        });
        let Some(base) = base else { continue };
        for row in &hit {
            let env = run.env(exception.owner, *row);
            if let (Ok(Value::Number(base)), Ok(Value::Number(set))) = (run.eval(base, &env), run.eval(*effect, &env)) {
                money = Some(money.unwrap_or_else(Number::zero) + (base - set));
            }
        }
    }
    let table = exception.owner.and_then(|table| program.table(table));
    Excluded {
        name: exception.name.clone(),
        reason: exception.reason.clone(),
        table: table.map_or_else(|| Words::new("整体", "the whole"), |table| Words::same(&*table.name)),
        rows: hit.len(),
        money,
    }
}

fn is_money(program: &Program, slot: SlotId) -> bool {
    program.slot(slot).is_some_and(|slot| match slot.ty.kind {
        Kind::Number(shape) => shape.unit == Unit::YUAN,
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => false,
    })
}

/// The summary as lines for people.
pub fn write(summary: &Summary, lang: Lang) -> String {
    let mut lines = Vec::new();
    let tables: Vec<String> = summary.tables.iter().map(|(name, rows)| format!("{name} {rows}")).collect();
    lines.push(match lang {
        Lang::Zh => format!("读入的行数：{}", tables.join("，")),
        Lang::En => format!("rows read: {}", tables.join(", ")),
    });
    if summary.exclusions.iter().any(|excluded| excluded.rows > 0) {
        lines.push(
            Words::new("排除（一行可以有几条理由）：", "exclusions (a row may have several reasons):")
                .get(lang)
                .to_owned(),
        );
        lines.extend(
            summary.exclusions.iter().filter(|excluded| excluded.rows > 0).map(|excluded| exclusion(excluded, lang)),
        );
    } else if !summary.exclusions.is_empty() {
        lines.push(Words::new("排除：没有", "exclusions: none").get(lang).to_owned());
    }
    let faulty: Vec<String> = summary.faulty.iter().map(|(name, rows)| format!("{} {rows}", name.get(lang))).collect();
    lines.push(match (lang, faulty.is_empty()) {
        (Lang::Zh, true) => "有错误的行：没有".to_owned(),
        (Lang::En, true) => "rows with errors: none".to_owned(),
        (Lang::Zh, false) => format!("有错误的行：{}", faulty.join("，")),
        (Lang::En, false) => format!("rows with errors: {}", faulty.join(", ")),
    });
    if !summary.failed_assertions.is_empty() {
        lines.push(match lang {
            Lang::Zh => format!("不成立的断言：{}。结果先不要使用", summary.failed_assertions.join("、")),
            Lang::En => format!("failed assertions: {}; do not use the result", summary.failed_assertions.join(", ")),
        });
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn exclusion(excluded: &Excluded, lang: Lang) -> String {
    let reason = excluded.reason.as_ref().unwrap_or(&excluded.name);
    let money = excluded.money.as_ref().map(|money| {
        let exact = money.to_grouped(2);
        // A base that no rounding has met yet: shown to the cent and marked.
        let cents = || money.round(Rounding::HalfUp, &Number::power_of_ten(-2)).to_grouped(2);
        match (exact, lang) {
            (Some(exact), Lang::Zh) => format!("，少计 {exact} 元"),
            (Some(exact), Lang::En) => format!(", {exact} 元 less"),
            (None, Lang::Zh) => format!("，少计约 {} 元", cents().unwrap_or_default()),
            (None, Lang::En) => format!(", about {} 元 less", cents().unwrap_or_default()),
        }
    });
    let money = money.unwrap_or_default();
    match lang {
        Lang::Zh => format!("  {}：{} {} 行{money}（{reason}）", excluded.name, excluded.table.zh, excluded.rows),
        Lang::En => {
            let rows = counted(excluded.rows, "row");
            format!("  {}: {rows} of {}{money} ({reason})", excluded.name, excluded.table.en)
        }
    }
}
