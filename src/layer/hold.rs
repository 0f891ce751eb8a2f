//! A declaration as a layer brings it: its text, cut to what had been issued, with its files named as seen from the leaf.

use super::Held;
use super::woven::{Piece, Woven};
use crate::source::{Sources, Span};
use crate::syntax::ast::{Clause, Decl, DeclKind, Name};
use crate::syntax::{Part, parts};

/// Holds a declaration of a layer; with `cut`, its tree may lack dated values that its text still has.
pub fn held(decl: Decl, scope: Option<Name>, (layer, prefix): (usize, &str), cut: bool, sources: &Sources) -> Held {
    let whole = decl.span;
    let piece = Piece { text: sources.slice(whole).to_owned(), at: whole, verbatim: true, layer };
    let mut text = Woven::new(piece);
    let mut changed = false;
    if let DeclKind::Param(param) = &decl.kind
        && cut
    {
        let kept: Vec<usize> = param.dated.iter().map(|dated| (dated.span.start - whole.start) as usize).collect();
        let all = parts(&text.text());
        let gone = |part: &&Part| part.clause == Clause::Dated && !kept.contains(&part.whole.start);
        for part in all.iter().filter(gone).rev() {
            text = text.with(&part.whole, Vec::new());
            changed = true;
        }
        if changed && param.open {
            let typed = all.iter().filter(|part| matches!(part.clause, Clause::Type | Clause::Range));
            let end = typed.map(|part| part.whole.end).max().unwrap_or(0);
            text = text.with(&(end..end), vec![words(" 待定", whole, layer)]);
        }
    }
    if decl.kind.file().is_some() && !prefix.is_empty() {
        let from = parts(&text.text()).into_iter().find(|part| part.clause == Clause::From);
        if let (Some(part), Some(path)) = (from, decl.kind.file()) {
            let end = part.body.start + (path.span.end - path.span.start) as usize;
            let range = part.body.start..end;
            let own = text.text().get(range.clone()).unwrap_or("").to_owned();
            text = text.with(&range, vec![words(&from_leaf(&own, prefix), path.span, layer)]);
            changed = true;
        }
    }
    let decl = if changed { text.read().unwrap_or(decl) } else { decl };
    Held { decl, layer, scope, text, retired: false }
}

/// Text that is put together for a place.
pub fn words(text: &str, at: Span, layer: usize) -> Piece {
    Piece { text: text.to_owned(), at, verbatim: false, layer }
}

/// A quoted path as seen from the leaf.
pub fn from_leaf(quoted: &str, prefix: &str) -> String {
    let mut letters = quoted.chars();
    match letters.next() {
        Some(quote) if !prefix.is_empty() => format!("{quote}{prefix}{}", letters.as_str()),
        Some(_) | None => quoted.to_owned(),
    }
}
