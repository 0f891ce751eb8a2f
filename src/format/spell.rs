//! How a token is spelt in a style.

use super::{Style, Width};
use crate::builtin;
use crate::diagnostic::Lang;
use crate::lexicon::{AGGREGATES, KEYWORDS, TYPES, find};
use crate::syntax::fold;
use crate::syntax::tokens::{Token, TokenKind};

/// A token's text in a style; empty where the language has no word for it and needs none.
pub fn spell(token: &Token, text: &str, style: &Style) -> String {
    match token.kind {
        TokenKind::Keyword(zh) => keyword(zh, text, style.keywords),
        TokenKind::Type => word(text, style, &|text| find(TYPES, text).map(|word| (word.zh, word.en))),
        TokenKind::Function => word(text, style, &|text| {
            let own = find(AGGREGATES, text).map(|word| (word.zh, word.en));
            own.or_else(|| builtin::find(text).map(|entry| (entry.zh, entry.en)))
        }),
        TokenKind::Name => narrow(text, style),
        TokenKind::Number => number(&narrow(text, style)),
        TokenKind::Date => narrow(text, style),
        TokenKind::Text => quoted(text, style.width),
        TokenKind::Operator
        | TokenKind::Sign
        | TokenKind::Comma
        | TokenKind::Colon
        | TokenKind::Dot
        | TokenKind::Arrow
        | TokenKind::Open { .. }
        | TokenKind::Close
        | TokenKind::Bar
        | TokenKind::Joint => sign(text, style.width),
        TokenKind::Data if style.width == Some(Width::Half) => text.replace(['｜', '│'], "|"),
        TokenKind::Basis | TokenKind::Data | TokenKind::Comment => text.to_owned(),
    }
}

fn keyword(zh: &str, text: &str, lang: Option<Lang>) -> String {
    // 按 键 is one word.
    let text: String = text.split_whitespace().collect();
    match lang {
        Some(Lang::Zh) if text.is_ascii() => zh.to_owned(),
        Some(Lang::En) if !text.is_ascii() => {
            KEYWORDS.iter().find(|word| word.zh == text).map_or(text.clone(), |word| word.en.to_owned())
        }
        Some(Lang::Zh | Lang::En) | None => text,
    }
}

type Twins = Option<(&'static str, &'static str)>;

fn word(text: &str, style: &Style, twins: &dyn Fn(&str) -> Twins) -> String {
    let text = narrow(text, style);
    match (style.keywords, twins(&text)) {
        (Some(Lang::Zh), Some((zh, _))) => zh.to_owned(),
        (Some(Lang::En), Some((_, en))) if !en.is_empty() => en.to_owned(),
        (Some(_) | None, _) => text,
    }
}

/// Letters and digits in half width; nothing is widened, for a Latin name in full width is hard to read.
fn narrow(text: &str, style: &Style) -> String {
    if style.width == Some(Width::Half) { fold(text) } else { text.to_owned() }
}

/// `5 %` and `100 元` without the space; an English unit keeps one.
fn number(text: &str) -> String {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\u{3000}' | '\u{00A0}');
    let mut parts = text.split(blank).filter(|part| !part.is_empty());
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        if part.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

fn quoted(text: &str, width: Option<Width>) -> String {
    let body = text.trim_matches(['"', '“', '”', '＂']);
    match width {
        Some(Width::Half) => format!("\"{body}\""),
        Some(Width::Full) => format!("“{body}”"),
        None => text.to_owned(),
    }
}

fn sign(text: &str, width: Option<Width>) -> String {
    match width {
        None => text.to_owned(),
        Some(Width::Half) => match text {
            "、" => ",".to_owned(),
            "【" => "[".to_owned(),
            "】" => "]".to_owned(),
            "│" => "|".to_owned(),
            other => fold(other),
        },
        Some(Width::Full) => match text {
            "," => "，".to_owned(),
            ":" => "：".to_owned(),
            "(" => "（".to_owned(),
            ")" => "）".to_owned(),
            "[" => "［".to_owned(),
            "]" => "］".to_owned(),
            "=" => "＝".to_owned(),
            "+" => "＋".to_owned(),
            "<" => "＜".to_owned(),
            ">" => "＞".to_owned(),
            "|" => "｜".to_owned(),
            other => other.to_owned(),
        },
    }
}
