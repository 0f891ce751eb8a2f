//! Cases as their writers meet them: what holds, what fails and how it is told, snapshots and their review, coverage,
//! mutation.

use jieyu::diagnostic::Lang;
use jieyu::report::{trial_cover, trial_data, trial_diff, trial_page, trial_snapshot, trial_text};
use jieyu::session::Memory;
use jieyu::trial::{self, CaseOutcome, Plan, SuiteOutcome};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const POLICY: &str = r#"政策 测试留用
  版本 "1"
  基准日 2021-12-31
  依据 《测试办法》

参数 支付比例 : 比例 在 [0, 1] 待定
  依据 《测试办法》第一条

参数 下限 : 比例 = 50%
  依据 《测试办法》第二条

表 医疗机构
  键 机构编码 : 文本
  列 机构名称 : 文本
  列 完成率 : 比例
  列 结余 : 金额
  列 已豁免 : 是否 = 否
  列 备注 : 文本 可缺
  校验 有名称 : 机构名称 ≠ "无"

每个 医疗机构：

公式 留用 : 金额 = 结余 × 支付比例 不低于 0元 四舍五入到 分
  依据 《测试办法》第三条 "留用"

公式 每元 : 比例 = 留用 ÷ 结余 四舍五入到 4位
  依据 《测试办法》第五条

排除 未完成
  当 完成率 < 下限
  除非 已豁免
  则 留用 = 0元
  理由 "完成率低于下限"
  依据 《测试办法》第四条

输出 医疗机构 : 机构编码, 留用, 每元, 排除理由
"#;

fn world(cases: &str) -> Memory {
    let mut world = Memory::default();
    world.0.insert("p/a.policy".into(), POLICY.into());
    world.0.insert("p/a.cases.policy".into(), cases.into());
    world.0.insert("p/data/h.csv".into(), "机构编码,机构名称,完成率,结余\nH1,甲,80%,100.00\n".into());
    world
}

fn outcome(cases: &str) -> SuiteOutcome {
    let world = world(cases);
    let suite = trial::open(&world, "p/a.cases.policy");
    let plan = Plan { world: &world, filter: None, snapshot: &|seen| trial_snapshot::write(seen) };
    trial::run(&plan, &suite)
}

fn case(body: &str) -> CaseOutcome {
    let text = format!(
        "共用 给定 参数 支付比例 = 70%\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 |\n    | H0 | 某院 | 80% | 100 |\n\n案例 \"甲\"\n{body}"
    );
    let mut outcome = outcome(&text);
    assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
    outcome.cases.remove(0)
}

#[test]
fn what_is_expected_and_holds_passes() {
    let passed = case(
        "  给定 医疗机构\n    | 机构编码 | 结余 | 完成率 |\n    | H1 | 1,000.00 | 80% |\n    | H2 | 10 | 49.9999% |\n\
         \n  期望 医疗机构[\"H1\"].留用 = 700元\n  期望 医疗机构[\"H2\"].留用 = 0元\n  期望 医疗机构[\"H2\"].未完成 = 是\n\
         \n  期望 医疗机构[\"H2\"].排除理由 含 \"低于下限\"\n  期望 医疗机构[\"H1\"].备注 = 缺失\n",
    );
    assert!(passed.passed(), "{:#?}", passed.failures);
    assert_eq!(passed.expectations, 5);
}

