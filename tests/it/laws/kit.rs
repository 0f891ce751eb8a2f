//! The corpus as texts in memory, and a run of such a text down to one comparable string.

use jieyu::data::InputFile;
use jieyu::data::gather::gather;
use jieyu::diagnostic::Lang;
use jieyu::report::{json, results};
use jieyu::session::{Loaded, Memory, Session, settle};
use jieyu::source::Source;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A policy with the files that it names and the data that it is run on.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub text: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub data: Vec<InputFile>,
}

/// All policies that ship and all good ones of the corpus.
pub fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases = Vec::new();
    for folder in ["tests/corpus/good", "policies", "examples"] {
        let mut paths = Vec::new();
        collect(&root.join(folder), &mut paths);
        let mut files = BTreeMap::new();
        attached(root, folder, &mut files);
        paths.sort();
        cases.extend(paths.iter().map(|path| case(root, path, &files)));
    }
    assert!(cases.len() > 20, "the corpus is there");
    cases
}

/// The cases whose results can be compared: those with data.
pub fn settled_cases() -> Vec<Case> {
    cases().into_iter().filter(|case| !case.data.is_empty()).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if crate::literate::is_policy(&path) {
            paths.push(path);
        }
    }
}

fn case(root: &Path, path: &Path, files: &BTreeMap<String, Vec<u8>>) -> Case {
    let folder = path.parent().unwrap();
    let beside = [path.with_extension(""), folder.join("data")];
    let data = if path.ends_with("shenzhen/demo.policy") {
        gather(&root.join("examples/shenzhen-demo.xlsx")).unwrap()
    } else {
        let found = beside.iter().find(|data| data.is_dir());
        found.map_or_else(Vec::new, |data| gather(data).unwrap())
    };
    let name = path.strip_prefix(root).unwrap().display().to_string();
    let source = Source::new(&name, &fs::read_to_string(path).unwrap());
    // Laws write a policy anew, which in Markdown they could not: what is policy in it stands for it.
    let (name, text) = (name.trim_end_matches(".md").to_owned(), source.text().to_owned());
    Case { name, text, files: files.clone(), data }
}

/// The policies and CSV files under a folder, which a policy may name.
fn attached(root: &Path, folder: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            attached(root, &name, files);
        } else if crate::literate::is_policy(&path) || path.extension().is_some_and(|ending| ending == "csv") {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

impl Case {
    pub fn of(text: impl Into<String>, data: &[(&str, String)]) -> Case {
        let file =
            |(name, body): &(&str, String)| InputFile { name: (*name).to_owned(), bytes: body.clone().into_bytes() };
        let data = data.iter().map(file).collect();
        Case { name: "random.policy".to_owned(), text: text.into(), files: BTreeMap::new(), data }
    }

    pub fn with(&self, text: String) -> Case {
        Case { text, ..self.clone() }
    }

    pub fn load(&self) -> Loaded {
        let mut files = self.files.clone();
        files.insert(self.name.clone(), self.text.clone().into_bytes());
        Session { world: &Memory(files), as_of: None, known_on: None, settings: &[] }.load(&self.name)
    }

    /// All outputs as JSON, by name, and how many cells and checks went wrong; without data, what the check has to say.
    pub fn outcome(&self) -> String {
        let loaded = self.load();
        let mut told: Vec<String> = loaded.diagnostics.iter().map(|found| found.code.to_owned()).collect();
        told.sort();
        let told = told.join(" ");
        let Some(program) = &loaded.program else {
            return format!("refused: {told}");
        };
        if self.data.is_empty() {
            let mut slots: Vec<String> = program.slots.iter().map(|slot| slot.name.to_string()).collect();
            slots.sort();
            return format!("{told}\n{}", slots.join("\n"));
        }
        match settle(program, &self.data) {
            Ok(settled) => {
                let mut tables = results::tables(&settled.run, Lang::Zh);
                tables.sort_by(|a, b| a.name.cmp(&b.name));
                let (bad, faults) = (settled.problems.len(), settled.run.blames().count());
                format!("{told}\n{bad} {faults}\n{}", json::write(&tables))
            }
            Err((problems, _)) => {
                format!(
                    "bad data: {}",
                    problems
                        .iter()
                        .map(|problem| problem.sentence().get(Lang::Zh).to_owned())
                        .collect::<Vec<_>>()
                        .join("\n")
                )
            }
        }
    }
}

/// Fails where two outcomes differ, and shows no more than where they part.
pub fn same(name: &str, found: &str, due: &str) {
    if found != due {
        let at = found.bytes().zip(due.bytes()).take_while(|(a, b)| a == b).count();
        let near = |text: &str| {
            String::from_utf8_lossy(text.as_bytes().get(at.saturating_sub(80)..).unwrap_or(b""))
                .chars()
                .take(600)
                .collect::<String>()
        };
        panic!("{name}\nfound …{}\n  due …{}", near(found), near(due));
    }
}
