//! `jieyu fmt`: policies in the one layout, in place.

use super::args::{FmtArgs, Language, WidthName};
use super::disk::{self, Disk};
use super::policy::no_policies;
use super::shell::{Exit, Shell, print};
use crate::diagnostic::{Lang, Words};
use crate::format::{Style, Width, format_source};
use crate::report::save;
use crate::session::Session;
use crate::source::Source;
use crate::syntax::tokens::tokens;
use std::io::Read;
use std::path::{Path, PathBuf};

pub fn run(args: &FmtArgs, shell: &mut Shell) -> Exit {
    let style = Style {
        keywords: args.keywords.map(|language| match language {
            Language::Zh => Lang::Zh,
            Language::En => Lang::En,
        }),
        width: args.width.map(|width| match width {
            WidthName::Half => Width::Half,
            WidthName::Full => Width::Full,
        }),
    };
    if args.stdin || args.stdin_name.is_some() {
        return from_stdin(args, &style, shell);
    }
    let mut files = Vec::new();
    for path in &args.paths {
        let before = files.len();
        disk::policies(path, &mut files);
        if files.len() == before {
            return no_policies(path, shell);
        }
    }
    files.sort();
    files.dedup();
    each(&files, args.check, &style, shell)
}

fn each(files: &[PathBuf], check: bool, style: &Style, shell: &mut Shell) -> Exit {
    let mut exit = Exit::Fine;
    let mut changed = 0usize;
    for path in files {
        match one(path, check, style, shell) {
            Ok(false) => {}
            Ok(true) => {
                changed = changed.saturating_add(1);
                let name = path.display();
                shell.remark(&if check {
                    Words::new(format!("{name}：排版不规范"), format!("{name}: not in the layout"))
                } else {
                    Words::new(format!("{name}：已整理"), format!("{name}: laid out"))
                });
            }
            Err(other) => exit = other,
        }
    }
    let all = files.len();
    match (check, changed) {
        (_, 0) if exit == Exit::Fine => {
            shell.remark(&Words::new(
                format!("{all} 个文件的排版都规范"),
                format!("the layout of {all} file{} is fine", if all == 1 { "" } else { "s" }),
            ));
        }
        (true, changed) if changed > 0 => {
            shell.remark(&Words::new(
                format!("{changed} 个文件要整理：去掉 --check 再运行一次"),
                format!("{changed} to be laid out: run it again without --check"),
            ));
            exit = Exit::Problems;
        }
        (_, _) => {}
    }
    exit
}

/// Lays out one file; gives whether that changes it.
fn one(path: &Path, check: bool, style: &Style, shell: &mut Shell) -> Result<bool, Exit> {
    let session = Session { world: &Disk, as_of: None, known_on: None, settings: &[] };
    let text = session.source(&path.to_string_lossy()).map_err(|problem| {
        shell.report(&[problem], &crate::source::Sources::default());
        Exit::Problems
    })?;
    let source = Source::new(&path.to_string_lossy(), &text);
    tell_unread(path, &source, shell);
    let laid = format_source(&source, style);
    if laid == text {
        return Ok(false);
    }
    if !check {
        save::save(path, laid.as_bytes()).map_err(|error| {
            shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
            Exit::Problems
        })?;
    }
    Ok(true)
}

/// Says where declarations stay as they are, because they cannot be read.
fn tell_unread(path: &Path, source: &Source, shell: &Shell) {
    let broken = tokens(source.text(), &|_| None).into_iter().filter(|stretch| stretch.tokens.is_none());
    let lines: Vec<String> =
        broken.map(|stretch| source.place(u32::try_from(stretch.start).unwrap_or(u32::MAX)).line.to_string()).collect();
    if !lines.is_empty() {
        let (name, zh, en) = (path.display(), lines.join("、"), lines.join(", "));
        shell.remark(&Words::new(
            format!("{name}：第 {zh} 行起的声明读不懂，保持原样；用 jieyu check 看是什么问题"),
            format!(
                "{name}: left as they are, for they cannot be read: the declarations at line {en}; see jieyu check"
            ),
        ));
    }
}

/// The name says whether the text is Markdown; nothing is read from there.
fn from_stdin(args: &FmtArgs, style: &Style, shell: &mut Shell) -> Exit {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    let text = read.ok().and_then(|_| String::from_utf8(bytes).ok());
    let Some(text) = text else {
        shell.fail(
            "JY1002",
            Words::new("标准输入不是 UTF-8 文字", "standard input is no UTF-8 text"),
            Words::new("先把文件另存为 UTF-8 编码", "save the file as UTF-8 first"),
        );
        return Exit::Problems;
    };
    let laid = format_source(&Source::new(args.stdin_name.as_deref().unwrap_or(""), &text), style);
    if args.check {
        return if laid == text { Exit::Fine } else { Exit::Problems };
    }
    print(laid.as_bytes());
    Exit::Fine
}
