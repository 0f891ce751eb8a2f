//! What a case gives → files of data as the readers of files take them, so that a cell of a case means what it means in a
//! file. Lines keep their numbers.

use super::suite::Suite;
use crate::data::InputFile;
use crate::diagnostic::{Diagnostic, Words, counted};
use crate::ir::schema::{ColumnSchema, TableSchema};
use crate::session::World;
use crate::source::Span;
use crate::syntax::ast::{Case, GivenRow, GivenRows, GivenTable, Name};
use crate::syntax::fold;
use std::sync::Arc;

/// The tables of one case as files, and what is left out.
pub(super) struct Given {
    pub files: Vec<InputFile>,
    /// Schemas in which what is left out may be missing.
    pub schemas: Vec<TableSchema>,
    /// The columns (table, column) that are left out though the policy needs them.
    pub left_out: Vec<(usize, usize)>,
}

struct Written {
    name: Name,
    header: Vec<Arc<str>>,
    /// Cells and line.
    rows: Vec<(Vec<Arc<str>>, u32)>,
    line: u32,
}

/// Gathers what a case gives.
///
/// # Errors
/// What cannot be given so.
pub(super) fn given(
    world: &dyn World,
    suite: &Suite,
    case: &Case,
    schemas: &[TableSchema],
) -> Result<Given, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    let mut written: Vec<Written> = Vec::new();
    let mut named: Vec<usize> = Vec::new();
    let rest = case.rest || suite.shared.iter().any(|shared| shared.rest);
    let mut loose = false;
    for (own, table) in tables(suite, case) {
        let index = match &table.name {
            None => None,
            Some(name) => match schemas.iter().position(|schema| *schema.name == *name.text) {
                Some(index) => Some(index),
                None => {
                    problems.push(unknown_table(name, schemas));
                    continue;
                }
            },
        };
        match &table.rows {
            GivenRows::File(path) => {
                loose |= index.is_none();
                named.extend(index);
                match file(world, suite, table.name.as_ref(), path) {
                    Ok(file) => files.push(file),
                    Err(problem) => problems.push(problem),
                }
            }
            GivenRows::Written(rows) => {
                let (Some(index), Some(name)) = (index, &table.name) else { continue };
                if own {
                    named.push(index);
                }
                match lines(suite, name, rows, schemas.get(index)) {
                    Ok(table) if own => written.push(table),
                    Ok(defaults) => share(&mut written, defaults, (&mut named, index)),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    let mut given = Given { files, schemas: schemas.to_vec(), left_out: Vec::new() };
    if rest {
        leave_out(&mut given, &written, &named, loose);
    } else if !loose {
        let absent = schemas.iter().enumerate().filter(|(index, _)| !named.contains(index));
        problems.extend(absent.map(|(_, schema)| not_given(case.name_span, schema)));
    }
    given.files.extend(written.iter().map(csv));
    if problems.is_empty() { Ok(given) } else { Err(problems) }
}

/// The tables of a case, then those that are shared and that the case does not replace by a file.
fn tables<'s>(suite: &'s Suite, case: &'s Case) -> Vec<(bool, &'s GivenTable)> {
    let mut all: Vec<(bool, &GivenTable)> = case.tables.iter().map(|table| (true, table)).collect();
    for table in suite.shared.iter().flat_map(|shared| &shared.tables) {
        let replaced = case.tables.iter().any(|own| {
            own.name.as_ref().map(|name| &name.text) == table.name.as_ref().map(|name| &name.text)
                && (matches!(own.rows, GivenRows::File(_)) || matches!(table.rows, GivenRows::File(_)))
        });
        if !replaced {
            all.push((false, table));
        }
    }
    all
}

/// Shared rows: alone they stand for the table; one row beside the case's own fills the columns that those do not list.
fn share(written: &mut Vec<Written>, defaults: Written, (named, index): (&mut Vec<usize>, usize)) {
    let Some(own) = written.iter_mut().find(|own| own.name.text == defaults.name.text) else {
        named.push(index);
        written.push(defaults);
        return;
    };
    let [(values, _)] = defaults.rows.as_slice() else { return };
    for (heading, value) in defaults.header.iter().zip(values) {
        if !own.header.iter().any(|listed| fold(listed) == fold(heading)) {
            own.header.push(heading.clone());
            for (cells, _) in &mut own.rows {
                cells.push(value.clone());
            }
        }
    }
}

fn lines(suite: &Suite, name: &Name, rows: &[GivenRow], schema: Option<&TableSchema>) -> Result<Written, Diagnostic> {
    let line = |span: Span| suite.base.sources.get(span.source).map_or(1, |source| source.place(span.start).line);
    let Some((header, rows)) = rows.split_first() else { return Err(no_rows(name)) };
    for (heading, place) in header.cells.iter().zip(&header.places) {
        let known = schema.is_none_or(|schema| schema.columns.iter().any(|column| bears(column, heading)));
        if !known {
            return Err(unknown_column(*place, heading, name, schema));
        }
    }
    for row in rows {
        if row.cells.len() != header.cells.len() {
            return Err(wrong_width(row.span, row.cells.len(), header.cells.len()));
        }
    }
    Ok(Written {
        name: name.clone(),
        header: header.cells.clone(),
        rows: rows.iter().map(|row| (row.cells.clone(), line(row.span))).collect(),
        line: line(header.span),
    })
}

/// Whether a column stands under a heading.
fn bears(column: &ColumnSchema, heading: &str) -> bool {
    let heading = fold(heading);
    let heading = heading.trim();
    fold(&column.name) == heading || column.headings.iter().any(|other| fold(other) == heading)
}

/// A CSV file whose lines have the numbers of the lines in the file of cases.
fn csv(table: &Written) -> InputFile {
    let mut text = String::new();
    let mut at = 1;
    let mut push = |cells: &[Arc<str>], line: u32| {
        while at < line {
            text.push('\n');
            at += 1;
        }
        let quoted: Vec<String> =
            cells.iter().map(|cell| format!("\"{}\"", unquoted(cell).replace('"', "\"\""))).collect();
        text.push_str(&quoted.join(","));
        text.push('\n');
        at += 1;
    };
    push(&table.header, table.line);
    for (cells, line) in &table.rows {
        push(cells, *line);
    }
    InputFile { name: format!("{}.csv", table.name.text), bytes: text.into_bytes() }
}

fn unquoted(cell: &str) -> &str {
    let marks = ['"', '“', '”', '＂'];
    let inner = cell.strip_prefix(marks).and_then(|rest| rest.strip_suffix(marks));
    inner.unwrap_or(cell)
}

/// A file of data beside the cases, under the name of its table.
fn file(world: &dyn World, suite: &Suite, table: Option<&Name>, path: &Name) -> Result<InputFile, Diagnostic> {
    let outward = |part: &str| part.is_empty() || part == "." || part == "..";
    if path.text.contains(['\\', ':', '\0']) || path.text.split('/').any(outward) {
        return Err(outside(path));
    }
    let folder = suite.path.rfind(['/', '\\']).and_then(|at| suite.path.get(..=at)).unwrap_or("");
    let bytes = world.read(&format!("{folder}{}", path.text)).map_err(|error| unreadable(path, &error.to_string()))?;
    let ending = path.text.rsplit('.').next().unwrap_or("csv");
    let workbook = ["xlsx", "xls", "xlsm", "et"].contains(&ending);
    let name = match table {
        Some(table) if !workbook => format!("{}.{ending}", table.text),
        Some(_) | None => path.text.to_string(),
    };
    Ok(InputFile { name, bytes })
}

/// 其余 缺失: columns that are not listed may be missing, tables that are not given are empty.
fn leave_out(given: &mut Given, written: &[Written], named: &[usize], loose: bool) {
    for (index, schema) in given.schemas.iter_mut().enumerate() {
        let own = written.iter().find(|table| table.name.text == schema.name);
        if own.is_none() && !named.contains(&index) && !loose {
            let header: Vec<Arc<str>> = schema.columns.iter().map(|column| column.name.clone()).collect();
            let name = Name { text: schema.name.clone(), span: Span::default() };
            given.files.push(csv(&Written { name, header, rows: Vec::new(), line: 1 }));
            continue;
        }
        let referring: Vec<usize> =
            schema.references.iter().flat_map(|reference| reference.columns.iter().copied()).collect();
        for (column, of) in schema.columns.iter_mut().enumerate() {
            let listed = own.is_some_and(|own| own.header.iter().any(|heading| bears(of, heading)));
            let bound = schema.keys.contains(&column) || referring.contains(&column);
            if !listed && !bound && !of.ty.missing && of.default.is_none() {
                of.ty.missing = true;
                given.left_out.push((index, column));
            }
        }
    }
}

fn unknown_table(name: &Name, schemas: &[TableSchema]) -> Diagnostic {
    let names: Vec<String> = schemas.iter().map(|schema| schema.name.to_string()).collect();
    let text = &name.text;
    let help = match crate::session::nearest(text, &names) {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new(format!("表有：{}", names.join("、")), format!("the tables are: {}", names.join(", "))),
    };
    Diagnostic::error(
        "JY1203",
        Words::new(format!("政策没有数据表“{text}”"), format!("the policy has no table {text}")),
    )
    .at(name.span, Words::new("不认识", "unknown"))
    .help(help)
}

fn unknown_column(span: Span, heading: &str, table: &Name, schema: Option<&TableSchema>) -> Diagnostic {
    let names: Vec<String> =
        schema.map(|schema| schema.columns.iter().map(|column| column.name.to_string()).collect()).unwrap_or_default();
    let help = match crate::session::nearest(heading, &names) {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new(format!("列有：{}", names.join("、")), format!("the columns are: {}", names.join(", "))),
    };
    let message = Words::new(
        format!("表“{}”没有列“{heading}”", table.text),
        format!("table {} has no column {heading}", table.text),
    );
    Diagnostic::error("JY1204", message).at(span, Words::new("这个表头", "this heading")).help(help)
}

fn not_given(span: Span, schema: &TableSchema) -> Diagnostic {
    let name = &schema.name;
    let message = Words::new(format!("案例没有给定表“{name}”"), format!("the case does not give table {name}"));
    Diagnostic::error("JY1205", message).at(span, Words::new("这个案例", "this case")).help(Words::new(
        "给定这张表；确实不需要的，写一行“其余 缺失”",
        "give it, or write `rest missing` where it is left out on purpose",
    ))
}

fn no_rows(name: &Name) -> Diagnostic {
    let message = Words::new(format!("表“{}”没有写行", name.text), format!("no rows for table {}", name.text));
    Diagnostic::error("JY1206", message)
        .at(name.span, Words::new("在这里", "here"))
        .help(Words::new("下面先写一行表头，再写数据：| 机构编码 | … |", "write a heading row, then rows of data"))
}

fn wrong_width(span: Span, cells: usize, headings: usize) -> Diagnostic {
    let message = Words::new(
        format!("这一行有 {cells} 格，表头有 {headings} 格"),
        format!("this row has {}, its heading row {headings}", counted(cells, "cell")),
    );
    Diagnostic::error("JY1207", message)
        .at(span, Words::new("在这里", "here"))
        .help(Words::new("每个表头下面一格；空着的格也要留一对竖线", "one cell below each heading, blank ones too"))
}

fn outside(path: &Name) -> Diagnostic {
    let message = Words::new(
        format!("文件“{}”不在案例所在的文件夹里", path.text),
        format!("{} is outside the folder", path.text),
    );
    Diagnostic::error("JY1208", message)
        .at(path.span, Words::new("在这里", "here"))
        .help(Words::new("放在案例旁边，写成 \"cases/数据.csv\"", "put it beside the cases: \"cases/data.csv\""))
}

fn unreadable(path: &Name, said: &str) -> Diagnostic {
    let message =
        Words::new(format!("读不到文件“{}”（{said}）", path.text), format!("cannot read {} ({said})", path.text));
    Diagnostic::error("JY1209", message)
        .at(path.span, Words::new("在这里", "here"))
        .help(Words::new("检查名称；从案例所在的文件夹算起", "paths start at the folder of the cases"))
}
