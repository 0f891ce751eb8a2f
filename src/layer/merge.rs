//! The merge itself: layers from the base up, each edit held against what it finds.

use super::address::{Place, find, identity, indicator, known, words};
use super::edit::{Refused, amend, amend_indicator};
use super::{Edit, EditKind, Held, Layer, Merged, Patch, Times, problem, time};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::syntax::ast::{
    Addition, Basis, Decl, DeclKind, ExprKind, File, IndicatorDecl, IndicatorKind, ListSource, Name, ParamValues,
    Piece, PolicyDecl, Root, Target, TargetClause,
};
use std::sync::Arc;

/// Brings the layers of a chain together, base first.
pub fn merge(layers: Vec<Layer>, times: &Times, sources: &Sources) -> Merged {
    let mut merge = Merge {
        sources,
        times: *times,
        out: Merged::default(),
        locks: Vec::new(),
        done: Vec::new(),
        layer: 0,
        refused: Vec::new(),
        header: None,
    };
    let last = layers.len().saturating_sub(1);
    merge.default_day(&layers);
    for (index, layer) in layers.into_iter().enumerate() {
        merge.layer = index;
        merge.layer(layer, index == 0, index == last);
    }
    merge.close()
}

struct Lock {
    name: String,
    span: Span,
    bases: Vec<Basis>,
    layer: usize,
}

struct Merge<'a> {
    sources: &'a Sources,
    times: Times,
    out: Merged,
    locks: Vec<Lock>,
    /// What this layer has edited: the target, the quoted text, the place.
    done: Vec<(String, String, Span)>,
    layer: usize,
    /// What an edit failed to change, as the base reads otherwise, and the layer of that edit.
    refused: Vec<(String, usize)>,
    header: Option<Decl>,
}

