//! A file of text without anything to unwrap: its headings, and where its first row begins.

use super::super::grid::Sheet;
use super::super::layout::Layout;
use super::super::{csv, format};
use super::Content;
use std::io::Read;

/// Lines in which the headings are looked for, as the ordinary reader does.
const HEAD: usize = 60;

/// Bytes in which these lines, and enough to tell the delimiter by, stand for most files, and have to stand for all.
const HEAD_BYTES: [u64; 2] = [64 << 10, 1 << 20];

pub struct Plain<'a> {
    pub content: &'a dyn Content,
    /// The first lines only.
    pub sheet: Sheet,
    pub layout: Layout,
    /// Bytes before the first line: a mark of the encoding.
    pub mark: usize,
    /// Bytes before the second line.
    pub skip: usize,
}

impl<'a> Plain<'a> {
    /// A file as it looks before its layout is known; `None` where the ordinary reader has to look.
    pub fn new(content: &'a dyn Content) -> Option<Plain<'a>> {
        if !content.name().to_lowercase().ends_with(".csv") {
            return None;
        }
        let (head, whole) = head_of(content)?;
        let mark: &[u8] = b"\xef\xbb\xbf";
        let bytes = head.strip_prefix(mark).unwrap_or(&head);
        let skipped = head.len() - bytes.len();
        // A character may be cut at the end of what was read, a line is whole.
        let bytes = if whole { bytes } else { bytes.get(..=bytes.iter().rposition(|byte| *byte == b'\n')?)? };
        let text = std::str::from_utf8(bytes).ok()?;
        if text.contains(['"', '\0']) || text.starts_with("sep=") || text.starts_with(['<', '{', '[', '\n', '\r', ' '])
        {
            return None;
        }
        let end = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').nth(HEAD).map(|(at, _)| at + 1);
        if end.is_none() && !whole {
            return None;
        }
        let first = text.find('\n')? + 1;
        let grid = csv::read(text.get(..end.unwrap_or(text.len()))?).ok()?;
        let heading = grid.row(0)?;
        let commas = text.get(..first)?.bytes().filter(|byte| *byte == b',').count();
        if heading.number != 1 || commas + 1 != heading.cells().count() || csv::sniff(text) != b',' {
            return None;
        }
        let sheet = format::lines(content.name().into(), grid);
        Some(Plain { content, sheet, layout: Layout::default(), mark: skipped, skip: skipped + first })
    }
}

/// The first bytes of a file, and whether they are all of it.
fn head_of(content: &dyn Content) -> Option<(Vec<u8>, bool)> {
    let (mut from, mut head) = (content.open().ok()?, Vec::new());
    for most in HEAD_BYTES {
        from.by_ref().take(most - head.len() as u64).read_to_end(&mut head).ok()?;
        let whole = (head.len() as u64) < most;
        if whole || head.iter().filter(|byte| **byte == b'\n').nth(HEAD).is_some() {
            return Some((head, whole));
        }
    }
    Some((head, false))
}
