//! Typical mistakes have a quick fix after which the policy checks.

use jieyu::diagnostic::Diagnostic;
use jieyu::ide::fixes;
use jieyu::session::{Loaded, Memory, Session};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn load(world: &Memory, path: &str) -> Loaded {
    Session { world, as_of: None, known_on: None, settings: &[] }.load(path)
}

/// A file with the files beside it, and below the folder of its own name.
fn world(path: &Path) -> Memory {
    let folder = path.parent().unwrap();
    let mut files = BTreeMap::new();
    let mut folders = vec![path.with_extension("")];
    while let Some(inner) = folders.pop().filter(|inner| inner.is_dir()) {
        for entry in fs::read_dir(&inner).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&entry).unwrap());
            }
        }
    }
    files.insert(path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
    Memory(files)
}

fn mistakes() -> Vec<PathBuf> {
    let bad = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/bad");
    let mut all = Vec::new();
    for folder in ["check", "syntax"] {
        let paths = fs::read_dir(bad.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        all.extend(paths.filter(|path| crate::literate::is_policy(path)));
    }
    all.sort();
    all
}

/// The best fixes of a policy's problems, one after the other, by which it checks; or the code of the one that has none. Hints that
/// are left, such as that nothing uses a parameter, keep no policy from being run.
fn mended(path: &Path) -> Option<Result<Vec<String>, &'static str>> {
    let text = fs::read_to_string(path).ok()?;
    // What is too large, or shown by another command, is no slip of a writer.
    if text.contains("# 放大") || text.contains("# 命令") || text.len() > 100_000 {
        return None;
    }
    let name = path.file_name()?.to_str()?;
    let mut world = world(path);
    let mut loaded = load(&world, name);
    loaded.diagnostics.first()?;
    let mut titles = Vec::new();
    for round in 0..6 {
        let wrong =
            loaded.diagnostics.iter().filter(|one| !matches!(one.code, "JY0702" | "JY0711" | "JY0712" | "JY0535"));
        let Some(first) = wrong.clone().max_by_key(|one| one.severity) else { return Some(Ok(titles)) };
        if round > 0 && !first.is_error() {
            return Some(Ok(titles));
        }
        let Some(fix) = fixes(&world, name, &loaded, first).into_iter().next() else { return Some(Err(first.code)) };
        let fixed = fix.apply(&String::from_utf8_lossy(&world.0[name]));
        world.0.insert(name.to_owned(), fixed.into_bytes());
        titles.push(fix.title.zh);
        loaded = load(&world, name);
    }
    Some(Err("JY0000"))
}

/// What the language wants to be met with a fix, each by some slips that have it.
const KINDS: &[(&str, &[&str])] = &[
    ("did you mean", &["misspelt-column", "misspelt-keyword", "enum-value-misspelt", "unknown-table"]),
    ("full width to half", &["full-stop-at-end", "semicolon-at-end", "single-quotes"]),
    ("a missing space", &["keyword-runs-into-name", "keyword-runs-into-name-and-uses"]),
    ("a missing 否则", &["if-without-else"]),
    ("`50-60` to an interval", &["dash-range-in-band", "tilde-range-in-band"]),
    ("add 依据", &["rule-without-basis"]),
    ("add the missing band", &["band-hole-at-80", "enum-value-forgotten"]),
    ("bands that overlap", &["bands-overlap", "duplicate-row"]),
    (
        "units and rounding",
        &["money-unrounded", "money-plus-plain-number", "percent-sign-forgotten", "ratio-unrounded"],
    ),
    ("habits of Excel", &["excel-if", "excel-round", "double-equals", "comparison-in-words"]),
    ("brackets and quotes", &["unclosed-bracket", "unclosed-quote", "unclosed-row"]),
];

/// The whole list, with what each fix is called, is kept beside: a fix that is lost shows there.
#[test]
fn typical_mistakes_have_a_fix_that_makes_check_pass() {
    let mut good = Vec::new();
    let mut rest = Vec::new();
    for path in mistakes() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        match mended(&path) {
            Some(Ok(titles)) => good.push((name, titles)),
            Some(Err(code)) => rest.push(format!("{name} {code}")),
            None => {}
        }
    }
    let at_once = good.iter().filter(|(_, titles)| titles.len() == 1).count();
    assert!(good.len() >= 100 && at_once >= 90, "{at_once} of {} at once; left:\n{}", good.len(), rest.join("\n"));
    let lines: Vec<String> = good.iter().map(|(name, titles)| format!("{name}: {}", titles.join("; then "))).collect();
    insta::assert_snapshot!("fixes", lines.join("\n"));
    let fixed = |wanted: &str| good.iter().any(|(name, titles)| name == wanted && titles.len() == 1);
    let lost: Vec<String> = KINDS
        .iter()
        .flat_map(|(kind, names)| names.iter().filter(|name| !fixed(name)).map(move |name| format!("{kind}: {name}")))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// A mend that a problem brings is right as it stands: with it the problem is gone, and nothing else is wrong that was not.
#[test]
fn a_mend_takes_its_problem_away() {
    let mut mended = Vec::new();
    for path in mistakes() {
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.is_empty() || text.contains("# 放大") || text.contains("# 命令") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let world = world(&path);
        let loaded = load(&world, name);
        for problem in &loaded.diagnostics {
            let Some(mend) = &problem.mend else { continue };
            let mut edits = mend.edits.clone();
            edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
            let mut fixed = text.clone();
            for (span, new) in &edits {
                assert_eq!(loaded.sources.get(span.source).unwrap().name(), name);
                fixed.replace_range(span.start as usize..span.end as usize, new);
            }
            let mut world = Memory(world.0.clone());
            world.0.insert(name.to_owned(), fixed.clone().into_bytes());
            let after = load(&world, name);
            // Of several commas in one number the first goes first.
            let same = |one: &&Diagnostic| {
                one.code == problem.code && one.message == problem.message && one.span() == problem.span()
            };
            let stays = after.diagnostics.iter().find(same);
            assert!(stays.is_none(), "{name}: {} stays with {mend:?}\n{fixed}", problem.message.zh);
            mended.push(format!("{name} {}", problem.code));
        }
    }
    assert!(mended.len() >= 20, "{mended:?}");
}

/// What `--error-format json` says of it, to programs that are no editor.
#[test]
fn a_mend_is_told_as_data() {
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/bad/check"))
        .args(["--error-format", "json", "check", "one-misspelt-column-used-often.policy"])
        .output()
        .unwrap();
    let all: serde_json::Value = serde_json::from_slice(&said.stderr).unwrap();
    let mend = all[0]["mend"].as_array().unwrap();
    assert!(mend.len() == 2, "every place where it stands: {all}");
    for edit in mend {
        assert_eq!(
            (edit["kind"].as_str(), edit["file"].as_str()),
            (Some("replace"), all[0]["labels"][0]["file"].as_str())
        );
        assert!(edit["line"].as_u64().unwrap() > 1 && edit["end"].as_u64() > edit["start"].as_u64());
    }
}
