//! A text of declarations: each is laid out, and what cannot be read stays.

use super::page::Page;
use super::piece::{self, Piece};
use super::{Known, Style, lay, order, rows};
use crate::syntax::tokens::{Stretch, Token, TokenKind, reshaped, stretches, tokens};

/// The declarations in their layout, and what stands between them.
pub fn whole(text: &str, style: &Style, known: &Known<'_>) -> String {
    let mut out = Page::default();
    let all = tokens(text, known);
    let mut at = 0;
    for (index, stretch) in all.iter().enumerate() {
        // A declaration that stays as it is keeps its own indentation.
        let laid = declaration(text, stretch, after(text, all.get(index + 1)), style);
        let start = match &laid {
            Some(_) => stretch.start,
            None => text.get(..stretch.start).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1),
        };
        out.aside(text.get(at..start).unwrap_or(""));
        out.block(laid.as_deref().unwrap_or_else(|| text.get(start..stretch.end).unwrap_or("")));
        at = stretch.end;
    }
    out.aside(text.get(at..).unwrap_or(""));
    out.text
}

/// How far the declaration behind another is indented.
fn after(text: &str, next: Option<&Stretch>) -> usize {
    next.map_or(0, |next| piece::column(text, next.start))
}

/// The declaration in the one layout; `None` where it could not be read, or where laying it out would change it.
fn declaration(text: &str, stretch: &Stretch, below: usize, style: &Style) -> Option<String> {
    let read = stretch.tokens.as_ref()?;
    let pieces = order::sorted(piece::pieces(text, read, style));
    let laid = lay::lay(&pieces, below)?;
    // Most declarations are in the layout already, and say what they say.
    if text.get(stretch.start..stretch.end) == Some(&laid) {
        return Some(laid);
    }
    let [(0, end)] = stretches(&laid)[..] else { return None };
    let again = reshaped(laid.get(..end)?)?;
    says_the_same(&laid, &again, &pieces).then_some(laid)
}

/// Whether a text that was laid out reads, token for token and construct for construct, as what it was made of.
fn says_the_same(text: &str, again: &[Token], pieces: &[Piece]) -> bool {
    again.len() == pieces.len()
        && again.iter().zip(pieces).all(|(token, piece)| {
            let written = text.get(token.start..token.end).unwrap_or("");
            let same = if token.kind == TokenKind::Data {
                rows::data_cells(written) == rows::data_cells(&piece.text)
            } else {
                written == piece.text
            };
            same && token.kind == piece.kind && token.closes == piece.closes && token.opens == piece.opens
        })
}
