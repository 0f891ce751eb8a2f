//! Any bytes, taken as a file of data: the first byte chooses the format, the rest is read against a schema.
#![no_main]

use jieyu::data::{InputFile, read};
use jieyu::ir::schema::TableSchema;
use jieyu::session::{Memory, Session};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::sync::LazyLock;

mod fence;

const POLICY: &str = "政策 甲
枚举 级别 = 三级, 二级
表 医疗机构
  键 机构编码 : 文本 表头 \"编码\"
  列 机构名称 : 文本 可缺
  列 级别 : 级别
  列 金额 : 金额 在 [0元, ) 以 万元 计
  列 占比 : 比例 可缺 可不适用
  列 日期 : 日期
  列 定点 : 是否 = 否
表 订单
  键 机构编码 → 医疗机构
  键 序号 : 整数
  列 数量 : 数量
";

static SCHEMAS: LazyLock<Vec<TableSchema>> = LazyLock::new(|| {
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), POLICY.as_bytes().to_vec())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("a.policy");
    loaded.program.expect("the policy is sound").schemas
});

fuzz_target!(init: fence::put_up(), |bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = match first % 5 {
        0 => "医疗机构.csv",
        1 => "a.xlsx",
        2 => "a.xls",
        3 => "a.json",
        _ => "订单.csv",
    };
    let outcome = read(&[InputFile { name: name.to_owned(), bytes: rest.to_vec() }], &SCHEMAS);
    for table in &outcome.batch.tables {
        assert!(table.columns.iter().all(|column| column.len() == table.rows));
        assert_eq!(table.origins.len(), table.rows);
    }
});
