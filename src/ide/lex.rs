//! The tokens of a declaration that does not read: words, signs and texts, by their looks alone.

use crate::lexicon::{KEYWORDS, TYPES, find};
use crate::syntax::tokens::{Token, TokenKind};

/// The tokens of a broken declaration.
pub fn lex(body: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut until = 0;
    for (at, c) in body.char_indices() {
        if at < until || c.is_whitespace() {
            continue;
        }
        let rest = body.get(at..).unwrap_or("");
        let (kind, length) = one(c, rest, out.last());
        until = at + length.max(c.len_utf8());
        out.push(Token { kind, start: at, end: until, opens: Vec::new(), closes: 0 });
    }
    out
}

fn one(c: char, rest: &str, last: Option<&Token>) -> (TokenKind, usize) {
    let line = rest.find('\n').unwrap_or(rest.len());
    match c {
        '#' | '＃' => (TokenKind::Comment, line),
        '"' | '“' | '”' | '＂' => {
            let inside = rest.get(c.len_utf8()..line).unwrap_or("");
            let end = inside.find(['"', '“', '”', '＂']);
            let close = |end: usize| {
                let quote = inside.get(end..).and_then(|quote| quote.chars().next());
                c.len_utf8() + end + quote.map_or(0, char::len_utf8)
            };
            (TokenKind::Text, end.map_or(line, close))
        }
        '「' | '『' => (TokenKind::Name, rest.find(['」', '』']).map_or(line, |end| end + 3)),
        ',' | '，' | '、' => (TokenKind::Comma, c.len_utf8()),
        ':' | '：' => (TokenKind::Colon, c.len_utf8()),
        '.' | '．' => (TokenKind::Dot, c.len_utf8()),
        '→' => (TokenKind::Arrow, c.len_utf8()),
        '(' | '（' | '[' | '［' | '【' => (TokenKind::Open { tight: false }, c.len_utf8()),
        ')' | '）' | ']' | '］' | '】' => (TokenKind::Close, c.len_utf8()),
        '|' | '｜' | '│' => (TokenKind::Bar, c.len_utf8()),
        _ if c.is_numeric() => {
            let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '%' | '％' | '_');
            (TokenKind::Number, rest.find(|c: char| !inside(c)).unwrap_or(rest.len()))
        }
        _ if c.is_alphabetic() => word(rest, last),
        _ => (TokenKind::Operator, c.len_utf8()),
    }
}

fn word(rest: &str, last: Option<&Token>) -> (TokenKind, usize) {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '·');
    let length = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    let text = rest.get(..length).unwrap_or("");
    let member = last.is_some_and(|last| last.kind == TokenKind::Dot);
    let typed = last.is_some_and(|last| last.kind == TokenKind::Colon);
    match (find(KEYWORDS, text), find(TYPES, text)) {
        (Some(word), _) if !member => (TokenKind::Keyword(word.zh), length),
        (_, Some(_)) if typed => (TokenKind::Type, length),
        (_, _) => (TokenKind::Name, length),
    }
}
