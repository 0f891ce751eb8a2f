//! The smallest change of one input that turns a gate: first by the slope between two points, then tried on the grid of the
//! column, and told only after all of the data have been computed again with it.

use super::Gate;
use super::gates::{Finder, Input};
use super::slice::slice;
use crate::ir::batch::{Batch, Cell};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, TableSource};
use crate::ir::schema::ColumnSchema;
use crate::rows::{self, Evaluation};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;
use crate::wording::value as words;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One input that would turn one gate.
#[derive(Clone, Debug)]
pub struct Near {
    /// The rule that the gate stands in, and the text of the comparison or table; `None` for a switch that has no limit to cross.
    pub gate: Option<(SlotId, crate::source::Span)>,
    /// The cell: its table, its column, its row.
    pub table: TableId,
    pub column: SlotId,
    pub at: usize,
    pub from: Value,
    pub to: Value,
    /// The result as it is and as it would be.
    pub before: Number,
    pub after: Number,
}

impl Near {
    /// By how much the input would change: the number itself, days, or 1 for a switch. Compares rows of one column.
    fn step(&self) -> Number {
        match (&self.from, &self.to) {
            (Value::Number(from), Value::Number(to)) => (to - from).abs(),
            (Value::Date(from), Value::Date(to)) => Number::from(from.days_until(*to)).abs(),
            (_, _) => Number::one(),
        }
    }

    /// By how much the input would change: a number beside what it is, a day beside a year; a switch changes all of it.
    fn distance(&self) -> Number {
        match (&self.from, &self.to) {
            (Value::Number(from), Value::Number(_)) => self.step().checked_div(&from.abs()).unwrap_or(self.step()),
            (Value::Date(_), Value::Date(_)) => self.step().checked_div(&Number::from(365)).unwrap_or(self.step()),
            (_, _) => Number::one(),
        }
    }

    pub fn money(&self) -> Number {
        &self.after - &self.before
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Nearest first; each moves the result.
    pub near: Vec<Near>,
    /// Gates that were looked at.
    pub gates: usize,
    /// Changes that would turn a gate and leave the result as it is.
    pub idle: usize,
    /// Changes that lie further off than those that are told.
    pub further: usize,
    /// Whether there was more on the way than is looked at.
    pub cut: bool,
}

/// Cells of one column that are tried to the end for one gate: those that its slope calls nearest.
const TRIED: usize = 2;

/// Finds the nearest changes for a number of a row; at most `most` are told.
pub fn nearest(
    run: &Evaluation<'_>,
    batch: &Batch,
    (slot, table, row): (SlotId, TableId, usize),
    most: usize,
) -> Outcome {
    let program = run.program();
    let Some(before) = number(run.value(slot, Some(row)).ok()) else { return Outcome::default() };
    let (part, small, kept) = part(run, batch, (slot, table, row), &before);
    let here = kept.as_ref().and_then(|kept| kept.get(table.index())?.iter().position(|at| *at == row)).unwrap_or(row);
    let search = Search { program, base: &part, batch: &small, slot, row: here, before, tried: RefCell::default() };
    let mut finder = Finder::new(&part);
    finder.slot(slot, Some(here));
    let gates = std::mem::take(&mut finder.gates);
    let switches = finder.switches((slot, here));
    let mut outcome = Outcome { gates: gates.len().saturating_add(switches.len()), ..Outcome::default() };
    let mut told: BTreeSet<(Option<u32>, Input, String)> = BTreeSet::new();
    let turned = search.turned(&finder, &gates).into_iter().map(|(gate, input, near)| (Some(gate), input, near));
    let switched =
        switches.into_iter().flat_map(|input| search.switch(input).into_iter().map(move |near| (None, input, near)));
    for (gate, input, near) in turned.chain(switched) {
        if near.after == near.before {
            outcome.idle = outcome.idle.saturating_add(1);
        } else if told.insert((gate, input, words::bare(&near.to))) {
            outcome.near.push(near);
        }
    }
    outcome.cut = finder.cut.get();
    outcome
        .near
        .sort_by_cached_key(|near| (near.distance(), Reverse(near.money().abs()), near.table, near.at, near.column));
    outcome.further = outcome.near.len().saturating_sub(most);
    confirm(run, batch, kept.as_deref(), (slot, row), &mut outcome.near, most);
    outcome
}

/// The least part of the data that comes to the same result: the row without its peers if nothing goes wrong without them, the
/// rows that lead to it, or all of the data. With it the old row of each of its rows.
fn part<'p>(
    run: &Evaluation<'p>,
    batch: &Batch,
    (slot, table, row): (SlotId, TableId, usize),
    before: &Number,
) -> (Evaluation<'p>, Batch, Option<Vec<Vec<usize>>>) {
    for alone in [true, false] {
        let (small, kept) = slice(run, batch, (table, row), alone);
        let part = rows::run(run.program(), small.clone());
        let here = kept.get(table.index()).and_then(|kept| kept.iter().position(|at| *at == row)).unwrap_or(row);
        let same = part.value(slot, Some(here)) == Ok(Value::Number(before.clone()));
        if same && !(alone && part.blames().next().is_some()) {
            return (part, small, Some(kept));
        }
    }
    (rows::run(run.program(), batch.clone()), batch.clone(), None)
}

