//! The plain numbers of a column → scaled words, many cells at once (decision 0085).
//!
//! A cell's last eight bytes (and the eight before them, where some cell is longer) are taken as words; everything else is
//! arithmetic on words without a branch, which the compiler spreads over the lanes of the vector unit. A cell that is no
//! plain number of at most 16 digits is marked, and read by itself.

use super::cuts::Cells;
use super::figure::{MOST_DIGITS, eight};
use pulp::{Arch, NullaryFnOnce};

/// Cells at once: their words stay in the first cache.
const LANES: usize = 64;

/// Digits behind the point that a word has room for.
const ROOM: usize = 7;

/// What a number gets for the digits that have no room: zeros.
const TENS: [i64; MOST_DIGITS - ROOM + 1] = [1, 10, 100];

const ZEROS: u64 = 0x3030_3030_3030_3030;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const HIGH: u64 = 0x8080_8080_8080_8080;
/// A point among digits from which the zero is taken.
const POINTS: u64 = 0x1e1e_1e1e_1e1e_1e1e;

/// What the cells of a column have to be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Digits behind the point.
    pub digits: usize,
    pub low: i64,
    pub high: i64,
}

struct Read<'a, 'b> {
    cells: Cells<'b>,
    wanted: Wanted,
    words: &'a mut Vec<i64>,
    odd: &'a mut Vec<usize>,
}

/// The same for the arithmetic.
#[derive(Clone, Copy)]
struct Frame {
    /// Eight for each digit behind the point that there is room for.
    bits: u64,
    tens: i64,
    low: i64,
    high: i64,
}

impl Frame {
    /// A word that is not in the column's range is for the ordinary reader.
    #[inline(always)]
    fn outside(self, word: i64) -> u64 {
        u64::from((word < self.low) | (word > self.high))
    }
}

/// Puts the words of cells behind `words`; `odd` gets the places there of those that have to be read by themselves.
pub fn read(cells: Cells<'_>, wanted: Wanted, words: &mut Vec<i64>, odd: &mut Vec<usize>) {
    Arch::new().dispatch(Read { cells, wanted, words, odd });
}

impl NullaryFnOnce for Read<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Read { cells, wanted, words, odd } = self;
        let Wanted { digits, low, high } = wanted;
        let tens = TENS.get(digits.saturating_sub(ROOM)).copied().unwrap_or(0);
        let frame = Frame { bits: 8 * digits.min(ROOM) as u64, tens, low, high };
        let bytes = cells.bytes;
        let mut pairs = cells.pairs();
        let (mut bounds, mut lengths) = ([[0u32; 2]; LANES], [0u64; LANES]);
        let (mut near, mut far) = ([0u64; LANES], [0u64; LANES]);
        let (mut found, mut bad) = ([0i64; LANES], [0u64; LANES]);
        loop {
            let mut count = 0;
            for ((bound, near), pair) in bounds.iter_mut().zip(&mut near).zip(pairs.by_ref()) {
                let [_, end] = pair;
                (*bound, *near) = (pair, eight(bytes, (end as usize).wrapping_sub(8)).unwrap_or(0));
                count += 1;
            }
            if count == 0 {
                return;
            }
            let mut longest = 0;
            for (length, [before, end]) in lengths.iter_mut().zip(&bounds) {
                *length = u64::from(end.wrapping_sub(*before).wrapping_sub(1));
                longest = longest.max(*length);
            }
            let mut all_bad = 0;
            if longest <= 8 {
                for (((word, bad), near), length) in found.iter_mut().zip(&mut bad).zip(&near).zip(&lengths) {
                    (*word, *bad) = short(*near, *length, frame);
                    all_bad |= *bad;
                }
            }
            if longest > 8 || all_bad != 0 {
                for (far, [_, end]) in far.iter_mut().zip(&bounds) {
                    *far = eight(bytes, (*end as usize).wrapping_sub(16)).unwrap_or(0);
                }
                all_bad = 0;
                for ((((word, bad), near), far), length) in
                    found.iter_mut().zip(&mut bad).zip(&near).zip(&far).zip(&lengths)
                {
                    (*word, *bad) = long(*near, *far, *length, frame);
                    all_bad |= *bad;
                }
            }
            if all_bad != 0 {
                let marked = bad.iter().take(count).zip(words.len()..).filter(|(bad, _)| **bad != 0);
                odd.extend(marked.map(|(_, place)| place));
            }
            words.extend_from_slice(found.get(..count).unwrap_or_default());
            if count < LANES {
                return;
            }
        }
    }
}

