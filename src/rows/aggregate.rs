//! Aggregates: which rows enter, what they bring, and the groups that many rows share.
//!
//! Rows are found through one index per aggregate, from (the row they belong to, the values they are joined by) to the rows
//! in the order of their keys. Where what the rows bring depends on nothing outside, a group is computed once.

use super::arith::is_absent;
use super::blame::{Failure, Outcome, unfit};
use super::env::Env;
use super::fold::{Gathered, Group, fold, ranked};
use super::needs::{Needs, is_indexable, is_shared};
use super::rank;
use super::state::Evaluation;
use crate::ir::expr::{Aggregate, AggregateOp};
use crate::ir::ids::{AggregateId, ExprId};
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// What an aggregate remembers within a run.
#[derive(Debug)]
pub(super) struct Memo {
    /// Whether the groups are the same for all rows that ask.
    shared: bool,
    /// Whether the joins are part of the index.
    indexed: bool,
    index: OnceLock<Result<HashMap<GroupKey, Vec<usize>>, Failure>>,
    groups: Mutex<HashMap<GroupKey, Result<Arc<Group>, Failure>>>,
}

/// What the rows of one group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct GroupKey {
    parent: Option<usize>,
    values: Vec<Value>,
}

impl Memo {
    /// A group that another engine has computed.
    pub fn preset(&self, parent: Option<usize>, value: Value) {
        if let Ok(mut groups) = self.groups.lock() {
            groups.insert(GroupKey { parent, values: Vec::new() }, Ok(Arc::new(Group::Value(value))));
        }
    }

    pub fn new(aggregate: &Aggregate, needs: &[Needs]) -> Memo {
        Memo {
            shared: is_shared(aggregate, needs),
            indexed: is_indexable(aggregate, needs),
            index: OnceLock::new(),
            groups: Mutex::new(HashMap::new()),
        }
    }
}

/// What gathered values come to.
fn bring(aggregate: &Aggregate, gathered: Gathered) -> Group {
    if aggregate.then.is_empty() { fold(aggregate.op, gathered) } else { ranked(gathered, &orders(aggregate)) }
}

/// Which of the values of a rank fall.
fn orders(aggregate: &Aggregate) -> Vec<bool> {
    let first = matches!(aggregate.op, AggregateOp::Rank { descending: true, .. });
    std::iter::once(first).chain(aggregate.then.iter().map(|key| key.descending)).collect()
}

