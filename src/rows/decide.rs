//! Decision tables: which rows answer their keys, and what they answer.

use super::arith::{binary, is_absence, is_absent, within};
use super::blame::{Failure, Outcome, unfit};
use super::env::Env;
use super::state::Evaluation;
use crate::ir::expr::{Absence, BinaryOp, Cell, Decision, DecisionRow, HitPolicy};
use crate::ir::fault::Fault;
use crate::ir::ids::{DecisionId, ExprId};
use crate::ir::schema::End;
use crate::source::Span;
use crate::value::number::Number;
use crate::value::value::Value;
use std::collections::HashMap;

/// What a run prepares for a decision table: cells that are constant, and an index over keys that are only compared for equality.
#[derive(Debug)]
pub(super) struct Plan {
    /// By row and key; `None` where a cell has to be evaluated each time.
    tests: Vec<Vec<Option<Test>>>,
    /// The keys that the index is over.
    indexed: Vec<usize>,
    index: HashMap<Vec<Value>, Vec<usize>>,
}

/// A cell with its values.
#[derive(Clone, Debug)]
enum Test {
    Any,
    OneOf(Vec<Value>),
    NoneOf(Vec<Value>),
    Within { low: Option<(Value, End)>, high: Option<(Value, End)> },
    Absent(Absence),
}

/// More alternatives than this in one row, and its keys are not indexed.
const ALTERNATIVES: usize = 1024;

impl Test {
    /// An absent value meets only 任意, itself, and its own mark.
    fn meets(&self, value: &Value) -> Result<bool, Fault> {
        match self {
            Test::Any => Ok(true),
            Test::OneOf(values) => Ok(values.contains(value)),
            Test::NoneOf(values) => Ok(!is_absent(value) && !values.contains(value)),
            Test::Within { .. } if is_absent(value) => Ok(false),
            Test::Within { low, high } => within(value, low.as_ref(), high.as_ref()),
            Test::Absent(absence) => Ok(is_absence(value, *absence)),
        }
    }
}

