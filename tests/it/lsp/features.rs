//! What the server does on three layers: each thing that it says it can, once.

use super::client::Client;
use jieyu::lsp::{position, uri_of};
use jieyu::source::Source;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

const NATION: &str = "政策 国家 版本 \"1\" 层级 国家
枚举 级别 = 三级, 二级
参数 上限 : 比例 = 50%
  依据 《意见》第三条 \"不高于50%\"
表 医院
  键 编码 : 文本
  列 等级 : 级别
  列 预算 : 金额
  列 支出 : 金额
表 药品
  键 医院编码 → 医院
  键 药名 : 文本
  列 结余 : 金额
每个 医院：
公式 结余 : 金额 = 预算 − 支出
  依据 《意见》第一条
公式 留用 : 金额 = 结余 × 上限 四舍五入到 分
  依据 《意见》第三条
输出 医院 : 编码, 结余, 留用
";
const CITY: &str = "政策 市 版本 \"1\" 层级 市
  继承 \"国家.policy\"
修改 参数 上限 由 50% 为 40%
  依据 《办法》第二条
每个 医院：
公式 奖励 : 金额 = 若 等级 = 三级 则 结余 × 上限 四舍五入到 分 否则 0元
  依据 《办法》第三条
输出 医院 为 \"奖励表\" : 编码, 奖励
";
const BATCH: &str = "政策 第一批 版本 \"1\" 层级 批次
  继承 \"市.policy\"
修改 参数 上限 由 40% 为 30%
  依据 《通知》第一条
";

struct Ground {
    client: Client,
    texts: BTreeMap<&'static str, (String, &'static str)>,
    _folder: tempfile::TempDir,
}

impl Ground {
    fn new() -> Ground {
        let folder = tempfile::tempdir().unwrap();
        let mut texts = BTreeMap::new();
        for (name, text) in [("国家", NATION), ("市", CITY), ("批次", BATCH)] {
            let path = folder.path().join(format!("{name}.policy")).to_string_lossy().replace('\\', "/");
            fs::write(&path, text).unwrap();
            texts.insert(name, (path, text));
        }
        let active = uri_of(&texts["批次"].0);
        let mut client =
            Client::start(&folder.path().to_string_lossy().replace('\\', "/"), json!({ "active": active }));
        for name in ["国家", "市", "批次"] {
            let (path, text) = &texts[name];
            client.open(path, text);
            assert_eq!(client.wait(path), Vec::<Value>::new(), "{name} has no problems");
        }
        Ground { client, texts, _folder: folder }
    }

    /// The place right behind some words of a file.
    fn at(&self, file: &str, words: &str) -> Value {
        let (path, text) = &self.texts[file];
        let start = text.find(words).unwrap_or_else(|| panic!("no {words}"));
        let place = position(&Source::new(path, text), start + words.len());
        json!({ "textDocument": { "uri": uri_of(path) }, "position": place })
    }

    fn ask(&mut self, method: &str, file: &str, words: &str) -> Value {
        let mut place = self.at(file, words);
        place["context"] = json!({ "includeDeclaration": true });
        self.client.ask(&format!("textDocument/{method}"), place)
    }

