//! The one integration binary: a driver for each lens over the corpus, and the house itself.

mod agree;
mod answers;
mod data;
mod house;
mod recompute;
mod tables;
