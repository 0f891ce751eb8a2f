//! What is laid out: tokens as they will be spelt, with the line breaks of their author.

use super::{Style, spell};
use crate::source::display_width;
use crate::syntax::tokens::{Clause, Part, Token, TokenKind};

/// A token on its way to the page.
#[derive(Clone, Debug)]
pub struct Piece {
    pub kind: TokenKind,
    pub text: String,
    pub opens: Vec<Part>,
    pub closes: usize,
    /// The display column at which its author had it.
    pub column: usize,
    /// Line ends before it: none, one, or more for a blank line.
    pub breaks: usize,
}

impl Piece {
    /// The first clause that starts here.
    pub fn clause(&self) -> Option<Clause> {
        self.opens.iter().find_map(|part| if let Part::Clause(clause) = part { Some(*clause) } else { None })
    }

    pub fn starts(&self, wanted: Part) -> bool {
        self.opens.contains(&wanted)
    }

    pub fn width(&self) -> usize {
        display_width(&self.text)
    }

    /// Whether it is a sign in full width, which brings its own space.
    pub fn is_full(&self) -> bool {
        self.text.chars().next().is_some_and(|c| matches!(c, '\u{FF01}'..='\u{FF5E}' | '、' | '【' | '】'))
    }
}

/// The display column at which a byte stands.
pub fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    display_width(before.rsplit('\n').next().unwrap_or(""))
}

/// The pieces of a declaration; words that have no second spelling fall away in it.
pub fn pieces(text: &str, tokens: &[Token], style: &Style) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(tokens.len());
    let mut before = tokens.first().map_or(0, |token| token.start);
    for token in tokens {
        let gap = text.get(before..token.start).unwrap_or("");
        let at = column(text, token.start);
        before = token.end;
        let spelt = spell::spell(token, text.get(token.start..token.end).unwrap_or(""), style);
        if spelt.is_empty()
            && token.opens.is_empty()
            && let Some(last) = out.last_mut()
        {
            last.closes += token.closes;
            continue;
        }
        let breaks = gap.matches('\n').count();
        let opens = token.opens.clone();
        out.push(Piece { kind: token.kind, text: spelt, opens, closes: token.closes, column: at, breaks });
    }
    force(&mut out);
    out
}

/// Line breaks that are not the author's to choose.
fn force(pieces: &mut [Piece]) {
    let spread = pieces.iter().skip(1).any(|piece| piece.breaks > 0 && piece.clause().is_some_and(is_frame));
    let shared = pieces.first().is_some_and(|first| first.kind == TokenKind::Keyword("共用"));
    let mut within: Vec<Part> = Vec::new();
    let (mut after_row, mut after_lead, mut after_comment) = (false, false, false);
    for (index, piece) in pieces.iter_mut().enumerate() {
        let due = match piece.clause() {
            _ if index == 0 || index == 1 && shared => false,
            Some(clause) if is_line(clause) => true,
            Some(clause) if is_frame(clause) => spread,
            Some(Clause::Basis | Clause::Note) => !within.iter().any(|part| holds_remarks(*part)),
            Some(_) | None => piece.starts(Part::Row) && after_row || piece.starts(Part::Item) && after_lead,
        };
        if piece.breaks == 0 && (due || after_comment) {
            piece.breaks = 1;
        }
        within.extend(&piece.opens);
        after_comment = piece.kind == TokenKind::Comment;
        if !after_comment {
            (after_row, after_lead) = (false, false);
        }
        for _ in 0..piece.closes {
            let closed = within.pop();
            (after_row, after_lead) = (closed == Some(Part::Row), closed == Some(Part::Lead));
        }
    }
}

/// What has remarks of its own, which may stand in its line.
fn holds_remarks(part: Part) -> bool {
    matches!(part, Part::Row | Part::Clause(Clause::Dated | Clause::Column | Clause::Key | Clause::Check))
}

/// Clauses that always have a line to themselves.
fn is_line(clause: Clause) -> bool {
    matches!(
        clause,
        Clause::Key
            | Clause::Column
            | Clause::Refers
            | Clause::Check
            | Clause::Source
            | Clause::Rollup
            | Clause::Indicator
            | Clause::Take
            | Clause::Score
            | Clause::Given
            | Clause::Expect
    )
}

/// Clauses that stand in one line with the others or each on its own, all of a declaration alike.
fn is_frame(clause: Clause) -> bool {
    matches!(
        clause,
        Clause::Version
            | Clause::Extends
            | Clause::DayOf
            | Clause::Unless
            | Clause::When
            | Clause::Then
            | Clause::Reason
            | Clause::From
            | Clause::As
            | Clause::Dated
    )
}
