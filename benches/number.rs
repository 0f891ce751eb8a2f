//! What exactness costs: `cargo bench --bench number`.
//!
//! One run, nanoseconds per operation, best of several rounds: a bounded decimal that rounds
//! silently (`rust_decimal`), our number, a rational of two i128, and the two big rationals.

#![allow(
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench measures in floats, and runs the rival that the library must not use"
)]

use std::cmp::Ordering;
use std::hint::black_box;
use std::time::Instant;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use jieyu::value::number::Number;
use jieyu::value::rounding::Rounding;
use num_bigint::BigInt;
use num_rational::Ratio;
use rust_decimal::{Decimal, RoundingStrategy};

const COUNT: usize = 4096;
const ROUNDS: usize = 25;

/// The operations a settlement is made of.
trait Kernel: Clone {
    const NAME: &'static str;
    fn scaled(mantissa: i64, decimals: u32) -> Self;
    fn plus(&self, other: &Self) -> Self;
    fn times(&self, other: &Self) -> Self;
    fn over(&self, other: &Self) -> Self;
    fn compare(&self, other: &Self) -> Ordering;
    /// To cents, half away from zero; the values here are never negative.
    fn cents(&self) -> Self;
}

impl Kernel for Number {
    const NAME: &'static str = "Number";
    fn scaled(mantissa: i64, decimals: u32) -> Self {
        Number::from_scaled(mantissa.into(), decimals)
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn over(&self, other: &Self) -> Self {
        self.checked_div(other).unwrap_or_default()
    }
    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
    fn cents(&self) -> Self {
        self.round(Rounding::HalfUp, &Number::from_scaled(1, 2))
    }
}

impl Kernel for Decimal {
    const NAME: &'static str = "rust_decimal";
    fn scaled(mantissa: i64, decimals: u32) -> Self {
        Decimal::new(mantissa, decimals)
    }
    fn plus(&self, other: &Self) -> Self {
        self.checked_add(*other).unwrap_or_default()
    }
    fn times(&self, other: &Self) -> Self {
        self.checked_mul(*other).unwrap_or_default()
    }
    fn over(&self, other: &Self) -> Self {
        self.checked_div(*other).unwrap_or_default()
    }
    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
    fn cents(&self) -> Self {
        self.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
    }
}

/// The rival of the two-word case: the same algorithms over i128, zero where they overflow.
#[derive(Clone, Copy)]
struct Wide {
    num: i128,
    den: i128,
}

impl Wide {
    fn gcd(a: i128, b: i128) -> i128 {
        let (mut a, mut b) = (a.unsigned_abs() % b.unsigned_abs(), b.unsigned_abs());
        if a == 0 {
            return b as i128;
        }
        let shift = (a | b).trailing_zeros();
        a >>= a.trailing_zeros();
        b >>= b.trailing_zeros();
        while a != b {
            let difference = a.abs_diff(b);
            b = a.min(b);
            a = difference >> difference.trailing_zeros();
        }
        (a << shift) as i128
    }
    fn reduced(num: i128, den: i128) -> Wide {
        let common = Wide::gcd(num, den);
        Wide { num: num / common, den: den / common }
    }
    fn zero() -> Wide {
        Wide { num: 0, den: 1 }
    }
    fn try_plus(self, other: Wide) -> Option<Wide> {
        if self.den == other.den {
            return Some(Wide::reduced(self.num.checked_add(other.num)?, self.den));
        }
        let common = Wide::gcd(self.den, other.den);
        let (left, right) = (self.den / common, other.den / common);
        let sum = self.num.checked_mul(right)?.checked_add(other.num.checked_mul(left)?)?;
        let cancel = Wide::gcd(sum, common);
        Some(Wide { num: sum / cancel, den: left.checked_mul(right)?.checked_mul(common / cancel)? })
    }
    fn try_times(self, other: Wide) -> Option<Wide> {
        let left = Wide::gcd(self.num, other.den);
        let right = Wide::gcd(other.num, self.den);
        let num = (self.num / left).checked_mul(other.num / right)?;
        Some(Wide { num, den: (self.den / right).checked_mul(other.den / left)? })
    }
}

impl Kernel for Wide {
    const NAME: &'static str = "i128/i128";
    fn scaled(mantissa: i64, decimals: u32) -> Self {
        Wide::reduced(mantissa.into(), 10i128.pow(decimals))
    }
    fn plus(&self, other: &Self) -> Self {
        self.try_plus(*other).unwrap_or(Wide::zero())
    }
    fn times(&self, other: &Self) -> Self {
        self.try_times(*other).unwrap_or(Wide::zero())
    }
    fn over(&self, other: &Self) -> Self {
        self.times(&Wide { num: other.den, den: other.num })
    }
    fn compare(&self, other: &Self) -> Ordering {
        let left = self.num.checked_mul(other.den).unwrap_or(0);
        left.cmp(&other.num.checked_mul(self.den).unwrap_or(0))
    }
    fn cents(&self) -> Self {
        let above = self.num.checked_mul(200).unwrap_or(0) + self.den;
        Wide::reduced(above / (2 * self.den), 100)
    }
}

impl Kernel for RBig {
    const NAME: &'static str = "dashu-ratio";
    fn scaled(mantissa: i64, decimals: u32) -> Self {
        RBig::from_parts(IBig::from(mantissa), UBig::from(10u8).pow(decimals as usize))
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn over(&self, other: &Self) -> Self {
        self / other
    }
    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
    fn cents(&self) -> Self {
        let steps = (self * IBig::from(100) + RBig::from_parts(IBig::ONE, UBig::from(2u8))).floor();
        RBig::from_parts(steps, UBig::from(100u8))
    }
}

type Num = Ratio<BigInt>;

impl Kernel for Num {
    const NAME: &'static str = "num-rational";
    fn scaled(mantissa: i64, decimals: u32) -> Self {
        Ratio::new(mantissa.into(), BigInt::from(10).pow(decimals))
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn over(&self, other: &Self) -> Self {
        self / other
    }
    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
    fn cents(&self) -> Self {
        let half = Ratio::new(BigInt::from(1), BigInt::from(2));
        let steps = (self * Ratio::from(BigInt::from(100)) + half).floor();
        steps / Ratio::from(BigInt::from(100))
    }
}

/// Columns as a settlement has them.
struct Columns<K> {
    money: Vec<K>,
    more: Vec<K>,
    quantity: Vec<K>,
    price: Vec<K>,
    ratio: Vec<K>,
    long: Vec<K>,
    longer: Vec<K>,
}

fn columns<K: Kernel>() -> Columns<K> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut column = |top: u64, decimals: u32| -> Vec<K> {
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % top + 1) as i64
        };
        (0..COUNT).map(|_| K::scaled(next(), decimals)).collect()
    };
    let money = column(1_000_000_000, 2);
    let more = column(1_000_000_000, 2);
    let quantity = column(100_000, 0);
    let price = column(10_000_000, 4);
    let ratio = column(1_000_000, 6);
    let seed = column(i64::MAX as u64, 18);
    let other = column(i64::MAX as u64, 17);
    let product = |a: &[K], b: &[K]| -> Vec<K> { a.iter().zip(b).map(|(a, b)| a.times(b).times(a)).collect() };
    Columns { long: product(&seed, &other), longer: product(&other, &seed), money, more, quantity, price, ratio }
}

