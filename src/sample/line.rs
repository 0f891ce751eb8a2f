//! Numbers and days as places on a line: what a column may hold is a stretch of it, in the steps of its decimals.

use super::dice::Dice;
use crate::ir::packed::origin;
use crate::ir::schema::{ColumnSchema, End, Range};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, NumberType};
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::collections::BTreeSet;

/// Digits of a column that is exact without a bound.
const FREE_DIGITS: u32 = 4;
/// Digits after the point that a file may need for a unit of its own.
const MOST_DIGITS: i32 = 24;

/// What one place is.
#[derive(Clone, Debug)]
pub(super) enum Measure {
    /// place × step.
    Number { step: Number },
    /// Days since 2000-01-01.
    Day,
}

impl Measure {
    pub fn value(&self, place: i128) -> Option<Value> {
        match self {
            Measure::Number { step } => Some(Value::Number(&Number::from_scaled(place, 0) * step)),
            Measure::Day => Some(Value::Date(origin()?.add_days(i64::try_from(place).ok()?)?)),
        }
    }

    /// The place of a value, rounded to one.
    pub fn place(&self, value: &Value, mode: Rounding) -> Option<i128> {
        match (self, value) {
            (Measure::Number { step }, Value::Number(number)) => {
                number.checked_div(step)?.round(mode, &Number::one()).to_scaled_i128(0)
            }
            (Measure::Day, Value::Date(date)) => Some(origin()?.days_until(*date).into()),
            (
                Measure::Number { .. } | Measure::Day,
                Value::Number(_)
                | Value::Date(_)
                | Value::Text(_)
                | Value::Bool(_)
                | Value::Missing
                | Value::NotApplicable,
            ) => None,
        }
    }
}

/// A stretch of the line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub measure: Measure,
    /// Where values usually lie, both ends included.
    pub usual: (i128, i128),
    /// Where they may lie.
    pub allowed: (Option<i128>, Option<i128>),
    /// Places that the policy compares with, in order.
    marks: Vec<i128>,
    /// Places where mistakes hide.
    edges: Vec<i128>,
    /// Coarser steps, which people prefer to the finest.
    coarse: i128,
}

impl Line {
    /// The line of a column of numbers.
    pub fn numbers(column: &ColumnSchema, ty: NumberType, marks: &BTreeSet<Value>) -> Option<Line> {
        let (step, digits) = finest(column, ty)?;
        let measure = Measure::Number { step };
        let fair = fair_high(ty);
        let coarse = if digits > 2 { 10i128.checked_pow(digits.saturating_sub(2).min(30))? } else { 1 };
        let fair = measure.place(&Value::Number(fair), Rounding::Floor)?.max(1);
        Some(Line::new(measure, column.range.as_ref(), (0, fair), marks, coarse))
    }

    /// The line of a column of days, which are usually in `year`.
    pub fn days(column: &ColumnSchema, year: (i128, i128), marks: &BTreeSet<Value>) -> Line {
        Line::new(Measure::Day, column.range.as_ref(), year, marks, 1)
    }

    fn new(measure: Measure, range: Option<&Range>, fair: (i128, i128), marks: &BTreeSet<Value>, coarse: i128) -> Line {
        let low = range.and_then(|range| range.low.as_ref()).and_then(|(value, end)| {
            let place = measure.place(value, Rounding::Ceiling)?;
            Some(if *end == End::Open && measure.value(place)? == *value { place.saturating_add(1) } else { place })
        });
        let high = range.and_then(|range| range.high.as_ref()).and_then(|(value, end)| {
            let place = measure.place(value, Rounding::Floor)?;
            Some(if *end == End::Open && measure.value(place)? == *value { place.saturating_sub(1) } else { place })
        });
        let mut line =
            Line { usual: fair, allowed: (low, high), marks: Vec::new(), edges: Vec::new(), coarse, measure };
        let near: BTreeSet<i128> = marks
            .iter()
            .filter_map(|mark| line.measure.place(mark, Rounding::Floor))
            .filter(|m| line.has(*m))
            .collect();
        line.marks = near.into_iter().collect();
        line.usual = line.usual_stretch(fair);
        line.edges = line.places_of_mistakes();
        line
    }

