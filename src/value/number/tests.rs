//! The arithmetic against `num-rational`, an implementation that shares no code with ours.

use std::hash::{DefaultHasher, Hash, Hasher};

use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

use super::*;
use crate::value::rounding::Rounding;

type Oracle = Ratio<BigInt>;

/// Machine-word edges, decimals as policies have them, and anything else.
fn integers() -> impl Strategy<Value = i128> {
    let edges = [
        0,
        1,
        -1,
        i128::from(i64::MAX),
        i128::from(i64::MIN),
        i128::from(i64::MAX) + 1,
        i128::from(u64::MAX),
        i128::from(u64::MAX) + 1,
        i128::MAX,
        i128::MIN,
        i128::MIN + 1,
    ];
    prop_oneof![
        3 => -1000i128..1000,
        2 => any::<i32>().prop_map(i128::from),
        2 => any::<i64>().prop_map(i128::from),
        1 => any::<i128>(),
        2 => proptest::sample::select(edges.to_vec()),
    ]
}

fn pairs() -> impl Strategy<Value = (Number, Oracle)> {
    let fraction = (integers(), integers()).prop_filter_map("a denominator", |(num, den)| {
        let number = Number::fraction(num, den)?;
        Some((number, Ratio::new(num.into(), den.into())))
    });
    let decimal = (integers(), 0u32..30).prop_map(|(mantissa, decimals)| {
        let den = BigInt::from(10).pow(decimals);
        (Number::from_scaled(mantissa, decimals), Ratio::new(mantissa.into(), den))
    });
    prop_oneof![fraction, decimal]
}

fn modes() -> impl Strategy<Value = Rounding> {
    proptest::sample::select(Rounding::ALL.to_vec())
}

/// Lowest terms, the right value, and small exactly when it fits.
fn agree(number: &Number, oracle: &Oracle) {
    assert_eq!(number.numerator_text(), oracle.numer().to_string());
    assert_eq!(number.denominator_text(), oracle.denom().to_string());
    let fits = i64::try_from(oracle.numer()).is_ok() && i64::try_from(oracle.denom()).is_ok();
    assert_eq!(matches!(number.0, Repr::Small(_)), fits, "{number} is not canonical");
}

/// The definition of each mode, written over floors and halves instead of truncated quotients.
fn oracle_round(value: &Oracle, mode: Rounding, quantum: &Oracle) -> Oracle {
    let steps = value / quantum;
    let two = Ratio::from(BigInt::from(2));
    let half = Oracle::one() / &two;
    let rounded = match mode {
        Rounding::HalfUp => steps.signum() * (steps.abs() + half).floor(),
        Rounding::HalfEven => {
            let up = (&steps + &half).floor();
            let tie = &steps + &half == up;
            let odd = !(&up / &two).is_integer();
            if tie && odd { up - Oracle::one() } else { up }
        }
        Rounding::Truncate => steps.signum() * steps.abs().floor(),
        Rounding::AwayFromZero => steps.signum() * steps.abs().ceil(),
        Rounding::Floor => steps.floor(),
        Rounding::Ceiling => steps.ceil(),
    };
    rounded * quantum
}

