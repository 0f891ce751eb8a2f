//! What is sought for one edge and what has been found: an input for each of its sides.

use super::edges::{Edge, Goal};
use super::state::Change;
use crate::value::number::Number;
use std::cell::{Cell, RefCell};

/// An input that comes to a side of an edge.
#[derive(Clone, Debug)]
pub struct Found {
    /// Below −1, on 0, above 1; of a condition: fails 0, holds 1.
    pub side: i32,
    /// Among the starting points.
    pub base: usize,
    pub changes: Vec<Change>,
    /// The row of the rule's owner.
    pub row: Option<usize>,
    /// On the edge, or the nearest step beside it; else somewhere on that side.
    pub close: bool,
    /// How far the sides are apart.
    pub gap: Number,
}

/// The search for one edge. Runs of the policy are counted: a bound that does not depend on the machine.
pub struct Hunt {
    /// The sides that any data can come to.
    wanted: Vec<i32>,
    found: RefCell<Vec<Found>>,
    /// No data have a bearing on it: there is nothing to come close with.
    free: bool,
    /// All sides were found by moving one thing step by step, which is what a reader of the cases would do.
    whole: Cell<bool>,
    left: Cell<usize>,
}

impl Hunt {
    pub fn new(edge: &Edge, free: bool, possible: impl Fn(i32) -> bool) -> Hunt {
        let sides: &[i32] = match edge.goal {
            Goal::Meet { .. } => &[-1, 0, 1],
            Goal::Tie { .. } => &[0],
            Goal::Switch { .. } => &[0, 1],
        };
        let wanted = sides.iter().copied().filter(|side| possible(*side)).collect();
        Hunt { wanted, free, found: RefCell::default(), whole: Cell::new(false), left: Cell::new(0) }
    }

    /// Takes one run; `false` where none is left.
    pub fn spend(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// Lets so many runs be spent from now on.
    pub fn allow(&self, runs: usize) {
        self.left.set(runs);
    }

    /// Takes what was found, unless something nearer is known for its side.
    pub fn note(&self, one: Found) {
        let one = Found { close: one.close || self.free, ..one };
        let mut found = self.found.borrow_mut();
        match found.iter_mut().find(|known| known.side == one.side) {
            Some(known) if (one.close, -one.gap.clone()) > (known.close, -known.gap.clone()) => *known = one,
            Some(_) => {}
            None => found.push(one),
        }
    }

    /// Takes what moving one thing came to; all of it, where that is all sides.
    pub fn note_all(&self, all: Vec<Found>) {
        let close = |side: &i32| all.iter().any(|one| one.side == *side && one.close);
        if self.wanted.iter().all(close) {
            self.whole.set(true);
            *self.found.borrow_mut() = all;
        } else {
            all.into_iter().for_each(|one| self.note(one));
        }
    }

    /// Whether nothing better can be found.
    pub fn is_whole(&self) -> bool {
        self.whole.get()
    }

    /// Whether a side is still to be found, or to be come nearer to.
    pub fn lacks(&self, side: i32) -> bool {
        self.wanted.contains(&side) && !self.found.borrow().iter().any(|found| found.side == side && found.close)
    }

    pub fn is_done(&self) -> bool {
        !self.wanted.iter().any(|side| self.lacks(*side))
    }

    /// What was found after a change: from there another may go farther.
    pub fn ways(&self) -> Vec<Found> {
        self.found.borrow().iter().filter(|found| !found.changes.is_empty()).cloned().collect()
    }

    /// The sides that any data can come to, and what was found, by side.
    pub fn end(self) -> (Vec<i32>, Vec<Found>) {
        let mut found = self.found.into_inner();
        found.sort_by_key(|found| found.side);
        (self.wanted, found)
    }
}
