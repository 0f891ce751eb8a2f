//! What is shown between the words: values of parameters in the active batch, and what can be started where.

use super::index::SymbolKind;
use super::look::param_value;
use super::resolve::resolve;
use super::workspace::{Found, Workspace};
use crate::diagnostic::Lang;
use crate::session::{ENDING, policy_of};
use std::ops::Range;

/// A remark behind a byte of the text.
#[derive(Clone, Debug)]
pub struct Inlay {
    pub at: usize,
    pub text: String,
}

/// The values of the parameters that a stretch of a file uses, as the policy `active` has them.
pub fn inlays(workspace: &Workspace, path: &str, stretch: Range<usize>, active: &str, lang: Lang) -> Vec<Inlay> {
    let Some(file) = workspace.file(path) else { return Vec::new() };
    let Some(program) = workspace.checked(active).and_then(|loaded| loaded.program.as_ref()) else { return Vec::new() };
    let mut out = Vec::new();
    for one in file.uses.iter().filter(|one| stretch.contains(&one.span.start) && !one.raw) {
        let found = resolve(workspace, path, one);
        let Some(symbol) = found.first().and_then(Found::symbol) else { continue };
        if symbol.kind != SymbolKind::Param {
            continue;
        }
        if let Some(param) = program.params.iter().find(|param| param.name == symbol.name) {
            out.push(Inlay { at: one.span.end, text: param_value(program, param, lang) });
        }
    }
    out
}

/// What a lens starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Test,
    Coverage,
}

/// A line above a declaration that starts something.
#[derive(Clone, Debug)]
pub struct Lens {
    pub span: Range<usize>,
    pub action: Action,
    /// The file of cases, or the policy that holds cases itself.
    pub path: String,
    /// The case, where it is one alone.
    pub case: Option<String>,
}

/// The lenses of a file: over its header where it has cases, and over each case.
pub fn lenses(workspace: &Workspace, path: &str) -> Vec<Lens> {
    let Some(file) = workspace.file(path) else { return Vec::new() };
    let mut out = Vec::new();
    for symbol in file.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Case) {
        let case = Some(symbol.name.to_string());
        out.push(Lens { span: symbol.span.clone(), action: Action::Test, path: path.to_owned(), case });
    }
    let own = !out.is_empty();
    let beside: Vec<String> = workspace
        .paths()
        .filter(|other| other.ends_with(ENDING) && policy_of(other).iter().any(|policy| policy == path))
        .cloned()
        .collect();
    let cases = if own { vec![path.to_owned()] } else { beside };
    let header = file.symbols.iter().find(|symbol| symbol.kind == SymbolKind::Policy).map(|symbol| symbol.span.clone());
    if let Some(span) = header.or_else(|| path.ends_with(ENDING).then_some(0..0)) {
        for cases in cases {
            for action in [Action::Test, Action::Coverage] {
                out.push(Lens { span: span.clone(), action, path: cases.clone(), case: None });
            }
        }
    }
    out
}
