//! Words in as few bytes as all of them fit.

/// Words as narrow as all of them fit.
#[derive(Clone, Debug)]
pub enum Narrow {
    Byte(Vec<i8>),
    Short(Vec<i16>),
    Half(Vec<i32>),
    Full(Vec<i64>),
}

/// Words that are widened together.
const SOME: usize = 1024;

/// Ends between which some words lie, near enough to tell how narrow they fit.
pub fn ends(words: &[i64]) -> (i64, i64) {
    // The bits of the widest, its sign apart: that takes no comparing.
    let most = words.iter().fold(0, |bits, word| bits | (word ^ (word >> 63)));
    (!most, most)
}

impl Narrow {
    pub fn of(words: &[i64]) -> Narrow {
        let mut narrow = Narrow::with_room(words.len());
        narrow.extend(words, ends(words));
        narrow
    }

    /// No words yet, but room for so many.
    pub fn with_room(rows: usize) -> Narrow {
        Narrow::Byte(Vec::with_capacity(rows))
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        match self {
            Narrow::Byte(words) => words.reserve(more),
            Narrow::Short(words) => words.reserve(more),
            Narrow::Half(words) => words.reserve(more),
            Narrow::Full(words) => words.reserve(more),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Narrow::Byte(words) => words.len(),
            Narrow::Short(words) => words.len(),
            Narrow::Half(words) => words.len(),
            Narrow::Full(words) => words.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Narrow::Byte(words) => words.get(row).copied().map(i64::from),
            Narrow::Short(words) => words.get(row).copied().map(i64::from),
            Narrow::Half(words) => words.get(row).copied().map(i64::from),
            Narrow::Full(words) => words.get(row).copied(),
        }
    }

    /// Puts words behind these; all of them lie between the ends.
    pub fn extend(&mut self, words: &[i64], (low, high): (i64, i64)) {
        self.take_in(low);
        self.take_in(high);
        match self {
            Narrow::Byte(own) => own.extend(words.iter().map(|word| *word as i8)),
            Narrow::Short(own) => own.extend(words.iter().map(|word| *word as i16)),
            Narrow::Half(own) => own.extend(words.iter().map(|word| *word as i32)),
            Narrow::Full(own) => own.extend_from_slice(words),
        }
    }

    /// Puts the words of another behind these.
    pub fn append(&mut self, other: &Narrow) {
        match (&mut *self, other) {
            (Narrow::Byte(own), Narrow::Byte(more)) => own.extend_from_slice(more),
            (Narrow::Short(own), Narrow::Short(more)) => own.extend_from_slice(more),
            (Narrow::Half(own), Narrow::Half(more)) => own.extend_from_slice(more),
            (Narrow::Full(own), Narrow::Full(more)) => own.extend_from_slice(more),
            (_, Narrow::Byte(more)) => self.append_each(more),
            (_, Narrow::Short(more)) => self.append_each(more),
            (_, Narrow::Half(more)) => self.append_each(more),
            (_, Narrow::Full(more)) => self.append_each(more),
        }
    }

    fn append_each<T: Copy + Into<i64>>(&mut self, more: &[T]) {
        let mut full = Vec::with_capacity(SOME.min(more.len()));
        for some in more.chunks(SOME) {
            full.clear();
            full.extend(some.iter().map(|word| (*word).into()));
            self.extend(&full, ends(&full));
        }
    }

    /// Puts a word in the place of another.
    pub fn put(&mut self, row: usize, word: i64) {
        self.take_in(word);
        match self {
            Narrow::Byte(own) => own.get_mut(row).into_iter().for_each(|place| *place = word as i8),
            Narrow::Short(own) => own.get_mut(row).into_iter().for_each(|place| *place = word as i16),
            Narrow::Half(own) => own.get_mut(row).into_iter().for_each(|place| *place = word as i32),
            Narrow::Full(own) => own.get_mut(row).into_iter().for_each(|place| *place = word),
        }
    }

    /// Forgets the words; the room stays.
    pub fn clear(&mut self) {
        match self {
            Narrow::Byte(words) => words.clear(),
            Narrow::Short(words) => words.clear(),
            Narrow::Half(words) => words.clear(),
            Narrow::Full(words) => words.clear(),
        }
    }

    /// Makes the words as wide as this one needs.
    fn take_in(&mut self, word: i64) {
        let fits = match self {
            Narrow::Byte(_) => i8::try_from(word).is_ok(),
            Narrow::Short(_) => i16::try_from(word).is_ok(),
            Narrow::Half(_) => i32::try_from(word).is_ok(),
            Narrow::Full(_) => true,
        };
        if fits {
            return;
        }
        *self = if i16::try_from(word).is_ok() {
            Narrow::Short(self.spread(|word| word as i16))
        } else if i32::try_from(word).is_ok() {
            Narrow::Half(self.spread(|word| word as i32))
        } else {
            Narrow::Full(self.spread(|word| word))
        };
    }

    /// The same words, each in a wider place, with the same room.
    fn spread<T>(&self, place: impl Fn(i64) -> T) -> Vec<T> {
        let room = match self {
            Narrow::Byte(words) => words.capacity(),
            Narrow::Short(words) => words.capacity(),
            Narrow::Half(words) => words.capacity(),
            Narrow::Full(words) => words.capacity(),
        };
        let mut wider = Vec::with_capacity(room);
        wider.extend((0..self.len()).filter_map(|row| self.get(row)).map(place));
        wider
    }
}

#[cfg(test)]
mod tests {
    use super::Narrow;

    #[test]
    fn words_are_as_wide_as_the_widest() {
        let edges = [0, 127, 128, 32_767, 32_768, 2_147_483_647, 2_147_483_648, i64::MAX - 1];
        let words: Vec<i64> = edges.into_iter().flat_map(|edge| [edge, -edge, -edge - 1]).collect();
        let all = |narrow: &Narrow| (0..=narrow.len()).filter_map(|row| narrow.get(row)).collect::<Vec<i64>>();
        for from in 0..words.len() {
            for to in from..=words.len() {
                let part = &words[from..to];
                let mut narrow = Narrow::of(part);
                assert_eq!(all(&narrow), part);
                narrow.append(&Narrow::of(&words));
                assert_eq!(all(&narrow), [part, &words].concat());
                narrow.put(0, i64::MIN);
                assert_eq!((narrow.get(0), narrow.len()), (Some(i64::MIN), part.len() + words.len()));
                narrow.clear();
                assert!(narrow.is_empty());
            }
        }
        assert!(matches!(Narrow::of(&[-128, 127]), Narrow::Byte(_)) && matches!(Narrow::of(&[128]), Narrow::Short(_)));
        assert!(matches!(Narrow::of(&[-32_769]), Narrow::Half(_)) && matches!(Narrow::of(&[1 << 31]), Narrow::Full(_)));
    }
}
