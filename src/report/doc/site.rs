//! A site as data: pages of rows, prose beside rules, every link already led to its place.

use crate::diagnostic::{Lang, Words};

#[derive(Clone, Debug)]
pub struct Site {
    pub lang: Lang,
    /// Bases before what extends them, cases behind their policy.
    pub pages: Vec<Page>,
}

impl Site {
    pub(super) fn pick<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub(super) fn say(&self, words: &Words) -> String {
        words.get(self.lang).to_owned()
    }

    /// What is said of a page below its title.
    pub(super) fn about(&self, page: &Page) -> String {
        let values = page.active.iter().map(|active| {
            self.say(&Words::new(format!("值取自《{active}》"), format!("values are those of {active}")))
        });
        page.about.iter().chain([&page.path]).cloned().chain(values).collect::<Vec<_>>().join(" · ")
    }
}

/// One file of policy or of cases.
#[derive(Clone, Debug)]
pub struct Page {
    pub path: String,
    /// The name of its file, without an ending.
    pub stem: String,
    pub title: String,
    /// Level, version, days.
    pub about: Vec<String>,
    /// How deep it stands in the tree of policies.
    pub depth: usize,
    pub is_cases: bool,
    /// The policy whose values are shown.
    pub active: Option<String>,
    pub rows: Vec<Row>,
    /// What it declares: kind, name, place.
    pub names: Vec<(String, String, Target)>,
}

/// Prose with the rules that it stands beside.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub left: Vec<Left>,
    pub units: Vec<Unit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// Prose of a policy in Markdown.
    Markdown(String),
    /// A comment, line by line.
    Remark(Vec<String>),
    /// The document and article on which a rule rests.
    Basis(String),
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Unit {
    pub anchor: String,
    pub line: u32,
    pub code: Vec<Piece>,
    pub notes: Notes,
}

/// A stretch of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// What it is coloured as; empty for no colour.
    pub class: &'static str,
    pub link: Option<Target>,
    /// The anchor of a name that is declared here.
    pub anchor: Option<String>,
    /// The value of a parameter, as the shown layer has it.
    pub value: Option<String>,
}

/// A place on a page of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub page: usize,
    pub anchor: String,
}

/// Words that lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub words: String,
    pub target: Option<Target>,
}

/// What is told below a declaration.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// The value of a parameter, as the shown layer has it.
    pub value: Option<String>,
    /// What it has become in the shown layer, each stretch with the name of the layer that wrote it, if another did.
    pub now: Vec<(String, Option<String>)>,
    pub retired: bool,
    /// The edits of other layers.
    pub changed: Vec<Mention>,
    /// The cases that touch it.
    pub cases: Vec<Mention>,
    /// Places that cases can touch, and those that some case does.
    pub parts: usize,
    pub touched: usize,
    /// What no case has met.
    pub lacking: Vec<String>,
}
