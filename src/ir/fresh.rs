//! Memory that is written before it is read.

use std::hint::black_box;

/// So many copies of a value, all of them written. Zeros that the system only promises are given page by page when they are
/// read, and once more when they are written; every processor that runs a thread of the process has to be told in between.
pub fn written<T: Copy>(value: T, count: usize) -> Vec<T> {
    let mut all = Vec::with_capacity(count);
    // Nobody can tell that the value is zero, and promise it after all.
    all.resize(count, black_box(value));
    all
}
