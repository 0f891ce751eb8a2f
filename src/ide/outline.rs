//! What a file and the workspace hold: symbols, stretches to fold, words to colour.

use super::index::{FileIndex, Symbol, SymbolKind};
use super::resolve::resolve;
use super::workspace::{Found, Workspace};
use crate::syntax::tokens::TokenKind;
use std::collections::HashMap;
use std::ops::Range;

/// A symbol with those that it holds: a table and its columns.
#[derive(Clone, Debug)]
pub struct Node {
    pub symbol: Symbol,
    pub inner: Vec<Node>,
}

/// The symbols of a file, as a tree.
pub fn outline(file: &FileIndex) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    for symbol in &file.symbols {
        let node = Node { symbol: symbol.clone(), inner: Vec::new() };
        let inner = matches!(
            symbol.kind,
            SymbolKind::Column | SymbolKind::Value | SymbolKind::Indicator | SymbolKind::Key | SymbolKind::Result
        );
        let holds =
            |outer: &Node| outer.symbol.whole.start <= symbol.span.start && symbol.span.end <= outer.symbol.whole.end;
        match out.last_mut().filter(|outer| inner && holds(outer)) {
            Some(outer) => outer.inner.push(node),
            None => out.push(node),
        }
    }
    out
}

/// Symbols of all files whose names hold some letters, those that start so first.
pub fn search(workspace: &Workspace, query: &str) -> Vec<Found> {
    let query = crate::syntax::fold(query);
    let mut found: Vec<(bool, Found)> = Vec::new();
    for path in workspace.paths() {
        let Some(file) = workspace.file(path) else { continue };
        for (symbol, one) in file.symbols.iter().enumerate().filter(|(_, one)| one.name.contains(&*query)) {
            found.push((!one.name.starts_with(&*query), Found { file: file.clone(), symbol }));
        }
    }
    found.sort_by_key(|(inside, _)| *inside);
    found.into_iter().map(|(_, found)| found).collect()
}

/// Lines (from 0) from which to which something can be folded.
pub fn folds(file: &FileIndex) -> Vec<(usize, usize)> {
    let line = |at: usize| file.source.line_of(u32::try_from(at).unwrap_or(u32::MAX));
    let lines = file.units.iter().map(|unit| (line(unit.start), line(unit.end.max(unit.start + 1) - 1)));
    lines.filter(|(start, end)| start < end).collect()
}

/// What a word is coloured as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Keyword,
    Type,
    Function,
    Number,
    Text,
    Comment,
    Operator,
    Basis,
    /// What a name stands for.
    Name(SymbolKind),
}

/// The coloured words of a file, in order.
pub fn colours(workspace: &Workspace, path: &str) -> Vec<(Range<usize>, Colour)> {
    let Some(file) = workspace.file(path) else { return Vec::new() };
    let mut names: HashMap<usize, SymbolKind> = HashMap::new();
    for symbol in &file.symbols {
        names.insert(symbol.span.start, symbol.kind);
    }
    for one in &file.uses {
        if let Some(symbol) = resolve(workspace, path, one).first().and_then(Found::symbol) {
            names.insert(one.span.start, symbol.kind);
        }
    }
    let mut out = Vec::new();
    for unit in &file.units {
        for token in unit.tokens.iter() {
            let span = unit.start + token.start..unit.start + token.end;
            let named = names.get(&span.start).map(|kind| Colour::Name(*kind));
            let colour = match token.kind {
                TokenKind::Keyword(_) => Some(Colour::Keyword),
                TokenKind::Type => named.or(Some(Colour::Type)),
                TokenKind::Function => named.or(Some(Colour::Function)),
                TokenKind::Name => named,
                TokenKind::Number | TokenKind::Date => Some(Colour::Number),
                TokenKind::Text => Some(Colour::Text),
                TokenKind::Comment => Some(Colour::Comment),
                TokenKind::Basis => Some(Colour::Basis),
                TokenKind::Operator | TokenKind::Sign | TokenKind::Arrow => Some(Colour::Operator),
                TokenKind::Data
                | TokenKind::Comma
                | TokenKind::Colon
                | TokenKind::Dot
                | TokenKind::Open { .. }
                | TokenKind::Close
                | TokenKind::Bar
                | TokenKind::Joint => None,
            };
            out.extend(colour.map(|colour| (span, colour)));
        }
    }
    out
}
