//! The text of a cell → exact number, as people write numbers: ￥1,234.50元, （1,234.50）, 5%, 12.5‰.

use super::cell_trouble::NumberTrouble;
use super::fold::{fold, is_blank, narrow_text};
use crate::value::lookalike::Lookalike;
use crate::value::number::Number;

/// Digits that a number may have.
const LONGEST: usize = 60;

/// What may stand around the digits of a column.
#[derive(Clone, Debug)]
pub struct Style {
    /// Whether `%` and `‰` are understood.
    pub percent: bool,
    /// Whether ¥ and 元 may stand there.
    pub money: bool,
    /// The unit of the file, folded, empty for none.
    pub unit: String,
}

/// The number in the unit of the file; a percentage is a hundredth.
pub fn parse(text: &str, style: &Style) -> Result<Number, NumberTrouble> {
    if is_plain(text) {
        return Number::parse_decimal(text).ok_or(NumberTrouble::Plain);
    }
    adorned(text, style).map_err(|trouble| mistyped(text, style).unwrap_or(trouble))
}

/// The cell with digits for the letters that look like them, where that makes it a number.
fn mistyped(text: &str, style: &Style) -> Option<NumberTrouble> {
    let meant = Lookalike::of(text)?;
    adorned(&meant.written, style).is_ok().then_some(NumberTrouble::Letter(meant))
}

fn adorned(text: &str, style: &Style) -> Result<Number, NumberTrouble> {
    let text: String = narrow_text(text).chars().filter(|c| !is_blank(*c)).collect();
    let (negative, body) = bracketed(&text);
    let (sign, body) = signed(body);
    let body = body.strip_prefix(['¥', '￥']).filter(|_| style.money).unwrap_or(body);
    let (second, body) = if sign.is_none() { signed(body) } else { (None, body) };
    let (body, hundredths) = without_unit(body, style)?;
    let digits = ungrouped(body)?;
    let number = Number::parse_decimal(&digits).ok_or(NumberTrouble::Plain)?;
    let number = match hundredths {
        0 => number,
        tens => number * Number::power_of_ten(-tens),
    };
    let minus = sign.or(second) == Some('-');
    if negative && minus {
        return Err(NumberTrouble::Plain);
    }
    Ok(if negative || minus { -number } else { number })
}

/// The common case, without any of the adornments.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() <= LONGEST && all(whole) && all(part)
}

fn bracketed(text: &str) -> (bool, &str) {
    match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => (false, text),
    }
}

fn signed(text: &str) -> (Option<char>, &str) {
    match text.chars().next() {
        Some(sign @ ('-' | '+')) => (Some(sign), text.strip_prefix(sign).unwrap_or(text)),
        Some(_) | None => (None, text),
    }
}

/// The digits without the unit behind them, and the power of ten that a percent sign takes away.
fn without_unit<'a>(body: &'a str, style: &Style) -> Result<(&'a str, i32), NumberTrouble> {
    let end = body.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |at| at + 1);
    let (digits, unit) = body.split_at_checked(end).unwrap_or((body, ""));
    if digits.is_empty() {
        return Err(wordy(body));
    }
    match unit {
        "" => Ok((digits, 0)),
        "%" if style.unit == "%" => Ok((digits, 0)),
        "‰" if style.unit == "‰" => Ok((digits, 0)),
        "%" | "‰" if !style.percent => Err(NumberTrouble::Percent),
        "%" => Ok((digits, 2)),
        "‰" => Ok((digits, 3)),
        _ if fold(unit) == style.unit && !style.unit.is_empty() => Ok((digits, 0)),
        "元" | "圆" if style.money && (style.unit.is_empty() || style.unit.starts_with('元')) => Ok((digits, 0)),
        _ if digits.starts_with(|c: char| c.is_ascii_digit())
            && unit.chars().count() <= 4
            && !unit.contains(['(', ')', '（', '）']) =>
        {
            Err(NumberTrouble::Unit { unit: unit.to_owned(), expected: style.unit.clone() })
        }
        _ => Err(NumberTrouble::Plain),
    }
}

fn wordy(body: &str) -> NumberTrouble {
    if !body.is_empty() && body.chars().all(|c| c == '#') {
        return NumberTrouble::Hashes;
    }
    let dash = |c: char| matches!(c, '-' | '—' | '–' | '/' | '\\' | '_' | '无');
    if body.is_empty() || body.chars().all(dash) { NumberTrouble::Dash } else { NumberTrouble::Plain }
}

