//! The text of a declaration that several layers have written: pieces in order, each with its layer and its place. The tree
//! of a declaration is always read from this text, so that what is printed and what is run are one.

use crate::diagnostic::Words;
use crate::source::Span;
use crate::syntax::ast::Decl;
use crate::syntax::{Origin, reread};
use std::ops::Range;

/// A stretch that one layer has written.
#[derive(Clone, Debug)]
pub struct Piece {
    pub text: String,
    pub at: Span,
    /// Whether it reads as it stands at its place; else it was put together, and all of it has that one place.
    pub verbatim: bool,
    pub layer: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Woven {
    pieces: Vec<Piece>,
}

impl Woven {
    pub fn new(piece: Piece) -> Woven {
        Woven { pieces: vec![piece] }
    }

    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The pieces with their layers.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, usize)> {
        self.pieces.iter().map(|piece| (piece.text.as_str(), piece.layer))
    }

    fn origins(&self) -> Vec<Origin> {
        let mut start = 0;
        let mut origins = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let end = start + piece.text.len();
            origins.push(Origin { start, end, at: piece.at, verbatim: piece.verbatim });
            start = end;
        }
        origins
    }

    /// Where some bytes stand, and who wrote the first of them.
    pub fn place(&self, range: &Range<usize>) -> Option<(Span, usize)> {
        let origins = self.origins();
        let inside = |origin: &Origin| origin.end > range.start && origin.start <= range.start;
        let at = origins.iter().position(inside)?;
        let (origin, piece) = (origins.get(at)?, self.pieces.get(at)?);
        if !origin.verbatim {
            return Some((origin.at, piece.layer));
        }
        let from = origin.at.start as usize;
        let end = range.end.min(origin.end);
        let span = Span::new(origin.at.source, from + (range.start - origin.start), from + (end - origin.start));
        Some((span, piece.layer))
    }

    /// The same text with other pieces instead of some bytes.
    #[must_use]
    pub fn with(&self, range: &Range<usize>, new: Vec<Piece>) -> Woven {
        let mut pieces = Vec::with_capacity(self.pieces.len() + new.len() + 1);
        let mut new = Some(new);
        for (piece, origin) in self.pieces.iter().zip(self.origins()) {
            pieces.extend(cut(piece, 0, range.start.saturating_sub(origin.start)));
            if origin.end >= range.start
                && let Some(new) = new.take()
            {
                pieces.extend(new);
            }
            pieces.extend(cut(piece, range.end.saturating_sub(origin.start), piece.text.len()));
        }
        pieces.extend(new.into_iter().flatten());
        Woven { pieces }
    }

    /// The tree.
    ///
    /// # Errors
    /// What the first thing is that cannot be read.
    pub fn read(&self) -> Result<Decl, Words> {
        reread(&self.text(), &self.origins()).map_err(|problems| {
            let first = problems.first().map(|problem| problem.diagnostic().message);
            first.unwrap_or_else(|| Words::new("读不懂", "it cannot be read"))
        })
    }
}

/// A part of a piece, if there is any.
fn cut(piece: &Piece, start: usize, end: usize) -> Option<Piece> {
    let (start, end) = (start.min(piece.text.len()), end.min(piece.text.len()));
    let text = piece.text.get(start..end).filter(|text| !text.is_empty())?;
    let from = piece.at.start as usize;
    let at = if piece.verbatim { Span::new(piece.at.source, from + start, from + end) } else { piece.at };
    Some(Piece { text: text.to_owned(), at, ..*piece })
}
