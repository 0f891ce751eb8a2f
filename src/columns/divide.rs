//! Exact division of whole numbers with rounding.

use crate::value::rounding::Rounding;

/// Divides words below 2⁶³ by a constant through one multiplication.
///
/// With `l = ⌈log₂ d⌉` and `m = ⌊2⁶³⁺ˡ ÷ d⌋ + 1`: `0 < m·d − 2⁶³⁺ˡ ≤ d ≤ 2ˡ`, so `⌊m·n ÷ 2⁶³⁺ˡ⌋ = ⌊n ÷ d⌋` for all
/// `0 ≤ n < 2⁶³` (Granlund and Montgomery, 1994, theorem 4.2). `m < 2⁶⁴`, since `d > 2ˡ⁻¹`.
#[derive(Clone, Copy, Debug)]
pub struct Divisor {
    multiplier: u64,
    shift: u32,
}

impl Divisor {
    /// `None` below 2.
    pub fn new(divisor: u64) -> Option<Divisor> {
        if !(2..=1 << 62).contains(&divisor) {
            return None;
        }
        let log = 64 - (divisor - 1).leading_zeros();
        let multiplier = ((1u128 << (63 + log)) / u128::from(divisor)).checked_add(1)?;
        Some(Divisor { multiplier: u64::try_from(multiplier).ok()?, shift: log - 1 })
    }

    /// ⌊n ÷ d⌋ for n below 2⁶³.
    #[inline(always)]
    pub fn of(self, n: u64) -> u64 {
        let high = (u128::from(n) * u128::from(self.multiplier)) >> 64;
        (high as u64) >> self.shift
    }
}

/// Divides words by a constant where quotients are short, in products of 32 bits only, which every vector unit has.
///
/// With `d = 2ᵗ·m`, `m` odd, and `n' = ⌊n ÷ 2ᵗ⌋` we have `⌊n ÷ d⌋ = ⌊n' ÷ m⌋`. Let `n₁ = ⌊n' ÷ 2ˢ⌋ < 2³²`, `k = ⌊log₂ m⌋`,
/// `l = 32 + k − s` and `M = ⌊2³²⁺ᵏ ÷ m⌋ < 2³²`. What the two cuts lose lets `n₁·M ÷ 2ˡ` fall short of `n' ÷ m` by less than
/// `2ˢ ÷ m + 2³²⁻ˡ ≤ 2·2ˢ⁻ᵏ`, and never exceed it. Where `s < k`, that is at most 1, so that the estimate `⌊n₁·M ÷ 2ˡ⌋` is the
/// quotient or one less, and its remainder, which is exact, tells which.
#[derive(Clone, Copy, Debug)]
pub struct Short {
    twos: u32,
    odd: u64,
    cut: u32,
    multiplier: u64,
    shift: u32,
}

impl Short {
    /// For words up to `most`; `None` where a quotient may be too long for an estimate, or the divisor has no odd part.
    pub fn new(divisor: u64, most: u64) -> Option<Short> {
        let twos = divisor.checked_ilog2()?.min(divisor.trailing_zeros());
        let odd = divisor >> twos;
        let (cut, log) = ((64 - (most >> twos).leading_zeros()).saturating_sub(32), odd.ilog2());
        if odd == 1 || log > 31 || cut >= log || most >= 1 << 63 {
            return None;
        }
        let multiplier = u64::try_from((1u128 << (32 + log)).checked_div(odd.into())?).ok()?;
        Some(Short { twos, odd, cut, multiplier, shift: 32 + log - cut })
    }

    /// ⌊n ÷ d⌋ for n up to `most`.
    #[inline(always)]
    pub fn of(self, n: u64) -> u64 {
        // The masks change nothing: they show the compiler that 32 bits suffice.
        let half = |word: u64| word & 0xffff_ffff;
        let n = n.wrapping_shr(self.twos);
        let guess = half(n.wrapping_shr(self.cut)).wrapping_mul(half(self.multiplier)).wrapping_shr(self.shift);
        let rest = n.wrapping_sub(half(guess).wrapping_mul(half(self.odd)));
        guess.wrapping_add(u64::from(rest.cast_signed() >= self.odd.cast_signed()))
    }
}

