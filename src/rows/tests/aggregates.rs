use super::*;
use crate::ir::expr::{PercentileRule, RankKey, Share, Ties};
use proptest::prelude::*;

/// Hospitals with a level, and drugs that belong to them.
fn hospitals(build: &mut Build) -> (TableId, Vec<SlotId>, TableId, Vec<SlotId>, RelationId) {
    let (hospitals, h) = build.table("医疗机构", &["*编码", "级别", "增长率"]);
    let (drugs, d) = build.table("品种", &["*编码", "*名", "结余", "权"]);
    let up = build.relation(drugs, &d[..1], hospitals);
    (hospitals, h, drugs, d, up)
}

const HOSPITALS: &[&str] = &["A 三级 3", "B 三级 1", "C 二级 3", "D 三级 1"];
const DRUGS: &[&str] = &["A x 1.5 1", "A y 2 3", "A z 2 0", "C x 7 2"];

#[test]
fn rows_that_belong() {
    let mut build = Build::default();
    let (hospitals, _, drugs, d, up) = hospitals(&mut build);
    let mut slots = Vec::new();
    let ops = [
        AggregateOp::Sum,
        AggregateOp::Count,
        AggregateOp::Mean,
        AggregateOp::WeightedMean,
        AggregateOp::Max,
        AggregateOp::Min,
        AggregateOp::CountDistinct,
        AggregateOp::ListOut,
    ];
    for op in ops {
        let inner = build.at(1, d[2]);
        let weight = build.at(1, d[3]);
        let aggregate = Aggregate { belongs: below(up), weight: Some(weight), ..over(op, drugs, Some(inner)) };
        let expr = build.aggregate(aggregate);
        slots.push(build.formula("值", Some(hospitals), expr));
    }
    let words = in_any_order(&build.program, &[HOSPITALS, DRUGS], &slots);
    let by_op = |index: usize| words[index].join(" ");
    assert_eq!(by_op(0), "5.5 0 7 0");
    assert_eq!(by_op(1), "3 0 1 0");
    assert_eq!(by_op(2), "11/6 EmptyAggregate 7 EmptyAggregate");
    assert_eq!(by_op(3), "1.875 EmptyAggregate 7 EmptyAggregate");
    assert_eq!(by_op(4), "2 EmptyAggregate 7 EmptyAggregate");
    assert_eq!(by_op(5), "1.5 EmptyAggregate 7 EmptyAggregate");
    assert_eq!(by_op(6), "2 0 1 0");
    assert_eq!(words[7], ["1.5、2", "", "7", ""]);
}

#[test]
fn exists_all_and_filter() {
    let mut build = Build::default();
    let (hospitals, _, drugs, d, up) = hospitals(&mut build);
    let two = build.lit("2");
    let inner = build.at(1, d[2]);
    let large = build.bin(BinaryOp::GreaterEqual, inner, two);
    let exists = build.aggregate(Aggregate {
        belongs: below(up),
        filter: Some(large),
        ..over(AggregateOp::Exists, drugs, None)
    });
    let all = build.aggregate(Aggregate { belongs: below(up), ..over(AggregateOp::All, drugs, Some(large)) });
    let exists = build.formula("存在", Some(hospitals), exists);
    let all = build.formula("全部", Some(hospitals), all);
    let words = in_any_order(&build.program, &[HOSPITALS, DRUGS], &[exists, all]);
    assert_eq!(words[0].join(""), "是否是否");
    assert_eq!(words[1].join(""), "否是是是");
    let evaluation = run(&build.program, data(&[HOSPITALS, DRUGS]));
    let env = evaluation.env(Some(hospitals), Some(0));
    assert_eq!(evaluation.rows_of(AggregateId(0), &env), [1, 2]);
}

