//! `docs/diagnostics.md`, written from the corpus: for every code an example, what is said of it, and the mend.
//! `JIEYU_WRITE_DOCS=1 cargo test --test it corpus::document` writes it anew.

use super::case::{Case, Mend, Said, all, in_parallel};
use std::collections::BTreeMap;

const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics.md");

const HEAD: &str = "# 错误编号 · Diagnostics

每个编号一个例子：怎样会出错，程序怎么说，怎么改。这份文件由 `tests/corpus/bad/` 里的例子生成，并由测试核对：每个例子确实报这个编号，
改过以后确实不再报。完整的例子和完整的输出就在例子旁边。

Every code with one failing example, what the program says of it, and the mend. Written from the programs in
`tests/corpus/bad/` and kept true by a test: each example gives its code, and the mended version does not.

错误：要改正才能计算。提示：可以计算，但请看一看。说明：只是告知。
";

/// The longest line that is shown whole.
const WIDEST: usize = 90;

const SECTIONS: &[(&str, &str)] = &[
    ("JY01", "写法 · Form"),
    ("JY02", "名称 · Names"),
    ("JY03", "类型、单位、取整、缺失 · Types, units, rounding, absence"),
    ("JY04", "数据 · Data"),
    ("JY05", "表、参数、名单、对照表 · Tables, parameters, lists, lookups"),
    ("JY06", "规则、考核、分配、输出 · Rules, assessments, allocations, outputs"),
    ("JY07", "整份政策 · The whole policy"),
    ("JY08", "函数与汇总 · Functions and aggregates"),
    ("JY09", "计算时 · While computing"),
    ("JY10", "文件与命令 · Files and commands"),
    ("JY11", "政策的层级与施行日期 · Layers and dates in force"),
];

/// The problem of a code in what was said: its message and its help, of one or several lines.
fn problem(said: &Said, code: &str) -> Option<(String, String)> {
    if said.text.starts_with('[') {
        let line = said.text.lines().find(|line| line.contains(&format!("\"{code}\"")))?;
        let json: serde_json::Value = serde_json::from_str(line.trim_end_matches(',')).ok()?;
        return Some((json["message"].as_str()?.to_owned(), json["help"].as_str().unwrap_or_default().to_owned()));
    }
    let mut lines = said.text.lines().skip_while(|line| !line.contains(&format!(" {code}")));
    let (_, message) = lines.next()?.split_once(code)?;
    let message = message.trim_start_matches(['：', ':', ' ']).to_owned();
    let own = lines.take_while(|line| !line.is_empty());
    let own = own.skip_while(|line| !line.trim().starts_with("建议：") && !line.trim().starts_with("help: "));
    let lines: Vec<&str> = own.take_while(|line| !line.contains("有关的行")).map(str::trim).collect();
    let help = lines.join("；").replacen("建议：", "", 1).replacen("help: ", "", 1).replace("：；", "：");
    Some((message, help))
}

/// What stands in the case, to be read: the mended piece of a file, or the command. `None` where the trouble is the size.
fn example(case: &Case) -> Option<(String, String)> {
    match case.mend.as_ref()? {
        Mend::Piece { old, new, .. } => Some((old.clone(), new.clone())),
        Mend::Command(command) => Some((case.command.clone(), command.clone())),
    }
}

fn entry(code: &str, case: &Case, said: &Said) -> String {
    let (message, help) = problem(said, code).unwrap_or_default();
    let english = case.run_english();
    let english = problem(&english, code).unwrap_or_default();
    let mut page = format!("\n### {code} {message}\n\n例子 · Example [{}]({})\n", case.name, case.link());
    let example = example(case);
    let block =
        |text: &str| format!("\n```text\n{}\n```\n", text.trim_end().lines().map(short).collect::<Vec<_>>().join("\n"));
    if let Some((old, _)) = &example {
        page.push_str(&block(old));
    }
    if !help.is_empty() {
        page.push_str(&format!("\n{help}\n"));
    }
    if let Some((_, new)) = &example {
        let new = if new.trim().is_empty() { "（删去）" } else { new };
        page.push_str(&format!("\n改为 · Mend\n{}", block(new)));
    }
    let english = [english.0, english.1].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(". ");
    page.push_str(&format!("\n*{}*\n", english.replace('*', "\\*")));
    page.push_str(&others(code, case));
    page
}

/// A line, or its beginning.
fn short(line: &str) -> String {
    let mut shown: String = line.chars().take(WIDEST).collect();
    if shown.len() < line.len() {
        shown.push_str("……");
    }
    shown
}

/// The other cases that tell a code first: what they say, what was written, what to write instead.
fn others(code: &str, known: &Case) -> String {
    let mut page = String::new();
    for (case, said) in all() {
        let first = said.codes().first().is_some_and(|first| first == code);
        if !first || case.name == known.name {
            continue;
        }
        let message = problem(said, code).unwrap_or_default().0;
        page.push_str(&format!("- {message} · [{}]({})", case.name, case.link()));
        if let Some((old, new)) =
            example(case).filter(|(old, new)| !old.contains(['\n', '`']) && !new.contains(['\n', '`']))
        {
            page.push_str(&format!("：`{}` → `{}`", short(old.trim()), short(new.trim())));
        }
        page.push('\n');
    }
    if page.is_empty() { page } else { format!("\n又如 · Also\n\n{page}") }
}

/// The best example of each code: the first that tells it first and has a mend, else any that tells it.
fn examples() -> BTreeMap<String, (&'static Case, &'static Said)> {
    let mut best: BTreeMap<String, (u8, &Case, &Said)> = BTreeMap::new();
    for (case, said) in all() {
        for (at, code) in said.codes().into_iter().enumerate() {
            let rank = u8::from(at > 0) * 2 + u8::from(case.mend.is_none());
            if best.get(&code).is_none_or(|(known, _, _)| rank < *known) {
                best.insert(code, (rank, case, said));
            }
        }
    }
    best.into_iter().map(|(code, (_, case, said))| (code, (case, said))).collect()
}

#[test]
fn the_document_says_what_the_corpus_shows() {
    let examples: Vec<_> = examples().into_iter().collect();
    let entries = in_parallel(&examples, |(code, (case, said))| entry(code, case, said));
    let mut page = HEAD.to_owned();
    for (prefix, title) in SECTIONS {
        page.push_str(&format!("\n## {title}\n"));
        for ((code, _), entry) in examples.iter().zip(&entries) {
            if code.starts_with(prefix) {
                page.push_str(entry);
            }
        }
    }
    if std::env::var_os("JIEYU_WRITE_DOCS").is_some() {
        std::fs::write(PLACE, &page).expect("the document is written");
    }
    let written = std::fs::read_to_string(PLACE).unwrap_or_default();
    let differs = page.lines().zip(written.lines()).find(|(due, found)| due != found);
    assert!(page == written, "docs/diagnostics.md is out of date: {differs:?}; JIEYU_WRITE_DOCS=1 writes it anew");
}
