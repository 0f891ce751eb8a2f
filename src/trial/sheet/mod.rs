//! Cases as a sheet: takes the sheets of a workbook or CSV file and the program they try, gives the same cases as text,
//! with the row of the sheet from which each line came. Knows no file and no layout of a template.

mod heading;
mod literal;
mod read;
mod text;

pub(super) use literal::{literal, quoted};
pub use read::{CASES, CONFIRM, EXPECTED, SHARED, TO_CONFIRM, place};
pub(super) use read::{at, read};
pub use text::Spot;
