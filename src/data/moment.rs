//! A cell → date: date cells, Excel's serial numbers, and dates as people write them. Times of day are left out.

use super::cell_trouble::DateTrouble;
use super::fold::narrow_text;
use super::grid::{Kind, Raw};
use crate::value::date::Date;
use crate::value::lookalike::Lookalike;

/// Serial numbers that are taken for dates: 1950 to 2100.
const SERIALS: std::ops::RangeInclusive<i64> = 18_264..=73_415;

/// The day that a cell names.
pub fn date(cell: Raw<'_>, epoch_1904: bool) -> Result<Date, DateTrouble> {
    match cell.kind {
        Kind::Date => Date::parse(cell.text).ok_or(DateTrouble::NoSuchDay),
        Kind::Number if cell.text.len() == 8 => text(cell.text),
        Kind::Number => serial(cell.text, epoch_1904),
        Kind::Text => text(cell.text).map_err(|trouble| mistyped(cell.text).unwrap_or(trouble)),
        Kind::Percent
        | Kind::Bool
        | Kind::Error
        | Kind::Uncalculated
        | Kind::Imprecise
        | Kind::Double
        | Kind::Strange => Err(DateTrouble::Number),
    }
}

fn serial(text: &str, epoch_1904: bool) -> Result<Date, DateTrouble> {
    let day: i64 = text.split('.').next().unwrap_or(text).parse().map_err(|_| DateTrouble::Number)?;
    let shifted = if epoch_1904 { day.saturating_add(1_462) } else { day };
    if !SERIALS.contains(&shifted) {
        return Err(DateTrouble::Number);
    }
    Date::from_excel_serial(shifted).ok_or(DateTrouble::Number)
}

/// The cell with digits for the letters that look like them, where that makes it a date.
fn mistyped(cell: &str) -> Option<DateTrouble> {
    let meant = Lookalike::of(cell)?;
    text(&meant.written).is_ok().then_some(DateTrouble::Letter(meant))
}

/// 2021-01-31, 2021/1/31, 2021.1.31, 2021年1月31日, 20210131, with or without a time behind it.
fn text(text: &str) -> Result<Date, DateTrouble> {
    let text = narrow_text(text);
    let day = without_time(&text);
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        let parts = (day.get(..4), day.get(4..6), day.get(6..));
        let (Some(year), Some(month), Some(day)) = parts else { return Err(DateTrouble::Plain) };
        return build(year, month, day);
    }
    if day.len() == 5 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateTrouble::Number);
    }
    let plain: String = day
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '年' | '月' | '/' | '.' | '-') { '-' } else { c })
        .collect();
    let plain = plain.trim_end_matches(['日', '号']).trim_end_matches('-');
    let parts: Vec<&str> = plain.split('-').collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(number) {
        return Err(DateTrouble::Plain);
    }
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => build(year, month, day),
        [_, _, _] => Err(DateTrouble::Order),
        [year, _] if year.len() == 4 => Err(DateTrouble::NoDay),
        _ => Err(DateTrouble::Plain),
    }
}

fn build(year: &str, month: &str, day: &str) -> Result<Date, DateTrouble> {
    let parts = (year.parse().ok(), month.parse().ok(), day.parse().ok());
    let (Some(year), Some(month), Some(day)) = parts else { return Err(DateTrouble::Plain) };
    Date::new(year, month, day).ok_or(DateTrouble::NoSuchDay)
}

/// The day of 2021-01-31 10:20:00 and 2021-01-31T00:00:00Z.
fn without_time(text: &str) -> &str {
    match text.rsplit_once([' ', 'T']) {
        Some((_, time)) if !time.contains(':') => text,
        Some((day, _)) if day.contains(' ') => day.trim_end_matches(|c: char| !c.is_ascii_digit()),
        Some((day, _)) => day,
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, DateTrouble> {
        date(Raw { kind: Kind::Text, text }, false).map(|date| date.to_string())
    }

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "2021-01-31",
            "2021/1/31",
            "2021.1.31",
            "2021年1月31日",
            "20210131",
            "２０２１－０１－３１",
            "2021-01-31 10:20:00",
            "2021-01-31T00:00:00",
        ] {
            assert_eq!(read(text).as_deref(), Ok("2021-01-31"), "{text}");
        }
        assert_eq!(read("2021-02-30"), Err(DateTrouble::NoSuchDay));
        assert_eq!(read("1/31/2021"), Err(DateTrouble::Order));
        assert_eq!(read("21-01-31"), Err(DateTrouble::Order));
        assert_eq!(read("2021年1月"), Err(DateTrouble::NoDay));
        assert_eq!(read("44562"), Err(DateTrouble::Number));
        assert_eq!(read("去年"), Err(DateTrouble::Plain));
        let meant = Lookalike { letter: 'O', digit: '0', written: "2021-01-31".to_owned() };
        assert_eq!(read("2O21-Ol-31"), Err(DateTrouble::Letter(meant)));
    }

    #[test]
    fn serial_numbers_count_from_the_workbooks_epoch() {
        let cell = |text| Raw { kind: Kind::Number, text };
        let day = |text, epoch| date(cell(text), epoch).map(|date| date.to_string());
        assert_eq!(day("44227", false).as_deref(), Ok("2021-01-31"));
        assert_eq!(day("42765", true).as_deref(), Ok("2021-01-31"));
        assert_eq!(day("44227.5", false).as_deref(), Ok("2021-01-31"));
        assert_eq!(day("20210131", false).as_deref(), Ok("2021-01-31"));
        assert_eq!(day("2021", false), Err(DateTrouble::Number));
    }
}
