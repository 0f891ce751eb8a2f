//! Where the text that is being read stands: in one stretch of a source, or in pieces that several layers have written.

use crate::source::{SourceId, Span};
use std::ops::Range;

/// A piece of a text and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The bytes of the text.
    pub start: usize,
    pub end: usize,
    pub at: Span,
    /// Whether the piece reads as it stands there; else all of it has the one place.
    pub verbatim: bool,
}

pub(super) enum Places<'a> {
    Stretch(SourceId, usize),
    Woven(&'a [Origin]),
}

impl Places<'_> {
    /// The place of some bytes; what several layers have written has the place of its first piece, as far as that goes.
    pub fn span(&self, start: usize, end: usize) -> Span {
        match self {
            Places::Stretch(source, base) => Span::new(*source, base + start, base + end),
            Places::Woven(origins) => woven(origins, start, end),
        }
    }

    /// The bytes that stand at a place.
    pub fn range(&self, span: Span) -> Option<Range<usize>> {
        let (start, end) = (span.start as usize, span.end as usize);
        match self {
            Places::Stretch(_, base) => Some(start.checked_sub(*base)?..end.checked_sub(*base)?),
            Places::Woven(origins) => {
                let inside = |origin: &&Origin| {
                    origin.verbatim && origin.at.to(span) == origin.at && origin.at.source == span.source
                };
                let origin = origins.iter().find(inside)?;
                let from = |at: usize| origin.start + at.saturating_sub(origin.at.start as usize);
                Some(from(start)..from(end))
            }
        }
    }
}

fn woven(origins: &[Origin], start: usize, end: usize) -> Span {
    let mut touched = origins.iter().filter(|origin| origin.start < end.max(start + 1) && origin.end > start);
    // What is only written in between gives way to what a layer has written itself.
    let pieces: Vec<&Origin> = touched.by_ref().collect();
    let first = pieces.iter().find(|origin| origin.verbatim).or(pieces.first()).copied().or(origins.last());
    let Some(first) = first else { return Span::default() };
    if !first.verbatim {
        return first.at;
    }
    let place = |origin: &Origin, at: usize| {
        let within = at.clamp(origin.start, origin.end) - origin.start;
        origin.at.start as usize + within
    };
    let of_source =
        |origin: &&&Origin| origin.verbatim && origin.at.source == first.at.source && origin.at.start >= first.at.start;
    let last = pieces.iter().filter(of_source).max_by_key(|origin| origin.at.end).copied().unwrap_or(first);
    Span::new(first.at.source, place(first, start), place(last, end))
}