/// Best nanoseconds per element.
fn timed(mut work: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_nanos() as f64 / COUNT as f64);
    }
    best
}

fn pairwise<K: Kernel, R>(a: &[K], b: &[K], op: impl Fn(&K, &K) -> R) -> f64 {
    timed(|| {
        for (a, b) in a.iter().zip(b) {
            black_box(op(black_box(a), black_box(b)));
        }
    })
}

/// 单价 × 数量 × 比例, to cents.
fn line<K: Kernel>(c: &Columns<K>) -> f64 {
    timed(|| {
        for ((price, quantity), ratio) in c.price.iter().zip(&c.quantity).zip(&c.ratio) {
            black_box(black_box(price).times(quantity).times(ratio).cents());
        }
    })
}

/// A share of a pool: 总额 × 本行 ÷ 合计, to cents.
fn share<K: Kernel>(c: &Columns<K>) -> f64 {
    let total = c.money.iter().fold(K::scaled(0, 0), |total, money| total.plus(money));
    let pool = K::scaled(123_456_789_012, 2);
    timed(|| {
        for money in &c.money {
            black_box(pool.times(black_box(money)).over(&total).cents());
        }
    })
}

fn sum<K: Kernel>(column: &[K]) -> f64 {
    timed(|| {
        black_box(column.iter().fold(K::scaled(0, 0), |total, item| total.plus(item)));
    })
}

