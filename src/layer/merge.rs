//! The merge itself: layers from the base up. Each layer first declares what is new and then edits what stood below it, so
//! that the order in which it says so cannot matter.

use super::aim::Lock;
use super::hold::held;
use super::{Edit, Held, Layer, Merged, Times, problem, time};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::syntax::ast::{Basis, Class, Clauses, Decl, DeclKind, File, Name, PolicyDecl};
use std::sync::Arc;

/// Brings the layers of a chain together, base first.
pub fn merge(layers: Vec<Layer>, times: &Times, sources: &Sources) -> Merged {
    let mut merge = Merge {
        sources,
        times: *times,
        out: Merged::default(),
        locks: Vec::new(),
        prefixes: layers.iter().map(|layer| layer.prefix.clone()).collect(),
        layer: 0,
        refused: Vec::new(),
        header: None,
        based: false,
    };
    let last = layers.len().saturating_sub(1);
    merge.default_day(&layers);
    for (index, layer) in layers.into_iter().enumerate() {
        merge.layer = index;
        merge.layer(layer, index == 0, index == last);
    }
    merge.close()
}

pub(super) struct Merge<'a> {
    pub sources: &'a Sources,
    pub times: Times,
    pub out: Merged,
    pub locks: Vec<Lock>,
    /// How each layer's files are reached from the leaf.
    pub prefixes: Vec<String>,
    pub layer: usize,
    /// Declarations that an edit failed to change, as the base reads otherwise, and the layer of that edit.
    pub refused: Vec<(usize, usize)>,
    header: Option<Decl>,
    /// Whether the layer's own head states a basis, on which its edits rest.
    pub based: bool,
}

