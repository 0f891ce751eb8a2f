//! What all verbs do first: settings and day from the command line, the policy from disk, its problems to the user.

use super::args::Choices;
use super::disk::{Disk, today};
use super::shell::{Exit, Shell};
use crate::data::gather::Found;
use crate::data::{DataProblem, InputFile, gather};
use crate::diagnostic::Words;
use crate::ir::program::Program;
use crate::session::{self, Loaded, Session, Settled};
use crate::source::Sources;
use crate::value::date::Date;
use std::path::{Path, PathBuf};

/// Says that a folder has no policies in it.
pub fn no_policies(folder: &Path, shell: &mut Shell) -> Exit {
    let name = folder.display();
    shell.fail(
        "JY1025",
        Words::new(format!("{name} 里没有政策文件"), format!("there are no policies in {name}")),
        Words::new(
            "给出 .policy 或 .policy.md 文件，或放这些文件的文件夹",
            "name a .policy or .policy.md file, or a folder with some",
        ),
    );
    Exit::Problems
}

/// Settings and day as typed, read.
pub struct Chosen {
    settings: Vec<(String, String)>,
    as_of: Option<Date>,
    known_on: Option<Date>,
    /// Whether it is only asked what would be: a locked parameter may then have another value.
    asking: bool,
}

impl Chosen {
    /// # Errors
    /// `Exit::Usage` after the problem has been told.
    pub fn read(choices: &Choices, shell: &mut Shell) -> Result<Chosen, Exit> {
        let mut settings = Vec::new();
        for set in &choices.set {
            let Some((name, value)) = set.split_once(['=', '＝']) else {
                shell.fail(
                    "JY1011",
                    Words::new(format!("--set 后面的“{set}”里没有等号"), format!("there is no = in --set {set}")),
                    Words::new(
                        "写成 --set 名=值，例如：--set 留用比例=50%",
                        "write --set NAME=VALUE, as in: --set share=50%",
                    ),
                );
                return Err(Exit::Usage);
            };
            settings.push((name.trim().to_owned(), value.to_owned()));
        }
        let as_of = day(choices.as_of.as_deref(), "--as-of", shell)?;
        let known_on = day(choices.known_on.as_deref(), "--known-on", shell)?;
        Ok(Chosen { settings, as_of, known_on, asking: false })
    }

    /// Settings and days as a receipt kept them.
    pub fn kept(settings: Vec<(String, String)>, as_of: Option<Date>, known_on: Option<Date>) -> Chosen {
        Chosen { settings, as_of, known_on, asking: false }
    }

    /// For a question of what would be, which binds nobody.
    #[must_use]
    pub fn asking(self) -> Chosen {
        Chosen { asking: true, ..self }
    }

    pub fn settings(&self) -> &[(String, String)] {
        &self.settings
    }

    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        (self.as_of, self.known_on)
    }

    /// Reads and checks a policy; nothing is told yet.
    pub fn load(&self, path: &Path) -> Loaded {
        self.load_beside(path, &Sources::default())
    }

    /// Reads and checks a policy that is to be held against another.
    pub fn load_beside(&self, path: &Path, others: &Sources) -> Loaded {
        let session = Session { world: &Disk, as_of: self.as_of, known_on: self.known_on, settings: &self.settings };
        let mut loaded = session.load_beside(&path.to_string_lossy(), others);
        let set =
            |name: &str| !self.asking && self.settings.iter().any(|(set, _)| set.trim_matches(['「', '」']) == name);
        let fixed = loaded.merged.locked.iter().filter(|(name, ..)| set(name));
        let problems = fixed.map(|(name, lock, bases)| session::problem::locked_setting(name, *lock, bases));
        let problems: Vec<_> = problems.collect();
        if !problems.is_empty() {
            loaded.program = None;
        }
        loaded.diagnostics.extend(problems);
        loaded
    }
}

