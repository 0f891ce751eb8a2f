//! `jieyu diff`: what differs between two policies, and what that does to the amounts of a set of data.

use super::args::{DiffArgs, DiffFormat, SplitBy};
use super::policy::{Chosen, closed_of, inputs, sound_of};
use super::screen;
use super::shell::{Exit, Shell, print};
use crate::data::{self, DataProblem, InputFile};
use crate::diagnostic::{Diagnostic, Words};
use crate::diff::Pair;
use crate::diff::effect::{self, Effect, Question, Split, Trouble};
use crate::ir::batch::Batch;
use crate::ir::program::Program;
use crate::ir::schema::TableSchema;
use crate::report::diff::{Comparison, named};
use crate::report::{diff_html, save, xlsx};
use crate::rows::Evaluation;
use crate::session::{Loaded, nearest};
use crate::wording::group;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// So many faults of rows are shown.
const FAULTS: usize = 3;

pub fn run(args: &DiffArgs, shell: &mut Shell) -> Exit {
    match carry_out(args, shell) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn carry_out(args: &DiffArgs, shell: &mut Shell) -> Result<Exit, Exit> {
    let target = match &args.out {
        Some(path) => Some(target(path, shell)?),
        None => None,
    };
    let chosen = Chosen::read(&args.choices, shell)?;
    let before = load(&chosen, &args.before, None, args, shell)?;
    let after = load(&chosen, &args.after, Some(&before), args, shell)?;
    let pair = Pair::new(before.side(), after.side(), after.sources.clone());
    let files = inputs(&args.data, shell)?;
    let effect = if args.data.is_empty() { None } else { Some(measure(&pair, args, &files, shell)?) };
    let faulty = effect.as_ref().is_some_and(has_faults);
    let names = (title(&before, &args.before), title(&after, &args.after));
    let comparison = Comparison { names, changes: &pair.changes, effect: effect.as_ref(), lang: shell.lang };
    if let Some(target) = &target {
        write(target, &comparison, shell)?;
    }
    match args.format {
        DiffFormat::Json => print(comparison.json().as_bytes()),
        DiffFormat::Text => show(&comparison, shell),
    }
    let differs = args.exit_code && !pair.changes.is_empty();
    Ok(match (differs, faulty) {
        (true, _) => Exit::Problems,
        (false, true) => Exit::SomeRows,
        (false, false) => Exit::Fine,
    })
}

/// A sound policy; with data, one that can settle.
fn load(
    chosen: &Chosen,
    path: &Path,
    beside: Option<&Loaded>,
    args: &DiffArgs,
    shell: &mut Shell,
) -> Result<Loaded, Exit> {
    let loaded = match beside {
        Some(other) => chosen.load_beside(path, &other.sources),
        None => chosen.load(path),
    };
    if args.data.is_empty() { sound_of(loaded, shell) } else { closed_of(loaded, shell) }
}

fn title(loaded: &Loaded, path: &Path) -> String {
    let path = path.display().to_string();
    let Some(program) = &loaded.program else { return path };
    named(&program.name, program.version.as_deref(), &path).zh
}

/// Whether some rows could not be compared.
fn has_faults(effect: &Effect) -> bool {
    effect.rows.iter().any(|row| row.delta().is_none())
}

/// What reading the data came to.
#[derive(Default)]
struct Reading {
    /// By the shape of what is read.
    batches: BTreeMap<String, Option<Batch>>,
    problems: Vec<DataProblem>,
}

fn measure(pair: &Pair, args: &DiffArgs, files: &[InputFile], shell: &mut Shell) -> Result<Effect, Exit> {
    let reading: RefCell<Reading> = RefCell::default();
    let read = |program: &Program| -> Option<Batch> {
        let shape = shape(&program.schemas);
        let mut reading = reading.borrow_mut();
        if let Some(batch) = reading.batches.get(&shape) {
            return batch.clone();
        }
        let outcome = data::read(files, &program.schemas);
        let batch = if outcome.is_fatal() { None } else { Some(outcome.batch) };
        if reading.problems.is_empty() {
            reading.problems = outcome.problems;
        }
        reading.batches.insert(shape, batch.clone());
        batch
    };
    let split = match args.split {
        SplitBy::Auto => Split::Auto,
        SplitBy::Shapley => Split::Shapley,
        SplitBy::Sequential => Split::Sequential,
    };
    let faults: RefCell<Vec<Diagnostic>> = RefCell::default();
    let hears = |run: &Evaluation<'_>| {
        let mut known = faults.borrow_mut();
        for fault in group::diagnostics(run) {
            if !known.contains(&fault) {
                known.push(fault);
            }
        }
    };
    let question = Question { of: args.of.as_deref(), split, read: &read, patience: effect::PATIENCE, hears: &hears };
    let effect = effect::effect(pair, &question);
    shell.report_data(&reading.borrow().problems, false);
    if let Ok(effect) = &effect {
        tell_faults(effect, &faults.borrow(), pair, shell);
    }
    effect.map_err(|trouble| {
        tell(&trouble, args, shell);
        Exit::Problems
    })
}

