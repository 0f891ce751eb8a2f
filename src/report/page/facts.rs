//! What the page says of the whole: totals, spreads, exclusions, the highest and the lowest, and the rows to be searched.

use super::super::headline;
use super::super::show::{self, Grouping, cell, heading, number};
use super::super::summary::Excluded;
use super::super::table::{ResultCell, ResultColumn};
use super::Page;
use super::charts::{self, Bar};
use super::pack::{PARCEL, Parcel};
use super::parts::{Cell, card, data, escaped, figure, quiet, section, table};
use super::spread::{Spread, brief, median};
use crate::diagnostic::Words;
use crate::explain::{Grounds, Question, Target, explain_on};
use crate::ir::ids::SlotId;
use crate::ir::program::{ExceptionKind, SlotKind};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use crate::wording::row as rows;
use serde_json::json;
use std::collections::BTreeMap;

/// Rows that are listed at the top and at the bottom.
const ENDS: usize = 10;
/// Bars of a chart.
pub(super) const BARS: usize = 12;

/// A row of the headline's output.
pub(super) struct Told {
    pub row: usize,
    pub key: String,
    pub name: String,
    pub result: Option<Number>,
    /// The result as it is shown, or why there is none.
    pub shown: String,
    pub reasons: Vec<String>,
}

impl Page<'_, '_> {
    pub(super) fn column(&self) -> Option<&ResultColumn> {
        self.tables.get(self.headline.output)?.columns.get(self.headline.item)
    }

    fn title(&self) -> String {
        self.column().map(|column| column.heading.to_string()).unwrap_or_default()
    }

    /// A number as the headline's column shows it, with its unit.
    fn said(&self, value: &Number) -> String {
        let Some(column) = self.column() else { return value.to_string() };
        format!("{}{}", number(value, column, Grouping::Thousands), column.unit.as_deref().unwrap_or(""))
    }

    /// The rows of the headline's output, in its order.
    pub(super) fn told(&self) -> Vec<Told> {
        let table = self.headline.table;
        let shown = self.tables.get(self.headline.output);
        let mut all = Vec::new();
        for (at, out) in self.run.output(self.headline.output).iter().enumerate() {
            let Some(row) = out.row else { continue };
            let cells = shown.and_then(|shown| shown.rows.get(at));
            let cell = cells.as_ref().and_then(|cells| cells.get(self.headline.item));
            let result = match cell {
                Some(ResultCell::Value(Value::Number(number))) => Some(number.clone()),
                Some(ResultCell::Value(_) | ResultCell::Fault(_)) | None => None,
            };
            let words = match (cell, self.column()) {
                (_, Some(_)) if result.is_some() => result.as_ref().map(|result| self.said(result)),
                (Some(cell), Some(column)) => Some(show::cell(cell, column, Grouping::Thousands)),
                (_, _) => None,
            };
            all.push(Told {
                row,
                key: rows::key(&self.run.key(table, row)),
                name: headline::name(self.run, table, row),
                result,
                shown: words.unwrap_or_default(),
                reasons: self.reasons(row),
            });
        }
        all
    }

    /// Why the row is excluded from something.
    fn reasons(&self, row: usize) -> Vec<String> {
        let own = self.run.program().exceptions.iter();
        let own = own.filter(|one| one.owner == Some(self.headline.table) && one.kind == ExceptionKind::Exclude);
        own.filter(|one| self.run.value(one.applies, Some(row)) == Ok(Value::Bool(true)))
            .map(|one| one.reason.as_ref().unwrap_or(&one.name).to_string())
            .collect()
    }

