//! What would be otherwise, in words: the nearest changes of one row, and a parameter's effect on all of them.

use crate::diagnostic::{Lang, Words};
use crate::ir::ids::{SlotId, TableId};
use crate::rows::Evaluation;
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use crate::whatif::{Near, Outcome};
use crate::wording::{row as rows, value as words};
use std::collections::BTreeMap;

/// The nearest changes of a row's result.
pub fn near(
    run: &Evaluation<'_>,
    sources: &Sources,
    (slot, table, row): (SlotId, TableId, usize),
    outcome: &Outcome,
    lang: Lang,
) -> String {
    let name = rows::name(run.program(), Some(table), &run.key(table, row));
    let result = match run.value(slot, Some(row)) {
        Ok(value) => typed(run, slot, &value),
        Err(_) => "?".to_owned(),
    };
    let told = run.program().slot(slot).map_or("", |slot| &*slot.name);
    let mut text = match lang {
        Lang::Zh => format!("{}：{told} = {result}\n", name.zh),
        Lang::En => format!("{}: {told} = {result}\n", name.en),
    };
    if outcome.near.is_empty() {
        text.push_str(match lang {
            Lang::Zh => "沿途的界限，改动任何一个数、日期、是否或类别都不能使结果越过\n",
            Lang::En => "no change of one number, day, yes/no or name carries the result over a limit on its way\n",
        });
    }
    for (index, one) in outcome.near.iter().enumerate() {
        text.push_str(&self::one(run, sources, one, (slot, index.saturating_add(1)), lang));
    }
    let (gates, idle) = (outcome.gates, outcome.idle);
    text.push_str(&match lang {
        Lang::Zh => format!("\n看了沿途 {gates} 处界限和开关；另有 {idle} 处改动不影响结果。以上各项都已代入全部数据重新核算\n"),
        Lang::En => format!(
            "\n{gates} limits and switches were looked at; {idle} more changes leave the result as it is. All of the above were computed again on all of the data\n"
        ),
    });
    if outcome.cut {
        text.push_str(match lang {
            Lang::Zh => "沿途的界限或者界限背后的数太多，没有全部看过：可能还有更近的改动\n",
            Lang::En => {
                "more limits, or more numbers behind one, than could all be looked at: a nearer change may exist\n"
            }
        });
    }
    if outcome.further > 0 {
        let further = outcome.further;
        text.push_str(&match lang {
            Lang::Zh => format!("还有约 {further} 处更远的改动，加上 --all 全部列出\n"),
            Lang::En => format!("about {further} more changes lie further off; add --all to list them\n"),
        });
    }
    text
}

fn typed(run: &Evaluation<'_>, slot: SlotId, value: &Value) -> String {
    match run.program().slot(slot) {
        Some(shape) => words::typed(run.program(), &shape.ty, value),
        None => words::bare(value),
    }
}

fn one(run: &Evaluation<'_>, sources: &Sources, near: &Near, (slot, number): (SlotId, usize), lang: Lang) -> String {
    let program = run.program();
    let show = |slot: SlotId, number: &Number| typed(run, slot, &Value::Number(number.clone()));
    let signed = |slot: SlotId, number: &Number| {
        let sign = if number.is_negative() { "" } else { "+" };
        format!("{sign}{}", show(slot, number))
    };
    let place = rows::name(program, Some(near.table), &run.key(near.table, near.at));
    let column = program.slot(near.column).map_or("", |slot| &*slot.name);
    let origin = run.origin(near.table, near.at).map(|(source, row)| rows::origin(&source, row));
    let told = |value: &Value| typed(run, near.column, value);
    let (from, to) = (told(&near.from), told(&near.to));
    let change = match (&near.from, &near.to) {
        (Value::Number(from), Value::Number(to)) => Words::same(signed(near.column, &(to - from))),
        (Value::Date(from), Value::Date(to)) => {
            let days = from.days_until(*to);
            Words::new(format!("{days:+}天"), format!("{days:+} days"))
        }
        (_, _) => Words::new("换一个值", "another value"),
    };
    let change = change.get(lang);
    let limit = near.gate.map(|(rule, span)| {
        let rule = program.slot(rule).map_or("", |rule| &*rule.name);
        let gate = sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let gate = if gate.chars().count() > 60 { gate.chars().take(60).chain(['…']).collect() } else { gate };
        match lang {
            Lang::Zh => format!("   越过的界限：{rule}：{gate}\n"),
            Lang::En => format!("   limit: {rule}: {gate}\n"),
        }
    });
    let limit = limit.unwrap_or_default();
    let (before, after) = (show(slot, &near.before), show(slot, &near.after));
    let money = signed(slot, &near.money());
    match lang {
        Lang::Zh => format!(
            "\n{number}. {} 的{column}由 {from} 改为 {to}（{change}），{before} → {after}（{money}）\n{limit}{}",
            place.zh,
            origin.map(|origin| format!("   数据：{}\n", origin.zh)).unwrap_or_default()
        ),
        Lang::En => format!(
            "\n{number}. {column} of {} from {from} to {to} ({change}): {before} → {after} ({money})\n{limit}{}",
            place.en,
            origin.map(|origin| format!("   data: {}\n", origin.en)).unwrap_or_default()
        ),
    }
}

/// One value of a parameter and the results with it.
#[derive(Clone, Debug)]
pub struct Case {
    value: String,
    unit: String,
    /// By the row's key; rows without a number are left out.
    results: BTreeMap<String, Number>,
}

impl Case {
    pub fn new(run: &Evaluation<'_>, (table, slot): (TableId, SlotId), value: &str) -> Case {
        let mut results = BTreeMap::new();
        for row in run.in_key_order(table) {
            if let Ok(Value::Number(number)) = run.value(slot, Some(row)) {
                results.insert(rows::key(&run.key(table, row)), number);
            }
        }
        let unit = run.program().slot(slot).map(|slot| words::unit(run.program(), &slot.ty)).unwrap_or_default();
        Case { value: value.to_owned(), unit, results }
    }

    fn sum(&self) -> Number {
        self.results.values().sum()
    }
}

/// What a parameter does: each of its values against the first.
pub fn sensitivity(name: &str, cases: &[Case], lang: Lang) -> String {
    let Some(first) = cases.first() else { return String::new() };
    let amount = |number: &Number| {
        let cents = number.round(Rounding::HalfUp, &Number::power_of_ten(-2));
        format!("{}{}", cents.to_grouped(2).unwrap_or_default(), first.unit)
    };
    let mut text = format!("{name}\n");
    for case in cases {
        let mut up = 0usize;
        let mut down = 0usize;
        for (key, number) in &case.results {
            match first.results.get(key).map(|before| number.cmp(before)) {
                Some(std::cmp::Ordering::Greater) => up = up.saturating_add(1),
                Some(std::cmp::Ordering::Less) => down = down.saturating_add(1),
                Some(std::cmp::Ordering::Equal) | None => {}
            }
        }
        let (sum, change) = (case.sum(), case.sum() - first.sum());
        let sign = if change.is_negative() { "" } else { "+" };
        text.push_str(&match lang {
            Lang::Zh => format!(
                "  {}：合计 {}，比“{}”{sign}{}；增加 {up} 行，减少 {down} 行，共 {} 行\n",
                case.value,
                amount(&sum),
                first.value,
                amount(&change),
                case.results.len()
            ),
            Lang::En => format!(
                "  {}: {} in all, {sign}{} against {}; {up} rows more, {down} less, of {}\n",
                case.value,
                amount(&sum),
                amount(&change),
                first.value,
                case.results.len()
            ),
        });
    }
    text
}
