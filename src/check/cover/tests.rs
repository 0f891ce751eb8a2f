use super::*;
use crate::ir::schema::End;
use crate::value::date::Date;
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Instant;

fn num(text: &str) -> Value {
    Value::Number(Number::parse_decimal(text).unwrap())
}

fn text(text: &str) -> Value {
    Value::Text(Arc::from(text))
}

fn range(low: Option<(&str, End)>, high: Option<(&str, End)>) -> Range {
    let end = |side: Option<(&str, End)>| side.map(|(value, end)| (num(value), end));
    Range { low: end(low), high: end(high) }
}

fn numbers(low: Option<(&str, End)>, high: Option<(&str, End)>, step: Option<&str>) -> KeyDomain {
    let step = step.map(|step| Number::parse_decimal(step).unwrap());
    KeyDomain::present(Domain::Numbers { range: Some(range(low, high)), step })
}

fn within(low: Option<(&str, End)>, high: Option<(&str, End)>) -> CellSet {
    CellSet::Within(range(low, high))
}

fn at(value: &str) -> Witness {
    Witness::Value(num(value))
}

use End::{Closed, Open};

#[test]
fn bands_that_touch_are_exact() {
    let key = numbers(Some(("0", Closed)), Some(("100", Closed)), None);
    let rows = vec![
        vec![within(None, Some(("60", Open)))],
        vec![within(Some(("60", Closed)), Some(("80", Open)))],
        vec![within(Some(("80", Closed)), None)],
    ];
    assert!(cover(&[key], &rows).is_exact());
}

#[test]
fn a_hole_of_one_point_is_named() {
    let key = numbers(None, None, None);
    let rows = vec![vec![within(None, Some(("80", Open)))], vec![within(Some(("80", Open)), None)]];
    assert_eq!(cover(&[key], &rows).gaps, [[at("80")]]);
}

#[test]
fn holes_get_round_witnesses() {
    for (low, high, step, seen) in [
        ("80", "90", None, "85"),
        ("80", "85", Some("0.01"), "81"),
        ("80", "81", Some("0.01"), "80.5"),
        ("80.01", "80.03", Some("0.01"), "80.02"),
        ("0.05", "0.1", None, "0.06"),
        ("-3", "7", None, "0"),
        ("1234", "99999", None, "50000"),
        ("10", "50", Some("12"), "12"),
    ] {
        let key = numbers(None, None, step);
        let rows = vec![vec![within(None, Some((low, Closed)))], vec![within(Some((high, Closed)), None)]];
        assert_eq!(cover(&[key], &rows).gaps, [[at(seen)]], "{low} {high}");
    }
    for (low, seen) in [("90", "100"), ("4", "5"), ("0", "1"), ("0.1", "0.15"), ("-5", "0")] {
        let rows = vec![vec![within(None, Some((low, Closed)))]];
        assert_eq!(cover(&[numbers(None, None, None)], &rows).gaps, [[at(seen)]], "{low}");
    }
}

#[test]
fn whole_numbers_leave_no_room_between_three_and_four() {
    let rows = vec![vec![within(None, Some(("3", Closed)))], vec![within(Some(("4", Closed)), None)]];
    assert!(cover(&[numbers(None, None, Some("1"))], &rows).is_exact());
    assert_eq!(cover(&[numbers(None, None, Some("0.1"))], &rows).gaps, [[at("3.5")]]);
}

#[test]
fn an_overlap_shows_its_boundary() {
    let key = numbers(Some(("0", Closed)), None, None);
    let rows = vec![vec![within(None, Some(("80", Closed)))], vec![within(Some(("80", Closed)), None)]];
    assert_eq!(cover(&[key], &rows).overlaps, [(0, 1, vec![at("80")])]);
}

#[test]
fn empty_and_outside_rows_are_unreachable() {
    let key = numbers(Some(("0", Closed)), Some(("100", Closed)), None);
    let rows = vec![
        vec![CellSet::Any],
        vec![within(Some(("90", Closed)), Some(("80", Open)))],
        vec![within(Some(("100", Open)), None)],
        vec![CellSet::Absent(Absence::Missing)],
        vec![CellSet::OneOf(vec![num("-1")])],
    ];
    let found = cover(&[key], &rows);
    assert_eq!(found.unreachable, [1, 2, 3, 4]);
    assert!(found.gaps.is_empty() && found.overlaps.is_empty());
}

