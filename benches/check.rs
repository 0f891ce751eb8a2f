//! How long a policy of 5,000 lines takes to be checked: `cargo bench --bench check`.
//!
//! The text is a realistic mix of tables, parameters, lookups, formulas, exclusions, assessments and outputs. Beside the
//! whole stand two lower bounds of the same run: one scan of the text as UTF-8, and the parser alone.

#![allow(
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench measures in floats, and fails by panicking"
)]

use jieyu::session::{Memory, Session};
use jieyu::source::{Source, Sources};
use jieyu::syntax::parse;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

const LINES: usize = 5000;
const ROUNDS: usize = 15;
const TARGET: Duration = Duration::from_millis(300);

/// One bureau's worth of rules, numbered so that thousands of lines stay distinct.
fn section(number: usize) -> String {
    format!(
        "
枚举 类别{number} = 普通{number}, 抗菌{number}, 急救{number}
参数 支付比例{number} : 比例 = 72%
  说明 \"由统筹地区按年度核定\"
  依据 《管理办法》附件1
参数 完成率下限{number} : 比例 在 [0, 1] = 50%
  依据 《管理办法》第十四条
参数 回款期限{number} : 天数
  自 2019-01-01 起 30天   依据 国办发〔2019〕2号
  自 2021-02-01 起 45天   依据 国办发〔2021〕2号
对照表 约定比例{number} 按 类别 : 类别{number}, 企业数 : 整数 在 [1, ) 得 比例
  | 类别 | 企业数 | 比例 |
  | 普通{number} | 1 | 50% |
  | 普通{number} | 2 | 60% |
  | 普通{number} | ≥ 3 | 70% |
  | 抗菌{number} | 1 | 40% |
  | 抗菌{number} | 2, 3 | 50% |
  | 抗菌{number} | ≥ 4 | 60% |
  | 急救{number} | 任意 | 100% |
表 机构{number}
  键 编码 : 文本
  列 名称 : 文本 表头 \"机构名称\", \"单位名称\"
  列 总金额 : 金额 在 [0元, )
  列 线下金额 : 金额 在 [0元, ) 可缺
  校验 线下不超过总额{number} : 线下金额 缺失时取 0元 ≤ 总金额
表 品种{number}
  键 编码 → 机构{number}
  键 通用名 : 文本
  列 类别 : 类别{number}
  列 企业数 : 整数 在 [1, 20]
  列 约定量 : 数量 在 (0, )
  列 采购量 : 数量 在 [0, )
  列 原价 : 单价
  列 中选价 : 单价
  列 验收日 : 日期
  列 回款日 : 日期 可缺
每个 品种{number}：
公式 预算{number} = 约定量 × 原价 × 支付比例{number} × 约定比例{number}(类别, 企业数)
  依据 《管理办法》附件1
公式 支出{number} = 约定量 × 中选价 × 支付比例{number}
  依据 《管理办法》附件1
公式 完成率{number} = 采购量 ÷ 约定量
  依据 《管理办法》附件1
公式 按时{number} = 若 有值(回款日) 则 天数(验收日, 回款日 缺失时取 验收日) ≤ 回款期限{number} 否则 否
  依据 《管理办法》第九条
公式 结余{number} = 预算{number} − 支出{number}
  依据 《管理办法》附件1
排除 未完成{number}
  当 完成率{number} < 完成率下限{number}
  则 结余{number} = 0元
  理由 \"约定采购量完成率低于下限\"
  依据 《管理办法》第十四条
每个 机构{number}：
公式 基数{number} = 合计(品种{number}.结余{number})
  依据 《管理办法》附件1
公式 按时率{number} = 若 计数(品种{number}) = 0 则 0% 否则 计数(品种{number} 当 按时{number}) ÷ 计数(品种{number})
  依据 《管理办法》附件2
公式 总完成率{number} = 若 合计(品种{number}.约定量) = 0 则 0% 否则 合计(品种{number}.采购量) ÷ 合计(品种{number}.约定量)
  依据 《管理办法》附件2
考核 考核{number} 于 机构{number} 满分 100分 四舍五入到 0.01分
  缺项 按权重折算
  关键指标 总量 权重 60%
    取值 总完成率{number}
    赋分 | ≥ 100% | 满分 |
         | [80%, 100%) | 60分 + (取值 − 80%) ÷ 1% × 2分 |
         | [50%, 80%) | 30分 |
         | < 50% | 0分 |
    依据 《管理办法》附件2
  参考指标 回款 权重 40%
    取值 按时率{number}
    赋分 | ≥ 95% | 满分 |
         | < 95% | 取值 × 满分 不高于 满分 不低于 0分 |
    依据 《管理办法》附件2
每个 机构{number}：
公式 留用比例{number} = 按 考核{number}.得分
  | ≥ 90分 | 50% |
  | [80分, 90分) | 40% |
  | [60分, 80分) | 30% |
  | < 60分 | 0% |
  依据 《管理办法》第十八条
公式 留用{number} : 金额 = 基数{number} 不低于 0元 × 留用比例{number} 四舍五入到 分
  依据 《管理办法》第十八条
断言 不超一半{number} : 留用{number} ≤ 基数{number} 不低于 0元 × 50% + 0.01元
输出 机构{number} : 编码, 名称, 基数{number} 四舍五入到 分, 考核{number}.得分, 留用{number} 排序 编码 升序
"
    )
}

fn policy() -> String {
    let mut text = "政策 五千行\n  基准日 2021-12-31\n".to_owned();
    let mut number = 0;
    while text.lines().count() < LINES {
        number += 1;
        text += &section(number);
    }
    text
}

fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn main() {
    let text = policy();
    let bytes = text.as_bytes();
    let scan = median(|| {
        let text = std::str::from_utf8(black_box(bytes)).unwrap();
        black_box(text.chars().filter(|c| c.is_alphanumeric()).count());
    });
    let parsed = median(|| {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.policy", &text));
        let parse = parse(id, black_box(&text));
        assert!(parse.problems.is_empty(), "{:?}", parse.problems.first());
        black_box(parse);
    });
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), text.clone().into_bytes())]));
    let session = Session { world: &world, as_of: None, known_on: None, settings: &[] };
    let whole = median(|| {
        let loaded = session.load("a.policy");
        assert!(loaded.program.is_some(), "{:?}", loaded.diagnostics.iter().find(|problem| problem.is_error()));
        black_box(loaded);
    });
    let ratio = |time: Duration| time.as_secs_f64() / scan.as_secs_f64();
    println!("policy: {} lines, {} KB", text.lines().count(), text.len() / 1024);
    println!("scan as UTF-8            {scan:>12.3?}");
    println!("parse                    {parsed:>12.3?}  {:>8.0} × scan", ratio(parsed));
    println!(
        "parse and check          {whole:>12.3?}  {:>8.0} × scan  {:.2} × parse",
        ratio(whole),
        whole.as_secs_f64() / parsed.as_secs_f64()
    );
    println!("target {TARGET:?}: {}", if whole < TARGET { "met" } else { "missed" });
}
