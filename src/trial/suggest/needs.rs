//! Which columns of the data a value of the policy can depend on.

use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExprId, ParamId, SlotId};
use crate::ir::program::{Program, SlotKind, TableSource};
use std::collections::BTreeSet;

/// Columns (table of data, column) by what needs them.
pub struct Needs<'p> {
    program: &'p Program,
}

impl<'p> Needs<'p> {
    pub fn of(program: &'p Program) -> Needs<'p> {
        Needs { program }
    }

    /// The expression of an indicator's value.
    pub fn value_of(&self, slot: SlotId) -> Option<ExprId> {
        let SlotKind::IndicatorValue { assessment, indicator } = self.program.slot(slot)?.kind else { return None };
        Some(self.program.assessment(assessment)?.indicators.get(indicator)?.value)
    }

    /// The parameters on which some expressions depend, and those on which others depend not through other values.
    pub fn params(&self, roots: &[ExprId], within: &[ExprId]) -> BTreeSet<ParamId> {
        let mut read = self.between(roots);
        let _ = self.read(within.to_vec(), &mut read);
        let kinds = read.into_iter().filter_map(|id| self.program.expr(id)).map(|expr| &expr.kind);
        let mut found = BTreeSet::new();
        for kind in kinds {
            if let ExprKind::Param(id) | ExprKind::ParamAt { param: id, .. } = kind {
                found.insert(*id);
            }
        }
        found
    }

    /// The columns that some expressions depend on, near ones first: by the number of rules between.
    pub fn columns(&self, roots: &[ExprId]) -> Vec<(usize, usize)> {
        self.reach(roots).0
    }

    /// The checks that hold the rows of the tables on which some expressions depend.
    pub fn checks(&self, roots: &[ExprId]) -> Vec<ExprId> {
        let tables: BTreeSet<usize> = self.columns(roots).into_iter().map(|(table, _)| table).collect();
        let of = |table: usize| self.program.schemas.get(table).map(|schema| schema.id);
        let owners: Vec<_> = tables.into_iter().filter_map(of).collect();
        let checks = self.program.assertions.iter().filter(|check| check.row_check);
        checks
            .filter(|check| check.owner.is_some_and(|owner| owners.contains(&owner)))
            .map(|check| check.holds)
            .collect()
    }

    /// The expressions on which some depend, with themselves.
    pub fn between(&self, roots: &[ExprId]) -> BTreeSet<ExprId> {
        self.reach(roots).1
    }

    /// The columns that some expressions depend on, and all expressions in between.
    fn reach(&self, roots: &[ExprId]) -> (Vec<(usize, usize)>, BTreeSet<ExprId>) {
        let mut found = Vec::new();
        let mut slots: BTreeSet<SlotId> = BTreeSet::new();
        let mut exprs: BTreeSet<ExprId> = BTreeSet::new();
        let mut open: Vec<ExprId> = roots.to_vec();
        while !open.is_empty() {
            let mut next = Vec::new();
            for slot in self.read(open, &mut exprs) {
                if slots.insert(slot) {
                    match self.column(slot) {
                        Some(column) => found.push(column),
                        None => next.extend(self.below(slot)),
                    }
                }
            }
            open = next;
        }
        (found, exprs)
    }

    /// The values that some expressions read, not through those values.
    fn read(&self, mut open: Vec<ExprId>, seen: &mut BTreeSet<ExprId>) -> Vec<SlotId> {
        let mut slots = Vec::new();
        open.reverse();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(expr) = self.program.expr(id) else { continue };
            if let ExprKind::Slot(_, slot) | ExprKind::Whole(slot) = &expr.kind {
                slots.push(*slot);
            }
            if let ExprKind::Slot(path, _) = &expr.kind {
                let relations = path.via.iter().filter_map(|relation| self.program.relation(*relation));
                slots.extend(relations.flat_map(|relation| relation.columns.iter().copied()));
            }
            if let ExprKind::Aggregate(id) = &expr.kind
                && let Some(aggregate) = self.program.aggregate(*id)
            {
                open.extend(aggregate.inner().into_iter().chain(aggregate.outer()));
                slots.extend(
                    self.program.table(aggregate.table).into_iter().flat_map(|table| table.keys.first().copied()),
                );
            }
            if let ExprKind::Decide { decision, .. } = &expr.kind
                && let Some(table) = self.program.decision(*decision)
            {
                open.extend(table.rows.iter().map(|row| row.result));
                open.extend(table.rows.iter().flat_map(|row| row.cells.iter().flat_map(|cell| cell.bounds())));
            }
            open.extend(expr.kind.children().into_iter().rev());
        }
        slots
    }

    fn column(&self, slot: SlotId) -> Option<(usize, usize)> {
        let own = self.program.slot(slot)?;
        let SlotKind::Column(column) = own.kind else { return None };
        match self.program.table(own.owner?)?.source {
            TableSource::Input(table) => Some((table, column)),
            TableSource::Derived(_) => None,
        }
    }

    /// The expressions that give a value, with those of what may replace it.
    pub fn below(&self, slot: SlotId) -> Vec<ExprId> {
        let program = self.program;
        let Some(own) = program.slot(slot) else { return Vec::new() };
        let mut exprs = Vec::new();
        match &own.kind {
            SlotKind::Column(column) => {
                let table = own.owner.and_then(|table| program.table(table));
                if let Some(TableSource::Derived(derivation)) = table.map(|table| &table.source) {
                    for source in &derivation.sources {
                        exprs.extend(source.values.get(*column));
                        exprs.extend(source.filter);
                        exprs.extend(source.joins.iter().flat_map(|(left, right)| [*left, *right]));
                    }
                }
            }
            SlotKind::Formula { value, exceptions } => {
                exprs.push(*value);
                for exception in exceptions.iter().filter_map(|id| program.exception(*id)) {
                    exprs.extend(exception.when.iter().chain(&exception.unless));
                    exprs.extend(exception.effects.iter().map(|(_, value)| *value));
                }
            }
            SlotKind::Applies(id) => {
                let exception = program.exception(*id);
                exprs.extend(exception.iter().flat_map(|exception| exception.when.iter().chain(&exception.unless)));
            }
            SlotKind::Reasons(all) => {
                let all = all.iter().filter_map(|id| program.exception(*id));
                exprs.extend(all.flat_map(|exception| exception.when.iter().chain(&exception.unless).copied()));
            }
            SlotKind::IndicatorValue { assessment, indicator } | SlotKind::IndicatorScore { assessment, indicator } => {
                let indicator = program.assessment(*assessment).and_then(|of| of.indicators.get(*indicator));
                exprs.extend(indicator.iter().flat_map(|one| [one.value, one.score]));
            }
            SlotKind::AssessmentScore(id) => {
                let indicators = program.assessment(*id).into_iter().flat_map(|of| &of.indicators);
                exprs.extend(indicators.flat_map(|one| [one.value, one.score]));
            }
            SlotKind::Share(id) | SlotKind::Residue(id) => {
                let allocation = program.allocation(*id);
                exprs.extend(allocation.iter().flat_map(|one| [one.pool, one.weight].into_iter().chain(one.filter)));
            }
        }
        exprs
    }
}
