//! The space between two tokens of a line.

use super::piece::Piece;
use crate::syntax::tokens::{Clause, Part, TokenKind};

/// How many columns part two neighbours.
pub fn between(left: &Piece, right: &Piece) -> usize {
    if right.kind == TokenKind::Comment {
        return 2;
    }
    if right.opens.iter().any(|part| matches!(part, Part::Clause(clause) if is_apart(*clause))) {
        return 2;
    }
    let airy = |piece: &Piece| usize::from(!piece.is_full());
    match (left.kind, right.kind) {
        (TokenKind::Dot | TokenKind::Joint | TokenKind::Sign, _) => 0,
        (_, TokenKind::Dot | TokenKind::Joint | TokenKind::Open { tight: true }) => 0,
        // An end of an interval that is left open keeps its room: ( , 5].
        (TokenKind::Open { .. }, TokenKind::Comma) => airy(right),
        (TokenKind::Open { .. }, _) => 0,
        (TokenKind::Comma, _) => airy(left),
        (_, TokenKind::Close | TokenKind::Comma) => 0,
        (TokenKind::Colon, _) => airy(left),
        (_, TokenKind::Colon) => airy(right),
        (TokenKind::Keyword(rounding), TokenKind::Keyword("到")) if is_rounding(rounding) => {
            usize::from(left.text.is_ascii() || right.text.is_ascii())
        }
        _ => 1,
    }
}

fn is_rounding(word: &str) -> bool {
    matches!(word, "四舍五入" | "四舍六入五成双" | "舍去" | "进一" | "向下取整" | "向上取整")
}

/// Clauses that are set off by a wider space where they share a line.
fn is_apart(clause: Clause) -> bool {
    match clause {
        Clause::Basis
        | Clause::Note
        | Clause::Heading
        | Clause::Weight
        | Clause::Full
        | Clause::Rounding
        | Clause::MissingRule
        | Clause::InapplicableRule
        | Clause::Pool
        | Clause::ByWeight
        | Clause::Residue
        | Clause::Issued
        | Clause::InForce
        | Clause::Group => true,
        Clause::Version
        | Clause::Extends
        | Clause::DayOf
        | Clause::Dated
        | Clause::Take
        | Clause::Score
        | Clause::When
        | Clause::Unless
        | Clause::Then
        | Clause::Reason
        | Clause::Order
        | Clause::From
        | Clause::As
        | Clause::Indicator
        | Clause::Key
        | Clause::Column
        | Clause::Refers
        | Clause::Check
        | Clause::Source
        | Clause::Rollup
        | Clause::Given
        | Clause::Expect
        | Clause::Other => false,
    }
}
