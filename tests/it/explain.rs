//! Explanations of a small policy, whole: what was put in, what was not taken and why, and the basis of each step.

use crate::disk::Disk;
use jieyu::data::InputFile;
use jieyu::data::gather::gather;
use jieyu::diagnostic::Lang;
use jieyu::explain::{Explanation, Node, NodeKind, Question, StepKind, Target, explain};
use jieyu::ir::ids::{SlotId, TableId};
use jieyu::ir::program::Program;
use jieyu::report::explain_text;
use jieyu::session::{Memory, Session, settle};
use jieyu::value::value::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const POLICY: &str = r#"政策 说明测试
  基准日 2021-12-31
  依据 《办法》

参数 支付比例 : 比例 = 70%
  依据 《办法》第一条 "按七成支付"
参数 完成率下限 : 比例 = 50%
  依据 《办法》第二条
参数 回款期限 : 天数
  自 2019-01-01 起 30天 依据 旧规定
  自 2021-02-01 起 45天 依据 新规定

枚举 药品类别 = 普通, 抗菌

对照表 约定比例 按 类别 : 药品类别, 企业数 : 整数 在 [1, ) 得 约定比例 : 比例
  | 类别 | 企业数 | 约定比例 |
  | 普通 | 1      | 50%      |
  | 普通 | ≥ 2    | 80%      |
  | 抗菌 | 任意   | 40%      |

表 医疗机构
  键 机构编码 : 文本
  列 机构名称 : 文本
  列 减免 : 金额 可缺
  列 回款天数 : 天数

表 品种
  键 机构编码 → 医疗机构
  键 通用名 : 文本
  列 约定量 : 数量 在 (0, )
  列 采购量 : 数量 在 [0, )
  列 降价 : 单价
  列 类别 : 药品类别
  列 企业数 : 整数 在 [1, )
  列 断供 : 是否 = 否

每个 品种：

公式 完成率 = 采购量 ÷ 约定量
  依据 《办法》第二条

公式 结余 = 降价 × 约定量 × 支付比例 × 约定比例(类别, 企业数)
  依据 《办法》第三条

排除 未完成
  当 完成率 < 完成率下限
  除非 断供
  则 结余 = 0元
  理由 "完成率低于下限"
  依据 《办法》第二条

每个 医疗机构：

公式 合计结余 = 合计(品种.结余)
  依据 《办法》第三条

公式 奖励 = 若 回款天数 ≤ 回款期限 则 100元 否则 0元
  依据 《办法》第五条

公式 留用 : 金额 = 合计结余 × 50% − (减免 缺失时取 0元) + 奖励 不低于 0元 不高于 1000元 四舍五入到 分
  依据 《办法》第四条

公式 级次 : 整数 = 名次(留用 降序 并列取小)
  依据 《办法》第六条

输出 医疗机构 : 机构编码, 留用, 级次
输出 品种 : 机构编码, 通用名, 结余 四舍五入到 分, 排除理由
"#;

const FILES: [(&str, &str); 2] = [
    ("医疗机构.csv", "机构编码,机构名称,减免,回款天数\nH1,甲医院,,40\nH2,乙医院,10,50\n"),
    (
        "品种.csv",
        "机构编码,通用名,约定量,采购量,降价,类别,企业数,断供\n\
         H1,甲药,1000,1500,0.9012,普通,3,\nH1,乙药,100,20,2,抗菌,1,否\nH1,丙药,100,20,0.5,普通,1,是\n\
         H2,甲药,300,299,0.9012,普通,3,\n",
    ),
];

/// The explanation of some values of a row, and its text.
fn asked(policy: &str, table: &str, key: &[&str], of: &[&str]) -> (Explanation, String) {
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), policy.as_bytes().to_vec())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("a.policy");
    let said: Vec<_> = loaded.diagnostics.iter().map(|problem| &problem.message.zh).collect();
    let program: &Program = loaded.program.as_ref().unwrap_or_else(|| panic!("{said:?}"));
    let files = FILES.map(|(name, text)| InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() });
    let settled = settle(program, &files).map_err(|(problems, _)| problems).unwrap();
    let id = TableId::at(program.tables.iter().position(|found| &*found.name == table).unwrap());
    let key: Vec<Value> = key.iter().map(|text| Value::Text((*text).into())).collect();
    let row = settled.run.find(id, &key).unwrap();
    let slot = |name: &&str| {
        let fits = program.slots.iter().position(|slot| slot.owner == Some(id) && &*slot.name == *name);
        SlotId::at(fits.unwrap())
    };
    let slots: Vec<SlotId> = of.iter().map(slot).collect();
    let target = if slots.is_empty() { Target::Outputs } else { Target::Slots(slots) };
    let explanation = explain(&settled.run, &loaded.sources, &Question { row: Some((id, row)), target });
    let text = explain_text::write(&explanation, Lang::Zh);
    (explanation, text)
}

