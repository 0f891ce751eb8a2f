//! `jieyu list`: the tree of policies below a folder.

use super::args::{DiffFormat, ListArgs};
use super::policy::{Chosen, no_policies};
use super::shell::{Exit, Shell, print};
use crate::diagnostic::{Lang, Words};
use crate::ir::program::Param;
use crate::session::Loaded;
use crate::syntax::ast::{Clauses, DeclKind, InForce, PolicyDecl};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// So many open parameters are named.
const SHOWN: usize = 3;

/// One policy of the tree.
struct Entry {
    words: Words,
    json: Value,
    base: Option<String>,
}

pub fn run(args: &ListArgs, shell: &mut Shell) -> Exit {
    let chosen = match Chosen::read(&args.choices, shell) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let mut files = Vec::new();
    super::disk::policies(&args.folder, &mut files);
    files.retain(|file| !file.to_string_lossy().ends_with(crate::trial::ENDING));
    files.sort();
    if files.is_empty() {
        return no_policies(&args.folder, shell);
    }
    let mut exit = Exit::Fine;
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for path in &files {
        let loaded = chosen.load(path);
        if loaded.has_errors() {
            exit = Exit::Problems;
        }
        let own = loaded.chain.last().cloned().unwrap_or_else(|| shown(path));
        let base = loaded.chain.len().checked_sub(2).and_then(|at| loaded.chain.get(at).cloned());
        let entry = Entry { words: describe(&own, &loaded), json: told(&own, &loaded), base };
        entries.insert(own, entry);
    }
    let roots: Vec<&String> = entries
        .iter()
        .filter(|(_, entry)| entry.base.as_ref().is_none_or(|base| !entries.contains_key(base)))
        .map(|(path, _)| path)
        .collect();
    let mut out = String::new();
    match args.format {
        DiffFormat::Text => {
            for root in roots {
                branch(root, &entries, &mut Vec::new(), shell.lang, &mut out);
            }
        }
        DiffFormat::Json => {
            let all: Vec<Value> = roots.into_iter().map(|root| tree(root, &entries, 0)).collect();
            out = format!("{:#}\n", Value::from(all));
        }
    }
    print(out.as_bytes());
    exit
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// One policy and those that extend it. `open` tells for each level above whether more of its policies follow below.
fn branch(path: &str, entries: &BTreeMap<String, Entry>, open: &mut Vec<bool>, lang: Lang, out: &mut String) {
    let Some(entry) = entries.get(path) else { return };
    if let Some((last, above)) = open.split_last() {
        out.extend(above.iter().map(|more| if *more { "│ " } else { "  " }));
        out.push_str(if *last { "├ " } else { "└ " });
    }
    out.push_str(&format!("{}\n", entry.words.get(lang)));
    let mut children = layers(path, entries, open.len()).into_iter().peekable();
    while let Some(child) = children.next() {
        open.push(children.peek().is_some());
        branch(child, entries, open, lang, out);
        open.pop();
    }
}

/// So many layers are followed.
const DEEPEST: usize = 60;

/// The policies that rest on one.
fn layers<'e>(path: &str, entries: &'e BTreeMap<String, Entry>, depth: usize) -> Vec<&'e String> {
    let rests = entries.iter().filter(|(_, entry)| depth < DEEPEST && entry.base.as_deref() == Some(path));
    rests.map(|(child, _)| child).collect()
}

/// A policy with those that rest on it, as JSON.
fn tree(path: &str, entries: &BTreeMap<String, Entry>, depth: usize) -> Value {
    let mut value = entries.get(path).map_or(Value::Null, |entry| entry.json.clone());
    if let Value::Object(fields) = &mut value {
        let inner = layers(path, entries, depth).into_iter();
        fields.insert("layers".to_owned(), inner.map(|child| tree(child, entries, depth.saturating_add(1))).collect());
    }
    value
}

/// The head of a policy.
fn head(loaded: &Loaded) -> Option<(&PolicyDecl, &Clauses)> {
    loaded.merged.file.decls.iter().find_map(|decl| match &decl.kind {
        DeclKind::Policy(policy) => Some((policy, &decl.clauses)),
        _ => None,
    })
}

