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
        let open = loaded.open.len();
        if open > 0 && !loaded.has_errors() {
            let params = loaded.program.as_ref().map(|program| {
                let names = loaded.open.iter().filter_map(|id| program.param(*id)).map(|param| param.name.to_string());
                names.collect::<Vec<_>>().join("、")
            });
            let params = params.unwrap_or_default();
            shell.remark(&Words::new(
                format!("{name}：有 {open} 个参数待定，计算前要给定：{params}"),
                format!("{name}: {open} parameters are open and must be given before a run: {params}"),
            ));
        }
    }
    exit
}
