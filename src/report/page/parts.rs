//! Pieces of HTML. Whatever comes from a policy or from data is escaped here.

use super::super::paper::html::escape;
use super::charts::Chart;

/// A text inside HTML.
pub(super) fn escaped(text: &str) -> String {
    escape(text)
}

/// A section; one that can be pointed at by its name.
pub(super) fn section(name: &str, title: &str, body: &str) -> String {
    format!("<section id=\"{name}\">\n<h2>{}</h2>\n{body}</section>\n", escaped(title))
}

/// A paragraph in a quieter voice.
pub(super) fn quiet(text: &str) -> String {
    format!("<p class=\"quiet\">{}</p>\n", escaped(text))
}

/// A figure with what it is.
pub(super) fn card(name: &str, value: &str, loud: bool) -> String {
    let class = if loud { " class=\"loud\"" } else { "" };
    format!("<div{class}><span>{}</span><b>{}</b></div>\n", escaped(name), escaped(value))
}

/// A chart twice: for a desk and for a narrow screen.
pub(super) fn figure(chart: &Chart, words: &str) -> String {
    format!(
        "<figure aria-label=\"{}\"><div class=\"wide\">{}</div><div class=\"slim\">{}</div></figure>\n",
        escaped(words),
        chart.wide,
        chart.slim
    )
}

/// A cell of a table.
pub(super) enum Cell {
    Text(String),
    /// At the right.
    Figure(String),
    /// A row of the search: its key, and what is shown.
    Link(String, String),
}

/// A table; its headings stand as its cells do.
pub(super) fn table(head: &[String], rows: &[Vec<Cell>]) -> String {
    let mut text = String::from("<div class=\"scroll\"><table>\n<thead><tr>");
    let first = rows.first().map(Vec::as_slice).unwrap_or_default();
    for (index, heading) in head.iter().enumerate() {
        let class = match first.get(index) {
            Some(Cell::Figure(_)) => " class=\"n\"",
            Some(Cell::Text(_) | Cell::Link(..)) | None => "",
        };
        text.push_str(&format!("<th{class}>{}</th>", escaped(heading)));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        text.push_str("<tr>");
        for cell in row {
            text.push_str(&match cell {
                Cell::Text(words) => format!("<td>{}</td>", escaped(words)),
                Cell::Figure(words) => format!("<td class=\"n\">{}</td>", escaped(words)),
                Cell::Link(key, words) => {
                    format!("<td><a href=\"#row={}\">{}</a></td>", encoded(key), escaped(words))
                }
            });
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></div>\n");
    text
}

/// Something that is folded at first.
pub(super) fn folded(title: &str, body: &str) -> String {
    format!("<details class=\"more\"><summary>{}</summary>\n{body}</details>\n", escaped(title))
}

/// A text inside an address.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Data inside a script element: no text can end it.
pub(super) fn data(id: &str, json: &serde_json::Value) -> String {
    let text = json.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("<script type=\"application/json\" id=\"{id}\">{text}</script>\n")
}
