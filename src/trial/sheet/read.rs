//! Sheets → cases: which sheet holds what, and what each row of it says.

use super::heading::{Heading, heading, is_whole, slot, unit};
use super::literal::{day, literal, quoted};
use super::problem::{
    at, bad_cell, barred, nameless, no_case_column, no_cases, no_code, no_day, other_unit, same_row, twice, unknown,
    unlisted, wrong_unit,
};
use super::text::{Draft, DraftTable, Spot, Written, write};
use crate::data::cells::{PlainCell, PlainRow, PlainSheet, Sort};
use crate::diagnostic::Diagnostic;
use crate::ir::program::Program;
use crate::ir::schema::TableSchema;
use crate::syntax::fold;
use crate::value::types::Type;

/// The sheet with one case a row, and the sheet with one expectation a row.
pub const CASES: &str = "案例";
pub const EXPECTED: &str = "期望";
/// What stands in the column 案例 of rows that all cases share.
pub const SHARED: &str = "共用";
/// The column in which proposed expectations are confirmed, and what stands there until then.
pub const CONFIRM: &str = "确认";
pub const TO_CONFIRM: &str = "待确认";
/// How far down headings are looked for.
const DEPTH: usize = 20;

/// Reads sheets of cases for a program: the cases as text, and what is wrong with the sheets.
pub(in crate::trial) fn read(program: &Program, sheets: &[PlainSheet]) -> (Written, Vec<Diagnostic>) {
    let mut reader = Reader { program, drafts: vec![Draft::default()], problems: Vec::new(), listed: false };
    let mut bands: Vec<Band<'_>> = sheets.iter().filter_map(|sheet| reader.band(sheet)).collect();
    if bands.is_empty() && reader.problems.is_empty() {
        reader.problems.push(no_cases());
    }
    // The list of cases gives their order and their names.
    bands.sort_by_key(|band| match band.of {
        Of::Cases => 0,
        Of::Table(_) => 1,
        Of::Expected => 2,
    });
    for band in &bands {
        reader.rows(band);
        reader.listed |= matches!(band.of, Of::Cases);
    }
    (write(&reader.drafts), reader.problems)
}

/// What a sheet holds.
#[derive(Clone, Copy)]
enum Of<'p> {
    Cases,
    Table(&'p TableSchema),
    Expected,
}

/// A sheet with its headings.
struct Band<'s> {
    sheet: &'s PlainSheet,
    of: Of<'s>,
    headings: Vec<Option<Heading>>,
    /// Index of the first row below the headings.
    body: usize,
}

struct Reader<'p> {
    program: &'p Program,
    /// What is shared stands first.
    drafts: Vec<Draft>,
    problems: Vec<Diagnostic>,
    /// Whether the sheet of cases has been read: then it has named all of them.
    listed: bool,
}

