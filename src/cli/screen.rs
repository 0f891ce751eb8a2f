//! Tables on the screen: whole into a pipe, cut to what a terminal shows.

use super::shell::{Shell, print};
use crate::diagnostic::Words;
use crate::report::blocks::is_long;
use crate::report::table::ResultTable;
use crate::report::text::{Style, draw};
use crate::session::threads;
use crate::source::display_width;
use std::io::IsTerminal;
use terminal_size::{Height, Width, terminal_size};

/// Columns and rows of a terminal of unknown size.
const UNKNOWN: (Width, Height) = (Width(120), Height(40));
/// Lines that stand around the rows of a table, and rows that are always shown.
const AROUND: usize = 10;
/// Lines above the first row of a drawn table: its name, a rule, the heading, a rule.
const HEAD: usize = 4;

/// What fits a terminal.
#[derive(Clone, Copy)]
struct Room {
    columns: usize,
    rows: usize,
}

/// All tables for the eye.
pub fn tables(tables: &[ResultTable], shell: &Shell) -> String {
    let mut text = String::new();
    each(tables, shell, |block| text.push_str(block));
    text
}

/// Shows all tables, some lines at a time.
pub fn show(tables: &[ResultTable], shell: &Shell) {
    each(tables, shell, |block| print(block.as_bytes()));
}

fn each(tables: &[ResultTable], shell: &Shell, mut take: impl FnMut(&str)) {
    let room = std::io::stdout().is_terminal().then(|| {
        let (Width(columns), Height(lines)) = terminal_size().unwrap_or(UNKNOWN);
        Room { columns: usize::from(columns), rows: usize::from(lines).saturating_sub(AROUND).max(AROUND) }
    });
    // Lines in ASCII where a file may be read on a console whose box characters are two columns wide.
    let style = Style { ambiguous: shell.ambiguous(), plain_lines: room.is_none(), lang: shell.lang };
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            take("\n");
        }
        let threads = threads(is_long(table.rows.len()));
        match room {
            Some(room) => {
                let mut drawn = String::new();
                draw(table, style, threads, |block| drawn.push_str(block));
                take(&cut(&drawn, table.rows.len(), room, shell));
            }
            None => draw(table, style, threads, &mut take),
        }
    }
}

fn cut(drawn: &str, rows: usize, room: Room, shell: &Shell) -> String {
    let mut shown = String::with_capacity(drawn.len());
    let mut push = |line: &str| {
        shown.push_str(line);
        shown.push('\n');
    };
    let mut wide = false;
    for (index, line) in drawn.lines().enumerate() {
        let row = index.checked_sub(HEAD).filter(|row| *row < rows).unwrap_or(0);
        if row == room.rows {
            let more = rows.saturating_sub(room.rows);
            push(shell.say(&Words::new(
                format!("……其余 {more} 行没有显示；用 --out 结果.xlsx 保存全部"),
                format!("… {more} more rows; --out result.xlsx saves them all"),
            )));
        }
        if row < room.rows {
            let left = narrow(line, room.columns);
            wide |= left.len() < line.len();
            push(left);
        }
    }
    if wide {
        push(shell.say(&Words::new(
            "（表比屏幕宽，右边有没有显示的列；用 --out 结果.xlsx 保存全部）",
            "(wider than the screen: columns on the right are not shown; --out result.xlsx saves them all)",
        )));
    }
    shown
}

/// As much of a line as the screen shows.
fn narrow(line: &str, columns: usize) -> &str {
    let mut used = 0usize;
    for (at, c) in line.char_indices() {
        used = used.saturating_add(display_width(c.encode_utf8(&mut [0; 4])));
        if used > columns {
            return line.get(..at).unwrap_or(line).trim_end();
        }
    }
    line
}
