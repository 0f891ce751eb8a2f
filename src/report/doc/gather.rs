//! From files in an editor's workspace to a site.

use super::changes::{Changes, become_of, changes};
use super::pieces::{Words as Marked, anchor, line_anchor};
use super::rows::plan;
use super::site::{Mention, Notes, Page, Row, Site, Target, Unit};
use crate::diagnostic::{Lang, Words};
use crate::ide::{FileIndex, SymbolKind, Workspace, kind_word, value_of};
use crate::session::{self, Loaded};
use crate::syntax::ast::DeclKind;
use crate::trial::{Coverage, ending};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// What a site is made of.
pub struct Work<'w> {
    /// All files, each policy checked.
    pub workspace: &'w Workspace,
    /// Their paths in the order of the pages.
    pub paths: &'w [String],
    /// The policy whose values are shown everywhere; without one each page shows its own.
    pub active: Option<&'w str>,
    pub coverage: &'w Coverage,
    pub lang: Lang,
}

struct Gathering<'w> {
    work: &'w Work<'w>,
    pages: HashMap<String, usize>,
    changes: Changes,
}

/// The site of some files.
pub fn site(work: &Work<'_>) -> Site {
    let paths: Vec<String> = work.paths.iter().filter(|path| work.workspace.file(path).is_some()).cloned().collect();
    let pages = paths.iter().enumerate().map(|(index, path)| (path.clone(), index)).collect();
    let changes = changes(work.workspace, &pages, &paths);
    let gathering = Gathering { work, pages, changes };
    let stems = super::names::stems(&paths);
    let files = paths.iter().zip(stems).enumerate();
    let pages = files.filter_map(|(index, (path, stem))| gathering.page(index, path, stem)).collect();
    Site { lang: work.lang, pages }
}

/// The name that a policy gives itself, or that of its file.
pub(super) fn title(file: &FileIndex) -> String {
    let own = file.symbols.iter().find(|symbol| symbol.kind == SymbolKind::Policy);
    let name = file.source.name();
    own.map_or_else(|| name.rsplit('/').next().unwrap_or(name).to_owned(), |own| own.name.to_string())
}

