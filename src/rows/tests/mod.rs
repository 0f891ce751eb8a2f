//! Small programs made by hand, and what they come to.

mod aggregates;
mod allocations;
mod assessments;
mod decisions;
mod derivations;
mod exceptions;
mod expressions;
mod faults;
mod outputs;

use super::{Evaluation, run};
use crate::ir::batch::{Batch, Cell, TableData};
use crate::ir::expr::{
    Aggregate, AggregateOp, Belonging, BinaryOp, Decision, DecisionKey, DecisionRow, Expr, ExprKind, HitPolicy, RowPath,
};
use crate::ir::fault::Fault;
use crate::ir::ids::{
    AggregateId, AssertionId, DecisionId, ExceptionId, ExprId, LocalId, ParamId, RelationId, SlotId, TableId,
};
use crate::ir::program::{
    Assertion, DatedValue, Derivation, Exception, ExceptionKind, Output, OutputItem, Param, Program, Relation, Slot,
    SlotKind, Step, Table, TableSource,
};
use crate::source::Span;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::value::Value;
use std::sync::Arc;

/// A program in the making.
#[derive(Default)]
pub(super) struct Build {
    pub program: Program,
    inputs: usize,
    places: usize,
}

impl Build {
    /// Every declaration and node gets a place of its own.
    pub fn span(&mut self) -> Span {
        self.places += 1;
        Span::new(Default::default(), self.places, self.places + 1)
    }

    /// An input table; a column whose name begins with `*` is a key.
    pub fn table(&mut self, name: &str, columns: &[&str]) -> (TableId, Vec<SlotId>) {
        self.inputs += 1;
        let source = TableSource::Input(self.inputs - 1);
        self.any_table(name, columns, source)
    }

    pub fn derived(&mut self, name: &str, columns: &[&str], derivation: Derivation) -> (TableId, Vec<SlotId>) {
        let (id, slots) = self.any_table(name, columns, TableSource::Derived(derivation));
        self.program.steps.push(Step::Derive(id));
        (id, slots)
    }

    fn any_table(&mut self, name: &str, columns: &[&str], source: TableSource) -> (TableId, Vec<SlotId>) {
        let id = TableId::at(self.program.tables.len());
        let slots: Vec<SlotId> = columns
            .iter()
            .enumerate()
            .map(|(index, column)| self.slot(column.trim_start_matches('*'), Some(id), SlotKind::Column(index)))
            .collect();
        let is_key = |(column, slot): (&&str, &SlotId)| column.starts_with('*').then_some(*slot);
        let keys = columns.iter().zip(&slots).filter_map(is_key).collect();
        let span = self.span();
        let table = Table { name: name.into(), columns: slots.clone(), keys, relations: Vec::new(), source, span };
        self.program.tables.push(table);
        (id, slots)
    }

    pub fn slot(&mut self, name: &str, owner: Option<TableId>, kind: SlotKind) -> SlotId {
        let span = self.span();
        let ty = Type::from(Kind::Text);
        self.program.slots.push(Slot { name: name.into(), owner, ty, kind, bases: Vec::new(), note: None, span });
        SlotId::at(self.program.slots.len() - 1)
    }

    /// A slot with its step.
    pub fn computed(&mut self, name: &str, owner: Option<TableId>, kind: SlotKind) -> SlotId {
        let slot = self.slot(name, owner, kind);
        self.program.steps.push(Step::Slot(slot));
        slot
    }

    pub fn formula(&mut self, name: &str, owner: Option<TableId>, value: ExprId) -> SlotId {
        self.computed(name, owner, SlotKind::Formula { value, exceptions: Vec::new() })
    }

    pub fn relation(&mut self, from: TableId, columns: &[SlotId], to: TableId) -> RelationId {
        self.program.relations.push(Relation { from, to, columns: columns.to_vec(), optional: false });
        RelationId::at(self.program.relations.len() - 1)
    }

