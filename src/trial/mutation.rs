//! Mutation: changes the policy a little and runs the cases again. What no case notices, no case holds.

use super::mutants::{Change, Mutant, apply, mutants};
use super::parallel::each;
use super::prepare::{Prepared, Ready, prepare};
use super::remarks::{About, Remarks};
use super::run::{broken, chosen, failures, start};
use super::suite::Suite;
use crate::diagnostic::Words;
use crate::ir::expr::ExprKind;
use crate::ir::program::Program;
use crate::rows::{Evaluation, Mark};
use crate::session::World;
use crate::source::{SourceId, Span};
use crate::value::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What came of the mutation of the policies of some suites.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    pub mutants: usize,
    pub killed: usize,
    pub survivors: Vec<Survivor>,
}

/// A change that no case noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survivor {
    pub path: String,
    /// From 1.
    pub line: u32,
    /// 把……改为……
    pub words: Words,
    pub clause: String,
    pub rule: String,
    /// How many cases computed the changed place and gave the same.
    pub cases: usize,
    /// Why no case can notice it, as a remark beside the cases says.
    pub why: Option<String>,
}

impl Mutation {
    /// How many survivors a remark explains.
    pub fn explained(&self) -> usize {
        self.survivors.iter().filter(|survivor| survivor.why.is_some()).count()
    }

    /// Whether at least `percent` of a hundred changes are noticed or explained.
    pub fn reaches(&self, percent: u32) -> bool {
        self.killed.saturating_add(self.explained()) * 100 >= self.mutants * percent as usize
    }
}

/// How a change of a text is told from others, in every variant of a policy.
type Key = (Span, String);

/// A case that passes: its program, its mutants, and what it gave.
struct Base<'p> {
    ready: &'p Ready,
    program: &'p Program,
    own: usize,
    /// The outputs, where the case keeps a snapshot.
    kept: Option<Vec<Vec<Option<Value>>>>,
    touched: BTreeSet<usize>,
}

/// Tries every mutant of every suite's policy; `tell` is called with how many are done and how many there are in all suites.
pub fn mutate(
    world: &(dyn World + Sync),
    suites: &[Suite],
    filter: Option<&str>,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Mutation {
    let mut total = Mutation::default();
    // Two places of one line may be changed in the same words.
    let mut alive: BTreeMap<(String, u32, String), (Survivor, bool)> = BTreeMap::new();
    let sound = suites.iter().filter(|suite| broken(suite).is_empty());
    let works: Vec<Work<'_>> = sound.map(|suite| Work::of(world, suite, filter)).collect();
    let all = works.iter().map(|work| work.order.len()).sum();
    let done = AtomicUsize::new(0);
    tell(0, all);
    let step = || tell(done.fetch_add(1, Ordering::Relaxed) + 1, all);
    for (start, survivor, killed) in works.iter().flat_map(|work| work.tried(&step)) {
        let key = (survivor.path.clone(), start, survivor.words.zh.clone());
        let entry = alive.entry(key).or_insert((survivor.clone(), false));
        entry.1 |= killed;
        entry.0.cases = entry.0.cases.max(survivor.cases);
    }
    total.mutants = alive.len();
    total.killed = alive.values().filter(|(_, killed)| *killed).count();
    total.survivors = alive.into_values().filter(|(_, killed)| !killed).map(|(survivor, _)| survivor).collect();
    let remarks = Remarks::of(suites);
    for survivor in &mut total.survivors {
        survivor.why = remarks.why(About::Mutant, &survivor.words.zh);
    }
    total
}

/// The mutants of one suite, under each setting of its cases.
struct Work<'s> {
    prepared: Prepared<'s>,
    variants: BTreeMap<usize, BTreeMap<Key, Vec<Mutant>>>,
    order: Vec<Key>,
}