#[test]
fn open_texts_leave_the_others() {
    let key = KeyDomain::present(Domain::Texts);
    let mut rows = vec![vec![CellSet::OneOf(vec![text("甲"), text("乙")])]];
    assert_eq!(cover(std::slice::from_ref(&key), &rows).gaps, [[Witness::OtherText]]);
    rows.push(vec![CellSet::NoneOf(vec![text("甲"), text("乙")])]);
    assert!(cover(std::slice::from_ref(&key), &rows).is_exact());
    rows.push(vec![CellSet::OneOf(vec![text("丙")])]);
    assert_eq!(cover(&[key], &rows).overlaps, [(1, 2, vec![Witness::Value(text("丙"))])]);
}

#[test]
fn absent_values_need_their_rows() {
    let key = KeyDomain { domain: Domain::Values(vec![text("是")]), missing: true, inapplicable: true };
    let rows = vec![vec![CellSet::NoneOf(vec![])], vec![CellSet::Absent(Absence::Missing)]];
    assert_eq!(cover(std::slice::from_ref(&key), &rows).gaps, [[Witness::Value(Value::NotApplicable)]]);
    assert!(cover(&[key], &[vec![CellSet::Any]]).is_exact());
}

#[test]
fn repeated_rows_are_duplicates_once() {
    let key = numbers(Some(("0", Closed)), None, Some("1"));
    let rows =
        vec![vec![CellSet::Any], vec![within(Some(("0", Closed)), None)], vec![within(Some(("-1", Open)), None)]];
    let found = cover(&[key], &rows);
    assert_eq!(found.duplicates, [(0, 1), (0, 2)]);
    assert!(found.overlaps.is_empty());
}

#[test]
fn days_have_no_room_overnight() {
    let day = |text: &str| Value::Date(Date::parse(text).unwrap());
    let key = KeyDomain::present(Domain::Dates { range: None });
    let until = |text: &str| vec![CellSet::Within(Range { low: None, high: Some((day(text), Closed)) })];
    let from = |text: &str| vec![CellSet::Within(Range { low: Some((day(text), Closed)), high: None })];
    assert!(cover(std::slice::from_ref(&key), &[until("2020-12-31"), from("2021-01-01")]).is_exact());
    let found = cover(&[key], &[until("2020-12-31"), from("2021-01-03")]);
    assert_eq!(found.gaps, [[Witness::Value(day("2021-01-01"))]]);
}

#[test]
fn several_gaps_differ() {
    let keys = [
        KeyDomain::present(Domain::Values(vec![text("普通"), text("抗菌")])),
        numbers(Some(("1", Closed)), None, Some("1")),
    ];
    let row = |class: &str, cell: CellSet| vec![CellSet::OneOf(vec![text(class)]), cell];
    let rows = vec![
        row("普通", CellSet::OneOf(vec![num("1")])),
        row("普通", within(Some(("4", Closed)), None)),
        row("抗菌", within(None, Some(("3", Closed)))),
    ];
    let found = cover(&keys, &rows);
    let witness = |class: &str, count: &str| vec![Witness::Value(text(class)), at(count)];
    assert_eq!(found.gaps, [witness("普通", "3"), witness("抗菌", "4")]);
    assert!(found.overlaps.is_empty() && found.complete);
}

#[test]
fn no_keys_and_no_rows() {
    assert_eq!(cover(&[], &[]).gaps, [Vec::<Witness>::new()]);
    assert!(cover(&[], &[vec![]]).is_exact());
    let closed = KeyDomain::present(Domain::Values(vec![]));
    assert!(cover(&[closed], &[]).gaps.is_empty());
}

#[test]
fn a_large_grid_is_quick() {
    let name = |i: usize| text(&format!("{i}"));
    let names = |n: usize| KeyDomain::present(Domain::Values((0..n).map(name).collect()));
    let keys = [names(10), KeyDomain::present(Domain::Texts), names(10), numbers(Some(("0", Closed)), None, None)];
    let mut rows = Vec::new();
    for i in 0..1000 {
        let score = (i / 100).to_string();
        let next = (i / 100 + 1).to_string();
        rows.push(vec![
            CellSet::OneOf(vec![name(i % 10)]),
            if i % 100 < 10 { CellSet::Any } else { CellSet::OneOf(vec![name(i)]) },
            CellSet::OneOf(vec![name(i / 10 % 10)]),
            within(Some((&score, Closed)), Some((&next, Open))),
        ]);
    }
    let start = Instant::now();
    let found = cover(&keys, &rows);
    assert!(found.complete);
    assert!(start.elapsed().as_secs_f64() < 2.0, "{:?}", start.elapsed());
    eprintln!("{:?}", start.elapsed());
}

