//! Intervals of exact numbers, and arithmetic on them that never leaves a possible result out.

use crate::ir::schema::{End, Range};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use std::cmp::Ordering;

/// A set of numbers between two ends; `None` is a side without end. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    pub low: Option<(Number, End)>,
    pub high: Option<(Number, End)>,
}

/// One side: a finite end, or beyond all numbers (in which direction, the place tells).
type Side = Option<(Number, End)>;

impl Interval {
    /// All numbers.
    pub fn all() -> Self {
        Interval { low: None, high: None }
    }

    pub fn point(value: Number) -> Self {
        Interval { low: Some((value.clone(), End::Closed)), high: Some((value, End::Closed)) }
    }

    /// From `low` on, inclusive.
    pub fn at_least(low: Number) -> Self {
        Interval { low: Some((low, End::Closed)), high: None }
    }

    /// Up to `high`, inclusive.
    pub fn at_most(high: Number) -> Self {
        Interval { low: None, high: Some((high, End::Closed)) }
    }

    /// All numbers above zero, with zero itself or without.
    pub fn positive(with_zero: bool) -> Self {
        let end = if with_zero { End::Closed } else { End::Open };
        Interval { low: Some((Number::zero(), end)), high: None }
    }

    /// `[low, high]`, the ends in either order.
    pub fn closed(low: Number, high: Number) -> Self {
        Interval::point(low).union(&Interval::point(high))
    }

    /// `None` if no number lies between the sides.
    pub fn new(low: Side, high: Side) -> Option<Self> {
        let interval = Interval { low, high };
        let empty = match (&interval.low, &interval.high) {
            (Some((low, one)), Some((high, other))) => match low.cmp(high) {
                Ordering::Less => false,
                Ordering::Equal => (*one, *other) != (End::Closed, End::Closed),
                Ordering::Greater => true,
            },
            (None, _) | (_, None) => false,
        };
        (!empty).then_some(interval)
    }

    /// The numbers of a column's range; `None` if there are none.
    pub fn of_range(range: &Range) -> Option<Self> {
        let side = |side: &Option<(Value, End)>| match side {
            Some((Value::Number(number), end)) => Some((number.clone(), *end)),
            Some((Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable, _))
            | None => None,
        };
        Interval::new(side(&range.low), side(&range.high))
    }

    /// The same set as the range of a column.
    pub fn to_range(&self) -> Range {
        let side = |side: &Side| side.as_ref().map(|(number, end)| (Value::Number(number.clone()), *end));
        Range { low: side(&self.low), high: side(&self.high) }
    }

    /// The only number inside, if there is only one.
    pub fn only(&self) -> Option<&Number> {
        match (&self.low, &self.high) {
            (Some((low, _)), Some((high, _))) if low == high => Some(low),
            (_, _) => None,
        }
    }

    pub fn contains(&self, number: &Number) -> bool {
        self.intersect(&Interval::point(number.clone())).is_some()
    }

    /// Whether every number of `self` lies in `outer`.
    pub fn is_within(&self, outer: &Interval) -> bool {
        self.intersect(outer).as_ref() == Some(self)
    }

    pub fn is_nonnegative(&self) -> bool {
        self.low.as_ref().is_some_and(|(low, _)| !low.is_negative())
    }

    pub fn is_nonpositive(&self) -> bool {
        self.high.as_ref().is_some_and(|(high, _)| !high.is_positive())
    }