    /// The values beside parameters, as soon as the policy whose values they are has been checked.
    fn values(&mut self, params: &Value) -> Vec<String> {
        loop {
            let shown = self.client.ask("textDocument/inlayHint", params.clone());
            let labels = shown.as_array().unwrap().iter().map(|hint| hint["label"].as_str().unwrap().to_owned());
            let labels: Vec<String> = labels.collect();
            if !labels.is_empty() {
                return labels;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// File and line (from 1) of each place.
    fn lines(&self, places: &Value) -> Vec<String> {
        let name = |uri: &Value| {
            let found = self.texts.iter().find(|(_, (path, _))| uri_of(path) == uri.as_str().unwrap());
            *found.unwrap().0
        };
        let mut all: Vec<String> = places
            .as_array()
            .unwrap()
            .iter()
            .map(|place| format!("{} {}", name(&place["uri"]), place["range"]["start"]["line"].as_u64().unwrap() + 1))
            .collect();
        all.sort();
        all
    }
}

#[test]
fn names_are_followed_across_three_layers() {
    let mut ground = Ground::new();
    let found = ground.ask("definition", "市", "结余 × 上限");
    assert!(ground.lines(&found).contains(&"国家 3".to_owned()), "{found}");
    let found = ground.ask("declaration", "批次", "修改 参数 上限");
    assert_eq!(ground.lines(&found), ["国家 3"], "the amended base");
    let found = ground.ask("definition", "批次", "继承 \"市");
    assert_eq!(ground.lines(&found), ["市 1"], "the file on the path of 继承");
    let found = ground.ask("references", "国家", "参数 上限");
    assert_eq!(ground.lines(&found), ["国家 17", "国家 3", "市 3", "市 6", "批次 3"]);
}

#[test]
fn a_name_is_changed_in_all_layers() {
    let mut ground = Ground::new();
    let mut place = ground.at("国家", "参数 上限");
    place["newName"] = json!("留用上限");
    let edit = ground.client.ask("textDocument/rename", place);
    let counts: Vec<usize> =
        ground.texts.values().map(|(path, _)| edit["changes"][uri_of(path)].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(counts, [2, 2, 1], "国家, 市, 批次: {edit}");
    ground.client.stop();
}

#[test]
fn hover_tells_the_layer_that_amended_last() {
    let mut ground = Ground::new();
    let told = ground.ask("hover", "批次", "修改 参数 上")["contents"]["value"].as_str().unwrap().to_owned();
    for part in ["参数 上限", "= 30%", "最近由《第一批》改动", "国家.policy"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = ground.ask("hover", "国家", "参数 上")["contents"]["value"].as_str().unwrap().to_owned();
    assert!(told.contains("= 50%") && told.contains("不高于50%"), "{told}");
    let told = ground.ask("hover", "市", "若 等")["contents"]["value"].as_str().unwrap().to_owned();
    assert!(told.contains("列 等级") && told.contains("在“医院”的每一行上"), "{told}");
    let told = ground.ask("hover", "市", "四舍五")["contents"]["value"].as_str().unwrap().to_owned();
    assert!(told.contains("half-up"), "{told}");
}

#[test]
fn values_of_the_active_batch_stand_beside_parameters() {
    let mut ground = Ground::new();
    let (path, text) = ground.texts["国家"].clone();
    let source = Source::new(&path, text);
    let range = json!({ "start": position(&source, 0), "end": position(&source, text.len()) });
    let params = json!({ "textDocument": { "uri": uri_of(&path) }, "range": range });
    let shown = ground.values(&params);
    assert_eq!(shown, ["= 30%"], "the batch's value in the nation's text");
    let city = uri_of(&ground.texts["市"].0);
    ground.client.ask("workspace/executeCommand", json!({ "command": "jieyu.active", "arguments": [city] }));
    assert_eq!(ground.values(&params), ["= 40%"], "and no other while the city is being checked");
}

#[test]
fn problems_bring_their_related_places() {
    let mut ground = Ground::new();
    let (path, text) = ground.texts["国家"].clone();
    let twice = format!("{text}每个 医院：\n公式 留用 : 金额 = 0元\n  依据 甲\n");
    ground.client.change(&path, &twice);
    // The last check of the text as it was may come first.
    let mut problems = Vec::new();
    while problems.is_empty() {
        problems = ground.client.wait(&path);
    }
    let related: Vec<&Value> =
        problems.iter().flat_map(|problem| problem["relatedInformation"].as_array().unwrap()).collect();
    assert!(related.iter().any(|one| one["location"]["range"]["start"]["line"] == 16), "{problems:#?}");
}

#[test]
fn symbols_folds_colours_and_lenses_are_there() {
    let mut ground = Ground::new();
    let found = ground.client.ask("workspace/symbol", json!({ "query": "奖励" }));
    assert_eq!((found[0]["name"].as_str(), found[0]["containerName"].as_str()), (Some("奖励"), Some("医院")));
    let file = json!({ "textDocument": { "uri": uri_of(&ground.texts["国家"].0) } });
    let tree = ground.client.ask("textDocument/documentSymbol", file.clone());
    let table = tree.as_array().unwrap().iter().find(|one| one["name"] == "医院").unwrap();
    assert!(table["children"].as_array().unwrap().len() >= 4, "{table}");
    let folds = ground.client.ask("textDocument/foldingRange", file.clone());
    assert!(folds.as_array().unwrap().iter().any(|fold| fold["startLine"] == 4 && fold["endLine"] == 8), "{folds}");
    let colours = ground.client.ask("textDocument/semanticTokens/full", file);
    assert_eq!(colours["data"].as_array().unwrap()[..5], [0, 0, 2, 0, 0].map(Value::from), "政策 is a keyword");
    let cases = ground.texts["市"].0.replace("市.policy", "市.cases.policy");
    let text = "案例 \"甲\"\n  其余 缺失\n  给定 医院\n    | 编码 | 等级 | 预算 | 支出 |\n    | A | 三级 | 100 | 50 |\n  期望 医院[\"A\"].奖励 = 20元\n";
    ground.client.open(&cases, text);
    assert_eq!(ground.client.wait(&cases), Vec::<Value>::new());
    let lenses = ground.client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": uri_of(&cases) } }));
    let said: Vec<(&str, usize)> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|lens| {
            (lens["command"]["title"].as_str().unwrap(), lens["command"]["arguments"].as_array().unwrap().len())
        })
        .collect();
    assert_eq!(said, [("运行案例", 2), ("运行案例", 1), ("覆盖率", 1)], "for its only case, and for all of the file");
}
