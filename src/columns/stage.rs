//! A stage: one pass over the rows of a table, which fills slots and adds up groups.

use super::op::{Op, Reg, Source, Whose};
use crate::ir::expr::AggregateOp;
use crate::ir::ids::{AggregateId, AssertionId, RelationId, SlotId, TableId};
use std::collections::HashMap;

/// A computed value: its register, and what the words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Val {
    pub reg: Reg,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// word ÷ (scale × den)
    Number {
        scale: i64,
        den: Option<Reg>,
    },
    Bool,
    Text,
    Day,
}

/// What the words of a slot or group mean, without registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Number { scale: i64 },
    Ratio { scale: i64 },
    Bool,
    Text,
    Day,
}

impl Val {
    pub fn form(&self) -> Form {
        match self.kind {
            Kind::Number { scale, den: None } => Form::Number { scale },
            Kind::Number { scale, den: Some(_) } => Form::Ratio { scale },
            Kind::Bool => Form::Bool,
            Kind::Text => Form::Text,
            Kind::Day => Form::Day,
        }
    }

    pub fn den(&self) -> Option<Reg> {
        match self.kind {
            Kind::Number { den, .. } => den,
            Kind::Bool | Kind::Text | Kind::Day => None,
        }
    }
}

/// An aggregate over the rows of a stage's table.
#[derive(Clone, Debug)]
pub struct Group {
    pub aggregate: AggregateId,
    pub op: AggregateOp,
    /// The table whose rows have a group each; one group for all rows without it.
    pub outer: Option<TableId>,
    /// The path from the stage's rows to those of `outer`.
    pub path: Option<usize>,
    pub filter: Option<Reg>,
    pub value: Option<Val>,
    pub form: Form,
}

/// One pass over a table. Register `i` is written by operation `i`.
#[derive(Clone, Debug)]
pub struct Stage {
    pub table: TableId,
    pub ops: Vec<Op>,
    pub paths: Vec<Vec<RelationId>>,
    /// The slots that the stage fills, in the order of their steps.
    pub fills: Vec<(SlotId, Val)>,
    /// Indexes into the groups of the plan.
    pub groups: Vec<usize>,
    /// An assertion that the stage tests: it is alone then.
    pub test: Option<(AssertionId, Reg)>,
    known: HashMap<SlotId, Val>,
    loads: HashMap<(Source, Whose), Val>,
}

impl Stage {
    pub fn new(table: TableId) -> Stage {
        Stage {
            table,
            ops: Vec::new(),
            paths: Vec::new(),
            fills: Vec::new(),
            groups: Vec::new(),
            test: None,
            known: HashMap::new(),
            loads: HashMap::new(),
        }
    }

    /// Adds an operation, or finds it where it stands already.
    pub fn emit(&mut self, op: Op) -> Reg {
        match self.ops.iter().position(|known| *known == op) {
            Some(reg) => reg,
            None => {
                self.ops.push(op);
                self.ops.len() - 1
            }
        }
    }

    pub fn path(&mut self, via: &[RelationId]) -> usize {
        match self.paths.iter().position(|path| path == via) {
            Some(path) => path,
            None => {
                self.paths.push(via.to_vec());
                self.paths.len() - 1
            }
        }
    }

    /// Reads the words of a source.
    pub fn load(&mut self, what: Source, whose: Whose, form: Form) -> Val {
        if let Some(known) = self.loads.get(&(what, whose)) {
            return *known;
        }
        let reg = self.emit(Op::Load { what, whose, dens: false });
        let kind = match form {
            Form::Number { scale } => Kind::Number { scale, den: None },
            Form::Ratio { scale } => {
                let den = self.emit(Op::Load { what, whose, dens: true });
                Kind::Number { scale, den: Some(den) }
            }
            Form::Bool => Kind::Bool,
            Form::Text => Kind::Text,
            Form::Day => Kind::Day,
        };
        let val = Val { reg, kind };
        self.loads.insert((what, whose), val);
        val
    }

    /// The value of a slot that this stage has computed.
    pub fn known(&self, slot: SlotId) -> Option<Val> {
        self.known.get(&slot).copied()
    }

    pub fn fill(&mut self, slot: SlotId, val: Val) {
        self.fills.push((slot, val));
        self.known.insert(slot, val);
    }
}
