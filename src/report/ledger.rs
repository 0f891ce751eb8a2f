//! The rounding ledger as tables: what each place of the policy rounded, how parts and wholes reconcile, and every single
//! rounding.

use super::results::is_summable;
use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::data::excel::stored;
use crate::diagnostic::{Lang, Words};
use crate::explain::{Ledger, Site, SiteKind};
use crate::ir::program::Program;
use crate::rows::Evaluation;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::value::Value;
use crate::wording::{row, value};

/// The three tables; the middle one only where there are totals to reconcile.
pub fn tables(run: &Evaluation<'_>, ledger: &Ledger, lang: Lang) -> Vec<ResultTable> {
    let mut tables = vec![sites(run.program(), ledger, lang)];
    if !ledger.balances.is_empty() {
        tables.push(balances(ledger, lang));
    }
    tables.push(entries(run, ledger, lang));
    tables
}

fn pick<'a>(lang: Lang, (zh, en): (&'a str, &'a str)) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn columns(lang: Lang, headings: &[(&str, &str)]) -> Vec<ResultColumn> {
    let column = |heading: &(&str, &str)| ResultColumn {
        heading: pick(lang, *heading).into(),
        decimals: None,
        percent: false,
        unit: None,
        summable: false,
    };
    headings.iter().map(column).collect()
}

fn text(text: impl AsRef<str>) -> ResultCell {
    let text = text.as_ref();
    ResultCell::Value(if text.is_empty() { Value::Missing } else { Value::Text(text.into()) })
}

fn count(count: usize) -> ResultCell {
    ResultCell::Value(Value::Number(Number::from(count)))
}

/// A number where a cell of Excel keeps all of it, else its exact decimal or fraction as a text.
fn exact(number: &Number) -> ResultCell {
    match number.to_decimal().as_deref().and_then(stored) {
        Some(_) => ResultCell::Value(Value::Number(number.clone())),
        None => text(number.to_string()),
    }
}

/// A sum over rows, where adding up means something: amounts and counts, not shares and points.
fn sum(site: &Site, number: &Number) -> ResultCell {
    let adds = site.ty.is_some_and(|ty| match ty.kind {
        Kind::Number(shape) => is_summable(&shape),
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => false,
    });
    if adds || site.count == 1 { exact(number) } else { ResultCell::Value(Value::Missing) }
}

fn kind(kind: SiteKind) -> (&'static str, &'static str) {
    match kind {
        SiteKind::Rule => ("公式", "formula"),
        SiteKind::Exception => ("例外", "exception"),
        SiteKind::Assessment => ("考核", "assessment"),
        SiteKind::Share => ("分配", "allocation"),
        SiteKind::Derived => ("派生表", "derived table"),
        SiteKind::Output => ("输出", "output"),
    }
}

fn unit(program: &Program, ty: Option<Type>) -> String {
    ty.map(|ty| value::unit(program, &ty)).unwrap_or_default()
}

/// 四舍五入到 0.01元
fn way(program: &Program, ledger: &Ledger, site: (usize, &Site), lang: Lang) -> String {
    let Some(entry) = ledger.entries.iter().find(|entry| entry.site == site.0) else { return String::new() };
    let step = Value::Number(entry.rounded.quantum.clone());
    let step = site.1.ty.map_or_else(|| value::bare(&step), |ty| value::typed(program, &ty, &step));
    match lang {
        Lang::Zh => format!("{}到 {step}", entry.rounded.mode.zh()),
        Lang::En => format!("{} to {step}", entry.rounded.mode.en()),
    }
}

fn place(program: &Program, site: &Site, lang: Lang) -> String {
    let table = site.table.and_then(|table| program.table(table)).map(|table| table.name.to_string());
    table.unwrap_or_else(|| pick(lang, ("整体", "overall")).to_owned())
}

