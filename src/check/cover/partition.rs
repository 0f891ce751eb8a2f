//! The search: key by key, the rows still in play are split by where their cells begin and end, and each set of
//! surviving rows is looked into once.

use super::axis::{Axis, Stretch, joined};
use super::{Cover, Witness, whole};
use std::collections::HashMap;
use std::rc::Rc;

/// The inputs that a row answers: for each key, stretches of atoms.
pub type Region = Vec<Vec<Stretch>>;

const GAPS: usize = 3;
const OVERLAPS: usize = 5;

/// Regions without an answer that are kept.
const HOLES: usize = 64;

/// Rows looked at before the search is given up.
const BUDGET: usize = 6_000_000;

/// Findings among the inputs from one key on.
struct Below {
    /// Witnesses in reverse order of keys.
    gaps: Vec<Vec<Witness>>,
    /// All inputs without an answer, in reverse order of keys; `None` where they are too many regions.
    holes: Option<Vec<Region>>,
    overlaps: Vec<(usize, usize, Vec<Witness>)>,
}

struct Search<'a> {
    axes: &'a [Axis],
    regions: &'a [Region],
    /// For each key, what was found for a set of rows.
    known: Vec<HashMap<Rc<[usize]>, Rc<Below>>>,
    left: usize,
    complete: bool,
}

/// Adds the gaps and overlaps of the rows `alive` to the findings.
pub fn search(axes: &[Axis], regions: &[Region], alive: &[usize], found: &mut Cover) {
    let known = axes.iter().map(|_| HashMap::new()).collect();
    let mut search = Search { axes, regions, known, left: BUDGET, complete: true };
    let below = search.below(0, &Rc::from(alive));
    found.complete &= search.complete;
    let forward = |witnesses: &Vec<Witness>| witnesses.iter().rev().cloned().collect::<Vec<_>>();
    found.gaps = below.gaps.iter().map(forward).collect();
    let holes = below.holes.iter().flatten().map(|hole| hole.iter().rev().cloned().collect());
    found.missing = if search.complete { whole::rows(axes, &holes.collect::<Vec<Region>>()) } else { Vec::new() };
    found.parts = below.overlaps.iter().map(|(one, other, _)| whole::parts(axes, regions, *one, *other)).collect();
    found.overlaps = below.overlaps.iter().map(|(one, other, at)| (*one, *other, forward(at))).collect();
}

impl Search<'_> {
    fn below(&mut self, key: usize, rows: &Rc<[usize]>) -> Rc<Below> {
        let Some(axis) = self.axes.get(key) else {
            return Rc::new(leaf(rows));
        };
        if let Some(known) = self.known.get(key).and_then(|known| known.get(rows)) {
            return Rc::clone(known);
        }
        let mut parts = Vec::new();
        for (stretch, survivors) in self.split(key, axis.len(), rows) {
            let below = self.below(key + 1, &survivors);
            if !below.gaps.is_empty() || !below.overlaps.is_empty() {
                parts.push((stretch, below));
            }
            if !self.complete {
                break;
            }
        }
        let result = Rc::new(gather(axis, &parts));
        if let Some(known) = self.known.get_mut(key) {
            known.insert(Rc::clone(rows), Rc::clone(&result));
        }
        result
    }

    /// The stretches of a key inside which no cell of `rows` begins or ends, each with the rows that admit it.
    fn split(&mut self, key: usize, len: usize, rows: &[usize]) -> Vec<(Stretch, Rc<[usize]>)> {
        let mut events = Vec::with_capacity(2 * rows.len());
        for row in rows {
            let cell = self.regions.get(*row).and_then(|region| region.get(key));
            for (start, end) in cell.into_iter().flatten() {
                events.push((*start, *row));
                events.push((*end, *row));
            }
        }
        events.sort_unstable();
        let mut active: Vec<usize> = Vec::new();
        let mut parts = Vec::new();
        let mut from = 0;
        for (at, row) in events.into_iter().chain([(len, usize::MAX)]) {
            if at > from {
                let cost = active.len() + 1;
                self.complete &= self.left >= cost;
                if !self.complete {
                    break;
                }
                self.left -= cost;
                parts.push(((from, at), Rc::from(active.as_slice())));
                from = at;
            }
            match active.binary_search(&row) {
                Ok(index) => {
                    active.remove(index);
                }
                Err(index) => active.insert(index, row),
            }
        }
        parts
    }
}

/// What is wrong with an input that exactly these rows answer.
fn leaf(rows: &[usize]) -> Below {
    let found = usize::from(rows.is_empty());
    let mut below = Below { gaps: vec![Vec::new(); found], holes: Some(vec![Vec::new(); found]), overlaps: Vec::new() };
    let pairs = rows.iter().enumerate().flat_map(|(i, one)| rows.iter().skip(i + 1).map(|other| (*one, *other)));
    below.overlaps = pairs.take(OVERLAPS).map(|(one, other)| (one, other, Vec::new())).collect();
    below
}

/// Puts the witness of each stretch before the findings below it. The first gap of every stretch comes before the
/// second of any, so that the few that are shown differ.
fn gather(axis: &Axis, parts: &[(Stretch, Rc<Below>)]) -> Below {
    let mut result = Below { gaps: Vec::new(), holes: holes(parts), overlaps: Vec::new() };
    let extend = |stretch: Stretch, tail: &Vec<Witness>| {
        let mut whole = tail.clone();
        whole.push(axis.witness(stretch)?);
        Some(whole)
    };
    for depth in 0..GAPS {
        for (stretch, below) in parts {
            if result.gaps.len() < GAPS
                && let Some(gap) = below.gaps.get(depth).and_then(|tail| extend(*stretch, tail))
            {
                result.gaps.push(gap);
            }
        }
    }
    for (stretch, below) in parts {
        for (one, other, tail) in &below.overlaps {
            let fresh = !result.overlaps.iter().any(|(a, b, _)| (a, b) == (one, other));
            if fresh
                && result.overlaps.len() < OVERLAPS
                && let Some(at) = extend(*stretch, tail)
            {
                result.overlaps.push((*one, *other, at));
            }
        }
    }
    result
}

/// The regions without an answer from this key on; stretches below which the same is missing are one.
fn holes(parts: &[(Stretch, Rc<Below>)]) -> Option<Vec<Region>> {
    let mut alike: Vec<(Vec<Stretch>, &Vec<Region>)> = Vec::new();
    for (stretch, below) in parts {
        let tails = below.holes.as_ref()?;
        let full = alike.len() == HOLES;
        match alike.iter_mut().find(|(_, known)| *known == tails) {
            Some((stretches, _)) => stretches.push(*stretch),
            None if full => return None,
            None => alike.push((vec![*stretch], tails)),
        }
    }
    let regions = alike.into_iter().flat_map(|(stretches, tails)| {
        let stretches = joined(stretches);
        tails.iter().map(move |tail| tail.iter().cloned().chain([stretches.clone()]).collect())
    });
    let regions: Vec<Region> = regions.take(HOLES + 1).collect();
    (regions.len() <= HOLES).then_some(regions)
}
