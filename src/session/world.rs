//! The one trait through which the outer world enters.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};

/// Where files come from.
pub trait World {
    /// The bytes of the file at a path, with `/` between its parts.
    ///
    /// # Errors
    /// Those of the world: no such file, no right to read it.
    fn read(&self, path: &str) -> Result<Vec<u8>>;
}

/// A world of files held in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl World for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| Error::from(ErrorKind::NotFound))
    }
}