impl Merge<'_> {
    /// Without another day, dated rules are read at the 基准日 of the uppermost policy that has one.
    fn default_day(&mut self, layers: &[Layer]) {
        let headers = layers.iter().rev().flat_map(|layer| &layer.file.decls);
        let days = headers.filter_map(|decl| if let DeclKind::Policy(policy) = &decl.kind { policy.day } else { None });
        self.times.as_of = self.times.as_of.or_else(|| days.into_iter().next());
    }

    fn layer(&mut self, layer: Layer, base: bool, leaf: bool) {
        self.done.clear();
        let header = layer.file.decls.iter().find_map(|decl| match &decl.kind {
            DeclKind::Policy(policy) => Some((decl.clone(), policy.clone())),
            _ => None,
        });
        let name = header.as_ref().map_or_else(|| "".into(), |(_, policy)| policy.name.text.clone());
        self.out.names.push(name);
        if let Some((decl, policy)) = header
            && !self.admits(&decl, &policy, base || leaf)
        {
            return;
        }
        let mut scope: Option<Name> = None;
        for mut decl in layer.file.decls {
            if !time::known(&mut decl, &self.times) {
                continue;
            }
            self.decl(decl, &mut scope);
        }
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

    fn decl(&mut self, decl: Decl, scope: &mut Option<Name>) {
        match &decl.kind {
            DeclKind::Each(name) => *scope = Some(name.clone()),
            DeclKind::Whole => *scope = None,
            DeclKind::Policy(_) => {
                *scope = None;
                self.head(decl);
            }
            DeclKind::Given(values) => self.given(&decl, values),
            DeclKind::Amend { target, old, new } => self.amend(&decl, target, old, new),
            DeclKind::Retire(target) => self.retire(&decl, target),
            DeclKind::Lock(target) => self.lock(&decl, target),
            DeclKind::Extend { name, addition } => self.extend(&decl, name, addition),
            DeclKind::Unit { .. }
            | DeclKind::Param(_)
            | DeclKind::Enum { .. }
            | DeclKind::List { .. }
            | DeclKind::Lookup(_)
            | DeclKind::Table(_)
            | DeclKind::Derived(_)
            | DeclKind::Assessment(_)
            | DeclKind::Allocate(_) => {
                *scope = None;
                self.hold(decl, None);
            }
            DeclKind::Formula { .. }
            | DeclKind::Except { .. }
            | DeclKind::Exclude(_)
            | DeclKind::Reinstate { .. }
            | DeclKind::Assert { .. }
            | DeclKind::Oblige { .. } => {
                let scope = scope.clone();
                self.hold(decl, scope);
            }
            DeclKind::Output(_) => self.hold(decl, None),
        }
    }

    fn hold(&mut self, decl: Decl, scope: Option<Name>) {
        self.out.held.push(Held { decl, layer: self.layer, scope, patches: Vec::new(), retired: false });
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
    fn applies(&mut self, decl: &Decl) -> bool {
        match (&decl.clauses.in_force, self.times.as_of) {
            (None, _) => true,
            (Some(force), Some(day)) => time::holds(force, day),
            (Some(force), None) => {
                self.out.problems.push(problem::needs_day(force.span));
                false
            }
        }
    }

    fn place(&mut self, span: Span, name: &str) -> Option<Place> {
        let found = find(&self.out.held, name);
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let known = known(&self.out.held);
                let near = nearest(name, &known);
                self.out.problems.push(problem::unknown_target(span, name, near));
                None
            }
            several => {
                let places: Vec<Span> = several.iter().filter_map(|place| self.span_of(*place)).collect();
                self.out.problems.push(problem::ambiguous_target(span, name, &places));
                None
            }
        }
    }

    fn span_of(&self, place: Place) -> Option<Span> {
        identity(&self.out.held, place).map(|(span, _)| span)
    }

    fn full_name(&self, place: Place) -> String {
        identity(&self.out.held, place).map(|(_, name)| name).unwrap_or_default()
    }

    /// Whether a lock of a lower layer forbids an edit.
    fn is_locked(&mut self, span: Span, name: &str) -> bool {
        let covers = |lock: &&Lock| {
            lock.layer < self.layer && (lock.name == name || name.starts_with(&format!("{}.", lock.name)))
        };
        let Some(lock) = self.locks.iter().find(covers) else { return false };
        let told = problem::locked(span, name, lock.span, &lock.bases);
        self.out.problems.push(told);
        true
    }

    /// Whether this layer has edited the same thing before.
    fn repeated(&mut self, span: Span, name: &str, quoted: &str) -> bool {
        let quoted = super::canon(quoted);
        if let Some((_, _, first)) = self.done.iter().find(|(done, text, _)| done == name && *text == quoted) {
            let told = problem::edited_twice(span, *first, name);
            self.out.problems.push(told);
            return true;
        }
        self.done.push((name.to_owned(), quoted, span));
        false
    }

    fn record(&mut self, kind: EditKind, decl: &Decl, target: &str, old: &str, new: &str) {
        self.out.edits.push(Edit {
            kind,
            layer: self.layer,
            target: target.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
            span: decl.span,
            bases: decl.clauses.bases.clone(),
        });
    }

    fn given(&mut self, decl: &Decl, values: &ParamValues) {
        let name = values.name.text.clone();
        let Some(place) = self.place(values.name.span, &name) else { return };
        if !self.applies(decl) || self.is_locked(decl.span, &name) || self.repeated(decl.span, &name, "") {
            return;
        }
        let layer = self.layer;
        let text = self.sources.slice(decl.span).to_owned();
        let Place::Decl(index) = place else { return };
        let Some(held) = self.out.held.get_mut(index) else { return };
        let whole = held.decl.span;
        let DeclKind::Param(param) = &mut held.decl.kind else {
            self.out.problems.push(problem::unknown_target(values.name.span, &name, None));
            return;
        };
        if !param.open {
            let at =
                param.value.as_ref().map(|value| value.span).or_else(|| param.dated.first().map(|dated| dated.span));
            self.out.problems.push(problem::given_already(decl.span, &name, at.unwrap_or(param.name.span)));
            return;
        }
        param.open = false;
        param.value.clone_from(&values.value);
        param.dated.clone_from(&values.dated);
        held.decl.clauses.bases.extend(decl.clauses.bases.clone());
        // Everything behind the name takes the place of 待定: `= 70%`, or the dated values.
        let own = text.find(&*name).map_or("", |at| text.get(at + name.len()..).unwrap_or(""));
        let given = own.trim_start_matches(['」', '』']).trim().to_owned();
        if let Some(at) = open_word(self.sources.slice(whole), whole) {
            let text = if given.starts_with(['=', '＝']) { given.clone() } else { format!("\n  {given}") };
            held.patches.push(Patch::words(at, text, layer));
        }
        self.record(EditKind::Given, decl, &name, "待定", &given);
    }

    fn amend(&mut self, decl: &Decl, target: &Target, old: &Piece, new: &Piece) {
        let Some(place) = self.place(target.span, &words(&target.path)) else { return };
        if !self.applies(decl) {
            return;
        }
        let name = self.full_name(place);
        let (was, now) = (self.sources.slice(old.span).to_owned(), self.sources.slice(new.span).to_owned());
        if self.is_locked(decl.span, &name)
            || self.repeated(decl.span, &name, &was)
            || self.breaks_key(decl.span, place, target.clause)
        {
            return;
        }
        if problem::same(&was, &now) {
            self.out.problems.push(problem::no_effect(decl.span, &name));
        }
        let place_end = self.span_of(place).map(Span::after);
        let (index, outcome) = match place {
            Place::Decl(index) => {
                let Some(held) = self.out.held.get_mut(index) else { return };
                (index, amend(&mut held.decl, target.clause, old, new, self.sources))
            }
            Place::Indicator(index, at) => {
                let Some(DeclKind::Assessment(assessment)) =
                    self.out.held.get_mut(index).map(|held| &mut held.decl.kind)
                else {
                    return;
                };
                let Some(indicator) = assessment.indicators.get_mut(at) else { return };
                let outcome = amend_indicator(indicator, target.clause, old, new, self.sources);
                if outcome.is_ok() {
                    indicator.bases.extend(decl.clauses.bases.clone());
                }
                (index, outcome)
            }
            Place::Column(index, _) => (index, Err(Refused::NeedsClause("先“停用”这一列，再用“增加 表”写上新的"))),
        };
        match outcome {
            Ok(replaced) => {
                let layer = self.layer;
                if let Some(held) = self.out.held.get_mut(index) {
                    let patch = Patch {
                        text: Some(new.span),
                        ..Patch::words(replaced.at, replaced.keyword.to_string(), layer)
                    };
                    held.patches.push(within_row(patch, &now, self.sources));
                    if let Place::Decl(_) = place {
                        held.decl.clauses.bases.extend(decl.clauses.bases.clone());
                    }
                    held.patches.extend(basis_lines(
                        &decl.clauses.bases,
                        place_end.unwrap_or(held.decl.span.after()),
                        layer,
                    ));
                }
                let clause = target.clause.map_or("", clause_word);
                self.record(EditKind::Amended, decl, &format!("{name} {clause}"), &was, &now);
            }
            Err(Refused::Otherwise(places)) => {
                let found: Vec<(Span, String)> =
                    places.iter().map(|span| (*span, self.sources.slice(*span).to_owned())).collect();
                // The edits above rest on this one: they are held against the base when it is in order.
                if !self.refused.iter().any(|(refused, layer)| *refused == name && *layer < self.layer) {
                    self.out.problems.push(problem::reads_otherwise(old.span, &was, &found));
                }
                self.refused.push((name, self.layer));
            }
            Err(Refused::NeedsClause(clauses)) => {
                self.out.problems.push(problem::clause_needed(target.span, &name, clauses))
            }
        }
    }

    /// A key indicator may be given what is open, but not lose its place nor its 取值.
    fn breaks_key(&mut self, span: Span, place: Place, clause: Option<TargetClause>) -> bool {
        let declared = self.out.held.get(place.index()).map(|held| held.layer);
        if declared == Some(self.layer) || !matches!(clause, None | Some(TargetClause::Value)) {
            return false;
        }
        let Some(found) = indicator(&self.out.held, place).filter(|indicator| indicator.kind == IndicatorKind::Key)
        else {
            return false;
        };
        let told = problem::key_indicator(span, &found.name.text, found.span, &own_bases(found));
        self.out.problems.push(told);
        true
    }

    fn retire(&mut self, decl: &Decl, target: &Target) {
        let Some(place) = self.place(target.span, &words(&target.path)) else { return };
        if !self.applies(decl) {
            return;
        }
        let name = self.full_name(place);
        if self.is_locked(decl.span, &name)
            || self.repeated(decl.span, &name, "停用")
            || self.breaks_key(decl.span, place, None)
        {
            return;
        }
        let layer = self.layer;
        let mut key = None;
        match place {
            Place::Decl(index) => {
                let Some(held) = self.out.held.get_mut(index) else { return };
                if let DeclKind::Assessment(assessment) = &held.decl.kind
                    && held.layer < layer
                {
                    key = assessment.indicators.iter().find(|indicator| indicator.kind == IndicatorKind::Key).cloned();
                }
                if key.is_none() {
                    held.retired = true;
                }
            }
            Place::Indicator(index, at) => {
                let Some(held) = self.out.held.get_mut(index) else { return };
                if let DeclKind::Assessment(assessment) = &mut held.decl.kind
                    && at < assessment.indicators.len()
                {
                    let gone = assessment.indicators.remove(at);
                    held.patches.push(Patch::words(gone.span, String::new(), layer));
                }
            }
            Place::Column(index, at) => {
                let Some(held) = self.out.held.get_mut(index) else { return };
                if let DeclKind::Table(table) = &mut held.decl.kind
                    && at < table.columns.len()
                {
                    let gone = table.columns.remove(at);
                    held.patches.push(Patch::words(gone.span, String::new(), layer));
                }
            }
        }
        if let Some(key) = key {
            self.out.problems.push(problem::key_indicator(decl.span, &key.name.text, key.span, &own_bases(&key)));
            return;
        }
        self.record(EditKind::Retired, decl, &name, "", "");
    }

    fn lock(&mut self, decl: &Decl, target: &Target) {
        let Some(place) = self.place(target.span, &words(&target.path)) else { return };
        let name = self.full_name(place);
        let bases = decl.clauses.bases.clone();
        self.locks.push(Lock { name: name.clone(), span: decl.span, bases, layer: self.layer });
        self.record(EditKind::Locked, decl, &name, "", "");
    }

    fn extend(&mut self, decl: &Decl, name: &Name, addition: &Addition) {
        let Some(Place::Decl(index)) = self.place(name.span, &name.text) else { return };
        if !self.applies(decl) || self.is_locked(decl.span, &name.text) {
            return;
        }
        let (layer, sources) = (self.layer, self.sources);
        let Some(held) = self.out.held.get_mut(index) else { return };
        let whole = held.decl.span;
        let added: Option<Added> = match (&mut held.decl.kind, addition) {
            (DeclKind::Lookup(lookup), Addition::Rows(rows)) => {
                lookup.rows.extend(rows.iter().cloned());
                let spans = rows.iter().map(|row| row.span).collect();
                after_rows(sources.slice(whole), whole).map(|at| (at, "\n  ", spans, " |"))
            }
            (DeclKind::Assessment(assessment), Addition::Indicators(indicators)) => {
                assessment.indicators.extend(indicators.iter().cloned());
                Some((whole.after(), "\n  ", indicators.iter().map(|indicator| indicator.span).collect(), ""))
            }
            (DeclKind::Table(table), Addition::Columns(columns)) => {
                table.columns.extend(columns.iter().cloned());
                Some((whole.after(), "\n  ", columns.iter().map(|column| column.span).collect(), ""))
            }
            (DeclKind::List { values: ListSource::Values(values), .. }, Addition::Values(new)) => {
                let at = last_of(values.iter().map(|value| value.span), whole);
                values.extend(new.iter().cloned());
                at.map(|at| (at, ", ", new.iter().map(|value| value.span).collect(), ""))
            }
            (DeclKind::Enum { values, .. }, Addition::Values(new)) => {
                let at = last_of(values.iter().map(|value| value.span), whole);
                values.extend(new.iter().filter_map(enum_word));
                at.map(|at| (at, ", ", new.iter().map(|value| value.span).collect(), ""))
            }
            (_, _) => None,
        };
        let Some((at, before, spans, after)) = added else {
            self.out.problems.push(problem::extends_other_kind(decl.span, &name.text));
            return;
        };
        let texts: Vec<&str> = spans.iter().map(|span| sources.slice(*span)).collect();
        let told = texts.join(before).trim().to_owned();
        let patches = spans.into_iter().map(|text| Patch {
            text: Some(text),
            after,
            ..Patch::words(at, before.to_owned(), layer)
        });
        held.patches.extend(patches);
        // Indicators and columns bring their own basis.
        if matches!(addition, Addition::Rows(_) | Addition::Values(_)) {
            held.patches.extend(basis_lines(&decl.clauses.bases, whole.after(), layer));
        }
        held.decl.clauses.bases.extend(decl.clauses.bases.clone());
        self.record(EditKind::Extended, decl, &name.text, "", &told);
    }

    fn close(mut self) -> Merged {
        time::apply(&mut self.out.held, &self.times, &mut self.out.problems);
        let mut decls: Vec<Decl> = self.header.into_iter().collect();
        let mut current: Option<Arc<str>> = None;
        for held in self.out.held.iter().filter(|held| !held.retired) {
            let wanted = held.scope.as_ref().map(|scope| scope.text.clone());
            let scoped = held.decl.kind.is_scoped();
            if scoped && wanted != current {
                let kind = held.scope.clone().map_or(DeclKind::Whole, DeclKind::Each);
                let span = held.scope.as_ref().map_or(held.decl.span, |scope| scope.span);
                decls.push(Decl { kind, span, clauses: crate::syntax::ast::Clauses::default() });
                current = wanted;
            } else if !scoped && !matches!(held.decl.kind, DeclKind::Output(_)) {
                current = None;
            }
            decls.push(held.decl.clone());
        }
        self.out.file = File { decls, ..File::default() };
        self.out.problems.sort_by_key(|problem: &Diagnostic| (problem.span(), problem.code));
        self.out
    }
}

