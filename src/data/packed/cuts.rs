//! Where the cells of plain lines end: commas and line feeds, 64 bytes at a time, by the vector unit that is there (decision
//! 0085). Each cell is known before any of them is read, so that columns can be read one after the other.

use super::feed::Piece;
use pulp::{Arch, NullaryFnOnce};

/// Room behind the bounds for what one step may write.
const STEP: usize = 80;

/// What stands in 64 bytes, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Marks {
    /// Commas and line feeds.
    cuts: u64,
    feeds: u64,
    carriages: u64,
    /// Quotes and zeros: the ordinary reader has to look.
    odd: u64,
    /// Bytes that are not ASCII.
    foreign: u64,
}

/// How a vector unit finds marks.
trait Finder: Copy {
    fn marks(self, bytes: &[u8; 64]) -> Marks;

    /// Writes `from` and the place of each bit; behind them may stand anything.
    #[inline(always)]
    fn places(self, mut cuts: u64, from: u32, mut out: &mut [u32]) {
        while let Some((some, rest)) = out.split_first_chunk_mut::<12>() {
            for place in some {
                *place = from.wrapping_add(cuts.trailing_zeros());
                cuts &= cuts.wrapping_sub(1);
            }
            if cuts == 0 {
                return;
            }
            out = rest;
        }
    }
}

/// Machines without a vector unit that is known.
#[derive(Clone, Copy)]
struct Words;

impl Finder for Words {
    #[inline(always)]
    fn marks(self, bytes: &[u8; 64]) -> Marks {
        let mut marks = Marks::default();
        for (place, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*eight);
            let found = |byte: u8| found(word, byte) << (8 * place);
            marks.feeds |= found(b'\n');
            marks.cuts |= found(b',');
            marks.carriages |= found(b'\r');
            marks.odd |= found(b'"') | found(0);
            marks.foreign |= gathered((word & HIGH) >> 7) << (8 * place);
        }
        marks.cuts |= marks.feeds;
        marks
    }
}

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Which of eight bytes are this one, a bit each.
#[inline(always)]
fn found(word: u64, byte: u8) -> u64 {
    let other = word ^ u64::from_le_bytes([byte; 8]);
    gathered(!(((other & LOW) + LOW) | other | LOW) >> 7)
}

/// The lowest bits of eight bytes side by side; all others are 0.
#[inline(always)]
fn gathered(bits: u64) -> u64 {
    bits.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(target_arch = "x86_64")]
mod vector {
    use super::{Finder, Marks};
    use pulp::x86::{V3, V4};
    use std::arch::x86_64::{__m256i, __m512i};

    impl Finder for V3 {
        #[inline(always)]
        fn marks(self, bytes: &[u8; 64]) -> Marks {
            let [low, high]: [__m256i; 2] = pulp::cast(*bytes);
            let both = |halves: [__m256i; 2]| {
                let [low, high] = halves.map(|half| u64::from(self.avx2._mm256_movemask_epi8(half).cast_unsigned()));
                low | (high << 32)
            };
            let found = |byte: u8| {
                let wanted = self.avx._mm256_set1_epi8(byte.cast_signed());
                both([low, high].map(|half| self.avx2._mm256_cmpeq_epi8(half, wanted)))
            };
            let feeds = found(b'\n');
            let (odd, foreign) = (found(b'"') | found(0), both([low, high]));
            Marks { cuts: found(b',') | feeds, feeds, carriages: found(b'\r'), odd, foreign }
        }
    }

    impl Finder for V4 {
        #[inline(always)]
        fn marks(self, bytes: &[u8; 64]) -> Marks {
            let all: __m512i = pulp::cast(*bytes);
            let found = |byte: u8| {
                let wanted = self.avx512f._mm512_set1_epi8(byte.cast_signed());
                self.avx512bw._mm512_cmpeq_epi8_mask(all, wanted)
            };
            let feeds = found(b'\n');
            let (odd, foreign) = (found(b'"') | found(0), self.avx512bw._mm512_movepi8_mask(all));
            Marks { cuts: found(b',') | feeds, feeds, carriages: found(b'\r'), odd, foreign }
        }
    }
}

