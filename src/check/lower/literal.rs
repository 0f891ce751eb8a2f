//! Literals: numbers with units.

use crate::check::problem::types as problem;
use crate::check::{Checker, Lowered};
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;
use crate::source::Span;
use crate::syntax::ast::NumberLiteral;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;

impl Checker<'_> {
    /// A literal's value in base units, its unit and its type.
    pub(in crate::check) fn literal(&mut self, literal: &NumberLiteral) -> Lowered<(Number, Unit, Type)> {
        let (mut value, mut unit) = (literal.value.clone(), Unit::NONE);
        if let Some(word) = &literal.unit {
            let Some(measure) = self.units.find(&word.text) else {
                let near = crate::check::names::nearest(&word.text, self.units.words());
                return Err(self.report(problem::unknown_unit(word, near)));
            };
            value = value * measure.scale;
            unit = measure.unit;
        }
        if let Some(word) = &literal.per {
            let Some(measure) = self.units.find(&word.text) else {
                return Err(self.report(problem::unknown_divisor(word)));
            };
            value = value.checked_div(&measure.scale).unwrap_or_else(Number::zero);
            unit = unit.per(measure.unit).unwrap_or(Unit::NONE);
        }
        let number = NumberType { unit, digits: digits_of(&value), percent: literal.percent };
        Ok((value, unit, Kind::Number(number).into()))
    }

    /// A constant number of points.
    pub(in crate::check) fn points(&mut self, value: Number, span: Span) -> ExprId {
        let number = NumberType { unit: Unit::POINT, digits: digits_of(&value), percent: false };
        self.add(ExprKind::Constant(Value::Number(value)), Kind::Number(number), span)
    }
}

/// The digits that a known number needs.
pub fn digits_of(value: &Number) -> Digits {
    value.decimals().map_or(Digits::Unbounded, Digits::At)
}
