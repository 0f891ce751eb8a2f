//! `jieyu completions`: the script that makes a shell complete verbs and options.

use super::args::CompletionsArgs;
use super::help;
use super::shell::{Exit, print};
use crate::diagnostic::Lang;

pub fn run(args: &CompletionsArgs, lang: Lang) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(lang), "jieyu", &mut script);
    print(&script);
    Exit::Fine
}
