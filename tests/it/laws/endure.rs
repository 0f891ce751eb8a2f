//! However large, deep or broken the input: a clear message or success, no panic, no hang. All of it runs on the
//! two megabytes of a test's thread.

use super::eval::computed;
use super::kit::Case;
use jieyu::data::{InputFile, read};
use jieyu::diagnostic::Diagnostic;
use jieyu::explain::{Question, Target, explain};
use jieyu::session::{Loaded, settle};
use jieyu::value::value::Value;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Far above what any of these takes, far below what a person would call a hang.
const PATIENCE: Duration = Duration::from_secs(60);

fn within_patience<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    assert!(start.elapsed() < PATIENCE, "{what} took {:?}", start.elapsed());
    done
}

fn load(text: impl Into<String>) -> Loaded {
    within_patience("loading", || Case::of(text, &[]).load())
}

fn codes(problems: &[Diagnostic]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code).collect()
}

fn value(text: &str) -> String {
    match within_patience("evaluating", || computed(text)) {
        Ok(Some(Value::Number(number))) => number.to_string(),
        Ok(Some(other)) => format!("{other:?}"),
        Ok(None) => "fault".to_owned(),
        Err(problems) => codes(&problems).join(" "),
    }
}

/// The value on the whole of a policy without data.
fn whole(text: &str) -> String {
    let case = Case::of(text, &[]);
    let loaded = case.load();
    let program = loaded.program.as_ref().unwrap_or_else(|| panic!("{:?}", &loaded.diagnostics[..1]));
    let settled = settle(program, &[]).unwrap_or_else(|(problems, _)| panic!("{problems:?}"));
    let row = settled.run.output(0).get(0).unwrap().cells[0].clone();
    format!("{row:?}")
}

