//! 差一点: the nearest changes are where they are by hand, and a parameter's effect adds up.

use std::process::Command;

const POLICY: &str = r#"政策 差一点
表 机构
  键 编码 : 文本
  列 得分 : 分值 在 [0分, 100分]
表 品种
  键 编码 → 机构
  键 药名 : 文本
  列 约定量 : 数量 在 (0, )
  列 采购量 : 数量 在 [0, )
  列 结余额 : 金额
参数 下限 : 比例 = 50%
对照表 档 按 分 : 分值 得 比例 : 比例
  | 分           | 比例 |
  | ≥ 90分       | 50%  |
  | [60分, 90分) | 30%  |
  | < 60分       | 0%   |
每个 品种：
公式 完成率 = 采购量 ÷ 约定量
公式 结余 = 结余额
排除 未完成
  当 完成率 < 下限
  则 结余 = 0元
  理由 "未完成"
每个 机构：
公式 留用 : 金额 = 合计(品种.结余) × 档(得分) 四舍五入到 分
输出 机构 : 编码, 留用
"#;

/// What `jieyu whatif p.policy` says in a folder of these files.
fn told(files: &[(&str, &str)], more: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(folder.path()).args(["whatif", "p.policy"]);
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
        if name.ends_with(".csv") {
            command.args(["--data", name]);
        }
    }
    let output = command.args(more).env("LC_ALL", "C.UTF-8").env_remove("JIEYU_LANG").output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8(text).unwrap())
}

/// What `whatif` says of the policy above on two institutions.
fn asked(more: &[&str]) -> (i32, String) {
    let drugs = "编码,药名,约定量,采购量,结余额\nA,甲,201,64,1000.00\nA,乙,100,80,500.00\nB,甲,10,10,100.00\n";
    told(&[("p.policy", POLICY), ("机构.csv", "编码,得分\nA,89.50\nB,20\n"), ("品种.csv", drugs)], more)
}

#[test]
fn the_nearest_changes_are_those_found_by_hand() {
    let (code, text) = asked(&["--row", "A"]);
    assert_eq!(code, 0, "{text}");
    // Half a point to the next band: 500 × 50 % instead of 30 %.
    assert!(text.contains("机构 A 的得分由 89.5分 改为 90分（+0.5分），150.00元 → 250.00元（+100.00元）"), "{text}");
    // 101 of 201 is the least that is half or more: 37 more boxes.
    assert!(text.contains("品种 A,甲 的采购量由 64件 改为 101件（+37件），150.00元 → 450.00元（+300.00元）"), "{text}");
    // 49 of 100 is less than half.
    assert!(text.contains("品种 A,乙 的采购量由 80件 改为 49件（-31件），150.00元 → 0.00元（-150.00元）"), "{text}");
    assert!(text.contains("品种 A,甲 的约定量由 201件 改为 128件（-73件）"), "{text}");
    assert!(text.contains("品种.csv，第 2 行"), "{text}");
    let first = text.lines().find(|line| line.starts_with("1. ")).unwrap();
    assert!(first.contains("得分由 89.5分"), "the nearest stands first: {text}");
}