/// The cells of the lines of a piece.
#[derive(Debug, Default)]
pub struct Cuts {
    /// One before the first cell, then where each cell ends. A line feed behind a carriage return is not counted.
    bounds: Vec<u32>,
    width: usize,
    rows: usize,
    /// Whether any line ends in a carriage return.
    carriages: bool,
    /// Whether any cell is empty.
    blanks: bool,
}

/// What was seen of a piece.
struct Seen {
    cells: usize,
    rows: usize,
    carriages: bool,
    blanks: bool,
    ascii: bool,
}

struct Scan<'a, F> {
    finder: F,
    bytes: &'a [u8],
    from: usize,
    bounds: &'a mut Vec<u32>,
}

impl<F: Finder> NullaryFnOnce for Scan<'_, F> {
    type Output = Option<Seen>;

    #[inline(always)]
    fn call(self) -> Option<Seen> {
        let Scan { finder, bytes, from, bounds } = self;
        let (blocks, rest) = bytes.as_chunks::<64>();
        let mut last = [b' '; 64];
        last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        let (mut cells, mut rows) = (0usize, 0usize);
        let (mut odd, mut all_carriages, mut blanks, mut all_foreign) = (0, 0, 0, 0);
        let (mut after_cut, mut after_carriage) = (1, 0);
        let mut at = u32::try_from(from).ok()?;
        for block in blocks.iter().chain([&last]) {
            if bounds.len() < cells + STEP {
                bounds.resize((2 * bounds.len()).max(64 * STEP), 0);
            }
            let Marks { cuts, feeds, carriages, odd: stray, foreign } = finder.marks(block);
            finder.places(cuts, at, bounds.get_mut(cells + 1..)?);
            // A return that stands before anything but a line feed is no end of a line.
            odd |= stray | (((carriages << 1) | after_carriage) & !feeds);
            blanks |= ((cuts << 1) | after_cut) & (cuts | carriages);
            all_carriages |= carriages;
            all_foreign |= foreign;
            (after_cut, after_carriage) = (cuts >> 63, carriages >> 63);
            cells += cuts.count_ones() as usize;
            rows += feeds.count_ones() as usize;
            at += 64;
        }
        let (carriages, blanks, ascii) = (all_carriages != 0, blanks != 0, all_foreign == 0);
        (odd == 0).then_some(Seen { cells, rows, carriages, blanks, ascii })
    }
}

impl Cuts {
    /// Finds all cells of a piece; `None` where a line has not so many cells, where there is no UTF-8, or the ordinary reader has
    /// to look.
    pub fn find(&mut self, piece: &Piece, width: usize) -> Option<()> {
        let (bytes, from, bounds) = (piece.lines(), piece.from(), &mut self.bounds);
        let seen = match Arch::new() {
            #[cfg(target_arch = "x86_64")]
            Arch::V4(finder) => finder.vectorize(Scan { finder, bytes, from, bounds }),
            #[cfg(target_arch = "x86_64")]
            Arch::V3(finder) => finder.vectorize(Scan { finder, bytes, from, bounds }),
            _ => Scan { finder: Words, bytes, from, bounds }.call(),
        }?;
        *self.bounds.first_mut()? = u32::try_from(from.checked_sub(1)?).ok()?;
        (self.width, self.rows) = (width, seen.rows);
        (self.carriages, self.blanks) = (seen.carriages, seen.blanks);
        if !seen.ascii {
            std::str::from_utf8(piece.lines()).ok()?;
        }
        if seen.cells != seen.rows.checked_mul(width)? {
            return None;
        }
        // As many line feeds as lines, and one at the end of each: none stands elsewhere.
        for end in self.bounds.get_mut(1..=seen.cells)?.chunks_mut(width).filter_map(|line| line.last_mut()) {
            let at = *end as usize;
            if piece.bytes().get(at) != Some(&b'\n') {
                return None;
            }
            if seen.carriages && piece.bytes().get(at - 1) == Some(&b'\r') {
                *end -= 1;
            }
        }
        Some(())
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether some of these lines has fewer filled cells.
    pub fn lacks(&self, cells: Cells<'_>, least: usize) -> bool {
        if !self.blanks && self.width >= least {
            return false;
        }
        let mut filled = vec![0; cells.bounds.len() / self.width.max(1)];
        for place in 0..self.width {
            let spans = Cells { place, ..cells }.spans();
            filled.iter_mut().zip(spans).for_each(|(filled, (start, end))| *filled += usize::from(end > start));
        }
        filled.iter().any(|filled| *filled < least)
    }

    /// The cells of the first column of some lines.
    pub fn cells<'b>(&'b self, bytes: &'b [u8], from: usize, rows: usize) -> Cells<'b> {
        let bounds = self.bounds.get(from * self.width..=(from + rows) * self.width).unwrap_or_default();
        Cells { bytes, bounds, width: self.width, place: 0, carriages: self.carriages }
    }
}

/// The cells of one column in some lines.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'b> {
    /// The piece, with some bytes before its first line and behind its last.
    pub bytes: &'b [u8],
    bounds: &'b [u32],
    width: usize,
    /// The place of the column in the file.
    pub place: usize,
    carriages: bool,
}