    pub fn expr(&mut self, kind: ExprKind) -> ExprId {
        let span = self.span();
        self.program.exprs.push(Expr { kind, ty: Type::from(Kind::Text), span });
        ExprId::at(self.program.exprs.len() - 1)
    }

    pub fn lit(&mut self, text: &str) -> ExprId {
        self.expr(ExprKind::Constant(value(text)))
    }

    /// A slot of the row of a frame.
    pub fn at(&mut self, frame: u32, slot: SlotId) -> ExprId {
        self.via(frame, &[], slot)
    }

    pub fn via(&mut self, frame: u32, via: &[RelationId], slot: SlotId) -> ExprId {
        self.expr(ExprKind::Slot(RowPath { frame, via: via.to_vec() }, slot))
    }

    pub fn local(&mut self, name: &str) -> (LocalId, ExprId) {
        self.program.locals.push(name.into());
        let id = LocalId::at(self.program.locals.len() - 1);
        (id, self.expr(ExprKind::Local(id)))
    }

    pub fn bin(&mut self, op: BinaryOp, left: ExprId, right: ExprId) -> ExprId {
        self.expr(ExprKind::Binary(op, left, right))
    }

    pub fn aggregate(&mut self, aggregate: Aggregate) -> ExprId {
        self.program.aggregates.push(aggregate);
        let id = AggregateId::at(self.program.aggregates.len() - 1);
        self.expr(ExprKind::Aggregate(id))
    }

    pub fn param(&mut self, name: &str, values: &[(&str, &str, &str)]) -> ParamId {
        let span = self.span();
        let dated = |(from, to, text): &(&str, &str, &str)| DatedValue {
            from: Date::parse(from),
            to: Date::parse(to),
            value: value(text),
            bases: Vec::new(),
            span,
        };
        let values = values.iter().map(dated).collect();
        let ty = Type::from(Kind::Text);
        self.program.params.push(Param { name: name.into(), ty, values, bases: Vec::new(), note: None, span });
        ParamId::at(self.program.params.len() - 1)
    }

    pub fn decision(&mut self, hit: HitPolicy, keys: &[LocalId], rows: Vec<DecisionRow>) -> DecisionId {
        let ty = Type::from(Kind::Text);
        let keys = keys.iter().map(|local| DecisionKey { name: "键".into(), local: *local, ty }).collect();
        let span = self.span();
        self.program.decisions.push(Decision { name: Some("表".into()), keys, rows, hit, result: ty, span });
        DecisionId::at(self.program.decisions.len() - 1)
    }

    /// An exception with its yes/no slot; the slot's step stands where this is called.
    pub fn exception(
        &mut self,
        name: &str,
        owner: Option<TableId>,
        when: Option<ExprId>,
        effects: Vec<(SlotId, ExprId)>,
    ) -> ExceptionId {
        let id = ExceptionId::at(self.program.exceptions.len());
        let applies = self.computed(name, owner, SlotKind::Applies(id));
        let span = self.span();
        self.program.exceptions.push(Exception {
            name: name.into(),
            kind: ExceptionKind::Except,
            owner,
            when,
            unless: Vec::new(),
            effects,
            overridden_by: Vec::new(),
            lifted_by: Vec::new(),
            applies,
            reason: None,
            bases: Vec::new(),
            span,
        });
        id
    }

    pub fn assertion(&mut self, name: &str, owner: Option<TableId>, holds: ExprId, row_check: bool) -> AssertionId {
        let span = self.span();
        self.program.assertions.push(Assertion { name: name.into(), owner, holds, row_check, bases: Vec::new(), span });
        let id = AssertionId::at(self.program.assertions.len() - 1);
        self.program.steps.push(Step::Assert(id));
        id
    }

    pub fn output(&mut self, table: Option<TableId>, items: &[(ExprId, Option<SlotId>)]) -> usize {
        let span = self.span();
        let item =
            |(value, slot): &(ExprId, Option<SlotId>)| OutputItem { heading: "列".into(), value: *value, slot: *slot };
        let items = items.iter().map(item).collect();
        self.program
            .outputs
            .push(Output { name: "输出".into(), table, items, filter: None, order: Vec::new(), span });
        self.program.outputs.len() - 1
    }
}

