//! The problems of one table as they are found: the first in full, the rest so that they can be told later.

use super::cell_trouble::CellTrouble;
use super::problem::DataProblem;
use super::rest::Gathering;
use crate::ir::batch::Cell;
use std::sync::Arc;

/// Problems of a table that are told one by one; the others are counted, and told to who asks.
const MOST_TOLD: usize = 2_000;

/// The problems of one table: the first in full, the rest for later.
pub(super) struct Told<'a> {
    problems: &'a mut Vec<DataProblem>,
    left: usize,
    rest: Gathering,
}

impl<'a> Told<'a> {
    pub fn new(problems: &'a mut Vec<DataProblem>) -> Told<'a> {
        Told { problems, left: MOST_TOLD, rest: Gathering::default() }
    }

    /// Whether the next problem is kept for later.
    pub fn is_full(&self) -> bool {
        self.left == 0
    }

    /// Tells a problem, given without its row and the text of its cell.
    pub fn tell(&mut self, problem: DataProblem, place: (usize, usize), row: u32, text: &str) {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                self.problems.push(quoting(problem, text).at_row(row));
            }
            None => {
                self.rest.take(problem, place, row, text);
            }
        }
    }

    /// Tells a problem that has all its words.
    pub fn push(&mut self, problem: DataProblem) {
        self.left = self.left.saturating_sub(1);
        self.problems.push(problem);
    }

    /// The cell of a problem. Cells that are not told one by one share their words, which do not quote them then.
    pub fn bad(&mut self, problem: DataProblem, place: (usize, usize), row: u32, text: &str) -> Cell {
        if self.left > 0 {
            let words = bad_words(&quoting(problem.clone(), text)).into();
            self.tell(problem, place, row, text);
            return Cell::Bad(words);
        }
        Cell::Bad(self.rest.take(problem, place, row, text))
    }

    pub fn finish(self, table: &Arc<str>) {
        let rest = self.rest.finish();
        if !rest.is_empty() {
            let mut problem = CellTrouble::More(rest.len()).problem("", rest.is_fatal()).of_table(table);
            problem.rest = Some(Arc::new(rest));
            self.problems.push(problem);
        }
    }
}

/// A problem that says in front what stands in the cell, if anything does.
pub(super) fn quoting(problem: DataProblem, text: &str) -> DataProblem {
    if text.is_empty() { problem } else { super::rest::with_text(problem, text) }
}

/// What a row says that is spoiled by a bad cell: the column and what is wrong with it.
pub(super) fn bad_words(problem: &DataProblem) -> String {
    let column = problem.column.as_ref().map_or("", |column| &*column.name);
    format!("“{column}”列{}", problem.message.zh)
}