#[test]
fn a_failure_shows_the_values_the_difference_and_the_clause() {
    let failed = case("  期望 医疗机构[\"H0\"].留用 = 70.01元\n");
    let failure = &failed.failures[0];
    assert_eq!(failure.wanted.as_ref().unwrap().zh, "70.01元");
    assert_eq!(failure.actual.as_ref().unwrap().zh, "70.00元");
    assert_eq!(failure.difference.as_deref(), Some("-0.01元"));
    assert_eq!(failure.clause, ["《测试办法》第三条"]);
    assert_eq!(failure.line, 7);
    let outcome = SuiteOutcome { path: "a.cases.policy".into(), problems: Vec::new(), cases: vec![failed] };
    let text = trial_text::write(std::slice::from_ref(&outcome), false, Lang::Zh);
    for words in ["案例 “甲”", "期望", "70.01元", "相差", "-0.01元", "《测试办法》第三条", "留用 = 结余 × 支付比例"]
    {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert!(text.lines().count() < 12);
    assert!(
        trial_data::junit(std::slice::from_ref(&outcome), Lang::Zh)
            .contains("<failure message=\"医疗机构[&quot;H0&quot;].留用\">")
    );
    let json: serde_json::Value = serde_json::from_str(&trial_data::json(&[outcome], Lang::Zh)).unwrap();
    assert_eq!(json["suites"][0]["cases"][0]["failures"][0]["difference"], "-0.01元");
}

#[test]
fn values_not_given_are_never_taken_silently() {
    let text = "案例 \"甲\"\n  给定 参数 支付比例 = 70%\n  期望 医疗机构[\"H1\"].留用 = 0元\n";
    let failed = outcome(text).cases.remove(0);
    assert!(failed.failures[0].what.zh.contains("JY1205"), "{:#?}", failed.failures);
    let open = outcome("案例 \"甲\"\n  其余 缺失\n  期望 医疗机构[\"H1\"].留用 = 0元\n").cases.remove(0);
    assert!(open.failures[0].what.zh.contains("JY1010"), "{:#?}", open.failures);
    assert!(open.failures[0].help.as_ref().unwrap().zh.contains("给定 参数 支付比例"));
}

#[test]
fn what_is_left_out_by_name_has_no_value() {
    let left = "案例 \"甲\"\n  给定 参数 支付比例 = 70%\n  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 | 10 |\n  其余 缺失\n";
    let used = outcome(&format!("{left}  期望 医疗机构[\"H1\"].留用 = 7元\n")).cases.remove(0);
    assert!(used.failures[0].actual.as_ref().unwrap().zh.contains("没有给定“完成率”列"), "{:#?}", used.failures);
    let told = outcome(&format!("{left}  期望 医疗机构[\"H1\"].留用 错误 JY0917\n")).cases.remove(0);
    assert!(told.passed(), "{:#?}", told.failures);
}

#[test]
fn files_parameters_and_days_are_given() {
    let passed = case(
        "  基准日 2022-01-01\n  给定 医疗机构 来自 \"data/h.csv\"\n  给定 参数 支付比例 = 12.5%\n  期望 医疗机构[\"H1\"].留用 = 12.50元\n",
    );
    assert!(passed.passed(), "{:#?}", passed.failures);
    let outside = case("  给定 医疗机构 来自 \"../h.csv\"\n  期望 医疗机构[\"H1\"].留用 = 12.50元\n");
    assert!(outside.failures[0].what.zh.contains("JY1208"));
}

#[test]
fn problems_are_expected_by_their_codes() {
    let zero = "  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 | 0 |\n";
    let fault = case(&format!("{zero}  期望 医疗机构[\"H1\"].每元 错误 JY0901\n"));
    assert!(fault.passed(), "{:#?}", fault.failures);
    let anywhere = case(&format!("{zero}  期望 错误 JY0901 含 \"除数为零\"\n"));
    assert!(anywhere.passed(), "{:#?}", anywhere.failures);
    let surprise = case(&format!("{zero}  期望 医疗机构[\"H1\"].留用 = 0元\n"));
    assert!(surprise.failures[0].what.zh.contains("JY0901"), "a fault that nobody expects fails the case");
    let checked = case("  给定 参数 支付比例 = 101%\n  期望 错误 JY0512\n");
    assert!(checked.passed(), "{:#?}", checked.failures);
    let none = case("  期望 错误 JY0901\n");
    assert_eq!(none.failures[0].actual.as_ref().unwrap().zh, "没有错误");
}

#[test]
fn slips_in_a_case_are_told_where_they_stand() {
    for (body, code) in [
        ("  给定 医院\n    | 机构编码 |\n    | H1 |\n  期望 错误 JY0901\n", "JY1203"),
        ("  给定 医疗机构\n    | 机构编码 | 结余额 |\n    | H1 | 1 |\n  期望 错误 JY0901\n", "JY1204"),
        ("  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 |\n  期望 错误 JY0901\n", "JY1207"),
        ("  期望 医疗机构[\"H0\"].留用额 = 0元\n", "JY1212"),
        ("  期望 医疗机构[\"H0\"].留用 = 70\n", "JY1213"),
        ("  期望 医疗机构[\"H0\", \"X\"].留用 = 70元\n", "JY1211"),
    ] {
        let failed = case(body);
        assert!(
            failed.failures.iter().any(|failure| failure.what.zh.starts_with(code)),
            "{code}: {:#?}",
            failed.failures
        );
    }
    let heading =
        case("  给定 医疗机构\n    | 机构编码 | 结余额 |\n    | H1 | 1 |\n  期望 医疗机构[\"H1\"].留用 = 0元\n");
    let failure = heading.failures.iter().find(|failure| failure.what.zh.starts_with("JY1204")).unwrap();
    assert_eq!((failure.line, failure.excerpt.clone()), (8, Some(("| 机构编码 | 结余额 |".to_owned(), 13, 6))));
    let missing = case("  期望 医疗机构[\"H9\"].留用 = 70元\n");
    assert_eq!(missing.failures[0].actual.as_ref().unwrap().zh, "没有这一行");
    let bad =
        case("  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 | 一百 |\n  期望 医疗机构[\"H1\"].留用 = 70元\n");
    assert!(bad.failures[0].what.zh.contains("a.cases.policy，第 9 行，“结余”列："), "{:#?}", bad.failures);
    let outcome = SuiteOutcome { path: "a.cases.policy".into(), problems: Vec::new(), cases: vec![bad] };
    let text = trial_text::write(&[outcome], false, Lang::Zh);
    assert!(text.contains("  第 9 行  JY04") && text.contains("    | H1 | 一百 |\n           ^^^^\n"), "{text}");
}

#[test]
fn coverage_tells_what_no_case_touches() {
    let both = "共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 |\n    | H1 | 甲 | 80% | 100 |\n";
    let world = world(&format!("{both}  期望 医疗机构[\"H1\"].留用 = 70元\n"));
    let suites = [trial::open(&world, "p/a.cases.policy")];
    let coverage = trial::coverage(&world, &suites, None);
    let text = trial_cover::text(&coverage, Lang::Zh);
    assert!(text.contains("未完成：完成率 < 下限\n      没有案例符合这个条件"), "{text}");
    assert!(text.contains("没有案例碰到这个界限"), "{text}");
    assert!(!coverage.reaches(100) && coverage.reaches(30));
    let page = trial_page::html(&coverage);
    assert!(page.contains("<mark>完成率 &lt; 下限</mark>"), "{page}");
    assert!(page.contains("<a href=\"#f0-30\">p/a.policy 第 30 行</a> 未完成：完成率 &lt; 下限"), "{page}");
    assert!(!page.contains("http"), "the page needs nothing else");
}

#[test]
fn mutation_lists_changes_that_no_case_notices() {
    let head = "共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 | 已豁免 |\n    | H1 | 甲 | 80% | 100.01 | 否 |\n";
    let weak = world(&format!("{head}  期望 医疗机构[\"H1\"].留用 = 70.01元\n"));
    let suites = [trial::open(&weak, "p/a.cases.policy")];
    let first = trial::mutate(&weak, &suites, None, &|_, _| {});
    let text = trial_cover::survivors(&first, Lang::Zh);
    assert!(text.contains("《测试办法》第四条：把“完成率 < 下限”的 ＜ 改为 ≤，1 个案例都没有变化"), "{text}");
    assert!(text.contains("去掉“除非 已豁免”"), "{text}");
    let strong = "    | H2 | 乙 | 50% | 100.01 | 否 |\n    | H3 | 丙 | 0 | 100.01 | 是 |\n    | H4 | 丁 | 80% | 0.05 | 否 |\n    | H5 | 戊 | 80% | -1 | 否 |\n    | H6 | 戊 | 50.1% | 1 | 否 |\n\
        \n  期望 医疗机构[\"H1\"].每元 = 70%\n  期望 医疗机构[\"H2\"].留用 = 70.01元\n  期望 医疗机构[\"H3\"].留用 = 70.01元\n  期望 医疗机构[\"H4\"].留用 = 0.04元\n  期望 医疗机构[\"H5\"].留用 = 0元\n  期望 医疗机构[\"H6\"].留用 = 0.70元\n";
    let better = world(&format!("{head}{strong}"));
    let suites = [trial::open(&better, "p/a.cases.policy")];
    let second = trial::mutate(&better, &suites, None, &|_, _| {});
    assert!(second.survivors.len() < first.survivors.len());
    let text = trial_cover::survivors(&second, Lang::Zh);
    assert!(!text.contains("第四条"), "{text}");
}

/// One count over all files, whatever order they are tried in.
#[test]
fn mutation_counts_the_changes_of_all_files_together() {
    let text = "共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 |\n    | H1 | 甲 | 80% | 100 |\n  期望 医疗机构[\"H1\"].留用 = 70元\n";
    let world = world(text);
    let one = trial::open(&world, "p/a.cases.policy");
    let two = trial::open(&world, "p/a.cases.policy");
    let told = std::sync::Mutex::new(Vec::new());
    let mutation = trial::mutate(&world, &[one, two], None, &|done, all| told.lock().unwrap().push((done, all)));
    let told = told.into_inner().unwrap();
    assert!(told.iter().all(|(_, all)| *all == 2 * mutation.mutants), "{told:?}");
    let mut done: Vec<usize> = told.into_iter().map(|(done, _)| done).collect();
    done.sort_unstable();
    assert_eq!(done, (0..=2 * mutation.mutants).collect::<Vec<_>>());
}

/// What a remark explains is counted apart, and only while its words are those of the listing.
#[test]
fn remarks_explain_what_no_case_can_do() {
    let body = "共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 |\n    | H1 | 甲 | 80% | 100 |\n  期望 医疗机构[\"H1\"].留用 = 70元\n";
    let read = |remarks: &str| {
        let world = world(&format!("{remarks}{body}"));
        let suites = [trial::open(&world, "p/a.cases.policy")];
        (trial::mutate(&world, &suites, None, &|_, _| {}), trial::coverage(&world, &suites, None))
    };
    let (plain, bare) = read("");
    assert_eq!((plain.explained(), bare.explained()), (0, 0));
    let (survivor, part) = (&plain.survivors[0], bare.parts.iter().find(|part| !part.touched).unwrap());
    let reason = format!("# 变异：{}：没有这样的数据\n# - 覆盖：{}：到不了\n", survivor.words.zh, part.words());
    let (told, touched) = read(&reason);
    assert_eq!((told.explained(), touched.explained()), (1, 1));
    assert!(trial_cover::survivors(&told, Lang::Zh).contains("（已说明：没有这样的数据）"));
    assert!(trial_cover::text(&touched, Lang::Zh).contains("（已说明：到不了）"));
    assert!(trial_cover::killed(&told).zh.contains("案例文件已说明 1 处"));
    let percent = (0..=100).find(|percent| !plain.reaches(*percent)).unwrap();
    let all = format!(
        "{}{reason}",
        plain.survivors.iter().map(|one| format!("# 变异：{}：甲\n", one.words.zh)).collect::<String>()
    );
    assert!(read(&all).0.reaches(100) && percent <= 100);
    let (unreasoned, _) = read(&format!("# 变异：{}：\n# 变异：{}\n", survivor.words.zh, survivor.words.zh));
    assert_eq!(unreasoned.explained(), 0, "a reason has to be given");
}

/// Every kind of small change is tried: signs, words, numbers, names, days, cells, edges, lists, rounding, exemptions.
#[test]
fn every_kind_of_change_is_tried() {
    let policy = r#"政策 各样
枚举 级别 = 三级, 二级
名单 停用机构 = "H8", "H9"
参数 上限 : 金额 = 100元
参数 起算日 : 日期 = 2021-01-01
表 机构
  键 编码 : 文本
  列 级别 : 级别
  列 率 : 比例
  列 数 : 整数
对照表 系数 按 级 : 级别, 家数 : 整数 得 比例 : 比例
  | 级   | 家数 | 比例 |
  | 三级 | ≤ 1  | 10%  |
  | 三级 | ≥ 2  | 20%  |
  | 二级 | 任意 | 30%  |
对照表 称呼 按 级 : 级别 得 名 : 文本
  | 级   | 名   |
  | 三级 | "大" |
  | 二级 | "小" |
每个 机构：
公式 甲 = 系数(级别, 数)
公式 乙 = 若 级别 = 三级 且 率 ≥ 50% 或 编码 属于 停用机构 则 1 否则 0
公式 丙 = 若 称呼(级别) = "大" 则 上限 否则 上限 ÷ 3 舍去到 分
公式 丁 = 若 级别 属于 三级, 二级 则 起算日 否则 2020-01-01
排除 停办
  当 数 > 9
  除非 级别 = 二级
  则 甲 = 0%
  理由 "停用"
输出 机构 : 编码, 甲, 乙, 丙, 丁
"#;
    let mut world = Memory::default();
    world.0.insert("p/a.policy".into(), policy.into());
    let cases = "案例 \"一\"\n  给定 机构\n    | 编码 | 级别 | 率 | 数 |\n    | H1 | 三级 | 60% | 1 |\n  其余 缺失\n  期望 机构[\"H1\"].编码 = \"H1\"\n";
    world.0.insert("p/a.cases.policy".into(), cases.into());
    let suites = [trial::open(&world, "p/a.cases.policy")];
    let mutation = trial::mutate(&world, &suites, None, &|_, _| {});
    assert_eq!(mutation.killed, 0, "the case expects next to nothing");
    let text = trial_cover::survivors(&mutation, Lang::Zh);
    for words in [
        "的 ≥ 改为 ＞",
        "的 且 改为 或",
        "的 或 改为 且",
        "去掉“除非 级别 = 二级”",
        "这一行的“三级”改为 二级",
        "这一行的“2”改为 3",
        "下端的开闭对调",
        "把“\"大\"”改为 大～",
        "把数“20%”改为 20.2%",
        "把“三级”改为 二级",
        "把“2020-01-01”改为 2020-01-02",
        "从名单“停用机构”里去掉“H8”",
        "从“级别 属于 三级, 二级”里去掉“三级”",
        "把参数“上限”由 100.00元 改为 101.00元",
        "把参数“起算日”由 2021-01-01 改为 2021-01-02",
        "的舍去改为四舍五入",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    let again = trial::mutate(&world, &suites, None, &|_, _| {});
    assert_eq!(text, trial_cover::survivors(&again, Lang::Zh));
    let english = trial_cover::survivors(&mutation, Lang::En);
    assert!(english.contains("change") && english.contains("drop"), "{english}");
    for word in ["把", "改为", "去掉", "对调", "案例", "四舍五入改", "“"] {
        assert!(!english.contains(word), "{word} in\n{english}");
    }
}

#[test]
fn checks_count_as_covered_when_they_held_and_failed() {
    let policy = POLICY.replace("机构名称 ≠ \"无\"", "结余 ≥ −5元");
    let rows = |name: &str, amount: i32, expects: &str| {
        format!(
            "案例 \"{name}\"\n  给定 参数 支付比例 = 70%\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 |\n    | H1 | 甲 | 80% | {amount} |\n  期望 {expects}\n"
        )
    };
    let lacks = |cases: &str| {
        let mut world = world(cases);
        world.0.insert("p/a.policy".into(), policy.clone().into());
        let suites = [trial::open(&world, "p/a.cases.policy")];
        trial_cover::text(&trial::coverage(&world, &suites, None), Lang::Zh)
    };
    let holds = rows("甲", 1, "医疗机构[\"H1\"].完成率 = 80%");
    let text = lacks(&holds);
    assert!(text.contains("有名称：结余 ≥ −5元\n      没有案例不符合这项检查"), "{text}");
    let both = format!("{holds}\n{}", rows("乙", -6, "错误 JY0911"));
    assert!(!lacks(&both).contains("有名称"), "{}", lacks(&both));
}

#[test]
fn a_broken_assertion_is_noticed_though_much_is_left_out() {
    let policy = format!("{POLICY}\n整体：\n断言 有结余 : 合计(医疗机构.结余) > 0元\n");
    let mut world = world(
        "共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 | 0 |\n  其余 缺失\n  期望 医疗机构[\"H1\"].结余 = 0元\n",
    );
    world.0.insert("p/a.policy".into(), policy.into());
    let suite = trial::open(&world, "p/a.cases.policy");
    let plan = Plan { world: &world, filter: None, snapshot: &|seen| trial_snapshot::write(seen) };
    let failures = trial::run(&plan, &suite).cases.remove(0).failures;
    assert!(failures.iter().any(|failure| failure.what.zh.contains("有结余")), "{failures:#?}");
}

fn jieyu(folder: &Path, args: &[&str], ci: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.args(args).current_dir(folder).env_remove("CI").env("LANG", "zh_CN.UTF-8");
    if ci {
        command.env("CI", "true");
    }
    command.output().unwrap()
}

#[test]
fn snapshots_are_reviewed_and_read_by_insta() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let cases = "共用 给定 参数 支付比例 = 70%\n案例 \"全 貌\"\n  给定 医疗机构\n    | 机构编码 | 机构名称 | 完成率 | 结余 |\n    | H1 | 甲 | 80% | 100 |\n  快照\n";
    fs::write(root.join("a.policy"), POLICY).unwrap();
    fs::write(root.join("a.cases.policy"), cases).unwrap();
    let snap = root.join("snapshots/a.cases__全_貌.snap");
    let pending = root.join("snapshots/a.cases__全_貌.snap.new");

    assert_eq!(jieyu(root, &["test", "."], true).status.code(), Some(1));
    assert!(!pending.exists(), "in CI nothing is ever written");
    assert_eq!(jieyu(root, &["test", "."], false).status.code(), Some(1));
    assert!(pending.exists());
    assert_eq!(jieyu(root, &["review"], false).status.code(), Some(2), "nobody can be asked here");
    assert_eq!(jieyu(root, &["review", "--accept"], true).status.code(), Some(1), "not in CI");
    assert_eq!(jieyu(root, &["review", "--accept"], false).status.code(), Some(0));
    assert!(snap.exists() && !pending.exists());
    assert_eq!(jieyu(root, &["test", "."], true).status.code(), Some(0));

    let read = insta::Snapshot::from_file(&snap).unwrap();
    assert_eq!(read.metadata().expression(), Some("全 貌"));
    assert!(format!("{:?}", read.contents()).contains("  留用 = 70.00元  〔《测试办法》第三条〕"));

    fs::write(root.join("a.policy"), POLICY.replace("四舍五入到 分", "× 2 四舍五入到 分")).unwrap();
    let changed = jieyu(root, &["test", "."], false);
    let text = String::from_utf8_lossy(&changed.stdout).into_owned();
    assert!(text.contains("▌《测试办法》第三条") && text.contains("留用：70.00元 → 140.00元  （+70元）"), "{text}");
    let listed = jieyu(root, &["review", "--list"], false);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("140.00元"));
    assert_eq!(jieyu(root, &["review", "--reject"], false).status.code(), Some(0));
    assert!(!pending.exists());
}