    pub(super) fn head(&self) -> String {
        let program = self.run.program();
        let mut lines = Vec::new();
        if let Some(version) = &program.version {
            lines.push(format!("{}{version}", self.pick("版本：", "version: ")));
        }
        if let Some(day) = program.as_of {
            lines.push(format!("{}{day}", self.pick("基准日：", "as of: ")));
        }
        if self.merged.names.len() > 1 {
            let names: Vec<String> = self.merged.names.iter().map(ToString::to_string).collect();
            lines.push(format!("{}{}", self.pick("层级：", "layers: "), names.join(" → ")));
        }
        let kind = self.pick("结算报告", "Settlement report");
        let lines: String = lines.iter().map(|line| format!("<span>{}</span>", escaped(line))).collect();
        let mut text = format!("<header>\n<p class=\"kind\">{kind}</p>\n<h1>{}</h1>\n", escaped(&program.name));
        text.push_str(&format!("<p class=\"quiet facts\">{lines}</p>\n"));
        for name in &self.summary.failed_assertions {
            let words = self.pick("断言不成立，结果先不要使用：", "failed assertion, do not use the result: ");
            text.push_str(&format!("<p class=\"alarm\">{}</p>\n", escaped(&format!("{words}{name}"))));
        }
        text + "</header>\n"
    }

    /// What the policy puts out of the whole; where it puts out nothing, the sums of the first output.
    pub(super) fn totals(&self) -> String {
        let mut cards = String::new();
        let outputs = self.run.program().outputs.iter().zip(&self.tables);
        for (_, shown) in outputs.filter(|(output, _)| output.table.is_none()) {
            for (column, value) in shown.columns.iter().zip(shown.rows.get(0).iter().flat_map(|row| row.iter())) {
                cards.push_str(&self.total(column, value));
            }
        }
        let main = self.tables.get(self.headline.output);
        if cards.is_empty()
            && let Some(main) = main
        {
            let sums = show::totals(main).unwrap_or_default();
            for (column, sum) in main.columns.iter().zip(sums) {
                let Some(sum) = sum else { continue };
                cards.push_str(&self.total(column, &ResultCell::Value(Value::Number(sum))));
            }
        }
        let told = self.told();
        let excluded = told.iter().filter(|row| !row.reasons.is_empty()).count();
        let rows = self.run.program().table(self.headline.table).map(|table| table.name.to_string());
        cards.push_str(&card(&rows.unwrap_or_default(), &told.len().to_string(), false));
        cards.push_str(&card(self.pick("其中有排除理由的", "of them with an exclusion"), &excluded.to_string(), false));
        for (name, count) in &self.summary.faulty {
            let words = format!("{} {}", self.pick("有错误的行", "rows with errors"), name.get(self.lang));
            cards.push_str(&card(&words, &count.to_string(), true));
        }
        let read: Vec<String> = self.summary.tables.iter().map(|(name, rows)| format!("{name} {rows}")).collect();
        let read = format!("{}{}", self.pick("读入的行数：", "rows read: "), read.join(self.pick("，", ", ")));
        section("totals", self.pick("总计", "Totals"), &format!("<div class=\"cards\">{cards}</div>\n{}", quiet(&read)))
    }

    fn total(&self, column: &ResultColumn, value: &ResultCell) -> String {
        let unit = match value {
            ResultCell::Value(Value::Number(_)) => column.unit.as_deref().unwrap_or(""),
            ResultCell::Value(_) | ResultCell::Fault(_) => "",
        };
        let fault = matches!(value, ResultCell::Fault(_));
        card(&column.heading, &format!("{}{unit}", cell(value, column, Grouping::Thousands)), fault)
    }

