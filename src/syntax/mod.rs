//! Text → tree. Takes one source, gives its declarations *and* every problem of its form; never knows what a name means.
//! pest lives here and nowhere else.

pub mod ast;
mod bounds;
mod build;
mod expect;
mod form;
mod grammar;
pub mod problem;
mod slip;
mod split;

use crate::source::{SourceId, Span};
use ast::{Decl, DeclKind, Expr, File};
use bounds::bounded;
use build::Builder;
use problem::Problem;

/// What came of a text: the declarations that could be read, and the problems of those that could not.
#[derive(Debug, Default)]
pub struct Parse {
    pub file: File,
    pub problems: Vec<Problem>,
}

impl Parse {
    /// Takes a declaration in; a policy has one header only.
    fn admit(&mut self, decl: Decl) {
        let is_header = |decl: &Decl| matches!(decl.kind, DeclKind::Policy(_));
        if is_header(&decl) && self.file.decls.iter().any(is_header) {
            self.problems.push(Problem::TwoHeaders { span: decl.span });
        } else {
            self.file.decls.push(decl);
        }
    }
}

/// Reads a policy. Never fails: what cannot be read becomes a problem, and the rest is read all the same.
pub fn parse(source: SourceId, text: &str) -> Parse {
    let mut parse = Parse::default();
    for chunk in split::split(source, text, &mut parse.problems) {
        let body = text.get(chunk.start..chunk.end).unwrap_or("");
        if let Some(what) = split::not_yet(body) {
            parse.problems.push(Problem::NotYet { span: Span::new(source, chunk.start, chunk.start + what.len()), what });
            continue;
        }
        if let Err(problem) = bounded(source, chunk.start, body) {
            parse.problems.push(problem);
            continue;
        }
        let builder = Builder::new(source, chunk.start, body, &mut parse.problems);
        match grammar::declaration(body) {
            Ok(pair) => {
                if let Some(decl) = builder.declaration(pair) {
                    parse.admit(decl);
                }
            }
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