/// Computes the first changes again on all of the data; what does not hold there is not told.
fn confirm(
    run: &Evaluation<'_>,
    batch: &Batch,
    kept: Option<&[Vec<usize>]>,
    (slot, row): (SlotId, usize),
    near: &mut Vec<Near>,
    most: usize,
) {
    let mut sure = Vec::new();
    for mut one in std::mem::take(near) {
        if sure.len() >= most {
            break;
        }
        if let Some(kept) = kept {
            let Some(at) = kept.get(one.table.index()).and_then(|rows| rows.get(one.at)) else { continue };
            one.at = *at;
        }
        let Some(changed) = with(run.program(), batch, (one.table, one.column, one.at), &one.to) else { continue };
        let again = rows::run(run.program(), changed);
        if again.value(slot, Some(row)) == Ok(Value::Number(one.after.clone())) {
            sure.push(one);
        }
    }
    *near = sure;
}

struct Search<'a, 'p> {
    program: &'p Program,
    base: &'a Evaluation<'p>,
    batch: &'a Batch,
    slot: SlotId,
    row: usize,
    before: Number,
    /// What other values of one input come to.
    tried: RefCell<Tried<'p>>,
}

/// The input, and by the words of its value the run.
type Tried<'p> = (Option<Input>, BTreeMap<String, Rc<Evaluation<'p>>>);

