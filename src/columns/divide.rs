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
