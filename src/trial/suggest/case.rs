//! An input at an edge → a proposed case: the tables that differ from what is shared, and what they come to.

use super::super::sheet::{literal, quoted};
use super::base::{Base, From, Start};
use super::edges::{Edge, Goal};
use super::hunt::Found;
use super::proposal::{GivenRows, Proposal, ProposedCase, ProposedValue};
use crate::diagnostic::Words;
use crate::ir::batch::{Batch, Cell};
use crate::ir::fault::Fault;
use crate::ir::ids::SlotId;
use crate::ir::program::{Program, SlotKind};
use crate::ir::schema::ColumnSchema;
use crate::rows::Evaluation;
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;
use crate::wording::fault;
use std::collections::BTreeSet;

/// Amounts of money that a case expects besides the value of its rule.
const AMOUNTS: usize = 4;
/// Letters of a rule's text in the name of a case.
const SHOWN: usize = 36;

/// Makes cases, no two with the same data or the same name.
pub struct Maker<'a, 'p> {
    program: &'a Program,
    sources: &'a Sources,
    start: &'a Start,
    bases: &'a [Base<'p>],
    /// 其余 缺失: some starting point leaves things out.
    pub rest: bool,
    made: Vec<ProposedCase>,
    /// The related policies whose data were of use.
    pub kin: BTreeSet<usize>,
}

