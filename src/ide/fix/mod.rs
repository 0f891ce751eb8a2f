//! Quick fixes: edits that make a problem go away. Each is tried on the text before it is offered: a fix after which the
//! problem is still there, or another error is, is none.

mod clauses;
mod rows;
mod signs;
mod values;
mod words;

use crate::diagnostic::{Diagnostic, Words};
use crate::session::{Loaded, Session, World};
use crate::source::{Sources, Span};
use std::io::Result;
use std::ops::Range;

/// A fix: what it does, and the bytes that it replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub title: Words,
    pub edits: Vec<(Range<usize>, String)>,
}

impl Fix {
    /// The text with the fix.
    pub fn apply(&self, text: &str) -> String {
        let mut edits = self.edits.clone();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse((span.start, span.end)));
        let mut out = text.to_owned();
        for (span, new) in edits {
            if out.is_char_boundary(span.start)
                && out.is_char_boundary(span.end)
                && span.start <= span.end
                && span.end <= out.len()
            {
                out.replace_range(span, &new);
            }
        }
        out
    }
}

/// The most fixes that are tried for one problem, and for one that brought its mend.
const TRIED: usize = 40;
const TRIED_BESIDE: usize = 6;
/// A table that was not searched to the end for gaps and overlaps.
const TOO_LARGE: &str = "JY0536";
/// Characters of the text that a title shows.
const TITLE: usize = 24;
/// The most that are offered.
const OFFERED: usize = 4;

/// A problem and the text around it.
pub(super) struct Trouble<'t> {
    pub text: &'t str,
    pub sources: &'t Sources,
    pub diagnostic: &'t Diagnostic,
    /// The marked bytes.
    pub span: Range<usize>,
    /// The declaration around them.
    pub unit: Range<usize>,
    pub fixes: Vec<Fix>,
}

impl<'t> Trouble<'t> {
    pub fn code(&self) -> &'static str {
        self.diagnostic.code
    }

    pub fn found(&self) -> &'t str {
        self.slice(self.span.clone())
    }

    pub fn slice(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or("")
    }

    /// The bytes of the labels in this text.
    pub fn labels(&self) -> Vec<Range<usize>> {
        let own = self.diagnostic.span().map(|span| span.source);
        let labels = self.diagnostic.labels.iter().filter(|label| Some(label.span.source) == own);
        labels.map(|label| bytes(label.span)).collect()
    }

    /// The end of the word before what is marked.
    pub fn behind(&self) -> usize {
        self.slice(0..self.span.start).trim_end().len()
    }

    /// The end of what stands in the marked line.
    pub fn line_end(&self) -> usize {
        let line = self.line(self.span.start);
        line.start + self.slice(line).trim_end().len()
    }

    /// The bytes of the line that holds a byte, without its end.
    pub fn line(&self, at: usize) -> Range<usize> {
        let start = self.slice(0..at).rfind('\n').map_or(0, |line| line + 1);
        let end = self.slice(at..self.text.len()).find('\n').map_or(self.text.len(), |line| at + line);
        start..end
    }

    /// A whole line with its end.
    pub fn whole_line(&self, at: usize) -> Range<usize> {
        let line = self.line(at);
        line.start..(line.end + 1).min(self.text.len())
    }

    pub fn replace(&mut self, span: Range<usize>, new: &str) {
        let old = self.slice(span.clone()).trim().to_owned();
        let title = match (old.is_empty(), new.trim().is_empty()) {
            (true, true) if new.is_empty() => Words::new("去掉空格", "take the blank out"),
            (true, true) => Words::new("补上一个空格", "put a space here"),
            (true, false) => Words::new(format!("补上“{}”", short(new)), format!("add {}", short(new))),
            (false, true) => Words::new(format!("删掉“{}”", short(&old)), format!("delete {}", short(&old))),
            (false, false) => Words::new(
                format!("把“{}”改成“{}”", short(&old), short(new)),
                format!("change {} to {}", short(&old), short(new)),
            ),
        };
        self.offer(title, vec![(span, new.to_owned())]);
    }

    pub fn insert(&mut self, at: usize, new: &str) {
        self.replace(at..at, new);
    }

    pub fn offer(&mut self, title: Words, edits: Vec<(Range<usize>, String)>) {
        let fix = Fix { title, edits };
        if !self.fixes.contains(&fix) {
            self.fixes.push(fix);
        }
    }
}

/// So much of a text as a title has room for.
fn short(text: &str) -> String {
    let text = text.trim();
    let line = text.lines().next().unwrap_or("").trim_end();
    let mut out: String = line.chars().take(TITLE).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

pub(super) fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The world with one file as it stands in the editor.
struct Over<'w> {
    world: &'w dyn World,
    path: &'w str,
    text: String,
}

