//! What an expression sees around it: the row of every open frame, and the values of the locals.

use crate::ir::ids::LocalId;
use crate::value::value::Value;

/// The rows by frame (frame 0 is the rule's own row, none on the whole) and the bound locals, the innermost last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    rows: Vec<Option<usize>>,
    locals: Vec<(LocalId, Value)>,
}

impl Env {
    /// Frame 0 on a row, or on the whole.
    pub fn of(row: Option<usize>) -> Env {
        Env { rows: vec![row], locals: Vec::new() }
    }

    /// The row of a frame; `None` where the frame is not open or is the whole.
    pub fn row(&self, frame: u32) -> Option<usize> {
        self.rows.get(frame as usize).copied().flatten()
    }

    /// The value of a local, the innermost where it is bound twice.
    pub fn local(&self, local: LocalId) -> Option<&Value> {
        self.locals.iter().rev().find(|(id, _)| *id == local).map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, frame: u32, row: usize) {
        let place = frame as usize;
        if self.rows.len() <= place {
            self.rows.resize(place.saturating_add(1), None);
        }
        if let Some(bound) = self.rows.get_mut(place) {
            *bound = Some(row);
        }
    }

    pub(super) fn give(&mut self, local: LocalId, value: Value) {
        self.locals.push((local, value));
    }
}
