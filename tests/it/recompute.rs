//! The demonstration computed a second time, by plain code that shares nothing with the crate.

mod book;
#[path = "../../examples/make_demo/main.rs"]
#[allow(dead_code)]
mod make_demo;
mod settle;

use crate::tables::{run, with};
pub use book::Number;
pub use book::number;
use book::rounded;
use num_traits::Zero;
use settle::{Files, Readings, Settled, Settlement, Volume, settle};
use std::sync::LazyLock;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shenzhen-demo.xlsx");
static FILES: LazyLock<Files> = LazyLock::new(|| Files::read(DEMO));
const POLICY: &str = "policies/shenzhen/demo.policy";

fn total(settlement: &Settlement) -> Number {
    settlement.institutions.values().map(|one| one.retained.clone()).sum()
}

/// The workbook in the repository is what the generator writes.
#[test]
fn the_demonstration_can_be_made_again() {
    let csv =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/winning_prices.csv")).unwrap();
    assert!(make_demo::bytes(&csv).unwrap() == std::fs::read(DEMO).unwrap(), "run cargo run --example make_demo");
}

/// The data show what they are meant to show.
#[test]
fn the_demonstration_has_every_case() {
    let settlement = settle(&FILES, Readings::default());
    let all = &settlement.institutions;
    assert!(all.len() >= 40);
    let excluded = all.values().filter(|one| one.reasons > 0).count();
    assert!((10..=20).contains(&excluded), "{excluded}");
    assert!(total(&settlement) > Number::zero());
    let ratios: std::collections::BTreeSet<_> = all.values().map(|one| one.ratio.clone()).collect();
    assert!(ratios.len() >= 3, "{ratios:?}");
}

/// The published table and the totals, to the cent, with the readings that the policy chooses.
#[test]
fn the_demonstration_settles_to_the_cent() {
    agree(Readings::default(), &[]);
}

/// The same for other readings, each chosen by name on the command line.
#[test]
fn every_reading_settles_to_the_cent() {
    let base = Readings::default;
    let cases: [(Readings, &str); 8] = [
        (Readings { floor_each_drug: true, ..base() }, "负结余处理=逐品种计零"),
        (Readings { round_each_drug: true, ..base() }, "取整处理=逐品种取整"),
        (Readings { count_excess: true, ..base() }, "超约定量处理=超量计入支出"),
        (Readings { failure_hits_institution: true, ..base() }, "单品种未完成后果=整个机构不计"),
        (Readings { proportional: true, ..base() }, "得分换算=折算"),
        (Readings { volume_stays: true, ..base() }, "变更前采购量=留在原机构"),
        (Readings { volume: Volume::Ordered, ..base() }, "完成量认定=订单口径"),
        (Readings { volume: Volume::Used, ..base() }, "完成量认定=使用口径"),
    ];
    std::thread::scope(|scope| {
        for (readings, set) in cases {
            scope.spawn(move || agree(readings, &["--set", set]));
        }
    });
}

fn agree(readings: Readings, options: &[&str]) {
    let settlement = settle(&FILES, readings);
    let tables = run(POLICY, DEMO, options);
    let published = with(&tables, "考核得分");
    for row in &published.rows {
        let code = published.text(row, "机构编码");
        let ours = &settlement.institutions[code];
        for (heading, value) in shown(ours) {
            let theirs = number(published.text(row, heading));
            assert_eq!(theirs, value, "{code} {heading} {options:?}");
        }
        assert_eq!(published.text(row, "备注").is_empty(), ours.reasons == 0, "{code} {options:?}");
    }
    assert_eq!(published.rows.len(), settlement.institutions.len());
    let whole = with(&tables, "结余留用总额");
    let row = whole.rows.first().expect("one row of totals");
    assert_eq!(number(whole.text(row, "结余留用总额")), total(&settlement), "{options:?}");
    let drugs = with(&tables, "完成率");
    assert_eq!(drugs.rows.len(), settlement.drugs.len());
    for row in &drugs.rows {
        let key = ["机构编码", "通用名", "剂型"].map(|heading| drugs.text(row, heading).to_owned());
        let saved = &settlement.drugs[&key.clone().into()];
        assert_eq!(number(drugs.text(row, "结余")), rounded(saved, 2), "{key:?} {options:?}");
    }
}

/// What the published table shows of an institution, as it rounds it.
fn shown(one: &Settled) -> [(&'static str, Number); 6] {
    [
        ("医保资金预算", rounded(&one.budget, 2)),
        ("医保支出", rounded(&one.spending, 2)),
        ("结余测算基数", rounded(&one.base, 2)),
        ("考核得分", one.score.clone()),
        ("留用比例", rounded(&one.ratio, 4)),
        ("结余留用金额", one.retained.clone()),
    ]
}

/// The worked example in both readings.
#[test]
fn the_worked_example_holds() {
    for (options, base, retained) in [
        (&[] as &[&str], "149684.28912", "74842.14"),
        (&["--set", "负结余处理=逐品种计零"], "165552.57792", "82776.29"),
    ] {
        let tables = run("examples/worked/worked.policy", "examples/worked/data", options);
        let table = with(&tables, "结余留用金额");
        let row = table.rows.first().expect("one institution");
        assert_eq!(number(table.text(row, "结余测算基数")), number(base));
        assert_eq!(number(table.text(row, "结余留用金额")), number(retained));
    }
}
