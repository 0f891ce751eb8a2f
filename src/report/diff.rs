//! A comparison of two policies as words, result tables and JSON.

use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::diagnostic::{Lang, Words};
use crate::diff::effect::{Effect, Method, RowEffect};
use crate::diff::{Change, Column, Excluded};
use crate::value::number::Number;
use crate::value::value::Value;
use crate::wording::value::bare;
use serde_json::json;
use std::sync::Arc;

/// All that is to be told of a comparison.
pub struct Comparison<'a> {
    /// What the policies are called, before and after.
    pub names: (String, String),
    pub changes: &'a [Change],
    pub effect: Option<&'a Effect>,
    pub lang: Lang,
}

impl Comparison<'_> {
    fn pick<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The changes, one a line.
    pub fn words(&self) -> String {
        let mut out = format!("{}\n→ {}\n", self.names.0, self.names.1);
        out.push_str(&match (self.changes.len(), self.lang) {
            (0, Lang::Zh) => "两份政策没有实质变化\n".to_owned(),
            (0, Lang::En) => "the policies say the same\n".to_owned(),
            (count, Lang::Zh) => format!("共 {count} 处变化\n"),
            (count, Lang::En) => format!("{count} changes\n"),
        });
        for (index, change) in self.changes.iter().enumerate() {
            let mark = if change.moves { "" } else { self.pick("（只改文字）", " (words only)") };
            out.push_str(&format!("{:>3}. {}{mark}\n", index.saturating_add(1), change.words().get(self.lang)));
        }
        out
    }

    /// How the differences were split, in a sentence.
    pub fn method(&self, effect: &Effect) -> String {
        let column = &effect.column.heading;
        match (effect.method, self.lang) {
            (Method::Shapley { runs }, Lang::Zh) => format!(
                "“{column}”的差额按沙普利值分给各项变化：每项取它在所有先后次序下的平均影响（重算 {runs} 次），各项之和与差额分毫不差"
            ),
            (Method::Shapley { runs }, Lang::En) => format!(
                "differences of {column} are split by Shapley's rule over {runs} runs; the parts add up exactly"
            ),
            (Method::Sequential { runs }, Lang::Zh) => format!(
                "变化较多，“{column}”的差额按新政策的次序逐项计算（重算 {runs} 次）：先后次序会影响每一项的数，各项之和与差额分毫不差；要按沙普利值拆分，加 --split shapley（最多 12 项）"
            ),
            (Method::Sequential { runs }, Lang::En) => format!(
                "differences of {column} are split one change after the other, in the order of the new policy ({runs} runs): the order matters to each part; the parts add up exactly; --split shapley splits up to 12 changes without an order"
            ),
        }
    }

    /// Changes, totals, the part of each change, rows that gain or lose, exclusions.
    pub fn tables(&self) -> Vec<ResultTable> {
        let mut tables = vec![self.change_table()];
        if let Some(effect) = self.effect {
            tables.extend([self.totals(effect), self.parts(effect), self.rows(effect), self.exclusions(effect)]);
        }
        tables
    }

    fn change_table(&self) -> ResultTable {
        let headings = [("序号", "no"), ("变化", "change"), ("原", "before"), ("新", "after"), ("依据", "basis")];
        let rows = self.changes.iter().enumerate().map(|(index, change)| {
            vec![
                number(Number::from(index.saturating_add(1))),
                text(change.place.get(self.lang)),
                optional(change.old.as_deref()),
                optional(change.new.as_deref()),
                text(&change.bases.join("；")),
            ]
        });
        let mut columns: Vec<ResultColumn> = headings.iter().map(|(zh, en)| words(self.pick(zh, en))).collect();
        if let Some(first) = columns.first_mut() {
            first.decimals = Some(0);
        }
        ResultTable { name: self.pick("变化", "changes").into(), columns, rows: rows.collect() }
    }

    fn totals(&self, effect: &Effect) -> ResultTable {
        // One table holds amounts and counts, so that each column is shown with the digits of the finest.
        let decimals = effect.totals.iter().map(|total| total.column.decimals).max().unwrap_or(0);
        let amount =
            |zh, en| ResultColumn { decimals: Some(decimals), unit: Some(Arc::from("")), ..words(self.pick(zh, en)) };
        let columns = vec![
            words(self.pick("输出表", "output")),
            words(self.pick("列", "column")),
            words(self.pick("单位", "unit")),
            amount("原合计", "before"),
            amount("新合计", "after"),
            amount("差额", "difference"),
        ];
        let rows = effect.totals.iter().map(|total| {
            let delta = total.after.as_ref().zip(total.before.as_ref()).map(|(after, before)| after - before);
            let cell =
                |value: Option<&Number>| value.map_or(ResultCell::Value(Value::Missing), |value| number(value.clone()));
            vec![
                text(&total.column.output),
                text(&total.column.heading),
                text(&total.column.unit),
                cell(total.before.as_ref()),
                cell(total.after.as_ref()),
                cell(delta.as_ref()),
            ]
        });
        ResultTable { name: self.pick("合计的变化", "totals").into(), columns, rows: rows.collect() }
    }

    fn parts(&self, effect: &Effect) -> ResultTable {
        let count = |zh, en| ResultColumn { decimals: Some(0), ..words(self.pick(zh, en)) };
        let columns = vec![
            words(self.pick("变化", "change")),
            words(self.pick("内容", "what")),
            amount(&effect.column, self.pick("影响", "effect")),
            count("增加的行数", "gaining"),
            count("减少的行数", "losing"),
        ];
        let mut rows = Vec::new();
        for (at, group) in effect.groups.iter().enumerate() {
            let parts: Vec<&Number> = effect.rows.iter().filter_map(|row| row.parts.get(at)).collect();
            let of = |test: fn(&Number) -> bool| Number::from(parts.iter().filter(|part| test(part)).count());
            rows.push(vec![
                text(&label(group)),
                text(&self.described(group)),
                number(parts.iter().copied().sum()),
                number(of(Number::is_positive)),
                number(of(Number::is_negative)),
            ]);
        }
        ResultTable {
            name: self.pick("各项变化的影响", "effect of each change").into(), columns, rows: rows.into()
        }
    }

    /// What the changes of a group are, without their basis.
    pub fn described(&self, group: &[usize]) -> String {
        let words = group.iter().filter_map(|index| self.changes.get(*index));
        words.map(|change| change.short().get(self.lang).to_owned()).collect::<Vec<_>>().join("；")
    }

    fn rows(&self, effect: &Effect) -> ResultTable {
        let mut columns: Vec<ResultColumn> = effect.keys.iter().map(|key| words(key)).collect();
        columns.push(words(self.pick("名称", "name")));
        for (zh, en) in [("原", "before"), ("新", "after"), ("差额", "difference")] {
            columns.push(amount(&effect.column, self.pick(zh, en)));
        }
        let prefix = self.pick("变化", "change ");
        columns.extend(effect.groups.iter().map(|group| amount(&effect.column, &format!("{prefix}{}", label(group)))));
        let moved = effect.rows.iter().filter(|row| row.delta().is_none_or(|delta| !delta.is_zero()));
        let fault = || ResultCell::Fault(self.pick("有错误，不能比较", "has a fault").into());
        let cell = |value: Option<Number>| value.map_or_else(fault, number);
        let rows = moved.map(|row| {
            let mut cells: Vec<ResultCell> = row.key.iter().cloned().map(ResultCell::Value).collect();
            cells.push(optional(row.name.as_deref()));
            cells.extend([cell(row.before.clone()), cell(row.after.clone()), cell(row.delta())]);
            let unsplit = || ResultCell::Fault(self.pick("中间有错误，不能拆分", "cannot be split").into());
            cells.extend((0..effect.groups.len()).map(|at| row.parts.get(at).cloned().map_or_else(unsplit, number)));
            cells
        });
        ResultTable { name: self.pick("逐行的变化", "rows").into(), columns, rows: rows.collect() }
    }

    fn exclusions(&self, effect: &Effect) -> ResultTable {
        let headings = [("变化", "change"), ("排除", "exclusion"), ("表", "table"), ("行", "row")];
        let row = |verb: &str, excluded: &Excluded| {
            vec![text(verb), text(&excluded.rule), text(&excluded.table), text(&key(&excluded.key))]
        };
        let entered = effect.entered.iter().map(|excluded| row(self.pick("新列入", "enters"), excluded));
        let left = effect.left.iter().map(|excluded| row(self.pick("不再列入", "leaves"), excluded));
        ResultTable {
            name: self.pick("排除的变化", "exclusions").into(),
            columns: headings.iter().map(|(zh, en)| words(self.pick(zh, en))).collect(),
            rows: entered.chain(left).collect(),
        }
    }

    /// The whole comparison for other programs; numbers are exact decimals in strings.
    pub fn json(&self) -> String {
        let change = |change: &Change| {
            json!({
                "place": change.place.get(self.lang), "before": change.old, "after": change.new, "basis": change.bases,
                "moves_amounts": change.moves, "words": change.words().get(self.lang),
            })
        };
        let changes: Vec<_> = self.changes.iter().map(change).collect();
        let mut whole = json!({ "before": self.names.0, "after": self.names.1, "changes": changes });
        if let (Some(effect), Some(object)) = (self.effect, whole.as_object_mut()) {
            object.insert("effect".to_owned(), effect_json(effect));
        }
        format!("{whole:#}\n")
    }
}

