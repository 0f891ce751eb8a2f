//! What layers do to the declarations of others: who edits what, and what it has become.

use super::pieces::line_anchor;
use super::site::{Mention, Notes, Target};
use crate::ide::{FileIndex, Unit, Workspace, plain, resolve};
use crate::session::Loaded;
use crate::syntax::tokens::{Token, TokenKind};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// Words with which a layer edits what stands below it.
const EDITS: [&str; 5] = ["给定", "修改", "停用", "增加", "锁定"];

/// Marks around a text.
const QUOTES: [char; 4] = ['"', '“', '”', '＂'];

/// The edits of all files by the declaration that they are about: its path and where it starts.
pub(super) type Changes = HashMap<(String, usize), Vec<Mention>>;

pub(super) fn changes(workspace: &Workspace, pages: &HashMap<String, usize>, order: &[String]) -> Changes {
    let mut out = Changes::new();
    for path in order {
        let Some(file) = workspace.file(path) else { continue };
        let layer = super::gather::title(file);
        for index in 0..file.units.len() {
            let Some((keyword, start, home)) = edit(workspace, file, index) else { continue };
            let Some(page) = pages.get(path).copied() else { continue };
            let target = Some(Target { page, anchor: line_anchor(&file.source, start) });
            let mention = Mention { words: format!("{layer} · {keyword}"), target };
            let of = out.entry(home).or_default();
            if !of.contains(&mention) {
                of.push(mention);
            }
        }
    }
    out
}

/// The keyword of an edit, where it starts, and the declaration that it is about.
fn edit(workspace: &Workspace, file: &FileIndex, index: usize) -> Option<(&'static str, usize, (String, usize))> {
    let unit = file.units.get(index)?;
    let mut heads = unit.tokens.iter().filter_map(|token| match token.kind {
        TokenKind::Keyword(word) => Some(word),
        _ => None,
    });
    let head = heads.next().filter(|head| EDITS.contains(head))?;
    let found = |home| Some((head, unit.start, home));
    if heads.next() == Some("输出") {
        return output(workspace, file, &called(file, unit)?).and_then(found);
    }
    let inside = unit.start..unit.end;
    let mut uses = file.uses.iter().filter(|one| inside.contains(&one.span.start));
    let first = uses.next()?;
    let aim = if first.leads { uses.next().unwrap_or(first) } else { first };
    let meant = resolve(workspace, file.source.name(), aim);
    let meant = if meant.is_empty() { resolve(workspace, file.source.name(), first) } else { meant };
    let below = meant.into_iter().find(|found| found.file.source.name() != file.source.name());
    let home = below.and_then(|below| {
        let at = below.symbol()?.span.start;
        let home = below.file.units.get(below.file.unit_at(at)?)?.start;
        Some((below.file.source.name().to_owned(), home))
    });
    // An output gives way to whatever else bears its name.
    home.or_else(|| output(workspace, file, &called(file, unit)?)).and_then(found)
}

/// What an output or an edit is called: the first name behind its keywords.
fn called(file: &FileIndex, unit: &Unit) -> Option<Arc<str>> {
    let named = |token: &&Token| matches!(token.kind, TokenKind::Name | TokenKind::Text | TokenKind::Keyword("整体"));
    let token = unit.tokens.iter().find(named)?;
    Some(plain(file.word(unit, token).trim_matches(QUOTES)))
}

/// The output of this name in the nearest layer below a file.
fn output(workspace: &Workspace, file: &FileIndex, name: &str) -> Option<(String, usize)> {
    for path in workspace.chain(file.source.name()).into_iter().skip(1) {
        let Some(below) = workspace.file(&path) else { continue };
        let mut outputs = below
            .units
            .iter()
            .filter(|unit| unit.tokens.first().is_some_and(|token| token.kind == TokenKind::Keyword("输出")));
        let titled = |unit: &&Unit| title_of(below, unit).or_else(|| called(below, unit)).as_deref() == Some(name);
        if let Some(unit) = outputs.find(titled) {
            return Some((path, unit.start));
        }
    }
    None
}

/// 输出 … 为 "标题" : …
fn title_of(file: &FileIndex, unit: &Unit) -> Option<Arc<str>> {
    let head: Vec<&Token> = unit.tokens.iter().take_while(|token| token.kind != TokenKind::Colon).collect();
    let at = head.iter().position(|token| token.kind == TokenKind::Keyword("为"))?;
    let words = head.get(at + 1).filter(|token| token.kind == TokenKind::Text)?;
    Some(plain(file.word(unit, words).trim_matches(QUOTES)))
}

/// What a declaration has become in the policy that `loaded` is.
pub(super) fn become_of(loaded: &Loaded, path: &str, stretch: &Range<usize>, notes: &mut Notes) {
    let here = |span: crate::source::Span| {
        stretch.contains(&(span.start as usize))
            && loaded.sources.get(span.source).is_some_and(|source| source.name() == path)
    };
    let Some(held) = loaded.merged.held.iter().find(|held| here(held.decl.span)) else { return };
    notes.retired = held.retired;
    let layers: BTreeSet<usize> = held.text.pieces().map(|(_, layer)| layer).collect();
    if held.retired || layers.iter().all(|layer| *layer == held.layer) {
        return;
    }
    for (text, layer) in held.text.pieces() {
        let name = (layer != held.layer).then(|| loaded.merged.names.get(layer).map(ToString::to_string)).flatten();
        notes.now.push((text.replace('\r', ""), name));
    }
}
