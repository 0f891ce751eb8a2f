//! A settlement told to the one it is about: what was decided, how it was computed, what it rests on. Takes a run and a row,
//! gives fields for a template; every figure is one that `explain` tells of the same row.

mod facts;
mod related;
mod steps;

use super::headline::Headline;
use super::results;
use super::table::ResultTable;
use crate::diagnostic::{Lang, Words};
use crate::explain::{Grounds, Question, Target, explain_on};
use crate::ir::ids::TableId;
use crate::layer::Merged;
use crate::rows::Evaluation;
use crate::source::Sources;
pub use related::grid;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The version of the fields; it grows when one changes its meaning.
pub const VERSION: u32 = 1;

/// What all notices of one settlement share.
#[derive(Debug)]
pub struct Desk<'a, 'p> {
    pub run: &'a Evaluation<'p>,
    pub sources: &'a Sources,
    pub merged: &'a Merged,
    /// The table whose rows are told.
    pub table: TableId,
    /// The output that the result stands in, and the item that is the result.
    output: usize,
    item: usize,
    tables: Vec<ResultTable>,
    /// What the desk itself puts in: its name, its day, where to object.
    fill: BTreeMap<String, String>,
}

impl<'a, 'p> Desk<'a, 'p> {
    /// A desk for the rows of a table (that of the first output without one); the result is the column `of`, or the last
    /// amount of the first output of that table.
    ///
    /// # Errors
    /// Why there is no result to tell.
    pub fn new(
        (run, sources, merged): (&'a Evaluation<'p>, &'a Sources, &'a Merged),
        table: Option<TableId>,
        of: Option<&str>,
        fill: BTreeMap<String, String>,
    ) -> Result<Self, Words> {
        let Headline { table, output, item } = Headline::find(run.program(), table, of)?;
        Ok(Desk { run, sources, merged, table, output, item, tables: results::tables(run, Lang::Zh), fill })
    }

    /// The rows that have a notice, in the order of the output.
    pub fn rows(&self) -> Vec<usize> {
        self.run.output(self.output).iter().filter_map(|out| out.row).collect()
    }

    /// The fields of one row's notice.
    pub fn notice(&self, row: usize) -> Value {
        let mut map = Map::new();
        map.insert("版本".to_owned(), json!(VERSION));
        map.insert("政策".to_owned(), self.policy());
        map.insert("对象".to_owned(), self.subject(row));
        map.insert("结果".to_owned(), self.result(row));
        map.insert("各项".to_owned(), self.items(row));
        map.insert("步骤".to_owned(), json!(self.steps(row)));
        map.insert("考核".to_owned(), json!(self.assessments(row)));
        let (applied, others) = self.exclusions(row);
        map.insert("排除".to_owned(), json!(applied));
        map.insert("未适用".to_owned(), json!(others));
        map.insert("附表".to_owned(), json!(self.related(row)));
        map.insert("数据".to_owned(), json!(self.data(row)));
        map.insert("填".to_owned(), json!(self.fill));
        Value::Object(map)
    }

    /// The derivation of the result alone: what other columns share with it is told here in full.
    fn steps(&self, row: usize) -> Vec<Value> {
        let output = self.run.program().outputs.get(self.output);
        let slot = output.and_then(|output| output.items.get(self.item)).and_then(|item| item.slot);
        let target = slot.map_or(Target::Outputs, |slot| Target::Slots(vec![slot]));
        let grounds = Grounds { merged: Some(self.merged), ..Grounds::new(self.sources) };
        let explanation = explain_on(self.run, &grounds, &Question { row: Some((self.table, row)), target });
        let heading = self.heading();
        let node = explanation.nodes.iter().find(|node| slot.is_some() || node.title.zh == heading);
        node.map(steps::steps).unwrap_or_default()
    }

    fn heading(&self) -> String {
        let output = self.run.program().outputs.get(self.output);
        output.and_then(|output| output.items.get(self.item)).map_or_else(String::new, |item| item.heading.to_string())
    }
}
