//! The edits of one layer: each is held against what stood below, and only then are all of them done.

use super::aim::{Aim, Lock, broken_key, find, full_name, known, span_of, words};
use super::apply::{Act, Change};
use super::hold::{self, from_leaf};
use super::locate::{self, Miss};
use super::merge::Merge;
use super::woven::Piece;
use super::{Edit, EditKind, problem};
use crate::source::Span;
use crate::syntax::ast::{Added, Clause, Decl, DeclKind, ParamValues, Target};
use crate::syntax::{canon, parts};

impl Merge<'_> {
    pub(super) fn edits(&mut self, edits: &[Decl]) {
        let mut changes = Vec::new();
        for decl in edits {
            if !self.based && !has_basis(decl, self.sources) {
                self.out.problems.push(problem::no_basis(decl.span));
            }
            match &decl.kind {
                DeclKind::Given(values) => changes.extend(self.given(decl, values)),
                DeclKind::Amend { target, old, new } => changes.extend(self.amend(decl, target, *old, *new)),
                DeclKind::Retire { target, quoted } => changes.extend(self.retire(decl, target, *quoted)),
                DeclKind::Extend { target, added } => changes.extend(self.extend(decl, target, added)),
                DeclKind::Lock(target) => self.lock(decl, target),
                _ => {}
            }
        }
        self.apply(changes);
    }

    /// What a target means.
    fn aim(&mut self, target: &Target) -> Option<Aim> {
        let name = words(&target.path);
        let found = find(&self.out.held, &name, target.kind, self.layer);
        match found.as_slice() {
            [one] => Some(Aim { clause: target.clause, ..one.clone() }),
            [] => {
                let other = find(&self.out.held, &name, None, self.layer);
                let kind =
                    other.first().and_then(|aim| self.out.held.get(aim.index)).map(|held| held.decl.kind.keyword());
                let told = match (target.kind, kind) {
                    (Some(_), Some(kind)) => problem::other_kind(target.span, &name, kind),
                    (_, _) => problem::unknown_target(target.span, &name, nearest(&name, &known(&self.out.held))),
                };
                self.out.problems.push(told);
                None
            }
            several => {
                let places: Vec<Span> = several.iter().filter_map(|aim| span_of(&self.out.held, aim)).collect();
                self.out.problems.push(problem::ambiguous_target(target.span, &name, &places));
                None
            }
        }
    }

    /// Whether an edit may be made: not where a lock of a lower layer or a key indicator forbids it.
    fn allowed(&mut self, decl: &Decl, aim: &Aim) -> bool {
        if !self.applies(decl) {
            return false;
        }
        let forbids = |lock: &&Lock| lock.layer < self.layer && lock.aim.touches(aim);
        if let Some(lock) = self.locks.iter().find(forbids) {
            let clause = lock.aim.clause.or(aim.clause);
            let name = called(&full_name(&self.out.held, aim), clause);
            self.out.problems.push(problem::locked(decl.span, &name, lock.span, &lock.bases));
            return false;
        }
        true
    }

    fn keeps_keys(&mut self, decl: &Decl, aim: &Aim) -> bool {
        let Some((name, span, bases)) = broken_key(&self.out.held, aim, self.layer) else { return true };
        self.out.problems.push(problem::key_indicator(decl.span, &name, span, &bases));
        false
    }

    fn piece(&self, span: Span) -> Piece {
        Piece { text: self.sources.slice(span).to_owned(), at: span, verbatim: true, layer: self.layer }
    }

    fn change(&self, decl: &Decl, aim: Aim, range: std::ops::Range<usize>, act: Act) -> Change {
        Change { aim, range, act, span: decl.span, bases: decl.clauses.bases.clone() }
    }

    fn note(&mut self, kind: EditKind, decl: &Decl, target: String, old: &str, new: &str) {
        let edit = Edit {
            kind,
            layer: self.layer,
            target,
            old: old.to_owned(),
            new: new.to_owned(),
            span: decl.span,
            bases: decl.clauses.bases.clone(),
        };
        self.record(edit);
    }

    fn given(&mut self, decl: &Decl, values: &ParamValues) -> Option<Change> {
        let name = &values.name;
        let path = crate::syntax::ast::Path {
            root: crate::syntax::ast::Root::Name(name.clone()),
            members: Vec::new(),
            span: name.span,
        };
        let aim = self.aim(&Target { kind: Some("参数"), path, clause: Some(Clause::Value), span: name.span })?;
        if !self.allowed(decl, &aim) {
            return None;
        }
        let held = self.out.held.get(aim.index)?;
        let DeclKind::Param(param) = &held.decl.kind else { return None };
        let open = parts(&held.text.text()).into_iter().find(|part| part.clause == Clause::Open);
        let Some(open) = open else {
            let own = param.value.as_ref().map(|value| value.span);
            let at = own.or_else(|| param.dated.first().map(|dated| dated.span)).unwrap_or(param.name.span);
            self.out.problems.push(problem::given_already(decl.span, &name.text, at));
            return None;
        };
        let mut pieces = Vec::new();
        let mut given = String::new();
        for (before, span) in values
            .value
            .iter()
            .map(|value| ("= ", value.span))
            .chain(values.dated.iter().map(|dated| ("\n  ", dated.span)))
        {
            pieces.push(hold::words(before, decl.span, self.layer));
            pieces.push(self.piece(span));
            given.push_str(&format!("{before}{}", self.sources.slice(span)));
        }
        self.note(EditKind::Given, decl, name.text.to_string(), "待定", given.trim());
        Some(self.change(decl, aim, open.whole, Act::Put(pieces)))
    }

    fn amend(&mut self, decl: &Decl, target: &Target, old: Span, new: Span) -> Option<Change> {
        let aim = self.aim(target)?;
        if !self.applies(decl) {
            return None;
        }
        let name = full_name(&self.out.held, &aim);
        let (was, now) = (self.sources.slice(old).to_owned(), self.sources.slice(new).to_owned());
        let held = self.out.held.get(aim.index)?.clone();
        // A key indicator and a lock are told before what its text says.
        if !self.keeps_keys(decl, &aim) || aim.clause.is_some() && !self.allowed(decl, &aim) {
            return None;
        }
        let found = locate::quoted(&held.text, aim.owner.as_deref(), aim.clause, &self.seen(&held, &aim, &was));
        let spot = match found {
            Ok(spot) => spot,
            Err(miss) => {
                if self.allowed(decl, &aim) {
                    self.missed(miss, target.span, old, &was, &aim);
                }
                return None;
            }
        };
        let aim = Aim { clause: Some(spot.clause), ..aim };
        if !self.allowed(decl, &aim) || !self.keeps_keys(decl, &aim) {
            return None;
        }
        let mut piece = self.piece(new);
        if spot.clause == Clause::From {
            let prefix = self.prefixes.get(self.layer).map_or("", String::as_str);
            piece = hold::words(&from_leaf(&now, prefix), new, self.layer);
        }
        let then = held.text.with(&spot.body, vec![piece.clone()]).read();
        match then {
            Ok(then) if canon::decl(&then) == canon::decl(&held.decl) => {
                self.out.problems.push(problem::no_effect(decl.span, &called(&name, target.clause)));
            }
            Ok(_) => {}
            Err(words) => {
                self.out.problems.push(problem::unreadable(new, &called(&name, Some(spot.clause)), &words));
                return None;
            }
        }
        self.note(EditKind::Amended, decl, called(&name, target.clause), &was, &now);
        Some(self.change(decl, aim, spot.body, Act::Put(vec![piece])))
    }

    /// A quoted text as it would stand in the merged one: a path is written by the layer that it stands in.
    fn seen(&self, held: &super::Held, aim: &Aim, quoted: &str) -> String {
        if aim.clause != Some(Clause::From) {
            return quoted.to_owned();
        }
        let part = parts(&held.text.text()).into_iter().find(|part| part.clause == Clause::From);
        let layer = part.and_then(|part| held.text.place(&part.body)).map_or(held.layer, |(_, layer)| layer);
        from_leaf(quoted, self.prefixes.get(layer).map_or("", String::as_str))
    }

    fn missed(&mut self, miss: Miss, target: Span, old: Span, was: &str, aim: &Aim) {
        let Some(held) = self.out.held.get(aim.index) else { return };
        let name = full_name(&self.out.held, aim);
        let text = held.text.text();
        let places = |ranges: Vec<std::ops::Range<usize>>| -> Vec<(Span, String)> {
            let said = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or("").to_owned();
            ranges.iter().filter_map(|range| held.text.place(range).map(|(span, _)| (span, said(range)))).collect()
        };
        let told = match miss {
            Miss::Otherwise(ranges) => {
                // The edits above rest on this one: they are held against the base when it is in order.
                let below = |(index, layer): &(usize, usize)| *index == aim.index && *layer < self.layer;
                let told = !self.refused.iter().any(below);
                let mut found = places(ranges);
                // What is most like the quotation first.
                let plain = |text: &str| crate::syntax::fold(text).split_whitespace().collect::<String>();
                found.sort_by_key(|(_, text)| strsim::damerau_levenshtein(&plain(text), &plain(was)));
                self.refused.push((aim.index, self.layer));
                if !told {
                    return;
                }
                problem::reads_otherwise(old, was, &found)
            }
            Miss::Several(ranges) => problem::several_places(old, &name, &places(ranges)),
            Miss::Unnamed(mut clauses) => {
                // The clause that reads as quoted is the likeliest.
                let reads =
                    |clause: &Clause| locate::quoted(&held.text, aim.owner.as_deref(), Some(*clause), was).is_ok();
                clauses.sort_by_key(|clause| (!reads(clause), *clause == Clause::Kind));
                problem::clause_needed(target, &name, &clauses)
            }
            Miss::Absent(clauses) => problem::no_such_clause(target, &name, aim.clause, &clauses),
        };
        self.out.problems.push(told);
    }

    fn retire(&mut self, decl: &Decl, target: &Target, quoted: Option<Span>) -> Vec<Change> {
        let Some(aim) = self.aim(target) else { return Vec::new() };
        if !self.allowed(decl, &aim) || !self.keeps_keys(decl, &aim) {
            return Vec::new();
        }
        let name = full_name(&self.out.held, &aim);
        let Some(held) = self.out.held.get(aim.index).cloned() else { return Vec::new() };
        let all = parts(&held.text.text());
        let own = |part: &&crate::syntax::Part| part.owner == aim.owner;
        let ranges = match (quoted, aim.clause, &aim.owner) {
            (Some(old), clause, owner) => {
                let was = self.sources.slice(old).to_owned();
                match locate::quoted(&held.text, owner.as_deref(), clause, &was) {
                    Ok(spot) => vec![(spot.clause, spot.whole)],
                    Err(miss) => {
                        self.missed(miss, target.span, old, &was, &aim);
                        return Vec::new();
                    }
                }
            }
            (None, None, None) => {
                self.note(EditKind::Retired, decl, name, "", "");
                return vec![self.change(decl, aim, 0..held.text.text().len(), Act::Retire)];
            }
            (None, None, Some(_)) => {
                let whole = |part: &&crate::syntax::Part| {
                    let whole =
                        [Clause::Column, Clause::Check, Clause::Indicator, Clause::Item, Clause::Entry, Clause::RollUp];
                    whole.contains(&part.clause)
                };
                all.iter().filter(own).filter(whole).map(|part| (part.clause, part.whole.clone())).collect()
            }
            (None, Some(clause), _) => {
                let found: Vec<_> = all.iter().filter(own).filter(|part| part.clause == clause).collect();
                match found.as_slice() {
                    [one] => vec![(clause, one.whole.clone())],
                    [] => {
                        self.missed(Miss::Absent(Vec::new()), target.span, target.span, "", &aim);
                        return Vec::new();
                    }
                    several => {
                        let ranges = several.iter().map(|part| part.body.clone()).collect();
                        self.missed(Miss::Several(ranges), target.span, target.span, "", &aim);
                        return Vec::new();
                    }
                }
            }
        };
        let gone = |text: super::Woven, (_, range): &(Clause, std::ops::Range<usize>)| {
            text.with(&super::apply::with_comma(&text.text(), range), Vec::new())
        };
        if ranges.iter().rev().fold(held.text.clone(), gone).read().is_err() {
            self.out.problems.push(problem::cannot_go(decl.span, &called(&name, target.clause)));
            return Vec::new();
        }
        let old = ranges.first().and_then(|(_, range)| held.text.text().get(range.clone()).map(str::to_owned));
        let parts_of = |(clause, range)| {
            let aim = Aim {
                clause: if aim.clause.is_some() || quoted.is_some() { Some(clause) } else { None },
                ..aim.clone()
            };
            self.change(decl, aim, range, Act::Remove)
        };
        let changes: Vec<Change> = ranges.into_iter().map(parts_of).collect();
        if changes.iter().any(|change| !self.allowed(decl, &change.aim)) {
            return Vec::new();
        }
        let old = if target.clause.is_some() || quoted.is_some() { old.unwrap_or_default() } else { String::new() };
        self.note(EditKind::Retired, decl, called(&name, target.clause), &old, "");
        changes
    }

    fn lock(&mut self, decl: &Decl, target: &Target) {
        let Some(aim) = self.aim(target) else { return };
        if let (Some(clause), Some(held)) = (aim.clause, self.out.held.get(aim.index)) {
            let there = parts(&held.text.text()).iter().any(|part| part.owner == aim.owner && part.clause == clause);
            if !there {
                self.missed(Miss::Absent(Vec::new()), target.span, target.span, "", &aim);
                return;
            }
        }
        let name = called(&full_name(&self.out.held, &aim), aim.clause);
        self.locks.push(Lock { aim, span: decl.span, bases: decl.clauses.bases.clone(), layer: self.layer });
        self.note(EditKind::Locked, decl, name, "", "");
    }

    fn extend(&mut self, decl: &Decl, target: &Target, added: &[Added]) -> Vec<Change> {
        let Some(aim) = self.aim(target) else { return Vec::new() };
        let Some(held) = self.out.held.get(aim.index).cloned() else { return Vec::new() };
        let mut changes = Vec::new();
        let mut told = Vec::new();
        for one in added {
            let aim = Aim { clause: Some(one.clause), ..aim.clone() };
            if !self.allowed(decl, &aim) || aim.owner.is_some() && !self.keeps_keys(decl, &aim) {
                return Vec::new();
            }
            let text = self.sources.slice(one.span);
            told.push(text.to_owned());
            let (before, text, span) = shape(&held, &aim, one, text);
            let Some(room) = locate::room(&held.text, aim.owner.as_deref(), one.clause, &format!("{before}{text}"))
            else {
                let kind = held.decl.kind.keyword();
                self.out.problems.push(problem::extends_other_kind(one.span, &full_name(&self.out.held, &aim), kind));
                return Vec::new();
            };
            let mut pieces = vec![hold::words(&format!("{}{before}", room.before), decl.span, self.layer)];
            pieces.push(self.piece(span));
            pieces.push(hold::words(room.after, decl.span, self.layer));
            changes.push(self.change(decl, aim, room.at..room.at, Act::Put(pieces)));
        }
        let name = full_name(&self.out.held, &aim);
        self.note(EditKind::Extended, decl, name, "", told.join("\n  ").trim());
        changes
    }
}

