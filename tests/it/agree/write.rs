//! Policies and data by chance: every operator, rounding word and aggregate, absence, exceptions, exclusions, tables,
//! scores, shares and derived rows, with values at the edges of scale and of the machine word. The fuzzer takes this file
//! as well.

use jieyu::ir::batch::{Batch, Cell, Origin, SourceName, TableData};
use jieyu::value::date::Date;
use jieyu::value::number::Number;
use jieyu::value::value::Value;
use std::collections::VecDeque;
use std::fmt::Write;

/// A small source of choices: given bytes first, then a stream.
pub struct Dice(u64, VecDeque<u8>);

impl Dice {
    #[allow(dead_code, reason = "the tests'")]
    pub fn new(seed: u64) -> Dice {
        Dice(seed, VecDeque::new())
    }

    /// Choices that bytes make, so that a small change of the bytes is a small change of the policy.
    #[allow(dead_code, reason = "the fuzzer's")]
    pub fn of(bytes: &[u8]) -> Dice {
        Dice(1, bytes.iter().copied().collect())
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        if sides <= 256
            && let Some(byte) = self.1.pop_front()
        {
            return u64::from(byte) % sides;
        }
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.roll(all.len() as u64) as usize]
    }
}

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Parent,
    Child,
}

/// The name of a column; those of the child begin with 小.
fn column(place: Place, name: &str) -> String {
    match place {
        Place::Parent => name.to_owned(),
        Place::Child => format!("小{name}"),
    }
}

struct Writer {
    dice: Dice,
    /// Formulas written so far, by place.
    parent: Vec<String>,
    child: Vec<String>,
}

impl Writer {
    fn number(&mut self, place: Place, depth: u32) -> String {
        if depth == 0 {
            return self.leaf(place);
        }
        let (a, d) = (depth - 1, place);
        match self.dice.roll(22) {
            0 | 1 => format!("({} + {})", self.number(d, a), self.number(d, a)),
            2 | 3 => format!("({} − {})", self.number(d, a), self.number(d, a)),
            4 | 5 => format!("({} × {})", self.number(d, a), self.number(d, a)),
            6 => format!("({} ÷ {})", self.number(d, a), self.number(d, a)),
            7 => {
                let words = ["四舍五入", "四舍六入五成双", "舍去", "进一", "向下取整", "向上取整"];
                let (word, step) = (self.dice.pick(&words), self.dice.pick(&["0.01", "1", "0.5", "0.0001", "100"]));
                format!("({} {word}到 {step})", self.number(d, a))
            }
            8 => format!("(若 {} 则 {} 否则 {})", self.truth(d, a), self.number(d, a), self.number(d, a)),
            9 => format!("{}({}, {})", self.dice.pick(&["较大", "较小"]), self.number(d, a), self.number(d, a)),
            10 => format!("绝对值({})", self.number(d, a)),
            11 => format!("({} {} ({}))", self.number(d, a), self.dice.pick(&["不低于", "不高于"]), self.number(d, a)),
            12 => format!("({} 缺失时取 {})", column(place, "缺"), self.dice.pick(&["0", "1.5", "2"])),
            13 if place == Place::Parent => self.aggregate(a.min(1)),
            14 => format!("档({})", self.number(d, a)),
            15 => format!("{}({}, {})", self.dice.pick(&["整除", "余数"]), self.number(d, a), self.number(d, a)),
            16 => format!("累进({} 不低于 0)", self.number(d, a)),
            17 => format!("加({})", self.number(d, a)),
            18 => format!("真表({}, {})", self.truth(d, a.min(1)), self.number(d, a)),
            19 => {
                let exponent = self.dice.pick(&["2", "3", "−1", "0.5"]);
                format!("幂({}, {exponent}, 4位)", self.leaf(d))
            }
            20 => format!("(率 于 ({}))", column(place, "日子")),
            21 => format!(
                "({} ÷ 1天)",
                self.dice
                    .pick(&["天数(2021-02-01, X)", "工作日数(2021-01-01, X, 假)"])
                    .replace('X', &column(place, "日子"))
            ),
            _ => format!("(−{})", self.leaf(d)),
        }
    }

