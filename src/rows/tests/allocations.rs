use super::*;
use crate::ir::ids::AllocationId;
use crate::ir::program::{Allocation, ResidueRule};
use crate::rows::share::share_out;
use crate::value::rounding::Rounding;
use proptest::prelude::*;

/// Hospitals that share the pool `总额` of the whole, or of their district, by `权`, where `入` says so.
fn program(pool: &str, mode: Rounding, residue: ResidueRule, grouped: bool) -> (Program, SlotId, Option<SlotId>) {
    let mut build = Build::default();
    let (districts, z) = build.table("区", &["*区码", "池"]);
    let (hospitals, h) = build.table("医疗机构", &["*编码", "区", "权", "入"]);
    let up = build.relation(hospitals, &h[1..2], districts);
    let pool = if grouped { build.at(0, z[1]) } else { build.lit(pool) };
    let (weight, filter) = (build.at(0, h[2]), build.at(0, h[3]));
    let id = AllocationId(0);
    let share = build.slot("奖励", Some(hospitals), SlotKind::Share(id));
    let residue_slot = (residue == ResidueRule::ToSlot).then(|| build.slot("留存", None, SlotKind::Residue(id)));
    build.program.allocations.push(Allocation {
        name: "奖励".into(),
        table: hospitals,
        pool,
        group: if grouped { vec![up] } else { Vec::new() },
        weight,
        filter: Some(filter),
        mode,
        quantum: Number::from_scaled(1, 2),
        residue,
        share,
        residue_slot,
        bases: Vec::new(),
        span: Span::default(),
    });
    build.program.steps.push(Step::Allocate(id));
    (build.program, share, residue_slot)
}

const DISTRICTS: &[&str] = &["N 100", "S 0.05"];

#[test]
fn the_largest_remainders_take_the_residue() {
    let (program, share, _) = program("100", Rounding::Floor, ResidueRule::LargestRemainder, false);
    let rows = &["A N 1 是", "B N 1 是", "C S 1 是", "D S 9 否"];
    assert_eq!(in_any_order(&program, &[DISTRICTS, rows], &[share]), [["33.34", "33.33", "33.33", "0"]]);
    let rows = &["A N 1 是", "B N 2 是", "C S 3 是", "D S 0 是"];
    assert_eq!(in_any_order(&program, &[DISTRICTS, rows], &[share]), [["16.67", "33.33", "50", "0"]]);
}

#[test]
fn a_residue_below_zero_is_taken_back() {
    let (program, share, _) = program("0.05", Rounding::AwayFromZero, ResidueRule::LargestRemainder, false);
    let rows = &["A N 1 是", "B N 1 是", "C S 2 是"];
    assert_eq!(in_any_order(&program, &[DISTRICTS, rows], &[share]), [["0.01", "0.01", "0.03"]]);
}

#[test]
fn keys_or_a_slot_may_take_the_residue() {
    let rows = &["A N 0 是", "B N 1 是", "C S 1 是", "D S 1 是"];
    let (by_key, share, _) = program("100", Rounding::Floor, ResidueRule::ByKey, false);
    assert_eq!(in_any_order(&by_key, &[DISTRICTS, rows], &[share]), [["0", "33.34", "33.33", "33.33"]]);
    let (to_slot, share, left) = program("100.005", Rounding::HalfUp, ResidueRule::ToSlot, false);
    let words = in_any_order(&to_slot, &[DISTRICTS, rows], &[share, left.unwrap()]);
    assert_eq!(words, [vec!["0", "33.34", "33.34", "33.34"], vec!["-0.015"]]);
}

#[test]
fn each_group_has_its_pool_and_its_faults() {
    let (program, share, _) = program("", Rounding::HalfUp, ResidueRule::LargestRemainder, true);
    // S rounds both halves up; of equals the last key gives back the unit too much.
    let rows = &["A N 1 是", "B N 2 是", "C S 1 是", "D S 1 是", "E 缺失 5 是"];
    let words = in_any_order(&program, &[DISTRICTS, rows], &[share]);
    assert_eq!(words, [["33.33", "66.67", "0.03", "0.02", "0"]]);
    let negative = &["A N 1 是", "B N -2 是", "C S 1 是"];
    let words = in_any_order(&program, &[DISTRICTS, negative], &[share]);
    assert_eq!(words, [["NegativeWeight", "NegativeWeight", "0.05"]]);
    let nobody = &["A N 1 是"];
    let evaluation = run(&program, data(&[DISTRICTS, nobody]));
    let blames: Vec<_> = evaluation.blames().map(|(_, blame)| (fault_name(&blame.fault), blame.key.clone())).collect();
    assert_eq!(blames, [("ZeroWeight".to_owned(), vec![value("S")])]);
    assert_eq!(shown(&evaluation, share), ["100"]);
}

