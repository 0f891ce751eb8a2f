//! The rows of a Parquet file, group by group, as words.

use super::super::grid::Sheet;
use super::super::layout::Layout;
use super::super::parquet::{self, Footer};
use super::Content;
use super::leaf::Leaf;
use crate::ir::packed::{MISSING, PackedTable, Texts};
use crate::ir::schema::TableSchema;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Paged<'a> {
    pub content: &'a dyn Content,
    /// The headings only.
    pub sheet: Sheet,
    pub layout: Layout,
    footer: Footer,
}

impl<'a> Paged<'a> {
    /// A file as it looks before its layout is known; `None` where the ordinary reader has to look.
    pub fn new(content: &'a dyn Content) -> Option<Paged<'a>> {
        if !content.name().to_lowercase().ends_with(".parquet") {
            return None;
        }
        let footer = Footer::read(content).ok()?;
        let sheet = parquet::head(&content.name().into(), &footer).ok()?;
        Some(Paged { content, sheet, layout: Layout::default(), footer })
    }

    /// Bytes that lines with the same rows would have, more or less: seven to a cell.
    pub fn weight(&self) -> u64 {
        let rows: usize = self.footer.groups.iter().map(|group| group.rows).sum();
        (rows as u64).saturating_mul(7 * self.footer.fields.len() as u64)
    }
}

/// Reads groups as long as there are any.
pub struct Groups<'s, 'a> {
    file: &'s Paged<'a>,
    leaves: Vec<Leaf<'s, 'a>>,
    /// So many cells of a row are filled, or the ordinary reader has to look.
    least: usize,
    group: usize,
    /// Rows that are left of the group.
    left: usize,
    blanks: Vec<u32>,
}

impl<'s, 'a> Groups<'s, 'a> {
    pub fn new(
        file: &'s Paged<'a>,
        schema: &'s TableSchema,
        texts: &'s Mutex<Texts>,
        least: usize,
    ) -> Option<Groups<'s, 'a>> {
        let mut leaves = Vec::with_capacity(schema.columns.len());
        for (index, column) in schema.columns.iter().enumerate() {
            let at = file.layout.columns.get(index).copied().flatten()? as usize;
            let leads = schema.keys.contains(&index) || at == 0;
            leaves.push(Leaf::new(index, column, leads, file.footer.fields.get(at)?, texts)?);
        }
        // A total or a note would stand in the first column.
        file.layout.columns.contains(&Some(0)).then_some(())?;
        let least = least.min(leaves.len());
        Some(Groups { file, leaves, least, group: 0, left: 0, blanks: Vec::new() })
    }

    /// Puts at most so many rows into a block, which has none; gives the number of their group, `Some(None)` behind the last.
    pub fn more(&mut self, next: &AtomicUsize, block: &mut PackedTable, most: usize) -> Option<Option<usize>> {
        while self.left == 0 {
            self.group = next.fetch_add(1, Ordering::Relaxed);
            let Some(group) = self.file.footer.groups.get(self.group) else { return Some(None) };
            self.left = group.rows;
            for leaf in &mut self.leaves {
                leaf.begin(self.file.content, group)?;
            }
        }
        let rows = most.min(self.left);
        for leaf in &mut self.leaves {
            leaf.take(rows, block.columns.get_mut(leaf.index())?)?;
        }
        self.left -= rows;
        block.rows = rows;
        self.check_blanks(block)?;
        Some(Some(self.group))
    }

    /// A row with few cells may be a note.
    fn check_blanks(&mut self, block: &PackedTable) -> Option<()> {
        if block.columns.iter().all(|column| column.states.is_empty()) {
            return Some(());
        }
        self.blanks.clear();
        self.blanks.resize(block.rows, 0);
        for column in &block.columns {
            let states = self.blanks.iter_mut().zip(&column.states);
            states.for_each(|(blanks, state)| *blanks += u32::from(*state == MISSING));
        }
        let all = self.leaves.len();
        self.blanks.iter().all(|blanks| all - *blanks as usize >= self.least).then_some(())
    }
}
