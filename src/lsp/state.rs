//! The state of a session: what is open, what was checked, what was told.

use super::Shop;
use super::check::{Checked, Checker, Desk};
use super::told;
use super::uri::uri_of;
use crate::diagnostic::Lang;
use crate::ide::Workspace;
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub struct State {
    pub shop: Shop,
    pub lang: Lang,
    pub workspace: Workspace,
    pub open: BTreeMap<String, Arc<str>>,
    /// The policy whose values are shown beside parameters; the file itself without one.
    pub active: Option<String>,
    /// Whether what cases came to is shown as a message, besides being the answer.
    pub messages: bool,
    /// Whether the client asks for values anew when it is told that they may have changed.
    pub refreshes: bool,
    pub checker: Checker,
    /// How many checks came to an end.
    checks: u64,
    /// What must be checked again.
    pub stale: BTreeSet<String>,
    /// What each check had to say, by the policy that was checked and the file in which it stands.
    told: BTreeMap<String, BTreeMap<String, Vec<Value>>>,
}

impl State {
    pub fn new(shop: Shop, checker: Checker) -> State {
        let lang = shop.lang;
        State {
            shop,
            lang,
            workspace: Workspace::default(),
            open: BTreeMap::new(),
            active: None,
            messages: true,
            refreshes: false,
            checker,
            checks: 0,
            stale: BTreeSet::new(),
            told: BTreeMap::new(),
        }
    }

    /// The disk with the open texts over it.
    pub fn desk(&self) -> Desk {
        Desk { open: self.open.clone(), disk: self.shop.world.clone() }
    }

    /// Reads all policies below a folder.
    pub fn gather(&mut self, folder: &str) {
        let paths = (self.shop.policies)(folder);
        let desk = self.desk();
        for path in paths {
            self.workspace.follow(&desk, &path);
        }
    }

    /// Takes the text of an open file.
    pub fn take(&mut self, path: &str, text: &str) {
        self.open.insert(path.to_owned(), text.into());
        self.workspace.set(path, text);
        let desk = self.desk();
        self.workspace.follow(&desk, path);
        self.touch(path);
    }

    pub fn close(&mut self, path: &str) {
        self.open.remove(path);
        self.stale.remove(path);
        self.told.remove(path);
        self.reread(path);
    }

    /// Takes a file that is not open as it now stands on disk.
    pub fn reread(&mut self, path: &str) {
        if !self.open.contains_key(path) {
            self.workspace.remove(path);
            let desk = self.desk();
            self.workspace.follow(&desk, path);
        }
        self.touch(path);
    }

    /// What rests on a file must be checked again.
    fn touch(&mut self, path: &str) {
        let rests: Vec<String> = self
            .open
            .keys()
            .chain(&self.active)
            .filter(|other| self.workspace.chain(other).iter().any(|layer| layer == path) || *other == path)
            .cloned()
            .collect();
        self.stale.extend(rests);
    }

    /// Has the next stale policy checked, if nothing is being checked.
    pub fn check(&mut self) {
        if self.checker.busy {
            return;
        }
        if let Some(path) = self.stale.pop_first() {
            let desk = self.desk();
            self.checker.ask(&path, desk);
        }
    }

    /// Keeps what a check came to and tells it.
    pub fn settle(&mut self, checked: Checked, connection: &Connection) {
        let Checked { path, loaded } = checked;
        let said = told::by_file(&path, &loaded, self.lang);
        self.workspace.accept(&path, loaded);
        let before = if self.open.contains_key(&path) { self.told.insert(path, said.clone()) } else { None };
        let files: BTreeSet<&String> = said.keys().chain(before.iter().flat_map(BTreeMap::keys)).collect();
        for file in files {
            self.publish(file, connection);
        }
        if self.refreshes {
            let id = RequestId::from(format!("values {}", self.checks));
            self.checks += 1;
            let ask = Request::new(id, "workspace/inlayHint/refresh".to_owned(), Value::Null);
            // A client that has gone away shows no values.
            let _ = connection.sender.send(Message::Request(ask));
        }
    }

    /// Tells all that is known of a file.
    pub fn publish(&self, file: &str, connection: &Connection) {
        let mut all: Vec<Value> = Vec::new();
        for problem in self.told.values().filter_map(|files| files.get(file)).flatten() {
            if !all.contains(problem) {
                all.push(problem.clone());
            }
        }
        let params = json!({ "uri": uri_of(file), "diagnostics": all });
        let note = Notification::new("textDocument/publishDiagnostics".to_owned(), params);
        // A client that has gone away needs no diagnostics.
        let _ = connection.sender.send(Message::Notification(note));
    }
}
