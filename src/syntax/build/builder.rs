//! The builder, and the small parts that every declaration is made of.

use super::places::{Origin, Places};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Basis, Clauses, Decl, Expr, InForce, Name, Row};
use crate::syntax::fold;
use crate::syntax::grammar::{Rule, is_keyword};
use crate::syntax::problem::Problem;
use pest::iterators::{Pair, Pairs};
use std::sync::Arc;

/// A part could not be built; its problem has been reported.
pub struct Broken;
pub type Built<T> = Result<T, Broken>;

/// Turns the pairs of one declaration into its tree.
pub struct Builder<'a> {
    body: &'a str,
    places: Places<'a>,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl<'a> Builder<'a> {
    /// A builder for a declaration with text `body` that starts at byte `base` of `source`.
    pub fn new(source: SourceId, base: usize, body: &'a str, problems: &'a mut Vec<Problem>) -> Self {
        Builder { body, places: Places::Stretch(source, base), problems }
    }

    /// A builder for text whose pieces stand in several places, or in one for all of it.
    pub fn woven(body: &'a str, origins: &'a [Origin], problems: &'a mut Vec<Problem>) -> Self {
        Builder { body, places: Places::Woven(origins), problems }
    }

    /// A lone table row.
    pub fn lone_row(mut self, pair: Pair<Rule>) -> Option<Row> {
        self.row(pair, None).ok()
    }

    /// A place's text as written.
    pub(super) fn written(&self, span: Span) -> String {
        self.places.range(span).and_then(|range| self.body.get(range)).unwrap_or("").to_owned()
    }

    /// The declaration, unless a part of it was reported as broken.
    pub fn declaration(mut self, pair: Pair<Rule>) -> Option<Decl> {
        self.decl(pair).ok()
    }

    /// A lone expression.
    pub fn lone(mut self, pair: Pair<Rule>) -> Option<Expr> {
        self.expr(pair).ok()
    }

    pub(super) fn span(&self, pair: &Pair<Rule>) -> Span {
        let start = pair.as_span().start();
        self.places.span(start, start + without_tail(pair.as_str()).len())
    }

    pub(super) fn report<T>(&mut self, problem: Problem) -> Built<T> {
        self.problems.push(problem);
        Err(Broken)
    }

    /// The next part, which the grammar promises; a broken promise is reported as unreadable text, never a panic.
    pub(super) fn next<'i>(&mut self, pairs: &mut Pairs<'i, Rule>, of: Span) -> Built<Pair<'i, Rule>> {
        match pairs.next() {
            Some(pair) => Ok(pair),
            None => self.report(Problem::Lacks { span: of, clause: "内容", example: "公式 名称 = 算式" }),
        }
    }

    pub(super) fn name(&mut self, pair: &Pair<Rule>) -> Name {
        let span = self.span(pair);
        let text = pair.as_str().trim_matches(['「', '」', '『', '』']);
        Name { text: fold(text).into(), span }
    }

    /// The content of a quoted text, as written.
    pub(super) fn text(&mut self, pair: &Pair<Rule>) -> Arc<str> {
        pair.as_str().trim_matches(['"', '“', '”', '＂']).into()
    }

    /// A quoted text with its place.
    pub(super) fn text_name(&mut self, pair: &Pair<Rule>) -> Name {
        Name { text: self.text(pair), span: self.span(pair) }
    }

    pub(super) fn basis(&mut self, pair: Pair<Rule>) -> Basis {
        let span = self.span(&pair);
        let body = pair.into_inner().find(|inner| inner.as_rule() == Rule::basis_text);
        let body = body.as_ref().map_or("", |inner| inner.as_str()).trim();
        let quote_at = body.find(['"', '“', '”', '＂']);
        let (text, quote) = match quote_at {
            Some(at) => (body.get(..at).unwrap_or(body), body.get(at..)),
            None => (body, None),
        };
        Basis {
            text: text.trim().into(),
            quote: quote.map(|quote| quote.trim_matches(['"', '“', '”', '＂', ' ']).into()),
            span,
        }
    }

    pub(super) fn in_force(&mut self, pair: Pair<Rule>) -> Built<InForce> {
        let mut force = InForce { span: self.span(&pair), ..InForce::default() };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::since | Rule::till => {
                    let since = part.as_rule() == Rule::since;
                    if let Some(date) = part.into_inner().find(|inner| inner.as_rule() == Rule::date) {
                        let date = Some(self.date(&date)?);
                        if since {
                            force.from = date;
                        } else {
                            force.to = date;
                        }
                    }
                }
                Rule::date => force.from = Some(self.date(&part)?),
                _ => {}
            }
        }
        Ok(force)
    }

    /// Takes a clause that any declaration may carry; gives the pair back if it is none.
    pub(super) fn clause<'i>(&mut self, pair: Pair<'i, Rule>, clauses: &mut Clauses) -> Built<Option<Pair<'i, Rule>>> {
        match pair.as_rule() {
            Rule::basis => clauses.bases.push(self.basis(pair)),
            Rule::note => clauses.note = self.note(pair),
            Rule::in_force => clauses.in_force = Some(self.in_force(pair)?),
            Rule::issued => {
                if let Some(date) = parts(pair).next() {
                    clauses.issued = Some(self.date(&date)?);
                }
            }
            Rule::group_name => clauses.group = pair.into_inner().last().map(|name| self.name(&name)),
            _ => return Ok(Some(pair)),
        }
        Ok(None)
    }

    pub(super) fn note(&mut self, pair: Pair<Rule>) -> Option<Arc<str>> {
        pair.into_inner().find(|inner| inner.as_rule() == Rule::text).map(|text| self.text(&text))
    }

    /// Puts a clause in its place, or reports that it stands twice.
    pub(super) fn once<T>(&mut self, place: &mut Option<T>, value: T, span: Span, clause: &'static str) -> Built<()> {
        if place.is_some() {
            return self.report(Problem::Twice { span, clause });
        }
        *place = Some(value);
        Ok(())
    }
}

/// Whether a rule is a keyword or punctuation, which the tree does not keep.
fn is_mark(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::comma | Rule::colon | Rule::equals | Rule::arrow | Rule::open_paren | Rule::close_paren | Rule::EOI
    ) || is_keyword(rule)
}

/// The parts of a pair without keywords and punctuation.
pub(super) fn parts(pair: Pair<Rule>) -> impl Iterator<Item = Pair<Rule>> {
    pair.into_inner().filter(|inner| !is_mark(inner.as_rule()))
}

/// A text without the blanks and comments behind it, which the parser has already passed over.
pub(in crate::syntax) fn without_tail(text: &str) -> &str {
    let mut text = text.trim_end();
    loop {
        let line = text.rfind('\n').map_or(0, |at| at + 1);
        let last = text.get(line..).unwrap_or("");
        // One of these bytes begins the sign of a comment; most texts have none.
        if !last.bytes().any(|byte| matches!(byte, b'#' | 0xEF)) {
            return text;
        }
        let mut quoted = false;
        let comment = last.char_indices().find(|(_, c)| {
            quoted ^= matches!(c, '"' | '“' | '”' | '＂');
            !quoted && matches!(c, '#' | '＃')
        });
        match comment {
            Some((at, _)) if line + at > 0 => text = text.get(..line + at).unwrap_or("").trim_end(),
            Some(_) | None => return text,
        }
    }
}
