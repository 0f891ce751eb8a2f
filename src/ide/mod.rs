//! What an editor asks of a workspace of policies: plain data, places in bytes. Takes texts and the outcome of checks,
//! gives places, words and edits; never knows a protocol. Names are resolved from tokens, so that a file that does not
//! read whole answers too; types and values come from the last check.

mod complete;
mod fix;
mod hints;
mod index;
mod lex;
mod look;
mod names;
mod outline;
mod refs;
mod resolve;
mod workspace;

pub use complete::{Proposal, Sort, complete};
pub use fix::{Fix, fixes};
pub use hints::{Action, Inlay, Lens, inlays, lenses};
pub use index::{FileIndex, Symbol, SymbolKind, Unit, Use, plain};
pub use look::{Hover, hover, kind_word, type_words, value_of};
pub use outline::{Colour, Node, colours, folds, outline, search};
pub use refs::{NoRename, definition, references, renamable, rename};
pub use resolve::resolve;
pub use workspace::{Found, Place, Workspace};
