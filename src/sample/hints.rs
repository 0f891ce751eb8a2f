//! What a policy compares its columns with: thresholds, texts and days, and which columns are held against each other.

use crate::ir::expr::{Cell, ExprKind};
use crate::ir::ids::{ExprId, LocalId, ParamId, SlotId};
use crate::ir::packed::origin;
use crate::ir::program::{Derivation, Program, SlotKind, TableSource};
use crate::value::date::Date;
use crate::value::op::BinaryOp;
use crate::value::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Formulas and derived columns that are looked through on the way to a column.
const DEEPEST: u32 = 8;
/// Values of one list that are used.
const MOST_OF_LIST: usize = 60;

/// What is known of the columns, by slot; those that are compared for equality share what is known.
pub(super) struct Hints {
    marks: BTreeMap<SlotId, BTreeSet<Value>>,
    group: BTreeMap<SlotId, SlotId>,
    /// The days in which dates usually lie, as places on the line.
    pub year: (i128, i128),
    none: BTreeSet<Value>,
}

impl Hints {
    pub fn of(program: &Program) -> Hints {
        let mut survey = Survey { program, marks: BTreeMap::new(), group: BTreeMap::new(), locals: locals(program) };
        for expr in &program.exprs {
            survey.node(&expr.kind);
        }
        for aggregate in &program.aggregates {
            for (one, other) in &aggregate.joins {
                survey.same(*one, *other);
            }
        }
        for derivation in derivations(program) {
            for (one, other) in derivation.sources.iter().flat_map(|source| &source.joins) {
                survey.same(*one, *other);
            }
        }
        for relation in &program.relations {
            let keys = program.table(relation.to).map(|table| table.keys.clone()).unwrap_or_default();
            for (column, key) in relation.columns.iter().zip(keys) {
                survey.join(*column, key);
            }
        }
        survey.finish()
    }

    /// The values that a column is compared with.
    pub fn marks(&self, slot: SlotId) -> &BTreeSet<Value> {
        self.marks.get(&self.root(slot)).unwrap_or(&self.none)
    }

    /// The first of the columns that share their values with this one.
    pub fn root(&self, slot: SlotId) -> SlotId {
        self.group.get(&slot).copied().unwrap_or(slot)
    }
}

fn derivations(program: &Program) -> impl Iterator<Item = &Derivation> {
    program.tables.iter().filter_map(|table| match &table.source {
        TableSource::Derived(derivation) => Some(derivation),
        TableSource::Input(_) => None,
    })
}

/// What each local stands for.
fn locals(program: &Program) -> BTreeMap<LocalId, Vec<ExprId>> {
    let mut locals: BTreeMap<LocalId, Vec<ExprId>> = BTreeMap::new();
    for expr in &program.exprs {
        if let ExprKind::Decide { decision, keys } = &expr.kind
            && let Some(decision) = program.decision(*decision)
        {
            for (key, expr) in decision.keys.iter().zip(keys) {
                locals.entry(key.local).or_default().push(*expr);
            }
        }
    }
    for indicator in program.assessments.iter().flat_map(|assessment| &assessment.indicators) {
        locals.entry(indicator.value_local).or_default().push(indicator.value);
    }
    locals
}

struct Survey<'p> {
    program: &'p Program,
    marks: BTreeMap<SlotId, BTreeSet<Value>>,
    group: BTreeMap<SlotId, SlotId>,
    locals: BTreeMap<LocalId, Vec<ExprId>>,
}

