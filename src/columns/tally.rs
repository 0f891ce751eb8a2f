//! Adding up groups: what each chunk brings, and what it comes to.

use super::lanes::{CHUNK, Lanes, Regs};
use super::simd::run_sums;
use super::stage::{Form, Group};
use crate::ir::expr::AggregateOp;
use crate::ir::fresh::written;
use crate::ir::packed::{ODD, PRESENT, Packed, Shape, Texts};
use std::sync::Arc;

/// A row that belongs to no group.
pub const NOWHERE: u32 = u32::MAX;

/// Words below this can be added up over a chunk without leaving a word.
const MOST_WORD: i64 = i64::MAX / (2 * CHUNK as i64);

/// Lanes that are looked at together.
const ABREAST: usize = 16;

/// Lanes in a row that belong to one group.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub home: u32,
    pub lanes: usize,
}

/// The runs of some lanes.
pub fn runs(homes: &[u32], found: &mut Vec<Run>) {
    found.clear();
    let mut rest = homes;
    while let Some(home) = rest.first() {
        let lanes = alike(rest, *home);
        found.push(Run { home: *home, lanes });
        rest = rest.get(lanes..).unwrap_or_default();
    }
}

/// How many lanes at the beginning have this home: several at a time, then one by one.
fn alike(homes: &[u32], home: u32) -> usize {
    let same = |block: &&[u32]| block.iter().fold(0, |bits, other| bits | (other ^ home)) == 0;
    let whole = homes.chunks_exact(ABREAST).take_while(same).count() * ABREAST;
    let rest = homes.get(whole..).unwrap_or_default();
    whole + rest.iter().position(|other| *other != home).unwrap_or(rest.len())
}

/// What the rows seen so far bring to each group.
#[derive(Clone, Debug)]
pub struct Tally {
    sums: Vec<i128>,
    counts: Vec<i64>,
    best: Vec<i64>,
    /// Groups that only the row evaluator can tell.
    odd: Vec<bool>,
    /// Sums of the runs of a chunk.
    scratch: Vec<i64>,
}

impl Tally {
    pub fn new(group: &Group, size: usize) -> Tally {
        let room = |wanted: bool| if wanted { size } else { 0 };
        let sums = matches!(group.op, AggregateOp::Sum | AggregateOp::Mean);
        let best = matches!(group.op, AggregateOp::Max | AggregateOp::Min);
        Tally {
            sums: written(0, room(sums)),
            counts: written(0, room(group.op != AggregateOp::Sum)),
            best: written(0, room(best)),
            odd: vec![false; size],
            scratch: Vec::with_capacity(CHUNK),
        }
    }

    pub fn spoil(&mut self, group: u32) {
        if let Some(odd) = self.odd.get_mut(group as usize) {
            *odd = true;
        }
    }

    pub fn spoil_all(&mut self) {
        self.odd.fill(true);
    }

    /// Adds a chunk; `homes` are the groups of its lanes, `runs` how many lanes in a row have the same.
    pub fn add(&mut self, group: &Group, regs: &Regs, homes: &[u32], runs: &[Run]) {
        let filter = group.filter.map(|reg| regs.get(reg));
        let value = group.value.map(|value| regs.get(value.reg));
        let clean = filter.is_none_or(|lanes| lanes.clean) && value.is_none_or(|lanes| lanes.clean && !lanes.is_wide);
        match (clean, group.op, value, filter) {
            (true, AggregateOp::Sum, Some(value), None) if value.span.within(MOST_WORD) => {
                self.sum_runs(runs, &value.words);
            }
            (true, AggregateOp::Count, None, Some(filter)) => self.count_runs(runs, &filter.words),
            (true, AggregateOp::Count, None, None) => self.count_all(runs),
            (_, _, _, _) => {
                for (lane, home) in homes.iter().enumerate() {
                    if *home != NOWHERE {
                        self.add_lane(group.op, *home, lane, filter, value);
                    }
                }
            }
        }
    }

    /// Sums each run in a word, which its span has been proved to fit.
    fn sum_runs(&mut self, runs: &[Run], words: &[i64]) {
        run_sums(runs, words, &mut self.scratch, |word| word);
        for (run, sum) in runs.iter().zip(&self.scratch) {
            if let Some(total) = self.sums.get_mut(run.home as usize) {
                *total = total.saturating_add(i128::from(*sum));
            }
        }
    }

    fn count_runs(&mut self, runs: &[Run], words: &[i64]) {
        run_sums(runs, words, &mut self.scratch, |word| i64::from(word != 0));
        for (run, sum) in runs.iter().zip(&self.scratch) {
            if let Some(count) = self.counts.get_mut(run.home as usize) {
                *count += sum;
            }
        }
    }

