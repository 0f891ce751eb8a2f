//! The bytes of a file in pieces of whole lines: each is parsed while it is still in the cache.

use std::io::{ErrorKind, Read};

/// Bytes of a piece: few enough for the second cache, many enough for few calls.
const PIECE: usize = 256 << 10;

/// Bytes before the first line and behind the last that may be looked at, so that no word leaves the piece.
const AROUND: usize = 16;

/// Some whole lines; each ends in a line feed.
#[derive(Debug)]
pub struct Piece {
    bytes: Vec<u8>,
    len: usize,
    /// From 0, in the order of the file.
    pub number: usize,
}

impl Piece {
    pub fn new() -> Piece {
        Piece { bytes: vec![0; AROUND + PIECE + AROUND], len: 0, number: 0 }
    }

    /// The lines, and some bytes before and behind them that mean nothing.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the first line begins.
    pub fn from(&self) -> usize {
        AROUND
    }

    pub fn lines(&self) -> &[u8] {
        self.bytes.get(AROUND..AROUND + self.len).unwrap_or_default()
    }
}

/// A file that is read from its first line below the headings to its last.
pub struct Feed<'a> {
    from: Box<dyn Read + Send + 'a>,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
    pieces: usize,
    ended: bool,
}

impl<'a> Feed<'a> {
    /// A feed behind the first `skip` bytes; `None` where they cannot be read.
    pub fn new(mut from: Box<dyn Read + Send + 'a>, skip: usize) -> Option<Feed<'a>> {
        let mut passed = Vec::with_capacity(skip);
        from.by_ref().take(u64::try_from(skip).ok()?).read_to_end(&mut passed).ok()?;
        (passed.len() == skip).then(|| Feed { from, rest: Vec::new(), pieces: 0, ended: false })
    }

    /// The next lines, `false` behind the last; `None` where they cannot be read, are too long, or are no UTF-8.
    pub fn fill(&mut self, piece: &mut Piece) -> Option<bool> {
        let mut have = self.rest.len();
        let bytes = piece.bytes.get_mut(AROUND..)?;
        bytes.get_mut(..have)?.copy_from_slice(&self.rest);
        while have < PIECE && !self.ended {
            match self.from.read(bytes.get_mut(have..PIECE)?) {
                Ok(0) => self.ended = true,
                Ok(more) => have += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        if have == 0 {
            return Some(false);
        }
        if self.ended && bytes.get(have - 1) != Some(&b'\n') {
            *bytes.get_mut(have)? = b'\n';
            have += 1;
        }
        let all = bytes.get(..have)?;
        piece.len = all.iter().rposition(|byte| *byte == b'\n')? + 1;
        self.rest.clear();
        self.rest.extend_from_slice(all.get(piece.len..)?);
        piece.number = self.pieces;
        self.pieces += 1;
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::{Feed, PIECE, Piece};

    #[test]
    fn pieces_are_whole_lines_and_together_the_file() {
        let line = |number: usize| format!("{number},{}\n", "x".repeat(number % 91));
        let text: String = (0..12_000).map(line).collect();
        assert!(text.len() > 2 * PIECE);
        for text in [text.as_str(), text.trim_end()] {
            let mut feed = Feed::new(Box::new(text.as_bytes()), 3).unwrap();
            let (mut piece, mut all) = (Piece::new(), String::new());
            while feed.fill(&mut piece).unwrap() {
                let lines = std::str::from_utf8(piece.lines()).unwrap();
                assert!(lines.ends_with('\n'));
                all.push_str(lines);
            }
            assert_eq!(all.trim_end(), text[3..].trim_end());
        }
        let endless = "x".repeat(PIECE + 1);
        assert!(Feed::new(Box::new(endless.as_bytes()), 0).unwrap().fill(&mut Piece::new()).is_none());
        assert!(Feed::new(Box::new(&b"ab"[..]), 3).is_none());
    }
}
