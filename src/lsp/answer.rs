//! Each request of the protocol, answered by `ide`.

use super::fixer::Task;
use super::place::{Position, offset, position, range};
use super::state::State;
use super::uri::{path_of, uri_of};
use crate::diagnostic::Words;
use crate::ide::{self, Action, Colour, FileIndex, NoRename, Node, Place, Sort, SymbolKind};
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::Arc;

type Answer = Option<Result<Value, String>>;

/// Colours in the order of the legend.
const LEGEND: [&str; 16] = [
    "keyword",
    "type",
    "function",
    "number",
    "string",
    "comment",
    "operator",
    "decorator",
    "class",
    "property",
    "variable",
    "parameter",
    "enum",
    "enumMember",
    "method",
    "namespace",
];

/// What this server can do.
pub fn capabilities() -> Value {
    json!({
        "positionEncoding": "utf-16",
        "textDocumentSync": { "openClose": true, "change": 1 },
        "hoverProvider": true,
        "definitionProvider": true,
        "declarationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": { "prepareProvider": true },
        "completionProvider": { "triggerCharacters": [".", "．", "：", " "] },
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "semanticTokensProvider": { "legend": { "tokenTypes": LEGEND, "tokenModifiers": [] }, "full": true },
        "foldingRangeProvider": true,
        "documentFormattingProvider": true,
        "inlayHintProvider": true,
        "codeLensProvider": {},
        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
        "executeCommandProvider": { "commands": ["jieyu.test", "jieyu.coverage", "jieyu.active"] },
    })
}

/// The answer to a request; `None` where there is no such request.
pub fn answer(state: &State, method: &str, params: &Value) -> Answer {
    if method == "workspace/symbol" {
        return Some(Ok(symbols_everywhere(state, params.get("query").and_then(Value::as_str).unwrap_or(""))));
    }
    let work: fn(&At<'_>) -> Result<Value, String> = match method {
        "textDocument/hover" => hover,
        "textDocument/definition" | "textDocument/declaration" => definition,
        "textDocument/references" => references,
        "textDocument/documentHighlight" => highlight,
        "textDocument/prepareRename" => prepare_rename,
        "textDocument/rename" => rename,
        "textDocument/completion" => completion,
        "textDocument/documentSymbol" => symbols,
        "textDocument/semanticTokens/full" => colours,
        "textDocument/foldingRange" => folds,
        "textDocument/formatting" => formatting,
        "textDocument/inlayHint" => inlays,
        "textDocument/codeLens" => lenses,
        _ => return None,
    };
    let path = path_of(params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or(""));
    let Some(file) = state.workspace.file(&path) else { return Some(Ok(Value::Null)) };
    let place: Option<Position> = params.get("position").and_then(|place| serde_json::from_value(place.clone()).ok());
    let at = place.map_or(0, |place| offset(&file.source, place));
    Some(work(&At { state, params, path: &path, file, at, base: method.ends_with("declaration") }))
}

/// A request about a place of a file.
struct At<'s> {
    state: &'s State,
    params: &'s Value,
    path: &'s str,
    file: &'s Arc<FileIndex>,
    at: usize,
    /// Whether the declaration in the lowest layer is asked for.
    base: bool,
}

impl At<'_> {
    fn place(&self, place: &Place) -> Option<Value> {
        let source = &self.state.workspace.file(&place.path)?.source;
        Some(json!({ "uri": uri_of(&place.path), "range": range(source, &place.span) }))
    }

    fn places(&self, places: &[Place]) -> Value {
        places.iter().filter_map(|place| self.place(place)).collect()
    }
}

fn hover(at: &At<'_>) -> Result<Value, String> {
    let found = ide::hover(&at.state.workspace, at.path, at.at, at.state.lang);
    Ok(found.map_or(Value::Null, |hover| {
        json!({
            "contents": { "kind": "markdown", "value": hover.text },
            "range": range(&at.file.source, &hover.span),
        })
    }))
}

fn definition(at: &At<'_>) -> Result<Value, String> {
    let mut places = ide::definition(&at.state.workspace, at.path, at.at);
    if at.base {
        places = places.pop().into_iter().collect();
    }
    Ok(at.places(&places))
}

fn references(at: &At<'_>) -> Result<Value, String> {
    Ok(at.places(&ide::references(&at.state.workspace, at.path, at.at)))
}

fn highlight(at: &At<'_>) -> Result<Value, String> {
    let all = ide::references(&at.state.workspace, at.path, at.at);
    let own = all.iter().filter(|place| place.path == at.path);
    Ok(own.map(|place| json!({ "range": range(&at.file.source, &place.span) })).collect())
}

