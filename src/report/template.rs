//! The blank workbook that a policy expects: a sheet for each table with headings, filling instructions, drop-downs and
//! formats, and a sheet that explains. What is filled in is read back by `data::read` as it stands.

use super::sheet::{SheetError, SheetNames, column as column_number, row, workbook};
use crate::data::{NOTES_MARK, range};
use crate::ir::schema::{ColumnSchema, TableSchema};
use crate::source::display_width;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
};

/// Rows that get drop-downs.
const ROWS: u32 = 5_000;
/// The hidden sheet that holds long lists of values.
const LISTS: &str = "可选值";
/// Letters that Excel allows in a list of a drop-down, and in an input message.
const LIST_LENGTH: usize = 250;
const MESSAGE_LENGTH: usize = 250;

/// The bytes of the workbook; equal schemas give equal bytes. `policy` is named in the explanation.
pub fn write(policy: &str, schemas: &[TableSchema]) -> Result<Vec<u8>, SheetError> {
    let mut book = workbook()?;
    let mut names = SheetNames::default();
    explain(book.add_worksheet(), &names.name("说明"), policy, schemas)?;
    let mut lists = Lists::default();
    for schema in schemas {
        let sheet = book.add_worksheet();
        sheet.set_name(names.name(&schema.name))?;
        table(sheet, schema, &mut lists)?;
    }
    lists.write(&mut book)?;
    Ok(book.save_to_buffer()?)
}

/// Lists of values that are too long for a drop-down of their own.
#[derive(Default)]
pub(super) struct Lists {
    all: Vec<Vec<String>>,
}

impl Lists {
    fn add(&mut self, values: &[String]) -> Result<Formula, SheetError> {
        let at = crate::data::problem::letters(row(self.all.len())?);
        self.all.push(values.to_vec());
        Ok(Formula::new(format!("'{LISTS}'!${at}$1:${at}${}", values.len())))
    }

    pub(super) fn write(&self, book: &mut Workbook) -> Result<(), SheetError> {
        if self.all.is_empty() {
            return Ok(());
        }
        let sheet = book.add_worksheet();
        sheet.set_name(LISTS)?.set_hidden(true);
        for (index, values) in self.all.iter().enumerate() {
            for (number, value) in values.iter().enumerate() {
                sheet.write_string(row(number)?, column_number(index)?, value)?;
            }
        }
        Ok(())
    }
}

/// Filling instructions, above the headings.
pub(super) fn note() -> Format {
    Format::new()
        .set_italic()
        .set_font_size(9)
        .set_font_color("#595959")
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color("#F2F2F2")
}

/// A heading: yellow where the column must be filled in.
pub(super) fn head(must: bool) -> Format {
    let format = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    format.set_background_color(if must { "#FFE699" } else { "#DDEBF7" })
}

fn table(sheet: &mut Worksheet, schema: &TableSchema, lists: &mut Lists) -> Result<(), SheetError> {
    for (index, column) in schema.columns.iter().enumerate() {
        let at = column_number(index)?;
        let words = instructions(schema, index, column);
        let mark = if index == 0 { NOTES_MARK } else { "" };
        sheet.write_string_with_format(0, at, format!("{mark}{}", words.join("；")), &note())?;
        let title = heading(column);
        sheet.write_string_with_format(1, at, &title, &head(is_due(column)))?;
        let width = u32::try_from(display_width(&title).clamp(14, 40) + 2).unwrap_or(42);
        sheet.set_column_width(at, width)?;
        sheet.set_column_format(at, &Format::new().set_num_format(number_format(column)))?;
        if let Some(rule) = validation(column, &words, lists)? {
            sheet.add_data_validation(2, at, ROWS + 1, at, &rule)?;
        }
    }
    sheet.set_row_height(0, 72)?;
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}

/// The heading with the unit of the file: 采购总金额（万元）.
pub(super) fn heading(column: &ColumnSchema) -> String {
    match &column.unit_name {
        Some(unit) if !unit.is_empty() => format!("{}（{unit}）", column.name),
        Some(_) | None => column.name.to_string(),
    }
}

fn is_due(column: &ColumnSchema) -> bool {
    !column.ty.missing && column.default.is_none()
}

/// What to fill in, in short phrases: 金额；最多 2 位小数；必填.
pub(super) fn instructions(schema: &TableSchema, index: usize, column: &ColumnSchema) -> Vec<String> {
    let mut words = vec![column.type_name.to_string()];
    let decimals = |allowed: u32, percent: bool| match (percent, allowed) {
        (true, allowed) => Some(format!("填百分数如 45%，% 前最多 {} 位小数", allowed.saturating_sub(2))),
        (false, 0) => Some("整数".to_owned()),
        (false, allowed) => Some(format!("最多 {allowed} 位小数")),
    };
    match column.ty.kind {
        // Digits are those of the value; a file in 万元 has four more.
        Kind::Number(ty) if column.scale == Number::one() => match ty.digits {
            Digits::At(allowed) => words.extend(decimals(allowed, ty.percent)),
            Digits::Unbounded => {}
        },
        Kind::Number(_) => {}
        Kind::Date => words.push("如 2021-01-31".to_owned()),
        Kind::Bool => words.push("填“是”或“否”".to_owned()),
        Kind::Enum(_) => words.push(crate::data::problem::list(&column.values, 8).zh),
        Kind::Text => {}
    }
    if let Some(unit) = &column.unit_name {
        words.push(format!("单位：{unit}"));
    }
    if let Some(range) = &column.range {
        words.push(range::words(range, column).zh);
    }
    words.push(need(column));
    if schema.keys.contains(&index) {
        words.push(if schema.keys.len() == 1 {
            "不可重复".to_owned()
        } else {
            "各主键列合起来不可重复".to_owned()
        });
    }
    words.extend(column.note.iter().map(|note| note.to_string()));
    words.retain(|word| !word.is_empty());
    words
}

