//! How numbers are spread: round steps between the least and the greatest, and how many fall into each.

use crate::diagnostic::Lang;
use crate::value::number::Number;
use crate::value::rounding::Rounding;

/// Numbers counted between round edges.
pub(super) struct Spread {
    /// One edge more than counts.
    pub edges: Vec<Number>,
    pub counts: Vec<i64>,
}

/// Steps of a spread at most.
const STEPS: i64 = 12;

impl Spread {
    /// Counts numbers in at most twelve steps of 1, 2 or 5 times a power of ten; a number on an edge belongs to the step above
    /// it, the greatest to the last one. `None` where there are no numbers.
    pub fn of(numbers: &[Number]) -> Option<Spread> {
        let (least, most) = (numbers.iter().min()?, numbers.iter().max()?);
        let step = step(&(most - least));
        let first = least.round(Rounding::Floor, &step);
        let mut edges = vec![first.clone()];
        let mut edge = &first + &step;
        while edge < *most || edges.len() < 2 {
            edges.push(edge.clone());
            edge = edge + &step;
        }
        if edges.last().is_some_and(|last| last < most) {
            edges.push(edge);
        }
        let bins = edges.len().saturating_sub(1);
        let mut counts = vec![0i64; bins];
        for number in numbers {
            let at = (number - &first).checked_div(&step).and_then(|at| at.floor().to_i64()).unwrap_or(0);
            let at = usize::try_from(at).unwrap_or(0).min(bins.saturating_sub(1));
            if let Some(count) = counts.get_mut(at) {
                *count = count.saturating_add(1);
            }
        }
        Some(Spread { edges, counts })
    }
}

/// The least of 1, 2, 5 × 10ⁿ of which twelve span `width`; n is two below the point at least.
fn step(width: &Number) -> Number {
    for power in -2..18 {
        for digit in [1, 2, 5] {
            let step = Number::from(digit) * Number::power_of_ten(power);
            if &step * &Number::from(STEPS) >= *width && !step.is_zero() {
                return step;
            }
        }
    }
    width.clone()
}

/// The middle one of numbers in their order; of an even count the upper one.
pub(super) fn median(numbers: &[Number]) -> Option<Number> {
    let mut sorted = numbers.to_vec();
    sorted.sort();
    let middle = sorted.len() / 2;
    sorted.into_iter().nth(middle)
}

/// A number in few signs, for an axis: 1.5万 or 15k. Two digits after the point at most.
pub(super) fn brief(number: &Number, lang: Lang) -> String {
    let units: &[(i32, &str)] = match lang {
        Lang::Zh => &[(8, "亿"), (4, "万")],
        Lang::En => &[(9, "bn"), (6, "m"), (3, "k")],
    };
    let size = number.abs();
    let unit = units.iter().find(|(power, _)| size >= Number::power_of_ten(*power));
    let (power, word) = unit.copied().unwrap_or((0, ""));
    let shown =
        (number * &Number::power_of_ten(power.saturating_neg())).round(Rounding::HalfUp, &Number::power_of_ten(-2));
    let digits = shown.decimals().unwrap_or(0);
    format!("{}{word}", shown.to_grouped(digits).unwrap_or_default())
}
