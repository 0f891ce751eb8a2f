//! Quick fixes, tried on a thread of their own: each try checks a whole chain of policies, and whoever asks meanwhile what
//! a name means shall not wait for that.

use super::check::{Desk, STACK};
use super::place::range;
use super::told;
use super::uri::uri_of;
use crate::diagnostic::Lang;
use crate::ide::{self, FileIndex};
use crate::session::Loaded;
use lsp_server::{ErrorCode, Message, RequestId, Response};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::Result;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

/// What fixes are asked for, as it stood then.
pub struct Task {
    pub desk: Desk,
    pub loaded: Arc<Loaded>,
    pub file: Arc<FileIndex>,
    pub path: String,
    /// The marked bytes.
    pub asked: Range<usize>,
    pub lang: Lang,
}

/// What the client no longer wants to know.
#[derive(Default)]
struct Given {
    up: Mutex<HashSet<RequestId>>,
    all: AtomicBool,
}

impl Given {
    fn up(&self, id: &RequestId) -> bool {
        self.all.load(Ordering::Relaxed) || self.up.lock().is_ok_and(|ids| ids.contains(id))
    }
}

/// The thread that tries fixes and answers.
pub struct Fixer {
    jobs: Sender<(RequestId, Task)>,
    given: Arc<Given>,
}

impl Fixer {
    /// Starts the thread; it answers through `out`.
    ///
    /// # Errors
    /// Those of the system, which has no thread left.
    pub fn start(out: Box<dyn Fn(Message) + Send>) -> Result<Fixer> {
        let (jobs, todo) = channel::<(RequestId, Task)>();
        let given = Arc::<Given>::default();
        let seen = given.clone();
        std::thread::Builder::new().stack_size(STACK).spawn(move || {
            while let Ok((id, task)) = todo.recv() {
                let found = actions(&task, &|| seen.up(&id));
                if let Ok(mut ids) = seen.up.lock() {
                    ids.remove(&id);
                }
                out(Message::Response(match found {
                    Some(found) => Response::new_ok(id, found),
                    None => Response::new_err(id, ErrorCode::RequestCanceled as i32, "不再需要 (given up)".to_owned()),
                }));
            }
        })?;
        Ok(Fixer { jobs, given })
    }

    /// Takes a task; without one there is nothing to fix.
    pub fn ask(&self, id: RequestId, task: Task) {
        // The thread lives as long as this end.
        let _ = self.jobs.send((id, task));
    }

    /// The answer to a request is no longer wanted.
    pub fn give_up(&self, id: RequestId) {
        if let Ok(mut ids) = self.given.up.lock() {
            ids.insert(id);
        }
    }
}

impl Drop for Fixer {
    fn drop(&mut self) {
        self.given.all.store(true, Ordering::Relaxed);
    }
}

/// The fixes of the problems in a stretch; `None` where they are no longer wanted.
fn actions(task: &Task, given_up: &dyn Fn() -> bool) -> Option<Value> {
    let Task { desk, loaded, file, path, asked, lang } = task;
    let own = loaded.sources.iter().find(|source| source.name() == path);
    // A fix for another text would spoil this one.
    if own.is_none_or(|source| source.written() != file.source.written()) {
        return Some(json!([]));
    }
    let mut out = Vec::new();
    for problem in &loaded.diagnostics {
        if given_up() {
            return None;
        }
        let span = problem.span().map_or(0..0, |span| span.start as usize..span.end as usize);
        let here =
            problem.span().is_none_or(|span| loaded.sources.get(span.source).is_some_and(|one| one.name() == path));
        if !here || span.start > asked.end || asked.start > span.end {
            continue;
        }
        let diagnostic = told::one(problem, loaded, *lang);
        for (index, fix) in ide::fixes(desk, path, loaded, problem).into_iter().enumerate() {
            let edits: Vec<Value> = fix
                .edits
                .iter()
                .map(|(span, text)| json!({ "range": range(&file.source, span), "newText": text }))
                .collect();
            let mut changes = serde_json::Map::new();
            changes.insert(uri_of(path), Value::from(edits));
            out.push(json!({
                "title": fix.title.get(*lang),
                "kind": "quickfix",
                "isPreferred": index == 0,
                "diagnostics": [diagnostic],
                "edit": { "changes": changes },
            }));
        }
    }
    Some(Value::from(out))
}