/// Whether an edit says on what it rests, or each part that it brings does.
fn has_basis(decl: &Decl, sources: &crate::source::Sources) -> bool {
    let inner = match &decl.kind {
        DeclKind::Given(values) => !values.dated.is_empty() && values.dated.iter().all(|dated| !dated.bases.is_empty()),
        DeclKind::Extend { added, .. } => {
            let cites = |one: &Added| ["依据", "basis"].iter().any(|word| sources.slice(one.span).contains(word));
            !added.is_empty() && added.iter().all(cites)
        }
        _ => false,
    };
    inner || !decl.clauses.bases.is_empty()
}

/// An item of an output has its heading behind 为, a column behind 表头.
fn shape(held: &super::Held, aim: &Aim, one: &Added, text: &str) -> (&'static str, String, Span) {
    if one.clause == Clause::Heading
        && matches!(held.decl.kind, DeclKind::Output(_))
        && let Some(at) = text.find(['"', '“', '”', '＂'])
        && aim.owner.is_some()
    {
        let start = one.span.start as usize + at;
        let span = Span::new(one.span.source, start, one.span.end as usize);
        return ("为 ", text.get(at..).unwrap_or("").to_owned(), span);
    }
    ("", text.to_owned(), one.span)
}

/// A place with its clause, in words.
fn called(name: &str, clause: Option<Clause>) -> String {
    match clause.map(Clause::words) {
        Some((zh, _)) if !zh.is_empty() => format!("{name} {zh}"),
        Some(_) | None => name.to_owned(),
    }
}

fn nearest(wrong: &str, known: &[String]) -> Option<String> {
    let scored = known.iter().map(|name| (strsim::damerau_levenshtein(wrong, name), name));
    let best = scored.min_by_key(|(distance, _)| *distance)?;
    (best.0 <= 2.max(wrong.chars().count() / 3)).then(|| best.1.clone())
}
