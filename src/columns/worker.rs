//! One thread's part of a stage: its registers, and what its rows come to.

use super::lanes::{CHUNK, Lanes, Regs, Span};
use super::machine::compute;
use super::op::{Op, Whose};
use super::simd::widen;
use super::stage::{Group, Stage};
use super::tally::{NOWHERE, Run, Tally, runs};
use crate::ir::narrow::Narrow;
use crate::ir::packed::{MISSING, ODD, PRESENT, Packed, Shape};

/// A row whose reference leads where only the row evaluator can tell.
pub const LOST: u32 = u32::MAX - 1;

/// What a worker reads: the packed source of a load, and where the paths of its stage lead from the rows.
pub trait Sources: Sync {
    fn load(&self, op: usize) -> Option<&Packed>;
    /// The words of a load, where they are held narrow.
    fn narrow(&self, _op: usize) -> Option<&Narrow> {
        None
    }
    fn path(&self, path: usize) -> &[u32];
}

/// What is kept of the values that a stage fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    All,
    /// Only whether any of them is odd.
    Oddness,
}

/// A stage with what its groups are.
pub struct Task<'a> {
    pub stage: &'a Stage,
    pub groups: Vec<Group>,
    /// Rows of each group's outer table.
    pub sizes: Vec<usize>,
    pub shapes: Vec<Shape>,
    pub keep: Keep,
}

pub struct Worker<'a> {
    task: &'a Task<'a>,
    regs: Regs,
    runs: Vec<Vec<Run>>,
    whole: Vec<u32>,
    begun: bool,
    /// By slot of the stage.
    pub filled: Vec<Packed>,
    pub tallies: Vec<Tally>,
    /// Rows that fail the stage's test or cannot tell.
    pub failing: Vec<usize>,
    /// Whether a value is odd that is not kept.
    pub odd: bool,
    pub calls: usize,
    pub chunks: usize,
}