/// The digits without commas, which must part thousands.
fn ungrouped(body: &str) -> Result<String, NumberTrouble> {
    if body.len() > LONGEST {
        return Err(NumberTrouble::TooLong);
    }
    let exponent = |text: &str| {
        text.split_once(['e', 'E']).is_some_and(|(left, right)| {
            left.starts_with(|c: char| c.is_ascii_digit())
                && right.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit())
        })
    };
    if exponent(body) {
        return Err(NumberTrouble::Exponent);
    }
    let (whole, part) = match body.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (body, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut joined = first.to_owned();
    let mut even = true;
    let mut several = false;
    for group in groups {
        several = true;
        even = even && group.len() == 3;
        joined.push_str(group);
    }
    if !digits(&joined) || !part.is_none_or(digits) || joined.is_empty() && part.is_none_or(str::is_empty) {
        return Err(if part.is_some_and(|part| part.contains(',')) {
            NumberTrouble::Commas
        } else {
            NumberTrouble::Plain
        });
    }
    if several && (!even || first.is_empty() || first.len() > 3) {
        return Err(NumberTrouble::Commas);
    }
    if joined.is_empty() {
        joined.push('0');
    }
    match part {
        Some(part) if !part.is_empty() => Ok(format!("{joined}.{part}")),
        Some(_) | None => Ok(joined),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Result<String, NumberTrouble> {
        let style = Style { percent: false, money: true, unit: "元".to_owned() };
        parse(text, &style).map(|number| number.to_decimal().unwrap_or_default())
    }

    fn ratio(text: &str) -> Result<String, NumberTrouble> {
        let style = Style { percent: true, money: false, unit: String::new() };
        parse(text, &style).map(|number| number.to_decimal().unwrap_or_default())
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (text, value) in [
            ("1,234.50", "1234.5"),
            ("１，２３４．５０", "1234.5"),
            ("￥1,234.50元", "1234.5"),
            ("¥ 12", "12"),
            ("-¥12", "-12"),
            ("¥-12", "-12"),
            ("(1,234.50)", "-1234.5"),
            ("（１２）", "-12"),
            ("－5", "-5"),
            ("−5", "-5"),
            ("+5", "5"),
            ("1 234", "1234"),
            (".5", "0.5"),
            ("5.", "5"),
            ("007", "7"),
        ] {
            assert_eq!(money(text).as_deref(), Ok(value), "{text}");
        }
        assert_eq!(ratio("5%").as_deref(), Ok("0.05"));
        assert_eq!(ratio("12.5％").as_deref(), Ok("0.125"));
        assert_eq!(ratio("3‰").as_deref(), Ok("0.003"));
    }

    #[test]
    fn what_is_no_number_says_why() {
        let unit = |unit: &str| NumberTrouble::Unit { unit: unit.to_owned(), expected: "元".to_owned() };
        let letter = |letter, digit, written: &str| {
            NumberTrouble::Letter(Lookalike { letter, digit, written: written.to_owned() })
        };
        for (text, why) in [
            ("1O0", letter('O', '0', "100")),
            ("l,2OO元", letter('l', '1', "1,200元")),
            ("￥5O", letter('O', '0', "￥50")),
            ("12O盒", unit("O盒")),
            ("12,34", NumberTrouble::Commas),
            ("1,23,456", NumberTrouble::Commas),
            ("1.234,5", NumberTrouble::Commas),
            ("1.2E+05", NumberTrouble::Exponent),
            ("####", NumberTrouble::Hashes),
            ("5%", NumberTrouble::Percent),
            ("12万元", unit("万元")),
            ("12盒", unit("盒")),
            ("—", NumberTrouble::Dash),
            ("/", NumberTrouble::Dash),
            ("约12", NumberTrouble::Plain),
            ("1.2.3", NumberTrouble::Plain),
            ("(-5)", NumberTrouble::Plain),
            ("--5", NumberTrouble::Plain),
        ] {
            assert_eq!(money(text), Err(why), "{text}");
        }
        assert_eq!(money(&"9".repeat(100)), Err(NumberTrouble::TooLong));
    }
}
