//! The files beside the tests, and the demonstration that ships.

use jieyu::data::InputFile;
use jieyu::data::gather::gather;
use jieyu::session::{Loaded, Session, World};
use std::path::Path;

/// Files as they lie on the disk.
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// The policy of the demonstration, and its workbook.
pub fn demo() -> (Loaded, Vec<InputFile>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let session = Session { world: &Disk, as_of: None, known_on: None, settings: &[] };
    let loaded = session.load(&root.join("policies/shenzhen/demo.policy").to_string_lossy());
    (loaded, gather(&root.join("examples/shenzhen-demo.xlsx")).unwrap())
}
