//! The column machine: one loop per operation over the rows of a chunk. Where the spans of a chunk prove that no word
//! overflows, the loop has no checks; else each lane is checked, and where one does not fit, the chunk is computed in 128 bits. A lane
//! that does not fit them either becomes odd, never wrong: odd lanes are computed exactly by the row evaluator.

use super::compare::compare;
use super::lanes::{Lanes, Regs, Span};
use super::op::{Band, Op};
use super::round::round;
use super::simd::{bits, join1, join2, map1, map2, map3};
use super::wide;
use crate::ir::packed::{ODD, PRESENT};

/// Bits of the size of a word.
const WORD_BITS: u64 = 63;

/// Words of a short list, which are all compared.
const SHORT_LIST: usize = 8;

/// Computes an operation that reads registers only; loads are the worker's.
pub fn compute(op: &Op, regs: &Regs, out: &mut Lanes, lanes: usize) {
    if regs.wide && wide::reads_wide(op, regs) {
        return wide::compute(op, regs, out, lanes);
    }
    narrow(op, regs, out, lanes);
    if out.over {
        wide::compute(op, regs, out, lanes);
    }
}

fn narrow(op: &Op, regs: &Regs, out: &mut Lanes, lanes: usize) {
    out.reset(lanes);
    let reg = |reg: usize| regs.get(reg);
    match op {
        Op::Load { .. } => {}
        Op::Constant(word) => {
            out.words.fill(*word);
            out.span = Span::at(*word);
        }
        Op::Add { a, ka, b, kb } => add(reg(*a), *ka, reg(*b), *kb, out),
        Op::Mul { a, b } => multiply(reg(*a), reg(*b), out),
        Op::Scale { a, k } => scale(reg(*a), *k, out),
        Op::OverSign { a, b } => over_sign(reg(*a), reg(*b), out),
        Op::Size { a } => size(reg(*a), 1, out),
        Op::Abs { a } => size(reg(*a), 0, out),
        Op::Compare { test, a, ka, ad, b, kb, bd } => {
            compare(*test, [(reg(*a), *ka, bd.map(reg)), (reg(*b), *kb, ad.map(reg))], out);
        }
        Op::Round { a, above, below, den, mode, step } => {
            round(reg(*a), den.map(reg), (*above, *below), *mode, *step, out);
        }
        Op::Not { a } => {
            map1(&reg(*a).words, &mut out.words, |x| i64::from(x == 0));
            out.span = Span::TRUTH;
            out.strict(&[reg(*a)]);
        }
        Op::And { a, b } => junction(reg(*a), reg(*b), out, 0),
        Op::Or { a, b } => junction(reg(*a), reg(*b), out, 1),
        Op::Select { test, then, otherwise } => select(reg(*test), reg(*then), reg(*otherwise), out),
        Op::OrElse { a, state, b } => or_else(reg(*a), *state, reg(*b), out),
        Op::Has { a, state } => has(reg(*a), *state, out),
        Op::Among { a, words } => among(reg(*a), words, out),
        Op::Banded { a, den, first, bands } => banded(reg(*a), den.map(reg), *first, bands, out),
        Op::Require { a, b } => only_where(reg(*a), reg(*b), 1, out),
        Op::Forbid { a, b } => only_where(reg(*a), reg(*b), 0, out),
    }
}

/// Each lane by itself, checked.
pub fn checked1(a: &Lanes, out: &mut Lanes, f: impl Fn(i64) -> (i64, bool)) {
    let mut over = false;
    for (o, x) in out.words.iter_mut().zip(&a.words) {
        let (word, bad) = f(*x);
        *o = word;
        over |= bad;
    }
    out.strict(&[a]);
    if over {
        out.over = true;
        for (lane, x) in a.words.iter().enumerate().take(out.words.len()) {
            if f(*x).1 {
                out.mark(lane, ODD);
            }
        }
    }
    out.span = out.seen();
}

/// Each pair of lanes by itself, checked.
pub fn checked2(a: &Lanes, b: &Lanes, out: &mut Lanes, f: impl Fn(i64, i64) -> (i64, bool)) {
    let mut over = false;
    for ((o, x), y) in out.words.iter_mut().zip(&a.words).zip(&b.words) {
        let (word, bad) = f(*x, *y);
        *o = word;
        over |= bad;
    }
    out.strict(&[a, b]);
    if over {
        out.over = true;
        for (lane, (x, y)) in a.words.iter().zip(&b.words).enumerate().take(out.words.len()) {
            if f(*x, *y).1 {
                out.mark(lane, ODD);
            }
        }
    }
    out.span = out.seen();
}

