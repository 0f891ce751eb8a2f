//! Policies as pages: takes what an editor knows of them (names, values, layers) and what their cases touch; gives a site
//! of HTML or Markdown files, official text left and rule right. Draws only: reads no file and computes no value.

mod changes;
mod gather;
mod html;
mod markdown;
mod names;
mod pieces;
mod prose;
mod rows;
mod site;
mod style;

pub use gather::{Work, known_as, site};
pub use site::{Left, Mention, Notes, Page, Piece, Row, Site, Target, Unit};

/// What the pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Html,
    Markdown,
}

/// The files of a site by name, the one to open first at the front.
pub fn files(site: &Site, form: Form) -> Vec<(String, String)> {
    match form {
        Form::Html => html::files(site),
        Form::Markdown => markdown::files(site),
    }
}
