//! The seeded generator of the settlement workload. Whole numbers only, so the files are the same everywhere.

use std::io::{self, Write};

pub const SEED: u64 = 20_260_101;

pub const HOSPITALS: &str = "hospital_id,status,level,agreed_total,on_time_paid,total_paid,percap_this,percap_last,\
offline_amount,total_amount,violations,price_violations,circulation_ok\n";
pub const LINES: &str = "hospital_id,drug_id,agreed_qty,purchased_qty,pre_price,selected_price,nonselected_amount,\
insured_share,supply_failure\n";

struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in low..=high.
    fn range(&mut self, low: i64, high: i64) -> i64 {
        low + ((u128::from(self.next()) * (high - low + 1) as u128) >> 64) as i64
    }

    fn percent(&mut self, share: i64) -> bool {
        self.range(0, 99) < share
    }

    /// Roughly bell-shaped in low..=high.
    fn bell(&mut self, low: i64, high: i64) -> i64 {
        (self.range(low, high) + self.range(low, high) + self.range(low, high)) / 3
    }

    /// The magnitude first, then the value.
    fn by_magnitude(&mut self, low: i64, high: i64) -> i64 {
        let steps = 64 - i64::from(((high / low.max(1)) as u64).leading_zeros());
        let k = self.range(0, steps.max(1) - 1);
        let (a, b) = ((low << k).min(high), (low << (k + 1)).min(high));
        self.range(a, b.max(a))
    }
}

fn decimal(out: &mut impl Write, value: i64, places: usize) -> io::Result<()> {
    let power = 10i64.pow(places as u32);
    let (sign, size) = (if value < 0 { "-" } else { "" }, value.abs());
    write!(out, "{sign}{}.{:0places$}", size / power, size % power)
}

/// What a hospital's lines have in common.
struct Habits {
    class: i64,
    short: i64,
    failing: i64,
    mean: i64,
    excused: bool,
    level: i64,
}

/// Writes both files: hospitals and, grouped by hospital unless `shuffled`, their lines.
pub fn write(
    (hospitals, drugs): (i64, i64),
    seed: u64,
    shuffled: bool,
    mut heads: impl Write,
    mut lines: impl Write,
) -> io::Result<()> {
    let mut rng = Rng(seed);
    let catalogue: Vec<(i64, [i64; 3])> = (0..drugs)
        .map(|_| {
            let before = rng.by_magnitude(500, 8_000_000);
            let mut cut = || (before * rng.range(12, 70) / 100).max(10);
            (before, [cut(), cut(), cut()])
        })
        .collect();
    heads.write_all(HOSPITALS.as_bytes())?;
    lines.write_all(LINES.as_bytes())?;
    let mut pool: Vec<Vec<u8>> = Vec::new();
    for hospital in 1..=hospitals {
        let class = rng.range(0, 99);
        let (short, failing, mean) = match class {
            0..60 => (3, 92, 1100),
            60..85 => (8, 70, 1030),
            _ => (20, 30, 960),
        };
        let excused = rng.percent(15);
        let level = match rng.range(0, 99) {
            0..=39 => 1,
            40..=74 => 2,
            _ => 3,
        };
        let habits = Habits { class, short, failing, mean, excused, level };
        let mut agreed = 0;
        for (drug, prices) in (1..).zip(&catalogue) {
            let mut row = Vec::with_capacity(96);
            agreed += line(&mut rng, &habits, (hospital, drug), prices, &mut row)?;
            if shuffled { pool.push(row) } else { lines.write_all(&row)? }
        }
        head(&mut rng, &habits, hospital, agreed, &mut heads)?;
    }
    for i in (1..pool.len()).rev() {
        pool.swap(i, rng.range(0, i as i64) as usize);
    }
    pool.iter().try_for_each(|row| lines.write_all(row))
}

/// One line; gives its agreed quantity.
fn line(
    rng: &mut Rng,
    habits: &Habits,
    (hospital, drug): (i64, i64),
    (before, selected): &(i64, [i64; 3]),
    out: &mut Vec<u8>,
) -> io::Result<i64> {
    let pre = (before * rng.range(9500, 10500) / 10000).max(20);
    let sel = selected[rng.range(0, 2) as usize];
    let value = rng.by_magnitude(2_000_000 * habits.level, 8_000_000_000 * habits.level);
    let agreed = (value / pre).clamp(10, 400_000);
    let (purchased, failure) = if rng.percent(habits.short) {
        let purchased = agreed * rng.range(150, 995) / 1000;
        (purchased, habits.excused || rng.percent(habits.failing))
    } else {
        let bought = agreed * rng.bell(habits.mean - 100, habits.mean + 220) / 1000;
        let least = if habits.class < 85 { agreed } else { 0 };
        (bought.max(least), rng.percent(1) || habits.excused)
    };
    let other = if rng.percent(60) { 0 } else { (agreed * (pre - sel).max(1) / 100) * rng.range(0, 130) / 100 };
    let share = rng.range(300_000, 960_000);
    write!(out, "H{hospital:06},D{drug:04},{agreed},{purchased},")?;
    for (value, places) in [(pre, 4), (sel, 4), (other, 2), (share, 6)] {
        decimal(out, value, places)?;
        out.push(b',');
    }
    writeln!(out, "{failure}")?;
    Ok(agreed)
}

fn head(rng: &mut Rng, habits: &Habits, hospital: i64, agreed: i64, out: &mut impl Write) -> io::Result<()> {
    let class = habits.class;
    let reported = match rng.range(0, 99) {
        0..=84 => agreed,
        85..=92 => agreed * rng.range(992, 1008) / 1000,
        93..=96 => agreed * rng.range(960, 1040) / 1000,
        _ => agreed * rng.range(700, 1300) / 1000,
    };
    let part = |whole: i64, share: i64| (i128::from(whole) * i128::from(share) / 10_000_000) as i64;
    // A quarter of the shares stand exactly on a whole percent, where doubles go wrong.
    let paid = rng.range(10_000, 50_000_000) * 100;
    let on_time = if rng.percent(25) {
        paid / 100 * rng.range(80, 100)
    } else {
        part(paid, rng.range(if class < 85 { 9_300_000 } else { 7_500_000 }, 10_000_000))
    };
    let last = rng.range(80, 900) * 100;
    let this = if rng.percent(25) {
        last / 100 * rng.range(96, 116)
    } else {
        last * rng.range(9_000, if class < 60 { 10_600 } else { 11_700 }) / 10_000
    };
    let total = rng.range(10_000, 90_000_000) * 100;
    let offline = if rng.percent(25) {
        total / 100 * rng.range(0, 14)
    } else {
        part(total, rng.range(0, if class < 60 { 700_000 } else { 1_400_000 }))
    };
    let violations = if rng.percent(80) { 0 } else { rng.range(1, 5) };
    let prices = if rng.percent(88) { 0 } else { rng.range(1, 3) };
    let sound = rng.percent(93);
    let status = if rng.percent(96) { "active" } else { "suspended" };
    write!(out, "H{hospital:06},{status},{},{reported}", habits.level)?;
    for value in [on_time, paid, this, last, offline, total] {
        out.write_all(b",")?;
        decimal(out, value, 2)?;
    }
    writeln!(out, ",{violations},{prices},{sound}")
}
