//! References: where each row's lead, resolved once both tables have their rows.

use super::blame::Failure;
use super::state::Evaluation;
use crate::ir::fault::{BlameId, Fault};
use crate::ir::ids::{RelationId, SlotId, TableId};
use crate::value::value::Value;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Where the reference of one row leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    To(usize),
    /// A value of the reference is absent.
    Nothing,
    /// There is no such row, which spoils the referring one.
    Dangling(BlameId),
    /// A cell of the reference is spoiled, so that it might be any row.
    Lost(BlameId),
}

/// Where the references of all rows lead.
#[derive(Clone, Debug)]
pub(super) enum Links {
    Each(Vec<Link>),
    /// By row; `u32::MAX` for nothing.
    Packed(Arc<Vec<u32>>),
}

impl Links {
    fn get(&self, row: usize) -> Option<Link> {
        match self {
            Links::Each(links) => links.get(row).copied(),
            Links::Packed(links) => match links.get(row)? {
                &u32::MAX => Some(Link::Nothing),
                to => Some(Link::To(*to as usize)),
            },
        }
    }
}

impl Evaluation<'_> {
    /// Resolves the references between tables whose rows are there by now.
    pub(super) fn connect(&mut self) {
        let program = self.program;
        for (index, relation) in program.relations.iter().enumerate() {
            let done = self.links.get(index).is_some_and(Option::is_some);
            let ready = |id: TableId| self.tables.get(id.index()).is_some_and(|rows| rows.ready);
            if !done && ready(relation.from) && ready(relation.to) {
                self.connect_relation(RelationId::at(index));
            }
        }
    }

    fn connect_relation(&mut self, id: RelationId) {
        let Some(relation) = self.program.relation(id) else {
            return;
        };
        let mut links = vec![Link::Nothing; self.rows(relation.from)];
        for row in self.order(relation.from).iter() {
            let link = self.link(&relation.columns, relation.to, *row).unwrap_or_else(|key| {
                let slot = relation.columns.first().copied();
                let span = slot.and_then(|slot| self.program.slot(slot)).map(|slot| slot.span).unwrap_or_default();
                let failure = Failure::at(Fault::Dangling { key }, span);
                let place = self.place(slot, Some(relation.from), Some(*row));
                let blame = self.stamp(&failure, place);
                if let Some(rows) = self.tables.get_mut(relation.from.index()) {
                    rows.spoil(*row, blame);
                }
                Link::Dangling(blame)
            });
            if let Some(place) = links.get_mut(*row) {
                *place = link;
            }
        }
        if let Some(place) = self.links.get_mut(id.index()) {
            *place = Some(Links::Each(links));
        }
    }

    /// Where a row's reference leads; the key itself where there is no such row.
    fn link(&self, columns: &[SlotId], to: TableId, row: usize) -> Result<Link, Vec<Value>> {
        let mut key = Vec::with_capacity(columns.len());
        for slot in columns {
            match self.cell(*slot, Some(row)) {
                Some(Err(blame)) => return Ok(Link::Lost(blame)),
                Some(Ok(Value::Missing | Value::NotApplicable)) | None => return Ok(Link::Nothing),
                Some(Ok(value)) => key.push(value),
            }
        }
        let found = self.find_row(to, &key);
        found.map(Link::To).ok_or(key)
    }

    /// Where one reference of a row leads.
    pub(super) fn link_of(&self, relation: RelationId, row: usize) -> Link {
        let links = self.links.get(relation.index()).and_then(Option::as_ref);
        let found = links.and_then(|links| links.get(row));
        if found.is_none()
            && let Some((_, missed)) = &self.streamed
        {
            missed.store(true, Ordering::Relaxed);
        }
        found.unwrap_or(Link::Nothing)
    }

    /// Where some references of a row lead, one after the other.
    pub(super) fn led(&self, row: usize, via: &[RelationId]) -> Result<Option<usize>, BlameId> {
        let mut row = row;
        for relation in via {
            match self.link_of(*relation, row) {
                Link::To(next) => row = next,
                Link::Nothing => return Ok(None),
                Link::Dangling(blame) | Link::Lost(blame) => return Err(blame),
            }
        }
        Ok(Some(row))
    }

    /// As `led`, but a reference to a row that is not there leads nowhere: no row misses it.
    pub(super) fn belongs_to(&self, row: usize, via: &[RelationId]) -> Result<Option<usize>, BlameId> {
        let mut row = row;
        for relation in via {
            match self.link_of(*relation, row) {
                Link::To(next) => row = next,
                Link::Nothing | Link::Dangling(_) => return Ok(None),
                Link::Lost(blame) => return Err(blame),
            }
        }
        Ok(Some(row))
    }
}
