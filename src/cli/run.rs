//! `jieyu run`: settle a policy on data, show or save the result, and say what it comes to.

use super::args::{EngineName, RunArgs, TableFormat};
use super::output;
use super::papers;
use super::policy::{Chosen, closed, found, read};
use super::progress::{Progress, Watched};
use super::screen;
use super::shell::{Exit, Shell, print};
use super::{verify, workbook};
use crate::data::digest;
use crate::data::gather::Found;
use crate::data::packed::Content;
use crate::diagnostic::{Diagnostic, Severity, Words};
use crate::explain;
use crate::ir::program::Program;
use crate::report::receipt::Receipt;
use crate::report::summary::{self, Summary};
use crate::report::table::ResultTable;
use crate::report::{json, ledger, results, save};
use crate::session::{self, Loaded, Settled, nearest, settle_by};
use crate::wording::group;
use std::path::Path;

pub fn run(args: &RunArgs, shell: &mut Shell) -> Exit {
    match carry_out(args, shell) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn carry_out(args: &RunArgs, shell: &mut Shell) -> Result<Exit, Exit> {
    let target = match &args.out {
        Some(path) => Some(output::target(path, shell)?),
        None => None,
    };
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = closed(&chosen, &args.policy, shell)?;
    remark_warnings(&loaded, args, shell);
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let found = found(&args.data, shell)?;
    let (settled, prints) = std::thread::scope(|scope| {
        // The fingerprints of the files want no result, and one thread.
        let prints = target.is_some().then(|| scope.spawn(|| found.iter().map(|file| digest::plain(file)).collect()));
        let settled = settle(program, &found, args, target.as_ref(), shell);
        (settled, prints.and_then(|prints| prints.join().ok()))
    });
    let settled = settled?;
    let tables = chosen_tables(results::tables(&settled.run, shell.lang), &args.output, shell)?;
    let faults = tell_problems(&settled, &loaded, args, shell);
    let summary = summary::summarize(&settled.run);
    if let Some(target) = &target {
        let mut all = tables.clone();
        all.extend(output::problem_table(&settled.problems, &faults, shell.lang));
        let receipt = receipt(&chosen, &loaded, (&found, prints.unwrap_or_default()), args, (&settled, shell))?;
        let saved = match target {
            // One output was asked for: the file holds it and nothing else.
            output::Target::Workbook(path) if args.output.is_empty() => {
                workbook::save(path, (&settled, &loaded, &receipt), (&all, &summary), args, shell)
            }
            output::Target::Workbook(_)
            | output::Target::Csv(_)
            | output::Target::Json(_)
            | output::Target::Folder(_) => output::save(target, &all, (!args.no_bom, args.quiet), shell),
        };
        if let Err(exit) = saved {
            // The problems of the data were promised in full; the result, and why it was not written, are another matter.
            output::save_problems(target, &settled.problems, shell);
            return Err(exit);
        }
        output::save_rest(target, &settled.problems, shell);
        keep_receipt(target, &receipt, shell)?;
    }
    if let Some(path) = &args.publish {
        papers::publish(path, args, &loaded, &tables, shell)?;
    }
    if let Some(path) = &args.ledger {
        keep_ledger(path, args, &loaded, &settled, shell)?;
    }
    show(args, &tables, &summary, shell);
    let spoiled = !settled.problems.is_empty() || settled.run.blames().next().is_some();
    // The process ends: nobody needs the memory again, and giving it back value by value takes time.
    std::mem::forget((settled, tables));
    Ok(if spoiled { Exit::SomeRows } else { Exit::Fine })
}

/// Writes the rounding ledger; of a CSV file the roundings one by one.
fn keep_ledger(
    path: &Path,
    args: &RunArgs,
    loaded: &Loaded,
    settled: &Settled<'_>,
    shell: &mut Shell,
) -> Result<(), Exit> {
    let target = output::target(path, shell)?;
    let ledger = explain::ledger(&settled.run, &loaded.sources);
    let mut tables = ledger::tables(&settled.run, &ledger, shell.lang);
    if matches!(target, output::Target::Csv(_)) {
        tables.drain(..tables.len().saturating_sub(1));
    }
    output::save(&target, &tables, (!args.no_bom, args.quiet), shell)?;
    if !args.quiet {
        shell.remark(&ledger::told(&ledger));
    }
    Ok(())
}

/// Lets the rows of large plain files go by, and reads everything else as a whole.
fn settle<'p>(
    program: &'p Program,
    found: &[Found],
    args: &RunArgs,
    target: Option<&output::Target>,
    shell: &mut Shell,
) -> Result<Settled<'p>, Exit> {
    let progress = Progress::of_bytes(found.iter().map(Content::size).sum(), shell, args.quiet);
    progress.say(&Words::new("边读边算", "reading and computing"), shell);
    let watched: Vec<Watched<'_>> = found.iter().map(|file| progress.watch(file)).collect();
    let contents: Vec<&dyn Content> = watched.iter().map(|file| file as &dyn Content).collect();
    let threads = session::threads(session::is_large(&contents));
    // The ledger asks for every row again.
    if args.ledger.is_none()
        && let Some(settled) = session::settle_passing(program, &contents, engine(args.engine), threads)
    {
        return Ok(settled);
    }
    progress.endless(&Words::new("读入并计算", "reading and computing"), shell);
    let files = read(found, shell)?;
    let settled = settle_by(program, &files, engine(args.engine));
    // What is told next must not be drawn over.
    drop(progress);
    settled.map_err(|(problems, notes)| {
        shell.report_data(&problems, false);
        shell.report_data(&notes, true);
        if let Some(target) = target {
            output::save_problems(target, &problems, shell);
        }
        Exit::Problems
    })
}

