//! A program becomes parts: stages of the column machine, and steps that rows compute.

use super::Refusal;
use super::compile::Around;
use super::op::{Source, Whose};
use super::stage::{Form, Group, Stage, Val};
use crate::ir::expr::{Aggregate, AggregateOp};
use crate::ir::ids::{AggregateId, AssertionId, ExprId, SlotId, TableId};
use crate::ir::packed::Texts;
use crate::ir::program::{Program, SlotKind, Step};
use crate::value::types::{self, Digits};
use std::collections::HashMap;

/// What is done with one or more steps.
#[derive(Clone, Debug)]
pub enum Part {
    Stage(Box<Stage>),
    /// Computed by rows, and why.
    Rows(Step, Refusal),
}

/// The parts of a program, in their order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub parts: Vec<Part>,
    pub groups: Vec<Group>,
    /// What a slot's words mean, for those that the plan packs.
    pub forms: HashMap<SlotId, Form>,
    pub texts: Texts,
}

/// A plan while it is made.
pub struct Planner<'p> {
    pub program: &'p Program,
    pub parts: Vec<Part>,
    pub groups: Vec<Group>,
    pub texts: Texts,
    forms: HashMap<SlotId, Form>,
    /// The part that computes a slot; columns of input are there before the first.
    ready: HashMap<SlotId, usize>,
    /// By aggregate, its group and the part that adds it up; refused ones too.
    grouped: HashMap<AggregateId, Result<(usize, usize), Refusal>>,
}

/// Powers of ten that fit a word.
const MOST_DIGITS: u32 = 18;

/// Operations of one stage; a longer one is not worth its registers.
const MOST_OPS: usize = 2_000;

impl Plan {
    /// Plans all steps of a program.
    pub fn of(program: &Program) -> Plan {
        Plan::with(program, Texts::default())
    }

    /// The same where texts have their numbers already.
    pub fn with(program: &Program, texts: Texts) -> Plan {
        let mut planner = Planner {
            program,
            parts: Vec::new(),
            groups: Vec::new(),
            texts,
            forms: HashMap::new(),
            ready: HashMap::new(),
            grouped: HashMap::new(),
        };
        for step in &program.steps {
            planner.step(*step);
        }
        Plan { parts: planner.parts, groups: planner.groups, forms: planner.forms, texts: planner.texts }
    }
}