fn prepare_rename(at: &At<'_>) -> Result<Value, String> {
    let place = ide::renamable(&at.state.workspace, at.path, at.at);
    Ok(place.map_or(Value::Null, |place| range(&at.file.source, &place.span)))
}

fn rename(at: &At<'_>) -> Result<Value, String> {
    let new = at.params.get("newName").and_then(Value::as_str).unwrap_or("");
    let edits = ide::rename(&at.state.workspace, at.path, at.at, new).map_err(|why| {
        let words = match why {
            NoRename::Nothing => Words::new("这里没有可以改名的名称", "there is no name here that can be changed"),
            NoRename::BadName => Words::new(
                "名称不能是空的，也不能含引号、竖线和换行",
                "a name cannot be empty, nor have quotation marks, bars or line ends",
            ),
            NoRename::Taken => Words::new(format!("已经有叫“{new}”的"), format!("there is a {new} already")),
        };
        words.get(at.state.lang).to_owned()
    })?;
    let mut changes = serde_json::Map::new();
    for (place, text) in edits {
        let Some(file) = at.state.workspace.file(&place.path) else { continue };
        let edit = json!({ "range": range(&file.source, &place.span), "newText": text });
        let all = changes.entry(uri_of(&place.path)).or_insert_with(|| json!([]));
        if let Some(all) = all.as_array_mut() {
            all.push(edit);
        }
    }
    Ok(json!({ "changes": changes }))
}

fn completion(at: &At<'_>) -> Result<Value, String> {
    let all = ide::complete(&at.state.workspace, at.path, at.at, at.state.lang);
    let one = |(index, proposal): (usize, ide::Proposal)| {
        let kind = match proposal.sort {
            Sort::Keyword => 14,
            Sort::Type => 25,
            Sort::Function => 3,
            Sort::Symbol(SymbolKind::Table | SymbolKind::Assessment) => 7,
            Sort::Symbol(SymbolKind::Column | SymbolKind::Key | SymbolKind::Result | SymbolKind::Indicator) => 5,
            Sort::Symbol(SymbolKind::Value) => 20,
            Sort::Symbol(SymbolKind::Enum) => 13,
            Sort::Symbol(SymbolKind::Param) => 21,
            Sort::Symbol(_) => 6,
        };
        json!({
            "label": proposal.label,
            "kind": kind,
            "detail": proposal.detail,
            "insertText": proposal.insert,
            "sortText": format!("{index:05}"),
        })
    };
    Ok(all.into_iter().enumerate().map(one).collect())
}

/// The number that the protocol has for a kind of symbol.
fn kind_number(kind: SymbolKind) -> u8 {
    match kind {
        SymbolKind::Policy => 3,
        SymbolKind::Unit => 20,
        SymbolKind::Param => 14,
        SymbolKind::Enum => 10,
        SymbolKind::Value => 22,
        SymbolKind::List | SymbolKind::Lookup => 18,
        SymbolKind::Key | SymbolKind::Result | SymbolKind::Indicator => 7,
        SymbolKind::Table => 5,
        SymbolKind::Column => 8,
        SymbolKind::Formula => 12,
        SymbolKind::Assessment => 11,
        SymbolKind::Exception | SymbolKind::Assertion | SymbolKind::Case => 24,
        SymbolKind::Allocation => 6,
    }
}

fn symbols(at: &At<'_>) -> Result<Value, String> {
    fn one(node: &Node, at: &At<'_>) -> Value {
        let symbol = &node.symbol;
        let whole = symbol.whole.start.min(symbol.span.start)..symbol.whole.end.max(symbol.span.end);
        json!({
            "name": &*symbol.name,
            "detail": ide::kind_word(symbol.kind).get(at.state.lang),
            "kind": kind_number(symbol.kind),
            "range": range(&at.file.source, &whole),
            "selectionRange": range(&at.file.source, &symbol.span),
            "children": node.inner.iter().map(|inner| one(inner, at)).collect::<Vec<_>>(),
        })
    }
    Ok(ide::outline(at.file).iter().map(|node| one(node, at)).collect())
}

/// The most symbols of a workspace that are told at once.
const MOST: usize = 500;

fn symbols_everywhere(state: &State, query: &str) -> Value {
    let found = ide::search(&state.workspace, query);
    let one = |found: ide::Found| {
        let symbol = found.symbol()?;
        Some(json!({
            "name": &*symbol.name,
            "kind": kind_number(symbol.kind),
            "containerName": symbol.owner.as_deref(),
            "location": { "uri": uri_of(found.file.source.name()), "range": range(&found.file.source, &symbol.span) },
        }))
    };
    found.into_iter().take(MOST).filter_map(one).collect()
}

