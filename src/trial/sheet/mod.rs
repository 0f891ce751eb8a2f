//! Cases as a sheet: takes the sheets of a workbook or CSV file and the program they try, gives the same cases as text,
//! with the row of the sheet from which each line came. Knows no file and no layout of a template.

mod heading;
mod literal;
mod problem;
mod read;
mod text;

pub(super) use literal::{literal, quoted};
pub(super) use problem::at;
pub use problem::place;
pub(super) use read::read;
pub use read::{CASES, CONFIRM, EXPECTED, SHARED, TO_CONFIRM};
pub use text::Spot;
