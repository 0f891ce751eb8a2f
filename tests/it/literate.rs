//! Policies in Markdown: every verb reads them, places are those of the file, and prose is never touched.

use jieyu::format::{Style, format_source};
use jieyu::source::{Source, blocks};
use proptest::prelude::*;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

pub fn is_policy(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".policy") || name.ends_with(".policy.md")
}

/// A policy written in another way: of Markdown what is policy, in one block.
pub fn in_blocks(path: &str, text: &str, rewrite: fn(&str) -> String) -> String {
    if !path.ends_with(".md") {
        return rewrite(text);
    }
    let bodies: Vec<&str> = blocks(text).iter().map(|block| &text[block.body.clone()]).collect();
    format!("```policy\n{}\n```\n", rewrite(&bodies.join("\n")).trim_end())
}

const HEAD: &str = "# 某市留用办法\n\n第一条　结余的一半留给医疗机构。  \n行末有空格，\t有制表符。\n\n";
const TABLE: &str = "政策 某市留用办法\n\n表 医疗机构\n  键 机构编码 : 文本\n  列 结余 : 金额 在 [0元, )\n";
const RULE: &str =
    "每个 医疗机构：\n\n公式 留用 : 金额 = 结余 × 50% 四舍五入到 分\n  依据 第一条\n\n输出 医疗机构 : 机构编码, 留用\n";

fn markdown() -> String {
    format!(
        "{HEAD}```policy\n{TABLE}```\n\n```text\n公式 这不是政策 = \n```\n\n> 按规定计算：\n\n~~~政策\n{RULE}~~~\n\n完。"
    )
}

fn bench() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("甲.policy.md", &markdown());
    write("乙.policy", &format!("{TABLE}\n{RULE}"));
    write(
        "甲.cases.policy",
        "案例 \"一半\"\n  给定 医疗机构\n    | 机构编码 | 结余 |\n    | H1 | 10.01 |\n  期望 医疗机构[\"H1\"].留用 = 5.01元\n",
    );
    write("医疗机构.csv", "机构编码,结余\nH1,10.01\n");
    folder
}

fn jieyu(folder: &Path, args: &[&str]) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    let output = command.current_dir(folder).args(args).env("JIEYU_LANG", "zh").env("NO_COLOR", "1").output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output, said)
}

