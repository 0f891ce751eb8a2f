//! `jieyu doc`: policies as pages, official text left and rule right.

use super::args::{DocArgs, DocFormat};
use super::disk::{self, Disk};
use super::made::{LIST, Made};
use super::policy::{Chosen, no_policies, sound, sound_of};
use super::shell::{Exit, Shell};
use super::test::suites;
use crate::diagnostic::Words;
use crate::ide::Workspace;
use crate::report::doc::{self, Form, Work, known_as};
use crate::report::save;
use crate::session::Session;
use crate::source::Sources;
use crate::trial::{self, Suite};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn run(args: &DocArgs, shell: &mut Shell) -> Exit {
    match write(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn write(args: &DocArgs, shell: &mut Shell) -> Result<(), Exit> {
    let chosen = Chosen::read(&args.choices, shell)?;
    let mut workspace = Workspace::default();
    let active = args.path.is_file().then(|| known_as(&args.path.to_string_lossy()));
    let policies = match &active {
        Some(policy) => {
            let loaded = sound(&chosen, Path::new(policy), shell)?;
            loaded.chain
        }
        None => below(&args.path, shell)?,
    };
    for path in &policies {
        let loaded = sound_of(chosen.load(Path::new(path)), shell)?;
        set(&mut workspace, path, shell)?;
        workspace.accept(path, Arc::new(loaded));
    }
    let files: Vec<PathBuf> = policies.iter().map(PathBuf::from).collect();
    let suites = suites(&files, shell)?;
    let paths = in_order(&policies, &suites, &workspace);
    for path in paths.iter().filter(|path| trial::ending(path).is_some()) {
        set(&mut workspace, path, shell)?;
    }
    let coverage = trial::coverage(&Disk, &suites, None);
    let work =
        Work { workspace: &workspace, paths: &paths, active: active.as_deref(), coverage: &coverage, lang: shell.lang };
    let form = match args.format {
        DocFormat::Html => Form::Html,
        DocFormat::Md => Form::Markdown,
    };
    let files = doc::files(&doc::site(&work), form);
    keep(&args.out, &files, shell)
}

/// All policies below a folder.
fn below(folder: &Path, shell: &mut Shell) -> Result<Vec<String>, Exit> {
    let mut files = Vec::new();
    disk::policies(folder, &mut files);
    let mut paths: Vec<String> = files.iter().map(|path| known_as(&path.to_string_lossy())).collect();
    paths.retain(|path| trial::ending(path).is_none());
    paths.sort();
    if paths.is_empty() {
        return Err(no_policies(folder, shell));
    }
    Ok(paths)
}

fn set(workspace: &mut Workspace, path: &str, shell: &mut Shell) -> Result<(), Exit> {
    let session = Session { world: &Disk, as_of: None, known_on: None, settings: &[] };
    let text = session.source(path).map_err(|problem| {
        shell.report(&[problem], &Sources::default());
        Exit::Problems
    })?;
    workspace.set(path, text.trim_start_matches('\u{FEFF}'));
    Ok(())
}

/// Bases before what extends them, and behind each policy the texts of its cases.
fn in_order(policies: &[String], suites: &[Suite], workspace: &Workspace) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for policy in policies {
        let mut chain = workspace.chain(policy);
        chain.reverse();
        for path in chain.into_iter().filter(|path| policies.contains(path)) {
            if !out.contains(&path) {
                let own = suites.iter().filter(|suite| suite.policy == path && suite.path.ends_with(trial::ENDING));
                let own: Vec<String> = own.map(|suite| suite.path.clone()).collect();
                out.push(path);
                out.extend(own);
            }
        }
    }
    out
}

fn keep(out: &Path, files: &[(String, String)], shell: &mut Shell) -> Result<(), Exit> {
    if let Err(error) = std::fs::create_dir_all(out) {
        let name = out.display();
        shell.fail(
            "JY1015",
            Words::new(format!("不能建立文件夹 {name}（{error}）"), format!("cannot make the folder {name} ({error})")),
            Words::new("换一个文件夹", "name another folder"),
        );
        return Err(Exit::Problems);
    }
    let made = Made::read(out);
    let list = made.after(files);
    for (name, text) in files.iter().chain([(LIST.to_owned(), list)].as_slice()) {
        save::save(&out.join(name), text.as_bytes()).map_err(|error| {
            shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
            Exit::Problems
        })?;
    }
    made.tidy(out, files, shell);
    let (name, count) = (out.display(), files.len());
    let first = files.first().map_or("", |(name, _)| name.as_str());
    shell.remark(&Words::new(
        format!("已写入 {name}：{count} 个文件，从 {first} 看起"),
        format!("wrote {count} files to {name}; begin with {first}"),
    ));
    Ok(())
}