impl<'a, 'p> Maker<'a, 'p> {
    /// There is a first setting under which the policy can be run.
    pub fn new(start: &'a Start, bases: &'a [Base<'p>]) -> Option<Maker<'a, 'p>> {
        let loaded = &start.variants.first()?.loaded;
        let program = loaded.program.as_ref()?;
        let empty = |base: &Base<'_>| base.batch.tables.iter().any(|table| table.rows == 0);
        let rest = start.rest || bases.iter().filter(|base| !base.late).any(empty);
        Some(Maker { program, sources: &loaded.sources, start, bases, rest, made: Vec::new(), kin: BTreeSet::new() })
    }

    /// Puts the cases into a proposal: what all share stands once.
    pub fn finish(self, proposal: &mut Proposal) {
        let mut cases = self.made;
        if let Some(first) = cases.first().cloned() {
            let common = |of: &(String, String)| cases.iter().all(|case| case.params.contains(of));
            proposal.params = first.params.iter().filter(|param| common(param)).cloned().collect();
            proposal.day = first.day.filter(|day| cases.iter().all(|case| case.day.as_ref() == Some(day)));
            for case in &mut cases {
                case.params.retain(|param| !proposal.params.contains(param));
                case.day.take_if(|_| proposal.day.is_some());
            }
        }
        for schema in 0..self.program.schemas.len() {
            if let Some(shared) = shared(&cases, schema) {
                cases.iter_mut().for_each(|case| case.tables.retain(|table| *table != shared));
                proposal.tables.push(shared);
            }
        }
        cases.iter_mut().for_each(|case| case.tables.retain(|table| !table.rows.is_empty()));
        proposal.cases = cases;
    }

    /// Where an edge stands in the policy.
    pub fn place(&self, edge: &Edge) -> Words {
        let line = self
            .sources
            .get(edge.span.source)
            .map(|source| (source.name().to_owned(), source.place(edge.span.start).line));
        let (file, line) = line.unwrap_or_default();
        let words = self.sentence(edge);
        Words::new(format!("{file}:{line} {}", words.zh), format!("{file}:{line} {}", words.en))
    }

    /// An edge in words, as a remark beside the cases names it.
    pub fn sentence(&self, edge: &Edge) -> Words {
        let (rule, text) = (&edge.rule, self.text(edge));
        let kind = match edge.goal {
            Goal::Meet { .. } => ("", ""),
            Goal::Tie { .. } => ("取整 ", "rounding "),
            Goal::Switch { .. } => ("条件 ", "condition "),
        };
        Words::new(format!("{rule}：{}“{text}”", kind.0), format!("{rule}: {}\"{text}\"", kind.1))
    }

    fn text(&self, edge: &Edge) -> String {
        let text = self.sources.slice(edge.span).split_whitespace().collect::<Vec<_>>().join(" ");
        text.replace(['"', '“', '”', '＂'], "'").replace(['|', '｜'], " ")
    }

    /// Makes a case for an input; `false` where there is nothing to expect of it.
    pub fn take(&mut self, edge: &Edge, found: &Found) -> bool {
        let Some(base) = self.bases.get(found.base) else { return false };
        let Some(variant) = self.start.variants.get(base.variant) else { return false };
        let from = base.from;
        let base = base.with(&found.changes);
        self.rest |= base.batch.tables.iter().any(|table| table.rows == 0);
        let (tables, params) = (tables(self.program, &base.batch), variant.params.clone());
        let day = variant.day.map(|day| day.to_string());
        let same = |case: &ProposedCase| case.tables == tables && case.params == params && case.day == day;
        // One input may stand at several edges.
        let expects = self.expects(base.run(), edge, found.row);
        if let Some(known) = self.made.iter_mut().find(|case| same(case)) {
            let fresh: Vec<ProposedValue> =
                expects.into_iter().filter(|value| !known.expects.contains(value)).collect();
            known.expects.extend(fresh);
            return true;
        }
        if expects.is_empty() {
            return false;
        }
        let name = self.name(edge, found);
        let note = self.place(edge).zh.replace(['"', '“', '”', '＂'], "'").replace('|', " ");
        if let From::Kin(suite) = from {
            self.kin.insert(suite);
        }
        self.made.push(ProposedCase { name, note, params, day, tables, expects });
        true
    }

    fn name(&self, edge: &Edge, found: &Found) -> String {
        let text: String = self.text(edge).chars().take(SHOWN).collect();
        let side = match (&edge.goal, found.side, found.close) {
            (Goal::Meet { .. }, ..0, true) => "低一个单位",
            (Goal::Meet { .. }, ..0, false) => "较低",
            (Goal::Meet { .. }, 0, _) => "正好",
            (Goal::Meet { .. }, _, true) => "高一个单位",
            (Goal::Meet { .. }, _, false) => "较高",
            (Goal::Tie { .. }, ..) => "正好在中间",
            (Goal::Switch { .. }, 0, _) => "不成立",
            (Goal::Switch { .. }, ..) => "成立",
        };
        let plain = format!("{}：{text}：{side}", edge.rule);
        let mut name = plain.clone();
        let mut number = 2;
        while self.made.iter().any(|case| case.name == name) {
            name = format!("{plain}（{number}）");
            number += 1;
        }
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

/// The rows of a table that most cases have, if the others can take their own instead: a case cannot say that a shared
/// table is empty, and a single shared row fills the columns that a case does not list.
fn shared(cases: &[ProposedCase], schema: usize) -> Option<GivenRows> {
    let all = || cases.iter().filter_map(|case| case.tables.iter().find(|table| table.schema == schema));
    let mut counted: Vec<(&GivenRows, usize)> = Vec::new();
    for table in all().filter(|table| !table.rows.is_empty()) {
        match counted.iter_mut().find(|(known, _)| *known == table) {
            Some((_, count)) => *count += 1,
            None => counted.push((table, 1)),
        }
    }
    let most = counted.iter().map(|(_, count)| *count).max()?;
    let (wanted, _) = counted.into_iter().find(|(_, count)| *count == most)?;
    let listed = |table: &GivenRows, at: usize| {
        table.rows.iter().any(|cells| cells.get(at).is_some_and(|cell| !cell.is_empty()))
    };
    let columns = wanted.rows.first().map_or(0, Vec::len);
    let stands = |own: &GivenRows| {
        let fills = wanted.rows.len() == 1;
        !own.rows.is_empty() && (!fills || (0..columns).all(|at| !listed(wanted, at) || listed(own, at)))
    };
    all().filter(|own| *own != wanted).all(stands).then(|| wanted.clone())
}

/// A value as typed in a sheet; `None` for a number without end.
pub fn cell(value: &Value, ty: &Type) -> Option<String> {
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
