//! Coverage and mutation for the eye: what no case touches or notices, with the text of the policy.

use crate::diagnostic::{Lang, Words};
use crate::trial::{Coverage, Mutation};
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
        let _ = writeln!(text, "  {line}  {}", part.words());
        let _ = writeln!(text, "      {}{}", part.lack.get(lang), reason(part.why.as_deref(), lang));
    }
    text
}

/// 覆盖 57/60（95%）.
pub fn share(coverage: &Coverage) -> Words {
    let (touched, all) = (coverage.touched(), coverage.parts.len());
    let percent = (touched * 100).checked_div(all).unwrap_or(100);
    let mut words = Words::new(
        format!("覆盖：{all} 处碰到 {touched} 处（{percent}%）"),
        format!("coverage: {touched} of {all} parts ({percent}%)"),
    );
    add(&mut words, coverage.explained(), all - touched);
    words
}

/// Behind a count: how many of the others are explained, where there are others.
fn add(words: &mut Words, explained: usize, others: usize) {
    if others > 0 {
        words.zh.push_str(&format!("；其余 {others} 处里，案例文件已说明 {explained} 处"));
        words.en.push_str(&format!("; of the other {others}, {explained} explained beside the cases"));
    }
}

/// Why nothing more can be asked of the cases.
fn reason(why: Option<&str>, lang: Lang) -> String {
    match (why, lang) {
        (None, _) => String::new(),
        (Some(why), Lang::Zh) => format!("（已说明：{why}）"),
        (Some(why), Lang::En) => format!(" (explained: {why})"),
    }
}

/// Survivors as sentences.
pub fn survivors(mutation: &Mutation, lang: Lang) -> String {
    let mut text = String::new();
    for one in &mutation.survivors {
        let clause = if one.clause.is_empty() { one.rule.clone() } else { one.clause.clone() };
        let sentence = match (lang, one.cases) {
            (Lang::Zh, 0) => format!("{clause}：{}，没有案例算到这里", one.words.zh),
            (Lang::Zh, cases) => format!("{clause}：{}，{cases} 个案例都没有变化", one.words.zh),
            (Lang::En, 0) => format!("{clause}: {}: no case computes this", one.words.en),
            (Lang::En, 1) => format!("{clause}: {}: 1 case does not change", one.words.en),
            (Lang::En, cases) => format!("{clause}: {}: {cases} cases do not change", one.words.en),
        };
        let _ = writeln!(text, "{}:{}  {sentence}{}", one.path, one.line, reason(one.why.as_deref(), lang));
    }
    text
}

/// 变异 340 处，察觉 331 处（97%）.
pub fn killed(mutation: &Mutation) -> Words {
    let Mutation { mutants, killed, .. } = mutation;
    let percent = (killed * 100).checked_div(*mutants).unwrap_or(100);
    let mut words = Words::new(
        format!("变异：改动 {mutants} 处，案例察觉 {killed} 处（{percent}%）"),
        format!("mutation: {killed} of {mutants} changes noticed ({percent}%)"),
    );
    add(&mut words, mutation.explained(), mutants - killed);
    words
}
