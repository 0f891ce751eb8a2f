//! A table whose rows go by in blocks instead of standing in memory.

use super::packed::{PackedTable, Texts};

/// The rows cannot be read in blocks: something is out of the ordinary, and whoever reads has to begin anew in the
/// ordinary way, which says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Halt;

/// The rows of one table, shared out among readers.
pub trait Supply: Sync {
    /// Goes (back) to the first row. Texts get their numbers on top of these.
    ///
    /// # Errors
    /// Where the rows cannot be had.
    fn begin(&mut self, texts: Texts) -> Result<(), Halt>;

    /// A reader for one thread.
    ///
    /// # Errors
    /// Where the rows cannot be had.
    fn reader(&self) -> Result<Box<dyn Blocks + '_>, Halt>;

    /// How many rows all readers have had, once each is through.
    ///
    /// # Errors
    /// Where the rows do not go together: two with the same keys.
    fn end(&mut self) -> Result<usize, Halt>;
}

/// One reader's share of the rows.
pub trait Blocks {
    /// Some more rows, `None` behind the last. Every cell of them is in order and every reference leads somewhere or
    /// nowhere.
    ///
    /// # Errors
    /// Where something is out of the ordinary.
    fn next(&mut self) -> Result<Option<&PackedTable>, Halt>;
}
