//! The program: a checked policy in typed, resolved form. Takes nothing from disk, gives the evaluators all they need,
//! and never knows syntax: places are kept as spans only.

pub mod batch;
pub mod block;
pub mod expr;
pub mod fault;
pub mod fresh;
pub mod ids;
pub mod narrow;
pub mod packed;
pub mod packed_rows;
pub mod program;
pub mod schema;
pub mod spellings;
pub mod spread;
pub mod threads;
pub mod walk;
