//! Which columns the sheets need, and each formula in Excel's words where it has some.

use super::{Call, Column, MOST_ROWS, Plan, Tree, What};
use crate::ir::expr::{Aggregate, AggregateOp, BinaryOp, ExprKind};
use crate::ir::ids::{ExprId, SlotId, TableId};
use crate::ir::program::{ExceptionKind, Program, SlotKind};
use crate::rows::Evaluation;
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::Kind;
use crate::value::value::Value;

/// The sheets of a run.
pub(super) struct Planner<'a, 'p> {
    pub run: &'a Evaluation<'p>,
    pub program: &'p Program,
    pub sources: &'a Sources,
    pub plans: Vec<Plan>,
}

impl<'a, 'p> Planner<'a, 'p> {
    /// Sheets for all that the outputs show of rows.
    pub fn new(run: &'a Evaluation<'p>, sources: &'a Sources) -> Self {
        let program = run.program();
        let mut planner = Planner { run, program, sources, plans: Vec::new() };
        for output in &program.outputs {
            let Some(table) = output.table else { continue };
            if run.rows(table) > MOST_ROWS || run.rows(table) == 0 {
                continue;
            }
            let plan = planner.plan(table);
            for item in &output.items {
                if let Some(slot) = item.slot.filter(|slot| planner.is_number(*slot)) {
                    planner.ensure(plan, slot);
                }
            }
        }
        // Formulas name sheets by their place: either all stand or none.
        if !planner.plans.iter().flat_map(|plan| &plan.columns).any(|column| matches!(column.what, What::Live(..))) {
            planner.plans.clear();
        }
        planner
    }

    fn is_number(&self, slot: SlotId) -> bool {
        self.program.slot(slot).is_some_and(|slot| matches!(slot.ty.kind, Kind::Number(_)))
    }

    /// The sheet of a table; its keys stand first.
    fn plan(&mut self, table: TableId) -> usize {
        if let Some(at) = self.plans.iter().position(|plan| plan.table == table) {
            return at;
        }
        let keys = self.program.table(table).map(|table| table.keys.clone()).unwrap_or_default();
        let columns = keys.iter().filter_map(|key| self.given(*key)).collect();
        self.plans.push(Plan { table, columns });
        self.plans.len().saturating_sub(1)
    }

    fn given(&self, id: SlotId) -> Option<Column> {
        let slot = self.program.slot(id)?;
        Some(Column { heading: slot.name.to_string(), ty: Some(slot.ty), what: What::Given(id) })
    }

    fn push(&mut self, plan: usize, column: Column) -> usize {
        let Some(plan) = self.plans.get_mut(plan) else { return 0 };
        plan.columns.push(column);
        plan.columns.len().saturating_sub(1)
    }

    /// The column of a value on its table's sheet.
    fn ensure(&mut self, plan: usize, id: SlotId) -> usize {
        let same = |column: &Column| match column.what {
            What::Given(slot) | What::Live(slot, _) => slot == id,
            What::Part(_) => false,
        };
        if let Some(at) = self.plans.get(plan).and_then(|plan| plan.columns.iter().position(same)) {
            return at;
        }
        let Some(slot) = self.program.slot(id) else { return 0 };
        let tree = match &slot.kind {
            SlotKind::Formula { value, .. } if self.is_number(id) => self.formula(plan, id, *value),
            SlotKind::Formula { .. }
            | SlotKind::Column(_)
            | SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => None,
        };
        let column = match tree {
            Some(tree) => {
                Some(Column { heading: slot.name.to_string(), ty: Some(slot.ty), what: What::Live(id, tree) })
            }
            None => self.given(id),
        };
        column.map_or(0, |column| self.push(plan, column))
    }

    /// A formula with its exceptions: `IF(applies, effect, formula)`.
    fn formula(&mut self, plan: usize, id: SlotId, value: ExprId) -> Option<Tree> {
        let mut tree = self.tree(plan, value)?;
        let program = self.program;
        let Some(SlotKind::Formula { exceptions, .. }) = program.slot(id).map(|slot| &slot.kind) else { return None };
        for exception in exceptions.iter().filter_map(|id| program.exception(*id)) {
            match exception.kind {
                ExceptionKind::Reinstate => continue,
                ExceptionKind::Except | ExceptionKind::Exclude => {}
            }
            // What overrides an exception says the value itself: such a formula stays a value.
            if !exception.overridden_by.is_empty() {
                return None;
            }
            let effect = exception.effects.iter().find(|(slot, _)| *slot == id).map(|(_, effect)| *effect)?;
            let effect = self.tree(plan, effect)?;
            let applies = self.ensure(plan, exception.applies);
            tree = Tree::Call(Call::If, vec![Tree::Cell(applies), effect, tree]);
        }
        // A value that is only named needs no formula.
        (!matches!(tree, Tree::Cell(_) | Tree::Number(_))).then_some(tree)
    }

