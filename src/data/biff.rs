//! Whether an .xls file is whole and of honest size, before the reader of workbooks sees it: that one trusts what the
//! file says of itself and would ask for any amount of memory.

use super::compound::{Compound, u16_at, u32_at};
use super::file_trouble::FileTrouble;
use std::collections::HashSet;

/// Rows and columns of a sheet of Excel 97.
const ROWS: u32 = 65_536;
const COLUMNS: u16 = 256;

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const PASSWORD: u16 = 0x002f;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00bd;
const RICH_TEXT: u16 = 0x00d6;
const SHARED_TEXT: u16 = 0x00fd;
const SIZE: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const TRUTH: u16 = 0x0205;
const SHORT_NUMBER: u16 = 0x027e;
const BEGIN: u16 = 0x0809;

/// Walks through all records of the workbook stream (MS-XLS 2.1.4).
pub fn check(bytes: &[u8]) -> Result<(), FileTrouble> {
    let compound = Compound::open(bytes).ok_or(FileTrouble::BrokenWorkbook)?;
    if compound.has("EncryptedPackage") {
        return Err(FileTrouble::Encrypted);
    }
    if !compound.has("Workbook") && !compound.has("Book") {
        return Err(FileTrouble::NotATable);
    }
    let stream = compound.stream("Workbook").or_else(|| compound.stream("Book"));
    walk(&stream.ok_or(FileTrouble::BrokenWorkbook)?)
}

fn walk(stream: &[u8]) -> Result<(), FileTrouble> {
    let mut begins = HashSet::new();
    let mut sheets = Vec::new();
    let (mut at, mut depth) = (0, 0u32);
    // Behind the last substream there may be padding.
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let start = at + 4;
        let end = start + usize::from(length);
        let Some(record) = stream.get(start..end) else { break };
        match kind {
            BEGIN => {
                begins.insert(at);
                depth += 1;
            }
            END => depth = depth.saturating_sub(1),
            PASSWORD if u16_at(record, 0).is_some_and(|kind| kind != 0) => {
                return Err(FileTrouble::Encrypted);
            }
            SHEET => sheets.push(u32_at(record, 0).ok_or(FileTrouble::BrokenWorkbook)?),
            SIZE if depth == 1 => size(record).ok_or(FileTrouble::BrokenWorkbook)?,
            FORMULA | NUMBERS | RICH_TEXT | SHARED_TEXT | NUMBER | LABEL | TRUTH | SHORT_NUMBER if depth == 1 => {
                let column = u16_at(record, 2).ok_or(FileTrouble::BrokenWorkbook)?;
                if column >= COLUMNS {
                    return Err(FileTrouble::BrokenWorkbook);
                }
            }
            _ => {}
        }
        at = end;
    }
    let known = |sheet: &u32| usize::try_from(*sheet).is_ok_and(|at| begins.contains(&at));
    let whole = depth == 0 && !sheets.is_empty() && sheets.iter().all(known);
    if whole { Ok(()) } else { Err(FileTrouble::BrokenWorkbook) }
}

/// The first and the last cell that a sheet claims to use; old formats count rows in two bytes.
fn size(record: &[u8]) -> Option<()> {
    let (rows, columns) = match record.len() {
        10 => ((u16_at(record, 0)?.into(), u16_at(record, 2)?.into()), (u16_at(record, 4)?, u16_at(record, 6)?)),
        14.. => ((u32_at(record, 0)?, u32_at(record, 4)?), (u16_at(record, 8)?, u16_at(record, 10)?)),
        _ => return None,
    };
    let honest = (rows.1 == 0 || rows.0 < rows.1) && rows.1 <= ROWS && columns.1 <= COLUMNS;
    honest.then_some(())
}
