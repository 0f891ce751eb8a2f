//! What the changes do to the amounts of one set of data.

use super::pair::Pair;
use super::share;
use super::sheet::{self, Column, Excluded, Sheet};
use crate::ir::batch::Batch;
use crate::ir::program::{Program, SlotKind};
use crate::rows;
use crate::value::number::Number;
use crate::value::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More changes than these are not split by Shapley's rule: 4096 runs.
const MOST: usize = 12;
/// More changes than these are not tried one by one for what must go together.
const TRIED: usize = 24;

/// What a split may cost unless it is asked for, in values computed and expressions checked: some ten seconds of a desk
/// computer. It is counted, not timed, so that the same question is answered in the same way on every machine.
pub const PATIENCE: usize = 10_000_000;

/// How to split a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// By Shapley's rule where that is allowed, else in sequence.
    Auto,
    Shapley,
    Sequential,
}

/// How a difference was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Shapley {
        runs: usize,
    },
    /// In the order of the second policy's text.
    Sequential {
        runs: usize,
    },
}

/// What is asked of the data.
pub struct Question<'a> {
    /// The column to split, by its heading, or 输出.列.
    pub of: Option<&'a str>,
    pub split: Split,
    /// The data as a program needs them; `None` where they lack something.
    pub read: &'a dyn Fn(&Program) -> Option<Batch>,
    /// What an unasked split may cost: `PATIENCE`.
    pub patience: usize,
    /// Hears of the run of the first policy, and of that of the second.
    pub hears: &'a dyn Fn(&rows::Evaluation<'_>),
}

/// The effect on one set of data.
#[derive(Clone, Debug)]
pub struct Effect {
    pub totals: Vec<Total>,
    /// The column whose differences are split.
    pub column: Column,
    /// The names of the keys of its rows.
    pub keys: Vec<Arc<str>>,
    /// All rows of either run, by key.
    pub rows: Vec<RowEffect>,
    /// Changes that were taken together, each group one part; indexes into the changes.
    pub groups: Vec<Vec<usize>>,
    pub method: Method,
    /// Rows that come under an exclusion, and rows that leave one.
    pub entered: Vec<Excluded>,
    pub left: Vec<Excluded>,
}

/// A total before and after; `None` where there is no such column, or a row has a fault.
#[derive(Clone, Debug)]
pub struct Total {
    pub column: Column,
    pub before: Option<Number>,
    pub after: Option<Number>,
}

#[derive(Clone, Debug)]
pub struct RowEffect {
    pub key: Vec<Value>,
    pub name: Option<Arc<str>>,
    /// `None` where the row has a fault; zero where there is no such row.
    pub before: Option<Number>,
    pub after: Option<Number>,
    /// One for each group; empty where the row cannot be split, because it has a fault on the way.
    pub parts: Vec<Number>,
}

impl RowEffect {
    /// What the changes come to; `None` where it is not known.
    pub fn delta(&self) -> Option<Number> {
        self.after.as_ref().zip(self.before.as_ref()).map(|(after, before)| after - before)
    }
}

/// Why there is no effect to tell.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// One of the policies cannot be run on the data.
    Unreadable,
    /// Neither policy has such a column, or one of them lacks it; these are there.
    NoColumn { known: Vec<String> },
}

/// The effect of all changes of a pair.
///
/// # Errors
/// Why there is none.
pub fn effect(pair: &Pair, question: &Question<'_>) -> Result<Effect, Trouble> {
    let all: BTreeSet<usize> = pair.moving().into_iter().collect();
    let old = pair.program(&BTreeSet::new()).ok_or(Trouble::Unreadable)?;
    let new = pair.after().ok_or(Trouble::Unreadable)?;
    let column = choose(&old, &new, question.of)?;
    let old_run = rows::run(&old, (question.read)(&old).ok_or(Trouble::Unreadable)?);
    let new_run = rows::run(&new, (question.read)(&new).ok_or(Trouble::Unreadable)?);
    (question.hears)(&old_run);
    (question.hears)(&new_run);
    let missing = || Trouble::NoColumn { known: Vec::new() };
    let before = sheet::sheet(&old_run, &column).ok_or_else(missing)?;
    let after = sheet::sheet(&new_run, &column).ok_or_else(missing)?;
    let (was, is) = (sheet::excluded(&old_run), sheet::excluded(&new_run));
    let totals = totals(sheet::totals(&old_run), sheet::totals(&new_run));
    let keys = if after.keys.is_empty() { before.keys.clone() } else { after.keys.clone() };
    let cost = cost(&old_run).max(cost(&new_run));
    let mut splitter = Splitter { pair, question, column: &column, cost, known: BTreeMap::new() };
    splitter.known.insert(BTreeSet::new(), Some(before.clone()));
    splitter.known.insert(all.clone(), Some(after.clone()));
    let (groups, method, steps) = splitter.split(&all);
    let rows = before.rows.keys().chain(after.rows.keys()).collect::<BTreeSet<_>>().into_iter();
    let rows = rows.map(|key| row(key, &before, &after, &steps, method, groups.len(), column.decimals)).collect();
    let entered = is.difference(&was).cloned().collect();
    let left = was.difference(&is).cloned().collect();
    Ok(Effect { totals, column, keys, rows, groups, method, entered, left })
}

