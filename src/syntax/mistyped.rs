//! Numbers with a letter among their digits: `1O%`, `O.5`.

use super::hint::Hint;
use super::slip::Stop;
use crate::diagnostic::{Diagnostic, Words};
use crate::source::Span;
use crate::value::lookalike::{Lookalike, belongs, parted};

/// The number around the place where reading stopped, where a letter in it kept it from being read as one.
pub fn mistyped(stop: &Stop<'_>) -> Option<Hint> {
    if stop.before_is_spaced {
        return date(stop);
    }
    let head = stop.before.trim_end_matches(belongs);
    // What a letter or a quote stands before is the end of a name.
    if head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '」' | '"' | '”')) {
        return None;
    }
    let (tail, behind) = parted(stop.rest);
    let own = stop.before.get(head.len()..)?;
    let number = format!("{own}{tail}");
    let meant = Lookalike::of(&number)?;
    let (whole, part) = meant.written.split_once(['.', '．']).unwrap_or((&meant.written, "0"));
    let digits = |text: &str| text.starts_with(char::is_numeric) && !text.contains(['.', '．']);
    let counted = number.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let percent = behind.chars().next().filter(|sign| matches!(sign, '%' | '％' | '‰'));
    (digits(whole) && digits(part) && (counted || percent.is_some())).then(|| {
        let start = stop.base + head.len();
        let end = start + number.len() + percent.map_or(0, char::len_utf8);
        let written = meant.written.chars().chain(percent).collect();
        Hint::Mistyped { span: Span::new(stop.source, start, end), meant: Lookalike { written, ..meant } }
    })
}

/// A date that could not be read for such a letter: `2026-O1-01`.
fn date(stop: &Stop<'_>) -> Option<Hint> {
    let end = stop.rest.find(|c| !(belongs(c) || c == '-')).unwrap_or(stop.rest.len());
    let text = stop.rest.get(..end)?;
    let meant = Lookalike::of(text)?;
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = meant.written.split('-').collect();
    let dated = matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2));
    dated.then(|| Hint::Mistyped { span: Span::new(stop.source, stop.at, stop.at + end), meant })
}

/// A letter in a number: what is marked is all of the number, or the letter with what follows it.
pub fn letter_in_number(span: Span, meant: &Lookalike, help: Words) -> Diagnostic {
    Diagnostic::error(
        "JY0119",
        Words::new(format!("数里混进了{}", meant.called()), format!("`{}` stands in a number", meant.letter)),
    )
    .at(span, Words::new(format!("要的是数字 {}", meant.digit), format!("the digit {} is due", meant.digit)))
    .help(help)
}

/// What to write for a number with a letter.
pub fn whole(meant: &Lookalike) -> Words {
    Words::new(format!("写成：{}", meant.written), format!("write: {}", meant.written))
}

/// What to write for a letter where the rest of the number is not at hand.
pub fn by_digit(meant: &Lookalike) -> Words {
    Words::new(
        format!("把{}换成数字 {}", meant.called(), meant.digit),
        format!("write the digit {} for `{}`", meant.digit, meant.letter),
    )
}
