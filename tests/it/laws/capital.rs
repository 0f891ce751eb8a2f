//! Amounts in capitals say what they say in figures.

use jieyu::value::number::Number;
use jieyu::wording::capital::{capital, read};
use proptest::prelude::*;

#[test]
fn as_the_rules_for_bills_write_them() {
    for (amount, words) in [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("26461106.41", "贰仟陆佰肆拾陆万壹仟壹佰零陆元肆角壹分"),
        ("1000000000000", "壹万亿元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("-12.30", "负壹拾贰元叁角整"),
    ] {
        let amount = Number::parse_decimal(amount).unwrap();
        assert_eq!(capital(&amount).as_deref(), Some(words));
        assert_eq!(read(words), Some(amount.clone()));
        assert_eq!(read(&format!("人民币{}", words.replace('元', "圆").replace('整', "正"))), Some(amount));
    }
}

#[test]
fn what_is_no_amount_is_not_read() {
    for text in ["", "整", "壹", "壹元贰", "一元整", "元整", "拾元拾"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(capital(&Number::parse_decimal("0.005").unwrap()), None);
    assert_eq!(capital(&Number::fraction(1, 3).unwrap()), None);
}

proptest! {
    #[test]
    fn written_and_read_again(cents in -10_000_000_000_000_000_000i128..10_000_000_000_000_000_000i128) {
        let amount = Number::from_scaled(cents, 2);
        let words = capital(&amount);
        prop_assert!(words.is_some(), "{amount}");
        prop_assert_eq!(words.as_deref().and_then(read), Some(amount));
    }

    #[test]
    fn round_amounts_too(head in 1i128..10_000, zeros in 0u32..14, tail in 0i128..1_000) {
        let cents = head * 10i128.pow(zeros) + tail;
        let amount = Number::from_scaled(cents, 2);
        let words = capital(&amount).unwrap_or_default();
        prop_assert!(!words.contains("零零") && !words.contains("零元") && !words.ends_with('零'), "{words}");
        prop_assert_eq!(read(&words), Some(amount));
    }
}
