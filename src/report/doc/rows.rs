//! A file as rows: its prose, comments and bases left, the declarations that they are about right.

use super::site::Left;
use crate::ide::FileIndex;
use crate::syntax::tokens::TokenKind;
use std::ops::Range;

/// Prose, and the declarations beside it by their number in the file, each with the bytes of its code.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) left: Vec<Left>,
    pub(super) units: Vec<(usize, Range<usize>)>,
}

pub(super) fn plan(file: &FileIndex) -> Vec<Plan> {
    match file.source.blocks() {
        Some(_) => literate(file),
        None => plain(file),
    }
}

/// Each block of policy beside the prose above it.
fn literate(file: &FileIndex) -> Vec<Plan> {
    let written = file.source.written();
    let mut out = Vec::new();
    let mut at = 0;
    let blocks = file.source.blocks().unwrap_or_default();
    for block in blocks.iter().filter(|block| block.doubtful.is_none()) {
        let units = file.units.iter().enumerate().filter(|(_, unit)| block.body.contains(&unit.start));
        let units = units.map(|(index, unit)| (index, unit.start..unit.end)).collect();
        out.push(Plan { left: prose(written.get(at..block.whole.start).unwrap_or("")), units });
        at = block.whole.end;
    }
    let left = prose(written.get(at..).unwrap_or(""));
    if !left.is_empty() {
        out.push(Plan { left, units: Vec::new() });
    }
    out
}

fn prose(text: &str) -> Vec<Left> {
    let bare = text.trim_start_matches('\u{FEFF}').trim_matches(['\r', '\n']);
    // Marks of a quotation may be all that is left of it before a block.
    if bare.trim_matches(['>', ' ', '\r', '\n', '\t']).is_empty() {
        return Vec::new();
    }
    vec![Left::Markdown(bare.to_owned())]
}

/// Each declaration beside the comments above it and what it rests on.
fn plain(file: &FileIndex) -> Vec<Plan> {
    let mut out: Vec<Plan> = Vec::new();
    let mut at = 0;
    for (index, unit) in file.units.iter().enumerate() {
        let end = end_of_code(file, index);
        let mut left = remarks(file.text().get(at..unit.start).unwrap_or(""));
        let bases = unit.tokens.iter().filter(|token| token.kind == TokenKind::Basis);
        for basis in bases.map(|token| file.word(unit, token).trim().to_owned()) {
            if !left.contains(&Left::Basis(basis.clone())) {
                left.push(Left::Basis(basis));
            }
        }
        match out.last_mut().filter(|_| left.is_empty()) {
            Some(above) => above.units.push((index, unit.start..end)),
            None => out.push(Plan { left, units: vec![(index, unit.start..end)] }),
        }
        at = end;
    }
    let left = remarks(file.text().get(at..).unwrap_or(""));
    if !left.is_empty() {
        out.push(Plan { left, units: Vec::new() });
    }
    out
}

/// Where the code of a declaration ends; comments on lines of their own behind it belong to the next one.
fn end_of_code(file: &FileIndex, index: usize) -> usize {
    let Some(unit) = file.units.get(index) else { return 0 };
    let last = unit.tokens.iter().rev().find(|token| token.kind != TokenKind::Comment);
    let end = last.map_or(unit.end, |token| unit.start + token.end);
    let line = file.text().get(end..unit.end).and_then(|rest| rest.find('\n'));
    line.map_or(unit.end, |line| end + line)
}

/// Comments without their marks; rules that are drawn with signs are none.
fn remarks(text: &str) -> Vec<Left> {
    let drawn = |c: char| matches!(c, '─' | '═' | '━' | '-' | '=' | '*' | '#' | '＃') || c.is_whitespace();
    let mut out: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines() {
        let bare = line.trim().trim_matches(drawn);
        match out.last_mut() {
            Some(last) if !bare.is_empty() => last.push(bare.to_owned()),
            Some(last) if !last.is_empty() => out.push(Vec::new()),
            Some(_) | None => {}
        }
    }
    out.into_iter().filter(|lines| !lines.is_empty()).map(Left::Remark).collect()
}
