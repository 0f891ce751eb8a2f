//! Every expression that a policy's rules are made of, with the rule to which it belongs: where coverage counts and
//! mutation changes.

use crate::ir::expr::{Decision, ExprKind};
use crate::ir::ids::{AssertionId, DecisionId, ExceptionId, ExprId};
use crate::ir::program::{Basis, Program, SlotKind, TableSource};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The rule to which an expression belongs.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub name: Arc<str>,
    pub bases: Vec<Basis>,
    pub kind: OwnerKind,
    /// The expressions right below the rule.
    pub roots: Vec<ExprId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnerKind {
    Formula,
    Exception(ExceptionId),
    Indicator,
    Allocation,
    Derived,
    Check(AssertionId),
    Output,
}

/// All rules with expressions, in the order of declaration.
pub(super) fn owners(program: &Program) -> Vec<Owner> {
    let mut owners = Vec::new();
    for slot in &program.slots {
        if let SlotKind::Formula { value, .. } = &slot.kind {
            let (name, bases) = (slot.name.clone(), slot.bases.clone());
            owners.push(Owner { name, bases, kind: OwnerKind::Formula, roots: vec![*value] });
        }
    }
    for (index, exception) in program.exceptions.iter().enumerate() {
        let mut roots: Vec<ExprId> = exception.when.into_iter().chain(exception.unless.iter().copied()).collect();
        roots.extend(exception.effects.iter().map(|(_, value)| *value));
        let (name, bases) = (exception.name.clone(), exception.bases.clone());
        owners.push(Owner { name, bases, kind: OwnerKind::Exception(ExceptionId::at(index)), roots });
    }
    for indicator in program.assessments.iter().flat_map(|assessment| &assessment.indicators) {
        let mut roots = vec![indicator.value, indicator.score];
        roots.extend(indicator.weight);
        let (name, bases) = (indicator.name.clone(), indicator.bases.clone());
        owners.push(Owner { name, bases, kind: OwnerKind::Indicator, roots });
    }
    for allocation in &program.allocations {
        let mut roots = vec![allocation.pool, allocation.weight];
        roots.extend(allocation.filter);
        let (name, bases) = (allocation.name.clone(), allocation.bases.clone());
        owners.push(Owner { name, bases, kind: OwnerKind::Allocation, roots });
    }
    for table in &program.tables {
        if let TableSource::Derived(derivation) = &table.source {
            for source in &derivation.sources {
                let mut roots = source.values.clone();
                roots.extend(source.filter);
                let name = table.name.clone();
                owners.push(Owner { name, bases: Vec::new(), kind: OwnerKind::Derived, roots });
            }
        }
    }
    for (index, check) in program.assertions.iter().enumerate() {
        let (name, bases) = (check.name.clone(), check.bases.clone());
        owners.push(Owner { name, bases, kind: OwnerKind::Check(AssertionId::at(index)), roots: vec![check.holds] });
    }
    for output in &program.outputs {
        let mut roots: Vec<ExprId> = output.filter.into_iter().collect();
        roots.extend(output.items.iter().map(|item| item.value));
        let name = output.name.clone();
        owners.push(Owner { name, bases: Vec::new(), kind: OwnerKind::Output, roots });
    }
    owners
}

/// What stands inside a rule, each once: expressions and decision tables.
#[derive(Debug, Default)]
pub(super) struct Inside {
    pub exprs: Vec<ExprId>,
    pub decisions: Vec<DecisionId>,
}

/// Walks a rule; what an earlier rule already holds (a lookup that both call) stays with that one.
pub(super) fn inside(program: &Program, owner: &Owner, seen: &mut Seen) -> Inside {
    let mut inside = Inside::default();
    let mut open: Vec<ExprId> = owner.roots.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        if !seen.exprs.insert(id) {
            continue;
        }
        let Some(expr) = program.expr(id) else { continue };
        inside.exprs.push(id);
        open.extend(expr.kind.children().into_iter().rev());
        match &expr.kind {
            ExprKind::Aggregate(id) => {
                let aggregate = program.aggregate(*id);
                open.extend(aggregate.iter().flat_map(|aggregate| aggregate.inner()));
                open.extend(aggregate.iter().flat_map(|aggregate| aggregate.outer()));
            }
            ExprKind::Decide { decision, .. } => {
                if seen.decisions.insert(*decision)
                    && let Some(table) = program.decision(*decision)
                {
                    inside.decisions.push(*decision);
                    open.extend(results(table));
                }
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::If { .. }
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..) => {}
        }
    }
    inside
}

fn results(decision: &Decision) -> Vec<ExprId> {
    decision.rows.iter().rev().map(|row| row.result).collect()
}

/// What has been walked.
#[derive(Debug, Default)]
pub(super) struct Seen {
    exprs: BTreeSet<ExprId>,
    decisions: BTreeSet<DecisionId>,
}