    fn count_all(&mut self, runs: &[Run]) {
        for run in runs {
            if let Some(count) = self.counts.get_mut(run.home as usize) {
                *count = count.saturating_add_unsigned(run.lanes as u64);
            }
        }
    }

    fn add_lane(&mut self, op: AggregateOp, home: u32, lane: usize, filter: Option<&Lanes>, value: Option<&Lanes>) {
        if let Some(filter) = filter {
            if filter.state(lane) != PRESENT {
                return self.spoil(home);
            }
            if filter.words.get(lane) == Some(&0) {
                return;
            }
        }
        let state = value.map_or(PRESENT, |value| value.state(lane));
        let absent = state != PRESENT;
        if state == ODD || (absent && op != AggregateOp::Count) {
            return self.spoil(home);
        }
        let whole = value.map_or(1, |value| value.at(lane));
        let at = home as usize;
        if let Some(sum) = self.sums.get_mut(at) {
            *sum = sum.saturating_add(whole);
        }
        // What leaves a word can only be added up.
        let Ok(word) = i64::try_from(whole) else {
            if self.best.get(at).is_some() {
                return self.spoil(home);
            }
            return self.count(at, 1);
        };
        let first = self.counts.get(at) == Some(&0);
        if let Some(best) = self.best.get_mut(at) {
            let better = match op {
                AggregateOp::Max => word > *best,
                _ => word < *best,
            };
            if first || better {
                *best = word;
            }
        }
        let counts = match op {
            AggregateOp::Exists => value.is_none() || word != 0,
            AggregateOp::All => word == 0,
            _ => !absent,
        };
        self.count(at, i64::from(counts));
    }

    fn count(&mut self, at: usize, more: i64) {
        if let Some(count) = self.counts.get_mut(at) {
            *count += more;
        }
    }

    /// Adds what other rows bring to the same groups.
    pub fn join(&mut self, op: AggregateOp, other: &Tally) {
        for (at, (mine, theirs)) in self.best.iter_mut().zip(&other.best).enumerate() {
            let (own, new) = (self.counts.get(at) > Some(&0), other.counts.get(at) > Some(&0));
            let better = if op == AggregateOp::Max { theirs > mine } else { theirs < mine };
            if new && (!own || better) {
                *mine = *theirs;
            }
        }
        self.sums.iter_mut().zip(&other.sums).for_each(|(mine, theirs)| *mine = mine.saturating_add(*theirs));
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
        self.odd.iter_mut().zip(&other.odd).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// What the groups come to, by row of the outer table.
    pub fn finish(self, group: &Group, texts: &Texts) -> Packed {
        let mut packed = Packed::new(shape(group.form, texts), self.odd.len());
        let mut states = vec![PRESENT; self.odd.len()];
        for (at, state) in states.iter_mut().enumerate() {
            let count = self.counts.get(at).copied().unwrap_or(0);
            let sum = self.sums.get(at).and_then(|sum| i64::try_from(*sum).ok());
            let word = match group.op {
                AggregateOp::Sum => sum,
                AggregateOp::Mean => sum.filter(|_| count > 0),
                AggregateOp::Max | AggregateOp::Min => self.best.get(at).copied().filter(|_| count > 0),
                AggregateOp::Exists => Some(i64::from(count > 0)),
                AggregateOp::All => Some(i64::from(count == 0)),
                AggregateOp::Count => Some(count),
                AggregateOp::WeightedMean
                | AggregateOp::CountDistinct
                | AggregateOp::ListOut
                | AggregateOp::Only
                | AggregateOp::Rank { .. }
                | AggregateOp::Percentile { .. } => None,
            };
            let odd = self.odd.get(at).copied().unwrap_or(true);
            match word.filter(|_| !odd) {
                Some(word) => {
                    if let Some(place) = packed.words.get_mut(at) {
                        *place = word;
                    }
                    if let Some(place) = packed.dens.get_mut(at) {
                        *place = count.max(1);
                    }
                }
                None => *state = ODD,
            }
        }
        if states.contains(&ODD) {
            packed.states = states;
        }
        packed
    }
}

pub fn shape(form: Form, texts: &Texts) -> Shape {
    match form {
        Form::Number { scale } => Shape::Number { scale },
        Form::Ratio { scale } => Shape::Ratio { scale },
        Form::Bool => Shape::Bool,
        Form::Text => Shape::Text(Arc::clone(&texts.list)),
        Form::Day => Shape::Day,
    }
}
