//! The CSV files that a policy names: found from its folder, never outside it, each read once.

use super::problem::Problem;
use super::world::World;
use crate::data::list;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{DeclKind, File, ListSource, Name};
use std::collections::BTreeMap;

/// The rows of all files that lists and lookup tables name, by the path as written.
pub(super) fn read(
    world: &dyn World,
    policy: &str,
    file: &File,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut files = BTreeMap::new();
    for name in named(file) {
        if files.contains_key(&*name.text) {
            continue;
        }
        match one(world, policy, &name.text, name.span) {
            Ok(rows) => {
                files.insert(name.text.to_string(), rows);
            }
            Err(problem) => problems.push(problem.diagnostic()),
        }
    }
    files
}

fn named(file: &File) -> Vec<&Name> {
    let mut names = Vec::new();
    for decl in &file.decls {
        match &decl.kind {
            DeclKind::List { values: ListSource::File { path, .. }, .. } => names.push(path),
            DeclKind::Lookup(lookup) => names.extend(&lookup.file),
            DeclKind::List { values: ListSource::Values(_), .. }
            | DeclKind::Policy(_)
            | DeclKind::Unit { .. }
            | DeclKind::Param(_)
            | DeclKind::Enum { .. }
            | DeclKind::Table(_)
            | DeclKind::Derived(_)
            | DeclKind::Each(_)
            | DeclKind::Whole
            | DeclKind::Formula { .. }
            | DeclKind::Assessment(_)
            | DeclKind::Except { .. }
            | DeclKind::Exclude(_)
            | DeclKind::Reinstate { .. }
            | DeclKind::Allocate(_)
            | DeclKind::Assert { .. }
            | DeclKind::Oblige { .. }
            | DeclKind::Given(_)
            | DeclKind::Amend { .. }
            | DeclKind::Retire(_)
            | DeclKind::Lock(_)
            | DeclKind::Extend { .. }
            | DeclKind::Output(_) => {}
        }
    }
    names
}

fn one(world: &dyn World, policy: &str, path: &str, span: Span) -> Result<Vec<Vec<String>>, Problem> {
    let written = path.to_owned();
    let Some(within) = beside(policy, path) else {
        return Err(Problem::Outside { span, path: written });
    };
    let bytes = world.read(&within).map_err(|error| Problem::ListUnreadable {
        span,
        path: written,
        kind: error.kind(),
        said: error.to_string(),
    })?;
    list::read(path, &bytes).map_err(|problem| Problem::ListBroken {
        span,
        message: problem.sentence(),
        help: problem.help,
    })
}

/// The path of a file named in a policy; `None` where it would leave the policy's folder.
pub(super) fn beside(policy: &str, path: &str) -> Option<String> {
    // A layer's own files were checked where they are named; seen from the leaf they may stand above it.
    let inner = path.trim_start_matches("../");
    let layered = inner.len() < path.len();
    let outward = |part: &str| part.is_empty() || part == "." || part == "..";
    if path.contains(['\\', ':', '\0']) || inner.split('/').any(outward) {
        return None;
    }
    let folder = policy.rfind(['/', '\\']).and_then(|at| policy.get(..=at)).unwrap_or("");
    let joined = format!("{folder}{path}");
    if layered { super::chain::tidy(&joined) } else { Some(joined) }
}

/// Writes the paths of a layer's files as seen from the leaf of the chain.
pub(super) fn rebase(file: &mut File, leaf: &str, layer: &str) {
    let prefix = super::chain::from_folder(leaf, layer);
    for decl in &mut file.decls {
        let path = match &mut decl.kind {
            DeclKind::List { values: ListSource::File { path, .. }, .. } => Some(path),
            DeclKind::Lookup(lookup) => lookup.file.as_mut(),
            _ => None,
        };
        if let Some(path) = path
            && !prefix.is_empty()
        {
            path.text = format!("{prefix}{}", path.text).into();
        }
    }
}
