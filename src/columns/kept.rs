//! Rows that have gone by once, kept in words as narrow as they fit, for those who need them again.

use super::op::{Op, Source, Whose};
use super::plan::{Part, Plan};
use crate::ir::block::{Blocks, Halt, Supply};
use crate::ir::ids::{SlotId, TableId};
use crate::ir::narrow::Narrow;
use crate::ir::packed::{PRESENT, Packed, PackedTable, Texts};
use crate::ir::program::Program;
use crate::ir::threads::side_by_side;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows of a block at least: long enough that the machine foresees what is read next.
const LARGE_BLOCK: usize = 1 << 13;

/// The blocks of a table, as far as a plan reads them.
pub struct Kept {
    blocks: Vec<Block>,
    rows: usize,
    next: AtomicUsize,
    empty: PackedTable,
}

struct Block {
    rows: usize,
    columns: Vec<(Option<Arc<Narrow>>, Vec<u8>)>,
    links: Vec<Arc<Vec<u32>>>,
}

impl Plan {
    /// The columns whose words the stages over a table read.
    fn reads(&self, table: TableId) -> HashSet<SlotId> {
        let stages = self.parts.iter().filter_map(|part| match part {
            Part::Stage(stage) if stage.table == table => Some(stage),
            Part::Stage(_) | Part::Rows(..) => None,
        });
        let own = |op: &Op| match op {
            Op::Load { what: Source::Slot(slot), whose: Whose::Own, .. } => Some(*slot),
            _ => None,
        };
        stages.flat_map(|stage| stage.ops.iter().filter_map(own)).collect()
    }
}

impl Kept {
    /// Takes all rows of a table from a supply, by several readers.
    ///
    /// # Errors
    /// Those of the supply.
    pub fn of(
        supply: &mut dyn Supply,
        plan: &Plan,
        program: &Program,
        table: TableId,
        threads: usize,
    ) -> Result<Kept, Halt> {
        supply.begin(plan.texts.clone())?;
        let slots = program.table(table).map(|table| table.columns.as_slice()).unwrap_or_default();
        let reads = plan.reads(table);
        let wanted: Vec<bool> = slots.iter().map(|slot| reads.contains(slot)).collect();
        let shares = side_by_side(threads, || blocks(supply.reader()?.as_mut(), &wanted));
        let (mut blocks, mut empty) = (Vec::new(), None);
        for share in shares {
            let (more, like) = share.unwrap_or(Err(Halt))?;
            blocks.extend(more);
            empty = empty.or(like);
        }
        let rows = supply.end()?;
        Ok(Kept { blocks, rows, next: AtomicUsize::new(0), empty: empty.ok_or(Halt)? })
    }
}

/// What one reader has, and a block like them without rows.
fn blocks(reader: &mut dyn Blocks, wanted: &[bool]) -> Result<(Vec<Block>, Option<PackedTable>), Halt> {
    let (mut blocks, mut open, mut empty) = (Vec::new(), None, None);
    while let Some(block) = reader.next()? {
        let empty = empty.get_or_insert_with(|| emptied(block));
        let whole = open.get_or_insert_with(|| empty.clone());
        append(whole, block, wanted);
        if whole.rows >= LARGE_BLOCK {
            blocks.extend(open.take().map(|block| narrowed(block, wanted)));
        }
    }
    blocks.extend(open.take().map(|block| narrowed(block, wanted)));
    Ok((blocks, empty))
}

/// Puts rows behind those of a block.
fn append(whole: &mut PackedTable, block: &PackedTable, wanted: &[bool]) {
    for ((mine, more), wanted) in whole.columns.iter_mut().zip(&block.columns).zip(wanted) {
        if *wanted {
            mine.words.extend_from_slice(&more.words);
        }
        if !mine.states.is_empty() || !more.states.is_empty() {
            mine.states.resize(whole.rows, PRESENT);
            mine.states.extend_from_slice(&more.states);
            mine.states.resize(whole.rows + block.rows, PRESENT);
        }
    }
    for ((_, mine), (_, more)) in whole.links.iter_mut().zip(&block.links) {
        Arc::make_mut(mine).extend_from_slice(more);
    }
    whole.rows += block.rows;
}

fn narrowed(block: PackedTable, wanted: &[bool]) -> Block {
    let narrow = |(column, wanted): (Packed, &bool)| {
        let words = wanted.then(|| Arc::new(Narrow::of(&column.words)));
        (words, column.states)
    };
    Block {
        rows: block.rows,
        columns: block.columns.into_iter().zip(wanted).map(narrow).collect(),
        links: block.links.into_iter().map(|(_, rows)| rows).collect(),
    }
}

fn emptied(block: &PackedTable) -> PackedTable {
    PackedTable {
        rows: 0,
        piece: 0,
        columns: block.columns.iter().map(|column| Packed::new(column.shape.clone(), 0)).collect(),
        source: block.source.clone(),
        first_line: block.first_line,
        links: block.links.iter().map(|(relation, _)| (*relation, Arc::default())).collect(),
        narrow: vec![None; block.columns.len()],
    }
}

impl Supply for Kept {
    fn begin(&mut self, _texts: Texts) -> Result<(), Halt> {
        self.next = AtomicUsize::new(0);
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn Blocks + '_>, Halt> {
        Ok(Box::new(Reader { kept: self, block: self.empty.clone() }))
    }

    fn end(&mut self) -> Result<usize, Halt> {
        Ok(self.rows)
    }
}

struct Reader<'a> {
    kept: &'a Kept,
    block: PackedTable,
}

impl Blocks for Reader<'_> {
    fn next(&mut self) -> Result<Option<&PackedTable>, Halt> {
        let number = self.kept.next.fetch_add(1, Ordering::Relaxed);
        let Some(kept) = self.kept.blocks.get(number) else { return Ok(None) };
        (self.block.piece, self.block.rows) = (number, kept.rows);
        let block = self.block.columns.iter_mut().zip(&mut self.block.narrow);
        for ((column, narrow), (words, states)) in block.zip(&kept.columns) {
            narrow.clone_from(words);
            column.states.clear();
            column.states.extend_from_slice(states);
        }
        for ((_, rows), kept) in self.block.links.iter_mut().zip(&kept.links) {
            rows.clone_from(kept);
        }
        Ok(Some(&self.block))
    }
}
