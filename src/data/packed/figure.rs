//! Plain decimal numbers → scaled words, eight digits at a time.

const ZEROS: u64 = 0x3030_3030_3030_3030;
const HIGH: u64 = 0x8080_8080_8080_8080;
const POWERS: [i64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// Digits behind the point that a column read here may have.
pub const MOST_DIGITS: usize = 9;

/// Eight bytes from a place on, the first of them lowest.
#[inline(always)]
pub fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// How many of eight bytes are digits before the first that is none. A byte that is none may carry into those above it,
/// but never below.
#[inline(always)]
fn leading(word: u64) -> u32 {
    let digits = word ^ ZEROS;
    ((digits.wrapping_add(0x7676_7676_7676_7676) | digits) & HIGH).trailing_zeros() / 8
}

/// The number that the first 1 to 8 digits of a word make: pairs, then fours, then eight.
#[inline(always)]
fn value(word: u64, digits: u32) -> i64 {
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    let word = (word ^ ZEROS).wrapping_shl(64 - 8 * digits);
    let word = word.wrapping_mul(10).wrapping_add(word >> 8);
    let low = (word & PAIRS).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((word >> 16) & PAIRS).wrapping_mul(0x0000_2710_0000_0001);
    (low.wrapping_add(high) >> 32).cast_signed()
}

/// A number of at most 7 digits, with at most `digits` (and 7) behind its point, × 10^digits, and where it ends. `None` for
/// anything else.
#[inline(always)]
pub fn quick(bytes: &[u8], at: usize, digits: usize) -> Option<(i64, usize)> {
    let word = eight(bytes, at)?;
    let whole = leading(word);
    if whole.wrapping_sub(1) > 6 {
        return None;
    }
    let scaled = value(word, whole).wrapping_mul(*POWERS.get(digits)?);
    let end = at + whole as usize;
    if (word >> (8 * whole)) & 0xff != u64::from(b'.') {
        return Some((scaled, end));
    }
    let word = eight(bytes, end + 1)?;
    let part = leading(word);
    if part.wrapping_sub(1) > 6 {
        return None;
    }
    let power = POWERS.get(digits.checked_sub(part as usize)?)?;
    Some((scaled.wrapping_add(value(word, part).wrapping_mul(*power)), end + 1 + part as usize))
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

    /// Whatever the quick way reads, the slow one reads alike; what it reads is all up to the end of the digits.
    #[test]
    fn the_quick_way_and_the_slow_one_agree() {
        let mut quickly = 0;
        let mut try_one = |cell: &str| {
            for digits in 0..=MOST_DIGITS {
                for behind in [",", "\n", "\r\n", " ", "é", "9", "\u{0}"] {
                    let line = format!("x,{cell}{behind}abcdefghijklmnop");
                    let Some((word, end)) = quick(line.as_bytes(), 2, digits) else { continue };
                    let read = &line.as_bytes()[2..end];
                    assert_eq!(Some(word), number(read, digits), "{line} {digits}");
                    assert!(!line.as_bytes()[end].is_ascii_digit());
                    quickly += 1;
                }
            }
        };
        for whole in ["0", "1", "9", "42", "007", "9999999", "12345678", "123456789", "", "-1", "+1", ":", "/"] {
            try_one(whole);
            for part in ["0", "5", "05", "1234567", "12345678", "9999999", "", "0000000", ".", ":", "/1", "é"] {
                try_one(&format!("{whole}.{part}"));
            }
        }
        for number in 0..20_000u64 {
            let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            try_one(&format!("{}.{:02}", (mixed >> 20) % 10u64.pow(1 + (number % 8) as u32), mixed % 97));
        }
        assert!(quickly > 100_000, "{quickly}");
    }
}
