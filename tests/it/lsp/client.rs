//! A client in memory, and the server on a thread of its own.

use crate::disk::Disk;
use jieyu::diagnostic::Lang;
use jieyu::lsp::{Shop, serve, uri_of};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<Result<(), String>>>,
    next: i32,
    /// The problems last told of each file.
    pub told: BTreeMap<String, Vec<Value>>,
    pub messages: Vec<String>,
}

fn below(folder: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut folders = vec![Path::new(folder).to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if crate::literate::is_policy(&path) {
                out.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    out
}

impl Client {
    /// A client that has opened a folder.
    pub fn start(folder: &str, options: Value) -> Client {
        let (server, connection) = Connection::memory();
        let shop = Shop {
            world: Arc::new(Disk),
            policies: Arc::new(below),
            tester: Arc::new(|path, case, coverage| (true, format!("{path} {case:?} {coverage}"))),
            lang: Lang::Zh,
        };
        let thread = std::thread::spawn(move || serve(&server, shop));
        let mut client =
            Client { connection, server: Some(thread), next: 0, told: BTreeMap::new(), messages: Vec::new() };
        let folders = json!([{ "uri": uri_of(folder), "name": "政策" }]);
        let able = client.ask(
            "initialize",
            json!({ "capabilities": {}, "workspaceFolders": folders, "initializationOptions": options }),
        );
        let able: lsp_types::InitializeResult = serde_json::from_value(able).unwrap();
        assert!(able.capabilities.rename_provider.is_some());
        client.tell("initialized", json!({}));
        client
    }

    pub fn tell(&self, method: &str, params: Value) {
        let note = Notification::new(method.to_owned(), params);
        self.connection.sender.send(Message::Notification(note)).unwrap();
    }

    /// A request and its answer; an error is a panic.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    pub fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.next += 1;
        let id = RequestId::from(self.next);
        let request = Request::new(id.clone(), method.to_owned(), params);
        self.connection.sender.send(Message::Request(request)).unwrap();
        loop {
            match self.connection.receiver.recv().unwrap() {
                Message::Response(response) if response.id == id => {
                    let response = serde_json::to_value(response).unwrap();
                    return match response.get("error") {
                        Some(error) => Err(error["message"].as_str().unwrap_or("").to_owned()),
                        None => Ok(response["result"].clone()),
                    };
                }
                Message::Notification(note) => self.hear(note),
                other => panic!("{other:?}"),
            }
        }
    }

    fn hear(&mut self, note: Notification) {
        if note.method == "window/showMessage" {
            self.messages.push(note.params["message"].as_str().unwrap().to_owned());
            return;
        }
        assert_eq!(note.method, "textDocument/publishDiagnostics");
        let typed: lsp_types::PublishDiagnosticsParams = serde_json::from_value(note.params.clone()).unwrap();
        let all = note.params["diagnostics"].as_array().unwrap().clone();
        self.told.insert(typed.uri.as_str().to_owned(), all);
    }

    pub fn open(&self, path: &str, text: &str) {
        let document = json!({ "uri": uri_of(path), "languageId": "policy", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&self, path: &str, text: &str) {
        let document = json!({ "uri": uri_of(path), "version": 2 });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    }

    /// Waits until something has been told of a file.
    pub fn wait(&mut self, path: &str) -> Vec<Value> {
        let uri = uri_of(path);
        self.told.remove(&uri);
        while !self.told.contains_key(&uri) {
            match self.connection.receiver.recv_timeout(std::time::Duration::from_secs(120)).unwrap() {
                Message::Notification(note) => self.hear(note),
                other => panic!("{other:?}"),
            }
        }
        self.told[&uri].clone()
    }

    pub fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap().unwrap();
    }
}
