//! The command line as its users meet it: the built program, its texts, its files and its exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const POLICY: &str = r#"政策 测试结余留用
  版本 "1"
  基准日 2021-12-31
  依据 《测试办法》

参数 支付比例 : 比例 在 [0, 1] 待定
  说明 "由统筹地区核定"
  依据 《测试办法》第一条

参数 完成率下限 : 比例 = 50%
  依据 《测试办法》第二条

表 医疗机构
  键 机构编码 : 文本
  列 机构名称 : 文本

表 集采品种
  键 机构编码 → 医疗机构
  键 通用名 : 文本
  列 约定量 : 数量 在 (0, )
  列 采购量 : 数量 在 [0, )
  列 原价 : 单价
  列 中选价 : 单价

每个 集采品种：

公式 完成率 = 采购量 ÷ 约定量
  依据 《测试办法》第二条

公式 结余 = (原价 − 中选价) × 约定量 × 支付比例
  依据 《测试办法》第三条 "结余测算"

排除 未完成
  当 完成率 < 完成率下限
  则 结余 = 0元
  理由 "完成率低于下限"
  依据 《测试办法》第二条

每个 医疗机构：

公式 平均完成率 : 比例(精确) = 平均(集采品种.完成率)
  依据 《测试办法》第二条

公式 留用 : 金额 = (若 平均完成率 > 0% 则 合计(集采品种.结余) × 50% 否则 0元) 四舍五入到 分
  依据 《测试办法》第四条

输出 医疗机构 : 机构编码, 机构名称, 留用, 平均完成率 四舍五入到 0.01%
"#;

const HOSPITALS: &str = "机构编码,机构名称\nH1,甲医院\nH2,乙医院\n";
const DRUGS: &str = "机构编码,通用名,约定量,采购量,原价,中选价\n\
    H1,氨氯地平,1000,1500,1.2345,0.3333\nH1,阿托伐他汀,100,20,3.5,1.5\nH2,氨氯地平,300,299,1.2345,0.3333\n";

/// A folder with the policy and its data.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Bench {
        let bench = Bench { folder: TempDir::new().unwrap() };
        bench.write("a.policy", POLICY);
        bench.write("data/医疗机构.csv", HOSPITALS);
        bench.write("data/集采品种.csv", DRUGS);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn jieyu(&self, args: &[&str]) -> Said {
        run(self.folder.path(), args, &[])
    }
}

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    for name in ["JIEYU_LANG", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG"] {
        command.env_remove(name);
    }
    let Output { status, stdout, stderr } =
        command.current_dir(folder).args(args).envs(env.iter().copied()).output().unwrap();
    Said {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

fn eval(text: &str) -> Said {
    run(Path::new("."), &["eval", text], &[])
}

fn has_latin_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    let known = ["jieyu", "policy", "data", "help", "run", "csv", "xlsx", "policies", "shenzhen", "demo", "JY"];
    words.filter(|word| word.len() > 2 && !known.contains(word)).map(str::to_owned).collect()
}

#[test]
fn exact_values_stand_on_the_first_line() {
    let cases = [
        ("1000 ÷ 48 × 3 × 75% 四舍五入到 2位", "46.88\n"),
        ("１／３ × ３", "1\n"),
        ("1 ÷ 3", "1/3\n约 0.33333333333333333333\n"),
        ("-5 + 3", "-2\n"),
        ("0.1 + 0.2", "0.3\n"),
        ("5元 ÷ 3", "5/3\n单位：元；约 1.66666666666666666667\n"),
        ("2.5万元", "25000\n单位：元\n"),
        ("若 1 > 2 则 \"甲\" 否则 \"乙\"", "乙\n"),
        ("3 > 2", "是\n"),
        ("月末(2021年2月1日)", "2021-02-28\n"),
    ];
    for (text, due) in cases {
        let said = eval(text);
        assert_eq!((said.out.as_str(), said.code), (due, 0), "{text}: {}", said.err);
    }
}