    fn leaf(&mut self, place: Place) -> String {
        let constants = ["0", "1", "2", "0.5", "70%", "0.85", "3", "100", "1000000", "0.000001", "7"];
        let known = if place == Place::Parent { &self.parent } else { &self.child };
        match self.dice.roll(8) {
            0 | 1 => self.dice.pick(&constants).to_owned(),
            2 if !known.is_empty() => {
                let at = self.dice.roll(known.len() as u64) as usize;
                known[at].clone()
            }
            3 if place == Place::Child => "上.甲".to_owned(),
            4 => column(place, "丙"),
            5 => column(place, "乙"),
            _ => column(place, "甲"),
        }
    }

    fn aggregate(&mut self, depth: u32) -> String {
        match self.dice.roll(17) {
            7 => "加权平均(下.小甲, 下.小丙)".to_owned(),
            8 => format!("去重计数(下.{})", self.dice.pick(&["小名", "小乙", "小日子"])),
            9 => format!("(唯一(下.小甲 当 {}) 缺失时取 0)", self.truth(Place::Child, depth)),
            10 => format!("(若 全部({}) 则 2 否则 3)", self.truth(Place::Child, depth).replace("小", "下.小")),
            11 => "百分位(下.小甲, 75% 定义 线性)".to_owned(),
            12 => "百分位(下.小乙, 30% 定义 最近秩)".to_owned(),
            13 => format!("{}(甲 同 名)", self.dice.pick(&["平均", "最大", "最小", "合计"])),
            14 => format!(
                "名次({} {} 同 是真 {})",
                self.dice.pick(&["乙", "丙", "日子"]),
                self.dice.pick(&["升序", "降序"]),
                self.dice.pick(&["并列取小", "并列取大", "并列取平均", "不许并列"])
            ),
            15 => "整体.总".to_owned(),
            16 => "(若 列出(下.小名) = \"一、二\" 则 1 否则 0)".to_owned(),
            0 => format!("计数(下 当 {})", self.truth(Place::Child, depth)),
            1 => "计数(下)".to_owned(),
            2 => format!("合计({} 当 {})", self.inner(), self.truth(Place::Child, depth)),
            3 => format!("{}(下.小甲)", self.dice.pick(&["平均", "最大", "最小"])),
            4 => format!("(若 {}(下 当 {}) 则 1 否则 0)", self.dice.pick(&["存在"]), self.truth(Place::Child, depth)),
            _ => format!("合计({})", self.inner()),
        }
    }

    /// What an aggregate brings: over the child's own values.
    fn inner(&mut self) -> String {
        let mut names = vec!["小甲".to_owned(), "小乙".to_owned(), "小丙".to_owned()];
        names.extend(self.child.clone());
        let at = self.dice.roll(names.len() as u64) as usize;
        let other = self.dice.roll(3) as usize;
        format!("下.{}{}", names[at], ["", " × 下.小丙", " + 下.小乙"][other])
    }

    fn truth(&mut self, place: Place, depth: u32) -> String {
        if depth == 0 {
            let simple = [
                "是真",
                "名 = \"一\"",
                "名 属于 \"一\", \"三\"",
                "有值(缺)",
                "甲 > 乙",
                "日子 ≥ 2021-03-01",
                "名 属于 单",
                "加月(日子, 1) = 次月末(日子)",
                "拼接(名, \"一\") ≠ \"二一\"",
            ];
            let simple = self.dice.pick(&simple);
            let names = ["是真", "名", "缺", "甲", "乙", "日子"];
            return names.iter().fold(simple.to_owned(), |text, name| text.replace(name, &column(place, name)));
        }
        let (a, d) = (depth - 1, place);
        match self.dice.roll(6) {
            0 => format!("({} 且 {})", self.truth(d, a), self.truth(d, a)),
            1 => format!("({} 或 {})", self.truth(d, a), self.truth(d, a)),
            2 => format!("非 ({})", self.truth(d, a)),
            3 => format!("({} 在 [0, 10) 内)", self.number(d, a)),
            _ => {
                let test = self.dice.pick(&["<", "≤", ">", "≥", "=", "≠"]);
                format!("({} {test} {})", self.number(d, a), self.number(d, a))
            }
        }
    }

