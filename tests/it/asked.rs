//! What is asked of the program without settling anything: the value of an expression, the plan of a policy.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn jieyu(folder: &Path, args: &[&str]) -> Said {
    let said = Command::new(env!("CARGO_BIN_EXE_jieyu")).current_dir(folder).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: said.status.code().unwrap(), out: text(said.stdout), err: text(said.stderr) }
}

#[test]
fn an_expression_is_called_so_in_the_language_that_was_asked_for() {
    let said = |lang| jieyu(Path::new("."), &["--lang", lang, "eval", "1 +"]).err;
    assert!(said("zh").contains("算式:1"), "{}", said("zh"));
    assert!(said("en").contains("expression:1") && !said("en").contains("算式"), "{}", said("en"));
}

#[test]
fn what_is_doubtful_in_an_expression_is_said_beside_its_value() {
    let said = jieyu(Path::new("."), &["eval", "10元 不高于 5元 × 2"]);
    assert_eq!((said.code, said.out.as_str()), (0, "10\n单位：元\n"));
    assert!(said.err.contains("提示 JY0706"), "{}", said.err);
    assert_eq!(jieyu(Path::new("."), &["eval", "(10元 不高于 5元) × 2"]).err, "");
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.policy"), "政策 例\n参数 底 : 金额 = 10元\n输出 整体 : 底\n").unwrap();
    let said = jieyu(folder.path(), &["eval", "--policy", "a.policy", "底 不高于 5元 × 2"]);
    assert!(said.code == 0 && said.err.contains("JY0706"), "{}", said.err);
}

const PLANNED: &str = "政策 例
表 医院
  键 编码 : 文本
表 明细
  键 医院 → 医院
  键 行号 : 整数
  列 金额 : 金额
  列 量 : 数量
每个 明细：
断言 有量 : 量 > 0件
每个 医院：
公式 合 = 合计(明细.金额)
断言 都有量 : 全部(明细.量 > 0件)
整体：
公式 总 = 合计(医院.合)
公式 半 = 总 ÷ 2 四舍五入到 分
断言 全有量 : 全部(明细.量 > 0件)
断言 全有钱 : 全部(明细.金额 > 0元) 且 计数(医院) > 0
输出 医院 : 编码, 合
输出 整体 : 半
";

/// A value of the whole that adds up a long table takes the time of its rows; one that does not takes none.
#[test]
fn the_plan_says_whose_rows_a_value_of_the_whole_goes_over() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.policy"), PLANNED).unwrap();
    insta::assert_snapshot!(jieyu(folder.path(), &["plan", "a.policy"]).out, @r"
    1. 明细，成批，1 个运算
         汇总到医院：64 位整数 ÷ 100
    2. 医院，成批，1 个运算
         合：64 位整数 ÷ 100
    3. 总，整体只算一次，为此逐行读医院
    4. 半，整体只算一次
    5. 明细，成批，3 个运算
         断言 有量
    6. 明细，成批，3 个运算
         汇总到医院：是否
    7. 医院，成批，1 个运算
         断言 都有量
    8. 断言 全有量，整体只算一次，为此逐行读明细
    9. 断言 全有钱，整体只算一次，为此逐行读医院、明细
    共 5 趟成批计算，0 步逐行计算，4 步整体只算一次；超出 64 位的一块改用 128 位计算，仍放不下的行一行一行精确重算
    ");
    insta::assert_snapshot!(jieyu(folder.path(), &["--lang", "en", "plan", "a.policy"]).out, @r"
    1. 明细, in columns, 1 operation
         added up for 医院: 64-bit whole number ÷ 100
    2. 医院, in columns, 1 operation
         合: 64-bit whole number ÷ 100
    3. 总, once for the whole, reading the rows of 医院
    4. 半, once for the whole
    5. 明细, in columns, 3 operations
         assertion 有量
    6. 明细, in columns, 3 operations
         added up for 医院: yes or no
    7. 医院, in columns, 1 operation
         assertion 都有量
    8. assertion 全有量, once for the whole, reading the rows of 明细
    9. assertion 全有钱, once for the whole, reading the rows of 医院, 明细
    5 passes in columns, 0 steps by rows, 4 steps once for the whole; chunks that leave 64 bits take 128, and rows that leave those are computed one by one, exactly
    ");
}
