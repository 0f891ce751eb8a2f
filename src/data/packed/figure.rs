//! One plain decimal number → a scaled word.

/// Digits behind the point that a column read here may have.
pub const MOST_DIGITS: usize = 9;

/// Eight bytes from a place on, the first of them lowest.
#[inline(always)]
pub fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A plain decimal number × 10^digits: at most 18 digits in all, zeros behind the allowed ones.
pub fn number(cell: &[u8], digits: usize) -> Option<i64> {
    let (negative, cell) = match cell.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, cell),
    };
    if cell.len() > 18 {
        return None;
    }
    let (mut word, mut whole, mut part, mut point) = (0i64, 0usize, 0usize, false);
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            if point && part == digits {
                if digit != 0 {
                    return None;
                }
                continue;
            }
            word = word * 10 + i64::from(digit);
            part += usize::from(point);
            whole += usize::from(!point);
        } else if *byte == b'.' && !point {
            point = true;
        } else {
            return None;
        }
    }
    // Digits on both sides of a point, as a plain number has them.
    if whole == 0 || cell.last() == Some(&b'.') {
        return None;
    }
    let word = word.checked_mul(10i64.checked_pow(u32::try_from(digits - part).ok()?)?)?;
    Some(if negative { -word } else { word })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain_or_left_to_the_reader() {
        assert_eq!(number(b"12.5", 2), Some(1250));
        assert_eq!(number(b"-0.01", 2), Some(-1));
        assert_eq!(number(b"7", 4), Some(70_000));
        assert_eq!(number(b"1.5000", 2), Some(150));
        assert_eq!(number(b"007", 0), Some(7));
        for odd in ["", "-", ".5", "5.", "1,5", "1.234", " 1", "1e5", "+1", "--1", "1.2.3", "1234567890123456789"] {
            assert_eq!(number(odd.as_bytes(), 2), None, "{odd}");
        }
    }
}
