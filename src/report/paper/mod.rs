//! A page to hand out, before it has a form: titles, paragraphs, tables. Made from Markdown, drawn as HTML and DOCX.

pub mod docx;
pub mod html;
pub mod markdown;
pub mod template;

/// A document of one or a few pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Wide tables stand on pages turned by a quarter.
    pub landscape: bool,
    pub blocks: Vec<Block>,
}

/// What stands below each other on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `#`: centred, at the top.
    Title(Text),
    /// `##`: a section.
    Heading(Text),
    /// `###`: flush left, as the addressee.
    Lead(Text),
    /// A paragraph, its first line indented.
    Body(Text),
    /// An item of a list with its mark.
    Item(String, Text),
    /// `>`: flush right, as a signature.
    Signature(Text),
    Table(Grid),
    /// `---`: a new page.
    Break,
}

/// A table; its rows are as wide as its head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    pub head: Vec<Text>,
    /// By column: numbers stand at the right.
    pub right: Vec<bool>,
    pub rows: Vec<Vec<Text>>,
}

impl Grid {
    /// How `whole` is shared out to the columns, so that each is as wide as its longest text asks for.
    pub fn widths(&self, whole: usize) -> Vec<usize> {
        let width = |text: &Text| crate::source::display_width(&words(text));
        let want = |index: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).map(width).max().unwrap_or(0);
            // A heading may take two or three lines.
            let head = self.head.get(index).map_or(0, width).div_ceil(2);
            cells.max(head).clamp(4, 26).saturating_add(1)
        };
        let wants: Vec<usize> = (0..self.head.len().max(1)).map(want).collect();
        let all: usize = wants.iter().sum::<usize>().max(1);
        wants.into_iter().map(|want| want.saturating_mul(whole).checked_div(all).unwrap_or(0)).collect()
    }
}

/// Pieces of text one after the other; `\n` breaks a line.
pub type Text = Vec<Run>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub bold: bool,
}

impl Paper {
    /// The words of the title, for the window and the file.
    pub fn title(&self) -> String {
        let titles = self.blocks.iter().filter_map(|block| match block {
            Block::Title(text) => Some(words(text)),
            Block::Heading(_)
            | Block::Lead(_)
            | Block::Body(_)
            | Block::Item(..)
            | Block::Signature(_)
            | Block::Table(_)
            | Block::Break => None,
        });
        titles.into_iter().next().unwrap_or_default()
    }
}

/// A text without its looks.
pub fn words(text: &Text) -> String {
    text.iter().map(|run| run.text.as_str()).collect()
}
