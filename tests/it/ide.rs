//! What an editor is told: places, words, edits.

mod fixes;
mod names;