    /// Exclusions, reinstatements, shares of a pool, rolled-up rows, filtered and sorted outputs.
    fn wholes(&mut self, text: &mut String) {
        if self.dice.roll(3) == 0 {
            let (when, unless) = (self.truth(Place::Parent, 1), self.truth(Place::Parent, 0));
            let _ = writeln!(text, "排除 排 当 {when} 除非 {unless} 则 p0 = 0 理由 \"某\"");
            if self.dice.roll(2) == 0 {
                let _ = writeln!(text, "恢复 排 当 {}", self.truth(Place::Parent, 0));
            }
        }
        if self.dice.roll(3) == 0 {
            let rest = self.dice.pick(&["最大余数", "按键", "归 整体.留"]);
            let _ = writeln!(text, "整体：\n公式 池 = 合计(上.丙) 四舍五入到 0.01\n");
            let weight = self.dice.pick(&["绝对值(丙)", "绝对值(乙)", "(丙 不低于 0)"]);
            let when = self.truth(Place::Parent, 0);
            let _ = writeln!(text, "分配 份 于 上 总额 池 按 {weight} 当 {when} 四舍五入到 0.01 余数归 {rest}");
        }
        if self.dice.roll(3) == 0 {
            let (when, how) = (self.truth(Place::Child, 0), self.dice.pick(&["合计", "最大", "最小"]));
            let _ = writeln!(
                text,
                "派生表 汇\n  键 类名 : 文本\n  取自 下 当 {when} 类名 = 小名, 量 = 小甲\n  汇总 量 {how}"
            );
            let _ = writeln!(text, "每个 汇：\n公式 d0 = 量 × 0.5\n输出 汇 : 类名, d0 四舍五入到 0.01");
        }
        let (when, step) = (self.truth(Place::Parent, 1), self.dice.pick(&["0.01", "1", "0.000001"]));
        let way = self.dice.pick(&["升序", "降序"]);
        let _ = writeln!(text, "输出 上 为 \"选\" : 号, p0 四舍五入到 {step} 为 \"甲\" 当 {when} 排序 p1 {way}");
    }

    fn rules(&mut self, place: Place, text: &mut String) {
        let (table, mark) = if place == Place::Parent { ("上", "p") } else { ("下", "c") };
        let _ = writeln!(text, "\n每个 {table}：");
        for index in 0..3 {
            let name = format!("{mark}{index}");
            let depth = 1 + self.dice.roll(3) as u32;
            let _ = writeln!(text, "公式 {name} = {}", self.number(place, depth));
            if self.dice.roll(3) == 0 {
                let (when, then) = (self.truth(place, 1), self.number(place, 1));
                let _ = writeln!(text, "例外 外{name} 对 {name}\n  当 {when}\n  则 {then}");
                if self.dice.roll(2) == 0 {
                    let (when, then) = (self.truth(place, 1), self.number(place, 0));
                    let _ = writeln!(text, "例外 又{name} 对 外{name}\n  当 {when}\n  则 {then}");
                }
            }
            let known = if place == Place::Parent { &mut self.parent } else { &mut self.child };
            known.push(name);
        }
        if self.dice.roll(4) == 0 {
            let check = self.truth(place, 1);
            let _ = writeln!(text, "断言 断{mark} : {check}");
        }
    }
}

/// What the expressions name.
const VOCABULARY: &str = r#"名单 单 = "一", "二"
名单 假 : 日期 = 2021-01-01, 2021-04-05
参数 率 : 数值
  自 2021-02-01 起 1.5
  自 2021-04-01 起 0.07
对照表 累进 按 所得 : 数值 在 [0, ) 得 成 : 比例 超额累进
  | 所得 | 成 |
  | ≤ 10 | 3% |
  | (10, 1000] | 10% |
  | > 1000 | 12.5% |
对照表 加 按 数 : 数值 得 分数 : 数值 累计
  | 数 | 分数 |
  | ≥ 0 | 1 |
  | ≥ 5 | 2.5 |
  | [3, 7) | −0.125 |
对照表 真表 按 真 : 是否, 值 : 数值 得 得数 : 数值
  | 真 | 值 | 得数 |
  | 是 | < 0 | 1 |
  | 是 | ≥ 0 | 值 ÷ 7 四舍五入到 0.001 |
  | 否 | 任意 | 0.5 |
"#;

