//! Texts and places in them: takes bytes of a file, gives lines, columns and excerpts. A policy may stand in Markdown
//! among the prose that it encodes: the prose is blanked out here, and no other room need know.
//! The only room that counts lines and display columns; it knows nothing of what a text means.

mod literate;
mod text;

pub use literate::{Block, LITERATE, blocks, is_literate};
pub use text::{Place, Source, SourceId, Sources, Span, display_width};