#[test]
fn a_wrong_expression_is_a_problem_in_chinese() {
    let said = eval("1元 + 2分");
    assert_eq!(said.code, 1);
    assert!(said.err.starts_with("错误 JY"), "{}", said.err);
    assert!(said.err.contains("--> 算式:1:"), "{}", said.err);
    assert!(said.err.trim_end().ends_with("共 1 个错误"), "{}", said.err);
    assert_eq!(has_latin_words(&said.err), [""; 0]);
    assert_eq!(eval("1 ÷ (2 − 2)").code, 1);
}

#[test]
fn carets_stand_under_what_they_mean() {
    let bench = Bench::new();
    bench.write(
        "b.policy",
        "政策 测试\r\n整体：\r\n公式 甲 = 1元 + 不存在的名称\r\n  依据 《测试》\r\n输出 整体 : 甲 四舍五入到 分\r\n",
    );
    let said = bench.jieyu(&["check", "b.policy"]);
    assert_eq!(said.code, 1);
    let lines: Vec<&str> = said.err.lines().collect();
    let at = lines.iter().position(|line| line.contains("3 | 公式 甲")).unwrap();
    let column = lines[at].find("不存在").map(|byte| jieyu::source::display_width(&lines[at][..byte])).unwrap();
    assert_eq!(lines[at + 1].find('^').unwrap(), column, "{}", said.err);
    assert!(said.err.contains("--> b.policy:3:13"), "{}", said.err);
}

#[test]
fn languages() {
    let folder = TempDir::new().unwrap();
    let first =
        |args: &[&str], env: &[(&str, &str)]| run(folder.path(), args, env).out.lines().next().unwrap_or("").to_owned();
    let zh = "按政策结算数据，列出结果、合计和摘要";
    let en = "settles data by a policy: result, totals and summary";
    assert_eq!(first(&["run", "--help"], &[]), zh);
    assert_eq!(first(&["run", "--help"], &[("LANG", "C")]), zh);
    assert_eq!(first(&["run", "--help"], &[("LC_ALL", "POSIX")]), zh);
    assert_eq!(first(&["run", "--help"], &[("LANG", "en_US.UTF-8")]), en);
    assert_eq!(first(&["run", "--help"], &[("LANG", "en_US.UTF-8"), ("JIEYU_LANG", "zh")]), zh);
    assert_eq!(first(&["run", "--help"], &[("JIEYU_LANG", "en")]), en);
    assert_eq!(first(&["run", "--help", "--lang", "en"], &[]), en);
    assert_eq!(first(&["--lang=en", "run", "--help"], &[]), en);
    assert_eq!(first(&["--lang", "zh", "run", "--help"], &[("LANG", "en_GB")]), zh);
}

#[test]
fn every_verb_has_help_with_an_example_in_both_languages() {
    let here = Path::new(".");
    for verb in ["check", "run", "eval", "explain", "template", "completions"] {
        let zh = run(here, &[verb, "--help"], &[]);
        assert!(zh.code == 0 && zh.out.contains("用法：") && zh.out.contains("例："), "{verb}\n{}", zh.out);
        assert!(!zh.out.contains("Print") && !zh.out.contains("Usage") && !zh.out.contains("default"), "{}", zh.out);
        let en = run(here, &[verb, "--help", "--lang", "en"], &[]);
        assert!(en.out.contains("Usage:") && en.out.contains("example:"), "{verb}\n{}", en.out);
        let plain = |text: &str| text.chars().any(|c| ('一'..='龥').contains(&c));
        assert!(!plain(&en.out), "{verb}\n{}", en.out);
    }
    assert!(run(here, &["completions", "bash"], &[]).out.contains("jieyu"));
}

