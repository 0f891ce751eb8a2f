//! Rows in blocks: what is made of each comes in their order, whoever made it.

use std::ops::Range;

/// Rows of a block: enough to be worth a thread, few enough to be small as text.
const BLOCK: usize = 4096;

/// Whether there is more than one block, so that a second thread has something to do.
pub fn is_long(rows: usize) -> bool {
    rows > BLOCK
}

/// Makes something of each block of rows, on several threads where there are many, and takes it in order.
pub fn in_blocks<T: Send>(
    rows: usize,
    threads: usize,
    make: impl Fn(Range<usize>) -> T + Sync,
    mut take: impl FnMut(T),
) {
    let all: Vec<Range<usize>> =
        (0..rows).step_by(BLOCK).map(|from| from..rows.min(from.saturating_add(BLOCK))).collect();
    for round in all.chunks(threads.max(1)) {
        let Some((first, others)) = round.split_first() else { continue };
        let made: Vec<Option<T>> = std::thread::scope(|scope| {
            let begin = |block: &Range<usize>| {
                let (block, make) = (block.clone(), &make);
                scope.spawn(move || make(block))
            };
            let handles: Vec<_> = others.iter().map(begin).collect();
            let own = make(first.clone());
            let theirs = handles.into_iter().map(|handle| handle.join().ok());
            std::iter::once(Some(own)).chain(theirs).collect()
        });
        // A thread that went down has its block made here, where that is noticed.
        for (block, made) in round.iter().zip(made) {
            take(made.unwrap_or_else(|| make(block.clone())));
        }
    }
}
