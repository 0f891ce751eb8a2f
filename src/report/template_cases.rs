//! The workbook for cases: one case a row, the data it gives beside the values it expects; blank, or filled with proposed
//! cases. What is filled in is read back by `jieyu test` as it stands.

use super::sheet::{SheetError, SheetNames, column as column_number, row, widen, workbook};
use super::template::{Lists, head, heading, instructions, note, number_format, validation};
use crate::data::NOTES_MARK;
use crate::data::excel::stored;
use crate::ir::ids::ParamId;
use crate::ir::program::{Program, Slot, SlotKind};
use crate::ir::schema::TableSchema;
use crate::trial::sheet::{CASES, CONFIRM, EXPECTED, SHARED, TO_CONFIRM};
use crate::trial::suggest::{Proposal, ProposedCase, ProposedValue};
use crate::value::types::{Kind, Type};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet};

/// Rows that get drop-downs.
const ROWS: u32 = 2_000;

/// What a sheet of a table is made from.
struct Page<'a> {
    program: &'a Program,
    proposal: &'a Proposal,
    /// Parameters that every case has to give.
    open: Vec<String>,
    /// One table suffices: everything about a case stands in its row.
    single: bool,
}

/// The bytes of the workbook; equal programs and proposals give equal bytes.
pub fn write(program: &Program, open: &[ParamId], proposal: &Proposal) -> Result<Vec<u8>, SheetError> {
    let mut params: Vec<String> =
        open.iter().filter_map(|id| program.param(*id)).map(|param| param.name.to_string()).collect();
    for (name, _) in proposal.cases.iter().flat_map(|case| &case.params).chain(&proposal.params) {
        if !params.contains(name) {
            params.push(name.clone());
        }
    }
    let page = Page { program, proposal, open: params, single: program.schemas.len() == 1 };
    let mut book = workbook()?;
    let mut names = SheetNames::default();
    let mut lists = Lists::default();
    explain(book.add_worksheet(), &names.name("说明"), &page)?;
    if !page.single {
        page.cases(book.add_worksheet(), &names.name(CASES))?;
    }
    for (index, schema) in program.schemas.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(names.name(&schema.name))?;
        page.table(sheet, (index, schema), &mut lists)?;
    }
    page.expected(&mut book, &mut names)?;
    lists.write(&mut book)?;
    Ok(book.save_to_buffer()?)
}

/// The headings of the one sheet as a line of CSV; `None` where one sheet is not enough.
pub fn csv(program: &Program, open: &[ParamId]) -> Option<Vec<u8>> {
    let [schema] = program.schemas.as_slice() else { return None };
    let params = open.iter().filter_map(|id| program.param(*id)).map(|param| format!("参数 {}", param.name));
    let mut cells = vec![CASES.to_owned()];
    cells.extend(schema.columns.iter().map(heading));
    cells.extend(params);
    cells.extend(shown(program, schema).iter().map(|slot| wanted_heading(program, slot)));
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    Some(format!("\u{feff}{}\r\n", quoted.join(",")).into_bytes())
}

/// The values of a table's rows that outputs show.
fn shown<'p>(program: &'p Program, schema: &TableSchema) -> Vec<&'p Slot> {
    let mut found: Vec<&Slot> = Vec::new();
    for item in program.outputs.iter().flat_map(|output| &output.items) {
        let Some(slot) = item.slot.and_then(|id| program.slot(id)) else { continue };
        let own = slot.owner == Some(schema.id) && !matches!(slot.kind, SlotKind::Column(_));
        if own && !found.iter().any(|known| known.name == slot.name) {
            found.push(slot);
        }
    }
    found
}

fn wanted_heading(program: &Program, slot: &Slot) -> String {
    let unit = unit(program, &slot.ty);
    if unit.is_empty() { format!("期望 {}", slot.name) } else { format!("期望 {}（{unit}）", slot.name) }
}

fn unit(program: &Program, ty: &Type) -> String {
    match ty.kind {
        Kind::Number(shape) if shape.percent => String::new(),
        Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => {
            crate::wording::value::unit(program, ty)
        }
    }
}

