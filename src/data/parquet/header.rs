//! The header of a page, in the compact protocol of Thrift.

/// Structs in structs that are passed over.
const DEEPEST: usize = 8;

/// What stands in front of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Header {
    pub kind: Option<i64>,
    /// Bytes of the page before and after it was compressed.
    pub unpacked: Option<i64>,
    pub packed: Option<i64>,
    /// By number, the whole numbers of the part that belongs to the kind; 1 for yes and 0 for no.
    own: [Option<i64>; 9],
}

impl Header {
    /// The header that the bytes begin with, and how long it is.
    pub fn read(bytes: &[u8]) -> Option<(Header, usize)> {
        let mut compact = Compact { bytes, at: 0 };
        let mut header = Header::default();
        compact.fields(&mut |compact, number, kind| {
            match number {
                1 => header.kind = Some(compact.whole(kind)?),
                2 => header.unpacked = Some(compact.whole(kind)?),
                3 => header.packed = Some(compact.whole(kind)?),
                5 | 7 | 8 => compact.fields(&mut |compact, number, kind| {
                    match usize::try_from(number).ok().and_then(|at| header.own.get_mut(at)) {
                        Some(place) if matches!(kind, 1..=6) => *place = Some(compact.whole(kind)?),
                        Some(_) | None => compact.pass(kind, DEEPEST)?,
                    }
                    Some(())
                })?,
                _ => compact.pass(kind, DEEPEST)?,
            }
            Some(())
        })?;
        Some((header, compact.at))
    }

    /// A whole number of the part that belongs to the kind.
    pub fn own(&self, number: usize) -> Option<i64> {
        self.own.get(number).copied().flatten()
    }
}

struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Take<'t, 'a> = &'t mut dyn FnMut(&mut Compact<'a>, i64, u8) -> Option<()>;

impl<'a> Compact<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for place in 0..10u32 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(7 * place)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A whole number, or a yes or no that stands in the kind itself.
    fn whole(&mut self, kind: u8) -> Option<i64> {
        match kind {
            1 => Some(1),
            2 => Some(0),
            3 => self.byte().map(i64::from),
            4..=6 => self.signed(),
            _ => None,
        }
    }

    /// Hands out number and kind of each field of a struct; the taker reads its value.
    fn fields(&mut self, take: Take<'_, 'a>) -> Option<()> {
        let mut number = 0i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            number = match head >> 4 {
                0 => self.signed()?,
                step => number.checked_add(i64::from(step))?,
            };
            take(self, number, head & 0x0f)?;
        }
    }

    fn pass(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            1 | 2 => {}
            3 => self.at = self.at.checked_add(1)?,
            4..=6 => {
                self.number()?;
            }
            7 => self.at = self.at.checked_add(8)?,
            8 => self.at = usize::try_from(self.number()?).ok()?.checked_add(self.at)?,
            9 | 10 => {
                let head = self.byte()?;
                let size = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
                for _ in 0..size {
                    // A yes or no in a list is a byte.
                    let kind = if matches!(head & 0x0f, 1 | 2) { 3 } else { head & 0x0f };
                    self.pass(kind, depth)?;
                }
            }
            12 => self.fields(&mut |compact, _, kind| compact.pass(kind, depth))?,
            _ => return None,
        }
        (self.at <= self.bytes.len()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn a_header_is_read_and_what_nobody_needs_is_passed() {
        // A data page: 20 bytes from 300, checksum, 7 values, plain, with statistics behind.
        let bytes = [
            0x15, 0x00, 0x15, 0xd8, 0x04, 0x15, 0x28, 0x15, 0x03, 0x1c, 0x15, 0x0e, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06,
            0x1c, 0x18, 0x02, b'a', b'b', 0x00, 0x00, 0x00, 0xff,
        ];
        let (header, length) = Header::read(&bytes).unwrap();
        assert_eq!((header.kind, header.unpacked, header.packed), (Some(0), Some(300), Some(20)));
        assert_eq!((header.own(1), header.own(2), header.own(3), header.own(6)), (Some(7), Some(0), Some(3), None));
        assert_eq!(length, bytes.len() - 1);
        for end in 0..length {
            assert!(Header::read(&bytes[..end]).is_none());
        }
    }

    #[test]
    fn no_header_passes_for_ever() {
        assert!(Header::read(&[0x9c; 4000]).is_none());
        // A list of all the world's bytes.
        assert!(Header::read(&[0x49, 0xf3, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_none());
    }
}
