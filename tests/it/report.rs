//! The report page: its figures are those of the settlement, each row unfolds what `explain` says, no text becomes markup, and
//! it works in a browser.

use crate::browser::document;
use crate::disk::demo;
use flate2::read::DeflateDecoder;
use jieyu::data::InputFile;
use jieyu::diagnostic::Lang;
use jieyu::explain::{Grounds, Question, Target, explain_on};
use jieyu::report::explain_text;
use jieyu::report::headline::Headline;
use jieyu::report::page::Page;
use jieyu::session::{Loaded, Memory, Session, settle};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::io::Read;
use std::process::Command;

/// The page of a policy on data.
fn page(loaded: &Loaded, files: &[InputFile], lang: Lang) -> String {
    let program = loaded.program.as_ref().unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let settled = settle(program, files).unwrap_or_else(|(problems, _)| panic!("{problems:?}"));
    let headline = Headline::find(program, None, None).unwrap();
    Page::new((&settled.run, &loaded.sources, &loaded.merged), headline, 5, lang).write().unwrap()
}

/// What stands in a script element that is data.
fn held<'a>(html: &'a str, id: &str) -> Option<&'a str> {
    let (_, rest) = html.split_once(&format!("id=\"{id}\">"))?;
    rest.split_once("</script>").map(|(text, _)| text)
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let all = four.iter().enumerate().fold(0, |all, (place, c)| all | value(*c) << (18 - 6 * place));
        bytes.extend(&all.to_be_bytes()[1..four.len()]);
    }
    bytes
}

/// The parcels of a page, opened.
fn parcels(html: &str) -> Vec<Json> {
    let texts = (0..).map_while(|number| held(html, &format!("p{number}")));
    let open = |text: &str| {
        let mut json = String::new();
        DeflateDecoder::new(&base64(text)[..]).read_to_string(&mut json).unwrap();
        serde_json::from_str(&json).unwrap()
    };
    texts.map(open).collect()
}

/// All texts of a node and of those below it, in their order.
fn texts(node: &Json, known: &Json, into: &mut Vec<String>) {
    let say = |index: &Json| known[usize::try_from(index.as_u64().unwrap()).unwrap()].as_str().unwrap().to_owned();
    into.push(say(&node[0]));
    into.extend(node[1].as_array().unwrap().iter().map(say));
    node[2].as_array().unwrap().iter().for_each(|below| texts(below, known, into));
}

#[test]
fn every_row_unfolds_what_explain_says() {
    let (loaded, files) = demo();
    let html = page(&loaded, &files, Lang::Zh);
    let settled = settle(loaded.program.as_ref().unwrap(), &files).unwrap();
    let program = settled.run.program();
    let output = &program.outputs[0];
    let result = output.items[9].slot.unwrap();
    let rows: Json = serde_json::from_str(held(&html, "rows").unwrap()).unwrap();
    let parcels = parcels(&html);
    let unfolded: Vec<(&Json, &Json)> = parcels
        .iter()
        .flat_map(|parcel| parcel["rows"].as_array().unwrap().iter().map(move |row| (row, &parcel["texts"])))
        .collect();
    assert_eq!(unfolded.len(), settled.run.output(0).len());
    assert_eq!(rows.as_array().unwrap().len(), unfolded.len());
    let grounds = Grounds { merged: Some(&loaded.merged), ..Grounds::new(&loaded.sources) };
    for (out, (row, known)) in settled.run.output(0).iter().zip(unfolded) {
        let at = (output.table.unwrap(), out.row.unwrap());
        let question = Question { row: Some(at), target: Target::Slots(vec![result]) };
        let told = explain_text::write(&explain_on(&settled.run, &grounds, &question), Lang::Zh);
        let told: Vec<&str> = told.lines().map(|line| line.trim_start().trim_start_matches("- ")).collect();
        let mut said = Vec::new();
        texts(&row[2][0], known, &mut said);
        // The first lines name the row and its place.
        assert_eq!(told[3..].join("\n"), said.join("\n"), "{:?}", at.1);
    }
}