/// The text kept beside this file.
fn same(name: &str, text: &str, kept: &str) {
    assert_eq!(text, kept, "{name}\n{text}");
}

#[test]
fn all_outputs_of_a_row() {
    let (explanation, text) = asked(POLICY, "医疗机构", &["H1"], &[]);
    same("hospital", &text, include_str!("explain/hospital.txt"));
    let values: Vec<&str> =
        explanation.nodes.iter().map(|node| node.value.as_ref().map_or("", |value| &value.zh)).collect();
    assert_eq!(values, ["H1", "361.09元", "1"]);
}

#[test]
fn an_exclusion_that_applies_and_one_that_is_prevented() {
    same("excluded", &asked(POLICY, "品种", &["H1", "乙药"], &["结余"]).1, include_str!("explain/excluded.txt"));
    same("prevented", &asked(POLICY, "品种", &["H1", "丙药"], &["结余"]).1, include_str!("explain/prevented.txt"));
}

#[test]
fn the_branch_not_taken() {
    let (explanation, _) = asked(POLICY, "医疗机构", &["H2"], &["奖励"]);
    let steps: Vec<(StepKind, &str)> =
        explanation.nodes[0].steps.iter().map(|step| (step.kind, step.words.zh.as_str())).collect();
    assert_eq!(
        steps,
        [
            (StepKind::Taken, "条件 回款天数 ≤ 回款期限（50天 ≤ 45天） 不成立，取 0元"),
            (StepKind::NotTaken, "100元（因为条件不成立）"),
        ]
    );
}

#[test]
fn english_is_english() {
    let (explanation, _) = asked(POLICY, "医疗机构", &["H1"], &["留用"]);
    let text = explain_text::write(&explanation, Lang::En);
    assert!(text.contains("rounding: round half up to 0.01元: 361.086元 → 361.09元"), "{text}");
    assert!(!text.contains("公式") && !text.contains("代入") && !text.contains("依据："), "{text}");
}

#[test]
fn derived_rows_lead_back_to_the_data() {
    let policy = format!(
        "{}\n派生表 机构汇总\n  键 机构编码 → 医疗机构\n  列 量 : 数量\n  取自 品种\n    机构编码, 量 = 采购量\n  汇总 量 合计\n\n\
         输出 机构汇总 : 机构编码, 量\n",
        POLICY
    );
    let (explanation, text) = asked(&policy, "机构汇总", &["H1"], &["量"]);
    let node = &explanation.nodes[0];
    assert_eq!(node.value.as_ref().map(|value| value.zh.as_str()), Some("1,540件"), "{text}");
    let rows: Vec<&Node> = node.children.iter().filter(|child| child.kind == NodeKind::Row).collect();
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows.iter().all(|row| row.origin.is_some()), "{text}");
}

fn policies(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            policies(&path, found);
        } else if crate::literate::is_policy(&path) {
            found.push(path);
        }
    }
}

fn faultless(node: &Node) -> bool {
    !node.is_fault && node.children.iter().all(faultless)
}

#[test]
fn every_row_of_the_corpus_can_be_explained() {
    let mut found = Vec::new();
    policies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/good"), &mut found);
    let mut explained = 0;
    for path in found {
        let data = path.with_extension("");
        let loaded = Session { world: &Disk, as_of: None, known_on: None, settings: &[] }.load(&path.to_string_lossy());
        let (Some(program), true) = (&loaded.program, data.exists()) else { continue };
        let files = gather(&data).unwrap();
        let Ok(settled) = settle(program, &files) else { continue };
        let clean = settled.problems.is_empty() && settled.run.blames().next().is_none();
        let tables = (0..program.tables.len()).map(TableId::at);
        let rows =
            tables.flat_map(|table| settled.run.in_key_order(table).into_iter().map(move |row| Some((table, row))));
        for row in rows.chain([None]) {
            let question = Question { row, target: Target::Outputs };
            let explanation = explain(&settled.run, &loaded.sources, &question);
            let text = explain_text::write(&explanation, Lang::Zh);
            assert!(!text.contains("\n\n\n") && !text.contains("  \n"), "{}\n{text}", path.display());
            assert!(!clean || explanation.nodes.iter().all(faultless), "{}\n{text}", path.display());
            explained += 1;
        }
    }
    assert!(explained > 50, "{explained}");
}
