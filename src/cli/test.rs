//! `jieyu test`: tries the cases of policies.

use super::args::{TestArgs, TrialFormat};
use super::disk::{self, Disk};
use super::progress::Progress;
use super::shell::{Exit, Shell, in_ci, print};
use super::snapshots::{self, Snapshot};
use crate::diagnostic::{Lang, Words, counted};
use crate::report::{trial_cover, trial_data, trial_diff, trial_page, trial_snapshot, trial_text};
use crate::trial::{self, ENDING, Failure, Plan, Seen, Suite, SuiteOutcome};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long to wait before looking again whether a file has changed.
const PAUSE: Duration = Duration::from_millis(400);

pub fn run(args: &TestArgs, shell: &mut Shell) -> Exit {
    loop {
        let (exit, files) = match suites(&args.paths, shell) {
            Ok(suites) => {
                let (Ok(exit) | Err(exit)) = once(args, &suites, shell);
                (exit, watched(&suites))
            }
            Err(exit) => (exit, Vec::new()),
        };
        if !args.watch || files.is_empty() {
            return exit;
        }
        shell.remark(&Words::new("等待文件改动；按 Ctrl-C 结束……", "waiting for changes; Ctrl-C ends…"));
        let before = stamps(&files);
        while stamps(&files) == before {
            std::thread::sleep(PAUSE);
        }
    }
}

/// The files of cases and of the policies that they try, with all that those extend.
fn watched(suites: &[Suite]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for suite in suites {
        files.push(PathBuf::from(&suite.path));
        files.extend(suite.base.chain.iter().map(PathBuf::from));
    }
    files.sort();
    files.dedup();
    files
}

fn stamps(files: &[PathBuf]) -> Vec<Option<SystemTime>> {
    files.iter().map(|file| std::fs::metadata(file).and_then(|data| data.modified()).ok()).collect()
}

fn once(args: &TestArgs, suites: &[Suite], shell: &mut Shell) -> Result<Exit, Exit> {
    let plan = Plan {
        world: &Disk,
        filter: args.filter.as_deref(),
        snapshot: &|seen: &Seen<'_, '_>| trial_snapshot::write(seen),
    };
    let mut pending = 0;
    let mut outcomes = Vec::new();
    for suite in suites {
        let mut outcome = trial::run(&plan, suite);
        shell.report(&outcome.problems, &suite.base.sources);
        pending += compare(&mut outcome, shell)?;
        outcomes.push(outcome);
    }
    let tally = trial_text::Tally { pending, ..trial_text::tally(&outcomes) };
    let text = match args.format {
        // A file may be longer than a screen.
        TrialFormat::Text if args.verbose || args.out.is_some() => {
            trial_text::write(&outcomes, args.verbose, shell.lang)
        }
        TrialFormat::Text => trial_text::screen(&outcomes, shell.lang),
        TrialFormat::Json => trial_data::json(&outcomes, shell.lang),
        TrialFormat::Junit => trial_data::junit(&outcomes, shell.lang),
    };
    match &args.out {
        None => print(text.as_bytes()),
        Some(path) => crate::report::save::save(path, text.as_bytes()).map_err(|error| {
            shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
            Exit::Problems
        })?,
    }
    let broken = outcomes.iter().any(|outcome| !outcome.problems.is_empty());
    if tally.passed + tally.failed == 0 && !broken {
        nothing(args, suites, shell);
        return Err(Exit::Usage);
    }
    shell.remark(&Words::same(trial_text::count(tally, shell.lang)));
    let covered = !args.coverage || cover(args, suites, shell)?;
    let noticed = !args.mutate || mutate(args, suites, shell);
    let enough = covered && noticed;
    Ok(if tally.failed > 0 || broken || !enough { Exit::Problems } else { Exit::Fine })
}

