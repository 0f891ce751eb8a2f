//! An input at an edge → a proposed case: the tables that differ from what is shared, and what they come to.

use super::super::sheet::{literal, quoted};
use super::base::{Base, Start};
use super::edges::{Edge, Goal};
use super::proposal::{GivenRows, ProposedCase, ProposedValue};
use super::solve::Found;
use super::state::changed;
use crate::diagnostic::Words;
use crate::ir::batch::{Batch, Cell};
use crate::ir::fault::Fault;
use crate::ir::ids::SlotId;
use crate::ir::program::{Program, SlotKind};
use crate::ir::schema::ColumnSchema;
use crate::rows::{self, Evaluation};
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;
use crate::wording::fault;

/// Amounts of money that a case expects besides the value of its rule.
const AMOUNTS: usize = 4;
/// Letters of a rule's text in the name of a case.
const SHOWN: usize = 36;

/// Makes cases, no two with the same data or the same name.
pub struct Maker<'a> {
    program: &'a Program,
    sources: &'a Sources,
    bases: &'a [Base<'a>],
    rest: bool,
    shared: Vec<GivenRows>,
    seen: Vec<Vec<GivenRows>>,
    names: Vec<String>,
}

impl<'a> Maker<'a> {
    pub fn new(program: &'a Program, sources: &'a Sources, start: &Start, bases: &'a [Base<'a>]) -> Maker<'a> {
        let shared = bases.first().map(|base| tables(program, &base.batch)).unwrap_or_default();
        Maker { program, sources, bases, rest: start.rest, shared, seen: Vec::new(), names: Vec::new() }
    }

    /// The data that all cases share.
    pub fn shared(&self) -> Vec<GivenRows> {
        self.shared.iter().filter(|table| !table.rows.is_empty()).cloned().collect()
    }

    /// Where an edge stands in the policy.
    pub fn place(&self, edge: &Edge) -> Words {
        let line = self
            .sources
            .get(edge.span.source)
            .map(|source| (source.name().to_owned(), source.place(edge.span.start).line));
        let (file, line) = line.unwrap_or_default();
        let (rule, text) = (&edge.rule, self.text(edge));
        let kind = match edge.goal {
            Goal::Meet { .. } => ("", ""),
            Goal::Tie { .. } => ("取整 ", "rounding "),
            Goal::Switch { .. } => ("条件 ", "condition "),
        };
        Words::new(
            format!("{file}:{line} {rule}：{}“{text}”", kind.0),
            format!("{file}:{line} {rule}: {}\"{text}\"", kind.1),
        )
    }

    fn text(&self, edge: &Edge) -> String {
        let text = self.sources.slice(edge.span).split_whitespace().collect::<Vec<_>>().join(" ");
        text.replace(['"', '“', '”', '＂'], "'").replace(['|', '｜'], " ")
    }

    /// A case for an input; `None` where its data are those of another one, or no case could give them.
    pub fn case(&mut self, edge: &Edge, found: &Found) -> Option<ProposedCase> {
        let base = self.bases.get(found.base)?;
        let batch = changed(base, &found.changes);
        let all = tables(self.program, &batch);
        let own: Vec<GivenRows> = all.iter().filter(|table| !self.shared.contains(table)).cloned().collect();
        // A case has no way to say that a table which all others share is empty.
        if own.iter().any(|table| table.rows.is_empty()) || self.seen.contains(&own) {
            return None;
        }
        let run = rows::run_watched(self.program, batch, &base.unchecked, false);
        let expects = self.expects(&run, edge, found.row);
        if expects.is_empty() {
            return None;
        }
        self.seen.push(own.clone());
        let name = self.name(edge, found.side);
        let note = self.place(edge).zh.replace(['"', '“', '”', '＂'], "'").replace('|', " ");
        Some(ProposedCase { name, note, tables: own, expects })
    }

    fn name(&mut self, edge: &Edge, side: i32) -> String {
        let text: String = self.text(edge).chars().take(SHOWN).collect();
        let side = match (&edge.goal, side) {
            (Goal::Meet { .. }, ..0) => "低一个单位",
            (Goal::Meet { .. }, 0) => "正好",
            (Goal::Meet { .. }, _) => "高一个单位",
            (Goal::Tie { .. }, _) => "正好在中间",
            (Goal::Switch { .. }, 0) => "不成立",
            (Goal::Switch { .. }, _) => "成立",
        };
        let plain = format!("{}：{text}：{side}", edge.rule);
        let mut name = plain.clone();
        let mut number = 2;
        while self.names.contains(&name) {
            name = format!("{plain}（{number}）");
            number += 1;
        }
        self.names.push(name.clone());
        name
    }

    /// The value of the rule, the amounts that are put out, and the errors that nobody may overlook.
    fn expects(&self, run: &Evaluation<'_>, edge: &Edge, row: Option<usize>) -> Vec<ProposedValue> {
        let mut found: Vec<ProposedValue> = Vec::new();
        let mut add = |value: Option<ProposedValue>| {
            if let Some(value) = value.filter(|value| !found.contains(value)) {
                found.push(value);
            }
        };
        if let Some(slot) = edge.slot {
            add(self.value(run, slot, row));
        }
        let mut amounts = 0;
        for slot in self.amounts() {
            let Some(owner) = self.program.slot(slot).map(|slot| slot.owner) else { continue };
            let rows: Vec<Option<usize>> = match owner {
                None => vec![None],
                Some(table) if edge.context.owner == Some(table) => vec![row],
                Some(table) if run.rows(table) <= 2 => run.in_key_order(table).into_iter().map(Some).collect(),
                Some(_) => Vec::new(),
            };
            for row in rows {
                if amounts < AMOUNTS {
                    add(self.value(run, slot, row));
                    amounts += 1;
                }
            }
        }
        let mut codes: Vec<&str> = Vec::new();
        for (_, blame) in run.blames() {
            let checks = matches!(blame.fault, Fault::AssertionFailed { .. } | Fault::CheckFailed { .. });
            let loud = checks || !self.rest && !matches!(blame.fault, Fault::BadCell { .. });
            let code = fault::code(&blame.fault);
            if loud && !codes.contains(&code) {
                codes.push(code);
            }
        }
        for code in codes {
            let words = format!("错误 {code}");
            add(Some(ProposedValue { table: None, key: Vec::new(), name: String::new(), cell: words.clone(), words }));
        }
        found
    }

    /// The amounts of money that outputs show.
    fn amounts(&self) -> Vec<SlotId> {
        let mut slots: Vec<SlotId> = Vec::new();
        for slot in self.program.outputs.iter().flat_map(|output| &output.items).filter_map(|item| item.slot) {
            let own = self.program.slot(slot);
            let money = own.is_some_and(|own| {
                matches!(own.ty.kind, Kind::Number(shape) if shape.unit == Unit::YUAN)
                    && !matches!(own.kind, SlotKind::Column(_))
            });
            if money && !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        // What is put out last is what the others lead to.
        slots.reverse();
        slots
    }

    fn value(&self, run: &Evaluation<'_>, id: SlotId, row: Option<usize>) -> Option<ProposedValue> {
        let slot = self.program.slot(id)?;
        let row = slot.owner.and(row);
        if slot.owner.is_some() && row.is_none() {
            return None;
        }
        let table = slot.owner.and_then(|table| self.program.table(table));
        let types: Vec<Type> = table
            .iter()
            .flat_map(|table| &table.keys)
            .filter_map(|key| self.program.slot(*key))
            .map(|slot| slot.ty)
            .collect();
        let values = slot.owner.zip(row).map(|(table, row)| run.key(table, row)).unwrap_or_default();
        let key: Vec<String> = values.iter().zip(&types).map(|(value, ty)| cell(value, ty)).collect::<Option<_>>()?;
        let cell = match run.value(id, row) {
            Ok(value) => cell(&value, &slot.ty)?,
            Err(blame) => {
                let blame = run.blame(blame);
                let fault = &blame.fault;
                if matches!(fault, Fault::BadCell { .. }) {
                    return None;
                }
                format!("错误 {}", fault::code(fault))
            }
        };
        let keys: Vec<String> = key.iter().zip(&types).map(|(key, ty)| literal(self.program, ty, key)).collect();
        let keys = if keys.is_empty() { String::new() } else { format!("[{}]", keys.join(", ")) };
        let place = format!("{}{keys}.{}", table.map_or("整体", |table| &table.name), slot.name);
        let words = if cell.starts_with("错误") {
            format!("{place} {cell}")
        } else if cell.is_empty() {
            format!("{place} = {}", quoted(""))
        } else {
            format!("{place} = {}", literal(self.program, &slot.ty, &cell))
        };
        // An empty cell of a sheet expects nothing.
        (!cell.is_empty()).then(|| ProposedValue {
            table: table.map(|table| table.name.to_string()),
            key,
            name: slot.name.to_string(),
            cell,
            words,
        })
    }
}