fn effect_json(effect: &Effect) -> serde_json::Value {
    let column = |column: &Column| json!({ "output": *column.output, "heading": *column.heading, "unit": column.unit });
    let (method, runs) = match effect.method {
        Method::Shapley { runs } => ("shapley", runs),
        Method::Sequential { runs } => ("sequential", runs),
    };
    let numbered = |group: &Vec<usize>| group.iter().map(|index| index.saturating_add(1)).collect::<Vec<_>>();
    let row = |row: &RowEffect| {
        json!({
            "key": row.key.iter().map(bare).collect::<Vec<_>>(), "name": row.name.as_deref(),
            "before": row.before.as_ref().map(exact), "after": row.after.as_ref().map(exact),
            "difference": row.delta().as_ref().map(exact), "parts": row.parts.iter().map(exact).collect::<Vec<_>>(),
        })
    };
    let excluded = |all: &Vec<Excluded>| {
        let one = |one: &Excluded| json!({ "exclusion": *one.rule, "table": *one.table, "key": one.key.iter().map(bare).collect::<Vec<_>>() });
        all.iter().map(one).collect::<Vec<_>>()
    };
    let totals = effect.totals.iter().map(|total| {
        json!({
            "column": column(&total.column), "before": total.before.as_ref().map(exact),
            "after": total.after.as_ref().map(exact),
        })
    });
    json!({
        "column": column(&effect.column), "method": method, "runs": runs,
        "keys": effect.keys.iter().map(|key| key.to_string()).collect::<Vec<_>>(),
        "groups": effect.groups.iter().map(numbered).collect::<Vec<_>>(),
        "totals": totals.collect::<Vec<_>>(), "rows": effect.rows.iter().map(row).collect::<Vec<_>>(),
        "entered": excluded(&effect.entered), "left": excluded(&effect.left),
    })
}

