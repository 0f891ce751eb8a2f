//! Whether the bytes of a zip file are whole and unpack to a size that an honest workbook could have.

use std::io::{Cursor, Read, Write};
use zip::ZipArchive;

/// Bytes that all parts of a workbook may unpack to.
const MOST: u64 = 768 << 20;
/// Parts that a workbook may have.
const PARTS: usize = 10_000;

/// What is wrong with a zip file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadArchive {
    /// Cut short or damaged.
    Broken,
    /// Unpacks to more than any real workbook.
    Huge,
    /// Its parts are encrypted.
    Locked,
    /// A zip of other things, not a workbook.
    NoWorkbook,
}

/// Unpacks every part to nowhere, counting bytes and checking sums.
pub fn check(bytes: &[u8]) -> Result<(), BadArchive> {
    check_within(bytes, MOST)
}

fn check_within(bytes: &[u8], most: u64) -> Result<(), BadArchive> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BadArchive::Broken)?;
    if archive.len() > PARTS {
        return Err(BadArchive::Huge);
    }
    let mut left = most;
    let mut workbook = false;
    for index in 0..archive.len() {
        let (size, is_book) = look(&mut archive, index)?;
        workbook |= is_book;
        if size > left {
            return Err(BadArchive::Huge);
        }
        let part = archive.by_index(index).map_err(|_| BadArchive::Broken)?;
        let mut limited = part.take(left.saturating_add(1));
        let unpacked = std::io::copy(&mut limited, &mut Nowhere).map_err(|_| BadArchive::Broken)?;
        left = left.checked_sub(unpacked).ok_or(BadArchive::Huge)?;
    }
    if workbook { Ok(()) } else { Err(BadArchive::NoWorkbook) }
}

/// The size that a part claims, and whether it is the heart of a workbook.
fn look(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<(u64, bool), BadArchive> {
    let part = archive.by_index_raw(index).map_err(|_| BadArchive::Broken)?;
    if part.encrypted() {
        return Err(BadArchive::Locked);
    }
    let name = part.name().map_err(|_| BadArchive::Broken)?.replace('\\', "/").to_lowercase();
    Ok((part.size(), name.ends_with("xl/workbook.xml")))
}

struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn blanks(size: usize) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; size]).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let bytes = blanks(100_000);
        assert!(bytes.len() < 1_000);
        assert_eq!(check_within(&bytes, 100_000), Ok(()));
        assert_eq!(check_within(&bytes, 99_999), Err(BadArchive::Huge));
    }

    #[test]
    fn a_part_that_lies_about_its_size_is_refused() {
        let mut bytes = blanks(100_000);
        let size = 100_000u32.to_le_bytes();
        let places: Vec<usize> =
            bytes.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
        for at in places {
            bytes[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
        }
        assert!(check_within(&bytes, 1_000).is_err());
    }
}
