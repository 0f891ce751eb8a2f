//! `rust_decimal` at the edges: literals and data come in as its decimals, which are exact as long as nothing is computed
//! with them. Arithmetic is `Number`'s alone.

use super::number::Number;
use rust_decimal::Decimal;

impl From<Decimal> for Number {
    /// The same value; every decimal has one.
    fn from(decimal: Decimal) -> Number {
        Number::from_scaled(decimal.mantissa(), decimal.scale())
    }
}

impl Number {
    /// A literal as written: ASCII digits with at most one point. Up to 28 digits are read by `rust_decimal`, which
    /// refuses what it cannot hold exactly; longer ones digit by digit. `None` for anything else.
    pub fn literal(text: &str) -> Option<Number> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !text.starts_with('.');
        match Decimal::from_str_exact(text) {
            Ok(decimal) if plain => Some(Number::from(decimal)),
            Ok(_) | Err(_) => Number::parse_decimal(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn literals_are_exact_at_any_length() {
        let cases = ["0", "0.10", "1234.56", "79228162514264337593543950335", "0.0000000000000000000000000001"];
        for text in cases.into_iter().chain(["123456789012345678901234567890.123456789012345678901234567890"]) {
            assert_eq!(Number::literal(text), Number::parse_decimal(text), "{text}");
        }
        assert_eq!(Number::literal("1e2"), None);
        assert_eq!(Number::literal(".5"), Number::parse_decimal(".5"));
        assert_eq!(Number::literal("1_000"), None);
    }
}
