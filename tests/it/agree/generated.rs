//! Generated policies on generated data.

use super::compare::differences;
use super::write::{Dice, batch, policy};
use jieyu::ir::batch::{Batch, Cell, TableData};
use jieyu::ir::program::Program;
use jieyu::session::{Memory, Session};
use jieyu::value::number::Number;
use jieyu::value::value::Value;
use proptest::prelude::*;
use std::cell::Cell as Count;

pub fn load(text: &str) -> Result<Program, String> {
    let world = Memory([("p.policy".to_owned(), text.as_bytes().to_vec())].into());
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("p.policy");
    let said = || loaded.diagnostics.iter().map(|d| format!("{} {}\n", d.code, d.message.zh)).collect();
    loaded.program.clone().ok_or_else(said)
}

/// What must stand in sound policies of a long run.
const WORDS: [&str; 46] = [
    " + ",
    " − ",
    " × ",
    " ÷ ",
    "= 真表(",
    "累进(",
    "加(",
    "档(",
    "整除(",
    "余数(",
    "幂(",
    "率 于 ",
    "天数(",
    "工作日数(",
    "四舍五入到",
    "四舍六入五成双到",
    "舍去到",
    "进一到",
    "向下取整到",
    "向上取整到",
    "若 ",
    "较大(",
    "较小(",
    "绝对值(",
    "不低于",
    "不高于",
    "缺失时取",
    "加权平均(",
    "去重计数(",
    "唯一(",
    "全部(",
    "存在(",
    "百分位(下.小甲",
    "最近秩",
    "同 名",
    "名次(",
    "列出(",
    "例外",
    "又p",
    "排除",
    "恢复",
    "分配",
    "派生表",
    "考核",
    "断言",
    "整体.总",
];

#[test]
fn generated_policies_come_to_the_same_in_both_engines() {
    let cases = super::cases(60);
    let words = [const { Count::new(0) }; WORDS.len()];
    let (sound, packed, by_rows, values) = (Count::new(0), Count::new(0), Count::new(0), Count::new(0));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 40,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&(any::<u64>(), 1usize..9, 0usize..60), |(seed, parents, children)| {
        let text = policy(Dice::new(seed));
        let Ok(program) = load(&text) else { return Ok(()) };
        let (found, counts) = differences(
            &program,
            &batch(&mut Dice::new(seed ^ 0x5DEE_CE66), parents, children),
            1 + (seed % 2) as usize,
        );
        prop_assert!(found.is_empty(), "{text}\n{}", found.join("\n"));
        sound.set(sound.get() + 1);
        for (word, count) in WORDS.iter().zip(&words) {
            count.set(count.get() + u32::from(text.contains(word)));
        }
        packed.set(packed.get() + counts.packed);
        by_rows.set(by_rows.get() + counts.by_rows);
        values.set(values.get() + 3 * (parents + children));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} policies, {} values, {} packed, {} by rows", sound.get(), values.get(), packed.get(), by_rows.get());
    assert!(
        sound.get() * 2 > cases,
        "{} of {cases} policies are sound: {:?}",
        sound.get(),
        load(&policy(Dice::new(1))).err()
    );
    let counted: Vec<String> =
        WORDS.iter().zip(&words).map(|(word, count)| format!("{word} {}", count.get())).collect();
    println!("{}", counted.join(", "));
    assert!(cases < 1_000 || words.iter().all(|count| count.get() > 0), "{}", counted.join(", "));
    assert!(packed.get() > by_rows.get() && by_rows.get() > 0);
}

/// 任意 does not look at its key; a key that cannot be computed spoils the row all the same.
#[test]
fn a_key_that_cannot_be_computed_spoils_its_answer() {
    let program = load(
        "政策 例\n对照表 真表 按 真 : 是否, 值 : 数值 得 得数 : 数值\n  | 真 | 值 | 得数 |\n  | 是 | < 0 | 1 |\n  | 是 | ≥ 0 | 2 |\n  | 否 | 任意 | 0.5 |\n\
         表 行\n  键 号 : 整数\n  列 真 : 是否\n  列 数 : 数值\n每个 行：\n公式 果 = 真表(真, 1 ÷ 数)\n输出 行 : 号, 果 四舍五入到 0.1\n",
    )
    .expect("a sound policy");
    let number = |number: i64| Cell::Good(Value::Number(Number::from(number)));
    let mut table = TableData { rows: 4, ..TableData::default() };
    table.columns = vec![
        (1..5).map(number).collect(),
        [true, false, true, false].map(|yes| Cell::Good(Value::Bool(yes))).to_vec(),
        [0, 0, 4, 4].map(number).to_vec(),
    ];
    let (found, _) = differences(&program, &Batch { tables: vec![table] }, 1);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
