//! The shipped policies as layers of each other: nation, province, city, batches.

mod chains;
mod edits;
mod papers;
mod same;
pub mod settle;

use jieyu::diagnostic::{Diagnostic, Lang, Severity};
use jieyu::layer::consolidate;
use jieyu::session::{Loaded, Memory, Session};
use jieyu::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const BATCHES: [&str; 6] = ["expansion", "second", "third", "fourth", "province-example", "city-example"];

pub fn batch(name: &str) -> String {
    format!("policies/shenzhen/batches/{name}.policy")
}

/// The folder of policies, in memory.
fn shipped() -> Memory {
    let mut files = BTreeMap::new();
    gather(&Path::new(ROOT).join("policies"), &mut files);
    Memory(files)
}

fn gather(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            let name = path.strip_prefix(ROOT).expect("below the root").to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
}

fn policies(world: &Memory) -> Vec<String> {
    world
        .0
        .keys()
        .filter(|path| crate::literate::is_policy(Path::new(path)) && !path.ends_with(".cases.policy"))
        .cloned()
        .collect()
}

/// The shipped policies with one text put for another, which must be there once.
fn with(path: &str, old: &str, new: &str) -> Memory {
    let mut world = shipped();
    let text = String::from_utf8(world.0[path].clone()).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{path}: {old}");
    world.0.insert(path.to_owned(), text.replace(old, new).into_bytes());
    world
}

fn load(world: &Memory, path: &str) -> Loaded {
    Session { world, as_of: None, known_on: None, settings: &[] }.load(path)
}

fn errors(loaded: &Loaded) -> Vec<&Diagnostic> {
    loaded.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

fn text(loaded: &Loaded) -> String {
    consolidate(&loaded.merged, &loaded.sources, false)
}

/// All errors as words, with the places that they point to.
fn told(loaded: &Loaded) -> String {
    let place = |span: Span| {
        let source = loaded.sources.get(span.source).expect("a source");
        format!("{} 「{}」", source.name(), loaded.sources.slice(span).lines().next().unwrap_or("").trim())
    };
    let one = |problem: &&Diagnostic| {
        let labels =
            problem.labels.iter().map(|label| format!("\n  {}\n    {}", place(label.span), label.words.get(Lang::Zh)));
        let help = problem.help.as_ref().map(|help| format!("\n  建议：{}", help.zh)).unwrap_or_default();
        format!("{} {}{}{help}\n", problem.code, problem.message.zh, labels.collect::<String>())
    };
    errors(loaded).iter().map(one).collect()
}

/// Holds the words of a refusal to those on file.
fn refused(name: &str, loaded: &Loaded) {
    assert!(loaded.has_errors(), "{name} was not refused");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("batches/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name.to_owned(), told(loaded)));
}

/// No error and no warning anywhere, and the one text that results is sound by itself.
#[test]
fn every_shipped_policy_checks() {
    let world = shipped();
    for path in policies(&world) {
        let loaded = load(&world, &path);
        let bad: Vec<_> = loaded.diagnostics.iter().filter(|problem| problem.severity != Severity::Note).collect();
        assert!(bad.is_empty(), "{path}: {bad:?}");
        let mut alone = world.clone();
        let plain = path.trim_end_matches(".md");
        alone.0.insert(plain.to_owned(), text(&loaded).into_bytes());
        let again = load(&alone, plain);
        assert!(errors(&again).is_empty(), "{path}, consolidated: {}", told(&again));
        assert_eq!(loaded.open.len(), again.open.len(), "{path}");
    }
}

/// Each layer says only what differs: no declaration stands in two files.
#[test]
fn nothing_is_copied_between_layers() {
    let world = shipped();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let starts = ["公式", "参数", "排除", "断言", "关键指标", "参考指标", "枚举", "对照表"];
    for path in policies(&world) {
        let text = String::from_utf8(world.0[&path].clone()).unwrap();
        for line in text.lines().map(str::trim).filter(|line| starts.iter().any(|start| line.starts_with(start))) {
            let first = seen.entry(line.to_owned()).or_insert_with(|| path.clone());
            assert!(*first == path, "{line} in {first} and {path}");
        }
    }
}

/// A batch is a leaf: four layers stand below it, and it says when it applies.
#[test]
fn every_batch_stands_on_the_city() {
    let world = shipped();
    let below = [
        "policies/national/policy.policy",
        "policies/guangdong/policy.policy",
        "policies/shenzhen/policy.policy.md",
        "policies/shenzhen/batches/common.policy",
    ];
    let mut starts = BTreeSet::new();
    for name in BATCHES {
        let loaded = load(&world, &batch(name));
        assert_eq!(loaded.chain[..4], below, "{name}");
        let program = loaded.program.as_ref().expect("a program");
        let start = program.params.iter().find(|param| &*param.name == "采购执行起始日").expect("a start of supply");
        starts.insert(format!("{:?}", start.values));
        // What nobody here has read in the original is not given.
        let open: Vec<_> =
            loaded.open.iter().filter_map(|id| program.param(*id)).map(|param| param.name.to_string()).collect();
        for name in ["统筹地区医保基金实际支付比例", "统筹基金支付费用占比", "一档留用比例", "约定量权重"]
        {
            assert!(open.iter().any(|open| open == name), "{name}");
        }
    }
    assert_eq!(starts.len(), BATCHES.len());
}

/// The tree as the bureau sees it: level, version, dates, and what is still open and who has to explain it.
#[test]
fn the_tree_of_policies_is_listed() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"));
    let output = command.current_dir(ROOT).args(["list", "policies"]).output().expect("the program starts");
    assert!(output.status.success());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("batches/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("tree", String::from_utf8_lossy(&output.stdout)));
}
