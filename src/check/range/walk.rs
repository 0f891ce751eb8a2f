//! The walk over an expression: one interval for each kind of node, from those of its operands.

use super::{Facts, Interval};
use crate::ir::expr::{AggregateOp, BinaryOp, ExprKind};
use crate::ir::ids::{AggregateId, ExprId, LocalId, ParamId};
use crate::ir::program::Program;
use crate::value::number::Number;
use crate::value::value::Value;

/// Nodes visited before everything else counts as unknown: nested tests are looked at more than once.
const FUEL: usize = 1_000_000;

/// Nodes below one another before the rest counts as unknown.
const DEPTH: usize = 256;

/// What an enclosing test tells of expressions, wherever they stand again.
#[derive(Clone, Debug)]
pub enum Known {
    Within(ExprId, Interval),
    Ordered { greater: ExprId, lesser: ExprId, strict: bool },
    Answer(ExprId, bool),
}

/// A local bound by an enclosing decision table: the key that it stands for, and where that lies in this row.
#[derive(Clone, Debug)]
pub struct Bound {
    pub local: LocalId,
    pub key: ExprId,
    pub interval: Interval,
}

pub struct Walk<'a> {
    pub program: &'a Program,
    facts: &'a dyn Facts,
    pub known: Vec<Known>,
    pub bound: Vec<Bound>,
    fuel: usize,
    depth: usize,
}

impl<'a> Walk<'a> {
    pub fn new(program: &'a Program, facts: &'a dyn Facts) -> Self {
        Walk { program, facts, known: Vec::new(), bound: Vec::new(), fuel: FUEL, depth: 0 }
    }