#[test]
fn peers_are_joined_and_a_missing_value_has_none() {
    let mut build = Build::default();
    let (hospitals, h) = build.table("医疗机构", &["*编码", "级别", "增长率"]);
    let (inner, level, own_level) = (build.at(1, h[2]), build.at(1, h[1]), build.at(0, h[1]));
    let joins = vec![(level, own_level)];
    let mean = build.aggregate(Aggregate { joins: joins.clone(), ..over(AggregateOp::Mean, hospitals, Some(inner)) });
    let mean = build.formula("平均", Some(hospitals), mean);
    // 本行 in the filter: the group cannot be shared, and means the same.
    let (outer_key, inner_key) = (build.at(0, h[0]), build.at(1, h[0]));
    let others = build.bin(BinaryOp::NotEqual, inner_key, outer_key);
    let others =
        build.aggregate(Aggregate { joins, filter: Some(others), ..over(AggregateOp::Count, hospitals, None) });
    let others = build.formula("其他", Some(hospitals), others);
    let rows: &[&str] = &["A 三级 3", "B 三级 1", "C 二级 3", "D 三级 2", "E 缺失 9"];
    let words = in_any_order(&build.program, &[rows], &[mean, others]);
    assert_eq!(words[0], ["2", "2", "3", "2", "EmptyAggregate"]);
    assert_eq!(words[1], ["2", "2", "0", "2", "0"]);
}

#[test]
fn whole_level_aggregates() {
    let mut build = Build::default();
    let (hospitals, h) = build.table("医疗机构", &["*编码", "级别", "增长率"]);
    let inner = build.at(1, h[2]);
    let total = build.aggregate(over(AggregateOp::Sum, hospitals, Some(inner)));
    let total = build.formula("总", None, total);
    assert_eq!(in_any_order(&build.program, &[HOSPITALS], &[total]), [["8"]]);
    assert_eq!(in_any_order(&build.program, &[&[]], &[total]), [["0"]]);
}

fn ranks(rows: &[&str], descending: bool, ties: Ties) -> Vec<String> {
    let mut build = Build::default();
    let (table, slots) = build.table("医疗机构", &["*编码", "值"]);
    let (inner, own) = (build.at(1, slots[1]), build.at(0, slots[1]));
    let op = AggregateOp::Rank { descending, ties };
    let rank = build.aggregate(Aggregate { own: Some(own), ..over(op, table, Some(inner)) });
    let rank = build.formula("名次", Some(table), rank);
    in_any_order(&build.program, &[rows], &[rank]).remove(0)
}

#[test]
fn equal_values_rank_by_the_tie_word() {
    let rows = &["A 5", "B 7", "C 7", "D 9"];
    assert_eq!(ranks(rows, false, Ties::Lowest), ["1", "2", "2", "4"]);
    assert_eq!(ranks(rows, false, Ties::Highest), ["1", "3", "3", "4"]);
    assert_eq!(ranks(rows, false, Ties::Average), ["1", "2.5", "2.5", "4"]);
    assert_eq!(ranks(rows, true, Ties::Lowest), ["4", "2", "2", "1"]);
    assert_eq!(ranks(rows, true, Ties::Forbidden), ["4", "TiedRank", "TiedRank", "1"]);
}

fn ranks_by_two(rows: &[&str], first: bool, second: bool, ties: Ties) -> Vec<String> {
    let mut build = Build::default();
    let (table, slots) = build.table("医疗机构", &["*编码", "值", "次值"]);
    let (inner, own) = (build.at(1, slots[1]), build.at(0, slots[1]));
    let then = vec![RankKey { value: build.at(1, slots[2]), own: build.at(0, slots[2]), descending: second }];
    let op = AggregateOp::Rank { descending: first, ties };
    let rank = build.aggregate(Aggregate { own: Some(own), then, ..over(op, table, Some(inner)) });
    let rank = build.formula("名次", Some(table), rank);
    in_any_order(&build.program, &[rows], &[rank]).remove(0)
}

#[test]
fn equals_of_the_first_value_rank_by_the_second() {
    let rows = &["A 5 1", "B 7 3", "C 7 2", "D 7 2", "E 9 1"];
    assert_eq!(ranks_by_two(rows, true, false, Ties::Lowest), ["5", "4", "2", "2", "1"]);
    assert_eq!(ranks_by_two(rows, true, false, Ties::Highest), ["5", "4", "3", "3", "1"]);
    assert_eq!(ranks_by_two(rows, true, false, Ties::Average), ["5", "4", "2.5", "2.5", "1"]);
    assert_eq!(ranks_by_two(rows, true, true, Ties::Lowest), ["5", "2", "3", "3", "1"]);
    assert_eq!(ranks_by_two(rows, false, true, Ties::Lowest), ["1", "2", "3", "3", "5"]);
    assert_eq!(ranks_by_two(rows, false, true, Ties::Forbidden), ["1", "2", "TiedRank", "TiedRank", "5"]);
}