impl<'b> Cells<'b> {
    /// The byte before each and where it ends; behind a line that ends in a carriage return, one byte more stands before the
    /// first cell.
    #[inline(always)]
    pub fn pairs(self) -> Pairs<'b> {
        Pairs { bounds: self.bounds, at: self.place, width: self.width }
    }

    /// Where each begins and where it ends.
    #[inline(always)]
    pub fn spans(self) -> Spans<'b> {
        // The line feed behind a carriage return stands between two lines.
        let returns = if self.carriages && self.place == 0 { self.bytes } else { &[] };
        Spans { pairs: self.pairs(), returns }
    }
}

#[derive(Debug)]
pub struct Pairs<'b> {
    bounds: &'b [u32],
    at: usize,
    width: usize,
}

impl Iterator for Pairs<'_> {
    type Item = [u32; 2];

    #[inline(always)]
    fn next(&mut self) -> Option<[u32; 2]> {
        let pair = *self.bounds.get(self.at..)?.first_chunk()?;
        self.at = self.at.wrapping_add(self.width);
        Some(pair)
    }
}

/// Where the cells of a column begin and end.
#[derive(Debug)]
pub struct Spans<'b> {
    pairs: Pairs<'b>,
    /// The piece, where a carriage return may stand before the cells.
    returns: &'b [u8],
}

