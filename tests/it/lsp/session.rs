//! A whole session over everything that ships, and what single requests answer.

use super::client::Client;
use jieyu::lsp::{Position, offset, path_of, position, uri_of};
use jieyu::source::Source;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn root(folder: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).to_string_lossy().replace('\\', "/")
}

fn shipped() -> Vec<String> {
    let mut out = Vec::new();
    let mut folders = vec![Path::new(&root("policies")).to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if crate::literate::is_policy(&path) {
                out.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    out.sort();
    out
}

/// The answer, held against the types of the protocol.
fn typed<T: DeserializeOwned>(client: &mut Client, method: &str, params: Value) -> T {
    let answer = client.ask(method, params);
    serde_json::from_value(answer.clone()).unwrap_or_else(|error| panic!("{method}: {error}\n{answer}"))
}

#[test]
fn a_session_over_every_policy_has_no_error() {
    use lsp_types as t;
    let mut client =
        Client::start(&root("policies"), json!({ "active": uri_of(&root("policies/shenzhen/demo.policy")) }));
    let (mut hovers, mut links, mut hints, mut lenses, mut proposals) = (0, 0, 0, 0, 0);
    for path in shipped() {
        let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        client.open(&path, &text);
        let problems = client.wait(&path);
        assert!(problems.iter().all(|problem| problem["severity"] != 1), "{path}: {problems:#?}");
        let source = Source::new(&path, &text);
        let document = json!({ "uri": uri_of(&path) });
        let file = json!({ "textDocument": document });
        let _: Option<Vec<t::DocumentSymbol>> = typed(&mut client, "textDocument/documentSymbol", file.clone());
        let colours: t::SemanticTokens = typed(&mut client, "textDocument/semanticTokens/full", file.clone());
        assert!(colours.data.len() > 20, "{path}");
        let folds: Vec<t::FoldingRange> = typed(&mut client, "textDocument/foldingRange", file.clone());
        assert!(!folds.is_empty(), "{path}");
        let format = json!({ "textDocument": document, "options": { "tabSize": 2, "insertSpaces": true } });
        let edits: Option<Vec<t::TextEdit>> = typed(&mut client, "textDocument/formatting", format);
        assert_eq!(edits, Some(vec![]), "{path} is in the layout");
        let all = json!({ "start": position(&source, 0), "end": position(&source, text.len()) });
        let found: Vec<t::InlayHint> =
            typed(&mut client, "textDocument/inlayHint", json!({ "textDocument": document, "range": all }));
        hints += found.len();
        let found: Vec<t::CodeLens> = typed(&mut client, "textDocument/codeLens", file.clone());
        lenses += found.len();
        let context = json!({ "diagnostics": [] });
        let here = json!({ "start": position(&source, 0), "end": position(&source, 0) });
        let _: Vec<t::CodeActionOrCommand> = typed(
            &mut client,
            "textDocument/codeAction",
            json!({ "textDocument": document, "range": here, "context": context }),
        );
        for at in (0..text.len()).step_by(397).filter(|at| text.is_char_boundary(*at)) {
            let place = json!({ "textDocument": document, "position": position(&source, at) });
            let hover: Option<t::Hover> = typed(&mut client, "textDocument/hover", place.clone());
            hovers += usize::from(hover.is_some());
            let found: Vec<t::Location> = typed(&mut client, "textDocument/definition", place.clone());
            links += found.len();
            let _: Vec<t::Location> = typed(&mut client, "textDocument/declaration", place.clone());
            let _: Option<t::Range> = typed(&mut client, "textDocument/prepareRename", place.clone());
            let _: Vec<t::DocumentHighlight> = typed(&mut client, "textDocument/documentHighlight", place.clone());
            let found: Vec<t::CompletionItem> = typed(&mut client, "textDocument/completion", place.clone());
            proposals += found.len();
            let mut place = place;
            place["context"] = json!({ "includeDeclaration": true });
            let _: Vec<t::Location> = typed(&mut client, "textDocument/references", place);
        }
    }
    let found: Vec<t::SymbolInformation> = typed(&mut client, "workspace/symbol", json!({ "query": "留用" }));
    assert!(found.len() > 5);
    assert!(
        hovers > 30 && links > 20 && hints > 60 && lenses > 40 && proposals > 2_000,
        "{hovers} hovers, {links} links, {hints} hints, {lenses} lenses, {proposals} proposals"
    );
    client.stop();
}

#[test]
fn a_slip_is_told_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("甲 政策.policy").to_string_lossy().replace('\\', "/");
    let text = "政策 例\n表 医院\n  键 编码 : 文本\n  列 预算 : 金额\n每个 医院：\n公式 留用 : 金额 = 预蒜 × 50% 四舍五入到 分\n  依据 甲\n输出 医院 : 编码, 留用\n";
    fs::write(&path, text).unwrap();
    let mut client = Client::start(&folder.path().to_string_lossy(), json!({}));
    client.open(&path, text);
    let problems = client.wait(&path);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(problems[0]["code"], "JY0201");
    assert_eq!(
        problems[0]["range"],
        json!({ "start": { "line": 5, "character": 13 }, "end": { "line": 5, "character": 15 } })
    );
    assert!(problems[0]["message"].as_str().unwrap().contains("是不是想写“预算”"));
    let params = json!({ "textDocument": { "uri": uri_of(&path) }, "range": problems[0]["range"], "context": { "diagnostics": problems } });
    let actions = client.ask("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "把“预蒜”改成“预算”");
    let edit = &actions[0]["edit"]["changes"][uri_of(&path)][0];
    assert_eq!(edit["newText"], "预算");
    client.change(&path, &text.replace("预蒜", "预算"));
    assert_eq!(client.wait(&path), Vec::<Value>::new());
    // Not saved, and yet what others rest on.
    let new = json!({ "textDocument": { "uri": uri_of(&path) }, "position": { "line": 3, "character": 4 }, "newName": "预算" });
    assert!(client.try_ask("textDocument/rename", new).unwrap_err().contains("已经有叫“预算”的"));
    let done =
        client.ask("workspace/executeCommand", json!({ "command": "jieyu.test", "arguments": [uri_of(&path), "甲"] }));
    assert_eq!((done["fine"].as_bool(), client.messages.len()), (Some(true), 1));
    assert!(client.try_ask("textDocument/unheard", json!({})).is_err());
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri_of(&path) } }));
    assert_eq!(client.wait(&path), Vec::<Value>::new());
    client.stop();
}

