//! The loop of a session: messages in, answers out, checks whenever nobody waits.

use super::check::Checker;
use super::fixer::Fixer;
use super::state::State;
use super::uri::{path_of, uri_of};
use super::{Shop, answer};
use crate::diagnostic::Lang;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// How long to wait for a message while a check is under way.
const PAUSE: Duration = Duration::from_millis(5);

/// Serves one client until it says that it is done.
///
/// # Errors
/// What broke the connection, in words.
pub fn serve(connection: &Connection, shop: Shop) -> Result<(), String> {
    let checker = Checker::start().map_err(|error| error.to_string())?;
    let asked = connection.initialize(answer::capabilities()).map_err(|error| error.to_string())?;
    let out = connection.sender.clone();
    // A client that has gone away needs no answer.
    let fixer = Fixer::start(Box::new(move |message| drop(out.send(message)))).map_err(|error| error.to_string())?;
    let mut state = State::new(shop, checker);
    settle_in(&mut state, &asked);
    loop {
        let message = if state.checker.busy || !state.stale.is_empty() {
            connection.receiver.recv_timeout(PAUSE).ok()
        } else {
            match connection.receiver.recv() {
                Ok(message) => Some(message),
                Err(_) => return Ok(()),
            }
        };
        match message {
            Some(Message::Request(request)) => {
                if connection.handle_shutdown(&request).map_err(|error| error.to_string())? {
                    return Ok(());
                }
                if let Some(response) = respond(&mut state, request, &fixer, connection) {
                    connection.sender.send(Message::Response(response)).map_err(|error| error.to_string())?;
                }
            }
            Some(Message::Notification(note)) => {
                if note.method == "exit" {
                    return Ok(());
                }
                if note.method == "$/cancelRequest" {
                    if let Some(id) = note.params.get("id").and_then(|id| serde_json::from_value(id.clone()).ok()) {
                        fixer.give_up(id);
                    }
                    continue;
                }
                hear(&mut state, &note, connection);
            }
            Some(Message::Response(_)) | None => {}
        }
        if let Some(checked) = state.checker.answer() {
            state.settle(checked, connection);
        }
        if connection.receiver.is_empty() {
            state.check();
        }
    }
}

/// The items of a list, none where there is no list.
fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// What the client said of itself: its folders, its language.
fn settle_in(state: &mut State, asked: &Value) {
    let said = |place: &str| asked.pointer(place).and_then(Value::as_str);
    match said("/initializationOptions/lang").or(said("/locale")) {
        Some(lang) if lang.starts_with("en") => state.lang = Lang::En,
        Some(lang) if lang.starts_with("zh") => state.lang = Lang::Zh,
        Some(_) | None => {}
    }
    state.active = said("/initializationOptions/active").map(path_of);
    let refreshes = asked.pointer("/capabilities/workspace/inlayHint/refreshSupport");
    state.refreshes = refreshes.and_then(Value::as_bool).unwrap_or(false);
    state.messages = asked.pointer("/initializationOptions/messages").and_then(Value::as_bool).unwrap_or(true);
    let mut roots: Vec<String> = Vec::new();
    for folder in list(asked, "workspaceFolders") {
        roots.extend(folder.get("uri").and_then(Value::as_str).map(path_of));
    }
    if roots.is_empty() {
        roots.extend(said("/rootUri").map(path_of));
    }
    for root in roots {
        state.gather(&root);
    }
    if let Some(active) = state.active.clone() {
        state.stale.insert(active);
    }
}

/// The response to a request; `None` where it comes later.
fn respond(state: &mut State, request: Request, fixer: &Fixer, connection: &Connection) -> Option<Response> {
    let Request { id, method, params } = request;
    if method == "textDocument/codeAction" {
        match answer::task(state, &params) {
            Some(task) => fixer.ask(id, task),
            None => return Some(Response::new_ok(id, json!([]))),
        }
        return None;
    }
    let answer = if method == "workspace/executeCommand" {
        command(state, &params, connection).map_err(|message| (ErrorCode::InvalidParams, message))
    } else {
        match answer::answer(state, &method, &params) {
            Some(answer) => answer.map_err(|message| (ErrorCode::RequestFailed, message)),
            None => Err((ErrorCode::MethodNotFound, format!("{method}: 没有这种请求 (unknown request)"))),
        }
    };
    Some(match answer {
        Ok(value) => Response::new_ok(id, value),
        Err((code, message)) => Response::new_err(id, code as i32, message),
    })
}

fn hear(state: &mut State, note: &Notification, connection: &Connection) {
    let said = |place: &str| note.params.pointer(place).and_then(Value::as_str);
    let path = said("/textDocument/uri").map(path_of);
    match (note.method.as_str(), path) {
        ("textDocument/didOpen", Some(path)) => {
            if let Some(text) = said("/textDocument/text") {
                state.take(&path, text);
            }
        }
        ("textDocument/didChange", Some(path)) => {
            let last = list(&note.params, "contentChanges").last();
            if let Some(text) = last.and_then(|change| change.get("text")).and_then(Value::as_str) {
                state.take(&path, text);
            }
        }
        ("textDocument/didClose", Some(path)) => {
            state.close(&path);
            state.publish(&path, connection);
        }
        ("workspace/didChangeWatchedFiles", _) => {
            for change in list(&note.params, "changes") {
                if let Some(uri) = change.get("uri").and_then(Value::as_str) {
                    state.reread(&path_of(uri));
                }
            }
        }
        (_, _) => {}
    }
}

/// 运行案例, 覆盖率, and the choice of the policy whose values are shown.
fn command(state: &mut State, params: &Value, connection: &Connection) -> Result<Value, String> {
    let name = params.get("command").and_then(Value::as_str).unwrap_or("");
    let argument = |at: usize| params.pointer(&format!("/arguments/{at}")).and_then(Value::as_str);
    let path = argument(0).map(path_of).ok_or_else(|| format!("{name}: 没有说是哪个文件 (which file?)"))?;
    match name {
        "jieyu.active" => {
            state.active = Some(path.clone());
            state.stale.insert(path.clone());
            Ok(json!({ "active": uri_of(&path) }))
        }
        "jieyu.test" | "jieyu.coverage" => {
            let (fine, text) = (state.shop.tester)(&path, argument(1), name == "jieyu.coverage");
            // The answer says the same to a client that has another place for it.
            if state.messages {
                let kind = if fine { 3 } else { 1 };
                let note = Notification::new("window/showMessage".to_owned(), json!({ "type": kind, "message": text }));
                let _ = connection.sender.send(Message::Notification(note));
            }
            Ok(json!({ "fine": fine, "text": text }))
        }
        other => Err(format!("{other}: 没有这个命令 (unknown command)")),
    }
}
