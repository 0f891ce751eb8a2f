use super::*;
use crate::ir::expr::{Absence, Cell as Test};
use crate::ir::schema::End;

fn row(build: &mut Build, cells: Vec<Test>, result: &str) -> DecisionRow {
    let result = build.lit(result);
    DecisionRow { cells, result, span: build.span() }
}

fn within(build: &mut Build, low: Option<(&str, End)>, high: Option<(&str, End)>) -> Test {
    let mut bound = |end: Option<(&str, End)>| end.map(|(text, end)| (build.lit(text), end));
    Test::Within { low: bound(low), high: bound(high) }
}

/// 约定比例 by kind and number of makers.
fn lookup(build: &mut Build) -> DecisionId {
    let (kind, _) = build.local("类别");
    let (makers, _) = build.local("企业数");
    let (plain, other) = (build.lit("普通"), build.lit("抗菌"));
    let one = build.lit("1");
    let several = within(build, Some(("2", End::Closed)), Some(("4", End::Open)));
    let many = within(build, Some(("4", End::Closed)), None);
    let rows = vec![
        row(build, vec![Test::OneOf(vec![plain]), Test::OneOf(vec![one])], "0.5"),
        row(build, vec![Test::OneOf(vec![plain]), several.clone()], "0.6"),
        row(build, vec![Test::OneOf(vec![plain]), many], "0.8"),
        row(build, vec![Test::OneOf(vec![other]), several], "0.4"),
        row(build, vec![Test::OneOf(vec![other]), Test::Absent(Absence::Missing)], "0.1"),
    ];
    build.decision(HitPolicy::Unique, &[kind, makers], rows)
}

fn applied(build: &mut Build, decision: DecisionId) -> SlotId {
    let (table, slots) = build.table("品种", &["*名", "类别", "企业数"]);
    let keys = vec![build.at(0, slots[1]), build.at(0, slots[2])];
    let expr = build.expr(ExprKind::Decide { decision, keys });
    build.formula("约定比例", Some(table), expr)
}

const ROWS: &[&str] = &["a 普通 1", "b 普通 3", "c 普通 4", "d 普通 1.5", "e 抗菌 3.9", "f 抗菌 缺失", "g 普通 缺失"];

#[test]
fn one_row_answers() {
    let mut build = Build::default();
    let decision = lookup(&mut build);
    let slot = applied(&mut build, decision);
    let words = in_any_order(&build.program, &[ROWS], &[slot]);
    assert_eq!(words[0], ["0.5", "0.6", "0.8", "NoAnswer", "0.4", "0.1", "NoAnswer"]);
    let evaluation = run(&build.program, data(&[ROWS]));
    let (_, blame) = evaluation.blames().next().unwrap();
    let keys = vec![value("普通"), value("1.5")];
    assert_eq!(blame.fault, Fault::NoAnswer { table: Some("表".into()), keys: keys.clone() });
    assert_eq!(blame.values.len(), 2);
    let env = evaluation.env(None, None);
    assert_eq!(evaluation.decide_row(decision, &keys, &env).unwrap(), Vec::<usize>::new());
    assert_eq!(evaluation.decide_row(decision, &[value("抗菌"), value("2")], &env).unwrap(), [3]);
}

#[test]
fn two_rows_must_not_answer() {
    let mut build = Build::default();
    let decision = lookup(&mut build);
    let not_plain = Test::NoneOf(vec![build.lit("普通")]);
    let added = row(&mut build, vec![not_plain, Test::Any], "9");
    build.program.decisions[0].rows.push(added);
    let slot = applied(&mut build, decision);
    let words = in_any_order(&build.program, &[ROWS], &[slot]);
    assert_eq!(words[0], ["0.5", "0.6", "0.8", "NoAnswer", "TwoAnswers", "TwoAnswers", "NoAnswer"]);
}

#[test]
fn cumulative_rows_are_summed() {
    let mut build = Build::default();
    let (local, amount) = build.local("金额");
    let (hundred, tenth, half) = (build.lit("100"), build.lit("0.1"), build.lit("0.5"));
    let low = within(&mut build, Some(("0", End::Open)), None);
    let high = within(&mut build, Some(("100", End::Open)), None);
    let capped = build.expr(ExprKind::AtMost(amount, hundred));
    let below = build.bin(BinaryOp::Multiply, capped, tenth);
    let excess = build.bin(BinaryOp::Subtract, amount, hundred);
    let above = build.bin(BinaryOp::Multiply, excess, half);
    let span = build.span();
    let rows = vec![
        DecisionRow { cells: vec![low], result: below, span },
        DecisionRow { cells: vec![high], result: above, span },
    ];
    let decision = build.decision(HitPolicy::Cumulative, &[local], rows);
    let (table, slots) = build.table("表", &["*名", "金额"]);
    let keys = vec![build.at(0, slots[1])];
    let expr = build.expr(ExprKind::Decide { decision, keys });
    let slot = build.formula("额", Some(table), expr);
    let words = in_any_order(&build.program, &[&["a 0", "b 50", "c 100", "d 160"]], &[slot]);
    assert_eq!(words[0], ["0", "5", "10", "40"]);
}

#[test]
fn bounds_may_read_the_row_and_parameters() {
    let mut build = Build::default();
    let param = build.param("上限", &[("", "", "5")]);
    let (table, slots) = build.table("表", &["*名", "值", "下限"]);
    let (local, _) = build.local("取值");
    let (limit, low) = (build.expr(ExprKind::Param(param)), build.at(0, slots[2]));
    let inside = Test::Within { low: Some((low, End::Closed)), high: Some((limit, End::Closed)) };
    let above = Test::Within { low: Some((limit, End::Open)), high: None };
    let rows = vec![row(&mut build, vec![inside], "内"), row(&mut build, vec![above], "超")];
    let decision = build.decision(HitPolicy::Unique, &[local], rows);
    let keys = vec![build.at(0, slots[1])];
    let expr = build.expr(ExprKind::Decide { decision, keys });
    let slot = build.formula("段", Some(table), expr);
    let words = in_any_order(&build.program, &[&["a 3 2", "b 3 4", "c 6 9"]], &[slot]);
    assert_eq!(words[0], ["内", "NoAnswer", "超"]);
}

#[test]
fn a_thousand_rows_answer_quickly() {
    let mut build = Build::default();
    let (local, _) = build.local("码");
    let rows = (0..1_000)
        .map(|index| {
            let cell = Test::OneOf(vec![build.lit(&format!("c{index}")), build.lit(&format!("d{index}"))]);
            row(&mut build, vec![cell], &index.to_string())
        })
        .collect();
    let decision = build.decision(HitPolicy::Unique, &[local], rows);
    let (table, slots) = build.table("表", &["*名", "码"]);
    let keys = vec![build.at(0, slots[1])];
    let expr = build.expr(ExprKind::Decide { decision, keys });
    let slot = build.formula("值", Some(table), expr);
    let lines: Vec<String> = (0..10_000).map(|row| format!("k{row} d{}", row % 1_000)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let evaluation = run(&build.program, data(&[&lines]));
    assert_eq!(evaluation.value(slot, Some(9_999)), Ok(value("999")));
    assert_eq!(evaluation.blames().count(), 0);
}