impl<'a> Worker<'a> {
    pub fn new(task: &'a Task<'a>) -> Worker<'a> {
        let sizes = task.groups.iter().zip(&task.sizes);
        Worker {
            task,
            regs: Regs::new(places(task)),
            runs: vec![Vec::with_capacity(CHUNK); task.stage.paths.len()],
            whole: vec![0; CHUNK],
            begun: false,
            filled: task.shapes.iter().map(|shape| Packed::narrow(shape.clone(), 0)).collect(),
            tallies: sizes.map(|(group, size)| Tally::new(group, *size)).collect(),
            failing: Vec::new(),
            odd: false,
            calls: 0,
            chunks: 0,
        }
    }

    /// Makes room for the values of so many rows.
    pub fn reserve(&mut self, rows: usize) {
        for (packed, shape) in self.filled.iter_mut().zip(&self.task.shapes) {
            *packed = Packed::narrow(shape.clone(), rows);
        }
    }

    /// Forgets the values that were filled in.
    pub fn clear(&mut self) {
        for packed in &mut self.filled {
            [&mut packed.narrow, &mut packed.narrow_dens].into_iter().flatten().for_each(Narrow::clear);
            packed.states.clear();
        }
    }

    /// Computes some rows.
    pub fn rows(&mut self, sources: &dyn Sources, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let lanes = CHUNK.min(end - at);
            self.chunk(sources, at, lanes);
            at += lanes;
        }
    }

    fn chunk(&mut self, sources: &dyn Sources, at: usize, lanes: usize) {
        self.regs.wide = false;
        for (index, op) in self.task.stage.ops.iter().enumerate() {
            // A constant stays where it is; the last chunk may be shorter, but never longer.
            if self.begun && matches!(op, Op::Constant(_)) && self.regs.get(index).words.len() == lanes {
                continue;
            }
            let mut out = self.regs.take(index);
            match (op, sources.load(index)) {
                (Op::Load { whose: Whose::Own, dens, .. }, Some(packed)) => {
                    let held = if *dens { packed.narrow_dens.as_ref() } else { packed.narrow.as_ref() };
                    own(sources.narrow(index).or(held), packed, *dens, (at, lanes), &mut out);
                }
                (Op::Load { whose, dens, .. }, Some(packed)) => {
                    load(sources, packed, (*whose, *dens), (at, lanes), &mut out);
                }
                _ => compute(op, &self.regs, &mut out, lanes),
            }
            self.regs.put(index, out);
            self.calls += 1;
        }
        self.begun = true;
        for (path, found) in self.runs.iter_mut().enumerate() {
            runs(sources.path(path).get(at..at + lanes).unwrap_or_default(), found);
        }
        for (group, tally) in self.task.groups.iter().zip(&mut self.tallies) {
            let own = [Run { home: 0, lanes }];
            let (homes, runs) = match group.path {
                Some(path) => (sources.path(path).get(at..at + lanes), self.runs.get(path).map(Vec::as_slice)),
                None => (self.whole.get(..lanes), Some(own.as_slice())),
            };
            tally.add(group, &self.regs, homes.unwrap_or_default(), runs.unwrap_or_default());
        }
        self.keep(at, lanes);
        self.chunks += 1;
    }

    fn keep(&mut self, at: usize, lanes: usize) {
        for ((_, val), packed) in self.task.stage.fills.iter().zip(&mut self.filled) {
            let lane = self.regs.get(val.reg);
            let den = val.den().map(|den| self.regs.get(den));
            let clean = lane.clean && den.is_none_or(|den| den.clean);
            let state = |index: usize| match den.map_or(PRESENT, |den| den.state(index)) {
                ODD => ODD,
                _ => lane.state(index),
            };
            if self.task.keep == Keep::Oddness {
                // Nobody needs the value any more, so that it may have left its word.
                self.odd |= !clean && (0..lanes).any(|index| state(index) == ODD);
                continue;
            }
            let done = packed.len();
            let dens = den.map(|den| (&mut packed.narrow_dens, den));
            for (narrow, lanes) in std::iter::once((&mut packed.narrow, lane)).chain(dens) {
                let Span { low, high } = lanes.seen();
                narrow.get_or_insert_with(|| Narrow::with_room(0)).extend(&lanes.words, (low, high));
            }
            let wide = lane.is_wide || den.is_some_and(|den| den.is_wide);
            if clean && !wide && packed.states.is_empty() {
                continue;
            }
            let fits = |index: usize| lane.word(index).is_some() && den.is_none_or(|den| den.word(index).is_some());
            packed.states.resize(done, PRESENT);
            packed.states.extend((0..lanes).map(|index| if wide && !fits(index) { ODD } else { state(index) }));
        }
        if let Some((_, reg)) = self.task.stage.test {
            let lane = self.regs.get(reg);
            let fails = |index: &usize| lane.words.get(*index) != Some(&1) || lane.state(*index) != PRESENT;
            self.failing.extend((0..lanes).filter(fails).map(|index| at + index));
        }
    }

    /// Adds what another worker made of the rows behind these.
    pub fn join(&mut self, other: Worker<'_>) {
        for (mine, more) in self.filled.iter_mut().zip(other.filled) {
            if !mine.states.is_empty() || !more.states.is_empty() {
                mine.states.resize(mine.len(), PRESENT);
                mine.states.extend(&more.states);
                mine.states.resize(mine.len() + more.len(), PRESENT);
            }
            for (mine, more) in [(&mut mine.narrow, more.narrow), (&mut mine.narrow_dens, more.narrow_dens)] {
                mine.iter_mut().zip(more).for_each(|(mine, more)| mine.append(&more));
            }
        }
        for ((tally, more), group) in self.tallies.iter_mut().zip(&other.tallies).zip(&self.task.groups) {
            tally.join(group.op, more);
        }
        self.failing.extend(other.failing);
        self.odd |= other.odd;
        self.calls += other.calls;
        self.chunks += other.chunks;
    }
}

