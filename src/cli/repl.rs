//! `jieyu repl`: a playground. Reads lines from a terminal or a pipe; each is an expression at a row, or a command.

use super::args::ReplArgs;
use super::disk::Disk;
use super::eval;
use super::line::{Lines, Said};
use super::locate;
use super::policy::{Chosen, closed, inputs};
use super::shell::{Exit, Shell, print};
use crate::data::InputFile;
use crate::diagnostic::Words;
use crate::explain::{Grounds, Question, Target, explain_on};
use crate::ide::{Workspace, type_words};
use crate::ir::batch::Batch;
use crate::ir::ids::TableId;
use crate::ir::program::Program;
use crate::report::doc::known_as;
use crate::report::explain_text;
use crate::rows::{self, Evaluation};
use crate::session::Loaded;

/// Rows of an aggregate that an explanation shows.
const ROWS: usize = 5;

/// What can be said besides an expression: in Chinese, in English, and what it does.
pub(super) const COMMANDS: &[(&str, &str, &str, &str)] = &[
    (
        "行",
        "row",
        "：行 键      站到这一行上；：行 表 键 说明是哪张表；只写 ：行 回到整体",
        ":row KEYS    go to a row; :row TABLE KEYS names its table; :row alone goes back to the whole",
    ),
    (
        "类型",
        "type",
        "：类型 算式  是什么：单位、几位小数、会不会缺失",
        ":type EXPR   what it is: unit, decimals, whether it may be missing",
    ),
    (
        "解释",
        "explain",
        "：解释 名称  这一行的这个值是怎么来的；不写名称就解释输出的各项",
        ":explain NAME  why this row's value is what it is; without a name all that is put out",
    ),
    ("帮助", "help", "：帮助       就是这些", ":help        this"),
    ("退出", "quit", "：退出       离开（Ctrl-D 也可以）", ":quit        leave (as Ctrl-D does)"),
];

pub fn run(args: &ReplArgs, shell: &mut Shell) -> Exit {
    match play(args, shell) {
        Ok(exit) | Err(exit) => exit,
    }
}

/// Where one stands, and what is known there.
struct Ground<'p> {
    loaded: Loaded,
    /// Settled once, and lent to the program of each expression.
    run: Evaluation<'p>,
    files: Vec<InputFile>,
    /// The table's name, the table and the row; nothing is the whole.
    place: Option<(String, TableId, usize)>,
    key: String,
}

fn play(args: &ReplArgs, shell: &mut Shell) -> Result<Exit, Exit> {
    let chosen = Chosen::read(&args.choices, shell)?;
    let mut loaded = closed(&chosen, &args.policy, shell)?;
    let files = inputs(&args.data, shell)?;
    // The policy as it is serves for rows and explanations; each expression makes a program of its own.
    let Some(program) = loaded.program.take() else { return Err(Exit::Problems) };
    let run = settled(&program, &files, shell)?;
    let mut lines = Lines::open(workspace(args), &known_as(&args.policy.to_string_lossy()), shell.lang);
    let mut ground = Ground { loaded, run, files, place: None, key: String::new() };
    if let Some(keys) = &args.row {
        let named = match &args.table {
            Some(name) => Some(locate::table(&program, name, shell).ok_or(Exit::Problems)?),
            None => None,
        };
        ground.go(named, keys, shell)?;
    }
    if lines.is_terminal() {
        greet(&ground, shell);
    }
    let mut exit = Exit::Fine;
    loop {
        let scope = ground.place.as_ref().map(|(name, _, _)| name.as_str());
        match lines.next(&ground.prompt(), scope) {
            Said::Line(line) => match ground.answer(&line, shell) {
                Ok(true) => {}
                Ok(false) => break,
                // At a terminal the next line mends it; a script has failed.
                Err(_) if lines.is_terminal() => shell.forget(),
                Err(failed) => exit = failed,
            },
            Said::Nothing => {}
            Said::End => break,
        }
    }
    Ok(exit)
}

fn workspace(args: &ReplArgs) -> Workspace {
    let mut workspace = Workspace::default();
    workspace.follow(&Disk, &known_as(&args.policy.to_string_lossy()));
    workspace
}

fn greet(ground: &Ground<'_>, shell: &Shell) {
    let name = ground.run.program().name.to_string();
    shell.remark(&Words::new(
        format!("《{name}》：输入算式，按回车得到精确的值；：帮助 看命令，Tab 补全名称"),
        format!("{name}: type an expression for its exact value; :help tells the commands, Tab completes names"),
    ));
}

fn settled<'p>(program: &'p Program, files: &[InputFile], shell: &mut Shell) -> Result<Evaluation<'p>, Exit> {
    if files.is_empty() { Ok(rows::run(program, Batch::default())) } else { eval::settled(program, files, shell) }
}

