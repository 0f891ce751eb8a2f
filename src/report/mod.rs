//! Results for people and other programs: takes result tables, gives terminal text and the bytes of CSV, JSON and Excel
//! files. Never computes anything but totals; touches the disk only in `save`.

pub mod csv;
pub mod json;
pub mod show;
pub mod table;
pub mod text;
