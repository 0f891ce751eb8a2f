//! Names of the files of a site: short, telling, and safe on every desk.

use std::collections::BTreeSet;

/// Names that Windows keeps for itself.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The names of pages, without an ending, from the paths of their files: the folders that all share are left out.
pub(super) fn stems(paths: &[String]) -> Vec<String> {
    let folders: Vec<Vec<&str>> = paths.iter().map(|path| folder(path)).collect();
    let shared = folders.first().map_or(0, |first| {
        let common = |other: &Vec<&str>| first.iter().zip(other).take_while(|(a, b)| a == b).count();
        folders.iter().map(common).min().unwrap_or(0)
    });
    let mut taken: BTreeSet<String> = BTreeSet::from(["index".to_owned()]);
    let mut out = Vec::new();
    for path in paths {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(shared).collect();
        let joined = parts.join("-");
        let bare = joined.trim_end_matches(".md").trim_end_matches(".policy");
        let stem: String =
            bare.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' }).collect();
        let stem = if stem.is_empty() || is_reserved(&stem) { format!("{stem}_") } else { stem };
        let mut name = stem.clone();
        let mut count = 2;
        // Two names that differ in case only are one on many desks.
        while !taken.insert(name.to_lowercase()) {
            name = format!("{stem}-{count}");
            count += 1;
        }
        out.push(name);
    }
    out
}

fn folder(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.pop();
    parts
}

fn is_reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or("").to_lowercase();
    RESERVED.contains(&first.trim_end_matches(|c: char| c.is_ascii_digit()))
}
