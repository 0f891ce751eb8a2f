//! Finds what an edit is about: a declaration, an indicator of an assessment, or a column of a table.

use super::Held;
use crate::source::Span;
use crate::syntax::ast::{ColumnDecl, DeclKind, IndicatorDecl, Path, Root};

/// A place among the held declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Decl(usize),
    Indicator(usize, usize),
    /// Named with its table.
    Column(usize, usize),
}

impl Place {
    /// Which held declaration it is, or belongs to.
    pub fn index(self) -> usize {
        match self {
            Place::Decl(index) | Place::Indicator(index, _) | Place::Column(index, _) => index,
        }
    }
}

/// A path as one name.
pub fn words(path: &Path) -> String {
    let root = match &path.root {
        Root::Name(name) => name.text.to_string(),
        Root::Whole => "整体".to_owned(),
        Root::ThisRow => "本行".to_owned(),
        Root::Parent => "上级".to_owned(),
    };
    let members = path.members.iter().map(|member| member.text.to_string());
    std::iter::once(root).chain(members).collect::<Vec<_>>().join(".")
}

/// All places that a name can mean; outputs give way to other declarations.
pub fn find(held: &[Held], wanted: &str) -> Vec<Place> {
    let mut found = Vec::new();
    let mut outputs = Vec::new();
    for (index, held) in held.iter().enumerate().filter(|(_, held)| !held.retired) {
        let Some(name) = held.decl.kind.name() else { continue };
        let qualified = held.scope.as_ref().map(|scope| format!("{}.{name}", scope.text));
        if *name == *wanted || qualified.as_deref() == Some(wanted) {
            let output = matches!(held.decl.kind, DeclKind::Output(_));
            if output { outputs.push(Place::Decl(index)) } else { found.push(Place::Decl(index)) }
        }
        if let DeclKind::Assessment(assessment) = &held.decl.kind {
            for (at, indicator) in assessment.indicators.iter().enumerate() {
                if format!("{name}.{}", indicator.name.text) == wanted || *indicator.name.text == *wanted {
                    found.push(Place::Indicator(index, at));
                }
            }
        }
        if let DeclKind::Table(table) = &held.decl.kind {
            let named = |column: &ColumnDecl| format!("{name}.{}", column.name.text) == wanted;
            found.extend(table.columns.iter().position(named).map(|at| Place::Column(index, at)));
        }
    }
    if found.is_empty() { outputs } else { found }
}

/// All names that edits can use, for suggestions.
pub fn known(held: &[Held]) -> Vec<String> {
    let mut names = Vec::new();
    for held in held.iter().filter(|held| !held.retired) {
        if let Some(name) = held.decl.kind.name() {
            if let DeclKind::Assessment(assessment) = &held.decl.kind {
                names.extend(assessment.indicators.iter().map(|indicator| format!("{name}.{}", indicator.name.text)));
            }
            names.push(name.to_string());
        }
    }
    names
}

/// The indicator of a place.
pub fn indicator(held: &[Held], place: Place) -> Option<&IndicatorDecl> {
    let Place::Indicator(index, at) = place else { return None };
    match &held.get(index)?.decl.kind {
        DeclKind::Assessment(assessment) => assessment.indicators.get(at),
        _ => None,
    }
}

/// The column of a place.
pub fn column(held: &[Held], place: Place) -> Option<&ColumnDecl> {
    let Place::Column(index, at) = place else { return None };
    match &held.get(index)?.decl.kind {
        DeclKind::Table(table) => table.columns.get(at),
        _ => None,
    }
}

/// Where a place is declared, and its full name.
pub fn identity(held: &[Held], place: Place) -> Option<(Span, String)> {
    let decl = &held.get(place.index())?.decl;
    let whole = decl.kind.name().unwrap_or_default();
    match place {
        Place::Decl(_) => Some((decl.span, whole.to_string())),
        Place::Indicator(..) => indicator(held, place).map(|one| (one.span, format!("{whole}.{}", one.name.text))),
        Place::Column(..) => column(held, place).map(|one| (one.span, format!("{whole}.{}", one.name.text))),
    }
}