/// A day as typed behind an option.
fn day(text: Option<&str>, option: &str, shell: &mut Shell) -> Result<Option<Date>, Exit> {
    match text.map(str::trim) {
        None => Ok(None),
        Some("今天" | "今日" | "today") => Ok(today()),
        Some(text) => match Date::parse(text) {
            Some(date) => Ok(Some(date)),
            None => {
                shell.fail(
                    "JY1012",
                    Words::new(format!("{option} 后面的“{text}”不是日期"), format!("{option} {text} is no date")),
                    Words::new(
                        format!("写成 {option} 2021-12-31，或 {option} 今天"),
                        format!("write {option} 2021-12-31, or {option} today"),
                    ),
                );
                Err(Exit::Usage)
            }
        },
    }
}

/// A policy that can be used, its errors told where it cannot; warnings are only counted.
///
/// # Errors
/// `Exit::Problems` after its problems have been told.
pub fn sound(chosen: &Chosen, path: &Path, shell: &mut Shell) -> Result<Loaded, Exit> {
    sound_of(chosen.load(path), shell)
}

/// The same for a policy that has been read.
///
/// # Errors
/// `Exit::Problems` after its problems have been told.
pub fn sound_of(loaded: Loaded, shell: &mut Shell) -> Result<Loaded, Exit> {
    if loaded.has_errors() {
        shell.report(&loaded.diagnostics, &loaded.sources);
        return Err(Exit::Problems);
    }
    Ok(loaded)
}

/// A policy that can settle: sound, and no parameter open.
///
/// # Errors
/// `Exit::Problems` after its problems have been told.
pub fn closed(chosen: &Chosen, path: &Path, shell: &mut Shell) -> Result<Loaded, Exit> {
    closed_of(chosen.load(path), shell)
}

/// The same for a policy that has been read.
///
/// # Errors
/// `Exit::Problems` after its problems have been told.
pub fn closed_of(loaded: Loaded, shell: &mut Shell) -> Result<Loaded, Exit> {
    let loaded = sound_of(loaded, shell)?;
    if let Some(program) = &loaded.program
        && let Some(problem) = session::problem::open(program, &loaded.open)
    {
        shell.report(&[problem], &loaded.sources);
        return Err(Exit::Problems);
    }
    Ok(loaded)
}

/// The bytes of all files of data.
///
/// # Errors
/// `Exit::Problems` after every unreadable path has been told.
pub fn inputs(paths: &[PathBuf], shell: &mut Shell) -> Result<Vec<InputFile>, Exit> {
    let found = found(paths, shell)?;
    read(&found, shell)
}

/// All files of data, not read yet.
///
/// # Errors
/// `Exit::Problems` after every path without a file has been told.
pub fn found(paths: &[PathBuf], shell: &mut Shell) -> Result<Vec<Found>, Exit> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match gather::find(path) {
            Ok(found) => all.extend(found),
            Err(error) => problems.push(gather::problem(path, &error)),
        }
    }
    gather::tell_apart(&mut all);
    told(all, &problems, shell)
}

/// The bytes of files.
///
/// # Errors
/// `Exit::Problems` after every unreadable file has been told.
pub fn read(found: &[Found], shell: &mut Shell) -> Result<Vec<InputFile>, Exit> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for file in found {
        match file.read() {
            Ok(input) => all.push(input),
            Err(error) => problems.push(gather::problem(file.path(), &error)),
        }
    }
    told(all, &problems, shell)
}

fn told<T>(all: T, problems: &[DataProblem], shell: &mut Shell) -> Result<T, Exit> {
    if problems.is_empty() {
        return Ok(all);
    }
    shell.report_data(problems, false);
    Err(Exit::Problems)
}

/// A program settled on data by rows, which every explanation walks.
///
/// # Errors
/// `Exit::Problems` after the data's problems have been told.
pub fn settled<'p>(program: &'p Program, data: &[PathBuf], shell: &mut Shell) -> Result<Settled<'p>, Exit> {
    let files = inputs(data, shell)?;
    session::settle(program, &files).map_err(|(problems, notes)| {
        shell.report_data(&problems, false);
        shell.report_data(&notes, true);
        Exit::Problems
    })
}
