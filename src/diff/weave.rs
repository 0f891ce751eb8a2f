//! One walk for two ends: over two declarations of one name, it either finds the clauses in which they differ, or makes the
//! declaration that has some of these clauses from the one and the rest from the other.

use super::change::Found;
use crate::diagnostic::Words;
use crate::source::{Sources, Span};
use crate::syntax::ast::Basis;
use crate::syntax::fold;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// The rows of files by their paths as written.
pub(super) type Files = BTreeMap<String, Vec<Vec<String>>>;

/// A clause as it is compared and as it is shown.
pub(super) struct Said {
    pub canon: String,
    pub shown: String,
}

impl Said {
    /// A clause that is shown as it is compared.
    pub fn same(text: impl Into<String>) -> Said {
        let text = text.into();
        Said { canon: text.clone(), shown: text }
    }
}

/// Whether a clause can move amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Moves,
    Words,
}

/// The walk.
pub(super) struct Weaver<'a> {
    pub sources: &'a Sources,
    /// The rows of the files that either policy names.
    pub files: &'a Files,
    place: Vec<(String, Words)>,
    bases: Vec<Vec<Basis>>,
    take: Option<&'a BTreeSet<String>>,
    pub found: Vec<Found>,
}

impl<'a> Weaver<'a> {
    /// A walk that finds the differences.
    pub fn finding(sources: &'a Sources, files: &'a Files) -> Weaver<'a> {
        Weaver { sources, files, place: Vec::new(), bases: Vec::new(), take: None, found: Vec::new() }
    }

    /// A walk that takes the clauses of these keys from the second declaration.
    pub fn taking(sources: &'a Sources, files: &'a Files, take: &'a BTreeSet<String>) -> Weaver<'a> {
        Weaver { take: Some(take), ..Weaver::finding(sources, files) }
    }

    /// One clause.
    pub fn clause<T: Clone>(
        &mut self,
        label: (&str, &str),
        weight: Weight,
        a: &mut T,
        b: &T,
        say: impl Fn(&Weaver<'a>, &T) -> Option<Said>,
    ) {
        let (old, new) = (say(self, a), say(self, b));
        if old.as_ref().map(|said| &said.canon) == new.as_ref().map(|said| &said.canon) {
            return;
        }
        let key = self.key(label.0);
        if let Some(take) = self.take {
            if take.contains(&key) {
                a.clone_from(b);
            }
            return;
        }
        let shown = |said: Option<Said>| said.map(|said| said.shown);
        let found = self.differing(key, Words::new(label.0, label.1), shown(old), shown(new), weight);
        self.found.push(found);
    }

    /// Parts with names of their own: each is there in both, in the first only, or in the second only.
    pub fn parts<T: Clone>(
        &mut self,
        a: &mut Vec<T>,
        b: &[T],
        name: impl Fn(&Weaver<'a>, &T) -> (String, Words),
        whole: impl Fn(&Weaver<'a>, &T) -> String,
        mut inner: impl FnMut(&mut Weaver<'a>, &mut T, &T),
    ) {
        let mut news: Vec<Option<(String, Words, &T)>> = numbered(b, |item| name(self, item)).map(Some).collect();
        let olds: Vec<(String, Words)> =
            numbered(a, |item| name(self, item)).map(|(key, words, _)| (key, words)).collect();
        let mut kept = Vec::with_capacity(a.len());
        for (mut item, (key, words)) in mem::take(a).into_iter().zip(olds) {
            let matching =
                |new: &&mut Option<(String, Words, &T)>| new.as_ref().is_some_and(|(other, ..)| *other == key);
            let other = news.iter_mut().find(matching).and_then(Option::take);
            match other {
                Some((_, _, other)) => {
                    self.enter(&key, words, |weaver| inner(weaver, &mut item, other));
                    kept.push(item);
                }
                None => {
                    let gone = self.key(&key);
                    match self.take {
                        Some(take) if take.contains(&gone) => {}
                        Some(_) => kept.push(item),
                        None => {
                            let old = whole(self, &item);
                            let found = self.differing(gone, words, Some(old), None, Weight::Moves);
                            self.found.push(found);
                            kept.push(item);
                        }
                    }
                }
            }
        }
        for (key, words, item) in news.into_iter().flatten() {
            let come = self.key(&key);
            match self.take {
                Some(take) if take.contains(&come) => kept.push(item.clone()),
                Some(_) => {}
                None => {
                    let new = whole(self, item);
                    let found = self.differing(come, words, None, Some(new), Weight::Moves);
                    self.found.push(found);
                }
            }
        }
        *a = kept;
    }

    /// The walk inside a part.
    pub fn enter(&mut self, key: &str, words: Words, walk: impl FnOnce(&mut Weaver<'a>)) {
        self.place.push((key.to_owned(), words));
        walk(self);
        self.place.pop();
    }

    /// The walk where another 依据 holds.
    pub fn based(&mut self, a: &mut Vec<Basis>, b: &[Basis], walk: impl FnOnce(&mut Weaver<'a>)) {
        let cited = |basis: &Basis| a.iter().all(|known| canon_basis(known) != canon_basis(basis));
        let new: Vec<Basis> = b.iter().filter(|basis| cited(basis)).cloned().collect();
        let own = if new.is_empty() { b.to_vec() } else { new };
        // A row without a basis of its own rests on that of its declaration.
        let around = self.bases.last().cloned().unwrap_or_default();
        self.bases.push(if own.is_empty() { around } else { own });
        let before = self.found.len();
        walk(self);
        self.bases.pop();
        // A new basis for a clause that changed is told with the change.
        if self.take.is_some() || self.found.len() == before {
            let other = b.to_vec();
            self.clause(("依据", "basis"), Weight::Words, a, &other, |_, bases| {
                let mut all: Vec<String> = bases.iter().map(canon_basis).collect();
                all.sort();
                let shown: Vec<String> = bases.iter().map(said_basis).collect();
                (!all.is_empty()).then(|| Said { canon: all.join("\n"), shown: shown.join("；") })
            });
        }
    }

    fn key(&self, last: &str) -> String {
        let mut key = String::new();
        for (part, _) in &self.place {
            key.push_str(part);
            key.push('/');
        }
        key + last
    }

    fn differing(&self, key: String, label: Words, old: Option<String>, new: Option<String>, weight: Weight) -> Found {
        let mut place: Vec<Words> = self.place.iter().map(|(_, words)| words.clone()).collect();
        place.push(label);
        let bases = self.bases.last().map(|bases| bases.iter().map(said_basis).collect()).unwrap_or_default();
        Found { key, place, old, new, bases, moves: weight == Weight::Moves }
    }

    /// A piece of text on one line, without comments.
    pub fn shown(&self, span: Span) -> String {
        one_line(self.sources.slice(span))
    }
}

/// The items with their names; one that bears the name of an earlier one is numbered.
fn numbered<T>(items: &[T], name: impl Fn(&T) -> (String, Words)) -> impl Iterator<Item = (String, Words, &T)> {
    let mut seen: Vec<String> = Vec::new();
    let all: Vec<(String, Words, &T)> = items
        .iter()
        .map(|item| {
            let (key, words) = name(item);
            let times = seen.iter().filter(|other| **other == key).count();
            seen.push(key.clone());
            let key = if times == 0 { key } else { format!("{key}#{times}") };
            (key, words, item)
        })
        .collect();
    all.into_iter()
}

/// A basis as cited.
pub(super) fn said_basis(basis: &Basis) -> String {
    let text = basis.text.trim();
    match &basis.quote {
        Some(quote) => format!("{text} “{quote}”"),
        None => text.to_owned(),
    }
}

/// A basis as compared: in half width, and without blanks.
fn canon_basis(basis: &Basis) -> String {
    fold(&said_basis(basis)).chars().filter(|c| !c.is_whitespace()).collect()
}

/// A text on one line, without comments.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut quoted = false;
        let kept = line.char_indices().find(|(_, c)| {
            quoted ^= matches!(c, '"' | '“' | '”' | '＂');
            !quoted && matches!(c, '#' | '＃')
        });
        let line = kept.map_or(line, |(at, _)| line.get(..at).unwrap_or(line));
        for word in line.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}
