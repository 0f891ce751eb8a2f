//! Choices that depend on nothing but a seed and on what they are made for: the same on every machine.

/// A stream of choices.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

/// The increment of the stream: 2⁶⁴ divided by the golden ratio, odd.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Dice {
    /// The stream of a place, such as (table, row, attempt).
    pub fn of(seed: u64, place: &[u64]) -> Dice {
        let mut dice = Dice(seed);
        for part in place {
            dice.0 = dice.next() ^ part.wrapping_mul(STEP);
        }
        dice
    }

    /// Sixty-four bits (SplitMix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// 0 … count − 1; 0 where there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.next()).wrapping_mul(count as u128) >> 64;
        usize::try_from(wide).unwrap_or(0)
    }

    /// One of the whole numbers from `low` to `high`; the bias is below 2⁻⁶⁴ of the width.
    pub fn between(&mut self, low: i128, high: i128) -> i128 {
        let Some(width) = high.checked_sub(low).and_then(|width| u128::try_from(width).ok()) else { return low };
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        let at = if width == u128::MAX { bits } else { bits.checked_rem(width.wrapping_add(1)).unwrap_or(0) };
        i128::try_from(at).ok().and_then(|at| low.checked_add(at)).unwrap_or(low)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, thousandths: u32) -> bool {
        self.below(1_000) < thousandths as usize
    }

    /// One of some things.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len());
        all.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_place_has_one_stream() {
        let throw = |place: &[u64]| {
            let mut dice = Dice::of(7, place);
            (0..50).map(|_| dice.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(throw(&[1, 2]), throw(&[1, 2]));
        assert_ne!(throw(&[1, 2]), throw(&[2, 1]));
        assert_ne!(throw(&[1]), throw(&[1, 0]));
        assert!((-3..=3).all(|number| throw(&[1, 2]).contains(&number)));
    }

    #[test]
    fn choices_stay_inside() {
        let mut dice = Dice::of(1, &[]);
        for _ in 0..1_000 {
            assert!(dice.below(3) < 3);
            assert_eq!(dice.between(5, 5), 5);
            assert!(dice.between(i128::MIN / 2, i128::MAX / 2) <= i128::MAX / 2);
        }
        assert_eq!((dice.below(0), dice.between(2, 1)), (0, 2));
        assert!(!dice.chance(0) && dice.chance(1_000));
    }
}
