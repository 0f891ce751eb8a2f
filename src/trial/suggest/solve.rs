//! Numbers and dates at an edge: a cell of the data, or the number of rows, is moved until both sides of a comparison meet.
//! Where the difference is linear, two runs tell the place; otherwise it is narrowed down between two steps of which one is
//! above. Ties of a rounding are the roots of a congruence.

use super::base::{Base, unit};
use super::congruence::roots;
use super::edges::{Edge, Goal};
use super::hunt::{Found, Hunt};
use super::knob::{FINE, Knob, knobs};
use super::needs::Needs;
use super::state::{Change, Place, places};
use crate::ir::ids::ExprId;
use crate::rows::Env;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;

/// Steps by which an edge is narrowed down.
const STEPS: usize = 48;
/// How often the reach is made so many times as wide.
const WIDER: usize = 7;
const WIDTH: i64 = 32;
/// Steps at which a cell is tried that changes nothing beside where it is.
const FAR: [i64; 3] = [1_000, -1_000, 1_000_000];
/// Steps around the place where one side passes the other that are looked through for one at which they meet.
const BESIDE: i64 = 4;
/// Steps that are looked through for a tie off a line.
const SEARCHED: i64 = 24;
/// A tie so many steps away is taken at once; one farther only where no other is found.
const NEAR: i64 = 100_000;

/// A starting point with some changes, for one edge.
pub struct Site<'a, 'p> {
    pub edge: &'a Edge,
    /// The starting point with the changes made.
    pub base: &'a Base<'p>,
    /// Its place among the starting points, and the changes.
    pub index: usize,
    pub changes: &'a [Change],
    pub hunt: &'a Hunt,
}

/// What an edge measures at one place.
pub struct Reading {
    pub place: Place,
    pub value: Option<Number>,
}

impl Site<'_, '_> {
    /// What the edge measures in the starting point itself.
    pub fn here(&self) -> Vec<Reading> {
        measures(self.edge, self.base)
    }

    fn found(&self, side: i32, more: Vec<Change>, row: Option<usize>, gap: Number, close: bool) -> Found {
        let changes = self.changes.iter().cloned().chain(more).collect();
        Found { side, base: self.index, changes, row, close, gap }
    }

    /// The least difference of two values such as the edge compares, where there is one.
    fn step(&self) -> Option<Number> {
        let Goal::Meet { left, .. } = &self.edge.goal else { return None };
        match self.base.program.expr(*left)?.ty.kind {
            Kind::Number(shape) => (shape.digits != Digits::Unbounded).then(|| unit(shape.digits)),
            Kind::Date => Some(Number::one()),
            Kind::Text | Kind::Bool | Kind::Enum(_) => None,
        }
    }

    /// Takes what the starting point comes to as it is.
    pub fn note_here(&self) {
        let tie = matches!(self.edge.goal, Goal::Tie { .. });
        for reading in self.here() {
            let Some(value) = reading.value else { continue };
            let row = reading.place.row;
            if tie {
                if ties(&value) {
                    self.hunt.note(self.found(0, Vec::new(), row, Number::zero(), true));
                }
            } else {
                let close = value.is_zero() || self.step().is_some_and(|step| value.abs() == step);
                self.hunt.note(self.found(value.signum(), Vec::new(), row, value.abs(), close));
            }
        }
    }
}

/// What an edge measures at every place where it is computed: the difference of its sides, or the value that is rounded in
/// steps of the rounding.
pub fn measures(edge: &Edge, base: &Base<'_>) -> Vec<Reading> {
    let run = base.run();
    if !edge.roots().into_iter().take(1).all(|id| base.computes(id)) {
        return Vec::new();
    }
    let value = |id: ExprId, env: &Env| run.eval(id, env).ok();
    let one = |env: &Env| match &edge.goal {
        Goal::Meet { left, right } => match (value(*left, env)?, value(*right, env)?) {
            (Value::Number(left), Value::Number(right)) => Some(left - right),
            (Value::Date(left), Value::Date(right)) => Some(Number::from(right.days_until(left))),
            _ => None,
        },
        Goal::Tie { value: of, quantum } => match value(*of, env)? {
            Value::Number(number) => number.checked_div(quantum),
            _ => None,
        },
        Goal::Switch { .. } => None,
    };
    let all = places(run, &edge.context).into_iter();
    all.map(|place| Reading { value: one(&place.env), place }).collect()
}

fn ties(value: &Number) -> bool {
    value - &value.floor() == Number::from_scaled(5, 1)
}

/// A knob, and what the edge measures at the steps that have been tried.
struct Probe<'a, 'p> {
    site: &'a Site<'a, 'p>,
    knob: &'a Knob,
    tried: RefCell<BTreeMap<Number, Rc<Vec<Reading>>>>,
}

