//! `jieyu consolidate`: the one text that a chain of policies comes to.

use super::args::ConsolidateArgs;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell, print};
use crate::diagnostic::Words;
use crate::layer::consolidate;
use crate::report::save;

pub fn run(args: &ConsolidateArgs, shell: &mut Shell) -> Exit {
    match carry_out(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn carry_out(args: &ConsolidateArgs, shell: &mut Shell) -> Result<(), Exit> {
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = sound(&chosen, &args.policy, shell)?;
    let text = consolidate(&loaded.merged, &loaded.sources, !args.no_marks);
    match &args.out {
        None => print(text.as_bytes()),
        Some(path) => {
            save::save(path, text.as_bytes()).map_err(|error| {
                shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
                Exit::Problems
            })?;
            let name = path.display();
            shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
        }
    }
    Ok(())
}