#[test]
fn two_hundred_brackets_are_read_and_more_are_refused() {
    let deep = |levels: usize, inner: &str| format!("{}{inner}{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(value(&deep(200, "1 ÷ 3")), "1/3");
    assert_eq!(value(&deep(200, "1").replace('(', "（").replace(')', "）")), "1");
    assert_eq!(value(&deep(201, "1")), "JY0105");
    assert_eq!(value(&deep(100_000, "1")), "JY0105");
    assert_eq!(value(&"(".repeat(100_000)), "JY0105");
    let text = format!("政策 甲\n公式 乙 = {}\n  依据 丙\n输出 整体 : 乙\n", deep(200, "1 + 1"));
    assert!(whole(&text).contains('2'), "{}", whole(&text));
}

/// What nests without brackets of one kind: each level costs every stage a few frames.
#[test]
fn other_nests_are_read_or_refused() {
    let nest = |open: &str, inner: &str, close: &str, levels: usize| {
        format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
    };
    for levels in [10, 110, 199, 340, 3000] {
        for (open, inner, close) in [
            ("绝对值(", "1", ")"),
            ("-", "1", ""),
            ("- (", "1", ")"),
            ("非 ", "是", ""),
            ("非 (", "是", ")"),
            ("若 是 则 ", "1", " 否则 2"),
            ("若 是 则 1 否则 ", "1", ""),
            ("若 是 则 1 + ", "1", " 否则 2"),
            ("若 是 则 1 不低于 (1 + ", "1", ") 否则 2"),
            ("1 属于 ((", "1", "))"),
            ("若 (", "是", ") 则 是 否则 否"),
            ("1 + (", "1", ")"),
            ("较大(1, ", "1", ")"),
            ("1 属于 (2, ", "1", ")"),
            ("(1 属于 (2, ", "1", "))"),
            ("1 在 [", "1", ", 2]"),
            ("按 1\n| 1 | ", "1", "|"),
            ("按 (", "1", ")\n| 任意 | 1 |"),
            ("(按 1\n| (", "1", ") | 1 |\n)"),
            ("1 不低于 (", "1", ")"),
            ("1 缺失时取 ", "1", ""),
            ("甲(", "", ""),
            ("甲.", "乙", ""),
        ] {
            let text = nest(open, inner, close, levels);
            let found = value(&text);
            assert!(!found.is_empty(), "{text}");
            let _ = load(format!("政策 甲\n公式 乙 = {text}\n  依据 丙\n输出 整体 : 乙 四舍五入到 2位\n"));
        }
    }
}

#[test]
fn long_sums_are_computed() {
    let sum = |terms: usize| vec!["0.01"; terms].join(" + ");
    assert_eq!(value(&sum(200)), "2");
    assert_eq!(value(&sum(300)), "3");
    assert_eq!(value(&format!("({}) × 1", vec!["1"; 300].join(" × "))), "1");
    let found = value(&sum(20_000));
    assert!(found == "200" || found.starts_with("JY"), "{found}");
}

#[test]
fn a_line_of_ten_megabytes_is_refused_or_passed_over() {
    const LENGTH: usize = 10 << 20;
    let rest = "政策 甲\n参数 丙 : 数值 = 1\n  依据 丁\n公式 乙 = 丙\n  依据 丁\n输出 整体 : 乙\n";
    for (line, sound) in [
        ("#".repeat(LENGTH), true),
        (" ".repeat(LENGTH), true),
        ("　".repeat(LENGTH / 3), true),
        ("a".repeat(LENGTH), false),
        ("(".repeat(LENGTH), false),
        ("\"".repeat(LENGTH), false),
        (format!("公式 长 = {}", "1+".repeat(LENGTH / 2)), false),
        (format!("公式 长 = {}", "甲".repeat(LENGTH / 3)), false),
        (format!("公式 长 = {}", " ".repeat(LENGTH)), false),
        (format!("公式 长 = 1 # {}", "甲".repeat(LENGTH / 3)), false),
        (format!("公式 {} = 1", "甲".repeat(300_000)), false),
        (format!("公式 长 = {}", "9".repeat(LENGTH)), false),
    ] {
        let loaded = load(format!("{line}\n{rest}"));
        let codes = codes(&loaded.diagnostics);
        assert_eq!(loaded.program.is_some(), sound, "{} … {codes:?}", line.chars().take(9).collect::<String>());
        assert!(codes.len() < 10, "{codes:?}");
        let words: usize = loaded.diagnostics.iter().map(|problem| problem.message.zh.len()).sum();
        assert!(words < 2000, "a message of {words} bytes");
    }
}

#[test]
fn texts_that_are_no_policy_are_refused_in_words() {
    for text in [
        "",
        "\u{FEFF}",
        "\r",
        "\r\r\r",
        "\0",
        "\0\0\0\0",
        "政策 甲\r公式 乙 = 1\r",
        "\u{FEFF}\u{FEFF}政策 甲",
        "。",
        "#",
        "|",
        "\u{202E}政策",
        "政策",
    ] {
        let loaded = load(text);
        if let Some(program) = &loaded.program {
            assert!(program.slots.is_empty(), "{text:?}");
        }
        let _ = computed(text);
    }
}

/// Formula n needs formula n − 1, and stands before it.
fn chain(length: usize) -> String {
    let mut text = "政策 甲\n".to_owned();
    for number in (1..length).rev() {
        text += &format!("公式 第{number} = 第{} + 1\n  依据 乙\n", number - 1);
    }
    text + "公式 第0 = 1\n  依据 乙\n" + &format!("输出 整体 : 第{}\n", length - 1)
}

#[test]
fn a_chain_of_five_thousand_formulas_is_computed_in_any_order() {
    within_patience("the chain", || {
        let found = whole(&chain(5000));
        assert!(found.contains("5000"), "{found}");
        let mut lines: Vec<String> = chain(5000).split("公式 ").map(str::to_owned).collect();
        lines[1..].sort();
        assert!(load(lines.join("公式 ").replace("输出 整体", "\n输出 整体")).program.is_some());
    });
}

#[test]
fn a_long_chain_is_explained() {
    let loaded = load(chain(5000));
    let program = loaded.program.unwrap();
    let settled = settle(&program, &[]).unwrap();
    let question = Question { row: None, target: Target::Outputs };
    let told = within_patience("explaining", || explain(&settled.run, &loaded.sources, &question));
    assert!(!format!("{told:?}").is_empty());
}

#[test]
fn a_cycle_of_five_thousand_formulas_is_drawn() {
    let text = chain(5000).replace("第0 = 1", "第0 = 第4999");
    let loaded = load(text);
    assert!(loaded.program.is_none());
    let words: usize = loaded.diagnostics.iter().map(|problem| problem.message.zh.len()).sum();
    assert!(words < 4000, "{words}");
}

#[test]
fn a_lookup_of_a_thousand_rows_is_proved_and_answers() {
    let mut text = "政策 甲\n对照表 档 按 数 : 整数 在 [0, 999] 得 倍 : 整数\n  | 数 | 倍 |\n".to_owned();
    for row in 0..1000 {
        text += &format!("  | {row} | {} |\n", row * 2);
    }
    let text = text + "公式 乙 = 档(777)\n  依据 丙\n输出 整体 : 乙\n";
    within_patience("the lookup", || assert!(whole(&text).contains("1554")));
    let hole = load(text.replace("  | 500 | 1000 |\n", ""));
    assert!(hole.diagnostics[0].message.zh.contains("500"), "{:?}", hole.diagnostics);
    let bands: String = (0..1000).map(|row| format!("  | [{row}元, {}元) | {row} |\n", row + 1)).collect();
    let text = format!(
        "政策 甲\n对照表 档 按 钱 : 金额 在 [0元, 1000元) 得 倍 : 整数\n  | 钱 | 倍 |\n{bands}公式 乙 = 档(77.5元)\n  依据 丙\n输出 整体 : 乙\n"
    );
    within_patience("the bands", || assert!(whole(&text).contains("77")));
}

#[test]
fn a_truncated_workbook_is_refused_at_every_length() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shenzhen-demo.xlsx");
    let bytes = std::fs::read(path).unwrap();
    let policy = "政策 甲\n表 医疗机构\n  键 机构编码 : 文本\n  列 机构名称 : 文本\n";
    let schemas = load(policy).program.unwrap().schemas;
    for part in 0..40 {
        let file = InputFile { name: "a.xlsx".to_owned(), bytes: bytes[..bytes.len() * part / 40].to_vec() };
        let outcome = within_patience("reading", || read(&[file], &schemas));
        assert!(outcome.is_fatal(), "{part}/40");
    }
    let mut flipped = bytes.clone();
    for at in (0..flipped.len()).step_by(997) {
        flipped[at] ^= 0x55;
    }
    let file = InputFile { name: "a.xlsx".to_owned(), bytes: flipped };
    let _ = within_patience("reading", || read(&[file], &schemas));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let _ = load(text.clone());
        let _ = load(format!("政策 甲\n公式 乙 = {text}"));
        let _ = computed(&text);
    }

    /// Words of the language in any order come nearer to what the parser and checker have to survive.
    #[test]
    fn random_words_are_survived(words in prop::collection::vec(prop::sample::select(WORDS), 0..120)) {
        let text = words.join(" ");
        let _ = load(text.clone());
        let _ = load(format!("政策 甲\n表 乙\n 键 丙 : 文本\n 列 丁 : 金额\n每个 乙：\n公式 戊 = {text}"));
        let _ = computed(&text);
    }
}