impl World for Over<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        if path == self.path { Ok(self.text.clone().into_bytes()) } else { self.world.read(path) }
    }
}

/// The fixes of a problem that `loaded`, the check of the policy at `path`, has found.
pub fn fixes(world: &dyn World, path: &str, loaded: &Loaded, diagnostic: &Diagnostic) -> Vec<Fix> {
    let span = match diagnostic.span() {
        Some(span) if loaded.sources.get(span.source).is_none_or(|source| source.name() != path) => return Vec::new(),
        Some(span) => bytes(span),
        None => 0..0,
    };
    let own = loaded.sources.iter().find(|source| source.name() == path);
    let Some(source) = own else { return Vec::new() };
    let text = source.text();
    let units = crate::syntax::tokens::stretches(text);
    let around = units.iter().rev().find(|(start, _)| *start <= span.start).copied().unwrap_or((0, text.len()));
    let unit = around.0..around.1;
    // Each trial would search it to the limit again.
    let own = |span: &Span| Some(span.source) == diagnostic.span().map(|span| span.source);
    let searched_in_vain = |one: &Diagnostic| {
        one.code == TOO_LARGE && one.span().filter(own).is_some_and(|span| unit.contains(&bytes(span).start))
    };
    if loaded.diagnostics.iter().any(searched_in_vain) {
        return Vec::new();
    }
    let mut trouble = Trouble { text, sources: &loaded.sources, diagnostic, span, unit, fixes: Vec::new() };
    told(&mut trouble);
    words::propose(&mut trouble);
    signs::propose(&mut trouble);
    values::propose(&mut trouble);
    rows::propose(&mut trouble);
    clauses::propose(&mut trouble);
    let tried = if diagnostic.mend.is_some() { TRIED_BESIDE } else { TRIED };
    let holds = |fix: Fix| Some((left(world, path, source.written(), loaded, diagnostic, &fix)?, fix));
    let mut good: Vec<(usize, Fix)> =
        trouble.fixes.into_iter().take(tried).filter_map(holds).take(OFFERED * 2).collect();
    // Stable: of equals the first proposed is the likelier.
    good.sort_by_key(|(left, _)| *left);
    good.into_iter().map(|(_, fix)| fix).take(OFFERED).collect()
}

/// The mend that was told where the problem was found.
fn told(trouble: &mut Trouble<'_>) {
    let own = trouble.diagnostic.span().map(|span| span.source);
    let Some(mend) = trouble.diagnostic.mend.as_ref() else { return };
    if mend.edits.iter().any(|(span, _)| Some(span.source) != own) {
        return;
    }
    match mend.edits.as_slice() {
        [(span, new)] => trouble.replace(bytes(*span), new),
        [(first, new), ..] => {
            let found = trouble.slice(bytes(*first)).to_owned();
            let edits = mend.edits.iter().map(|(span, new)| (bytes(*span), new.clone())).collect();
            let title = Words::new(format!("把“{found}”改成“{new}”"), format!("change {found} to {new}"));
            trouble.offer(title, edits);
        }
        [] => {}
    }
}

/// How many problems are left with a fix; `None` where the problem is not gone, or an error has come.
fn left(
    world: &dyn World,
    path: &str,
    text: &str,
    before: &Loaded,
    diagnostic: &Diagnostic,
    fix: &Fix,
) -> Option<usize> {
    let fixed = fix.apply(text);
    if fixed == text {
        return None;
    }
    let over = Over { world, path, text: fixed };
    let after = Session { world: &over, as_of: None, known_on: None, settings: &[] }.load(path);
    let same = |other: &&Diagnostic| other.code == diagnostic.code && other.message == diagnostic.message;
    let count = |all: &[Diagnostic]| all.iter().filter(same).count();
    let errors = |all: &[Diagnostic]| all.iter().filter(|one| one.is_error()).count();
    if count(&after.diagnostics) >= count(&before.diagnostics) {
        return None;
    }
    // What could not be read hides what stands in it.
    let opened = diagnostic.code.starts_with("JY01") && syntax(&after) < syntax(before);
    let fewer = errors(&after.diagnostics) <= fewer(errors(&before.diagnostics), diagnostic);
    (opened || fewer).then(|| errors(&after.diagnostics) * 100 + after.diagnostics.len())
}

fn fewer(errors: usize, diagnostic: &Diagnostic) -> usize {
    errors.saturating_sub(usize::from(diagnostic.is_error()))
}

fn syntax(loaded: &Loaded) -> usize {
    loaded.diagnostics.iter().filter(|one| one.code.starts_with("JY01")).count()
}