fn row<K: Kernel>(with_long: bool) -> [f64; 9] {
    let c = columns::<K>();
    let long = |time: &dyn Fn() -> f64| if with_long { time() } else { f64::NAN };
    [
        pairwise(&c.money, &c.more, K::plus),
        pairwise(&c.money, &c.ratio, K::times),
        pairwise(&c.money, &c.ratio, K::compare),
        pairwise(&c.money, &c.quantity, K::over),
        sum(&c.money),
        line(&c),
        share(&c),
        long(&|| pairwise(&c.long, &c.longer, K::plus)),
        long(&|| pairwise(&c.long, &c.longer, K::times)),
    ]
}

/// The share of products 单价 × 数量 × 比例 that fit two 64-bit words.
fn small_share() -> f64 {
    let c = columns::<Number>();
    let fits = |number: &Number| {
        number.numerator_text().parse::<i64>().is_ok() && number.denominator_text().parse::<i64>().is_ok()
    };
    let factors = c.price.iter().zip(&c.quantity).zip(&c.ratio);
    let products = factors.map(|((price, quantity), ratio)| price * quantity * ratio);
    products.filter(fits).count() as f64 / COUNT as f64
}

fn print(name: &str, base: &[f64; 9], row: [f64; 9]) {
    print!("{name:<14}");
    for (time, base) in row.iter().zip(base) {
        if time.is_nan() {
            print!("{:>15}", "-");
        } else if base.is_nan() {
            print!("{time:>15.1}");
        } else {
            print!("{time:>7.1} ({:>4.1}×)", time / base);
        }
    }
    println!();
}

fn main() {
    let heads = ["add", "mul", "cmp", "div", "sum", "line", "share", "long add", "long mul"];
    println!("ns per operation, and the ratio to rust_decimal");
    print!("{:<14}", "");
    heads.iter().for_each(|head| print!("{head:>15}"));
    println!();
    let base = row::<Decimal>(false);
    print(Decimal::NAME, &base, base);
    print(Number::NAME, &base, row::<Number>(true));
    print(Wide::NAME, &base, row::<Wide>(false));
    print(RBig::NAME, &base, row::<RBig>(true));
    print(Num::NAME, &base, row::<Num>(true));
    println!("bytes: Number {}, i128/i128 {}", size_of::<Number>(), size_of::<Wide>());
    println!("products of price, quantity and ratio that fit two 64-bit words: {:.1} %", small_share() * 100.0);
    let start = Instant::now();
    let exp = Number::from_scaled(1_235, 3);
    let power = Number::from_scaled(987_654, 6).pow_rounded(&exp, 6, Rounding::HalfUp);
    println!("0.987654^1.235 = {power:?} in {:?}", start.elapsed());
    let start = Instant::now();
    let exp = Number::fraction(9_999, 997).unwrap_or_default();
    let power = Number::from_scaled(987_654, 6).pow_rounded(&exp, 100, Rounding::HalfUp);
    println!("0.987654^(9999/997) at 100 digits: {} in {:?}", power.is_some(), start.elapsed());
}
