//! Values, rows and faults in words for people who know Excel: takes what a run knows, gives texts in both languages.
//! Never computes anything and never knows terminals or files of results.

pub mod capital;
pub mod fault;
pub mod group;
pub mod row;
pub mod value;
