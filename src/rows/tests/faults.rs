use super::*;
use crate::rows::Failure;

#[test]
fn a_fault_has_its_place_and_is_blamed_once() {
    let mut build = Build::default();
    let (hospitals, h) = build.table("医疗机构", &["*编码"]);
    let (drugs, d) = build.table("品种", &["*编码", "*名", "采购量", "约定量"]);
    let up = build.relation(drugs, &d[..1], hospitals);
    let (bought, agreed) = (build.at(0, d[2]), build.at(0, d[3]));
    let rate = build.bin(BinaryOp::Divide, bought, agreed);
    let rate = build.formula("完成率", Some(drugs), rate);
    let again = build.at(0, rate);
    let again = build.bin(BinaryOp::Add, again, again);
    let again = build.formula("两倍", Some(drugs), again);
    let inner = build.at(1, again);
    let sum = build.aggregate(Aggregate { belongs: below(up), ..over(AggregateOp::Sum, drugs, Some(inner)) });
    let sum = build.formula("合计", Some(hospitals), sum);
    let total = build.aggregate(over(AggregateOp::Sum, hospitals, None));
    let _ = (h, total);
    let rows: &[&str] = &["A x 5 10", "A y 3 0", "B x 1 2"];
    let words = in_any_order(&build.program, &[&["A", "B"], rows], &[rate, again, sum]);
    assert_eq!(words[0], ["0.5", "DivisionByZero", "0.5"]);
    assert_eq!(words[1], ["1", "DivisionByZero", "1"]);
    assert_eq!(words[2], ["DivisionByZero", "1"]);
    let evaluation = run(&build.program, data(&[&["A", "B"], rows]));
    let blames: Vec<_> = evaluation.blames().collect();
    let [(id, blame)] = blames.as_slice() else { panic!("one blame, not {}", blames.len()) };
    assert_eq!(blame.slot, Some(rate));
    assert_eq!((blame.table, blame.row), (Some(drugs), Some(1)));
    assert_eq!(blame.key, [value("A"), value("y")]);
    assert_eq!(blame.values, [(Arc::from("采购量"), value("3")), (Arc::from("约定量"), value("0"))]);
    let SlotKind::Formula { value: at, .. } = &build.program.slots[rate.index()].kind else { panic!("a formula") };
    assert_eq!(blame.span, build.program.exprs[at.index()].span);
    assert_eq!(evaluation.value(sum, Some(0)), Err(*id));
    // The same expression again has the same fault, and nobody is blamed twice.
    let env = evaluation.env(Some(drugs), Some(1));
    let failure: Failure = evaluation.eval(*at, &env).unwrap_err();
    assert_eq!(evaluation.fault(&failure), &Fault::DivisionByZero);
    assert_eq!(evaluation.follow(drugs, 2, &[up]), Some(1));
    assert_eq!(evaluation.find(drugs, &[value("B"), value("x")]), Some(2));
}

#[test]
fn a_bad_cell_blames_what_reads_it() {
    let mut build = Build::default();
    let (table, slots) = build.table("表", &["*名", "甲", "乙"]);
    let (one, other) = (build.at(0, slots[1]), build.at(0, slots[2]));
    let one = build.bin(BinaryOp::Add, one, one);
    let one = build.formula("一", Some(table), one);
    let other = build.formula("二", Some(table), other);
    let words = in_any_order(&build.program, &[&["a !不是数 2", "b 1 2"]], &[one, other]);
    assert_eq!(words, [["BadCell", "2"], ["2", "2"]]);
    let evaluation = run(&build.program, data(&[&["a !不是数 2"]]));
    let (_, blame) = evaluation.blames().next().unwrap();
    assert_eq!((blame.slot, blame.key.as_slice()), (Some(slots[1]), [value("a")].as_slice()));
    assert_eq!(blame.fault, Fault::BadCell { words: "不是数".into() });
}

