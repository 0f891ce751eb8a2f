//! Literals: numbers with units.

use crate::check::problem::units as problem;
use crate::check::{Checker, Lowered, Reported};
use crate::diagnostic::Lead;
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;
use crate::source::Span;
use crate::syntax::ast::{Name, NumberLiteral};
use crate::syntax::{by_digit, letter_in_number};
use crate::value::lookalike::{Lookalike, parted};
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
                return Err(self.no_unit(word, &value));
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

    /// What stands right behind a number and is no unit: a letter among the digits, or a word that nobody declared.
    pub(in crate::check) fn no_unit(&mut self, word: &Name, number: &Number) -> Reported {
        let (letters, rest) = parted(&word.text);
        // 年 belongs to a date.
        let ends = rest.is_empty() || rest.starts_with('年') || self.units.find(rest).is_some();
        if let Some(meant) = Lookalike::of(letters).filter(|_| ends) {
            let problem = letter_in_number(word.span, &meant, by_digit(&meant));
            let written = format!("{}{rest}", meant.written);
            // A litre is written by the same letter.
            let doubtful = &*word.text == "l";
            return self.report(if doubtful {
                problem.instead([written]).lead(Lead::Unit(word.text.to_string()))
            } else {
                problem.mend(word.span, written)
            });
        }
        let near = crate::check::names::nearest(&word.text, self.units.words());
        self.report(problem::unknown_unit(word, Some(number), near))
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
