//! The consolidated text (合并文本): one policy that reads and runs as the whole chain does, each line with its layer.

use super::Merged;
use crate::source::Sources;
use crate::syntax::ast::{Class, DeclKind};
use crate::syntax::canon;
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
        let pieces: Vec<(String, usize)> = held.text.pieces().map(|(text, layer)| (text.to_owned(), layer)).collect();
        write(&mut out, &pieces, &merged.names, marks);
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
pub fn fingerprints(merged: &Merged) -> Vec<(String, String)> {
    let headers = merged.file.decls.iter().filter(|decl| decl.kind.class() == Class::Header);
    let mut all: Vec<(String, String)> = headers.map(|header| ("政策".to_owned(), canon::decl(header))).collect();
    for held in merged.held.iter().filter(|held| !held.retired) {
        let said = canon::decl(&held.decl);
        let name = held.decl.kind.name().map_or_else(|| said.chars().take(24).collect(), |name| name.to_string());
        let name = held.scope.as_ref().map_or(name.clone(), |scope| format!("{}.{name}", scope.text));
        all.push((name, said));
    }
    all
}
