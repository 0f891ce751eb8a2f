//! Numbers that are written out in Chinese, as official prose does, and how they are written in a policy.

use crate::value::number::Number;

/// Words that follow a number as its unit.
const UNITS: &[&str] = &[
    "元",
    "角",
    "分",
    "天",
    "日",
    "件",
    "盒",
    "片",
    "支",
    "位小数",
    "位",
    "人次",
    "人",
    "次",
    "个",
    "倍",
    "家",
    "名",
    "项",
    "户",
    "年",
    "个月",
    "月",
    "岁",
    "小时",
];

/// `百分之五十` → `50%`, `五十万元` → `50万元`, `三分之一` → `1 ÷ 3`; `None` for what is no such number.
pub fn arabic(word: &str) -> Option<String> {
    if matches!(word, "一半" | "半数") {
        return Some("50%".to_owned());
    }
    if let Some(rest) = word.strip_prefix("百分之") {
        return Some(format!("{}%", number(rest)?));
    }
    if let Some(rest) = word.strip_prefix("千分之") {
        return Some(format!("{}‰", number(rest)?));
    }
    if let Some(rest) = word.strip_prefix("万分之") {
        let percent = Number::parse_decimal(&number(rest)?)? * Number::power_of_ten(-2);
        return Some(format!("{}%", percent.to_decimal()?));
    }
    if let Some((below, above)) = word.split_once("分之") {
        return Some(format!("{} ÷ {}", number(above)?, number(below)?));
    }
    if let Some(tenths) = word.strip_suffix('成').or_else(|| word.strip_suffix('折')) {
        return Some(format!("{}0%", number(tenths)?));
    }
    let (amount, unit) = match UNITS.iter().find_map(|unit| Some((word.strip_suffix(unit)?, *unit))) {
        Some((amount, "日")) => (amount, "天"),
        Some(split) => split,
        None => (word, ""),
    };
    for (large, times) in [("万", 10_000), ("亿", 100_000_000)] {
        let Some(few) = amount.strip_suffix(large) else { continue };
        // 一亿零三百万 counts 万 as a whole.
        let number =
            if few.contains(['万', '亿']) { Some((integer(amount)? / times).to_string()) } else { number(few) };
        if let Some(number) = number {
            return Some(format!("{number}{large}{unit}"));
        }
    }
    Some(format!("{}{unit}", number(amount)?))
}

/// A number in digits: 三十五 → 35, 一点五 → 1.5, 二〇二一 → 2021.
fn number(text: &str) -> Option<String> {
    match text.split_once('点') {
        Some((whole, part)) => Some(format!("{}.{}", integer(whole)?, row(part)?)),
        None => match row(text).filter(|row| row.len() != 1 && text.chars().count() > 1) {
            Some(row) => Some(row),
            None => integer(text).map(|number| number.to_string()),
        },
    }
}

fn digit(c: char) -> Option<u64> {
    let at = "零一二三四五六七八九".chars().position(|digit| digit == c);
    match c {
        '〇' => Some(0),
        '两' => Some(2),
        _ => at.and_then(|at| u64::try_from(at).ok()),
    }
}

/// Digits one after the other: 二〇二一.
fn row(text: &str) -> Option<String> {
    let digits: Option<Vec<String>> = text.chars().map(|c| digit(c).map(|digit| digit.to_string())).collect();
    digits.map(|digits| digits.concat()).filter(|digits| !digits.is_empty())
}

/// 一千二百三十四万 by its places.
fn integer(text: &str) -> Option<u64> {
    let (mut total, mut section, mut last) = (0_u64, 0_u64, None);
    for c in text.chars() {
        let place: u64 = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            '亿' => 100_000_000,
            '零' | '〇' => continue,
            _ if last.is_none() => {
                last = Some(digit(c)?);
                continue;
            }
            _ => return None,
        };
        if place >= 10_000 {
            section = section.checked_add(last.take().unwrap_or(0))?;
            // 万 counts what stands behind an 亿, an 亿 all that stands before it.
            let (counted, kept) = if place == 10_000 { (section, total) } else { (total.checked_add(section)?, 0) };
            total = counted.checked_mul(place)?.checked_add(kept)?;
            section = 0;
        } else {
            section = section.checked_add(last.take().unwrap_or(1).checked_mul(place)?)?;
        }
    }
    let number = total.checked_add(section)?.checked_add(last.unwrap_or(0))?;
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::arabic;

    #[test]
    fn prose_becomes_numbers() {
        let pairs = [
            ("百分之五十", "50%"),
            ("千分之三", "3‰"),
            ("百分之一点五", "1.5%"),
            ("三分之一", "1 ÷ 3"),
            ("五十万元", "50万元"),
            ("一千二百三十四元", "1234元"),
            ("一亿零三百万元", "10300万元"),
            ("两位小数", "2位小数"),
            ("十五日", "15天"),
            ("八成", "80%"),
            ("一半", "50%"),
            ("二〇二一年", "2021年"),
            ("三十", "30"),
        ];
        for (word, digits) in pairs {
            assert_eq!(arabic(word).as_deref(), Some(digits), "{word}");
        }
        for word in ["结余", "万元", "分之", "百分之", "三级", "甲", "一二级", "点"] {
            assert_eq!(arabic(word), None, "{word}");
        }
    }
}
