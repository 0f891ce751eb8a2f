//! Which sides of an edge any data can come to, by the ranges that the checker proves: what lies outside of them is not
//! lacking.

use super::edges::{Bound, Edge, Goal};
use crate::check::range::{Facts, Interval, Ranges, interval, truth};
use crate::ir::ids::ExprId;
use crate::ir::program::Program;
use crate::ir::schema::End;
use std::cmp::Ordering;

/// The ranges of a program's values.
pub struct Possible<'p> {
    program: &'p Program,
    ranges: Ranges,
}

impl<'p> Possible<'p> {
    pub fn of(program: &'p Program) -> Possible<'p> {
        Possible { program, ranges: Ranges::of(program) }
    }

    /// Whether some data might come to a side; `true` where nobody knows.
    pub fn side(&self, edge: &Edge, side: i32) -> bool {
        match &edge.goal {
            Goal::Meet { left, right } => {
                let of = |id: ExprId| interval(self.program, id, &self.facts(edge));
                meets(&of(*left), &of(*right), side)
            }
            Goal::Switch { condition, .. } => {
                truth(self.program, *condition, &self.facts(edge)).is_none_or(|always| i32::from(always) == side)
            }
            Goal::Tie { .. } => true,
        }
    }

    /// The ranges with what the locals around an edge stand for.
    fn facts(&self, edge: &Edge) -> Ranges {
        let mut facts = Ranges::of(self.program);
        for (local, bound) in &edge.context.locals {
            let range = match bound {
                Bound::Expr(id) => interval(self.program, *id, &self.ranges),
                Bound::Slot(slot) => self.ranges.slot(*slot),
            };
            facts.set_local(*local, range);
        }
        facts
    }
}

/// Whether a number of the left can be below one of the right (−1), equal to one (0), above one (1).
fn meets(left: &Interval, right: &Interval, side: i32) -> bool {
    let below = |one: &Interval, other: &Interval| match (&one.low, &other.high) {
        (Some((low, _)), Some((high, _))) => low < high,
        (None, _) | (_, None) => true,
    };
    let touch = |one: &Interval, other: &Interval| match (&one.low, &other.high) {
        (Some((low, from)), Some((high, to))) => match low.cmp(high) {
            Ordering::Less => true,
            Ordering::Equal => (*from, *to) == (End::Closed, End::Closed),
            Ordering::Greater => false,
        },
        (None, _) | (_, None) => true,
    };
    match side {
        ..0 => below(left, right),
        0 => touch(left, right) && touch(right, left),
        _ => below(right, left),
    }
}
