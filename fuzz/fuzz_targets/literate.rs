//! Any bytes, taken as a policy in Markdown: bytes and lines stay where they are, prose stays as it is, what is laid out is
//! laid out for good, and every problem points into the file.
#![no_main]

use jieyu::format::{Style, format_source};
use jieyu::session::{Memory, Session};
use jieyu::source::{Source, blocks};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

const NAME: &str = "a.policy.md";

/// All that stands outside the blocks of policy.
fn prose(text: &str) -> String {
    let mut out = text.to_owned();
    for block in blocks(text).iter().rev() {
        out.replace_range(block.body.clone(), "");
    }
    out
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let source = Source::new(NAME, &text);
    assert_eq!(source.text().len(), text.len());
    let once = format_source(&source, &Style::default());
    assert_eq!(once, format_source(&Source::new(NAME, &once), &Style::default()), "laid out twice: {text:?}");
    assert_eq!(prose(&once), prose(&text), "prose has changed: {text:?}");
    let world = Memory(BTreeMap::from([(NAME.to_owned(), text.into_bytes())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load(NAME);
    for label in loaded.diagnostics.iter().flat_map(|one| &one.labels) {
        let length = loaded.sources.get(label.span.source).map_or(0, |source| source.written().len());
        assert!(label.span.start <= label.span.end && label.span.end as usize <= length, "{label:?}");
    }
});
