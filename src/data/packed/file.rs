//! A file whose rows can go by: plain lines, or the groups of a Parquet file.

use super::super::grid::Sheet;
use super::super::layout::Layout;
use super::Content;
use super::paged::Paged;
use super::plain::Plain;

pub enum File<'a> {
    Lines(Plain<'a>),
    Groups(Paged<'a>),
}

impl<'a> File<'a> {
    /// A file as it looks before its layout is known; `None` where the ordinary reader has to look.
    pub fn new(content: &'a dyn Content) -> Option<File<'a>> {
        match Paged::new(content) {
            Some(paged) => Some(File::Groups(paged)),
            None => Plain::new(content).map(File::Lines),
        }
    }

    /// The headings, and perhaps some rows.
    pub fn sheet(&self) -> &Sheet {
        match self {
            File::Lines(plain) => &plain.sheet,
            File::Groups(paged) => &paged.sheet,
        }
    }

    pub fn set_layout(&mut self, layout: Layout) {
        match self {
            File::Lines(plain) => plain.layout = layout,
            File::Groups(paged) => paged.layout = layout,
        }
    }

    /// Bytes that lines with the same rows would have, more or less.
    pub fn size(&self) -> u64 {
        match self {
            File::Lines(plain) => plain.content.size(),
            File::Groups(paged) => paged.weight(),
        }
    }

    /// The number of the first row.
    pub fn first(&self) -> u32 {
        match self {
            File::Lines(_) => 2,
            File::Groups(_) => 1,
        }
    }
}
