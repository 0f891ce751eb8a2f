//! Plain CSV files as they go by, cut into cells and read column by column: either the rows are those of the ordinary reader, which
//! has nothing to say about them, or the ordinary reader is left to look.

use super::kit::*;
use jieyu::data::read;
use jieyu::ir::schema::TableSchema;

/// Numbers that repeat for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) as usize % most
    }

    fn one(&mut self, of: &[&str]) -> String {
        of[self.below(of.len())].to_owned()
    }

    /// A plain number of up to so many digits before and behind its point.
    fn number(&mut self, whole: usize, part: usize) -> String {
        let (whole, part) = (self.below(whole) + 1, self.below(part + 1));
        let mut digits = |count: usize| (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect::<String>();
        let (whole, part) = (digits(whole), digits(part));
        if part.is_empty() { whole } else { format!("{whole}.{part}") }
    }
}

/// Cells that are no plain value of some column, or are so only just.
const ODD: [&str; 32] = [
    "",
    " ",
    "-1",
    "-0.50",
    "+3",
    "1 000",
    "１２",
    "1.",
    ".5",
    "1..2",
    "12.345678901",
    "0.0000001",
    "12345678901234567",
    "99999999999999999999",
    "1e3",
    "5%",
    "3元",
    "甲\t",
    "合计",
    "小计：",
    "缺失",
    "不适用",
    "n/a",
    "#N/A",
    "'001",
    "\"甲\"",
    "\"a,b\"",
    "甲\u{a0}",
    "yes",
    "2026-02-30",
    "1.5000",
    "000000000000000000001",
];

fn schema() -> TableSchema {
    table(
        0,
        "明细",
        &[0],
        vec![
            column("编码", "文本"),
            optional(column("名称", "文本")),
            between(column("金额", "金额"), "0", "99999999999.99"),
            optional(column("数量", "数量")),
            column("占比", "比例"),
            column("系数", "数值"),
            column("日期", "日期"),
            column("断供", "是否"),
            column("级别", "机构级别"),
        ],
    )
}

fn lines(dice: &mut Dice, odd: usize) -> String {
    let end = dice.one(&["\n", "\n", "\r\n"]);
    let mut text = dice.one(&["", "\u{feff}"]);
    text += &format!("编码,名称,金额,数量,没人要,占比,系数,日期,断供,级别{end}");
    for row in 0..=dice.below(400) {
        let blank = dice.below(9) == 0;
        let mut cells = vec![
            if dice.below(2) == 0 { format!("H{row:05}") } else { format!("机构编码{row:08}") },
            if blank {
                String::new()
            } else {
                dice.one(&["甲", "市第一人民医院", "b", "同仁医院（东区）", "ab cd"])
            },
            dice.number(11, 2),
            if blank { String::new() } else { dice.number(9, 0) },
            dice.one(&["", "随便", "1.5元", "x"]),
            dice.one(&["0", "1", "0.5", "0.123456", "12.5"]),
            dice.number(8, 6),
            dice.one(&["2026-01-01", "2026/3/9", "2025年12月31日"]),
            dice.one(&["是", "否", "true", "0"]),
            dice.one(&["三级", "二级", "一级"]),
        ];
        if odd > 0 && dice.below(odd) == 0 {
            let place = dice.below(cells.len());
            cells[place] = dice.one(&ODD);
        }
        text += &cells.join(",");
        text += if odd > 0 && dice.below(40 * odd) == 0 { "\r\n" } else { &end };
    }
    if dice.below(3) == 0 { text.trim_end().to_owned() } else { text }
}

#[test]
fn rows_that_go_by_are_those_of_the_ordinary_reader() {
    let (mut by, mut left) = (0, 0);
    for seed in 0..300u64 {
        let mut dice = Dice(seed);
        let odd = [0, 3_000, 600, 40][dice.below(4)];
        let text = lines(&mut dice, odd);
        let due = read(&[file("明细.csv", text.as_str())], &[schema()]);
        match packed_rows(&schema(), "明细.csv", text.as_bytes()) {
            Some(found) => {
                assert!(due.problems.is_empty(), "{seed}: {}", said(&due));
                assert_eq!(found, rows(&due, 0), "{seed}");
                by += 1;
            }
            None => left += 1,
        }
        assert!(odd > 0 || due.problems.is_empty(), "{seed}: {}", said(&due));
    }
    // A file without anything odd in it goes by, and most of the others do not.
    assert!(by > 80 && left > 40, "{by} {left}");
}
