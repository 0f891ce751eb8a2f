//! The ways into the room: a policy, a lone expression, a lone row, a name.

use super::ast::{Case, Decl, DeclKind, Expr, File};
use super::build::{Builder, Origin};
use super::grammar::Rule;
use super::problem::Problem;
use crate::source::{SourceId, Span};
use pest::iterators::Pair;

use super::{ast, depth, expect, grammar, split};

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

/// A declaration longer than this is refused: it is no rule, and its tree would not fit in memory.
const LONGEST: usize = 1 << 20;
/// A run of letters longer than this is refused: every message about it would be as long.
const LONGEST_WORD: usize = 1000;

/// Reads a policy. Never fails: what cannot be read becomes a problem, and the rest is read all the same.
pub fn parse(source: SourceId, text: &str) -> Parse {
    let mut parse = Parse::default();
    for chunk in split::split(source, text, &mut parse.problems) {
        let body = text.get(chunk.start..chunk.end).unwrap_or("");
        let at = (source, chunk.start);
        let Some(deep) = admitted(at, body, &mut parse.problems) else { continue };
        let (read, problems) = depth::with_room(deep, || declaration(at, body));
        parse.problems.extend(problems);
        match read {
            Some(Read::Decl(decl)) => parse.admit(*decl),
            Some(Read::Case(case)) => parse.file.cases.push(*case),
            None => {}
        }
    }
    parse
}

/// What a declaration may be.
pub(super) enum Read {
    Decl(Box<Decl>),
    Case(Box<Case>),
}

pub(super) fn declaration(at: (SourceId, usize), body: &str) -> (Option<Read>, Vec<Problem>) {
    let mut problems = Vec::new();
    let read = match grammar::declaration(body) {
        Ok(pair) => build(at, body, pair, &mut problems),
        Err(error) => {
            problems.push(expect::problem(at.0, at.1, body, &error));
            None
        }
    };
    (read, problems)
}

/// What a declaration that has been parsed says.
pub(super) fn build(
    (source, base): (SourceId, usize),
    body: &str,
    pair: Pair<'_, Rule>,
    problems: &mut Vec<Problem>,
) -> Option<Read> {
    let is_case = grammar::is_case(&pair);
    let builder = Builder::new(source, base, body, problems);
    if is_case {
        builder.lone_case(pair).map(|case| Read::Case(Box::new(case)))
    } else {
        builder.declaration(pair).map(|decl| Read::Decl(Box::new(decl)))
    }
}

/// Reads a declaration whose text is brought together from pieces.
///
/// # Errors
/// Why it cannot be read; the places in these problems mean nothing.
pub fn reread(text: &str, origins: &[Origin]) -> Result<Decl, Vec<Problem>> {
    let mut problems = Vec::new();
    let Some(deep) = admitted((SourceId(0), 0), text, &mut problems) else { return Err(problems) };
    depth::with_room(deep, || {
        let mut problems = Vec::new();
        let read = match grammar::declaration(text) {
            Ok(pair) => Builder::woven(text, origins, &mut problems).declaration(pair),
            Err(error) => {
                problems.push(expect::problem(SourceId(0), 0, text, &error));
                None
            }
        };
        read.filter(|_| problems.is_empty()).ok_or(problems)
    })
}

/// Reads a lone expression, as `eval` takes it.
pub fn parse_expr(source: SourceId, text: &str) -> (Option<Expr>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(deep) = admitted((source, 0), text, &mut problems) else { return (None, problems) };
    depth::with_room(deep, || lone(source, text))
}

fn lone(source: SourceId, text: &str) -> (Option<Expr>, Vec<Problem>) {
    let mut problems = Vec::new();
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
    admitted((at.source, 0), &text, &mut problems)?;
    let pair = grammar::lone_row(&text).ok()?;
    let origins = [Origin { start: 0, end: text.len(), at, verbatim: false }];
    let row = Builder::woven(&text, &origins, &mut problems).lone_row(pair)?;
    problems.is_empty().then_some(row)
}

/// Refuses what would exhaust the parser: overlong declarations and nests without end. Gives whether the nest is deep.
pub(super) fn admitted((source, base): (SourceId, usize), body: &str, problems: &mut Vec<Problem>) -> Option<bool> {
    if body.len() > LONGEST {
        problems.push(Problem::TooLong { span: Span::new(source, base, base + first_line(body)) });
        return None;
    }
    let is_long = |run: &&str| run.len() > LONGEST_WORD && run.chars().count() > LONGEST_WORD;
    if body.len() > LONGEST_WORD
        && let Some(run) = body.split(|c: char| !c.is_alphanumeric()).find(is_long)
    {
        let start = base + body.find(run).unwrap_or(0);
        let end = start + run.chars().take(20).map(char::len_utf8).sum::<usize>();
        problems.push(Problem::WordTooLong { span: Span::new(source, start, end) });
        return None;
    }
    match depth::nest(body) {
        Ok(depth) => Some(depth > depth::SHALLOW),
        Err(at) => {
            problems.push(Problem::TooDeep { span: Span::new(source, base + at.start, base + at.end) });
            None
        }
    }
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
