//! Amounts of money in Chinese capitals (大写金额), as bills and official documents write them, and back: a written amount
//! is only used where reading it again gives the same number. After 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》.

use crate::value::number::Number;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Within four digits, from the lowest.
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
/// For each four digits, from the lowest.
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// 壹万陆仟肆佰零玖元零贰分. `None` where the amount is no whole number of cents, or has more than twenty digits.
pub fn capital(amount: &Number) -> Option<String> {
    let text = write(amount)?;
    (read(&text).as_ref() == Some(amount)).then_some(text)
}

fn write(amount: &Number) -> Option<String> {
    let cents = amount.abs().to_scaled_i128(2)?.to_string();
    let padded = format!("{cents:0>3}");
    let (yuan, part) = padded.split_at_checked(padded.len().checked_sub(2)?)?;
    let part: Vec<usize> = part.chars().filter_map(digit_of).collect();
    let (tenths, hundredths) = (*part.first()?, *part.get(1)?);
    let whole = integer(yuan)?;
    let mut text = String::new();
    if amount.is_negative() {
        text.push('负');
    }
    if !whole.is_empty() {
        text.push_str(&whole);
        text.push('元');
    }
    match (tenths, hundredths) {
        (0, 0) if whole.is_empty() => text.push_str("零元整"),
        (0, 0) => text.push('整'),
        (tenths, 0) => {
            text.push(*DIGITS.get(tenths)?);
            text.push_str("角整");
        }
        (tenths, hundredths) => {
            if tenths > 0 {
                text.push(*DIGITS.get(tenths)?);
                text.push('角');
            } else if !whole.is_empty() {
                text.push('零');
            }
            text.push(*DIGITS.get(hundredths)?);
            text.push('分');
        }
    }
    Some(text)
}

fn digit_of(c: char) -> Option<usize> {
    c.to_digit(10).and_then(|digit| usize::try_from(digit).ok())
}

/// The digits before the point; empty for zero.
fn integer(digits: &str) -> Option<String> {
    let digits: Vec<usize> = digits.chars().filter_map(digit_of).collect();
    let mut text = String::new();
    // A run of zeros between digits is one 零.
    let mut gap = false;
    let groups = digits.len().div_ceil(4);
    for group in (0..groups).rev() {
        let mut some = false;
        for place in (0..4).rev() {
            let at = group.checked_mul(4)?.checked_add(place)?;
            let Some(digit) = digits.len().checked_sub(at.checked_add(1)?).and_then(|at| digits.get(at)) else {
                continue;
            };
            if *digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push('零');
            }
            gap = false;
            some = true;
            text.push(*DIGITS.get(*digit)?);
            text.push_str(PLACES.get(place)?);
        }
        if some {
            text.push_str(GROUPS.get(group)?);
        }
    }
    Some(text)
}

/// The amount that capitals say; `None` where they say none. 圆 and 正 are read as 元 and 整, 人民币 may stand before.
pub fn read(text: &str) -> Option<Number> {
    let text = text.trim();
    let text = text.strip_prefix("人民币").unwrap_or(text).trim();
    let (negative, text) = text.strip_prefix('负').map_or((false, text), |rest| (true, rest));
    let text = text.strip_suffix(['整', '正']).unwrap_or(text);
    let (whole, part) = match text.split_once(['元', '圆']) {
        Some((whole, part)) => (read_integer(whole)?, part),
        None => (Number::zero(), text),
    };
    let cents = &whole * &Number::from(100) + read_part(part)?;
    if text.is_empty() {
        return None;
    }
    let amount = cents * Number::power_of_ten(-2);
    Some(if negative { -&amount } else { amount })
}

/// 伍角贰分, 零贰分, nothing.
fn read_part(text: &str) -> Option<Number> {
    let mut cents = Number::zero();
    let mut digit: Option<usize> = None;
    for c in text.chars() {
        match c {
            '角' => cents = cents + Number::from(digit.take()?.checked_mul(10)?),
            '分' => cents = cents + Number::from(digit.take()?),
            other => digit = Some(DIGITS.iter().position(|known| *known == other)?),
        }
    }
    digit.is_none().then_some(cents)
}

/// The whole part by groups of four: 壹亿零贰万叁仟.
fn read_integer(text: &str) -> Option<Number> {
    let (mut total, mut section, mut digit) = (Number::zero(), 0i64, 0i64);
    let mut chars = text.chars().peekable();
    chars.peek()?;
    while let Some(c) = chars.next() {
        if let Some(at) = DIGITS.iter().position(|known| *known == c) {
            digit = i64::try_from(at).ok()?;
            continue;
        }
        let scale = match c {
            '拾' => 10,
            '佰' => 100,
            '仟' => 1000,
            '万' | '亿' => {
                let mut power = if c == '万' { 4 } else { 8 };
                while let Some(next) = chars.next_if(|next| *next == '亿') {
                    power += if next == '亿' { 8 } else { 4 };
                }
                let group = Number::from(section.checked_add(digit)?);
                total = total + group * Number::power_of_ten(power);
                (section, digit) = (0, 0);
                continue;
            }
            _ => return None,
        };
        section = section.checked_add(digit.checked_mul(scale)?)?;
        digit = 0;
    }
    Some(total + Number::from(section.checked_add(digit)?))
}