/// What a policy in between costs: its expressions are checked, and each of its rules is computed on each row.
fn cost(run: &rows::Evaluation<'_>) -> usize {
    let program = run.program();
    let computed = program.slots.iter().filter(|slot| !matches!(slot.kind, SlotKind::Column(_)));
    let values = computed.map(|slot| slot.owner.map_or(1, |table| run.rows(table)));
    values.fold(program.exprs.len(), usize::saturating_add)
}

/// The column asked for, which both policies must have.
fn choose(old: &Program, new: &Program, of: Option<&str>) -> Result<Column, Trouble> {
    let (olds, meant) = sheet::columns(old);
    let (news, _) = sheet::columns(new);
    let same = |one: &Column, other: &Column| one.output == other.output && one.heading == other.heading;
    let both: Vec<&Column> = olds.iter().filter(|old| news.iter().any(|new| same(old, new))).collect();
    let named = |column: &Column| format!("{}.{}", column.output, column.heading);
    let found = match of {
        Some(wanted) => both.iter().find(|column| *column.heading == *wanted || named(column) == wanted).copied(),
        None => {
            both.iter().find(|column| meant.as_ref().is_some_and(|meant| same(column, meant))).or(both.first()).copied()
        }
    };
    let found = found.ok_or_else(|| Trouble::NoColumn { known: both.iter().map(|column| named(column)).collect() })?;
    let finer = news.iter().find(|new| same(found, new)).map_or(0, |new| new.decimals);
    Ok(Column { decimals: found.decimals.max(finer), ..found.clone() })
}

fn totals(old: Vec<(Column, Option<Number>)>, new: Vec<(Column, Option<Number>)>) -> Vec<Total> {
    let same = |one: &Column, other: &Column| one.output == other.output && one.heading == other.heading;
    let mut totals: Vec<Total> =
        old.into_iter().map(|(column, sum)| Total { column, before: sum, after: None }).collect();
    for (column, sum) in new {
        match totals.iter_mut().find(|total| same(&total.column, &column)) {
            Some(total) => total.after = sum,
            None => totals.push(Total { column, before: None, after: sum }),
        }
    }
    totals
}

fn row(
    key: &Vec<Value>,
    before: &Sheet,
    after: &Sheet,
    steps: &[Option<Sheet>],
    method: Method,
    groups: usize,
    decimals: u32,
) -> RowEffect {
    let value = |sheet: &Sheet| sheet.rows.get(key).cloned().unwrap_or_else(|| Some(Number::zero()));
    let values: Option<Vec<Number>> = steps.iter().map(|sheet| sheet.as_ref().and_then(value)).collect();
    let parts = values.map(|values| match method {
        Method::Shapley { .. } => share::shapley(&values, groups),
        Method::Sequential { .. } => share::sequential(&values),
    });
    RowEffect {
        key: key.clone(),
        name: after.names.get(key).or_else(|| before.names.get(key)).cloned(),
        before: value(before),
        after: value(after),
        parts: parts.map(|parts| share::rounded(&parts, decimals)).unwrap_or_default(),
    }
}

/// Runs of policies in between, each made once.
struct Splitter<'a> {
    pair: &'a Pair,
    question: &'a Question<'a>,
    column: &'a Column,
    /// Of one run.
    cost: usize,
    known: BTreeMap<BTreeSet<usize>, Option<Sheet>>,
}

type Groups = Vec<Vec<usize>>;

