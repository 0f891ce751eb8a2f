//! What a text says is what it said before it was laid out.

use super::layout::ugly;
use crate::laws::kit::settled_cases;
use jieyu::diagnostic::Lang;
use jieyu::format::{Style, Width, format};
use jieyu::source::{Source, SourceId};
use jieyu::syntax::parse;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

fn styles() -> [Style; 2] {
    [
        Style { keywords: Some(Lang::Zh), width: Some(Width::Half) },
        Style { keywords: Some(Lang::En), width: Some(Width::Full) },
    ]
}

/// Every policy in the house, good and bad.
fn texts() -> &'static [(String, String)] {
    static ALL: OnceLock<Vec<(String, String)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        let mut folders: Vec<_> = ["policies", "examples", "tests/corpus", "docs"].map(|name| root.join(name)).into();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if crate::literate::is_policy(&path)
                    && let Ok(text) = fs::read_to_string(&path)
                {
                    let name = path.display().to_string();
                    let text = Source::new(&name, &text).text().to_owned();
                    all.push((name, text));
                }
            }
        }
        all.sort();
        assert!(all.len() > 300);
        all
    })
}

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

#[test]
fn the_layout_is_a_fixed_point_and_says_the_same() {
    for (name, text) in texts() {
        let once = format(text, &Style::default());
        assert_eq!(once, format(&once, &Style::default()), "{name} is laid out twice");
        assert_eq!(tree(&once), tree(text), "{name} says another thing");
    }
}

#[test]
fn whatever_can_be_read_is_laid_out() {
    for (name, text) in texts() {
        let once = format(text, &Style::default());
        let count = |text: &str| parse(SourceId::default(), text).problems.len();
        assert_eq!(count(text), count(&once), "{name}");
        let wild = once.lines().find(|line| line.starts_with("公式") && line.contains("  ") && !line.contains('#'));
        assert!(wild.is_none_or(|line| line.contains('"') || line.contains('|')), "{name}: {wild:?}");
    }
}

#[test]
fn every_style_is_a_fixed_point() {
    let all = texts().iter().filter(|(name, _)| !name.contains("bad")).cloned();
    let ugly = ugly().into_iter().map(|(path, text)| (path.display().to_string(), text));
    for (name, text) in all.chain(ugly) {
        for style in styles() {
            let once = format(&text, &style);
            assert_eq!(once, format(&once, &style), "{name} {style:?}");
        }
    }
}

/// The whole chain at once, as an amendment quotes the base's own words.
#[test]
fn another_spelling_computes_the_same() {
    for mut case in settled_cases() {
        let due = case.outcome();
        let style = Style { keywords: Some(Lang::En), width: Some(Width::Full) };
        for (_, bytes) in case.files.iter_mut().filter(|(name, _)| name.ends_with(".policy")) {
            *bytes = format(&String::from_utf8_lossy(bytes), &style).into_bytes();
        }
        let laid = case.with(format(&case.text, &style));
        assert_ne!(laid.text, case.text);
        assert_eq!(laid.outcome(), due, "{}", case.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// A text with a stretch torn out of it, or with a sign put into it, is laid out once and for all too.
    #[test]
    fn torn_texts_are_laid_out_once(which in 0usize..10_000, at in 0usize..100_000, length in 0usize..40,
                                    put in prop::sample::select(vec!["", " ", "\n", "#", "|", "(", "，", "\"", "\r\n", "若", "\t依据"])) {
        let all = texts();
        let chars: Vec<char> = all[which % all.len()].1.chars().take(3000).collect();
        let at = at % (chars.len() + 1);
        let end = (at + length).min(chars.len());
        let torn: String = chars[..at].iter().copied().chain(put.chars()).chain(chars[end..].iter().copied()).collect();
        let once = format(&torn, &Style::default());
        prop_assert_eq!(&once, &format(&once, &Style::default()));
        prop_assert_eq!(tree(&once), tree(&torn));
    }
}
