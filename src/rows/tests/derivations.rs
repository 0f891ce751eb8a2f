use super::*;
use crate::ir::program::{DerivedSource, Rollup};

/// 约定采购 (机构 品种 数量) and 机构变更 (原机构 承接机构 比例), as in a merger or split.
struct Case {
    build: Build,
    derived: TableId,
    columns: Vec<SlotId>,
    total: SlotId,
}

fn case(rollup: bool) -> Case {
    let mut build = Build::default();
    let (hospitals, _) = build.table("医疗机构", &["*编码"]);
    let (agreed, a) = build.table("约定采购", &["*机构", "*品种", "数量"]);
    let (moves, m) = build.table("机构变更", &["*原机构", "*承接机构", "比例"]);
    let (outer, inner) = (build.at(0, a[0]), build.at(1, m[0]));
    let moved = build.aggregate(Aggregate { joins: vec![(inner, outer)], ..over(AggregateOp::Exists, moves, None) });
    let stays = build.expr(ExprKind::Not(moved));
    let (drug, amount) = (build.at(0, a[1]), build.at(0, a[2]));
    let first = DerivedSource {
        table: agreed,
        joined: None,
        joins: Vec::new(),
        filter: Some(stays),
        values: vec![outer, drug, amount],
        span: Span::default(),
    };
    let (heir, share) = (build.at(1, m[1]), build.at(1, m[2]));
    let part = build.bin(BinaryOp::Multiply, amount, share);
    let second = DerivedSource {
        table: agreed,
        joined: Some(moves),
        joins: vec![(inner, outer)],
        filter: None,
        values: vec![heir, drug, part],
        span: Span::default(),
    };
    // The column of the roll-up is the slot after the two keys.
    let column = SlotId::at(build.program.slots.len() + 2);
    let rollup = if rollup { vec![(column, Rollup::Sum)] } else { Vec::new() };
    let derivation = Derivation { sources: vec![first, second], rollup };
    let (derived, columns) = build.derived("承接后", &["*机构", "*品种", "约定量"], derivation);
    build.relation(derived, &columns[..1], hospitals);
    let value = build.at(1, columns[2]);
    let total = build.aggregate(over(AggregateOp::Sum, derived, Some(value)));
    let total = build.formula("总", None, total);
    Case { build, derived, columns, total }
}

const HOSPITALS: &[&str] = &["A", "B", "C"];

#[test]
fn merged_rows_are_rolled_up_by_key() {
    let case = case(true);
    let agreed: &[&str] = &["A x 10", "B x 5", "B y 7", "C x 1"];
    let moves: &[&str] = &["B A 0.4", "B C 0.6"];
    let slots: Vec<SlotId> = case.columns.iter().copied().chain([case.total]).collect();
    let words = in_any_order(&case.build.program, &[HOSPITALS, agreed, moves], &slots);
    assert_eq!(words[0], ["A", "A", "C", "C"]);
    assert_eq!(words[1], ["x", "y", "x", "y"]);
    assert_eq!(words[2], ["12", "2.8", "4", "4.2"]);
    assert_eq!(words[3], ["23"]);
}

#[test]
fn equal_keys_without_a_roll_up_spoil_their_row() {
    let case = case(false);
    let tables: &[&[&str]] = &[HOSPITALS, &["A x 10", "B x 5", "B y 7"], &["B A 1"]];
    let words = in_any_order(&case.build.program, tables, &[case.columns[2], case.total]);
    assert_eq!(words, [vec!["DuplicateKey", "7"], vec!["DuplicateKey"]]);
}

#[test]
fn a_fault_spoils_the_derived_cell_alone() {
    let case = case(true);
    let tables: &[&[&str]] = &[HOSPITALS, &["A x 10", "B x 5", "B y 7"], &["B A !坏"]];
    let words = in_any_order(&case.build.program, tables, &[case.columns[1], case.columns[2], case.total]);
    assert_eq!(words[0], ["x", "y"]);
    assert_eq!(words[1], ["BadCell", "BadCell"]);
    assert_eq!(words[2], ["BadCell"]);
    let evaluation = run(&case.build.program, data(tables));
    assert_eq!(evaluation.blames().count(), 1);
}

#[test]
fn a_derived_row_may_dangle() {
    let case = case(true);
    let tables: &[&[&str]] = &[HOSPITALS, &["A x 10", "B x 5"], &["B Z 1"]];
    let words = in_any_order(&case.build.program, tables, &[case.columns[2], case.total]);
    assert_eq!(words, [vec!["10", "5"], vec!["Dangling"]]);
    let evaluation = run(&case.build.program, data(tables));
    let (_, blame) = evaluation.blames().next().unwrap();
    assert_eq!(blame.fault, Fault::Dangling { key: vec![value("Z")] });
    assert_eq!((blame.table, blame.key.as_slice()), (Some(case.derived), [value("Z"), value("x")].as_slice()));
    assert_eq!(evaluation.spoiled_by(case.derived, 1), Some(crate::ir::fault::BlameId(0)));
}

#[test]
fn a_key_that_cannot_be_known_hides_rows_from_all() {
    let case = case(true);
    let tables: &[&[&str]] = &[HOSPITALS, &["A x 10", "B x 5"], &["B !坏 1"]];
    let words = in_any_order(&case.build.program, tables, &[case.columns[2], case.total]);
    assert_eq!(words, [vec!["10"], vec!["BadCell"]]);
}

#[test]
fn counts_and_extremes() {
    let mut case = case(true);
    let tables: &[&[&str]] = &[HOSPITALS, &["A x 10", "B x 5", "C y 1"], &["B A 1"]];
    for (rollup, expected) in [(Rollup::Max, ["10", "1"]), (Rollup::Min, ["5", "1"]), (Rollup::Count, ["2", "1"])] {
        if let TableSource::Derived(derivation) = &mut case.build.program.tables[case.derived.index()].source {
            derivation.rollup[0].1 = rollup;
        }
        assert_eq!(in_any_order(&case.build.program, tables, &[case.columns[2]]), [expected]);
    }
}
