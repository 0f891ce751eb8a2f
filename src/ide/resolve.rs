//! Which declaration a name means, by the rules of the language as far as names alone can tell.

use super::index::{Symbol, SymbolKind, Use};
use super::workspace::{Found, Workspace, identity};
use std::sync::Arc;

/// The declarations that a use means, the nearest layer first; several where layers declare one thing anew.
pub fn resolve(workspace: &Workspace, path: &str, one: &Use) -> Vec<Found> {
    let visible = workspace.visible(path);
    let Some(candidates) = visible.get(&one.name) else { return Vec::new() };
    let owners = owners(workspace, path, one);
    let score = |found: &Found| found.symbol().and_then(|symbol| fit(symbol, one, owners.as_deref()));
    let Some(best) = candidates.iter().filter_map(score).min() else { return Vec::new() };
    let mut all: Vec<Found> = candidates.iter().filter(|found| score(found) == Some(best)).cloned().collect();
    // A guess names one thing.
    let first = all.first().and_then(Found::symbol).map(identity);
    if best >= GUESS {
        all.retain(|found| found.symbol().map(identity) == first);
    }
    all
}

const GUESS: u32 = 5;

/// The tables and assessments that the words before a name stand for; `None` where there are none.
fn owners(workspace: &Workspace, path: &str, one: &Use) -> Option<Vec<Arc<str>>> {
    let last = one.prefix.last()?;
    let mut owners = vec![last.clone()];
    let visible = workspace.visible(path);
    for found in visible.get(last).into_iter().flatten() {
        owners.extend(found.symbol().and_then(|symbol| symbol.target.clone()));
    }
    Some(owners)
}

/// How well a declaration fits a use, 0 best; `None` where it cannot be meant.
fn fit(symbol: &Symbol, one: &Use, owners: Option<&[Arc<str>]>) -> Option<u32> {
    let member = matches!(
        symbol.kind,
        SymbolKind::Column
            | SymbolKind::Formula
            | SymbolKind::Indicator
            | SymbolKind::Value
            | SymbolKind::Exception
            | SymbolKind::Allocation
    );
    if symbol.kind == SymbolKind::Case {
        return None;
    }
    if let (Some(owners), Some(last)) = (owners, one.prefix.last()) {
        let owned = |owner: &Arc<str>| owners.contains(owner);
        return match (&**last, &symbol.owner) {
            ("整体", None) => Some(0),
            ("本行", Some(_)) if symbol.owner == one.scope => Some(0),
            ("上级", Some(_)) => Some(3),
            (_, Some(owner)) if owned(owner) => Some(0),
            _ if member || symbol.kind == SymbolKind::Assessment => Some(GUESS + 4),
            _ => None,
        };
    }
    let kind = symbol.kind;
    if one.called {
        return (kind == SymbolKind::Lookup).then_some(0);
    }
    if one.is_type {
        return match kind {
            SymbolKind::Enum => Some(0),
            SymbolKind::Unit => Some(1),
            _ => None,
        };
    }
    if one.leads {
        return Some(match kind {
            SymbolKind::Table | SymbolKind::Assessment => 0,
            SymbolKind::Enum => 1,
            SymbolKind::Column if symbol.target.is_some() && symbol.owner == one.scope => 0,
            SymbolKind::Column if symbol.target.is_some() => 2,
            SymbolKind::Formula if symbol.owner == one.scope => 3,
            _ => GUESS + 1,
        });
    }
    Some(match kind {
        SymbolKind::Column | SymbolKind::Formula if symbol.owner == one.scope => 0,
        SymbolKind::Column | SymbolKind::Formula if symbol.owner.is_some() && symbol.owner == one.near => GUESS - 1,
        SymbolKind::Key => 2,
        // Named behind its lookup; else in the heading of the table only.
        SymbolKind::Result => GUESS + 3,
        SymbolKind::Value | SymbolKind::Indicator => GUESS,
        SymbolKind::Column => GUESS + 1,
        SymbolKind::Formula if symbol.owner.is_some() => GUESS + 1,
        _ => 1,
    })
}
