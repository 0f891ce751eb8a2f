//! The rounding ledger of everything that ships with data: each rounding is what its mode says, sums are sums, and every
//! published whole is explained to the last digit by the parts.

use crate::batches::batch;
use crate::batches::settle::{DATA, closed};
use crate::disk::Disk;
use jieyu::data::gather::gather;
use jieyu::diagnostic::Lang;
use jieyu::explain::{Ledger, ledger};
use jieyu::report::ledger::tables;
use jieyu::report::results;
use jieyu::report::table::ResultCell;
use jieyu::session::{Session, settle};
use jieyu::value::number::Number;
use jieyu::value::value::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Settles a policy of the repository on data of the repository; gives the ledger and the sums of all columns put out.
fn kept(policy: &str, data: &str, settings: &[(&str, &str)]) -> (Ledger, BTreeMap<String, Number>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings: Vec<(String, String)> =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let session = Session { world: &Disk, as_of: None, known_on: None, settings: &settings };
    let loaded = session.load(&root.join(policy).to_string_lossy());
    let program = loaded.program.as_ref().unwrap_or_else(|| panic!("{policy}: {:?}", loaded.diagnostics));
    let settled = settle(program, &gather(&root.join(data)).unwrap()).unwrap_or_else(|_| panic!("{policy}: {data}"));
    let ledger = ledger(&settled.run, &loaded.sources);
    let mut sums = BTreeMap::new();
    for table in results::tables(&settled.run, Lang::Zh) {
        for (index, column) in table.columns.iter().enumerate() {
            let numbers = table.rows.iter().filter_map(|row| match row.get(index) {
                Some(ResultCell::Value(Value::Number(number))) => Some(number.clone()),
                _ => None,
            });
            sums.insert(format!("{}.{}", table.name, column.heading), numbers.sum::<Number>());
        }
    }
    check(policy, &ledger, &sums);
    assert_eq!(tables(&settled.run, &ledger, Lang::Zh).last().unwrap().rows.len(), ledger.entries.len());
    (ledger, sums)
}

fn check(policy: &str, ledger: &Ledger, sums: &BTreeMap<String, Number>) {
    let mut totals = vec![(0usize, Number::zero(), Number::zero()); ledger.sites.len()];
    for entry in &ledger.entries {
        let rounded = &entry.rounded;
        let units = rounded.after.checked_div(&rounded.quantum).unwrap();
        assert!(units.is_integer(), "{policy}: {entry:?} is no multiple of its step");
        assert!(rounded.gain().abs() <= rounded.quantum, "{policy}: {entry:?} moved by more than a step");
        let total = &mut totals[entry.site];
        *total = (total.0 + 1, &total.1 + &rounded.before, &total.2 + &rounded.after);
    }
    for (site, (count, before, after)) in ledger.sites.iter().zip(totals) {
        assert_eq!((site.count, &site.before, &site.after), (count, &before, &after), "{policy}: {}", site.name);
        // A column that is nothing but a rounding adds up to what its roundings add up to.
        if let Some(sum) = sums.get(&*site.name).filter(|_| site.count > 1) {
            assert_eq!(*sum, after, "{policy}: {}", site.name);
        }
    }
    for balance in &ledger.balances {
        assert!(balance.holds(), "{policy}: {balance:?}");
        assert_eq!(sums.get(&balance.parts_name), Some(&balance.parts), "{policy}: {balance:?}");
        assert_eq!(sums.get(&balance.whole_name), Some(&balance.whole), "{policy}: {balance:?}");
    }
}

#[test]
fn the_demo_reconciles_to_the_cent() {
    let (ledger, sums) = kept("policies/shenzhen/demo.policy", "examples/shenzhen-demo.xlsx", &[]);
    let names: Vec<(&str, &str)> =
        ledger.balances.iter().map(|balance| (balance.parts_name.as_str(), balance.whole_name.as_str())).collect();
    for wanted in [
        ("公示表.医保资金预算", "总计.预算总额"),
        ("公示表.医保支出", "总计.支出总额"),
        ("公示表.结余测算基数", "总计.结余测算基数总额"),
        ("公示表.结余留用金额", "总计.结余留用总额"),
        ("品种明细.医保资金预算", "总计.预算总额"),
    ] {
        assert!(names.contains(&wanted), "{wanted:?} is not among {names:?}");
    }
    // The parts and the wholes do differ: the ledger has something to explain.
    assert!(ledger.balances.iter().any(|balance| balance.parts != balance.whole), "{:?}", ledger.balances);
    assert_eq!(sums["公示表.结余留用金额"], sums["总计.结余留用总额"]);
    let retained = ledger.sites.iter().find(|site| &*site.name == "结余留用金额").unwrap();
    assert_eq!(retained.ty.map(|ty| ty.missing), Some(false));
    assert!(retained.count > 30, "{retained:?}");
}

/// Made-up data of many odd amounts for a policy, in a folder.
fn made_up(policy: &str, options: &[String], folder: &Path) -> PathBuf {
    let out = folder.join("data");
    let output = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["sample", policy, "--rows", "60", "--edges", "0%", "--out"])
        .arg(&out)
        .args(options)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(output.status.success(), "{policy}: {}", String::from_utf8_lossy(&output.stderr));
    out
}

/// On the register of the batches, and on made-up data, whose amounts leave more to round.
#[test]
fn every_shipped_batch_reconciles() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for (name, options) in closed() {
            let folder = folder.path().join(name);
            scope.spawn(move || {
                let policy = batch(name);
                let pairs: Vec<(&str, &str)> = options.chunks(2).map(|set| set[1].split_once('=').unwrap()).collect();
                let (ledger, sums) = kept(&policy, DATA, &pairs);
                let whole = |wanted: &str| ledger.balances.iter().any(|balance| balance.whole_name == wanted);
                assert!(whole("总计.结余留用总额") && whole("总计.预算总额"), "{name}: {:?}", ledger.balances);
                assert_eq!(sums["公示表.结余留用金额"], sums["总计.结余留用总额"], "{name}");
                let data = made_up(&policy, &options, &folder);
                let (ledger, _) = kept(&policy, &data.to_string_lossy(), &pairs);
                let odd = ledger.entries.iter().filter(|entry| !entry.rounded.gain().is_zero()).count();
                assert!(odd > 20, "{name}: {odd}");
            });
        }
    });
}

#[test]
fn the_worked_example_and_another_way_of_rounding_reconcile() {
    let (ledger, _) = kept("examples/worked/worked.policy", "examples/worked/data", &[]);
    assert!(!ledger.entries.is_empty());
    let settings = [("取整处理", "逐品种取整"), ("负结余处理", "逐品种计零")];
    let (ledger, _) = kept("policies/shenzhen/demo.policy", "examples/shenzhen-demo.xlsx", &settings);
    let by_drug = ledger.sites.iter().find(|site| &*site.name == "结余" && site.count > 500);
    assert!(by_drug.is_some(), "{:?}", ledger.sites);
}
