//! The same work on many things at once, with results in the order of the things.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism, scope};

/// The stack of a worker: deep expressions need more than the two megabytes of a thread.
const STACK: usize = 64 << 20;

/// Does `work` for every index below `count`; the results stand in the order of the indexes.
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let workers = available_parallelism().map_or(1, usize::from).min(count);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    let toil = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                break;
            }
            let result = work(index);
            if let Ok(mut done) = done.lock() {
                done.push((index, result));
            }
        }
    };
    scope(|scope| {
        let spawned = (1..workers).filter_map(|_| Builder::new().stack_size(STACK).spawn_scoped(scope, toil).ok());
        let spawned: Vec<_> = spawned.collect();
        toil();
        for worker in spawned {
            // A worker that broke has told so; its results are missing and the others stand.
            let _ = worker.join();
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
