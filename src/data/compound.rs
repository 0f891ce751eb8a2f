//! The container of .xls and of encrypted workbooks (MS-CFB): takes its bytes, gives a stream by name. Nothing in a
//! damaged file makes it loop or ask for more memory than the file has.

/// Marks above this are no sectors.
const LAST_SECTOR: u32 = 0xffff_fff0;

/// A container whose directory has been read.
#[derive(Debug)]
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    cutoff: u32,
}

#[derive(Debug)]
struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: u32,
}

impl<'a> Compound<'a> {
    /// `None` for what is not a whole container.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = 1usize.checked_shl(u32::from(u16_at(bytes, 30)?))?;
        if !matches!(sector, 512 | 4096) {
            return None;
        }
        let mut compound = Compound {
            bytes,
            sector,
            fat: Vec::new(),
            entries: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            cutoff: u32_at(bytes, 56)?,
        };
        compound.fat = compound.read_fat()?;
        let directory = compound.chain(u32_at(bytes, 48)?)?;
        compound.entries = directory.chunks_exact(128).filter_map(entry).collect();
        let root = compound.entries.iter().find(|entry| entry.kind == 5).map(|root| root.start)?;
        if u32_at(bytes, 64)? > 0 {
            compound.mini_fat = words(&compound.chain(u32_at(bytes, 60)?)?);
            compound.mini_stream = compound.chain(root)?;
        }
        Some(compound)
    }

    /// Whether there is a stream of that name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.kind == 2 && entry.name == name)
    }

    /// The bytes of a stream; `None` if it is not there or cut short.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.kind == 2 && entry.name == name)?;
        let size = usize::try_from(entry.size).ok()?;
        let mut bytes = if entry.size < self.cutoff { self.mini_chain(entry.start)? } else { self.chain(entry.start)? };
        if bytes.len() < size {
            return None;
        }
        bytes.truncate(size);
        Some(bytes)
    }

    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let whole = self.bytes.get(start..start.checked_add(self.sector)?);
        // The last sector may be cut: some writers do not pad it.
        whole.or_else(|| self.bytes.get(start..).filter(|rest| !rest.is_empty()))
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut sectors = words(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.sector + 1;
        for _ in 0..most {
            if next >= LAST_SECTOR {
                break;
            }
            let mut more = words(self.at(next)?);
            next = more.pop()?;
            sectors.extend(more);
        }
        let mut fat = Vec::new();
        for sector in sectors.into_iter().filter(|sector| *sector < LAST_SECTOR).take(most) {
            fat.extend(words(self.at(sector)?));
        }
        Some(fat)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        follow(start, &self.fat, self.bytes.len() / self.sector + 1, |sector| self.at(sector))
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<u8>> {
        follow(start, &self.mini_fat, self.mini_stream.len() / 64 + 1, |sector| {
            let start = usize::try_from(sector).ok()?.checked_mul(64)?;
            self.mini_stream.get(start..start.checked_add(64)?)
        })
    }
}

fn follow<'a>(start: u32, table: &[u32], most: usize, at: impl Fn(u32) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut sector = start;
    for _ in 0..most {
        if sector >= LAST_SECTOR {
            return Some(bytes);
        }
        bytes.extend_from_slice(at(sector)?);
        sector = *table.get(usize::try_from(sector).ok()?)?;
    }
    (sector >= LAST_SECTOR).then_some(bytes)
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?;
    let units: Vec<u16> = bytes.get(..length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        kind: *bytes.get(66)?,
        start: u32_at(bytes, 116)?,
        size: u32_at(bytes, 120)?,
    })
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// A little-endian number of two bytes.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A little-endian number of four bytes.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
