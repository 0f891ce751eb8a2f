//! Small numbers in runs and in bits, as Parquet stores levels and places in a dictionary.

use super::figure::eight;

/// Where a reading of such numbers stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hybrid {
    /// Bits of a number.
    width: usize,
    /// The next byte that has no meaning yet.
    at: usize,
    /// How many numbers are left of a run or of a piece in bits.
    left: usize,
    /// The number that the run repeats.
    repeated: Option<u32>,
    /// The next bit of a piece in bits.
    bit: usize,
}

/// Some numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Run { number: u32, count: usize },
    Bits { from: usize, count: usize },
}

impl Hybrid {
    /// Numbers of so many bits (at most 32) from a byte on.
    pub fn new(width: usize, at: usize) -> Option<Hybrid> {
        (width <= 32).then_some(Hybrid { width, at, ..Hybrid::default() })
    }

    /// At most so many of the next numbers; `None` where there are none.
    pub fn next(&mut self, bytes: &[u8], most: usize) -> Option<Piece> {
        while self.left == 0 {
            self.turn(bytes)?;
        }
        let count = most.min(self.left);
        self.left -= count;
        if let Some(number) = self.repeated {
            return Some(Piece::Run { number, count });
        }
        let from = self.bit;
        self.bit = from.checked_add(count.checked_mul(self.width)?)?;
        (self.bit <= bytes.len().checked_mul(8)?).then_some(Piece::Bits { from, count })
    }

    fn turn(&mut self, bytes: &[u8]) -> Option<()> {
        let (mut head, mut place) = (0u64, 0u32);
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            head |= u64::from(byte & 0x7f).checked_shl(place)?;
            place += 7;
            if byte < 0x80 {
                break;
            }
        }
        // A run of nothing is padding behind the last number: to the ordinary reader nothing follows it.
        if head == 0 {
            return None;
        }
        let size = usize::try_from(head >> 1).ok()?;
        if head & 1 == 1 {
            self.repeated = None;
            self.left = size.checked_mul(8)?;
            self.bit = self.at.checked_mul(8)?;
            self.at = self.at.checked_add(size.checked_mul(self.width)?)?;
            return Some(());
        }
        let end = self.at.checked_add(self.width.div_ceil(8))?;
        let number = bytes.get(self.at..end)?.iter().rev().fold(0u32, |number, byte| (number << 8) | u32::from(*byte));
        self.at = end;
        (self.repeated, self.left) = (Some(number), size);
        Some(())
    }

    /// The numbers of a piece in bits.
    #[inline(always)]
    pub fn unpack(self, bytes: &[u8], from: usize, count: usize) -> impl Iterator<Item = u32> + '_ {
        let mask = (1u64 << self.width) - 1;
        (0..count).map(move |at| {
            let bit = from + at * self.width;
            let word = match eight(bytes, bit / 8) {
                Some(word) => word,
                None => end_of(bytes, bit / 8),
            };
            ((word >> (bit % 8)) & mask) as u32
        })
    }
}

/// The last bytes, fewer than eight of them.
#[cold]
fn end_of(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{Hybrid, Piece};

    fn all(width: usize, bytes: &[u8], mut count: usize, most: usize) -> Option<Vec<u32>> {
        let (mut hybrid, mut out) = (Hybrid::new(width, 0)?, Vec::new());
        while count > 0 {
            match hybrid.next(bytes, most.min(count))? {
                Piece::Run { number, count: some } => {
                    out.resize(out.len() + some, number);
                    count -= some;
                }
                Piece::Bits { from, count: some } => {
                    out.extend(hybrid.unpack(bytes, from, some));
                    count -= some;
                }
            }
        }
        Some(out)
    }

    #[test]
    fn runs_and_bits_follow_each_other() {
        // Five times 6, then eight numbers of three bits: 0 to 7.
        let bytes = [10, 6, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        for most in 1..14 {
            let due = [6, 6, 6, 6, 6, 0, 1, 2, 3, 4, 5, 6, 7];
            assert_eq!(all(3, &bytes, 13, most).unwrap(), due, "{most}");
        }
        assert!(all(3, &bytes, 14, 14).is_none());
        for end in 0..bytes.len() {
            assert!(all(3, &bytes[..end], 13, 13).is_none());
        }
        // One text alone has places of no bits.
        assert_eq!(all(0, &[3], 8, 8).unwrap(), [0; 8]);
        assert_eq!(all(0, &[16], 8, 8).unwrap(), [0; 8]);
        assert!(all(1, &[0, 0, 2, 1], 1, 1).is_none());
        assert!(Hybrid::new(33, 0).is_none());
        assert!(all(3, &[0xff; 12], 1, 1).is_none());
    }
}
