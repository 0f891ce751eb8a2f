//! Cells that could not be read, by the million: eight bytes each, and what is wrong with them once for each kind.

use super::state::Evaluation;
use crate::ir::fault::{Blame, BlameId, Fault};
use crate::ir::ids::{SlotId, TableId};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The first blames of a run: bad cells are known before anything is computed.
#[derive(Debug, Default)]
pub(super) struct BadCells {
    kinds: Vec<Kind>,
    known: HashMap<(SlotId, Arc<str>), u32>,
    cells: Vec<BadCell>,
}

/// What is wrong with some cells of a column.
#[derive(Debug)]
struct Kind {
    slot: SlotId,
    table: TableId,
    fault: Fault,
}

#[derive(Clone, Copy, Debug)]
struct BadCell {
    kind: u32,
    row: u32,
}

impl BadCells {
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Notes a cell; the id is that of its blame.
    pub fn note(&mut self, slot: SlotId, table: TableId, row: usize, words: &Arc<str>) -> BlameId {
        let kinds = &mut self.kinds;
        let kind = *self.known.entry((slot, words.clone())).or_insert_with(|| {
            kinds.push(Kind { slot, table, fault: Fault::BadCell { words: words.clone() } });
            u32::try_from(kinds.len().saturating_sub(1)).unwrap_or(u32::MAX)
        });
        let id = BlameId::at(self.cells.len());
        self.cells.push(BadCell { kind, row: u32::try_from(row).unwrap_or(u32::MAX) });
        id
    }

    fn kind(&self, cell: BadCell) -> Option<&Kind> {
        self.kinds.get(cell.kind as usize)
    }
}

impl Evaluation<'_> {
    /// One blame; a blame without a place for an id of another evaluation.
    pub fn blame(&self, id: BlameId) -> Cow<'_, Blame> {
        match self.bad.cells.get(id.index()) {
            Some(cell) => Cow::Owned(self.blame_of(*cell)),
            None => Cow::Borrowed(self.later_blame(id)),
        }
    }

    fn later_blame(&self, id: BlameId) -> &Blame {
        let later = id.index().checked_sub(self.bad.len()).and_then(|later| self.blames.get(later));
        later.unwrap_or(&self.unknown)
    }

    fn blame_of(&self, cell: BadCell) -> Blame {
        let Some(kind) = self.bad.kind(cell) else { return self.unknown.clone() };
        let row = cell.row as usize;
        Blame {
            fault: kind.fault.clone(),
            slot: Some(kind.slot),
            table: Some(kind.table),
            row: Some(row),
            key: self.sort_key(kind.table, row),
            span: self.program.slot(kind.slot).map(|slot| slot.span).unwrap_or_default(),
            values: Vec::new(),
        }
    }

    /// What a blame is about.
    pub(super) fn fault_of(&self, id: BlameId) -> &Fault {
        let kind = self.bad.cells.get(id.index()).and_then(|cell| self.bad.kind(*cell));
        kind.map_or_else(|| &self.later_blame(id).fault, |kind| &kind.fault)
    }

    /// Every fault once, in the order of steps and keys.
    pub fn blames(&self) -> impl Iterator<Item = (BlameId, Cow<'_, Blame>)> {
        let cells = self.bad.cells.iter().map(|cell| Cow::Owned(self.blame_of(*cell)));
        let all = cells.chain(self.blames.iter().map(Cow::Borrowed));
        all.enumerate().map(|(index, blame)| (BlameId::at(index), blame))
    }

    /// The faults that came up while computing, without those of cells that could not be read.
    pub fn computed_blames(&self) -> impl Iterator<Item = &Blame> {
        self.blames.iter()
    }

    /// The rows of the cells that could not be read; a row with several of them comes as often.
    pub fn bad_rows(&self) -> impl Iterator<Item = (TableId, usize)> {
        self.bad.cells.iter().filter_map(|cell| Some((self.bad.kind(*cell)?.table, cell.row as usize)))
    }
}
