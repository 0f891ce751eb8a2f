//! A lookup that the check accepts answers every input exactly once; one that it refuses has, at the input that the
//! message names, no answer or two.

use super::kit::Case;
use super::spell::Tape;
use jieyu::session::settle;
use jieyu::value::value::Value;
use proptest::prelude::*;

const CLASSES: [&str; 3] = ["普通", "抗菌", "急救"];
/// Numbers run from 0 to this, in tenths.
const TOP: i64 = 60;

/// One row: the classes that it admits (none: any), and the tenths between two ends.
#[derive(Clone, Debug)]
struct Row {
    classes: Vec<usize>,
    low: (i64, bool),
    high: (i64, bool),
}

impl Row {
    fn answers(&self, class: usize, tenths: i64) -> bool {
        let above = tenths > self.low.0 || self.low.1 && tenths == self.low.0;
        let below = tenths < self.high.0 || self.high.1 && tenths == self.high.0;
        (self.classes.is_empty() || self.classes.contains(&class)) && above && below
    }

    fn text(&self, result: usize) -> String {
        let classes = match self.classes.as_slice() {
            [] => "任意".to_owned(),
            some => some.iter().map(|class| CLASSES[*class]).collect::<Vec<_>>().join(", "),
        };
        let number = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
        let (open, close) = (if self.low.1 { "[" } else { "(" }, if self.high.1 { "]" } else { ")" });
        format!("  | {classes} | {open}{}, {}{close} | {result} |\n", number(self.low.0), number(self.high.0))
    }
}

/// Cuts the domain into rows that fit; then, for half of the tables, spoils one of them.
fn rows(tape: &mut Tape) -> Vec<Row> {
    let groups: &[&[&[usize]]] = &[&[&[]], &[&[0], &[1], &[2]], &[&[0, 1], &[2]], &[&[1], &[0, 2]]];
    let mut rows = Vec::new();
    for group in groups[tape.pick(groups.len())] {
        let (mut at, mut closed) = (0, true);
        while at < TOP {
            let next = (at + 1 + tape.pick(30) as i64).min(TOP);
            let ends_here = next == TOP || tape.pick(2) == 0;
            rows.push(Row { classes: group.to_vec(), low: (at, closed), high: (next, ends_here) });
            (at, closed) = (next, !ends_here);
        }
    }
    if tape.pick(2) == 1 {
        let at = tape.pick(rows.len());
        match tape.pick(5) {
            0 => rows[at].low.1 = !rows[at].low.1,
            1 => rows[at].high.1 = !rows[at].high.1,
            2 if rows[at].high.0 > rows[at].low.0 + 2 => rows[at].high.0 -= 1,
            3 => {
                rows.remove(at);
            }
            _ => rows[at].classes = vec![tape.pick(3)],
        }
    }
    let turn = tape.pick(rows.len().max(1));
    if !rows.is_empty() {
        rows.rotate_left(turn);
    }
    rows
}

fn policy(rows: &[Row]) -> String {
    let body: String = rows.iter().enumerate().map(|(at, row)| row.text(at)).collect();
    format!(
        "政策 甲\n枚举 类别 = 普通, 抗菌, 急救\n对照表 档 按 类 : 类别, 数 : 数值(1位) 在 [0, {}] 得 号 : 整数\n  | 类 | 数 | 号 |\n{body}\
         表 件\n  键 编码 : 整数\n  列 类 : 类别\n  列 数 : 数值(1位) 在 [0, {}]\n每个 件：\n公式 号 = 档(类, 数)\n  依据 乙\n输出 件 : 编码, 号\n",
        TOP / 10,
        TOP / 10,
    )
}

/// All inputs there are: a row of data for each.
fn inputs() -> Vec<(usize, i64)> {
    (0..CLASSES.len()).flat_map(|class| (0..=TOP).map(move |tenths| (class, tenths))).collect()
}

/// `类 = 普通，数 = 0.3`, as the message names an input.
fn named(message: &str) -> Option<(usize, i64)> {
    let class = CLASSES.iter().position(|class| message.contains(&format!("类 = {class}")))?;
    let number: String =
        message.split("数 = ").nth(1)?.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let tenths = super::oracle::read(&number) * super::oracle::whole(10);
    assert!(tenths.is_integer(), "{message}: no such input");
    Some((class, tenths.to_string().parse().unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepted_tables_answer_once_and_refused_ones_do_not(choices in prop::collection::vec(any::<u32>(), 0..60)) {
        let rows = rows(&mut Tape::new(choices));
        prop_assume!(!rows.is_empty());
        let text = policy(&rows);
        let lines: String = inputs().iter().enumerate().map(|(at, (class, tenths))| format!("{at},{},{}.{}\n", CLASSES[*class], tenths / 10, tenths % 10)).collect();
        let case = Case::of(text.clone(), &[("件.csv", format!("编码,类,数\n{lines}"))]);
        let answers = |class: usize, tenths: i64| rows.iter().enumerate().filter(|(_, row)| row.answers(class, tenths)).map(|(at, _)| at).collect::<Vec<_>>();
        let loaded = case.load();
        match &loaded.program {
            Some(program) => {
                let settled = settle(program, &case.data).unwrap_or_else(|(problems, _)| panic!("{problems:?}"));
                prop_assert_eq!(settled.run.output(0).len(), inputs().len());
                for ((class, tenths), row) in inputs().into_iter().zip(settled.run.output(0)) {
                    let due = answers(class, tenths);
                    prop_assert_eq!(due.len(), 1, "{}\n{} {}", text, class, tenths);
                    let due = Value::Number(jieyu::value::number::Number::from(i64::try_from(due[0]).unwrap()));
                    prop_assert_eq!(row.cells[1].as_ref().ok(), Some(&due), "{}", text);
                }
            }
            None => {
                let errors: Vec<_> = loaded.diagnostics.iter().filter(|found| found.is_error()).collect();
                prop_assert!(errors.iter().all(|error| matches!(error.code, "JY0531" | "JY0532" | "JY0533" | "JY0534" | "JY0418")), "{text}\n{errors:?}");
                for error in errors {
                    let Some((class, tenths)) = named(&error.message.zh) else { continue };
                    let found = answers(class, tenths).len();
                    prop_assert!(if error.code == "JY0531" { found == 0 } else { found >= 2 }, "{text}\n{}: {found}", error.message.zh);
                }
            }
        }
    }
}