impl Ground<'_> {
    fn prompt(&self) -> String {
        match &self.place {
            Some((table, _, _)) => format!("{table}[{}]> ", self.key),
            None => "> ".to_owned(),
        }
    }

    fn go(&mut self, named: Option<TableId>, keys: &str, shell: &mut Shell) -> Result<(), Exit> {
        let (table, row) = locate::row(&self.run, named, keys, shell).ok_or(Exit::Problems)?;
        let name = self.run.program().table(table).map_or_else(String::new, |table| table.name.to_string());
        self.place = Some((name, table, row));
        self.key = crate::wording::row::key(&self.run.key(table, row));
        Ok(())
    }

    /// Answers a line; gives whether to go on.
    fn answer(&mut self, line: &str, shell: &mut Shell) -> Result<bool, Exit> {
        let line = line.trim();
        let Some(command) = line.strip_prefix([':', '：']) else {
            if !line.is_empty() && !line.starts_with(['#', '＃']) {
                self.value(line, shell)?;
            }
            return Ok(true);
        };
        let command = command.trim();
        let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim();
        let known = COMMANDS.iter().find(|(zh, en, ..)| *zh == word || en.eq_ignore_ascii_case(word));
        match known.map(|(_, en, ..)| *en) {
            Some("row") => self.row(rest, shell)?,
            Some("type") => self.kind(rest, shell)?,
            Some("explain") => self.explain(rest, shell)?,
            Some("help") => print(help(shell).as_bytes()),
            Some("quit") => return Ok(false),
            Some(_) | None => {
                shell.fail(
                    "JY1067",
                    Words::new(format!("没有“：{word}”这个命令"), format!("there is no command :{word}")),
                    Words::new(
                        "可以用：：行、：类型、：解释、：帮助、：退出",
                        "there are :row, :type, :explain, :help, :quit",
                    ),
                );
                return Err(Exit::Problems);
            }
        }
        Ok(true)
    }

    fn value(&mut self, text: &str, shell: &mut Shell) -> Result<(), Exit> {
        let name = self.place.as_ref().map(|(name, _, _)| name.as_str());
        let built = self.loaded.expression(name, eval::source(text, shell));
        let (program, id) = eval::ready(built, &self.loaded.sources, shell)?;
        let (table, row) = self.place.as_ref().map(|(_, table, row)| (*table, *row)).unzip();
        let sources = &self.loaded.sources;
        let lent = self.run.lend(&program, |run| eval::answer(run, id, &run.env(table, row), (sources, shell)));
        lent.unwrap_or_else(|| {
            let run = settled(&program, &self.files, shell)?;
            eval::answer(&run, id, &run.env(table, row), (&self.loaded.sources, shell))
        })
    }

    fn row(&mut self, rest: &str, shell: &mut Shell) -> Result<(), Exit> {
        if rest.is_empty() {
            self.place = None;
            return Ok(());
        }
        if self.files.is_empty() {
            shell.fail(
                "JY1068",
                Words::new("没有数据，也就没有行", "without data there are no rows"),
                Words::new("离开以后加上 --data 再进来", "leave, and come back with --data"),
            );
            return Err(Exit::Problems);
        }
        let program = self.run.program();
        let table = rest.split_once(char::is_whitespace).and_then(|(first, keys)| {
            let at = program.tables.iter().position(|table| *table.name == *first)?;
            Some((TableId::at(at), keys.trim()))
        });
        match table {
            Some((table, keys)) => self.go(Some(table), keys, shell),
            None => self.go(None, rest, shell),
        }
    }

    fn kind(&mut self, text: &str, shell: &mut Shell) -> Result<(), Exit> {
        let name = self.place.as_ref().map(|(name, _, _)| name.as_str());
        let built = self.loaded.expression(name, eval::source(text, shell));
        let (program, id) = eval::ready(built, &self.loaded.sources, shell)?;
        let words = program.expr(id).map(|expr| type_words(&program, &expr.ty, shell.lang)).unwrap_or_default();
        print(format!("{words}\n").as_bytes());
        Ok(())
    }

    fn explain(&mut self, name: &str, shell: &mut Shell) -> Result<(), Exit> {
        let row = self.place.as_ref().map(|(_, table, row)| (*table, *row));
        let target = if name.is_empty() {
            Target::Outputs
        } else {
            let table = row.map(|(table, _)| table);
            Target::Slots(vec![locate::slot(self.run.program(), table, name, shell).ok_or(Exit::Problems)?])
        };
        let grounds = Grounds { sources: &self.loaded.sources, merged: Some(&self.loaded.merged), rows: ROWS };
        let explanation = explain_on(&self.run, &grounds, &Question { row, target });
        if explanation.nodes.is_empty() {
            shell.fail(
                "JY1025",
                Words::new("没有说明要解释哪一行", "it is not said which row to explain"),
                Words::new("先用 ：行 站到一行上，或者写出名称", "go to a row with :row first, or name a value"),
            );
            return Err(Exit::Problems);
        }
        print(explain_text::write(&explanation, shell.lang).as_bytes());
        Ok(())
    }
}

fn help(shell: &Shell) -> String {
    let first = Words::new(
        "输入一个算式，得到精确的值；# 开头的行不算。",
        "An expression gives its exact value; a line that begins with # is left out.",
    );
    let mut out = format!("{}\n", shell.say(&first));
    for (_, _, zh, en) in COMMANDS {
        out.push_str(&format!("  {}\n", shell.say(&Words::new(*zh, *en))));
    }
    out
}
