//! `jieyu lsp`: the language server over standard input and output.

use super::disk::{self, Disk};
use super::shell::{Exit, Shell};
use crate::diagnostic::{Lang, Words};
use crate::lsp::{self, Shop};
use crate::report::{trial_cover, trial_snapshot, trial_text};
use crate::trial::{self, Plan, Seen};
use lsp_server::Connection;
use std::path::Path;
use std::sync::Arc;

pub fn run(shell: &mut Shell) -> Exit {
    let lang = shell.lang;
    let shop = Shop {
        world: Arc::new(Disk),
        policies: Arc::new(policies),
        tester: Arc::new(move |path, filter, coverage| test(path, filter, coverage, lang)),
        lang,
    };
    let (connection, threads) = Connection::stdio();
    let served = lsp::serve(&connection, shop);
    drop(connection);
    let joined = threads.join().map_err(|error| error.to_string());
    match served.and(joined) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            shell.remark(&Words::new(
                format!("和编辑器的连接断了（{error}）；在编辑器里重新启动语言服务"),
                format!("the connection to the editor broke ({error}); restart the language server in the editor"),
            ));
            Exit::Problems
        }
    }
}

fn policies(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    disk::policies(Path::new(folder), &mut files);
    files.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect()
}

/// Runs cases, or says what they touch.
fn test(path: &str, filter: Option<&str>, coverage: bool, lang: Lang) -> (bool, String) {
    let suite = trial::open(&Disk, path);
    if coverage {
        let found = trial::coverage(&Disk, &[suite], filter);
        let share = trial_cover::share(&found);
        return (true, format!("{}\n{}", share.get(lang), trial_cover::text(&found, lang)));
    }
    let plan = Plan { world: &Disk, filter, snapshot: &|seen: &Seen<'_, '_>| trial_snapshot::write(seen) };
    let outcome = trial::run(&plan, &suite);
    let fine = outcome.problems.is_empty() && outcome.cases.iter().all(trial::CaseOutcome::passed);
    let mut text = trial_text::write(std::slice::from_ref(&outcome), true, lang);
    for problem in &outcome.problems {
        text.push_str(&format!("{} {}\n", problem.code, problem.message.get(lang)));
    }
    (fine, text)
}
