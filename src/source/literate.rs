//! A policy in Markdown: which stretches are policy. All else is prose, and becomes blanks of the same length, so that
//! bytes, lines and columns stay what they are in the file.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use strsim::damerau_levenshtein;

/// How the names of policies in Markdown end.
pub const LITERATE: &str = ".policy.md";

/// What stands behind the fence of a block that is policy.
const MARKS: [&str; 2] = ["policy", "政策"];

/// A block of policy in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// From the opening fence to the end of the closing one.
    pub whole: Range<usize>,
    /// The line of the opening fence, without its line end.
    pub fence: Range<usize>,
    /// What stands between the fences.
    pub body: Range<usize>,
    /// The body without the indentation and the marks of a list or quotation around it.
    pub lines: Vec<Range<usize>>,
    /// Whether a fence closes it before the next one opens.
    pub closed: bool,
    /// A word behind the fence that is nearly the one of policies; such a block is not read.
    pub doubtful: Option<String>,
}

impl Block {
    /// Whether it stands at the margin, where its body is one stretch of the file.
    pub fn at_margin(&self, text: &str) -> bool {
        text.get(..self.fence.start).is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    }
}

/// Whether a file of this name is Markdown with policy in it.
pub fn is_literate(name: &str) -> bool {
    let tail = name.len().checked_sub(LITERATE.len()).and_then(|at| name.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(LITERATE))
}

/// The blocks of policy in Markdown, and those that may be meant to be some.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => open = begun(text, &info, range),
            Event::Text(_) => {
                if let Some(block) = &mut open {
                    block.lines.push(range);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(open.take().map(|block| ended(text, block))),
            _ => {}
        }
    }
    found
}

/// A block at its fence, if it is policy or nearly so.
fn begun(text: &str, info: &str, whole: Range<usize>) -> Option<Block> {
    let word = info.split([' ', '\t', ',', '{']).find(|word| !word.is_empty())?.to_lowercase();
    let is_policy = MARKS.contains(&word.as_str());
    let near = !is_policy && MARKS.first().is_some_and(|mark| damerau_levenshtein(mark, &word) <= 2);
    if !is_policy && !near {
        return None;
    }
    let fence = whole.start..whole.start + line(text, whole.start).trim_end().len();
    Some(Block { fence, body: 0..0, lines: Vec::new(), closed: true, doubtful: near.then_some(word), whole })
}

/// The block with its body; where another fence opens inside it, its own was never closed.
fn ended(text: &str, mut block: Block) -> Block {
    let own = text.get(block.whole.clone()).unwrap_or("");
    let start = block.whole.start + own.find('\n').map_or(own.len(), |at| at + 1);
    let last = own.trim_end().rfind('\n').map_or(block.whole.start, |at| block.whole.start + at + 1);
    let run = |at: usize| {
        let bare = line(text, at).trim_start_matches([' ', '>', '\t']).trim_end();
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = bare.chars().take_while(|c| *c == mark).count();
        (length >= 3).then_some((mark, length, bare.len() == length))
    };
    let opening = run(block.whole.start);
    let closing = if last > block.whole.start { run(last) } else { None };
    block.closed = matches!((opening, closing), (Some((mark, length, _)), Some((other, run, true))) if mark == other && run >= length);
    let end = if block.closed { last } else { block.whole.end };
    block.body = start.min(end)..end;
    // A line in policy never starts with a fence.
    if block.lines.iter().any(|lines| fenced(text, lines)) {
        block.closed = false;
    }
    block
}

fn fenced(text: &str, lines: &Range<usize>) -> bool {
    let body = text.get(lines.clone()).unwrap_or("");
    body.lines().any(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~"))
}

fn line(text: &str, start: usize) -> &str {
    text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("")
}

/// The text with all but its blocks blanked out, byte for byte.
pub(super) fn code(text: &str, blocks: &[Block]) -> String {
    let mut code = String::with_capacity(text.len());
    let lines = blocks.iter().filter(|block| block.doubtful.is_none()).flat_map(|block| &block.lines);
    let mut at = 0;
    for kept in lines {
        blank(&mut code, text.get(at..kept.start).unwrap_or(""));
        code.push_str(text.get(kept.clone()).unwrap_or(""));
        at = kept.end;
    }
    blank(&mut code, text.get(at..).unwrap_or(""));
    code
}

fn blank(code: &mut String, prose: &str) {
    code.extend(prose.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
}
