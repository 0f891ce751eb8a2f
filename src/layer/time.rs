//! What applies on a day, and what had been issued by a day.

use super::problem;
use super::{Held, Times};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Decl, DeclKind, InForce};
use crate::value::date::Date;
use std::collections::BTreeMap;

/// Whether a stretch of time holds a day.
pub fn holds(force: &InForce, day: Date) -> bool {
    force.from.is_none_or(|from| from <= day) && force.to.is_none_or(|to| day <= to)
}

/// Whether a declaration had been issued by the day asked for; its dated values are cut to those that had.
pub fn known(decl: &mut Decl, times: &Times) -> bool {
    let Some(day) = times.known_on else { return true };
    let issued = |date: Option<Date>| date.is_none_or(|date| date <= day);
    match &mut decl.kind {
        DeclKind::Param(param) => {
            let before = param.dated.len();
            param.dated.retain(|dated| issued(dated.issued));
            if before > 0 && param.dated.is_empty() && param.value.is_none() {
                param.open = true;
            }
        }
        DeclKind::Given(values) => values.dated.retain(|dated| issued(dated.issued)),
        _ => {}
    }
    issued(decl.clauses.issued)
}

/// Drops rules that are not in force on the day; versions of one rule must adjoin.
pub fn apply(held: &mut [Held], times: &Times, problems: &mut Vec<Diagnostic>) {
    let mut versions: BTreeMap<(Option<String>, String), Vec<usize>> = BTreeMap::new();
    for (index, held) in held.iter().enumerate().filter(|(_, held)| !held.retired) {
        if held.decl.clauses.in_force.is_some()
            && !matches!(held.decl.kind, DeclKind::Policy(_))
            && let Some(name) = held.decl.kind.name()
        {
            let scope = held.scope.as_ref().map(|scope| scope.text.to_string());
            versions.entry((scope, name.to_string())).or_default().push(index);
        }
    }
    let mut dropped = Vec::new();
    for ((_, name), mut indexes) in versions {
        indexes.sort_by_key(|index| held.get(*index).and_then(|held| force(held).and_then(|force| force.from)));
        adjoin(held, &indexes, &name, problems);
        // A version without an end lasts until the next one begins: the latest that has begun applies.
        let mut applicable = 0;
        for index in indexes.iter().rev() {
            let Some(one) = held.get(*index) else { continue };
            let Some(force) = force(one) else { continue };
            match times.as_of {
                Some(day) if holds(force, day) && applicable == 0 => applicable += 1,
                Some(_) => dropped.push(*index),
                None => problems.push(problem::needs_day(force.span)),
            }
        }
        let last = indexes.last().and_then(|index| held.get(*index));
        if let (0, Some(day), Some(last)) = (applicable, times.as_of, last)
            && indexes.len() > 1
        {
            problems.push(problem::no_version(last.decl.span, &name, day));
        }
    }
    for index in dropped {
        if let Some(held) = held.get_mut(index) {
            held.retired = true;
        }
    }
}

fn force(held: &Held) -> Option<&InForce> {
    held.decl.clauses.in_force.as_ref()
}

fn adjoin(held: &[Held], indexes: &[usize], name: &str, problems: &mut Vec<Diagnostic>) {
    for pair in indexes.windows(2) {
        let [one, two] = pair else { continue };
        let (Some(one), Some(two)) = (held.get(*one), held.get(*two)) else { continue };
        let (Some(before), Some(after)) = (force(one), force(two)) else { continue };
        match (before.to, after.from) {
            (Some(end), Some(start)) if end.add_days(1).is_some_and(|next| next < start) => {
                problems.push(problem::versions_leave_hole(after.span, before.span, name));
            }
            (Some(end), Some(start)) if start > end => {}
            (None, Some(start)) if before.from.is_none_or(|from| from < start) => {}
            (_, _) => problems.push(problem::versions_overlap(after.span, before.span, name)),
        }
    }
}
