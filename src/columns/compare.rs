//! Comparisons of numbers and quotients, multiplied out.

use super::lanes::{Lanes, Span};
use super::op::Test;
use super::simd::{map2, map3};
use crate::ir::packed::ODD;

/// A product: words × factor × the other side's denominators.
type Side<'a> = (&'a Lanes, i64, Option<&'a Lanes>);

/// 1 where the left product passes the test against the right one.
pub fn compare(test: Test, [left, right]: [Side<'_>; 2], out: &mut Lanes) {
    match test {
        Test::Equal => compare_by([left, right], out, |a, b| a == b, |a, b| a == b),
        Test::NotEqual => compare_by([left, right], out, |a, b| a != b, |a, b| a != b),
        Test::Less => compare_by([left, right], out, |a, b| a < b, |a, b| a < b),
        Test::LessEqual => compare_by([left, right], out, |a, b| a <= b, |a, b| a <= b),
        Test::Greater => compare_by([right, left], out, |a, b| a < b, |a, b| a < b),
        Test::GreaterEqual => compare_by([right, left], out, |a, b| a <= b, |a, b| a <= b),
    }
    out.span = Span::TRUTH;
    for (words, _, den) in [left, right] {
        out.strict(&[words]);
        if let Some(den) = den {
            out.strict(&[den]);
        }
    }
}

/// Whether all products of a side fit a word.
fn fits((words, k, den): Side<'_>) -> bool {
    let product = |words: Span, den: Option<Span>| match den {
        Some(den) => words.scaled(k)?.times(den),
        None => words.scaled(k),
    };
    let known = product(words.span, den.map(|den| den.span));
    known.or_else(|| product(words.seen(), den.map(Lanes::seen))).is_some()
}

fn compare_by(
    [left, right]: [Side<'_>; 2],
    out: &mut Lanes,
    small: impl Fn(i64, i64) -> bool + Copy,
    wide: impl Fn(i128, i128) -> bool,
) {
    let ((a, ka, bd), (b, kb, ad)) = (left, right);
    if !fits(left) || !fits(right) {
        return compare_wide(left, right, out, wide);
    }
    match (bd, ad) {
        (None, None) if ka == 1 && kb == 1 => {
            map2(&a.words, &b.words, &mut out.words, move |x, y| i64::from(small(x, y)));
        }
        (None, None) => map2(&a.words, &b.words, &mut out.words, move |x, y| {
            i64::from(small(x.wrapping_mul(ka), y.wrapping_mul(kb)))
        }),
        (None, Some(ad)) => map3([&a.words, &b.words, &ad.words], &mut out.words, move |x, y, d| {
            i64::from(small(x.wrapping_mul(ka), y.wrapping_mul(kb).wrapping_mul(d)))
        }),
        (Some(bd), None) => map3([&a.words, &b.words, &bd.words], &mut out.words, move |x, y, d| {
            i64::from(small(x.wrapping_mul(ka).wrapping_mul(d), y.wrapping_mul(kb)))
        }),
        (Some(bd), Some(ad)) => {
            map2(&b.words, &ad.words, &mut out.words, move |y, d| y.wrapping_mul(kb).wrapping_mul(d));
            let sides = a.words.iter().zip(&bd.words);
            for (o, (x, d)) in out.words.iter_mut().zip(sides) {
                *o = i64::from(small(x.wrapping_mul(ka).wrapping_mul(*d), *o));
            }
        }
    }
}

fn compare_wide((a, ka, bd): Side<'_>, (b, kb, ad): Side<'_>, out: &mut Lanes, wide: impl Fn(i128, i128) -> bool) {
    let product = |word: i64, k: i64, den: Option<&Lanes>, lane: usize| {
        let den = den.map_or(1, |den| den.words.get(lane).copied().unwrap_or(1));
        i128::from(word).checked_mul(i128::from(k))?.checked_mul(i128::from(den))
    };
    for (lane, (x, y)) in a.words.iter().zip(&b.words).enumerate().take(out.words.len()) {
        let holds = match (product(*x, ka, bd, lane), product(*y, kb, ad, lane)) {
            (Some(left), Some(right)) => wide(left, right),
            (None, _) | (_, None) => {
                // Products of words and denominators within 128 bits are compared above.
                out.mark(lane, ODD);
                false
            }
        };
        if let Some(place) = out.words.get_mut(lane) {
            *place = i64::from(holds);
        }
    }
}
