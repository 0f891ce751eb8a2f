//! Text → tree. Takes one source, gives its declarations *and* every problem of its form; never knows what a name means.
//! pest lives here and nowhere else.

pub mod ast;
mod build;
mod expect;
mod grammar;
pub mod problem;
mod split;

use crate::source::{SourceId, Span};
use ast::{Expr, File};
use build::Builder;
use problem::Problem;

/// What came of a text: the declarations that could be read, and the problems of those that could not.
#[derive(Debug, Default)]
pub struct Parse {
    pub file: File,
    pub problems: Vec<Problem>,
}

/// A declaration longer than this is refused: it is no rule, and its tree would not fit in memory.
const LONGEST: usize = 1 << 20;
/// Brackets nested deeper than this are refused before the parser sees them.
const DEEPEST: usize = 200;

/// Reads a policy. Never fails: what cannot be read becomes a problem, and the rest is read all the same.
pub fn parse(source: SourceId, text: &str) -> Parse {
    let mut parse = Parse::default();
    for chunk in split::split(source, text, &mut parse.problems) {
        let body = text.get(chunk.start..chunk.end).unwrap_or("");
        if let Err(problem) = bounded(source, chunk.start, body) {
            parse.problems.push(problem);
            continue;
        }
        let builder = Builder::new(source, chunk.start, body, &mut parse.problems);
        match grammar::declaration(body) {
            Ok(pair) if grammar::is_case(&pair) => parse.file.cases.extend(builder.lone_case(pair)),
            Ok(pair) => parse.file.decls.extend(builder.declaration(pair)),
            Err(error) => {
                let problem = expect::problem(source, chunk.start, body, &error);
                parse.problems.push(problem);
            }
        }
    }
    parse
}

/// Reads a lone expression, as `eval` takes it.
pub fn parse_expr(source: SourceId, text: &str) -> (Option<Expr>, Vec<Problem>) {
    let mut problems = Vec::new();
    if let Err(problem) = bounded(source, 0, text) {
        return (None, vec![problem]);
    }
    let expr = match grammar::lone_expr(text) {
        Ok(pair) => Builder::new(source, 0, text, &mut problems).lone(pair),
        Err(error) => {
            problems.push(expect::problem(source, 0, text, &error));
            None
        }
    };
    (expr, problems)
}

/// Reads the cells of a table row that stands in a CSV file; all of it takes the place `at` where the file is named.
pub fn parse_row(cells: &[&str], at: Span) -> Option<ast::Row> {
    let text = format!("| {} |", cells.join(" | "));
    let mut problems = Vec::new();
    bounded(at.source, 0, &text).ok()?;
    let pair = grammar::lone_row(&text).ok()?;
    let row = Builder::new(at.source, 0, &text, &mut problems).pinned(at).lone_row(pair)?;
    problems.is_empty().then_some(row)
}

/// Refuses what would exhaust the parser: overlong declarations and brackets without end.
fn bounded(source: SourceId, base: usize, body: &str) -> Result<(), Problem> {
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

/// A name as names are compared: full-width letters, digits and signs folded to half width.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}