fn colour_number(colour: Colour) -> usize {
    match colour {
        Colour::Keyword => 0,
        Colour::Type => 1,
        Colour::Function => 2,
        Colour::Number => 3,
        Colour::Text => 4,
        Colour::Comment => 5,
        Colour::Operator => 6,
        Colour::Basis => 7,
        Colour::Name(SymbolKind::Table) => 8,
        Colour::Name(SymbolKind::Column | SymbolKind::Key | SymbolKind::Result | SymbolKind::Indicator) => 9,
        Colour::Name(SymbolKind::Formula | SymbolKind::Allocation) => 10,
        Colour::Name(SymbolKind::Param) => 11,
        Colour::Name(SymbolKind::Enum) => 12,
        Colour::Name(SymbolKind::Value) => 13,
        Colour::Name(
            SymbolKind::Lookup | SymbolKind::List | SymbolKind::Exception | SymbolKind::Assertion | SymbolKind::Unit,
        ) => 14,
        Colour::Name(SymbolKind::Policy | SymbolKind::Assessment | SymbolKind::Case) => 15,
    }
}

fn colours(at: &At<'_>) -> Result<Value, String> {
    let mut data: Vec<u32> = Vec::new();
    let (mut line, mut column) = (0, 0);
    for (span, colour) in ide::colours(&at.state.workspace, at.path) {
        let (start, end) = (position(&at.file.source, span.start), position(&at.file.source, span.end));
        if start.line != end.line {
            continue;
        }
        let down = start.line - line;
        let right = if down == 0 { start.character - column } else { start.character };
        let kind = u32::try_from(colour_number(colour)).unwrap_or(0);
        data.extend([down, right, end.character - start.character, kind, 0]);
        (line, column) = (start.line, start.character);
    }
    Ok(json!({ "data": data }))
}

fn folds(at: &At<'_>) -> Result<Value, String> {
    let all = ide::folds(at.file);
    Ok(all.into_iter().map(|(start, end)| json!({ "startLine": start, "endLine": end })).collect())
}

fn formatting(at: &At<'_>) -> Result<Value, String> {
    let text = at.file.source.written();
    let laid = at.file.laid_out();
    if laid == text {
        return Ok(json!([]));
    }
    Ok(json!([{ "range": range(&at.file.source, &(0..text.len())), "newText": laid }]))
}

/// The stretch that a request is about; the whole file without one.
fn stretch(at: &At<'_>) -> Range<usize> {
    let bound = |name: &str| -> Option<usize> {
        let place: Position = serde_json::from_value(at.params.pointer(&format!("/range/{name}"))?.clone()).ok()?;
        Some(offset(&at.file.source, place))
    };
    bound("start").unwrap_or(0)..bound("end").unwrap_or(at.file.text().len())
}

fn inlays(at: &At<'_>) -> Result<Value, String> {
    let active = at.state.active.as_deref().unwrap_or(at.path);
    let all = ide::inlays(&at.state.workspace, at.path, stretch(at), active, at.state.lang);
    let one = |inlay: ide::Inlay| json!({ "position": position(&at.file.source, inlay.at), "label": inlay.text, "kind": 1, "paddingLeft": true });
    Ok(all.into_iter().map(one).collect())
}

fn lenses(at: &At<'_>) -> Result<Value, String> {
    let one = |lens: ide::Lens| {
        let (words, command) = match lens.action {
            Action::Test => (Words::new("运行案例", "run cases"), "jieyu.test"),
            Action::Coverage => (Words::new("覆盖率", "coverage"), "jieyu.coverage"),
        };
        let mut arguments = vec![json!(uri_of(&lens.path))];
        arguments.extend(lens.case.map(|case| json!(case)));
        json!({
            "range": range(&at.file.source, &lens.span),
            "command": { "title": words.get(at.state.lang), "command": command, "arguments": arguments },
        })
    };
    Ok(ide::lenses(&at.state.workspace, at.path).into_iter().map(one).collect())
}

/// What the fixes at a stretch of a file are asked for; `None` where there is nothing to fix.
pub fn task(state: &State, params: &Value) -> Option<Task> {
    let path = path_of(params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or(""));
    let file = state.workspace.file(&path)?;
    let at = At { state, params, path: &path, file, at: 0, base: false };
    Some(Task {
        desk: state.desk(),
        loaded: state.workspace.checked(&path)?.clone(),
        file: file.clone(),
        asked: stretch(&at),
        lang: state.lang,
        path,
    })
}
