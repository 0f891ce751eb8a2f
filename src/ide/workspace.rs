//! The files that an editor works on, with what they declare and what a check of them came to.

use super::index::{FileIndex, Symbol, SymbolKind, Use};
use crate::session::{ENDING, Loaded, Session, World, base_path, policy_of};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// Policies below each other that are still followed.
const DEEPEST: usize = 50;

/// A stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: String,
    pub span: Range<usize>,
}

/// A symbol of a file.
#[derive(Clone, Debug)]
pub struct Found {
    pub file: Arc<FileIndex>,
    pub symbol: usize,
}

impl Found {
    pub fn symbol(&self) -> Option<&Symbol> {
        self.file.symbols.get(self.symbol)
    }

    pub fn place(&self) -> Option<Place> {
        let span = self.symbol()?.span.clone();
        Some(Place { path: self.file.source.name().to_owned(), span })
    }
}

/// What makes two declarations one thing: kind, owner, name.
pub type Identity = (SymbolKind, Option<Arc<str>>, Arc<str>);

pub fn identity(symbol: &Symbol) -> Identity {
    (symbol.kind, symbol.owner.clone(), symbol.name.clone())
}

type Visible = Arc<HashMap<Arc<str>, Vec<Found>>>;

/// All files of an editor, by path.
#[derive(Default)]
pub struct Workspace {
    files: BTreeMap<String, Arc<FileIndex>>,
    /// What the last check of a policy came to; it may be older than its text.
    checked: BTreeMap<String, Arc<Loaded>>,
    visible: RefCell<BTreeMap<String, Visible>>,
}

impl Workspace {
    /// Takes the text of a file, as it now stands in the editor or on disk.
    pub fn set(&mut self, path: &str, text: &str) {
        let before = self.files.get(path);
        if before.is_some_and(|before| before.source.written() == text) {
            return;
        }
        let index = FileIndex::new(path, text, before.map(|before| &**before));
        self.files.insert(path.to_owned(), Arc::new(index));
        self.visible.borrow_mut().clear();
    }

    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.checked.remove(path);
        self.visible.borrow_mut().clear();
    }

    /// Reads what a file rests on, where it is not there yet.
    pub fn follow(&mut self, world: &dyn World, path: &str) {
        let mut next = Some(path.to_owned());
        for _ in 0..DEEPEST {
            let Some(path) = next.take() else { return };
            if !self.files.contains_key(&path) {
                let session = Session { world, as_of: None, known_on: None, settings: &[] };
                let Ok(text) = session.source(&path) else { return };
                self.set(&path, &text);
            }
            next = self.base(&path).or_else(|| candidates(&path).into_iter().find(|path| world.read(path).is_ok()));
        }
    }

    pub fn file(&self, path: &str) -> Option<&Arc<FileIndex>> {
        self.files.get(path)
    }

    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.files.keys()
    }

    /// What a policy extends, and for a file of cases the policy that it tries.
    pub fn base(&self, path: &str) -> Option<String> {
        match self.files.get(path).and_then(|file| file.extends.as_ref()) {
            Some((words, _)) => base_path(path, words),
            None => candidates(path).into_iter().find(|path| self.files.contains_key(path)),
        }
    }

    /// A file and all that it rests on, itself first.
    pub fn chain(&self, path: &str) -> Vec<String> {
        let mut chain = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next.filter(|path| !chain.contains(path) && chain.len() < DEEPEST) {
            next = self.base(&path);
            chain.push(path);
        }
        chain.retain(|path| self.files.contains_key(path));
        chain
    }

    /// What can be named in a file: all that it and its bases declare, the nearest first.
    pub fn visible(&self, path: &str) -> Visible {
        if let Some(known) = self.visible.borrow().get(path) {
            return known.clone();
        }
        let mut names: HashMap<Arc<str>, Vec<Found>> = HashMap::new();
        for path in self.chain(path) {
            let Some(file) = self.files.get(&path) else { continue };
            for (symbol, one) in file.symbols.iter().enumerate() {
                names.entry(one.name.clone()).or_default().push(Found { file: file.clone(), symbol });
            }
        }
        let names: Visible = Arc::new(names);
        self.visible.borrow_mut().insert(path.to_owned(), names.clone());
        names
    }

    /// Keeps what a check came to.
    pub fn accept(&mut self, path: &str, loaded: Arc<Loaded>) {
        self.checked.insert(path.to_owned(), loaded);
    }

    /// What the last check of a policy came to; for a file of cases that of its policy.
    pub fn checked(&self, path: &str) -> Option<&Arc<Loaded>> {
        let policy = || if path.ends_with(ENDING) { self.base(path) } else { None };
        self.checked.get(path).or_else(|| self.checked.get(&policy()?))
    }

    /// The use or declaration at a byte of a file.
    pub fn at(&self, path: &str, offset: usize) -> Option<Named> {
        let file = self.files.get(path)?;
        let holds = |span: &Range<usize>| span.start <= offset && offset <= span.end;
        if let Some(symbol) = file.symbols.iter().position(|symbol| holds(&symbol.span)) {
            return Some(Named::Declared(Found { file: file.clone(), symbol }));
        }
        file.uses.iter().find(|one| holds(&one.span)).map(|one| Named::Used(one.clone()))
    }

    /// Where a file's names lead.
    pub fn targets(&self, path: &str, offset: usize) -> Vec<Found> {
        match self.at(path, offset) {
            Some(Named::Declared(found)) => vec![found],
            Some(Named::Used(one)) => super::resolve::resolve(self, path, &one),
            None => Vec::new(),
        }
    }
}

/// A name under the cursor.
pub enum Named {
    Declared(Found),
    Used(Use),
}

fn candidates(path: &str) -> Vec<String> {
    if path.ends_with(ENDING) { policy_of(path) } else { Vec::new() }
}