/// How many rows could not be compared, and the first things that are wrong with them.
fn tell_faults(effect: &Effect, faults: &[Diagnostic], pair: &Pair, shell: &mut Shell) {
    let rows = effect.rows.iter().filter(|row| row.delta().is_none()).count();
    if faults.is_empty() && rows == 0 {
        return;
    }
    let first = faults.get(..FAULTS.min(faults.len())).unwrap_or_default();
    shell.report(first, pair.sources());
    let mut codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let codes = codes.join("、");
    let rest = faults.len().saturating_sub(first.len());
    let (zh, en) = match rest {
        0 => (String::new(), String::new()),
        rest => (format!("，另有 {rest} 处没有列出"), format!(", {rest} more are not shown")),
    };
    shell.remark(&Words::new(
        format!("有 {rows} 行因为错误不能比较（{codes}{zh}），合计不含这些行；用 jieyu run 分别核算，可以看到全部错误"),
        format!("{rows} rows have faults and are not compared ({codes}{en}); totals leave them out; jieyu run shows all faults"),
    ));
}

fn tell(trouble: &Trouble, args: &DiffArgs, shell: &mut Shell) {
    match trouble {
        // What is wrong with the data has been told.
        Trouble::Unreadable => {}
        Trouble::NoColumn { known } => {
            let wanted = args.of.as_deref().unwrap_or("");
            let near = nearest(wanted, known);
            let help = match near {
                Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
                None => Words::new(
                    format!("两份政策都有的数值列：{}", known.join("、")),
                    format!("both policies have: {}", known.join(", ")),
                ),
            };
            shell.fail(
                "JY1024",
                Words::new(
                    format!("没有两份政策都输出的数值列“{wanted}”"),
                    format!("there is no numeric column {wanted} in the outputs of both policies"),
                ),
                help,
            );
        }
    }
}

/// What of the schemas decides how data are read: programs of one shape share their rows.
fn shape(schemas: &[TableSchema]) -> String {
    let table = |schema: &TableSchema| {
        let columns = schema.columns.iter().map(|column| {
            format!(
                "{:?}",
                (
                    &column.name,
                    &column.headings,
                    &column.ty,
                    &column.values,
                    &column.scale,
                    &column.range,
                    &column.default,
                )
            )
        });
        let references = schema
            .references
            .iter()
            .map(|reference| format!("{:?}", (&reference.columns, reference.target, reference.optional)));
        format!("{:?}", (&schema.name, &schema.keys, columns.collect::<Vec<_>>(), references.collect::<Vec<_>>()))
    };
    schemas.iter().map(table).collect()
}

/// What is saved, by the ending of its name.
enum Target {
    Page(PathBuf),
    Workbook(PathBuf),
    Json(PathBuf),
}

fn target(path: &Path, shell: &mut Shell) -> Result<Target, Exit> {
    let own = path.to_owned();
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match &*ending {
        "html" | "htm" => Ok(Target::Page(own)),
        "xlsx" => Ok(Target::Workbook(own)),
        "json" => Ok(Target::Json(own)),
        other => {
            shell.fail(
                "JY1016",
                Words::new(
                    format!("比较的结果不能保存为“.{other}”"),
                    format!("a comparison cannot be saved as .{other}"),
                ),
                Words::new("用 .html、.xlsx 或 .json 结尾", "end it in .html, .xlsx or .json"),
            );
            Err(Exit::Usage)
        }
    }
}

fn write(target: &Target, comparison: &Comparison<'_>, shell: &mut Shell) -> Result<(), Exit> {
    let (path, bytes) = match target {
        Target::Page(path) => (path, Ok(diff_html::write(comparison).into_bytes())),
        Target::Workbook(path) => (path, xlsx::write(&comparison.tables()).map_err(|error| error.words())),
        Target::Json(path) => (path, Ok(comparison.json().into_bytes())),
    };
    let saved = bytes.and_then(|bytes| save::save(path, &bytes).map_err(|error| error.words()));
    match saved {
        Ok(()) => {
            let name = path.display();
            shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
            Ok(())
        }
        Err(words) => {
            let help = Words::new("原来的文件没有改动", "what stood there is unchanged");
            shell.report(&[Diagnostic::error("JY1015", words).help(help)], &crate::source::Sources::default());
            Err(Exit::Problems)
        }
    }
}

fn show(comparison: &Comparison<'_>, shell: &Shell) {
    let mut out = comparison.words();
    if let Some(effect) = comparison.effect {
        out.push_str(&format!("\n{}\n\n", comparison.method(effect)));
        let tables: Vec<_> = comparison.tables().into_iter().skip(1).filter(|table| !table.rows.is_empty()).collect();
        out.push_str(&screen::tables(&tables, shell));
    }
    print(out.as_bytes());
}
