//! Numbers and dates at an edge: one cell of the data is moved until both sides of a comparison meet. Where the difference
//! is linear in the cell, two runs tell the place; otherwise it is narrowed down between two cells of which one is above.

use super::base::{Base, unit};
use super::edges::{Edge, Goal};
use super::needs::Needs;
use super::state::{Change, cell, places, run};
use crate::ir::ids::ExprId;
use crate::rows::Env;
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::value::Value;

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
}

/// Cells that are tried for one edge, and steps by which it is narrowed down.
const CELLS: usize = 18;
const STEPS: usize = 48;
/// Steps at which a cell is tried that changes nothing beside where it is.
const FAR: [i64; 2] = [1_000, -1_000];
/// Steps of the cell that are looked through for a tie.
const TIES: i64 = 4_000;
const SEARCHED: i64 = 40;

/// A cell that is moved: its place, the value it has, its smallest step.
#[derive(Clone, Debug)]
pub struct Axis {
    at: (usize, usize, usize),
    from: Value,
    step: Number,
}

impl Axis {
    /// The cell moved by steps; `None` where it cannot have that value.
    fn moved(&self, base: &Base<'_>, steps: &Number) -> Option<Change> {
        let value = match &self.from {
            Value::Number(number) => Value::Number(number + &(steps * &self.step)),
            Value::Date(date) => Value::Date(date.add_days(steps.to_i64()?)?),
            Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => return None,
        };
        let column = base.program.schemas.get(self.at.0)?.columns.get(self.at.2)?;
        let inside = column.range.as_ref().is_none_or(|range| range.contains(&value));
        inside.then(|| Change::Set(self.at.0, self.at.1, self.at.2, value))
    }
}

/// The cells of numbers and dates on which an edge can depend, near ones first.
pub fn axes(edge: &Edge, base: &Base<'_>, needs: &Needs<'_>) -> Vec<Axis> {
    let roots: Vec<ExprId> = match &edge.goal {
        Goal::Meet { left, right } => vec![*left, *right],
        Goal::Tie { value, .. } => vec![*value],
        Goal::Switch { condition, .. } => vec![*condition],
    };
    let mut roots = roots;
    roots.extend(edge.context.locals.iter().filter_map(|(_, bound)| match bound {
        super::edges::Bound::Expr(id) => Some(*id),
        super::edges::Bound::Slot(slot) => needs.value_of(*slot),
    }));
    let mut axes = Vec::new();
    for (table, column) in needs.columns(&roots) {
        let Some(schema) = base.program.schemas.get(table) else { continue };
        let refers = schema.references.iter().any(|reference| reference.columns.contains(&column));
        let Some(of) = schema.columns.get(column).filter(|_| !refers) else {
            continue;
        };
        let step = match of.ty.kind {
            Kind::Number(shape) => unit(shape.digits),
            Kind::Date => Number::one(),
            Kind::Text | Kind::Bool | Kind::Enum(_) => continue,
        };
        let rows = base.batch.tables.get(table).map_or(0, |table| table.rows);
        for row in 0..rows.min(4) {
            if let Some(from @ (Value::Number(_) | Value::Date(_))) = cell(base, (table, row, column)) {
                axes.push(Axis { at: (table, row, column), from: from.clone(), step: step.clone() });
            }
        }
    }
    axes.truncate(CELLS);
    axes
}

/// What an edge measures at every place where it is computed, for one state of the data.
fn measures(edge: &Edge, base: &Base<'_>, changes: &[Change]) -> Vec<(Option<usize>, Option<Number>)> {
    if !edge.spend() {
        return Vec::new();
    }
    let run = run(base, changes);
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
    places(&run, &edge.context).iter().map(|(row, env)| (*row, one(env))).collect()
}

/// What an edge measures at one place with a cell moved by some steps.
struct Line<'a, 'p> {
    edge: &'a Edge,
    base: &'a Base<'p>,
    axis: &'a Axis,
    place: usize,
}

impl Line<'_, '_> {
    fn at(&self, steps: &Number) -> Option<Number> {
        let change = self.axis.moved(self.base, steps)?;
        measures(self.edge, self.base, &[change]).into_iter().nth(self.place)?.1
    }

