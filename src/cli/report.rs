//! `jieyu report`: a settlement as one web page.

use super::args::ReportArgs;
use super::locate;
use super::papers::save_one;
use super::policy::{Chosen, closed, settled};
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::report::headline::Headline;
use crate::report::page::Page;
use crate::wording::group;

pub fn run(args: &ReportArgs, shell: &mut Shell) -> Exit {
    match carry_out(args, shell) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn carry_out(args: &ReportArgs, shell: &mut Shell) -> Result<Exit, Exit> {
    let ending = args.out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if !matches!(ending.as_deref(), Some("html" | "htm")) {
        let name = args.out.display();
        shell.fail(
            "JY1016",
            Words::new(format!("不能保存为 {name}"), format!("nothing can be saved as {name}")),
            Words::new("文件名用 .html 结尾", "end the name in .html"),
        );
        return Err(Exit::Usage);
    }
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = closed(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let settled = settled(program, &args.data, shell)?;
    let (table, _) = locate::place(&settled.run, (args.table.as_deref(), None), shell)?;
    let headline = Headline::find(program, table, args.of.as_deref()).map_err(|words| {
        shell.fail("JY1025", words, locate::tables(program));
        Exit::Usage
    })?;
    // What is wrong with rows is told as `run` tells it; the page counts them.
    shell.report_data(&settled.problems, false);
    shell.report(&group::diagnostics(&settled.run), &loaded.sources);
    let page = Page::new((&settled.run, &loaded.sources, &loaded.merged), headline, args.rows, shell.lang);
    let text = page.write().map_err(|words| {
        shell.fail(
            "JY1014",
            words,
            Words::new("请把政策和数据交给维护人员", "this is a fault of the program: report it"),
        );
        Exit::Problems
    })?;
    save_one(&args.out, text.as_bytes(), shell)?;
    let spoiled = !settled.problems.is_empty() || settled.run.blames().next().is_some();
    Ok(if spoiled { Exit::SomeRows } else { Exit::Fine })
}