/// The span of a result, from what is known of the operands or, where that is too wide, from their words.
pub fn fitting(a: &Lanes, b: &Lanes, f: impl Fn(Span, Span) -> Option<Span>) -> Option<Span> {
    f(a.span, b.span).or_else(|| f(a.seen(), b.seen()))
}

fn add(a: &Lanes, ka: i64, b: &Lanes, kb: i64, out: &mut Lanes) {
    match fitting(a, b, |a, b| a.scaled(ka)?.plus(b.scaled(kb)?)) {
        Some(span) => {
            match (ka, kb) {
                (1, 1) => map2(&a.words, &b.words, &mut out.words, i64::wrapping_add),
                (1, -1) => map2(&a.words, &b.words, &mut out.words, i64::wrapping_sub),
                _ => map2(&a.words, &b.words, &mut out.words, move |x, y| {
                    x.wrapping_mul(ka).wrapping_add(y.wrapping_mul(kb))
                }),
            }
            out.span = span;
            out.strict(&[a, b]);
        }
        None => checked2(a, b, out, |x, y| {
            let ((left, over), (right, more)) = (x.overflowing_mul(ka), y.overflowing_mul(kb));
            let (sum, most) = left.overflowing_add(right);
            (sum, over | more | most)
        }),
    }
}

fn multiply(a: &Lanes, b: &Lanes, out: &mut Lanes) {
    match fitting(a, b, Span::times) {
        Some(span) => {
            map2(&a.words, &b.words, &mut out.words, i64::wrapping_mul);
            out.span = span;
            out.strict(&[a, b]);
        }
        // The largest words of both sides seldom stand in one lane.
        None if bits(&a.words, &b.words) <= WORD_BITS => {
            map2(&a.words, &b.words, &mut out.words, i64::wrapping_mul);
            out.span = out.seen();
            out.strict(&[a, b]);
        }
        None => checked2(a, b, out, i64::overflowing_mul),
    }
}

fn scale(a: &Lanes, k: i64, out: &mut Lanes) {
    match a.span.scaled(k).or_else(|| a.seen().scaled(k)) {
        Some(span) => {
            map1(&a.words, &mut out.words, move |x| x.wrapping_mul(k));
            out.span = span;
            out.strict(&[a]);
        }
        None => checked1(a, out, |x| x.overflowing_mul(k)),
    }
}

/// The numerator of a quotient with the sign of b; odd where b is zero.
fn over_sign(a: &Lanes, b: &Lanes, out: &mut Lanes) {
    if b.span.low > 0 {
        out.copy(a);
        return out.strict(&[a, b]);
    }
    checked2(a, b, out, |x, y| if y < 0 { x.overflowing_neg() } else { (x, y == 0) });
    // What is divided by zero has no quotient in 128 bits either.
    out.over = false;
}

/// |a|, at least `least`.
fn size(a: &Lanes, least: i64, out: &mut Lanes) {
    if a.span.low >= least {
        out.copy(a);
        return out.strict(&[a]);
    }
    if a.span.turns() {
        map1(&a.words, &mut out.words, move |x| x.wrapping_abs().max(least));
        out.span = Span { low: least, high: a.span.low.abs().max(a.span.high).max(least) };
        return out.strict(&[a]);
    }
    checked1(a, out, |x| {
        let (size, over) = x.overflowing_abs();
        (size.max(least), over)
    });
}

/// And (`deciding` 0) and or (`deciding` 1): where the left side decides, the right one does not matter.
fn junction(a: &Lanes, b: &Lanes, out: &mut Lanes, deciding: i64) {
    match deciding {
        0 => map2(&a.words, &b.words, &mut out.words, |x, y| x & y),
        _ => map2(&a.words, &b.words, &mut out.words, |x, y| x | y),
    }
    out.span = Span::TRUTH;
    if a.clean && b.clean {
        return;
    }
    for (lane, x) in a.words.iter().enumerate().take(out.words.len()) {
        let decided = *x == deciding;
        if a.state(lane) != PRESENT || (!decided && b.state(lane) != PRESENT) {
            out.mark(lane, ODD);
        } else if decided && let Some(place) = out.words.get_mut(lane) {
            *place = deciding;
        }
    }
    // What an odd or absent side left behind need not be 0 or 1.
    out.span = out.seen();
}

