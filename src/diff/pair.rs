//! Two policies side by side: their declarations by kind, table and name, the changes between them, and the policies in
//! between, which have some of the changes.

use super::change::{Change, Found};
use super::weave::{Weaver, said_basis};
use super::{decl, rules};
use crate::check::{self, Inputs};
use crate::diagnostic::Words;
use crate::ir::program::Program;
use crate::source::Sources;
use crate::syntax::ast::{Class, Clauses, Decl, DeclKind, File, Name};
use crate::syntax::canon;
use std::collections::{BTreeMap, BTreeSet};

/// A policy to compare: its merged tree and the files it names.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub file: File,
    pub inputs: Inputs,
}

/// Two policies and all that differs between them.
#[derive(Clone, Debug)]
pub struct Pair {
    before: Side,
    after: Side,
    inputs: Inputs,
    sources: Sources,
    items: Vec<Twin>,
    /// In the order of the second policy; what is gone comes last.
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug)]
struct Item {
    key: String,
    head: Words,
    scope: Option<Name>,
    decl: Decl,
}

/// A declaration in both policies, or in one of them.
#[derive(Clone, Debug)]
struct Twin {
    before: Option<Item>,
    after: Option<Item>,
}

impl Pair {
    /// Compares two policies whose places are in one set of sources.
    pub fn new(before: Side, mut after: Side, sources: Sources) -> Pair {
        let mut inputs = before.inputs.clone();
        share_files(&mut inputs, &mut after);
        let mut olds: Vec<Option<Item>> = items(&before.file).into_iter().map(Some).collect();
        let mut twins = Vec::new();
        for item in items(&after.file) {
            let matching = |old: &&mut Option<Item>| old.as_ref().is_some_and(|old| old.key == item.key);
            let old = olds.iter_mut().find(matching).and_then(Option::take);
            twins.push(Twin { before: old, after: Some(item) });
        }
        twins.extend(olds.into_iter().flatten().map(|old| Twin { before: Some(old), after: None }));
        let mut pair = Pair { before, after, inputs, sources, items: twins, changes: Vec::new() };
        pair.changes = pair.find();
        pair
    }

    fn find(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (index, twin) in self.items.iter().enumerate() {
            let mut weaver = Weaver::finding(&self.sources, &self.inputs.files);
            let (head, found) = match (&twin.before, &twin.after) {
                (Some(old), Some(new)) => {
                    decl::weave(&mut weaver, &mut old.decl.clone(), &new.decl);
                    (&new.head, std::mem::take(&mut weaver.found))
                }
                (Some(only), None) | (None, Some(only)) => {
                    let gist = rules::gist(&weaver, &only.decl.kind);
                    let (old, new) = if twin.after.is_some() { (None, Some(gist)) } else { (Some(gist), None) };
                    let bases = only.decl.clauses.bases.iter().map(said_basis).collect();
                    (&only.head, vec![Found { key: String::new(), place: Vec::new(), old, new, bases, moves: true }])
                }
                (None, None) => continue,
            };
            changes.extend(found.into_iter().map(|found| Change::new(index, head, found)));
        }
        changes
    }

    /// The changes that can move amounts.
    pub fn moving(&self) -> Vec<usize> {
        let all = self.changes.iter().enumerate();
        all.filter(|(_, change)| change.moves).map(|(index, _)| index).collect()
    }

