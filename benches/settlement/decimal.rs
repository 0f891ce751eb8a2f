//! A rival: row by row with `rust_decimal`, as a careful program would be written; hospitals as the limit has them.

use super::limit::{Hospital, Sums};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;

pub struct Line {
    hospital: u32,
    agreed: Decimal,
    bought: Decimal,
    before: Decimal,
    selected: Decimal,
    other: Decimal,
    share: Decimal,
    failure: bool,
}

pub fn read_lines(bytes: &[u8], hospitals: &[Hospital]) -> Vec<Line> {
    let ids: HashMap<&str, u32> = hospitals.iter().map(|hospital| hospital.id.as_str()).zip(0..).collect();
    let text = std::str::from_utf8(bytes).expect("a text");
    let number = |cell: &str| Decimal::from_str_exact(cell).expect("a number");
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Line {
            hospital: ids[cells[0]],
            agreed: number(cells[2]),
            bought: number(cells[3]),
            before: number(cells[4]),
            selected: number(cells[5]),
            other: number(cells[6]),
            share: number(cells[7]),
            failure: cells[8] == "true",
        }
    };
    text.lines().skip(1).map(line).collect()
}

pub fn add_up(lines: &[Line], hospitals: usize) -> Vec<Sums> {
    let (fund, pooled, half) = (Decimal::new(7_000, 4), Decimal::new(8_500, 4), Decimal::new(5, 1));
    let round = |value: Decimal| value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let mut sums = vec![(Decimal::ZERO, Decimal::ZERO, Decimal::ZERO, 0); hospitals];
    for line in lines {
        let budget = line.agreed * line.before * fund * line.share;
        let spent = (line.agreed * line.selected + line.other) * fund * line.share;
        let undone = line.bought / line.agreed < half && !line.failure;
        let base = if undone { Decimal::ZERO } else { round(round(budget - spent) * pooled) };
        let sum = &mut sums[line.hospital as usize];
        sum.0 += base;
        sum.1 += line.agreed;
        sum.2 += line.bought;
        sum.3 += i64::from(line.bought < line.agreed && !line.failure);
    }
    let whole = |value: Decimal| i64::try_from(value).expect("a whole number");
    let sum = |(base, agreed, bought, short): (Decimal, Decimal, Decimal, i64)| Sums {
        base: whole(base * Decimal::ONE_HUNDRED),
        agreed: whole(agreed),
        bought: whole(bought),
        short,
    };
    sums.into_iter().map(sum).collect()
}