impl Evaluation<'_> {
    pub(super) fn aggregate(&self, id: AggregateId, at: ExprId, env: &Env) -> Outcome {
        let (Some(aggregate), Some(memo)) = (self.program.aggregate(id), self.memos.get(id.index())) else {
            return Err(self.raise(unfit(), at, env));
        };
        let poisoned = self.tables.get(aggregate.table.index()).and_then(|rows| rows.poisoned);
        if let Some(blame) = poisoned {
            return Err(blame.into());
        }
        let group = match self.group_key(aggregate, env)? {
            Some(key) => self.group(aggregate, memo, &key, env)?,
            None => Arc::new(bring(aggregate, Gathered::default())),
        };
        let answer = match group.as_ref() {
            Group::Value(value) => Ok(value.clone()),
            Group::Fault(fault) => Err(fault.clone()),
            Group::Ranked(values) => {
                let (AggregateOp::Rank { descending, ties }, Some(own)) = (aggregate.op, aggregate.own) else {
                    return Err(self.raise(unfit(), at, env));
                };
                rank::rank(&self.compute(own, env)?, values, descending, ties)
            }
            Group::RankedBy(rows) => {
                let (AggregateOp::Rank { ties, .. }, Some(own)) = (aggregate.op, aggregate.own) else {
                    return Err(self.raise(unfit(), at, env));
                };
                let mut all = vec![self.compute(own, env)?];
                for key in &aggregate.then {
                    all.push(self.compute(key.own, env)?);
                }
                rank::rank_by(&all, &orders(aggregate), rows, ties)
            }
        };
        answer.map_err(|fault| self.raise(fault, at, env))
    }

    /// The rows that `当` is asked of, in the order of their keys, each with whether it enters; those that cannot tell do not.
    pub(super) fn asked(&self, id: AggregateId, env: &Env) -> Vec<(usize, bool)> {
        let (Some(aggregate), Some(memo)) = (self.program.aggregate(id), self.memos.get(id.index())) else {
            return Vec::new();
        };
        let Ok(Some(key)) = self.group_key(aggregate, env) else {
            return Vec::new();
        };
        let Ok(members) = self.members(aggregate, memo, &key) else {
            return Vec::new();
        };
        let mut inner = env.clone();
        let mut enters = |row: usize| {
            inner.set(aggregate.frame, row);
            self.enters(aggregate, memo, &key, &inner).unwrap_or(false)
        };
        members.iter().map(|row| (*row, enters(*row))).collect()
    }

    /// The group that the enclosing row asks for; `None` where no row can be in it.
    fn group_key(&self, aggregate: &Aggregate, env: &Env) -> Result<Option<GroupKey>, Failure> {
        let parent = match &aggregate.belongs {
            None => None,
            Some(belonging) => match self.locate(&belonging.outer, env)? {
                None => return Ok(None),
                found => found,
            },
        };
        let mut values = Vec::with_capacity(aggregate.joins.len());
        for (_, right) in &aggregate.joins {
            let value = self.compute(*right, env)?;
            if is_absent(&value) {
                return Ok(None);
            }
            values.push(value);
        }
        Ok(Some(GroupKey { parent, values }))
    }

    fn group(&self, aggregate: &Aggregate, memo: &Memo, key: &GroupKey, env: &Env) -> Result<Arc<Group>, Failure> {
        if memo.shared
            && let Ok(groups) = memo.groups.lock()
            && let Some(known) = groups.get(key)
        {
            return known.clone();
        }
        let gathered = self.gather(aggregate, memo, key, env);
        let group = gathered.map(|gathered| Arc::new(bring(aggregate, gathered)));
        if memo.shared
            && let Ok(mut groups) = memo.groups.lock()
        {
            groups.insert(key.clone(), group.clone());
        }
        group
    }

    /// What the rows of a group bring, up to the first fault in the order of their keys.
    fn gather(&self, aggregate: &Aggregate, memo: &Memo, key: &GroupKey, env: &Env) -> Result<Gathered, Failure> {
        let mut inner = env.clone();
        let mut gathered = Gathered::default();
        for row in self.members(aggregate, memo, key)? {
            inner.set(aggregate.frame, *row);
            if !self.enters(aggregate, memo, key, &inner)? {
                continue;
            }
            if let Some(blame) = self.spoiled(aggregate.table, *row) {
                return Err(blame.into());
            }
            gathered.rows = gathered.rows.saturating_add(1);
            if let Some(value) = aggregate.value {
                gathered.values.push(self.compute(value, &inner)?);
            }
            if let Some(weight) = aggregate.weight {
                gathered.weights.push(self.compute(weight, &inner)?);
            }
            if !aggregate.then.is_empty() {
                let mut all: Vec<Value> = gathered.values.pop().into_iter().collect();
                for key in &aggregate.then {
                    all.push(self.compute(key.value, &inner)?);
                }
                gathered.ranked.push(all);
            }
        }
        Ok(gathered)
    }

    /// Whether the row that is bound inside passes the joins that are not indexed, and the filter.
    fn enters(&self, aggregate: &Aggregate, memo: &Memo, key: &GroupKey, inner: &Env) -> Result<bool, Failure> {
        if !memo.indexed {
            for ((left, _), value) in aggregate.joins.iter().zip(&key.values) {
                if self.compute(*left, inner)? != *value {
                    return Ok(false);
                }
            }
        }
        aggregate.filter.map_or(Ok(true), |filter| self.test(filter, inner))
    }

    /// The rows of a group before the filter, in the order of their keys.
    fn members<'a>(&'a self, aggregate: &Aggregate, memo: &'a Memo, key: &GroupKey) -> Result<&'a [usize], Failure> {
        let index = memo.index.get_or_init(|| self.index_rows(aggregate, memo.indexed));
        let index = index.as_ref().map_err(Failure::clone)?;
        let found =
            if memo.indexed { index.get(key) } else { index.get(&GroupKey { parent: key.parent, values: Vec::new() }) };
        Ok(found.map(Vec::as_slice).unwrap_or_default())
    }

    fn index_rows(&self, aggregate: &Aggregate, joined: bool) -> Result<HashMap<GroupKey, Vec<usize>>, Failure> {
        let mut index: HashMap<GroupKey, Vec<usize>> = HashMap::new();
        let mut inner = Env::default();
        'rows: for row in self.order(aggregate.table).iter() {
            inner.set(aggregate.frame, *row);
            let parent = match &aggregate.belongs {
                None => None,
                Some(belonging) => match self.belongs_to(*row, &belonging.via)? {
                    None => continue 'rows,
                    found => found,
                },
            };
            let mut values = Vec::new();
            let lefts = aggregate.joins.iter().filter(|_| joined);
            for (left, _) in lefts {
                let value = self.compute(*left, &inner)?;
                if is_absent(&value) {
                    continue 'rows;
                }
                values.push(value);
            }
            index.entry(GroupKey { parent, values }).or_default().push(*row);
        }
        Ok(index)
    }
}
