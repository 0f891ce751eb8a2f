//! Clamps, rounding, intervals and membership.

use crate::check::problem::kinds;
use crate::check::problem::{types as problem, units};
use crate::check::scope::Scope;
use crate::check::{Checker, Lowered, Reported};
use crate::ir::expr::{BinaryOp, End, ExprKind};
use crate::ir::ids::ExprId;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Interval, Root, RoundTo, RoundUnit};
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;

/// An end of an interval as checked.
pub(in crate::check) type Bound = Option<(ExprId, End)>;

impl Checker<'_> {
    pub(super) fn clamp(
        &mut self,
        value: &Expr,
        bound: &Expr,
        low: bool,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        let value = self.lower(value, scope);
        let bound = self.lower(bound, scope);
        let (value, bound) = (value?, bound?);
        let present = (self.present(value), self.present(bound));
        present.0.and(present.1)?;
        let op = if low { BinaryOp::GreaterEqual } else { BinaryOp::LessEqual };
        self.comparable(op, self.span(bound), value, bound)?;
        let ty = self.unify(value, bound)?;
        let kind = if low { ExprKind::AtLeast(value, bound) } else { ExprKind::AtMost(value, bound) };
        Ok(self.add(kind, ty, span))
    }

    pub(super) fn round(&mut self, value: &Expr, to: &RoundTo, span: Span, scope: &Scope) -> Lowered<ExprId> {
        let value = self.lower(value, scope)?;
        self.present(value)?;
        let ty = self.ty(value);
        let Kind::Number(number) = ty.kind else {
            let found = self.describe(ty);
            return Err(self.report(problem::wrong_kind(self.span(value), &kinds::number(), &found)));
        };
        let (quantum, percent) = self.quantum(to, number)?;
        let digits = quantum.decimals().map_or(Digits::Unbounded, Digits::At);
        let rounded = NumberType { unit: number.unit, digits, percent: percent.unwrap_or(number.percent) };
        let kind = ExprKind::Round { value, mode: to.mode, quantum };
        Ok(self.add(kind, Kind::Number(rounded), span))
    }

    /// The unit to round to, in base units, and whether it shows the value as a percentage.
    pub(in crate::check) fn quantum(&mut self, to: &RoundTo, number: NumberType) -> Lowered<(Number, Option<bool>)> {
        let (amount, word, percent) = match &to.to {
            RoundUnit::Unit(word) => (Number::one(), Some(word), false),
            RoundUnit::Number(literal) => (literal.value.clone(), literal.unit.as_ref(), literal.percent),
        };
        if word.is_some_and(|word| matches!(&*word.text, "位" | "位小数" | "places" | "digits")) {
            return match amount.to_i64() {
                Some(places @ 0..=30) => Ok((Number::power_of_ten(-i32::try_from(places).unwrap_or(0)), Some(false))),
                Some(_) | None => Err(self.report(problem::bad_places(to.span))),
            };
        }
        let (quantum, unit) = match word {
            // 分 is a cent for money and a point for scores.
            Some(word) if &*word.text == "分" && number.unit == Unit::YUAN => {
                (amount * Number::power_of_ten(-2), Unit::YUAN)
            }
            Some(word) => match self.units.find(&word.text) {
                Some(measure) => (amount * measure.scale, measure.unit),
                None => return Err(self.no_unit(word, &amount)),
            },
            None => (amount, Unit::NONE),
        };
        let (quantum, unit) = match &to.to {
            RoundUnit::Number(ast::NumberLiteral { per: Some(word), .. }) => match self.units.find(&word.text) {
                Some(below) => (
                    quantum.checked_div(&below.scale).unwrap_or_else(Number::zero),
                    unit.per(below.unit).unwrap_or(Unit::NONE),
                ),
                None => return Err(self.report(units::unknown_divisor(word))),
            },
            RoundUnit::Number(_) | RoundUnit::Unit(_) => (quantum, unit),
        };
        if unit != number.unit {
            let (due, found) = (self.units.name(number.unit), self.units.name(unit));
            return Err(self.report(problem::rounds_to_other_unit(to.span, &due, &found)));
        }
        if !quantum.is_positive() {
            return Err(self.report(problem::bad_places(to.span)));
        }
        Ok((quantum, percent.then_some(true)))
    }

    pub(super) fn within(
        &mut self,
        value: &Expr,
        interval: &Interval,
        negated: bool,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        let value = self.lower(value, scope);
        let bounds = self.bounds(interval, scope, value.ok());
        let (value, (low, high)) = (value?, bounds?);
        self.present(value)?;
        let id = self.add(ExprKind::Between { value, low, high }, Kind::Bool, span);
        Ok(if negated { self.add(ExprKind::Not(id), Kind::Bool, span) } else { id })
    }

    /// The ends of an interval, comparable with `value`.
    pub(in crate::check) fn bounds(
        &mut self,
        interval: &Interval,
        scope: &Scope,
        value: Option<ExprId>,
    ) -> Lowered<(Bound, Bound)> {
        let mut ends = [None, None];
        let written = [(&interval.low, interval.low_end), (&interval.high, interval.high_end)];
        let mut broken = false;
        for (place, (bound, end)) in ends.iter_mut().zip(written) {
            let Some(bound) = bound else { continue };
            let expected = value.map(|value| self.ty(value).kind);
            let Ok(id) = self.lower_as(bound, scope, expected) else {
                broken = true;
                continue;
            };
            if let Some(value) = value
                && (self.present(id).is_err()
                    || self.comparable(BinaryOp::LessEqual, interval.span, value, id).is_err())
            {
                broken = true;
                continue;
            }
            *place = Some((id, end));
        }
        if ends.iter().all(Option::is_none) && !broken {
            return Err(self.report(problem::empty_interval(interval.span)));
        }
        let [low, high] = ends;
        if let (Some((low, low_end)), Some((high, high_end))) = (&low, &high)
            && let (Some(Value::Number(a)), Some(Value::Number(b))) = (self.constant(*low), self.constant(*high))
        {
            let closed = *low_end == End::Closed && *high_end == End::Closed;
            if a > b || (a == b && !closed) {
                return Err(self.report(problem::reversed_interval(interval.span)));
            }
        }
        if broken { Err(Reported) } else { Ok((low, high)) }
    }

    pub(super) fn member_of(
        &mut self,
        value: &Expr,
        set: &[Expr],
        negated: bool,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        let value = self.lower(value, scope)?;
        self.present(value)?;
        let id = match self.named_list(set) {
            Some((list, kind)) => {
                let found = self.ty(value);
                let fits = match (found.kind, kind) {
                    (Kind::Enum(_), Kind::Text) => true,
                    (Kind::Number(a), Kind::Number(b)) => a.unit == b.unit,
                    (a, b) => a == b,
                };
                if !fits {
                    let sides = (self.describe(found), self.describe(Type::from(kind)));
                    return Err(self.report(problem::list_of_other_kind(span, &sides.0, &sides.1)));
                }
                ExprKind::InList { value, list }
            }
            None => {
                let mut members = Vec::new();
                for member in set {
                    let expected = Some(self.ty(value).kind);
                    let member = self.lower_as(member, scope, expected)?;
                    self.present(member)?;
                    self.comparable(BinaryOp::Equal, span, value, member)?;
                    members.push(member);
                }
                ExprKind::InSet { value, set: members }
            }
        };
        let id = self.add(id, Kind::Bool, span);
        Ok(if negated { self.add(ExprKind::Not(id), Kind::Bool, span) } else { id })
    }

    fn named_list(&mut self, set: &[Expr]) -> Option<(crate::ir::ids::ListId, Kind)> {
        let [only] = set else { return None };
        let ast::ExprKind::Path(path) = &only.kind else { return None };
        let Root::Name(name) = &path.root else { return None };
        if !path.members.is_empty() {
            return None;
        }
        let list = *self.names.lists.get(&name.text)?;
        self.used.insert(name.text.clone());
        Some((list, self.list_kinds.get(list.index()).copied().unwrap_or(Kind::Text)))
    }
}