fn need(column: &ColumnSchema) -> String {
    let inapplicable = if column.ty.inapplicable { "，不适用的填“不适用”" } else { "" };
    let need = match &column.default {
        Some(Value::Bool(true)) => "留空即“是”".to_owned(),
        Some(Value::Bool(false)) => "留空即“否”".to_owned(),
        Some(Value::Number(number)) => format!("留空即 {number}"),
        Some(Value::Text(text)) => format!("留空即“{text}”"),
        Some(Value::Date(date)) => format!("留空即 {date}"),
        Some(Value::NotApplicable) => "留空即“不适用”".to_owned(),
        Some(Value::Missing) => "可留空".to_owned(),
        None if column.ty.missing => "可留空".to_owned(),
        None => "必填".to_owned(),
    };
    format!("{need}{inapplicable}")
}

pub(super) fn number_format(column: &ColumnSchema) -> String {
    match column.ty.kind {
        Kind::Number(ty) if ty.percent && column.scale == Number::one() => "0.00##%".to_owned(),
        Kind::Number(ty) => match ty.digits {
            Digits::At(digits @ 1..=6) if column.scale == Number::one() => {
                format!("#,##0.{}", "0".repeat(usize::try_from(digits).unwrap_or(2)))
            }
            Digits::At(0) if column.scale == Number::one() => "#,##0".to_owned(),
            Digits::At(_) | Digits::Unbounded => "General".to_owned(),
        },
        Kind::Date => "yyyy-mm-dd".to_owned(),
        Kind::Text => "@".to_owned(),
        Kind::Bool | Kind::Enum(_) => "General".to_owned(),
    }
}

pub(super) fn validation(
    column: &ColumnSchema,
    words: &[String],
    lists: &mut Lists,
) -> Result<Option<DataValidation>, SheetError> {
    let mut values: Vec<String> = match column.ty.kind {
        Kind::Bool => vec!["是".to_owned(), "否".to_owned()],
        Kind::Enum(_) => column.values.iter().map(|value| value.to_string()).collect(),
        Kind::Number(_) | Kind::Date | Kind::Text => Vec::new(),
    };
    if !values.is_empty() && column.ty.inapplicable {
        values.push("不适用".to_owned());
    }
    let rule = DataValidation::new();
    let rule = if values.is_empty() {
        rule.allow_any_value()
    } else if values.iter().map(|value| value.chars().count() + 1).sum::<usize>() <= LIST_LENGTH
        && !values.iter().any(|value| value.contains(','))
    {
        rule.allow_list_strings(&values)?
    } else {
        rule.allow_list_formula(lists.add(&values)?)
    };
    let message: String = words.join("；").chars().take(MESSAGE_LENGTH).collect();
    let title: String = column.name.chars().take(30).collect();
    let rule = rule
        .set_input_title(title)?
        .set_input_message(message)?
        .set_error_title("请检查填写内容")?
        .set_error_message("请从下拉列表中选择")?
        .set_error_style(DataValidationErrorStyle::Stop);
    Ok(Some(rule))
}

fn explain(sheet: &mut Worksheet, name: &str, policy: &str, schemas: &[TableSchema]) -> Result<(), SheetError> {
    sheet.set_name(name)?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    let title = Format::new().set_bold().set_font_size(14);
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.write_string_with_format(0, 0, format!("《{policy}》数据填报模板"), &title)?;
    let rules = [
        "每张工作表对应一张数据表，请不要改工作表名和表头。",
        "表头上方灰色的一行是填写要求，可以保留。黄色表头必填，蓝色表头可以留空。",
        "数据从表头下一行开始逐行填写，不要合并单元格，不要在中间留标题行。末尾的“合计”行会自动略过。",
        "金额和数量只填数字；没有数据的留空，等于零的填 0。",
        "编码类的列已设为文本格式，请用“选择性粘贴—数值”粘贴，以免前面的 0 丢失。",
        "小数位数超过要求的不会自动四舍五入，会被指出来请您核对。",
    ];
    let mut at = 1;
    for (number, rule) in (1..).zip(rules) {
        sheet.write_string(at, 0, format!("{number}"))?;
        sheet.write_string_with_format(at, 1, rule, &wrap)?;
        at += 1;
    }
    at += 1;
    sheet.write_string_with_format(at, 0, "工作表", &bold)?;
    sheet.write_string_with_format(at, 1, "内容", &bold)?;
    for schema in schemas {
        at += 1;
        sheet.write_string_with_format(at, 0, &*schema.name, &wrap)?;
        let columns: Vec<&str> = schema.columns.iter().map(|column| &*column.name).collect();
        let note = schema.note.as_ref().map(|note| format!("{note}\n")).unwrap_or_default();
        sheet.write_string_with_format(at, 1, format!("{note}列：{}", columns.join("、")), &wrap)?;
    }
    Ok(())
}