impl Probe<'_, '_> {
    fn at(&self, steps: &Number) -> Option<Rc<Vec<Reading>>> {
        if let Some(known) = self.tried.borrow().get(steps) {
            return Some(known.clone());
        }
        let changes = self.knob.moved(self.site.base, steps)?;
        if !self.site.hunt.spend() {
            return None;
        }
        let readings = Rc::new(measures(self.site.edge, &self.site.base.with(&changes)));
        self.tried.borrow_mut().insert(steps.clone(), readings.clone());
        Some(readings)
    }
}

impl Probe<'_, '_> {
    /// The step itself, or the last one before it that the column allows.
    fn within(&self, far: &Number) -> Number {
        let allowed = |steps: &Number| self.knob.moved(self.site.base, steps).is_some();
        if allowed(far) {
            return far.clone();
        }
        let (mut near, mut far) = (Number::zero(), far.clone());
        while (&far - &near).abs() > Number::one() {
            let Some(middle) = (&near + &far).checked_div(&Number::from(2)).map(|middle| middle.trunc()) else { break };
            if middle == near {
                break;
            }
            if allowed(&middle) { near = middle } else { far = middle }
        }
        near
    }
}

/// What an edge measures at one place with a knob moved by some steps.
struct Line<'a, 'p> {
    probe: &'a Probe<'a, 'p>,
    place: &'a Place,
}

impl Line<'_, '_> {
    fn at(&self, steps: &Number) -> Option<Number> {
        let readings = self.probe.at(steps)?;
        readings.iter().find(|reading| reading.place.is(self.place))?.value.clone()
    }

    /// The changes of the data that so many steps are.
    fn changes(&self, steps: &Number) -> Option<Vec<Change>> {
        self.probe.knob.moved(self.probe.site.base, steps)
    }

    /// A step away from which something changes: the next one, or one far away.
    fn moves(&self, start: &Number) -> Option<(Number, Number)> {
        let near = [1, -1].into_iter().chain(FAR).map(Number::from);
        near.filter_map(|steps| self.at(&steps).map(|there| (steps, there))).find(|(_, there)| there != start)
    }

    /// The last step below and the first not below zero, or the step that meets it.
    fn crossing(&self, start: &Number, deep: bool) -> Option<(Number, Number)> {
        let (steps, there) = self.moves(start)?;
        if let Some(meets) = (start * &steps).checked_div(&(start - &there)) {
            if self.probe.knob.takes(&meets) && self.at(&meets).is_some_and(|there| there.is_zero()) {
                return Some((meets.clone(), meets));
            }
            let low = meets.floor();
            let high = &low + &Number::one();
            if let (Some(at_low), Some(at_high)) = (self.at(&low), self.at(&high))
                && at_low.signum() * at_high.signum() < 0
            {
                return Some((low, high));
            }
        }
        if !deep {
            return None;
        }
        let (low, high) = self.narrowed(start)?;
        // What is rounded on one side meets the other beside the place where it passes it, or nowhere.
        let beside = |step: i64| [&low - &Number::from(step), &high + &Number::from(step)];
        let meets = (1..=BESIDE).flat_map(beside).find(|step| self.at(step).is_some_and(|there| there.is_zero()));
        Some(meets.map_or((low, high), |meets| (meets.clone(), meets)))
    }

    /// The step nearest to one at which both sides meet, in a direction, at which they do not: the next one, unless what is
    /// compared moves in leaps, as the year of a date does.
    fn leaves(&self, from: &Number, direction: &Number) -> Option<Number> {
        let is_off = |steps: &Number| self.at(&(from + &(steps * direction))).map(|there| !there.is_zero());
        let (mut near, mut far) = (Number::zero(), Number::one());
        while !is_off(&far)? {
            near = far.clone();
            far = &far * &Number::from(8);
        }
        for _ in 0..STEPS {
            let middle = (&near + &far).checked_div(&Number::from(2))?.floor();
            if middle == near {
                break;
            }
            if is_off(&middle)? { far = middle } else { near = middle }
        }
        Some(from + &(&far * direction))
    }

