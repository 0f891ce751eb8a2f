//! The column machine: one loop per operation over the rows of a chunk. A lane whose arithmetic does not fit a word becomes
//! odd, never wrong: odd lanes are computed exactly by the row evaluator.

use super::divide::{Divisor, rounded};
use super::op::{Op, Reg, Test};
use crate::ir::packed::{ODD, PRESENT};
use crate::value::rounding::Rounding;

/// Rows of a chunk.
pub const CHUNK: usize = 512;

/// The words of a chunk, and their states unless all are present.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    pub words: Vec<i64>,
    pub states: Vec<u8>,
    /// Whether all are present; `states` says nothing then.
    pub clean: bool,
}

impl Lanes {
    /// The state of a lane.
    pub fn state(&self, lane: usize) -> u8 {
        if self.clean { PRESENT } else { self.states.get(lane).copied().unwrap_or(PRESENT) }
    }

    pub fn mark(&mut self, lane: usize, state: u8) {
        if state == PRESENT && self.clean {
            return;
        }
        if self.clean {
            self.states.clear();
            self.states.resize(self.words.len(), PRESENT);
            self.clean = false;
        }
        if let Some(place) = self.states.get_mut(lane) {
            *place = state;
        }
    }

    /// All present, of this length; the words are to be written.
    pub fn reset(&mut self, lanes: usize) {
        self.words.resize(lanes, 0);
        self.clean = true;
    }

    /// Odd wherever one of these is not present.
    fn strict(&mut self, others: &[&Lanes]) {
        for other in others.iter().filter(|other| !other.clean) {
            for (lane, state) in other.states.iter().enumerate().take(self.words.len()) {
                if *state != PRESENT {
                    self.mark(lane, ODD);
                }
            }
        }
    }
}

/// Computes an operation that reads registers only; loads are the stage's.
pub fn compute(op: &Op, regs: &[Lanes], out: &mut Lanes, lanes: usize) {
    out.reset(lanes);
    let empty = Lanes { clean: true, ..Lanes::default() };
    let reg = |reg: Reg| regs.get(reg).unwrap_or(&empty);
    match op {
        Op::Load { .. } => {}
        Op::Constant(word) => out.words.fill(*word),
        Op::Add { a, ka, b, kb } => add(reg(*a), *ka, reg(*b), *kb, out),
        Op::Mul { a, b } => multiply(reg(*a), reg(*b), out),
        Op::Scale { a, k } => unary(reg(*a), out, |x| x.overflowing_mul(*k)),
        Op::OverSign { a, b } => {
            let sign = |x: i64, y: i64| if y < 0 { x.overflowing_neg() } else { (x, y == 0) };
            binary(reg(*a), reg(*b), out, sign);
        }
        Op::Size { a } => unary(reg(*a), out, |x| {
            let (size, over) = x.overflowing_abs();
            (size.max(1), over)
        }),
        Op::Abs { a } => unary(reg(*a), out, i64::overflowing_abs),
        Op::Compare { test, a, ka, ad, b, kb, bd } => {
            let sides = [(reg(*a), *ka, bd.map(reg)), (reg(*b), *kb, ad.map(reg))];
            compare(*test, sides, out);
        }
        Op::Round { a, above, below, den, mode, step } => {
            round(reg(*a), den.map(reg), (*above, *below), *mode, *step, out);
        }
        Op::Not { a } => unary(reg(*a), out, |x| (i64::from(x == 0), false)),
        Op::And { a, b } => junction(reg(*a), reg(*b), out, 0),
        Op::Or { a, b } => junction(reg(*a), reg(*b), out, 1),
        Op::Select { test, then, otherwise } => select(reg(*test), reg(*then), reg(*otherwise), out),
        Op::OrElse { a, state, b } => or_else(reg(*a), *state, reg(*b), out),
        Op::Has { a, state } => has(reg(*a), *state, out),
        Op::Among { a, words } => unary(reg(*a), out, |x| (i64::from(words.binary_search(&x).is_ok()), false)),
        Op::Require { a, b } => binary(reg(*a), reg(*b), out, |x, y| (x, y != 1)),
        Op::Forbid { a, b } => binary(reg(*a), reg(*b), out, |x, y| (x, y != 0)),
    }
}

