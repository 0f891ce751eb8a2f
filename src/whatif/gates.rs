//! Which comparisons and table rows decided a value, and which inputs stand behind each of their sides.

use super::Gate;
use crate::explain::Visit;
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExceptionId, ExprId, SlotId, TableId};
use crate::ir::program::{DerivedSource, Program, SlotKind, TableSource};
use crate::rows::{Env, Evaluation};
use crate::value::types::Kind;
use crate::value::value::Value;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Gates that are looked at: far more than stand on the way of a row, and few enough to end.
const MOST: usize = 4_000;

/// Cells of one column that are looked at behind one gate.
const CELLS: usize = 300;

/// A cell of an input table: the table, the column's place, the row.
pub(super) type Input = (TableId, usize, usize);

pub(super) struct Finder<'a, 'p> {
    run: &'a Evaluation<'p>,
    program: &'p Program,
    visit: Visit<'a, 'p>,
    seen: BTreeSet<(SlotId, Option<usize>)>,
    pub gates: Vec<Gate>,
    /// Whether there are more gates, or more cells behind one, than are looked at.
    pub cut: Cell<bool>,
    made: RefCell<BTreeMap<(TableId, usize), Made>>,
}

/// Sources of a derived table, each with rows that it sees.
type Made = Rc<Vec<(usize, Env)>>;

impl<'a, 'p> Finder<'a, 'p> {
    pub fn new(run: &'a Evaluation<'p>) -> Self {
        let visit = Visit::new(run, |_| true).with_left_out();
        let (seen, gates, cut, made) = (BTreeSet::new(), Vec::new(), Cell::new(false), RefCell::default());
        Finder { run, program: run.program(), visit, seen, gates, cut, made }
    }

    /// All gates on the way to a value.
    pub fn slot(&mut self, id: SlotId, row: Option<usize>) {
        if !self.seen.insert((id, row)) {
            return;
        }
        if self.gates.len() >= MOST {
            self.cut.set(true);
            return;
        }
        let Some(slot) = self.program.slot(id) else { return };
        let env = self.run.env(slot.owner, row);
        for (expr, env) in self.parts(&slot.kind, row, &env) {
            self.expression(expr, &env, id);
        }
        for next in self.further(&slot.kind) {
            self.slot(next, row);
        }
    }

    /// The expressions of a slot with what they see.
    fn parts(&self, kind: &SlotKind, row: Option<usize>, env: &Env) -> Vec<(ExprId, Env)> {
        let indicator = |assessment, index: usize| {
            self.program.assessment(assessment).and_then(|assessment| assessment.indicators.get(index))
        };
        match kind {
            SlotKind::Formula { value, exceptions } => {
                let effects = exceptions.iter().filter_map(|id| self.program.exception(*id));
                let effects = effects.flat_map(|exception| exception.effects.iter().map(|(_, effect)| *effect));
                std::iter::once(*value).chain(effects).map(|expr| (expr, env.clone())).collect()
            }
            SlotKind::Applies(id) => {
                let exception = self.program.exception(*id);
                let conditions = exception.iter().flat_map(|found| found.when.iter().chain(&found.unless));
                conditions.map(|expr| (*expr, env.clone())).collect()
            }
            SlotKind::IndicatorValue { assessment, indicator: at } => {
                indicator(*assessment, *at).map(|found| (found.value, env.clone())).into_iter().collect()
            }
            SlotKind::IndicatorScore { assessment, indicator: at } => {
                let Some(found) = indicator(*assessment, *at) else { return Vec::new() };
                match self.run.value(found.value_slot, row) {
                    Ok(Value::Missing | Value::NotApplicable) | Err(_) => Vec::new(),
                    Ok(value) => vec![(found.score, self.run.bind_local(env, found.value_local, value))],
                }
            }
            SlotKind::Column(_)
            | SlotKind::Reasons(_)
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => Vec::new(),
        }
    }

