//! The language server: what `ide` knows, in the words of the protocol. Takes messages, gives messages; every place is
//! turned from bytes into lines and UTF-16 columns in `place`, and nothing here knows the language.

mod answer;
mod check;
mod fixer;
mod place;
mod serve;
mod state;
mod told;
mod uri;

pub use place::{Position, offset, position};
pub use serve::serve;
pub use uri::{path_of, uri_of};

use crate::diagnostic::Lang;
use crate::session::World;
use std::sync::Arc;

/// Runs the cases of a file (those whose names contain a text), or tells what they touch; gives whether all is well, and
/// what is to be said.
pub type Tester = dyn Fn(&str, Option<&str>, bool) -> (bool, String) + Send + Sync;

/// The paths of all policies below a folder.
pub type Finder = dyn Fn(&str) -> Vec<String> + Send + Sync;

/// What a server needs of the outer world.
#[derive(Clone)]
pub struct Shop {
    pub world: Arc<dyn World + Send + Sync>,
    pub policies: Arc<Finder>,
    pub tester: Arc<Tester>,
    pub lang: Lang,
}
