//! The steps of a run: each slot on every row, each assertion, in key order.

use super::blame::Outcome;
use super::env::Env;
use super::state::{Column, Evaluation};
use crate::ir::expr::{BinaryOp, ExprKind};
use crate::ir::fault::Fault;
use crate::ir::ids::{AssertionId, ExprId, SlotId};
use crate::ir::program::{SlotKind, Step};
use crate::value::value::Value;

impl Evaluation<'_> {
    pub(super) fn perform(&mut self, step: Step) {
        match step {
            Step::Derive(table) => self.derive(table),
            Step::Slot(slot) => self.fill(slot),
            Step::Allocate(allocation) => self.allocate(allocation),
            Step::Assert(assertion) => self.hold(assertion),
        }
    }

    /// Computes a slot on every row that is not spoiled, or once.
    fn fill(&mut self, id: SlotId) {
        let program = self.program;
        let Some(slot) = program.slot(id) else {
            return;
        };
        match slot.kind {
            // Columns come with their rows, shares with their allocation.
            SlotKind::Column(_) | SlotKind::Share(_) | SlotKind::Residue(_) => return,
            SlotKind::Formula { .. }
            | SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_) => {}
        }
        let Some(table) = slot.owner else {
            let value = self.slot_value(id, &slot.kind, &Env::of(None));
            let value = value.map_err(|failure| {
                let place = self.place(Some(id), None, None);
                self.stamp(&failure, place)
            });
            self.put(id, vec![value]);
            return;
        };
        let mut column: Column = vec![Ok(Value::Missing); self.rows(table)];
        for row in self.order(table).iter() {
            let value = match self.spoiled(table, *row) {
                Some(blame) => Err(blame),
                None => self.slot_value(id, &slot.kind, &Env::of(Some(*row))).map_err(|failure| {
                    let place = self.place(Some(id), Some(table), Some(*row));
                    self.stamp(&failure, place)
                }),
            };
            if let Some(cell) = column.get_mut(*row) {
                *cell = value;
            }
        }
        self.put(id, column);
    }

    pub(super) fn slot_value(&self, id: SlotId, kind: &SlotKind, env: &Env) -> Outcome {
        match kind {
            SlotKind::Formula { value, exceptions } => self.formula(id, *value, exceptions, env),
            SlotKind::Applies(exception) => self.judge(*exception, env).map(Value::Bool),
            SlotKind::Reasons(exclusions) => self.reasons(exclusions, env),
            SlotKind::IndicatorValue { assessment, indicator } => self.indicator_value(*assessment, *indicator, env),
            SlotKind::IndicatorScore { assessment, indicator } => self.indicator_score(*assessment, *indicator, env),
            SlotKind::AssessmentScore(assessment) => self.assessment_score(*assessment, env),
            SlotKind::Column(_) | SlotKind::Share(_) | SlotKind::Residue(_) => Ok(Value::Missing),
        }
    }

    /// Holds an assertion against the whole or every row. A row check that fails, or cannot be told, spoils its row.
    fn hold(&mut self, id: AssertionId) {
        let program = self.program;
        let Some(assertion) = program.assertion(id) else {
            return;
        };
        let rows: Vec<Option<usize>> = match assertion.owner {
            None => vec![None],
            Some(table) => self.order(table).iter().copied().map(Some).collect(),
        };
        self.hold_on(id, rows);
    }

    /// The sides of the comparison by which a condition fails.
    fn sides(&self, condition: ExprId, env: &Env) -> Option<Box<[(ExprId, Value); 2]>> {
        let ExprKind::Binary(op, left, right) = self.program.expr(condition)?.kind else { return None };
        match op {
            BinaryOp::And => {
                let holds = self.test(left, env).ok()?;
                self.sides(if holds { right } else { left }, env)
            }
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => {
                let (one, other) = (self.compute(left, env).ok()?, self.compute(right, env).ok()?);
                Some(Box::new([(left, one), (right, other)]))
            }
            BinaryOp::Or | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => None,
        }
    }

    /// As `hold`, on these rows.
    pub(super) fn hold_on(&mut self, id: AssertionId, rows: Vec<Option<usize>>) {
        let program = self.program;
        let Some(assertion) = program.assertion(id) else {
            return;
        };
        for row in rows {
            let spoiled = assertion.owner.zip(row).and_then(|(table, row)| self.spoiled(table, row));
            if spoiled.is_some() && !assertion.row_check {
                continue;
            }
            let env = Env::of(row);
            let failure = match self.test(assertion.holds, &env) {
                Ok(true) => continue,
                Ok(false) => {
                    let name = assertion.name.clone();
                    let fault = if assertion.row_check {
                        Fault::CheckFailed { name }
                    } else {
                        Fault::AssertionFailed { name, sides: self.sides(assertion.holds, &env) }
                    };
                    self.raise(fault, assertion.holds, &env)
                }
                Err(failure) => failure,
            };
            let place = self.place(None, assertion.owner, row);
            let blame = self.stamp(&failure, place);
            if let (true, Some(table), Some(row)) = (assertion.row_check, assertion.owner, row)
                && let Some(rows) = self.tables.get_mut(table.index())
            {
                rows.spoil(row, blame);
            }
        }
    }
}
