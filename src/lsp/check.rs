//! Checks in the background: one at a time, over the texts as they stood when it was asked for.

use crate::session::{ENDING, Loaded, Session, World, policy_of};
use std::collections::BTreeMap;
use std::io::Result;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The disk below the texts of an editor.
#[derive(Clone)]
pub struct Desk {
    pub open: BTreeMap<String, Arc<str>>,
    pub disk: Arc<dyn World + Send + Sync>,
}

impl World for Desk {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        match self.open.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.disk.read(path),
        }
    }
}

/// What a check came to.
pub struct Checked {
    pub path: String,
    pub loaded: Arc<Loaded>,
}

/// A thread that checks: what to check goes in, what it came to comes out.
pub struct Checker {
    jobs: Sender<(String, Desk)>,
    done: Receiver<Checked>,
    pub busy: bool,
}

/// Deep policies need more stack than a thread has.
pub const STACK: usize = 64 << 20;

impl Checker {
    /// # Errors
    /// Those of the system, which has no thread left.
    pub fn start() -> Result<Checker> {
        let (jobs, todo) = channel::<(String, Desk)>();
        let (out, done) = channel();
        std::thread::Builder::new().stack_size(STACK).spawn(move || {
            while let Ok((path, desk)) = todo.recv() {
                let loaded = Arc::new(check(&desk, &path));
                if out.send(Checked { path, loaded }).is_err() {
                    return;
                }
            }
        })?;
        Ok(Checker { jobs, done, busy: false })
    }

    pub fn ask(&mut self, path: &str, desk: Desk) {
        self.busy = self.jobs.send((path.to_owned(), desk)).is_ok();
    }

    pub fn answer(&mut self) -> Option<Checked> {
        let checked = self.done.try_recv().ok()?;
        self.busy = false;
        Some(checked)
    }
}

/// All that `jieyu check` says of a file; of a file of cases how it is written, and the errors of its policy.
pub fn check(desk: &Desk, path: &str) -> Loaded {
    let session = Session { world: desk, as_of: None, known_on: None, settings: &[] };
    let policy = policy_of(path).into_iter().find(|policy| policy != path && desk.read(policy).is_ok());
    match policy.filter(|_| path.ends_with(ENDING)) {
        Some(policy) => {
            let mut loaded = session.load(&policy);
            loaded.diagnostics.retain(crate::diagnostic::Diagnostic::is_error);
            match session.cases(path, &mut loaded.sources) {
                Ok((_, problems)) => loaded.diagnostics.extend(problems),
                Err(problem) => loaded.diagnostics.push(problem),
            }
            loaded
        }
        None => session.load(path),
    }
}
