//! The forms of a document: what is put into a template stays text, and files are whole.

use jieyu::report::paper::template::{NOTICE, PUBLICATION, Template};
use jieyu::report::paper::{Block, docx, html, markdown, words};
use serde_json::json;
use std::io::Read;
use std::process::Command;

const NASTY: &str = "甲|乙 *院* <b>&amp; [x](y) # 1. \\ _z_";

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn what_is_put_in_stays_text() {
    let data =
        json!({ "名": NASTY, "表": { "列": ["a", NASTY], "右": [false, true], "行": [[NASTY, "-1"]], "合计": [] } });
    let text = "# {{ 名 }}\n\n{{ 名 }}\n\n> {{ 名 }}\n\n{{ 表格(表) }}\n";
    let paper = markdown::read(&Template::read(text).unwrap().fill(&data).unwrap(), false);
    assert_eq!(paper.title(), NASTY);
    assert_eq!(paper.blocks.len(), 4, "{paper:?}");
    let Block::Table(grid) = &paper.blocks[3] else { panic!("{paper:?}") };
    assert_eq!((grid.head.len(), grid.rows.len(), grid.rows[0].len()), (2, 1, 2));
    assert_eq!((words(&grid.head[1]).as_str(), words(&grid.rows[0][0]).as_str()), (NASTY, NASTY));
    assert_eq!(grid.right, [false, true]);
    let page = html::write(&paper);
    assert!(page.contains("甲|乙 *院* &lt;b&gt;&amp;amp; [x](y) # 1. \\ _z_"), "{page}");
    assert!(!page.contains("<b>&"), "{page}");
    let document = part(&docx::write(&paper).unwrap(), "word/document.xml");
    assert_eq!(document.matches("甲|乙 *院* &lt;b&gt;&amp;amp; [x](y) # 1. \\ _z_").count(), 5, "{document}");
}

#[test]
fn a_page_has_the_blocks_that_the_text_shows() {
    let text = "# 题\n\n## 节\n\n### 某院：\n\n正文一\n正文二 **粗**\n\n1. 甲\n2. 乙\n\n---\n\n> 落款\n";
    let paper = markdown::read(text, true);
    let shown: Vec<String> = paper
        .blocks
        .iter()
        .map(|block| match block {
            Block::Title(text) => format!("题 {}", words(text)),
            Block::Heading(text) => format!("节 {}", words(text)),
            Block::Lead(text) => format!("顶格 {}", words(text)),
            Block::Body(text) => format!("段 {} {}", words(text), text.len()),
            Block::Item(mark, text) => format!("项 {mark}{}", words(text)),
            Block::Signature(text) => format!("落款 {}", words(text)),
            Block::Table(_) => "表".to_owned(),
            Block::Break => "换页".to_owned(),
        })
        .collect();
    assert_eq!(
        shown,
        ["题 题", "节 节", "顶格 某院：", "段 正文一正文二 粗 2", "项 1. 甲", "项 2. 乙", "换页", "落款 落款"]
    );
    assert!(html::write(&paper).contains("<main class=\"wide\">"));
}

#[test]
fn a_document_for_word_is_whole_and_names_its_fonts() {
    let paper = markdown::read("# 题\n\n正文\n\n| 甲 | 乙 |\n|---|---:|\n| 一 | 2 |\n", false);
    let bytes = docx::write(&paper).unwrap();
    assert_eq!(bytes, docx::write(&paper).unwrap(), "equal pages give equal bytes");
    let document = part(&bytes, "word/document.xml");
    for (open, close) in [("<w:p>", "</w:p>"), ("<w:tbl>", "</w:tbl>"), ("<w:tr>", "</w:tr>"), ("<w:tc>", "</w:tc>")] {
        assert_eq!(document.matches(open).count(), document.matches(close).count(), "{open}\n{document}");
    }
    assert!(document.contains("<w:jc w:val=\"right\"/>") && document.contains("<w:tblHeader/>"));
    let styles = part(&bytes, "word/styles.xml");
    assert_eq!(styles.matches("<w:style ").count() + 1, styles.matches("w:eastAsia=\"").count() - 1, "{styles}");
    for name in ["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/footer1.xml"] {
        assert!(part(&bytes, name).starts_with("<?xml"), "{name}");
    }
}

#[test]
fn long_decimals_are_cut_where_the_template_asks_for_it() {
    let said =
        |text: &str| Template::read("{{ 数 | 略 }}").unwrap().fill(&json!({ "数": text })).unwrap().replace('\\', "");
    assert_eq!(said("1,234.56789元 × 0.1234 − 3.1415926535…元"), "1,234.5678…元 × 0.1234 − 3.1415…元");
    assert_eq!(said("2021-12-31 至 2022.01.31，50%，1.2345…，省略…"), "2021-12-31 至 2022.01.31，50%，1.2345…，省略…");
}

#[test]
fn a_template_says_in_which_line_it_is_wrong() {
    let wrong = Template::read("# 题\n\n{{ 结果.值 }\n").err().unwrap();
    assert!(wrong.zh.starts_with("模板第 3 行写法有误"), "{wrong:?}");
    let missing = Template::read("# 题\n{{ 结果.直 }}\n").unwrap().fill(&json!({ "结果": { "值": "1" } })).unwrap_err();
    assert!(missing.zh.starts_with("模板第 2 行用到了没有的字段"), "{missing:?}");
    assert!(Template::read(NOTICE).is_ok() && Template::read(PUBLICATION).is_ok());
}

fn jieyu(args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).env_remove("JIEYU_LANG").env("LC_ALL", "C.UTF-8");
    let output = command.output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn notices_and_publications_are_written_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let demo = ["policies/shenzhen/demo.policy", "--data", "examples/shenzhen-demo.xlsx"];
    let with = |verb: &str, more: &[&str]| {
        let args: Vec<&str> = [verb].into_iter().chain(demo).chain(more.iter().copied()).collect();
        jieyu(&args)
    };
    let (code, said) = with("notice", &["--all", "--out", &at("通知书"), "--fill", "单位=某市医疗保障局"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("已写入 49 份通知书"), "{said}");
    let one = std::fs::read_to_string(folder.path().join("通知书/03001 虚构东湖人民医院.html")).unwrap();
    assert!(one.contains("贰佰壹拾壹万玖仟贰佰玖拾元壹角玖分") && one.contains("某市医疗保障局"), "{one}");
    assert!(!one.contains("http") && !one.contains("<script"), "a notice needs no network");
    let publish = ["--publish", &at("公示表.docx"), "--quiet", "--output", "公示表"];
    assert_eq!(with("run", &publish).0, 0);
    let document = part(&std::fs::read(folder.path().join("公示表.docx")).unwrap(), "word/document.xml");
    assert!(document.contains("贰仟陆佰肆拾陆万壹仟壹佰零陆元肆角壹分") && document.contains("landscape"));
    assert_eq!(with("run", &["--publish", &at("公示表.pdf"), "--quiet"]).0, 2);
    assert_eq!(jieyu(&["notice", "--write-template", &at("模板.md")]).0, 0);
    assert_eq!(std::fs::read_to_string(at("模板.md")).unwrap(), NOTICE);
    assert_eq!(with("notice", &["--row", "03001"]).0, 0);
    assert_eq!(with("notice", &[]).0, 2);
}
