//! Batches settled on a small register, by amounts worked out by hand.

use super::ROOT;
use crate::tables::{Table, run, with};
use std::path::PathBuf;
use std::process::Command;

pub const DATA: &str = "tests/it/batches/data";

/// `--set` for every number of the demonstration that a batch leaves open.
fn options(year: &str, prior: &str) -> Vec<String> {
    let demo = std::fs::read_to_string(format!("{ROOT}/policies/shenzhen/demo.policy")).unwrap();
    let given = demo.lines().filter_map(|line| line.strip_prefix("给定 ")?.split_once(" = "));
    let own = ["核算采购年度", "采购执行起始日", "考核自然年度", "变更前采购量"];
    let mut sets: Vec<String> =
        given.filter(|(name, _)| !own.contains(name)).map(|(name, value)| format!("{name}={value}")).collect();
    sets.extend(["回款认定=次月月底".to_owned(), format!("考核自然年度={year}"), format!("变更前采购量={prior}")]);
    sets.into_iter().flat_map(|set| ["--set".to_owned(), set]).collect()
}

/// Every batch with the options that close it on the register.
pub fn closed() -> Vec<(&'static str, Vec<String>)> {
    let years = [
        ("expansion", "2021"),
        ("second", "2020"),
        ("third", "2021"),
        ("fourth", "2021"),
        ("province-example", "2021"),
        ("city-example", ""),
    ];
    assert_eq!(years.map(|(batch, _)| batch), super::BATCHES);
    years.map(|(batch, year)| (batch, closing(batch, year))).into()
}

fn closing(batch: &str, year: &str) -> Vec<String> {
    let mut options = options(year, "随约定量承接");
    if batch == "city-example" {
        // It says itself which year is assessed, and weighs one thing more.
        options.truncate(options.len() - 4);
        options.extend(["--set", "变更前采购量=随约定量承接", "--set", "配送到位率权重=0%"].map(str::to_owned));
    }
    options
}

fn settled(batch: &str, data: &str, year: &str) -> Vec<Table> {
    settled_with(batch, data, year, "随约定量承接")
}

fn settled_with(batch: &str, data: &str, year: &str, prior: &str) -> Vec<Table> {
    let options = options(year, prior);
    run(&super::batch(batch), data, &options.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What each institution retains, and why not.
fn retained(tables: &[Table]) -> Vec<(String, String, String)> {
    let table = with(tables, "结余留用金额");
    let cell = |row: &[String], heading| table.text(row, heading).to_owned();
    table.rows.iter().map(|row| (cell(row, "机构编码"), cell(row, "结余留用金额"), cell(row, "备注"))).collect()
}

fn amounts(tables: &[Table]) -> Vec<(String, String)> {
    retained(tables).into_iter().map(|(code, amount, _)| (code, amount)).collect()
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(code, amount)| ((*code).to_owned(), (*amount).to_owned())).collect()
}

/// A copy of the register in which the merger takes effect on another day.
fn merged_on(day: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("merged-on-{day}"));
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(format!("{ROOT}/{DATA}")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(folder.join(path.file_name().unwrap()), text.replace("2021-06-01", day)).unwrap();
    }
    folder
}

/// A goes into B on 2021-06-01, in the middle of the expansion's second year: B answers for the volumes of both.
/// 预算 3000 × 10 × 72%, 支出 1800 × 2 × 72%, × 86.5%, × 50%.
#[test]
fn a_merger_in_the_middle_of_an_execution_year() {
    let tables = settled("expansion", DATA, "2021");
    assert_eq!(amounts(&tables), pairs(&[("A", "0"), ("B", "8220.96")]));
    assert!(retained(&tables)[0].2.contains("已合并"));
    let drugs = with(&tables, "完成率");
    assert_eq!(drugs.rows.len(), 1);
    assert_eq!(drugs.text(&drugs.rows[0], "中选约定采购量"), "1800");
    // Were the earlier purchases to stay with A, B would have completed 1200 of 1800.
    let stays = settled_with("expansion", DATA, "2021", "留在原机构");
    assert_eq!(amounts(&stays), pairs(&[("A", "0"), ("B", "0")]));
    assert!(retained(&stays)[1].2.contains("总量未完成"));
}

/// The same merger comes after the end of the second batch's year, which is settled as if it had not been.
/// (500 × 20 − 250 × 5) × 72% × 86.5% × 50%; (300 × 20 − 150 × 5) × 72% × 86.5% × 50%.
#[test]
fn the_same_merger_does_not_touch_a_year_that_had_ended() {
    let tables = settled("second", DATA, "2020");
    assert_eq!(amounts(&tables), pairs(&[("A", "2724.75"), ("B", "1634.85")]));
}