impl Evaluation<'_> {
    pub(super) fn decide(&self, id: DecisionId, keys: &[Value], at: ExprId, env: &Env) -> Outcome {
        let Some(decision) = self.program.decision(id) else {
            return Err(self.raise(unfit(), at, env));
        };
        let inner = inside(decision, keys, env);
        let answering = self.answering(id, decision, keys, (at, &inner))?;
        let mut rows = answering.iter().filter_map(|row| decision.rows.get(*row));
        match decision.hit {
            HitPolicy::Unique => match (rows.next(), rows.next()) {
                (Some(row), None) => self.compute(row.result, &inner),
                (None, _) => {
                    Err(self.raise(Fault::NoAnswer { table: decision.name.clone(), keys: keys.to_vec() }, at, env))
                }
                (Some(one), Some(other)) => {
                    Err(self.raise(two_answers(decision, keys, (one.span, other.span)), at, env))
                }
            },
            HitPolicy::Cumulative => {
                let mut total = Value::Number(Number::zero());
                for row in rows {
                    let value = self.compute(row.result, &inner)?;
                    total =
                        binary(BinaryOp::Add, &total, &value).map_err(|fault| self.raise(fault, row.result, &inner))?;
                }
                Ok(total)
            }
        }
    }

    /// The rows of a decision table that answer these keys.
    pub(super) fn answers(&self, id: DecisionId, keys: &[Value], env: &Env) -> Result<Vec<usize>, Failure> {
        let Some(decision) = self.program.decision(id) else {
            return Ok(Vec::new());
        };
        let at = decision.rows.first().map_or(ExprId(u32::MAX), |row| row.result);
        self.answering(id, decision, keys, (at, &inside(decision, keys, env)))
    }

    fn answering(
        &self,
        id: DecisionId,
        decision: &Decision,
        keys: &[Value],
        (at, inner): (ExprId, &Env),
    ) -> Result<Vec<usize>, Failure> {
        let Some(plan) = self.plans.get(id.index()) else {
            return Ok(Vec::new());
        };
        let plan = plan.get_or_init(|| self.plan(decision));
        let mut answering = Vec::new();
        let mut consider = |row: usize| -> Result<(), Failure> {
            if let (Some(tests), Some(written)) = (plan.tests.get(row), decision.rows.get(row))
                && self.row_answers(tests, written, keys, (at, inner))?
            {
                answering.push(row);
            }
            Ok(())
        };
        if plan.indexed.is_empty() {
            (0..decision.rows.len()).try_for_each(&mut consider)?;
        } else {
            let sought: Vec<Value> = plan.indexed.iter().filter_map(|key| keys.get(*key)).cloned().collect();
            let found = plan.index.get(&sought).map(Vec::as_slice).unwrap_or_default();
            found.iter().copied().try_for_each(&mut consider)?;
        }
        Ok(answering)
    }

    fn row_answers(
        &self,
        tests: &[Option<Test>],
        row: &DecisionRow,
        keys: &[Value],
        (at, inner): (ExprId, &Env),
    ) -> Result<bool, Failure> {
        for ((test, cell), key) in tests.iter().zip(&row.cells).zip(keys) {
            let meets = match test {
                Some(test) => test.meets(key),
                None => self.settle(cell, inner)?.meets(key),
            };
            if !meets.map_err(|fault| self.raise(fault, at, inner))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn settle(&self, cell: &Cell, env: &Env) -> Result<Test, Failure> {
        Ok(match cell {
            Cell::Any => Test::Any,
            Cell::OneOf(values) => Test::OneOf(self.compute_all(values, env)?),
            Cell::NoneOf(values) => Test::NoneOf(self.compute_all(values, env)?),
            Cell::Within { low, high } => Test::Within { low: self.bound(low, env)?, high: self.bound(high, env)? },
            Cell::Absent(absence) => Test::Absent(*absence),
        })
    }

    fn plan(&self, decision: &Decision) -> Plan {
        let constant = |id: &ExprId| self.needs.get(id.index()).is_some_and(|needs| needs.is_constant());
        // A constant that fails is evaluated again where it is used, so that the fault finds its place.
        let test = |cell: &Cell| {
            let settled = cell.bounds().iter().all(constant).then(|| self.settle(cell, &Env::default()));
            settled.and_then(Result::ok)
        };
        let tests: Vec<Vec<Option<Test>>> =
            decision.rows.iter().map(|row| row.cells.iter().map(test).collect()).collect();
        let is_equality = |key: &usize| tests.iter().all(|row| matches!(row.get(*key), Some(Some(Test::OneOf(_)))));
        let mut indexed: Vec<usize> = (0..decision.keys.len()).filter(is_equality).collect();
        let mut index: HashMap<Vec<Value>, Vec<usize>> = HashMap::new();
        for (row, tests) in tests.iter().enumerate() {
            let Some(sought) = alternatives(tests, &indexed) else {
                indexed.clear();
                index.clear();
                break;
            };
            for key in sought {
                let rows = index.entry(key).or_default();
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        }
        Plan { tests, indexed, index }
    }
}

/// All tuples of the indexed keys that a row answers.
fn alternatives(tests: &[Option<Test>], indexed: &[usize]) -> Option<Vec<Vec<Value>>> {
    let mut tuples = vec![Vec::new()];
    for key in indexed {
        let Some(Some(Test::OneOf(values))) = tests.get(*key) else {
            return None;
        };
        let longer = |tuple: &Vec<Value>| -> Vec<Vec<Value>> {
            values.iter().map(|value| tuple.iter().chain([value]).cloned().collect()).collect()
        };
        tuples = tuples.iter().flat_map(longer).collect();
        if tuples.len() > ALTERNATIVES {
            return None;
        }
    }
    Some(tuples)
}

fn inside(decision: &Decision, keys: &[Value], env: &Env) -> Env {
    let mut inner = env.clone();
    for (key, value) in decision.keys.iter().zip(keys) {
        inner.give(key.local, value.clone());
    }
    inner
}

fn two_answers(decision: &Decision, keys: &[Value], rows: (Span, Span)) -> Fault {
    Fault::TwoAnswers { table: decision.name.clone(), keys: keys.to_vec(), rows }
}