/// The text of a policy.
pub fn policy(dice: Dice) -> String {
    let mut writer = Writer { dice, parent: Vec::new(), child: Vec::new() };
    let columns = |place| {
        let all =
            ["甲 : 数值", "乙 : 整数", "丙 : 数值(2位)", "缺 : 数值 可缺", "是真 : 是否", "名 : 文本", "日子 : 日期"];
        all.map(|line| format!("  列 {}\n", column(place, line))).concat()
    };
    let mut text = format!("政策 生成\n  基准日 2021-06-01\n\n表 上\n  键 号 : 文本\n{}\n", columns(Place::Parent));
    let _ = write!(text, "表 下\n  键 上号 → 上\n  键 次 : 整数\n{}\n", columns(Place::Child));
    text.push_str(VOCABULARY);
    text.push_str("对照表 档 按 值 : 数值 得 得数 : 数值\n  | 值 | 得数 |\n  | < 0 | 1 |\n  | [0, 1) | 2.5 |\n  | [1, 100] | 值 ÷ 3 四舍五入到 0.01 |\n  | > 100 | −7 |\n");
    text.push_str("\n整体：\n公式 总 = 合计(上.甲)\n");
    writer.rules(Place::Child, &mut text);
    writer.rules(Place::Parent, &mut text);
    writer.wholes(&mut text);
    if writer.dice.roll(2) == 0 {
        text.push_str("\n考核 评 于 上  满分 10分\n  指标 一  满分 6分\n    取值 甲\n    赋分 若 取值 > 1 则 满分 否则 取值 × 1分 不低于 0分\n");
        text.push_str("  指标 二  满分 4分\n    取值 乙\n    赋分\n      | ≥ 3 | 满分 |\n      | [1, 3) | 2分 |\n      | < 1 | 0分 |\n");
    }
    text.push_str("\n输出 上 : 号\n");
    text
}

/// A number of at most `digits` decimals: small, zero, or at the edge of a word.
fn value(dice: &mut Dice, digits: u32) -> Value {
    let scale = 10i128.pow(digits);
    let edge = i128::from(i64::MAX);
    let mantissa = match dice.roll(24) {
        0..=2 => 0,
        3 => edge,
        4 => -edge - 1,
        5 => edge + 1,
        6 => i128::from(dice.roll(1 << 40)) * i128::from(dice.roll(1 << 30)),
        7 => edge / 2 - i128::from(dice.roll(3)),
        8 | 9 => i128::from(dice.roll(1 << 40)) - (1 << 39),
        10..=14 => (i128::from(dice.roll(9)) - 4) * scale,
        _ => i128::from(dice.roll(40_000)) - 20_000,
    };
    Value::Number(Number::from_scaled(mantissa, digits))
}

fn rows(dice: &mut Dice, count: usize, keys: impl Fn(&mut Dice, usize) -> Vec<Cell>) -> TableData {
    let mut table = TableData { rows: count, ..TableData::default() };
    table.sources = vec![SourceName { file: "表".into(), sheet: None }];
    for row in 0..count {
        table.origins.push(Origin { source: 0, row: row as u32 + 2 });
        let mut cells = keys(dice, row);
        let values = [
            value(dice, 6),
            value(dice, 0),
            value(dice, 2),
            if dice.roll(3) == 0 { Value::Missing } else { value(dice, 6) },
            Value::Bool(dice.roll(2) == 0),
            Value::Text(dice.pick(&["一", "二", "三"]).into()),
            Value::Date(Date::new(2021, 1 + dice.roll(6) as i8, 1).expect("a day")),
        ];
        cells.extend(values.map(Cell::Good));
        if dice.roll(60) == 0 {
            let at = cells.len() - 1 - dice.roll(7) as usize;
            cells[at] = Cell::Bad("坏".into());
        }
        table.columns.resize(cells.len(), Vec::new());
        table.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    table
}

/// Rows for it; `parents` is not 0.
pub fn batch(dice: &mut Dice, parents: usize, children: usize) -> Batch {
    let key = |row: usize| Value::Text(format!("号{row:04}").into());
    let above = rows(dice, parents, |_, row| vec![Cell::Good(key(row * 7 % parents))]);
    let below = rows(dice, children, |dice, row| {
        // A few lead nowhere.
        let at = dice.roll(parents as u64 + u64::from(row % 40 == 0)) as usize;
        vec![Cell::Good(key(at)), Cell::Good(Value::Number(Number::from(row)))]
    });
    Batch { tables: vec![above, below] }
}
