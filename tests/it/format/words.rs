//! The words of the language are those of the grammar, the functions those of the program.

use jieyu::lexicon::{AGGREGATES, KEYWORDS, TYPES, find};
use std::collections::BTreeSet;

/// Words that are no keyword: units of literals, and what may be written in two ways.
const OTHER: &[&str] = &["位", "places", "按", "键", "按键"];

#[test]
fn every_keyword_of_the_grammar_has_a_doc() {
    let grammar = [
        include_str!("../../../grammar/expr.pest"),
        include_str!("../../../grammar/policy.pest"),
        include_str!("../../../grammar/cases.pest"),
    ]
    .concat();
    let mut words = BTreeSet::new();
    for line in grammar.lines().filter(|line| line.contains("@{") && line.contains("word_rest")) {
        if ["near_unit", "unit_word", "keyword ", "long_call"].iter().any(|rule| line.trim_start().starts_with(rule)) {
            continue;
        }
        let quoted = line.split('"').skip(1).step_by(2);
        words.extend(quoted.filter(|word| word.chars().all(|c| c.is_alphabetic() || c == '-')).map(str::to_owned));
    }
    assert!(words.len() > 200, "{}", words.len());
    let lost: Vec<_> =
        words.iter().filter(|word| find(KEYWORDS, word).is_none() && !OTHER.contains(&word.as_str())).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for word in KEYWORDS.iter().chain(TYPES).chain(AGGREGATES) {
        assert!(!word.doc_zh.is_empty() && !word.doc_en.is_empty(), "{word:?}");
    }
    let strange: Vec<_> = KEYWORDS.iter().filter(|word| !grammar.contains(&format!("\"{}\"", word.zh))).collect();
    assert!(strange.is_empty(), "{strange:?}");
}
