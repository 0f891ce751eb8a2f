//! Numbers with units, dates, rounding words.

use super::{Builder, Built};
use crate::syntax::ast::{Name, NumberLiteral, RoundTo, RoundUnit};
use crate::syntax::fold;
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn date(&mut self, pair: &Pair<Rule>) -> Built<Date> {
        let text = fold(pair.as_str()).replace('−', "-");
        match Date::parse(&text) {
            Some(date) => Ok(date),
            None => {
                let span = self.span(pair);
                self.report(Problem::NoSuchDate { span })
            }
        }
    }

    pub(super) fn number(&mut self, pair: Pair<Rule>) -> Built<NumberLiteral> {
        let span = self.span(&pair);
        let mut literal = NumberLiteral { value: Number::zero(), percent: false, unit: None, per: None };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::numeral => {
                    let digits: String = fold(part.as_str()).chars().filter(|c| *c != '_').collect();
                    if digits.len() > 60 {
                        return self.report(Problem::NumberTooLong { span });
                    }
                    literal.value = match Number::literal(&digits) {
                        Some(value) => value,
                        None => return self.report(Problem::NumberTooLong { span }),
                    };
                }
                Rule::percent => {
                    let places = if part.as_str() == "‰" { 3 } else { 2 };
                    literal.value = literal.value * Number::power_of_ten(-places);
                    literal.percent = true;
                }
                Rule::unit_word | Rule::near_unit => literal.unit = Some(self.name(&part)),
                Rule::apart_unit => {
                    let word: String = part.as_str().chars().filter(|c| !c.is_whitespace()).collect();
                    literal.unit = Some(Name { text: word.into(), span: self.span(&part) });
                }
                Rule::unit_per => {
                    let word = part.into_inner().next();
                    literal.per = word.map(|word| self.name(&word));
                }
                _ => {}
            }
        }
        Ok(literal)
    }

    /// `元/人`: one of a unit over another.
    fn one_of(&mut self, pair: Pair<Rule>) -> NumberLiteral {
        let mut literal = NumberLiteral { value: Number::one(), percent: false, unit: None, per: None };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::unit_word => literal.unit = Some(self.name(&part)),
                _ => literal.per = part.into_inner().next().map(|word| self.name(&word)),
            }
        }
        literal
    }

    pub(super) fn rounding(&mut self, pair: Pair<Rule>) -> Built<RoundTo> {
        let span = self.span(&pair);
        let mut mode = Rounding::HalfUp;
        let mut to = RoundUnit::Unit(Name { text: "分".into(), span });
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::round_word => mode = part.into_inner().next().map_or(mode, |word| mode_of(word.as_rule())),
                Rule::round_unit => {
                    let inner = self.next(&mut part.into_inner(), span)?;
                    to = match inner.as_rule() {
                        Rule::number => RoundUnit::Number(self.number(inner)?),
                        Rule::unit_over => RoundUnit::Number(self.one_of(inner)),
                        _ => RoundUnit::Unit(self.name(&inner)),
                    };
                }
                _ => {}
            }
        }
        Ok(RoundTo { mode, to, span })
    }
}

fn mode_of(rule: Rule) -> Rounding {
    match rule {
        Rule::half_even => Rounding::HalfEven,
        Rule::truncate => Rounding::Truncate,
        Rule::away => Rounding::AwayFromZero,
        Rule::floor => Rounding::Floor,
        Rule::ceiling => Rounding::Ceiling,
        _ => Rounding::HalfUp,
    }
}