    #[must_use]
    pub fn negate(&self) -> Self {
        let side = |side: &Side| side.as_ref().map(|(number, end)| (-number, *end));
        Interval { low: side(&self.high), high: side(&self.low) }
    }

    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let side = |one: &Side, other: &Side| {
            let ((a, one), (b, other)) = (one.as_ref()?, other.as_ref()?);
            Some((a + b, both(*one, *other)))
        };
        Interval { low: side(&self.low, &other.low), high: side(&self.high, &other.high) }
    }

    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    #[must_use]
    pub fn multiply(&self, other: &Self) -> Self {
        let mut corners = Vec::with_capacity(4);
        for one in self.ends() {
            for other in other.ends() {
                corners.push(one.times(&other));
            }
        }
        let low = corners.iter().min_by(|a, b| a.compare(b).then(a.openness().cmp(&b.openness())));
        let high = corners.iter().max_by(|a, b| a.compare(b).then(b.openness().cmp(&a.openness())));
        Interval { low: low.and_then(Edge::side), high: high.and_then(Edge::side) }
    }

    /// Quotients by all numbers of `other` but zero, which is a fault.
    #[must_use]
    pub fn divide(&self, other: &Self) -> Self {
        if other.is_nonpositive() {
            return self.negate().divide_by_positive(&other.negate());
        }
        if other.is_nonnegative() { self.divide_by_positive(other) } else { self.divide_by_any() }
    }

    fn divide_by_any(&self) -> Self {
        match self.only() {
            Some(number) if number.is_zero() => self.clone(),
            Some(_) | None => Interval::all(),
        }
    }

    fn divide_by_positive(&self, other: &Self) -> Self {
        let inverse = |side: &Side| {
            let (number, end) = side.as_ref()?;
            Some((Number::one().checked_div(number)?, *end))
        };
        let low = inverse(&other.high).or_else(|| Some((Number::zero(), End::Open)));
        // A divisor that is always zero gives no value at all; nothing better can be said than that.
        match Interval::new(low, inverse(&other.low)) {
            Some(reciprocal) if other.only().is_none_or(|number| !number.is_zero()) => self.multiply(&reciprocal),
            Some(_) | None => Interval::all(),
        }
    }

    /// Sums of any count of such numbers, zero for none of them.
    #[must_use]
    pub fn sum(&self) -> Self {
        let zero = || Some((Number::zero(), End::Closed));
        Interval {
            low: if self.is_nonnegative() { zero() } else { None },
            high: if self.is_nonpositive() { zero() } else { None },
        }
    }

    #[must_use]
    pub fn abs(&self) -> Self {
        let either = self.union(&self.negate());
        if self.is_nonnegative() {
            self.clone()
        } else if self.is_nonpositive() {
            self.negate()
        } else {
            Interval { low: Some((Number::zero(), End::Closed)), high: either.high }
        }
    }

    /// The smaller of two numbers.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        Interval {
            low: lowest(&self.low, &other.low),
            high: match (&self.high, &other.high) {
                (None, side) | (side, None) => side.clone(),
                (one, other) => tightest(one, other, Ordering::Less),
            },
        }
    }

    /// The greater of two numbers.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        self.negate().min(&other.negate()).negate()
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (mirrored, other_mirrored) = (self.negate(), other.negate());
        Interval {
            low: lowest(&self.low, &other.low),
            high: lowest(&mirrored.low, &other_mirrored.low).map(|(number, end)| (-number, end)),
        }
    }

    /// What lies in both, if anything does.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let tighter = |one: &Side, other: &Side, wanted: Ordering| match (one, other) {
            (None, side) | (side, None) => side.clone(),
            (one, other) => tightest(one, other, wanted),
        };
        Interval::new(
            tighter(&self.low, &other.low, Ordering::Greater),
            tighter(&self.high, &other.high, Ordering::Less),
        )
    }

    /// The rest, where `other` is one number at an end of this interval; `None` where nothing can be taken off.
    pub fn without(&self, other: &Self) -> Option<Self> {
        let number = other.only()?;
        let open = |side: &Side| match side {
            Some((end, _)) if end == number => Some((end.clone(), End::Open)),
            Some(_) | None => side.clone(),
        };
        Interval::new(open(&self.low), open(&self.high)).filter(|rest| rest != self)
    }

    /// Rounding keeps order, so the ends tell. An open end may be reached.
    #[must_use]
    pub fn round(&self, mode: Rounding, quantum: &Number) -> Self {
        self.steps(|number| number.round(mode, quantum))
    }

    #[must_use]
    pub fn floor(&self) -> Self {
        self.steps(Number::floor)
    }

    fn steps(&self, step: impl Fn(&Number) -> Number) -> Self {
        let side = |side: &Side| side.as_ref().map(|(number, _)| (step(number), End::Closed));
        Interval { low: side(&self.low), high: side(&self.high) }
    }

    fn ends(&self) -> [Edge; 2] {
        let edge = |side: &Side, beyond: Edge| match side {
            Some((number, end)) => Edge::At(number.clone(), *end),
            None => beyond,
        };
        [edge(&self.low, Edge::Below), edge(&self.high, Edge::Above)]
    }
}

/// An end as a factor: a number, or beyond all of them.
#[derive(Debug)]
enum Edge {
    Below,
    At(Number, End),
    Above,
}

impl Edge {
    fn times(&self, other: &Edge) -> Edge {
        match (self, other) {
            (Edge::At(a, one), Edge::At(b, other)) => {
                let reached = (a.is_zero() && *one == End::Closed) || (b.is_zero() && *other == End::Closed);
                Edge::At(a * b, if reached { End::Closed } else { both(*one, *other) })
            }
            // Zero times ever greater numbers stays zero.
            (Edge::At(zero, end), _) | (_, Edge::At(zero, end)) if zero.is_zero() => Edge::At(zero.clone(), *end),
            (_, _) if self.sign() == other.sign() => Edge::Above,
            (_, _) => Edge::Below,
        }
    }

    fn sign(&self) -> i32 {
        match self {
            Edge::Below => -1,
            Edge::At(number, _) => number.signum(),
            Edge::Above => 1,
        }
    }

    fn compare(&self, other: &Edge) -> Ordering {
        let infinite = |edge: &Edge| match edge {
            Edge::Below => -1,
            Edge::At(..) => 0,
            Edge::Above => 1,
        };
        match (self, other) {
            (Edge::At(a, _), Edge::At(b, _)) => a.cmp(b),
            (_, _) => infinite(self).cmp(&infinite(other)),
        }
    }

    /// Closed ends before open ones.
    fn openness(&self) -> bool {
        matches!(self, Edge::At(_, End::Open))
    }

    fn side(&self) -> Side {
        match self {
            Edge::At(number, end) => Some((number.clone(), *end)),
            Edge::Below | Edge::Above => None,
        }
    }
}

fn both(one: End, other: End) -> End {
    match (one, other) {
        (End::Closed, End::Closed) => End::Closed,
        (End::Open, _) | (_, End::Open) => End::Open,
    }
}

/// The lower of two low sides; at equal ends the closed one.
fn lowest(one: &Side, other: &Side) -> Side {
    let ((a, first), (b, second)) = (one.as_ref()?, other.as_ref()?);
    Some(match a.cmp(b) {
        Ordering::Less => (a.clone(), *first),
        Ordering::Greater => (b.clone(), *second),
        Ordering::Equal => (a.clone(), if *first == End::Closed { End::Closed } else { *second }),
    })
}

/// The end that compares as `wanted` with the other; at equal ends the open one.
fn tightest(one: &Side, other: &Side, wanted: Ordering) -> Side {
    let ((a, first), (b, second)) = (one.as_ref()?, other.as_ref()?);
    Some(match a.cmp(b) {
        Ordering::Equal => (a.clone(), both(*first, *second)),
        order if order == wanted => (a.clone(), *first),
        Ordering::Less | Ordering::Greater => (b.clone(), *second),
    })
}