impl Planner<'_> {
    fn step(&mut self, step: Step) {
        let refusal = match step {
            Step::Slot(slot) => match self.slot_step(slot) {
                Ok(()) => return,
                Err(refusal) => refusal,
            },
            Step::Assert(assertion) => match self.assert_step(assertion) {
                Ok(()) => return,
                Err(refusal) => refusal,
            },
            Step::Derive(_) => Refusal::Derived,
            Step::Allocate(_) => Refusal::Allocation,
        };
        let place = self.parts.len();
        for slot in self.written(step) {
            self.ready.insert(slot, place);
        }
        self.parts.push(Part::Rows(step, refusal));
    }

    /// The slots that a step fills when rows compute it.
    fn written(&self, step: Step) -> Vec<SlotId> {
        match step {
            Step::Slot(slot) => vec![slot],
            Step::Derive(table) => self.program.table(table).map(|table| table.columns.clone()).unwrap_or_default(),
            Step::Allocate(id) => {
                let allocation = self.program.allocation(id);
                allocation.into_iter().flat_map(|a| [Some(a.share), a.residue_slot]).flatten().collect()
            }
            Step::Assert(_) => Vec::new(),
        }
    }

    fn slot_step(&mut self, id: SlotId) -> Result<(), Refusal> {
        let slot = self.program.slot(id).ok_or(Refusal::Kind)?;
        let table = slot.owner.ok_or(Refusal::Whole)?;
        if matches!(slot.kind, SlotKind::Column(_) | SlotKind::Share(_) | SlotKind::Residue(_)) {
            return Err(Refusal::Allocation);
        }
        // The stage of the step before, if that is on the same table; else, or where this step has to wait for it, a new one.
        if let Some(Part::Stage(last)) = self.parts.last()
            && last.table == table
            && last.test.is_none()
        {
            let mut stage = (**last).clone();
            let around = Around { place: self.parts.len() - 1, ..Around::default() };
            let had = self.parts.len();
            if let Ok(val) = self.rule(id, &mut stage, &around)
                && stage.ops.len() <= MOST_OPS
                && self.parts.len() == had
            {
                return self.finish(id, val, stage, around.place);
            }
        }
        let (val, stage) = self.alone(table, |planner, stage, around| planner.rule(id, stage, around))?;
        let place = self.parts.len();
        self.parts.push(Part::Stage(Box::new(Stage::new(table))));
        self.finish(id, val, stage, place)
    }

    /// Compiles into a new stage behind all parts. Aggregates may add parts on the way, so it is done until they are there.
    fn alone<T>(
        &mut self,
        table: TableId,
        compile: impl Fn(&mut Self, &mut Stage, &Around) -> Result<T, Refusal>,
    ) -> Result<(T, Stage), Refusal> {
        loop {
            let had = self.parts.len();
            let mut stage = Stage::new(table);
            let around = Around { place: had, ..Around::default() };
            let done = compile(self, &mut stage, &around);
            if self.parts.len() == had {
                return done.map(|done| (done, stage));
            }
        }
    }

    fn finish(&mut self, id: SlotId, val: Val, mut stage: Stage, place: usize) -> Result<(), Refusal> {
        stage.fill(id, val);
        self.forms.insert(id, val.form());
        self.ready.insert(id, place);
        if let Some(part) = self.parts.get_mut(place) {
            // Groups that were attached meanwhile stay.
            *part = Part::Stage(Box::new(stage));
        }
        Ok(())
    }

    fn assert_step(&mut self, id: AssertionId) -> Result<(), Refusal> {
        let assertion = self.program.assertion(id).ok_or(Refusal::Kind)?;
        let (table, holds) = (assertion.owner.ok_or(Refusal::Whole)?, assertion.holds);
        let (test, mut stage) = self.alone(table, |planner, stage, around| planner.truth(holds, stage, around))?;
        stage.test = Some((id, test));
        self.parts.push(Part::Stage(Box::new(stage)));
        Ok(())
    }

    /// What the words of a slot mean that is read by the part at `place`.
    pub fn form(&self, id: SlotId, place: usize) -> Result<Form, Refusal> {
        let slot = self.program.slot(id).ok_or(Refusal::Kind)?;
        match self.ready.get(&id) {
            Some(ready) if *ready >= place => return Err(Refusal::Later),
            Some(_) => {}
            None if matches!(slot.kind, SlotKind::Column(_)) && self.is_input(slot.owner) => {}
            None => return Err(Refusal::Later),
        }
        if let Some(form) = self.forms.get(&id) {
            return Ok(*form);
        }
        Ok(form_of(&slot.ty))
    }

    fn is_input(&self, table: Option<TableId>) -> bool {
        let table = table.and_then(|table| self.program.table(table));
        table.is_some_and(|table| matches!(table.source, crate::ir::program::TableSource::Input(_)))
    }

    /// What an aggregate comes to for the row of a stage.
    pub fn aggregate(&mut self, id: AggregateId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let program = self.program;
        let aggregate = program.aggregate(id).ok_or(Refusal::Kind)?;
        let (group, part) = match self.grouped.get(&id) {
            Some(known) => (*known)?,
            None => {
                let planned = self.group(id, aggregate, around.place);
                if !matches!(planned, Err(Refusal::Later)) {
                    self.grouped.insert(id, planned);
                }
                planned?
            }
        };
        if part >= around.place {
            return Err(Refusal::Later);
        }
        let whose = match &aggregate.belongs {
            None => Whose::Whole,
            Some(belonging) if belonging.outer.frame != around.frame => return Err(Refusal::Frame),
            Some(belonging) if belonging.outer.via.is_empty() => Whose::Own,
            Some(belonging) => Whose::Via(stage.path(&belonging.outer.via)),
        };
        let form = self.groups.get(group).map(|group| group.form).ok_or(Refusal::Kind)?;
        Ok(stage.load(Source::Group(group), whose, form))
    }

    /// Adds a group to the last stage over its table, or makes a stage for it.
    fn group(&mut self, id: AggregateId, aggregate: &Aggregate, place: usize) -> Result<(usize, usize), Refusal> {
        if !aggregate.joins.is_empty() || aggregate.own.is_some() || aggregate.weight.is_some() {
            return Err(Refusal::Aggregate);
        }
        let on_table = |part: &Part| matches!(part, Part::Stage(s) if s.table == aggregate.table && s.test.is_none());
        let last = self.parts.iter().take(place).rposition(on_table);
        // A check or a reference that fails later on spoils rows, which the group has to know.
        let spoils = |part: &Part| match part {
            Part::Stage(stage) => stage.test.is_some(),
            Part::Rows(Step::Assert(_) | Step::Derive(_), _) => true,
            Part::Rows(Step::Slot(_) | Step::Allocate(_), _) => false,
        };
        if let Some(last) = last
            && !self.parts.iter().take(place).skip(last).any(spoils)
            && let Some(Part::Stage(stage)) = self.parts.get(last)
        {
            let mut stage = (**stage).clone();
            let had = self.parts.len();
            if let Ok(group) = self.gather(id, aggregate, &mut stage, last)
                && self.parts.len() == had
            {
                return Ok((self.attach(group, stage, last), last));
            }
        }
        loop {
            let at = self.parts.len();
            let mut stage = Stage::new(aggregate.table);
            let group = self.gather(id, aggregate, &mut stage, at);
            if self.parts.len() == at {
                let group = group?;
                self.parts.push(Part::Stage(Box::new(Stage::new(aggregate.table))));
                return Ok((self.attach(group, stage, at), at));
            }
        }
    }

    fn attach(&mut self, group: Group, mut stage: Stage, at: usize) -> usize {
        let index = self.groups.len();
        self.groups.push(group);
        stage.groups.push(index);
        if let Some(part) = self.parts.get_mut(at) {
            *part = Part::Stage(Box::new(stage));
        }
        index
    }

    fn gather(
        &mut self,
        id: AggregateId,
        aggregate: &Aggregate,
        stage: &mut Stage,
        place: usize,
    ) -> Result<Group, Refusal> {
        let around = Around { frame: aggregate.frame, place, ..Around::default() };
        let inner = |planner: &mut Self, id: Option<ExprId>, stage: &mut Stage| match id {
            Some(id) => planner.expr(id, stage, &around).map(Some),
            None => Ok(None),
        };
        let filter = inner(self, aggregate.filter, stage)?;
        let value = inner(self, aggregate.value, stage)?;
        if filter.is_some_and(|filter| filter.form() != Form::Bool) {
            return Err(Refusal::Kind);
        }
        let form = form_of_group(aggregate.op, value)?;
        let (outer, path) = match &aggregate.belongs {
            None => (None, None),
            Some(belonging) => {
                let last = belonging.via.last().and_then(|last| self.program.relation(*last)).ok_or(Refusal::Kind)?;
                (Some(last.to), Some(stage.path(&belonging.via)))
            }
        };
        let filter = filter.map(|filter| filter.reg);
        Ok(Group { aggregate: id, op: aggregate.op, outer, path, filter, value, form })
    }
}

