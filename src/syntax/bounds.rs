//! What is refused before the parser sees it.

use super::problem::Problem;
use crate::source::{SourceId, Span};

/// A declaration longer than this is refused: it is no rule, and its tree would not fit in memory.
const LONGEST: usize = 1 << 20;
/// Brackets nested deeper than this are refused before the parser sees them.
const DEEPEST: usize = 200;

/// Refuses what would exhaust the parser: overlong declarations and brackets without end.
pub(super) fn bounded(source: SourceId, base: usize, body: &str) -> Result<(), Problem> {
    if body.len() > LONGEST {
        return Err(Problem::TooLong { span: Span::new(source, base, base + first_line(body)) });
    }
    let mut depth = 0usize;
    for (at, c) in body.char_indices() {
        match c {
            '(' | '（' | '[' | '［' | '【' => depth += 1,
            ')' | '）' | ']' | '］' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Problem::TooDeep { span: Span::new(source, base + at, base + at + c.len_utf8()) });
        }
    }
    Ok(())
}

fn first_line(body: &str) -> usize {
    body.find('\n').unwrap_or(body.len()).min(200)
}
