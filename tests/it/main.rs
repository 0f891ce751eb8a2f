//! The one integration binary: a driver for each lens over the corpus, and the house itself.

mod agree;
mod answers;
mod cli;
mod corpus;
mod data;
mod docs;
mod explain;
mod house;
mod laws;
mod layers;
mod recompute;
mod tables;