impl<'p> Reader<'p> {
    fn band<'s>(&mut self, sheet: &'s PlainSheet) -> Option<Band<'s>>
    where
        'p: 's,
    {
        let name = sheet.sheet.as_deref().unwrap_or("");
        let named = self.program.schemas.iter().find(|schema| *schema.name == *name);
        let is_case = |cell: &PlainCell| heading(&cell.text, None, self.program) == Heading::Case;
        let at = sheet.rows.iter().take(DEPTH).position(|row| row.cells.iter().flatten().any(is_case));
        let Some((at, row)) = at.and_then(|at| Some((at, sheet.rows.get(at)?))) else {
            if !sheet.rows.is_empty() && (named.is_some() || [CASES, EXPECTED].contains(&name) || name.is_empty()) {
                self.problems.push(no_case_column(&spot(sheet, 1)));
            }
            return None;
        };
        let of = match (named, name) {
            (Some(schema), _) => Of::Table(schema),
            (None, CASES) => Of::Cases,
            (None, EXPECTED) => Of::Expected,
            (None, _) => self.guess(row),
        };
        let table = if let Of::Table(schema) = of { Some(schema) } else { None };
        let place = spot(sheet, row.number);
        let headings = row.cells.iter().enumerate().map(|(at, cell)| {
            let place = place.cell(at);
            let cell = cell.as_ref()?;
            let means = heading(&cell.text, table, self.program);
            Some(self.known(means, (cell, table), &place))
        });
        let headings = headings.collect();
        Some(Band { sheet, of, headings, body: at + 1 })
    }

    /// The table whose columns a sheet without a telling name has.
    fn guess(&self, row: &PlainRow) -> Of<'p> {
        let columns = |schema: &TableSchema| {
            let cells = row.cells.iter().flatten();
            cells.filter(|cell| matches!(heading(&cell.text, Some(schema), self.program), Heading::Column(_))).count()
        };
        // Of equals the first: schemas stand in the order of the policy.
        let mut best: Option<(usize, &TableSchema)> = None;
        for schema in &self.program.schemas {
            let count = columns(schema);
            if count > best.map_or(0, |(most, _)| most) {
                best = Some((count, schema));
            }
        }
        let lists =
            |wanted: Heading| row.cells.iter().flatten().any(|cell| heading(&cell.text, None, self.program) == wanted);
        match best {
            None if lists(Heading::Wanted) => Of::Expected,
            None => Of::Cases,
            Some((_, schema)) => Of::Table(schema),
        }
    }

    /// Tells of a heading that means nothing, or has another unit.
    fn known(&mut self, means: Heading, (cell, table): (&PlainCell, Option<&TableSchema>), place: &Spot) -> Heading {
        let problem = match &means {
            Heading::Unknown(word) => Some(self.unknown_heading(word, table)),
            Heading::Param(name) if !self.program.params.iter().any(|param| *param.name == **name) => {
                let known: Vec<String> = self.program.params.iter().map(|param| param.name.to_string()).collect();
                Some(unknown("JY1216", ("参数", "parameter"), name, &known))
            }
            Heading::Expect { table, name } => match slot(self.program, table.as_deref(), name) {
                Ok(slot) => other_unit(self.program, &slot.ty, &cell.text),
                Err(known) => Some(unknown("JY1212", ("值", "value"), name, &known)),
            },
            Heading::Column(name) => {
                let column = table.and_then(|table| table.columns.iter().find(|column| *column.name == **name));
                column.and_then(|column| {
                    let own = column.unit_name.as_deref().unwrap_or("");
                    let bears = column.headings.iter().any(|other| **other == *cell.text);
                    unit(&cell.text).filter(|unit| unit != own && !bears).map(|unit| wrong_unit(&unit, own))
                })
            }
            _ => None,
        };
        self.problems.extend(problem.map(|problem| at(place, problem)));
        means
    }

    fn unknown_heading(&self, word: &str, table: Option<&TableSchema>) -> Diagnostic {
        let mut known: Vec<String> = [CASES, "说明", "基准日", "其余", "快照"].into_iter().map(str::to_owned).collect();
        known.extend(table.iter().flat_map(|table| &table.columns).map(|column| column.name.to_string()));
        unknown("JY1204", ("列", "column"), word, &known)
    }

    fn rows(&mut self, band: &Band<'_>) {
        let mut name = String::new();
        let mut met: Vec<String> = Vec::new();
        for row in band.sheet.rows.iter().skip(band.body) {
            let place = spot(band.sheet, row.number);
            let own = band.cells(row).find(|(means, _)| **means == Heading::Case);
            if let Some((_, cell)) = own {
                let own = cell.text.trim().replace(['"', '“', '”', '＂'], "'");
                if own != name && met.contains(&own) {
                    self.problems.push(at(&place, twice(&own)));
                }
                met.push(own.clone());
                if matches!(band.of, Of::Cases) && own == name {
                    self.problems.push(at(&place, twice(&own)));
                }
                name = own;
            }
            if name.is_empty() {
                self.problems.push(at(&place, nameless()));
                continue;
            }
            let Some(index) = self.draft(&name, &place) else { continue };
            self.row(band, row, index);
        }
    }

    /// The draft of a case; a new one where nothing has listed the cases yet.
    fn draft(&mut self, name: &str, place: &Spot) -> Option<usize> {
        if matches!(name, SHARED | "shared") {
            if let Some(shared) = self.drafts.first_mut().filter(|shared| shared.spot.row == 0) {
                shared.spot = place.clone();
            }
            return Some(0);
        }
        let found = self.drafts.iter().skip(1).position(|draft| draft.name == name);
        if found.is_none() && self.listed {
            let known: Vec<String> = self.drafts.iter().skip(1).map(|draft| draft.name.clone()).collect();
            self.problems.push(at(place, unlisted(name, &known)));
            return None;
        }
        Some(found.map_or_else(
            || {
                self.drafts.push(Draft { name: name.to_owned(), spot: place.clone(), ..Draft::default() });
                self.drafts.len() - 1
            },
            |at| at + 1,
        ))
    }

    fn row(&mut self, band: &Band<'_>, row: &PlainRow, index: usize) {
        let place = spot(band.sheet, row.number);
        for (at, _, cell) in band.placed(row) {
            if let Sort::Broken(message, help) = &cell.sort {
                self.problems.push(self::at(&place.cell(at), bad_cell(&cell.text, message, help)));
            }
        }
        let mut said = Vec::new();
        match band.of {
            Of::Expected => {
                said.extend(self.listed_wish(band, row, &place).map(|words| (words, place.clone())));
            }
            Of::Cases => {}
            Of::Table(schema) => self.inputs(band, row, (index, schema), &place),
        }
        for (at, means, cell) in band.placed(row) {
            let place = place.cell(at);
            let text = cell.text.trim();
            match means {
                Heading::Expect { table, name } => {
                    let key = if let Of::Table(schema) = band.of {
                        self.key(band, row, schema, table.as_deref())
                    } else {
                        Vec::new()
                    };
                    said.extend(self.wish((table.as_deref(), &key, name), text, &place).map(|words| (words, place)));
                }
                Heading::Problem => {
                    said.extend(self.error(text, &place).map(|words| (format!("错误 {words}"), place)));
                }
                Heading::Day => match day(text) {
                    Some(day) => self.put(index, |draft| draft.day = Some((day.to_string(), place))),
                    None => self.problems.push(self::at(&place, no_day(text))),
                },
                Heading::Param(name) => {
                    let param = self.program.params.iter().find(|param| *param.name == **name);
                    let value = param.map(|param| literal(self.program, &param.ty, text)).unwrap_or_default();
                    self.put(index, |draft| draft.params.push((name.clone(), value, place)));
                }
                Heading::Note => self
                    .put(index, |draft| draft.note = Some(format!("{}{text}", draft.note.take().unwrap_or_default()))),
                Heading::Confirm if text == TO_CONFIRM => self.put(index, |draft| {
                    draft.note = Some(format!("{TO_CONFIRM}；{}", draft.note.take().unwrap_or_default()));
                }),
                Heading::Rest if matches!(text, "缺失" | "missing") || is_yes(text) => {
                    self.put(index, |draft| draft.rest = true)
                }
                Heading::Snapshot if is_yes(text) => self.put(index, |draft| draft.snapshot = true),
                _ => {}
            }
        }
        self.put(index, |draft| draft.expects.extend(said));
    }

    fn put(&mut self, index: usize, change: impl FnOnce(&mut Draft)) {
        if let Some(draft) = self.drafts.get_mut(index) {
            change(draft);
        }
    }

    /// The row of a table that a row of its sheet gives; none where all its cells are blank.
    fn inputs(&mut self, band: &Band<'_>, row: &PlainRow, (index, schema): (usize, &TableSchema), place: &Spot) {
        let (mut columns, mut places) = (Vec::new(), Vec::new());
        let mut cells = Vec::new();
        for (at, means) in band.headings.iter().enumerate() {
            let Some(Heading::Column(name)) = means else { continue };
            columns.push(name.clone());
            places.push(at);
            let text = row.cells.get(at).and_then(Option::as_ref).map_or("", |cell| cell.text.trim());
            if text.contains(['|', '｜', '│']) {
                self.problems.push(self::at(&place.cell(at), barred(text)));
            }
            cells.push(text.to_owned());
        }
        if cells.iter().all(String::is_empty) {
            return;
        }
        if let Some((name, key, before)) = self.known_row((index, schema), (&columns, &cells)) {
            let key: Vec<&str> = key.iter().map(String::as_str).collect();
            self.problems.push(self::at(place, same_row(&name, &key.join("，"), before)));
        }
        self.put(index, |draft| match draft.tables.iter_mut().find(|table| *table.name == *schema.name) {
            Some(table) => table.rows.push((cells, place.clone())),
            None => {
                let rows = vec![(cells, place.clone())];
                draft.tables.push(DraftTable { name: schema.name.to_string(), columns, at: places, rows });
            }
        });
    }

    /// The row of a case that has the keys of another, with the name of the case: its keys, and where the other stands.
    fn known_row(
        &self,
        (index, schema): (usize, &TableSchema),
        (columns, cells): (&[String], &[String]),
    ) -> Option<(String, Vec<String>, u32)> {
        let draft = self.drafts.get(index)?;
        let table = draft.tables.iter().find(|table| *table.name == *schema.name)?;
        let keys = schema.keys.iter().filter_map(|key| schema.columns.get(*key));
        let places: Option<Vec<usize>> =
            keys.map(|key| columns.iter().position(|column| **column == *key.name)).collect();
        let of = |cells: &[String]| -> Vec<String> {
            places.iter().flatten().map(|at| cells.get(*at).cloned().unwrap_or_default()).collect()
        };
        let key = of(cells);
        let filled = !key.is_empty() && key.iter().all(|part| !part.is_empty());
        let (_, spot) = table.rows.iter().find(|(other, _)| filled && of(other) == key)?;
        let name = if draft.name.is_empty() { SHARED } else { &draft.name };
        Some((name.to_owned(), key, spot.row))
    }

    /// The keys of the row, as literals, where the value is one of this sheet's table.
    fn key(&self, band: &Band<'_>, row: &PlainRow, schema: &TableSchema, table: Option<&str>) -> Vec<String> {
        if table.is_some_and(|table| *schema.name != *table) {
            return Vec::new();
        }
        let mut key = Vec::new();
        for column in schema.keys.iter().filter_map(|key| schema.columns.get(*key)) {
            let cell =
                band.cells(row).find(|(means, _)| matches!(means, Heading::Column(name) if **name == *column.name));
            match cell {
                Some((_, cell)) => key.push(literal(self.program, &column.ty, &cell.text)),
                None => return Vec::new(),
            }
        }
        key
    }

    /// A row of the sheet of expectations.
    fn listed_wish(&mut self, band: &Band<'_>, row: &PlainRow, place: &Spot) -> Option<String> {
        let text = |wanted: &Heading| {
            let cell = band.cells(row).find(|(means, _)| *means == wanted);
            cell.map(|(_, cell)| cell.text.trim().to_owned()).unwrap_or_default()
        };
        let (table, key, name) = (text(&Heading::Place), text(&Heading::Key), text(&Heading::Value));
        let wanted = text(&Heading::Wanted);
        if name.is_empty() && table.is_empty() && (wanted.starts_with("错误") || is_code(&wanted)) {
            return self.error(&wanted, place).map(|words| format!("错误 {words}"));
        }
        let table = (!table.is_empty() && !is_whole(&table)).then_some(table);
        if let Err(known) = slot(self.program, table.as_deref(), &name) {
            let is_table = table.as_ref().is_none_or(|table| self.program.tables.iter().any(|of| *of.name == **table));
            let (kind, word) =
                if is_table { (("值", "value"), name) } else { (("表", "table"), table.unwrap_or_default()) };
            self.problems.push(at(place, unknown("JY1212", kind, &word, &known)));
            return None;
        }
        let keys = table.as_ref().and_then(|table| self.program.tables.iter().find(|of| *of.name == **table));
        let types: Vec<Type> = keys
            .iter()
            .flat_map(|table| &table.keys)
            .filter_map(|key| self.program.slot(*key))
            .map(|slot| slot.ty)
            .collect();
        let parts = key.split([',', '，', '、', ';', '；']).map(str::trim).filter(|part| !part.is_empty());
        let key: Vec<String> = parts
            .enumerate()
            .map(|(at, part)| types.get(at).map_or_else(|| quoted(part), |ty| literal(self.program, ty, part)))
            .collect();
        self.wish((table.as_deref(), &key, &name), &wanted, place)
    }

    /// 医疗机构["H1"].结余 = 0元, from a cell that holds a value, 含 …, or 错误 JY….
    fn wish(
        &mut self,
        (table, key, name): (Option<&str>, &[String], &str),
        cell: &str,
        place: &Spot,
    ) -> Option<String> {
        if cell.is_empty() {
            return None;
        }
        let slot = slot(self.program, table, name).ok()?;
        let key = if key.is_empty() { String::new() } else { format!("[{}]", key.join(", ")) };
        let value = format!("{}{key}.{name}", table.unwrap_or("整体"));
        if let Some(words) = cell.strip_prefix('含').or_else(|| cell.strip_prefix("contains ")) {
            return Some(format!("{value} 含 {}", quoted(words.trim())));
        }
        if cell.starts_with("错误") || is_code(cell) {
            let code = self.error(cell, place)?;
            return Some(format!("{value} 错误 {}", code.split(' ').next().unwrap_or(&code)));
        }
        Some(format!("{value} = {}", literal(self.program, &slot.ty, cell)))
    }

    /// 错误 JY0901 除数为零 → JY0901 含 "除数为零"; tells of a number that is none.
    fn error(&mut self, cell: &str, place: &Spot) -> Option<String> {
        let rest = cell.trim_start_matches("错误").trim_start_matches("error").trim();
        let (code, words) = match rest.split_once([' ', '\u{3000}', '：', ':']) {
            Some((code, words)) => (code, Some(words.trim().trim_start_matches('含').trim())),
            None => (rest, None),
        };
        let code = fold(code).to_uppercase();
        let number = code.strip_prefix("JY").filter(|number| number.len() == 4);
        if !number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit())) {
            self.problems.push(at(place, no_code(cell)));
            return None;
        }
        Some(words.map_or_else(|| code.clone(), |words| format!("{code} 含 {}", quoted(words))))
    }
}

impl Band<'_> {
    /// The headed cells of a row that are not blank.
    fn cells<'a>(&'a self, row: &'a PlainRow) -> impl Iterator<Item = (&'a Heading, &'a PlainCell)> {
        self.placed(row).map(|(_, means, cell)| (means, cell))
    }

    /// The same with their columns, from 0.
    fn placed<'a>(&'a self, row: &'a PlainRow) -> impl Iterator<Item = (usize, &'a Heading, &'a PlainCell)> {
        let cells = self.headings.iter().zip(&row.cells).enumerate();
        cells.filter_map(|(at, (means, cell))| Some((at, means.as_ref()?, cell.as_ref()?)))
    }
}

/// JY0901, by its two letters.
fn is_code(text: &str) -> bool {
    fold(text).to_uppercase().starts_with("JY")
}

fn is_yes(text: &str) -> bool {
    matches!(text, "是" | "√" | "✓" | "1" | "yes")
}

fn spot(sheet: &PlainSheet, row: u32) -> Spot {
    Spot { sheet: sheet.sheet.clone(), row, ..Spot::default() }
}
