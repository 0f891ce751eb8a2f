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
    /// Texts and the like: one bit for each pair of their numbers.
    Dense(Dense),
    /// Other keys have to rise from row to row.
    Rising(Rising),
}

#[derive(Clone, Debug)]
pub struct Dense {
    first: Option<usize>,
    second: usize,
    /// Words of 64 bits for each first key.
    stride: usize,
    bits: Vec<u64>,
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
            [one] if all_dense => Keys::Dense(Dense { first: None, second: *one, stride: 1, bits: Vec::new() }),
            [one, other] if all_dense => {
                Keys::Dense(Dense { first: Some(*one), second: *other, stride: 1, bits: Vec::new() })
            }
            columns => Keys::Rising(Rising { columns: columns.to_vec(), pieces: Vec::new() }),
        }
    }

    /// Takes some rows of a piece; `None` where a key stands there twice or cannot be told.
    pub fn add(&mut self, block: &PackedTable, piece: usize) -> Option<()> {
        match self {
            Keys::None => Some(()),
            Keys::Dense(dense) => dense.add(block),
            Keys::Rising(rising) => rising.add(block, piece),
        }
    }

    /// Takes what another reader has met.
    pub fn join(&mut self, other: Keys) -> Option<()> {
        match (self, other) {
            (Keys::Dense(mine), Keys::Dense(theirs)) => mine.join(theirs),
            (Keys::Rising(mine), Keys::Rising(theirs)) => {
                mine.pieces.extend(theirs.pieces);
                Some(())
            }
            (Keys::None | Keys::Dense(_) | Keys::Rising(_), _) => Some(()),
        }
    }

    /// Whether all rows of all readers together have keys of their own.
    pub fn are_unique(self) -> bool {
        match self {
            Keys::None | Keys::Dense(_) => true,
            Keys::Rising(mut rising) => {
                rising.pieces.sort();
                let mut pairs = rising.pieces.iter().zip(rising.pieces.iter().skip(1));
                pairs.all(|((_, _, last), (_, first, _))| last < first)
            }
        }
    }
}

impl Dense {
    fn add(&mut self, block: &PackedTable) -> Option<()> {
        let second = block.columns.get(self.second)?;
        let first = match self.first {
            Some(first) => Some(block.columns.get(first)?),
            None => None,
        };
        for (row, word) in second.words.iter().enumerate() {
            let home = match first {
                Some(first) => usize::try_from(*first.words.get(row)?).ok()?,
                None => 0,
            };
            self.mark(home, usize::try_from(*word).ok()?)?;
        }
        Some(())
    }

    #[inline(always)]
    fn mark(&mut self, home: usize, key: usize) -> Option<()> {
        if key / 64 >= self.stride {
            self.widen((key / 64 + 1).next_power_of_two())?;
        }
        let at = home * self.stride + key / 64;
        if at >= self.bits.len() {
            self.bits.resize(((home + 1) * self.stride).next_power_of_two().min(MOST_WORDS), 0);
        }
        let (word, bit) = (self.bits.get_mut(at)?, 1u64 << (key % 64));
        let known = *word & bit != 0;
        *word |= bit;
        (!known).then_some(())
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

    fn join(&mut self, mut other: Dense) -> Option<()> {
        let stride = self.stride.max(other.stride);
        self.widen(stride)?;
        other.widen(stride)?;
        let room = self.bits.len().max(other.bits.len());
        self.bits.resize(room, 0);
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            if *mine & *theirs != 0 {
                return None;
            }
            *mine |= *theirs;
        }
        Some(())
    }
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
