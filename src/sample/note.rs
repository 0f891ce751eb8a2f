//! What could not be made as it was asked for.

use crate::diagnostic::Words;
use std::sync::Arc;

/// One thing that the sample lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// There are not as many different keys.
    FewKeys { table: Arc<str>, wanted: usize, made: usize },
    /// A row check that some rows still fail.
    Unmet { table: Arc<str>, check: Arc<str>, rows: usize },
    /// Rows that must refer to a table in which there are none.
    NoTarget { table: Arc<str>, target: Arc<str> },
}

impl Note {
    pub fn words(&self) -> Words {
        match self {
            Note::FewKeys { table, wanted, made } => Words::new(
                format!("表“{table}”要 {wanted} 行，键只能组成 {made} 行；要更多行，请增加它所引用的表的行数"),
                format!(
                    "table {table}: {wanted} rows were asked for, but there are keys for {made}; give the tables that it refers to more rows"
                ),
            ),
            Note::Unmet { table, check, rows } => Words::new(
                format!("表“{table}”有 {rows} 行没能满足校验“{check}”，运行时会被指出；请修改这些行，或换一个 --seed"),
                format!(
                    "table {table}: {rows} rows still fail the check {check}, and a run will say so; change them, or try another --seed"
                ),
            ),
            Note::NoTarget { table, target } => Words::new(
                format!("表“{table}”的行必须引用表“{target}”，而它没有行；请用 --rows {target}=行数 给它一些行"),
                format!("rows of {table} must refer to {target}, which has none; give it some by --rows {target}=N"),
            ),
        }
    }
}