/// An aggregate over all rows of a table, in frame 1.
pub(super) fn over(op: AggregateOp, table: TableId, value: Option<ExprId>) -> Aggregate {
    Aggregate {
        op,
        table,
        frame: 1,
        belongs: None,
        joins: Vec::new(),
        filter: None,
        value,
        weight: None,
        own: None,
        then: Vec::new(),
        span: Span::default(),
    }
}

/// The rows that belong to the row of frame 0.
pub(super) fn below(via: RelationId) -> Option<Belonging> {
    Some(Belonging { via: vec![via], outer: RowPath { frame: 0, via: Vec::new() } })
}

/// A value as it is written.
pub(super) fn value(text: &str) -> Value {
    let number = || Number::parse_decimal(text).map(Value::Number);
    let date = || Date::parse(text).map(Value::Date);
    match text {
        "是" => Value::Bool(true),
        "否" => Value::Bool(false),
        "缺失" => Value::Missing,
        "不适用" => Value::NotApplicable,
        _ => number().or_else(date).unwrap_or_else(|| Value::Text(text.into())),
    }
}

/// Tables of rows of cells parted by spaces; a cell that begins with `!` is bad.
pub(super) fn data(tables: &[&[&str]]) -> Batch {
    let cell = |text: &str| match text.strip_prefix('!') {
        Some(words) => Cell::Bad(Arc::from(words)),
        None => Cell::Good(value(text)),
    };
    let table = |rows: &&[&str]| {
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.split_whitespace().map(cell).collect()).collect();
        let width = rows.first().map_or(0, Vec::len);
        let column = |index: usize| rows.iter().map(|row| row[index].clone()).collect();
        TableData { rows: rows.len(), columns: (0..width).map(column).collect(), ..TableData::default() }
    };
    Batch { tables: tables.iter().map(table).collect() }
}

/// The values of a slot by row in key order; a fault by its name.
pub(super) fn shown(evaluation: &Evaluation, slot: SlotId) -> Vec<String> {
    let program = evaluation.program();
    let rows: Vec<Option<usize>> = match program.slot(slot).unwrap().owner {
        None => vec![None],
        Some(table) => evaluation.in_key_order(table).into_iter().map(Some).collect(),
    };
    rows.into_iter().map(|row| cell_words(evaluation, evaluation.value(slot, row))).collect()
}

pub(super) fn cell_words(evaluation: &Evaluation, cell: Result<Value, crate::ir::fault::BlameId>) -> String {
    match cell {
        Ok(value) => super::arith::words(&value).to_string(),
        Err(id) => fault_name(&evaluation.blame(id).fault),
    }
}

pub(super) fn fault_name(fault: &Fault) -> String {
    let text = format!("{fault:?}");
    text.split([' ', '(']).next().unwrap_or_default().to_owned()
}

/// A run of a program on the same data in every order of rows gives the same words.
pub(super) fn in_any_order(program: &Program, tables: &[&[&str]], slots: &[SlotId]) -> Vec<Vec<String>> {
    let straight = run(program, data(tables));
    let words: Vec<Vec<String>> = slots.iter().map(|slot| shown(&straight, *slot)).collect();
    let turned: Vec<Vec<&str>> = tables.iter().map(|rows| rows.iter().rev().copied().collect()).collect();
    let turned: Vec<&[&str]> = turned.iter().map(Vec::as_slice).collect();
    let backward = run(program, data(&turned));
    let again: Vec<Vec<String>> = slots.iter().map(|slot| shown(&backward, *slot)).collect();
    assert_eq!(words, again);
    let blames = |evaluation: &Evaluation| -> Vec<String> {
        evaluation.blames().map(|(_, blame)| format!("{:?} {:?} {:?}", blame.fault, blame.key, blame.values)).collect()
    };
    assert_eq!(blames(&straight), blames(&backward));
    words
}
