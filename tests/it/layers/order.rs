//! The order in which a layer says what it changes never matters.

use super::{CITY, NATION, errors, load};
use jieyu::layer::fingerprints;
use jieyu::session::Loaded;
use proptest::prelude::*;

/// A layer that declares, amends, locks, adds to, retires and gives; some of it is about what it declares itself.
const EDITS: &[&str] = &[
    "参数 本级上限 : 比例 = 40%\n  依据 本级",
    "修改 参数 本级上限 由 40% 为 45%\n  依据 本级",
    "锁定 本级上限\n  依据 本级",
    "名单 本级名单 = \"x\", \"y\"\n",
    "增加 名单 本级名单 = \"z\"",
    "停用 名单 特殊 \"甲\"",
    "增加 名单 特殊 = \"己\"",
    "修改 参数 期限 由 45天 为 60天\n  依据 本级",
    "增加 参数 期限 自 2022-01-01 起 90天 依据 本级",
    "停用 机构.类\n  依据 本级",
    "增加 表 机构 列 新列 : 文本",
    "停用 排除 特殊机构\n  依据 本级",
    "每个 机构：\n排除 特殊机构\n  当 分数 < 10分\n  则 留用 = 0元\n  理由 \"分数过低\"\n  依据 本级",
    "修改 考.乙 权重 由 30% 为 20%\n  依据 本级",
    "增加 考核 考\n  参考指标 丁 权重 10%\n    取值 分数\n    赋分 取值\n    依据 本级",
];

/// What goes wrong, whatever the order.
const WRONG: &[&str] = &[
    "修改 考.丙 权重 由 20% 为 15%\n  依据 本级",
    "修改 考.丙 权重 由 15% 为 20%\n  依据 本级",
    "修改 考.丙 权重 由 20% 为 25%\n  依据 另一处",
    "修改 名单 本级名单 由 \"z\" 为 \"w\"",
    "停用 公式 比例\n  依据 本级",
    "修改 公式 比例 由 档(考.得分) 不高于 上限 为 0%\n  依据 本级",
];

fn loaded(edits: &[&str]) -> Loaded {
    let leaf = format!("政策 本级\n  继承 \"c.policy\"\n整体：\n{}\n", edits.join("\n"));
    load(&[("n.policy", NATION), ("c.policy", CITY), ("d.policy", &leaf)], "d.policy", None, None)
}

/// The policy that results and what is told of the layer, in an order of its own.
fn came_to(loaded: &Loaded) -> (Vec<(String, String)>, Vec<String>) {
    let mut said = fingerprints(&loaded.merged);
    said.sort();
    let mut told: Vec<String> = loaded
        .diagnostics
        .iter()
        .filter(|problem| problem.code.starts_with("JY11"))
        .map(|problem| format!("{} {}", problem.code, problem.message.zh))
        .collect();
    told.sort();
    (said, told)
}

#[test]
fn a_layer_that_edits_what_it_declares_is_sound() {
    let all = loaded(EDITS);
    assert!(errors(&all).iter().all(|problem| !problem.code.starts_with("JY11")), "{:?}", came_to(&all).1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_order_of_edits_never_matters(order in Just(EDITS.to_vec()).prop_shuffle()) {
        prop_assert_eq!(came_to(&loaded(&order)), came_to(&loaded(EDITS)));
    }

    #[test]
    fn nor_does_it_where_edits_go_wrong(
        order in Just([EDITS, WRONG].concat()).prop_shuffle()
    ) {
        prop_assert_eq!(came_to(&loaded(&order)), came_to(&loaded(&[EDITS, WRONG].concat())));
    }
}