/// A letter beyond the first plane is two units wide.
#[test]
fn columns_are_utf16() {
    let source = Source::new("a", "公式 𠮷 = 1\r\n𠮷𠮷x");
    let at = |offset| {
        let at = position(&source, offset);
        (at.line, at.character)
    };
    assert_eq!(at("公式 𠮷".len()), (0, 5));
    assert_eq!(at("公式 𠮷 = 1\r\n𠮷".len()), (1, 2));
    for (line, character, due) in
        [(0, 5, "公式 𠮷"), (1, 4, "公式 𠮷 = 1\r\n𠮷𠮷"), (0, 4, "公式 "), (0, 99, "公式 𠮷 = 1")]
    {
        assert_eq!(offset(&source, Position { line, character }), due.len(), "{line}:{character}");
    }
    assert_eq!(offset(&source, Position { line: 9, character: 0 }), source.text().len());
    for at in source.text().char_indices().map(|(at, _)| at).filter(|at| !source.text()[*at..].starts_with('\n')) {
        assert_eq!(offset(&source, position(&source, at)), at);
    }
}

#[test]
fn addresses_and_paths() {
    assert_eq!(path_of("file:///home/%E7%94%B2%20%E4%B9%99.policy"), "/home/甲 乙.policy");
    assert_eq!(path_of("file:///c%3A/%E7%94%B2.policy"), "c:/甲.policy");
    for path in ["/home/甲 乙.policy", "c:/政策/甲.policy"] {
        assert_eq!(path_of(&uri_of(path)), path);
    }
}
