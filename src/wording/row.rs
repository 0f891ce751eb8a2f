//! Rows in words: by their keys, and by where they stood in the data.

use super::value::bare;
use crate::diagnostic::Words;
use crate::ir::batch::SourceName;
use crate::ir::ids::TableId;
use crate::ir::program::Program;
use crate::value::value::Value;

/// The keys of a row, parted by commas as `--row` takes them.
pub fn key(values: &[Value]) -> String {
    values.iter().map(bare).collect::<Vec<_>>().join(",")
}

/// The table and the keys: 集采品种 H1,氨氯地平,片剂. The whole is 整体.
pub fn name(program: &Program, table: Option<TableId>, values: &[Value]) -> Words {
    match table.and_then(|table| program.table(table)) {
        None => Words::new("整体", "overall"),
        Some(table) if values.is_empty() => Words::same(table.name.to_string()),
        Some(table) => Words::same(format!("{} {}", table.name, key(values))),
    }
}

/// Where a row stood: demo.xlsx，工作表“集采品种”，第 17 行.
pub fn origin(source: &SourceName, row: u32) -> Words {
    match &source.sheet {
        Some(sheet) => Words::new(
            format!("{}，工作表“{sheet}”，第 {row} 行", source.file),
            format!("{}, sheet \"{sheet}\", row {row}", source.file),
        ),
        None => Words::new(format!("{}，第 {row} 行", source.file), format!("{}, line {row}", source.file)),
    }
}
