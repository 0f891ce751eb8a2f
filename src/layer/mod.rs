//! Trees of a chain of policies, base first → one tree. Applies the edits of each layer to what it extends, in force and
//! known on the days asked for; gives the tree, every problem, and a record of each edit. Never reads a file.

mod aim;
mod apply;
mod edits;
mod hold;
mod locate;
mod merge;
mod problem;
mod text;
mod time;
mod woven;

pub use merge::merge;
pub use text::{consolidate, fingerprints};
pub use woven::Woven;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Basis, Decl, File, Name};
use crate::value::date::Date;
use std::sync::Arc;

/// One policy of a chain.
#[derive(Clone, Debug)]
pub struct Layer {
    pub file: File,
    pub source: SourceId,
    /// How the folder of this layer's files is reached from that of the leaf: empty, or with a last `/`.
    pub prefix: String,
}

/// The two axes of time: what applies on a day, and what had been issued by a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub as_of: Option<Date>,
    pub known_on: Option<Date>,
}

/// The outcome of a merge.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// One tree, as if it had been written in one file.
    pub file: File,
    pub problems: Vec<Diagnostic>,
    pub edits: Vec<Edit>,
    /// The declarations with their layers, for the consolidated text.
    pub held: Vec<Held>,
    /// The names of the layers, base first.
    pub names: Vec<Arc<str>>,
    /// Parameters that a layer locked: the name, the place of the lock, its 依据.
    pub locked: Vec<(Arc<str>, Span, Vec<Basis>)>,
}

/// A declaration in a chain.
#[derive(Clone, Debug)]
pub struct Held {
    pub decl: Decl,
    /// Which layer declared it, counted from the base.
    pub layer: usize,
    /// `每个` scope in which it stands; `None` on the whole.
    pub scope: Option<Name>,
    /// What it says, as all layers have written it: the tree is read from here.
    pub text: Woven,
    pub retired: bool,
}

/// What one layer did to those below.
#[derive(Clone, Debug)]
pub struct Edit {
    pub kind: EditKind,
    pub layer: usize,
    /// The declaration and clause, in words.
    pub target: String,
    pub old: String,
    pub new: String,
    pub span: Span,
    pub bases: Vec<Basis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    Given,
    Amended,
    Retired,
    Extended,
    Locked,
}