/// A policy as data; what its head leaves out is null.
fn told(path: &str, loaded: &Loaded) -> Value {
    let head = head(loaded);
    let policy = head.map(|(policy, _)| policy);
    let force = head.and_then(|(_, clauses)| clauses.in_force.as_ref());
    json!({
        "path": path,
        "name": policy.map(|policy| &*policy.name.text),
        "level": policy.and_then(|policy| policy.level.as_deref()),
        "depth": loaded.chain.len(),
        "version": policy.and_then(|policy| policy.version.as_deref()),
        "issued": policy.and_then(|policy| policy.issued).map(|day| day.to_string()),
        "from": force.and_then(|force| force.from).map(|day| day.to_string()),
        "to": force.and_then(|force| force.to).map(|day| day.to_string()),
        "as_of": policy.and_then(|policy| policy.day).map(|day| day.to_string()),
        "errors": loaded.diagnostics.iter().filter(|problem| problem.is_error()).count(),
        "open": open_names(loaded),
    })
}

/// A policy in one line: name, version, dates, what is open, where it is.
fn describe(path: &str, loaded: &Loaded) -> Words {
    let Some((policy, clauses)) = head(loaded) else {
        return Words::new(format!("{path}（读不懂）"), format!("{path} (cannot be read)"));
    };
    let (mut zh, mut en) = (vec![policy.name.text.to_string()], vec![policy.name.text.to_string()]);
    let depth = loaded.chain.len();
    match &policy.level {
        Some(level) => {
            zh.insert(0, level.to_string());
            en.insert(0, level.to_string());
        }
        None => {
            zh.insert(0, format!("第 {depth} 层"));
            en.insert(0, format!("layer {depth}"));
        }
    }
    if let Some(version) = &policy.version {
        zh.push(format!("版本 {version}"));
        en.push(format!("version {version}"));
    }
    if let Some(issued) = policy.issued {
        zh.push(format!("印发 {issued}"));
        en.push(format!("issued {issued}"));
    }
    if let Some(force) = &clauses.in_force {
        let (from, to) = stretch(force);
        zh.push(format!("施行{from}{to}"));
        en.push(stretch_in_english(force));
    }
    if let Some(day) = policy.day {
        zh.push(format!("基准日 {day}"));
        en.push(format!("as of {day}"));
    }
    match (loaded.has_errors(), loaded.open.len()) {
        (true, _) => {
            zh.push("有错误".to_owned());
            en.push("has errors".to_owned());
        }
        (false, 0) => {}
        (false, open) => {
            let told = open_words(open, &own_open(path, loaded));
            zh.push(told.zh);
            en.push(told.en);
        }
    }
    Words::new(format!("{}　[{path}]", zh.join(" · ")), format!("{} [{path}]", en.join(" · ")))
}

/// The parameters without a value.
fn open_names(loaded: &Loaded) -> Vec<String> {
    let program = loaded.program.as_ref();
    let open = loaded.open.iter().filter_map(|id| program.and_then(|program| program.param(*id)));
    open.map(|param| param.name.to_string()).collect()
}

/// How many parameters have no value, and which of them this layer itself declares: those are its to explain.
fn open_words(all: usize, own: &[String]) -> Words {
    let (zh, en) = (format!("待定 {all} 项"), format!("{all} open"));
    if own.is_empty() {
        return Words::new(format!("{zh}，都是上层声明的"), format!("{en}, all declared in layers below"));
    }
    let shown: Vec<&str> = own.iter().take(SHOWN).map(String::as_str).collect();
    let (more, dots) = if own.len() > SHOWN { ("等", ", …") } else { ("", "") };
    let (names, english) = (shown.join("、"), shown.join(", "));
    if own.len() == all {
        return Words::new(format!("{zh}：{names}{more}"), format!("{en}: {english}{dots}"));
    }
    let count = own.len();
    Words::new(
        format!("{zh}，本层 {count} 项：{names}{more}"),
        format!("{en}, {count} of them declared here: {english}{dots}"),
    )
}

/// The parameters without a value that this layer's own file declares.
fn own_open(path: &str, loaded: &Loaded) -> Vec<String> {
    let program = loaded.program.as_ref();
    let open = loaded.open.iter().filter_map(|id| program.and_then(|program| program.param(*id)));
    let here = |param: &&Param| loaded.sources.get(param.span.source).is_some_and(|source| source.name() == path);
    open.filter(here).map(|param| param.name.to_string()).collect()
}

fn stretch(force: &InForce) -> (String, String) {
    let from = force.from.map(|day| format!(" 自 {day} 起")).unwrap_or_default();
    let to = force.to.map(|day| format!(" 至 {day} 止")).unwrap_or_default();
    (from, to)
}

fn stretch_in_english(force: &InForce) -> String {
    let from = force.from.map(|day| format!(" from {day}")).unwrap_or_default();
    let to = force.to.map(|day| format!(" until {day}")).unwrap_or_default();
    format!("in force{from}{to}")
}
