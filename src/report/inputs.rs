//! Rows of data as tables that can be read back: headings with their units, numbers in the unit of the file.

use super::table::{ResultCell, ResultColumn, ResultTable};
use crate::ir::batch::{Batch, Cell, TableData};
use crate::ir::schema::{ColumnSchema, TableSchema};
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::value::Value;

/// The tables of a batch, in the order of the schemas.
pub fn tables(schemas: &[TableSchema], batch: &Batch) -> Vec<ResultTable> {
    schemas.iter().zip(&batch.tables).map(|(schema, data)| table(schema, data)).collect()
}

fn table(schema: &TableSchema, data: &TableData) -> ResultTable {
    let row = |row: usize| {
        let cells = schema.columns.iter().zip(&data.columns);
        cells.map(|(column, cells)| cell(column, cells.get(row))).collect()
    };
    ResultTable {
        name: schema.name.clone(),
        columns: schema.columns.iter().map(column).collect(),
        rows: (0..data.rows).map(row).collect(),
    }
}

fn column(column: &ColumnSchema) -> ResultColumn {
    let number = matches!(column.ty.kind, Kind::Number(_));
    ResultColumn {
        heading: column.name.clone(),
        decimals: number.then_some(0),
        percent: is_percent(column),
        unit: column.unit_name.clone().filter(|unit| !unit.is_empty()),
        summable: false,
    }
}

fn is_percent(column: &ColumnSchema) -> bool {
    matches!(column.ty.kind, Kind::Number(ty) if ty.percent) && column.scale == Number::one()
}

fn cell(column: &ColumnSchema, cell: Option<&Cell>) -> ResultCell {
    match cell {
        Some(Cell::Good(Value::Number(number))) => {
            let in_file = number.checked_div(&column.scale).unwrap_or_else(|| number.clone());
            ResultCell::Value(Value::Number(in_file))
        }
        Some(Cell::Good(value)) => ResultCell::Value(value.clone()),
        Some(Cell::Bad(words)) => ResultCell::Fault(words.clone()),
        None => ResultCell::Value(Value::Missing),
    }
}