#[test]
fn a_tangle_is_given_up() {
    let keys: Vec<KeyDomain> = (0..6).map(|_| numbers(None, None, None)).collect();
    let bound = |row: usize, key: usize| ((row * 7919 + key * 104_729) % 1009).to_string();
    let cell = |row: usize, key: usize| within(Some((&bound(row, key), Closed)), None);
    let rows: Vec<Vec<CellSet>> = (0..400).map(|row| (0..6).map(|key| cell(row, key)).collect()).collect();
    let found = cover(&keys, &rows);
    assert!(!found.complete);
}

// The law: against brute force over all probes.

fn small_cell() -> impl Strategy<Value = CellSet> {
    let end = prop_oneof![Just(Closed), Just(Open)];
    let side = || proptest::option::of((-1..6i64, end.clone()));
    let value = |n: i64| Value::Number(Number::from(n));
    let list = || proptest::collection::vec((-1..6i64).prop_map(value), 0..3);
    let bound = move |side: Option<(i64, End)>| side.map(|(n, end)| (value(n), end));
    prop_oneof![
        2 => Just(CellSet::Any),
        3 => list().prop_map(CellSet::OneOf),
        1 => list().prop_map(CellSet::NoneOf),
        5 => (side(), side()).prop_map(move |(low, high)| CellSet::Within(Range { low: bound(low), high: bound(high) })),
        1 => Just(CellSet::Absent(Absence::Missing)),
        1 => Just(CellSet::Absent(Absence::Inapplicable)),
    ]
}

fn small_key() -> impl Strategy<Value = KeyDomain> {
    let value = |n: i64| Value::Number(Number::from(n));
    let bound = move |side: Option<(i64, End)>| side.map(|(n, end)| (value(n), end));
    let end = prop_oneof![Just(Closed), Just(Open)];
    let side = || proptest::option::of((0..5i64, end.clone()));
    let halves = prop_oneof![Just(None), Just(Some(1)), Just(Some(2)), Just(Some(3))];
    let line = (proptest::option::of((side(), side())), halves).prop_map(move |(range, halves)| Domain::Numbers {
        range: range.map(|(low, high)| Range { low: bound(low), high: bound(high) }),
        step: halves.map(|n| Number::fraction(n, 2).unwrap()),
    });
    let closed = (0..4i64).prop_map(move |n| Domain::Values((0..n).map(value).collect()));
    (prop_oneof![3 => line, 1 => closed], any::<bool>(), any::<bool>())
        .prop_map(|(domain, missing, inapplicable)| KeyDomain { domain, missing, inapplicable })
}

/// Quarters from −3 to 8 that occur in the domain, and the absent values that it allows.
fn probes(key: &KeyDomain) -> Vec<Value> {
    let quarters = (-12..=32).map(|n| Number::fraction(n, 4).unwrap());
    let mut values: Vec<Value> = match &key.domain {
        Domain::Values(values) => values.clone(),
        Domain::Numbers { range, step } => quarters
            .filter(|n| step.as_ref().is_none_or(|step| n.checked_div(step).unwrap().is_integer()))
            .map(Value::Number)
            .filter(|n| range.as_ref().is_none_or(|range| range.contains(n)))
            .collect(),
        Domain::Texts | Domain::Dates { .. } => Vec::new(),
    };
    values.extend(key.missing.then_some(Value::Missing));
    values.extend(key.inapplicable.then_some(Value::NotApplicable));
    values
}

fn admits(cell: &CellSet, value: &Value) -> bool {
    let absent = matches!(value, Value::Missing | Value::NotApplicable);
    match cell {
        CellSet::Any => true,
        CellSet::OneOf(values) => values.contains(value),
        CellSet::NoneOf(values) => !absent && !values.contains(value),
        CellSet::Within(range) => !absent && range.contains(value),
        CellSet::Absent(Absence::Missing) => *value == Value::Missing,
        CellSet::Absent(Absence::Inapplicable) => *value == Value::NotApplicable,
    }
}

fn answers(rows: &[Vec<CellSet>], input: &[Value]) -> Vec<usize> {
    let all = |row: &Vec<CellSet>| row.iter().zip(input).all(|(cell, value)| admits(cell, value));
    rows.iter().enumerate().filter(|(_, row)| all(row)).map(|(i, _)| i).collect()
}