/// Reads the words of the rows themselves.
fn own(narrow: Option<&Narrow>, packed: &Packed, dens: bool, (at, lanes): (usize, usize), out: &mut Lanes) {
    fn spread<T: Copy + Into<i64>>(words: &[T], (at, lanes): (usize, usize), out: &mut Lanes) {
        widen(words.get(at..at + lanes).unwrap_or_default(), &mut out.words);
    }
    out.reset(lanes);
    let place = (at, lanes);
    match narrow {
        Some(Narrow::Byte(words)) => spread(words, place, out),
        Some(Narrow::Short(words)) => spread(words, place, out),
        Some(Narrow::Half(words)) => spread(words, place, out),
        Some(Narrow::Full(words)) => spread(words, place, out),
        None => {
            let words = if dens { &packed.dens } else { &packed.words };
            if let Some(words) = words.get(at..at + lanes) {
                out.words.copy_from_slice(words);
            }
        }
    }
    if let Some(states) = packed.states.get(at..at + lanes) {
        out.clean = states.iter().all(|state| *state == PRESENT);
        if !out.clean {
            out.states.clear();
            out.states.extend_from_slice(states);
        }
    }
    out.span = out.seen();
}

fn load(sources: &dyn Sources, packed: &Packed, what: (Whose, bool), (at, lanes): (usize, usize), out: &mut Lanes) {
    let (whose, dens) = what;
    let word = |row: usize| if dens { packed.den(row) } else { packed.word(row) };
    out.reset(lanes);
    match whose {
        Whose::Own => return own(None, packed, dens, (at, lanes), out),
        Whose::Whole => {
            out.words.fill(word(0).unwrap_or(0));
            let state = packed.states.first().copied().unwrap_or(PRESENT);
            if state != PRESENT {
                out.clean = false;
                out.states.clear();
                out.states.resize(lanes, state);
            }
        }
        Whose::Via(path) => {
            let homes = sources.path(path).get(at..at + lanes).unwrap_or_default();
            for (lane, home) in homes.iter().enumerate() {
                let (word, state) = match *home {
                    NOWHERE => (0, MISSING),
                    LOST => (0, ODD),
                    home => {
                        let state = packed.states.get(home as usize).copied().unwrap_or(PRESENT);
                        (word(home as usize).unwrap_or(0), state)
                    }
                };
                if let Some(place) = out.words.get_mut(lane) {
                    *place = word;
                }
                out.mark(lane, state);
            }
        }
    }
    out.span = out.seen();
}

/// The place of each operation's result: one that is not read any more gives its place to the next. Constants keep theirs.
fn places(task: &Task<'_>) -> Vec<usize> {
    let stage = task.stage;
    let mut last_read: Vec<usize> = (0..stage.ops.len()).collect();
    for (index, op) in stage.ops.iter().enumerate() {
        for reg in op.reads() {
            if let Some(last) = last_read.get_mut(reg) {
                *last = index;
            }
        }
    }
    let to_the_end = task.groups.iter().flat_map(|group| [group.filter, group.value.map(|val| val.reg)]).flatten();
    let filled = stage.fills.iter().flat_map(|(_, val)| [Some(val.reg), val.den()]).flatten();
    let constants = stage.ops.iter().enumerate().filter(|(_, op)| matches!(op, Op::Constant(_))).map(|(at, _)| at);
    let tested = stage.test.map(|(_, reg)| reg);
    for reg in to_the_end.chain(filled).chain(constants).chain(tested) {
        if let Some(last) = last_read.get_mut(reg) {
            *last = usize::MAX;
        }
    }
    let (mut places, mut free, mut room) = (Vec::with_capacity(stage.ops.len()), Vec::new(), 0);
    for (index, op) in stage.ops.iter().enumerate() {
        // Constants are written once: nothing may have stood, or come to stand, in their place.
        let given = if matches!(op, Op::Constant(_)) { None } else { free.pop() };
        let place = given.unwrap_or_else(|| {
            room += 1;
            room - 1
        });
        places.push(place);
        let mut done: Vec<usize> = op.reads();
        done.push(index);
        done.sort_unstable();
        done.dedup();
        free.extend(
            done.into_iter().filter(|reg| last_read.get(*reg) == Some(&index)).filter_map(|reg| places.get(reg)),
        );
    }
    places
}
