//! Rows that have gone by once, kept in words as narrow as they fit, for those who need them again.

use crate::ir::block::{Blocks, Halt, Supply};
use crate::ir::packed::{Packed, PackedTable, Texts};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The blocks of a table.
pub struct Kept {
    blocks: Vec<Block>,
    rows: usize,
    next: AtomicUsize,
    empty: PackedTable,
}

struct Block {
    rows: usize,
    columns: Vec<(Words, Vec<u8>)>,
    links: Vec<Vec<u32>>,
}

enum Words {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Words {
    fn of(words: &[i64]) -> Words {
        match words.iter().map(|word| i32::try_from(*word)).collect::<Result<Vec<i32>, _>>() {
            Ok(narrow) => Words::Narrow(narrow),
            Err(_) => Words::Wide(words.to_vec()),
        }
    }

    fn write(&self, out: &mut Vec<i64>) {
        out.clear();
        match self {
            Words::Narrow(words) => out.extend(words.iter().map(|word| i64::from(*word))),
            Words::Wide(words) => out.extend_from_slice(words),
        }
    }
}

impl Kept {
    /// Takes all rows of a supply.
    ///
    /// # Errors
    /// Those of the supply.
    pub fn of(supply: &mut dyn Supply, texts: Texts) -> Result<Kept, Halt> {
        supply.begin(texts)?;
        let (mut blocks, mut empty) = (Vec::new(), None);
        {
            let mut reader = supply.reader()?;
            while let Some(block) = reader.next()? {
                empty.get_or_insert_with(|| emptied(block));
                blocks.push(Block {
                    rows: block.rows,
                    columns: block.columns.iter().map(|c| (Words::of(&c.words), c.states.clone())).collect(),
                    links: block.links.iter().map(|(_, rows)| rows.clone()).collect(),
                });
            }
        }
        let rows = supply.end()?;
        Ok(Kept { blocks, rows, next: AtomicUsize::new(0), empty: empty.ok_or(Halt)? })
    }
}

fn emptied(block: &PackedTable) -> PackedTable {
    PackedTable {
        rows: 0,
        columns: block.columns.iter().map(|column| Packed::new(column.shape.clone(), 0)).collect(),
        source: block.source.clone(),
        first_line: block.first_line,
        links: block.links.iter().map(|(relation, _)| (*relation, Vec::new())).collect(),
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
        let Some(kept) = self.kept.blocks.get(self.kept.next.fetch_add(1, Ordering::Relaxed)) else { return Ok(None) };
        self.block.rows = kept.rows;
        for (column, (words, states)) in self.block.columns.iter_mut().zip(&kept.columns) {
            words.write(&mut column.words);
            column.states.clear();
            column.states.extend_from_slice(states);
        }
        for ((_, rows), kept) in self.block.links.iter_mut().zip(&kept.links) {
            rows.clear();
            rows.extend_from_slice(kept);
        }
        Ok(Some(&self.block))
    }
}