/// The shipped policies in a folder of their own.
fn shipped() -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let there = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &there)
            } else {
                let _ = fs::copy(&path, &there).unwrap();
            }
        }
    }
    let folder = TempDir::new().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), &folder.path().join("policies"));
    folder
}

#[test]
fn one_letter_in_a_threshold_of_a_base_fails_with_case_clause_and_money() {
    let folder = shipped();
    let base = folder.path().join("policies/national/policy.policy");
    let text = fs::read_to_string(&base).unwrap();
    let changed = text.replacen("参数 留用比例上限 : 比例 = 50%", "参数 留用比例上限 : 比例 = 40%", 1);
    assert_ne!(changed, text, "the threshold of this test is no longer there");
    fs::write(&base, changed).unwrap();
    let run = jieyu(folder.path(), &["test", "policies/guangdong"], true);
    assert_eq!(run.status.code(), Some(1));
    let screen = String::from_utf8_lossy(&run.stdout);
    let first: Vec<&str> = screen.split("\n\n").next().unwrap().lines().collect();
    let told = first.join("\n");
    assert!(first.len() <= 24, "more than a screen:\n{told}");
    for words in [
        "✗ 案例",
        "policies/guangdong/policy.cases.policy:",
        "期望",
        "实际",
        "相差",
        "元",
        "依据",
        "粤医保发〔2020〕36号",
    ] {
        assert!(told.contains(words), "{words} in\n{told}");
    }
}

