//! The VS Code package names what the server has.

use serde_json::Value;
use std::fs;
use std::path::Path;

fn json(path: &str) -> Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("editors").join(path)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn snippets_are_policies() {
    use jieyu::source::SourceId;
    use jieyu::syntax::parse;
    let snippets = json("vscode/snippets/jieyu.json");
    for (name, snippet) in snippets.as_object().unwrap() {
        let lines = snippet["body"].as_array().unwrap();
        let text: Vec<&str> = lines.iter().map(|line| line.as_str().unwrap()).collect();
        let text = filled(&text.join("\n"));
        let problems = parse(SourceId::default(), &text).problems;
        assert!(problems.is_empty(), "{name}: {problems:?}\n{text}");
        assert_eq!(jieyu::format::format(&format!("{text}\n"), &Default::default()), format!("{text}\n"), "{name}");
    }
}

/// A snippet as it stands when nothing of it was changed.
fn filled(snippet: &str) -> String {
    let mut known: Vec<(String, String)> = Vec::new();
    let mut out = String::new();
    let mut rest = snippet;
    while let Some(at) = rest.find('$') {
        out += &rest[..at];
        rest = &rest[at + 1..];
        if let Some(inner) = rest.strip_prefix('{') {
            let (place, behind) = inner.split_once('}').unwrap();
            let (number, words) = place.split_once(':').unwrap_or((place, ""));
            if !words.is_empty() {
                known.push((number.to_owned(), words.to_owned()));
            }
            out += known.iter().find(|(other, _)| other == number).map_or("", |(_, words)| words);
            rest = behind;
        } else {
            let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let number = &rest[..rest.len() - behind.len()];
            out += known.iter().find(|(other, _)| other == number).map_or("", |(_, words)| words);
            rest = behind;
        }
    }
    (out + rest).trim_end().to_owned()
}

#[test]
fn the_package_names_the_grammars_and_the_version() {
    let package = json("vscode/package.json");
    assert_eq!(package["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    let lock = json("vscode/package-lock.json");
    assert_eq!(lock["version"], package["version"]);
    for grammar in package["contributes"]["grammars"].as_array().unwrap() {
        let path = grammar["path"].as_str().unwrap().replace("./syntaxes/", "textmate/");
        assert_eq!(json(&path)["scopeName"], grammar["scopeName"]);
    }
}

/// The tree of an editor: each policy below the one that it rests on, its open parameters all named.
#[test]
fn the_list_of_policies_is_a_tree_of_data() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(root)
        .args(["list", "policies", "--format", "json"])
        .output()
        .unwrap();
    assert!(said.status.success());
    let all: Value = serde_json::from_slice(&said.stdout).unwrap();
    let nation = &all[0];
    assert_eq!((nation["level"].as_str(), nation["depth"].as_u64()), (Some("国家"), Some(1)));
    assert_eq!(nation["path"], "policies/national/policy.policy");
    assert!(nation["open"].as_array().unwrap().len() > 3, "more than the text names");
    let province = &nation["layers"][0];
    assert_eq!((province["level"].as_str(), province["depth"].as_u64()), (Some("省"), Some(2)));
    let batches = &province["layers"][0]["layers"][0]["layers"];
    let expansion = batches.as_array().unwrap().iter().find(|one| one["path"].as_str().unwrap().contains("expansion"));
    assert_eq!(expansion.unwrap()["from"], "2019-12-01");
    assert!(batches.as_array().unwrap().iter().all(|one| one["errors"] == 0 && one["layers"] == serde_json::json!([])));
}