    /// The policy that has some of the changes; the second one itself where it has all that move amounts.
    pub fn between(&self, taken: &BTreeSet<usize>) -> File {
        if self.moving().iter().all(|change| taken.contains(change)) {
            return self.after.file.clone();
        }
        if taken.is_empty() {
            return self.before.file.clone();
        }
        let mut keys: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for change in taken.iter().filter_map(|index| self.changes.get(*index)) {
            keys.entry(change.key.0).or_default().insert(change.key.1.clone());
        }
        let mut decls: Vec<Decl> = Vec::new();
        let none = BTreeSet::new();
        for (index, twin) in self.items.iter().enumerate() {
            let keys = keys.get(&index).unwrap_or(&none);
            let whole = keys.contains("");
            let (scope, decl) = match (&twin.before, &twin.after) {
                (Some(old), Some(new)) => {
                    let mut decl = old.decl.clone();
                    if !keys.is_empty() {
                        decl::weave(&mut Weaver::taking(&self.sources, &self.inputs.files, keys), &mut decl, &new.decl);
                    }
                    (&old.scope, decl)
                }
                (Some(old), None) if !whole => (&old.scope, old.decl.clone()),
                (None, Some(new)) if whole => (&new.scope, new.decl.clone()),
                (Some(_) | None, None) | (None, Some(_)) => continue,
            };
            if decl.kind.is_scoped() {
                let kind = scope.clone().map_or(DeclKind::Whole, DeclKind::Each);
                decls.push(Decl { kind, span: decl.span, clauses: Clauses::default() });
            }
            decls.push(decl);
        }
        File { decls, ..File::default() }
    }

    /// The checked program of a policy in between, if it can be run.
    pub fn program(&self, taken: &BTreeSet<usize>) -> Option<Program> {
        let file = self.between(taken);
        let checked = check::check(&file, &self.inputs, &self.sources);
        checked.program.filter(|_| checked.open.is_empty())
    }

    /// The second policy's program.
    pub fn after(&self) -> Option<Program> {
        let checked = check::check(&self.after.file, &self.inputs, &self.sources);
        checked.program.filter(|_| checked.open.is_empty())
    }

    pub fn sources(&self) -> &Sources {
        &self.sources
    }
}

/// Puts the files of both policies together; where one path means two contents, the second gets a path of its own.
fn share_files(inputs: &mut Inputs, after: &mut Side) {
    for decl in &mut after.file.decls {
        let Some(path) = decl.kind.file_mut() else { continue };
        let Some(rows) = after.inputs.files.get(&*path.text) else { continue };
        if inputs.files.get(&*path.text) == Some(rows) {
            continue;
        }
        // The same rows under another path are no change.
        if let Some((known, _)) = inputs.files.iter().find(|(_, known)| *known == rows) {
            path.text = known.as_str().into();
            continue;
        }
        if inputs.files.contains_key(&*path.text) {
            path.text = format!("{}（新）", path.text).into();
        }
        inputs.files.insert(path.text.to_string(), rows.clone());
    }
}

/// All declarations, each with its scope, in order; edits have been applied by the merge.
fn items(file: &File) -> Vec<Item> {
    let mut scope: Option<Name> = None;
    let mut items: Vec<Item> = Vec::new();
    for decl in &file.decls {
        match &decl.kind {
            DeclKind::Each(name) => scope = Some(name.clone()),
            DeclKind::Whole => scope = None,
            kind => {
                // A declaration at the top ends a scope; an output does not.
                if kind.class() == Class::Top || kind.class() == Class::Header {
                    scope = None;
                }
                let own = if kind.is_scoped() { scope.clone() } else { None };
                if kind.class() == Class::Edit {
                    continue;
                }
                let (zh, en) = kind.keyword();
                let name = match (kind.name(), kind) {
                    (Some(name), _) => name.to_string(),
                    (None, DeclKind::Assert { holds, .. } | DeclKind::Oblige { holds, .. }) => canon::expr(holds),
                    (None, _) => String::new(),
                };
                let full = match &own {
                    Some(table) => format!("{}.{name}", table.text),
                    None => name.clone(),
                };
                let mut key = format!("{zh} {full}");
                while items.iter().any(|item| item.key == key) {
                    key.push('#');
                }
                let head = |kind: &str| if full.is_empty() { kind.to_owned() } else { format!("{kind} {full}") };
                items.push(Item { key, head: Words::new(head(zh), head(en)), scope: own, decl: decl.clone() });
            }
        }
    }
    items
}
