//! Result tables for a terminal: aligned, numbers at the right, Han two columns wide.

use super::blocks::in_blocks;
use super::figure::Figure;
use super::show::{self, Grouping, cell, heading, is_numeric, look, number, totals};
use super::table::{ResultCell, ResultColumn, ResultTable};
use super::table_rows::Shown;
use crate::diagnostic::{Lang, Words, counted};
use crate::source::display_width;
use crate::value::number::Number;
use crate::value::value::Value;
use std::ops::Range;

/// What would break a line or its columns.
const BREAKS: [char; 3] = ['\n', '\r', '\t'];

/// How wide a terminal shows characters such as “ — × ≥ and the lines of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One column: terminals that speak UTF-8.
    #[default]
    Narrow,
    /// Two columns: consoles in GBK. Such characters are replaced by plain ones.
    Wide,
}

/// How tables are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub ambiguous: Ambiguous,
    /// Lines of ASCII, whatever the console.
    pub plain_lines: bool,
    pub lang: Lang,
}

/// All tables, each under its name, with an empty line between them.
pub fn write(tables: &[ResultTable], ambiguous: Ambiguous, lang: Lang) -> String {
    let mut text = String::new();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        draw(table, Style { ambiguous, plain_lines: false, lang }, 1, |block| text.push_str(block));
    }
    text
}

/// A table under its name, some whole lines at a time, made on several threads.
pub fn draw(table: &ResultTable, style: Style, threads: usize, mut take: impl FnMut(&str)) {
    let sums = totals(table);
    let head: Vec<String> =
        table.columns.iter().map(|column| headed(column, style.lang)).map(|text| style.plain(text)).collect();
    let foot = sums.map(|sums| footer(table, &sums, style));
    let mut widths: Vec<usize> = vec![0; table.columns.len()];
    let wider = |widths: &mut Vec<usize>, index: usize, text: &str| {
        if let Some(width) = widths.get_mut(index) {
            *width = (*width).max(display_width(text));
        }
    };
    for cells in [Some(&head), foot.as_ref()].into_iter().flatten() {
        cells.iter().enumerate().for_each(|(index, text)| wider(&mut widths, index, text));
    }
    let measure = |rows: Range<usize>| {
        let (mut widths, mut text) = (vec![0; table.columns.len()], String::new());
        for at in rows {
            for (index, column) in table.columns.iter().enumerate() {
                let width = style.width(table, (at, index), column, &mut text);
                widths.get_mut(index).into_iter().for_each(|widest: &mut usize| *widest = width.max(*widest));
            }
        }
        widths
    };
    in_blocks(table.rows.len(), threads, measure, |more| {
        widths.iter_mut().zip(more).for_each(|(width, more)| *width = (*width).max(more));
    });
    let rule = style.rule(&widths);
    let line = |cells: &[String]| {
        let mut line = String::new();
        for ((text, width), column) in cells.iter().zip(&widths).zip(&table.columns) {
            align(&mut line, text, *width, is_numeric(column));
        }
        line.truncate(line.trim_end().len());
        line + "\n"
    };
    let rows = table.rows.len();
    let count = match style.lang {
        Lang::Zh => format!("（{rows} 行）"),
        Lang::En => format!(" ({})", counted(rows, "row")),
    };
    let name = style.plain(format!("{}{count}", table.name));
    take(&format!("{name}\n{rule}{}{rule}", line(&head)));
    let block = |rows: Range<usize>| {
        let all: usize = widths.iter().map(|width| width + 3).sum();
        let (mut lines, mut text) = (String::with_capacity(rows.len() * all), String::new());
        for at in rows {
            for ((index, column), width) in table.columns.iter().enumerate().zip(&widths) {
                text.clear();
                style.put(table, (at, index), column, &mut text);
                align(&mut lines, &text, *width, is_numeric(column));
            }
            lines.truncate(lines.trim_end_matches(|c: char| c.is_whitespace() && c != '\n').len());
            lines.push('\n');
        }
        lines
    };
    in_blocks(rows, threads, block, |lines| take(&lines));
    match foot {
        Some(foot) => take(&format!("{rule}{}{rule}", line(&foot))),
        None => take(&rule),
    }
}

/// The cells of the line of totals.
fn footer(table: &ResultTable, sums: &[Option<Number>], style: Style) -> Vec<String> {
    let mut label = Some(Words::new("合计", "total"));
    let cells = sums.iter().zip(&table.columns).map(|(sum, column)| match sum {
        Some(sum) => number(sum, column, Grouping::Thousands),
        None if is_numeric(column) => String::new(),
        None => label.take().map(|label| label.get(style.lang).to_owned()).unwrap_or_default(),
    });
    cells.map(|text| style.plain(text)).collect()
}

/// Puts a cell behind a line: a blank at each side, and one before all but the first.
fn align(line: &mut String, text: &str, width: usize, right: bool) {
    let first = line.is_empty() || line.ends_with('\n');
    let room = width.saturating_sub(display_width(text));
    let (before, behind) = if right { (room, 0) } else { (0, room) };
    blanks(line, before + if first { 1 } else { 2 });
    line.push_str(text);
    blanks(line, behind + 1);
}

fn blanks(line: &mut String, count: usize) {
    const SOME: &str = "                                ";
    for _ in 0..count / SOME.len() {
        line.push_str(SOME);
    }
    line.push_str(SOME.get(..count % SOME.len()).unwrap_or_default());
}

impl Style {
    fn plain(self, text: String) -> String {
        let text = match self.ambiguous {
            Ambiguous::Narrow => text,
            Ambiguous::Wide => unambiguous(&text),
        };
        if text.contains(BREAKS) { text.replace(BREAKS, " ") } else { text }
    }

    fn rule(self, widths: &[usize]) -> String {
        let one = if self.plain_lines || self.ambiguous == Ambiguous::Wide { "-" } else { "─" };
        let cells: usize = widths.iter().map(|width| width + 3).sum();
        one.repeat(cells.saturating_sub(1)) + "\n"
    }

    /// The columns of the screen that a cell takes; `text` is for those whose width is not known without their text.
    fn width(
        self,
        table: &ResultTable,
        (at, index): (usize, usize),
        column: &ResultColumn,
        text: &mut String,
    ) -> usize {
        if let Some(Shown::Decimal(word, behind)) = table.rows.cell(at, index)
            && let Some(figure) = Figure::of((word, behind), look(column, Grouping::Thousands))
        {
            return figure.width();
        }
        text.clear();
        self.put(table, (at, index), column, text);
        display_width(text)
    }

    fn put(self, table: &ResultTable, (at, index): (usize, usize), column: &ResultColumn, text: &mut String) {
        match table.rows.cell(at, index) {
            None => {}
            Some(Shown::Cell(value)) => text.push_str(&self.plain(shown(&value, column, self.lang))),
            Some(Shown::Text(own)) if self.ambiguous == Ambiguous::Wide || own.contains(BREAKS) => {
                text.push_str(&self.plain(own.to_owned()));
            }
            Some(simple @ (Shown::Text(_) | Shown::Decimal(..))) => {
                show::put(&simple, column, Grouping::Thousands, text)
            }
        }
    }
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
