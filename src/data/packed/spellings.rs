//! The words of the spellings that a column has shown, by their bytes. Most are short: those of up to seven bytes are found
//! by one machine word.

use super::figure::eight;
use crate::ir::fresh::written;

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Debug, Default)]
pub struct Spellings {
    /// Short spellings, open addressing; a key of 0 is a free place.
    short: Vec<(u64, i64)>,
    shorts: usize,
    /// Long ones: hash, where the bytes stand, and the word; a length of 0 is a free place.
    long: Vec<(u64, u32, u32, i64)>,
    longs: usize,
    bytes: Vec<u8>,
}

/// The bytes of a short spelling as one word; none of them is 0.
pub type Short = u64;

fn mix(key: u64) -> u64 {
    let mixed = key.wrapping_mul(SPREAD);
    mixed ^ (mixed >> 32)
}

fn hash(cell: &[u8]) -> u64 {
    let (mut hash, mut at) = (cell.len() as u64, 0);
    while let Some(word) = eight(cell, at) {
        hash = mix(hash.rotate_left(5) ^ word);
        at += 8;
    }
    let rest = cell.get(at..).unwrap_or_default().iter().rev().fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
    mix(hash.rotate_left(5) ^ rest)
}

impl Spellings {
    #[inline(always)]
    pub fn short(&self, key: Short) -> Option<i64> {
        let mask = self.short.len().checked_sub(1)?;
        let mut at = mix(key) as usize & mask;
        loop {
            let (known, word) = *self.short.get(at)?;
            if known == key {
                return Some(word);
            }
            if known == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    pub fn add_short(&mut self, key: Short, word: i64) {
        if (self.shorts + 1) * 2 > self.short.len() {
            let room = (self.short.len() * 2).max(16);
            let old = std::mem::replace(&mut self.short, written((0, 0), room));
            old.into_iter().filter(|(key, _)| *key != 0).for_each(|(key, word)| self.place_short(key, word));
        }
        self.place_short(key, word);
        self.shorts += 1;
    }

    fn place_short(&mut self, key: Short, word: i64) {
        let mask = self.short.len().saturating_sub(1);
        let mut at = mix(key) as usize & mask;
        while let Some(place) = self.short.get_mut(at) {
            if place.0 == 0 {
                *place = (key, word);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    pub fn long(&self, cell: &[u8]) -> Option<i64> {
        let mask = self.long.len().checked_sub(1)?;
        let wanted = hash(cell);
        let mut at = wanted as usize & mask;
        loop {
            let (known, start, len, word) = *self.long.get(at)?;
            if len == 0 {
                return None;
            }
            if known == wanted && self.bytes.get(start as usize..(start + len) as usize) == Some(cell) {
                return Some(word);
            }
            at = (at + 1) & mask;
        }
    }

    /// `None` where there are more bytes than can be numbered.
    pub fn add_long(&mut self, cell: &[u8], word: i64) -> Option<()> {
        if (self.longs + 1) * 2 > self.long.len() {
            let room = (self.long.len() * 2).max(16);
            let old = std::mem::replace(&mut self.long, written((0, 0, 0, 0), room));
            old.into_iter().filter(|(_, _, len, _)| *len != 0).for_each(|entry| self.place_long(entry));
        }
        let (start, len) = (u32::try_from(self.bytes.len()).ok()?, u32::try_from(cell.len()).ok()?);
        start.checked_add(len)?;
        self.bytes.extend_from_slice(cell);
        self.place_long((hash(cell), start, len, word));
        self.longs += 1;
        Some(())
    }

    fn place_long(&mut self, entry: (u64, u32, u32, i64)) {
        let mask = self.long.len().saturating_sub(1);
        let mut at = entry.0 as usize & mask;
        while let Some(place) = self.long.get_mut(at) {
            if place.2 == 0 {
                *place = entry;
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Spellings;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let mut known = Spellings::default();
        let long = |number: u64| format!("中医院第{number}分院");
        assert!(known.short(1).is_none() && known.long(b"abcdefgh").is_none());
        for number in 1..5_000u64 {
            known.add_short(number * 65_537, number as i64);
            known.add_long(long(number).as_bytes(), -(number as i64)).unwrap();
        }
        for number in 1..5_000u64 {
            assert_eq!(known.short(number * 65_537), Some(number as i64));
            assert_eq!(known.short(number * 65_537 + 1), None);
            assert_eq!(known.long(long(number).as_bytes()), Some(-(number as i64)));
            assert_eq!(known.long(long(number + 5_000).as_bytes()), None);
        }
    }
}