#[test]
fn assertions_are_blamed_and_change_nothing() {
    let mut build = Build::default();
    let (table, slots) = build.table("表", &["*名", "值"]);
    let (amount, zero) = (build.at(0, slots[1]), build.lit("0"));
    let copy = build.formula("同", Some(table), amount);
    let copied = build.at(0, copy);
    let positive = build.bin(BinaryOp::Greater, copied, zero);
    build.assertion("大于零", Some(table), positive, false);
    let rows: &[&str] = &["a 1", "b 0"];
    assert_eq!(in_any_order(&build.program, &[rows], &[copy]), [["1", "0"]]);
    let evaluation = run(&build.program, data(&[rows]));
    let (_, blame) = evaluation.blames().next().unwrap();
    let sides = Box::new([(copied, value("0")), (zero, value("0"))]);
    assert_eq!(blame.fault, Fault::AssertionFailed { name: "大于零".into(), sides: Some(sides) });
    assert_eq!(blame.values, [(Arc::from("同"), value("0"))]);
    assert_eq!(blame.key, [value("b")]);
}

#[test]
fn a_fault_inside_a_shared_group_is_blamed_once() {
    let mut build = Build::default();
    let (table, slots) = build.table("表", &["*名", "值"]);
    let (ten, inner) = (build.lit("10"), build.at(1, slots[1]));
    let quotient = build.bin(BinaryOp::Divide, ten, inner);
    let mean = build.aggregate(over(AggregateOp::Mean, table, Some(quotient)));
    let mean = build.formula("平均", Some(table), mean);
    let evaluation = run(&build.program, data(&[&["a 1", "b 0", "c 0"]]));
    assert_eq!(shown(&evaluation, mean), ["DivisionByZero", "DivisionByZero", "DivisionByZero"]);
    assert_eq!(evaluation.blames().count(), 1);
    assert_eq!(evaluation.blame(crate::ir::fault::BlameId(0)).values, [(Arc::from("值"), value("0"))]);
}

#[test]
fn references_that_dangle_or_are_absent() {
    let mut build = Build::default();
    let (hospitals, h) = build.table("医疗机构", &["*编码", "级别"]);
    let (drugs, d) = build.table("品种", &["*名", "编码"]);
    let up = build.relation(drugs, &d[1..], hospitals);
    let level = build.via(0, &[up], h[1]);
    let level = build.formula("级别", Some(drugs), level);
    let count = build.aggregate(Aggregate { belongs: below(up), ..over(AggregateOp::Count, drugs, None) });
    let count = build.formula("个数", Some(hospitals), count);
    let words = in_any_order(&build.program, &[&["A 三级"], &["x A", "y 缺失", "z B"]], &[level, count]);
    assert_eq!(words[0], ["三级", "缺失", "Dangling"]);
    assert_eq!(words[1], ["1"]);
    // A row that might belong to anyone leaves everyone without a count.
    let words = in_any_order(&build.program, &[&["A 三级"], &["x A", "y !坏"]], &[level, count]);
    assert_eq!(words, [vec!["三级", "BadCell"], vec!["BadCell"]]);
}

#[test]
fn deep_expressions_fit_the_stack() {
    let mut build = Build::default();
    let mut expr = build.lit("1");
    for _ in 0..256 {
        let one = build.lit("1");
        let test = build.bin(BinaryOp::Less, one, one);
        let more = build.bin(BinaryOp::Add, expr, one);
        expr = build.expr(ExprKind::If { test, then: one, otherwise: more });
    }
    let slot = build.formula("深", None, expr);
    assert_eq!(shown(&run(&build.program, Batch::default()), slot), ["257"]);
}

#[test]
fn an_evaluation_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&run(&Program::default(), Batch::default()));
}

#[test]
fn foreign_ids_are_no_panic() {
    let program = Program::default();
    let evaluation = run(&program, Batch::default());
    let (env, far) = (evaluation.env(None, Some(3)), 9_999);
    assert_eq!(evaluation.rows(TableId(far)), 0);
    assert_eq!(evaluation.value(SlotId(far), Some(1)), Ok(Value::Missing));
    assert!(evaluation.eval(ExprId(far), &env).is_err());
    assert!(evaluation.rows_of(AggregateId(far), &env).is_empty());
    assert!(evaluation.output(9).is_empty());
    assert_eq!(evaluation.blame(crate::ir::fault::BlameId(far)).row, None);
    assert_eq!(evaluation.follow(TableId(far), 0, &[RelationId(far)]), None);
}