/// A value as typed in a sheet; `None` for a number without end.
fn cell(value: &Value, ty: &Type) -> Option<String> {
    Some(match value {
        Value::Number(number) => match ty.kind {
            Kind::Number(shape) if shape.percent => format!("{}%", (number * &Number::from(100)).to_decimal()?),
            Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => number.to_decimal()?,
        },
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => {
            crate::wording::value::bare(value)
        }
    })
}

/// All tables of some data as typed, in the order of the schemas.
fn tables(program: &Program, batch: &Batch) -> Vec<GivenRows> {
    let one = |(schema, table): (usize, &crate::ir::batch::TableData)| {
        let columns = program.schemas.get(schema).map(|schema| schema.columns.as_slice()).unwrap_or_default();
        let cells = |row: usize| {
            let cells = table.columns.iter().zip(columns);
            cells.map(|(cells, column)| cells.get(row).map(|cell| typed(cell, column)).unwrap_or_default()).collect()
        };
        GivenRows { schema, rows: (0..table.rows).map(cells).collect() }
    };
    batch.tables.iter().enumerate().map(one).collect()
}

/// A cell of data in the unit of its file; nothing where the starting point leaves it out.
fn typed(cell: &Cell, column: &ColumnSchema) -> String {
    let Cell::Good(value) = cell else { return String::new() };
    let in_file = match value {
        Value::Number(number) => number.checked_div(&column.scale).map_or_else(|| value.clone(), Value::Number),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => value.clone(),
    };
    let plain = column.scale == Number::one();
    let text = if plain { self::cell(&in_file, &column.ty) } else { Some(crate::wording::value::bare(&in_file)) };
    text.unwrap_or_default()
}
