//! Whose money the changes move, and which change moved it.

use crate::recompute::number;
use num_traits::Zero;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const DEMO: &str = "policies/shenzhen/demo.policy";
const DATA: &str = "examples/shenzhen-demo.xlsx";

fn jieyu(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The demonstration with some pieces replaced.
fn demo(folder: &TempDir, edits: &[(&str, &str)]) -> PathBuf {
    let mut policy = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO)).unwrap();
    for (old, new) in edits {
        assert!(policy.contains(old), "{old}");
        policy = policy.replacen(old, new, 1);
    }
    let path = folder.path().join("new.policy");
    fs::write(&path, policy).unwrap();
    path
}

fn compared(after: &Path, options: &[&str]) -> serde_json::Value {
    let mut args = vec!["diff", DEMO, text(after), "--data", DATA, "--format", "json"];
    args.extend_from_slice(options);
    let output = jieyu(&args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn add_up(whole: &serde_json::Value) -> usize {
    let rows = whole["effect"]["rows"].as_array().unwrap();
    let mut moved = 0;
    for row in rows {
        let amount = |of: &serde_json::Value| number(of.as_str().unwrap());
        let delta = amount(&row["difference"]);
        assert_eq!(amount(&row["after"]) - amount(&row["before"]), delta, "{row}");
        let parts = row["parts"].as_array().unwrap().iter().map(amount);
        assert_eq!(parts.fold(Zero::zero(), |sum: crate::recompute::Number, part| sum + part), delta, "{row}");
        moved += usize::from(!delta.is_zero());
    }
    moved
}

const FOUR: &[(&str, &str)] = &[
    ("单品种完成率下限 : 比例 = 50%", "单品种完成率下限 : 比例 = 75%"),
    ("统筹基金支付费用占比 : 比例 = 86.5%", "统筹基金支付费用占比 : 比例 = 85%"),
    ("二档分数线 : 分值 = 80分", "二档分数线 : 分值 = 82分"),
    ("赋分 | ≤ 非中选占比满分线 | 满分 |", "赋分 | ≤ 非中选占比满分线 | 满分 × 90% |"),
];

#[test]
fn the_parts_add_up_for_every_institution() {
    let folder = TempDir::new().unwrap();
    let after = demo(&folder, FOUR);
    let whole = compared(&after, &["--split", "shapley"]);
    assert_eq!(whole["changes"].as_array().unwrap().len(), 4);
    assert_eq!(whole["effect"]["method"], "shapley");
    assert_eq!(whole["effect"]["runs"], 16);
    assert_eq!(whole["effect"]["groups"], serde_json::json!([[1], [2], [3], [4]]));
    assert!(add_up(&whole) > 30);
    let sequential = compared(&after, &["--split", "sequential"]);
    assert_eq!(sequential["effect"]["method"], "sequential");
    assert_eq!(sequential["effect"]["runs"], 5);
    assert!(add_up(&sequential) > 30);
}

#[test]
fn weights_that_hold_only_together_are_one_part() {
    let folder = TempDir::new().unwrap();
    let after = demo(
        &folder,
        &[
            ("约定量权重 : 比例 = 30%", "约定量权重 : 比例 = 25%"),
            ("线下占比权重 : 比例 = 10%", "线下占比权重 : 比例 = 12%"),
            ("规范流转权重 : 比例 = 5%", "规范流转权重 : 比例 = 8%"),
            ("一档留用比例 : 比例 = 50%", "一档留用比例 : 比例 = 48%"),
        ],
    );
    let whole = compared(&after, &["--split", "shapley"]);
    assert_eq!(whole["effect"]["groups"], serde_json::json!([[1, 2, 3], [4]]));
    assert!(add_up(&whole) > 0);
}

#[test]
fn a_new_exclusion_names_who_comes_under_it() {
    let folder = TempDir::new().unwrap();
    let after = demo(&folder, &[("总量完成率下限 : 比例 = 100%", "总量完成率下限 : 比例 = 110%")]);
    let whole = compared(&after, &[]);
    let entered = whole["effect"]["entered"].as_array().unwrap();
    assert!(!entered.is_empty());
    assert!(entered.iter().all(|one| one["exclusion"] == "未完成总量" && one["table"] == "医疗机构"), "{entered:?}");
    assert_eq!(whole["effect"]["left"], serde_json::json!([]));
    add_up(&whole);
}

const SMALL: &str = "政策 小\n参数 甲 : 金额 = 100元\n参数 乙 : 比例 = 10%\n表 医院\n  键 编码 : 文本\n每个 医院：\n\
    公式 数 : 金额 = 甲 × 乙 四舍五入到 分\n输出 医院 : 编码, 数\n";

/// 100 × 10% = 10, 200 × 20% = 40: each change alone adds 10, together 10 more, which they share.
#[test]
fn what_changes_do_together_they_share() {
    let folder = TempDir::new().unwrap();
    let (before, after, data) = (folder.path().join("a.policy"), folder.path().join("b.policy"), folder.path().join("医院.csv"));
    fs::write(&before, SMALL).unwrap();
    fs::write(&after, SMALL.replace("100元", "200元").replace("10%", "20%")).unwrap();
    fs::write(&data, "编码\nH1\n").unwrap();
    let shared = |split: &str| {
        let args = ["diff", text(&before), text(&after), "--data", text(&data), "--format", "json", "--split", split];
        let whole: serde_json::Value = serde_json::from_slice(&jieyu(&args).stdout).unwrap();
        whole["effect"]["rows"][0]["parts"].clone()
    };
    assert_eq!(shared("shapley"), serde_json::json!(["15", "15"]));
    assert_eq!(shared("sequential"), serde_json::json!(["10", "20"]));
}

#[test]
fn the_page_needs_no_network_and_the_exit_code_is_chosen() {
    let folder = TempDir::new().unwrap();
    let after = demo(&folder, FOUR);
    let page = folder.path().join("effect.html");
    let book = folder.path().join("effect.xlsx");
    for out in [&page, &book] {
        let output = jieyu(&["diff", DEMO, text(&after), "--data", DATA, "--split", "sequential", "--out", text(out)]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(fs::metadata(out).unwrap().len() > 2000);
    }
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("<svg") && html.contains("prefers-color-scheme:dark") && html.contains("单品种完成率下限：50% → 75%"));
    assert!(!html.contains("http") && !html.contains("<script") && !html.contains("src="));
    let code = |args: &[&str]| jieyu(args).status.code();
    assert_eq!(code(&["diff", DEMO, text(&after)]), Some(0));
    assert_eq!(code(&["diff", DEMO, text(&after), "--exit-code"]), Some(1));
    assert_eq!(code(&["diff", DEMO, DEMO, "--exit-code"]), Some(0));
    assert_eq!(code(&["diff", DEMO, "no.policy"]), Some(1));
    assert_eq!(code(&["diff", DEMO, text(&after), "--out", "effect.doc"]), Some(2));
    assert_eq!(code(&["diff", DEMO, text(&after), "--data", DATA, "--of", "没有这列"]), Some(1));
}
