//! Any bytes, taken as a Parquet file: first as they are, then as the middle of a file whose ends are right.
#![no_main]

use jieyu::data::{InputFile, packed, read};
use jieyu::ir::schema::TableSchema;
use jieyu::session::{Memory, Session};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::sync::LazyLock;

mod fence;

const POLICY: &str = "政策 甲
枚举 级别 = 三级, 二级, 一级
表 订单
  键 编码 : 文本
  列 名称 : 文本 可缺
  列 金额 : 金额
  列 数量 : 数量 可缺
  列 日期 : 日期
  列 定点 : 是否
  列 占比 : 数值(6位) 可缺
  列 级别 : 级别
  列 系数 : 数值(6位) 可缺
";

static SCHEMAS: LazyLock<Vec<TableSchema>> = LazyLock::new(|| {
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), POLICY.as_bytes().to_vec())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("a.policy");
    loaded.program.expect("the policy is sound").schemas
});

fuzz_target!(init: fence::put_up(), |bytes: &[u8]| {
    let mut ends = b"PAR1".to_vec();
    ends.extend_from_slice(bytes);
    ends.extend_from_slice(b"PAR1");
    for bytes in [bytes.to_vec(), ends] {
        let files = [InputFile { name: "订单.parquet".to_owned(), bytes }];
        let outcome = read(&files, &SCHEMAS);
        for table in &outcome.batch.tables {
            assert!(table.columns.iter().all(|column| column.len() == table.rows));
        }
        // Where rows are packed, they are those that the ordinary reader has, and none of them is bad.
        if let Some((batch, _)) = packed::read(&files, &SCHEMAS) {
            assert!(outcome.problems.is_empty());
            assert_eq!(batch.tables[0].rows, outcome.batch.tables[0].rows);
        }
    }
});
