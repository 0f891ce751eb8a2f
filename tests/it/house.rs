//! The house: which room may look into which, how large a file, a door and a function may grow.
//! `ARCHITECTURE.md` draws the same table; change both together.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor, lowest first. A room may import rooms of lower floors, and the siblings listed in `SIBLINGS`.
const FLOORS: &[&[&str]] = &[
    &["source", "value"],
    &["diagnostic", "builtin", "lexicon"],
    &["syntax", "ir"],
    &["layer", "check", "format", "rows", "sql"],
    &["data", "wording", "diff", "columns"],
    &["session", "explain", "sample"],
    &["trial", "ide", "whatif"],
    &["report", "lsp"],
    &["cli"],
];

/// Rooms on one floor that may see each other, one way.
const SIBLINGS: &[(&str, &str)] = &[("diagnostic", "source"), ("ir", "builtin")];

/// A file longer than this has more than one idea.
const LONGEST_FILE: usize = 600;
/// The door of a room says what it takes, gives and never knows, and little else.
const LONGEST_DOOR: usize = 120;
/// A function that does not fit a screen is two functions.
const LONGEST_FUNCTION: usize = 80;

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}

fn inside(path: &Path) -> &Path {
    path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap()
}

fn room(path: &Path) -> String {
    let first = inside(path).components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn floors() -> BTreeMap<&'static str, usize> {
    let numbered = FLOORS.iter().enumerate();
    numbered.flat_map(|(floor, rooms)| rooms.iter().map(move |room| (*room, floor))).collect()
}

#[test]
fn rooms_look_down_only() {
    let floors = floors();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = room(&path);
        if from == "main" || from == "lib" {
            continue;
        }
        let Some(own) = floors.get(from.as_str()) else {
            wrong.push(format!("{}: the room `{from}` has no floor", inside(&path).display()));
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}:{}", inside(&path).display(), number + 1);
            for piece in line.split("crate::").skip(1) {
                let to: String = piece.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                if to.is_empty() {
                    wrong.push(format!("{} imports from the crate root", place()));
                } else if to != from {
                    match floors.get(to.as_str()) {
                        Some(floor) if floor < own || SIBLINGS.contains(&(from.as_str(), to.as_str())) => {}
                        Some(_) => wrong.push(format!("{}: `{from}` may not look into `{to}`", place())),
                        None => wrong.push(format!("{}: there is no room `{to}`", place())),
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn pest_stays_in_syntax_and_the_terminal_in_cli() {
    let mut wrong = Vec::new();
    let owners = [("pest", "syntax"), ("miette", "cli"), ("clap", "cli"), ("calamine", "data"), ("parquet", "data")];
    for (path, text) in sources() {
        for (library, owner) in owners {
            let uses =
                text.lines().any(|line| line.contains(&format!("{library}::")) && !line.trim_start().starts_with("//"));
            if uses && room(&path) != owner {
                wrong.push(format!("{} uses {library}, which lives in `{owner}`", inside(&path).display()));
            }
        }
        let core = ["value", "syntax", "ir", "check", "layer", "rows", "columns", "explain", "diff", "wording"];
        let tests = inside(&path).components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        if core.contains(&room(&path).as_str()) && !tests {
            for outer in ["std::fs", "std::env", "std::net", "std::process", "SystemTime", "println!"] {
                if text.contains(outer) {
                    wrong.push(format!("{} reaches for {outer}", inside(&path).display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn files_and_doors_stay_small() {
    let mut wrong = Vec::new();
    let mut lengths = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        let shown = inside(&path).display().to_string();
        lengths.push(lines);
        if lines > LONGEST_FILE {
            wrong.push(format!("{shown} has {lines} lines, more than {LONGEST_FILE}"));
        }
        let door = shown.ends_with("mod.rs") && inside(&path).components().count() == 2;
        if door && lines > LONGEST_DOOR {
            wrong.push(format!("the door {shown} has {lines} lines, more than {LONGEST_DOOR}"));
        }
        if door && !text.starts_with("//!") {
            wrong.push(format!("the door {shown} does not say what it is"));
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    if median > 180 {
        wrong.push(format!("the median file has {median} lines, more than 180"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn functions_fit_a_screen() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let trimmed = line.trim_start();
            let declares = trimmed.starts_with("fn ") || (trimmed.starts_with("pub") && trimmed.contains(" fn "));
            if !declares {
                continue;
            }
            let indent = &line[..line.len() - trimmed.len()];
            let end = lines.iter().skip(start).position(|line| *line == format!("{indent}}}"));
            if let Some(length) = end.filter(|length| *length > LONGEST_FUNCTION) {
                // A table of words is as long as it has words; it is one match and nothing else.
                let body = lines[start..start + length].join("\n");
                let table = body.matches(" => ").count() * 8 > length
                    && body.matches("\n    match ").count() + body.matches("\n        match ").count() == 1;
                if !table {
                    wrong.push(format!("{}:{} has {length} lines", inside(&path).display(), start + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "functions over {LONGEST_FUNCTION} lines\n{}", wrong.join("\n"));
}

#[test]
fn the_map_names_every_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let mut rooms: Vec<String> = sources().iter().map(|(path, _)| room(path)).collect();
    rooms.sort();
    rooms.dedup();
    rooms.retain(|room| room != "lib" && room != "main");
    let missing: Vec<&String> = rooms.iter().filter(|room| !map.contains(&format!("`{room}"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name {missing:?}");
}
