//! Files → batches: what staff really send, and what they are told about it.

mod bad_files;
mod bulk;
mod cells;
mod files;
mod headings;
mod keys;
mod kit;
mod laws;
mod packed_rows;
pub mod pages;
mod plain;
mod write;
