//! Pieces → lines: where each line starts, and what stands in it.

use super::piece::Piece;
use super::rows::{self, Row};
use super::space;
use crate::source::display_width;
use crate::syntax::tokens::{Clause, Part, TokenKind};

/// Where lines start that begin inside a construct.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// Where a line goes on.
    hang: usize,
    /// Where a clause starts.
    clause: usize,
    /// Where a row starts.
    row: usize,
    /// Where its own line starts, and where its author had it, if remarks may stand either inside or beside it.
    remarks: Option<(usize, usize)>,
}

/// A line in the making.
#[derive(Default)]
struct Line {
    blank: bool,
    text: String,
    /// Where 表头, or 依据 of a dated value, would stand, in bytes.
    heading: Option<usize>,
    row: Option<(usize, Row)>,
}

struct Page<'p> {
    pieces: &'p [Piece],
    lines: Vec<Line>,
    frames: Vec<Frame>,
    indent: usize,
    /// The table that is being laid: its number, its column, and how deep it stands.
    table: Option<(usize, usize)>,
    tables: usize,
    /// The word of the declaration.
    word: &'static str,
    below: usize,
}

/// The text of a declaration, without a line end; `None` where it cannot be laid out.
pub fn lay(pieces: &[Piece], below: usize) -> Option<String> {
    let word = match pieces.first()?.kind {
        TokenKind::Keyword(word) => word,
        _ => "",
    };
    let hang = if matches!(word, "输出" | "枚举" | "名单") { 2 } else { 4 };
    let base = Frame { hang, clause: 2, row: 2, remarks: None };
    let lines = vec![Line::default()];
    let mut page = Page { pieces, lines, frames: vec![base], indent: 0, table: None, tables: 0, word, below };
    let mut at = 0;
    while at < pieces.len() {
        at += page.step(at)?;
    }
    Some(page.draw())
}

