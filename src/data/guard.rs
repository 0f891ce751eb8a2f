//! A fence around the readers of foreign formats: what panics inside is damage of the file, and nobody is told of a bug.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static INSIDE: Cell<usize> = const { Cell::new(0) };
}

/// What the work gives, `None` where it panics.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    INSIDE.set(INSIDE.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(INSIDE.get().saturating_sub(1));
    done.ok()
}

/// Whether this thread is inside the fence: a panic here is caught, and told as damage of a file.
pub fn is_inside() -> bool {
    INSIDE.get() > 0
}
