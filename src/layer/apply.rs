//! Does the edits of a layer, all of one declaration at once: none sees what another has done.

use super::aim::{Aim, full_name};
use super::hold::words;
use super::locate::room;
use super::merge::Merge;
use super::problem;
use super::woven::Piece;
use crate::source::Span;
use crate::syntax::ast::{Basis, Clause};
use std::ops::Range;

pub enum Act {
    Put(Vec<Piece>),
    /// With the comma that set it off.
    Remove,
    /// The declaration itself.
    Retire,
}

/// One change of a declaration's text, as it stood below.
pub struct Change {
    pub aim: Aim,
    pub range: Range<usize>,
    pub act: Act,
    /// The edit that asks for it.
    pub span: Span,
    pub bases: Vec<Basis>,
}

impl Merge<'_> {
    pub(super) fn apply(&mut self, mut changes: Vec<Change>) {
        self.refuse_meeting(&mut changes);
        let mut indexes: Vec<usize> = changes.iter().map(|change| change.aim.index).collect();
        indexes.sort_unstable();
        indexes.dedup();
        for index in indexes {
            let (own, others): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| change.aim.index == index);
            changes = others;
            self.apply_to(index, own);
        }
    }

    /// Two edits of one thing in one layer: neither is done.
    fn refuse_meeting(&mut self, changes: &mut Vec<Change>) {
        let mut meeting = Vec::new();
        for (at, change) in changes.iter().enumerate() {
            for (other, first) in changes.iter().enumerate().take(at) {
                if change.span != first.span && meets(change, first) {
                    let name = full_name(&self.out.held, &change.aim);
                    self.out.problems.push(problem::edited_twice(change.span, first.span, &name));
                    meeting.extend([at, other]);
                }
            }
        }
        let mut at = 0;
        changes.retain(|_| {
            at += 1;
            !meeting.contains(&(at - 1))
        });
    }

    fn apply_to(&mut self, index: usize, mut changes: Vec<Change>) {
        let Some(held) = self.out.held.get_mut(index) else { return };
        if changes.iter().any(|change| matches!(change.act, Act::Retire)) {
            held.retired = true;
            return;
        }
        // From the end, so that the places before stay what they were; at one place the last comes first.
        changes.reverse();
        changes.sort_by_key(|change| std::cmp::Reverse(change.range.start));
        let mut text = held.text.clone();
        for change in &changes {
            text = match &change.act {
                Act::Put(pieces) => text.with(&change.range, pieces.clone()),
                Act::Remove | Act::Retire => text.with(&with_comma(&text.text(), &change.range), Vec::new()),
            };
        }
        match text.read() {
            Ok(decl) => {
                held.text = text;
                held.decl = decl;
            }
            Err(words) => {
                let name = full_name(&self.out.held, &Aim { index, owner: None, clause: None });
                let span = changes.last().map(|change| change.span).unwrap_or_default();
                self.out.problems.push(problem::unreadable(span, &name, &words));
                return;
            }
        }
        changes.reverse();
        self.cite(index, &changes);
    }

    /// The bases of the edits come to stand behind what they edited, each once.
    fn cite(&mut self, index: usize, changes: &[Change]) {
        let Some(held) = self.out.held.get_mut(index) else { return };
        let mut done: Vec<(Option<&str>, &str)> = Vec::new();
        for change in changes.iter().filter(|change| matches!(change.act, Act::Put(_))) {
            let own = match change.aim.clause {
                // These bring their own basis, or share that of their declaration.
                Some(Clause::Indicator | Clause::Column | Clause::Check | Clause::Dated) if change.range.is_empty() => {
                    None
                }
                _ => change.aim.owner.as_deref(),
            };
            for basis in &change.bases {
                let said = (own, self.sources.slice(basis.span));
                if done.contains(&said) {
                    continue;
                }
                done.push(said);
                let found = room(&held.text, own, Clause::Basis, said.1)
                    .or_else(|| room(&held.text, None, Clause::Basis, said.1));
                if let Some(found) = found {
                    let own = Piece { text: said.1.to_owned(), at: basis.span, verbatim: true, layer: self.layer };
                    let pieces = vec![
                        words(found.before, change.span, self.layer),
                        own,
                        words(found.after, change.span, self.layer),
                    ];
                    held.text = held.text.with(&(found.at..found.at), pieces);
                }
            }
        }
        if let Ok(decl) = held.text.read() {
            held.decl = decl;
        }
    }
}

/// Whether two changes are about the same thing.
fn meets(one: &Change, other: &Change) -> bool {
    if one.aim.index != other.aim.index {
        return false;
    }
    let (a, b) = (&one.range, &other.range);
    if matches!(one.act, Act::Retire) || matches!(other.act, Act::Retire) {
        return true;
    }
    match (a.is_empty(), b.is_empty()) {
        // Additions stand side by side, unless each brings the one clause that there can be.
        (true, true) => false,
        (true, false) => b.start < a.start && a.start < b.end,
        (false, true) => a.start < b.start && b.start < a.end,
        (false, false) => a.start < b.end && b.start < a.end,
    }
}

/// What is removed from a row of things takes the comma along that set it off.
pub fn with_comma(text: &str, range: &Range<usize>) -> Range<usize> {
    const COMMAS: [char; 3] = [',', '，', '、'];
    let behind = text.get(range.end..).unwrap_or("");
    let rest = behind.trim_start();
    if let Some(comma) = rest.chars().next().filter(|c| COMMAS.contains(c)) {
        let rest = rest.get(comma.len_utf8()..).unwrap_or("");
        return range.start..text.len() - rest.trim_start().len();
    }
    let before = text.get(..range.start).unwrap_or("").trim_end();
    match before.chars().next_back().filter(|c| COMMAS.contains(c)) {
        Some(comma) => before.len() - comma.len_utf8()..range.end,
        None => range.clone(),
    }
}