/// The bases of an edit as lines behind what it edited.
fn basis_lines(bases: &[Basis], at: Span, layer: usize) -> Vec<Patch> {
    let line = |basis: &Basis| {
        let quote = basis.quote.as_ref().map_or_else(String::new, |quote| format!(" \"{quote}\""));
        Patch::words(at, format!("\n  依据 {}{quote}", basis.text), layer)
    };
    bases.iter().map(line).collect()
}

/// The basis of an indicator without those of the layers that amended it.
fn own_bases(indicator: &IndicatorDecl) -> Vec<Basis> {
    indicator.bases.iter().filter(|basis| basis.span.source == indicator.span.source).cloned().collect()
}

/// What is added to a declaration: where, the words before each piece, the pieces, the words after each.
type Added = (Span, &'static str, Vec<Span>, &'static str);

/// Behind the last of some values in the declaration's own text.
fn last_of(values: impl Iterator<Item = Span>, whole: Span) -> Option<Span> {
    let own = values.filter(|span| span.source == whole.source);
    own.max_by_key(|span| span.end).map(Span::after)
}

/// The bar that closes a row may lie behind the place of a patch: it is written once.
fn within_row(mut patch: Patch, now: &str, sources: &Sources) -> Patch {
    let bars = ['|', '｜'];
    let text = sources.get(patch.at.source).map_or("", |source| source.text());
    let behind = text.get(patch.at.end as usize..).unwrap_or("").trim_start_matches([' ', '\t', '\u{3000}']);
    let kept = now.trim_end().trim_end_matches(bars).trim_end();
    if behind.starts_with(bars) && kept.len() < now.len() {
        patch.text = patch
            .text
            .map(|span| Span::new(span.source, span.start as usize, (span.start as usize).saturating_add(kept.len())));
    }
    patch
}

