//! What others may ask of a run: values, blames, rows, and any expression again.

use super::blame::Failure;
use super::env::Env;
use super::out_rows::OutputRows;
use super::state::Evaluation;
use crate::ir::batch::SourceName;
use crate::ir::fault::{BlameId, Fault};
use crate::ir::ids::{AggregateId, DecisionId, ExceptionId, ExprId, LocalId, RelationId, SlotId, TableId};
use crate::ir::program::Program;
use crate::value::value::Value;

impl<'p> Evaluation<'p> {
    /// The program that was run.
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// How many rows a table has.
    pub fn rows(&self, table: TableId) -> usize {
        self.tables.get(table.index()).map_or(0, |rows| rows.count)
    }

    /// The rows of a table in the order of their keys.
    pub fn in_key_order(&self, table: TableId) -> Vec<usize> {
        self.order(table).to_vec()
    }

    /// A value of a row (`None`: of the whole), or the blame for it. 缺失 for a slot that the program does not compute.
    pub fn value(&self, slot: SlotId, row: Option<usize>) -> Result<Value, BlameId> {
        self.cell(slot, row).unwrap_or(Ok(Value::Missing))
    }

    /// What happened, whether or not it stands on the list of blames.
    pub fn fault<'a>(&'a self, failure: &'a Failure) -> &'a Fault {
        match failure {
            Failure::Blamed(id) => self.fault_of(*id),
            Failure::Raised(raised) => &raised.fault,
        }
    }

    /// The values of a row's keys; 缺失 where a cell is spoiled.
    pub fn key(&self, table: TableId, row: usize) -> Vec<Value> {
        let keys = self.program.table(table).map(|table| table.keys.as_slice()).unwrap_or_default();
        keys.iter().map(|slot| self.value(*slot, Some(row)).unwrap_or(Value::Missing)).collect()
    }

    /// The row with these keys.
    pub fn find(&self, table: TableId, key: &[Value]) -> Option<usize> {
        self.find_row(table, key)
    }

    /// The file (and sheet) and the line of a row; `None` for a derived row.
    pub fn origin(&self, table: TableId, row: usize) -> Option<(SourceName, u32)> {
        self.tables.get(table.index())?.origin(row)
    }

    /// Why nothing is computed on a row, if so.
    pub fn spoiled_by(&self, table: TableId, row: usize) -> Option<BlameId> {
        self.spoiled(table, row)
    }

    /// The row that some references of a row lead to.
    pub fn follow(&self, _table: TableId, row: usize, via: &[RelationId]) -> Option<usize> {
        self.led(row, via).ok().flatten()
    }

    /// The surroundings of a rule on a row, or on the whole.
    pub fn env(&self, _table: Option<TableId>, row: Option<usize>) -> Env {
        Env::of(row)
    }

    /// The same surroundings with a frame bound to a row.
    pub fn bind(&self, env: &Env, frame: u32, row: usize) -> Env {
        let mut inner = env.clone();
        inner.set(frame, row);
        inner
    }

    /// The same surroundings with a local bound to a value.
    pub fn bind_local(&self, env: &Env, local: LocalId, value: Value) -> Env {
        let mut inner = env.clone();
        inner.give(local, value);
        inner
    }

    /// Any expression again, at any row.
    pub fn eval(&self, expr: ExprId, env: &Env) -> Result<Value, Failure> {
        self.compute(expr, env)
    }

    /// The rows that enter an aggregate, in the order of their keys; rows that cannot tell do not.
    pub fn rows_of(&self, aggregate: AggregateId, env: &Env) -> Vec<usize> {
        self.asked(aggregate, env).into_iter().filter(|(_, enters)| *enters).map(|(row, _)| row).collect()
    }

    /// The rows that an aggregate leaves out by its condition, in the order of their keys.
    pub fn left_out(&self, aggregate: AggregateId, env: &Env) -> Vec<usize> {
        self.asked(aggregate, env).into_iter().filter(|(_, enters)| !enters).map(|(row, _)| row).collect()
    }

    /// The rows of a decision table that answer these keys: one, or several of a cumulative table.
    pub fn decide_row(&self, decision: DecisionId, keys: &[Value], env: &Env) -> Result<Vec<usize>, Failure> {
        self.answers(decision, keys, env)
    }

    /// The exception that gives a formula its value on a row; `None` where the base does.
    pub fn ruling_exception(&self, slot: SlotId, row: Option<usize>) -> Result<Option<ExceptionId>, Failure> {
        self.ruled_by(slot, &Env::of(row))
    }

    /// The rows of an output, in its order.
    pub fn output(&self, index: usize) -> OutputRows<'_> {
        OutputRows(self.outputs.get(index))
    }
}
