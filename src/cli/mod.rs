//! The command line: arguments in, texts and an exit code out. The only room that knows the terminal, the disk, the clock
//! and the environment; miette lives here and nowhere else.

mod args;
mod cases;
mod check;
mod completions;
mod consolidate;
mod diff;
mod disk;
mod doc;
mod draw;
mod eval;
mod explain;
mod fmt;
mod help;
mod interrupt;
mod line;
mod list;
mod locate;
mod lsp;
mod made;
mod new;
mod notice;
mod output;
mod papers;
mod plan;
mod policy;
pub mod problems;
mod progress;
mod repeats;
mod repl;
mod report;
mod review;
mod run;
mod sample;
mod screen;
mod shell;
mod snapshots;
mod template;
mod test;
mod usage;
mod verify;
mod whatif;
mod workbook;

use crate::data::guard;
use args::{Cli, Verb};
use clap::{Command, FromArgMatches};
use shell::{Exit, Shell};
use std::ffi::OsString;
use std::process::ExitCode;

/// The stack of the working thread: the main thread of Windows has one megabyte, deep expressions need more.
const STACK: usize = 64 << 20;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        if guard::is_inside() {
            return;
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let said = panic.payload_as_str().unwrap_or_default();
        shell::complain(&format!(
            "程序内部出错，请把这条命令和用到的文件交给维护人员 (internal error)\n{place}\n{said}"
        ));
    }));
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(|| run(std::env::args_os().collect()));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => ExitCode::from(exit.code()),
        Ok(Err(_)) | Err(_) => ExitCode::from(Exit::Problems.code()),
    }
}

fn run(args: Vec<OsString>) -> Exit {
    let lang = shell::language(&args);
    let plain = help::plain(lang);
    let args = usage::options_first(args, &plain);
    let read = |command: Command| Cli::from_arg_matches(&command.try_get_matches_from(&args)?);
    // Only help, and what is wrong with a line, need the words of all verbs.
    let cli = match read(plain).or_else(|_| read(help::command(lang))) {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error, lang),
    };
    let mut shell = Shell::new(&cli, lang);
    // Whoever watches ends by Ctrl-C, and need not be told.
    interrupt::listen(lang, matches!(&cli.verb, Verb::Test(_)));
    let exit = match &cli.verb {
        Verb::Check(args) => check::run(args, &mut shell),
        Verb::Run(args) => run::run(args, &mut shell),
        Verb::Eval(args) => eval::run(args, &mut shell),
        Verb::Explain(args) => explain::run(args, &mut shell),
        Verb::Notice(args) => notice::run(args, &mut shell),
        Verb::Whatif(args) => whatif::run(args, &mut shell),
        Verb::Report(args) => report::run(args, &mut shell),
        Verb::Diff(args) => diff::run(args, &mut shell),
        Verb::Sample(args) => sample::run(args, &mut shell),
        Verb::Template(args) => template::run(args, &mut shell),
        Verb::Cases(args) => cases::run(args, &mut shell),
        Verb::Plan(args) => plan::run(args, &mut shell),
        Verb::Consolidate(args) => consolidate::run(args, &mut shell),
        Verb::Fmt(args) => fmt::run(args, &mut shell),
        Verb::Doc(args) => doc::run(args, &mut shell),
        Verb::New(args) => new::run(args, &mut shell),
        Verb::Repl(args) => repl::run(args, &mut shell),
        Verb::Lsp => lsp::run(&mut shell),
        Verb::List(args) => list::run(args, &mut shell),
        Verb::Verify(args) => verify::run(args, &mut shell),
        Verb::Test(args) => test::run(args, &mut shell),
        Verb::Review(args) => review::run(args, &mut shell),
        Verb::Completions(args) => completions::run(args, lang),
    };
    shell.finish();
    match exit {
        Exit::Fine | Exit::SomeRows if shell::is_cut_short() => Exit::Problems,
        Exit::Fine | Exit::SomeRows | Exit::Problems | Exit::Usage => exit,
    }
}