/// The place of 待定 in a parameter's text.
fn open_word(text: &str, whole: Span) -> Option<Span> {
    let found = ["待定", "open"].iter().find_map(|word| text.find(word).map(|at| (at, word.len())));
    let (at, length) = found?;
    let start = (whole.start as usize).checked_add(at)?;
    Some(Span::new(whole.source, start, start.checked_add(length)?))
}

/// The end of the last line that holds a table row.
fn after_rows(text: &str, whole: Span) -> Option<Span> {
    let mut at = 0;
    let mut end = None;
    for line in text.split_inclusive('\n') {
        let length = line.trim_end_matches(['\n', '\r']).len();
        if line.trim_start().starts_with(['|', '｜']) {
            end = Some(at + length);
        }
        at += line.len();
    }
    let end = (whole.start as usize).checked_add(end?)?;
    Some(Span::new(whole.source, end, end))
}

fn enum_word(value: &crate::syntax::ast::Expr) -> Option<Name> {
    match &value.kind {
        ExprKind::Text(text) => Some(Name { text: text.clone(), span: value.span }),
        ExprKind::Path(path) if path.members.is_empty() => match &path.root {
            Root::Name(name) => Some(name.clone()),
            Root::Whole | Root::ThisRow | Root::Parent => None,
        },
        _ => None,
    }
}

fn clause_word(clause: TargetClause) -> &'static str {
    match clause {
        TargetClause::Weight => "权重",
        TargetClause::Value => "取值",
        TargetClause::Score => "赋分",
        TargetClause::FullMarks => "满分",
        TargetClause::When => "当",
        TargetClause::Unless => "除非",
        TargetClause::Then => "则",
        TargetClause::Reason => "理由",
        TargetClause::Pool => "总额",
        TargetClause::By => "按",
        TargetClause::Row => "行",
    }
}

fn nearest(wrong: &str, known: &[String]) -> Option<String> {
    let scored = known.iter().map(|name| (strsim::damerau_levenshtein(wrong, name), name));
    let best = scored.min_by_key(|(distance, _)| *distance)?;
    (best.0 <= 2.max(wrong.chars().count() / 3)).then(|| best.1.clone())
}
