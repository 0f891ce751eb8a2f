//! What is said in English is English: Chinese words and marks stand in it only where they are the policy's own, or its
//! data's, or the name of a unit.

use super::case::{Case, all, in_parallel};
use std::collections::BTreeSet;

/// Base units keep their names in every language; a sum of money is read in 元 whoever reads it.
const UNITS: &[&str] = &["元", "件", "分", "天", "位"];

/// Marks of Chinese print.
const MARKS: &str = "，。：；（）、“”！？";

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The strings of a problem told as JSON.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                if ["message", "help", "labels", "text", "label"].contains(&name.as_str()) {
                    texts(value, found);
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        serde_json::Value::String(text) => found.push(text.clone()),
        _ => {}
    }
}

/// Runs of Han characters, and Chinese marks.
fn chinese(text: &str) -> BTreeSet<String> {
    let runs = text.split(|c| !is_han(c)).filter(|run| !run.is_empty()).map(str::to_owned);
    let marks = text.chars().filter(|c| MARKS.contains(*c)).map(String::from);
    runs.chain(marks).collect()
}

fn leaks(case: &Case) -> Vec<String> {
    let said = case.run_english_as_json();
    let Ok(problems) = serde_json::from_str(&said) else { return vec![format!("{}: no JSON: {said}", case.name)] };
    let mut told = Vec::new();
    texts(&problems, &mut told);
    let own = case.own_texts();
    let foreign = |run: &String| !own.contains(run.as_str()) && !UNITS.contains(&run.as_str());
    told.iter()
        .filter_map(|text| {
            let strange: Vec<String> = chinese(text).into_iter().filter(foreign).collect();
            (!strange.is_empty()).then(|| format!("{}: {strange:?} in {text}", case.name))
        })
        .collect()
}

#[test]
fn english_speaks_no_chinese() {
    assert!(all().len() > 200);
    let found: Vec<String> = in_parallel(all(), |(case, _)| leaks(case)).into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
