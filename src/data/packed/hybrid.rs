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

    /// Puts the numbers of a piece in bits behind those of `out`.
    pub fn unpack(self, bytes: &[u8], from: usize, count: usize, out: &mut Vec<u32>) {
        let to = out.len() + count;
        // Eights begin where a byte does.
        let before = (0..8.min(count)).find(|before| (from + before * self.width).is_multiple_of(8));
        out.extend(self.each(bytes, from, before.unwrap_or(count)));
        if let Some(before) = before {
            let eights = (count - before) / 8;
            unpack_eights(self.width, bytes.get((from + before * self.width) / 8..).unwrap_or_default(), eights, out);
        }
        let done = count - (to - out.len());
        out.extend(self.each(bytes, from + done * self.width, count - done));
    }

    fn each(self, bytes: &[u8], from: usize, count: usize) -> impl Iterator<Item = u32> + '_ {
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

/// Bytes in which eight numbers of any width stand, and the word in which the last of them begins.
const WINDOW: usize = 40;

/// Eight numbers of a width that is known here, as often as they are wanted and enough bytes are there: their places in the
/// window are constants.
fn eights<const WIDTH: usize>(bytes: &[u8], times: usize, out: &mut Vec<u32>) {
    let mask = (1u64 << WIDTH) - 1;
    for time in 0..times {
        let Some(window) = bytes.get(time * WIDTH..).and_then(|rest| rest.first_chunk::<WINDOW>()) else { return };
        let number = |at: usize| {
            let word = window.get(at * WIDTH / 8..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
            ((u64::from_le_bytes(word) >> (at * WIDTH % 8)) & mask) as u32
        };
        out.extend_from_slice(&[
            number(0),
            number(1),
            number(2),
            number(3),
            number(4),
            number(5),
            number(6),
            number(7),
        ]);
    }
}

fn unpack_eights(width: usize, bytes: &[u8], times: usize, out: &mut Vec<u32>) {
    macro_rules! by_width {
        ($($width:literal)*) => {
            match width {
                $($width => eights::<$width>(bytes, times, out),)*
                _ => {}
            }
        };
    }
    by_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)
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
                    hybrid.unpack(bytes, from, some, &mut out);
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
    /// Numbers of every width are the same, wherever a piece begins and however many are read at a time.
    #[test]
    fn numbers_are_the_bits_that_stand_there() {
        let bytes: Vec<u8> = (0..700u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for width in 0..=32 {
            let groups = (bytes.len() - 1) / width.max(1);
            let count = if width == 0 { 80 } else { groups.min(60) * 8 };
            let mut file = vec![(count / 8 * 2 + 1) as u8];
            file.extend(&bytes[..count / 8 * width]);
            let bit = |at: usize| u32::from(file[1 + at / 8] >> (at % 8) & 1);
            let due: Vec<u32> =
                (0..count).map(|at| (0..width).map(|place| bit(at * width + place) << place).sum()).collect();
            for most in [1, 3, 8, 13, 64, 1000] {
                assert_eq!(all(width, &file, count, most).unwrap(), due, "{width} {most}");
            }
        }
    }
}
