//! Made-up data: they fit every policy that ships or stands in the corpus, and are the same whenever they are made.

use super::agree::{policies, program, root};
use jieyu::data::{self, InputFile};
use jieyu::ir::batch::{Batch, Cell};
use jieyu::ir::fault::Fault;
use jieyu::ir::program::Program;
use jieyu::report::{csv, inputs, xlsx};
use jieyu::rows;
use jieyu::sample::{Note, Sample, Wish, sample};
use jieyu::session::{Memory, Session};
use jieyu::value::number::Number;
use jieyu::value::value::Value;

fn wish(rows: usize, seed: u64, edges: u32) -> Wish {
    Wish { rows, tables: Vec::new(), seed, edges }
}

fn load(text: &str) -> Program {
    let world = Memory([("p.policy".to_owned(), text.as_bytes().to_vec())].into());
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("p.policy");
    loaded.program.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

/// The files that a sample is saved as: one CSV a table.
fn files(program: &Program, made: &Sample) -> Vec<InputFile> {
    let tables = inputs::tables(&program.schemas, &made.batch);
    tables
        .iter()
        .map(|table| InputFile { name: format!("{}.csv", table.name), bytes: csv::write(table, true) })
        .collect()
}

/// All values by table and column, without where they stood.
fn values(batch: &Batch) -> Vec<&Vec<Vec<Cell>>> {
    batch.tables.iter().map(|table| &table.columns).collect()
}

fn failed_checks(program: &Program, batch: &Batch) -> Vec<String> {
    let run = rows::run(program, batch.clone());
    let failed = run.blames().filter_map(|(_, blame)| match &blame.fault {
        Fault::CheckFailed { name } => Some(name.to_string()),
        _ => None,
    });
    failed.collect()
}

#[test]
fn every_policy_gets_data_without_problems() {
    let folders = ["tests/corpus/good", "policies", "examples", "benches"];
    let (mut tried, mut wrong) = (0, Vec::new());
    for policy in folders.iter().flat_map(|folder| policies(&root().join(folder))) {
        let Some(program) = program(&policy) else { continue };
        for (seed, edges) in [(1, 100), (2, 0), (3, 600)] {
            let made = sample(&program, &wish(30, seed, edges));
            let place = format!("{} seed {seed}", policy.display());
            tried += made.batch.tables.iter().map(|table| table.rows).sum::<usize>();
            wrong.extend(made.notes.iter().map(|note| format!("{place}: {}", note.words().zh)));
            let read = data::read(&files(&program, &made), &program.schemas);
            wrong.extend(read.problems.iter().take(3).map(|problem| format!("{place}: {}", problem.sentence().zh)));
            if values(&read.batch) != values(&made.batch) {
                wrong.push(format!("{place}: not the same when read back"));
            }
            wrong.extend(failed_checks(&program, &read.batch).iter().map(|name| format!("{place}: {name} fails")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 10_000, "{tried} rows");
}

/// A policy with all that makes data hard: several keys, references of several columns and to the own table, files in
/// units of their own, decimals, days in order, sums that must be right, texts that are compared.
const HARD: &str = r#"政策 难
  基准日 2021-12-31
枚举 级别 = 三级, 二级, 一级
单位 分钟
单位 小时 = 60分钟
参数 门槛 : 金额 = 1234.56元
表 区
  键 区号 : 文本
  列 预算 : 金额 以 万元 计 在 [0元, )
表 机构
  键 编码 : 文本
  列 区号 → 区
  列 级别 : 级别
  列 上级机构 → 机构 可缺
  列 甲款 : 金额 在 [0元, 10万元)
  列 乙款 : 金额
  列 合款 : 金额
  列 用时 : 数量(分钟) 以 小时 计
  列 比重 : 比例(3位) 在 (0, 100%)
  列 评语 : 文本 可缺
  校验 合计相符 : 合款 = 甲款 + 乙款
  校验 乙不多 : 乙款 ≤ 甲款 且 (级别 ≠ 一级 或 乙款 < 门槛)
表 目录
  键 药名 : 文本, 批次 : 整数 在 [1, 3]
  列 价 : 单价
表 采购
  键 编码 → 机构
  键 药名 : 文本
  列 批次 : 整数
  引用 药名, 批次 → 目录
  列 下单 : 日期
  列 到货 : 日期 可缺
  列 数量 : 数量 在 [1件, 500件]
  校验 先后 : 非 有值(到货) 或 下单 ≤ 到货
表 退货
  键 编码 : 文本, 药名 : 文本
  键 次 : 整数 在 [1, 2]
  引用 编码, 药名 → 采购
  列 退量 : 数量 在 [0件, )
  校验 不超过 : 退量 ≤ 采购.数量
每个 机构：
公式 多 = 若 甲款 ≥ 门槛 则 1 否则 0
公式 退 = 合计(退货.退量)
输出 机构 : 编码, 多, 退
"#;

#[test]
fn hard_schemas_are_met() {
    let program = load(HARD);
    for seed in 0..6 {
        let made = sample(&program, &wish(120, seed, 200));
        assert_eq!(made.notes, []);
        assert_eq!(failed_checks(&program, &made.batch), Vec::<String>::new());
        let read = data::read(&files(&program, &made), &program.schemas);
        assert_eq!(read.problems, []);
        assert_eq!(values(&read.batch), values(&made.batch));
        let sizes: Vec<usize> = made.batch.tables.iter().map(|table| table.rows).collect();
        assert_eq!(sizes, [3, 12, 12, 90, 120]);
    }
}

#[test]
fn a_workbook_reads_back_as_it_was_made() {
    let program = load(HARD);
    let made = sample(&program, &wish(60, 5, 300));
    let bytes = xlsx::write(&inputs::tables(&program.schemas, &made.batch)).expect("a workbook");
    let read = data::read(&[InputFile { name: "样例.xlsx".to_owned(), bytes }], &program.schemas);
    assert_eq!(read.problems, []);
    assert_eq!(values(&read.batch), values(&made.batch));
}

#[test]
fn a_seed_gives_the_same_data_and_another_gives_others() {
    let program = load(HARD);
    let text = |seed| {
        let made = sample(&program, &wish(40, seed, 100));
        let bytes: Vec<u8> = files(&program, &made).into_iter().flat_map(|file| file.bytes).collect();
        bytes
    };
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
    // The very bytes: a change of what is drawn is a change for all who keep seeds.
    let digest = blake3::hash(&text(1)).to_hex().to_string();
    assert_eq!(digest, "3799900c80c3e96e16ac69792f6f249fc4ef99041cc6df0c558bcba4cb3cbba8");
}

#[test]
fn edge_cases_come_at_the_rate_that_was_asked_for() {
    let program = load(
        "政策 例\n参数 线 : 金额 = 777.77元\n表 行\n  键 号 : 整数\n  列 额 : 金额 在 [5元, 9000元]\n  列 补 : 金额 可缺\n每个 行：\n公式 过 = 额 > 线\n输出 行 : 号, 过\n",
    );
    let amounts = |edges| -> Vec<Value> {
        let made = sample(&program, &wish(2_000, 3, edges));
        made.batch.tables[0].columns[1]
            .iter()
            .map(|cell| if let Cell::Good(value) = cell { value.clone() } else { panic!("{cell:?}") })
            .collect()
    };
    let edge = ["5", "5.01", "777.76", "777.77", "777.78", "8999.99", "9000"];
    let edge: Vec<Value> = edge.iter().map(|text| Value::Number(Number::parse_decimal(text).unwrap())).collect();
    let hits = |values: &[Value]| values.iter().filter(|value| edge.contains(value)).count();
    let (none, some) = (amounts(0), amounts(300));
    assert!(hits(&none) < 30, "{}", hits(&none));
    assert!((300..700).contains(&hits(&some)), "{}", hits(&some));
    assert!(edge.iter().all(|edge| some.contains(edge)));
}

#[test]
fn what_cannot_be_made_is_said_with_its_number() {
    let program = load(
        "政策 例\n枚举 级 = 甲, 乙\n表 级表\n  键 级别 : 级\n表 行\n  键 号 : 整数\n  列 额 : 金额 在 [0元, 10元]\n  校验 不可能 : 额 × 额 > 1000000元 × 1元\n输出 行 : 号\n输出 级表 : 级别\n",
    );
    let made = sample(&program, &wish(25, 1, 0));
    let few = Note::FewKeys { table: "级表".into(), wanted: 25, made: 2 };
    let unmet = Note::Unmet { table: "行".into(), check: "不可能".into(), rows: 25 };
    assert_eq!(made.notes, [few, unmet]);
    let mut asked = wish(25, 1, 0);
    asked.tables = vec![("级表".to_owned(), 1), ("行".to_owned(), 4)];
    let made = sample(&program, &asked);
    assert_eq!(made.batch.tables.iter().map(|table| table.rows).collect::<Vec<_>>(), [1, 4]);
}
