//! What the editor packages hold: the grammar of colours is made of the words of the language, and never falls behind.

mod grammar;
mod package;