fn sites(program: &Program, ledger: &Ledger, lang: Lang) -> ResultTable {
    let headings = [
        ("类别", "kind"),
        ("规则", "rule"),
        ("所在表", "table"),
        ("取整的算式", "what is rounded"),
        ("方式", "way"),
        ("次数", "roundings"),
        ("取整前合计", "sum before"),
        ("取整后合计", "sum after"),
        ("增减合计", "gained"),
        ("单位", "unit"),
    ];
    let rows = ledger.sites.iter().enumerate().map(|(index, site)| {
        vec![
            text(pick(lang, kind(site.kind))),
            text(&site.name),
            text(place(program, site, lang)),
            text(&site.text),
            text(way(program, ledger, (index, site), lang)),
            count(site.count),
            sum(site, &site.before),
            sum(site, &site.after),
            sum(site, &(&site.after - &site.before)),
            text(unit(program, site.ty)),
        ]
    });
    let name = pick(lang, ("舍入汇总", "roundings by place"));
    ResultTable { name: name.into(), columns: columns(lang, &headings), rows: rows.collect() }
}

fn balances(ledger: &Ledger, lang: Lang) -> ResultTable {
    let headings = [
        ("分项", "parts"),
        ("行数", "rows"),
        ("分项之和", "sum of parts"),
        ("总数", "whole"),
        ("总数的值", "value of the whole"),
        ("相差", "difference"),
        ("分项取整的增减", "gained by parts"),
        ("总数取整的增减", "gained by the whole"),
        ("是否说明清楚", "explained"),
    ];
    let rows = ledger.balances.iter().map(|balance| {
        vec![
            text(&balance.parts_name),
            count(balance.rows),
            exact(&balance.parts),
            text(&balance.whole_name),
            exact(&balance.whole),
            exact(&(&balance.parts - &balance.whole)),
            exact(&balance.parts_gain),
            exact(&balance.whole_gain),
            ResultCell::Value(Value::Bool(balance.holds())),
        ]
    });
    let name = pick(lang, ("舍入对账", "parts and wholes"));
    ResultTable { name: name.into(), columns: columns(lang, &headings), rows: rows.collect() }
}

fn entries(run: &Evaluation<'_>, ledger: &Ledger, lang: Lang) -> ResultTable {
    let headings = [
        ("规则", "rule"),
        ("所在表", "table"),
        ("行", "row"),
        ("方式", "way"),
        ("取整前", "before"),
        ("取整后", "after"),
        ("增减", "gained"),
        ("单位", "unit"),
    ];
    let program = run.program();
    let ways: Vec<String> = ledger.sites.iter().enumerate().map(|site| way(program, ledger, site, lang)).collect();
    let mut rows = Vec::with_capacity(ledger.entries.len());
    for entry in &ledger.entries {
        let Some(site) = ledger.sites.get(entry.site) else { continue };
        let key = site.table.zip(entry.row).map(|(table, at)| row::key(&run.key(table, at))).unwrap_or_default();
        rows.push(vec![
            text(&site.name),
            text(place(program, site, lang)),
            text(key),
            text(ways.get(entry.site).map_or("", String::as_str)),
            exact(&entry.rounded.before),
            exact(&entry.rounded.after),
            exact(&entry.rounded.gain()),
            text(unit(program, site.ty)),
        ]);
    }
    let name = pick(lang, ("舍入台账", "roundings"));
    ResultTable { name: name.into(), columns: columns(lang, &headings), rows: rows.into() }
}

/// One line for people: how many roundings there were, and whether they explain every total.
pub fn told(ledger: &Ledger) -> Words {
    let (roundings, sites) = (ledger.entries.len(), ledger.sites.len());
    let (all, fine) = (ledger.balances.len(), ledger.balances.iter().filter(|balance| balance.holds()).count());
    Words::new(
        format!("舍入 {roundings} 次，出自 {sites} 处；分项与总数对账 {all} 组，{fine} 组说明清楚"),
        format!("{roundings} roundings at {sites} places; {fine} of {all} totals explained by them"),
    )
}
