//! Calls of built-in functions.

use super::Interval;
use super::walk::Walk;
use crate::builtin::Function;
use crate::ir::ids::ExprId;
use crate::ir::schema::End;
use crate::value::number::Number;

/// All years that a date can have, with one more for a procurement year that began in the year before.
const YEARS: (i64, i64) = (-10_000, 9_999);

impl Walk<'_> {
    pub fn call(&mut self, function: Function, args: &[ExprId]) -> Interval {
        let whole = |(low, high): (i64, i64)| Interval::closed(Number::from(low), Number::from(high));
        let values: Vec<Interval> = match function {
            Function::Absolute
            | Function::Greater
            | Function::Smaller
            | Function::WholeQuotient
            | Function::Remainder
            | Function::Power => args.iter().map(|arg| self.interval(*arg)).collect(),
            Function::NaturalYear | Function::Year | Function::PurchaseYear => return whole(YEARS),
            Function::Month => return whole((1, 12)),
            Function::Day => return whole((1, 31)),
            Function::Weekday => return whole((1, 7)),
            Function::Days
            | Function::AddDays
            | Function::AddMonths
            | Function::MonthEnd
            | Function::NextMonthEnd
            | Function::WorkingDays(_)
            | Function::Concat => return Interval::all(),
        };
        let result = match (function, values.as_slice()) {
            (Function::Absolute, [value]) => Some(value.abs()),
            (Function::Greater, values) => values.iter().cloned().reduce(|most, value| most.max(&value)),
            (Function::Smaller, values) => values.iter().cloned().reduce(|least, value| least.min(&value)),
            (Function::WholeQuotient, [one, other]) => Some(one.divide(other).floor()),
            (Function::Remainder, [one, other]) => Some(remainder(one, other)),
            (Function::Power, [base, exponent, ..]) => Some(power(base, exponent)),
            (_, _) => None,
        };
        result.unwrap_or_else(Interval::all)
    }
}

/// A floor remainder has the sign of the divisor and stays short of it.
fn remainder(one: &Interval, other: &Interval) -> Interval {
    let open = |side: &Option<(Number, End)>| side.as_ref().map(|(number, _)| (number.clone(), End::Open));
    if other.is_nonnegative() {
        let short = Interval::new(Interval::positive(true).low, open(&other.high)).unwrap_or_else(Interval::all);
        // What is not negative never grows by taking whole divisors off.
        if one.is_nonnegative() { short.min(&one.union(&Interval::point(Number::zero()))) } else { short }
    } else if other.is_nonpositive() {
        remainder(&one.negate(), &other.negate()).negate()
    } else {
        Interval::all()
    }
}

/// Rounding to digits keeps 0 and 1 where they are, so these bounds outlive it.
fn power(base: &Interval, exponent: &Interval) -> Interval {
    if !base.is_nonnegative() {
        return Interval::all();
    }
    let unit = Interval::closed(Number::zero(), Number::one());
    if exponent.is_nonnegative() && base.is_within(&unit) {
        unit
    } else if exponent.is_nonnegative() && base.is_within(&Interval::at_least(Number::one())) {
        Interval::at_least(Number::one())
    } else {
        Interval::positive(true)
    }
}
