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
    /// The numbers themselves where one of them leaves its word; its word is 0 then.
    pub wide: Vec<i128>,
    pub is_wide: bool,
    /// Whether a number left its word just now, so that the operation is due once more in 128 bits.
    pub over: bool,
}

impl Default for Lanes {
    fn default() -> Lanes {
        Lanes {
            words: Vec::new(),
            states: Vec::new(),
            clean: true,
            span: Span::at(0),
            wide: Vec::new(),
            is_wide: false,
            over: false,
        }
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
        self.is_wide = false;
        self.over = false;
    }

    /// The number of a lane.
    pub fn at(&self, lane: usize) -> i128 {
        let wide = if self.is_wide { self.wide.get(lane).copied() } else { None };
        wide.unwrap_or_else(|| self.words.get(lane).copied().map_or(0, i128::from))
    }

    /// The number of a lane, if it fits a word.
    pub fn word(&self, lane: usize) -> Option<i64> {
        i64::try_from(self.at(lane)).ok()
    }

    /// Takes the numbers of `wide` over into words; they stay wide only where one of them does not fit.
    pub fn settle(&mut self) {
        self.is_wide = false;
        for lane in 0..self.words.len() {
            let present = self.state(lane) == PRESENT;
            let (Some(word), Some(wide)) = (self.words.get_mut(lane), self.wide.get_mut(lane)) else { continue };
            *wide = if present { *wide } else { 0 };
            *word = i64::try_from(*wide).unwrap_or(0);
            self.is_wide |= i128::from(*word) != *wide;
        }
        self.span = self.seen();
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
    /// None while one is written: what moves is a pointer.
    lanes: Vec<Option<Box<Lanes>>>,
    empty: Lanes,
    /// Whether any register of the chunk is wide.
    pub wide: bool,
}

impl Regs {
    /// `places` is the place of each operation's result.
    pub fn new(places: Vec<usize>) -> Regs {
        let room = places.iter().max().map_or(0, |most| most + 1);
        Regs { places, lanes: vec![None; room], empty: Lanes::default(), wide: false }
    }

    pub fn get(&self, reg: usize) -> &Lanes {
        self.places.get(reg).and_then(|place| self.lanes.get(*place)?.as_deref()).unwrap_or(&self.empty)
    }

    /// Takes a register out to write it.
    pub fn take(&mut self, reg: usize) -> Box<Lanes> {
        let place = self.places.get(reg).and_then(|place| self.lanes.get_mut(*place));
        place.and_then(Option::take).unwrap_or_default()
    }

    pub fn put(&mut self, reg: usize, lanes: Box<Lanes>) {
        self.wide |= lanes.is_wide;
        if let Some(place) = self.places.get(reg).and_then(|place| self.lanes.get_mut(*place)) {
            *place = Some(lanes);
        }
    }
}
