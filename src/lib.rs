//! jieyu: a declarative policy language with exact arithmetic, and the engine that settles and explains.

pub mod builtin;
pub mod check;
pub mod cli;
pub mod columns;
pub mod data;
pub mod diagnostic;
pub mod diff;
pub mod explain;
pub mod format;
pub mod ide;
pub mod ir;
pub mod layer;
pub mod lexicon;
pub mod lsp;
pub mod report;
pub mod rows;
pub mod sample;
pub mod session;
pub mod source;
pub mod syntax;
pub mod trial;
pub mod value;
pub mod whatif;
pub mod wording;