#[test]
fn usage_errors_end_with_two() {
    let bench = Bench::new();
    let cases: [(&[&str], &str); 8] = [
        (&["rnu"], "没有“rnu”这个命令"),
        (&["run", "a.policy"], "缺少：--data"),
        (&["run", "a.policy", "--data", "data", "--bogus"], "没有“--bogus”这个选项"),
        (&["run", "a.policy", "--data", "data", "--format", "pdf"], "不能是“pdf”"),
        (&["run", "a.policy", "--data", "data", "--set", "支付比例"], "没有等号"),
        (&["run", "a.policy", "--data", "data", "--as-of", "去年"], "不是日期"),
        (&["run", "a.policy", "--data", "data", "--out", "x.docx"], "不能保存为 .docx"),
        (&[], "用法："),
    ];
    for (args, due) in cases {
        let said = bench.jieyu(args);
        assert_eq!(said.code, 2, "{args:?}\n{}", said.err);
        assert!(said.err.contains(due), "{args:?}\n{}", said.err);
        assert!(!said.err.contains("error:") && !said.err.contains("Usage"), "{}", said.err);
    }
    assert_eq!(run(Path::new("."), &["--lang", "en", "rnu"], &[]).code, 2);
}

#[test]
fn open_parameters_are_named_at_once() {
    let bench = Bench::new();
    let said = bench.jieyu(&["run", "a.policy", "--data", "data"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("JY1010") && said.err.contains("--set 支付比例=…%  # 由统筹地区核定"), "{}", said.err);
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比列=70%"]);
    assert!(said.err.contains("是不是想写“支付比例”？"), "{}", said.err);
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70元"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("--> --set:1:6"), "{}", said.err);
}

#[test]
fn settings_of_names_and_texts() {
    let bench = Bench::new();
    bench.write(
        "b.policy",
        "政策 测试\n  依据 《测试》\n枚举 口径 = 从宽, 从严\n参数 取舍 : 口径 = 从宽\n参数 名称 : 文本 待定\n整体：\n\
         公式 甲 = 若 取舍 = 从宽 则 名称 否则 \"无\"\n  依据 《测试》\n输出 整体 : 甲\n",
    );
    let said = bench.jieyu(&["eval", "--policy", "b.policy", "--set", "名称=市一医院", "甲"]);
    assert_eq!(said.out, "市一医院\n", "{}", said.err);
    let said = bench.jieyu(&["eval", "--policy", "b.policy", "--set", "名称=x", "--set", "取舍=从松", "甲"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("可以是：从宽、从严"), "{}", said.err);
}

#[test]
fn a_run_shows_tables_totals_and_a_summary() {
    let bench = Bench::new();
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    // H1: 0.9012 × 1000 × 70% × 50% = 315.42; H2: 0.9012 × 300 × 70% × 50% = 94.626.
    for due in [
        "医疗机构（2 行）",
        "315.42",
        "94.63",
        "410.05",
        "合计",
        "85.00%",
        "医疗机构 2，集采品种 3",
        "集采品种 1 行，少计 140.00 元",
    ] {
        assert!(said.out.contains(due), "{due}\n{}", said.out);
    }
    assert!(!said.out.contains(['─', '│', '═']), "{}", said.out);
    let quiet = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--quiet"]);
    assert!(!quiet.out.contains("读入的行数"), "{}", quiet.out);
    let csv = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--format", "csv"]);
    assert_eq!(
        csv.out,
        "机构编码,机构名称,留用（元）,平均完成率\r\nH1,甲医院,315.42,85.00%\r\nH2,乙医院,94.63,99.67%\r\n"
    );
    let json = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["tables"][0]["rows"][0][2], "315.42");
}

#[test]
fn some_rows_with_errors_end_with_three() {
    let bench = Bench::new();
    bench.write("data/集采品种.csv", DRUGS.replace("300,299", "300,29x"));
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%"]);
    assert_eq!(said.code, 3, "{}{}", said.err, said.out);
    assert!(said.err.contains("29x") && said.err.contains("集采品种.csv"), "{}", said.err);
    assert!(said.out.contains("315.42") && said.out.contains("错误："), "{}", said.out);
    bench.write("data/医疗机构.csv", "机构编码,机构名称\nH1,甲医院\nH2,乙医院\nH3,丙医院\n");
    bench.write("data/集采品种.csv", DRUGS);
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%"]);
    assert_eq!(said.code, 3, "{}{}", said.err, said.out);
    assert!(said.err.contains("医疗机构 H3") && said.err.contains("平均完成率"), "{}", said.err);
}

#[test]
fn a_failed_run_leaves_no_file_and_keeps_the_old_one() {
    let bench = Bench::new();
    let set = ["--set", "支付比例=70%"];
    let ok = bench.jieyu(&[&["run", "a.policy", "--data", "data", "--out", "out.xlsx"], &set[..]].concat());
    assert_eq!(ok.code, 0, "{}", ok.err);
    let before = fs::read(bench.path("out.xlsx")).unwrap();
    bench.write("data/集采品种.csv", DRUGS.replace("H2,氨氯地平", "H9,氨氯地平"));
    let bad = bench.jieyu(&[&["run", "a.policy", "--data", "data", "--out", "out.xlsx"], &set[..]].concat());
    assert_eq!(bad.code, 1, "{}", bad.err);
    assert_eq!(fs::read(bench.path("out.xlsx")).unwrap(), before);
    assert_eq!(bench.names(), ["a.policy", "data", "out-数据问题.csv", "out.xlsx", "out.xlsx.receipt.json"]);
    let gone = bench.jieyu(&[&["run", "a.policy", "--data", "data", "--out", "no/such/out.csv"], &set[..]].concat());
    assert_eq!(gone.code, 1, "{}", gone.err);
    assert!(!bench.path("no").exists());
}

#[test]
fn files_of_every_kind() {
    let bench = Bench::new();
    let run = |out: &str| bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--out", out]);
    for out in ["r.csv", "r.json", "r.xlsx", "results"] {
        let said = run(out);
        assert_eq!(said.code, 0, "{out}\n{}", said.err);
        assert!(said.err.contains("已写入") && said.out.contains("读入的行数"), "{}{}", said.err, said.out);
    }
    let csv = fs::read(bench.path("r.csv")).unwrap();
    assert!(csv.starts_with(b"\xef\xbb\xbf"));
    assert_eq!(fs::read(bench.path("results/医疗机构.csv")).unwrap(), csv);
    let plain =
        bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--out", "p.csv", "--no-bom"]);
    assert_eq!(plain.code, 0);
    assert!(!fs::read(bench.path("p.csv")).unwrap().starts_with(b"\xef\xbb\xbf"));
}

#[test]
fn problems_as_json() {
    let bench = Bench::new();
    bench.write("b.policy", "政策 测试\n公式 甲 = \n整体：\n公式 乙 = 不存在\n输出 整体 : 乙\n");
    let said = bench.jieyu(&["--error-format", "json", "check", "b.policy"]);
    assert_eq!(said.code, 1);
    let all: Vec<serde_json::Value> = serde_json::from_str(&said.err).unwrap();
    assert!(all.len() >= 2, "{}", said.err);
    assert_eq!(all[0]["code"], "JY0101");
    let label = &all[0]["labels"][0];
    assert_eq!((label["file"].as_str(), label["line"].as_u64()), (Some("b.policy"), Some(2)));
    let fine = bench.jieyu(&["--error-format", "json", "eval", "1"]);
    assert_eq!((fine.err.trim(), fine.out.as_str()), ("[]", "1\n"));
    bench.write("data/集采品种.csv", DRUGS.replace("300,299", "300,29x"));
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--error-format", "json"]);
    let all: Vec<serde_json::Value> = serde_json::from_str(&said.err).unwrap();
    assert!(all.iter().any(|problem| problem["data"]["value"] == "29x" && problem["data"]["row"] == 4), "{}", said.err);
}

#[test]
fn policies_as_windows_saves_them() {
    let bench = Bench::new();
    let crlf = format!("\u{feff}{}", POLICY.replace('\n', "\r\n"));
    bench.write("a.policy", crlf);
    let said = bench.jieyu(&["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--format", "csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    bench.write("a.policy", encoding_rs::GB18030.encode(POLICY).0);
    let said = bench.jieyu(&["check", "a.policy"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("记事本") && said.err.contains("UTF-8"), "{}", said.err);
}

#[test]
fn lists_come_from_the_folder_of_the_policy() {
    let bench = Bench::new();
    let policy = |path: &str| {
        format!(
            "政策 测试\n名单 抗菌药 来自 \"{path}\"\n整体：\n公式 甲 = 若 \"头孢\" 属于 抗菌药 则 1元 否则 2元\n  依据 《测试》\n输出 整体 : 甲\n"
        )
    };
    bench.write("p/lists/k.csv", encoding_rs::GB18030.encode("名称\n头孢\n").0);
    bench.write("p/a.policy", policy("lists/k.csv"));
    bench.write("p/b.policy", policy("../data/医疗机构.csv"));
    bench.write("p/c.policy", policy("lists/none.csv"));
    let check = |name: &str| bench.jieyu(&["check", name]);
    assert_eq!(check("p/a.policy").code, 0, "{}", check("p/a.policy").err);
    assert_eq!(bench.jieyu(&["eval", "--policy", "p/a.policy", "甲"]).out, "1\n单位：元\n");
    assert!(check("p/b.policy").err.contains("JY1006"), "{}", check("p/b.policy").err);
    assert!(check("p/c.policy").err.contains("没有这个文件"), "{}", check("p/c.policy").err);
}

#[test]
fn expressions_at_a_row() {
    let bench = Bench::new();
    let base = ["eval", "--policy", "a.policy", "--data", "data", "--set", "支付比例=70%", "--row"];
    let at = |row: &str, text: &str| bench.jieyu(&[&base[..], &[row, text]].concat());
    assert_eq!(at("H1,氨氯地平", "采购量 ÷ 约定量").out, "1.5\n即 150%\n");
    assert_eq!(at("H1", "合计(集采品种.约定量)").out, "1100\n单位：件\n");
    let none = at("H7", "机构名称");
    assert!(none.code == 1 && none.err.contains("JY1022"), "{}", none.err);
}

#[test]
fn a_template_is_a_workbook() {
    let bench = Bench::new();
    let said = bench.jieyu(&["template", "a.policy", "--out", "空表.xlsx"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(fs::read(bench.path("空表.xlsx")).unwrap().starts_with(b"PK"));
    assert_eq!(bench.jieyu(&["template", "a.policy", "--out", "空表.docx"]).code, 2);
}

#[test]
fn nothing_breaks_on_nonsense() {
    let bench = Bench::new();
    let deep = format!("{}1{}", "(".repeat(200), ")".repeat(200));
    assert_eq!(eval(&deep).out, "1\n");
    assert_eq!(eval(&format!("({deep})")).code, 1);
    bench.write("long.policy", format!("政策 甲\n公式 乙 = {}\n", "1+".repeat(1 << 20)));
    let said = bench.jieyu(&["check", "long.policy"]);
    assert!(said.code == 1 && said.err.len() < 5000 && said.err.contains("JY0104"), "{}", said.err.len());
    let noise: Vec<u8> = (0..50_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    bench.write("noise.policy", &noise);
    assert_eq!(bench.jieyu(&["check", "noise.policy"]).code, 1);
    bench.write("noise.xlsx", &noise);
    let said = bench.jieyu(&["run", "a.policy", "--data", "noise.xlsx", "--set", "支付比例=70%"]);
    assert!(said.code == 1 && said.err.contains("错误 JY04"), "{}", said.err);
}

#[test]
fn sample_makes_data_that_run_takes() {
    let bench = Bench::new();
    let said = bench.jieyu(&["sample", "a.policy", "--rows", "40", "--rows", "医疗机构=7", "--out", "样例"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("医疗机构 7 行，集采品种 40 行"), "{}", said.err);
    let run = bench.jieyu(&["run", "a.policy", "--data", "样例", "--set", "支付比例=70%", "--format", "csv"]);
    assert!(matches!(run.code, 0 | 3), "{}", run.err);
    assert_eq!(run.out.lines().count(), 8);
    let again = bench.jieyu(&["sample", "a.policy", "--rows", "40", "--rows", "医疗机构=7", "--out", "又"]);
    assert_eq!(again.code, 0);
    for file in ["医疗机构.csv", "集采品种.csv"] {
        assert_eq!(fs::read(bench.path("样例").join(file)).unwrap(), fs::read(bench.path("又").join(file)).unwrap());
    }
    let book = bench.jieyu(&["sample", "a.policy", "--seed", "9", "--out", "样例.xlsx"]);
    assert_eq!(book.code, 0, "{}", book.err);
    let run = bench.jieyu(&["run", "a.policy", "--data", "样例.xlsx", "--set", "支付比例=70%", "--quiet"]);
    assert!(matches!(run.code, 0 | 3), "{}", run.err);
    assert!(!run.err.contains("JY03"), "{}", run.err);
    for (args, code) in [(["--rows", "机构=7"], "JY1021"), (["--out", "a.csv"], "JY1016")] {
        let all =
            if args[0] == "--out" { vec!["sample", "a.policy"] } else { vec!["sample", "a.policy", "--out", "c"] };
        let said = bench.jieyu(&[&all[..], &args[..]].concat());
        assert_eq!(said.code, 2);
        assert!(said.err.contains(code), "{}", said.err);
    }
    assert!(!bench.path("c").exists());
}

#[test]
fn thousands_of_bad_cells_are_told_by_cause_and_saved_in_full() {
    let bench = Bench::new();
    let mut lines = "机构编码,通用名,约定量,采购量,原价,中选价\n".to_owned();
    for row in 0..6_000 {
        lines.push_str(&format!("H{},药{row},{},5,1.2,x{row}\n", row % 2 + 1, if row % 3 == 0 { "十" } else { "10" }));
    }
    bench.write("data/集采品种.csv", lines);
    let args = ["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--out", "结果.xlsx"];
    let said = bench.jieyu(&args);
    assert_eq!(said.code, 3, "{}", said.err.chars().take(3_000).collect::<String>());
    assert!(said.err.contains("另有 7900 个数据问题没有列出"), "{}", said.err);
    assert!(said.err.contains("JY0432 集采品种“中选价”：6000 个，例如"), "{}", said.err);
    assert!(said.err.contains("JY0432 集采品种“约定量”：2000 个，例如"), "{}", said.err);
    assert!(said.err.contains("全部 8000 个数据问题已写入 结果-数据问题.csv"), "{}", said.err);
    let all = fs::read_to_string(bench.path("结果-数据问题.csv")).unwrap();
    assert_eq!(all.lines().count(), 8_001);
    assert!(all.lines().last().unwrap().contains(",6001,中选价,x5999,“x5999”不是"), "{:?}", all.lines().last());
}

/// The result is refused for a reason of its own; the problems of the data have been promised all the same.
#[test]
fn bad_cells_are_saved_where_the_result_is_refused() {
    let bench = Bench::new();
    bench.write("b.policy", format!("{POLICY}\n输出 整体 : 计数(医疗机构) 为 \"机构数\"\n"));
    let mut lines = "机构编码,通用名,约定量,采购量,原价,中选价\n".to_owned();
    for row in 0..2_500 {
        lines.push_str(&format!("H1,药{row},10,5,1.2,x{row}\n"));
    }
    bench.write("data/集采品种.csv", lines);
    let args = ["run", "b.policy", "--data", "data", "--set", "支付比例=70%", "--out", "结果.csv"];
    let said = bench.jieyu(&args);
    assert_eq!(said.code, 2, "{}", said.err.chars().take(3_000).collect::<String>());
    assert!(said.err.contains("JY1017"), "{}", said.err);
    assert!(said.err.contains("没有写结果；全部 2500 个数据问题已写入 结果-数据问题.csv"), "{}", said.err);
    let all = fs::read_to_string(bench.path("结果-数据问题.csv")).unwrap();
    assert_eq!(all.lines().count(), 2_501);
    assert!(!bench.path("结果.csv").exists());
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    use jieyu::report::save::save_by;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("结果.csv");
    fs::write(&path, "旧").unwrap();
    let full = save_by(&path, |out| {
        out.write_all(&[b'1'; 100_000])?;
        Err(std::io::Error::from(std::io::ErrorKind::StorageFull))
    });
    let words = full.unwrap_err().words();
    assert!(words.zh.contains("磁盘已满") && words.en.contains("the disk is full"), "{words:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "旧");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_result_that_does_not_fit_the_disk_is_no_success() {
    let bench = Bench::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let said = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(bench.folder.path())
        .args(["run", "a.policy", "--data", "data", "--set", "支付比例=70%", "--quiet"])
        .stdout(full)
        .output()
        .unwrap();
    let err = String::from_utf8(said.stderr).unwrap();
    assert_eq!(said.status.code(), Some(1), "{err}");
    assert!(err.contains("结果没有写完：磁盘已满"), "{err}");
}

/// Ctrl-C while a file is written: it goes, what stood there stays, and nothing is begun behind it.
#[test]
fn what_is_half_written_goes_when_it_is_abandoned() {
    use jieyu::report::save::{abandon, save_by};
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("结果.csv");
    fs::write(&path, "旧").unwrap();
    let saved = save_by(&path, |out| {
        out.write_all(b"half")?;
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        drop(abandon());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        Ok(())
    });
    assert!(saved.is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "旧");
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_is_answered() {
    let bench = Bench::new();
    let pipe = bench.path("数据.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(bench.folder.path())
        .args(["run", "a.policy", "--data", "数据.csv", "--set", "支付比例=70%", "--out", "结果.csv", "--lang", "zh"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // It waits for the other end of the pipe; by then it listens.
    let caught = || {
        let status = fs::read_to_string(format!("/proc/{}/status", run.id())).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim).unwrap_or("0");
        u64::from_str_radix(mask, 16).unwrap_or(0) & 2 != 0
    };
    for _ in 0..2_000 {
        if caught() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    let said = run.wait_with_output().unwrap();
    assert_eq!(said.status.code(), Some(130));
    let err = String::from_utf8(said.stderr).unwrap();
    assert!(err.contains("已中断。没有写完的文件已经删除"), "{err}");
    assert_eq!(bench.names(), ["a.policy", "data", "数据.csv"]);
}

/// What Excel leaves in a column of amounts: an error of a formula, words, powers of ten, too many decimals.
#[test]
fn amounts_that_excel_spoils_are_told_with_their_mend() {
    let folder = tempfile::tempdir().unwrap();
    let policy = "政策 试\n  依据 某文件\n表 机构\n  键 编码 : 文本\n  列 金额 : 金额\n输出 机构 : 编码, 金额\n";
    std::fs::write(folder.path().join("p.policy"), policy).unwrap();
    std::fs::write(folder.path().join("机构.csv"), "编码,金额\nA,#DIV/0!\nB,一百元\nC,1e3\nD,12.345\n").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(folder.path()).args(["run", "p.policy", "--data", "机构.csv", "--lang", "zh"]);
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    for words in ["“#DIV/0!”是 Excel 的公式错误", "请只填数字", "这是科学计数法", "“12.345”有 3 位小数", "第 5 行"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert_eq!(output.status.code(), Some(3));
}
