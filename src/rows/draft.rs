//! The rows that one source of a derived table gives, before they are brought together by key.

use super::arith::is_absent;
use super::blame::{Failure, Outcome};
use super::env::Env;
use super::state::Evaluation;
use crate::ir::ids::{ExprId, TableId};
use crate::ir::program::DerivedSource;
use crate::value::value::Value;
use std::collections::HashMap;

/// One row as a source gives it.
#[derive(Debug)]
pub(super) struct Draft {
    pub key: Vec<Value>,
    /// By column; the keys' places hold them again.
    pub cells: Vec<Outcome>,
    /// Why nothing can be computed on the row: a spoiled source row, or a condition that failed.
    pub spoil: Option<Failure>,
}

/// What a source gives: rows, and the faults that hide which rows there are.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub rows: Vec<Draft>,
    /// With the source's row, where it was one.
    pub lost: Vec<(Failure, TableId, Option<usize>)>,
}

/// The rows of the joined table by what they are joined by.
struct Partners {
    all: Vec<usize>,
    by_values: HashMap<Vec<Value>, Vec<usize>>,
}

/// The frame of the joined table's row.
const JOINED: u32 = 1;

impl Evaluation<'_> {
    /// All pairs of a source for which joins and filter hold; `keys` are the places of the key columns.
    pub(super) fn draw(&self, source: &DerivedSource, keys: &[usize], drafts: &mut Drafts) {
        for table in [Some(source.table), source.joined].into_iter().flatten() {
            if let Some(blame) = self.tables.get(table.index()).and_then(|rows| rows.poisoned) {
                drafts.lost.push((blame.into(), table, None));
                return;
            }
        }
        let partners = source.joined.map(|joined| self.partners(source, joined, drafts));
        for row in self.order(source.table).iter() {
            let mut env = Env::of(Some(*row));
            let Some(partners) = &partners else {
                self.draw_row(source, keys, (&env, self.spoiled(source.table, *row)), drafts);
                continue;
            };
            match self.joined_to(source, partners, &env) {
                Err(failure) => drafts.lost.push((failure, source.table, Some(*row))),
                Ok(found) => {
                    for partner in found {
                        env.set(JOINED, *partner);
                        let other = source.joined.and_then(|joined| self.spoiled(joined, *partner));
                        let spoil = self.spoiled(source.table, *row).or(other);
                        self.draw_row(source, keys, (&env, spoil), drafts);
                    }
                }
            }
        }
    }

    /// The surroundings of every pair of rows that one source of a derived table takes, in key order; pairs of which
    /// that cannot be told are left out.
    pub fn pairs(&self, source: &DerivedSource) -> Vec<Env> {
        let mut drafts = Drafts::default();
        let partners = source.joined.map(|joined| self.partners(source, joined, &mut drafts));
        let mut pairs = Vec::new();
        for row in self.order(source.table).iter() {
            let env = Env::of(Some(*row));
            match &partners {
                None => pairs.push(env),
                Some(partners) => {
                    for partner in self.joined_to(source, partners, &env).unwrap_or_default() {
                        pairs.push(self.bind(&env, JOINED, *partner));
                    }
                }
            }
        }
        pairs.retain(|env| source.filter.is_none_or(|filter| self.test(filter, env).unwrap_or(false)));
        pairs
    }

    fn draw_row(
        &self,
        source: &DerivedSource,
        keys: &[usize],
        (env, spoil): (&Env, Option<crate::ir::fault::BlameId>),
        drafts: &mut Drafts,
    ) {
        let mut spoil = spoil.map(Failure::from);
        match source.filter.map_or(Ok(true), |filter| self.test(filter, env)) {
            Ok(true) => {}
            Ok(false) => return,
            Err(failure) => spoil = spoil.or(Some(failure)),
        }
        let cells: Vec<Outcome> = source.values.iter().map(|value| self.compute(*value, env)).collect();
        let mut key = Vec::with_capacity(keys.len());
        for place in keys {
            match cells.get(*place) {
                Some(Ok(value)) => key.push(value.clone()),
                Some(Err(failure)) => {
                    drafts.lost.push((failure.clone(), source.table, env.row(0)));
                    return;
                }
                None => key.push(Value::Missing),
            }
        }
        drafts.rows.push(Draft { key, cells, spoil });
    }

    fn partners(&self, source: &DerivedSource, joined: TableId, drafts: &mut Drafts) -> Partners {
        let all = self.order(joined).to_vec();
        let mut by_values: HashMap<Vec<Value>, Vec<usize>> = HashMap::new();
        let lefts: Vec<ExprId> = source.joins.iter().map(|(left, _)| *left).collect();
        let mut env = Env::default();
        for row in all.iter().filter(|_| !lefts.is_empty()) {
            env.set(JOINED, *row);
            match self.compute_all(&lefts, &env) {
                Ok(values) if values.iter().any(is_absent) => {}
                Ok(values) => by_values.entry(values).or_default().push(*row),
                Err(failure) => drafts.lost.push((failure, joined, Some(*row))),
            }
        }
        Partners { all, by_values }
    }

    fn joined_to<'a>(&self, source: &DerivedSource, partners: &'a Partners, env: &Env) -> Result<&'a [usize], Failure> {
        if source.joins.is_empty() {
            return Ok(&partners.all);
        }
        let rights: Vec<ExprId> = source.joins.iter().map(|(_, right)| *right).collect();
        let values = self.compute_all(&rights, env)?;
        Ok(partners.by_values.get(&values).map(Vec::as_slice).unwrap_or_default())
    }
}
