//! The CSV files that a policy names: found from its folder, never outside it, each read once.

use super::problem::Problem;
use super::world::World;
use crate::data::list;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{Clause, DeclKind, File, Name};
use std::collections::BTreeMap;

/// The rows of all files that lists and lookup tables name, by the path as written.
pub(super) fn read(
    world: &dyn World,
    policy: &str,
    file: &File,
    refused: &[Span],
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut files = BTreeMap::new();
    for name in named(file) {
        if refused.contains(&name.span) || files.contains_key(&*name.text) {
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
    file.decls.iter().filter_map(|decl| decl.kind.file()).collect()
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

/// The path of a file as seen from the leaf of a chain; a layer's own files may stand above the leaf.
fn beside(policy: &str, path: &str) -> Option<String> {
    let folder = policy.rfind(['/', '\\']).and_then(|at| policy.get(..=at)).unwrap_or("");
    let joined = format!("{folder}{path}");
    if path.starts_with("../") { super::chain::tidy(&joined) } else { Some(joined) }
}

/// Whether a path, as written in a policy, would leave the policy's folder.
fn leaves(path: &str) -> bool {
    let outward = |part: &str| part.is_empty() || part == "." || part == "..";
    path.contains(['\\', ':', '\0']) || path.split('/').any(outward)
}

/// The files that a policy, as written, names outside its folder: they are told, and never read.
pub(super) fn refuse(file: &File, text: &str, problems: &mut Vec<Diagnostic>) -> Vec<Span> {
    let mut all: Vec<Name> = named(file).into_iter().cloned().collect();
    all.extend(file.decls.iter().filter_map(|decl| amended(&decl.kind, text)));
    all.retain(|name| leaves(&name.text));
    let problem = |name: &Name| Problem::Outside { span: name.span, path: name.text.to_string() }.diagnostic();
    problems.extend(all.iter().map(problem));
    all.iter().map(|name| name.span).collect()
}

/// The file that an edit puts for another.
fn amended(kind: &DeclKind, text: &str) -> Option<Name> {
    let DeclKind::Amend { target, new, .. } = kind else { return None };
    let quoted = text.get(new.start as usize..new.end as usize)?;
    let path = quoted.split(['"', '“', '”', '＂']).nth(1)?;
    (target.clause == Some(Clause::From)).then(|| Name { text: path.into(), span: *new })
}

#[cfg(test)]
mod tests {
    use super::{beside, leaves};

    #[test]
    fn files_stay_in_the_folder_of_the_policy() {
        assert_eq!(beside("p/a.policy", "lists/b.csv").as_deref(), Some("p/lists/b.csv"));
        assert_eq!(beside("a.policy", "b.csv").as_deref(), Some("b.csv"));
        assert_eq!(beside("C:\\p\\a.policy", "b.csv").as_deref(), Some("C:\\p\\b.csv"));
        assert_eq!(beside("p/city/a.policy", "../nation/b.csv").as_deref(), Some("p/nation/b.csv"));
        for path in
            ["../b.csv", "lists/../../b.csv", "/b.csv", "C:/b.csv", "lists\\b.csv", "", "lists//b.csv", "./b.csv"]
        {
            assert!(leaves(path), "{path}");
        }
        assert!(!leaves("lists/b.csv"));
    }
}
