//! Results as files by their ending, or as CSV on the screen. Every file is written whole or not at all.

use super::shell::{Exit, Shell, print};
use crate::data::{DataProblem, rest};
use crate::diagnostic::{Diagnostic, Lang, Words};
use crate::report::blocks::is_long;
use crate::report::table::{ResultCell, ResultColumn, ResultTable};
use crate::report::table_rows::TableRows;
use crate::report::{csv, json, save as disk, xlsx};
use crate::session::threads;
use crate::value::number::Number;
use crate::value::value::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file or folder to save to.
#[derive(Clone, Debug)]
pub enum Target {
    Workbook(PathBuf),
    Csv(PathBuf),
    Json(PathBuf),
    /// One CSV file for each table.
    Folder(PathBuf),
}

impl Target {
    /// Where the receipt of a result stands: beside the file, or in the folder.
    pub fn receipt(&self) -> PathBuf {
        match self {
            Target::Workbook(path) | Target::Csv(path) | Target::Json(path) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                path.with_file_name(format!("{name}.{}", super::verify::ENDING))
            }
            Target::Folder(path) => path.join(super::verify::ENDING),
        }
    }
}

/// What a path asks for by its ending.
///
/// # Errors
/// `Exit::Usage` after an ending that is not known has been told.
pub fn target(path: &Path, shell: &mut Shell) -> Result<Target, Exit> {
    let own = path.to_owned();
    if path.is_dir() {
        return Ok(Target::Folder(own));
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("xlsx") => Ok(Target::Workbook(own)),
        Some("csv") => Ok(Target::Csv(own)),
        Some("json") => Ok(Target::Json(own)),
        None => Ok(Target::Folder(own)),
        Some(other) => {
            shell.fail(
                "JY1016",
                Words::new(format!("不能保存为 .{other} 文件"), format!("nothing can be saved as .{other}")),
                Words::new(
                    "用 .xlsx、.csv、.json 结尾，或给一个文件夹（每张表一个 CSV 文件）",
                    "end it in .xlsx, .csv or .json, or name a folder for one CSV file a table",
                ),
            );
            Err(Exit::Usage)
        }
    }
}

/// Saves tables, CSV files with a byte order mark and silently if so wished; nothing that stood there is lost if that
/// fails.
///
/// # Errors
/// The exit code, after the problem has been told.
pub fn save(
    target: &Target,
    tables: &[ResultTable],
    (mark, quiet): (bool, bool),
    shell: &mut Shell,
) -> Result<(), Exit> {
    let results = |table: &&ResultTable| !is_problems(table);
    let (path, files): (&Path, Vec<(PathBuf, Vec<u8>)>) = match target {
        Target::Workbook(path) => {
            let bytes = xlsx::write(tables).map_err(|error| {
                shell.fail("JY1014", error.words(), Words::new("请改用文件夹或 .csv", "use a folder or .csv instead"));
                Exit::Problems
            })?;
            (path, vec![(path.clone(), bytes)])
        }
        Target::Json(path) => (path, vec![(path.clone(), json::write_by(tables, all_threads(tables)).into_bytes())]),
        Target::Folder(path) => {
            if let Err(error) = std::fs::create_dir_all(path) {
                let name = path.display();
                shell.fail(
                    "JY1015",
                    Words::new(
                        format!("不能建立文件夹 {name}（{error}）"),
                        format!("cannot make the folder {name} ({error})"),
                    ),
                    Words::new("请换一个位置", "choose another place"),
                );
                return Err(Exit::Problems);
            }
            let file =
                |table: &ResultTable| (path.join(format!("{}.csv", harmless(&table.name))), csv_file(table, mark));
            (path, tables.iter().map(file).collect())
        }
        Target::Csv(path) => {
            let chosen: Vec<&ResultTable> = tables.iter().filter(results).collect();
            let (Some(one), 1) = (chosen.first(), chosen.len()) else {
                let names: Vec<&str> = chosen.iter().map(|table| &*table.name).collect();
                shell.fail(
                    "JY1017",
                    Words::new(
                        format!("有 {} 张输出表，一个 CSV 文件放不下", chosen.len()),
                        format!("there are {} outputs, and a CSV file holds one", chosen.len()),
                    ),
                    Words::new(
                        format!("用 --output 选一张（{}），或保存为 .xlsx，或给一个文件夹", names.join("、")),
                        format!("choose one by --output ({}), save as .xlsx, or name a folder", names.join(", ")),
                    ),
                );
                return Err(Exit::Usage);
            };
            let mut files = vec![(path.clone(), csv_file(one, mark))];
            files.extend(
                tables.iter().filter(|table| is_problems(table)).map(|table| (beside(path), csv_file(table, mark))),
            );
            (path, files)
        }
    };
    let borrowed: Vec<(&Path, &[u8])> = files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
    disk::save_all(&borrowed).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })?;
    if !quiet {
        let name = path.display();
        shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
    }
    Ok(())
}

fn csv_file(table: &ResultTable, mark: bool) -> Vec<u8> {
    csv::file(table, mark, threads(is_long(table.rows.len())))
}