impl Page<'_> {
    /// Lays the piece at an index, or the row that starts there; gives how many pieces are done.
    fn step(&mut self, at: usize) -> Option<usize> {
        let piece = self.pieces.get(at)?;
        let before = at.checked_sub(1).and_then(|at| self.pieces.get(at));
        let fresh = piece.breaks > 0 && before.is_some();
        if piece.kind == TokenKind::Close {
            self.pop();
        }
        let is_row = piece.starts(Part::Row);
        if !is_row && piece.kind != TokenKind::Comment && !self.goes_on(at) {
            self.table = None;
        }
        if fresh {
            self.indent = self.start(at);
            let text = " ".repeat(self.indent);
            self.lines.push(Line { blank: piece.breaks > 1, text, ..Line::default() });
        } else if let Some(before) = before {
            self.part(before, piece);
        }
        if is_row {
            let length = rows::length(self.pieces.get(at..)?)?;
            return self.row(at, length);
        }
        self.write(&piece.text);
        let lead = self.pad(piece, fresh);
        self.open(piece, fresh, lead);
        self.close(piece);
        Some(1)
    }

    /// Whether the rows behind 为 are in line with those behind 由.
    fn goes_on(&self, at: usize) -> bool {
        let is_as = self.pieces.get(at).is_some_and(|piece| piece.breaks > 0 && piece.clause() == Some(Clause::As));
        is_as && self.pieces.get(at + 1).is_some_and(|next| next.starts(Part::Row))
    }

    fn write(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            match &mut line.row {
                Some((_, row)) => row.tail.push_str(text),
                None => line.text.push_str(text),
            }
        }
    }

    fn part(&mut self, before: &Piece, piece: &Piece) {
        let scope = matches!(self.word, "每个" | "整体") && piece.kind == TokenKind::Colon;
        let gap = if scope { 0 } else { space::between(before, piece) };
        let dated = matches!(self.word, "参数" | "给定") && piece.clause() == Some(Clause::Basis);
        if (dated || piece.clause() == Some(Clause::Heading))
            && let Some(line) = self.lines.last_mut()
        {
            line.heading = Some(line.text.len());
        }
        self.write(&" ".repeat(gap));
    }

    fn top(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame { hang: 4, clause: 2, row: 2, remarks: None })
    }

    /// Where the line starts that begins with the piece at an index.
    fn start(&self, at: usize) -> usize {
        let Some(piece) = self.pieces.get(at) else { return 0 };
        if piece.kind == TokenKind::Comment {
            let next = self.pieces.iter().enumerate().skip(at).find(|(_, next)| next.kind != TokenKind::Comment);
            return match next {
                _ if piece.column == 0 => 0,
                Some((next, _)) => self.start(next),
                None if piece.column <= self.below => 0,
                None => 2,
            };
        }
        let top = self.top();
        if piece.starts(Part::Row) {
            return self.table.map_or(top.row, |(_, column)| column);
        }
        match (piece.clause(), top.remarks) {
            (Some(Clause::Note | Clause::Basis), Some((own, author))) if piece.column <= author => own,
            (Some(_), _) => top.clause,
            (None, _) => top.hang,
        }
    }

    /// The words 当, 则, 理由 of a rule are as wide as the widest of them.
    fn pad(&mut self, piece: &Piece, fresh: bool) -> usize {
        let condition = |piece: &Piece| {
            matches!(piece.clause(), Some(Clause::When | Clause::Unless | Clause::Then | Clause::Reason))
        };
        let width = piece.width();
        if !(fresh && condition(piece) && matches!(self.word, "排除" | "例外" | "恢复")) {
            return width;
        }
        let all = self.pieces.iter().filter(|other| condition(other) && other.breaks > 0);
        let widest = all.map(Piece::width).max().unwrap_or(width);
        self.write(&" ".repeat(widest.saturating_sub(width)));
        widest
    }

    fn open(&mut self, piece: &Piece, fresh: bool, lead: usize) {
        let mut first = fresh;
        for part in &piece.opens {
            let top = self.top();
            let behind = self.indent + lead + 1;
            let frame = match part {
                Part::Clause(Clause::Indicator) if first => {
                    Frame { hang: self.indent + 4, clause: self.indent + 2, row: self.indent + 4, remarks: None }
                }
                Part::Clause(Clause::Given) => {
                    let own = if first { self.indent } else { 2 };
                    Frame { hang: own + 4, clause: own + 2, row: own + 2, remarks: None }
                }
                Part::Clause(clause) if first => {
                    let own = matches!(clause, Clause::Column | Clause::Key | Clause::Check);
                    let remarks = own.then_some((self.indent, piece.column));
                    Frame { hang: behind, clause: behind, row: behind, remarks }
                }
                Part::Branch | Part::Lead if first => Frame { hang: behind, row: behind, ..top },
                Part::If => Frame { hang: top.hang + lead + 1, row: top.hang + lead + 1, ..top },
                Part::Item if first => Frame { hang: self.indent + 2, ..top },
                Part::Item => Frame { hang: top.hang + 2, ..top },
                Part::Clause(_) | Part::Expr | Part::Branch | Part::Lead | Part::Interval | Part::Row | Part::Cell => {
                    top
                }
            };
            self.frames.push(frame);
            first = false;
        }
        if matches!(piece.kind, TokenKind::Open { .. }) {
            let top = self.top();
            self.frames.push(Frame { hang: top.hang + 2, ..top });
        }
    }

    fn close(&mut self, piece: &Piece) {
        for _ in 0..piece.closes {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    fn row(&mut self, at: usize, length: usize) -> Option<usize> {
        let pieces = self.pieces.get(at..at + length)?;
        let line = self.lines.last_mut()?;
        if line.row.is_some() {
            return None;
        }
        let number = match self.table {
            Some((number, _)) => number,
            None => {
                self.tables += 1;
                self.table = Some((self.tables, display_width(&line.text)));
                self.tables
            }
        };
        line.row = Some((number, rows::row(pieces)?));
        let column = self.table.map_or(0, |(_, column)| column);
        let outside = self.frames.len() + pieces.first()?.opens.iter().position(|part| *part == Part::Row)?;
        for piece in pieces {
            if piece.kind == TokenKind::Close {
                self.pop();
            }
            self.open(piece, false, 0);
            for _ in 0..piece.closes {
                self.pop();
                if self.frames.len() == outside
                    && let Some(top) = self.frames.last_mut()
                {
                    // What goes on behind the rows stands below them.
                    top.hang = column;
                }
            }
        }
        Some(length)
    }

    /// The lines as text, tables and headings in line.
    fn draw(self) -> String {
        let lines = self.lines;
        let mut drawn: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
        for number in 1..=self.tables {
            let all: Vec<(usize, &Row)> = lines
                .iter()
                .enumerate()
                .filter_map(|(at, line)| line.row.as_ref().filter(|(of, _)| *of == number).map(|(_, row)| (at, row)))
                .collect();
            let rows: Vec<&Row> = all.iter().map(|(_, row)| *row).collect();
            for ((at, _), text) in all.iter().zip(rows::draw(&rows)) {
                if let Some(line) = drawn.get_mut(*at) {
                    line.push_str(&text);
                }
            }
        }
        headings(&lines, &mut drawn);
        let mut out = String::new();
        for (index, (line, text)) in lines.iter().zip(&drawn).enumerate() {
            out.push_str(if index == 0 { "" } else { "\n" });
            out.push_str(if line.blank { "\n" } else { "" });
            out.push_str(text.trim_end_matches(' '));
        }
        out
    }
}

/// 表头 of the columns of one table stand below each other, and so do 依据 of dated values.
fn headings(lines: &[Line], drawn: &mut [String]) {
    let before = |line: &Line| line.heading.map(|at| display_width(line.text.get(..at).unwrap_or("")));
    let Some(widest) = lines.iter().filter_map(before).max() else { return };
    for (line, text) in lines.iter().zip(drawn) {
        if let (Some(at), Some(width)) = (line.heading, before(line)) {
            text.insert_str(at, &" ".repeat(widest - width));
        }
    }
}
