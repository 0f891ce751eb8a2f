//! Every bad policy has its problems as a snapshot beside it, the source above them; and its mend mends it.

use super::case::{Case, Said, all, in_parallel};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest source that a snapshot repeats; what is longer is cut.
const SHOWN: usize = 4000;
/// The most lines of what the program said.
const LINES: usize = 80;

#[test]
fn every_bad_policy_shows_its_problems() {
    let fails = |(case, said): &&(Case, Said)| catch_unwind(AssertUnwindSafe(|| hold(case, said))).is_err();
    let wrong: Vec<&str> = all().iter().filter(fails).map(|(case, _)| case.name.as_str()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn hold(case: &Case, said: &Said) {
    assert!(!said.codes().is_empty(), "{} says nothing", case.name);
    assert!((0..=3).contains(&said.exit), "{} ends with {}", case.name, said.exit);
    let source: String = case.text.chars().take(SHOWN).collect();
    let cut = if source.len() < case.text.len() { "\n……" } else { "" };
    let lines = said.text.lines().count();
    let mut told: Vec<&str> = said.text.lines().take(LINES).map(str::trim_end).collect();
    let more = format!("……其余 {} 行", lines.saturating_sub(LINES));
    if lines > LINES {
        told.push(&more);
    }
    let told = told.join("\n");
    let shown = format!("{}{cut}\n\n$ {}\n\n{}\n[{}]", source.trim_end(), case.command, told.trim_end(), said.exit);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&case.folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(case.stem.clone(), shown));
}

#[test]
fn every_mend_mends() {
    let wrong: Vec<String> = in_parallel(all(), |(case, said)| trouble(case, said)).into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Why the mend of a case is none.
fn trouble(case: &Case, before: &Said) -> Option<String> {
    case.mend.as_ref()?;
    let Some(after) = case.run_mended() else {
        return Some(format!("{}: 改前 does not stand there exactly once", case.name));
    };
    let left = after.codes().iter().any(|code| before.codes().first() == Some(code));
    (after.exit != 0 || left).then(|| format!("{} ends with {}:\n{}", case.name, after.exit, after.text))
}

/// Chinese words only, but for the names of things: no rule of the grammar, no type of the program, no English sentence.
#[test]
fn no_problem_speaks_of_the_machine() {
    let mut wrong = Vec::new();
    for (case, said) in all() {
        let lines = said
            .text
            .lines()
            .filter(|line| !line.contains(" | ") && !line.contains("-->") && !line.starts_with(['{', '[', ']']));
        for line in lines {
            let words = line
                .split(|c: char| !c.is_ascii_alphabetic())
                .filter(|word| word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase()));
            let strange: Vec<&str> = words
                .filter(|word| !case.text.contains(word) && !case.command.contains(word) && !KNOWN.contains(word))
                .collect();
            if !strange.is_empty() {
                wrong.push(format!("{}: {strange:?} in {line}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The program, its verbs and options, and endings of files.
const KNOWN: &[&str] = &[
    "jieyu",
    "docx",
    "html",
    "write",
    "policy",
    "data",
    "output",
    "explain",
    "whatif",
    "table",
    "xlsx",
    "json",
    "consolidate",
    "known",
    "policies",
    "receipt",
    "lists",
];
