//! `jieyu review`: walks the snapshots that wait; accepts, rejects or skips each.

use super::args::ReviewArgs;
use super::disk;
use super::shell::{Exit, Shell, in_ci, print};
use super::snapshots::{self, PENDING, Snapshot};
use crate::diagnostic::{Lang, Words};
use crate::report::trial_diff::{self, Change};
use console::{Key, Term};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// A snapshot that waits for review.
struct Pending {
    path: PathBuf,
    new: Snapshot,
    old: Option<Snapshot>,
    changes: Vec<Change>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    /// This one and all others that change values of the same clauses.
    AcceptClause,
    AcceptAll,
    Quit,
}

pub fn run(args: &ReviewArgs, shell: &mut Shell) -> Exit {
    let all = pending(args);
    if all.is_empty() {
        shell.remark(&Words::new("没有等待审核的快照", "no snapshots wait for review"));
        return Exit::Fine;
    }
    if args.list {
        return list(&all, shell);
    }
    if in_ci() {
        shell.fail(
            "JY1223",
            Words::new("在 CI 里不改动快照", "snapshots are never changed in CI"),
            Words::new("在自己的机器上运行 jieyu review，再提交", "run jieyu review on your own machine and commit"),
        );
        return Exit::Problems;
    }
    let fixed = match (args.accept, args.reject) {
        (true, _) => Some(Answer::Accept),
        (false, true) => Some(Answer::Reject),
        (false, false) => None,
    };
    if fixed.is_none() && !std::io::stdin().is_terminal() {
        shell.fail(
            "JY1224",
            Words::new("这里不是终端，不能逐个询问", "this is no terminal, so nobody can be asked"),
            Words::new("加 --list、--accept 或 --reject", "add --list, --accept or --reject"),
        );
        return Exit::Usage;
    }
    match walk(&all, fixed, shell) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn pending(args: &ReviewArgs) -> Vec<Pending> {
    let mut files = Vec::new();
    for path in &args.paths {
        disk::files(path, PENDING, &mut files);
    }
    files.sort();
    files.dedup();
    let one = |path: PathBuf| {
        let new = snapshots::read(&path)?;
        let old = snapshots::read(&accepted(&path));
        if args.filter.as_ref().is_some_and(|filter| !new.case.contains(filter)) {
            return None;
        }
        let changes = old.as_ref().map(|old| trial_diff::changes(&old.text, &new.text)).unwrap_or_default();
        Some(Pending { path, new, old, changes })
    };
    files.into_iter().filter_map(one).collect()
}

/// x.snap.new → x.snap
fn accepted(path: &Path) -> PathBuf {
    path.with_extension("")
}

fn list(all: &[Pending], shell: &Shell) -> Exit {
    for one in all {
        print(format!("“{}”  {}\n", one.new.case, one.path.display()).as_bytes());
        print(trial_diff::by_clause(&one.changes, shell.lang).as_bytes());
    }
    Exit::Problems
}

fn walk(all: &[Pending], fixed: Option<Answer>, shell: &mut Shell) -> Result<Exit, Exit> {
    let (mut taken, mut refused, mut left) = (0, 0, 0);
    let mut standing = fixed;
    let mut clauses: Vec<String> = Vec::new();
    for (index, one) in all.iter().enumerate() {
        let known = !one.changes.is_empty() && one.changes.iter().all(|change| clauses.contains(&change.clause));
        let answer = match standing {
            Some(answer) => answer,
            None if known => {
                // Nobody saw this one: it is told.
                let (name, bases) = (&one.new.case, trial_diff::clauses(&one.changes));
                shell.remark(&Words::new(
                    format!("按条款一并接受“{name}”：{bases}"),
                    format!("accepted with its clauses: {name}: {bases}"),
                ));
                Answer::Accept
            }
            None => ask(one, (index, all.len()), shell),
        };
        match answer {
            Answer::AcceptAll => standing = Some(Answer::Accept),
            Answer::Quit => standing = Some(Answer::Skip),
            Answer::AcceptClause => clauses.extend(one.changes.iter().map(|change| change.clause.clone())),
            Answer::Accept | Answer::Reject | Answer::Skip => {}
        }
        match answer {
            Answer::Accept | Answer::AcceptAll | Answer::AcceptClause => {
                settle(std::fs::rename(&one.path, accepted(&one.path)), shell)?;
                taken += 1;
            }
            Answer::Reject => {
                settle(std::fs::remove_file(&one.path), shell)?;
                refused += 1;
            }
            Answer::Skip | Answer::Quit => left += 1,
        }
    }
    shell.remark(&Words::new(
        format!("接受 {taken} 个，拒绝 {refused} 个，留下 {left} 个"),
        format!("accepted {taken}, rejected {refused}, left {left}"),
    ));
    Ok(if left > 0 { Exit::Problems } else { Exit::Fine })
}

fn settle(done: std::io::Result<()>, shell: &mut Shell) -> Result<(), Exit> {
    done.map_err(|error| {
        shell.fail("JY1015", Words::same(error.to_string()), Words::new("快照没有改动", "the snapshot is unchanged"));
        Exit::Problems
    })
}

fn ask(one: &Pending, (index, count): (usize, usize), shell: &Shell) -> Answer {
    let colour = std::io::stdout().is_terminal();
    let old = one.old.as_ref().map_or("", |old| old.text.as_str());
    let head = format!("[{}/{count}] “{}”", index + 1, one.new.case);
    let (strong, plain) = if colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    print(format!("\n{strong}{head}{plain}\n{}\n", accepted(&one.path).display()).as_bytes());
    print(trial_diff::lines(old, &one.new.text, colour).as_bytes());
    // The lines may fill more than a screen: what is asked stands last, with its name again.
    let news = one.old.is_none().then_some(match shell.lang {
        Lang::Zh => "，第一次，还没有审核过",
        Lang::En => ", new, not reviewed before",
    });
    print(format!("\n{strong}{head}{plain}{}\n", news.unwrap_or("")).as_bytes());
    print(trial_diff::by_clause(&one.changes, shell.lang).as_bytes());
    let keys = match shell.lang {
        Lang::Zh => "a 接受 · r 拒绝 · s 跳过 · c 接受这些条款的全部变化 · A 全部接受 · q 退出 > ",
        Lang::En => "a accept · r reject · s skip · c accept all of these clauses · A accept all · q quit > ",
    };
    print(keys.as_bytes());
    let answer = key();
    let said = match answer {
        Answer::Accept => Words::new("接受", "accept"),
        Answer::Reject => Words::new("拒绝", "reject"),
        Answer::Skip => Words::new("跳过", "skip"),
        Answer::AcceptClause => Words::new("接受这些条款的全部变化", "accept all of these clauses"),
        Answer::AcceptAll => Words::new("全部接受", "accept all"),
        Answer::Quit => Words::new("退出", "quit"),
    };
    print(format!("{}\n", said.get(shell.lang)).as_bytes());
    answer
}

/// The key that is pressed; what means nothing is passed over.
fn key() -> Answer {
    let terminal = Term::stdout();
    loop {
        match terminal.read_key() {
            Ok(Key::Char('a' | 'ａ')) => return Answer::Accept,
            Ok(Key::Char('r' | 'ｒ')) => return Answer::Reject,
            Ok(Key::Char('s' | 'ｓ')) => return Answer::Skip,
            Ok(Key::Char('c' | 'ｃ')) => return Answer::AcceptClause,
            Ok(Key::Char('A' | 'Ａ')) => return Answer::AcceptAll,
            Ok(Key::Char('q' | 'ｑ') | Key::Escape | Key::CtrlC) | Err(_) => return Answer::Quit,
            Ok(_) => {}
        }
    }
}
