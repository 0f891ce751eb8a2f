//! What an edit or a lock is about: a declaration, a part of it that has a name, or a clause of either.

use super::Held;
use crate::source::Span;
use crate::syntax::ast::{Basis, Clause, IndicatorKind, Path, Root};
use crate::syntax::parts;

/// A place among the held declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    pub index: usize,
    /// The indicator, column, item … within the declaration.
    pub owner: Option<String>,
    pub clause: Option<Clause>,
}

/// 锁定, with what it says.
pub struct Lock {
    pub aim: Aim,
    pub span: Span,
    pub bases: Vec<Basis>,
    pub layer: usize,
}

impl Aim {
    /// Whether one of the two is a part of the other.
    pub fn touches(&self, other: &Aim) -> bool {
        self.covers(other) || other.covers(self)
    }

    fn covers(&self, other: &Aim) -> bool {
        let owner = self.owner == other.owner;
        self.index == other.index
            && match (&self.owner, self.clause) {
                (None, None) => true,
                (Some(_), None) => owner,
                (_, Some(own)) => owner && other.clause.is_some_and(|clause| meet(own, clause)),
            }
    }
}

/// Whether two clauses are one, or hold one another: a row is a part of what it scores, a dated value one of the values.
fn meet(one: Clause, other: Clause) -> bool {
    let inside = |outer: Clause, inner: Clause| match outer {
        Clause::Score => inner == Clause::Row,
        Clause::Value => matches!(inner, Clause::Row | Clause::Dated | Clause::Open),
        Clause::Dated => inner == Clause::Open,
        outer => outer == inner,
    };
    inside(one, other) || inside(other, one) || one == other
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

/// All places that a name can mean. Outputs give way to other declarations, and what the layer itself declares to what
/// stands below it.
pub fn find(held: &[Held], wanted: &str, kind: Option<&str>, layer: usize) -> Vec<Aim> {
    let mut found: Vec<(u8, Aim)> = Vec::new();
    for (index, held) in held.iter().enumerate().filter(|(_, held)| !held.retired) {
        let of_kind = kind.is_none_or(|kind| kind == held.decl.kind.keyword().0);
        let Some(name) = held.decl.kind.name().filter(|_| of_kind) else { continue };
        let rank = u8::from(held.layer == layer) * 2 + u8::from(kind.is_none() && held.decl.kind.keyword().0 == "输出");
        let qualified = held.scope.as_ref().map(|scope| format!("{}.{name}", scope.text));
        for full in [Some(name.to_string()), qualified].into_iter().flatten() {
            let owner = match wanted.strip_prefix(full.as_str()) {
                Some("") => None,
                Some(rest) if rest.starts_with('.') => rest.get(1..).map(str::to_owned),
                Some(_) | None => continue,
            };
            let known = |owner: &String| parts(&held.text.text()).iter().any(|part| part.owner.as_ref() == Some(owner));
            if owner.as_ref().is_none_or(known) {
                found.push((rank, Aim { index, owner, clause: None }));
            }
        }
        // An indicator's own name will do.
        if let crate::syntax::ast::DeclKind::Assessment(assessment) = &held.decl.kind
            && assessment.indicators.iter().any(|indicator| *indicator.name.text == *wanted)
        {
            found.push((rank, Aim { index, owner: Some(wanted.to_owned()), clause: None }));
        }
    }
    let best = found.iter().map(|(rank, _)| *rank).min();
    found.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, aim)| aim).collect()
}

/// All names that edits can use, for suggestions.
pub fn known(held: &[Held]) -> Vec<String> {
    let mut names = Vec::new();
    for held in held.iter().filter(|held| !held.retired) {
        let Some(name) = held.decl.kind.name() else { continue };
        names.push(name.to_string());
        for part in parts(&held.text.text()) {
            let full = part.owner.map(|owner| format!("{name}.{owner}"));
            names.extend(full.filter(|full| !names.contains(full)));
        }
    }
    names
}

/// The full name of a place.
pub fn full_name(held: &[Held], aim: &Aim) -> String {
    let name = held.get(aim.index).and_then(|held| held.decl.kind.name()).unwrap_or_default();
    aim.owner.as_ref().map_or_else(|| name.to_string(), |owner| format!("{name}.{owner}"))
}

/// Where a place is declared.
pub fn span_of(held: &[Held], aim: &Aim) -> Option<Span> {
    let held = held.get(aim.index)?;
    let Some(owner) = &aim.owner else { return Some(held.decl.span) };
    let part = parts(&held.text.text()).into_iter().find(|part| part.owner.as_ref() == Some(owner))?;
    held.text.place(&part.whole).map(|(span, _)| span)
}

/// A key indicator that an edit would take away or measure otherwise: its name, its place and what it rests on.
pub fn broken_key(held: &[Held], aim: &Aim, layer: usize) -> Option<(String, Span, Vec<Basis>)> {
    let held = held.get(aim.index).filter(|held| held.layer < layer)?;
    let crate::syntax::ast::DeclKind::Assessment(assessment) = &held.decl.kind else { return None };
    if !matches!(aim.clause, None | Some(Clause::Take | Clause::Kind)) {
        return None;
    }
    let named = |name: &str| aim.owner.as_deref().is_none_or(|owner| owner == name);
    let mut keys = assessment.indicators.iter().filter(|indicator| indicator.kind == IndicatorKind::Key);
    let key = keys.find(|indicator| named(&indicator.name.text))?;
    let own = key.bases.iter().filter(|basis| basis.span.source == key.span.source).cloned().collect();
    Some((key.name.text.to_string(), key.span, own))
}
