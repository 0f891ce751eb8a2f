//! Two merged policies → what differs between them, and what that does to the amounts. Takes trees and a way to read the
//! data; gives changes in words, totals, rows, exclusions, and each row's difference split over the changes to the last
//! digit. Never reads a file and never knows how anything is shown.

mod change;
mod decl;
pub mod effect;
mod pair;
mod rules;
mod share;
mod sheet;
mod weave;

pub use change::Change;
pub use pair::{Pair, Side};
pub use sheet::{Column, Excluded};
