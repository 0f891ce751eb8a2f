//! Coverage and mutation for the eye: what no case touches or notices, with the text of the policy; and a web page.

use crate::diagnostic::{Lang, Words};
use crate::trial::{Coverage, Mutation, Part};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Untouched parts by file, and the share of what is touched.
pub fn text(coverage: &Coverage, lang: Lang) -> String {
    let mut text = String::new();
    let mut file = "";
    for part in coverage.parts.iter().filter(|part| !part.touched) {
        if part.path != file {
            file = &part.path;
            let _ = writeln!(text, "\n{file}");
        }
        let line = match lang {
            Lang::Zh => format!("第 {} 行", part.line),
            Lang::En => format!("line {}", part.line),
        };
        let _ = writeln!(text, "  {line}  {}：{}", part.rule, short(&part.text));
        let _ = writeln!(text, "      {}", part.lack.get(lang));
    }
    text
}

/// 覆盖 57/60（95%）.
pub fn share(coverage: &Coverage) -> Words {
    let (touched, all) = (coverage.touched(), coverage.parts.len());
    let percent = (touched * 100).checked_div(all).unwrap_or(100);
    Words::new(
        format!("覆盖：{all} 处碰到 {touched} 处（{percent}%）"),
        format!("coverage: {touched} of {all} parts ({percent}%)"),
    )
}

/// Letters of a text that are shown.
const SHOWN: usize = 60;

fn short(text: &str) -> String {
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

/// Survivors as sentences.
pub fn survivors(mutation: &Mutation, lang: Lang) -> String {
    let mut text = String::new();
    for one in &mutation.survivors {
        let clause = if one.clause.is_empty() { one.rule.clone() } else { one.clause.clone() };
        let sentence = match (lang, one.cases) {
            (Lang::Zh, 0) => format!("{clause}：{}，没有案例算到这里", one.words),
            (Lang::Zh, cases) => format!("{clause}：{}，{cases} 个案例都没有变化", one.words),
            (Lang::En, 0) => format!("{clause}: {}: no case computes this", one.words),
            (Lang::En, cases) => format!("{clause}: {}: {cases} cases do not change", one.words),
        };
        let _ = writeln!(text, "{}:{}  {sentence}", one.path, one.line);
    }
    text
}

/// 变异 340 处，察觉 331 处（97%）.
pub fn killed(mutation: &Mutation) -> Words {
    let Mutation { mutants, killed, .. } = mutation;
    let percent = (killed * 100).checked_div(*mutants).unwrap_or(100);
    Words::new(
        format!("变异：改动 {mutants} 处，案例察觉 {killed} 处（{percent}%）"),
        format!("mutation: {killed} of {mutants} changes noticed ({percent}%)"),
    )
}

/// All policies with what no case touches marked, as one page that needs nothing else.
pub fn html(coverage: &Coverage) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>案例覆盖</title><style>\n\
         body{font:15px/1.6 sans-serif;margin:2em;max-width:70em}pre{font:13px/1.6 monospace;white-space:pre-wrap}\n\
         mark{background:#ffd9d6;border-bottom:2px solid #c0392b}.n{color:#888;user-select:none}\n\
         .l{color:#c0392b;font-size:12px}h2{border-bottom:1px solid #ccc}\n</style></head><body>\n<h1>案例覆盖</h1>\n",
    );
    let _ = writeln!(page, "<p>{}</p>", escape(&share(coverage).zh));
    let mut by_file: BTreeMap<&str, Vec<&Part>> = BTreeMap::new();
    for part in &coverage.parts {
        by_file.entry(&part.path).or_default().push(part);
    }
    for (path, parts) in by_file {
        let touched = parts.iter().filter(|part| part.touched).count();
        let _ = writeln!(page, "<h2>{}（{touched}/{}）</h2>", escape(path), parts.len());
        let text = coverage.texts.get(path).map_or("", String::as_str);
        page.push_str("<pre>");
        listing(&mut page, text, &parts);
        page.push_str("</pre>\n");
    }
    page.push_str("</body></html>\n");
    page
}

/// The lines of a policy, the untouched bytes marked, what is lacking behind the line.
fn listing(page: &mut String, text: &str, parts: &[&Part]) {
    let lacking: Vec<&&Part> = parts.iter().filter(|part| !part.touched).collect();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let _ = write!(page, "<span class=\"n\">{:>4} </span>", index + 1);
        let mut marked = false;
        for (offset, c) in line.trim_end_matches(['\n', '\r']).char_indices() {
            let at = u32::try_from(start + offset).unwrap_or(u32::MAX);
            let inside = lacking.iter().any(|part| part.span.start <= at && at < part.span.end);
            if inside != marked {
                page.push_str(if inside { "<mark>" } else { "</mark>" });
                marked = inside;
            }
            page.push_str(&escape(c.encode_utf8(&mut [0; 4])));
        }
        if marked {
            page.push_str("</mark>");
        }
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for part in lacking.iter().filter(|part| part.line == number) {
            let _ = write!(page, "  <span class=\"l\">{}</span>", escape(&part.lack.zh));
        }
        page.push('\n');
        start += line.len();
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