/// Tells what no case touches; gives whether that is little enough.
fn cover(args: &TestArgs, suites: &[Suite], shell: &mut Shell) -> Result<bool, Exit> {
    let coverage = trial::coverage(&Disk, suites, args.filter.as_deref());
    let listing = trial_cover::text(&coverage, shell.lang);
    match args.format {
        TrialFormat::Text => print(listing.as_bytes()),
        // The screen belongs to the other program.
        TrialFormat::Json | TrialFormat::Junit => shell.remark(&Words::same(listing)),
    }
    shell.remark(&trial_cover::share(&coverage));
    if let Some(path) = &args.html {
        crate::report::save::save(path, trial_page::html(&coverage).as_bytes()).map_err(|error| {
            shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
            Exit::Problems
        })?;
    }
    Ok(enough(args, |percent| coverage.reaches(percent), ("覆盖率", "the coverage"), shell))
}

/// Whether a share is as great as was asked for; what a remark explains counts.
fn enough(args: &TestArgs, reaches: impl Fn(u32) -> bool, what: (&str, &str), shell: &mut Shell) -> bool {
    match args.threshold.filter(|percent| !reaches(*percent)) {
        None => true,
        Some(percent) => {
            let (zh, en) = what;
            shell.fail(
                "JY1225",
                Words::new(format!("{zh}低于 {percent}%"), format!("{en} is below {percent}%")),
                Words::new(
                    "为上面列出的地方补写案例；确实做不到的，在案例文件里写明理由（见 docs/cases.md）",
                    "write cases for what is listed above, or say beside the cases why there can be none",
                ),
            );
            false
        }
    }
}

/// Tells which changes of the policies no case notices.
fn mutate(args: &TestArgs, suites: &[Suite], shell: &mut Shell) -> bool {
    let progress = Progress::of_steps(shell, false);
    progress.say(&Words::new("变异", "mutation"), shell);
    let mutation = trial::mutate(&Disk, suites, args.filter.as_deref(), &|done, all| progress.reach(done, all));
    // Gone when it is done: the count below says the same.
    drop(progress);
    let listing = trial_cover::survivors(&mutation, shell.lang);
    match args.format {
        TrialFormat::Text => print(listing.as_bytes()),
        TrialFormat::Json | TrialFormat::Junit => shell.remark(&Words::same(listing)),
    }
    shell.remark(&trial_cover::killed(&mutation));
    enough(args, |percent| mutation.reaches(percent), ("变异察觉率", "the share of changes noticed"), shell)
}

fn nothing(args: &TestArgs, suites: &[Suite], shell: &mut Shell) {
    let message = match (&args.filter, suites.first()) {
        (Some(filter), _) => {
            Words::new(format!("没有名称含“{filter}”的案例"), format!("no case is named like {filter}"))
        }
        (None, Some(suite)) if suite.in_sheets() => {
            let path = &suite.path;
            shell.fail(
                "JY1221",
                Words::new(format!("{path} 的表里还没有填案例"), format!("no case is filled in in {path}")),
                Words::new(
                    "从标题下面一行起填：“案例”列写名称，左边各列是数据，“期望 …”各列是应得的值",
                    "fill it in below the headings: the name below 案例, data in the columns, what is due below 期望 …",
                ),
            );
            return;
        }
        (None, Some(suite)) => {
            let path = &suite.path;
            Words::new(format!("{path} 里还没有案例"), format!("{path} holds no cases yet"))
        }
        (None, None) => Words::new("没有找到案例", "there are no cases"),
    };
    let help = Words::new(
        "案例写在政策里，或写在旁边的 同名.cases.policy 里：案例 \"名称\"，下面是给定和期望（见 docs/cases.md）；jieyu cases suggest 可以提出案例",
        "cases stand in a policy, or beside it in NAME.cases.policy: case \"name\", then what is given and expected; jieyu cases suggest proposes some",
    );
    shell.fail("JY1221", message, help);
}

