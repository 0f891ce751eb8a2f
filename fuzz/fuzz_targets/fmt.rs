//! Any bytes, laid out as a policy: laying out twice changes nothing more, and the tree is the same but for its places.
#![no_main]

use jieyu::diagnostic::Lang;
use jieyu::format::{Style, Width, format};
use jieyu::source::SourceId;
use jieyu::syntax::parse;
use libfuzzer_sys::fuzz_target;

/// The trees of a text, without the places at which they stand.
fn tree(text: &str) -> String {
    let parse = parse(SourceId::default(), &text.replace("\r\n", "\n"));
    let shown = format!("{:?}{:?}", parse.file.decls, parse.file.cases);
    let mut out = String::new();
    let mut rest = shown.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').unwrap() + 1..];
    }
    out + rest
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let plain = Style::default();
    let once = format(&text, &plain);
    assert_eq!(once, format(&once, &plain), "laid out twice: {text:?}");
    assert_eq!(tree(&once), tree(&text), "says another thing: {text:?}");
    for style in [
        Style { keywords: Some(Lang::Zh), width: Some(Width::Half) },
        Style { keywords: Some(Lang::En), width: Some(Width::Full) },
    ] {
        let once = format(&text, &style);
        assert_eq!(once, format(&once, &style), "{style:?} twice: {text:?}");
    }
});
