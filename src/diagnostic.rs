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

/// One problem; the first label is where it is, the others are what it collides with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: &'static str,
    pub severity: Severity,
    pub message: Words,
    pub labels: Vec<Label>,
    pub help: Option<Words>,
    pub mend: Option<Mend>,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: Words) -> Self {
        Diagnostic { code, severity: Severity::Error, message, labels: Vec::new(), help: None, mend: None }
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