impl Survey<'_> {
    fn node(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Binary(op, left, right) if op.compares() => {
                self.compare(*left, *right);
                if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
                    self.same(*left, *right);
                }
            }
            ExprKind::AtLeast(value, bound) | ExprKind::AtMost(value, bound) => self.compare(*value, *bound),
            ExprKind::Between { value, low, high } => {
                for (bound, _) in low.iter().chain(high) {
                    self.compare(*value, *bound);
                }
            }
            ExprKind::InSet { value, set } => {
                for member in set {
                    self.compare(*value, *member);
                    self.same(*value, *member);
                }
            }
            ExprKind::InList { value, list } => {
                let list = self.program.list(*list).map(|list| list.values.iter().take(MOST_OF_LIST));
                let values: Vec<Value> = list.into_iter().flatten().cloned().collect();
                self.mark(*value, &values);
            }
            ExprKind::ParamAt { param, day } => {
                let days = self.days_of(*param);
                self.mark(*day, &days);
            }
            ExprKind::Decide { decision, keys } => {
                let Some(decision) = self.program.decision(*decision) else { return };
                for row in &decision.rows {
                    for (key, cell) in keys.iter().zip(&row.cells) {
                        for bound in cell.bounds() {
                            self.compare(*key, bound);
                            if matches!(cell, Cell::OneOf(_) | Cell::NoneOf(_)) {
                                self.same(*key, bound);
                            }
                        }
                    }
                }
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::If { .. }
            | ExprKind::Round { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => {}
        }
    }

    fn compare(&mut self, one: ExprId, other: ExprId) {
        for (value, against) in [(one, other), (other, one)] {
            let known = self.constants(against);
            self.mark(value, &known);
        }
    }

    fn mark(&mut self, expr: ExprId, values: &[Value]) {
        for slot in self.columns(expr, DEEPEST) {
            self.marks.entry(slot).or_default().extend(values.iter().cloned());
        }
    }

    /// The columns of both sides hold the same sort of thing.
    fn same(&mut self, one: ExprId, other: ExprId) {
        let (ones, others) = (self.columns(one, DEEPEST), self.columns(other, DEEPEST));
        for one in &ones {
            for other in &others {
                self.join(*one, *other);
            }
        }
    }

    fn join(&mut self, one: SlotId, other: SlotId) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.group.insert(one.max(other), one.min(other));
        }
    }

    fn root(&self, slot: SlotId) -> SlotId {
        let mut root = slot;
        while let Some(next) = self.group.get(&root) {
            root = *next;
        }
        root
    }

    /// The values of an expression that does not depend on data.
    fn constants(&self, id: ExprId) -> Vec<Value> {
        match self.program.expr(id).map(|expr| &expr.kind) {
            Some(ExprKind::Constant(value)) => vec![value.clone()],
            Some(ExprKind::Negate(inner)) => {
                let number =
                    |value| if let Value::Number(number) = value { Some(Value::Number(-number)) } else { None };
                self.constants(*inner).into_iter().filter_map(number).collect()
            }
            Some(ExprKind::Param(param) | ExprKind::ParamAt { param, .. }) => {
                let values = self.program.param(*param).map(|param| param.values.iter());
                values.into_iter().flatten().map(|dated| dated.value.clone()).collect()
            }
            Some(_) | None => Vec::new(),
        }
    }

    fn days_of(&self, param: ParamId) -> Vec<Value> {
        let Some(param) = self.program.param(param) else { return Vec::new() };
        param.values.iter().filter_map(|dated| dated.from).map(Value::Date).collect()
    }

    /// The input columns whose values an expression passes on.
    fn columns(&self, id: ExprId, depth: u32) -> BTreeSet<SlotId> {
        let Some(depth) = depth.checked_sub(1) else { return BTreeSet::new() };
        match self.program.expr(id).map(|expr| &expr.kind) {
            Some(ExprKind::Slot(_, slot) | ExprKind::Whole(slot)) => self.columns_of_slot(*slot, depth),
            Some(ExprKind::OrElse { value, .. } | ExprKind::Round { value, .. }) => self.columns(*value, depth),
            Some(ExprKind::AtLeast(value, _) | ExprKind::AtMost(value, _)) => self.columns(*value, depth),
            Some(ExprKind::Local(local)) => {
                let stands_for = self.locals.get(local).into_iter().flatten();
                stands_for.flat_map(|expr| self.columns(*expr, depth)).collect()
            }
            Some(_) | None => BTreeSet::new(),
        }
    }

    fn columns_of_slot(&self, id: SlotId, depth: u32) -> BTreeSet<SlotId> {
        let Some(slot) = self.program.slot(id) else { return BTreeSet::new() };
        match &slot.kind {
            SlotKind::Formula { value, .. } => self.columns(*value, depth),
            SlotKind::IndicatorValue { assessment, indicator } => {
                let found = self.program.assessment(*assessment).and_then(|found| found.indicators.get(*indicator));
                found.map(|indicator| self.columns(indicator.value, depth)).unwrap_or_default()
            }
            SlotKind::Column(_) => {
                let table = slot.owner.and_then(|owner| self.program.table(owner));
                match table.map(|table| (table, &table.source)) {
                    Some((_, TableSource::Input(_))) => BTreeSet::from([id]),
                    Some((table, TableSource::Derived(derivation))) => {
                        let at = table.columns.iter().position(|column| *column == id);
                        let values = derivation.sources.iter().filter_map(|source| source.values.get(at?));
                        values.flat_map(|value| self.columns(*value, depth)).collect()
                    }
                    None => BTreeSet::new(),
                }
            }
            SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => BTreeSet::new(),
        }
    }

    fn finish(self) -> Hints {
        let slots = (0..self.program.slots.len()).map(SlotId::at);
        let group: BTreeMap<SlotId, SlotId> = slots.map(|slot| (slot, self.root(slot))).collect();
        let mut marks: BTreeMap<SlotId, BTreeSet<Value>> = BTreeMap::new();
        for (slot, values) in &self.marks {
            marks.entry(self.root(*slot)).or_default().extend(values.iter().cloned());
        }
        Hints { year: year(self.program), marks, group, none: BTreeSet::new() }
    }
}

/// The year before the policy's day; without one, before the last day that the policy names.
fn year(program: &Program) -> (i128, i128) {
    let constants = program.exprs.iter().filter_map(|expr| match &expr.kind {
        ExprKind::Constant(Value::Date(day)) => Some(*day),
        _ => None,
    });
    let dated = program.params.iter().flat_map(|param| &param.values).filter_map(|value| value.from);
    let last = program.as_of.or_else(|| constants.chain(dated).max()).or_else(|| Date::new(2020, 12, 31));
    let place = last.zip(origin()).map_or(0, |(last, origin)| i128::from(origin.days_until(last)));
    (place.saturating_sub(364), place)
}
