use super::*;
use crate::ir::ids::AssessmentId;
use crate::ir::program::{Assessment, Combine, Indicator, MissingRule};
use crate::value::rounding::Rounding;
use proptest::prelude::*;

/// An assessment whose indicators score what their columns hold.
fn program(
    full: &str,
    weights: &[(&str, &str)],
    combine: Combine,
    rule: Option<MissingRule>,
) -> (Program, Vec<SlotId>) {
    let mut build = Build::default();
    let names: Vec<String> = (0..weights.len()).map(|index| format!("c{index}")).collect();
    let columns: Vec<&str> = ["*编码"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let (table, slots) = build.table("医疗机构", &columns);
    let id = AssessmentId(0);
    let mut indicators = Vec::new();
    let mut score_slots = Vec::new();
    for (index, (weight, marks)) in weights.iter().enumerate() {
        let weight = build.lit(weight);
        let reading = build.at(0, slots[index + 1]);
        let (value_local, score) = build.local("取值");
        let value_slot =
            build.computed("取值", Some(table), SlotKind::IndicatorValue { assessment: id, indicator: index });
        let score_slot =
            build.computed("得分", Some(table), SlotKind::IndicatorScore { assessment: id, indicator: index });
        score_slots.push(score_slot);
        indicators.push(Indicator {
            name: "指标".into(),
            key: false,
            weight: (combine == Combine::Weighted).then_some(weight),
            full: Number::parse_decimal(marks).unwrap(),
            value: reading,
            value_local,
            score,
            value_slot,
            score_slot,
            missing: rule.clone(),
            inapplicable: rule.clone(),
            bases: Vec::new(),
            span: Span::default(),
        });
    }
    let score = build.computed("得分", Some(table), SlotKind::AssessmentScore(id));
    build.program.assessments.push(Assessment {
        name: "考核".into(),
        owner: Some(table),
        full: Number::parse_decimal(full).unwrap(),
        indicators,
        combine,
        rounding: Some((Rounding::HalfUp, Number::from_scaled(1, 2))),
        score,
        span: Span::default(),
    });
    score_slots.push(score);
    (build.program, score_slots)
}

const WEIGHTS: &[(&str, &str)] = &[("0.5", "100"), ("0.3", "100"), ("0.2", "100")];

#[test]
fn weights_make_the_total() {
    let (program, slots) = program("100", WEIGHTS, Combine::Weighted, None);
    let rows = &["A 80 90 100", "B 0 0 33.333", "C 101 50 50", "D -1 50 50"];
    let words = in_any_order(&program, &[rows], &slots);
    assert_eq!(words[3], ["87", "6.67", "ScoreOutOfRange", "ScoreOutOfRange"]);
    assert_eq!(words[1], ["90", "0", "50", "50"]);
    let evaluation = run(&program, data(&[rows]));
    let (_, blame) = evaluation.blames().next().unwrap();
    assert_eq!(blame.values, [(Arc::from("取值"), value("101"))]);
    assert_eq!(evaluation.blames().count(), 2);
}

#[test]
fn missing_indicators_follow_their_rule() {
    let rows: &[&str] = &["A 80 缺失 100", "B 缺失 不适用 缺失"];
    let total = |combine, rule| {
        let (program, slots) = program("100", WEIGHTS, combine, Some(rule));
        in_any_order(&program, &[rows], &slots[1..])
    };
    let rescaled = total(Combine::Weighted, MissingRule::Rescale);
    assert_eq!(rescaled[0], ["缺失", "缺失"]);
    // (80 × 0.5 + 100 × 0.2) ÷ 0.7
    assert_eq!(rescaled[2], ["85.71", "NothingToScore"]);
    let full = total(Combine::Weighted, MissingRule::FullMarks);
    assert_eq!(full[2], ["90", "100"]);
    let some = total(Combine::Weighted, MissingRule::Marks(Number::from(60)));
    assert_eq!(some[2], ["78", "60"]);
    let none = total(Combine::Weighted, MissingRule::NoScore);
    assert_eq!(none[0], ["不适用", "不适用"]);
    assert_eq!(none[2], ["不适用", "不适用"]);
}

#[test]
fn points_are_added_and_scaled_to_the_full_marks() {
    let points: &[(&str, &str)] = &[("0", "50"), ("0", "30"), ("0", "20")];
    let (program, slots) = program("100", points, Combine::Points, Some(MissingRule::Rescale));
    let words = in_any_order(&program, &[&["A 40 30 10", "B 40 缺失 10", "C 51 1 1"]], &slots[3..]);
    // 50 × 100 ÷ 70
    assert_eq!(words[0], ["80", "71.43", "ScoreOutOfRange"]);
}

proptest! {
    /// Where all remaining indicators have the same score, leaving one out changes nothing.
    #[test]
    fn rescaling_keeps_equal_scores(score in 0_i64..=100, left_out in 0_usize..3) {
        let (program, slots) = program("100", WEIGHTS, Combine::Weighted, Some(MissingRule::Rescale));
        let cells = (0..3).map(|index| if index == left_out { "缺失".to_owned() } else { score.to_string() });
        let row = format!("A {}", cells.collect::<Vec<_>>().join(" "));
        let evaluation = run(&program, data(&[&[&row]]));
        prop_assert_eq!(shown(&evaluation, slots[3]), [score.to_string()]);
    }
}
