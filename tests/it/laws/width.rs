//! Full-width text means the same as half-width text, and the other way about, over all policies of the corpus.

use super::kit::{cases, same};
use super::spell::widened;
use super::words::{Piece, pieces};

/// Every sign, digit and space of ASCII outside texts and comments in its full-width form.
fn widen(text: &str) -> String {
    let mut wide = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => widen_code(code, &mut wide),
            Piece::Quoted(body) => wide += &format!("＂{body}＂"),
            Piece::Kept(kept) => wide += kept,
        }
    }
    wide
}

/// Letters stay, and so does a hyphen inside an English keyword.
fn widen_code(code: &str, wide: &mut String) {
    let mut before = ' ';
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = c == '-' && before.is_ascii_alphabetic() && rest.peek().is_some_and(char::is_ascii_alphabetic);
        wide.push(if c.is_ascii_alphabetic() || joins { c } else { widened(c) });
        before = c;
    }
}

/// Every full-width sign and digit outside texts and comments in ASCII, operators too.
fn narrow(text: &str) -> String {
    let mut thin = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => code.chars().for_each(|c| match c {
                '\u{FF01}'..='\u{FF5E}' => thin.push(char::from_u32(u32::from(c) - 0xFEE0).unwrap()),
                '\u{3000}' => thin.push(' '),
                '、' => thin.push(','),
                '×' => thin += " * ",
                '÷' => thin += " / ",
                '−' => thin += " - ",
                '≥' => thin += ">=",
                '≤' => thin += "<=",
                '≠' => thin += "!=",
                '→' => thin += "->",
                '【' => thin.push('['),
                '】' => thin.push(']'),
                other => thin.push(other),
            }),
            Piece::Quoted(body) => thin += &format!("\"{body}\""),
            Piece::Kept(kept) => thin += kept,
        }
    }
    thin
}

#[test]
fn full_width_text_means_the_same() {
    for case in cases() {
        let due = case.outcome();
        let wide = widen(&case.text);
        assert_ne!(wide, case.text, "{}: nothing changed", case.name);
        for (how, text) in [("narrow", narrow(&case.text)), ("back", narrow(&wide)), ("wide", wide)] {
            same(&format!("{} {how}", case.name), &case.with(text).outcome(), &due);
        }
    }
}