/// The threads that some tables are worth.
pub fn all_threads(tables: &[ResultTable]) -> usize {
    threads(tables.iter().any(|table| is_long(table.rows.len())))
}

/// Saves all problems of data that stopped a run, beside where its result would have been.
pub fn save_problems(target: &Target, problems: &[DataProblem], shell: &mut Shell) {
    if problems.is_empty() {
        return;
    }
    let count = rest::count(problems);
    let words = |name: &str| {
        Words::new(
            format!("没有写结果；全部 {count} 个数据问题已写入 {name}"),
            format!("no result was written; all {count} problems are in {name}"),
        )
    };
    save_each(target, problems, words, shell);
}

/// Saves all problems of data where they are too many to stand with the results.
pub fn save_rest(target: &Target, problems: &[DataProblem], shell: &mut Shell) {
    if problems.iter().all(|problem| problem.rest.is_none()) {
        return;
    }
    let count = rest::count(problems);
    let words = |name: &str| {
        Words::new(
            format!("全部 {count} 个数据问题已写入 {name}"),
            format!("all {count} problems of the data are in {name}"),
        )
    };
    save_each(target, problems, words, shell);
}

/// One line each, made while it is written: there may be millions.
fn save_each(target: &Target, problems: &[DataProblem], words: impl Fn(&str) -> Words, shell: &mut Shell) {
    let path = match target {
        Target::Folder(path) if path.is_dir() => path.join("数据问题.csv"),
        Target::Workbook(path) | Target::Csv(path) | Target::Json(path) | Target::Folder(path) => beside(path),
    };
    let lang = shell.lang;
    let table = problem_columns(lang);
    let saved = disk::save_by(&path, |out| {
        out.write_all(&csv::write(&table, true))?;
        let mut line = Vec::new();
        for problem in rest::each(problems) {
            line.clear();
            csv::row(&mut line, &table, &problem_row(&problem, lang));
            out.write_all(&line)?;
        }
        Ok(())
    });
    match saved {
        Ok(()) => shell.remark(&words(&path.display().to_string())),
        Err(error) => {
            shell.fail("JY1015", error.words(), Words::new("请换一个位置", "choose another place"));
        }
    }
}

/// result.xlsx → result-数据问题.csv
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}-数据问题.csv"))
}

/// A name without what file systems refuse.
pub fn harmless(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { '_' } else { c }).collect()
}

fn is_problems(table: &ResultTable) -> bool {
    matches!(&*table.name, "问题" | "problems")
}

/// All that is wrong with rows as a table; `None` where nothing is.
pub fn problem_table(problems: &[DataProblem], faults: &[Diagnostic], lang: Lang) -> Option<ResultTable> {
    if problems.is_empty() && faults.is_empty() {
        return None;
    }
    let mut table = problem_columns(lang);
    table.rows.extend(problems.iter().map(|problem| problem_row(problem, lang)));
    for fault in faults {
        let help = fault.help.as_ref().map_or("", |help| help.get(lang));
        let mut cells = vec![text(fault.code)];
        cells.extend(std::iter::repeat_n(ResultCell::Value(Value::Missing), 5));
        cells.extend([text(fault.message.get(lang)), text(help)]);
        table.rows.push(cells);
    }
    Some(table)
}

/// The table of problems without its rows.
fn problem_columns(lang: Lang) -> ResultTable {
    let headings = match lang {
        Lang::Zh => ["编号", "文件", "工作表", "行", "列", "值", "问题", "建议"],
        Lang::En => ["code", "file", "sheet", "row", "column", "value", "problem", "help"],
    };
    let column = |(index, heading): (usize, &str)| ResultColumn {
        heading: heading.into(),
        decimals: (index == 3).then_some(0),
        percent: false,
        unit: None,
        summable: false,
    };
    ResultTable {
        name: Words::new("问题", "problems").get(lang).into(),
        columns: headings.into_iter().enumerate().map(column).collect(),
        rows: TableRows::default(),
    }
}

fn problem_row(problem: &DataProblem, lang: Lang) -> Vec<ResultCell> {
    let own = |text: &Option<Arc<str>>| text.as_deref().unwrap_or("").to_owned();
    let column = problem.column.as_ref().map_or("", |column| &*column.name);
    let row = problem.row.map_or(Value::Missing, |row| Value::Number(Number::from(row)));
    vec![
        text(problem.code),
        text(&own(&problem.file)),
        text(&own(&problem.sheet)),
        ResultCell::Value(row),
        text(column),
        text(problem.value.as_deref().unwrap_or("")),
        text(problem.message.get(lang)),
        text(problem.help.get(lang)),
    ]
}

fn text(text: &str) -> ResultCell {
    ResultCell::Value(if text.is_empty() { Value::Missing } else { Value::Text(text.into()) })
}

/// Prints all tables as CSV: one alone, several each under a line with its name.
pub fn print_csv(tables: &[ResultTable]) {
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            print(b"\r\n");
        }
        if tables.len() > 1 {
            print(format!("# {}\r\n", table.name).as_bytes());
        }
        csv::write_by(table, threads(is_long(table.rows.len())), print);
    }
}
