//! `jieyu notice`: the settlement notice of one row, or of every row.

use super::args::{NoticeArgs, PaperFormat};
use super::locate;
use super::output::harmless;
use super::papers::{draw, filled, form, refuse, save_one, text};
use super::policy::{Chosen, closed, settled};
use super::shell::{Exit, Shell, print};
use crate::diagnostic::Words;
use crate::report::notice::Desk;
use crate::report::paper::template::{NOTICE, Template};
use crate::report::save;
use std::path::{Path, PathBuf};

pub fn run(args: &NoticeArgs, shell: &mut Shell) -> Exit {
    match carry_out(args, shell) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn carry_out(args: &NoticeArgs, shell: &mut Shell) -> Result<Exit, Exit> {
    if let Some(path) = &args.write_template {
        return save_one(path, NOTICE.as_bytes(), shell).map(|()| Exit::Fine);
    }
    let Some(policy) = &args.policy else { return Err(Exit::Usage) };
    let how = how(args, shell)?;
    let chosen = Chosen::read(&args.choices, shell)?;
    let fill = filled(&args.desk, shell)?;
    let text = text(&args.desk, NOTICE, shell)?;
    let template = Template::read(&text).map_err(|words| refuse(words, shell))?;
    let loaded = closed(&chosen, policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let settled = settled(program, &args.data, shell)?;
    let run = &settled.run;
    let (table, row) = locate::place(run, (args.table.as_deref(), args.row.as_deref()), shell)?;
    let desk = Desk::new((run, &loaded.sources, &loaded.merged), table, args.of.as_deref(), fill);
    let desk = desk.map_err(|words| {
        shell.fail("JY1025", words, locate::tables(program));
        Exit::Usage
    })?;
    match (row, how) {
        (Some(row), How::One(form)) => {
            let bytes = draw(&template, &desk.notice(row), form, false).map_err(|words| refuse(words, shell))?;
            match &args.out {
                Some(path) => save_one(path, &bytes, shell)?,
                None => print(&bytes),
            }
        }
        (_, How::All(folder, form)) => all(&desk, &template, (&folder, form), shell)?,
        (None, How::One(_)) => return Err(Exit::Usage),
    }
    let spoiled = !settled.problems.is_empty() || run.blames().next().is_some();
    Ok(if spoiled { Exit::SomeRows } else { Exit::Fine })
}

/// One document, or all of them into a folder.
enum How {
    One(PaperFormat),
    All(PathBuf, PaperFormat),
}

fn how(args: &NoticeArgs, shell: &mut Shell) -> Result<How, Exit> {
    let format = args.format.unwrap_or(PaperFormat::Html);
    match (&args.out, args.all, &args.row) {
        (Some(folder), true, _) => Ok(How::All(folder.clone(), format)),
        (Some(path), false, Some(_)) => {
            let by_ending = form(path, false, shell)?;
            Ok(How::One(args.format.or(by_ending).unwrap_or(PaperFormat::Html)))
        }
        (None, false, Some(_)) if format != PaperFormat::Docx => Ok(How::One(format)),
        (None, _, _) | (Some(_), false, None) => {
            shell.fail(
                "JY1063",
                Words::new("没有说明给谁出通知书，或者放到哪里", "it is not said whose notice to write, or where to"),
                Words::new(
                    "一行：--row 03001 --out 通知书.docx；全部：--all --out 通知书（文件夹）",
                    "one row: --row 03001 --out notice.docx; all of them: --all --out notices (a folder)",
                ),
            );
            Err(Exit::Usage)
        }
    }
}

/// Every row's notice under its key and name.
fn all(
    desk: &Desk<'_, '_>,
    template: &Template<'_>,
    (folder, form): (&Path, PaperFormat),
    shell: &mut Shell,
) -> Result<(), Exit> {
    if let Err(error) = std::fs::create_dir_all(folder) {
        let name = folder.display();
        shell.fail(
            "JY1015",
            Words::new(format!("不能建立文件夹 {name}（{error}）"), format!("cannot make the folder {name} ({error})")),
            Words::new("请换一个位置", "choose another place"),
        );
        return Err(Exit::Problems);
    }
    let ending = match form {
        PaperFormat::Html => "html",
        PaperFormat::Docx => "docx",
        PaperFormat::Json => "json",
    };
    let mut written: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for row in desk.rows() {
        let fields = desk.notice(row);
        let named = |field: &str| fields.get("对象").and_then(|subject| subject.get(field)?.as_str()).unwrap_or("");
        let name = format!("{} {}", named("键"), named("名称"));
        let bytes = draw(template, &fields, form, false).map_err(|words| refuse(words, shell))?;
        written.push((folder.join(format!("{}.{ending}", harmless(name.trim()))), bytes));
    }
    let borrowed: Vec<(&Path, &[u8])> =
        written.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
    save::save_all(&borrowed).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })?;
    let (count, name) = (written.len(), folder.display());
    shell.remark(&Words::new(format!("已写入 {count} 份通知书：{name}"), format!("wrote {count} notices to {name}")));
    Ok(())
}
