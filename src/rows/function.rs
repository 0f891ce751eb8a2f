//! The functions of the language, on values.

use super::arith::{binary, compare, number, words};
use super::blame::unfit;
use crate::builtin::Function;
use crate::ir::expr::BinaryOp;
use crate::ir::fault::Fault;
use crate::ir::program::Program;
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use std::cmp::Ordering;

/// What a function gives for these arguments.
pub(super) fn call(program: &Program, function: Function, args: &[Value]) -> Result<Value, Fault> {
    match function {
        Function::Absolute => Ok(Value::Number(number_at(args, 0)?.abs())),
        Function::Greater => pick(args, Ordering::Greater),
        Function::Smaller => pick(args, Ordering::Less),
        Function::WholeQuotient => Ok(Value::Number(quotient(args)?)),
        Function::Remainder => {
            let whole = quotient(args)? * number_at(args, 1)?;
            Ok(Value::Number(number_at(args, 0)? - whole))
        }
        Function::Power => power(args),
        Function::Days => count(date_at(args, 0)?.days_until(date_at(args, 1)?)),
        Function::AddDays => day(date_at(args, 0)?.add_days(whole_at(args, 1)?)),
        Function::AddMonths => day(date_at(args, 0)?.add_months(whole_at(args, 1)?)),
        Function::MonthEnd => Ok(Value::Date(date_at(args, 0)?.month_end())),
        Function::NextMonthEnd => day(date_at(args, 0)?.next_month_end()),
        Function::NaturalYear | Function::Year => count(date_at(args, 0)?.year().into()),
        Function::Month => count(date_at(args, 0)?.month().into()),
        Function::Day => count(date_at(args, 0)?.day().into()),
        Function::Weekday => count(date_at(args, 0)?.weekday_number().into()),
        Function::PurchaseYear => {
            let start = date_at(args, 1)?;
            count(date_at(args, 0)?.purchase_year(start.month(), start.day()))
        }
        Function::WorkingDays(list) => {
            let holidays = program.lists.get(list as usize).map(|list| &list.values).ok_or_else(unfit)?;
            let is_holiday = |day: Date| holidays.contains(&Value::Date(day));
            count(date_at(args, 0)?.working_days_between(date_at(args, 1)?, is_holiday))
        }
        Function::Concat => {
            let text: String = args.iter().map(|value| words(value).to_string()).collect();
            Ok(Value::Text(text.into()))
        }
    }
}

/// The greatest or the smallest of some values of one kind.
fn pick(args: &[Value], wanted: Ordering) -> Result<Value, Fault> {
    let mut best = args.first().ok_or_else(unfit)?;
    for value in args {
        if compare(value, best)? == wanted {
            best = value;
        }
    }
    Ok(best.clone())
}

fn quotient(args: &[Value]) -> Result<Number, Fault> {
    let divided = binary(BinaryOp::Divide, at(args, 0)?, at(args, 1)?)?;
    Ok(number(&divided)?.floor())
}

fn power(args: &[Value]) -> Result<Value, Fault> {
    let digits = u32::try_from(whole_at(args, 2)?).map_err(|_| Fault::OutOfRange)?;
    let power = number_at(args, 0)?.pow_rounded(number_at(args, 1)?, digits, Rounding::HalfUp);
    power.map(Value::Number).ok_or(Fault::OutOfRange)
}

fn count(number: i64) -> Result<Value, Fault> {
    Ok(Value::Number(Number::from(number)))
}

fn day(date: Option<Date>) -> Result<Value, Fault> {
    date.map(Value::Date).ok_or(Fault::OutOfRange)
}

fn at(args: &[Value], index: usize) -> Result<&Value, Fault> {
    args.get(index).ok_or_else(unfit)
}

fn number_at(args: &[Value], index: usize) -> Result<&Number, Fault> {
    number(at(args, index)?)
}

fn whole_at(args: &[Value], index: usize) -> Result<i64, Fault> {
    number_at(args, index)?.to_i64().ok_or(Fault::OutOfRange)
}

fn date_at(args: &[Value], index: usize) -> Result<Date, Fault> {
    match at(args, index)? {
        Value::Date(date) => Ok(*date),
        Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable => Err(unfit()),
    }
}
