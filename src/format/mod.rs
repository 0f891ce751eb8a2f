//! Text of a policy → the same text in the one layout. Takes a text, gives a text that says the same; a declaration that
//! cannot be read stays as it is, to the byte. Never knows what a name means, and never touches a file.

mod lay;
mod order;
mod page;
mod piece;
mod rows;
mod space;
mod spell;
mod whole;

use crate::diagnostic::Lang;
use crate::source::Source;
use crate::syntax::tokens::{Token, stretches};

/// What is spelt anew; without a wish, words and signs stay as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The language of keywords, types and functions.
    pub keywords: Option<Lang>,
    pub width: Option<Width>,
}

/// Punctuation of one column or of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Half,
    Full,
}

/// The file in the one layout. Of a policy in Markdown only the blocks are laid out; its prose stays byte for byte, and so
/// does a block that shares a declaration with another, or that stands in a list.
pub fn format_source(source: &Source, style: &Style) -> String {
    format_source_known(source, style, &|_| None)
}

/// The same, where `known` gives the tokens of declarations that were read before: reading is what takes the time.
pub fn format_source_known(source: &Source, style: &Style, known: &Known<'_>) -> String {
    let written = source.written();
    let Some(blocks) = source.blocks() else { return format_known(written, style, known) };
    let stretches = stretches(source.text());
    let mut out = String::with_capacity(written.len());
    let mut at = 0;
    for block in blocks.iter().filter(|block| block.closed && block.doubtful.is_none() && block.at_margin(written)) {
        let ends = [block.body.start, block.body.end];
        if stretches.iter().any(|(start, end)| ends.iter().any(|border| start < border && border < end)) {
            continue;
        }
        let body = written.get(block.body.clone()).unwrap_or("");
        out.push_str(written.get(at..block.body.start).unwrap_or(""));
        out.push_str(&format_known(body, style, known));
        at = block.body.end;
    }
    out.push_str(written.get(at..).unwrap_or(""));
    out
}

/// The text in the one layout.
pub fn format(text: &str, style: &Style) -> String {
    format_known(text, style, &|_| None)
}

fn format_known(text: &str, style: &Style, known: &Known<'_>) -> String {
    let crlf = text.matches("\r\n").count() * 2 > text.matches('\n').count();
    let (mark, body) = match text.strip_prefix('\u{FEFF}') {
        Some(body) => ("\u{FEFF}", body),
        None => ("", text),
    };
    // Carriage returns that pile up are one line's end; taking one of them away would find the next one each time.
    let ends: Vec<&str> = body.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let body = ends.join("\n");
    let laid = whole::whole(&body, style, known);
    let laid = if crlf { laid.replace('\n', "\r\n") } else { laid };
    format!("{mark}{laid}")
}

/// The tokens of a sound declaration by its text, placed from its start.
pub type Known<'k> = dyn Fn(&str) -> Option<Vec<Token>> + 'k;