/// The engine that was asked for; without a word the data decide.
fn engine(name: Option<EngineName>) -> session::Engine {
    match name {
        None => session::Engine::Auto,
        Some(EngineName::Rows) => session::Engine::Rows,
        Some(EngineName::Columns) => session::Engine::Columns,
    }
}

/// The receipt of the run: always over all outputs, whichever were saved.
fn receipt(
    chosen: &Chosen,
    loaded: &Loaded,
    (found, plain): (&[Found], Vec<Option<String>>),
    args: &RunArgs,
    (settled, shell): (&Settled<'_>, &mut Shell),
) -> Result<Receipt, Exit> {
    let named = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let data: Vec<String> = args.data.iter().map(|path| named(path)).collect();
    let tables = results::tables(&settled.run, shell.lang);
    let mut prints = Vec::with_capacity(found.len());
    let plain = plain.into_iter().chain(std::iter::repeat(None));
    for (file, print) in found.iter().zip(plain) {
        let print = match print {
            Some(print) => vec![(String::new(), print)],
            None => read(std::slice::from_ref(file), shell)?.iter().flat_map(digest::sheets).collect(),
        };
        prints.push((file.name().to_owned(), print));
    }
    Ok(verify::receipt(loaded, chosen, (&named(&args.policy), &data), prints, &tables))
}

/// Writes the receipt beside the result.
fn keep_receipt(target: &output::Target, receipt: &Receipt, shell: &mut Shell) -> Result<(), Exit> {
    save::save(&target.receipt(), &receipt.write()).map_err(|error| {
        shell.fail(
            "JY1015",
            error.words(),
            Words::new("结果已经保存，回执没有", "the result is saved, the receipt is not"),
        );
        Exit::Problems
    })
}

fn remark_warnings(loaded: &Loaded, args: &RunArgs, shell: &Shell) {
    let warnings = loaded.diagnostics.iter().filter(|problem| problem.severity == Severity::Warning).count();
    if warnings > 0 && !args.quiet {
        let policy = args.policy.display();
        shell.remark(&Words::new(
            format!("政策有 {warnings} 个提示，用 jieyu check {policy} 查看"),
            format!("the policy has {warnings} warnings: see jieyu check {policy}"),
        ));
    }
}

/// The tables that `--output` names, all without it.
fn chosen_tables(tables: Vec<ResultTable>, names: &[String], shell: &mut Shell) -> Result<Vec<ResultTable>, Exit> {
    let known: Vec<String> = tables.iter().map(|table| table.name.to_string()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        let help = match nearest(name, &known) {
            Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
            None => {
                Words::new(format!("输出表有：{}", known.join("、")), format!("the outputs are: {}", known.join(", ")))
            }
        };
        shell.fail(
            "JY1024",
            Words::new(format!("政策没有输出表“{name}”"), format!("the policy has no output {name}")),
            help,
        );
        return Err(Exit::Usage);
    }
    if names.is_empty() {
        return Ok(tables);
    }
    Ok(tables.into_iter().filter(|table| names.iter().any(|name| **name == *table.name)).collect())
}

/// Everything that is wrong with rows, and the notes about the data; gives the faults.
fn tell_problems(settled: &Settled<'_>, loaded: &Loaded, args: &RunArgs, shell: &mut Shell) -> Vec<Diagnostic> {
    shell.report_data(&settled.problems, false);
    if !args.quiet {
        shell.report_data(&settled.notes, true);
    }
    let faults = group::diagnostics(&settled.run);
    shell.report(&faults, &loaded.sources);
    faults
}

/// Tables and summary on the screen: for other programs the tables alone, the summary beside them.
fn show(args: &RunArgs, tables: &[ResultTable], summary: &Summary, shell: &Shell) {
    let text = summary::write(summary, shell.lang);
    match (args.format, &args.out) {
        (Some(TableFormat::Csv), _) => output::print_csv(tables),
        (Some(TableFormat::Json), _) => print(json::write_by(tables, output::all_threads(tables)).as_bytes()),
        (Some(TableFormat::Text), _) | (None, None) => {
            screen::show(tables, shell);
            if !args.quiet {
                print(format!("\n{text}").as_bytes());
            }
            return;
        }
        (None, Some(_)) => {
            if !args.quiet {
                print(text.as_bytes());
            }
            return;
        }
    }
    if !args.quiet {
        shell.remark(&Words::same(text.trim_end()));
    }
}
