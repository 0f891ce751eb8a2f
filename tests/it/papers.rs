//! Notices and publications: what they say is what was settled, every figure can be asked for, and no text becomes markup.

mod forms;
mod trace;

use crate::browser;
use crate::disk::demo;
use jieyu::diagnostic::Lang;
use jieyu::explain::{Grounds, Question, Target, explain_on};
use jieyu::report::notice::Desk;
use jieyu::report::paper::template::{NOTICE, Template};
use jieyu::report::paper::{docx, html, markdown};
use jieyu::report::publication::Publication;
use jieyu::report::{explain_text, results};
use jieyu::session::settle;
use jieyu::value::number::Number;
use jieyu::wording::capital::read;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::process::Command;

/// `1,234.50元` as a number.
fn figures(text: &str) -> Number {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
    Number::parse_decimal(&digits).unwrap_or_else(|| panic!("{text} is no amount"))
}

fn list<'a>(json: &'a Json, field: &str) -> &'a Vec<Json> {
    json[field].as_array().unwrap_or_else(|| panic!("no {field} in {json}"))
}

#[test]
fn every_notice_of_the_demo_says_what_was_settled() {
    let (loaded, files) = demo();
    let settled = settle(loaded.program.as_ref().unwrap(), &files).unwrap();
    let desk = Desk::new((&settled.run, &loaded.sources, &loaded.merged), None, None, BTreeMap::new()).unwrap();
    let tables = results::tables(&settled.run, Lang::Zh);
    let (published, drugs) = (&tables[0], &tables[1]);
    let mut rows_told = 0;
    for (index, row) in desk.rows().into_iter().enumerate() {
        let notice = desk.notice(row);
        let result = &notice["结果"];
        assert_eq!(result["名"], "结余留用金额");
        let amount = figures(result["值"].as_str().unwrap());
        assert_eq!(read(result["大写"].as_str().unwrap()), Some(amount.clone()));
        let shown = jieyu::report::show::cell(
            &published.rows.get(index).unwrap()[9],
            &published.columns[9],
            jieyu::report::show::Grouping::None,
        );
        assert_eq!(Some(amount), Number::parse_decimal(&shown), "{notice}");
        // What the public is told of reasons, the institution is told with their articles.
        let remark = jieyu::report::show::cell(
            &published.rows.get(index).unwrap()[10],
            &published.columns[10],
            jieyu::report::show::Grouping::None,
        );
        let reasons: Vec<&str> = list(&notice, "排除").iter().map(|one| one["理由"].as_str().unwrap()).collect();
        assert_eq!(reasons.join("；"), remark);
        assert!(list(&notice, "排除").iter().all(|one| !list(one, "依据").is_empty() && !list(one, "条件").is_empty()));
        rows_told += list(&notice, "附表").iter().map(|table| list(table, "行").len()).sum::<usize>();
        let points: Vec<Json> = list(&notice["考核"][0]["表"], "行").clone();
        assert_eq!(points.len(), 8, "{notice}");
    }
    assert_eq!(rows_told, drugs.rows.len(), "every drug stands in one notice");
}

#[test]
fn every_figure_of_a_step_is_one_that_explain_tells() {
    let (loaded, files) = demo();
    let settled = settle(loaded.program.as_ref().unwrap(), &files).unwrap();
    let desk = Desk::new((&settled.run, &loaded.sources, &loaded.merged), None, None, BTreeMap::new()).unwrap();
    for row in desk.rows().into_iter().step_by(7) {
        let notice = desk.notice(row);
        let question = Question { row: Some((desk.table, row)), target: Target::Outputs };
        let grounds = Grounds { merged: Some(&loaded.merged), ..Grounds::new(&loaded.sources) };
        let told = explain_text::write(&explain_on(&settled.run, &grounds, &question), Lang::Zh);
        let steps = list(&notice, "步骤");
        assert!(steps.len() >= 3, "{notice}");
        assert_eq!(steps.last().unwrap()["名"], "结余留用金额");
        for step in steps {
            let value = [&step["改为"], &step["值"]].map(|value| value.as_str().unwrap());
            let value = value.into_iter().find(|value| !value.is_empty()).unwrap();
            let line = format!("{} = {value}", step["名"].as_str().unwrap());
            assert!(told.contains(&line), "{line} is not told by explain:\n{told}");
            let values = step["代入"].as_str().unwrap();
            assert!(values.is_empty() || told.contains(values), "{values}");
        }
    }
}

