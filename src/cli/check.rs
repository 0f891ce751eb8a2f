//! `jieyu check`: every problem of some policies in one go.

use super::args::CheckArgs;
use super::disk::Disk;
use super::policy::Chosen;
use super::shell::{Exit, Shell};
use crate::diagnostic::{Diagnostic, Words, counted};
use crate::trial;
use std::path::Path;

pub fn run(args: &CheckArgs, shell: &mut Shell) -> Exit {
    let chosen = match Chosen::read(&args.choices, shell) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let mut exit = Exit::Fine;
    for path in &args.policies {
        if path.to_string_lossy().ends_with(trial::ENDING) {
            if cases(path, shell) == Exit::Problems {
                exit = Exit::Problems;
            }
            continue;
        }
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

/// A file of cases has no rules of its own: what is wrong is said of how it is written, and of the policy that it tries.
fn cases(path: &Path, shell: &mut Shell) -> Exit {
    let suite = trial::open(&Disk, &path.to_string_lossy());
    let problems: Vec<Diagnostic> = suite
        .problems
        .iter()
        .chain(suite.base.diagnostics.iter().filter(|problem| problem.is_error()))
        .cloned()
        .collect();
    shell.report(&problems, &suite.base.sources);
    if problems.iter().any(Diagnostic::is_error) {
        return Exit::Problems;
    }
    let (name, count) = (path.display(), suite.cases.len());
    shell.remark(&Words::new(
        format!("{name}：没有发现问题；用 jieyu test 运行 {count} 个案例"),
        format!("{name}: no problems found; jieyu test runs its {}", counted(count, "case")),
    ));
    Exit::Fine
}