#[test]
fn the_page_says_what_was_settled() {
    let (loaded, files) = demo();
    let html = page(&loaded, &files, Lang::Zh);
    // The sums of the workbook, and what each exclusion cost, as the summary of `run` tells them.
    for text in
        ["26,461,106.41元", "922,418.02", "1,266,643.75", "没有碰到的排除：单品种未完成的机构", "2,719,370.07元"]
    {
        assert!(html.contains(text), "{text}");
    }
    assert_eq!(html.matches("<svg").count(), 8, "four charts, each for two widths");
    for outside in ["src=", "href=\"http", "url(", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
    let english = page(&loaded, &files, Lang::En);
    for text in ["Settlement report", "What exclusions cost, by reason", "结余留用金额: highest", "rows read: "] {
        assert!(english.contains(text), "{text}");
    }
}

const SMALL: &str = r#"政策 很小
表 主体
  键 编码 : 文本
  列 名称 : 文本
  列 款项 : 金额
每个 主体：
公式 应付 : 金额 = 款项 × 2
排除 坏的
  当 款项 > 5元
  则 应付 = 0元
  理由 "<b>坏</b>"
输出 主体 : 编码, 应付
"#;

/// A policy of which nothing is known but that it checks: no totals, no assessment, no other output; texts that look like
/// markup.
fn small() -> String {
    let world = Memory(BTreeMap::from([("p.policy".to_owned(), SMALL.as_bytes().to_vec())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("p.policy");
    let data = "编码,名称,款项\nA,</script><img src=x>,1.25\nB&\"b\",<i>斜</i>,10\n";
    page(&loaded, &[InputFile { name: "主体.csv".into(), bytes: data.as_bytes().to_vec() }], Lang::Zh)
}

#[test]
fn any_policy_has_a_report_and_no_text_becomes_markup() {
    let html = small();
    assert!(html.contains("<span>应付</span><b>2.50元</b>"), "{html}");
    for markup in ["<img", "<b>坏", "<i>斜"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert_eq!(html.matches("</script>").count(), html.matches("<script").count());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.html");
    std::fs::write(&file, &html).unwrap();
    if let Some(dom) = document(&file, "#row=B%26%22b%22") {
        assert!(!dom.contains("<img") && !dom.contains("<i>斜"), "{dom}");
        assert!(dom.contains("&lt;i&gt;斜&lt;/i&gt;") && dom.contains("应付 = 0.00元"), "{dom}");
    }
}

#[test]
fn a_browser_finds_a_row_and_unfolds_its_derivation() {
    let (loaded, files) = demo();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("报告.html");
    std::fs::write(&file, page(&loaded, &files, Lang::Zh)).unwrap();
    let Some(dom) = document(&file, "#row=03085") else { return };
    let (_, list) = dom.split_once("id=\"list\"").unwrap();
    assert_eq!(list.matches("class=\"row\"").count(), 1);
    for text in [
        "虚构中塘中医院",
        "结余留用金额 = 0.00元",
        "代入：(1,445,031.5264479134…元 不低于 0元) × 0% 四舍五入到 分",
        "排除“未完成总量”：适用",
        "数据：shenzhen-demo.xlsx，工作表“医疗机构”，第 14 行",
    ] {
        assert!(list.contains(text), "{text} is not in {list}");
    }
    let all = document(&file, "").unwrap();
    assert_eq!(all.matches("class=\"row\"").count(), 49, "all are listed before a word is typed");
    let none = document(&file, "#row=99999").unwrap();
    assert!(none.contains("没有找到"));
}

#[test]
fn a_thousand_institutions_stay_small_and_open() {
    let folder = tempfile::tempdir().unwrap();
    let jieyu = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_jieyu"))
            .current_dir(folder.path())
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .env_remove("JIEYU_LANG")
            .output()
            .unwrap();
        // Made-up edge cases may spoil rows, which the page counts.
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)), "{code:?} {}", String::from_utf8_lossy(&output.stderr));
    };
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/shenzhen/demo.policy");
    let rows = ["医疗机构=1000", "机构年度=1000", "约定采购=8000", "发票=8000", "验收=8000"];
    let mut wishes = vec!["sample", policy, "--edges", "2%", "--out", "data"];
    wishes.extend(rows.iter().flat_map(|rows| ["--rows", rows]));
    jieyu(&wishes);
    jieyu(&["report", policy, "--data", "data", "--out", "r.html"]);
    let file = folder.path().join("r.html");
    let html = std::fs::read_to_string(&file).unwrap();
    let rows: Json = serde_json::from_str(held(&html, "rows").unwrap()).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 1000);
    assert!(html.len() < 5_000_000, "{}", html.len());
    let last = rows.last().unwrap()[0].as_str().unwrap();
    if let Some(dom) = document(&file, &format!("#row={last}")) {
        assert!(dom.contains("公式：(结余测算基数 不低于 0元) × 留用比例 四舍五入到 分"));
    }
}
