//! A register: a chunk of words with their states, and the span in which the words lie.

use super::simd;
use crate::ir::packed::{ODD, PRESENT};

/// Rows of a chunk: all registers in use fit the first cache.
pub const CHUNK: usize = 512;

/// Ends between which words lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub low: i64,
    pub high: i64,
}

impl Span {
    pub const TRUTH: Span = Span { low: 0, high: 1 };

    pub fn at(word: i64) -> Span {
        Span { low: word, high: word }
    }

    /// Where all products lie; `None` where one might not fit a word.
    pub fn times(self, other: Span) -> Option<Span> {
        let corners = [
            self.low.checked_mul(other.low)?,
            self.low.checked_mul(other.high)?,
            self.high.checked_mul(other.low)?,
            self.high.checked_mul(other.high)?,
        ];
        Some(Span { low: corners.into_iter().min()?, high: corners.into_iter().max()? })
    }

    pub fn scaled(self, k: i64) -> Option<Span> {
        self.times(Span::at(k))
    }

    pub fn plus(self, other: Span) -> Option<Span> {
        Some(Span { low: self.low.checked_add(other.low)?, high: self.high.checked_add(other.high)? })
    }

    pub fn with(self, other: Span) -> Span {
        Span { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Whether words of this span can be negated and have a size.
    pub fn turns(self) -> bool {
        self.low > i64::MIN
    }

    pub fn within(self, limit: i64) -> bool {
        self.low > -limit && self.high < limit
    }
}

/// The words of a chunk, and their states unless all are present.
#[derive(Clone, Debug)]
pub struct Lanes {
    pub words: Vec<i64>,
    pub states: Vec<u8>,
    /// Whether all are present; `states` says nothing then.
    pub clean: bool,
    /// All words lie here, those of lanes that are not present as well.
    pub span: Span,
}

impl Default for Lanes {
    fn default() -> Lanes {
        Lanes { words: Vec::new(), states: Vec::new(), clean: true, span: Span::at(0) }
    }
}

impl Lanes {
    /// The state of a lane.
    pub fn state(&self, lane: usize) -> u8 {
        if self.clean { PRESENT } else { self.states.get(lane).copied().unwrap_or(PRESENT) }
    }

    pub fn mark(&mut self, lane: usize, state: u8) {
        if state == PRESENT && self.clean {
            return;
        }
        if self.clean {
            self.states.clear();
            self.states.resize(self.words.len(), PRESENT);
            self.clean = false;
        }
        if let Some(place) = self.states.get_mut(lane) {
            *place = state;
        }
    }

    /// All present, of this length; the words and their span are to be written.
    pub fn reset(&mut self, lanes: usize) {
        self.words.resize(lanes, 0);
        self.clean = true;
    }

    /// The span of the words as they are.
    pub fn seen(&self) -> Span {
        let (low, high) = simd::ends(&self.words);
        if low > high { Span::at(0) } else { Span { low, high } }
    }

    pub fn copy(&mut self, other: &Lanes) {
        self.words.copy_from_slice(&other.words);
        self.span = other.span;
    }

    /// Odd wherever one of these is not present.
    pub fn strict(&mut self, others: &[&Lanes]) {
        for other in others.iter().filter(|other| !other.clean) {
            for (lane, state) in other.states.iter().enumerate().take(self.words.len()) {
                if *state != PRESENT {
                    self.mark(lane, ODD);
                }
            }
        }
    }
}

/// All registers of a stage: operations whose results are not wanted any more give their place to later ones.
#[derive(Clone, Debug)]
pub struct Regs {
    places: Vec<usize>,
    lanes: Vec<Lanes>,
    empty: Lanes,
}

impl Regs {
    /// `places` is the place of each operation's result.
    pub fn new(places: Vec<usize>) -> Regs {
        let room = places.iter().max().map_or(0, |most| most + 1);
        Regs { places, lanes: vec![Lanes::default(); room], empty: Lanes::default() }
    }

    pub fn get(&self, reg: usize) -> &Lanes {
        self.places.get(reg).and_then(|place| self.lanes.get(*place)).unwrap_or(&self.empty)
    }

    /// Takes a register out to write it.
    pub fn take(&mut self, reg: usize) -> Lanes {
        let place = self.places.get(reg).and_then(|place| self.lanes.get_mut(*place));
        place.map(std::mem::take).unwrap_or_default()
    }

    pub fn put(&mut self, reg: usize, lanes: Lanes) {
        if let Some(place) = self.places.get(reg).and_then(|place| self.lanes.get_mut(*place)) {
            *place = lanes;
        }
    }
}
