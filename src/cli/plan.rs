//! `jieyu plan`: how a policy would be computed on large data, without any data.

use super::args::PlanArgs;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell, print};
use crate::columns::plan::Part;
use crate::columns::stage::{Form, Stage};
use crate::columns::{Plan, Refusal};
use crate::diagnostic::{Words, counted};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{AssertionId, ExprId, SlotId, TableId};
use crate::ir::program::{Program, SlotKind, Step};
use std::collections::BTreeSet;

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
            Part::Rows(step, Refusal::Whole) => whole_words(program, *step),
            Part::Rows(step, refusal) => rows_words(program, *step, *refusal),
        };
        text.push_str(&format!("{}. {}\n", index.saturating_add(1), shell.say(&words)));
    }
    text.push_str(shell.say(&counts(&plan)));
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

/// How many parts of each kind there are.
fn counts(plan: &Plan) -> Words {
    let count = |test: fn(&Part) -> bool| plan.parts.iter().filter(|part| test(part)).count();
    let stages = count(|part| matches!(part, Part::Stage(_)));
    let whole = count(|part| matches!(part, Part::Rows(_, Refusal::Whole)));
    let rest = plan.parts.len().saturating_sub(stages).saturating_sub(whole);
    Words::new(
        format!(
            "共 {stages} 趟成批计算，{rest} 步逐行计算，{whole} 步整体只算一次；超出 64 位的一块改用 128 位计算，仍放不下的行一行一行精确重算"
        ),
        format!(
            "{stages} passes in columns, {rest} steps by rows, {whole} steps once for the whole; chunks that leave 64 bits take 128, and rows that leave those are computed one by one, exactly"
        ),
    )
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
    en.push_str(&format!("{name}, in columns, {}", counted(stage.ops.len(), "operation")));
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
        let name = assertion_name(program, assertion);
        zh.push_str(&format!("\n     {}", name.zh));
        en.push_str(&format!("\n     {}", name.en));
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

/// What a step computes, as it is called.
fn step_name(program: &Program, step: Step) -> Words {
    match step {
        Step::Slot(slot) => Words::same(slot_name(program, slot)),
        Step::Derive(table) => Words::same(table_name(program, table)),
        Step::Allocate(id) => {
            Words::same(program.allocation(id).map(|found| found.name.to_string()).unwrap_or_default())
        }
        Step::Assert(id) => assertion_name(program, id),
    }
}

fn assertion_name(program: &Program, id: AssertionId) -> Words {
    let (name, row_check) = program.assertion(id).map(|found| (&*found.name, found.row_check)).unwrap_or_default();
    match row_check {
        true => Words::new(format!("校验 {name}"), format!("check {name}")),
        false => Words::new(format!("断言 {name}"), format!("assertion {name}")),
    }
}

fn rows_words(program: &Program, step: Step, refusal: Refusal) -> Words {
    let (name, why) = (step_name(program, step), refusal.words());
    Words::new(format!("{}，逐行：{}", name.zh, why.zh), format!("{}, by rows: {}", name.en, why.en))
}

/// A value of the whole is computed once; what takes time is the rows of the tables that it adds up.
fn whole_words(program: &Program, step: Step) -> Words {
    let name = step_name(program, step);
    let tables: Vec<String> = read(program, step).into_iter().map(|table| table_name(program, table)).collect();
    if tables.is_empty() {
        return Words::new(format!("{}，整体只算一次", name.zh), format!("{}, once for the whole", name.en));
    }
    Words::new(
        format!("{}，整体只算一次，为此逐行读{}", name.zh, tables.join("、")),
        format!("{}, once for the whole, reading the rows of {}", name.en, tables.join(", ")),
    )
}

/// The tables whose rows a step of the whole goes over.
fn read(program: &Program, step: Step) -> BTreeSet<TableId> {
    let mut open = match step {
        Step::Slot(slot) => rules(program, slot),
        Step::Assert(id) => program.assertion(id).map(|found| vec![found.holds]).unwrap_or_default(),
        Step::Derive(_) | Step::Allocate(_) => Vec::new(),
    };
    let mut tables = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(expr) = program.expr(id) else { continue };
        if let ExprKind::Aggregate(aggregate) = &expr.kind
            && let Some(aggregate) = program.aggregate(*aggregate)
        {
            tables.insert(aggregate.table);
        }
        open.extend(expr.kind.children());
    }
    tables
}

/// The expressions that decide a value of the whole.
fn rules(program: &Program, slot: SlotId) -> Vec<ExprId> {
    match program.slot(slot).map(|slot| &slot.kind) {
        Some(SlotKind::Formula { value, exceptions }) => {
            let effects = exceptions.iter().filter_map(|id| program.exception(*id)).flat_map(|found| &found.effects);
            let own = effects.filter(|(of, _)| *of == slot).map(|(_, value)| *value);
            [*value].into_iter().chain(own).collect()
        }
        Some(SlotKind::Applies(id)) => program
            .exception(*id)
            .into_iter()
            .flat_map(|found| found.when.into_iter().chain(found.unless.clone()))
            .collect(),
        Some(
            SlotKind::Column(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_),
        )
        | None => Vec::new(),
    }
}
