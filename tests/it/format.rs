//! The formatter: one layout, a fixed point, and never another meaning.

mod command;
mod layout;
mod meaning;
mod words;