#[inline(always)]
fn unary(a: &Lanes, out: &mut Lanes, f: impl Fn(i64) -> (i64, bool)) {
    let mut over = false;
    for (o, x) in out.words.iter_mut().zip(&a.words) {
        let (word, bad) = f(*x);
        *o = word;
        over |= bad;
    }
    out.strict(&[a]);
    if over {
        for (lane, x) in a.words.iter().enumerate().take(out.words.len()) {
            if f(*x).1 {
                out.mark(lane, ODD);
            }
        }
    }
}

#[inline(always)]
fn binary(a: &Lanes, b: &Lanes, out: &mut Lanes, f: impl Fn(i64, i64) -> (i64, bool)) {
    let mut over = false;
    for ((o, x), y) in out.words.iter_mut().zip(&a.words).zip(&b.words) {
        let (word, bad) = f(*x, *y);
        *o = word;
        over |= bad;
    }
    out.strict(&[a, b]);
    if over {
        for (lane, (x, y)) in a.words.iter().zip(&b.words).enumerate().take(out.words.len()) {
            if f(*x, *y).1 {
                out.mark(lane, ODD);
            }
        }
    }
}

fn add(a: &Lanes, ka: i64, b: &Lanes, kb: i64, out: &mut Lanes) {
    match (ka, kb) {
        (1, 1) => binary(a, b, out, i64::overflowing_add),
        (1, -1) => binary(a, b, out, i64::overflowing_sub),
        (1, _) => binary(a, b, out, |x, y| {
            let (right, over) = y.overflowing_mul(kb);
            let (sum, more) = x.overflowing_add(right);
            (sum, over | more)
        }),
        _ => binary(a, b, out, |x, y| {
            let ((left, over), (right, more)) = (x.overflowing_mul(ka), y.overflowing_mul(kb));
            let (sum, most) = left.overflowing_add(right);
            (sum, over | more | most)
        }),
    }
}

fn multiply(a: &Lanes, b: &Lanes, out: &mut Lanes) {
    binary(a, b, out, i64::overflowing_mul);
}

/// The left product against the right one.
type Side<'a> = (&'a Lanes, i64, Option<&'a Lanes>);