impl Iterator for Spans<'_> {
    type Item = (usize, usize);

    #[inline(always)]
    fn next(&mut self) -> Option<(usize, usize)> {
        let [before, end] = self.pairs.next()?;
        let before = before as usize;
        let start = if self.returns.get(before) == Some(&b'\r') { before + 2 } else { before + 1 };
        Some((start, end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::super::feed::{Feed, Piece};
    use super::{Cuts, Finder, Marks, Scan, Words};
    use pulp::NullaryFnOnce;

    /// Bytes of all kinds that matter, in an order that repeats late.
    fn bytes(length: usize) -> Vec<u8> {
        let mut mixed = 7u64;
        let mut next = || {
            mixed = mixed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            b",,,\n\r\"\0a9.-\x80\xac\x8a\x0d\xff+/"[(mixed >> 33) as usize % 18]
        };
        (0..length).map(|_| next()).collect()
    }

    fn plainly(bytes: &[u8; 64]) -> Marks {
        let of = |wanted: &[u8]| {
            bytes.iter().enumerate().fold(0, |marks, (at, byte)| marks | (u64::from(wanted.contains(byte)) << at))
        };
        let foreign = bytes.iter().enumerate().fold(0, |marks, (at, byte)| marks | (u64::from(!byte.is_ascii()) << at));
        Marks { cuts: of(b",\n"), feeds: of(b"\n"), carriages: of(b"\r"), odd: of(b"\"\0"), foreign }
    }

    /// Runs as a vector unit does.
    struct All<'a, F>(F, &'a [[u8; 64]]);

    impl<F: Finder> NullaryFnOnce for All<'_, F> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            for block in self.1 {
                let marks = self.0.marks(block);
                assert_eq!(marks, plainly(block));
                let mut places = [0; 80];
                self.0.places(marks.cuts, 1000, &mut places);
                let wanted = (0..64u32).filter(|at| marks.cuts >> at & 1 == 1).map(|at| 1000 + at);
                let count = marks.cuts.count_ones() as usize;
                assert_eq!(places[..count], wanted.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn every_unit_finds_the_same_marks() {
        let bytes = bytes(64 * 1_000);
        let mut blocks: Vec<[u8; 64]> = bytes.as_chunks::<64>().0.to_vec();
        blocks.extend([[b','; 64], [b'x'; 64]]);
        All(Words, &blocks).call();
        #[cfg(target_arch = "x86_64")]
        {
            use pulp::x86::{V3, V4};
            V3::try_new().into_iter().for_each(|unit| unit.vectorize(All(unit, &blocks)));
            V4::try_new().into_iter().for_each(|unit| unit.vectorize(All(unit, &blocks)));
        }
    }

    fn cut(text: &str, width: usize) -> Option<Vec<Vec<String>>> {
        let (mut piece, mut cuts) = (Piece::new(), Cuts::default());
        assert!(Feed::new(Box::new(text.as_bytes()), 0).unwrap().fill(&mut piece).unwrap());
        cuts.find(&piece, width)?;
        let half = cuts.rows() / 2;
        let mut lines = vec![Vec::new(); cuts.rows()];
        for (from, rows) in [(0, half), (half, cuts.rows() - half)] {
            let mut cells = cuts.cells(piece.bytes(), from, rows);
            for place in 0..width {
                cells.place = place;
                let texts = cells.spans().map(|(start, end)| std::str::from_utf8(&piece.bytes()[start..end]).unwrap());
                lines[from..].iter_mut().zip(texts).for_each(|(line, text)| line.push(text.to_owned()));
            }
            let filled = |line: &Vec<String>| line.iter().filter(|cell| !cell.is_empty()).count();
            let fewest = lines[from..from + rows].iter().map(filled).min().unwrap_or(usize::MAX);
            for least in 0..=width {
                assert_eq!(cuts.lacks(cells, least), fewest < least, "{text:?} {least}");
            }
        }
        Some(lines)
    }

    #[test]
    fn cells_are_what_stands_between_commas() {
        let wanted = |text: &str| -> Vec<Vec<String>> {
            text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
        };
        for end in ["\n", "\r\n"] {
            for count in [1, 2, 7, 100, 3_000] {
                let line = |row: usize| format!("{},{},,{}{end}", "甲".repeat(row % 40), row, "x".repeat(row % 5));
                let text: String = (0..count).map(line).collect();
                assert_eq!(cut(&text, 4), Some(wanted(&text)));
                assert_eq!(cut(text.trim_end(), 4), Some(wanted(&text)));
                assert_eq!(cut(&text, 3), None);
                assert_eq!(cut(&text, 5), None);
            }
        }
        // Some lines end one way, some the other.
        assert_eq!(cut("a,b\r\nc,d\ne,\r\n,\n", 2), Some(wanted("a,b\nc,d\ne,\n,\n")));
        for odd in ["a,b\rc,d\n", "a,b\r\r\n", "\"a\",b\n", "a,\0\n", "a,b\n\nc,d\n", "a,b,c\nd\n", "a\nb,c,d\n"] {
            assert_eq!(cut(odd, 2), None, "{odd:?}");
        }
        assert!(Scan { finder: Words, bytes: b"a,b\n", from: 16, bounds: &mut Vec::new() }.call().is_some());
    }
}
