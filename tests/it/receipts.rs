//! Receipts: a settlement recomputes to the same, and what changed since is named.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

const BASE: &str = "政策 上级办法\n参数 比例 : 比例 = 50%\n  自 2021-01-01 起 50%\n";

const LEAF: &str = r#"政策 本批办法 版本 "1" 基准日 2021-06-30
  继承 "base.policy"
参数 份额 : 比例
  自 2020-01-01 起 40%
  自 2021-07-01 起 50%
表 机构
  键 编码 : 文本
  列 结余 : 金额
  列 分数 : 分值 在 [0分, 100分]
考核 考 于 机构 满分 100分
  参考指标 甲 权重 60%
    取值 分数
    赋分 取值
  参考指标 乙 权重 40%
    取值 分数
    赋分 取值 ÷ 2
每个 机构：
公式 留用 = 结余 × 份额 × (考.得分 ÷ 100分) × 比例 四舍五入到 分
输出 机构 : 编码, 考.得分 四舍五入到 0.01分, 留用
"#;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: TempDir::new().unwrap() };
        desk.write("base.policy", &BASE.replace("= 50%\n  自", "\n  自"));
        desk.write("leaf.policy", LEAF);
        desk.write("机构.csv", "编码,结余,分数\nA,1000.00,90\nB,2000.00,80\n");
        let (code, said) = desk.jieyu(&["run", "leaf.policy", "--data", "机构.csv", "--out", "out/r.json", "--quiet"]);
        assert_eq!(code, 1, "the folder is not there: {said}");
        fs::create_dir(desk.path("out")).unwrap();
        let (code, said) = desk.jieyu(&["run", "leaf.policy", "--data", "机构.csv", "--out", "out/r.json", "--quiet"]);
        assert_eq!(code, 0, "{said}");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn edit(&self, name: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(old), "{text}");
        self.write(name, &text.replacen(old, new, 1));
    }

    fn jieyu(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
        let output = command.current_dir(self.folder.path()).env("JIEYU_LANG", "zh").args(args).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), text)
    }

    fn verify(&self) -> (i32, String) {
        self.jieyu(&["verify", "out"])
    }
}

#[test]
fn an_untouched_settlement_is_equal() {
    let desk = Desk::new();
    let (code, said) = desk.verify();
    assert_eq!((code, said.as_str()), (0, "相同：out/r.json.receipt.json\n"));
}

#[test]
fn one_changed_cell_is_caught() {
    let desk = Desk::new();
    desk.edit("机构.csv", "2000.00", "2000.01");
    let (code, said) = desk.verify();
    assert_eq!(code, 1);
    assert!(said.contains("数据“机构.csv”有变化"), "{said}");
}

#[test]
fn one_changed_weight_is_caught_with_the_rows_that_it_moves() {
    let desk = Desk::new();
    desk.edit("leaf.policy", "甲 权重 60%", "甲 权重 61%");
    desk.edit("leaf.policy", "乙 权重 40%", "乙 权重 39%");
    let (code, said) = desk.verify();
    assert_eq!(code, 1);
    for words in ["政策文本“考”有变化", "合计 机构·留用", "结果行“机构·A”有变化", "结果行“机构·B”有变化"]
    {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_changed_date_is_caught() {
    let desk = Desk::new();
    desk.edit("leaf.policy", "基准日 2021-06-30", "基准日 2021-07-01");
    let (code, said) = desk.verify();
    assert_eq!(code, 1);
    assert!(said.contains("基准日：2021-06-30 → 2021-07-01") && said.contains("结果行“机构·A”有变化"), "{said}");
}

#[test]
fn a_base_that_changed_since_is_found_over_all_receipts() {
    let desk = Desk::new();
    desk.edit("base.policy", "起 50%", "起 49%");
    let (code, said) = desk.jieyu(&["verify", "."]);
    assert_eq!(code, 1);
    assert!(said.contains("政策文本“比例”有变化"), "{said}");
}

#[test]
fn layout_is_no_change() {
    let desk = Desk::new();
    desk.edit("leaf.policy", "公式 留用 = 结余 × 份额", "公式  留用＝结余*份额   # 说明\n   ");
    desk.edit("leaf.policy", "权重 60%", "权重 ６０％");
    assert_eq!(desk.verify(), (0, "相同：out/r.json.receipt.json\n".to_owned()));
}

#[test]
fn no_receipt_and_a_strange_one_are_told() {
    let desk = Desk::new();
    desk.write("x.receipt.json", "{}");
    let (code, said) = desk.jieyu(&["verify", "x.receipt.json"]);
    assert!(code == 1 && said.contains("JY1027") && said.contains("不是这个版本能读的回执"), "{said}");
    let (code, said) = desk.jieyu(&["verify", "nowhere"]);
    assert!(code == 1 && said.contains("JY1026"), "{said}");
}
