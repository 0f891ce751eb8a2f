//! The demonstration computed a second time, by plain code that shares nothing with the crate.

mod book;
mod settle;

use book::Number;
use num_traits::Zero;
use settle::{Readings, Settlement, settle};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shenzhen-demo.xlsx");

fn total(settlement: &Settlement) -> Number {
    settlement.institutions.values().map(|one| one.retained.clone()).sum()
}

/// The data show what they are meant to show.
#[test]
fn the_demonstration_has_every_case() {
    let settlement = settle(DEMO, Readings::default());
    let all = &settlement.institutions;
    assert!(all.len() >= 40);
    let excluded = all.values().filter(|one| one.reasons > 0).count();
    assert!((10..=20).contains(&excluded), "{excluded}");
    assert!(total(&settlement) > Number::zero());
    let ratios: std::collections::BTreeSet<_> = all.values().map(|one| one.ratio.clone()).collect();
    assert!(ratios.len() >= 3, "{ratios:?}");
}
