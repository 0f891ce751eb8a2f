//! A word for each text, found by its bytes. Most texts are short: those of up to eight bytes are found by one machine word.

use super::fresh::written;
use super::spread::{hash, mix};

#[derive(Clone, Debug, Default)]
pub struct Spellings {
    /// Short texts, open addressing; a key of 0 is a free place.
    short: Vec<(Short, i64)>,
    shorts: usize,
    long: Vec<Long>,
    longs: usize,
    /// The bytes of the long ones.
    bytes: Vec<u8>,
}

/// The bytes of a short text as one word, the first of them lowest; the last is not 0, so that the word tells how many there are.
pub type Short = u64;

/// A text that is not short.
#[derive(Clone, Copy, Debug)]
struct Long {
    hash: u64,
    /// Where its bytes stand; `FREE` is a free place.
    start: usize,
    len: usize,
    word: i64,
}

const FREE: usize = usize::MAX;

const NONE: Long = Long { hash: 0, start: FREE, len: 0, word: 0 };

/// Bytes of a text that may be short.
pub const SHORT: usize = 8;

fn short_of(text: &[u8]) -> Option<Short> {
    if text.len() > SHORT || text.last().is_none_or(|last| *last == 0) {
        return None;
    }
    Some(text.iter().rev().fold(0, |key, byte| (key << 8) | u64::from(*byte)))
}

impl Spellings {
    /// The word of a text that has one.
    pub fn find(&self, text: &[u8]) -> Option<i64> {
        match short_of(text) {
            Some(key) => self.short(key),
            None => self.long(text),
        }
    }

    /// Gives a word to a text that has none.
    pub fn add(&mut self, text: &[u8], word: i64) {
        match short_of(text) {
            Some(key) => self.add_short(key, word),
            None => self.add_long(text, word),
        }
    }

    /// The same as [`Spellings::find`] for the word of a short text.
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

    fn long(&self, text: &[u8]) -> Option<i64> {
        let mask = self.long.len().checked_sub(1)?;
        let wanted = hash(text);
        let mut at = wanted as usize & mask;
        loop {
            let Long { hash, start, len, word } = *self.long.get(at)?;
            if start == FREE {
                return None;
            }
            if hash == wanted && self.bytes.get(start..start + len) == Some(text) {
                return Some(word);
            }
            at = (at + 1) & mask;
        }
    }

    fn add_long(&mut self, text: &[u8], word: i64) {
        if (self.longs + 1) * 2 > self.long.len() {
            let room = (self.long.len() * 2).max(16);
            let old = std::mem::replace(&mut self.long, written(NONE, room));
            old.into_iter().filter(|long| long.start != FREE).for_each(|long| self.place_long(long));
        }
        self.place_long(Long { hash: hash(text), start: self.bytes.len(), len: text.len(), word });
        self.bytes.extend_from_slice(text);
        self.longs += 1;
    }

    fn place_long(&mut self, long: Long) {
        let mask = self.long.len().saturating_sub(1);
        let mut at = long.hash as usize & mask;
        while let Some(place) = self.long.get_mut(at) {
            if place.start == FREE {
                *place = long;
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
        let short = |number: u64| format!("H{number:06}");
        assert!(known.short(1).is_none() && known.find(b"abcdefgh").is_none());
        for number in 1..5_000u64 {
            known.add(short(number).as_bytes(), number as i64);
            known.add(long(number).as_bytes(), -(number as i64));
        }
        for number in 1..5_000u64 {
            assert_eq!(known.find(short(number).as_bytes()), Some(number as i64));
            assert_eq!(known.find(short(number + 5_000).as_bytes()), None);
            assert_eq!(known.find(long(number).as_bytes()), Some(-(number as i64)));
            assert_eq!(known.find(long(number + 5_000).as_bytes()), None);
        }
        assert_eq!(known.short(u64::from_le_bytes(*b"H000001\0")), Some(1));
    }

    #[test]
    fn texts_with_zeros_and_none_at_all_have_words_of_their_own() {
        let mut known = Spellings::default();
        let texts: [&[u8]; 8] = [b"", b"\0", b"\0\0", b"a", b"a\0", b"\0a", b"abcdefgh", b"abcdefgh\0"];
        for (word, text) in texts.iter().enumerate() {
            assert_eq!(known.find(text), None);
            known.add(text, word as i64);
        }
        for (word, text) in texts.iter().enumerate() {
            assert_eq!(known.find(text), Some(word as i64));
        }
    }
}
