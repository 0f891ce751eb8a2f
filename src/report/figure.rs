//! A number that fits a word as text: its digits are put one by one, from the last to the first.

/// More than a word, a point, commas and a percent sign take.
const ROOM: usize = 80;

/// The text of a number, at the end of its room.
pub struct Figure {
    room: [u8; ROOM],
    from: usize,
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Digits behind the point that are always shown; of a share, before it is a percentage.
    pub decimals: u32,
    pub percent: bool,
    /// Whether commas part the thousands.
    pub grouped: bool,
}

impl Figure {
    /// word ÷ 10^behind with the digits of its look, and all its own; `None` where it has too many for the room.
    pub fn of((word, mut behind): (i64, u32), look: Look) -> Option<Figure> {
        let (mut size, mut decimals) = (word.unsigned_abs(), look.decimals);
        if look.percent {
            size = size.checked_mul(10u64.pow(2u32.saturating_sub(behind)))?;
            (behind, decimals) = (behind.saturating_sub(2), decimals.saturating_sub(2));
        }
        while behind > decimals && size.is_multiple_of(10) {
            (size, behind) = (size / 10, behind - 1);
        }
        let mut room = [0u8; ROOM];
        let mut places = room.iter_mut().rev();
        let mut put = |byte: u8| places.next().map(|place| *place = byte);
        if look.percent {
            put(b'%')?;
        }
        (behind..decimals).try_for_each(|_| put(b'0'))?;
        for _ in 0..behind {
            put(b'0' + (size % 10) as u8)?;
            size /= 10;
        }
        if behind > 0 || decimals > 0 {
            put(b'.')?;
        }
        for place in 0.. {
            if look.grouped && place > 0 && place % 3 == 0 {
                put(b',')?;
            }
            put(b'0' + (size % 10) as u8)?;
            size /= 10;
            if size == 0 {
                break;
            }
        }
        if word < 0 {
            put(b'-')?;
        }
        let from = places.len();
        Some(Figure { room, from })
    }

    pub fn text(&self) -> &str {
        self.room.get(self.from..).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Bytes, characters and columns of the screen: each is one of the others.
    pub fn width(&self) -> usize {
        ROOM - self.from
    }
}