#[test]
fn every_verb_reads_markdown() {
    let folder = bench();
    let at = folder.path();
    let mut wrong = String::new();
    for (args, expected) in [
        (&["check", "甲.policy.md"][..], "没有发现问题"),
        (&["run", "甲.policy.md", "--data", "医疗机构.csv"], "5.01"),
        (&["explain", "甲.policy.md", "--data", "医疗机构.csv", "--row", "H1", "--of", "留用"], "依据：第一条"),
        (&["eval", "--policy", "甲.policy.md", "--data", "医疗机构.csv", "--row", "H1", "结余 ÷ 2"], "5.005"),
        (&["test", "."], "1 个案例全部通过"),
        (&["test", "甲.policy.md"], "1 个案例全部通过"),
        (&["list", "."], "[./甲.policy.md]"),
        (&["fmt", "--check", "甲.policy.md"], "排版都规范"),
        (&["diff", "甲.policy.md", "乙.policy"], "没有实质变化"),
        (&["plan", "甲.policy.md"], "留用"),
        (&["template", "甲.policy.md", "--out", "空表.xlsx"], "已写入 空表.xlsx"),
        (&["cases", "suggest", "甲.policy.md", "--format", "policy"], "以 甲.cases.policy 的案例为起点"),
        (&["run", "甲.policy.md", "--data", "医疗机构.csv", "--out", "结果.csv"], "已写入 结果.csv"),
        (&["verify", "结果.csv.receipt.json"], "相同：结果.csv.receipt.json"),
    ] {
        let (output, said) = jieyu(at, args);
        if !output.status.success() || !said.contains(expected) {
            wrong.push_str(&format!("{args:?}: {said}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let text = |policy| jieyu(at, &["consolidate", policy]).1;
    assert_eq!(text("甲.policy.md"), text("乙.policy"));
}

#[test]
fn a_policy_extends_one_in_markdown() {
    let folder = bench();
    std::fs::write(
        folder.path().join("丙.policy"),
        "政策 丙\n  继承 \"甲.policy.md\"\n修改 公式 留用 由 结余 × 50% 四舍五入到 分 为 结余 × 40% 四舍五入到 分\n  依据 丙\n",
    )
    .unwrap();
    let (_, said) = jieyu(folder.path(), &["run", "丙.policy", "--data", "医疗机构.csv"]);
    assert!(said.contains("4.00"), "{said}");
}

#[test]
fn places_are_those_of_the_file() {
    let folder = bench();
    let text = markdown().replace("= 结余 × 50%", "= 结于 × 50%");
    let line = text.lines().position(|line| line.contains("结于")).unwrap() + 1;
    std::fs::write(folder.path().join("甲.policy.md"), &text).unwrap();
    let (_, said) = jieyu(folder.path(), &["check", "甲.policy.md"]);
    assert!(said.contains(&format!("甲.policy.md:{line}:14")), "{said}");
    assert!(said.contains("公式 留用 : 金额 = 结于 × 50% 四舍五入到 分"), "{said}");
}

#[test]
fn prose_becomes_blanks_of_the_same_length() {
    let text = markdown();
    for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{FEFF}{text}"), text.replace("\n~~~\n", "\n")] {
        let source = Source::new("甲.policy.md", &text);
        assert_eq!(source.written(), text);
        assert_eq!(source.text().len(), text.len());
        for (at, (code, written)) in source.text().lines().zip(text.lines()).enumerate() {
            assert!(code.trim().is_empty() || code == written, "line {at}: {code}");
        }
        assert!(source.text().contains("公式 留用") && !source.text().contains("这不是政策"));
    }
}

#[test]
fn only_blocks_are_laid_out() {
    let wild = markdown().replace("  键 机构编码 : 文本", "键   机构编码:文本").replace("结余 × 50%", "结余×50%");
    for (wild, tidy) in [(wild.clone(), markdown()), (wild.replace('\n', "\r\n"), markdown().replace('\n', "\r\n"))] {
        assert_eq!(format_source(&Source::new("甲.policy.md", &wild), &Style::default()), tidy);
        assert_eq!(format_source(&Source::new("甲.policy.md", &tidy), &Style::default()), tidy);
    }
    // A block in a quotation has its marks on every line.
    let quoted: String = wild.lines().map(|line| format!("> {line}\n")).collect();
    assert_eq!(format_source(&Source::new("甲.policy.md", &quoted), &Style::default()), quoted);
}

#[test]
fn a_declaration_may_go_on_behind_prose() {
    let folder = bench();
    let split = markdown().replace("  键 机构编码 : 文本\n", "  键 机构编码 : 文本\n```\n\n结余另记。\n\n```policy\n");
    std::fs::write(folder.path().join("甲.policy.md"), &split).unwrap();
    let (output, said) = jieyu(folder.path(), &["run", "甲.policy.md", "--data", "医疗机构.csv"]);
    assert!(output.status.success() && said.contains("5.01"), "{said}");
    let (_, said) = jieyu(folder.path(), &["consolidate", "甲.policy.md"]);
    assert!(said.contains("  键 机构编码 : 文本") && !said.contains("另记"), "{said}");
    // Laid out alone, either half would be another declaration.
    let wild = split.replace("列 结余 : 金额", "列 结余:金额");
    assert_eq!(format_source(&Source::new("甲.policy.md", &wild), &Style::default()), wild);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever Markdown is written: bytes and lines stay, prose stays, and what is laid out is laid out for good.
    #[test]
    fn any_markdown_is_survived(lines in prop::collection::vec(0..LINES.len(), 0..24), crlf: bool) {
        let end = if crlf { "\r\n" } else { "\n" };
        let text: String = lines.iter().map(|at| format!("{}{end}", LINES[*at])).collect();
        let source = Source::new("甲.policy.md", &text);
        prop_assert_eq!(source.text().len(), text.len());
        prop_assert_eq!(source.text().matches(end).count(), text.matches(end).count());
        let once = format_source(&source, &Style::default());
        let again = Source::new("甲.policy.md", &once);
        prop_assert_eq!(format_source(&again, &Style::default()), once.clone());
        let prose = |text: &str| {
            let all = blocks(text);
            let kept = all.iter().map(|block| block.body.clone()).rev();
            kept.fold(text.to_owned(), |mut text, body| { text.replace_range(body, ""); text })
        };
        prop_assert_eq!(prose(&once), prose(&text));
        jieyu::syntax::parse_file(jieyu::source::SourceId::default(), &source);
    }
}

/// Lines that open, close, quote, nest and break blocks.
const LINES: [&str; 20] = [
    "```policy",
    "```",
    "~~~政策",
    "~~~",
    "````policy",
    "````",
    "> ```policy",
    "> ```",
    "- ```policy",
    "  ```",
    "    ```policy",
    "```polcy",
    "```text",
    "",
    "公式 甲=1+  2",
    "参数 乙:比例=50%",
    "整体：",
    "# 标题",
    "第一条　说明",
    "  依据   第一条",
];