    pub(super) fn amounts(&self) -> Result<String, Words> {
        let told = self.told();
        let numbers: Vec<Number> = told.iter().filter_map(|row| row.result.clone()).collect();
        let title = format!("{}{}", self.title(), self.pick("的分布", ": distribution"));
        // Those that get nothing would hide how the others are spread.
        let (zero, others): (Vec<Number>, Vec<Number>) = numbers.into_iter().partition(Number::is_zero);
        let lacking = told.len().saturating_sub(zero.len()).saturating_sub(others.len());
        let mut facts = vec![match others.len() {
            0 => self.pick("没有不为零的数", "nothing but zero").to_owned(),
            count => format!("{count}{}", self.pick(" 行不为零", " are not zero")),
        }];
        facts.push(format!("{}{}", zero.len(), self.pick(" 行为零，不在图中", " are zero and not in the chart")));
        if lacking > 0 {
            facts.push(format!("{lacking}{}", self.pick(" 行没有结果", " have no result")));
        }
        for (name, value) in [
            (self.pick("中位数 ", "median "), median(&others)),
            (self.pick("最大 ", "greatest "), others.iter().max().cloned()),
        ] {
            facts.extend(value.map(|value| format!("{name}{}", self.said(&value))));
        }
        let facts = facts.join(self.pick("；", "; "));
        let unit = self.column().map(heading).unwrap_or_default();
        let chart = self.spread(&others, &unit, &format!("{title}{}{facts}", self.pick("：", ". ")))?;
        Ok(section("amounts", &title, &format!("{chart}{}", quiet(&facts))))
    }

    fn spread(&self, numbers: &[Number], x: &str, words: &str) -> Result<String, Words> {
        let Some(spread) = Spread::of(numbers) else { return Ok(String::new()) };
        let edges: Vec<String> = spread.edges.iter().map(|edge| brief(edge, self.lang)).collect();
        let chart = charts::histogram(&spread.counts, &edges, (x, self.pick("行数", "rows")))?;
        Ok(figure(&chart, words))
    }

    /// The scores of the assessments of the headline's table.
    pub(super) fn scores(&self) -> Result<String, Words> {
        let mut text = String::new();
        let own = self.run.program().assessments.iter();
        for assessment in own.filter(|assessment| assessment.owner == Some(self.headline.table)) {
            let values = self.told().into_iter().map(|told| self.run.value(assessment.score, Some(told.row)));
            let (mut numbers, mut lacking) = (Vec::new(), 0usize);
            for value in values {
                match value {
                    Ok(Value::Number(number)) => numbers.push(number),
                    Ok(_) | Err(_) => lacking = lacking.saturating_add(1),
                }
            }
            let mut facts = vec![format!("{}{}", self.pick("满分 ", "full marks "), assessment.full)];
            let said = |value: &Number| value.round(Rounding::HalfUp, &Number::power_of_ten(-2)).to_string();
            facts.extend(median(&numbers).map(|value| format!("{}{}", self.pick("中位数 ", "median "), said(&value))));
            if lacking > 0 {
                facts.push(format!("{lacking}{}", self.pick(" 行没有得分", " have no score")));
            }
            let facts = facts.join(self.pick("；", "; "));
            let title = format!("{}{}", assessment.name, self.pick("得分的分布", ": scores"));
            let marks = self.pick("得分（分）", "marks");
            let chart = self.spread(&numbers, marks, &format!("{title}{}{facts}", self.pick("：", ". ")))?;
            text.push_str(&section("scores", &title, &format!("{chart}{}", quiet(&facts))));
        }
        Ok(text)
    }

