//! `jieyu plan`: how a policy would be computed on large data, without any data.

use super::args::PlanArgs;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell, print};
use crate::columns::plan::Part;
use crate::columns::stage::{Form, Stage};
use crate::columns::{Plan, Refusal};
use crate::diagnostic::Words;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, Step};

pub fn run(args: &PlanArgs, shell: &mut Shell) -> Exit {
    match show(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn show(args: &PlanArgs, shell: &mut Shell) -> Result<(), Exit> {
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = sound(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let plan = Plan::of(program);
    let mut text = String::new();
    for (index, part) in plan.parts.iter().enumerate() {
        let words = match part {
            Part::Stage(stage) => stage_words(program, &plan, stage),
            Part::Rows(step, refusal) => rows_words(program, *step, *refusal),
        };
        text.push_str(&format!("{}. {}\n", index.saturating_add(1), shell.say(&words)));
    }
    let stages = plan.parts.iter().filter(|part| matches!(part, Part::Stage(_))).count();
    let rest = plan.parts.len().saturating_sub(stages);
    let words = Words::new(
        format!("共 {stages} 趟成批计算，{rest} 步逐行计算；超出 64 位的一块改用 128 位计算，仍放不下的行逐行精确重算"),
        format!(
            "{stages} passes in columns, {rest} steps by rows; chunks that leave 64 bits take 128, and rows that leave those are computed one by one, exactly"
        ),
    );
    text.push_str(shell.say(&words));
    text.push('\n');
    for (index, table) in program.tables.iter().enumerate() {
        if let Some(passes) = plan.passes(program, TableId::at(index)) {
            text.push_str(shell.say(&passes_words(&table.name, passes)));
            text.push('\n');
        }
    }
    print(text.as_bytes());
    Ok(())
}

fn passes_words(name: &str, passes: usize) -> Words {
    let times = if passes == 1 { "once".to_owned() } else { format!("{passes} times") };
    Words::new(
        format!("{name}是最大的表、文件是普通 CSV 时，边读边算，读 {passes} 遍，不占内存"),
        format!(
            "{name}, where it is the largest table and its file a plain CSV, is read {times} and not held in memory"
        ),
    )
}

fn table_name(program: &Program, table: TableId) -> String {
    program.table(table).map(|table| table.name.to_string()).unwrap_or_default()
}

fn slot_name(program: &Program, slot: SlotId) -> String {
    program.slot(slot).map(|slot| slot.name.to_string()).unwrap_or_default()
}

fn stage_words(program: &Program, plan: &Plan, stage: &Stage) -> Words {
    let name = table_name(program, stage.table);
    let (mut zh, mut en) = (format!("{name}，成批，{} 个运算", stage.ops.len()), String::new());
    en.push_str(&format!("{name}, in columns, {} operations", stage.ops.len()));
    for (slot, val) in &stage.fills {
        let (slot, width) = (slot_name(program, *slot), width(val.form()));
        zh.push_str(&format!("\n     {slot}：{}", width.zh));
        en.push_str(&format!("\n     {slot}: {}", width.en));
    }
    for group in stage.groups.iter().filter_map(|group| plan.groups.get(*group)) {
        let width = width(group.form);
        let outer = group.outer.map(|outer| table_name(program, outer));
        let (to_zh, to_en) = match &outer {
            Some(outer) => (outer.clone(), outer.clone()),
            None => ("整体".to_owned(), "the whole".to_owned()),
        };
        zh.push_str(&format!("\n     汇总到{to_zh}：{}", width.zh));
        en.push_str(&format!("\n     added up for {to_en}: {}", width.en));
    }
    if let Some((assertion, _)) = stage.test {
        let name = program.assertion(assertion).map(|assertion| assertion.name.to_string()).unwrap_or_default();
        zh.push_str(&format!("\n     校验 {name}"));
        en.push_str(&format!("\n     check {name}"));
    }
    Words::new(zh, en)
}

fn width(form: Form) -> Words {
    match form {
        Form::Number { scale: 1 } => Words::new("64 位整数", "64-bit whole number"),
        Form::Number { scale } => Words::new(format!("64 位整数 ÷ {scale}"), format!("64-bit whole number ÷ {scale}")),
        Form::Ratio { .. } => {
            Words::new("两个 64 位整数之商，不取整", "a quotient of two 64-bit whole numbers, not rounded")
        }
        Form::Bool => Words::new("是否", "yes or no"),
        Form::Text => Words::new("文本编号", "number of a text"),
        Form::Day => Words::new("日期", "day"),
    }
}

fn rows_words(program: &Program, step: Step, refusal: Refusal) -> Words {
    let name = match step {
        Step::Slot(slot) => slot_name(program, slot),
        Step::Derive(table) => table_name(program, table),
        Step::Allocate(id) => program.allocation(id).map(|found| found.name.to_string()).unwrap_or_default(),
        Step::Assert(id) => program.assertion(id).map(|found| found.name.to_string()).unwrap_or_default(),
    };
    let why = refusal.words();
    Words::new(format!("{name}，逐行：{}", why.zh), format!("{name}, by rows: {}", why.en))
}