    /// Runs a step one level deeper, and forgets afterwards what was assumed in it; `None` when out of fuel.
    pub fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.fuel == 0 || self.depth >= DEPTH {
            return None;
        }
        self.fuel -= 1;
        self.depth += 1;
        let (known, bound) = (self.known.len(), self.bound.len());
        let result = step(self);
        self.known.truncate(known);
        self.bound.truncate(bound);
        self.depth -= 1;
        Some(result)
    }

    pub fn interval(&mut self, id: ExprId) -> Interval {
        let plain = self.deeper(|walk| walk.plain(id)).unwrap_or_else(Interval::all);
        let mut result = plain;
        for known in &self.known {
            if let Known::Within(subject, within) = known
                && self.same(*subject, id)
            {
                // Nothing in common means that no row comes here; then anything is true of it.
                result = result.intersect(within).unwrap_or(result);
            }
        }
        result
    }

    fn plain(&mut self, id: ExprId) -> Interval {
        let program = self.program;
        let Some(expr) = program.expr(id) else { return Interval::all() };
        match &expr.kind {
            ExprKind::Constant(value) => of_value(value),
            ExprKind::Param(param) => self.param(*param),
            ExprKind::ParamAt { param, day: _ } => self.any_day(*param),
            ExprKind::Slot(_, slot) | ExprKind::Whole(slot) => self.facts.slot(*slot),
            ExprKind::Local(local) => self.local(*local),
            ExprKind::Negate(value) => self.interval(*value).negate(),
            ExprKind::Binary(op, one, other) => self.binary(*op, *one, *other),
            ExprKind::If { test, then, otherwise } => self.choice(*test, *then, *otherwise),
            ExprKind::AtLeast(value, low) => self.interval(*value).max(&self.interval(*low)),
            ExprKind::AtMost(value, high) => self.interval(*value).min(&self.interval(*high)),
            ExprKind::Round { value, mode, quantum } => self.interval(*value).round(*mode, quantum),
            ExprKind::OrElse { value, absence: _, other } => self.interval(*value).union(&self.interval(*other)),
            ExprKind::Call(function, args) => self.call(*function, args),
            ExprKind::Decide { decision, keys } => self.decide(*decision, keys),
            ExprKind::Aggregate(aggregate) => self.aggregate(*aggregate),
            ExprKind::Not(_)
            | ExprKind::Between { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::Has { .. } => Interval::all(),
        }
    }

    fn param(&self, id: ParamId) -> Interval {
        let today = self.program.param(id).and_then(|param| param.on(self.program.as_of));
        today.map_or_else(|| self.any_day(id), |dated| of_value(&dated.value))
    }

    /// Any of the values that a parameter ever has.
    fn any_day(&self, id: ParamId) -> Interval {
        let values = self.program.param(id).map_or(&[][..], |param| &param.values);
        let hull = values.iter().map(|dated| of_value(&dated.value)).reduce(|hull, value| hull.union(&value));
        hull.unwrap_or_else(Interval::all)
    }

    fn local(&self, id: LocalId) -> Interval {
        let bound = self.bound.iter().rev().find(|bound| bound.local == id);
        bound.map_or_else(|| self.facts.local(id), |bound| bound.interval.clone())
    }

    fn binary(&mut self, op: BinaryOp, one: ExprId, other: ExprId) -> Interval {
        match op {
            BinaryOp::Add => self.interval(one).add(&self.interval(other)),
            BinaryOp::Subtract => self.difference(one, other),
            BinaryOp::Multiply => self.interval(one).multiply(&self.interval(other)),
            BinaryOp::Divide => self.quotient(one, other),
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual
            | BinaryOp::And
            | BinaryOp::Or => Interval::all(),
        }
    }

    fn difference(&mut self, one: ExprId, other: ExprId) -> Interval {
        if self.same(one, other) {
            return Interval::point(Number::zero());
        }
        let mut result = self.interval(one).subtract(&self.interval(other));
        let zero = |strict: bool| Interval::positive(!strict);
        if let Some(strict) = self.ordered(one, other) {
            result = result.intersect(&zero(strict)).unwrap_or(result);
        }
        if let Some(strict) = self.ordered(other, one) {
            result = result.intersect(&zero(strict).negate()).unwrap_or(result);
        }
        result
    }

    fn quotient(&mut self, one: ExprId, other: ExprId) -> Interval {
        if self.same(one, other) {
            return Interval::point(Number::one());
        }
        let (above, below) = (self.interval(one), self.interval(other));
        let result = above.divide(&below);
        if !below.is_nonnegative() {
            return result;
        }
        // a ≤ b and b > 0 give a ÷ b ≤ 1, a ≥ b gives a ÷ b ≥ 1.
        let from_one = |strict: bool| Interval::positive(!strict).add(&Interval::point(Number::one()));
        let to_one = |strict: bool| Interval::positive(!strict).negate().add(&Interval::point(Number::one()));
        let bound = self.ordered(other, one).map(to_one).or_else(|| self.ordered(one, other).map(from_one));
        bound.and_then(|bound| result.intersect(&bound)).unwrap_or(result)
    }

    /// Whether an enclosing test tells that `greater ≥ lesser`; true inside where it is `>`.
    pub fn ordered(&self, greater: ExprId, lesser: ExprId) -> Option<bool> {
        let orders = self.known.iter().filter_map(|known| match known {
            Known::Ordered { greater: high, lesser: low, strict } => {
                (self.same(*high, greater) && self.same(*low, lesser)).then_some(*strict)
            }
            Known::Within(..) | Known::Answer(..) => None,
        });
        orders.reduce(|one, other| one || other)
    }

    fn choice(&mut self, test: ExprId, then: ExprId, otherwise: ExprId) -> Interval {
        let answer = self.truth(test);
        let mut branch = |holds: bool| {
            if answer == Some(!holds) {
                return None;
            }
            self.deeper(|walk| {
                walk.assume(test, holds);
                walk.interval(if holds { then } else { otherwise })
            })
        };
        match (branch(true), branch(false), answer) {
            (Some(one), Some(other), _) => one.union(&other),
            (Some(one), None, Some(_)) | (None, Some(one), Some(_)) => one,
            (_, _, _) => Interval::all(),
        }
    }

    fn aggregate(&mut self, id: AggregateId) -> Interval {
        let program = self.program;
        let Some(aggregate) = program.aggregate(id) else { return Interval::all() };
        let mut inner = |expr: Option<ExprId>| {
            let inside = self.deeper(|walk| {
                if let Some(filter) = aggregate.filter {
                    walk.assume(filter, true);
                }
                expr.map(|expr| walk.interval(expr))
            });
            inside.flatten().unwrap_or_else(Interval::all)
        };
        match aggregate.op {
            AggregateOp::Sum => inner(aggregate.value).sum(),
            AggregateOp::Count | AggregateOp::CountDistinct => Interval::positive(true),
            AggregateOp::Mean
            | AggregateOp::Max
            | AggregateOp::Min
            | AggregateOp::Only
            | AggregateOp::Percentile { .. } => inner(aggregate.value),
            AggregateOp::WeightedMean if inner(aggregate.weight).is_nonnegative() => inner(aggregate.value),
            AggregateOp::Rank { .. } => Interval::at_least(Number::one()),
            AggregateOp::WeightedMean | AggregateOp::Exists | AggregateOp::All | AggregateOp::ListOut => {
                Interval::all()
            }
        }
    }
}

/// A number as an interval; all numbers for what is none.
pub fn of_value(value: &Value) -> Interval {
    match value {
        Value::Number(number) => Interval::point(number.clone()),
        Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => Interval::all(),
    }
}