    pub(super) fn exclusions(&self) -> Result<String, Words> {
        let all = &self.summary.exclusions;
        if all.is_empty() {
            return Ok(String::new());
        }
        let mut by_reason: BTreeMap<&str, Number> = BTreeMap::new();
        let mut lines = Vec::new();
        let mut met: Vec<&Excluded> = all.iter().filter(|one| one.rows > 0).collect();
        met.sort_by(|one, other| other.money.cmp(&one.money));
        for one in met {
            let reason = one.reason.as_ref().unwrap_or(&one.name);
            if let Some(money) = one.money.as_ref().filter(|money| money.is_positive()) {
                let sum = by_reason.entry(reason).or_insert_with(Number::zero);
                *sum = &*sum + money;
            }
            lines.push(vec![
                Cell::Text(reason.to_string()),
                Cell::Text(one.table.get(self.lang).to_owned()),
                Cell::Figure(one.rows.to_string()),
                Cell::Figure(one.money.as_ref().map(cents).unwrap_or_default()),
            ]);
        }
        let mut costs: Vec<(&str, Number)> = by_reason.into_iter().collect();
        costs.sort_by(|(_, one), (_, other)| other.cmp(one));
        let bar = |(reason, cost): &(&str, Number)| Bar {
            words: (*reason).to_owned(),
            lengths: vec![(cost.clone(), format!("{}{}", brief(cost, self.lang), self.pick("元", " 元")))],
        };
        let bars: Vec<Bar> = costs.iter().take(BARS).map(bar).collect();
        let title = self.pick("排除少计的金额，按理由", "What exclusions cost, by reason");
        let mut body = if bars.is_empty() { String::new() } else { figure(&charts::bars(&bars)?, title) };
        let heads = [("理由", "reason"), ("表", "table"), ("行数", "rows"), ("少计金额（元）", "less (元)")];
        let heads: Vec<String> = heads.iter().map(|(zh, en)| self.pick(zh, en).to_owned()).collect();
        if lines.is_empty() {
            body.push_str(&quiet(self.pick("没有一行被排除", "no row is excluded")));
        } else {
            body.push_str(&table(&heads, &lines));
            body.push_str(&quiet(self.pick(
                "少计金额＝按公式应计的数减去排除所定的数，显示到分；一行有几条理由的，每条各计一次，不能相加",
                "less = what the formula gives minus what the exclusion sets, shown to the cent; a row with several reasons counts for each, so these do not add up",
            )));
        }
        let idle: Vec<&str> = all.iter().filter(|one| one.rows == 0).map(|one| &*one.name).collect();
        if !idle.is_empty() {
            let none = self.pick("没有碰到的排除：", "exclusions that nothing met: ");
            body.push_str(&quiet(&format!("{none}{}", idle.join(self.pick("、", ", ")))));
        }
        Ok(section("exclusions", title, &body))
    }

    /// The highest and the lowest results; of those that are excluded from something only the highest count.
    pub(super) fn ends(&self) -> String {
        let mut told: Vec<Told> = self.told().into_iter().filter(|row| row.result.is_some()).collect();
        told.sort_by(|one, other| other.result.cmp(&one.result));
        let most = ENDS.min(told.len().div_ceil(2));
        let high = self.ranks(told.iter().take(most));
        let low = self.ranks(told.iter().rev().filter(|row| row.reasons.is_empty()).take(most));
        let highest = format!("{}{}", self.title(), self.pick("最高的", ": highest"));
        let lowest = self.pick("最低的（没有排除理由的行）", "Lowest (of rows without an exclusion)");
        format!(
            "<div class=\"two\">\n{}{}</div>\n",
            section("highest", &highest, &high),
            section("lowest", lowest, &low)
        )
    }

