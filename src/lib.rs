//! jieyu: a declarative policy language with exact arithmetic, and the engine that settles and explains.

pub mod builtin;
pub mod data;
pub mod diagnostic;
pub mod ir;
pub mod report;
pub mod rows;
pub mod source;
pub mod syntax;
pub mod value;
