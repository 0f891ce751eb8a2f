//! Result tables for a terminal: aligned, numbers at the right, Han two columns wide.

use super::show::{Grouping, cell, heading, is_numeric, number, totals};
use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::diagnostic::{Lang, Words, counted};
use crate::value::value::Value;
use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};

/// How wide a terminal shows characters such as “ — × ≥ and the lines of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One column: terminals that speak UTF-8.
    #[default]
    Narrow,
    /// Two columns: consoles in GBK. Such characters are replaced by plain ones.
    Wide,
}

/// All tables, each under its name, with an empty line between them.
pub fn write(tables: &[ResultTable], ambiguous: Ambiguous, lang: Lang) -> String {
    tables.iter().map(|table| one(table, ambiguous, lang)).collect::<Vec<_>>().join("\n")
}

fn one(table: &ResultTable, ambiguous: Ambiguous, lang: Lang) -> String {
    let mut drawn = Table::new();
    let line = match ambiguous {
        Ambiguous::Narrow => LineStyle::none().fill('─').junction('─'),
        Ambiguous::Wide => LineStyle::none().fill('-').junction('-'),
    };
    drawn.load_style(TableStyle::new().top_border(line).header_separator(line).bottom_border(line));
    let plain = |text: String| match ambiguous {
        Ambiguous::Narrow => text,
        Ambiguous::Wide => unambiguous(&text),
    };
    let alignment = |numeric: bool| if numeric { CellAlignment::Right } else { CellAlignment::Left };
    let aligned = |text: String, numeric: bool| {
        Cell::new(plain(text).replace(['\n', '\r', '\t'], " ")).set_alignment(alignment(numeric))
    };
    drawn.set_header(
        table.columns.iter().map(|column| aligned(headed(column, lang), is_numeric(column))).collect::<Vec<_>>(),
    );
    for row in &table.rows {
        let cells = row.iter().zip(&table.columns);
        drawn.add_row(
            cells.map(|(value, column)| aligned(shown(value, column, lang), is_numeric(column))).collect::<Vec<_>>(),
        );
    }
    let sums = totals(table);
    let has_totals = sums.is_some();
    if let Some(sums) = sums {
        let mut label = Some(Words::new("合计", "total"));
        let cells = sums.iter().zip(&table.columns).map(|(sum, column)| match sum {
            Some(sum) => aligned(number(sum, column, Grouping::Thousands), true),
            None if is_numeric(column) => aligned(String::new(), true),
            None => aligned(label.take().map(|label| label.get(lang).to_owned()).unwrap_or_default(), false),
        });
        drawn.add_row(cells.collect::<Vec<_>>());
    }
    let rows = table.rows.len();
    let mut lines: Vec<String> = drawn.lines().map(|line| line.trim_end().to_owned()).collect();
    if let (Some(border), true) = (lines.last().cloned(), has_totals) {
        lines.insert(lines.len().saturating_sub(2), border);
    }
    let count = match lang {
        Lang::Zh => format!("（{rows} 行）"),
        Lang::En => format!(" ({})", counted(rows, "row")),
    };
    plain(format!("{}{count}\n{}\n", table.name, lines.join("\n")))
}

/// The heading, with its unit in the brackets of the language.
fn headed(column: &ResultColumn, lang: Lang) -> String {
    let heading = heading(column);
    match (lang, &column.unit) {
        (Lang::En, Some(unit)) => heading.replace(&format!("（{unit}）"), &format!(" ({unit})")),
        (Lang::En | Lang::Zh, None) | (Lang::Zh, Some(_)) => heading,
    }
}

fn shown(value: &ResultCell, column: &ResultColumn, lang: Lang) -> String {
    match (value, lang) {
        (ResultCell::Fault(words), Lang::En) => format!("error: {words}"),
        (ResultCell::Value(Value::Bool(true)), Lang::En) => "yes".to_owned(),
        (ResultCell::Value(Value::Bool(false)), Lang::En) => "no".to_owned(),
        (ResultCell::Value(Value::NotApplicable), Lang::En) => "not applicable".to_owned(),
        (ResultCell::Fault(_), Lang::Zh) | (ResultCell::Value(_), _) => cell(value, column, Grouping::Thousands),
    }
}

/// The text without characters whose width depends on the console.
fn unambiguous(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '“' | '”' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '—' | '–' | '−' => plain.push('-'),
            '×' => plain.push('x'),
            '÷' => plain.push('/'),
            '≤' => plain.push_str("<="),
            '≥' => plain.push_str(">="),
            '≠' => plain.push_str("!="),
            '→' => plain.push_str("->"),
            '…' => plain.push_str("..."),
            '·' => plain.push('.'),
            '‰' => plain.push_str("/1000"),
            '√' => plain.push('v'),
            '①'..='⑨' => plain.extend(u32::from(c).checked_sub(0x2460 - 0x31).and_then(char::from_u32)),
            c => plain.push(c),
        }
    }
    plain
}