/// Digits with or without a point, the last of them highest, the zero taken from each byte.
#[derive(Clone, Copy)]
struct Cell {
    /// All digits up to eight, without the point.
    digits: u64,
    /// Bits by which the digits have to move so that `wanted` of them stand behind the point.
    shift: u64,
    /// All bits, where there is a point.
    pointed: u64,
    /// Nothing but 0, or this is no plain number.
    bad: u64,
}

/// Shifts by fewer than 64 bits. No check may stand in a loop that is to be spread over lanes.
#[inline(always)]
fn left(word: u64, bits: u64) -> u64 {
    word.wrapping_shl(bits as u32)
}

#[inline(always)]
fn right(word: u64, bits: u64) -> u64 {
    word.wrapping_shr(bits as u32)
}

/// Takes the point out of the bytes of a cell; `first` is the high bit of its first byte, if that is here.
#[inline(always)]
fn without_point(cell: u64, first: u64, wanted: u64) -> Cell {
    let other = cell ^ POINTS;
    let points = !((other & LOW).wrapping_add(LOW) | other) & HIGH;
    // A second point stays where it is, and is no digit.
    let point = points & points.wrapping_neg();
    let before = (point >> 7).wrapping_sub(1);
    let behind = !(point | point.wrapping_sub(1));
    let pointed = 0u64.wrapping_sub(u64::from(point != 0));
    let digits = left(cell & before, pointed & 8) | (cell & behind);
    // Eight bits for each digit behind the point; none where there is no point, 64 being taken for 0.
    let has = u64::from(point.leading_zeros()) & 56;
    // Digits stand on both sides of a point.
    let bare = point & (first | (1 << 63));
    Cell { digits, shift: wanted.wrapping_sub(has) & 63, pointed, bad: bare | u64::from(has > wanted) }
}

/// The high bits of bytes that are no digits.
#[inline(always)]
fn no_digits(bytes: u64) -> u64 {
    (bytes.wrapping_add(0x7676_7676_7676_7676) | bytes) & HIGH
}

/// The number that eight digits make: pairs, then fours, then eight.
#[inline(always)]
fn value(digits: u64) -> u64 {
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & PAIRS).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((pairs >> 16) & PAIRS).wrapping_mul(0x0000_2710_0000_0001);
    low.wrapping_add(high) >> 32
}

/// A cell of at most eight bytes.
#[inline(always)]
fn short(near: u64, length: u64, frame: Frame) -> (i64, u64) {
    let kept = left(u64::MAX, 64u64.wrapping_sub(length << 3));
    let first = (kept & kept.wrapping_neg()) << 7;
    let Cell { digits, shift, bad, .. } = without_point((near ^ ZEROS) & kept, first, frame.bits);
    let lost = digits & left(1, shift).wrapping_sub(1);
    let word = value(right(digits, shift)).cast_signed().wrapping_mul(frame.tens);
    (word, bad | no_digits(digits) | lost | u64::from(length == 0) | frame.outside(word))
}

