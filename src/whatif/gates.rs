//! Which comparisons and table rows decided a value, and which inputs stand behind each of their sides.

use super::Gate;
use crate::explain::Visit;
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExceptionId, ExprId, SlotId, TableId};
use crate::ir::program::{DerivedSource, Program, SlotKind, TableSource};
use crate::rows::{Env, Evaluation};
use crate::value::types::Kind;
use crate::value::value::Value;
use std::collections::BTreeSet;

/// Gates that are looked at; a reader has long enough with these.
const MOST: usize = 400;

/// A cell of an input table: the table, the column's place, the row.
pub(super) type Input = (TableId, usize, usize);

pub(super) struct Finder<'a, 'p> {
    run: &'a Evaluation<'p>,
    program: &'p Program,
    visit: Visit<'a, 'p>,
    seen: BTreeSet<(SlotId, Option<usize>)>,
    pub gates: Vec<Gate>,
}

impl<'a, 'p> Finder<'a, 'p> {
    pub fn new(run: &'a Evaluation<'p>) -> Self {
        let visit = Visit::new(run, |_| true);
        Finder { run, program: run.program(), visit, seen: BTreeSet::new(), gates: Vec::new() }
    }

    /// All gates on the way to a value.
    pub fn slot(&mut self, id: SlotId, row: Option<usize>) {
        if self.gates.len() >= MOST || !self.seen.insert((id, row)) {
            return;
        }
        let Some(slot) = self.program.slot(id) else { return };
        let env = self.run.env(slot.owner, row);
        for (expr, env) in self.parts(&slot.kind, row, &env) {
            self.expression(expr, &env, (id, row));
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

    fn expression(&mut self, id: ExprId, env: &Env, owner: (SlotId, Option<usize>)) {
        let (run, program) = (self.run, self.program);
        let (mut slots, mut gates) = (Vec::new(), Vec::new());
        self.visit.walk(id, env, &mut |at, inner| match program.expr(at).map(|expr| &expr.kind) {
            Some(ExprKind::Binary(op, left, right)) if op.compares() && is_number(program, *left) => {
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

    /// The number cells behind some expressions: of each column the last row, in key order.
    pub fn inputs(&self, exprs: &[ExprId], env: &Env) -> Vec<Input> {
        let mut seen: BTreeSet<(SlotId, Option<usize>)> = BTreeSet::new();
        let mut next: Vec<(ExprId, Env)> = exprs.iter().map(|id| (*id, env.clone())).collect();
        let mut cells: BTreeSet<Input> = BTreeSet::new();
        while let Some((id, env)) = next.pop() {
            let (run, program) = (self.run, self.program);
            let mut slots = Vec::new();
            self.visit.walk(id, &env, &mut |at, inner| slots.extend(read(run, program, at, inner)));
            while let Some((slot_id, row)) = slots.pop() {
                if !seen.insert((slot_id, row)) {
                    continue;
                }
                let Some(slot) = program.slot(slot_id) else { continue };
                let own = run.env(slot.owner, row);
                if let (SlotKind::Column(_), Some(table), Some(row)) = (&slot.kind, slot.owner, row) {
                    next.extend(self.column((slot_id, table, row), &mut cells));
                    continue;
                }
                next.extend(self.parts(&slot.kind, row, &own));
                slots.extend(self.further(&slot.kind).into_iter().map(|further| (further, row)));
            }
        }
        let mut last: Vec<Input> = Vec::new();
        for (table, column, row) in cells {
            match last.last_mut().filter(|last| (last.0, last.1) == (table, column)) {
                Some(kept) => kept.2 = kept.2.max(row),
                None => last.push((table, column, row)),
            }
        }
        last
    }

    /// An input that may be changed, or the rows that a derived cell was made from.
    fn column(&self, (id, table_id, row): (SlotId, TableId, usize), cells: &mut BTreeSet<Input>) -> Vec<(ExprId, Env)> {
        let Some(table) = self.program.table(table_id) else { return Vec::new() };
        let Some(at) = table.columns.iter().position(|column| *column == id) else { return Vec::new() };
        match &table.source {
            TableSource::Input(_) => {
                let number = self.program.slot(id).is_some_and(|slot| matches!(slot.ty.kind, Kind::Number(_)));
                if number && !table.keys.contains(&id) {
                    cells.insert((table_id, at, row));
                }
                Vec::new()
            }
            TableSource::Derived(derivation) => {
                let keys: Vec<usize> =
                    table.keys.iter().filter_map(|key| table.columns.iter().position(|column| column == key)).collect();
                let key = self.run.key(table_id, row);
                let made = |source: &DerivedSource, env: &Env| {
                    keys.iter().zip(&key).all(|(at, value)| {
                        source.values.get(*at).and_then(|id| self.run.eval(*id, env).ok()).as_ref() == Some(value)
                    })
                };
                let mut found = Vec::new();
                for source in &derivation.sources {
                    let Some(value) = source.values.get(at) else { continue };
                    found.extend(
                        self.run.pairs(source).into_iter().filter(|env| made(source, env)).map(|env| (*value, env)),
                    );
                }
                found
            }
        }
    }
}

fn gate(at: ExprId, (left, right): (ExprId, ExprId), env: &Env, (slot, row): (SlotId, Option<usize>)) -> Gate {
    Gate { at, left, right, env: env.clone(), slot, row }
}

fn is_number(program: &Program, id: ExprId) -> bool {
    program.expr(id).is_some_and(|expr| matches!(expr.ty.kind, Kind::Number(_)))
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
        for (key, cell) in keys.iter().zip(cells).filter(|(key, _)| is_number(run.program(), **key)) {
            found.extend(cell.bounds().into_iter().map(|bound| (*key, bound, inner.clone())));
        }
    }
    found
}
