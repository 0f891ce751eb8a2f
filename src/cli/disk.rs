//! The real world: files on disk and today's date.

use crate::session::World;
use crate::value::date::Date;
use std::io::Result;

/// The disk of this machine.
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// Today, by the clock and time zone of this machine.
pub fn today() -> Option<Date> {
    let now = jiff::Zoned::now().date();
    Date::new(now.year(), now.month(), now.day())
}
