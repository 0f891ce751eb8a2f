//! The consolidated text (合并文本): one policy that reads and runs as the whole chain does, each line with its layer.

use super::{Held, Merged};
use crate::source::{Sources, Span};
use crate::syntax::ast::DeclKind;
use std::sync::Arc;

/// The text of a merged policy. With `marks`, every line ends in a comment that names its layer.
pub fn consolidate(merged: &Merged, sources: &Sources, marks: bool) -> String {
    let mut out = String::new();
    if let Some(header) = merged.file.decls.iter().find(|decl| matches!(decl.kind, DeclKind::Policy(_))) {
        let text = without_extends(sources.slice(header.span));
        let top = merged.names.len().saturating_sub(1);
        let mut pieces = vec![(text.clone(), top)];
        if let DeclKind::Policy(policy) = &header.kind
            && let Some(day) = policy.day
            && !text.contains("基准日")
            && !text.contains("as-of")
        {
            pieces.push((format!("\n  基准日 {day}"), top));
        }
        write(&mut out, &pieces, &merged.names, marks);
    }
    let mut current: Option<Arc<str>> = None;
    for held in merged.held.iter().filter(|held| !held.retired) {
        let wanted = held.scope.as_ref().map(|scope| scope.text.clone());
        if held.decl.kind.is_scoped() {
            if wanted != current {
                let line = held
                    .scope
                    .as_ref()
                    .map_or_else(|| "整体：".to_owned(), |scope| format!("每个 {}：", quoted(&scope.text)));
                write(&mut out, &[(line, held.layer)], &merged.names, marks);
            }
            current = wanted;
        } else if !matches!(held.decl.kind, DeclKind::Output(_)) {
            current = None;
        }
        write(&mut out, &patched(held, sources), &merged.names, marks);
    }
    out
}

/// A name that needs quotes gets them.
fn quoted(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '·') {
        name.to_owned()
    } else {
        format!("「{name}」")
    }
}

/// `继承 "…"` has done its work.
fn without_extends(text: &str) -> String {
    for word in ["继承", "extends"] {
        if let Some(at) = text.find(word) {
            let rest = text.get(at..).unwrap_or("");
            let mut quotes = rest.char_indices().filter(|(_, c)| matches!(c, '"' | '“' | '”' | '＂'));
            if let (Some(_), Some((end, c))) = (quotes.next(), quotes.next()) {
                let before = text.get(..at).unwrap_or("").trim_end();
                let after = rest.get(end + c.len_utf8()..).unwrap_or("");
                return format!("{before}{after}");
            }
        }
    }
    text.to_owned()
}

/// A declaration's text with its patches, in pieces by layer.
fn patched(held: &Held, sources: &Sources) -> Vec<(String, usize)> {
    let mut pieces = Vec::new();
    render(held, held.decl.span, held.layer, sources, &mut pieces);
    pieces
}

/// A stretch of a layer's text with what upper layers put in its place, and what still higher ones put into that.
fn render(held: &Held, whole: Span, layer: usize, sources: &Sources, pieces: &mut Vec<(String, usize)>) {
    let inside = |at: Span| at.source == whole.source && at.start >= whole.start && at.end <= whole.end;
    let mut patches: Vec<_> =
        held.patches.iter().filter(|patch| inside(patch.at) && patch.text != Some(whole)).collect();
    // Stable, so that what was inserted first stands first.
    patches.sort_by_key(|patch| (patch.at.start, patch.at.end));
    let mut at = whole.start;
    for patch in patches {
        if patch.at.start < at {
            continue;
        }
        pieces.push((sources.slice(Span { source: whole.source, start: at, end: patch.at.start }).to_owned(), layer));
        pieces.push((patch.before.clone(), patch.layer));
        if let Some(text) = patch.text {
            render(held, text, patch.layer, sources, pieces);
        }
        pieces.push((patch.after.to_owned(), patch.layer));
        at = patch.at.end;
    }
    pieces.push((sources.slice(Span { source: whole.source, start: at, end: whole.end }).to_owned(), layer));
}

fn write(out: &mut String, pieces: &[(String, usize)], names: &[Arc<str>], marks: bool) {
    let mut line = String::new();
    let mut layer = 0;
    let mut flush = |line: &mut String, layer: &mut usize| {
        if !line.trim().is_empty() {
            out.push_str(line.trim_end());
            if marks {
                let name = names.get(*layer).map_or("", |name| name);
                out.push_str(&format!("  # ← {name}"));
            }
            out.push('\n');
        }
        line.clear();
        *layer = 0;
    };
    for (text, of) in pieces {
        let mut lines = text.split('\n').peekable();
        while let Some(part) = lines.next() {
            let part = part.trim_end_matches('\r');
            if !part.trim().is_empty() {
                layer = layer.max(*of);
            }
            line.push_str(part);
            if lines.peek().is_some() {
                flush(&mut line, &mut layer);
            }
        }
    }
    flush(&mut line, &mut layer);
    out.push('\n');
}

/// Every declaration of a merged policy by name, in canonical form: what a receipt keeps to say later which one changed.
pub fn fingerprints(merged: &Merged, sources: &Sources) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for held in merged.held.iter().filter(|held| !held.retired) {
        let text: String = patched(held, sources).into_iter().map(|(text, _)| text).collect();
        let name = held
            .decl
            .kind
            .name()
            .map_or_else(|| super::canon(&text).chars().take(24).collect(), |name| name.to_string());
        let name = held.scope.as_ref().map_or(name.clone(), |scope| format!("{}.{name}", scope.text));
        all.push((name, super::canon(&text)));
    }
    all
}
