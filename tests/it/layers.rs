//! Layers: what a chain of policies comes to, on which day, and that its consolidated text is the same policy.

mod clauses;
mod order;

use jieyu::data::InputFile;
use jieyu::diagnostic::{Diagnostic, Lang, Severity};
use jieyu::layer::consolidate;
use jieyu::report::{json, results};
use jieyu::session::{Loaded, Memory, Session, settle};
use jieyu::value::date::Date;

const NATION: &str = r#"政策 国家办法 版本 "1" 基准日 2021-12-31
  印发 2019-01-01
参数 上限 : 比例 = 50%
  依据 《26号文》
参数 支付比例 : 比例 待定
参数 期限 : 天数
  自 2019-01-01 起 30天 依据 甲文
  自 2021-02-01 起 45天 印发 2021-01-28 依据 乙文
名单 特殊 = "甲", "乙"
对照表 档 按 得分 : 分值 在 [0分, 100分] 得 比例
  | 得分 | 比例 |
  | ≥ 80分 | 50% |
  | < 80分 | 30% |
  依据 附件
表 机构
  键 编码 : 文本
  列 结余 : 金额
  列 分数 : 分值 在 [0分, 100分]
  列 类 : 文本
考核 考 于 机构 满分 100分 四舍五入到 0.01分
  关键指标 甲 权重 60%
    取值 分数
    赋分 取值
    依据 附件一
  参考指标 乙 权重 40%
    取值 分数
    赋分
    | ≥ 60分 | 满分 |
    | < 60分 | 0分 |
    依据 附件二
每个 机构：
公式 比例 = 档(考.得分) 不高于 上限
  依据 附件
公式 留用 : 金额 = 结余 × 支付比例 × 比例 四舍五入到 分
  依据 附件
排除 特殊机构
  当 类 属于 特殊
  则 留用 = 0元
  理由 "特殊机构"
  依据 第一条
锁定 上限
  依据 《26号文》 "不高于50%"
约束 比例 ≤ 50%
  依据 《26号文》
输出 机构 : 编码, 考.得分, 比例, 留用, 排除理由
整体：
公式 本期期限 = 期限
输出 整体 : 本期期限
"#;

const CITY: &str = r#"政策 某市办法 版本 "2"
  继承 "n.policy"
给定 参数 支付比例 = 70%
  依据 市文件
修改 对照表 档 由
  | < 80分 | 30% |
  为
  | [60分, 80分) | 30% |
  | < 60分 | 10% |
  依据 市文件 第三条 "分三档"
修改 考.甲 权重 由 60％ 为 50%
修改 考.乙 权重 由 40% 为 30%
修改 考.乙 赋分 由
  | ≥ 60分 | 满分 |
  为
  | ≥ 60分 | 90分 |
增加 考核 考
  参考指标 丙 权重 20%
    取值 分数
    赋分 取值 × 1
    依据 市文件
增加 名单 特殊 = "丙"
修改 排除 特殊机构 理由 由 "特殊机构" 为 "市里的特殊机构"
"#;

const DATA: &str = "编码,结余,分数,类\nA,1000.00,90,x\nB,1000.00,70,y\nC,500.00,50,丙\n";

fn world(files: &[(&str, &str)]) -> Memory {
    Memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
}

fn load(files: &[(&str, &str)], leaf: &str, as_of: Option<&str>, known_on: Option<&str>) -> Loaded {
    let day = |text: Option<&str>| text.map(|text| Date::parse(text).unwrap());
    Session { world: &world(files), as_of: day(as_of), known_on: day(known_on), settings: &[] }.load(leaf)
}

fn result(loaded: &Loaded) -> String {
    let codes: Vec<String> =
        errors(loaded).iter().map(|problem| format!("{} {}", problem.code, problem.message.zh)).collect();
    let program = loaded.program.as_ref().unwrap_or_else(|| panic!("{codes:?}"));
    let input = InputFile { name: "机构.csv".to_owned(), bytes: DATA.as_bytes().to_vec() };
    let settled = settle(program, std::slice::from_ref(&input)).unwrap();
    json::write(&results::tables(&settled.run, Lang::Zh))
}

fn errors(loaded: &Loaded) -> Vec<&Diagnostic> {
    loaded.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    errors(loaded).iter().map(|problem| problem.code).collect()
}

