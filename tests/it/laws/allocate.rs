//! An allocation gives out the pool to the last cent, and nobody a unit more or less than the exact share.

use super::kit::Case;
use super::oracle::{Ratio, read, whole};
use jieyu::rows::Evaluation;
use jieyu::session::settle;
use jieyu::value::value::Value;
use num_traits::{Signed, Zero};
use proptest::prelude::*;

const WORDS: [&str; 6] = ["四舍五入", "四舍六入五成双", "舍去", "进一", "向下取整", "向上取整"];
const RULES: [&str; 3] = ["最大余数", "按键", "整体.留存"];

fn policy(pool: i64, word: &str, unit: &str, rule: &str, least: i64) -> String {
    format!(
        "政策 甲\n表 机构\n  键 编码 : 文本\n  列 权 : 数值 在 [0, )\n参数 池 : 金额 = {}元\n  依据 乙\n\
         分配 奖励 于 机构 总额 池 按 权 当 权 ≥ {least} {word}到 {unit} 余数归 {rule}\n  依据 乙\n\
         输出 机构 : 编码, 奖励\n{}",
        format_args!("{}.{:02}", pool / 100, pool % 100),
        if rule == "整体.留存" { "输出 整体 : 整体.留存\n" } else { "" },
    )
}

fn data(weights: &[u32]) -> String {
    let rows =
        weights.iter().enumerate().map(|(row, weight)| format!("H{row:03},{}.{:02}\n", weight / 100, weight % 100));
    format!("编码,权\n{}", rows.collect::<String>())
}

fn amounts(run: &Evaluation<'_>, output: usize, column: usize) -> Option<Vec<Ratio>> {
    run.output(output)
        .iter()
        .map(|row| match &row.cells[column] {
            Ok(Value::Number(number)) => Some(read(&number.to_string())),
            Ok(other) => panic!("{other:?}"),
            Err(_) => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_make_the_pool_and_keep_within_a_unit(
        weights in prop::collection::vec(prop_oneof![Just(0u32), 1..400u32, 0..1_000_000u32], 1..30),
        cents in 0..50_000_000i64,
        word in prop::sample::select(&WORDS[..]),
        rule in prop::sample::select(&RULES[..]),
        least in 0..3i64,
        whole_yuan in any::<bool>(),
    ) {
        let (unit, quantum, pool) = if whole_yuan { ("元", whole(1), cents / 100 * 100) } else { ("分", whole(1) / whole(100), cents) };
        let text = policy(pool, word, unit, rule, least);
        let case = Case::of(text.clone(), &[("机构.csv", data(&weights))]);
        let loaded = case.load();
        let Some(program) = &loaded.program else {
            // A pool to the cent cannot be shared in whole yuan: said before anything is computed.
            let codes: Vec<_> = loaded.diagnostics.iter().map(|found| found.code).collect();
            prop_assert!(whole_yuan && !codes.is_empty(), "{text}\n{codes:?}");
            return Ok(());
        };
        let settled = settle(program, &case.data).unwrap_or_else(|(problems, _)| panic!("{problems:?}"));
        let total = |weights: &[Ratio]| weights.iter().fold(whole(0), |sum, weight| sum + weight);
        let entering: Vec<Ratio> = weights
            .iter()
            .map(|weight| whole(i64::from(*weight)) / whole(100))
            .map(|weight| if weight >= whole(least) { weight } else { whole(0) })
            .collect();
        let sum = total(&entering);
        let pool = whole(pool) / whole(100);
        let Some(shares) = amounts(&settled.run, 0, 1) else {
            prop_assert!(sum.is_zero() && !pool.is_zero(), "{text}");
            return Ok(());
        };
        let left = if rule == "整体.留存" { amounts(&settled.run, 1, 0).unwrap()[0].clone() } else { whole(0) };
        prop_assert_eq!(total(&shares) + left, pool.clone(), "{}", text);
        for (share, weight) in shares.iter().zip(&entering) {
            let exact = if sum.is_zero() { whole(0) } else { &pool * weight / &sum };
            let off = (share - &exact).abs();
            // In the order of keys a unit may come on top of what rounding gave.
            let most = if rule == "按键" { &quantum + &quantum } else { quantum.clone() };
            prop_assert!(off < most, "{text}\n{share} for {exact}");
            prop_assert!((share / &quantum).is_integer() && !share.is_negative());
        }
    }
}
