//! Every good policy parses and checks without errors.

use std::path::{Path, PathBuf};
use std::process::Command;

const GOOD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/good");

fn policies(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            policies(&path, found);
        } else if crate::literate::is_policy(&path) {
            found.push(path);
        }
    }
}

#[test]
fn every_good_policy_is_sound() {
    let mut found = Vec::new();
    policies(Path::new(GOOD), &mut found);
    found.sort();
    assert!(found.len() >= 20, "{}", found.len());
    let output =
        Command::new(env!("CARGO_BIN_EXE_jieyu")).arg("check").args(&found).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
