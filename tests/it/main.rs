//! The one integration binary: a driver for each lens over the corpus, and the house itself.

#![allow(
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod agree;
mod answers;
mod asked;
mod batches;
mod browser;
mod cli;
mod corpus;
mod data;
mod diff;
mod disk;
mod docs;
mod editors;
mod explain;
mod explanation;
mod format;
mod house;
mod ide;
mod laws;
mod layers;
mod ledger;
mod literate;
mod lsp;
mod pages;
mod papers;
mod play;
mod receipts;
mod recompute;
mod report;
mod sample;
mod sheets;
mod tables;
mod trial;
mod whatif;
mod workbook;