fn exact(number: &Number) -> String {
    number.to_decimal().unwrap_or_else(|| number.to_string())
}

/// The numbers of the changes of a group: 1、3.
pub(super) fn label(group: &[usize]) -> String {
    group.iter().map(|index| index.saturating_add(1).to_string()).collect::<Vec<_>>().join("、")
}

/// The values of a row's keys.
pub(super) fn key(key: &[Value]) -> String {
    key.iter().map(bare).collect::<Vec<_>>().join("，")
}

/// A column that holds amounts like those of another.
pub(super) fn amount(like: &Column, heading: &str) -> ResultColumn {
    ResultColumn {
        heading: heading.into(),
        decimals: Some(like.decimals),
        percent: like.percent,
        unit: Some(like.unit.as_str().into()),
        summable: !like.unit.is_empty() && !like.percent,
    }
}

fn words(heading: &str) -> ResultColumn {
    ResultColumn { heading: heading.into(), decimals: None, percent: false, unit: None, summable: false }
}

fn text(text: &str) -> ResultCell {
    ResultCell::Value(if text.is_empty() { Value::Missing } else { Value::Text(text.into()) })
}

fn optional(text: Option<&str>) -> ResultCell {
    self::text(text.unwrap_or(""))
}

fn number(number: Number) -> ResultCell {
    ResultCell::Value(Value::Number(number))
}

/// The name of a policy with its version: 深圳市结余留用办法（2021-01）.
pub fn named(name: &str, version: Option<&str>, path: &str) -> Words {
    let version = version.map(|version| format!("（{version}）")).unwrap_or_default();
    Words::same(format!("{name}{version}  {path}"))
}
