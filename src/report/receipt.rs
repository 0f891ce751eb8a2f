//! Receipts: what a settlement stood on (text, files, parameters, days) and what it came to, so that it can be recomputed
//! and compared later. Fingerprints only; no amount of a person or institution besides the totals.

use super::blocks::in_blocks;
use super::json;
use super::show::totals;
use super::table::{ResultCell, ResultTable};
use crate::data::digest;
use crate::diagnostic::Words;
use crate::value::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// The form of a receipt; a reader refuses one that it does not know.
const FORM: u32 = 1;

/// One settlement. Paths are as given on the command line, with `/`.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Receipt {
    pub form: u32,
    pub engine: String,
    pub policy: String,
    pub title: String,
    /// Fingerprint of the consolidated text in canonical form.
    pub text: String,
    /// Fingerprint of each declaration, by name.
    pub declarations: BTreeMap<String, String>,
    /// Lists and lookups in files of their own.
    pub lists: BTreeMap<String, String>,
    pub data: Vec<String>,
    /// Fingerprint of each sheet, by file and sheet.
    pub sheets: BTreeMap<String, String>,
    pub settings: Vec<(String, String)>,
    pub as_of: Option<String>,
    pub known_on: Option<String>,
    /// The day that was used, the policy's own where none was given.
    pub day: Option<String>,
    /// The totals of summable columns, exact, by output and heading.
    pub totals: BTreeMap<String, String>,
    /// Fingerprint of each result row, by output and the texts that name it.
    pub rows: BTreeMap<String, String>,
    /// Fingerprint of the whole result.
    pub result: String,
}

/// What a receipt is made from.
#[derive(Clone, Debug)]
pub struct Grounds<'a> {
    pub policy: String,
    pub title: String,
    pub text: String,
    pub declarations: Vec<(String, String)>,
    pub lists: &'a BTreeMap<String, Vec<Vec<String>>>,
    pub data: Vec<String>,
    /// By file, its sheets with their fingerprints.
    pub files: Vec<(String, Vec<(String, String)>)>,
    pub settings: Vec<(String, String)>,
    pub as_of: Option<String>,
    pub known_on: Option<String>,
    pub day: Option<String>,
    pub tables: &'a [ResultTable],
    pub threads: usize,
}

impl Receipt {
    pub fn new(grounds: Grounds<'_>) -> Receipt {
        let (tables, threads) = (grounds.tables, grounds.threads);
        let sheets = grounds
            .files
            .into_iter()
            .flat_map(|(name, sheets)| sheets.into_iter().map(move |(sheet, print)| (join(&name, &sheet), print)));
        let lists = grounds.lists.iter().map(|(path, rows)| {
            let text: String = rows.iter().map(|row| format!("{}\n", row.join("\t"))).collect();
            (path.clone(), digest::of_bytes(text.as_bytes()))
        });
        Receipt {
            form: FORM,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            policy: grounds.policy,
            title: grounds.title,
            text: digest::of_bytes(grounds.text.as_bytes()),
            declarations: grounds
                .declarations
                .iter()
                .map(|(name, text)| (name.clone(), digest::of_bytes(text.as_bytes())))
                .collect(),
            lists: lists.collect(),
            data: grounds.data,
            sheets: sheets.collect(),
            settings: grounds.settings,
            as_of: grounds.as_of,
            known_on: grounds.known_on,
            day: grounds.day,
            totals: tables.iter().flat_map(table_totals).collect(),
            rows: tables.iter().flat_map(|table| table_rows(table, threads)).collect(),
            result: digest::of_bytes(json::write_by(tables, threads).as_bytes()),
        }
    }

