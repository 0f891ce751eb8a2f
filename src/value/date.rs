//! Calendar days, years 1 to 9999, without any clock or time zone.

use std::fmt;

use jiff::civil;
use jiff::{Span, ToSpan};

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// The day, or `None` if the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        civil::Date::new(year, month, day).ok().and_then(Date::within_years)
    }

    /// Reads `2021-01-01`, `2021/1/1`, `2021年1月1日` or `20210101`, full-width digits and signs too.
    ///
    /// The year has four digits, the parts one separator; anything else is `None`.
    pub fn parse(text: &str) -> Option<Date> {
        let text: String = text.chars().map(half_width).collect();
        if text.len() == 8 && all_digits(&text) {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            return Date::from_parts(year, month, day);
        }
        let (year, rest) = text.split_at_checked(4)?;
        if let Some(rest) = rest.strip_prefix('年') {
            let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
            return Date::from_parts(year, month, day);
        }
        let separator = rest.chars().next().filter(|sign| matches!(sign, '-' | '/'))?;
        let (month, day) = rest.strip_prefix(separator)?.split_once(separator)?;
        Date::from_parts(year, month, day)
    }

    /// The day of an Excel serial number in the 1900 system.
    ///
    /// Excel believes that 1900 was a leap year: serial 60 is its 29 February 1900, a day that
    /// never was, and gives `None`; so do serials below 1.
    pub fn from_excel_serial(serial: i64) -> Option<Date> {
        match serial {
            1..=59 => Date::new(1899, 12, 31)?.add_days(serial),
            61.. => Date::new(1899, 12, 30)?.add_days(serial),
            _ => None,
        }
    }

    /// The day of an Excel serial number in the 1904 system, where 0 is 1904-01-01.
    pub fn from_excel_serial_1904(serial: i64) -> Option<Date> {
        if serial < 0 {
            return None;
        }
        Date::new(1904, 1, 1)?.add_days(serial)
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// 1 for Monday to 7 for Sunday.
    pub fn weekday_number(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// `other − self` in days: the start day is not counted, the end day is.
    pub fn days_until(self, other: Date) -> i64 {
        self.0.duration_until(other.0).as_hours() / 24
    }

    /// The day that many days later, or earlier if negative.
    pub fn add_days(self, days: i64) -> Option<Date> {
        self.add(Span::new().try_days(days).ok()?)
    }

    /// The same day of the month that many months later, or earlier if negative.
    ///
    /// Where that month has no such day, its last day: 31 January + 1 month is 28 or 29 February.
    /// A month end is not otherwise kept: 28 February + 1 month is 28 March.
    pub fn add_months(self, months: i64) -> Option<Date> {
        self.add(Span::new().try_months(months).ok()?)
    }

    /// The last day of this month.
    pub fn month_end(self) -> Date {
        Date(self.0.last_of_month())
    }

    /// The last day of the month after this one; `None` after 9999.
    pub fn next_month_end(self) -> Option<Date> {
        self.add_months(1).map(Date::month_end)
    }

    /// The year in which the procurement year holding this day began.
    ///
    /// A start on 29 February begins on 1 March in common years.
    pub fn purchase_year(self, start_month: i8, start_day: i8) -> i64 {
        let year = i64::from(self.year());
        let begun = (self.month(), self.day()) >= (start_month, start_day);
        if begun { year } else { year - 1 }
    }

    /// Working days after this day, up to and including `to`: Monday to Friday and no holiday.
    ///
    /// Negative where `to` is the earlier, so that swapping the two days only changes the sign.
    pub fn working_days_between(self, to: Date, is_holiday: impl Fn(Date) -> bool) -> i64 {
        if to < self {
            return -to.working_days_between(self, is_holiday);
        }
        let works = |day: &Date| day.weekday_number() <= 5 && !is_holiday(*day);
        let days = self.0.series(1.days()).skip(1).map(Date).take_while(|day| *day <= to);
        days.filter(works).fold(0, |count, _| count + 1)
    }

    fn from_parts(year: &str, month: &str, day: &str) -> Option<Date> {
        let part = |text: &str| all_digits(text) && text.len() <= 2;
        if !all_digits(year) || !part(month) || !part(day) {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    fn add(self, span: Span) -> Option<Date> {
        self.0.checked_add(span).ok().and_then(Date::within_years)
    }

    fn within_years(date: civil::Date) -> Option<Date> {
        (date.year() >= 1).then_some(Date(date))
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Full-width forms stand 0xFEE0 above their ASCII twins.
fn half_width(sign: char) -> char {
    match sign {
        '０'..='９' | '－' | '／' => u32::from(sign).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(sign),
        other => other,
    }
}

/// `2021-01-31`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day()))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap_or_else(|| panic!("no date: {text}"))
    }

    #[test]
    fn four_ways_to_write_a_day() {
        for text in [
            "2021-01-09",
            "2021-1-9",
            "2021/1/9",
            "2021年1月9日",
            "20210109",
            "２０２１年１月９日",
            "２０２１－０１－０９",
            "２０２１／１／９",
        ] {
            assert_eq!(day(text).to_string(), "2021-01-09", "{text}");
        }
    }

    #[test]
    fn other_writings_are_refused() {
        for text in [
            "",
            "2021",
            "2021-02-29",
            "2021-13-01",
            "2021-1/9",
            "21-1-9",
            "2021-01-01-",
            "2021-001-1",
            "2021--1-1",
            "2021年1月9",
            "2021年1月",
            "2021-+1-1",
            " 2021-01-01",
            "2021-01-01 ",
            "202101011",
            "0000-01-01",
            "20210132",
            "年年年年",
            "一二三四",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_keep_the_day_or_take_the_last() {
        let cases = [
            ("2021-01-31", 1, "2021-02-28"),
            ("2020-01-31", 1, "2020-02-29"),
            ("2021-02-28", 1, "2021-03-28"),
            ("2021-03-31", -1, "2021-02-28"),
            ("2021-12-15", 1, "2022-01-15"),
            ("2020-02-29", 12, "2021-02-28"),
        ];
        for (from, months, to) in cases {
            assert_eq!(day(from).add_months(months), Some(day(to)), "{from} + {months}");
        }
    }

    #[test]
    fn month_ends() {
        assert_eq!(day("2020-02-01").month_end(), day("2020-02-29"));
        assert_eq!(day("2021-01-31").next_month_end(), Some(day("2021-02-28")));
        assert_eq!(day("2021-12-31").next_month_end(), Some(day("2022-01-31")));
        assert_eq!(day("9999-12-31").next_month_end(), None);
    }

    #[test]
    fn days_count_from_the_next_day() {
        assert_eq!(day("2021-01-01").days_until(day("2021-12-31")), 364);
        assert_eq!(day("2021-12-31").days_until(day("2021-01-01")), -364);
        assert_eq!(day("2021-12-31").add_days(-364), Some(day("2021-01-01")));
        assert_eq!(day("9999-12-31").add_days(1), None);
        assert_eq!(day("0001-01-01").add_days(-1), None);
        assert_eq!(day("2021-01-01").add_days(i64::MIN), None);
        assert_eq!(day("2021-01-01").add_months(i64::MAX), None);
        assert_eq!(day("0001-01-01").days_until(day("9999-12-31")), 3_652_058);
    }

    #[test]
    fn excel_keeps_its_false_leap_day() {
        assert_eq!(Date::from_excel_serial(1), Some(day("1900-01-01")));
        assert_eq!(Date::from_excel_serial(59), Some(day("1900-02-28")));
        assert_eq!(Date::from_excel_serial(60), None);
        assert_eq!(Date::from_excel_serial(61), Some(day("1900-03-01")));
        assert_eq!(Date::from_excel_serial(44197), Some(day("2021-01-01")));
        assert_eq!(Date::from_excel_serial(2_958_465), Some(day("9999-12-31")));
        assert_eq!(Date::from_excel_serial(2_958_466), None);
        assert_eq!(Date::from_excel_serial(0), None);
        assert_eq!(Date::from_excel_serial(i64::MAX), None);
        assert_eq!(Date::from_excel_serial_1904(0), Some(day("1904-01-01")));
        assert_eq!(Date::from_excel_serial_1904(42735), Some(day("2021-01-01")));
        assert_eq!(Date::from_excel_serial_1904(-1), None);
    }

    #[test]
    fn purchase_years_begin_on_their_day() {
        assert_eq!(day("2021-03-31").purchase_year(4, 1), 2020);
        assert_eq!(day("2021-04-01").purchase_year(4, 1), 2021);
        assert_eq!(day("2021-02-28").purchase_year(2, 29), 2020);
        assert_eq!(day("2021-03-01").purchase_year(2, 29), 2021);
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let friday = day("2021-04-30");
        assert_eq!(friday.weekday_number(), 5);
        let holiday = |date: Date| date >= day("2021-05-01") && date <= day("2021-05-05");
        assert_eq!(friday.working_days_between(day("2021-05-07"), |_| false), 5);
        assert_eq!(friday.working_days_between(day("2021-05-07"), holiday), 2);
        assert_eq!(day("2021-05-07").working_days_between(friday, holiday), -2);
        assert_eq!(friday.working_days_between(friday, holiday), 0);
        assert_eq!(day("9999-12-30").working_days_between(day("9999-12-31"), |_| false), 1);
    }
}
