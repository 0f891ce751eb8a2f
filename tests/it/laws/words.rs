//! One grammar, two spellings: every policy of the corpus says the same with all its keywords in English.

use super::kit::{cases, same};
use std::collections::BTreeMap;

/// A stretch of a policy's text.
pub enum Piece<'t> {
    /// What the language reads.
    Code(&'t str),
    /// The inside of a text literal.
    Quoted(&'t str),
    /// Comments, quoted names, the words after 依据: never touched.
    Kept(&'t str),
}

/// A text cut into what is code and what is not.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(['#', '＃', '"', '“', '”', '＂', '「', '『']).unwrap_or(rest.len());
        let basis = basis_at(rest);
        if basis.is_some_and(|basis| basis < at) {
            let start = basis.unwrap();
            let end = rest[start..].find(['\n', '#', '＃']).map_or(rest.len(), |end| start + end);
            found.push(Piece::Code(&rest[..start]));
            found.push(Piece::Kept(&rest[start..end]));
            rest = &rest[end..];
            continue;
        }
        found.push(Piece::Code(&rest[..at]));
        let Some(sign) = rest[at..].chars().next() else { break };
        let inside = &rest[at + sign.len_utf8()..];
        let (length, closing): (usize, usize) = match sign {
            '#' | '＃' => (inside.find('\n').unwrap_or(inside.len()), 0),
            '「' | '『' => (inside.find(['」', '』']).unwrap(), 3),
            _ => {
                let end = inside.find(['"', '“', '”', '＂']).unwrap();
                (end, inside[end..].chars().next().unwrap().len_utf8())
            }
        };
        let whole = at + sign.len_utf8() + length + closing;
        let quoted = closing > 0 && !matches!(sign, '「' | '『');
        found.push(if quoted { Piece::Quoted(&inside[..length]) } else { Piece::Kept(&rest[at..whole]) });
        rest = &rest[whole..];
    }
    found
}

/// Where the raw words of a 依据 begin.
fn basis_at(text: &str) -> Option<usize> {
    ["依据 ", "依据　", "basis "].iter().filter_map(|word| text.find(word).map(|at| at + word.len())).min()
}

/// Chinese keyword → English keyword, as the grammar has them.
fn keywords() -> BTreeMap<String, String> {
    let grammar = [include_str!("../../../grammar/expr.pest"), include_str!("../../../grammar/policy.pest")].concat();
    let mut table = BTreeMap::new();
    for line in grammar
        .lines()
        .filter(|line| line.contains("@{") && !line.starts_with("reserved") && !line.starts_with("near_unit"))
        // Words of clauses in edits, which are names everywhere else: a column may be called 类型.
        .filter(|line| {
            !["kw_type", "kw_range", "kw_rounding", "kw_kind", "kw_title"].iter().any(|word| line.starts_with(word))
        })
    {
        let literals: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let is_word = |word: &&&str| word.chars().all(|c| c.is_alphabetic() || c == '-') && !word.is_empty();
        let zh: Vec<&&str> = literals.iter().filter(is_word).filter(|word| !word.is_ascii()).collect();
        let en: Vec<&&str> = literals.iter().filter(is_word).filter(|word| word.is_ascii()).collect();
        let Some(first) = en.first() else { continue };
        for (index, word) in zh.iter().enumerate() {
            let other = if zh.len() == en.len() { en[index] } else { first };
            // 按 键 may be written apart.
            if line.starts_with("by_key") && **word != "按键" {
                continue;
            }
            table.entry((**word).to_owned()).or_insert_with(|| (**other).to_owned());
        }
    }
    assert!(table.len() > 110, "{}", table.len());
    table
}

/// Keywords that may be names: where a text has a table or column of the name, this law leaves the word alone.
const NAMES_TOO: [&str; 4] = ["单位", "指标", "组", "起"];

fn translate(text: &str, table: &BTreeMap<String, String>) -> (String, usize) {
    let named = |word: &&&str| ["表", "列", "键"].iter().any(|kind| text.contains(&format!("{kind} {word}\n")));
    let mut table = table.clone();
    for word in NAMES_TOO.iter().filter(named) {
        table.remove(*word);
    }
    let table = &table;
    let (mut said, mut count) = (String::new(), 0);
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => count += translate_code(code, table, &mut said),
            Piece::Quoted(body) => said += &format!("\"{body}\""),
            Piece::Kept(kept) => said += kept,
        }
    }
    (said, count)
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '·')
}

fn translate_code(code: &str, table: &BTreeMap<String, String>, said: &mut String) -> usize {
    let mut count = 0;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !is_inside(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (word, after) = rest.split_at(end);
        let member = said.ends_with(['.', '．']);
        // 四舍五入到 may be written in one.
        let glued = word.strip_suffix('到').filter(|word| table.contains_key(*word));
        match (table.get(word), glued) {
            (Some(english), _) if !member => {
                *said += english;
                count += 1;
            }
            (None, Some(head)) => *said += &format!("{} to", table[head]),
            (Some(_) | None, _) => *said += word,
        }
        rest = after;
    }
    count
}

/// The whole chain at once: what an amendment quotes is the base's own words.
#[test]
fn english_keywords_mean_the_same() {
    let table = keywords();
    let english = |text: &str| translate(&text.replace("按 键", "按键"), &table);
    for mut case in cases() {
        let due = case.outcome();
        let (text, count) = english(&case.text);
        assert!(count > 10 || case.text.contains("formula"), "{}: {count} words", case.name);
        for (_, bytes) in case.files.iter_mut().filter(|(name, _)| name.ends_with(".policy")) {
            *bytes = english(&String::from_utf8_lossy(bytes)).0.into_bytes();
        }
        same(&case.name, &case.with(text).outcome(), &due);
    }
}
