//! A row by the words of its keys, and a table or value by its name, as they are typed after --row, --table and --of.

use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, Slot, Table};
use crate::rows::Evaluation;
use crate::session::nearest;
use crate::syntax::fold;
use crate::value::number::Number;
use crate::value::value::Value;
use crate::wording::row;
use crate::wording::value::bare;

/// Rows or names that are listed as suggestions.
const LISTED: usize = 5;

/// The table of a name.
pub fn table(program: &Program, name: &str, shell: &mut Shell) -> Option<TableId> {
    let wanted = fold(name.trim());
    if let Some(at) = program.tables.iter().position(|table| *table.name == *wanted) {
        return Some(TableId::at(at));
    }
    let names: Vec<String> = program.tables.iter().map(|table| table.name.to_string()).collect();
    shell.fail(
        "JY1021",
        Words::new(format!("政策里没有表“{name}”"), format!("the policy has no table {name}")),
        Words::new(format!("表有：{}", names.join("、")), format!("its tables are: {}", names.join(", "))),
    );
    None
}

/// How the rows of each table are named.
pub fn tables(program: &Program) -> Words {
    let lines: Vec<String> = program.tables.iter().map(|table| keys(program, table)).collect();
    let lines = lines.join("\n");
    Words::new(
        format!("用 --row 依次写出各个键，例如 --row H001；各表的键：\n{lines}"),
        format!("name a row by its keys, as in --row H001. The keys are:\n{lines}"),
    )
}

/// A table and its keys: 集采品种：机构编码,通用名.
fn keys(program: &Program, table: &Table) -> String {
    let names = table.keys.iter().filter_map(|key| program.slot(*key)).map(|slot| slot.name.to_string());
    format!("{}：{}", table.name, names.collect::<Vec<_>>().join(","))
}

/// The table and the row that were asked for, as far as they were: a row brings its table.
///
/// # Errors
/// `Exit::Problems` after it has been told that there is none.
pub fn place(
    run: &Evaluation<'_>,
    (named, keys): (Option<&str>, Option<&str>),
    shell: &mut Shell,
) -> Result<(Option<TableId>, Option<usize>), Exit> {
    let named = match named {
        Some(name) => Some(table(run.program(), name, shell).ok_or(Exit::Problems)?),
        None => None,
    };
    let Some(keys) = keys else { return Ok((named, None)) };
    let (table, row) = row(run, named, keys, shell).ok_or(Exit::Problems)?;
    Ok((Some(table), Some(row)))
}

/// The row with these keys: in the table that is named, else in the first table (of those put out) that has it.
pub fn row(run: &Evaluation<'_>, named: Option<TableId>, keys: &str, shell: &mut Shell) -> Option<(TableId, usize)> {
    let program = run.program();
    let wanted: Vec<String> = keys.split([',', '，', ';', '；']).map(|key| fold(key.trim())).collect();
    let mut tables: Vec<TableId> = named.into_iter().collect();
    if named.is_none() {
        tables.extend(program.outputs.iter().filter_map(|output| output.table));
        tables.extend((0..program.tables.len()).map(TableId::at));
    }
    for table in &tables {
        let width = program.table(*table).map_or(0, |table| table.keys.len());
        if width != wanted.len() {
            continue;
        }
        if let Some(row) = find(run, *table, &wanted).first() {
            return Some((*table, *row));
        }
    }
    miss(run, &tables, &wanted, (keys, shell));
    None
}

/// The rows whose first keys read like the words.
fn find(run: &Evaluation<'_>, table: TableId, wanted: &[String]) -> Vec<usize> {
    let rows = run.in_key_order(table).into_iter();
    rows.filter(|row| wanted.iter().zip(run.key(table, *row)).all(|(word, value)| reads(word, &value))).collect()
}

fn reads(word: &str, value: &Value) -> bool {
    match value {
        Value::Number(number) => Number::parse_decimal(word).as_ref() == Some(number),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => {
            fold(&bare(value)) == word
        }
    }
}

fn miss(run: &Evaluation<'_>, tables: &[TableId], wanted: &[String], (keys, shell): (&str, &mut Shell)) {
    let program = run.program();
    let mut near = Vec::new();
    let mut widths = Vec::new();
    for id in tables {
        let Some(table) = program.table(*id) else { continue };
        let line = self::keys(program, table);
        if !widths.contains(&line) {
            widths.push(line);
        }
        for row in find(run, *id, wanted).into_iter().take(LISTED) {
            near.push(format!("--table {} --row {}", table.name, row::key(&run.key(*id, row))));
        }
        if near.is_empty() && table.keys.len() == wanted.len() {
            let all: Vec<String> = run.in_key_order(*id).iter().map(|row| row::key(&run.key(*id, *row))).collect();
            near.extend(nearest(&wanted.join(","), &all).map(|key| format!("--row {key}")));
        }
    }
    near.dedup();
    near.truncate(LISTED);
    let help = if near.is_empty() {
        Words::new(
            format!("--row 后面依次写键，用逗号隔开。各表的键：\n{}", widths.join("\n")),
            format!("write the keys in order, parted by commas. The keys are:\n{}", widths.join("\n")),
        )
    } else {
        Words::new(format!("相近的有：\n{}", near.join("\n")), format!("near it are:\n{}", near.join("\n")))
    };
    shell.fail(
        "JY1022",
        Words::new(format!("找不到键为“{keys}”的行"), format!("there is no row with the keys {keys}")),
        help,
    );
}

/// A value by its name, of a table's rows or else of the whole.
pub fn slot(program: &Program, table: Option<TableId>, name: &str, shell: &mut Shell) -> Option<SlotId> {
    let wanted = fold(name.trim());
    let last = wanted.rsplit('.').next().unwrap_or(&wanted).to_owned();
    let of = |owner: Option<TableId>, name: &str| {
        let fits = |slot: &Slot| slot.owner == owner && *slot.name == *name;
        program.slots.iter().position(fits).map(SlotId::at)
    };
    let found = [(table, &wanted), (None, &wanted), (table, &last), (None, &last)];
    if let Some(slot) = found.into_iter().find_map(|(owner, name)| of(owner, name)) {
        return Some(slot);
    }
    let known: Vec<String> = program
        .slots
        .iter()
        .filter(|slot| slot.owner == table || slot.owner.is_none())
        .map(|slot| slot.name.to_string())
        .collect();
    let help = match nearest(&wanted, &known) {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new(format!("可以是：{}", known.join("、")), format!("there are: {}", known.join(", "))),
    };
    let (zh, en) = match table.and_then(|table| program.table(table)) {
        Some(table) => (format!("表“{}”", table.name), format!("table {}", table.name)),
        None => ("整体".to_owned(), "the whole".to_owned()),
    };
    shell.fail("JY1023", Words::new(format!("{zh}里没有“{name}”"), format!("{en} has no {name}")), help);
    None
}