/// A cell of at most sixteen bytes; `far` are the eight before the last eight.
#[inline(always)]
fn long(near: u64, far: u64, length: u64, frame: Frame) -> (i64, u64) {
    let reaches = 0u64.wrapping_sub(u64::from(length > 8));
    let kept = reaches | left(u64::MAX, 64u64.wrapping_sub(length << 3));
    let far_kept = reaches & left(u64::MAX, 128u64.wrapping_sub(length << 3));
    let first = ((kept & kept.wrapping_neg()) << 7) & !reaches;
    let cell = without_point((near ^ ZEROS) & kept, first, frame.bits);
    let far = (far ^ ZEROS) & far_kept;
    // The place of the point is taken by the digit before it.
    let near = cell.digits | ((far >> 56) & cell.pointed);
    let far = left(far, cell.pointed & 8);
    let shift = cell.shift;
    let lost = far & left(1, shift).wrapping_sub(1);
    let moved = left(near << 1, 63u64.wrapping_sub(shift));
    let (high, low) = (value(right(far, shift) | moved), value(right(near, shift)));
    let word = high.wrapping_mul(100_000_000).wrapping_add(low).cast_signed();
    let word = word.wrapping_mul(frame.tens);
    let size = u64::from(length == 0) | u64::from(length > 16);
    (word, cell.bad | no_digits(near) | no_digits(far) | lost | size | frame.outside(word))
}

#[cfg(test)]
mod tests {
    use super::super::cuts::Cuts;
    use super::super::feed::{Feed, Piece};
    use super::super::figure::number;
    use super::{Wanted, read};

    /// Cells of a file of one column, each read by the arithmetic or left to the way for single cells.
    fn agree(cells: &[String], digits: usize) -> usize {
        let text: String = cells.iter().map(|cell| format!("{cell}\n")).collect();
        let (mut piece, mut cuts) = (Piece::new(), Cuts::default());
        assert!(Feed::new(Box::new(text.as_bytes()), 0).unwrap().fill(&mut piece).unwrap());
        cuts.find(&piece, 1).unwrap();
        assert_eq!(cuts.rows(), cells.len());
        let wanted = Wanted { digits, low: -1_000_000, high: i64::MAX };
        let (mut words, mut odd) = (vec![7], Vec::new());
        read(cuts.cells(piece.bytes(), 0, cells.len()), wanted, &mut words, &mut odd);
        assert_eq!(words.len(), cells.len() + 1);
        for (place, cell) in cells.iter().enumerate() {
            if !odd.contains(&(place + 1)) {
                assert_eq!(Some(words[place + 1]), number(cell.as_bytes(), digits), "{cell} {digits}");
            }
        }
        cells.len() - odd.len()
    }

    /// Whatever is read here is what the way for single cells reads; and plain numbers are read here.
    #[test]
    fn the_arithmetic_and_the_way_for_single_cells_agree() {
        let wholes =
            ["0", "1", "9", "42", "007", "9999999", "12345678", "123456789", "", "-1", "+1", ":", "/", " 1", "1 "];
        let parts =
            ["", ".", ".0", ".5", ".05", ".1234567", ".12345678", "..5", ".5.", ".:", "./1", ".é", ".9999999", "e5"];
        let odd: Vec<String> =
            wholes.iter().flat_map(|whole| parts.iter().map(move |part| format!("{whole}{part}"))).collect();
        let mut mixed = 1u64;
        let mut next = || {
            mixed = mixed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            mixed >> 16
        };
        for digits in 0..=9 {
            for most in [1, 3, 5, 8, 12, 17] {
                let mut plain = |_| {
                    let whole = next() % 10u64.pow(1 + (next() % most) as u32);
                    match next() as usize % (digits + 1) {
                        0 => whole.to_string(),
                        behind => format!("{whole}.{:0behind$}", next() % 10u64.pow(behind as u32)),
                    }
                };
                let cells: Vec<String> = (0..3_000).map(&mut plain).collect();
                let quickly = agree(&cells, digits);
                let fits = |cell: &&String| {
                    let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
                    cell.len() <= 16 && part.len() <= 7 && whole.len() + digits.min(7) <= 16
                };
                assert_eq!(quickly, cells.iter().filter(fits).count(), "{digits} {most}");
                let mut cells = cells;
                let places: Vec<usize> = odd.iter().map(|_| next() as usize % cells.len()).collect();
                places.into_iter().zip(&odd).for_each(|(place, odd)| cells[place].clone_from(odd));
                agree(&cells, digits);
            }
        }
    }
}
