//! A whole settlement as one workbook: summary, results, every exclusion, the ledger, live formulas beside the exact values,
//! the text of the policy, the receipt.

use super::receipt::Receipt;
use super::sheet::{SheetError, SheetNames, workbook};
use super::show::{Grouping, heading, number, totals};
use super::summary::Summary;
use super::table::{ResultCell, ResultColumn, ResultTable};
use super::{audit, xlsx};
use crate::diagnostic::{Lang, Words};
use crate::ir::program::{ExceptionKind, Program, SlotKind};
use crate::layer::Merged;
use crate::rows::Evaluation;
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::unit::Unit;
use crate::value::value::Value;
use crate::wording::row;

/// What stands in the workbook, in its order.
#[derive(Debug)]
pub struct Content<'a, 'p> {
    pub summary: ResultTable,
    pub results: &'a [ResultTable],
    pub after: Vec<ResultTable>,
    pub audit: Option<(&'a Evaluation<'p>, &'a Sources)>,
    pub last: Vec<ResultTable>,
}

/// The bytes of the workbook.
///
/// # Errors
/// Where something does not fit a sheet.
pub fn write(content: &Content<'_, '_>) -> Result<Vec<u8>, SheetError> {
    let mut book = workbook()?;
    let mut names = SheetNames::default();
    let first = std::iter::once(&content.summary).chain(content.results).chain(&content.after);
    for table in first {
        let sheet = book.add_worksheet();
        sheet.set_name(names.name(&table.name))?;
        xlsx::fill(sheet, table)?;
    }
    if let Some((run, sources)) = content.audit {
        audit::write(&mut book, &mut names, run, sources)?;
    }
    for table in &content.last {
        let sheet = book.add_worksheet();
        sheet.set_name(names.name(&table.name))?;
        xlsx::fill(sheet, table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn pick<'a>(lang: Lang, (zh, en): (&'a str, &'a str)) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn table(lang: Lang, name: (&str, &str), headings: &[(&str, &str)], rows: Vec<Vec<ResultCell>>) -> ResultTable {
    let column = |heading: &(&str, &str)| ResultColumn {
        heading: pick(lang, *heading).into(),
        decimals: None,
        percent: false,
        unit: None,
        summable: false,
    };
    ResultTable { name: pick(lang, name).into(), columns: headings.iter().map(column).collect(), rows: rows.into() }
}

fn text(text: impl AsRef<str>) -> ResultCell {
    let text = text.as_ref();
    ResultCell::Value(if text.is_empty() { Value::Missing } else { Value::Text(text.into()) })
}

/// What was settled, on what, and what it comes to.
pub fn summary(
    program: &Program,
    merged: &Merged,
    (summary, tables): (&Summary, &[ResultTable]),
    lang: Lang,
) -> ResultTable {
    let mut rows = Vec::new();
    let mut say =
        |zh: String, en: String, value: String| rows.push(vec![text(Words::new(zh, en).get(lang)), text(value)]);
    say("政策".into(), "policy".into(), program.name.to_string());
    say("版本".into(), "version".into(), program.version.as_deref().unwrap_or("").to_owned());
    say("基准日".into(), "as of".into(), program.as_of.map(|day| day.to_string()).unwrap_or_default());
    say(
        "层级".into(),
        "layers".into(),
        merged.names.iter().map(|name| name.to_string()).collect::<Vec<_>>().join(" → "),
    );
    for (name, count) in &summary.tables {
        say(format!("读入 {name}（行）"), format!("rows of {name}"), count.to_string());
    }
    for shown in tables {
        for (column, sum) in shown.columns.iter().zip(totals(shown).unwrap_or_default()) {
            if let Some(sum) = sum {
                let name = format!("{}.{} 合计", shown.name, heading(column));
                let en = format!("sum of {}.{}", shown.name, heading(column));
                say(name, en, number(&sum, column, Grouping::Thousands));
            }
        }
    }
    for excluded in &summary.exclusions {
        let reason = excluded.reason.as_ref().unwrap_or(&excluded.name);
        say(
            format!("排除 {}（{}，行）", excluded.name, excluded.table.zh),
            format!("excluded by {} (rows of {})", excluded.name, excluded.table.en),
            format!("{}　{reason}", excluded.rows),
        );
    }
    for (name, count) in &summary.faulty {
        say(format!("有错误的行 {}", name.zh), format!("rows with errors: {}", name.en), count.to_string());
    }
    for name in &summary.failed_assertions {
        say("不成立的断言，结果先不要使用".into(), "failed assertion: do not use the result".into(), name.to_string());
    }
    table(lang, ("摘要", "summary"), &[("项目", "item"), ("内容", "content")], rows)
}

/// Every row that an exclusion applied to, with its article and what it cost.
pub fn exclusions(run: &Evaluation<'_>, lang: Lang) -> ResultTable {
    let program = run.program();
    let mut rows = Vec::new();
    for exception in program.exceptions.iter().filter(|exception| exception.kind == ExceptionKind::Exclude) {
        let name = exception.owner.and_then(|table| program.table(table)).map_or("", |table| &*table.name);
        let bases: Vec<&str> = exception.bases.iter().map(|basis| &*basis.text).collect();
        let all: Vec<Option<usize>> = match exception.owner {
            Some(table) => run.in_key_order(table).into_iter().map(Some).collect(),
            None => vec![None],
        };
        for at in all {
            if run.value(exception.applies, at) != Ok(Value::Bool(true)) {
                continue;
            }
            let key = exception.owner.zip(at).map(|(table, at)| row::key(&run.key(table, at))).unwrap_or_default();
            let cost = cost(run, exception, at);
            rows.push(vec![
                text(name),
                text(key),
                text(&*exception.name),
                text(exception.reason.as_deref().unwrap_or("")),
                text(bases.join("；")),
                cost.map_or(ResultCell::Value(Value::Missing), |cost| text(cost.to_string())),
            ]);
        }
    }
    let headings = [
        ("表", "table"),
        ("行", "row"),
        ("排除", "exclusion"),
        ("理由", "reason"),
        ("依据", "basis"),
        ("少计金额（元，精确值）", "amount lost (元, exact)"),
    ];
    table(lang, ("排除明细", "exclusions"), &headings, rows)
}

/// By how much an exclusion lowered the amounts that it sets on a row.
fn cost(run: &Evaluation<'_>, exception: &crate::ir::program::Exception, at: Option<usize>) -> Option<Number> {
    let env = run.env(exception.owner, at);
    let mut lost = None;
    for (slot, effect) in &exception.effects {
        let slot = run.program().slot(*slot)?;
        let (SlotKind::Formula { value, .. }, Kind::Number(shape)) = (&slot.kind, slot.ty.kind) else { continue };
        if let (true, Ok(Value::Number(base)), Ok(Value::Number(set))) =
            (shape.unit == Unit::YUAN, run.eval(*value, &env), run.eval(*effect, &env))
        {
            lost = Some(lost.unwrap_or_else(Number::zero) + (base - set));
        }
    }
    lost
}

/// The consolidated text, a line a row.
pub fn lines(policy: &str, lang: Lang) -> ResultTable {
    let rows = policy
        .lines()
        .enumerate()
        .map(|(index, line)| vec![ResultCell::Value(Value::Number(Number::from(index.saturating_add(1)))), text(line)]);
    table(lang, ("政策文本", "policy"), &[("行号", "line"), ("文本", "text")], rows.collect())
}

/// The receipt, by which `verify` recomputes the settlement.
pub fn receipt(receipt: &Receipt, lang: Lang) -> ResultTable {
    let mut rows = Vec::new();
    let mut say = |name: (&str, &str), value: &str| rows.push(vec![text(pick(lang, name)), text(value)]);
    say(("程序版本", "engine"), &receipt.engine);
    say(("政策文件", "policy"), &receipt.policy);
    say(("政策名称", "title"), &receipt.title);
    say(("政策文本指纹", "fingerprint of the text"), &receipt.text);
    say(("基准日", "day"), receipt.day.as_deref().unwrap_or(""));
    say(("按何日所知", "known on"), receipt.known_on.as_deref().unwrap_or(""));
    for data in &receipt.data {
        say(("数据", "data"), data);
    }
    for (name, value) in &receipt.settings {
        say(("给定参数", "setting"), &format!("{name} = {value}"));
    }
    for (sheet, print) in &receipt.sheets {
        say(("数据指纹", "fingerprint of data"), &format!("{sheet}　{print}"));
    }
    say(("结果指纹", "fingerprint of the result"), &receipt.result);
    table(lang, ("回执", "receipt"), &[("项目", "item"), ("内容", "content")], rows)
}