fn select(test: &Lanes, then: &Lanes, otherwise: &Lanes, out: &mut Lanes) {
    // A mask, not a branch: which side is picked is rarely foreseeable.
    map3([&test.words, &then.words, &otherwise.words], &mut out.words, |t, x, y| {
        let mask = i64::from(t != 0).wrapping_neg();
        (x & mask) | (y & !mask)
    });
    out.span = then.span.with(otherwise.span);
    if test.clean && then.clean && otherwise.clean {
        return;
    }
    for (lane, t) in test.words.iter().enumerate().take(out.words.len()) {
        let taken = if *t != 0 { then.state(lane) } else { otherwise.state(lane) };
        out.mark(lane, if test.state(lane) == PRESENT { taken } else { ODD });
    }
}

fn or_else(a: &Lanes, state: u8, b: &Lanes, out: &mut Lanes) {
    if a.clean {
        return out.copy(a);
    }
    for (lane, ((o, x), y)) in out.words.iter_mut().zip(&a.words).zip(&b.words).enumerate() {
        *o = if a.state(lane) == state { *y } else { *x };
    }
    for lane in 0..out.words.len() {
        let own = a.state(lane);
        out.mark(lane, if own == state { b.state(lane) } else { own });
    }
    out.span = a.span.with(b.span);
}

fn has(a: &Lanes, state: u8, out: &mut Lanes) {
    out.span = Span::TRUTH;
    if a.clean {
        return out.words.fill(1);
    }
    for (lane, o) in out.words.iter_mut().enumerate() {
        *o = i64::from(a.state(lane) != state);
    }
    for lane in 0..out.words.len() {
        if a.state(lane) == ODD {
            out.mark(lane, ODD);
        }
    }
}

fn among(a: &Lanes, words: &[i64], out: &mut Lanes) {
    match words.first() {
        None => out.words.fill(0),
        Some(first) if words.len() <= SHORT_LIST => {
            let mut list = [*first; SHORT_LIST];
            list.iter_mut().zip(words).for_each(|(place, word)| *place = *word);
            map1(&a.words, &mut out.words, move |x| list.iter().fold(0, |any, word| any | i64::from(x == *word)));
        }
        Some(_) => {
            for (o, x) in out.words.iter_mut().zip(&a.words) {
                *o = i64::from(words.binary_search(x).is_ok());
            }
        }
    }
    out.span = Span::TRUTH;
    out.strict(&[a]);
}

/// One loop for each bound, which adds what its band has more where the value reaches it.
fn banded(a: &Lanes, den: Option<&Lanes>, first: i64, bands: &[Band], out: &mut Lanes) {
    let below = |span: Span, band: &Band| match den {
        Some(_) => span.scaled(band.bound),
        None => Some(Span::at(band.bound)),
    };
    let dens = den.map_or(Span::at(1), |den| den.span);
    let fits = |a: Span, dens: Span| bands.iter().all(|b| a.scaled(b.ka).is_some() && below(dens, b).is_some());
    if !fits(a.span, dens) && !fits(a.seen(), den.map_or(dens, Lanes::seen)) {
        out.over = true;
        return;
    }
    out.words.fill(first);
    let (mut word, mut span) = (first, Span::at(first));
    for Band { ka, bound, included, more } in bands.iter().copied() {
        word = word.wrapping_add(more);
        span = span.with(Span::at(word));
        let add = move |o: i64, reached: bool| o.wrapping_add(i64::from(reached).wrapping_neg() & more);
        match (den, included) {
            (Some(den), true) => join2(&a.words, &den.words, &mut out.words, move |o, x, d| {
                add(o, x.wrapping_mul(ka) >= d.wrapping_mul(bound))
            }),
            (Some(den), false) => join2(&a.words, &den.words, &mut out.words, move |o, x, d| {
                add(o, x.wrapping_mul(ka) > d.wrapping_mul(bound))
            }),
            (None, true) => join1(&a.words, &mut out.words, move |o, x| add(o, x.wrapping_mul(ka) >= bound)),
            (None, false) => join1(&a.words, &mut out.words, move |o, x| add(o, x.wrapping_mul(ka) > bound)),
        }
    }
    out.span = span;
    match den {
        Some(den) => out.strict(&[a, den]),
        None => out.strict(&[a]),
    }
}

/// a, odd where b is not this.
fn only_where(a: &Lanes, b: &Lanes, wanted: i64, out: &mut Lanes) {
    out.copy(a);
    out.strict(&[a, b]);
    if b.seen() != Span::at(wanted) {
        for (lane, word) in b.words.iter().enumerate() {
            if *word != wanted {
                out.mark(lane, ODD);
            }
        }
    }
}
