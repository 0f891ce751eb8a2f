//! Whether no two rows agree in all keys, while the rows go by.

use crate::ir::packed::{PackedTable, Shape};
use crate::ir::schema::TableSchema;

/// Words for the marks of all pairs of texts.
const MOST_WORDS: usize = 4 << 20;

/// The keys that one reader has met.
#[derive(Clone, Debug)]
pub enum Keys {
    /// The table has none.
    None,
    /// Texts and the like: one bit for each pair of their numbers, by reader.
    Dense(Vec<Dense>),
    /// Other keys have to rise from row to row.
    Rising(Rising),
}

#[derive(Clone, Debug)]
pub struct Dense {
    first: Option<usize>,
    second: usize,
    homes: Numbers,
    keys: Numbers,
    marks: Marks,
}

#[derive(Clone, Debug)]
struct Marks {
    /// Words of 64 bits for each home.
    stride: usize,
    bits: Vec<u64>,
}

impl Marks {
    /// Those of a home.
    fn of(&mut self, home: usize) -> Option<&mut [u64]> {
        let end = (home + 1) * self.stride;
        if end > self.bits.len() {
            self.bits.resize(end.next_power_of_two().min(MOST_WORDS), 0);
        }
        self.bits.get_mut(end - self.stride..end)
    }

    fn widen(&mut self, stride: usize) -> Option<()> {
        let homes = self.bits.len() / self.stride;
        let room = homes.checked_mul(stride).filter(|room| *room <= MOST_WORDS)?;
        let mut bits = vec![0; room];
        for (old, new) in self.bits.chunks(self.stride).zip(bits.chunks_mut(stride)) {
            new.iter_mut().zip(old).for_each(|(new, old)| *new = *old);
        }
        (self.stride, self.bits) = (stride, bits);
        Some(())
    }
}

/// The words of a column by the order in which they came, so that few of them make small numbers.
#[derive(Clone, Debug, Default)]
struct Numbers {
    /// By word: its number and one.
    of: Vec<u32>,
    words: Vec<usize>,
}

impl Numbers {
    #[inline(always)]
    fn number(&mut self, word: usize) -> Option<usize> {
        match self.of.get(word) {
            Some(number) if *number > 0 => Some(*number as usize - 1),
            Some(_) | None => self.add(word),
        }
    }

    #[cold]
    fn add(&mut self, word: usize) -> Option<usize> {
        if word >= self.of.len() {
            self.of.resize((word + 1).next_power_of_two(), 0);
        }
        self.words.push(word);
        *self.of.get_mut(word)? = u32::try_from(self.words.len()).ok()?;
        Some(self.words.len() - 1)
    }
}

#[derive(Clone, Debug)]
pub struct Rising {
    columns: Vec<usize>,
    /// By piece of the file: its number, its first key and its last.
    pieces: Vec<(usize, Vec<i64>, Vec<i64>)>,
}

impl Keys {
    /// `shapes` are those of the columns.
    pub fn new(schema: &TableSchema, shapes: &[Shape]) -> Keys {
        let dense = |index: &usize| matches!(shapes.get(*index), Some(Shape::Text(_) | Shape::Bool));
        let all_dense = schema.keys.iter().all(dense);
        match schema.keys.as_slice() {
            [] => Keys::None,
            [one] if all_dense => Keys::Dense(vec![Dense::new(None, *one)]),
            [one, other] if all_dense => Keys::Dense(vec![Dense::new(Some(*one), *other)]),
            columns => Keys::Rising(Rising { columns: columns.to_vec(), pieces: Vec::new() }),
        }
    }

    /// Takes some rows of a piece; `None` where a key stands there twice or cannot be told.
    pub fn add(&mut self, block: &PackedTable, piece: usize) -> Option<()> {
        match self {
            Keys::None => Some(()),
            Keys::Dense(dense) => dense.last_mut()?.add(block),
            Keys::Rising(rising) => rising.add(block, piece),
        }
    }

    /// Takes what another reader has met.
    pub fn join(&mut self, other: Keys) {
        match (self, other) {
            (Keys::Dense(mine), Keys::Dense(theirs)) => mine.extend(theirs),
            (Keys::Rising(mine), Keys::Rising(theirs)) => mine.pieces.extend(theirs.pieces),
            (Keys::None | Keys::Dense(_) | Keys::Rising(_), _) => {}
        }
    }

    /// Whether all rows of all readers together have keys of their own.
    pub fn are_unique(self) -> bool {
        match self {
            Keys::None => true,
            Keys::Dense(dense) => are_apart(dense).is_some(),
            Keys::Rising(mut rising) => {
                rising.pieces.sort();
                let mut pairs = rising.pieces.iter().zip(rising.pieces.iter().skip(1));
                pairs.all(|((_, _, last), (_, first, _))| last < first)
            }
        }
    }
}

