//! Paths between the policies of a chain.

use super::problem::Problem;
use crate::syntax::ast::{DeclKind, File, Name};

/// Chains of documents are short; a longer one is a mistake.
const LONGEST: usize = 50;

/// What a policy extends, if it does.
pub(super) fn base_of(file: &File) -> Option<Name> {
    file.decls.iter().find_map(|decl| match &decl.kind {
        DeclKind::Policy(policy) => policy.extends.clone(),
        _ => None,
    })
}

/// The path of a base named in the policy at `path`; `chain` holds the paths up to it, leaf first.
pub(super) fn resolve(path: &str, base: &Name, chain: &[String]) -> Result<String, Problem> {
    let outside = || Problem::BaseOutside { span: base.span, path: base.text.to_string() };
    if chain.len() > LONGEST {
        return Err(Problem::ChainTooLong { span: base.span });
    }
    let named = base.text.replace('\\', "/");
    if named.starts_with('/') || named.contains([':', '\0']) {
        return Err(outside());
    }
    let found = tidy(&format!("{}{named}", folder(path))).ok_or_else(outside)?;
    if let Some(root) = root(path)
        && !found.starts_with(&root)
    {
        return Err(outside());
    }
    if chain.iter().any(|known| tidy(known).as_deref() == Some(&found)) {
        let mut round: Vec<String> = chain.to_vec();
        round.push(found);
        return Err(Problem::CircularBase { span: base.span, chain: round });
    }
    Ok(found)
}

/// The path of a base as a policy at `path` names it; `None` where no such path can be.
pub fn base_path(path: &str, named: &str) -> Option<String> {
    let named = named.replace('\\', "/");
    if named.starts_with('/') || named.contains([':', '\0']) {
        return None;
    }
    tidy(&format!("{}{named}", folder(path)))
}

/// The folder of a file, with its last `/`; empty for the folder one is in.
fn folder(path: &str) -> &str {
    path.rfind(['/', '\\']).and_then(|at| path.get(..=at)).unwrap_or("")
}

/// The folder of all policies: the innermost one of that name above a policy.
fn root(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    path.rfind("policies/").map(|at| path.get(..at + "policies/".len()).unwrap_or("").to_owned())
}

/// A path without `.` and inner `..`; `None` where it is empty.
pub fn tidy(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => return None,
            other => parts.push(other),
        }
    }
    let tidy = parts.join("/");
    (!tidy.is_empty()).then(|| if absolute { format!("/{tidy}") } else { tidy })
}

/// How the folder of `layer` is reached from that of `leaf`: empty where they are one, else with a last `/`.
pub(super) fn from_folder(leaf: &str, layer: &str) -> String {
    let (leaf, layer) = (tidy(leaf).unwrap_or_default(), tidy(layer).unwrap_or_default());
    let from: Vec<&str> = folder(&leaf).split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = folder(&layer).split('/').filter(|part| !part.is_empty()).collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len().saturating_sub(common));
    let down: String = to.iter().skip(common).map(|part| format!("{part}/")).collect();
    format!("{up}{down}")
}
