//! `jieyu verify`: recomputes settlements from their receipts and says what differs.

use super::args::VerifyArgs;
use super::output;
use super::policy::{Chosen, inputs};
use super::shell::{Exit, Shell, print};
use crate::data::digest;
use crate::diagnostic::Words;
use crate::layer::fingerprints;
use crate::report::receipt::{Grounds, Receipt};
use crate::report::results;
use crate::report::table::ResultTable;
use crate::session::{Loaded, settle};
use crate::value::date::Date;
use std::path::{Path, PathBuf};

/// How receipts end; a folder's own is just that.
pub const ENDING: &str = "receipt.json";

pub fn run(args: &VerifyArgs, shell: &mut Shell) -> Exit {
    let mut found = Vec::new();
    for path in &args.receipts {
        super::disk::files(path, ENDING, &mut found);
    }
    found.sort();
    if found.is_empty() {
        shell.fail(
            "JY1026",
            Words::new("没有找到回执", "no receipts found"),
            Words::new(
                "回执在 run --out 的结果旁边，名称以 receipt.json 结尾",
                "receipts stand beside the result of run --out and end in receipt.json",
            ),
        );
        return Exit::Problems;
    }
    let mut exit = Exit::Fine;
    for path in &found {
        match one(path, shell) {
            Ok(true) => {}
            Ok(false) | Err(_) => exit = Exit::Problems,
        }
    }
    exit
}

/// Whether a receipt still holds; what differs is told.
fn one(path: &Path, shell: &mut Shell) -> Result<bool, Exit> {
    let name = path.display();
    let kept = std::fs::read(path).ok().and_then(|bytes| Receipt::read(&bytes));
    let Some(kept) = kept else {
        shell.fail(
            "JY1027",
            Words::new(
                format!("{name} 不是这个版本能读的回执"),
                format!("{name} is no receipt that this version reads"),
            ),
            Words::new("用生成它的版本来核对，或者重新结算", "use the version that wrote it, or settle again"),
        );
        return Err(Exit::Problems);
    };
    let beside = path.parent().unwrap_or(Path::new(""));
    let now = recompute(&kept, beside, shell)?;
    let differences = kept.differences(&now);
    let mut text = String::new();
    if differences.is_empty() {
        text.push_str(shell.say(&Words::new(format!("相同：{name}\n"), format!("equal: {name}\n"))));
    } else {
        text.push_str(shell.say(&Words::new(format!("不同：{name}\n"), format!("differs: {name}\n"))));
        for difference in &differences {
            text.push_str(&format!("  {}\n", shell.say(difference)));
        }
        if kept.engine != now.engine {
            let words = Words::new(
                format!("  （当时的程序版本 {}，现在 {}）\n", kept.engine, now.engine),
                format!("  (engine then {}, now {})\n", kept.engine, now.engine),
            );
            text.push_str(shell.say(&words));
        }
    }
    print(text.as_bytes());
    Ok(differences.is_empty())
}

fn recompute(kept: &Receipt, beside: &Path, shell: &mut Shell) -> Result<Receipt, Exit> {
    let day = |text: &Option<String>| text.as_deref().and_then(Date::parse);
    let chosen = Chosen::kept(kept.settings.clone(), day(&kept.as_of), day(&kept.known_on));
    let policy = found(&kept.policy, beside);
    let loaded = chosen.load(&policy);
    let Some(program) = &loaded.program else {
        shell.report(&loaded.diagnostics, &loaded.sources);
        return Err(Exit::Problems);
    };
    let paths: Vec<PathBuf> = kept.data.iter().map(|path| found(path, beside)).collect();
    let files = inputs(&paths, shell)?;
    let settled = settle(program, &files).map_err(|(problems, _)| {
        shell.report_data(&problems, false);
        Exit::Problems
    })?;
    let tables = results::tables(&settled.run, shell.lang);
    let prints = files.iter().map(|file| (file.name.clone(), digest::sheets(file))).collect();
    Ok(receipt(&loaded, &chosen, (&kept.policy, &kept.data), prints, &tables))
}

/// A path as kept, from where one is, or from where the receipt stands.
fn found(path: &str, beside: &Path) -> PathBuf {
    let own = PathBuf::from(path);
    if own.exists() { own } else { beside.join(path) }
}

/// The receipt of a settlement.
pub fn receipt(
    loaded: &Loaded,
    chosen: &Chosen,
    (policy, data): (&str, &[String]),
    files: Vec<(String, Vec<(String, String)>)>,
    tables: &[ResultTable],
) -> Receipt {
    let (as_of, known_on) = chosen.days();
    let program = loaded.program.as_ref();
    let declarations = fingerprints(&loaded.merged);
    Receipt::new(Grounds {
        policy: policy.to_owned(),
        title: program.map_or_else(String::new, |program| program.name.to_string()),
        text: declarations.iter().map(|(_, said)| format!("{said}\n")).collect(),
        declarations,
        lists: loaded.named_files(),
        data: data.to_vec(),
        files,
        settings: chosen.settings().to_vec(),
        as_of: as_of.map(|day| day.to_string()),
        known_on: known_on.map(|day| day.to_string()),
        day: program.and_then(|program| program.as_of).map(|day| day.to_string()),
        tables,
        threads: output::all_threads(tables),
    })
}