/// The threshold of the nation's policy fails cases of all its layers: what matters most stands first, the rest on a line each.
#[test]
fn many_failures_fit_one_screen_money_first() {
    let folder = shipped();
    let base = folder.path().join("policies/national/policy.policy");
    let text = fs::read_to_string(&base).unwrap();
    fs::write(&base, text.replacen("参数 留用比例上限 : 比例 = 50%", "参数 留用比例上限 : 比例 = 40%", 1)).unwrap();
    let run = jieyu(folder.path(), &["test", "policies"], true);
    let screen = String::from_utf8_lossy(&run.stdout).into_owned();
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines.len() <= 36, "more than a screen:\n{screen}");
    let first = screen.split("\n\n").next().unwrap();
    assert!(first.contains("相差") && first.contains("元") && first.contains("依据"), "{first}");
    assert!(screen.contains("✗ national/policy.cases.policy:"), "{screen}");
    assert!(lines.last().unwrap().contains("--verbose"), "{screen}");
    let brief = lines.iter().find(|line| line.contains("“一家医院一个品种，考核满分”")).unwrap();
    assert!(brief.contains("437.23元 → 349.79元"), "money, where there is some: {brief}");
    let all = jieyu(folder.path(), &["test", "policies", "--verbose"], true);
    let all = String::from_utf8_lossy(&all.stdout).into_owned();
    let full = |text: &str| text.lines().filter(|line| line.starts_with("✗")).count();
    assert!(full(&all) >= 20 && all.lines().count() > 100, "{all}");
}

