//! Where a thing is declared, amended and used, across layers; and a new name for it everywhere.

use super::index::Use;
use super::resolve::resolve;
use super::workspace::{Identity, Named, Place, Workspace, identity};
use crate::session::base_path;
use crate::syntax::tokens::TokenKind;

/// Where the thing under the cursor is declared; for the path behind 继承 the file itself.
pub fn definition(workspace: &Workspace, path: &str, offset: usize) -> Vec<Place> {
    if let Some(place) = file_under(workspace, path, offset) {
        return vec![place];
    }
    workspace.targets(path, offset).iter().filter_map(super::workspace::Found::place).collect()
}

fn file_under(workspace: &Workspace, path: &str, offset: usize) -> Option<Place> {
    let file = workspace.file(path)?;
    let (unit, at) = file.token_at(offset)?;
    let token = unit.tokens.get(at).filter(|token| token.kind == TokenKind::Text)?;
    let before = at.checked_sub(1).and_then(|at| unit.tokens.get(at))?;
    if !matches!(before.kind, TokenKind::Keyword("继承" | "来自")) {
        return None;
    }
    let words = file.word(unit, token).trim_matches(['"', '“', '”', '＂']);
    Some(Place { path: base_path(path, words)?, span: 0..0 })
}

/// Everything that names the thing under the cursor, its declarations among it.
pub fn references(workspace: &Workspace, path: &str, offset: usize) -> Vec<Place> {
    occurrences(workspace, path, offset).into_iter().map(|(place, _)| place).collect()
}

fn occurrences(workspace: &Workspace, path: &str, offset: usize) -> Vec<(Place, bool)> {
    let targets = workspace.targets(path, offset);
    let wanted: Vec<Identity> = targets.iter().filter_map(|found| found.symbol().map(identity)).collect();
    let (Some(first), Some(name)) = (wanted.first(), wanted.first().map(|(_, _, name)| name.clone())) else {
        return Vec::new();
    };
    let homes: Vec<String> = targets.iter().filter_map(|found| found.place().map(|place| place.path)).collect();
    let mut out = Vec::new();
    for path in workspace.paths() {
        let chain = workspace.chain(path);
        let Some(file) = workspace.file(path) else { continue };
        if !homes.iter().any(|home| chain.contains(home)) {
            continue;
        }
        for symbol in file.symbols.iter().filter(|symbol| identity(symbol) == *first) {
            out.push((Place { path: path.clone(), span: symbol.span.clone() }, false));
        }
        let same = |one: &&Use| {
            one.name == name
                && resolve(workspace, path, one)
                    .iter()
                    .any(|found| found.symbol().map(identity).as_ref() == Some(first))
        };
        for one in file.uses.iter().filter(same) {
            out.push((Place { path: path.clone(), span: one.span.clone() }, one.raw));
        }
    }
    out.sort_by(|(a, _), (b, _)| (&a.path, a.span.start).cmp(&(&b.path, b.span.start)));
    out.dedup();
    out
}

/// Why a thing is not renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRename {
    /// There is no name under the cursor, or nobody declared it.
    Nothing,
    /// The new name is empty or has a quotation mark or line end in it.
    BadName,
    /// Something of that name can be seen already.
    Taken,
}

/// The places that change with a new name, and what each becomes.
///
/// # Errors
/// Why the thing is not renamed.
pub fn rename(workspace: &Workspace, path: &str, offset: usize, new: &str) -> Result<Vec<(Place, String)>, NoRename> {
    let new = new.trim().trim_matches(['「', '」']).trim();
    if new.is_empty() || new.contains(['「', '」', '『', '』', '\n', '"', '|']) {
        return Err(NoRename::BadName);
    }
    let all = occurrences(workspace, path, offset);
    if all.is_empty() {
        return Err(NoRename::Nothing);
    }
    let owner = workspace.targets(path, offset).first().and_then(|found| found.symbol().map(|one| one.owner.clone()));
    let taken = |path: &str| {
        let visible = workspace.visible(path);
        let same = visible.get(new).into_iter().flatten().filter_map(super::workspace::Found::symbol);
        same.into_iter().any(|symbol| owner.as_ref() == Some(&symbol.owner))
    };
    if all.iter().any(|(place, _)| taken(&place.path)) {
        return Err(NoRename::Taken);
    }
    let written = if is_plain(new) { new.to_owned() } else { format!("「{new}」") };
    Ok(all.into_iter().map(|(place, raw)| (place, if raw { new.to_owned() } else { written.clone() })).collect())
}

/// Whether a name needs no quotes: the parser takes it for one.
fn is_plain(name: &str) -> bool {
    let text = format!("公式 {name} = 1");
    let tokens = crate::syntax::tokens::read(&text).unwrap_or_default();
    let named = tokens.get(1).filter(|token| token.kind == TokenKind::Name);
    named.and_then(|token| text.get(token.start..token.end)) == Some(name)
}

/// The stretch of the name under the cursor, if it can be renamed.
pub fn renamable(workspace: &Workspace, path: &str, offset: usize) -> Option<Place> {
    let span = match workspace.at(path, offset)? {
        Named::Declared(found) => found.place()?.span,
        Named::Used(one) => one.span,
    };
    (!workspace.targets(path, offset).is_empty()).then(|| Place { path: path.to_owned(), span })
}
