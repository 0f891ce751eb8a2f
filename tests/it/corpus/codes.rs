//! The codes in the source, the codes that the corpus reaches and the codes that the document explains are the same.

use super::case::all;
use std::collections::BTreeSet;
use std::path::Path;

/// Codes that stand guard where no known input leads: data that two policies read, and yet cannot be compared on.
const GUARDS: &[&str] = &["JY1041"];

/// Every `"JY…"` in the source.
fn in_source(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the source is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            in_source(&path, found);
        } else {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let codes = text.match_indices("\"JY").filter_map(|(at, _)| text.get(at + 1..at + 7));
            let whole = |code: &&str| code.chars().skip(2).all(|digit| digit.is_ascii_digit());
            found.extend(codes.filter(whole).map(str::to_owned));
        }
    }
}

fn missing(one: &BTreeSet<String>, other: &BTreeSet<String>) -> String {
    one.difference(other).cloned().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_code_is_reached_and_explained() {
    let mut known = BTreeSet::new();
    in_source(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut known);
    // What is said of cases (JY12) is reached in `trial.rs` and explained in `docs/cases.md`.
    known.retain(|code| !code.starts_with("JY12"));
    known.retain(|code| !GUARDS.contains(&code.as_str()));
    let reached: BTreeSet<String> = all().iter().flat_map(|(_, said)| said.codes()).collect();
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics.md")).expect("the document");
    let headings = text.lines().filter_map(|line| line.strip_prefix("### ")?.get(..6));
    let explained: BTreeSet<String> = headings.map(str::to_owned).collect();
    assert_eq!(missing(&known, &reached), "", "codes without a bad policy");
    assert_eq!(missing(&reached, &known), "", "codes that are not in the source");
    assert_eq!(missing(&known, &explained), "", "codes without an explanation");
    assert_eq!(missing(&explained, &known), "", "explanations of no code");
}
