//! Cases read from sheets, and the text that says the same. Every line knows the row it came from.

use crate::data::problem::letters;
use std::fmt::Write;
use std::sync::Arc;

/// A row of a sheet; a CSV file has no sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    pub sheet: Option<Arc<str>>,
    pub row: u32,
    /// The letter of the column, where one cell is meant.
    pub column: Option<String>,
    /// The letters of the cells of a row of data, in the order in which they are written.
    pub cells: Vec<String>,
}

impl Spot {
    /// One cell of the row.
    #[must_use]
    pub fn cell(&self, column: usize) -> Spot {
        let letter = u32::try_from(column).ok().map(letters);
        Spot { column: letter, ..self.clone() }
    }
}

/// What sheets say of one case, or of all (共用).
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Empty for what all cases share.
    pub name: String,
    pub spot: Spot,
    pub note: Option<String>,
    pub day: Option<(String, Spot)>,
    pub params: Vec<(String, String, Spot)>,
    pub tables: Vec<DraftTable>,
    pub rest: bool,
    /// 期望 …, as written behind the word.
    pub expects: Vec<(String, Spot)>,
    pub snapshot: bool,
}

#[derive(Debug)]
pub(super) struct DraftTable {
    pub name: String,
    pub columns: Vec<String>,
    /// The columns of the sheet.
    pub at: Vec<usize>,
    pub rows: Vec<(Vec<String>, Spot)>,
}

/// The text of some cases, and the row of each of its lines.
#[derive(Debug, Default)]
pub(in crate::trial) struct Written {
    pub text: String,
    pub spots: Vec<Spot>,
}

impl Written {
    fn line(&mut self, spot: &Spot, words: &str) {
        let _ = writeln!(self.text, "{}", words.replace(['\n', '\r'], " "));
        self.spots.push(spot.clone());
    }
}

/// Writes cases in their order.
pub(super) fn write(drafts: &[Draft]) -> Written {
    let mut out = Written::default();
    for draft in drafts {
        let head = if draft.name.is_empty() { "共用".to_owned() } else { format!("案例 \"{}\"", draft.name) };
        if draft.name.is_empty() && is_bare(draft) {
            continue;
        }
        out.line(&draft.spot, &head);
        if let Some(note) = draft.note.as_ref().filter(|_| !draft.name.is_empty()) {
            out.line(&draft.spot, &format!("  说明 \"{}\"", note.replace(['"', '“', '”', '＂'], "'")));
        }
        if let Some((day, spot)) = &draft.day {
            out.line(spot, &format!("  基准日 {day}"));
        }
        for (name, value, spot) in &draft.params {
            out.line(spot, &format!("  给定 参数 {name} = {value}"));
        }
        for table in &draft.tables {
            given(&mut out, table);
        }
        if draft.rest {
            out.line(&draft.spot, "  其余 缺失");
        }
        for (words, spot) in &draft.expects {
            out.line(spot, &format!("  期望 {words}"));
        }
        if draft.snapshot {
            out.line(&draft.spot, "  快照");
        }
    }
    out
}

fn is_bare(draft: &Draft) -> bool {
    draft.day.is_none() && draft.params.is_empty() && draft.tables.is_empty() && !draft.rest
}

fn given(out: &mut Written, table: &DraftTable) {
    // A column without any cell was not listed: what is shared, or the rest, fills it.
    let listed: Vec<usize> = (0..table.columns.len())
        .filter(|at| table.rows.iter().any(|(cells, _)| cells.get(*at).is_some_and(|cell| !cell.is_empty())))
        .collect();
    let pick = |cells: &[String]| {
        let chosen = listed.iter().map(|at| cells.get(*at).map_or("", String::as_str));
        format!("    | {} |", chosen.collect::<Vec<_>>().join(" | "))
    };
    let first = table.rows.first().map(|(_, spot)| spot.clone()).unwrap_or_default();
    out.line(&first, &format!("  给定 {}", table.name));
    out.line(&first, &pick(&table.columns));
    let named = listed.iter().filter_map(|at| u32::try_from(*table.at.get(*at)?).ok()).map(letters);
    let named: Vec<String> = named.collect();
    for (cells, spot) in &table.rows {
        out.line(&Spot { cells: named.clone(), ..spot.clone() }, &pick(cells));
    }
}
