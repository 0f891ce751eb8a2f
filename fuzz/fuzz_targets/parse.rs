//! Any bytes, taken as the text of a policy: the parser gives a tree and problems, every span inside the text.
#![no_main]

use jieyu::source::{Source, Sources};
use jieyu::syntax::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.policy", &text));
    let parsed = parse(id, &text);
    for problem in &parsed.problems {
        let diagnostic = problem.diagnostic();
        if let Some(span) = diagnostic.span() {
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{diagnostic:?}");
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?}");
        }
    }
});
