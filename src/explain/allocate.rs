//! A share of a pool: the pool, this row's weight among all, and what rounding did.

use super::tree::{Node, Rounded, StepKind};
use super::walk::{Trail, Walk};
use crate::diagnostic::Words;
use crate::ir::ids::{AllocationId, TableId};
use crate::ir::program::{Allocation, ResidueRule};
use crate::rows::{Env, Failure};
use crate::value::number::Number;
use crate::value::value::Value;

impl Walk<'_, '_> {
    pub fn share(&mut self, node: &mut Node, id: AllocationId, row: Option<usize>) {
        let (Some(allocation), Some(row)) = (self.program.allocation(id), row) else { return };
        node.bases.clone_from(&allocation.bases);
        let env = self.run.env(Some(allocation.table), Some(row));
        if let Some(filter) = allocation.filter {
            let mut trail = Trail::default();
            self.walk(filter, &env, &mut trail);
            let (span, enters) = (self.span(filter), self.run.eval(filter, &env).ok() == Some(Value::Bool(true)));
            let text = self.put_in(span, &trail.put).unwrap_or_else(|| self.text(span));
            node.steps.append(&mut trail.steps);
            node.adopt(std::mem::take(&mut trail.children));
            let (zh, en) = if enters { ("参加分配", "has a share") } else { ("不参加分配", "has no share") };
            node.step(StepKind::Condition, Words::new(format!("{zh}：当 {text}"), format!("{en}: when {text}")));
            if !enters {
                return;
            }
        }
        let holder = self.run.follow(TableId::at(0), row, &allocation.group).filter(|_| !allocation.group.is_empty());
        let pool_env = self.run.env(None, holder);
        self.part(node, allocation.pool, &pool_env, ("总额", "pool"));
        self.part(node, allocation.weight, &env, ("本行权数", "weight of this row"));
        self.before_rounding(node, allocation, (row, holder), &pool_env);
        let rule = match allocation.residue {
            ResidueRule::LargestRemainder => Words::new(
                "余数归最大余数：尾差按被舍去部分从大到小逐单位补给",
                "largest remainders take what rounding leaves",
            ),
            ResidueRule::ByKey => {
                Words::new("余数按键的顺序逐单位补给", "rows take what rounding leaves in the order of keys")
            }
            ResidueRule::ToSlot => Words::new("余数另行留存", "what rounding leaves is kept apart"),
        };
        node.step(StepKind::Remark, rule);
    }

    /// One expression of an allocation as a step, with what stands below it.
    fn part(&mut self, node: &mut Node, id: crate::ir::ids::ExprId, env: &Env, (zh, en): (&str, &str)) {
        let mut trail = Trail::default();
        self.walk(id, env, &mut trail);
        let text = self.text(self.span(id));
        let value = self.shown(id, env).unwrap_or_else(|words| words.zh);
        node.step(StepKind::Remark, Words::new(format!("{zh} {text} = {value}"), format!("{en} {text} = {value}")));
        node.steps.append(&mut trail.steps);
        node.adopt(std::mem::take(&mut trail.children));
    }

    /// The share before rounding.
    fn before_rounding(
        &self,
        node: &mut Node,
        allocation: &Allocation,
        (row, holder): (usize, Option<usize>),
        pool: &Env,
    ) {
        let number = |value| match value {
            Ok(Value::Number(number)) => Some(number),
            Ok(_) | Err(_) => None,
        };
        let mut total = Number::zero();
        for other in self.run.in_key_order(allocation.table) {
            let env = self.run.env(Some(allocation.table), Some(other));
            let enters =
                allocation.filter.is_none_or(|filter| self.run.eval(filter, &env).ok() == Some(Value::Bool(true)));
            let same =
                allocation.group.is_empty() || self.run.follow(TableId::at(0), other, &allocation.group) == holder;
            if enters && same {
                match number(self.run.eval(allocation.weight, &env)) {
                    Some(weight) => total = total + weight,
                    None => return,
                }
            }
        }
        let own = number(self.run.eval(allocation.weight, &self.run.env(Some(allocation.table), Some(row))));
        let amount = number(self.run.eval(allocation.pool, pool));
        let Some((own, amount)) = own.zip(amount) else { return };
        let Some(exact) = (&amount * &own).checked_div(&total) else { return };
        let after = node.value.clone().unwrap_or_default();
        let text = |id, number: &Number| {
            self.words(self.ty(id), &Ok(Value::Number(number.clone()))).unwrap_or_else(|words| words.zh)
        };
        let (pool, weight) = (allocation.pool, allocation.weight);
        let sum = format!("{} × {} ÷ {}", text(pool, &amount), text(weight, &own), text(weight, &total));
        let words = Words::new(
            format!("{sum} = {}，{} → {}", text(pool, &exact), allocation.mode.zh(), after.zh),
            format!("{sum} = {}, {} → {}", text(pool, &exact), allocation.mode.en(), after.en),
        );
        match number(self.run.value(allocation.share, Some(row)).map_err(Failure::from)) {
            Some(after) => {
                let (mode, quantum) = (allocation.mode, allocation.quantum.clone());
                node.rounded(words, Rounded { mode, quantum, before: exact, after });
            }
            None => node.step(StepKind::Rounding, words),
        }
    }

    pub fn residue(&mut self, node: &mut Node, id: AllocationId) {
        let Some(allocation) = self.program.allocation(id) else { return };
        node.bases.clone_from(&allocation.bases);
        node.step(
            StepKind::Remark,
            Words::new(
                format!("分配“{}”取整后的余数", allocation.name),
                format!("what rounding leaves of allocation {}", allocation.name),
            ),
        );
    }
}
