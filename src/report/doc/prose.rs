//! Markdown → safe HTML: no raw HTML, no picture, no link that could start a program; headings below those of the page.

use crate::report::paper::html::escape;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::fmt::Write;

/// Schemes that a link of prose may have; relative ones have none.
const SCHEMES: [&str; 3] = ["http:", "https:", "mailto:"];

pub(super) fn html(markdown: &str) -> String {
    let mut draw = Draw::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        draw.event(event);
    }
    draw.out
}

#[derive(Default)]
struct Draw {
    out: String,
    columns: Vec<Alignment>,
    column: usize,
    heading: bool,
    /// Whether a line of the source has just ended.
    broken: bool,
    /// Whether each link that is open was drawn.
    links: Vec<bool>,
}

impl Draw {
    /// The blank for the end of a line; between two Han characters there is none.
    fn join(&mut self, next: &str) {
        let han = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}');
        if self.broken && !(han(self.out.chars().next_back()) && han(next.chars().next())) {
            self.out.push('\n');
        }
        self.broken = false;
    }

    fn event(&mut self, event: Event<'_>) {
        if !matches!(event, Event::Text(_)) {
            self.join("");
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.join(&text);
                self.out.push_str(&escape(&text));
            }
            Event::Code(text) => {
                let _ = write!(self.out, "<code>{}</code>", escape(&text));
            }
            // Raw HTML is shown as it is written.
            Event::Html(text) | Event::InlineHtml(text) => self.out.push_str(&escape(&text)),
            Event::FootnoteReference(name) => self.out.push_str(&escape(&name)),
            Event::SoftBreak => self.broken = true,
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => {
                let _ = write!(self.out, "<h{}>", below(level));
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>"),
            Tag::CodeBlock(kind) => {
                let named = matches!(kind, CodeBlockKind::Fenced(_));
                self.out.push_str(if named { "<pre class=\"other\">" } else { "<pre>" });
            }
            Tag::List(Some(first)) => {
                let _ = write!(self.out, "<ol start=\"{first}\">");
            }
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Table(columns) => {
                self.columns = columns;
                self.out.push_str("<div class=\"wide\"><table>");
            }
            Tag::TableHead => {
                self.heading = true;
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                let side = match self.columns.get(self.column) {
                    Some(Alignment::Right) => " class=\"r\"",
                    Some(Alignment::Center) => " class=\"c\"",
                    Some(Alignment::Left | Alignment::None) | None => "",
                };
                self.column += 1;
                let _ = write!(self.out, "<{}{side}>", if self.heading { "th" } else { "td" });
            }
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::Link { dest_url, .. } => {
                let safe = is_safe(&dest_url);
                self.links.push(safe);
                if safe {
                    let _ = write!(self.out, "<a href=\"{}\" rel=\"noreferrer\">", escape(&dest_url));
                }
            }
            // A page shows nothing that it would have to fetch: of a picture stay the words that describe it.
            Tag::Image { .. } => self.out.push_str("<span class=\"picture\">"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => {
                let _ = writeln!(self.out, "</h{}>", below(level));
            }
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push_str("</pre>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>"),
            TagEnd::Table => self.out.push_str("</table></div>\n"),
            TagEnd::TableHead => {
                self.heading = false;
                self.out.push_str("</tr>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>"),
            TagEnd::TableCell => self.out.push_str(if self.heading { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</s>"),
            TagEnd::Link => {
                let drawn = self.links.pop().unwrap_or(false);
                self.out.push_str(if drawn { "</a>" } else { "" });
            }
            TagEnd::Image => self.out.push_str("</span>"),
            _ => {}
        }
    }
}

/// The title of the page is the only heading of the first level.
fn below(level: HeadingLevel) -> usize {
    (level as usize + 1).min(6)
}

/// Whether a link only leads to a page of the web. What is relative to the policy has no page here.
fn is_safe(target: &str) -> bool {
    let lower = target.trim().to_lowercase();
    SCHEMES.iter().any(|scheme| lower.starts_with(scheme))
}
