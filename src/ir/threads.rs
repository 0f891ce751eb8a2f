//! The same work on several threads.

/// Does some work on so many threads, one of them the caller's; `None` for each that went down.
pub fn side_by_side<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<Option<T>> {
    if threads < 2 {
        return vec![Some(work())];
    }
    std::thread::scope(|scope| {
        let handles: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let own = work();
        let theirs = handles.into_iter().map(|handle| handle.join().ok());
        std::iter::once(Some(own)).chain(theirs).collect()
    })
}
