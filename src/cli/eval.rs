//! `jieyu eval`: the exact value of an expression, alone or at a row of a run.

use super::args::EvalArgs;
use super::locate;
use super::policy::{Chosen, closed, inputs};
use super::shell::{Exit, Shell, print};
use crate::check::Lone;
use crate::diagnostic::{Diagnostic, Lang, Words};
use crate::ir::batch::Batch;
use crate::ir::ids::{ExprId, TableId};
use crate::ir::program::Program;
use crate::rows::{self, Env, Evaluation, Failure};
use crate::session::{lone, settle};
use crate::source::{Source, Sources};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Kind, Type};
use crate::value::value::Value;
use crate::wording::{fault, value};
use std::path::Path;

/// Digits of an approximation.
const DIGITS: u32 = 20;

pub fn run(args: &EvalArgs, shell: &mut Shell) -> Exit {
    let text = unquoted(&args.expr.join(" "));
    let done = match &args.policy {
        Some(policy) => at_policy(args, policy, &text, shell),
        None => alone(&text, shell),
    };
    match done {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

/// Some shells of Windows hand single quotes on as they are.
fn unquoted(text: &str) -> String {
    let inner = text.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.unwrap_or(text).to_owned()
}

fn alone(text: &str, shell: &mut Shell) -> Result<(), Exit> {
    let mut sources = Sources::default();
    let built = lone(&mut sources, source(text, shell));
    let (program, id) = ready(built, &sources, shell)?;
    let run = rows::run(&program, Batch::default());
    answer(&run, id, &run.env(None, None), (&sources, shell))
}

fn at_policy(args: &EvalArgs, policy: &Path, text: &str, shell: &mut Shell) -> Result<(), Exit> {
    let chosen = Chosen::read(&args.choices, shell)?;
    let mut loaded = closed(&chosen, policy, shell)?;
    let files = inputs(&args.data, shell)?;
    // The policy as it is gives the rows; the expression is then checked in the scope of the row's table.
    let Some(base) = loaded.program.take() else { return Err(Exit::Problems) };
    let mut run = match (&args.row, files.is_empty()) {
        (None, true) => rows::run(&base, Batch::default()),
        (Some(_), _) | (None, false) => settled(&base, &files, shell)?,
    };
    let place = match &args.row {
        Some(keys) => Some(place(&run, args, keys, shell)?),
        None => None,
    };
    let name = place.and_then(|(table, _)| base.table(table)).map(|table| table.name.to_string());
    let built = loaded.expression(name.as_deref(), source(text, shell));
    let (program, id) = ready(built, &loaded.sources, shell)?;
    let (table, row) = place.unzip();
    let sources = &loaded.sources;
    let lent = run.lend(&program, |run| answer(run, id, &run.env(table, row), (sources, shell)));
    lent.unwrap_or_else(|| {
        let run = settled(&program, &files, shell)?;
        answer(&run, id, &run.env(table, row), (sources, shell))
    })
}

fn place(run: &Evaluation<'_>, args: &EvalArgs, keys: &str, shell: &mut Shell) -> Result<(TableId, usize), Exit> {
    let named = match &args.table {
        Some(name) => Some(locate::table(run.program(), name, shell).ok_or(Exit::Problems)?),
        None => None,
    };
    locate::row(run, named, keys, shell).ok_or(Exit::Problems)
}

pub(super) fn settled<'p>(
    program: &'p Program,
    files: &[crate::data::InputFile],
    shell: &mut Shell,
) -> Result<Evaluation<'p>, Exit> {
    let settled = settle(program, files).map_err(|(problems, notes)| {
        shell.report_data(&problems, false);
        shell.report_data(&notes, true);
        Exit::Problems
    })?;
    Ok(settled.run)
}

/// What is asked, as a text that problems can point into.
pub(super) fn source(text: &str, shell: &Shell) -> Source {
    Source::new(shell.say(&Words::new("算式", "expression")), text)
}

/// An expression that can be computed, after what is doubtful in it has been told.
pub(super) fn ready(
    built: Result<Lone, Vec<Diagnostic>>,
    sources: &Sources,
    shell: &mut Shell,
) -> Result<(Program, ExprId), Exit> {
    let lone = built.map_err(|problems| refuse(&problems, sources, shell))?;
    if !lone.remarks.is_empty() {
        shell.report(&lone.remarks, sources);
    }
    Ok((lone.program, lone.expr))
}

fn refuse(problems: &[Diagnostic], sources: &Sources, shell: &mut Shell) -> Exit {
    shell.report(problems, sources);
    Exit::Problems
}

pub(super) fn answer(
    run: &Evaluation<'_>,
    id: ExprId,
    env: &Env,
    (sources, shell): (&Sources, &mut Shell),
) -> Result<(), Exit> {
    let program = run.program();
    match run.eval(id, env) {
        Ok(value) => {
            let ty = program.expr(id).map(|expr| expr.ty);
            print(lines(program, ty.as_ref(), &value, shell.lang).as_bytes());
            Ok(())
        }
        Err(failure) => {
            let span = match &failure {
                Failure::Raised(raised) => raised.span,
                Failure::Blamed(blame) => run.blame(*blame).span,
            };
            let fault = run.fault(&failure);
            let words = fault::short(program, fault);
            let problem = Diagnostic::error(fault::code(fault), words.clone()).at(span, words).help(fault::help(fault));
            Err(refuse(&[problem], sources, shell))
        }
    }
}

/// The exact value; then its unit, and an approximation of a fraction.
fn lines(program: &Program, ty: Option<&Type>, value: &Value, lang: Lang) -> String {
    let Value::Number(number) = value else {
        let english = value::english(value).filter(|_| lang == Lang::En);
        return format!("{}\n", english.map_or_else(|| value::bare(value), str::to_owned));
    };
    let mut remarks = Vec::new();
    let unit = ty.map(|ty| value::unit(program, ty)).unwrap_or_default();
    if !unit.is_empty() {
        remarks.push(match lang {
            Lang::Zh => format!("单位：{unit}"),
            Lang::En => format!("unit: {unit}"),
        });
    }
    if let Some(ty) = ty
        && matches!(ty.kind, Kind::Number(shape) if shape.percent)
        && number.decimals().is_some()
    {
        let percent = value::typed(program, ty, value);
        remarks.push(match lang {
            Lang::Zh => format!("即 {percent}"),
            Lang::En => format!("that is {percent}"),
        });
    }
    if number.decimals().is_none() {
        let near = number.round(Rounding::HalfUp, &Number::power_of_ten(-20)).to_fixed(DIGITS).unwrap_or_default();
        remarks.push(match lang {
            Lang::Zh => format!("约 {near}"),
            Lang::En => format!("about {near}"),
        });
    }
    let joint = match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    };
    if remarks.is_empty() { format!("{number}\n") } else { format!("{number}\n{}\n", remarks.join(joint)) }
}