impl Splitter<'_> {
    /// The rows under some of the changes; `None` where these do not make a policy that can be run.
    fn run(&mut self, taken: &BTreeSet<usize>) -> Option<Sheet> {
        if let Some(known) = self.known.get(taken) {
            return known.clone();
        }
        let made = self.pair.program(taken).and_then(|program| {
            let batch = (self.question.read)(&program)?;
            sheet::sheet(&rows::run(&program, batch), self.column)
        });
        self.known.insert(taken.clone(), made.clone());
        made
    }

    fn runs(&self) -> usize {
        self.known.len()
    }

    /// Whether so many runs cost no more than may be spent without being asked for.
    fn allows(&self, runs: usize) -> bool {
        self.cost.saturating_mul(runs) <= self.question.patience
    }

    /// The groups, the method, and the rows at every step that the method needs.
    fn split(&mut self, all: &BTreeSet<usize>) -> (Groups, Method, Vec<Option<Sheet>>) {
        let few = self.question.split != Split::Sequential && all.len() <= TRIED && self.allows(2 * all.len());
        if few || (self.question.split == Split::Shapley && all.len() <= TRIED) {
            let mut groups: Groups = all.iter().map(|change| vec![*change]).collect();
            self.bring_together(&mut groups, all);
            while groups.len() <= MOST && (self.question.split == Split::Shapley || self.allows(1usize << groups.len()))
            {
                match self.all_sets(&groups) {
                    Ok(steps) => return (groups, Method::Shapley { runs: self.runs() }, steps),
                    Err(broken) => self.join(&mut groups, &broken, all),
                }
            }
        }
        let (groups, steps) = self.in_sequence(all);
        (groups, Method::Sequential { runs: self.runs() }, steps)
    }

    /// The rows for every set of groups, by its bits, or a set that makes no policy.
    fn all_sets(&mut self, groups: &Groups) -> Result<Vec<Option<Sheet>>, BTreeSet<usize>> {
        let mut steps = Vec::new();
        for set in 0..1usize << groups.len() {
            let taken: BTreeSet<usize> = members(groups, set);
            match self.run(&taken) {
                Some(sheet) => steps.push(Some(sheet)),
                None => return Err(taken),
            }
        }
        Ok(steps)
    }

    /// Joins changes that make a policy only together: each group must stand alone, and be absent alone.
    fn bring_together(&mut self, groups: &mut Groups, all: &BTreeSet<usize>) {
        let mut at = 0;
        while let Some(group) = groups.get(at) {
            let alone: BTreeSet<usize> = group.iter().copied().collect();
            let without: BTreeSet<usize> = all.difference(&alone).copied().collect();
            let broken = if self.run(&alone).is_none() {
                Some(alone)
            } else if self.run(&without).is_none() {
                Some(without)
            } else {
                None
            };
            match broken {
                Some(broken) => {
                    self.join(groups, &broken, all);
                    at = 0;
                }
                None => at += 1,
            }
        }
    }

    /// Joins the groups that a broken set parts: to a small set that is broken, what it lacks is added, as little as will do.
    fn join(&mut self, groups: &mut Groups, broken: &BTreeSet<usize>, all: &BTreeSet<usize>) {
        let mut small = broken.clone();
        for group in groups.iter() {
            let less: BTreeSet<usize> = small.iter().filter(|change| !group.contains(change)).copied().collect();
            if less.len() < small.len() && !less.is_empty() && self.run(&less).is_none() {
                small = less;
            }
        }
        let mut whole = all.clone();
        for group in groups.iter().rev().filter(|group| !group.iter().any(|change| small.contains(change))) {
            let less: BTreeSet<usize> = whole.iter().filter(|change| !group.contains(change)).copied().collect();
            if self.run(&less).is_some() {
                whole = less;
            }
        }
        let count = groups.len();
        let (together, apart): (Groups, Groups) =
            groups.drain(..).partition(|group| group.iter().any(|change| whole.contains(change)));
        groups.extend(apart);
        groups.push(together.into_iter().flatten().collect());
        if groups.len() == count {
            // Nothing less than all of it holds together.
            let everything = groups.drain(..).flatten().collect();
            groups.push(everything);
        }
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort();
    }

    /// One change after the other; those after which there is no policy wait for the next.
    fn in_sequence(&mut self, all: &BTreeSet<usize>) -> (Groups, Vec<Option<Sheet>>) {
        let mut groups = Groups::new();
        let mut steps = vec![self.run(&BTreeSet::new())];
        let (mut taken, mut waiting) = (BTreeSet::new(), Vec::new());
        for change in all {
            taken.insert(*change);
            waiting.push(*change);
            if let Some(sheet) = self.run(&taken) {
                groups.push(std::mem::take(&mut waiting));
                steps.push(Some(sheet));
            }
        }
        (groups, steps)
    }
}

fn members(groups: &Groups, set: usize) -> BTreeSet<usize> {
    let chosen = groups.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
    chosen.flat_map(|(_, group)| group.iter().copied()).collect()
}
