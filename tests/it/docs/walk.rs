//! Walks through a page as a reader does: writes the files that it shows, types the commands, and holds what the screen
//! shows against the page. With `JIEYU_WRITE_DOCS=1` the page is rewritten instead; then read the difference.
//!
//! `policy file=x` is a file; `policy edit=x` are declarations that take the place of those of the same name, or come before
//! the first line that begins with the word of `before=`; a table under `<!-- sheet x.xlsx 表 -->` is a sheet that is filled in;
//! `console` is what is typed and shown. A line `…` stands for any number of lines.

use super::call::{screen, words};
use super::page::{Block, Page, cells, read};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::path::Path;

/// The folder in which a page is walked: the repository itself, or an empty one.
pub enum Ground<'a> {
    Repository,
    /// What the page makes is kept here for readers who do not want to type it.
    Empty {
        kept: &'a str,
    },
}

pub fn walk(page: &str, ground: Ground<'_>) {
    let page = read(page);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let empty = tempfile::tempdir().expect("an empty folder");
    let (folder, kept) = match ground {
        Ground::Repository => (root, None),
        Ground::Empty { kept } => (empty.path(), Some(root.join(kept))),
    };
    let refresh = std::env::var_os("JIEYU_WRITE_DOCS").is_some();
    let mut wrong = Vec::new();
    let mut fresh: Vec<(usize, usize, Vec<String>)> = Vec::new();
    let mut sheets = Vec::new();
    for block in &page.blocks {
        match block.kind.as_str() {
            "policy" => wrong.extend(file(&page, block, folder, kept.is_none())),
            "sheet" => sheets.push(block),
            "console" => {
                fill(&mut sheets, folder);
                let shown = console(block, folder);
                if shown.iter().map(String::as_str).collect::<Vec<_>>() == block.body {
                    continue;
                }
                if !alike(&block.body, &shown) {
                    wrong.push(format!("{}\n{}", page.place(block), shown.join("\n")));
                    fresh.push((block.start, block.body.len(), shown));
                }
            }
            _ => {}
        }
    }
    if let Some(kept) = &kept {
        wrong.extend(keep(folder, kept, refresh));
    }
    if refresh && !fresh.is_empty() {
        rewrite(&page, fresh);
        return;
    }
    assert!(wrong.is_empty(), "JIEYU_WRITE_DOCS=1 rewrites the page to what is shown:\n\n{}", wrong.join("\n\n"));
}

fn rewrite(page: &Page, fresh: Vec<(usize, usize, Vec<String>)>) {
    let mut lines = page.lines.clone();
    for (start, count, shown) in fresh.into_iter().rev() {
        lines.splice(start..start + count, shown);
    }
    std::fs::write(&page.path, lines.join("\n") + "\n").expect("the page can be written");
}

/// Writes a file that the page shows; in the repository it is there already.
fn file(page: &Page, block: &Block, folder: &Path, there: bool) -> Option<String> {
    let body = block.body.join("\n") + "\n";
    let (how, name) = block.words.first()?.split_once('=')?;
    let path = folder.join(name);
    if there {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        return (text != body).then(|| format!("{}: {name} is another text", page.place(block)));
    }
    let text = match how {
        "edit" => edited(&std::fs::read_to_string(&path).expect("the file is there"), block),
        _ => body,
    };
    std::fs::write(path, text).expect("the file can be written");
    None
}

/// A policy with the declarations of a block put into it.
fn edited(text: &str, block: &Block) -> String {
    let mut all = declarations(text.lines());
    let before = block.words.iter().find_map(|word| word.strip_prefix("before=")).unwrap_or("输出");
    for new in declarations(block.body.iter().map(String::as_str)) {
        let name = name(&new);
        match all.iter_mut().find(|old| self::name(old) == name) {
            Some(old) => *old = new,
            None => {
                let at = all.iter().position(|old| old[0].starts_with(before)).unwrap_or(all.len());
                all.insert(at, new);
            }
        }
    }
    all.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The declarations of a text, each with its lines; blank lines between them are left out.
fn declarations<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Vec<&'a str>> {
    let mut all: Vec<Vec<&str>> = Vec::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        match all.last_mut() {
            Some(last) if line.starts_with(' ') => last.push(line),
            _ => all.push(vec![line]),
        }
    }
    all
}

