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
use std::collections::BTreeSet;

/// One input that would turn one gate.
#[derive(Clone, Debug)]
pub struct Near {
    /// The rule and the row that the gate stands in, and the text of the comparison or table.
    pub slot: SlotId,
    pub row: Option<usize>,
    pub span: crate::source::Span,
    /// The two sides as they are.
    pub left: Number,
    pub right: Number,
    /// The cell: its table, its column, its row.
    pub table: TableId,
    pub column: SlotId,
    pub at: usize,
    pub from: Number,
    pub to: Number,
    /// The result as it is and as it would be.
    pub before: Number,
    pub after: Number,
}

impl Near {
    /// By how much the input would change, beside what it is.
    fn distance(&self) -> Number {
        let change = (&self.to - &self.from).abs();
        change.checked_div(&self.from.abs()).unwrap_or(change)
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
}

/// Finds the nearest changes for a number of a row; at most `most` are told.
pub fn nearest(
    run: &Evaluation<'_>,
    batch: &Batch,
    (slot, table, row): (SlotId, TableId, usize),
    most: usize,
) -> Outcome {
    let program = run.program();
    let Some(before) = number(run.value(slot, Some(row)).ok()) else { return Outcome::default() };
    let (small, kept) = slice(run, batch, table, row);
    let part = rows::run(program, small.clone());
    // Where more than these rows matters, nothing less than all of them will do.
    let same = part.value(slot, Some(row)) == Ok(Value::Number(before.clone()));
    let (small, kept, part) =
        if same { (small, Some(kept), part) } else { (batch.clone(), None, rows::run(program, batch.clone())) };
    let search = Search { program, base: &part, batch: &small, slot, row, before };
    let mut finder = Finder::new(&part);
    finder.slot(slot, Some(row));
    let gates = std::mem::take(&mut finder.gates);
    let mut outcome = Outcome { gates: gates.len(), ..Outcome::default() };
    let mut told: BTreeSet<(u32, Input, Number2)> = BTreeSet::new();
    for gate in &gates {
        for input in finder.inputs(&[gate.left, gate.right], &gate.env) {
            let Some(near) = search.turn(gate, input) else { continue };
            if near.after == near.before {
                outcome.idle = outcome.idle.saturating_add(1);
            } else if told.insert((gate.at.0, input, Number2(near.to.clone()))) {
                outcome.near.push(near);
            }
        }
    }
    outcome.near.sort_by_cached_key(|near| (near.distance(), near.table, near.at, near.column));
    confirm(run, batch, kept.as_deref(), (slot, row), &mut outcome.near, most);
    outcome
}

/// A number in a set: it has an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Number2(Number);

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
}

impl Search<'_, '_> {
    fn turn(&self, gate: &Gate, (table, column, at): Input) -> Option<Near> {
        let shape = self.schema(table, column)?;
        let from = number(self.base.value(shape.slot, Some(at)).ok())?;
        let (left, right) = self.sides(self.base, gate)?;
        let step = step(shape)?;
        // A tenth of what is there shows the slope; the grid decides.
        let reach = (from.abs() * Number::power_of_ten(-1)).round(Rounding::AwayFromZero, &step);
        let reach = if reach.is_zero() { step.clone() } else { reach };
        let probe = self.again(shape.slot, table, at, &(&from + &reach))?;
        let (moved_left, moved_right) = self.sides(&probe, gate)?;
        let gap = &left - &right;
        let slope = (&moved_left - &moved_right - &gap).checked_div(&reach)?;
        let exact = &from - &gap.checked_div(&slope)?;
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
        let turns = |to: &Number| -> Option<Evaluation<'_>> {
            let fits = shape.range.as_ref().is_none_or(|range| range.contains(&Value::Number(to.clone())));
            let changed = self.again(shape.slot, table, at, to).filter(|_| *to != from && fits)?;
            (self.state(&changed, gate) != turned).then_some(changed)
        };
        let found = points.into_iter().find_map(|to| Some((turns(&to)?, to)));
        let (changed, to) = nearer(&from, found?, &step, turns);
        let after = number(changed.value(self.slot, Some(self.row)).ok())?;
        let span = self.program.expr(gate.at).map(|expr| expr.span).unwrap_or_default();
        let (slot, row, column) = (gate.slot, gate.row, shape.slot);
        let before = self.before.clone();
        Some(Near { slot, row, span, left, right, table, column, at, from, to, before, after })
    }

    fn schema(&self, table: TableId, column: usize) -> Option<&ColumnSchema> {
        let TableSource::Input(input) = self.program.table(table)?.source else { return None };
        self.program.schemas.get(input)?.columns.get(column)
    }

    fn again(&self, column: SlotId, table: TableId, at: usize, to: &Number) -> Option<Evaluation<'_>> {
        Some(rows::run(self.program, with(self.program, self.batch, (table, column, at), to)?))
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
fn nearer<'p>(
    from: &Number,
    found: (Evaluation<'p>, Number),
    step: &Number,
    turns: impl Fn(&Number) -> Option<Evaluation<'p>>,
) -> (Evaluation<'p>, Number) {
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
fn with(program: &Program, batch: &Batch, (table, column, at): (TableId, SlotId, usize), to: &Number) -> Option<Batch> {
    let shape = program.table(table)?;
    let TableSource::Input(input) = shape.source else { return None };
    let place = shape.columns.iter().position(|slot| *slot == column)?;
    let mut batch = batch.clone();
    *batch.tables.get_mut(input)?.columns.get_mut(place)?.get_mut(at)? = Cell::Good(Value::Number(to.clone()));
    Some(batch)
}

fn number(value: Option<Value>) -> Option<Number> {
    match value? {
        Value::Number(number) => Some(number),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => None,
    }
}
