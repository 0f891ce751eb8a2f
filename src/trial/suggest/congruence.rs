//! Whole steps at which a value on a line lies in the middle between two whole numbers.

use crate::value::number::Number;

/// The steps n, the nearest first, for which `start + n × slope` is a whole number and a half; none where there are none or
/// the numbers are too long.
pub fn roots(start: &Number, slope: &Number) -> Vec<Number> {
    solve(start, slope).unwrap_or_default()
}

fn solve(start: &Number, slope: &Number) -> Option<Vec<Number>> {
    let (above, below) = fraction(start)?;
    let (rise, run) = fraction(slope)?;
    // All over one denominator: above + n × rise ≡ half (mod whole).
    let whole = lcm(lcm(below, run)?, 2)?;
    let above = above.checked_mul(whole.checked_div(below)?)?;
    let rise = rise.checked_mul(whole.checked_div(run)?)?.rem_euclid(whole);
    let rest = whole.checked_div(2)?.checked_sub(above)?.rem_euclid(whole);
    let (shared, inverse) = euclid(rise, whole)?;
    if shared == 0 || rest.checked_rem(shared)? != 0 {
        return None;
    }
    let period = whole.checked_div(shared)?;
    let first = rest.checked_div(shared)?.checked_mul(inverse.rem_euclid(period))?.checked_rem(period)?;
    let mut all: Vec<i128> = [-2i128, -1, 0, 1].iter().filter_map(|turn| first.checked_add(turn * period)).collect();
    all.sort_by_key(|step| step.unsigned_abs());
    all.into_iter().map(|step| Number::fraction(step, 1)).collect()
}

fn fraction(number: &Number) -> Option<(i128, i128)> {
    Some((number.numerator_text().parse().ok()?, number.denominator_text().parse().ok()?))
}

fn lcm(one: i128, other: i128) -> Option<i128> {
    let (shared, _) = euclid(one, other)?;
    one.checked_div(shared)?.checked_mul(other)
}

/// The greatest common divisor of two numbers that are not negative, and a number that times the first is it, modulo the second.
fn euclid(one: i128, other: i128) -> Option<(i128, i128)> {
    let (mut a, mut b) = (one, other);
    let (mut x, mut y) = (1i128, 0i128);
    while b != 0 {
        let times = a.checked_div(b)?;
        (a, b) = (b, a.checked_sub(times.checked_mul(b)?)?);
        (x, y) = (y, x.checked_sub(times.checked_mul(y)?)?);
    }
    Some((a, x))
}

#[cfg(test)]
mod tests {
    use super::roots;
    use crate::value::number::Number;

    #[test]
    fn roots_tie_and_are_the_nearest() {
        let half = Number::from_scaled(5, 1);
        for (start, slope, first) in [("0", "0.1", Some(-5)), ("70.01", "0.7", None), ("12.3", "0.02", Some(10))] {
            let parse = |text: &str| Number::parse_decimal(text).unwrap();
            let found = roots(&parse(start), &parse(slope));
            for step in &found {
                let there = &parse(start) + &(step * &parse(slope));
                assert_eq!(&there - &there.floor(), half, "{start} + {step} × {slope}");
            }
            assert_eq!(found.first().cloned(), first.map(Number::from), "{start} + n × {slope}");
        }
    }
}
