//! Problems as plain data: a code, what is wrong, where, and the mend, in Chinese and English.
//! Knows no colours, no terminal and no room that finds problems.

use crate::source::Span;

/// How grave a problem is: an error stops, a warning asks, a note tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// The language in which a person is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// The same sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Words { zh: zh.into(), en: en.into() }
    }

    /// A text that is the same in both languages (a name, a number).
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Words { zh: text.clone(), en: text }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A count of things in English: 1 row, 3 rows.
pub fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// A marked range of a text with a short remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub words: Words,
}

/// A change of the text by which a problem goes away, told where the problem was found. It corrects how something is
/// written, and never decides what a policy computes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mend {
    /// What is replaced, and by what; empty spans and empty texts insert and delete.
    pub edits: Vec<(Span, String)>,
}

/// Something of which a fix could be made, told where the problem was found, for an editor to try. A mend is right as it
/// stands; a lead may be one of several, and may decide what only the author can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// This could stand in place of what is marked.
    Instead(String),
    /// This sign or word could, with blanks around it.
    Sign(String),
    /// This name could have been meant by some of what is marked.
    Meant(String),
    /// This could stand right before what is marked.
    Before(String),
    /// This could follow the word before what is marked.
    Due(String),
    /// This could stand right behind what is marked.
    Behind(String),
    /// This could end the line of what is marked.
    AtLineEnd(String),
    /// This could be a line above it.
    Above(String),
    /// What is marked could go.
    Gone,
    /// This name could stand in corner quotes, wherever it is used.
    Quoted(String),
    /// This could be declared as a unit.
    Unit(String),
    /// The word or sign without which a declaration does not go on.
    Lacks(&'static str),
    /// The values of a table's keys that no row answers, or two.
    At(Vec<String>),
    /// The rows that a table lacks, cell by cell; with all of them no value is left out.
    Rows(Vec<Vec<String>>),
    /// A row of two that answer one value: what is to stand in place of its cell, in one row for each, so that the other
    /// row alone answers it. Without any the row goes.
    Part { row: Span, cell: usize, becomes: Vec<String> },
    /// How many percent the weights lack; those that they have too many are below zero.
    Percent(i64),
    /// A slip that is undone by what the text says around it.
    Slip(Slip),
}

/// Slips of the pen that more than one word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// `1,000,000`.
    CommaInNumber,
    /// `10 000`.
    BlankInNumber,
    /// `'三级'`.
    SingleQuotes,
    /// `在 0 到 1 内`.
    RangeInWords,
}

/// One problem; the first label is where it is, the others are what it collides with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: &'static str,
    pub severity: Severity,
    pub message: Words,
    pub labels: Vec<Label>,
    pub help: Option<Words>,
    pub mend: Option<Mend>,
    /// The likeliest first.
    pub leads: Vec<Lead>,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: Words) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            labels: Vec::new(),
            help: None,
            mend: None,
            leads: Vec::new(),
        }
    }

    pub fn warning(code: &'static str, message: Words) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    pub fn note(code: &'static str, message: Words) -> Self {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, message) }
    }

    #[must_use]
    pub fn at(mut self, span: Span, words: Words) -> Self {
        self.labels.push(Label { span, words });
        self
    }

    #[must_use]
    pub fn help(mut self, words: Words) -> Self {
        self.help = Some(words);
        self
    }

    /// Something to try.
    #[must_use]
    pub fn lead(mut self, lead: Lead) -> Self {
        self.leads.push(lead);
        self
    }

    #[must_use]
    pub fn leads(mut self, leads: impl IntoIterator<Item = Lead>) -> Self {
        self.leads.extend(leads);
        self
    }

    /// Texts that could stand in place of what is marked.
    #[must_use]
    pub fn instead<T: Into<String>>(self, texts: impl IntoIterator<Item = T>) -> Self {
        self.leads(texts.into_iter().map(|text| Lead::Instead(text.into())))
    }

    /// What is to stand in place of some of the text.
    #[must_use]
    pub fn mend(mut self, span: Span, new: impl Into<String>) -> Self {
        self.mend.get_or_insert_default().edits.push((span, new.into()));
        self
    }

    /// The name that was meant, in place of a misspelt one.
    #[must_use]
    pub fn meant(self, span: Span, name: &str) -> Self {
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '·'));
        let plain = plain && !name.starts_with(char::is_numeric);
        self.mend(span, if plain { name.to_owned() } else { format!("「{name}」") })
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Where the problem is, if it is in a text at all.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}
