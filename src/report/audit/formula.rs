//! A formula as Excel reads it.

use super::{Call, Tree};
use rust_xlsxwriter::utility::row_col_to_cell;

/// Where things stand in the workbook.
pub(super) struct Places<'a> {
    /// By plan: the name of its sheet.
    pub names: &'a [String],
    /// By plan and column: the column of the sheet.
    pub columns: &'a [Vec<u16>],
    /// By plan: the column that the rows refer by, for each relation's first column.
    pub keys: &'a dyn Fn(usize, crate::ir::ids::RelationId) -> Option<u16>,
    /// By plan: the first and the last row of data.
    pub rows: &'a [(u32, u32)],
}

impl Places<'_> {
    /// The formula of a cell of a plan's sheet.
    pub fn text(&self, plan: usize, row: u32, tree: &Tree) -> Option<String> {
        Some(match tree {
            Tree::Number(number) => match number.to_decimal() {
                Some(text) => text,
                None => format!("({}/{})", number.numerator_text(), number.denominator_text()),
            },
            Tree::Truth(true) => "TRUE".to_owned(),
            Tree::Truth(false) => "FALSE".to_owned(),
            Tree::Cell(column) => row_col_to_cell(row, *self.columns.get(plan)?.get(*column)?),
            Tree::SumOf { plan: other, column, relation } => {
                let key = (self.keys)(*other, *relation)?;
                let (sums, keys) =
                    (self.range(*other, *self.columns.get(*other)?.get(*column)?)?, self.range(*other, key)?);
                // The key of a row stands in the first column of its sheet.
                format!("SUMIFS({sums},{keys},{})", row_col_to_cell(row, 0))
            }
            Tree::Between(sign, a, b) => {
                format!("({}{sign}{})", self.text(plan, row, a)?, self.text(plan, row, b)?)
            }
            Tree::Call(call, parts) => {
                let parts: Option<Vec<String>> = parts.iter().map(|part| self.text(plan, row, part)).collect();
                call_text(*call, &parts?.join(","))
            }
        })
    }

    fn range(&self, plan: usize, column: u16) -> Option<String> {
        let (first, last) = *self.rows.get(plan)?;
        let absolute = |row| rust_xlsxwriter::utility::row_col_to_cell_absolute(row, column);
        Some(format!("'{}'!{}:{}", self.names.get(plan)?, absolute(first), absolute(last)))
    }
}

fn call_text(call: Call, parts: &str) -> String {
    match call {
        Call::Negate => format!("(-{parts})"),
        Call::Not => format!("NOT({parts})"),
        Call::And => format!("AND({parts})"),
        Call::Or => format!("OR({parts})"),
        Call::If => format!("IF({parts})"),
        Call::Max => format!("MAX({parts})"),
        Call::Min => format!("MIN({parts})"),
        Call::Round(digits) => format!("ROUND({parts},{digits})"),
        Call::RoundDown(digits) => format!("ROUNDDOWN({parts},{digits})"),
        Call::RoundUp(digits) => format!("ROUNDUP({parts},{digits})"),
    }
}
