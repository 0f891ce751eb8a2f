//! A Markdown page as its fenced blocks, and what HTML comments say of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub struct Page {
    pub path: PathBuf,
    pub lines: Vec<String>,
    pub blocks: Vec<Block>,
    /// Texts that `<!-- preamble NAME … -->` keeps for blocks that are marked `<!-- with NAME -->`.
    preambles: BTreeMap<String, String>,
}

/// A fenced block, or a table under a comment `<!-- sheet FILE NAME -->`.
pub struct Block {
    pub kind: String,
    /// The rest of the words behind the fence.
    pub words: Vec<String>,
    pub body: Vec<String>,
    /// The line of the body's first line, from 0.
    pub start: usize,
    with: Vec<String>,
}

pub fn read(path: &str) -> Page {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut page =
        Page { path, lines: text.lines().map(str::to_owned).collect(), blocks: Vec::new(), preambles: BTreeMap::new() };
    let mut with = Vec::new();
    let mut at = 0;
    while let Some(line) = page.lines.get(at).cloned() {
        if let Some(info) = line.strip_prefix("```") {
            let end = page.find(at + 1, |line| line.starts_with("```"));
            page.block(info, at + 1, end, std::mem::take(&mut with));
            at = end;
        } else if let Some(names) = comment(&line, "with") {
            with = names.split_whitespace().map(str::to_owned).collect();
        } else if let Some(rest) = comment(&line, "sheet") {
            let start = page.find(at + 1, |line| line.starts_with('|'));
            let end = page.find(start, |line| !line.starts_with('|'));
            page.block(&format!("sheet {rest}"), start, end, Vec::new());
            at = end - 1;
        } else if let Some(name) = line.strip_prefix("<!-- preamble ") {
            let end = page.find(at + 1, |line| line.starts_with("-->"));
            let text = page.lines[at + 1..end].join("\n");
            page.preambles.insert(name.trim().to_owned(), text);
            at = end;
        }
        at += 1;
    }
    page
}

fn comment<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.strip_prefix(word)?.strip_prefix(' ')
}

impl Page {
    fn find(&self, from: usize, wanted: impl Fn(&str) -> bool) -> usize {
        let lines = self.lines.iter().enumerate().skip(from);
        lines.into_iter().find(|(_, line)| wanted(line)).map_or(self.lines.len(), |(at, _)| at)
    }

    fn block(&mut self, info: &str, start: usize, end: usize, with: Vec<String>) {
        let mut words = info.split_whitespace().map(str::to_owned);
        let kind = words.next().unwrap_or_default();
        let body = self.lines[start..end].to_vec();
        self.blocks.push(Block { kind, words: words.collect(), body, start, with });
    }

    /// A policy block as a whole policy: its preambles, a header where it has none, and itself.
    pub fn policy(&self, block: &Block) -> String {
        let mut text = String::new();
        for name in &block.with {
            let preamble = self.preambles.get(name).unwrap_or_else(|| panic!("no preamble {name}"));
            text.push_str(preamble);
            text.push('\n');
        }
        text.push_str(&block.body.join("\n"));
        text.push('\n');
        let headed = text.lines().any(|line| line.starts_with("政策") || line.starts_with("policy "));
        if headed { text } else { format!("政策 例\n{text}") }
    }

    /// Where a block stands, as an editor opens it.
    pub fn place(&self, block: &Block) -> String {
        format!("{}:{}", self.path.display(), block.start + 1)
    }

    /// The rows of the table between `<!-- NAME -->` and the next blank line, without its head.
    pub fn table(&self, name: &str) -> Vec<Vec<String>> {
        let mark = format!("<!-- {name} -->");
        let start = self.find(0, |line| line == mark);
        let start = self.find(start, |line| line.starts_with('|'));
        let end = self.find(start, |line| !line.starts_with('|'));
        assert!(start < end, "no table {name} in {}", self.path.display());
        self.lines[start..end].iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| cells(line)).collect()
    }
}

pub fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
}
