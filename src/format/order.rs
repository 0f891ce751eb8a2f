//! The order of clauses: those of a declaration or an indicator that may stand in any order stand in one.

use super::piece::Piece;
use crate::syntax::tokens::{Clause, Part, TokenKind};
use std::ops::Range;

/// A clause with the comments that belong to it.
struct Block {
    range: Range<usize>,
    rank: u8,
}

/// The pieces with the clauses of each run in order.
pub fn sorted(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = pieces;
    let mut from = 0;
    while let Some(run) = next_run(&out, from) {
        from = run.last().map_or(out.len(), |block| block.range.end);
        if run.windows(2).all(|pair| matches!(pair, [a, b] if a.rank <= b.rank)) {
            continue;
        }
        rearrange(&mut out, run);
    }
    out
}

/// The next clauses that stand side by side, each on its own line, from an index on.
fn next_run(pieces: &[Piece], from: usize) -> Option<Vec<Block>> {
    let mut at = from;
    while at < pieces.len() {
        let mut run: Vec<Block> = Vec::new();
        while let Some(block) = block(pieces, at) {
            at = block.range.end;
            let ends_outer = surplus(pieces, &block.range) > 0;
            run.push(block);
            if ends_outer {
                break;
            }
        }
        if run.len() > 1 {
            return Some(run);
        }
        at += usize::from(run.is_empty());
    }
    None
}

/// The clause that starts at an index, with the comments before it, and behind it on its last line.
fn block(pieces: &[Piece], start: usize) -> Option<Block> {
    let comments = pieces.iter().skip(start).take_while(|piece| piece.kind == TokenKind::Comment && piece.breaks > 0);
    let first = start + comments.count();
    let piece = pieces.get(first).filter(|piece| piece.breaks > 0)?;
    let Some(Part::Clause(clause)) = piece.opens.first() else { return None };
    let rank = rank(*clause)?;
    let mut depth = 0;
    let mut end = first;
    for piece in pieces.iter().skip(first) {
        depth += piece.opens.len();
        end += 1;
        depth = depth.saturating_sub(piece.closes);
        if depth == 0 {
            break;
        }
    }
    if pieces.get(end).is_some_and(|piece| piece.kind == TokenKind::Comment && piece.breaks == 0) {
        end += 1;
    }
    Some(Block { range: start..end, rank })
}

/// How many constructs around a block end with it.
fn surplus(pieces: &[Piece], range: &Range<usize>) -> usize {
    let (mut opens, mut closes) = (0, 0);
    for piece in pieces.get(range.clone()).unwrap_or(&[]) {
        opens += piece.opens.len();
        closes += piece.closes;
    }
    closes.saturating_sub(opens)
}

/// Puts the blocks of a run in order; what ends with the last one still ends with the last one.
fn rearrange(pieces: &mut Vec<Piece>, mut run: Vec<Block>) {
    let (Some(start), Some(end)) = (run.first().map(|b| b.range.start), run.last().map(|b| b.range.end)) else {
        return;
    };
    let outer = run.last().map_or(0, |block| surplus(pieces, &block.range));
    if let Some(last) = ending(pieces, end) {
        last.closes = last.closes.saturating_sub(outer);
    }
    run.sort_by_key(|block| block.rank);
    let mut moved: Vec<Piece> = Vec::with_capacity(end - start);
    for block in &run {
        moved.extend(pieces.get(block.range.clone()).unwrap_or(&[]).iter().cloned());
    }
    pieces.splice(start..end, moved);
    if let Some(last) = ending(pieces, end) {
        last.closes += outer;
    }
}

/// The last piece before an index that is no comment.
fn ending(pieces: &mut [Piece], end: usize) -> Option<&mut Piece> {
    pieces.get_mut(..end)?.iter_mut().rev().find(|piece| piece.kind != TokenKind::Comment)
}

/// Where a clause stands among its neighbours; `None` for those whose order says something.
fn rank(clause: Clause) -> Option<u8> {
    Some(match clause {
        Clause::Version | Clause::Weight | Clause::Pool => 1,
        Clause::Extends | Clause::Full | Clause::ByWeight => 2,
        Clause::DayOf | Clause::Take => 3,
        Clause::Score => 4,
        Clause::When => 20,
        Clause::Unless => 21,
        Clause::Then => 22,
        Clause::Reason => 23,
        Clause::Rounding => 24,
        Clause::Residue => 25,
        Clause::MissingRule => 26,
        Clause::InapplicableRule => 27,
        Clause::Order => 28,
        Clause::Group => 29,
        Clause::Issued => 30,
        Clause::InForce => 31,
        Clause::Note => 40,
        Clause::Basis => 41,
        Clause::Dated
        | Clause::From
        | Clause::As
        | Clause::Indicator
        | Clause::Key
        | Clause::Column
        | Clause::Refers
        | Clause::Check
        | Clause::Source
        | Clause::Rollup
        | Clause::Heading
        | Clause::Given
        | Clause::Expect
        | Clause::Other => return None,
    })
}