fn hash(number: &Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

fn number(text: &str) -> Number {
    Number::parse_decimal(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn sums_products_and_quotients((a, x) in pairs(), (b, y) in pairs()) {
        agree(&a, &x);
        agree(&(&a + &b), &(&x + &y));
        agree(&(&a - &b), &(&x - &y));
        agree(&(&a * &b), &(&x * &y));
        agree(&-&a, &-&x);
        agree(&a.abs(), &x.abs());
        match a.checked_div(&b) {
            Some(quotient) => agree(&quotient, &(&x / &y)),
            None => prop_assert!(y.is_zero()),
        }
    }

    #[test]
    fn order_and_hash((a, x) in pairs(), (b, y) in pairs()) {
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!(a.is_zero(), x.is_zero());
        prop_assert_eq!(a.is_negative(), x.is_negative());
        prop_assert_eq!(a.is_positive(), x.is_positive());
        prop_assert_eq!(a.is_integer(), x.is_integer());
        // The same value by another way, through the big case and back.
        let back = &(&a + &b) - &b;
        prop_assert_eq!(&back, &a);
        prop_assert_eq!(hash(&back), hash(&a));
    }

    #[test]
    fn rounding((a, x) in pairs(), (q, y) in pairs(), mode in modes()) {
        if q.is_positive() {
            agree(&a.round(mode, &q), &oracle_round(&x, mode, &y));
        } else {
            prop_assert_eq!(a.round(mode, &q), a.clone());
        }
        agree(&a.floor(), &x.floor());
        agree(&a.trunc(), &x.trunc());
    }

    #[test]
    fn ties(steps in -1000i64..1000, decimals in 0u32..20, mode in modes()) {
        let half = Number::fraction(1, 2).unwrap();
        let quantum = Number::from_scaled(1, decimals);
        let tie = &(&Number::from(steps) + &half) * &quantum;
        let step = Ratio::new(BigInt::one(), BigInt::from(10).pow(decimals));
        let exact = Ratio::new(BigInt::from(2 * steps + 1), BigInt::from(2)) * &step;
        agree(&tie.round(mode, &quantum), &oracle_round(&exact, mode, &step));
    }

    #[test]
    fn fixed_text_reads_back((a, x) in pairs(), extra in 0u32..40) {
        match a.decimals() {
            Some(decimals) => {
                let text = a.to_fixed(decimals + extra).unwrap();
                prop_assert_eq!(&Number::parse_decimal(&text).unwrap(), &a);
                prop_assert_eq!(&a.to_grouped(decimals + extra).unwrap().replace(',', ""), &text);
                let places = text.split_once('.').map_or(0, |(_, part)| part.len());
                prop_assert_eq!(places, usize::try_from(decimals + extra).unwrap());
                let scaled = &x * Ratio::from(BigInt::from(10).pow(decimals + extra));
                prop_assert_eq!(a.to_scaled_i128(decimals + extra), i128::try_from(scaled.numer()).ok());
                if decimals > 0 {
                    prop_assert_eq!(a.to_fixed(decimals - 1), None);
                    prop_assert_eq!(a.to_scaled_i128(decimals - 1), None);
                }
            }
            None => {
                prop_assert_eq!(a.to_decimal(), None);
                prop_assert_eq!(a.to_fixed(extra), None);
                prop_assert_eq!(a.to_string(), x.to_string());
            }
        }
    }

    #[test]
    fn decimals_end_where_the_denominator_divides_a_power_of_ten((a, x) in pairs()) {
        let ends = |decimals: u32| (BigInt::from(10).pow(decimals) % x.denom()).is_zero();
        match a.decimals() {
            Some(0) => prop_assert!(ends(0)),
            Some(decimals) => prop_assert!(ends(decimals) && !ends(decimals - 1)),
            None => prop_assert!(!ends(200)),
        }
    }

    #[test]
    fn parsing(sign in "[-+]?", whole in "[0-9]{1,60}", part in "[0-9]{1,60}") {
        let parsed = number(&format!("{sign}{whole}.{part}"));
        let scale = BigInt::from(10).pow(u32::try_from(part.len()).unwrap());
        let mantissa: BigInt = format!("{whole}{part}").parse().unwrap();
        let mantissa = if sign == "-" { -mantissa } else { mantissa };
        agree(&parsed, &Ratio::new(mantissa, scale));
    }

    #[test]
    fn integer_powers((a, x) in pairs(), exp in -6i32..7) {
        match a.powi(exp) {
            Some(power) => agree(&power, &x.pow(exp)),
            None => prop_assert!(exp < 0 && x.is_zero()),
        }
    }

    /// A root r lies between its neighbours: checked by raising, never by taking roots.
    #[test]
    fn rounded_powers_bracket_the_real_one(
        num in 1i64..1_000_000, den in 1i64..1_000_000, p in -20i32..20, q in 1i64..80, decimals in 0u32..40,
    ) {
        let base = Number::fraction(num.into(), den.into()).unwrap();
        let exp = Number::fraction(p.into(), q.into()).unwrap();
        let quantum = Number::from_scaled(1, decimals);
        let exact = base.powi(p).unwrap();
        let raise = |root: &Number| root.powi(i32::try_from(q).unwrap()).unwrap();
        let power = |mode| base.pow_rounded(&exp, decimals, mode).unwrap();
        let below = power(Rounding::Floor);
        let above = power(Rounding::Ceiling);
        prop_assert!(raise(&below) <= exact && exact <= raise(&above));
        prop_assert!(below == above || &below + &quantum == above);
        prop_assert_eq!(below == above, raise(&below) == exact);
        prop_assert_eq!(&power(Rounding::Truncate), &below);
        prop_assert_eq!(&power(Rounding::AwayFromZero), &above);
        let middle = (&below + &above).checked_div(&Number::from(2)).unwrap();
        let nearest = power(Rounding::HalfUp);
        prop_assert_eq!(nearest == above, exact >= raise(&middle));
        prop_assert!(nearest == above || nearest == below);
    }
}

#[test]
fn a_number_takes_two_words() {
    assert_eq!(std::mem::size_of::<Number>(), 16);
}

#[test]
fn word_edges_fall_to_the_big_case_and_come_back() {
    let max = Number::from(i64::MAX);
    let min = Number::from(i64::MIN);
    let one = Number::one();
    assert_eq!((&max + &one).to_string(), "9223372036854775808");
    assert_eq!((-&min).to_string(), "9223372036854775808");
    assert_eq!(min.abs(), &max + &one);
    assert_eq!(-(&max + &one), min);
    assert_eq!((&(&max * &max) * &max).checked_div(&(&max * &max)), Some(max.clone()));
    assert_eq!(one.checked_div(&min).unwrap().to_string(), format!("-{}", (&max + &one).powi(-1).unwrap()));
    assert_eq!(min.checked_div(&Number::from(-1)), Some(&max + &one));
    assert_eq!((&max + &one).to_i64(), None);
    assert_eq!(min.to_i64(), Some(i64::MIN));
    assert!(&max + &one > max && &min - &one < min);
    assert_eq!(Number::fraction(i128::MIN, i128::MIN), Some(one));
    assert_eq!(Number::fraction(1, 0), None);
    let edge = i128::from(i64::MIN);
    assert_eq!(Number::fraction(edge, -edge), Some(Number::from(-1)));
    assert_eq!(Number::from_scaled(i128::MIN, 0).to_scaled_i128(0), Some(i128::MIN));
    assert_eq!(Number::from(usize::MAX).to_string(), usize::MAX.to_string());
}

#[test]
fn only_plain_decimals_are_read() {
    for text in [
        "", "-", "+", ".", "1.", ".5", "1e2", "1_000", "1,000", " 1", "1 ", "--1", "+-1", "1.2.3", "１", "0x1", "1.-2",
        "∞",
    ] {
        assert_eq!(Number::parse_decimal(text), None, "{text}");
    }
    for (text, shown) in [("0", "0"), ("-0.00", "0"), ("+7", "7"), ("007.50", "7.5"), ("-0.010", "-0.01")] {
        assert_eq!(number(text).to_string(), shown);
    }
}

#[test]
fn every_mode_on_both_signs_and_on_ties() {
    let quantum = number("0.01");
    let table = [
        ("1.005", ["1.01", "1", "1", "1.01", "1", "1.01"]),
        ("1.015", ["1.02", "1.02", "1.01", "1.02", "1.01", "1.02"]),
        ("-1.005", ["-1.01", "-1", "-1", "-1.01", "-1.01", "-1"]),
        ("-1.015", ["-1.02", "-1.02", "-1.01", "-1.02", "-1.02", "-1.01"]),
        ("1.0051", ["1.01", "1.01", "1", "1.01", "1", "1.01"]),
        ("-1.0049", ["-1", "-1", "-1", "-1.01", "-1.01", "-1"]),
        ("0.001", ["0", "0", "0", "0.01", "0", "0.01"]),
        ("-0.001", ["0", "0", "0", "-0.01", "-0.01", "0"]),
        ("2.50", ["2.5", "2.5", "2.5", "2.5", "2.5", "2.5"]),
    ];
    for (value, expected) in table {
        for (mode, shown) in Rounding::ALL.into_iter().zip(expected) {
            assert_eq!(number(value).round(mode, &quantum).to_string(), shown, "{value} {}", mode.en());
        }
    }
}

/// The case that a 28-digit decimal gets wrong.
#[test]
fn division_keeps_the_tie() {
    let value = number("1000").checked_div(&number("48")).unwrap() * number("3") * number("0.75");
    assert_eq!(value.to_string(), "46.875");
    assert_eq!(value.round(Rounding::HalfUp, &number("0.01")).to_string(), "46.88");
}

#[test]
fn printing() {
    assert_eq!(number("1234567.5").to_grouped(2).unwrap(), "1,234,567.50");
    assert_eq!(number("-123456").to_grouped(0).unwrap(), "-123,456");
    assert_eq!(number("-0.05").to_grouped(2).unwrap(), "-0.05");
    assert_eq!(number("-0.05").to_fixed(3).unwrap(), "-0.050");
    assert_eq!(number("0.05").to_fixed(1), None);
    assert_eq!(Number::fraction(-1, 3).unwrap().to_string(), "-1/3");
    assert_eq!(Number::power_of_ten(-3).to_string(), "0.001");
    assert_eq!(Number::power_of_ten(40).to_string(), format!("1{}", "0".repeat(40)));
    assert_eq!(format!("[{:>6}]", number("1.5")), "[   1.5]");
}

#[test]
fn powers_refuse_what_they_cannot_do() {
    let zero = Number::zero();
    let half = number("0.5");
    assert_eq!(zero.powi(0), Some(Number::one()));
    assert_eq!(zero.powi(-1), None);
    assert_eq!(half.powi(10_001), None);
    assert_eq!(half.powi(i32::MIN), None);
    assert_eq!(number("2").powi(10_000).unwrap().powi(10_000), None);
    assert_eq!(number("-1").pow_rounded(&half, 2, Rounding::HalfUp), None);
    assert_eq!(zero.pow_rounded(&half, 2, Rounding::HalfUp), Some(zero.clone()));
    assert_eq!(half.pow_rounded(&number("0.0001"), 2, Rounding::HalfUp), None);
    assert_eq!(half.pow_rounded(&half, 101, Rounding::HalfUp), None);
    let root = number("2").pow_rounded(&half, 6, Rounding::HalfUp);
    assert_eq!(root, Some(number("1.414214")));
    let exact = number("0.0625").pow_rounded(&number("0.25"), 2, Rounding::AwayFromZero);
    assert_eq!(exact, Some(half.clone()));
    let tie = number("0.0625").pow_rounded(&half, 1, Rounding::HalfEven);
    assert_eq!(tie, Some(number("0.2")));
    let hard = number("1.0123456").pow_rounded(&number("-3.141"), 30, Rounding::HalfUp);
    assert!(hard.is_some());
    // A high prime root: slow or endless where Newton's steps start far away.
    let prime = Number::fraction(997, 991).unwrap();
    let power = number("0.987654").pow_rounded(&prime, 6, Rounding::HalfUp);
    assert_eq!(power, Some(number("0.987580")));
}