fn form_of_group(op: AggregateOp, value: Option<Val>) -> Result<Form, Refusal> {
    let number = || match value.map(|value| value.form()) {
        Some(Form::Number { scale }) => Ok(scale),
        Some(Form::Ratio { .. } | Form::Bool | Form::Text | Form::Day) | None => Err(Refusal::Aggregate),
    };
    let truth = |form: Option<Form>| if form == Some(Form::Bool) { Ok(Form::Bool) } else { Err(Refusal::Aggregate) };
    match op {
        AggregateOp::Sum => Ok(Form::Number { scale: number()? }),
        AggregateOp::Mean => Ok(Form::Ratio { scale: number()? }),
        AggregateOp::Max | AggregateOp::Min => match value.map(|value| value.form()) {
            Some(Form::Day) => Ok(Form::Day),
            Some(Form::Number { .. } | Form::Ratio { .. } | Form::Bool | Form::Text) | None => {
                Ok(Form::Number { scale: number()? })
            }
        },
        AggregateOp::Count => Ok(Form::Number { scale: 1 }),
        AggregateOp::Exists if value.is_none() => Ok(Form::Bool),
        AggregateOp::Exists | AggregateOp::All => truth(value.map(|value| value.form())),
        AggregateOp::WeightedMean
        | AggregateOp::CountDistinct
        | AggregateOp::ListOut
        | AggregateOp::Only
        | AggregateOp::Rank { .. }
        | AggregateOp::Percentile { .. } => Err(Refusal::Aggregate),
    }
}

/// What the words of a value of this type mean.
pub fn form_of(ty: &types::Type) -> Form {
    match ty.kind {
        types::Kind::Number(number) => match number.digits {
            Digits::At(digits) if digits <= MOST_DIGITS => Form::Number { scale: 10i64.pow(digits) },
            Digits::At(_) | Digits::Unbounded => Form::Ratio { scale: 1 },
        },
        types::Kind::Date => Form::Day,
        types::Kind::Text | types::Kind::Enum(_) => Form::Text,
        types::Kind::Bool => Form::Bool,
    }
}
