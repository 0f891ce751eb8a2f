//! Text → tree. Takes one source, gives its declarations *and* every problem of its form; never knows what a name means.
//! pest lives here and nowhere else.

mod advice;
pub mod ast;
mod build;
pub mod canon;
mod depth;
mod expect;
mod form;
mod grammar;
mod habit;
mod hint;
mod line;
mod literate;
mod mistyped;
mod parts;
pub mod problem;
mod read;
mod slip;
mod split;
pub mod tokens;

pub use build::Origin;
pub use form::is_keyword;
pub use literate::parse_file;
pub use mistyped::{by_digit, letter_in_number, whole};
pub use parts::{Part, parts};
pub use read::{Parse, fold, parse, parse_expr, parse_row, reread};

/// The Chinese keywords that start a declaration.
pub fn declarations() -> Vec<&'static str> {
    split::DECLARATIONS.iter().map(|(zh, _)| *zh).collect()
}