impl<'s> Work<'s> {
    fn of(world: &(dyn World + Sync), suite: &'s Suite, filter: Option<&str>) -> Work<'s> {
        let prepared = prepare(world, suite, &chosen(suite, filter));
        let mut variants: BTreeMap<usize, BTreeMap<Key, Vec<Mutant>>> = BTreeMap::new();
        for ready in &prepared.cases {
            let loaded = prepared.loaded(ready);
            let Some(program) = &loaded.program else { continue };
            variants.entry(ready.variant).or_insert_with(|| {
                let mut all: BTreeMap<Key, Vec<Mutant>> = BTreeMap::new();
                for mutant in mutants(program, &loaded.sources) {
                    all.entry((mutant.span, mutant.words.zh.clone())).or_default().push(mutant);
                }
                all
            });
        }
        let order: BTreeSet<&Key> = variants.values().flat_map(BTreeMap::keys).collect();
        let order = order.into_iter().cloned().collect();
        Work { prepared, variants, order }
    }

    /// The mutants with their places, and whether a case noticed them.
    fn tried(&self, step: &(dyn Fn() + Sync)) -> Vec<(u32, Survivor, bool)> {
        let Work { prepared, variants, order } = self;
        let base = |index: usize| base(prepared, prepared.cases.get(index)?);
        let bases: Vec<Base<'_>> = each(prepared.cases.len(), base).into_iter().flatten().collect();
        let verdicts = each(order.len(), |index| {
            let verdict = order.get(index).map(|key| try_one(prepared, &bases, variants, key));
            step();
            verdict
        });
        let mut found = Vec::new();
        for (key, verdict) in order.iter().zip(verdicts) {
            let mutant = variants.values().find_map(|all| all.get(key)?.first());
            if let (Some(mutant), Some((killed, cases))) = (mutant, verdict) {
                found.push((mutant.span.start, survivor(prepared.suite, mutant, cases), killed));
            }
        }
        found
    }
}

/// A case as it stands, if it passes: one that fails notices everything and says nothing.
fn base<'p>(prepared: &'p Prepared<'_>, ready: &'p Ready) -> Option<Base<'p>> {
    let loaded = prepared.loaded(ready);
    let program = loaded.program.as_ref()?;
    let case = prepared.suite.cases.get(ready.case)?;
    let run = start(program, ready, true)?;
    if !failures(Some(&run), ready, (case, &loaded.sources)).is_empty() {
        return None;
    }
    let watch = run.watch()?;
    let touched =
        (0..program.exprs.len()).filter(|id| watch.has(crate::ir::ids::ExprId::at(*id), Mark::Computed)).collect();
    Some(Base { ready, program, own: ready.variant, kept: case.snapshot.then(|| outputs(&run)), touched })
}

fn outputs(run: &Evaluation<'_>) -> Vec<Vec<Option<Value>>> {
    let outputs = 0..run.program().outputs.len();
    outputs
        .flat_map(|index| run.output(index))
        .map(|row| row.cells.iter().map(|cell| cell.as_ref().ok().cloned()).collect())
        .collect()
}

/// Whether some case notices a mutant, and how many computed its place.
fn try_one(
    prepared: &Prepared<'_>,
    bases: &[Base<'_>],
    variants: &BTreeMap<usize, BTreeMap<Key, Vec<Mutant>>>,
    key: &Key,
) -> (bool, usize) {
    let mut met = 0;
    for base in bases {
        let Some(mutants) = variants.get(&base.own).and_then(|all| all.get(key)) else { continue };
        if !mutants.iter().any(|mutant| reaches(base, mutant)) {
            continue;
        }
        met += 1;
        let Some(case) = prepared.suite.cases.get(base.ready.case) else { continue };
        let changed = apply(mutants, base.program);
        let Some(run) = start(&changed, base.ready, false) else { continue };
        let sources = &prepared.loaded(base.ready).sources;
        let noticed = !failures(Some(&run), base.ready, (case, sources)).is_empty()
            || base.kept.as_ref().is_some_and(|kept| *kept != outputs(&run));
        if noticed {
            return (true, met);
        }
    }
    (false, met)
}

/// Whether a case computes what a mutant changes.
fn reaches(base: &Base<'_>, mutant: &Mutant) -> bool {
    match &mutant.change {
        Change::Expr(id, ExprKind::Constant(_)) => {
            base.touched.contains(&id.index()) || is_bound(base.program, id.index())
        }
        Change::Expr(id, _) => base.touched.contains(&id.index()),
        Change::Cell(..)
        | Change::Unless(..)
        | Change::Param(..)
        | Change::List(..)
        | Change::Total(..)
        | Change::Shares(..) => true,
    }
}

/// Cells of tables and weights are read once for all rows, so no run marks them.
fn is_bound(program: &Program, id: usize) -> bool {
    program.exprs.get(id).is_some_and(|expr| matches!(expr.kind, ExprKind::Constant(_)))
}

fn survivor(suite: &Suite, mutant: &Mutant, cases: usize) -> Survivor {
    let sources = &suite.base.sources;
    let id: SourceId = mutant.span.source;
    let (path, line) = sources
        .get(id)
        .map_or((String::new(), 0), |source| (source.name().to_owned(), source.place(mutant.span.start).line));
    let (words, clause, rule) = (mutant.words.clone(), mutant.clause.clone(), mutant.rule.clone());
    Survivor { path, line, words, clause, rule, cases, why: None }
}
