//! One file as an editor sees it: its declarations' tokens, what it declares and what it names. A file that does not
//! read whole is indexed all the same; a declaration whose text did not change is not read again.

use super::lex;
use crate::format::{Style, format_source_known};
use crate::source::Source;
use crate::syntax::fold;
use crate::syntax::tokens::{self, Token, TokenKind};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SymbolKind {
    Policy,
    Unit,
    Param,
    Enum,
    Value,
    List,
    Lookup,
    /// What a lookup gives, if it is named.
    Result,
    /// A key of a lookup, known inside it.
    Key,
    Table,
    Column,
    Formula,
    Assessment,
    Indicator,
    Exception,
    Allocation,
    Assertion,
    Case,
}

/// A name where it is declared.
#[derive(Clone, Debug)]
pub struct Symbol {
    pub kind: SymbolKind,
    pub name: Arc<str>,
    /// The table of a column or formula, the assessment of an indicator, the enum of a value.
    pub owner: Option<Arc<str>>,
    /// The table that a column refers to.
    pub target: Option<Arc<str>>,
    /// The name of its type, if one is written.
    pub ty: Option<Arc<str>>,
    /// Bytes of the name.
    pub span: Range<usize>,
    /// Bytes of the declaration.
    pub whole: Range<usize>,
}

/// A name where it is used.
#[derive(Clone, Debug)]
pub struct Use {
    pub name: Arc<str>,
    /// What stands before it, parted by points.
    pub prefix: Vec<Arc<str>>,
    /// The table whose rows the rule is about.
    pub scope: Option<Arc<str>>,
    /// The table that was last named before it in the declaration: inside an aggregate its columns need no prefix.
    pub near: Option<Arc<str>>,
    pub called: bool,
    pub leads: bool,
    pub is_type: bool,
    /// A cell of the heading of a case's table, where a name is written without quotes.
    pub raw: bool,
    pub span: Range<usize>,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Unit {
    pub start: usize,
    pub end: usize,
    /// Relative to its start.
    pub tokens: Arc<[Token]>,
    /// Whether it could be read.
    pub sound: bool,
    pub scope: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub struct FileIndex {
    pub source: Source,
    pub units: Vec<Unit>,
    pub symbols: Vec<Symbol>,
    pub uses: Vec<Use>,
    /// 继承: the words and their place.
    pub extends: Option<(String, Range<usize>)>,
}

impl FileIndex {
    /// The index of a text; declarations that stood in the one before are taken over from it.
    pub fn new(path: &str, text: &str, before: Option<&FileIndex>) -> FileIndex {
        let mut known: HashMap<&str, &Unit> = HashMap::new();
        for unit in before.map_or(&[][..], |before| &before.units) {
            let body = before.and_then(|before| before.source.text().get(unit.start..unit.end));
            known.insert(body.unwrap_or(""), unit);
        }
        let source = Source::new(path, text);
        let text = source.text();
        let one = |(start, end): (usize, usize)| {
            let body = text.get(start..end).unwrap_or("");
            if let Some(unit) = known.get(body) {
                return Unit { start, end, scope: None, ..(*unit).clone() };
            }
            let read = tokens::read(body);
            let sound = read.is_some();
            let tokens = read.unwrap_or_else(|| lex::lex(body)).into();
            Unit { start, end, tokens, sound, scope: None }
        };
        let units = tokens::stretches(text).into_iter().map(one).collect();
        let mut index = FileIndex { source, units, symbols: Vec::new(), uses: Vec::new(), extends: None };
        let mut scope = None;
        for at in 0..index.units.len() {
            super::names::collect(&mut index, at, &mut scope);
        }
        index
    }

    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The text in the one layout; what was read for the index is not read again.
    pub fn laid_out(&self) -> String {
        let sound = self.units.iter().filter(|unit| unit.sound);
        let known: HashMap<&str, &Unit> =
            sound.filter_map(|unit| Some((self.text().get(unit.start..unit.end)?, unit))).collect();
        format_source_known(&self.source, &Style::default(), &|body| known.get(body).map(|unit| unit.tokens.to_vec()))
    }

    /// The declaration that holds a byte, or that it stands behind.
    pub fn unit_at(&self, offset: usize) -> Option<usize> {
        self.units.partition_point(|unit| unit.start <= offset).checked_sub(1)
    }

    /// The text of a token of a declaration.
    pub fn word(&self, unit: &Unit, token: &Token) -> &str {
        self.text().get(unit.start + token.start..unit.start + token.end).unwrap_or("")
    }

    /// The token at a byte: the one that holds it, or else the one that ends there.
    pub fn token_at(&self, offset: usize) -> Option<(&Unit, usize)> {
        let unit = self.units.get(self.unit_at(offset)?)?;
        let at = offset - unit.start;
        let holds = |token: &Token| token.start <= at && at < token.end;
        let found = unit.tokens.iter().position(holds).or_else(|| {
            unit.tokens.iter().position(|token| token.end == at && !matches!(token.kind, TokenKind::Comment))
        })?;
        Some((unit, found))
    }
}

/// A name as names are compared.
pub fn plain(text: &str) -> Arc<str> {
    fold(text.trim_matches(['「', '」', '『', '』'])).into()
}
