//! Loops over lanes, compiled once for each kind of vector unit and run on the best that the machine has (decision 0055).
//! Words wrap: whoever calls has proved that they do not, or does not read the lane.

use super::tally::Run;
use pulp::{Arch, NullaryFnOnce};

struct Map1<'a, F>(&'a [i64], &'a mut [i64], F);

impl<F: Fn(i64) -> i64> NullaryFnOnce for Map1<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (o, x) in self.1.iter_mut().zip(self.0) {
            *o = (self.2)(*x);
        }
    }
}

struct Map2<'a, F>([&'a [i64]; 2], &'a mut [i64], F);

impl<F: Fn(i64, i64) -> i64> NullaryFnOnce for Map2<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let [a, b] = self.0;
        for ((o, x), y) in self.1.iter_mut().zip(a).zip(b) {
            *o = (self.2)(*x, *y);
        }
    }
}

struct Map3<'a, F>([&'a [i64]; 3], &'a mut [i64], F);

impl<F: Fn(i64, i64, i64) -> i64> NullaryFnOnce for Map3<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let [a, b, c] = self.0;
        for (((o, x), y), z) in self.1.iter_mut().zip(a).zip(b).zip(c) {
            *o = (self.2)(*x, *y, *z);
        }
    }
}

struct Join1<'a, F>(&'a [i64], &'a mut [i64], F);

impl<F: Fn(i64, i64) -> i64> NullaryFnOnce for Join1<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (o, x) in self.1.iter_mut().zip(self.0) {
            *o = (self.2)(*o, *x);
        }
    }
}

struct Join2<'a, F>([&'a [i64]; 2], &'a mut [i64], F);

impl<F: Fn(i64, i64, i64) -> i64> NullaryFnOnce for Join2<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let [a, b] = self.0;
        for ((o, x), y) in self.1.iter_mut().zip(a).zip(b) {
            *o = (self.2)(*o, *x, *y);
        }
    }
}

struct Widen<'a, T>(&'a [T], &'a mut [i64]);

impl<T: Copy + Into<i64>> NullaryFnOnce for Widen<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (o, x) in self.1.iter_mut().zip(self.0) {
            *o = (*x).into();
        }
    }
}

/// What stands there already comes first.
pub fn join1(a: &[i64], out: &mut [i64], f: impl Fn(i64, i64) -> i64) {
    Arch::new().dispatch(Join1(a, out, f));
}

pub fn join2(a: &[i64], b: &[i64], out: &mut [i64], f: impl Fn(i64, i64, i64) -> i64) {
    Arch::new().dispatch(Join2([a, b], out, f));
}

/// Spreads narrow words.
pub fn widen<T: Copy + Into<i64>>(words: &[T], out: &mut [i64]) {
    Arch::new().dispatch(Widen(words, out));
}

struct RunSums<'a, F> {
    runs: &'a [Run],
    words: &'a [i64],
    sums: &'a mut Vec<i64>,
    f: F,
}

impl<F: Fn(i64) -> i64> NullaryFnOnce for RunSums<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut rest = self.words;
        for run in self.runs {
            let (own, others) = rest.split_at(run.lanes.min(rest.len()));
            rest = others;
            self.sums.push(own.iter().fold(0i64, |sum, word| sum.wrapping_add((self.f)(*word))));
        }
    }
}

/// What the words of each run add up to, each seen through `f`.
pub fn run_sums(runs: &[Run], words: &[i64], sums: &mut Vec<i64>, f: impl Fn(i64) -> i64) {
    sums.clear();
    Arch::new().dispatch(RunSums { runs, words, sums, f });
}

struct Ends<'a>(&'a [i64]);

impl NullaryFnOnce for Ends<'_> {
    type Output = (i64, i64);

    #[inline(always)]
    fn call(self) -> (i64, i64) {
        self.0.iter().fold((i64::MAX, i64::MIN), |(low, high), word| (low.min(*word), high.max(*word)))
    }
}

pub fn map1(a: &[i64], out: &mut [i64], f: impl Fn(i64) -> i64) {
    Arch::new().dispatch(Map1(a, out, f));
}

pub fn map2(a: &[i64], b: &[i64], out: &mut [i64], f: impl Fn(i64, i64) -> i64) {
    Arch::new().dispatch(Map2([a, b], out, f));
}

pub fn map3(sides: [&[i64]; 3], out: &mut [i64], f: impl Fn(i64, i64, i64) -> i64) {
    Arch::new().dispatch(Map3(sides, out, f));
}

/// The least and the greatest word.
pub fn ends(words: &[i64]) -> (i64, i64) {
    Arch::new().dispatch(Ends(words))
}

struct Bits<'a>([&'a [i64]; 2]);

impl NullaryFnOnce for Bits<'_> {
    type Output = u64;

    #[inline(always)]
    fn call(self) -> u64 {
        let [a, b] = self.0;
        let free = |word: i64| u64::from(word.unsigned_abs().leading_zeros());
        a.iter().zip(b).fold(0, |most, (x, y)| most.max(128 - free(*x) - free(*y)))
    }
}

/// The most bits that the sizes of a lane's two words have together: no product needs more.
pub fn bits(a: &[i64], b: &[i64]) -> u64 {
    Arch::new().dispatch(Bits([a, b]))
}
