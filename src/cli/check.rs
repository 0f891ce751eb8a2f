//! `jieyu check`: every problem of some policies in one go.

use super::args::CheckArgs;
use super::policy::Chosen;
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;

pub fn run(args: &CheckArgs, shell: &mut Shell) -> Exit {
    let chosen = match Chosen::read(&args.choices, shell) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let mut exit = Exit::Fine;
    for path in &args.policies {
        let loaded = chosen.load(path);
        shell.report(&loaded.diagnostics, &loaded.sources);
        let name = path.display();
        if loaded.has_errors() {
            exit = Exit::Problems;
        } else if loaded.diagnostics.is_empty() {
            shell.remark(&Words::new(format!("{name}：没有发现问题"), format!("{name}: no problems found")));
        }
    }
    exit
}
