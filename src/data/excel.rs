//! The doubles of a workbook → exact decimal digits: the only place of this room where floats are seen.

use super::grid::Kind;

/// Digits that Excel keeps; what lies behind them is noise of binary arithmetic.
const DIGITS: usize = 15;

/// The shortest decimal that is stored as this double, and whether it is one that a person could have typed.
pub fn decimal(stored: f64) -> (Kind, String) {
    if !stored.is_finite() {
        return (Kind::Error, "#NUM!".to_owned());
    }
    let text = format!("{stored}");
    let text = if text == "-0" { "0".to_owned() } else { text };
    if significant(&text) > DIGITS { (Kind::Imprecise, text) } else { (Kind::Number, text) }
}

/// The same number as Excel shows it, with 15 significant digits.
pub fn as_shown(text: &str) -> Option<String> {
    let stored: f64 = text.parse().ok()?;
    let rounded: f64 = format!("{stored:.14e}").parse().ok()?;
    Some(format!("{rounded}"))
}

/// Significant digits of a plain decimal text.
pub fn significant(text: &str) -> usize {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let whole = !text.contains('.');
    let digits = digits.trim_start_matches('0');
    if whole { digits.trim_end_matches('0').len() } else { digits.len() }
}

/// Whether a whole number is so long that Excel has already overwritten its tail with zeros.
pub fn overlong(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() > DIGITS && !text.contains('.')
}

/// The double that stands for a decimal text when a workbook is written, if it gives back the same digits.
pub fn stored(text: &str) -> Option<f64> {
    let stored: f64 = text.parse().ok()?;
    (stored.is_finite() && significant(text) <= DIGITS).then_some(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_give_back_what_was_typed() {
        assert_eq!(decimal(1.01), (Kind::Number, "1.01".to_owned()));
        assert_eq!(decimal(-0.0), (Kind::Number, "0".to_owned()));
        assert_eq!(decimal(1e21), (Kind::Number, "1000000000000000000000".to_owned()));
        assert_eq!(decimal(0.1 + 0.2).0, Kind::Imprecise);
        assert_eq!(as_shown("0.30000000000000004").as_deref(), Some("0.3"));
        assert_eq!(decimal(f64::INFINITY).0, Kind::Error);
    }

    #[test]
    fn digits_are_counted_without_padding() {
        assert_eq!(significant("0.00120"), 3);
        assert_eq!(significant("1200"), 2);
        assert!(overlong("110101199001011000"));
    }
}
