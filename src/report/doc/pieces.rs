//! The code of a declaration, cut into words: what each is, and where it leads.

use super::site::{Piece, Target};
use crate::diagnostic::Lang;
use crate::ide::{self, Colour, FileIndex, SymbolKind, Workspace};
use crate::source::Source;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Where a name is found on the page of its file: by line and column.
pub(super) fn anchor(source: &Source, offset: usize) -> String {
    let place = source.place(u32::try_from(offset).unwrap_or(u32::MAX));
    format!("L{}-{}", place.line, place.column)
}

/// Where a declaration is found on the page of its file: by its line.
pub(super) fn line_anchor(source: &Source, offset: usize) -> String {
    format!("L{}", source.place(u32::try_from(offset).unwrap_or(u32::MAX)).line)
}

/// The words of a file by where they start.
pub(super) struct Words {
    marks: BTreeMap<usize, Mark>,
}

struct Mark {
    end: usize,
    class: &'static str,
    link: Option<Target>,
    anchor: Option<String>,
    value: Option<String>,
}

impl Mark {
    fn new(end: usize, class: &'static str) -> Mark {
        Mark { end, class, link: None, anchor: None, value: None }
    }
}

impl Words {
    /// The words of a file; beside parameters stand the values that the policy `active` gives them.
    pub(super) fn of(
        workspace: &Workspace,
        file: &FileIndex,
        pages: &HashMap<String, usize>,
        (active, lang): (Option<&str>, Lang),
    ) -> Words {
        let path = file.source.name();
        let mut marks = BTreeMap::new();
        for (span, colour) in ide::colours(workspace, path) {
            marks.insert(span.start, Mark::new(span.end, class(colour)));
        }
        for one in &file.uses {
            let target = link(workspace, pages, path, one);
            let free = marks.range(..=one.span.start).next_back().is_none_or(|(_, mark)| mark.end <= one.span.start);
            let named = || Mark::new(one.span.end, "nm");
            if target.is_some() && (free || marks.contains_key(&one.span.start)) {
                marks.entry(one.span.start).or_insert_with(named).link = target;
            }
        }
        if let Some(active) = active {
            for inlay in ide::inlays(workspace, path, 0..file.text().len(), active, lang) {
                let named = marks.range_mut(..inlay.at).next_back().filter(|(_, mark)| mark.end == inlay.at);
                if let Some((_, mark)) = named {
                    mark.value = Some(inlay.text);
                }
            }
        }
        for symbol in &file.symbols {
            let mark = marks.entry(symbol.span.start).or_insert_with(|| Mark::new(symbol.span.end, "df"));
            mark.class = "df";
            mark.anchor = Some(anchor(&file.source, symbol.span.start));
        }
        Words { marks }
    }

    /// The words of a stretch with what stands between them; what other prose stands inside is left out.
    pub(super) fn pieces(&self, text: &str, stretch: Range<usize>) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut at = stretch.start;
        let gap = |from: usize, to: usize, out: &mut Vec<Piece>| {
            let text = unbroken(text.get(from..to).unwrap_or(""));
            if !text.is_empty() {
                out.push(Piece { text, ..Piece::default() });
            }
        };
        for (start, mark) in self.marks.range(stretch.clone()) {
            if *start < at || mark.end > stretch.end {
                continue;
            }
            gap(at, *start, &mut out);
            out.push(Piece {
                text: text.get(*start..mark.end).unwrap_or("").replace('\r', ""),
                class: mark.class,
                link: mark.link.clone(),
                anchor: mark.anchor.clone(),
                value: mark.value.clone(),
            });
            at = mark.end;
        }
        gap(at, stretch.end, &mut out);
        out
    }
}

/// Where a name leads: to what the nearest layer declares.
fn link(workspace: &Workspace, pages: &HashMap<String, usize>, path: &str, one: &ide::Use) -> Option<Target> {
    ide::resolve(workspace, path, one).first().and_then(|found| place(pages, found))
}

/// The place of a symbol, if its file has a page.
pub(super) fn place(pages: &HashMap<String, usize>, found: &ide::Found) -> Option<Target> {
    let page = *pages.get(found.file.source.name())?;
    Some(Target { page, anchor: anchor(&found.file.source, found.symbol()?.span.start) })
}

/// Text without the blank lines inside it, which are prose that was blanked out.
fn unbroken(text: &str) -> String {
    let text = text.replace('\r', "");
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len().saturating_sub(1);
    let kept = lines.into_iter().enumerate().filter(|(at, line)| *at == 0 || *at == last || !line.trim().is_empty());
    kept.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

fn class(colour: Colour) -> &'static str {
    match colour {
        Colour::Keyword => "kw",
        Colour::Type | Colour::Function => "ty",
        Colour::Number => "nu",
        Colour::Text => "tx",
        Colour::Comment => "cm",
        Colour::Operator => "op",
        Colour::Basis => "ba",
        Colour::Name(SymbolKind::Param) => "pa",
        Colour::Name(_) => "nm",
    }
}