const WORDS: &[&str] = &[
    "政策",
    "\n公式",
    "\n参数",
    "\n表",
    "\n每个",
    "\n整体：",
    "\n考核",
    "\n排除",
    "\n例外",
    "\n分配",
    "\n断言",
    "\n输出",
    "\n对照表",
    "\n枚举",
    "\n名单",
    "\n派生表",
    "\n恢复",
    "\n单位",
    "甲",
    "乙",
    "丙",
    "丁",
    "戊",
    "=",
    ":",
    "：",
    "(",
    ")",
    "[",
    "]",
    ",",
    "|",
    "\n|",
    "+",
    "-",
    "×",
    "÷",
    "≥",
    "<",
    "且",
    "或",
    "非",
    "若",
    "则",
    "否则",
    "按",
    "当",
    "同",
    "得",
    "键",
    "列",
    "→",
    "合计(",
    "计数(",
    "平均(",
    "名次(",
    "最大(",
    "存在(",
    "依据 甲\n",
    "说明 \"甲\"",
    "1",
    "0",
    "5%",
    "100元",
    "90分",
    "30天",
    "2021-01-01",
    "\"甲\"",
    "是",
    "缺失",
    "不适用",
    "四舍五入到 分",
    "不低于",
    "在",
    "内",
    "属于",
    "缺失时取",
    "有值(",
    "取值",
    "满分",
    "权重",
    "赋分",
    "关键指标",
    "缺项",
    "金额",
    "比例",
    "文本",
    "整数",
    "可缺",
    "待定",
    "于",
    "总额",
    "余数归",
    "最大余数",
    "除非",
    "理由",
    "取自",
    "联",
    "汇总",
    "累计",
    "任意",
    "同上",
    ".",
    "本行",
    "上级",
    "升序",
    "并列取小",
    "自",
    "起",
];
