//! The one integration binary: a driver for each lens over the corpus, and the house itself.

mod answers;
mod data;
mod docs;
mod house;
mod recompute;
mod tables;