impl Gathering<'_> {
    fn page(&self, index: usize, path: &str, stem: String) -> Option<Page> {
        let workspace = self.work.workspace;
        let file = workspace.file(path)?;
        let is_cases = ending(path).is_some();
        let active = if is_cases { None } else { Some(self.work.active.unwrap_or(path)) };
        let loaded = active.and_then(|active| workspace.checked(active));
        let loaded_here = workspace.checked(path).filter(|_| !is_cases);
        let marked = Marked::of(workspace, file, &self.pages, (active, self.work.lang));
        let mut rows = Vec::new();
        for plan in plan(file) {
            let units =
                plan.units.iter().map(|(at, code)| self.unit(file, *at, code, &marked, loaded.map(|one| &**one)));
            rows.push(Row { left: plan.left, units: units.collect() });
        }
        let names = file.symbols.iter().map(|symbol| {
            let target = Target { page: index, anchor: anchor(&file.source, symbol.span.start) };
            (kind_word(symbol.kind).get(self.work.lang).to_owned(), symbol.name.to_string(), target)
        });
        let active = active.filter(|active| *active != path).and_then(|active| workspace.file(active));
        Some(Page {
            path: path.to_owned(),
            stem,
            title: if is_cases { self.title_of_cases(file) } else { title(file) },
            about: loaded_here.map(|loaded| about(loaded, self.work.lang)).unwrap_or_default(),
            depth: workspace.chain(path).len().saturating_sub(1),
            is_cases,
            active: active.map(|file| title(file)),
            rows,
            names: names.collect(),
        })
    }

    /// 《某办法》的案例.
    fn title_of_cases(&self, file: &FileIndex) -> String {
        let workspace = self.work.workspace;
        let policy = workspace.base(file.source.name()).and_then(|path| workspace.file(&path).cloned());
        let Some(policy) = policy else { return title(file) };
        let policy = title(&policy);
        Words::new(format!("《{policy}》的案例"), format!("Cases of {policy}")).get(self.work.lang).to_owned()
    }

    fn unit(&self, file: &FileIndex, at: usize, code: &Range<usize>, marked: &Marked, loaded: Option<&Loaded>) -> Unit {
        let path = file.source.name();
        let line = file.source.place(u32::try_from(code.start).unwrap_or(u32::MAX)).line;
        let mut notes = self.touched(path, code);
        if let Some(loaded) = loaded {
            notes.value = self.value(file, code, loaded);
            become_of(loaded, path, code, &mut notes);
            // One value that was given says it all.
            if notes.value.is_some() && notes.now.iter().all(|(text, layer)| layer.is_none() || !text.contains('\n')) {
                notes.now.clear();
            }
        }
        let start = file.units.get(at).map_or(code.start, |unit| unit.start);
        notes.changed = self.changes.get(&(path.to_owned(), start)).cloned().unwrap_or_default();
        Unit {
            anchor: line_anchor(&file.source, code.start),
            line,
            code: marked.pieces(file.text(), code.clone()),
            notes,
        }
    }

    /// The value of the parameter that is declared in a stretch.
    fn value(&self, file: &FileIndex, code: &Range<usize>, loaded: &Loaded) -> Option<String> {
        let param = file.symbols.iter().find(|one| one.kind == SymbolKind::Param && code.contains(&one.span.start))?;
        value_of(loaded.program.as_ref()?, &param.name, self.work.lang)
    }

    /// Which cases touch the rules of a stretch.
    fn touched(&self, path: &str, code: &Range<usize>) -> Notes {
        let mut notes = Notes::default();
        let mut seen = BTreeSet::new();
        let inside = |at: u32| code.contains(&(at as usize));
        for part in self.work.coverage.parts.iter().filter(|part| part.path == path && inside(part.span.start)) {
            notes.parts += 1;
            if part.touched {
                notes.touched += 1;
            } else {
                notes.lacking.push(format!("{}：{}", part.text, part.lack.get(self.work.lang)));
            }
            for touch in part.by.iter().filter(|touch| seen.insert((*touch).clone())) {
                notes
                    .cases
                    .push(Mention { words: touch.case.clone(), target: self.case(touch.path.as_str(), &touch.case) });
            }
        }
        notes
    }

    fn case(&self, path: &str, name: &str) -> Option<Target> {
        let file = self.work.workspace.file(path)?;
        let symbol = file.symbols.iter().find(|one| one.kind == SymbolKind::Case && *one.name == *name)?;
        Some(Target { page: *self.pages.get(path)?, anchor: anchor(&file.source, symbol.span.start) })
    }
}

/// Level, version and days of a policy, and how much is open in it.
fn about(loaded: &Loaded, lang: Lang) -> Vec<String> {
    let header = loaded.merged.file.decls.iter().find_map(|decl| match &decl.kind {
        DeclKind::Policy(policy) => Some(policy),
        _ => None,
    });
    let Some(policy) = header else { return Vec::new() };
    let mut out: Vec<String> = policy.level.iter().map(ToString::to_string).collect();
    let mut add = |zh: &str, en: &str, value: Option<String>| {
        out.extend(
            value.map(|value| Words::new(format!("{zh} {value}"), format!("{en} {value}")).get(lang).to_owned()),
        );
    };
    add("版本", "version", policy.version.as_ref().map(ToString::to_string));
    add("印发", "issued", policy.issued.map(|day| day.to_string()));
    add("基准日", "as of", policy.day.map(|day| day.to_string()));
    let open = loaded.open.len();
    let words = Words::new(format!("{open} 项"), open.to_string());
    add("待定", "open:", (open > 0).then(|| words.get(lang).to_owned()));
    out
}

/// The path of a file as it is known in a site and in a chain: with `/`, and without `.` and inner `..`.
pub fn known_as(path: &str) -> String {
    session::tidy(path).unwrap_or_else(|| path.to_owned())
}