impl<'p> Search<'_, 'p> {
    /// For each gate and each column behind it the cell that has to change least; gates by the number of their comparison.
    fn turned(&self, finder: &Finder<'_, '_>, gates: &[Gate]) -> Vec<(u32, Input, Near)> {
        // In the order of the inputs, as what was tried of one serves all of its gates.
        let mut pairs: Vec<(Input, usize)> = Vec::new();
        for (at, gate) in gates.iter().enumerate() {
            pairs.extend(finder.inputs(gate).into_iter().map(|input| (input, at)));
        }
        pairs.sort();
        let mut cells: BTreeMap<(usize, TableId, usize), Vec<(Number, Input)>> = BTreeMap::new();
        for (input, at) in pairs {
            if let Some(far) = gates.get(at).and_then(|gate| self.far(gate, input)) {
                cells.entry((at, input.0, input.1)).or_default().push((far, input));
            }
        }
        let mut chosen: Vec<(Input, usize)> = Vec::new();
        for ((at, table, column), mut cells) in cells {
            let days = self.schema(table, column).is_some_and(|shape| shape.ty.kind == Kind::Date);
            let most = if days { cells.len() } else { TRIED };
            // Where two lie as far, the later: what was entered last is changed soonest.
            cells.sort_by_key(|(far, input)| (far.clone(), Reverse(*input)));
            chosen.extend(cells.into_iter().take(most).map(|(_, input)| (input, at)));
        }
        chosen.sort();
        let mut best: BTreeMap<(usize, TableId, usize), (u32, Input, Near)> = BTreeMap::new();
        for (input, at) in chosen {
            let Some((gate, near)) = gates.get(at).and_then(|gate| Some((gate, self.turn(gate, input)?))) else {
                continue;
            };
            let place = (at, input.0, input.1);
            if best.get(&place).is_none_or(|(_, _, known)| near.step() <= known.step()) {
                best.insert(place, (gate.at.0, input, near));
            }
        }
        best.into_values().collect()
    }

    /// How far an input is from turning a gate, if the way there is a straight line.
    fn far(&self, gate: &Gate, input: Input) -> Option<Number> {
        let shape = self.schema(input.0, input.1)?;
        match shape.ty.kind {
            Kind::Number(_) => {
                let from = number(self.base.value(shape.slot, Some(input.2)).ok())?;
                let exact = self.crossing(gate, input, (shape, &from))?;
                Some((&exact - &from).abs())
            }
            // The days between the sides say nothing of the row that they hang on: all are tried.
            Kind::Date => Some(Number::zero()),
            Kind::Text | Kind::Bool | Kind::Enum(_) => None,
        }
    }

    /// Where a straight line through what an input is and a little more meets the gate.
    fn crossing(&self, gate: &Gate, input: Input, (shape, from): (&ColumnSchema, &Number)) -> Option<Number> {
        let (left, right) = self.sides(self.base, gate)?;
        let step = step(shape)?;
        // A tenth of what is there shows the slope; the grid decides.
        let reach = (from.abs() * Number::power_of_ten(-1)).round(Rounding::AwayFromZero, &step);
        let reach = if reach.is_zero() { step } else { reach };
        let probe = self.again(shape.slot, input, &Value::Number(from + &reach))?;
        let (moved_left, moved_right) = self.sides(&probe, gate)?;
        let gap = &left - &right;
        let slope = (&moved_left - &moved_right - &gap).checked_div(&reach)?;
        Some(from - &gap.checked_div(&slope)?)
    }

    /// The nearest value of an input that turns a gate.
    fn turn(&self, gate: &Gate, input: Input) -> Option<Near> {
        let shape = self.schema(input.0, input.1)?;
        let (changed, from, to) = match shape.ty.kind {
            Kind::Number(_) => self.number(gate, input, shape)?,
            Kind::Date => self.date(gate, input, shape)?,
            Kind::Text | Kind::Bool | Kind::Enum(_) => return None,
        };
        let span = self.program.expr(gate.at).map(|expr| expr.span).unwrap_or_default();
        self.near(Some((gate.slot, span)), (input, shape.slot), (from, to), &changed)
    }

    /// The other values of a yes/no or of one of a few names.
    fn switch(&self, input: Input) -> Vec<Near> {
        let Some(shape) = self.schema(input.0, input.1) else { return Vec::new() };
        let Ok(from) = self.base.value(shape.slot, Some(input.2)) else { return Vec::new() };
        let others: Vec<Value> = match &from {
            Value::Bool(yes) => vec![Value::Bool(!yes)],
            Value::Text(_) => shape.values.iter().map(|name| Value::Text(name.clone())).collect(),
            Value::Number(_) | Value::Date(_) | Value::Missing | Value::NotApplicable => Vec::new(),
        };
        let others = others.into_iter().filter(|to| *to != from);
        let tried = others.filter_map(|to| {
            let changed = self.again(shape.slot, input, &to)?;
            self.near(None, (input, shape.slot), (from.clone(), to), &changed)
        });
        tried.collect()
    }

    fn near(
        &self,
        gate: Option<(SlotId, crate::source::Span)>,
        ((table, _, at), column): (Input, SlotId),
        (from, to): (Value, Value),
        changed: &Evaluation<'_>,
    ) -> Option<Near> {
        let after = number(changed.value(self.slot, Some(self.row)).ok())?;
        Some(Near { gate, table, column, at, from, to, before: self.before.clone(), after })
    }

    /// The nearest day that turns a gate: the sides are so many days apart, and the limit may belong to either.
    fn date(&self, gate: &Gate, input: Input, shape: &ColumnSchema) -> Option<(Rc<Evaluation<'p>>, Value, Value)> {
        let Ok(Value::Date(from)) = self.base.value(shape.slot, Some(input.2)) else { return None };
        let side = |id| match self.base.eval(id, &gate.env) {
            Ok(Value::Date(day)) => Some(day),
            Ok(_) | Err(_) => None,
        };
        let gap = side(gate.left)?.days_until(side(gate.right)?);
        let near = [gap, gap.saturating_neg()].into_iter().flat_map(|gap| [-1, 0, 1].map(|by| gap.saturating_add(by)));
        let mut days: Vec<i64> = near.filter(|days| *days != 0).collect();
        days.sort_by_key(|days| days.unsigned_abs());
        days.dedup();
        let turned = self.state(self.base, gate);
        days.into_iter().filter_map(|days| from.add_days(days).map(Value::Date)).find_map(|to| {
            let fits = shape.range.as_ref().is_none_or(|range| range.contains(&to));
            let changed = self.again(shape.slot, input, &to).filter(|_| fits)?;
            (self.state(&changed, gate) != turned).then_some((changed, Value::Date(from), to))
        })
    }

    /// The nearest number on the grid of its column that turns a gate.
    fn number(&self, gate: &Gate, input: Input, shape: &ColumnSchema) -> Option<(Rc<Evaluation<'p>>, Value, Value)> {
        let from = number(self.base.value(shape.slot, Some(input.2)).ok())?;
        let step = step(shape)?;
        let exact = self.crossing(gate, input, (shape, &from))?;
        let mut points = vec![exact.round(Rounding::Floor, &step), exact.round(Rounding::Ceiling, &step)];
        points.extend([points.first()? - &step, points.get(1)? + &step]);
        points.sort_by_key(|point| (point - &from).abs());
        // Where the way is no straight line, the gate may stand further off.
        let mut reach = &exact - &from;
        for _ in 0..6 {
            reach = &reach + &reach;
            points.push((&from + &reach).round(Rounding::HalfUp, &step));
        }
        let turned = self.state(self.base, gate);
        let turns = |to: &Number| -> Option<Rc<Evaluation<'p>>> {
            let fits = shape.range.as_ref().is_none_or(|range| range.contains(&Value::Number(to.clone())));
            if *to == from || !fits {
                return None;
            }
            let changed = self.again(shape.slot, input, &Value::Number(to.clone()))?;
            (self.state(&changed, gate) != turned).then_some(changed)
        };
        let found = points.into_iter().find_map(|to| Some((turns(&to)?, to)));
        let (changed, to) = nearer(&from, found?, &step, turns);
        Some((changed, Value::Number(from), Value::Number(to)))
    }

    fn schema(&self, table: TableId, column: usize) -> Option<&ColumnSchema> {
        let TableSource::Input(input) = self.program.table(table)?.source else { return None };
        self.program.schemas.get(input)?.columns.get(column)
    }

    /// The run with another value of an input; asked twice, computed once.
    fn again(&self, column: SlotId, input: Input, to: &Value) -> Option<Rc<Evaluation<'p>>> {
        let mut tried = self.tried.borrow_mut();
        if tried.0 != Some(input) {
            *tried = (Some(input), BTreeMap::new());
        }
        let key = words::bare(to);
        if let Some(known) = tried.1.get(&key) {
            return Some(known.clone());
        }
        let changed = with(self.program, self.batch, (input.0, column, input.2), to)?;
        let run = Rc::new(rows::run(self.program, changed));
        tried.1.insert(key, run.clone());
        Some(run)
    }

    fn sides(&self, run: &Evaluation<'_>, gate: &Gate) -> Option<(Number, Number)> {
        Some((number(run.eval(gate.left, &gate.env).ok())?, number(run.eval(gate.right, &gate.env).ok())?))
    }

    /// How the gate stands: the comparison's answer, or the rows of the table that answer.
    fn state(&self, run: &Evaluation<'_>, gate: &Gate) -> (Option<Value>, Vec<usize>) {
        if let Some(ExprKind::Decide { decision, keys }) = self.program.expr(gate.at).map(|expr| &expr.kind) {
            let given: Result<Vec<Value>, _> = keys.iter().map(|key| run.eval(*key, &gate.env)).collect();
            let rows = given.ok().and_then(|given| run.decide_row(*decision, &given, &gate.env).ok());
            return (None, rows.unwrap_or_default());
        }
        (run.eval(gate.at, &gate.env).ok(), Vec::new())
    }
}

