//! Whose money the changes move, and which change moved it.

use super::{Overlay, pair};
use crate::recompute::number;
use jieyu::data::{self, InputFile};
use jieyu::diff::effect::{Method, PATIENCE, Question, Split, effect};
use jieyu::ir::program::Program;
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

/// A layer over the demonstration with some edits, in a copy of the policies.
fn demo(folder: &TempDir, edits: &[&str]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in
        ["national/policy.policy", "guangdong/policy.policy", "shenzhen/policy.policy.md", "shenzhen/demo.policy"]
    {
        let to = folder.path().join("policies").join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root.join("policies").join(name), to).unwrap();
    }
    let path = folder.path().join("policies/shenzhen/new.policy");
    let edits: String = edits.iter().map(|edit| format!("{edit}\n  依据 修订通知\n")).collect();
    fs::write(&path, format!("政策 修订稿\n  继承 \"demo.policy\"\n\n{edits}")).unwrap();
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

const FOUR: &[&str] = &[
    "修改 参数 单品种完成率下限 由 50% 为 75%",
    "修改 参数 统筹基金支付费用占比 由 86.5% 为 85%",
    "修改 参数 二档分数线 由 80分 为 82分",
    "修改 年度考核.非中选产品采购量占比 赋分 由\n  | ≤ 非中选占比满分线 | 满分 |\n为\n  | ≤ 非中选占比满分线 | 满分 × 90% |",
];

#[test]
fn the_parts_add_up_for_every_institution() {
    let folder = TempDir::new().unwrap();
    let after = demo(&folder, FOUR);
    let whole = compared(&after, &["--split", "shapley"]);
    assert_eq!(whole["effect"]["method"], "shapley");
    assert_eq!(whole["effect"]["runs"], 16);
    assert_eq!(whole["effect"]["groups"].as_array().unwrap().len(), 4);
    let moving = whole["changes"].as_array().unwrap().iter().filter(|change| change["moves_amounts"] == true);
    let told: Vec<&str> = moving.map(|change| change["words"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "参数 单品种完成率下限：50% → 75%，依据 修订通知",
            "考核 年度考核 · 指标 非中选产品采购量占比 · 赋分 · ≤ 非中选占比满分线：满分 → 满分 × 90%，依据 修订通知",
            "参数 统筹基金支付费用占比：86.5% → 85%，依据 修订通知",
            "参数 二档分数线：80分 → 82分，依据 修订通知",
        ]
    );
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
            "修改 参数 约定量权重 由 30% 为 25%",
            "修改 参数 线下占比权重 由 10% 为 12%",
            "修改 参数 规范流转权重 由 5% 为 8%",
            "修改 参数 一档留用比例 由 50% 为 48%",
        ],
    );
    let whole = compared(&after, &["--split", "shapley"]);
    assert_eq!(whole["effect"]["groups"], serde_json::json!([[5, 6, 7], [8]]));
    assert!(add_up(&whole) > 0);
}

#[test]
fn a_new_exclusion_names_who_comes_under_it() {
    let folder = TempDir::new().unwrap();
    let after = demo(&folder, &["修改 参数 总量完成率下限 由 100% 为 110%"]);
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
    let (before, after, data) =
        (folder.path().join("a.policy"), folder.path().join("b.policy"), folder.path().join("医院.csv"));
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
    assert!(
        html.contains("<svg")
            && html.contains("prefers-color-scheme:dark")
            && html.contains("单品种完成率下限：50% → 75%")
    );
    assert!(!html.contains("http") && !html.contains("<script") && !html.contains("src="));
    let code = |args: &[&str]| jieyu(args).status.code();
    assert_eq!(code(&["diff", DEMO, text(&after)]), Some(0));
    assert_eq!(code(&["diff", DEMO, text(&after), "--exit-code"]), Some(1));
    assert_eq!(code(&["diff", DEMO, DEMO, "--exit-code"]), Some(0));
    assert_eq!(code(&["diff", DEMO, "no.policy"]), Some(1));
    assert_eq!(code(&["diff", DEMO, text(&after), "--out", "effect.doc"]), Some(2));
    assert_eq!(code(&["diff", DEMO, text(&after), "--data", DATA, "--of", "没有这列"]), Some(1));
}

/// How much is spent on a split unasked is counted in what is computed, never in time.
#[test]
fn patience_is_counted_not_timed() {
    let before = Overlay::default().with("a.policy", SMALL);
    let after = Overlay::default().with("a.policy", &SMALL.replace("100元", "200元").replace("10%", "20%"));
    let pair = pair("a.policy", &before, &after);
    let file = InputFile { name: "医院.csv".to_owned(), bytes: "编码\nH1\nH2\n".as_bytes().to_vec() };
    let read = |program: &Program| Some(data::read(std::slice::from_ref(&file), &program.schemas).batch);
    let method = |patience: usize| {
        let question = Question { of: None, split: Split::Auto, read: &read, patience, hears: &|_| {} };
        effect(&pair, &question).unwrap().method
    };
    assert_eq!(method(PATIENCE), Method::Shapley { runs: 4 });
    // Four runs; each checks the expressions and computes one value on two rows.
    let each = pair.after().unwrap().exprs.len() + 2;
    assert_eq!(method(4 * each), Method::Shapley { runs: 4 });
    assert_eq!(method(4 * each - 1), Method::Sequential { runs: 3 });
}
