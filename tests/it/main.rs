mod answers;
mod recompute;
mod tables;
