//! Two policies compared: what is no change, what each change is called, and whose money it moves.

mod money;
mod same;
mod words;

use jieyu::diff::Pair;
use jieyu::session::{Session, World};
use std::collections::BTreeMap;
use std::io::Result;
use std::path::Path;

/// The repository, with some files written over.
#[derive(Default)]
pub struct Overlay(BTreeMap<String, String>);

impl Overlay {
    pub fn with(mut self, path: &str, text: &str) -> Overlay {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }
}

impl World for Overlay {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        match self.0.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)),
        }
    }
}

/// The pair of a policy in two worlds; both must be sound.
pub fn pair(path: &str, before: &Overlay, after: &Overlay) -> Pair {
    let session = |world| Session { world, as_of: None, known_on: None, settings: &[] };
    let old = session(before).load(path);
    let new = session(after).load_beside(path, &old.sources);
    for loaded in [&old, &new] {
        let wrong: Vec<_> = loaded.diagnostics.iter().filter(|problem| problem.is_error()).collect();
        assert!(!loaded.has_errors(), "{path}: {wrong:#?}");
    }
    Pair::new(old.side(), new.side(), new.sources.clone())
}

/// The changes between two texts, in Chinese.
pub fn changes(before: &str, after: &str) -> Vec<String> {
    let world = |text| Overlay::default().with("a.policy", text);
    let pair = pair("a.policy", &world(before), &world(after));
    pair.changes.iter().map(|change| change.words().zh).collect()
}
