//! The one result that a settlement is told by: an item of an output of a table.

use crate::diagnostic::Words;
use crate::ir::ids::{ExprId, SlotId, TableId};
use crate::ir::program::{Output, Program};
use crate::rows::Evaluation;
use crate::value::types::Kind;
use crate::value::unit::Unit;
use crate::wording::value as words;

/// Where the result stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headline {
    /// The table whose rows have the result.
    pub table: TableId,
    /// The output, and the item of it.
    pub output: usize,
    pub item: usize,
}

impl Headline {
    /// The result of the rows of a table (that of the first output without one): the column `of`, or the last amount of the
    /// first output of that table.
    ///
    /// # Errors
    /// Why there is no result to tell.
    pub fn find(program: &Program, table: Option<TableId>, of: Option<&str>) -> Result<Headline, Words> {
        let outputs = &program.outputs;
        let table = table.or_else(|| outputs.iter().find_map(|output| output.table));
        let Some(table) = table else {
            return Err(Words::new("政策没有按行输出的表", "the policy puts out no table of rows"));
        };
        let fits = |output: &Output| match of {
            Some(name) => output.items.iter().position(|item| item.heading.trim() == name.trim()),
            None => output.items.iter().rposition(|item| is_money(program, item.value)),
        };
        let candidates = outputs.iter().enumerate().filter(|(_, output)| output.table == Some(table));
        let found = candidates.clone().find_map(|(output, one)| Some(Headline { table, output, item: fits(one)? }));
        found.ok_or_else(|| {
            let known: Vec<&str> =
                candidates.flat_map(|(_, output)| output.items.iter().map(|item| item.heading.trim())).collect();
            Words::new(
                format!("不知道要说哪一项结果，用 --of 指明；可以是：{}", known.join("、")),
                format!("it is not clear which result to tell: name it by --of, one of {}", known.join(", ")),
            )
        })
    }
}

/// Whether an expression is an amount.
pub fn is_money(program: &Program, id: ExprId) -> bool {
    match program.expr(id).map(|expr| expr.ty.kind) {
        Some(Kind::Number(shape)) => shape.unit == Unit::YUAN,
        Some(Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_)) | None => false,
    }
}

/// The name of a row: its first text that is no key; empty where it has none.
pub fn name(run: &Evaluation<'_>, table: TableId, row: usize) -> String {
    let program = run.program();
    let Some(shape) = program.table(table) else { return String::new() };
    let is_name = |id: &&SlotId| {
        !shape.keys.contains(id) && program.slot(**id).is_some_and(|slot| matches!(slot.ty.kind, Kind::Text))
    };
    let value = shape.columns.iter().find(is_name).and_then(|id| run.value(*id, Some(row)).ok());
    value.map(|value| words::bare(&value)).unwrap_or_default()
}