/// The notice of the most drugs on paper, by a browser and by LibreOffice.
#[test]
fn a_notice_of_many_drugs_prints_on_two_pages() {
    let (loaded, files) = demo();
    let settled = settle(loaded.program.as_ref().unwrap(), &files).unwrap();
    let desk = Desk::new((&settled.run, &loaded.sources, &loaded.merged), None, None, BTreeMap::new()).unwrap();
    let notices: Vec<Json> = desk.rows().into_iter().map(|row| desk.notice(row)).collect();
    let drugs = |notice: &&Json| list(&notice["附表"][0], "行").len();
    let longest = notices.iter().filter(|notice| !list(notice, "附表").is_empty()).max_by_key(drugs).unwrap();
    assert_eq!(drugs(&longest), 27);
    let paper = markdown::read(&Template::read(NOTICE).unwrap().fill(longest).unwrap(), false);
    let page = html::write(&paper);
    let digits = page.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|number| number.split_once('.'));
    assert!(digits.clone().count() > 100 && digits.into_iter().all(|(_, behind)| behind.len() <= 4), "{page}");
    let folder = tempfile::tempdir().unwrap();
    let (html, docx) = (folder.path().join("notice.html"), folder.path().join("notice.docx"));
    std::fs::write(&html, page).unwrap();
    std::fs::write(&docx, docx::write(&paper).unwrap()).unwrap();
    if let Some(sheets) = browser::sheets(&html) {
        assert_eq!(sheets, 2, "the browser");
    }
    let converted = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("office").display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), &docx])
        .output();
    // A LibreOffice without its Writer writes nothing.
    match converted.ok().and_then(|_| folder.path().join("notice.pdf").is_file().then_some(())) {
        Some(()) => assert_eq!(browser::pages(&folder.path().join("notice.pdf")), 2, "LibreOffice"),
        None => eprintln!("NOT TRIED: there is no LibreOffice Writer here, so no DOCX was printed"),
    }
}

#[test]
fn the_publication_adds_up_and_its_capitals_say_the_same() {
    let (loaded, files) = demo();
    let program = loaded.program.as_ref().unwrap();
    let settled = settle(program, &files).unwrap();
    let tables = results::tables(&settled.run, Lang::Zh);
    let publication = Publication::new((program, &loaded.merged), &tables[0], &BTreeMap::new());
    let headings: Vec<&str> = publication.table.columns.iter().map(|column| &*column.heading).collect();
    for wanted in [
        "序号",
        "医疗机构名称",
        "考核年度",
        "医保资金预算",
        "医保支出",
        "结余测算基数",
        "考核得分",
        "留用比例",
        "结余留用金额",
        "备注",
    ] {
        assert!(headings.contains(&wanted), "{wanted} is not among {headings:?}");
    }
    let fields = publication.fields();
    let columns: Vec<&str> = list(&fields["表"], "列").iter().map(|column| column.as_str().unwrap()).collect();
    let at = |name: &str| columns.iter().position(|column| column.starts_with(name)).unwrap();
    let (amount, words) = (at("结余留用金额（元）"), at("结余留用金额大写"));
    let mut sum = Number::zero();
    for row in list(&fields["表"], "行") {
        let figure = figures(row[amount].as_str().unwrap());
        assert_eq!(read(row[words].as_str().unwrap()), Some(figure.clone()), "{row}");
        sum = sum + figure;
    }
    let total = list(fields, "合计").iter().find(|total| total["名"] == "结余留用金额").unwrap();
    assert_eq!(figures(total["小写"].as_str().unwrap()), sum);
    assert_eq!(read(total["大写"].as_str().unwrap()), Some(sum));
    let reasons: Vec<&str> = list(fields, "理由").iter().map(|one| one["理由"].as_str().unwrap()).collect();
    assert!(reasons.contains(&"停止经营") && list(fields, "理由").iter().all(|one| !list(one, "依据").is_empty()));
}