    /// The receipt as a file.
    pub fn write(&self) -> Vec<u8> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }

    /// A receipt from a file; `None` where it is none, or of a form that this program does not know.
    pub fn read(bytes: &[u8]) -> Option<Receipt> {
        let receipt: Receipt = serde_json::from_slice(bytes).ok()?;
        (receipt.form == FORM).then_some(receipt)
    }

    /// What differs in `now` from what this receipt kept; nothing where all is equal.
    pub fn differences(&self, now: &Receipt) -> Vec<Words> {
        let mut found = Vec::new();
        if self.day != now.day {
            let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "（无）".to_owned());
            found.push(Words::new(
                format!("基准日：{} → {}", day(&self.day), day(&now.day)),
                format!("day: {} -> {}", day(&self.day), day(&now.day)),
            ));
        }
        compare(&self.declarations, &now.declarations, ("政策文本", "policy"), &mut found);
        if self.text != now.text && self.declarations == now.declarations {
            found.push(Words::new("政策文本的开头或次序有变化", "the header or order of the policy changed"));
        }
        compare(&self.lists, &now.lists, ("名单或对照表文件", "list file"), &mut found);
        compare(&self.sheets, &now.sheets, ("数据", "data"), &mut found);
        for (name, total) in &self.totals {
            match now.totals.get(name) {
                Some(other) if other == total => {}
                Some(other) => found.push(Words::new(
                    format!("合计 {name}：{total} → {other}"),
                    format!("total {name}: {total} -> {other}"),
                )),
                None => found.push(Words::new(format!("合计 {name} 没有了"), format!("total {name} is gone"))),
            }
        }
        compare(&self.rows, &now.rows, ("结果行", "result row"), &mut found);
        if found.is_empty() && self.result != now.result {
            found.push(Words::new("结果表的栏目或次序有变化", "headings or order of the result changed"));
        }
        found
    }
}

fn join(file: &str, sheet: &str) -> String {
    if sheet.is_empty() { file.to_owned() } else { format!("{file}#{sheet}") }
}

/// At most this many changes of one kind are named.
const NAMED: usize = 20;

fn compare(
    then: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    (zh, en): (&str, &str),
    found: &mut Vec<Words>,
) {
    let mut all = Vec::new();
    for (name, print) in then {
        match now.get(name) {
            Some(other) if other == print => {}
            Some(_) => all.push(Words::new(format!("{zh}“{name}”有变化"), format!("{en} {name} changed"))),
            None => all.push(Words::new(format!("{zh}“{name}”没有了"), format!("{en} {name} is gone"))),
        }
    }
    for name in now.keys().filter(|name| !then.contains_key(*name)) {
        all.push(Words::new(format!("{zh}“{name}”是新的"), format!("{en} {name} is new")));
    }
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    found.append(&mut all);
    if more > 0 {
        found.push(Words::new(format!("……{zh}另有 {more} 处"), format!("… and {more} more")));
    }
}

fn table_totals(table: &ResultTable) -> Vec<(String, String)> {
    let sums = totals(table).unwrap_or_default();
    let named = table.columns.iter().zip(sums);
    named.filter_map(|(column, sum)| Some((format!("{}·{}", table.name, column.heading), sum?.to_string()))).collect()
}

/// A row is named by its first texts; equal names are numbered.
fn table_rows(table: &ResultTable, threads: usize) -> Vec<(String, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Vec::with_capacity(table.rows.len());
    // A row has the fingerprint of a table that holds it alone.
    let (before, behind) = json::around(table);
    let block = |rows: Range<usize>| {
        let mut text = before.clone();
        let row = |at: usize| {
            text.truncate(before.len());
            json::row(table, at, &mut text);
            text.push_str(&behind);
            let print = digest::of_bytes(text.as_bytes());
            (row_name(table, at), print.chars().take(16).collect::<String>())
        };
        rows.map(row).collect::<Vec<_>>()
    };
    in_blocks(table.rows.len(), threads, block, |rows| {
        for (name, print) in rows {
            let count = seen.entry(name.clone()).or_default();
            *count = count.saturating_add(1);
            all.push((if *count == 1 { name } else { format!("{name}（{count}）") }, print));
        }
    });
    all
}

fn row_name(table: &ResultTable, at: usize) -> String {
    let row = table.rows.get(at).unwrap_or_default();
    let texts = row.iter().filter_map(|cell| match cell {
        ResultCell::Value(Value::Text(text)) if !text.is_empty() => Some(&**text),
        ResultCell::Value(_) | ResultCell::Fault(_) => None,
    });
    format!("{}·{}", table.name, texts.take(3).collect::<Vec<_>>().join(" "))
}
