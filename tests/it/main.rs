//! The one integration binary: a driver for each lens over the corpus, and the house itself.

mod answers;
mod cli;
mod data;
mod explain;
mod house;
mod recompute;
mod tables;