/// The cases below some paths, in the order of the paths and of names.
pub fn suites(paths: &[PathBuf], shell: &mut Shell) -> Result<Vec<Suite>, Exit> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        let mut found = Vec::new();
        disk::policies(path, &mut found);
        if path.is_dir() {
            trial::SHEETS.iter().for_each(|ending| disk::files(path, ending, &mut found));
            // Excel keeps a file of this name while a workbook is open.
            found.retain(|file| !file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$")));
        }
        if found.is_empty() && !path.is_dir() {
            let name = path.display();
            shell.fail(
                "JY1222",
                Words::new(format!("找不到 {name}"), format!("there is no {name}")),
                Words::new("给一个政策、案例文件或文件夹", "name a policy, a file of cases, or a folder"),
            );
            return Err(Exit::Usage);
        }
        found.sort();
        // A policy brings the cases beside it.
        if path.is_file() && !is_cases(path) {
            let beside = std::iter::once(ENDING).chain(trial::SHEETS);
            let name = path.to_string_lossy();
            let beside = beside.map(|ending| PathBuf::from(format!("{}{ending}", trial::stem(&name))));
            found.extend(beside.filter(|file| file.is_file()));
        }
        files.extend(found.into_iter().filter(|file| is_cases(file) || holds_cases(file)));
    }
    files.dedup();
    Ok(files.iter().map(|file| trial::open(&Disk, &file.to_string_lossy())).collect())
}

fn is_cases(path: &Path) -> bool {
    trial::ending(&path.to_string_lossy()).is_some()
}

/// Whether a policy seems to hold cases; it is read whole only then.
fn holds_cases(path: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(path) else { return false };
    text.lines().any(|line| {
        let line = line.trim_start_matches(['\u{feff}', ' ', '\t', '\u{3000}']);
        line.starts_with("案例") || line.starts_with("case ")
    })
}

/// Holds the snapshots of cases against those on disk; what differs is kept for review, unless in CI. Gives how many wait.
fn compare(outcome: &mut SuiteOutcome, shell: &mut Shell) -> Result<usize, Exit> {
    let mut waiting = 0;
    let file = outcome.path.clone();
    for case in &mut outcome.cases {
        let Some(text) = case.snapshot.take() else { continue };
        let path = snapshots::path(&file, &case.name);
        let known = snapshots::read(&path);
        let pending = snapshots::pending(&path);
        if known.as_ref().is_some_and(|known| snapshots::same(&known.text, &text)) {
            if !in_ci() && pending.is_file() {
                let _ = std::fs::remove_file(&pending);
            }
            continue;
        }
        case.failures.push(differs(known.as_ref(), &text, case.line, shell.lang));
        if !in_ci() {
            snapshots::write(&pending, &file, &Snapshot { case: case.name.clone(), text }, shell)?;
            waiting += 1;
        }
    }
    Ok(waiting)
}

/// Lines of a change that are shown, and those where no value has changed; `jieyu review` shows all.
const SHOWN: usize = 24;
const UNVALUED: usize = 10;

fn differs(known: Option<&Snapshot>, text: &str, line: u32, lang: Lang) -> Failure {
    let (what, changed) = match known {
        None => (Words::new("快照：第一次，还没有审核", "snapshot: new, not reviewed yet"), None),
        Some(known) => {
            let changes = trial_diff::changes(&known.text, text);
            let unvalued = changes.is_empty();
            let (drawn, most) = if unvalued {
                (trial_diff::lines(&known.text, text, false), UNVALUED)
            } else {
                (trial_diff::by_clause(&changes, lang), SHOWN)
            };
            let more = drawn.lines().count().saturating_sub(most);
            let mut shown: Vec<String> = drawn.lines().take(most).map(str::to_owned).collect();
            if more > 0 {
                shown.push(match lang {
                    Lang::Zh => format!("……另有 {more} 行"),
                    Lang::En => format!("… and {}", counted(more, "more line")),
                });
            }
            let what = if unvalued {
                Words::new(
                    "快照：结果没有变，说明变了",
                    "snapshot: the values are the same, their explanation has changed",
                )
            } else {
                Words::new("快照：结果变了", "snapshot: the result has changed")
            };
            (what, Some(Words::same(shown.join("\n"))))
        }
    };
    Failure {
        span: crate::source::Span::default(),
        line,
        spot: None,
        excerpt: None,
        what,
        clause: Vec::new(),
        rule: None,
        wanted: None,
        actual: changed,
        difference: None,
        help: Some(Words::new("用 jieyu review 审核：接受、拒绝或跳过", "review it: jieyu review")),
    }
}
