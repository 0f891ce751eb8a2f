//! The explanation as data: versioned, the same every time, with exact numbers, the places of inputs, and the layers of rules.

use jieyu::data::InputFile;
use jieyu::diagnostic::Lang;
use jieyu::explain::{Grounds, Question, Target, explain_on};
use jieyu::report::{explain_json, explain_text};
use jieyu::session::{Memory, Session, settle};
use serde_json::Value as Json;
use std::collections::BTreeMap;

const BASE: &str = r#"政策 省办法
参数 比例上限 : 比例 待定
  依据 《省办法》第三条 "由各市规定"
表 机构
  键 编码 : 文本
  列 结余 : 金额
  列 停业 : 是否 = 否
每个 机构：
公式 留用 : 金额 = 结余 × 比例上限 四舍五入到 分
  依据 《省办法》第四条
公式 总留用 = 留用
  依据 《省办法》第五条
排除 停业不留
  当 停业
  则 留用 = 0元
  理由 "已停业"
  依据 《省办法》第六条
输出 机构 : 编码, 总留用
"#;

const CITY: &str = r#"政策 市细则
  继承 "base.policy"
给定 比例上限 = 50%
  依据 《市细则》第二条
修改 公式 留用
  由 结余 × 比例上限 四舍五入到 分
  为 (结余 不低于 0元) × 比例上限 四舍五入到 分
  依据 《市细则》第三条
"#;

fn told(row: usize, lang: Lang) -> (Json, String) {
    let files =
        [("base.policy", BASE), ("city.policy", CITY)].map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let world = Memory(BTreeMap::from(files));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("city.policy");
    let program = loaded.program.as_ref().unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let data = "编码,结余,停业\nA,0.25,否\nB,10,是\n";
    let input = InputFile { name: "机构.csv".into(), bytes: data.as_bytes().to_vec() };
    let settled = settle(program, &[input]).unwrap_or_else(|(problems, _)| panic!("{problems:?}"));
    let table = program.outputs[0].table.unwrap();
    let grounds = Grounds { merged: Some(&loaded.merged), ..Grounds::new(&loaded.sources) };
    let question = Question { row: Some((table, row)), target: Target::Outputs };
    let explanation = explain_on(&settled.run, &grounds, &question);
    let json = explain_json::write(&explanation, lang);
    (serde_json::from_str(&json).unwrap(), explain_text::write(&explanation, lang))
}

/// The node of a title, wherever it stands.
fn find<'a>(json: &'a Json, title: &str) -> Option<&'a Json> {
    if json.get("title").and_then(Json::as_str) == Some(title) {
        return Some(json);
    }
    ["nodes", "from"].iter().find_map(|list| json.get(list)?.as_array()?.iter().find_map(|child| find(child, title)))
}

#[test]
fn numbers_are_exact_and_inputs_have_their_place() {
    let (json, _) = told(0, Lang::Zh);
    assert_eq!(json["version"], 1);
    assert_eq!(json["origin"]["file"], "机构.csv");
    assert_eq!(json["origin"]["row"], 2);
    let kept = find(&json, "留用").unwrap();
    assert_eq!((kept["exact"].as_str(), kept["unit"].as_str()), (Some("0.13"), Some("元")));
    let rounding = kept["steps"].as_array().unwrap().iter().find_map(|step| step.get("rounding")).unwrap();
    assert_eq!((rounding["before"].as_str(), rounding["after"].as_str()), (Some("0.125"), Some("0.13")));
    assert_eq!((rounding["gain"].as_str(), rounding["mode"].as_str()), (Some("0.005"), Some("四舍五入")));
    assert_eq!(find(&json, "结余").unwrap()["origin"]["row"], 2);
    let exclusion = find(&json, "排除“停业不留”").unwrap();
    assert_eq!(exclusion["value"], "不适用");
    assert_eq!(exclusion["steps"][0]["text"], "当 停业（否） 不成立");
}

#[test]
fn a_rule_says_which_layers_made_it() {
    let (json, text) = told(1, Lang::Zh);
    let kept = find(&json, "留用").unwrap();
    let layers: Vec<&str> =
        kept["layers"].as_array().unwrap().iter().map(|layer| layer["text"].as_str().unwrap()).collect();
    assert_eq!(layers, ["省办法", "市细则，修改，原为“结余 × 比例上限 四舍五入到 分”"]);
    assert_eq!(kept["layers"][1]["edit"], "amended");
    assert_eq!(kept["layers"][1]["new"], "(结余 不低于 0元) × 比例上限 四舍五入到 分");
    assert_eq!(kept["layers"][1]["basis"][0], "《市细则》第三条");
    let share = find(&json, "比例上限").unwrap();
    assert_eq!(share["layers"][1]["text"], "市细则，给定 50%");
    assert_eq!(share["basis"][0]["quote"], "由各市规定");
    assert!(text.contains("出自：省办法；市细则，给定 50%"), "{text}");
    assert_eq!(find(&json, "排除“停业不留”").unwrap()["layers"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_same_question_has_the_same_answer() {
    for lang in [Lang::Zh, Lang::En] {
        assert_eq!(told(0, lang), told(0, lang));
    }
    let (json, _) = told(0, Lang::En);
    assert_eq!(
        find(&json, "留用").unwrap()["layers"][1]["text"],
        "市细则, amended, was “结余 × 比例上限 四舍五入到 分”"
    );
}
