//! Allocations: pools shared out to the last unit.

use super::declare::Def;
use super::problem::kinds;
use super::problem::rules as problem;
use super::scope::Scope;
use super::{Checker, Lowered, Reported};
use crate::ir::ids::{AllocationId, ExprId, RelationId, SlotId, TableId};
use crate::ir::program::{Allocation, ResidueRule, SlotKind, Step};
use crate::syntax::ast::{AllocateDecl, Decl, Expr, Residue};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, Kind, NumberType};

impl<'a> Checker<'a> {
    pub(super) fn declare_allocation(&mut self, decl: &'a Decl, allocate: &'a AllocateDecl) {
        let Some(table) = self.table_named(&allocate.table) else {
            self.lost.insert(allocate.name.text.clone());
            return;
        };
        let id = AllocationId::at(self.allocations.len());
        let Some(share) = self.new_slot(Some(table), &allocate.name.text, allocate.name.span, Def::Share(id)) else {
            return;
        };
        let mut residue_slot = None;
        let residue = match &allocate.residue {
            Some(Residue::Largest) => ResidueRule::LargestRemainder,
            Some(Residue::ByKey) | None => ResidueRule::ByKey,
            Some(Residue::Slot(path)) => {
                if let Some(name) = path.members.last() {
                    residue_slot = self.new_slot(None, &name.text, name.span, Def::Share(id));
                }
                ResidueRule::ToSlot
            }
        };
        self.allocations.push((decl, allocate));
        self.program.allocations.push(Allocation {
            name: allocate.name.text.clone(),
            table,
            pool: ExprId(u32::MAX),
            group: Vec::new(),
            weight: ExprId(u32::MAX),
            filter: None,
            mode: Rounding::HalfUp,
            quantum: Number::one(),
            residue,
            share,
            residue_slot,
            bases: super::bases(&decl.clauses.bases),
            span: decl.span,
        });
    }

    pub(super) fn make_allocation(&mut self, id: AllocationId) -> Lowered<()> {
        let (decl, allocate) = self.allocations.get(id.index()).copied().ok_or(Reported)?;
        let (table, share, residue_slot, residue) = match self.program.allocation(id) {
            Some(known) => (known.table, known.share, known.residue_slot, known.residue),
            None => return Err(Reported),
        };
        let (Some(pool), Some(weight), Some(to)) = (&allocate.pool, &allocate.weight, &allocate.rounding) else {
            return Err(self.report(problem::allocation_incomplete(allocate)));
        };
        if allocate.residue.is_none() {
            return Err(self.report(problem::lacks_residue(decl.span)));
        }
        let (pool, group) = self.pool(pool, table)?;
        let scope = Scope::of(Some(table));
        let filter = match &allocate.when {
            Some(when) => Some(self.condition(when, &scope)?),
            None => None,
        };
        let known = filter.map_or_else(|| scope.clone(), |filter| scope.knowing(self.facts(filter, true)));
        let weight = self.lower(weight, &known)?;
        let present = (self.present(pool), self.present(weight));
        present.0.and(present.1)?;
        let Kind::Number(_) = self.ty(weight).kind else {
            let found = self.describe(self.ty(weight));
            let span = self.span(weight);
            return Err(self.report(super::problem::types::wrong_kind(span, &kinds::number(), &found)));
        };
        let Kind::Number(number) = self.ty(pool).kind else {
            let found = self.describe(self.ty(pool));
            let span = self.span(pool);
            return Err(self.report(super::problem::types::wrong_kind(span, &kinds::money(), &found)));
        };
        let (quantum, _) = self.quantum(to, number)?;
        let digits = quantum.decimals().unwrap_or(0);
        if residue != ResidueRule::ToSlot && !number.digits.fits(digits) {
            let span = self.span(pool);
            return Err(self.report(problem::pool_unrounded(span)));
        }
        let ty = NumberType { digits: Digits::At(digits), ..number };
        let rest = NumberType { digits: number.digits.max(Digits::At(digits)), ..number };
        for (slot, ty, kind) in [(Some(share), ty, SlotKind::Share(id)), (residue_slot, rest, SlotKind::Residue(id))] {
            if let Some(place) = slot.and_then(|slot| self.program.slots.get_mut(slot.index())) {
                place.ty = Kind::Number(ty).into();
                place.kind = kind;
                place.bases = super::bases(&decl.clauses.bases);
                place.note.clone_from(&decl.clauses.note);
            }
        }
        if let Some(place) = self.program.allocations.get_mut(id.index()) {
            place.pool = pool;
            place.group = group;
            place.weight = weight;
            place.filter = filter;
            place.mode = to.mode;
            place.quantum = quantum;
        }
        for slot in [Some(share), residue_slot].into_iter().flatten() {
            self.finish_slot(slot);
        }
        self.step(Step::Allocate(id));
        Ok(())
    }

    fn finish_slot(&mut self, slot: SlotId) {
        if let Some(state) = self.states.get_mut(slot.index()) {
            *state = super::State::Done;
        }
    }

    /// The pool: on the whole, or on the rows of a table that the shared-out rows refer to.
    fn pool(&mut self, pool: &Expr, table: TableId) -> Lowered<(ExprId, Vec<RelationId>)> {
        let holders: Vec<TableId> = self.tables_in(pool).into_iter().filter(|holder| *holder != table).collect();
        for holder in holders {
            if let [via] = self.way(table, holder).as_slice() {
                let via = via.clone();
                let id = self.lower(pool, &Scope::of(Some(holder)))?;
                return Ok((id, via));
            }
        }
        Ok((self.lower(pool, &Scope::of(None))?, Vec::new()))
    }
}
