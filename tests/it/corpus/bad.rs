//! Every bad policy has its problems as a snapshot beside it, the source above them; and its mend mends it.

use super::case::{Case, all};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest source that a snapshot repeats; what is longer is cut.
const SHOWN: usize = 4000;

#[test]
fn every_bad_policy_shows_its_problems() {
    let wrong: Vec<String> = all().iter().filter(|case| catch_unwind(AssertUnwindSafe(|| hold(case))).is_err()).map(|case| case.name.clone()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn hold(case: &Case) {
    let said = case.run();
    assert!(!said.codes().is_empty(), "{} says nothing", case.name);
    assert!(said.exit == 0 || said.exit <= 3, "{} ends with {}", case.name, said.exit);
    let source: String = case.text.chars().take(SHOWN).collect();
    let cut = if source.len() < case.text.len() { "\n……" } else { "" };
    let shown = format!("{}{cut}\n\n$ {}\n\n{}\n[{}]", source.trim_end(), case.command, said.text.trim_end(), said.exit);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&case.folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(case.stem.clone(), shown));
}

#[test]
fn every_mend_mends() {
    let mut wrong = Vec::new();
    for case in all().iter().filter(|case| case.mend.is_some()) {
        let before = case.run().codes();
        let Some(after) = case.run_mended() else {
            wrong.push(format!("{}: 改前 does not stand there exactly once", case.name));
            continue;
        };
        let left = after.codes().iter().any(|code| before.first() == Some(code));
        if after.exit != 0 || left {
            wrong.push(format!("{} ends with {}:\n{}", case.name, after.exit, after.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