fn compare(test: Test, [left, right]: [Side<'_>; 2], out: &mut Lanes) {
    match test {
        Test::Equal => compare_by(left, right, out, |a, b| a == b, |a, b| a == b),
        Test::NotEqual => compare_by(left, right, out, |a, b| a != b, |a, b| a != b),
        Test::Less => compare_by(left, right, out, |a, b| a < b, |a, b| a < b),
        Test::LessEqual => compare_by(left, right, out, |a, b| a <= b, |a, b| a <= b),
        Test::Greater => compare_by(left, right, out, |a, b| a > b, |a, b| a > b),
        Test::GreaterEqual => compare_by(left, right, out, |a, b| a >= b, |a, b| a >= b),
    }
}

#[inline(always)]
fn compare_by(
    (a, ka, bd): Side<'_>,
    (b, kb, ad): Side<'_>,
    out: &mut Lanes,
    small: impl Fn(i64, i64) -> bool,
    wide: impl Fn(i128, i128) -> bool,
) {
    let mut over = false;
    match (bd, ad) {
        (None, None) if ka == 1 && kb == 1 => {
            for ((o, x), y) in out.words.iter_mut().zip(&a.words).zip(&b.words) {
                *o = i64::from(small(*x, *y));
            }
        }
        (None, None) => {
            for ((o, x), y) in out.words.iter_mut().zip(&a.words).zip(&b.words) {
                let ((l, f), (r, g)) = (x.overflowing_mul(ka), y.overflowing_mul(kb));
                *o = i64::from(small(l, r));
                over |= f | g;
            }
        }
        (None, Some(ad)) => {
            for (((o, x), y), d) in out.words.iter_mut().zip(&a.words).zip(&b.words).zip(&ad.words) {
                let ((l, f), (r, g)) = (x.overflowing_mul(ka), y.overflowing_mul(kb));
                let (r, h) = r.overflowing_mul(*d);
                *o = i64::from(small(l, r));
                over |= f | g | h;
            }
        }
        (Some(_), None | Some(_)) => over = true,
    }
    if over {
        compare_wide((a, ka, bd), (b, kb, ad), out, wide);
    }
    out.strict(&[a, b]);
    out.strict(&bd.into_iter().chain(ad).collect::<Vec<_>>());
}

fn compare_wide((a, ka, bd): Side<'_>, (b, kb, ad): Side<'_>, out: &mut Lanes, wide: impl Fn(i128, i128) -> bool) {
    let product = |word: i64, k: i64, den: Option<&Lanes>, lane: usize| {
        let den = den.map_or(1, |den| den.words.get(lane).copied().unwrap_or(1));
        i128::from(word).checked_mul(i128::from(k))?.checked_mul(i128::from(den))
    };
    for (lane, (x, y)) in a.words.iter().zip(&b.words).enumerate().take(out.words.len()) {
        match (product(*x, ka, bd, lane), product(*y, kb, ad, lane)) {
            (Some(left), Some(right)) => {
                if let Some(place) = out.words.get_mut(lane) {
                    *place = i64::from(wide(left, right));
                }
            }
            (None, _) | (_, None) => out.mark(lane, ODD),
        }
    }
}

fn round(a: &Lanes, den: Option<&Lanes>, (above, below): (i64, i64), mode: Rounding, step: i64, out: &mut Lanes) {
    let divisor = u64::try_from(below).ok().and_then(Divisor::new);
    if let (None, 1, Rounding::HalfUp, Some(divisor), 1) = (den, above, mode, divisor, step) {
        return round_by_constant(a, divisor, below, out);
    }
    if let (None, 1, 1, 1) = (den, above, below, step) {
        return unary(a, out, |x| (x, false));
    }
    let exact = |word: i64, den: i64| {
        let top = i128::from(word).checked_mul(i128::from(above))?;
        let bottom = i128::from(below).checked_mul(i128::from(den))?;
        let whole = i64::try_from(rounded(top, bottom, mode)?).ok()?;
        whole.checked_mul(step)
    };
    let lane = |word: i64, den: i64| exact(word, den).map_or((0, true), |whole| (whole, false));
    match den {
        None => unary(a, out, |x| lane(x, 1)),
        Some(den) => binary(a, den, out, lane),
    }
}

/// Half away from zero; words of 2⁶² and more, for which half a divisor might not fit on top, are odd.
fn round_by_constant(a: &Lanes, divisor: Divisor, below: i64, out: &mut Lanes) {
    let half = below.unsigned_abs() / 2;
    let limit = 1u64 << 62;
    unary(a, out, |x| {
        let size = x.unsigned_abs();
        let whole = divisor.of((size & (limit - 1)) + half).cast_signed();
        let sign = x >> 63;
        ((whole ^ sign).wrapping_sub(sign), size >= limit)
    });
}

/// And (`deciding` 0) and or (`deciding` 1): where the left side decides, the right one does not matter.
fn junction(a: &Lanes, b: &Lanes, out: &mut Lanes, deciding: i64) {
    for ((o, x), y) in out.words.iter_mut().zip(&a.words).zip(&b.words) {
        *o = if deciding == 0 { x & y } else { x | y };
    }
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
}

fn select(test: &Lanes, then: &Lanes, otherwise: &Lanes, out: &mut Lanes) {
    let sides = then.words.iter().zip(&otherwise.words);
    for ((o, t), (x, y)) in out.words.iter_mut().zip(&test.words).zip(sides) {
        // A mask, not a branch: which side is picked is rarely foreseeable.
        let mask = -i64::from(*t != 0);
        *o = (x & mask) | (y & !mask);
    }
    if test.clean && then.clean && otherwise.clean {
        return;
    }
    for (lane, t) in test.words.iter().enumerate().take(out.words.len()) {
        let taken = if *t != 0 { then.state(lane) } else { otherwise.state(lane) };
        out.mark(lane, if test.state(lane) == PRESENT { taken } else { ODD });
    }
}

fn or_else(a: &Lanes, state: u8, b: &Lanes, out: &mut Lanes) {
    for (lane, ((o, x), y)) in out.words.iter_mut().zip(&a.words).zip(&b.words).enumerate() {
        *o = if a.state(lane) == state { *y } else { *x };
    }
    for lane in 0..out.words.len() {
        let own = a.state(lane);
        out.mark(lane, if own == state { b.state(lane) } else { own });
    }
}

fn has(a: &Lanes, state: u8, out: &mut Lanes) {
    for (lane, o) in out.words.iter_mut().enumerate() {
        *o = i64::from(a.state(lane) != state);
    }
    for lane in 0..out.words.len() {
        if a.state(lane) == ODD {
            out.mark(lane, ODD);
        }
    }
}
