//! `jieyu sample`: made-up data that fit a policy, as files that `run` reads.

use super::args::SampleArgs;
use super::output::{self, Target};
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::ir::program::Program;
use crate::report::inputs;
use crate::report::table::ResultTable;
use crate::sample::{self, Wish};
use crate::session::nearest;
use crate::value::number::Number;

/// Rows of the finest tables where nothing is said.
const ROWS: usize = 100;

pub fn run(args: &SampleArgs, shell: &mut Shell) -> Exit {
    match make(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn make(args: &SampleArgs, shell: &mut Shell) -> Result<(), Exit> {
    let target = target(args, shell)?;
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = sound(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let wish = wish(args, program, shell)?;
    let sample = sample::sample(program, &wish);
    let tables = inputs::tables(&program.schemas, &sample.batch);
    output::save(&target, &tables, (true, false), shell)?;
    for note in &sample.notes {
        let words = note.words();
        shell.remark(&Words::new(format!("注意：{}", words.zh), format!("note: {}", words.en)));
    }
    tell(args, &tables, shell);
    Ok(())
}

fn target(args: &SampleArgs, shell: &mut Shell) -> Result<Target, Exit> {
    match output::target(&args.out, shell)? {
        Target::Csv(_) | Target::Json(_) => {
            let ending = args.out.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
            shell.fail(
                "JY1016",
                Words::new(
                    format!("样例数据不能保存为一个 .{ending} 文件"),
                    format!("a sample is not saved as one .{ending} file"),
                ),
                Words::new(
                    "给一个文件夹（每张表一个 CSV 文件），或以 .xlsx 结尾",
                    "name a folder for one CSV file a table, or end it in .xlsx",
                ),
            );
            Err(Exit::Usage)
        }
        target @ (Target::Workbook(_) | Target::Folder(_)) => Ok(target),
    }
}

/// What was typed behind `--rows` and `--edges`.
fn wish(args: &SampleArgs, program: &Program, shell: &mut Shell) -> Result<Wish, Exit> {
    let mut wish = Wish { rows: ROWS, tables: Vec::new(), seed: args.seed, edges: 0 };
    for typed in &args.rows {
        let (table, count) = match typed.split_once(['=', '＝']) {
            Some((table, count)) => (Some(table.trim()), count.trim()),
            None => (None, typed.trim()),
        };
        let Ok(count) = count.parse::<usize>() else {
            shell.fail(
                "JY1028",
                Words::new(format!("--rows 后面的“{typed}”不是行数"), format!("--rows {typed} is no number of rows")),
                Words::new("写成 --rows 1000，或 --rows 表=1000", "write --rows 1000, or --rows TABLE=1000"),
            );
            return Err(Exit::Usage);
        };
        match table {
            None => wish.rows = count,
            Some(table) => wish.tables.push((known(table, program, shell)?, count)),
        }
    }
    wish.edges = thousandths(&args.edges, shell)?;
    Ok(wish)
}

/// The name of an input table, as typed.
fn known(typed: &str, program: &Program, shell: &mut Shell) -> Result<String, Exit> {
    let names: Vec<String> = program.schemas.iter().map(|schema| schema.name.to_string()).collect();
    if names.iter().any(|name| name == typed) {
        return Ok(typed.to_owned());
    }
    let help = match nearest(typed, &names) {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new(format!("数据表有：{}", names.join("、")), format!("the tables are: {}", names.join(", "))),
    };
    shell.fail(
        "JY1021",
        Words::new(format!("政策里没有数据表“{typed}”"), format!("the policy has no table of data {typed}")),
        help,
    );
    Err(Exit::Usage)
}

/// 10%, 0.5%, 0.1 in thousandths.
fn thousandths(typed: &str, shell: &mut Shell) -> Result<u32, Exit> {
    let text = typed.trim().replace('％', "%");
    let (digits, unit) = match text.strip_suffix('%') {
        Some(digits) => (digits, Number::from(10)),
        None => (text.as_str(), Number::from(1_000)),
    };
    let share = Number::parse_decimal(digits.trim()).map(|number| (&number * &unit).floor());
    let share = share.and_then(|share| share.to_i64()).and_then(|share| u32::try_from(share).ok());
    share.filter(|share| *share <= 1_000).ok_or_else(|| {
        shell.fail(
            "JY1029",
            Words::new(
                format!("--edges 后面的“{typed}”不是 0 到 100% 之间的百分数"),
                format!("--edges {typed} is no share between 0 and 100%"),
            ),
            Words::new("写成 --edges 10%", "write --edges 10%"),
        );
        Exit::Usage
    })
}

/// How many rows there are, and what to do with them.
fn tell(args: &SampleArgs, tables: &[ResultTable], shell: &Shell) {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for table in tables {
        zh.push(format!("{} {} 行", table.name, table.rows.len()));
        en.push(format!("{} {} rows", table.name, table.rows.len()));
    }
    shell.remark(&Words::new(zh.join("，"), en.join(", ")));
    let (policy, out) = (args.policy.display(), args.out.display());
    shell.remark(&Words::new(
        format!("接下来可以运行：jieyu run {policy} --data {out}"),
        format!("next: jieyu run {policy} --data {out}"),
    ));
}
