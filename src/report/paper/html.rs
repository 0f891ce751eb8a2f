//! A page as HTML that prints on A4: one file, no script, nothing from a network.

use super::{Block, Grid, Paper, Text};

const STYLE: &str = include_str!("paper.css");

/// The document.
pub fn write(paper: &Paper) -> String {
    let mut body = String::new();
    let mut signed = false;
    for block in &paper.blocks {
        let is_sign = matches!(block, Block::Signature(_));
        body.push_str(&self::block(block, is_sign && !signed));
        body.push('\n');
        signed = is_sign;
    }
    let class = if paper.landscape { " class=\"wide\"" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main{class}>\n{body}</main>\n</body>\n</html>\n",
        escape(&paper.title())
    )
}

fn block(block: &Block, first_sign: bool) -> String {
    match block {
        Block::Title(text) => format!("<h1>{}</h1>", inline(text)),
        Block::Heading(text) => format!("<h2>{}</h2>", inline(text)),
        Block::Lead(text) => format!("<p class=\"lead\">{}</p>", inline(text)),
        Block::Body(text) => format!("<p>{}</p>", inline(text)),
        Block::Item(mark, text) => format!("<p class=\"item\">{}{}</p>", escape(mark), inline(text)),
        Block::Signature(text) => {
            format!("<p class=\"sign{}\">{}</p>", if first_sign { " first" } else { "" }, inline(text))
        }
        Block::Table(grid) => table(grid),
        Block::Break => "<hr>".to_owned(),
    }
}

fn table(grid: &Grid) -> String {
    let right = |index: usize| grid.right.get(index).copied().unwrap_or(false);
    let mut text = String::from("<div class=\"scroll\"><table>\n<colgroup>");
    for width in grid.widths(1000) {
        let (percent, tenths) = (width / 10, width % 10);
        text.push_str(&format!("<col style=\"width:{percent}.{tenths}%\">"));
    }
    text.push_str("</colgroup>\n<thead><tr>");
    for cell in &grid.head {
        text.push_str(&format!("<th>{}</th>", inline(cell)));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in &grid.rows {
        text.push_str("<tr>");
        for (index, cell) in row.iter().enumerate() {
            let class = if right(index) { " class=\"n\"" } else { "" };
            text.push_str(&format!("<td{class}>{}</td>", inline(cell)));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></div>");
    text
}

fn inline(text: &Text) -> String {
    let run = |run: &super::Run| {
        let words = escape(&run.text).replace('\n', "<br>");
        if run.bold { format!("<b>{words}</b>") } else { words }
    };
    text.iter().map(run).collect()
}

/// A text inside HTML or XML.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