/// What could not be computed, and what is not there, is told in the language that was asked for.
#[test]
fn failures_are_told_in_english_too() {
    let zero = "  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 | 0 |\n  期望 医疗机构[\"H1\"].每元 = 1\n  期望 医疗机构[\"H9\"].留用 = 0元\n  期望 医疗机构[\"H1\"].排除理由 含 \"x\"\n  期望 错误 JY0910\n";
    let outcome = SuiteOutcome { path: "a.cases.policy".into(), problems: Vec::new(), cases: vec![case(zero)] };
    let outcome = std::slice::from_ref(&outcome);
    let text = trial_text::write(outcome, false, Lang::En);
    for words in
        ["cannot be computed: 医疗机构 H1", "there is no such row", "(empty)", "containing \"x\"", "error JY0910"]
    {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    let others = [trial_data::junit(outcome, Lang::En), trial_data::json(outcome, Lang::En)];
    for text in others.iter().chain([&text]) {
        for word in ["算不出", "没有", "含“", "错误", "实际", "相差", "（空）"] {
            assert!(!text.contains(word), "{word} in\n{text}");
        }
    }
}

#[test]
fn options_and_exit_codes() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::write(
        root.join("a.policy"),
        format!("{POLICY}\n案例 \"内\"\n  给定 参数 支付比例 = 70%\n  其余 缺失\n  期望 错误 JY0901\n"),
    )
    .unwrap();
    assert_eq!(jieyu(root, &["check", "a.policy"], true).status.code(), Some(0), "cases are no part of the policy");
    assert_eq!(jieyu(root, &["test", "a.policy"], true).status.code(), Some(1));
    assert_eq!(jieyu(root, &["test", "a.policy", "--filter", "外"], true).status.code(), Some(2));
    assert_eq!(jieyu(root, &["test", "none.policy"], true).status.code(), Some(2));
    let junit = jieyu(root, &["test", "a.policy", "--format", "junit"], true);
    assert!(String::from_utf8_lossy(&junit.stdout).starts_with("<?xml"));
}