    fn ranks<'t>(&self, rows: impl Iterator<Item = &'t Told>) -> String {
        let line = |told: &Told| {
            vec![
                Cell::Link(told.key.clone(), told.key.clone()),
                Cell::Text(told.name.clone()),
                Cell::Figure(told.shown.clone()),
            ]
        };
        let lines: Vec<Vec<Cell>> = rows.map(line).collect();
        table(&[self.keys(), self.pick("名称", "name").to_owned(), self.title()], &lines)
    }

    fn keys(&self) -> String {
        let program = self.run.program();
        let keys = program.table(self.headline.table).map(|table| table.keys.as_slice()).unwrap_or_default();
        keys.iter().filter_map(|key| program.slot(*key)).map(|slot| slot.name.to_string()).collect::<Vec<_>>().join(",")
    }

    pub(super) fn search(&self) -> String {
        let hint = format!("{}{}", self.keys(), self.pick("、名称或理由", ", name or reason"));
        let body = format!(
            "<input id=\"q\" type=\"search\" autocomplete=\"off\" placeholder=\"{0}\" aria-label=\"{0}\">\n\
             <p class=\"quiet\" id=\"hits\"></p>\n<div id=\"list\"></div>\n<noscript>{1}</noscript>\n",
            escaped(&hint),
            self.pick(
                "查找和推导要用脚本，浏览器没有打开它",
                "search and derivations need scripts, which this browser does not run"
            )
        );
        section("search", self.pick("逐个查找", "Search"), &body)
    }

    pub(super) fn foot(&self) -> String {
        let words = self.pick(
            "本页各数出自同一次结算；展开的推导与 jieyu explain 所说相同。页面不需要网络。",
            "All figures on this page come from one settlement; a derivation is what jieyu explain says. The page needs no network.",
        );
        let engine = format!("jieyu {}", env!("CARGO_PKG_VERSION"));
        format!("<footer>{}</footer>\n", quiet(&format!("{words}{}{engine}", self.pick("", " "))))
    }

    /// The rows to be searched, and their derivations in parcels.
    pub(super) fn data(&self) -> String {
        let told = self.told();
        let index: Vec<_> =
            told.iter().map(|row| json!([row.key, row.name, row.shown, row.reasons.join("；")])).collect();
        let main = self.tables.get(self.headline.output);
        let heads: Vec<String> =
            main.map(|main| main.columns.iter().map(|column| column.heading.to_string()).collect()).unwrap_or_default();
        let said = json!({
            "parcel": PARCEL,
            "heads": heads,
            "none": self.pick("没有找到", "nothing found"),
            "some": self.pick("共 {n} 个，列出前 {m} 个", "{n} found, the first {m} listed"),
            "all": self.pick("共 {n} 个", "{n} found"),
            "data": self.pick("数据：", "data: "),
            "open": self.pick("全部展开", "unfold all"),
            "fold": self.pick("全部收起", "fold all"),
        });
        let mut text = data("said", &said) + &data("rows", &json!(index));
        let (question, grounds) = (self.target(), self.grounds());
        for (number, rows) in told.chunks(PARCEL).enumerate() {
            let mut parcel = Parcel::default();
            for (offset, row) in rows.iter().enumerate() {
                let at = number.saturating_mul(PARCEL).saturating_add(offset);
                let question = Question { row: Some((self.headline.table, row.row)), target: question.clone() };
                parcel.put(self.cells(at), &explain_on(self.run, &grounds, &question), self.lang);
            }
            let packed = parcel.close().unwrap_or_default();
            text.push_str(&format!("<script type=\"text/plain\" id=\"p{number}\">{packed}</script>\n"));
        }
        text
    }

    /// The cells of a row of the headline's output as they are shown.
    fn cells(&self, at: usize) -> Vec<String> {
        let Some(main) = self.tables.get(self.headline.output) else { return Vec::new() };
        let row = main.rows.get(at);
        let cells = row.iter().flat_map(|row| row.iter());
        let shown = main.columns.iter().zip(cells).map(|(column, value)| {
            let unit = match value {
                ResultCell::Value(Value::Number(_)) => column.unit.as_deref().unwrap_or(""),
                ResultCell::Value(_) | ResultCell::Fault(_) => "",
            };
            format!("{}{unit}", cell(value, column, Grouping::Thousands))
        });
        shown.collect()
    }

    fn grounds(&self) -> Grounds<'_> {
        Grounds { sources: self.sources, merged: Some(self.merged), rows: self.rows }
    }

    /// The result first, so that it is derived in full; then what else the output shows that is computed.
    fn target(&self) -> Target {
        let program = self.run.program();
        let Some(output) = program.outputs.get(self.headline.output) else { return Target::Outputs };
        let first = output.items.get(self.headline.item).and_then(|item| item.slot);
        let Some(first) = first else { return Target::Outputs };
        let mut slots: Vec<SlotId> = vec![first];
        for slot in output.items.iter().filter_map(|item| item.slot) {
            let own = program.slot(slot).filter(|shape| shape.owner == Some(self.headline.table));
            if own.is_some_and(|shape| !matches!(shape.kind, SlotKind::Column(_))) && !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        Target::Slots(slots)
    }
}

/// An amount to the cent.
pub(super) fn cents(amount: &Number) -> String {
    amount.round(Rounding::HalfUp, &Number::power_of_ten(-2)).to_grouped(2).unwrap_or_default()
}
