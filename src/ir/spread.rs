//! Hashes of texts and words that come from files: quick, and of no use against somebody who wants them to meet.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads a word over all bits.
#[inline(always)]
pub fn mix(key: u64) -> u64 {
    let mixed = key.wrapping_mul(SPREAD);
    mixed ^ (mixed >> 32)
}

/// A hash of all bytes, eight at a time.
#[inline(always)]
pub fn hash(bytes: &[u8]) -> u64 {
    add(bytes.len() as u64, bytes)
}

#[inline(always)]
fn add(hash: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(hash, |hash, word| mix(hash.rotate_left(5) ^ u64::from_le_bytes(*word)));
    let rest = rest.iter().rev().fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
    mix(hash.rotate_left(5) ^ rest)
}

/// A hasher for maps whose keys nobody made in order to slow them down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = add(self.0, bytes);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix(self.0.rotate_left(5) ^ word);
    }

    fn write_i64(&mut self, word: i64) {
        self.write_u64(word.cast_unsigned());
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

pub type SpreadMap<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;
pub type SpreadSet<K> = HashSet<K, BuildHasherDefault<Spread>>;

#[cfg(test)]
mod tests {
    use super::{SpreadSet, hash};
    use std::collections::HashSet;

    #[test]
    fn texts_that_differ_little_differ_in_their_hashes() {
        let texts: Vec<String> =
            (0..20_000).flat_map(|n| [format!("{n}"), format!("H{n:06}"), format!("中医院{n}")]).collect();
        let low: HashSet<u64> = texts.iter().map(|text| hash(text.as_bytes()) & 0xf_ffff).collect();
        // As many as a draw at random leaves different.
        assert!(low.len() > 58_000, "{}", low.len());
        assert_eq!(texts.iter().collect::<SpreadSet<_>>().len(), texts.len());
        assert_ne!(hash(b"abc"), hash(b"abc\0"));
    }
}