#[test]
fn a_missing_value_takes_no_part_in_ranking() {
    assert_eq!(ranks(&["A 5", "B 缺失", "C 7"], true, Ties::Lowest), ["2", "缺失", "1"]);
}

#[test]
fn percentiles_name_their_definition() {
    let percentile = |definition, share| {
        let mut build = Build::default();
        let (table, slots) = build.table("表", &["*键", "值"]);
        let inner = build.at(1, slots[1]);
        let op = AggregateOp::Percentile { share: Share(share), definition };
        let percentile = build.aggregate(over(op, table, Some(inner)));
        let slot = build.formula("百分位", None, percentile);
        in_any_order(&build.program, &[&["a 40", "b 10", "c 20", "d 30"]], &[slot]).remove(0).remove(0)
    };
    assert_eq!(percentile(PercentileRule::Linear, 75_000), "32.5");
    assert_eq!(percentile(PercentileRule::NearestRank, 75_000), "30");
    assert_eq!(percentile(PercentileRule::NearestRank, 75_001), "40");
    assert_eq!(percentile(PercentileRule::Linear, 0), "10");
    assert_eq!(percentile(PercentileRule::Linear, 100_000), "40");
    assert_eq!(percentile(PercentileRule::NearestRank, 0), "10");
}

#[test]
fn a_spoiled_row_blames_only_what_it_enters() {
    let mut build = Build::default();
    let (hospitals, _, drugs, d, up) = hospitals(&mut build);
    let (seven, amount) = (build.lit("7"), build.at(0, d[2]));
    let small = build.bin(BinaryOp::Less, amount, seven);
    build.assertion("小于七", Some(drugs), small, true);
    let inner = build.at(1, d[2]);
    let sum = build.aggregate(Aggregate { belongs: below(up), ..over(AggregateOp::Sum, drugs, Some(inner)) });
    let sum = build.formula("合计", Some(hospitals), sum);
    let twice = build.at(0, d[2]);
    let twice = build.bin(BinaryOp::Add, twice, twice);
    let twice = build.formula("两倍", Some(drugs), twice);
    let words = in_any_order(&build.program, &[HOSPITALS, DRUGS], &[sum, twice, d[2]]);
    assert_eq!(words[0], ["5.5", "0", "CheckFailed", "0"]);
    assert_eq!(words[1], ["3", "4", "4", "CheckFailed"]);
    assert_eq!(words[2], ["1.5", "2", "2", "7"]);
}

#[test]
fn many_rows_with_peers_stay_quick() {
    let mut build = Build::default();
    let (table, slots) = build.table("表", &["*键", "组", "值"]);
    let (inner, own) = (build.at(1, slots[2]), build.at(0, slots[2]));
    let (group, own_group) = (build.at(1, slots[1]), build.at(0, slots[1]));
    let op = AggregateOp::Rank { descending: true, ties: Ties::Lowest };
    let joins = vec![(group, own_group)];
    let rank = build.aggregate(Aggregate { own: Some(own), joins, ..over(op, table, Some(inner)) });
    let rank = build.formula("名次", Some(table), rank);
    let rows: Vec<String> = (0..20_000).map(|row| format!("k{row:05} g{} {}", row % 2, row * 7919 % 20_000)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let evaluation = run(&build.program, data(&[&rows]));
    assert_eq!(evaluation.value(rank, Some(0)), Ok(value("10000")));
}

proptest! {
    /// Ranks agree with counting by hand, whatever the tie word.
    #[test]
    fn ranks_count_what_stands_before(values in prop::collection::vec(0_i64..6, 1..12), descending: bool) {
        let rows: Vec<String> = values.iter().enumerate().map(|(row, value)| format!("k{row:02} {value}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let lowest = ranks(&rows, descending, Ties::Lowest);
        let highest = ranks(&rows, descending, Ties::Highest);
        for (index, own) in values.iter().enumerate() {
            let before = values.iter().filter(|other| if descending { *other > own } else { *other < own }).count();
            let equal = values.iter().filter(|other| *other == own).count();
            prop_assert_eq!(&lowest[index], &(before + 1).to_string());
            prop_assert_eq!(&highest[index], &(before + equal).to_string());
        }
    }
}
