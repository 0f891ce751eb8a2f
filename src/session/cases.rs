//! Which policy a file of cases is for.

use crate::source::LITERATE;

/// How the names of plain policies end.
const PLAIN: &str = ".policy";
/// How the names of files of cases end.
pub const ENDING: &str = ".cases.policy";
/// The same for cases in sheets.
pub const SHEETS: [&str; 5] = [".cases.xlsx", ".cases.xlsm", ".cases.xls", ".cases.et", ".cases.csv"];

/// The path of a policy without its ending, plain or Markdown: the cases beside it are named alike.
pub fn stem(path: &str) -> &str {
    let lower = path.to_ascii_lowercase();
    let ending = [LITERATE, PLAIN].into_iter().find(|ending| lower.ends_with(ending));
    ending.and_then(|ending| path.get(..path.len().checked_sub(ending.len())?)).unwrap_or(path)
}

/// How the name of a file of cases ends, if it is one.
pub fn ending(path: &str) -> Option<&'static str> {
    std::iter::once(ENDING).chain(SHEETS).find(|ending| path.to_lowercase().ends_with(ending))
}

/// The policies that cases at a path may be for, the likeliest first: x.policy or x.policy.md beside x.cases.policy, then
/// beside x.more.cases.policy.
pub fn policy_of(path: &str) -> Vec<String> {
    let stem = ending(path).and_then(|ending| path.get(..path.len().checked_sub(ending.len())?));
    let Some(stem) = stem else { return vec![path.to_owned()] };
    let both = |stem: &str| [PLAIN, LITERATE].map(|ending| format!("{stem}{ending}"));
    let mut found = both(stem).to_vec();
    let folder = stem.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let mut end = stem.len();
    while let Some(dot) = stem.get(folder..end).and_then(|name| name.rfind('.')) {
        end = folder + dot;
        found.extend(stem.get(..end).into_iter().flat_map(both));
    }
    found
}
