//! The way out for a chunk whose numbers leave 64 bits: the same operation once more, lane by lane in 128 bits. A result that
//! fits its word again is narrow again; a lane that leaves 128 bits as well is odd.

use super::divide::rounded;
use super::lanes::{Lanes, Regs};
use super::op::{Band, Op, Reg};
use crate::ir::packed::{ODD, PRESENT};

/// Whether an operation reads the words of a wide register; what looks at states only may not mind.
pub fn reads_wide(op: &Op, regs: &Regs) -> bool {
    let wide = |reg: &Reg| regs.get(*reg).is_wide;
    match op {
        Op::Constant(_) | Op::Load { .. } | Op::Has { .. } => false,
        Op::Not { a } | Op::Among { a, .. } => wide(a),
        Op::Scale { a, .. } | Op::Size { a } | Op::Abs { a } => wide(a),
        Op::Require { a, b } | Op::Forbid { a, b } | Op::And { a, b } | Op::Or { a, b } => wide(a) || wide(b),
        Op::Add { a, b, .. } | Op::Mul { a, b } | Op::OverSign { a, b } | Op::OrElse { a, b, .. } => wide(a) || wide(b),
        Op::Compare { a, ad, b, bd, .. } => wide(a) || wide(b) || [ad, bd].into_iter().flatten().any(wide),
        Op::Round { a, den, .. } | Op::Banded { a, den, .. } => wide(a) || den.as_ref().is_some_and(wide),
        Op::Select { then, otherwise, .. } => wide(then) || wide(otherwise),
    }
}

/// Computes an operation in 128 bits.
pub fn compute(op: &Op, regs: &Regs, out: &mut Lanes, lanes: usize) {
    out.reset(lanes);
    out.wide.clear();
    let at = |reg: Reg, lane: usize| regs.get(reg).at(lane);
    let reads = op.reads();
    let den = |reg: Option<Reg>, lane: usize| reg.map_or(1, |reg| at(reg, lane));
    for lane in 0..lanes {
        let found = match op {
            Op::Add { a, ka, b, kb } => {
                let (left, right) = (times(at(*a, lane), *ka), times(at(*b, lane), *kb));
                left.zip(right).and_then(|(left, right)| left.checked_add(right))
            }
            Op::Mul { a, b } => at(*a, lane).checked_mul(at(*b, lane)),
            Op::Scale { a, k } => times(at(*a, lane), *k),
            Op::OverSign { a, b } => match at(*b, lane) {
                0 => None,
                below if below < 0 => at(*a, lane).checked_neg(),
                _ => Some(at(*a, lane)),
            },
            Op::Size { a } => at(*a, lane).checked_abs().map(|size| size.max(1)),
            Op::Abs { a } => at(*a, lane).checked_abs(),
            Op::Compare { test, a, ka, ad, b, kb, bd } => {
                let left = times(at(*a, lane), *ka).and_then(|left| left.checked_mul(den(*bd, lane)));
                let right = times(at(*b, lane), *kb).and_then(|right| right.checked_mul(den(*ad, lane)));
                left.zip(right).map(|(left, right)| i128::from(test.holds(left.cmp(&right))))
            }
            Op::Round { a, above, below, den: bottom, mode, step } => {
                let top = times(at(*a, lane), *above);
                let below = times(den(*bottom, lane), *below);
                let whole = top.zip(below).and_then(|(top, below)| rounded(top, below, *mode));
                whole.and_then(|whole| times(whole, *step))
            }
            Op::Banded { a, den: bottom, first, bands } => {
                let reached = |band: &Band| {
                    let left = times(at(*a, lane), band.ka)?;
                    let right = times(den(*bottom, lane), band.bound)?;
                    Some(left > right || (band.included && left == right))
                };
                bands.iter().try_fold(i128::from(*first), |word, band| {
                    Some(if reached(band)? { word + i128::from(band.more) } else { word })
                })
            }
            Op::Select { test, then, otherwise } => {
                Some(at(if at(*test, lane) != 0 { *then } else { *otherwise }, lane))
            }
            Op::OrElse { a, state, b } => Some(at(if regs.get(*a).state(lane) == *state { *b } else { *a }, lane)),
            Op::Require { a, b } => Some(at(*a, lane)).filter(|_| at(*b, lane) == 1),
            Op::Forbid { a, b } => Some(at(*a, lane)).filter(|_| at(*b, lane) == 0),
            // Truths, texts and days never leave a word.
            Op::Constant(_) | Op::Load { .. } | Op::Not { .. } | Op::And { .. } | Op::Or { .. } => None,
            Op::Has { .. } | Op::Among { .. } => None,
        };
        let state = state(op, &reads, regs, lane);
        out.wide.push(found.unwrap_or(0));
        out.mark(lane, if found.is_none() && state == PRESENT { ODD } else { state });
    }
    out.settle();
}

fn times(word: i128, k: i64) -> Option<i128> {
    word.checked_mul(i128::from(k))
}

/// The state of a lane, as its operands have it.
fn state(op: &Op, reads: &[Reg], regs: &Regs, lane: usize) -> u8 {
    let of = |reg: Reg| regs.get(reg).state(lane);
    match op {
        Op::Select { test, then, otherwise } => match of(*test) {
            PRESENT if regs.get(*test).at(lane) != 0 => of(*then),
            PRESENT => of(*otherwise),
            _ => ODD,
        },
        Op::OrElse { a, state, b } if of(*a) == *state => of(*b),
        Op::OrElse { a, .. } => of(*a),
        _ if reads.iter().all(|reg| of(*reg) == PRESENT) => PRESENT,
        _ => ODD,
    }
}