    /// Between the ends that are stated; else so far that all that the policy compares with lies inside.
    fn usual_stretch(&self, fair: (i128, i128)) -> (i128, i128) {
        let (first, last) = (self.marks.first().copied(), self.marks.last().copied());
        let wide = fair.1.saturating_sub(fair.0);
        let beyond = |mark: i128| match self.measure {
            Measure::Number { .. } => mark.saturating_mul(2),
            Measure::Day => mark.saturating_add(31),
        };
        let before = |mark: i128| match self.measure {
            Measure::Number { .. } if mark >= 0 => fair.0,
            Measure::Number { .. } => mark.saturating_mul(2),
            Measure::Day => mark.saturating_sub(31),
        };
        let low = self.allowed.0.unwrap_or_else(|| first.map_or(fair.0, |mark| before(mark).min(fair.0)));
        let low = self.allowed.1.map_or(low, |high| low.min(high));
        let high = self.allowed.1.unwrap_or_else(|| {
            last.map_or(fair.1, |mark| beyond(mark).max(fair.1)).max(low.saturating_add(wide.min(1_000_000)))
        });
        (low, high.max(low))
    }

    fn places_of_mistakes(&self) -> Vec<i128> {
        let (low, high) = self.usual;
        let mut edges = BTreeSet::new();
        let ends = [self.allowed.0, self.allowed.1].into_iter().flatten();
        for place in ends.chain(self.marks.iter().copied()) {
            edges.extend([place.saturating_sub(1), place, place.saturating_add(1)]);
        }
        if matches!(self.measure, Measure::Number { .. }) {
            edges.extend([0, 1, high.saturating_mul(1_000)]);
            if self.allowed.0.is_none() {
                edges.extend([-1, high.checked_div(-10).unwrap_or(-1)]);
            }
        }
        edges.extend([low, high]);
        edges.into_iter().filter(|place| self.has(*place)).collect()
    }

    /// Whether a value may lie there.
    pub fn has(&self, place: i128) -> bool {
        self.allowed.0.is_none_or(|low| low <= place) && self.allowed.1.is_none_or(|high| place <= high)
    }

    /// A usual value: often small, often between two places that the policy tells apart.
    pub fn draw(&self, dice: &mut Dice) -> Option<Value> {
        let (low, high) = self.usual;
        let (mut from, mut to) = (low, high);
        if !self.marks.is_empty() && dice.chance(400) {
            let at = dice.below(self.marks.len().saturating_add(1));
            from = at.checked_sub(1).and_then(|at| self.marks.get(at)).copied().unwrap_or(low);
            to = self.marks.get(at).copied().unwrap_or(high);
        } else if dice.chance(400) {
            let part = high.saturating_sub(low) >> dice.below(8);
            to = low.saturating_add(part);
        }
        let place = dice.between(from.min(to), from.max(to));
        let tidy = place.saturating_sub(place.checked_rem_euclid(self.coarse).unwrap_or(0));
        self.measure.value(if self.has(tidy) && dice.chance(900) { tidy } else { place })
    }

    /// A value where mistakes hide.
    pub fn edge(&self, dice: &mut Dice) -> Option<Value> {
        self.measure.value(*dice.pick(&self.edges)?)
    }

    /// The values in their order, from the first that is usual.
    pub fn nth(&self, index: usize) -> Option<Value> {
        let (low, high) = self.usual;
        let first = if low <= 0 && self.has(1) && high >= 1 { 1 } else { low };
        let place = first.checked_add(i128::try_from(index).ok()?.checked_mul(self.coarse)?)?;
        self.measure.value(place).filter(|_| self.has(place))
    }
}

/// The smallest step of a column, and how many digits the file shows: a file in 万元 has four more than the value.
fn finest(column: &ColumnSchema, ty: NumberType) -> Option<(Number, u32)> {
    let allowed = match ty.digits {
        Digits::At(digits) => digits,
        Digits::Unbounded => FREE_DIGITS,
    };
    let step = |digits: i32| &Number::power_of_ten(-digits) * &column.scale;
    let fits = |digits: &i32| step(*digits).decimals().is_some_and(|found| found <= allowed);
    let digits = (0..=MOST_DIGITS).take_while(fits).last();
    match digits {
        Some(digits) => Some((step(digits), u32::try_from(digits).ok()?)),
        // One unit of the file has more digits than the value may have: whole numbers of both.
        None => {
            let whole = (0..=9i128).map(|power| Number::from_scaled(10i128.pow(u32::try_from(power).unwrap_or(0)), 0));
            let step =
                whole.map(|many| &many * &column.scale).find(|step| step.decimals().is_some_and(|d| d <= allowed));
            Some((step?, 0))
        }
    }
}

/// Up to where values of a kind usually go, where the policy does not say.
fn fair_high(ty: NumberType) -> Number {
    let price = Unit::YUAN.per(Unit::ITEM);
    let high = match ty.unit {
        _ if ty.percent => 1,
        unit if unit == Unit::YUAN => 100_000,
        unit if unit == Unit::ITEM => 5_000,
        unit if Some(unit) == price => 300,
        unit if unit == Unit::DAY => 400,
        _ if ty.digits == Digits::At(0) => 50,
        _ => 100,
    };
    Number::from(high)
}
