//! Markdown → a page: headings, paragraphs, lists, quotes, tables, bold. Raw HTML is text like any other.

use super::{Block, Grid, Paper, Run, Text};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Reads a text.
pub fn read(markdown: &str, landscape: bool) -> Paper {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.take(event);
    }
    reader.flush();
    Paper { landscape, blocks: reader.blocks }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: Text,
    bold: u32,
    quote: bool,
    /// The next number of each open list; `None` for one with bullets.
    lists: Vec<Option<u64>>,
    /// The mark of the item whose text is being read.
    mark: Option<String>,
    grid: Option<Grid>,
    row: Vec<Text>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.put(&text),
            // A Chinese line goes on without a blank.
            Event::SoftBreak => {}
            Event::HardBreak => self.put("\n"),
            Event::Rule => {
                self.flush();
                self.blocks.push(Block::Break);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn put(&mut self, text: &str) {
        let bold = self.bold > 0;
        match self.text.last_mut().filter(|run| run.bold == bold) {
            Some(run) => run.text.push_str(text),
            None => self.text.push(Run { text: text.to_owned(), bold }),
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong | Tag::Emphasis => self.bold = self.bold.saturating_add(1),
            Tag::BlockQuote(_) => {
                self.flush();
                self.quote = true;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number = number.saturating_add(1);
                        mark
                    }
                    Some(None) | None => "· ".to_owned(),
                });
            }
            Tag::Table(columns) => {
                self.flush();
                let right = columns.iter().map(|column| *column == Alignment::Right).collect();
                self.grid = Some(Grid { right, ..Grid::default() });
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis => self.bold = self.bold.saturating_sub(1),
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.blocks.push(match level {
                    HeadingLevel::H1 => Block::Title(text),
                    HeadingLevel::H2 => Block::Heading(text),
                    HeadingLevel::H3 | HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => Block::Lead(text),
                });
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::HtmlBlock => self.flush(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quote = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => self.row.push(std::mem::take(&mut self.text)),
            TagEnd::TableHead => {
                if let Some(grid) = &mut self.grid {
                    grid.head = std::mem::take(&mut self.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(grid) = &mut self.grid {
                    grid.rows.push(std::mem::take(&mut self.row));
                }
            }
            TagEnd::Table => self.blocks.extend(self.grid.take().map(Block::Table)),
            _ => {}
        }
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.iter().all(|run| run.text.trim().is_empty()) {
            return;
        }
        let mark = self.mark.take();
        self.blocks.push(match (mark, self.quote) {
            (Some(mark), _) => Block::Item(mark, text),
            (None, true) => Block::Signature(text),
            (None, false) => Block::Body(text),
        });
    }
}
