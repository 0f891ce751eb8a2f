//! Typical mistakes have a quick fix after which the policy checks.

use jieyu::diagnostic::{Diagnostic, Words};
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
    ("a table of two keys", &["hole-in-two-keys", "overlap-in-two-keys"]),
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

/// No fix depends on how a problem is worded: with other words in its help and labels it has the same ones.
#[test]
fn fixes_do_not_read_the_words_of_a_problem() {
    let mut with_fixes = 0;
    for path in mistakes().into_iter().step_by(3) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.is_empty() || text.contains("# 放大") || text.contains("# 命令") || text.len() > 20_000 {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let world = world(&path);
        let loaded = load(&world, name);
        for problem in &loaded.diagnostics {
            let mut other = problem.clone();
            other.help = Some(Words::same("…"));
            other.labels.iter_mut().for_each(|label| label.words = Words::default());
            let fixed = fixes(&world, name, &loaded, problem);
            assert_eq!(fixes(&world, name, &loaded, &other), fixed, "{name}: {}", problem.message.zh);
            with_fixes += usize::from(!fixed.is_empty());
        }
    }
    assert!(with_fixes > 40, "{with_fixes}");
}

/// The same of the message, by which a problem is known again: no code of the editor looks into it.
#[test]
fn no_code_of_the_editor_looks_into_messages() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ide")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for line in fs::read_to_string(&path).unwrap().lines() {
                let words = [".help", ".message", ".words", "message.zh", "message.en"];
                let same = line.contains("other.message == diagnostic.message");
                if words.iter().any(|word| line.contains(word)) && !same {
                    found.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// All missing rows are one fix, and the rows of an overlap part at the cell in which they differ.
#[test]
fn tables_of_several_keys_are_made_whole() {
    let policy = |rows: &str| {
        format!(
            "政策 例\n  依据 甲\n枚举 级 = 一级, 二级, 三级\n对照表 档 按 级 : 级, 件数 : 整数 在 [1, ), 名 : 文本 得 比例\n  | 级 | 件数 | 名 | 比例 |\n{rows}\
             表 院\n  键 编码 : 文本\n  列 级 : 级\n  列 件数 : 整数 在 [1, )\n  列 名 : 文本\n输出 院 : 编码, 档(级, 件数, 名) 为 \"档\"\n"
        )
    };
    let fixed = |rows: &str, code: &str| {
        let text = policy(rows);
        let world = Memory(BTreeMap::from([("a.policy".to_owned(), text.clone().into_bytes())]));
        let loaded = load(&world, "a.policy");
        let problem = loaded.diagnostics.iter().find(|one| one.code == code).unwrap();
        let all = fixes(&world, "a.policy", &loaded, problem);
        all.iter().map(|fix| (fix.title.zh.clone(), fix.apply(&text))).collect::<Vec<_>>()
    };
    let all = fixed("  | 一级 | 1 | 任意 | 10% |\n  | 二级 | < 5 | \"甲\" | 20% |\n", "JY0531");
    assert_eq!(all.len(), 1, "{all:?}");
    let expected = policy(
        "  | 一级 | 1 | 任意 | 10% |\n  | 二级 | < 5 | \"甲\" | 20% |\n  | 一级 | > 1 | 任意 | 20% |\n  \
         | 二级 | [1, 5) | ≠ \"甲\" | 20% |\n  | 二级 | ≥ 5 | 任意 | 20% |\n  | 三级 | 任意 | 任意 | 20% |\n",
    );
    assert_eq!(all[0].1, expected);
    assert_eq!(all[0].0, "补上缺的 4 行：一级，> 1，任意 等（结果先照最后一行写，请核对）");
    let all = fixed(
        "  | 任意 | ≥ 2 | 任意 | 10% |\n  | 任意 | 任意 | \"甲\" | 20% |\n  | 任意 | 1 | ≠ \"甲\" | 5% |\n",
        "JY0532",
    );
    let texts: Vec<&str> = all.iter().map(|(_, text)| text.lines().nth(5).unwrap()).collect();
    assert!(texts.contains(&"  | 任意 | ≥ 2 | ≠ \"甲\" | 10% |"), "{all:?}");
    let all = fixed(
        "  | 一级 | ≥ 2 | 任意 | 10% |\n  | 任意 | < 5 | \"甲\" | 20% |\n  | 任意 | 任意 | ≠ \"甲\" | 5% |\n",
        "JY0532",
    );
    assert!(all.is_empty(), "they differ in two keys: {all:?}");
    let all = fixed("  | 任意 | 任意 | 任意 | 10% |\n  | 任意 | [3, 5] | 任意 | 20% |\n", "JY0532");
    let whole =
        policy("  | 任意 | [1, 3) | 任意 | 10% |\n  | 任意 | > 5 | 任意 | 10% |\n  | 任意 | [3, 5] | 任意 | 20% |\n");
    assert!(all.iter().any(|(_, text)| *text == whole), "{all:#?}\n{whole}");
}

/// A missing row has all results of its table.
#[test]
fn a_missing_row_of_several_results_has_them_all() {
    let rows = |more: &str| {
        format!(
            "政策 例\n枚举 级 = 一级, 二级\n对照表 档 按 级 : 级 得 比例 : 比例, 扣数 : 金额\n  | 级 | 比例 | 扣数 |\n  | 一级 | 10% | 5元 |\n{more}\
             表 院\n  键 编码 : 文本\n  列 级 : 级\n输出 院 : 编码, 档(级).比例 为 \"甲\", 档(级).扣数 为 \"乙\"\n"
        )
    };
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), rows("").into_bytes())]));
    let loaded = load(&world, "a.policy");
    let problem = loaded.diagnostics.iter().find(|one| one.code == "JY0531").unwrap();
    let fix = &fixes(&world, "a.policy", &loaded, problem)[0];
    assert_eq!(fix.apply(&rows("")), rows("  | 二级 | 10% | 5元 |\n"));
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

/// Fixes are tried by checking the policy with them, which for such a table goes to the limit each time.
#[test]
fn a_table_that_is_too_large_to_be_searched_is_offered_no_fix() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/bad/check/lookup-too-large.policy");
    let world = world(&path);
    let loaded = load(&world, "lookup-too-large.policy");
    assert!(loaded.diagnostics.iter().any(|one| one.code == "JY0532"));
    for problem in &loaded.diagnostics {
        assert!(fixes(&world, "lookup-too-large.policy", &loaded, problem).is_empty(), "{}", problem.message.zh);
    }
}