impl Page<'_> {
    /// What is shared, as a case without a name.
    fn shared(&self) -> ProposedCase {
        ProposedCase {
            name: SHARED.to_owned(),
            note: String::new(),
            params: self.proposal.params.clone(),
            day: self.proposal.day.clone(),
            tables: self.proposal.tables.clone(),
            expects: Vec::new(),
        }
    }

    /// The sheet with one case a row: what is neither data nor expected.
    fn cases(&self, sheet: &mut Worksheet, name: &str) -> Result<(), SheetError> {
        sheet.set_name(name)?;
        let mut titles = vec![(CASES.to_owned(), "案例的名称，不可重复；各案例共用的写“共用”".to_owned())];
        titles.extend(self.open.iter().map(|name| (format!("参数 {name}"), "这个参数在案例里取什么值".to_owned())));
        titles.push(("基准日".to_owned(), "可留空；写了就按这一天取有时效的参数".to_owned()));
        titles.push(("其余".to_owned(), "没有给的列和表确实不需要时，填“缺失”".to_owned()));
        titles.push(("快照".to_owned(), "填“是”就保存全部结果，以后变了会提示审核".to_owned()));
        titles.push(("说明".to_owned(), "可留空".to_owned()));
        titles.push((CONFIRM.to_owned(), "由程序算出的期望，核对无误后删去“待确认”".to_owned()));
        self.titles(sheet, &titles)?;
        let at = |title: &str| titles.iter().position(|(own, _)| own == title).unwrap_or(0);
        for (title, choices) in [("其余", ["缺失"].as_slice()), ("快照", &["是"]), (CONFIRM, &[TO_CONFIRM])] {
            let rule = DataValidation::new().allow_list_strings(choices)?;
            let at = column_number(at(title))?;
            sheet.add_data_validation(2, at, ROWS, at, &rule)?;
        }
        if self.proposal.cases.is_empty() && self.proposal.params.is_empty() {
            return Ok(());
        }
        sheet.write_string(2, column_number(at("其余"))?, if self.proposal.rest { "缺失" } else { "" })?;
        for (index, case) in std::iter::once(&self.shared()).chain(&self.proposal.cases).enumerate() {
            let line = row(index + 2)?;
            sheet.write_string(line, 0, &case.name)?;
            for (name, value) in &case.params {
                sheet.write_string(line, column_number(at(&format!("参数 {name}")))?, value)?;
            }
            sheet.write_string(line, column_number(at("基准日"))?, case.day.as_deref().unwrap_or(""))?;
            if case.name == SHARED {
                continue;
            }
            sheet.write_string(line, column_number(at("说明"))?, &case.note)?;
            sheet.write_string(line, column_number(at(CONFIRM))?, TO_CONFIRM)?;
        }
        widen(sheet, 0, self.proposal.cases.iter().map(|case| case.name.as_str()))
    }

    fn titles(&self, sheet: &mut Worksheet, titles: &[(String, String)]) -> Result<(), SheetError> {
        for (index, (title, words)) in titles.iter().enumerate() {
            let at = column_number(index)?;
            let mark = if index == 0 { NOTES_MARK } else { "" };
            sheet.write_string_with_format(0, at, format!("{mark}{words}"), &note())?;
            sheet.write_string_with_format(1, at, title, &head(index == 0))?;
            widen(sheet, at, std::iter::once(title.as_str()))?;
        }
        sheet.set_row_height(0, 72)?;
        sheet.set_freeze_panes(2, 1)?;
        Ok(())
    }

    /// The sheet of a table: whose row it is, the row, and what is expected of it.
    fn table(
        &self,
        sheet: &mut Worksheet,
        (index, schema): (usize, &TableSchema),
        lists: &mut Lists,
    ) -> Result<(), SheetError> {
        let wanted = self.wanted(schema);
        let mut titles = vec![(CASES.to_owned(), "这一行属于哪个案例；各案例共用的写“共用”".to_owned())];
        for (at, column) in schema.columns.iter().enumerate() {
            titles.push((heading(column), instructions(schema, at, column).join("；")));
        }
        if self.single {
            titles.extend(self.open.iter().map(|name| (format!("参数 {name}"), "这个参数在案例里取什么值".to_owned())));
        }
        for slot in &wanted {
            let words = "案例应得出的值，一分不差；也可以填“含 文字”或“错误 JY0901”；不检验的留空";
            titles.push((wanted_heading(self.program, slot), words.to_owned()));
        }
        if self.single {
            titles.push(("基准日".to_owned(), "可留空；写了就按这一天取有时效的参数".to_owned()));
            titles.push(("其余".to_owned(), "没有给的列确实不需要时，填“缺失”".to_owned()));
            titles.push(("说明".to_owned(), "可留空".to_owned()));
            titles.push((CONFIRM.to_owned(), "由程序算出的期望，核对无误后删去“待确认”".to_owned()));
        }
        self.titles(sheet, &titles)?;
        for (at, column) in schema.columns.iter().enumerate() {
            let place = column_number(at + 1)?;
            sheet.set_column_format(place, &Format::new().set_num_format(number_format(column)))?;
            let words = instructions(schema, at, column);
            if let Some(rule) = validation(column, &words, lists)? {
                sheet.add_data_validation(2, place, ROWS, place, &rule)?;
            }
        }
        let mut line = 2;
        for case in std::iter::once(&self.shared()).chain(&self.proposal.cases) {
            let given = case.tables.iter().find(|given| given.schema == index);
            for (number, cells) in given.iter().flat_map(|given| &given.rows).enumerate() {
                self.row(sheet, line, (case, number), (schema, cells, &wanted))?;
                line += 1;
            }
            // A case that changes nothing of what is shared still has its name and its remark.
            if self.single && given.is_none() && case.name != SHARED {
                let blank = vec![String::new(); schema.columns.len()];
                self.row(sheet, line, (case, 0), (schema, &blank, &wanted))?;
                line += 1;
            }
        }
        Ok(())
    }

    fn row(
        &self,
        sheet: &mut Worksheet,
        line: u32,
        (case, number): (&ProposedCase, usize),
        (schema, cells, wanted): (&TableSchema, &[String], &[&Slot]),
    ) -> Result<(), SheetError> {
        sheet.write_string(line, 0, &case.name)?;
        for (at, (cell, column)) in cells.iter().zip(&schema.columns).enumerate() {
            let numeric = matches!(column.ty.kind, Kind::Number(_));
            put(sheet, (line, column_number(at + 1)?), cell, numeric)?;
        }
        let mut at = cells.len() + 1;
        if self.single {
            for name in &self.open {
                let value = case.params.iter().find(|(own, _)| own == name).filter(|_| number == 0);
                if let Some((_, value)) = value {
                    sheet.write_string(line, column_number(at)?, value)?;
                }
                at += 1;
            }
        }
        for slot in wanted {
            let value = case.expects.iter().find(|value| value.name == *slot.name && is_of(value, schema, cells));
            if let Some(value) = value {
                put(sheet, (line, column_number(at)?), &value.cell, matches!(slot.ty.kind, Kind::Number(_)))?;
            }
            at += 1;
        }
        if self.single && number == 0 {
            sheet.write_string(line, column_number(at)?, case.day.as_deref().unwrap_or(""))?;
        }
        if self.single && case.name == SHARED && number == 0 {
            sheet.write_string(line, column_number(at + 1)?, if self.proposal.rest { "缺失" } else { "" })?;
        }
        if self.single && case.name != SHARED && number == 0 {
            sheet.write_string(line, column_number(at + 2)?, &case.note)?;
            sheet.write_string(line, column_number(at + 3)?, TO_CONFIRM)?;
        }
        Ok(())
    }

    /// The values of a table's rows that have a column: those of the proposed cases, or what outputs show.
    fn wanted<'s>(&'s self, schema: &TableSchema) -> Vec<&'s Slot> {
        if self.proposal.cases.is_empty() {
            return shown(self.program, schema);
        }
        let asked = |slot: &&Slot| {
            let values = self.proposal.cases.iter().flat_map(|case| &case.expects);
            slot.owner == Some(schema.id)
                && values
                    .into_iter()
                    .any(|value| value.table.as_deref() == Some(&*schema.name) && value.name == *slot.name)
        };
        self.program.slots.iter().filter(asked).collect()
    }

    /// The sheet with one expectation a row, for values that stand in no row that a case gives.
    fn expected(&self, book: &mut Workbook, names: &mut SheetNames) -> Result<(), SheetError> {
        let mut lines: Vec<(&ProposedCase, &ProposedValue)> = Vec::new();
        for case in &self.proposal.cases {
            lines.extend(case.expects.iter().filter(|value| !self.stands(case, value)).map(|value| (case, value)));
        }
        if self.single && lines.is_empty() && self.program.tables.len() == 1 {
            return Ok(());
        }
        let sheet = book.add_worksheet();
        sheet.set_name(names.name(EXPECTED))?;
        let titles = [
            (CASES, "哪个案例"),
            ("表", "哪张表；没有表的值填“整体”"),
            ("键", "哪一行：依次写出各个键，用逗号隔开；表只有一行的可以不填"),
            ("值", "公式、列、例外的名称"),
            ("期望", "应得出的值；也可以填“含 文字”或“错误 JY0901”"),
        ];
        let titles: Vec<(String, String)> = titles.map(|(title, words)| (title.to_owned(), words.to_owned())).to_vec();
        self.titles(sheet, &titles)?;
        let tables: Vec<&str> = self.program.tables.iter().map(|table| &*table.name).chain(["整体"]).collect();
        if tables.iter().map(|name| name.chars().count() + 1).sum::<usize>() < 250 {
            sheet.add_data_validation(2, 1, ROWS, 1, &DataValidation::new().allow_list_strings(&tables)?)?;
        }
        for (index, (case, value)) in lines.iter().enumerate() {
            let line = row(index + 2)?;
            sheet.write_string(line, 0, &case.name)?;
            let whole = if value.name.is_empty() { "" } else { "整体" };
            sheet.write_string(line, 1, value.table.as_deref().unwrap_or(whole))?;
            sheet.write_string(line, 2, value.key.join(", "))?;
            sheet.write_string(line, 3, &value.name)?;
            sheet.write_string(line, 4, &value.cell)?;
        }
        widen(sheet, 0, self.proposal.cases.iter().map(|case| case.name.as_str()))?;
        widen(sheet, 3, lines.iter().map(|(_, value)| value.name.as_str()))
    }

    /// Whether a value has a column in a row that the case gives.
    fn stands(&self, case: &ProposedCase, value: &ProposedValue) -> bool {
        case.tables.iter().any(|given| {
            let schema = self.program.schemas.get(given.schema);
            schema.is_some_and(|schema| given.rows.iter().any(|cells| is_of(value, schema, cells)))
        })
    }
}