#[test]
fn a_pool_is_whole_units_and_nothing_of_nothing_is_fine() {
    let rows = &["A N 0 是", "B N 0 是"];
    let (broken, share, _) = program("0.005", Rounding::HalfUp, ResidueRule::ByKey, false);
    assert_eq!(in_any_order(&broken, &[DISTRICTS, rows], &[share]), [["PoolNotInUnits", "PoolNotInUnits"]]);
    let (empty, share, _) = program("0", Rounding::HalfUp, ResidueRule::ByKey, false);
    assert_eq!(in_any_order(&empty, &[DISTRICTS, rows], &[share]), [["0", "0"]]);
    let (unshared, share, _) = program("1", Rounding::HalfUp, ResidueRule::ByKey, false);
    assert_eq!(in_any_order(&unshared, &[DISTRICTS, rows], &[share]), [["ZeroWeight", "ZeroWeight"]]);
}

fn rule() -> impl Strategy<Value = ResidueRule> {
    prop_oneof![Just(ResidueRule::LargestRemainder), Just(ResidueRule::ByKey), Just(ResidueRule::ToSlot)]
}

proptest! {
    /// What is allocated adds up to the pool, no share has the other sign, and a row without weight has nothing.
    #[test]
    fn nothing_is_lost_and_nothing_made(
        pool in -1_000_000_i64..1_000_000,
        weights in prop::collection::vec(0_i64..1_000, 1..30),
        mode in prop::sample::select(Rounding::ALL.to_vec()),
        rule in rule(),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let cent = Number::from_scaled(1, 2);
        let pool = Number::from(pool) * &cent;
        let weights: Vec<Number> = weights.into_iter().map(Number::from).collect();
        let shared = share_out(&pool, &weights, (mode, &cent), rule).unwrap();
        prop_assert_eq!(shared.shares.iter().sum::<Number>() + &shared.left, pool.clone());
        prop_assert!(rule == ResidueRule::ToSlot || shared.left.is_zero());
        for (share, weight) in shared.shares.iter().zip(&weights) {
            prop_assert!(share.checked_div(&cent).unwrap().is_integer());
            prop_assert!(share.is_zero() || share.signum() == pool.signum());
            prop_assert!(share.is_zero() || !weight.is_zero());
        }
    }

    /// Shares of largest remainders are within a unit of the exact ones.
    #[test]
    fn no_share_is_a_unit_off(pool in 0_i64..100_000, weights in prop::collection::vec(1_i64..100, 1..20)) {
        let weights: Vec<Number> = weights.into_iter().map(Number::from).collect();
        let pool = Number::from(pool);
        let unit = Number::one();
        let total: Number = weights.iter().sum();
        for mode in Rounding::ALL {
            let shared = share_out(&pool, &weights, (mode, &unit), ResidueRule::LargestRemainder).unwrap();
            for (share, weight) in shared.shares.iter().zip(&weights) {
                let exact = (&pool * weight).checked_div(&total).unwrap();
                prop_assert!((share - exact).abs() < unit);
            }
        }
    }

    /// Rows in another order have the same shares by key.
    #[test]
    fn row_order_does_not_matter(weights in prop::collection::vec(0_i64..5, 1..12)) {
        let rows: Vec<String> = weights.iter().enumerate().map(|(row, weight)| format!("k{row:02} N {weight} 是")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        for residue in [ResidueRule::LargestRemainder, ResidueRule::ByKey] {
            let (program, share, _) = program("10", Rounding::Floor, residue, false);
            in_any_order(&program, &[DISTRICTS, &rows], &[share]);
        }
    }
}
