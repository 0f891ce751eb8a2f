//! Typical mistakes have a quick fix after which the policy checks.

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

/// Whether a policy checks after the best fix of each of its problems, or the code of the one that has none. Hints that
/// are left, such as that nothing uses a parameter, keep no policy from being run.
fn mended(path: &Path) -> Option<Result<(), &'static str>> {
    let text = fs::read_to_string(path).ok()?;
    // What is too large, or shown by another command, is no slip of a writer.
    if text.contains("# 放大") || text.contains("# 命令") || text.len() > 100_000 {
        return None;
    }
    let name = path.file_name()?.to_str()?;
    let mut world = world(path);
    let mut loaded = load(&world, name);
    loaded.diagnostics.first()?;
    for round in 0..6 {
        let wrong =
            loaded.diagnostics.iter().filter(|one| !matches!(one.code, "JY0702" | "JY0711" | "JY0712" | "JY0535"));
        let Some(first) = wrong.clone().max_by_key(|one| one.severity) else { return Some(Ok(())) };
        if round > 0 && !first.is_error() {
            return Some(Ok(()));
        }
        let Some(fix) = fixes(&world, name, &loaded, first).into_iter().next() else { return Some(Err(first.code)) };
        let fixed = fix.apply(&String::from_utf8_lossy(&world.0[name]));
        world.0.insert(name.to_owned(), fixed.into_bytes());
        loaded = load(&world, name);
    }
    Some(Err("JY0000"))
}

#[test]
fn typical_mistakes_have_a_fix_that_makes_check_pass() {
    let mut good = Vec::new();
    let mut rest = Vec::new();
    for path in mistakes() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        match mended(&path) {
            Some(Ok(())) => good.push(name),
            Some(Err(code)) => rest.push(format!("{name} {code}")),
            None => {}
        }
    }
    assert!(good.len() >= 100, "{} mended; left:\n{}", good.len(), rest.join("\n"));
    for wanted in [
        "misspelt-column",
        "misspelt-keyword",
        "keyword-runs-into-name",
        "if-without-else",
        "dash-range-in-band",
        "tilde-range-in-band",
        "band-hole-at-80",
        "bands-overlap",
        "enum-value-forgotten",
        "rule-without-basis",
        "money-unrounded",
        "money-plus-plain-number",
        "full-stop-at-end",
        "comparison-in-words",
        "excel-if",
        "unclosed-bracket",
    ] {
        assert!(good.iter().any(|name| name == wanted), "{wanted} has no fix");
    }
}