fn inputs(keys: &[KeyDomain]) -> Vec<Vec<Value>> {
    keys.iter().fold(vec![Vec::new()], |inputs, key| {
        let probes = probes(key);
        let longer =
            |input: &Vec<Value>| probes.iter().map(|v| [input.clone(), vec![v.clone()]].concat()).collect::<Vec<_>>();
        inputs.iter().flat_map(longer).collect()
    })
}

fn values(witnesses: &[Witness]) -> Vec<Value> {
    let value = |witness: &Witness| match witness {
        Witness::Value(value) => value.clone(),
        Witness::OtherText => Value::Text(Arc::from("其他")),
    };
    witnesses.iter().map(value).collect()
}

fn occurs(key: &KeyDomain, value: &Value) -> bool {
    match (value, &key.domain) {
        (Value::Missing, _) => key.missing,
        (Value::NotApplicable, _) => key.inapplicable,
        (Value::Number(n), Domain::Numbers { range, step }) => {
            range.as_ref().is_none_or(|range| range.contains(value))
                && step.as_ref().is_none_or(|step| n.checked_div(step).unwrap().is_integer())
        }
        (_, Domain::Values(values)) => values.contains(value),
        (_, _) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn agrees_with_brute_force(
        keys in proptest::collection::vec(small_key(), 1..=3),
        cells in proptest::collection::vec(proptest::collection::vec(small_cell(), 3), 0..6),
    ) {
        let rows: Vec<Vec<CellSet>> = cells.into_iter().map(|row| row.into_iter().take(keys.len()).collect()).collect();
        let found = cover(&keys, &rows);
        prop_assert!(found.complete);
        let inputs = inputs(&keys);
        let mut reached = vec![false; rows.len()];
        let (mut holes, mut clashes) = (false, false);
        for input in &inputs {
            let hits = answers(&rows, input);
            holes |= hits.is_empty();
            clashes |= hits.len() > 1;
            for hit in hits { reached[hit] = true; }
        }
        prop_assert_eq!(holes, !found.gaps.is_empty());
        prop_assert_eq!(clashes, !found.overlaps.is_empty() || !found.duplicates.is_empty());
        let dead: Vec<usize> = (0..rows.len()).filter(|row| !reached[*row]).collect();
        prop_assert_eq!(dead, found.unreachable);
        for gap in &found.gaps {
            let input = values(gap);
            prop_assert!(keys.iter().zip(&input).all(|(key, value)| occurs(key, value)), "{:?}", input);
            prop_assert!(answers(&rows, &input).is_empty());
        }
        for (one, other, at) in &found.overlaps {
            let input = values(at);
            prop_assert!(one < other && keys.iter().zip(&input).all(|(key, value)| occurs(key, value)));
            let hits = answers(&rows, &input);
            prop_assert!(hits.contains(one) && hits.contains(other));
        }
        // With the missing rows nothing is left out, and nothing is answered twice that was not; of several keys they may be
        // too many to be written.
        prop_assert!(holes || found.missing.is_empty());
        prop_assert!(!holes || keys.len() > 1 || !found.missing.is_empty());
        for input in inputs.iter().filter(|_| !found.missing.is_empty()) {
            let lacked = answers(&rows, input).is_empty();
            prop_assert_eq!(answers(&found.missing, input).len(), usize::from(lacked), "{:?}", &found.missing);
        }
        // A row that gives way answers what it did, but for what the other one answers.
        prop_assert_eq!(found.parts.len(), found.overlaps.len());
        for ((one, other, _), parts) in found.overlaps.iter().zip(&found.parts) {
            for part in parts {
                let by = if part.row == *one { *other } else { *one };
                let whole: Vec<CellSet> = rows[part.row].iter().take(keys.len()).cloned().collect();
                let narrower: Vec<Vec<CellSet>> = part.cells.iter().map(|cell| {
                    let mut row = whole.clone();
                    row.resize(keys.len(), CellSet::Any);
                    row[part.key] = cell.clone();
                    row
                }).collect();
                for input in &inputs {
                    let hits = answers(&rows, input);
                    let due = hits.contains(&part.row) && !hits.contains(&by);
                    prop_assert_eq!(answers(&narrower, input).len(), usize::from(due), "{:?}", part);
                }
            }
        }
        for (first, later) in &found.duplicates {
            for input in &inputs {
                let hits = answers(&rows, input);
                prop_assert_eq!(hits.contains(first), hits.contains(later));
            }
        }
    }
}