#[test]
fn a_city_settles_by_its_own_text() {
    let loaded = load(&[("n.policy", NATION), ("c.policy", CITY)], "c.policy", None, None);
    let result = result(&loaded);
    // A: 90×50% + 90×30% + 90×20% = 90; B: 70×50% + 90×30% + 70×20% = 76; C: 50×50% + 0 + 50×20% = 35.
    for row in [r#"["A","90","0.5","350","#, r#"["B","76","0.3","210","#, r#"["C","35","0.1","0","市里的特殊机构"]"#]
    {
        assert!(result.contains(row), "{row}\n{result}");
    }
}

#[test]
fn the_consolidated_text_is_the_same_policy() {
    let loaded = load(&[("n.policy", NATION), ("c.policy", CITY)], "c.policy", None, None);
    for marks in [true, false] {
        let text = consolidate(&loaded.merged, &loaded.sources, marks);
        let alone = load(&[("one.policy", &text)], "one.policy", None, None);
        assert_eq!(result(&alone), result(&loaded), "{text}");
        let again = consolidate(&alone.merged, &alone.sources, false);
        assert!(!text.contains("修改") && again.contains("分三档"), "{text}");
    }
}

#[test]
fn two_axes_of_time() {
    let files = [("n.policy", NATION), ("c.policy", CITY)];
    let term = |as_of, known_on| {
        let result = result(&load(&files, "c.policy", as_of, known_on));
        result.split("[[").nth(2).map(str::to_owned).unwrap_or(result)
    };
    assert!(term(None, None).contains("45"));
    assert!(term(Some("2020-06-30"), None).contains("30"));
    // On 2021-02-15 the 45 days apply, but by 2021-01-01 nobody had been told of them.
    assert!(term(Some("2021-02-15"), None).contains("45"));
    assert!(term(Some("2021-02-15"), Some("2021-01-01")).contains("30"));
    let early = load(&files, "c.policy", None, Some("2018-01-01"));
    assert_eq!(codes(&early), ["JY1112"]);
}

#[test]
fn a_policy_out_of_force_is_refused_and_one_between_is_passed_over() {
    let between = "政策 中间 施行 自 2021-06-01 起\n  继承 \"n.policy\"\n修改 名单 特殊 由 \"甲\" 为 \"x\"\n";
    let city = CITY.replace("n.policy", "m.policy").replace("版本 \"2\"", "施行 自 2021-01-01 起 至 2022-12-31 止");
    let files = [("n.policy", NATION), ("m.policy", between), ("c.policy", city.as_str())];
    let now = load(&files, "c.policy", None, None);
    assert!(result(&now).contains(r#"["A","90","0.5","0","#), "the layer between excludes x");
    let before = load(&files, "c.policy", Some("2021-03-01"), None);
    assert!(result(&before).contains(r#"["A","90","0.5","350","#));
    assert!(before.diagnostics.iter().any(|problem| problem.code == "JY1113"));
    assert_eq!(codes(&load(&files, "c.policy", Some("2023-01-01"), None)), ["JY1111"]);
}

#[test]
fn versions_of_a_rule_adjoin() {
    let rule = |first: &str, second: &str| {
        format!(
            "政策 甲 基准日 2021-12-31\n表 机构\n  键 编码 : 文本\n  列 结余 : 金额\n  列 分数 : 分值\n  列 类 : 文本\n每个 机构：\n\
             公式 留用 = 结余 × 2\n  {first}\n公式 留用 = 结余 × 3\n  {second}\n输出 机构 : 编码, 留用\n"
        )
    };
    let on = |text: &str, day| load(&[("a.policy", text)], "a.policy", Some(day), None);
    let good = rule("自 2019-01-01 起", "自 2021-01-01 起");
    assert!(result(&on(&good, "2020-12-31")).contains(r#"["A","2000"]"#));
    assert!(result(&on(&good, "2021-01-01")).contains(r#"["A","3000"]"#));
    assert_eq!(codes(&on(&rule("自 2019-01-01 起 至 2020-06-30 止", "自 2021-01-01 起"), "2021-01-01")), ["JY1116"]);
    assert_eq!(codes(&on(&rule("自 2019-01-01 起 至 2021-06-30 止", "自 2021-01-01 起"), "2021-01-01")), ["JY1115"]);
    let past = rule("自 2019-01-01 起 至 2019-12-31 止", "自 2020-01-01 起 至 2020-12-31 止");
    assert!(codes(&on(&past, "2021-01-01")).contains(&"JY1117"));
}

#[test]
fn obligations_are_proved_broken_or_left_to_the_rows() {
    let with = |line: &str| {
        let city = format!("{CITY}{line}\n");
        load(&[("n.policy", NATION), ("c.policy", &city)], "c.policy", None, None)
    };
    assert!(with("").diagnostics.iter().any(|problem| problem.code == "JY0711"));
    assert_eq!(codes(&with("约束 比例 > 60%")), ["JY0713"]);
    let rows = with("约束 结余 ≥ 600元");
    assert!(rows.diagnostics.iter().any(|problem| problem.code == "JY0712"));
    let input = InputFile { name: "机构.csv".to_owned(), bytes: DATA.as_bytes().to_vec() };
    let settled = settle(rows.program.as_ref().unwrap(), std::slice::from_ref(&input)).unwrap();
    assert_eq!(settled.run.blames().count(), 1, "institution C has 500");
}

#[test]
fn the_page_on_layers_shows_what_happens() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/layers.md")).unwrap().replace("\r\n", "\n");
    let blocks = |kind: &str| -> Vec<(String, String)> {
        let fence = format!("```{kind}");
        let found = page.split(fence.as_str()).skip(1);
        let parts = found.map(|rest| rest.split_once('\n').unwrap());
        parts.map(|(name, rest)| (name.to_owned(), rest.split("```").next().unwrap().to_owned())).collect()
    };
    let files = blocks("policy file=");
    assert_eq!(files.len(), 2);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    for (leaf, shown) in blocks("consolidated leaf=") {
        let loaded = load(&files, &leaf, None, None);
        assert_eq!(codes(&loaded), Vec::<&str>::new());
        let text = consolidate(&loaded.merged, &loaded.sources, true);
        assert!(text.starts_with(&shown), "{text}");
    }
}