    /// Slots that a slot is made from without naming them in an expression.
    fn further(&self, kind: &SlotKind) -> Vec<SlotId> {
        let applies = |ids: &[ExceptionId]| {
            ids.iter().filter_map(|id| Some(self.program.exception(*id)?.applies)).collect::<Vec<_>>()
        };
        match kind {
            SlotKind::Formula { exceptions, .. } => applies(exceptions),
            SlotKind::Applies(id) => {
                let Some(exception) = self.program.exception(*id) else { return Vec::new() };
                let mut all = applies(&exception.lifted_by);
                all.extend(applies(&exception.overridden_by));
                all
            }
            SlotKind::IndicatorScore { assessment, indicator } => {
                let found = self.program.assessment(*assessment).and_then(|found| found.indicators.get(*indicator));
                found.map(|found| found.value_slot).into_iter().collect()
            }
            SlotKind::AssessmentScore(assessment) => {
                let found = self.program.assessment(*assessment);
                found.map(|found| found.indicators.iter().map(|one| one.score_slot).collect()).unwrap_or_default()
            }
            SlotKind::Column(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => Vec::new(),
        }
    }

    fn expression(&mut self, id: ExprId, env: &Env, owner: SlotId) {
        let (run, program) = (self.run, self.program);
        let (mut slots, mut gates) = (Vec::new(), Vec::new());
        self.visit.walk(id, env, &mut |at, inner| match program.expr(at).map(|expr| &expr.kind) {
            Some(ExprKind::Binary(op, left, right)) if op.compares() && has_distance(program, *left) => {
                gates.push(gate(at, (*left, *right), inner, owner));
            }
            Some(ExprKind::Decide { decision, keys }) => {
                for (left, right, inner) in bounds(run, *decision, keys, inner) {
                    gates.push(gate(at, (left, right), &inner, owner));
                }
            }
            _ => slots.extend(read(run, program, at, inner)),
        });
        self.gates.extend(gates);
        for (slot, row) in slots {
            self.slot(slot, row);
        }
    }

    /// The cells of numbers and days behind the sides of a gate.
    pub fn inputs(&self, gate: &Gate) -> Vec<Input> {
        let sides = [gate.left, gate.right].map(|id| (id, gate.env.clone()));
        self.behind(sides.into(), Vec::new(), measures)
    }

    /// The cells of yes/no and of names behind a value, in the same way.
    pub fn switches(&self, (slot, row): (SlotId, usize)) -> Vec<Input> {
        self.behind(Vec::new(), vec![(slot, Some(row))], |kind| matches!(kind, Kind::Bool | Kind::Enum(_)))
    }

    fn behind(
        &self,
        mut next: Vec<(ExprId, Env)>,
        mut slots: Vec<(SlotId, Option<usize>)>,
        fits: fn(&Kind) -> bool,
    ) -> Vec<Input> {
        let mut seen: BTreeSet<(SlotId, Option<usize>)> = BTreeSet::new();
        let mut cells: BTreeSet<Input> = BTreeSet::new();
        loop {
            while let Some((slot_id, row)) = slots.pop() {
                let (run, program) = (self.run, self.program);
                if !seen.insert((slot_id, row)) {
                    continue;
                }
                let Some(slot) = program.slot(slot_id) else { continue };
                let own = run.env(slot.owner, row);
                if let (SlotKind::Column(_), Some(table), Some(row)) = (&slot.kind, slot.owner, row) {
                    next.extend(self.column((slot_id, table, row), fits, &mut cells));
                    continue;
                }
                next.extend(self.parts(&slot.kind, row, &own));
                slots.extend(self.further(&slot.kind).into_iter().map(|further| (further, row)));
            }
            let Some((id, env)) = next.pop() else { break };
            let (run, program) = (self.run, self.program);
            self.visit.walk(id, &env, &mut |at, inner| slots.extend(read(run, program, at, inner)));
        }
        let cells: Vec<Input> = cells.into_iter().collect();
        let columns = cells.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1));
        columns.flat_map(|column| self.spread(column)).collect()
    }

    /// The cells of one column: all of them, or as many as are looked at, evenly from the first to the last.
    fn spread(&self, cells: &[Input]) -> Vec<Input> {
        if cells.len() <= CELLS {
            return cells.to_vec();
        }
        self.cut.set(true);
        let places = (1..=CELLS).map(|at| at.saturating_mul(cells.len()).div_ceil(CELLS).saturating_sub(1));
        places.filter_map(|at| cells.get(at).copied()).collect()
    }

    /// An input that may be changed, or the rows that a derived cell was made from.
    fn column(
        &self,
        (id, table_id, row): (SlotId, TableId, usize),
        fits: fn(&Kind) -> bool,
        cells: &mut BTreeSet<Input>,
    ) -> Vec<(ExprId, Env)> {
        let Some(table) = self.program.table(table_id) else { return Vec::new() };
        let Some(at) = table.columns.iter().position(|column| *column == id) else { return Vec::new() };
        match &table.source {
            TableSource::Input(_) => {
                let wanted = self.program.slot(id).is_some_and(|slot| fits(&slot.ty.kind));
                if wanted && !table.keys.contains(&id) {
                    cells.insert((table_id, at, row));
                }
                Vec::new()
            }
            TableSource::Derived(derivation) => {
                let made = self.makers(table_id, row);
                let value = |source: usize| derivation.sources.get(source)?.values.get(at).copied();
                made.iter().filter_map(|(source, env)| Some((value(*source)?, env.clone()))).collect()
            }
        }
    }

    /// What a derived row was made from: the sources of its table with the rows that they see. Found once for each row.
    fn makers(&self, table_id: TableId, row: usize) -> Made {
        if let Some(known) = self.made.borrow().get(&(table_id, row)) {
            return known.clone();
        }
        let mut found = Vec::new();
        if let Some(table) = self.program.table(table_id)
            && let TableSource::Derived(derivation) = &table.source
        {
            let keys: Vec<usize> =
                table.keys.iter().filter_map(|key| table.columns.iter().position(|column| column == key)).collect();
            let key = self.run.key(table_id, row);
            let made = |source: &DerivedSource, env: &Env| {
                keys.iter().zip(&key).all(|(at, value)| {
                    source.values.get(*at).and_then(|id| self.run.eval(*id, env).ok()).as_ref() == Some(value)
                })
            };
            for (index, source) in derivation.sources.iter().enumerate() {
                let pairs = self.run.pairs(source).into_iter().filter(|env| made(source, env));
                found.extend(pairs.map(|env| (index, env)));
            }
        }
        let found = Rc::new(found);
        self.made.borrow_mut().insert((table_id, row), found.clone());
        found
    }
}
fn gate(at: ExprId, (left, right): (ExprId, ExprId), env: &Env, slot: SlotId) -> Gate {
    Gate { at, left, right, env: env.clone(), slot }
}