/// above ÷ below, rounded to a whole number; `below` must be positive.
pub fn rounded(above: i128, below: i128, mode: Rounding) -> Option<i128> {
    let whole = above.checked_div(below)?;
    let rest = above.checked_rem(below)?;
    if rest == 0 {
        return Some(whole);
    }
    let negative = above < 0;
    let size = rest.unsigned_abs();
    // Not doubled: the rest may be as large as a word of 128 bits.
    let left = below.unsigned_abs() - size;
    let away = match mode {
        Rounding::HalfUp => size >= left,
        Rounding::HalfEven => size > left || (size == left && whole % 2 != 0),
        Rounding::Truncate => false,
        Rounding::AwayFromZero => true,
        Rounding::Floor => negative,
        Rounding::Ceiling => !negative,
    };
    if !away {
        return Some(whole);
    }
    whole.checked_add(if negative { -1 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multiplication_divides_at_every_edge() {
        let edges = |d: u64| {
            let top = (1u64 << 63) - 1;
            let around = move |n: u64| [n.saturating_sub(1), n, n.saturating_add(1)];
            let multiples = [0, d, d.saturating_mul(2), d.saturating_mul(12_345), top / d * d, top];
            multiples.into_iter().flat_map(around).filter(move |n| *n <= top)
        };
        let powers = (0..62).flat_map(|bit| [(1u64 << bit) - 1, 1 << bit, (1 << bit) + 1]);
        let tens = (0..19).map(|exp| 10u64.pow(exp));
        for d in powers.chain(tens).chain(2..2_000).filter(|d| (2..=1 << 62).contains(d)) {
            let divisor = Divisor::new(d).unwrap();
            for n in edges(d) {
                assert_eq!(divisor.of(n), n / d, "{n} / {d}");
            }
        }
        assert!(Divisor::new(1).is_none() && Divisor::new(0).is_none());
    }

    #[test]
    fn an_estimate_and_its_remainder_divide_at_every_edge() {
        let (mut met, mut short) = (0, 0);
        let powers = (0..62).flat_map(|bit| [(1u64 << bit) - 1, 1 << bit, (1 << bit) + 1]);
        let tens = (0..19).flat_map(|exp| [1, 3, 7].map(|times| times * 10u64.pow(exp)));
        for d in powers.chain(tens).chain(2..2_000).filter(|d| *d > 1) {
            for bits in 1..=63 {
                let most = (1u64 << bits) - 1;
                met += 1;
                let Some(divisor) = Short::new(d, most) else { continue };
                short += 1;
                let steps = (0..bits).map(|bit| 1u64 << bit).flat_map(|n| [n - 1, n, n + 1, n / d * d, most - (n - 1)]);
                let quotients = [1, 2, 3, most / d, (most / d).saturating_sub(1), most / d / 2, most / d / 3];
                let multiples = quotients.into_iter().map(|quotient| quotient * d);
                let around = |n: u64| [n.saturating_sub(1), n, n.saturating_add(1)];
                for n in steps.chain(multiples).flat_map(around).filter(|n| *n <= most) {
                    assert_eq!(divisor.of(n), n / d, "{n} / {d} for {bits} bits");
                }
            }
        }
        assert!(short * 2 > met, "{short} of {met}");
        assert!(Short::new(0, 9).is_none() && Short::new(1, 9).is_none() && Short::new(64, 9).is_none());
    }

    #[test]
    fn short_quotients_are_found_for_every_word() {
        for (d, most) in [(3, 70_000), (10, 1 << 18), (20, 1 << 18), (625, 1 << 18), (1_000, 1 << 20)] {
            let divisor = Short::new(d, most).unwrap();
            assert!((0..=most).all(|n| divisor.of(n) == n / d), "{d}");
        }
    }

    #[test]
    fn rounding_is_that_of_numbers() {
        use crate::value::number::Number;
        for mode in Rounding::ALL {
            for below in [1i128, 2, 3, 7, 10, 100] {
                for above in -250i128..=250 {
                    let exact = Number::fraction(above, below).unwrap().round(mode, &Number::one());
                    assert_eq!(rounded(above, below, mode), exact.to_i64().map(i128::from), "{above}/{below} {mode:?}");
                }
            }
            assert!(rounded(i128::MAX, i128::MAX - 1, mode).is_some());
        }
    }
}