    /// Between two steps of which one is below and one above.
    fn narrowed(&self, start: &Number) -> Option<(Number, Number)> {
        let mut reach = Number::one();
        let mut other = None;
        for _ in 0..WIDER {
            for direction in [Number::one(), -Number::one()] {
                let far = self.probe.within(&(&reach * &direction));
                let there = self.at(&far);
                if other.is_none() && there.is_some_and(|there| there.is_zero() || there.signum() != start.signum()) {
                    other = Some(far);
                }
            }
            if other.is_some() {
                break;
            }
            reach = &reach * &Number::from(WIDTH);
        }
        let (mut near, mut far) = (Number::zero(), other?);
        for _ in 0..STEPS {
            let gap = (&far - &near).abs();
            if gap <= Number::one() {
                break;
            }
            let middle = (&near + &far).checked_div(&Number::from(2))?.floor();
            let there = self.at(&middle)?;
            if there.is_zero() {
                return Some((middle.clone(), middle));
            }
            if there.signum() == start.signum() { near = middle } else { far = middle }
        }
        if self.at(&far)?.is_zero() {
            return Some((far.clone(), far));
        }
        Some(if near < far { (near, far) } else { (far, near) })
    }

    /// The steps at which the data can go no farther, where there are such.
    fn ends(&self) -> Vec<Number> {
        let beyond = [Number::power_of_ten(15), -Number::power_of_ten(15)];
        let ends = beyond.into_iter().map(|far| (self.probe.within(&far), far));
        ends.filter(|(end, far)| end != far).map(|(end, _)| end).collect()
    }
}

/// Goes along each line on which the edge moves, from what it measures at the start to what it does where it first moves,
/// until `go` has enough.
fn along(
    site: &Site<'_, '_>,
    needs: &Needs<'_>,
    most: usize,
    mut go: impl FnMut(&Line<'_, '_>, &Number, (Number, Number)) -> ControlFlow<()>,
) {
    let here = site.here();
    for knob in &knobs(site.edge, site.base, needs, most) {
        let probe = Probe { site, knob, tried: RefCell::default() };
        for reading in &here {
            let Some(start) = &reading.value else { continue };
            let line = Line { probe: &probe, place: &reading.place };
            let Some(moved) = line.moves(start) else { continue };
            if go(&line, start, moved).is_break() {
                return;
            }
        }
    }
}

/// Inputs at which two sides meet, and one step on both sides of there, with at most so many knobs moved. Not `deep` means
/// along straight lines only, which takes few runs.
pub fn meet(site: &Site<'_, '_>, needs: &Needs<'_>, most: usize, deep: bool) {
    along(site, needs, most, |line, start, _| {
        let crossing =
            if start.is_zero() { Some((Number::zero(), Number::zero())) } else { line.crossing(start, deep) };
        let one = Number::one();
        let steps: Vec<Number> = match crossing {
            Some((meets, same)) if meets == same => {
                let beside = [line.leaves(&meets, &-one.clone()), line.leaves(&meets, &one)];
                beside.into_iter().flatten().chain([meets]).collect()
            }
            Some((low, high)) => vec![low, high],
            // As near as the data can come.
            None => line.ends(),
        };
        let mut all: Vec<Found> = Vec::new();
        for step in &steps {
            let (Some(there), Some(changes)) = (line.at(step), line.changes(step)) else { continue };
            if !all.iter().any(|known| known.side == there.signum()) {
                all.push(site.found(there.signum(), changes, line.place.row, there.abs(), true));
            }
        }
        site.hunt.note_all(all);
        enough(site.hunt.is_whole() || deep && site.hunt.is_done())
    });
}

/// An input whose value lies in the middle between two steps of a rounding.
pub fn tie(site: &Site<'_, '_>, needs: &Needs<'_>, most: usize) {
    along(site, needs, most, |line, start, (moved, there)| {
        // Where a bound holds the value, the line begins behind it.
        let (from, start) = if moved.abs() == Number::one() { (Number::zero(), start.clone()) } else { (moved, there) };
        let beside = [1, -1].map(|step| (step, line.at(&(&from + &Number::from(step)))));
        let slope = beside.into_iter().find_map(|(step, there)| Some(&(&there? - &start) * &Number::from(step)));
        let exact = slope.into_iter().flat_map(|slope| {
            let part = Number::power_of_ten(-i32::try_from(FINE).unwrap_or(0));
            let parts = if line.probe.knob.is_fine() { roots(&start, &(&slope * &part)) } else { Vec::new() };
            roots(&start, &slope).into_iter().chain(parts.into_iter().map(move |step| &step * &part))
        });
        let likely = exact.chain((1..SEARCHED).map(Number::from));
        for step in likely.map(|step| &from + &step) {
            if !line.at(&step).is_some_and(|there| ties(&there)) {
                continue;
            }
            if let Some(changes) = line.changes(&step) {
                let near = step.abs() <= Number::from(NEAR);
                site.hunt.note(site.found(0, changes, line.place.row, step.abs(), near));
                break;
            }
        }
        enough(site.hunt.is_done())
    });
}

fn enough(yes: bool) -> ControlFlow<()> {
    if yes { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