impl Merge<'_> {
    /// Without another day, dated rules are read at the 基准日 of the uppermost policy that has one.
    fn default_day(&mut self, layers: &[Layer]) {
        let headers = layers.iter().rev().flat_map(|layer| &layer.file.decls);
        let days = headers.filter_map(|decl| if let DeclKind::Policy(policy) = &decl.kind { policy.day } else { None });
        self.times.as_of = self.times.as_of.or_else(|| days.into_iter().next());
    }

    fn layer(&mut self, layer: Layer, base: bool, leaf: bool) {
        let header = layer.file.decls.iter().find_map(|decl| match &decl.kind {
            DeclKind::Policy(policy) => Some((decl.clone(), policy.clone())),
            _ => None,
        });
        let name = header.as_ref().map_or_else(|| "".into(), |(_, policy)| policy.name.text.clone());
        self.out.names.push(name);
        self.based = header.as_ref().is_some_and(|(decl, _)| !decl.clauses.bases.is_empty());
        if let Some((decl, policy)) = header
            && !self.admits(&decl, &policy, base || leaf)
        {
            return;
        }
        let mut scope: Option<Name> = None;
        let mut edits: Vec<Decl> = Vec::new();
        for mut decl in layer.file.decls {
            if time::known(&mut decl, &self.times) {
                self.sort(decl, &mut scope, &mut edits);
            }
        }
        self.edits(&edits);
    }

    /// Whether a layer takes part: the base and the leaf must be in force and issued (an error says so once, and the rest is
    /// checked all the same); one between is passed over.
    fn admits(&mut self, decl: &Decl, policy: &PolicyDecl, needed: bool) -> bool {
        let name = &policy.name;
        if let (Some(day), Some(issued)) = (self.times.known_on, policy.issued)
            && issued > day
        {
            let told = if needed {
                problem::not_yet_issued(name.span, &name.text, day)
            } else {
                problem::layer_passed_over(name.span, &name.text, true)
            };
            self.out.problems.push(told);
            return needed;
        }
        if let (Some(day), Some(force)) = (self.times.as_of, &decl.clauses.in_force)
            && !time::holds(force, day)
        {
            let told = if needed {
                problem::not_in_force(force.span, &name.text, day)
            } else {
                problem::layer_passed_over(force.span, &name.text, false)
            };
            self.out.problems.push(told);
            return needed;
        }
        true
    }

    /// Holds what is declared, and keeps what is edited for later.
    fn sort(&mut self, decl: Decl, scope: &mut Option<Name>, edits: &mut Vec<Decl>) {
        match decl.kind.class() {
            Class::Scope => *scope = if let DeclKind::Each(name) = decl.kind { Some(name) } else { None },
            Class::Header => {
                *scope = None;
                self.head(decl);
            }
            Class::Top => {
                *scope = None;
                self.hold(decl, None);
            }
            Class::Scoped => self.hold(decl, scope.clone()),
            Class::Output => self.hold(decl, None),
            Class::Edit => edits.push(decl),
        }
    }

    fn hold(&mut self, decl: Decl, scope: Option<Name>) {
        let prefix = self.prefixes.get(self.layer).map_or("", String::as_str);
        let cut = self.times.known_on.is_some();
        self.out.held.push(held(decl, scope, (self.layer, prefix), cut, self.sources));
    }

    /// The uppermost header is that of the result; what it leaves out stays as below.
    fn head(&mut self, mut decl: Decl) {
        if let DeclKind::Policy(policy) = &mut decl.kind
            && let Some(DeclKind::Policy(below)) = self.header.as_ref().map(|header| &header.kind)
        {
            policy.day = policy.day.or(below.day);
        }
        self.header = Some(decl);
    }

    /// Whether an edit applies on the day; dated edits need one.
    pub fn applies(&mut self, decl: &Decl) -> bool {
        match (&decl.clauses.in_force, self.times.as_of) {
            (None, _) => true,
            (Some(force), Some(day)) => time::holds(force, day),
            (Some(force), None) => {
                self.out.problems.push(problem::needs_day(force.span));
                false
            }
        }
    }

    pub fn record(&mut self, edit: Edit) {
        self.out.edits.push(edit);
    }

    fn close(mut self) -> Merged {
        time::apply(&mut self.out.held, &self.times, &mut self.out.problems);
        let mut decls: Vec<Decl> = self.header.into_iter().collect();
        let mut current: Option<Arc<str>> = None;
        for held in self.out.held.iter().filter(|held| !held.retired) {
            decls.extend(opened(held, &mut current));
            decls.push(held.decl.clone());
        }
        self.out.file = File { decls, ..File::default() };
        self.out.locked = self.locks.iter().filter_map(|lock| locked(lock, &self.out.held)).collect();
        self.out.problems.sort_by_key(|problem: &Diagnostic| (problem.span(), problem.code));
        self.out
    }
}

/// The parameter whose value a lock fixes.
fn locked(lock: &Lock, held: &[Held]) -> Option<(Arc<str>, Span, Vec<Basis>)> {
    let whole = lock.aim.owner.is_none() && lock.aim.clause.is_none();
    match &held.get(lock.aim.index)?.decl.kind {
        DeclKind::Param(param) if whole && !param.open => {
            Some((param.name.text.clone(), lock.span, lock.bases.clone()))
        }
        _ => None,
    }
}

/// The scope that must be opened before a declaration.
fn opened(held: &Held, current: &mut Option<Arc<str>>) -> Option<Decl> {
    let wanted = held.scope.as_ref().map(|scope| scope.text.clone());
    match held.decl.kind.class() {
        Class::Scoped if wanted != *current => {
            let kind = held.scope.clone().map_or(DeclKind::Whole, DeclKind::Each);
            let span: Span = held.scope.as_ref().map_or(held.decl.span, |scope| scope.span);
            *current = wanted;
            return Some(Decl { kind, span, clauses: Clauses::default() });
        }
        Class::Top | Class::Header | Class::Scope | Class::Edit => *current = None,
        Class::Scoped | Class::Output => {}
    }
    None
}
