//! Rounding of numbers and quotients: one exact division a lane.

use super::divide::{Divisor, Short, rounded};
use super::lanes::{Lanes, Span};
use super::machine::{checked1, checked2};
use super::simd::{map1, map2};
use crate::value::rounding::Rounding;

/// Words below this have room for half a divisor on top.
const ROOMY: i64 = 1 << 62;

/// a × above ÷ (below × den), rounded to a whole number, times `step`.
pub fn round(a: &Lanes, den: Option<&Lanes>, (above, below): (i64, i64), mode: Rounding, step: i64, out: &mut Lanes) {
    let roomy = |span: Span| span.scaled(above).filter(|span| span.within(ROOMY));
    let top = roomy(a.span).or_else(|| roomy(a.seen()));
    let bottom = match den {
        None => (below == 1 || Divisor::new(below.unsigned_abs()).is_some()).then(|| Span::at(below)),
        Some(den) => {
            let positive = |span: Span| span.scaled(below).filter(|span| span.low > 0);
            positive(den.span).or_else(|| positive(den.seen()))
        }
    };
    // What is rounded is not larger than the numerator, but for the one that rounding may add.
    let fits = |top: Span| {
        top.low
            .checked_sub(1)
            .zip(top.high.checked_add(1))
            .is_some_and(|(low, high)| Span { low, high }.scaled(step).is_some())
    };
    if let (Some(top), Some(_)) = (top, bottom)
        && fits(top)
    {
        // Half a divisor may come on top.
        let most = top.low.unsigned_abs().max(top.high.unsigned_abs()).saturating_add(below.unsigned_abs());
        let short = Short::new(below.unsigned_abs(), most).filter(|_| den.is_none());
        quickly((a, den, short), (above, below), mode, step, out);
        out.span = out.seen();
        match den {
            None => out.strict(&[a]),
            Some(den) => out.strict(&[a, den]),
        }
        return;
    }
    let exact = |word: i64, den: i64| {
        let top = i128::from(word).checked_mul(i128::from(above))?;
        let bottom = i128::from(below).checked_mul(i128::from(den))?;
        let whole = i64::try_from(rounded(top, bottom, mode)?).ok()?;
        whole.checked_mul(step)
    };
    let lane = |word: i64, den: i64| exact(word, den).map_or((0, true), |whole| (whole, false));
    match den {
        None => checked1(a, out, |x| lane(x, 1)),
        Some(den) => checked2(a, den, out, lane),
    }
}

/// The numerators, their denominators, and how to divide by the constant where quotients are short.
type Sides<'a> = (&'a Lanes, Option<&'a Lanes>, Option<Short>);

fn quickly(sides: Sides<'_>, (above, below): (i64, i64), mode: Rounding, step: i64, out: &mut Lanes) {
    let (a, den, short) = sides;
    if let (Rounding::HalfUp, None, 1, 1) = (mode, den, above, step) {
        // An odd divisor has no tie, so that its half may be cut.
        let half = below.unsigned_abs() / 2;
        match (short, Divisor::new(below.unsigned_abs())) {
            (Some(short), _) => return half_up(a, half, out, move |n| short.of(n)),
            (None, Some(reciprocal)) => return half_up(a, half, out, move |n| reciprocal.of(n)),
            (None, None) => {}
        }
    }
    let factors = (above, below);
    match mode {
        Rounding::HalfUp => divide(sides, factors, step, out, |rest, left, _, _| rest >= left),
        Rounding::HalfEven => {
            divide(sides, factors, step, out, |rest, left, odd, _| rest > left || (rest == left && odd));
        }
        Rounding::Truncate => divide(sides, factors, step, out, |_, _, _, _| false),
        Rounding::AwayFromZero => divide(sides, factors, step, out, |rest, _, _, _| rest > 0),
        Rounding::Floor => divide(sides, factors, step, out, |rest, _, _, negative| negative && rest > 0),
        Rounding::Ceiling => divide(sides, factors, step, out, |rest, _, _, negative| !negative && rest > 0),
    }
}

fn half_up(a: &Lanes, half: u64, out: &mut Lanes, quotient: impl Fn(u64) -> u64) {
    map1(&a.words, &mut out.words, move |x| {
        let whole = quotient(x.unsigned_abs().wrapping_add(half)).cast_signed();
        let sign = x >> 63;
        (whole ^ sign).wrapping_sub(sign)
    });
}

/// `away` decides by the rest of the division, what it lacks to a whole divisor, whether the quotient is odd, and whether the
/// number is negative.
fn divide(
    (a, den, short): Sides<'_>,
    (above, below): (i64, i64),
    step: i64,
    out: &mut Lanes,
    away: impl Fn(u64, u64, bool, bool) -> bool,
) {
    let settle = move |x: i64, whole: u64, size: u64, by: u64| {
        let rest = size.wrapping_sub(whole.wrapping_mul(by));
        let up = away(rest, by.wrapping_sub(rest), whole & 1 == 1, x < 0);
        let whole = whole.wrapping_add(u64::from(up)).cast_signed();
        let sign = x >> 63;
        (whole ^ sign).wrapping_sub(sign).wrapping_mul(step)
    };
    let divisor = below.unsigned_abs();
    match (den, Divisor::new(divisor)) {
        (Some(den), _) => map2(&a.words, &den.words, &mut out.words, move |x, y| {
            let x = x.wrapping_mul(above);
            let (size, by) = (x.unsigned_abs(), y.wrapping_mul(below).unsigned_abs());
            settle(x, size.checked_div(by).unwrap_or(0), size, by)
        }),
        (None, Some(reciprocal)) => match short {
            Some(short) => map1(&a.words, &mut out.words, move |x| {
                let x = x.wrapping_mul(above);
                let size = x.unsigned_abs();
                settle(x, short.of(size), size, divisor)
            }),
            None => map1(&a.words, &mut out.words, move |x| {
                let x = x.wrapping_mul(above);
                let size = x.unsigned_abs();
                settle(x, reciprocal.of(size), size, divisor)
            }),
        },
        // Nothing behind the last digit: there is nothing to round.
        (None, None) => map1(&a.words, &mut out.words, move |x| x.wrapping_mul(above).wrapping_mul(step)),
    }
}
