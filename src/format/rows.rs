//! Rows of tables: cells of one column in line, by display width.

use super::piece::Piece;
use super::space;
use crate::source::display_width;
use crate::syntax::tokens::{Part, TokenKind};

/// Results wider than this end where they end: padding the others to them would push the bars off the page.
const WIDEST_LAST: usize = 20;

/// A row on its way to the page.
#[derive(Clone, Debug)]
pub struct Row {
    /// Cells with the bar before each.
    pub cells: Vec<(String, String)>,
    /// The bar behind the last cell.
    pub close: String,
    /// What follows in the same line.
    pub tail: String,
    pub data: bool,
}

/// Where the row that starts at the first piece ends; `None` where it holds what cannot stand in one line.
pub fn length(pieces: &[Piece]) -> Option<usize> {
    let mut depth = 0usize;
    for (index, piece) in pieces.iter().enumerate() {
        let own = piece.opens.iter().position(|part| *part == Part::Row);
        match own {
            Some(at) if index == 0 => depth = piece.opens.len() - at,
            Some(_) => return None,
            None => depth += piece.opens.len(),
        }
        if piece.kind == TokenKind::Comment {
            return None;
        }
        depth = depth.saturating_sub(piece.closes);
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

/// A row of pieces as cells.
pub fn row(pieces: &[Piece]) -> Option<Row> {
    let first = pieces.first()?;
    if first.kind == TokenKind::Data {
        return Some(data(&first.text));
    }
    let last = pieces.iter().rposition(|piece| piece.kind == TokenKind::Bar)?;
    let mut row = Row { cells: Vec::new(), close: String::new(), tail: String::new(), data: false };
    let mut before: Option<&Piece> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let gap = before.map_or(0, |before| space::between(before, piece));
        match (piece.kind, row.cells.last_mut()) {
            (TokenKind::Bar, _) if index == last => row.close.clone_from(&piece.text),
            (TokenKind::Bar, _) => row.cells.push((piece.text.clone(), String::new())),
            (_, _) if index > last => add(&mut row.tail, gap, &piece.text),
            (_, Some((_, cell))) => add(cell, gap, &piece.text),
            (_, None) => return None,
        }
        before = (piece.kind != TokenKind::Bar || index == last).then_some(piece);
    }
    Some(row)
}

fn add(text: &mut String, gap: usize, piece: &str) {
    text.push_str(&" ".repeat(gap));
    text.push_str(piece);
}

const BARS: [char; 3] = ['|', '｜', '│'];

fn data(text: &str) -> Row {
    let bar: String = text.chars().take(1).collect();
    let (cells, remark) = data_cells(text);
    let cells = cells.into_iter().map(|cell| (bar.clone(), cell.to_owned())).collect();
    let tail = if remark.is_empty() { String::new() } else { format!("  {remark}") };
    Row { cells, close: bar, tail, data: true }
}

/// The cells of a line of data, and the remark behind them.
pub fn data_cells(text: &str) -> (Vec<&str>, &str) {
    let mut cells: Vec<&str> = text.split(BARS).map(str::trim).collect();
    let remark = cells.pop().unwrap_or("");
    if !cells.is_empty() {
        cells.remove(0);
    }
    (cells, remark)
}

/// The rows of one table, drawn.
pub fn draw(rows: &[&Row]) -> Vec<String> {
    let data = rows.iter().any(|row| row.data);
    let last = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (at, (_, cell)) in row.cells.iter().enumerate() {
            let width = display_width(cell);
            let width = if data || at + 1 < last || width <= WIDEST_LAST { width } else { 0 };
            match widths.get_mut(at) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let draw = |row: &&Row| {
        let mut out = String::new();
        for (at, (bar, cell)) in row.cells.iter().enumerate() {
            let pad = widths.get(at).copied().unwrap_or(0).saturating_sub(display_width(cell));
            out.push_str(&format!("{bar} {cell}{} ", " ".repeat(pad)));
        }
        format!("{out}{}{}", row.close, row.tail)
    };
    rows.iter().map(draw).collect()
}