/// The nearest point of the grid that turns the gate, between one that does not and one that does.
fn nearer<R>(from: &Number, found: (R, Number), step: &Number, turns: impl Fn(&Number) -> Option<R>) -> (R, Number) {
    let (mut changed, mut to) = found;
    let side = if to < *from { -step } else { step.clone() };
    let mut stays = from.clone();
    let mut half = &to - &side;
    while (&to - &stays).abs() > *step {
        match turns(&half) {
            Some(nearer) => (changed, to) = (nearer, half),
            None => stays = half,
        }
        let middle = (&stays + &to) * Number::from_scaled(5, 1);
        half = middle.round(Rounding::Floor, step);
        if half == stays || half == to {
            half = &stays + &side;
        }
    }
    (changed, to)
}

/// The grid of a column: its last decimal, in the unit of its file.
fn step(shape: &ColumnSchema) -> Option<Number> {
    match shape.ty.kind {
        Kind::Number(number) => match number.digits {
            Digits::At(digits) => Some(Number::power_of_ten(-i32::try_from(digits).ok()?)),
            Digits::Unbounded => None,
        },
        Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => None,
    }
}

/// The batch with another value in one cell.
fn with(program: &Program, batch: &Batch, (table, column, at): (TableId, SlotId, usize), to: &Value) -> Option<Batch> {
    let shape = program.table(table)?;
    let TableSource::Input(input) = shape.source else { return None };
    let place = shape.columns.iter().position(|slot| *slot == column)?;
    let mut batch = batch.clone();
    *batch.tables.get_mut(input)?.columns.get_mut(place)?.get_mut(at)? = Cell::Good(to.clone());
    Some(batch)
}

fn number(value: Option<Value>) -> Option<Number> {
    match value? {
        Value::Number(number) => Some(number),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => None,
    }
}