#[test]
fn changes_are_grouped_by_clause() {
    let old = "== 计算\n医疗机构 H1\n  甲 = 1.00元  〔第一条〕\n  乙 = 2.00元  〔第二条〕\n";
    let new = "== 计算\n医疗机构 H1\n  甲 = 1.50元  〔第一条〕\n  乙 = 2.00元  〔第二条〕\n  丙 = 是  〔第二条〕\n";
    let text = trial_diff::by_clause(&trial_diff::changes(old, new), Lang::Zh);
    assert_eq!(text, "▌第一条\n    医疗机构 H1 甲：1.00元 → 1.50元  （+0.5元）\n▌第二条\n    医疗机构 H1 丙：— → 是\n");
}

/// The cases that ship hold, and touch what they should.
#[test]
fn shipped_cases_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = jieyu(root, &["test", "examples", "policies"], true);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn every_code_of_cases_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/cases.md")).unwrap();
    let mut known = Vec::new();
    for folder in ["src/trial", "src/trial/sheet", "src/trial/suggest", "src/cli"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap_or_default();
            known.extend(text.match_indices("\"JY12").map(|(at, _)| text[at + 1..at + 7].to_owned()));
        }
    }
    assert!(known.len() > 15);
    for code in known {
        assert!(page.contains(&format!("| {code} |")), "docs/cases.md does not explain {code}");
    }
}

#[test]
fn a_misspelt_clause_of_a_case_is_told() {
    let told =
        outcome("案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 |\n    | H1 |\n  期待 医疗机构[\"H1\"].留用 = 7元\n");
    let help = told.problems[0].help.as_ref().unwrap();
    assert_eq!(help.zh, "是不是想写“期望”？", "{:#?}", told.problems);
}

#[test]
fn a_key_in_round_brackets_is_told() {
    let told = outcome("案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 |\n    | H1 |\n  期望 医疗机构(H1).留用 = 7元\n");
    assert_eq!(told.problems[0].message.zh, "行的键要写在方括号里", "{:#?}", told.problems);
}