/// Finds a pair that two readers have met: `None` where there is one, or where it cannot be told. Most homes are met by one
/// reader only, and their marks are not looked at.
fn are_apart(dense: Vec<Dense>) -> Option<()> {
    let mut readers: Vec<u32> = Vec::new();
    for home in dense.iter().flat_map(|one| &one.homes.words) {
        if *home >= readers.len() {
            readers.resize((home + 1).next_power_of_two(), 0);
        }
        *readers.get_mut(*home)? += 1;
    }
    let mut dense = dense.into_iter();
    let Some(mut all) = dense.next() else { return Some(()) };
    dense.try_for_each(|one| all.join(&one, |home| readers.get(home).is_some_and(|readers| *readers > 1)))
}

impl Dense {
    fn new(first: Option<usize>, second: usize) -> Dense {
        let (homes, keys) = (Numbers::default(), Numbers::default());
        Dense { first, second, homes, keys, marks: Marks { stride: 1, bits: Vec::new() } }
    }

    fn add(&mut self, block: &PackedTable) -> Option<()> {
        let second = block.columns.get(self.second)?;
        let first = match self.first {
            Some(first) => Some(block.columns.get(first)?),
            None => None,
        };
        let Some(first) = first else { return self.mark_all(0, &second.words) };
        // Rows of one home stand together.
        let mut words = second.words.as_slice();
        for homes in first.words.chunk_by(|one, next| one == next) {
            let (own, rest) = words.split_at_checked(homes.len())?;
            self.mark_all(usize::try_from(*homes.first()?).ok()?, own)?;
            words = rest;
        }
        Some(())
    }

    /// Marks the keys of one home; `None` where one is marked already.
    fn mark_all(&mut self, home: usize, words: &[i64]) -> Option<()> {
        let home = self.homes.number(home)?;
        let mut words = words.iter();
        loop {
            let marks = self.marks.of(home)?;
            let mut wide = None;
            for word in words.by_ref() {
                let key = self.keys.number(usize::try_from(*word).ok()?)?;
                match marks.get_mut(key / 64) {
                    Some(word) => set(word, key)?,
                    None => {
                        wide = Some(key);
                        break;
                    }
                }
            }
            let Some(key) = wide else { return Some(()) };
            self.mark(home, key)?;
        }
    }

    fn mark(&mut self, home: usize, key: usize) -> Option<()> {
        if key / 64 >= self.marks.stride {
            self.marks.widen((key / 64 + 1).next_power_of_two())?;
        }
        set(self.marks.of(home)?.get_mut(key / 64)?, key)
    }

    /// Takes the marks of the homes that are asked for.
    fn join(&mut self, other: &Dense, asked: impl Fn(usize) -> bool) -> Option<()> {
        for (row, home) in other.marks.bits.chunks(other.marks.stride).zip(&other.homes.words) {
            if !asked(*home) {
                continue;
            }
            let home = self.homes.number(*home)?;
            for (at, word) in row.iter().enumerate() {
                let mut word = *word;
                while word != 0 {
                    let key = *other.keys.words.get(at * 64 + word.trailing_zeros() as usize)?;
                    let key = self.keys.number(key)?;
                    self.mark(home, key)?;
                    word &= word - 1;
                }
            }
        }
        Some(())
    }
}

/// Sets the mark of a key; `None` where it is set.
#[inline(always)]
fn set(word: &mut u64, key: usize) -> Option<()> {
    let bit = 1u64 << (key % 64);
    let known = *word & bit != 0;
    *word |= bit;
    (!known).then_some(())
}

impl Rising {
    fn add(&mut self, block: &PackedTable, piece: usize) -> Option<()> {
        let columns: Vec<&[i64]> = self
            .columns
            .iter()
            .map(|at| block.columns.get(*at).map(|column| column.words.as_slice()))
            .collect::<Option<_>>()?;
        let key = |row: usize| columns.iter().map(move |words| words.get(row).copied().unwrap_or(0));
        if !(1..block.rows).all(|row| key(row - 1).lt(key(row))) {
            return None;
        }
        let (first, last): (Vec<i64>, Vec<i64>) = (key(0).collect(), key(block.rows.checked_sub(1)?).collect());
        match self.pieces.last_mut() {
            Some((number, _, end)) if *number == piece => {
                if *end >= first {
                    return None;
                }
                *end = last;
            }
            Some(_) | None => self.pieces.push((piece, first, last)),
        }
        Some(())
    }
}
