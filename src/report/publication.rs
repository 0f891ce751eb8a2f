//! A publication: one output as a table for the public, each amount that is paid in figures and in capitals, the totals, and
//! the reasons with their articles. As fields for a template, and as a sheet that prints.

use super::notice::grid;
use super::show::totals;
use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::ir::program::{ExceptionKind, Program};
use crate::layer::Merged;
use crate::value::value::Value;
use crate::wording::capital::capital;
use serde_json::json;
use std::collections::BTreeMap;

/// A publication before it has a form.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The output with the capitals of its last amount behind it.
    pub table: ResultTable,
    /// Totals in figures and capitals, by heading.
    pub totals: Vec<(String, String, String)>,
    fields: serde_json::Value,
}

impl Publication {
    pub fn new(
        (program, merged): (&Program, &Merged),
        table: &ResultTable,
        fill: &BTreeMap<String, String>,
    ) -> Publication {
        let table = with_capitals(table);
        let sums = totals(&table).unwrap_or_default();
        let mut told = Vec::new();
        for (column, sum) in table.columns.iter().zip(sums) {
            let Some(sum) = sum.filter(|_| column.unit.as_deref() == Some("元")) else { continue };
            if let (Some(figures), Some(words)) = (sum.to_grouped(2), capital(&sum)) {
                told.push((column.heading.to_string(), format!("{figures}元"), words));
            }
        }
        let said = |reason: &str| table.rows.iter().any(|row| row.iter().any(|cell| says(cell, reason)));
        let excludes = program.exceptions.iter().filter(|exception| exception.kind == ExceptionKind::Exclude);
        let mut reasons: Vec<serde_json::Value> = Vec::new();
        for exclude in excludes {
            let Some(reason) = exclude.reason.as_deref().filter(|reason| said(reason)) else { continue };
            let bases: Vec<&str> = exclude.bases.iter().map(|basis| &*basis.text).collect();
            let told = json!({ "理由": reason, "依据": bases });
            if !reasons.contains(&told) {
                reasons.push(told);
            }
        }
        let totals: Vec<serde_json::Value> =
            told.iter().map(|(name, figures, words)| json!({ "名": name, "小写": figures, "大写": words })).collect();
        let fields = json!({
            "版本": super::notice::VERSION,
            "政策": {
                "名称": &*program.name,
                "版本": program.version.as_deref().unwrap_or(""),
                "基准日": program.as_of.map(|day| day.to_string()).unwrap_or_default(),
                "层级": merged.names.iter().map(|name| name.to_string()).collect::<Vec<_>>(),
            },
            "表": grid(&table),
            "合计": totals,
            "理由": reasons,
            "填": fill,
        });
        Publication { table, totals: told, fields }
    }

    /// What a template may use.
    pub fn fields(&self) -> &serde_json::Value {
        &self.fields
    }
}

/// Whether a cell holds a reason, alone or among others.
fn says(cell: &ResultCell, reason: &str) -> bool {
    match cell {
        ResultCell::Value(Value::Text(text)) => text.split('；').any(|part| part == reason),
        ResultCell::Value(
            Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable,
        )
        | ResultCell::Fault(_) => false,
    }
}

/// The table with the last amount in capitals behind it; each is read back before it is put down.
fn with_capitals(table: &ResultTable) -> ResultTable {
    let is_amount = |column: &ResultColumn| column.unit.as_deref() == Some("元") && column.summable;
    let Some(at) = table.columns.iter().rposition(is_amount) else { return table.clone() };
    let mut table = table.clone();
    let heading = table.columns.get(at).map(|column| format!("{}大写", column.heading)).unwrap_or_default();
    let column = ResultColumn { heading: heading.into(), decimals: None, percent: false, unit: None, summable: false };
    let place = at.saturating_add(1);
    table.columns.insert(place.min(table.columns.len()), column);
    for row in table.rows.each() {
        let words = match row.get(at) {
            Some(ResultCell::Value(Value::Number(amount))) => capital(amount),
            Some(ResultCell::Value(_) | ResultCell::Fault(_)) | None => None,
        };
        let cell = words.map_or(Value::Missing, |words| Value::Text(words.into()));
        row.insert(place.min(row.len()), ResultCell::Value(cell));
    }
    table
}