fn name(declaration: &[&str]) -> String {
    let mut words = declaration[0].split_whitespace();
    let (keyword, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if ["表", "每个", "输出"].contains(&keyword) { format!("{keyword} {name}") } else { name.to_owned() }
}

/// Types every command of a block; gives the block as it should read.
fn console(block: &Block, folder: &Path) -> Vec<String> {
    let mut shown = Vec::new();
    let typed = block.body.iter().filter_map(|line| line.strip_prefix("$ "));
    for line in typed {
        shown.push(format!("$ {line}"));
        let call = line.strip_prefix("jieyu ").or_else(|| line.strip_prefix("cargo run --release -- "));
        let Some(call) = call else { continue };
        let (text, _) = screen(&words(call), folder);
        shown.extend(text.lines().map(|line| line.trim_end().to_owned()));
    }
    shown
}

/// Whether the shown lines are the page's, where `…` stands for any number of lines.
fn alike(page: &[String], shown: &[String]) -> bool {
    let mut pieces = page.split(|line| line == "…");
    let mut rest = match pieces.next().and_then(|first| shown.strip_prefix(first)) {
        Some(rest) => rest,
        None => return false,
    };
    let mut last: &[String] = &[];
    let mut open = false;
    for piece in pieces {
        let skipped = (0..=rest.len()).find(|skipped| rest[*skipped..].starts_with(piece));
        let Some(skipped) = skipped else { return false };
        rest = &rest[skipped + piece.len()..];
        (last, open) = (piece, true);
    }
    rest.is_empty() || open && shown.ends_with(last)
}

/// Fills the tables of the page into workbooks; their headings must be those of the template `空表.xlsx`.
fn fill(sheets: &mut Vec<&Block>, folder: &Path) {
    let Some(name) = sheets.first().map(|block| block.words[0].clone()) else { return };
    let mut template: Xlsx<_> = open_workbook(folder.join("空表.xlsx")).expect("the template is there");
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2021, 12, 31).expect("a day");
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    for block in sheets.drain(..) {
        let table = &block.words[1];
        let range = template.worksheet_range(table).unwrap_or_else(|_| panic!("the template has a sheet {table}"));
        let rows: Vec<Vec<String>> = block.body.iter().map(|line| cells(line)).collect();
        let texts = |row: &[Data]| row.iter().map(Data::to_string).collect::<Vec<_>>();
        let above: Vec<Vec<String>> = range.rows().map(texts).take_while(|row| *row != rows[0]).collect();
        assert!(above.len() < range.height(), "the headings of {table} in the template are not {:?}", rows[0]);
        let sheet = book.add_worksheet().set_name(table).expect("a name");
        let filled = rows.iter().enumerate().filter(|(line, _)| *line != 1).map(|(_, row)| row);
        for (line, row) in (0u32..).zip(above.iter().chain(filled)) {
            for (column, cell) in (0u16..).zip(row.iter()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(line, column, number).expect("a number"),
                    Err(_) => sheet.write_string(line, column, cell).expect("a text"),
                };
            }
        }
    }
    book.save(folder.join(name)).expect("the workbook can be written");
}

/// The policies and workbooks that the page makes stand in the repository too.
fn keep(folder: &Path, kept: &Path, refresh: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        let text = name.to_string_lossy();
        if !(text.ends_with(".policy") || text == "数据.xlsx") {
            continue;
        }
        let (made, there) = (std::fs::read(&path).expect("made"), std::fs::read(kept.join(&name)).unwrap_or_default());
        if made == there {
            continue;
        }
        if refresh {
            std::fs::create_dir_all(kept).expect("a folder");
            std::fs::write(kept.join(&name), made).expect("the file can be written");
        } else {
            wrong.push(format!("{text} is not what the page makes"));
        }
    }
    wrong
}