/// The last day of the execution year belongs to it; the next one does not.
#[test]
fn the_boundary_of_an_execution_year_is_a_day() {
    let year = |day: &str| amounts(&settled("second", &merged_on(day).to_string_lossy(), "2020"));
    assert_eq!(year("2021-03-31"), pairs(&[("A", "0"), ("B", "4359.6")]));
    assert_eq!(year("2021-04-01"), pairs(&[("A", "2724.75"), ("B", "1634.85")]));
}

/// Cycles and first-year shares follow the number of winners, as each batch has them; each takes its own drugs only.
#[test]
fn cycles_and_shares_follow_the_rules_of_each_batch() {
    let due: [(&str, &str, &[&str]); 6] = [
        ("expansion", "2021", &["示意药甲 2 2021-11-30 0.6"]),
        ("second", "2020", &["示意药乙 1 2021-03-31 0.5"]),
        // Two winners: one year only; a named injection: one year, however many winners.
        ("third", "2021", &["示意药丁 2 2022-10-31 0.6", "示意药丙 1 2021-10-31 0.6", "示意药戊 1 2021-10-31 0.5"]),
        ("fourth", "2021", &["示意药己 1 2022-04-30 0.5", "示意药庚 3 2024-04-30 0.8"]),
        // On the list of antibiotics 40 %, else 60 % for one winner; two years for all.
        ("province-example", "2021", &["头孢呋辛 2 2023-06-30 0.4", "示意药辛 2 2023-06-30 0.6"]),
        ("city-example", "", &["布洛芬 1 2022-12-31 0.7", "示意药壬 2 2023-12-31 0.7"]),
    ];
    std::thread::scope(|scope| {
        for (batch, year, rows) in due {
            scope.spawn(move || {
                let options = closing(batch, year);
                let tables = run(&super::batch(batch), DATA, &options.iter().map(String::as_str).collect::<Vec<_>>());
                let table = with(&tables, "采购周期年数");
                let headings = ["通用名", "采购周期年数", "周期截止日", "首年比例"];
                let row = |row: &Vec<String>| headings.map(|heading| table.text(row, heading).to_owned()).join(" ");
                assert_eq!(table.rows.iter().map(row).collect::<Vec<_>>(), rows, "{batch}");
            });
        }
    });
}

/// What each batch comes to on the register. From the third batch on A has gone into B, which answers for both; what is bought at 2
/// instead of 10 is all that was agreed: (基数 × 10 − 约定量 × 2) × 72% × 86.5% × 50%.
pub const DUE: [(&str, [(&str, &str); 2]); 6] = [
    ("expansion", [("A", "0"), ("B", "8220.96")]),
    ("second", [("A", "2724.75"), ("B", "1634.85")]),
    // (300 × 10 − 180 × 2) × 0.3114 = 822.096
    ("third", [("A", "0"), ("B", "822.1")]),
    // (200 × 10 − 130 × 2) × 0.3114 = 541.836
    ("fourth", [("A", "0"), ("B", "541.84")]),
    // (200 × 10 − 100 × 2) × 0.3114 = 560.52
    ("province-example", [("A", "0"), ("B", "560.52")]),
    // (200 × 10 − 140 × 2) × 0.3114 = 535.608
    ("city-example", [("A", "0"), ("B", "535.61")]),
];

#[test]
fn every_batch_comes_to_what_is_worked_out_by_hand() {
    let batches = closed();
    assert_eq!(batches.len(), DUE.len());
    for ((batch, options), (due, rows)) in batches.iter().zip(DUE) {
        assert_eq!(*batch, due);
        let tables = run(&super::batch(batch), DATA, &options.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(amounts(&tables), pairs(&rows), "{batch}");
    }
}

/// A drug whose cycle has run out has no agreed volume any more: settling its second year is refused.
#[test]
fn a_year_beyond_the_cycle_is_refused() {
    let words = refused_run(
        "second",
        &[options("2021", "随约定量承接"), vec!["--set".into(), "核算采购年度=2021".into()]].concat(),
    );
    assert!(words.contains("执行年度在采购周期以内"), "{words}");
}

/// Two natural years touch an execution year; a third one is refused.
#[test]
fn the_year_of_assessment_meets_the_year_of_purchase() {
    let words = refused_run("second", &options("2022", "随约定量承接"));
    assert!(words.contains("考核年度与执行年度相交"), "{words}");
}

/// What a run that fails says.
fn refused_run(batch: &str, options: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(ROOT).args(["run", &super::batch(batch), "--data", DATA, "--quiet"]).args(options);
    let output = command.output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
