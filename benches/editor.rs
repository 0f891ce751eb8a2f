//! How long an editor waits on a workspace of 5,000 lines in 5 layers: `cargo bench --bench editor`.
//!
//! Every request is asked at many places behind a change of the text, and the slowest of each counts. A check runs beside
//! the answers, on a thread of its own; how long it takes is shown too.

#![allow(
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench measures in floats, and fails by panicking"
)]

use jieyu::diagnostic::Lang;
use jieyu::format::{Style, format};
use jieyu::ide::{Workspace, colours, complete, definition, folds, hover, inlays, outline, references, search};
use jieyu::session::{Memory, Session};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const LAYERS: usize = 5;
const LINES: usize = 5000;
const TARGET: Duration = Duration::from_millis(50);

/// One bureau's worth of rules, numbered so that thousands of lines stay distinct.
fn section(n: usize) -> String {
    format!(
        "
枚举 类别{n} = 普通{n}, 抗菌{n}, 急救{n}
参数 支付比例{n} : 比例 = 72%
  依据 《管理办法》附件1
参数 完成率下限{n} : 比例 在 [0, 1] = 50%
  依据 《管理办法》第十四条
对照表 约定比例{n} 按 类别 : 类别{n}, 企业数 : 整数 在 [1, ) 得 比例
  | 类别    | 企业数 | 比例 |
  | 普通{n} | 1      | 50%  |
  | 普通{n} | ≥ 2    | 70%  |
  | 抗菌{n} | 任意   | 40%  |
  | 急救{n} | 任意   | 100% |
表 机构{n}
  键 编码 : 文本
  列 名称 : 文本
  列 总金额 : 金额 在 [0元, )
表 品种{n}
  键 编码 → 机构{n}
  键 通用名 : 文本
  列 类别 : 类别{n}
  列 企业数 : 整数 在 [1, 20]
  列 约定量 : 数量 在 (0, )
  列 采购量 : 数量 在 [0, )
  列 原价 : 单价
  列 中选价 : 单价
每个 品种{n}：
公式 预算{n} = 约定量 × 原价 × 支付比例{n} × 约定比例{n}(类别, 企业数)
  依据 《管理办法》附件1
公式 支出{n} = 约定量 × 中选价 × 支付比例{n}
  依据 《管理办法》附件1
公式 完成率{n} = 采购量 ÷ 约定量
  依据 《管理办法》附件1
公式 结余{n} = 预算{n} − 支出{n}
  依据 《管理办法》附件1
排除 未完成{n}
  当   完成率{n} < 完成率下限{n}
  则   结余{n} = 0元
  理由 \"约定采购量完成率低于下限\"
  依据 《管理办法》第十四条
每个 机构{n}：
公式 基数{n} = 合计(品种{n}.结余{n})
  依据 《管理办法》附件1
公式 留用{n} : 金额 = 基数{n} 不低于 0元 × 50% 四舍五入到 分
  依据 《管理办法》第十八条
输出 机构{n} : 编码, 名称, 留用{n}
"
    )
}

fn world() -> Memory {
    let mut files = BTreeMap::new();
    let mut number = 0;
    for layer in 0..LAYERS {
        let mut text = format!("政策 第{layer}层\n  版本 \"1\"\n");
        if layer > 0 {
            writeln!(text, "  继承 \"{}.policy\"", layer - 1).unwrap();
        }
        text += "  基准日 2021-12-31\n";
        while text.lines().count() < LINES / LAYERS {
            number += 1;
            text += &section(number);
        }
        files.insert(format!("{layer}.policy"), text.into_bytes());
    }
    Memory(files)
}

/// The slowest of many answers.
fn slowest(name: &str, places: &[usize], mut work: impl FnMut(usize)) -> Duration {
    let mut times: Vec<Duration> = places
        .iter()
        .map(|at| {
            let start = Instant::now();
            work(*at);
            start.elapsed()
        })
        .collect();
    times.sort();
    let (middle, last) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{name:<24} median {:>9.3} ms, slowest {:>9.3} ms", middle.as_secs_f64() * 1e3, last.as_secs_f64() * 1e3);
    last
}

fn main() {
    let world = world();
    let lines: usize = world.0.values().map(|text| text.iter().filter(|byte| **byte == b'\n').count()).sum();
    let leaf = format!("{}.policy", LAYERS - 1);
    let text = String::from_utf8(world.0[&leaf].clone()).unwrap();
    let mut workspace = Workspace::default();
    let start = Instant::now();
    workspace.follow(&world, &leaf);
    println!("{lines} lines in {LAYERS} layers; first index {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let session = Session { world: &world, as_of: None, known_on: None, settings: &[] };
    let start = Instant::now();
    let loaded = session.load(&leaf);
    println!("check of the chain, beside the answers: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics.first());
    workspace.accept(&leaf, Arc::new(loaded));
    let places: Vec<usize> = (0..text.len()).step_by(text.len() / 60).filter(|at| text.is_char_boundary(*at)).collect();
    let mut round = 0;
    let mut worst = slowest("a letter is typed", &places, |at| {
        round += 1;
        let typed = format!("{}{}{}", &text[..at], if round % 2 == 0 { "甲" } else { " " }, &text[at..]);
        workspace.set(&leaf, &typed);
        // The first request behind a change finds what can be seen anew.
        black_box(complete(&workspace, &leaf, at, Lang::Zh));
    });
    workspace.set(&leaf, &text);
    let mut hold = |time: Duration| worst = worst.max(time);
    hold(slowest("hover", &places, |at| drop(black_box(hover(&workspace, &leaf, at, Lang::Zh)))));
    hold(slowest("definition", &places, |at| drop(black_box(definition(&workspace, &leaf, at)))));
    hold(slowest("references", &places, |at| drop(black_box(references(&workspace, &leaf, at)))));
    hold(slowest("completion", &places, |at| drop(black_box(complete(&workspace, &leaf, at, Lang::Zh)))));
    let few = &places[..5];
    hold(slowest("semantic tokens", few, |_| drop(black_box(colours(&workspace, &leaf)))));
    hold(slowest("inlay hints", few, |_| drop(black_box(inlays(&workspace, &leaf, 0..text.len(), &leaf, Lang::Zh)))));
    hold(slowest("symbols, folding", few, |_| {
        let file = workspace.file(&leaf).unwrap();
        drop(black_box((outline(file), folds(file))));
    }));
    hold(slowest("workspace symbols", few, |_| drop(black_box(search(&workspace, "结余")))));
    hold(slowest("layout of a wild text", few, |_| drop(black_box(workspace.file(&leaf).unwrap().laid_out()))));
    let fair = format(&text, &Style::default());
    workspace.set(&leaf, &fair);
    hold(slowest("layout of a fair text", few, |_| drop(black_box(workspace.file(&leaf).unwrap().laid_out()))));
    println!("slowest of all {:.1} ms, target {} ms", worst.as_secs_f64() * 1e3, TARGET.as_millis());
    assert!(worst <= TARGET, "over the target");
}
