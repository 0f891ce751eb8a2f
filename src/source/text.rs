//! One text and the places in it; all texts of a run.

use super::literate::{self, Block};
use std::sync::Arc;
use unicode_width::UnicodeWidthChar;

/// Index of a text among those that one run has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

/// A byte range of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`, in bytes of `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Span { source, start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// The smallest range that holds both; `other` in another source is ignored.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty range at its end, where something is missing.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// One text with its name and the starts of its lines.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    /// The file, byte for byte.
    written: Arc<str>,
    /// The same without the prose of a policy in Markdown.
    text: Arc<str>,
    blocks: Option<Arc<[Block]>>,
    line_starts: Arc<[u32]>,
}

/// A place for people: line and display column, both from 1 (a Han character is two columns wide).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Source {
    /// A source named as the user would name it; `text` is kept byte for byte. By its name it is known to be Markdown.
    pub fn new(name: &str, text: &str) -> Self {
        let mut starts = vec![0];
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        let written: Arc<str> = text.into();
        let blocks = literate::is_literate(name).then(|| literate::blocks(text));
        let text = blocks.as_ref().map_or_else(|| written.clone(), |blocks| literate::code(text, blocks).into());
        Source { name: name.into(), written, text, blocks: blocks.map(Arc::from), line_starts: starts.into() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is read as policy: the whole file, or blanks where a policy in Markdown has prose. Places are those of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file as it is written, byte for byte.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The blocks of a policy in Markdown; `None` for any other text.
    pub fn blocks(&self) -> Option<&[Block]> {
        self.blocks.as_deref()
    }

    /// The policy text of a range; empty where the range does not lie on character borders.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The line (from 0) that holds a byte offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The line (from 0) as it is written, without its line end.
    pub fn line(&self, line: usize) -> &str {
        let Some(start) = self.line_starts.get(line) else { return "" };
        let end = self.line_starts.get(line + 1).map_or(self.written.len(), |next| *next as usize);
        self.written.get(*start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// The byte offset at which a line (from 0) starts.
    pub fn line_start(&self, line: usize) -> u32 {
        self.line_starts.get(line).copied().unwrap_or(u32::MAX)
    }

    /// Line and display column of a byte offset.
    pub fn place(&self, offset: u32) -> Place {
        let line = self.line_of(offset);
        let start = self.line_start(line) as usize;
        let before = self.written.get(start..offset as usize).unwrap_or("");
        Place {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(display_width(before) + 1).unwrap_or(u32::MAX),
        }
    }
}

/// All texts of one run, found by their ids.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    pub fn add(&mut self, source: Source) -> SourceId {
        self.all.push(source);
        SourceId(u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX))
    }

    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0 as usize)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.all.iter()
    }

    /// The text of a span, empty if its source is unknown.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |source| source.slice(span))
    }
}

/// Width of a text in terminal cells: two for Han, four for a tab.
pub fn display_width(text: &str) -> usize {
    // Printable ASCII: one column a byte.
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.len();
    }
    text.chars().map(|c| if c == '\t' { 4 } else { c.width().unwrap_or(0) }).sum()
}