#[test]
fn a_parameter_moves_the_whole_batch() {
    let (code, text) = asked(&["--set", "下限=50%,30%"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("50%：合计 150.00元，比“50%”+0.00元；增加 0 行，减少 0 行，共 2 行"), "{text}");
    assert!(text.contains("30%：合计 450.00元，比“50%”+300.00元；增加 1 行，减少 0 行，共 2 行"), "{text}");
    assert_eq!(asked(&[]).0, 2);
}

const SWITCHES: &str = r#"政策 开关 基准日 2021-12-31
枚举 级别 = 三级, 二级, 一级
枚举 口径 = 含税, 不含税
参数 计法 : 口径 = 含税
参数 从宽 : 是否 = 否
参数 停业仍付 : 是否
  自 2020-01-01 起 否
  自 2022-01-01 起 是
表 机构
  键 编码 : 文本
  列 停业 : 是否
  列 等级 : 级别
  列 申报日 : 日期
  列 款项 : 金额
参数 截止 : 日期 = 2021-03-31
每个 机构：
公式 应计 : 金额 = 若 计法 = 含税 则 款项 否则 款项 ÷ 2 四舍五入到 分
公式 拨付 : 金额 = 若 等级 = 三级 则 应计 否则 应计 × 2
排除 已停业
  当 停业 且 非 停业仍付
  则 拨付 = 0元
  理由 "停业"
排除 逾期
  当 申报日 > 截止 且 非 从宽
  则 拨付 = 0元
  理由 "逾期"
输出 机构 : 编码, 拨付
"#;

fn switched(more: &[&str]) -> (i32, String) {
    let data =
        "编码,停业,等级,申报日,款项\nA,否,三级,2021-03-20,10\nB,否,二级,2021-04-05,10\nC,是,一级,2021-01-01,10\n";
    told(&[("p.policy", SWITCHES), ("机构.csv", data)], more)
}

#[test]
fn days_and_switches_are_changed_too() {
    let (code, text) = switched(&["--row", "A"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("的申报日由 2021-03-20 改为 2021-04-01（+12天），10.00元 → 0.00元（-10.00元）"), "{text}");
    assert!(text.contains("的停业由 否 改为 是（换一个值），10.00元 → 0.00元（-10.00元）"), "{text}");
    assert!(text.contains("的等级由 三级 改为 二级（换一个值），10.00元 → 20.00元（+10.00元）"), "{text}");
    let (_, text) = switched(&["--row", "B"]);
    assert!(text.contains("的申报日由 2021-04-05 改为 2021-03-31（-5天），0.00元 → 20.00元（+20.00元）"), "{text}");
    assert!(!text.contains("的停业"), "what is late stays at nothing: {text}");
    let (_, text) = switched(&["--row", "C", "--lang", "en"]);
    assert!(text.contains("停业 of 机构 C from 是 to 否 (another value): 0.00元 → 20.00元 (+20.00元)"), "{text}");
}

#[test]
fn every_choice_of_a_policy_is_tried() {
    let (code, text) = switched(&["--choices"]);
    assert_eq!(code, 0, "{text}");
    for line in [
        "计法\n  含税：合计 10.00元，比“含税”+0.00元；增加 0 行，减少 0 行，共 3 行",
        "  不含税：合计 5.00元，比“含税”-5.00元；增加 0 行，减少 1 行，共 3 行",
        "从宽\n  否：合计 10.00元",
        "停业仍付\n  各时段的值：合计 10.00元，比“各时段的值”+0.00元",
        "  是：合计 30.00元，比“各时段的值”+20.00元；增加 1 行，减少 0 行，共 3 行",
        "  是：合计 30.00元，比“否”+20.00元；增加 1 行，减少 0 行，共 3 行",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

const SUMS: &str = r#"政策 多行
枚举 是非 = 合格, 不合格
表 机构
  键 编码 : 文本
  列 款项 : 金额
表 验收
  键 单号 : 文本
  列 编码 : 文本 → 机构
  列 数量 : 数量 在 [0, )
  列 系数 : 整数
  列 验收日 : 日期
  列 质量 : 是非
参数 总量线 : 整数 = 100
每个 机构：
公式 折算总量 = 合计(验收.数量 × 验收.系数)
公式 拨付 : 金额 = 款项
排除 未完成
  当 折算总量 < 总量线 × 1件
  则 拨付 = 0元
  理由 "未完成"
排除 迟
  当 最小(验收.验收日) > 2021-03-31
  则 拨付 = 0元
  理由 "迟"
排除 不合格多
  当 计数(验收 当 质量 = 不合格) ≥ 1
  则 拨付 = 0元
  理由 "不合格"
输出 机构 : 编码, 拨付
"#;

/// What a gate asks of a sum over rows may come from any of them: the one that has to change least is told, by its slope
/// (5 × 6 more makes 30, where the last row would have to rise by 30), and the day that has to move least.
#[test]
fn of_many_rows_the_one_that_has_to_change_least_is_told() {
    let told = |rows: &str| {
        let rows = format!("单号,编码,数量,系数,验收日,质量\n{rows}");
        told(&[("p.policy", SUMS), ("机构.csv", "编码,款项\nA,100\nB,7\n"), ("验收.csv", &rows)], &["--row", "A"]).1
    };
    let text =
        told("1,A,10,1,2021-03-01,合格\n2,A,10,5,2021-03-01,合格\n3,A,10,1,2021-03-20,合格\n9,B,1,1,2021-03-01,合格\n");
    assert!(text.contains("验收 2 的数量由 10件 改为 16件（+6件），0.00元 → 100.00元（+100.00元）"), "{text}");
    assert!(!text.contains("验收 1 的数量") && !text.contains("验收 3 的数量"), "{text}");
    let text = told("1,A,100,1,2021-04-09,合格\n2,A,50,1,2021-04-02,合格\n3,A,10,1,2021-04-20,不合格\n");
    assert_eq!(text.matches("改为").count(), 0, "two reasons: no one change pays: {text}");
    let text = told("1,A,100,1,2021-04-09,合格\n2,A,50,1,2021-04-02,合格\n3,A,10,1,2021-04-20,合格\n");
    assert!(
        text.contains("验收 2 的验收日由 2021-04-02 改为 2021-03-31（-2天），0.00元 → 100.00元（+100.00元）"),
        "{text}"
    );
    assert_eq!(text.matches("的验收日由").count(), 1, "{text}");
    // Each row has a switch of its own.
    let text = told("1,A,100,1,2021-03-09,合格\n2,A,50,1,2021-03-02,合格\n");
    for row in ["验收 1 的质量由 合格 改为 不合格", "验收 2 的质量由 合格 改为 不合格"] {
        assert!(text.contains(row), "{row}\n{text}");
    }
}

/// A row on whose way lie fifteen limits: ten are told, and how many more there are; all of them where they are asked for.
#[test]
fn all_changes_are_told_where_they_are_asked_for() {
    let columns: String = (1..=15).map(|at| format!("  列 数{at} : 整数\n")).collect();
    let sum: Vec<String> = (1..=15).map(|at| format!("(若 数{at} ≥ 10 则 1元 否则 2元)")).collect();
    let policy = format!(
        "政策 多\n表 机构\n  键 编码 : 文本\n{columns}每个 机构：\n公式 拨付 : 金额 = {}\n输出 机构 : 编码, 拨付\n",
        sum.join(" + ")
    );
    let heads: Vec<String> = (1..=15).map(|at| format!("数{at}")).collect();
    let cells: Vec<String> = (1..=15).map(|at| at.to_string()).collect();
    let data = format!("编码,{}\nA,{}\n", heads.join(","), cells.join(","));
    let told = |more: &[&str]| told(&[("p.policy", &policy), ("机构.csv", &data)], &[&["--row", "A"], more].concat()).1;
    let (some, all) = (told(&[]), told(&["--all"]));
    assert!(some.contains("\n10. ") && !some.contains("\n11. "), "{some}");
    assert!(some.contains("还有约 5 处更远的改动，加上 --all 全部列出"), "{some}");
    assert!(all.contains("\n15. ") && !all.contains("还有约"), "{all}");
}