/// Whether values lie nearer to each other or further off: numbers and days do.
fn has_distance(program: &Program, id: ExprId) -> bool {
    program.expr(id).is_some_and(|expr| measures(&expr.ty.kind))
}

fn measures(kind: &Kind) -> bool {
    matches!(kind, Kind::Number(_) | Kind::Date)
}

/// The slot that an expression reads.
fn read(run: &Evaluation<'_>, program: &Program, id: ExprId, env: &Env) -> Option<(SlotId, Option<usize>)> {
    if let ExprKind::Whole(slot) = &program.expr(id)?.kind {
        return Some((*slot, None));
    }
    let ExprKind::Slot(path, slot) = &program.expr(id)?.kind else { return None };
    let row = run.follow(TableId::at(0), env.row(path.frame)?, &path.via)?;
    Some((*slot, Some(row)))
}

/// The number bounds of the row of a table that answered, each with the key that it bounds.
fn bounds(
    run: &Evaluation<'_>,
    id: crate::ir::ids::DecisionId,
    keys: &[ExprId],
    env: &Env,
) -> Vec<(ExprId, ExprId, Env)> {
    let given: Result<Vec<Value>, _> = keys.iter().map(|key| run.eval(*key, env)).collect();
    let (Some(decision), Ok(given)) = (run.program().decision(id), given) else { return Vec::new() };
    let mut inner = env.clone();
    for (key, value) in decision.keys.iter().zip(&given) {
        inner = run.bind_local(&inner, key.local, value.clone());
    }
    let mut found = Vec::new();
    for index in run.decide_row(id, &given, env).unwrap_or_default() {
        let cells = decision.rows.get(index).map(|row| row.cells.as_slice()).unwrap_or_default();
        for (key, cell) in keys.iter().zip(cells).filter(|(key, _)| has_distance(run.program(), **key)) {
            found.extend(cell.bounds().into_iter().map(|bound| (*key, bound, inner.clone())));
        }
    }
    found
}
