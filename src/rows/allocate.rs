//! Allocations: the pools, the rows that share each, and the faults that leave a pool unshared.

use super::arith::number;
use super::blame::{Failure, Place};
use super::env::Env;
use super::share::{Shares, share_out};
use super::state::Evaluation;
use crate::ir::fault::{BlameId, Fault};
use crate::ir::ids::{AllocationId, TableId};
use crate::ir::program::{Allocation, ResidueRule};
use crate::value::number::Number;
use crate::value::value::Value;

/// A failure and where it was.
type Misfortune = (Failure, Place);

/// One pool: the row that holds it (none for the pool of the whole), and its rows in key order.
struct Pool {
    holder: Option<usize>,
    rows: Vec<usize>,
}

impl Evaluation<'_> {
    /// Shares every pool of an allocation. A fault in one row leaves its whole pool unshared.
    pub(super) fn allocate(&mut self, id: AllocationId) {
        let program = self.program;
        let Some(allocation) = program.allocation(id) else {
            return;
        };
        let nothing = Value::Number(Number::zero());
        let mut column = vec![Ok(nothing); self.rows(allocation.table)];
        let mut residue: Result<Number, BlameId> = Ok(Number::zero());
        match self.pools(allocation) {
            Err(blame) => {
                column.fill(Err(blame));
                residue = Err(blame);
            }
            Ok(pools) => {
                for pool in pools {
                    let shared = self.share_pool(allocation, &pool);
                    let shared = shared.map_err(|(failure, place)| self.stamp(&failure, place));
                    residue = match (residue, &shared) {
                        (Ok(so_far), Ok((_, left))) => Ok(so_far + left),
                        (Err(blame), _) => Err(blame),
                        (Ok(_), Err(blame)) => Err(*blame),
                    };
                    enter(&mut column, &pool, shared.map(|(shares, _)| shares));
                }
            }
        }
        for (row, cell) in column.iter_mut().enumerate() {
            if let Some(blame) = self.spoiled(allocation.table, row) {
                *cell = Err(blame);
            }
        }
        self.put(allocation.share, column);
        if let Some(slot) = allocation.residue_slot {
            self.put(slot, vec![residue.map(Value::Number)]);
        }
    }

    /// All pools in the order of their holders' keys; rows that lead to none have no share.
    fn pools(&self, allocation: &Allocation) -> Result<Vec<Pool>, BlameId> {
        let table = self.tables.get(allocation.table.index());
        if let Some(blame) = table.and_then(|rows| rows.poisoned) {
            return Err(blame);
        }
        let order = self.order(allocation.table);
        let Some(holders) = self.holders(allocation) else {
            return Ok(vec![Pool { holder: None, rows: order.to_vec() }]);
        };
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); self.rows(holders)];
        for row in order.iter() {
            if let Some(holder) = self.belongs_to(*row, &allocation.group)?
                && let Some(rows) = rows.get_mut(holder)
            {
                rows.push(*row);
            }
        }
        let pool = |holder: &usize| Pool {
            holder: Some(*holder),
            rows: rows.get_mut(*holder).map(std::mem::take).unwrap_or_default(),
        };
        Ok(self.order(holders).iter().map(pool).collect())
    }

    /// The table that holds the pools.
    fn holders(&self, allocation: &Allocation) -> Option<TableId> {
        let last = allocation.group.last()?;
        self.program.relation(*last).map(|relation| relation.to)
    }

    /// The shares of a pool's rows, and what is left.
    fn share_pool(&self, allocation: &Allocation, pool: &Pool) -> Result<(Vec<Number>, Number), Misfortune> {
        let holder = (self.holders(allocation), pool.holder);
        let slot = Some(allocation.share);
        let at_pool = |failure| match holder {
            (Some(table), Some(row)) => (failure, self.place(slot, Some(table), Some(row))),
            (Some(_) | None, None) | (None, Some(_)) => (failure, self.place(slot, None, None)),
        };
        let env = Env::of(pool.holder);
        let amount = self.compute(allocation.pool, &env).map_err(at_pool)?;
        let raise = |fault| at_pool(self.raise(fault, allocation.pool, &env));
        let amount = number(&amount).map_err(raise)?;
        let residue_fits = match allocation.residue {
            ResidueRule::ToSlot => true,
            ResidueRule::LargestRemainder | ResidueRule::ByKey => {
                amount.checked_div(&allocation.quantum).is_none_or(|units| units.is_integer())
            }
        };
        if !residue_fits {
            return Err(raise(Fault::PoolNotInUnits { pool: Value::Number(amount.clone()) }));
        }
        let mut weights = Vec::with_capacity(pool.rows.len());
        for row in &pool.rows {
            let weight = self.weigh(allocation, *row);
            weights.push(weight.map_err(|failure| (failure, self.place(slot, Some(allocation.table), Some(*row))))?);
        }
        let entering: Vec<Number> = weights.iter().flatten().cloned().collect();
        let grid = (allocation.mode, &allocation.quantum);
        let shared = share_out(amount, &entering, grid, allocation.residue).ok_or_else(|| raise(Fault::ZeroWeight))?;
        let Shares { shares, left } = shared;
        let mut shares = shares.into_iter();
        let all = weights.iter().map(|weight| weight.as_ref().and_then(|_| shares.next()).unwrap_or_default());
        Ok((all.collect(), left))
    }

    /// Every share of an allocation that could be computed, before and after it was brought to whole units.
    pub fn unrounded_shares(&self, id: AllocationId) -> Vec<(usize, Number, Number)> {
        let mut all = Vec::new();
        let Some(allocation) = self.program.allocation(id) else { return all };
        for pool in self.pools(allocation).unwrap_or_default() {
            let amount = self.compute(allocation.pool, &Env::of(pool.holder)).ok();
            let Some(Value::Number(amount)) = amount else { continue };
            let weigh = |row: &usize| Some((*row, self.weigh(allocation, *row).ok()??));
            let weights: Vec<(usize, Number)> = pool.rows.iter().filter_map(weigh).collect();
            let total: Number = weights.iter().map(|(_, weight)| weight).sum();
            for (row, weight) in weights {
                let exact = (&amount * &weight).checked_div(&total);
                let share = self.value(allocation.share, Some(row));
                if let (Some(exact), Ok(Value::Number(share))) = (exact, share) {
                    all.push((row, exact, share));
                }
            }
        }
        all
    }

    /// The weight of a row; `None` for one that is filtered out.
    fn weigh(&self, allocation: &Allocation, row: usize) -> Result<Option<Number>, Failure> {
        let env = Env::of(Some(row));
        if let Some(filter) = allocation.filter
            && !self.test(filter, &env)?
        {
            return Ok(None);
        }
        if let Some(blame) = self.spoiled(allocation.table, row) {
            return Err(blame.into());
        }
        let weight = self.compute(allocation.weight, &env)?;
        let raise = |fault| self.raise(fault, allocation.weight, &env);
        let amount = number(&weight).map_err(raise)?;
        if amount.is_negative() {
            return Err(raise(Fault::NegativeWeight { weight: weight.clone() }));
        }
        Ok(Some(amount.clone()))
    }
}

fn enter(column: &mut [Result<Value, BlameId>], pool: &Pool, shared: Result<Vec<Number>, BlameId>) {
    let mut shares = shared.map(Vec::into_iter);
    for row in &pool.rows {
        let share = match &mut shares {
            Ok(shares) => Ok(Value::Number(shares.next().unwrap_or_default())),
            Err(blame) => Err(*blame),
        };
        if let Some(cell) = column.get_mut(*row) {
            *cell = share;
        }
    }
}
