//! Results for people and other programs: takes result tables, gives terminal text and the bytes of CSV, JSON and Excel
//! files. Never computes anything but totals; touches the disk only in `save`.

pub mod audit;
pub mod csv;
pub mod diff;
pub mod diff_html;
pub mod doc;
pub mod explain_json;
pub mod explain_text;
pub mod headline;
pub mod inputs;
pub mod json;
pub mod ledger;
pub mod notice;
pub mod page;
pub mod paper;
pub mod publication;
pub mod publication_sheet;
pub mod receipt;
pub mod results;
pub mod save;
pub mod sheet;
pub mod show;
pub mod summary;
pub mod table;
pub mod template;
pub mod template_cases;
pub mod text;
pub mod trial_cover;
pub mod trial_data;
pub mod trial_diff;
pub mod trial_page;
pub mod trial_snapshot;
pub mod trial_text;
pub mod whatif;
pub mod workbook;
pub mod xlsx;