    /// The last step below and the first not below zero, or the step that meets it.
    fn crossing(&self, start: &Number) -> Option<(Number, Number)> {
        let one = Number::one();
        let near = self.at(&one).map(|there| (one.clone(), there)).or_else(|| Some((-one, self.at(&-Number::one())?)));
        let (steps, there) = near?;
        // A cell that changes nothing, near or far, is none to look along.
        if there == *start && FAR.iter().all(|far| self.at(&Number::from(*far)).is_none_or(|there| there == *start)) {
            return None;
        }
        if let Some(meets) = (start * &steps).checked_div(&(start - &there)).filter(|_| there != *start) {
            let low = meets.floor();
            let high = if meets.is_integer() { low.clone() } else { &low + &Number::one() };
            if let (Some(at_low), Some(at_high)) = (self.at(&low), self.at(&high)) {
                let linear = if low == high { at_low.is_zero() } else { at_low.signum() * at_high.signum() < 0 };
                if linear {
                    return Some((low, high));
                }
            }
        }
        self.narrowed(start)
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
        for _ in 0..12 {
            for far in [reach.clone(), -reach.clone()] {
                let there = self.at(&far);
                if other.is_none() && there.is_some_and(|there| there.is_zero() || there.signum() != start.signum()) {
                    other = Some(far);
                }
            }
            if other.is_some() {
                break;
            }
            reach = &reach * &Number::from(8);
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
}

/// Inputs at which two sides meet, and one step on both sides of there.
pub fn meet(edge: &Edge, (index, base): (usize, &Base<'_>), needs: &Needs<'_>) -> Vec<Found> {
    let here = measures(edge, base, &[]);
    let mut best: Vec<Found> = Vec::new();
    for axis in axes(edge, base, needs) {
        for (place, (row, start)) in here.iter().enumerate() {
            let Some(start) = start else { continue };
            let line = Line { edge, base, axis: &axis, place };
            let crossing = if start.is_zero() { Some((Number::zero(), Number::zero())) } else { line.crossing(start) };
            let Some((low, high)) = crossing else { continue };
            let one = Number::one();
            let steps = if low == high {
                let beside = [line.leaves(&low, &-one.clone()), line.leaves(&low, &one)];
                beside.into_iter().flatten().chain([low.clone()]).collect()
            } else {
                vec![low, high]
            };
            let mut found: Vec<Found> = Vec::new();
            for step in &steps {
                let (Some(there), Some(change)) = (line.at(step), axis.moved(base, step)) else { continue };
                let side = there.signum();
                if !found.iter().any(|known| known.side == side) {
                    found.push(Found { side, base: index, changes: vec![change], row: *row });
                }
            }
            found.sort_by_key(|found| found.side);
            if found.len() > best.len() {
                best = found;
            }
            if best.len() == 3 {
                return best;
            }
        }
    }
    best
}

/// An input whose value lies in the middle between two steps of a rounding.
pub fn tie(edge: &Edge, (index, base): (usize, &Base<'_>), needs: &Needs<'_>) -> Vec<Found> {
    let here = measures(edge, base, &[]);
    let half = Number::from_scaled(5, 1);
    let ties = |value: &Number| value - &value.floor() == half;
    for axis in axes(edge, base, needs) {
        for (place, (row, start)) in here.iter().enumerate() {
            let Some(start) = start else { continue };
            let line = Line { edge, base, axis: &axis, place };
            let Some(next) = line.at(&Number::one()) else { continue };
            let slope = &next - start;
            if slope.is_zero() && !ties(start) {
                continue;
            }
            // On a line the value at each step is known before it is tried.
            let steps = (0..TIES).map(|step| if step % 2 == 0 { step / 2 } else { -(step + 1) / 2 }).map(Number::from);
            let likely = steps.filter(|step| ties(&(start + &(step * &slope)))).take(6);
            for step in likely {
                if line.at(&step).is_some_and(|there| ties(&there))
                    && let Some(change) = axis.moved(base, &step)
                {
                    return vec![Found { side: 0, base: index, changes: vec![change], row: *row }];
                }
            }
            // Off a line only trying tells.
            for step in (2..SEARCHED).map(Number::from) {
                if line.at(&step).is_some_and(|there| ties(&there))
                    && let Some(change) = axis.moved(base, &step)
                {
                    return vec![Found { side: 0, base: index, changes: vec![change], row: *row }];
                }
            }
        }
    }
    Vec::new()
}