/// Whether a value is one of a row.
fn is_of(value: &ProposedValue, schema: &TableSchema, cells: &[String]) -> bool {
    let key: Vec<&String> = schema.keys.iter().filter_map(|key| cells.get(*key)).collect();
    value.table.as_deref() == Some(&*schema.name) && key == value.key.iter().collect::<Vec<_>>()
}

fn put(sheet: &mut Worksheet, (line, at): (u32, u16), cell: &str, numeric: bool) -> Result<(), SheetError> {
    if cell.is_empty() {
        return Ok(());
    }
    match stored(cell).filter(|_| numeric) {
        Some(number) => sheet.write_number(line, at, number)?,
        None => sheet.write_string(line, at, cell)?,
    };
    Ok(())
}

fn explain(sheet: &mut Worksheet, name: &str, page: &Page<'_>) -> Result<(), SheetError> {
    sheet.set_name(name)?;
    sheet.set_column_width(0, 6)?;
    sheet.set_column_width(1, 96)?;
    let title = Format::new().set_bold().set_font_size(14);
    let wrap = Format::new().set_text_wrap();
    sheet.write_string_with_format(0, 0, format!("《{}》案例", page.program.name), &title)?;
    let first = if page.single {
        "一行一个案例：左边是数据，右边“期望”各列是应得出的值。"
    } else {
        "工作表“案例”一行一个案例；每张数据表一张工作表，“案例”列写明这一行属于哪个案例；“期望”各列是这一行应得出的值。"
    };
    let rules = [
        first,
        "“案例”列写“共用”的行，各案例都用；案例自己给了这张表，就用自己的；只有一行共用行时，用它补上没有填的列。",
        "同一个案例有几行的，写在一起；下面几行的“案例”可以留空。",
        "要改其他参数，加一列“参数 名称”；要检验别的值，加一列“期望 名称”，或写在工作表“期望”里。",
        "期望的值一分不差。应当算不出的，填“错误”和编号，例如：错误 JY0901；只看文字的，填“含 文字”。",
        "“确认”列写着“待确认”的，期望是程序算出来的：请核对后删去这三个字。",
        "文件放在政策旁边，名称与政策对应：政策.policy 的案例是 政策.cases.xlsx；然后运行 jieyu test。",
    ];
    for (number, rule) in (1..).zip(rules) {
        sheet.write_string(number, 0, number.to_string())?;
        sheet.write_string_with_format(number, 1, rule, &wrap)?;
    }
    Ok(())
}