    /// An expression in Excel's words; what it has none for becomes a column of its own.
    fn tree(&mut self, plan: usize, id: ExprId) -> Option<Tree> {
        let expr = self.program.expr(id)?;
        if !matches!(expr.ty.kind, Kind::Number(_) | Kind::Bool) || expr.ty.missing || expr.ty.inapplicable {
            return None;
        }
        let own = self.said(plan, id);
        own.or_else(|| Some(Tree::Cell(self.part(plan, id))))
    }

    fn said(&mut self, plan: usize, id: ExprId) -> Option<Tree> {
        let program = self.program;
        match &program.expr(id)?.kind {
            ExprKind::Constant(Value::Number(number)) => Some(Tree::Number(number.clone())),
            ExprKind::Constant(Value::Bool(yes)) => Some(Tree::Truth(*yes)),
            ExprKind::Param(_) => match self.run.eval(id, &self.run.env(None, None)) {
                Ok(Value::Number(number)) => Some(Tree::Number(number)),
                Ok(_) | Err(_) => None,
            },
            ExprKind::Slot(path, slot) if path.frame == 0 && path.via.is_empty() => {
                Some(Tree::Cell(self.ensure(plan, *slot)))
            }
            ExprKind::Negate(inner) => Some(Tree::Call(Call::Negate, vec![self.tree(plan, *inner)?])),
            ExprKind::Not(inner) => Some(Tree::Call(Call::Not, vec![self.tree(plan, *inner)?])),
            ExprKind::AtLeast(a, b) => Some(Tree::Call(Call::Max, vec![self.tree(plan, *a)?, self.tree(plan, *b)?])),
            ExprKind::AtMost(a, b) => Some(Tree::Call(Call::Min, vec![self.tree(plan, *a)?, self.tree(plan, *b)?])),
            ExprKind::If { test, then, otherwise } => {
                let parts = [*test, *then, *otherwise];
                let parts: Option<Vec<Tree>> = parts.into_iter().map(|part| self.tree(plan, part)).collect();
                Some(Tree::Call(Call::If, parts?))
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.tree(plan, *a)?, self.tree(plan, *b)?);
                Some(match sign(*op) {
                    Some(sign) => Tree::Between(sign, Box::new(a), Box::new(b)),
                    None if *op == BinaryOp::And => Tree::Call(Call::And, vec![a, b]),
                    None => Tree::Call(Call::Or, vec![a, b]),
                })
            }
            ExprKind::Round { value, mode, quantum } => {
                let call = round(*mode, quantum)?;
                Some(Tree::Call(call, vec![self.tree(plan, *value)?]))
            }
            ExprKind::Aggregate(aggregate) => self.sum(program.aggregate(*aggregate)?),
            ExprKind::Constant(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. } => None,
        }
    }

    /// A plain sum over the rows that refer to this one by a single column.
    fn sum(&mut self, aggregate: &Aggregate) -> Option<Tree> {
        let belongs = aggregate.belongs.as_ref()?;
        let [relation] = belongs.via.as_slice() else { return None };
        let plain = aggregate.op == AggregateOp::Sum && aggregate.filter.is_none() && aggregate.joins.is_empty();
        let here = belongs.outer.frame == 0 && belongs.outer.via.is_empty();
        let single = self.program.relation(*relation).is_some_and(|relation| relation.columns.len() == 1);
        if !plain || !here || !single || self.run.rows(aggregate.table) > MOST_ROWS {
            return None;
        }
        let ExprKind::Slot(path, slot) = &self.program.expr(aggregate.value?)?.kind else { return None };
        if path.frame != aggregate.frame || !path.via.is_empty() || !self.is_number(*slot) {
            return None;
        }
        let plan = self.plan(aggregate.table);
        let key = *self.program.relation(*relation)?.columns.first()?;
        self.ensure(plan, key);
        let column = self.ensure(plan, *slot);
        Some(Tree::SumOf { plan, column, relation: *relation })
    }

    fn part(&mut self, plan: usize, id: ExprId) -> usize {
        let same = |column: &Column| matches!(column.what, What::Part(part) if part == id);
        if let Some(at) = self.plans.get(plan).and_then(|plan| plan.columns.iter().position(same)) {
            return at;
        }
        let expr = self.program.expr(id);
        let text = self.sources.slice(expr.map(|expr| expr.span).unwrap_or_default());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let heading = if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text };
        self.push(plan, Column { heading, ty: expr.map(|expr| expr.ty), what: What::Part(id) })
    }
}

fn sign(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Equal => "=",
        BinaryOp::NotEqual => "<>",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::And | BinaryOp::Or => return None,
    })
}

/// Excel rounds to powers of ten, and not to even neighbours.
fn round(mode: Rounding, quantum: &Number) -> Option<Call> {
    let digits = (-6..=12).find(|digits| Number::power_of_ten(-digits) == *quantum)?;
    match mode {
        Rounding::HalfUp => Some(Call::Round(digits)),
        Rounding::Truncate => Some(Call::RoundDown(digits)),
        Rounding::AwayFromZero => Some(Call::RoundUp(digits)),
        Rounding::HalfEven | Rounding::Floor | Rounding::Ceiling => None,
    }
}
