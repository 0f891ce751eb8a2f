//! The limit: the workload written by hand for this one policy, in fixed point, one thread, without SIMD of its own.

use std::collections::HashMap;

/// The lines, column by column, in scaled whole numbers.
#[derive(Default)]
pub struct Lines {
    pub hospital: Vec<u32>,
    pub agreed: Vec<u32>,
    pub bought: Vec<u32>,
    pub before: Vec<u32>,
    pub selected: Vec<u32>,
    pub other: Vec<i64>,
    pub share: Vec<u32>,
    pub failure: Vec<u8>,
}

pub struct Hospital {
    pub id: String,
    pub active: bool,
    pub level: usize,
    pub numbers: [i64; 7],
    pub violations: i64,
    pub price_violations: i64,
    pub sound: bool,
}

/// What the lines of a hospital come to.
#[derive(Clone, Copy, Default)]
pub struct Sums {
    pub base: i64,
    pub agreed: i64,
    pub bought: i64,
    pub short: i64,
}

fn scaled(cell: &[u8], places: usize) -> i64 {
    let (mut value, mut part, mut point) = (0i64, 0, false);
    for byte in cell {
        if *byte == b'.' {
            point = true;
        } else {
            value = value * 10 + i64::from(byte - b'0');
            part += usize::from(point);
        }
    }
    value * 10i64.pow((places - part) as u32)
}

pub fn read_hospitals(bytes: &[u8]) -> Vec<Hospital> {
    let lines = bytes.split(|byte| *byte == b'\n').skip(1).filter(|line| !line.is_empty());
    let hospital = |line: &[u8]| {
        let cells: Vec<&[u8]> = line.split(|byte| *byte == b',').collect();
        let mut numbers = [scaled(cells[3], 0); 7];
        for (place, cell) in numbers.iter_mut().skip(1).zip(&cells[4..10]) {
            *place = scaled(cell, 2);
        }
        Hospital {
            id: String::from_utf8_lossy(cells[0]).into_owned(),
            active: cells[1] == b"active",
            level: scaled(cells[2], 0) as usize,
            numbers,
            violations: scaled(cells[10], 0),
            price_violations: scaled(cells[11], 0),
            sound: cells[12] == b"true",
        }
    };
    lines.map(hospital).collect()
}

pub fn read_lines(bytes: &[u8], hospitals: &[Hospital]) -> Lines {
    let ids: HashMap<&[u8], u32> = hospitals.iter().map(|hospital| hospital.id.as_bytes()).zip(0..).collect();
    let mut lines = Lines::default();
    let mut last: (&[u8], u32) = (b"", 0);
    for line in bytes.split(|byte| *byte == b'\n').skip(1).filter(|line| !line.is_empty()) {
        let mut cells = line.split(|byte| *byte == b',');
        let mut next = || cells.next().expect("nine cells");
        let id = next();
        if id != last.0 {
            last = (id, ids[id]);
        }
        lines.hospital.push(last.1);
        next();
        lines.agreed.push(scaled(next(), 0) as u32);
        lines.bought.push(scaled(next(), 0) as u32);
        lines.before.push(scaled(next(), 4) as u32);
        lines.selected.push(scaled(next(), 4) as u32);
        lines.other.push(scaled(next(), 2));
        lines.share.push(scaled(next(), 6) as u32);
        lines.failure.push(u8::from(next() == b"true"));
    }
    lines
}

fn half_up(above: i128, below: i128) -> i128 {
    let size = (above.abs() + below / 2) / below;
    if above < 0 { -size } else { size }
}

/// One line: 64 bits, checked, with 128 where they do not suffice.
#[inline]
fn line(lines: &Lines, at: usize) -> i64 {
    const FUND: i64 = 7_000;
    const POOLED: i64 = 8_500;
    const SCALE: i64 = 1_000_000_000_000;
    let (agreed, failure) = (lines.agreed[at], lines.failure[at]);
    if failure == 0 && 2 * u64::from(lines.bought[at]) < u64::from(agreed) {
        return 0;
    }
    let difference = i64::from(lines.before[at]) - i64::from(lines.selected[at]);
    let saved = i64::from(agreed) * difference - lines.other[at] * 100;
    let factor = FUND * i64::from(lines.share[at]);
    let rounded = match saved.checked_mul(factor) {
        Some(product) if product.unsigned_abs() < 1 << 62 => {
            let size = ((product.unsigned_abs() + SCALE as u64 / 2) / SCALE as u64) as i64;
            if product < 0 { -size } else { size }
        }
        _ => half_up(i128::from(saved) * i128::from(factor), i128::from(SCALE)) as i64,
    };
    let product = rounded.checked_mul(POOLED).expect("a small amount");
    let size = ((product.unsigned_abs() + 5_000) / 10_000) as i64;
    if product < 0 { -size } else { size }
}

pub fn add_up(lines: &Lines, hospitals: usize) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); hospitals];
    for at in 0..lines.agreed.len() {
        let (agreed, bought) = (i64::from(lines.agreed[at]), i64::from(lines.bought[at]));
        let sum = &mut sums[lines.hospital[at] as usize];
        sum.base += line(lines, at);
        sum.agreed += agreed;
        sum.bought += bought;
        sum.short += i64::from(bought < agreed && lines.failure[at] == 0);
    }
    sums
}

/// hospital_id, base and payout in fen, score.
pub type Outcome = (String, i64, i64, i64);

pub fn settle(hospital: &Hospital, sums: Sums) -> Outcome {
    let base = if sums.bought < sums.agreed && sums.short > 0 { 0 } else { sums.base };
    let [reported, on_time, due, this, last, offline, total] = hospital.numbers;
    let at_least = |share: i64| 100 * sums.bought >= share * sums.agreed;
    let bands = [(100, 20), (95, 16), (90, 12), (80, 6)];
    let mut score = bands.into_iter().find(|(share, _)| at_least(*share)).map_or(0, |(_, points)| points);
    let points = |above: i64, below: i64, loss: i64| match (above, below) {
        (_, 0) => 15,
        (above, below) => (15 - loss * (above.max(0) + below - 1).div_euclid(below)).max(0),
    };
    score += points(95 * due - 100 * on_time, due, 1);
    let caps = [[5, 8, 15], [4, 6, 12], [3, 5, 10]][hospital.level - 1];
    score += if last == 0 || this <= last {
        15
    } else {
        let within = caps.into_iter().zip([12, 8, 4]).find(|(cap, _)| 100 * (this - last) <= cap * last);
        within.map_or(0, |(_, points)| points)
    };
    score += points(100 * offline - 5 * total, total, 2);
    score += (10 - 3 * hospital.violations).max(0) + (10 - 5 * hospital.price_violations).max(0);
    score += if hospital.sound { 5 } else { 0 };
    let off = 100 * (reported - sums.agreed).abs();
    let bands = [(0, 10), (1, 6), (5, 3)];
    let found = bands.into_iter().find(|(share, _)| reported != 0 && off <= share * reported);
    score += found.map_or(0, |(_, points)| points);
    let share = match score {
        90.. => 50,
        80.. => 40,
        60.. => 30,
        _ => 0,
    };
    let payout = if hospital.active { (base.max(0) * share + 50) / 100 } else { 0 };
    (hospital.id.clone(), base, score, payout)
}
