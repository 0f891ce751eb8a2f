//! Every clause of every kind of declaration can be amended; what can be left out can be added and taken away.

use super::{Memory, errors, load, world};
use jieyu::layer::consolidate;
use jieyu::session::Loaded;
use jieyu::syntax::ast::{Class, Clause};
use jieyu::syntax::parts;
use std::collections::BTreeSet;

/// Each declaration with each of its clauses.
const BASE: &str = r#"政策 上级办法 基准日 2021-12-31
单位 小时 = 60分钟
参数 上限 : 比例 在 [0, 1] = 50%
  说明 "旧说明"
  依据 甲文
参数 期限 : 天数
  自 2019-01-01 起 30天 依据 甲文
参数 份额 : 比例 待定
枚举 级别 = 三级, 二级, 一级
名单 药品 : 文本 = "甲", "乙", "丙"
名单 外购 来自 "a.csv" 列 通用名
对照表 档 按 得分 : 分值 在 [0分, 100分] 得 比例 : 比例 累计
  | 得分 | 比例 |
  | ≥ 80分 | 50% |
  | < 80分 | 30% |
  依据 附件
对照表 自付 按 得分 : 分值 得 比例
  来自 "b.csv"
表 机构
  键 编码 : 文本
  键 年度 : 整数, 分部 : 文本
  列 结余 : 金额 以 万元 计 在 [0元, ) = 0元 表头 "旧名" 可缺 可不适用 说明 "列的说明" 依据 甲文
  列 上级机构 → 机构
  引用 编码, 年度 → 台账
  校验 不为负 : 结余 ≥ 0元 依据 甲文
派生表 汇总表
  键 编码 → 机构
  列 金额合计 : 金额
  引用 编码 → 机构
  取自 机构 联 台账 当 结余 > 0元
       编码, 金额合计 = 结余
  汇总 金额合计 合计
考核 考 于 机构 满分 100分 四舍五入到 0.01分 缺项 按权重折算 不适用 得满分
  关键指标 甲 权重 60% 满分 100分
    取值 结余
    赋分 | ≥ 60 | 满分 |
         | < 60 | 0分 |
    缺项 不予计算
    不适用 得 0分
    说明 "指标的说明"
    依据 附件一
  参考指标 乙 权重 40%
    取值 结余
    赋分 取值
每个 机构：
公式 留用 : 金额 = 结余 × 50% 四舍五入到 分
  组 甲组
  自 2019-01-01 起 施行
  印发 2019-01-01
  依据 附件
公式 分段 = 按 结余
  | ≥ 0元 | 1 |
  | < 0元 | 0 |
例外 特殊 对 公式 留用
  当 结余 > 10元
  除非 结余 > 20元
  则 0元
  组 乙组
排除 超标
  当 结余 > 30元
  除非 结余 > 40元
  则 留用 = 0元, 分段 = 0
  理由 "旧理由"
恢复 从宽 对 超标
  当 结余 > 50元
断言 守恒 : 留用 ≤ 结余
约束 不高 : 留用 ≤ 100元
分配 奖励 于 机构 总额 1000元 按 结余 当 结余 > 0元 四舍五入到 分 余数归 最大余数
分配 补助 于 机构 总额 1000元 按 结余 × 2 四舍五入到 分 余数归 整体.留存
输出 机构 为 "公示表" : 编码, 结余 四舍五入到 分, 留用 为 "金额"
  当 结余 > 0元
  排序 结余 降序
"#;

/// The target, the clause's word, what is quoted and what takes its place.
const AMENDED: &[(&str, &str, &str, &str)] = &[
    ("单位 小时", "", "60分钟", "50分钟"),
    ("参数 上限", "", "50%", "40%"),
    ("上限", "类型", "比例", "比例(4位)"),
    ("上限", "范围", "[0, 1]", "[0, 80%]"),
    ("上限", "在", "［0，1］", "[0, 80%]"),
    ("上限", "说明", "\"旧说明\"", "\"新说明\""),
    ("期限", "", "30天", "45天"),
    ("期限", "", "自 2019-01-01 起 30天", "自 2019-02-01 起 30天"),
    ("枚举 级别", "", "一级", "一级及以下"),
    ("级别.一级", "", "一级", "一级及以下"),
    ("名单 药品", "", "\"乙\"", "\"丁\""),
    ("名单 药品", "", "\"甲\", \"乙\"", "\"丁\""),
    ("药品", "类型", "文本", "整数"),
    ("外购", "来自", "\"a.csv\" 列 通用名", "\"c.csv\" 列 通用名"),
    ("自付", "来自", "\"b.csv\"", "\"c.csv\""),
    ("对照表 档", "", "| < 80分 | 30% |", "| < 80分 | 20% |"),
    ("档", "行", "\n | >= 80分 | 50% |\n | < 80分 | 30% |", "\n | 任意 | 20% |"),
    ("档", "累计", "累计", "超额累进"),
    ("档.得分", "类型", "points", "整数"),
    ("档.得分", "范围", "[0分, 100分]", "[0分, 120分]"),
    ("档.比例", "类型", "比例", "比例(4位)"),
    ("自付.比例", "类型", "比例", "比例 "),
    ("机构.结余", "类型", "money", "金额(4位)"),
    ("机构.结余", "以", "万元", "亿元"),
    ("机构.结余", "范围", "[0元, )", "[1元, )"),
    ("机构.结余", "", "0元", "1元"),
    ("机构.结余", "表头", "\"旧名\"", "\"新名\", \"又名\""),
    ("机构.结余", "说明", "\"列的说明\"", "\"新的说明\""),
    ("机构.结余", "性质", "列", "键"),
    ("机构.上级机构", "引用", "机构", "台账"),
    ("机构.编码", "类型", "文本", "整数"),
    ("机构.编码", "性质", "键", "列"),
    ("机构", "引用", "编码, 年度 → 台账", "编码 → 台账"),
    ("机构.不为负", "", "结余 ≥ 0元", "结余 > 0元"),
    ("汇总表", "取自", "机构 联 台账 当 结余 > 0元 编码, 金额合计 = 结余", "机构 编码, 金额合计 = 结余"),
    ("汇总表", "当", "结余 > 0元", "结余 > 1元"),
    ("汇总表", "", "结余 > 0元", "结余 > 1元"),
    ("汇总表.金额合计", "", "结余", "结余 × 2"),
    ("汇总表", "汇总", "金额合计 合计", "金额合计 最大"),
    ("汇总表", "引用", "编码 → 机构", "编码 → 台账"),
    ("汇总表.编码", "引用", "机构", "台账"),
    ("汇总表.编码", "性质", "键", "列"),
    ("汇总表.金额合计", "类型", "金额", "金额(4位)"),
    ("考核 考", "于", "机构", "整体"),
    ("考", "满分", "100分", "120分"),
    ("考", "取整", "四舍五入到 0.01分", "舍去到 0.1分"),
    ("考", "缺项", "按权重折算", "得 0分"),
    ("考", "不适用", "得满分", "不予计算"),
    ("考.甲", "权重", "60%", "50%"),
    ("考.甲", "满分", "100分", "90分"),
    ("考.甲", "缺项", "不予计算", "得满分"),
    ("考.甲", "不适用", "得 0分", "得满分"),
    ("考.甲", "说明", "\"指标的说明\"", "\"新的说明\""),
    ("考.甲", "赋分", "| ≥ 60 | 满分 |", "| ≥ 60 | 90分 |"),
    ("考.甲", "行", "| < 60 | 0分 |", "| < 60 | 1分 |"),
    ("考.乙", "赋分", "取值", "取值 × 2"),
    ("考.乙", "取值", "结余", "结余 × 2"),
    ("考.乙", "性质", "参考指标", "指标"),
    ("公式 留用", "", "结余 × 50% 四舍五入到 分", "结余 × 40% 四舍五入到 分"),
    ("机构.留用", "类型", "金额", "金额(1位)"),
    ("留用", "组", "甲组", "乙组"),
    ("留用", "施行", "自 2019-01-01 起", "自 2018-01-01 起"),
    ("留用", "印发", "2019-01-01", "2018-01-01"),
    ("分段", "行", "| < 0元 | 0 |", "| < 0元 | −1 |"),
    ("分段", "", "| < 0元 | 0 |", "| < 0元 | −1 |"),
    ("例外 特殊", "对", "留用", "分段"),
    ("特殊", "当", "结余 > 10元", "结余 > 11元"),
    ("特殊", "", "结余 > 10元", "结余 > 11元"),
    ("特殊", "除非", "结余 > 20元", "结余 > 21元"),
    ("特殊", "则", "0元", "1元"),
    ("特殊", "组", "乙组", "丙组"),
    ("排除 超标", "当", "结余 > 30元", "结余 > 31元"),
    ("超标", "除非", "结余 > 40元", "结余 > 41元"),
    ("超标", "则", "0元", "1元"),
    ("超标", "则", "留用 = 0元", "留用 = 1元"),
    ("超标", "理由", "\"旧理由\"", "\"新理由\""),
    ("恢复 从宽", "对", "超标", "特殊"),
    ("从宽", "当", "结余 > 50元", "结余 > 51元"),
    ("断言 守恒", "", "留用 <= 结余", "留用 < 结余"),
    ("约束 不高", "", "留用 ≤ 100元", "留用 ≤ 90元"),
    ("分配 奖励", "于", "机构", "台账"),
    ("奖励", "总额", "1000元", "2000元"),
    ("奖励", "按", "结余", "结余 × 2"),
    ("奖励", "当", "结余 > 0元", "结余 > 1元"),
    ("奖励", "取整", "四舍五入到 分", "舍去到 元"),
    ("奖励", "余数归", "最大余数", "按键"),
    ("补助", "按", "结余 × 2", "结余 × 3"),
    ("补助", "取整", "四舍五入到 分", "舍去到 元"),
    ("补助", "余数归", "归 整体.留存", "最大余数"),
    ("补助", "余数归", "整体.留存", "最大余数"),
    ("输出 公示表", "于", "机构", "台账"),
    ("公示表", "标题", "\"公示表\"", "\"结果表\""),
    ("公示表.结余", "", "结余 四舍五入到 分", "结余 四舍五入到 元"),
    ("公示表.金额", "", "留用", "留用 × 1"),
    ("公示表.金额", "表头", "\"金额\"", "\"留用金额\""),
    ("公示表", "当", "结余 > 0元", "结余 > 1元"),
    ("公示表", "排序", "结余 降序", "结余 升序"),
];

/// What is added, and what the consolidated text then holds.
const ADDED: &[(&str, &str)] = &[
    ("参数 期限 自 2022-01-01 起 60天", "自 2022-01-01 起 60天"),
    ("参数 份额 在 [0, 1]", "在 [0, 1]"),
    ("枚举 级别 = 未定级", "一级, 未定级"),
    ("名单 药品 = \"丁\", \"戊\"", "\"丙\", \"丁\", \"戊\""),
    ("对照表 档\n | 80分 | 1% |", "| 80分 | 1% |"),
    ("自付.得分 在 [0分, 100分]", "分值\n  在 [0分, 100分]"),
    ("自付 累计", "累计"),
    ("表 机构 列 新列 : 金额", "列 新列 : 金额"),
    ("表 机构 键 新键 : 文本", "键 新键 : 文本"),
    ("表 机构 引用 年度 → 台账", "引用 年度 → 台账"),
    ("表 机构 校验 新校验 : 年度 > 0", "校验 新校验 : 年度 > 0"),
    ("机构.上级机构 可缺", "机构\n  可缺"),
    ("机构.年度 在 [2000, )", "整数\n  在 [2000, )"),
    ("机构.年度 表头 \"年份\"", "表头 \"年份\""),
    ("机构.年度 = 2020", "= 2020"),
    ("机构.年度 以 万 计", "以 万 计"),
    ("机构.上级机构 可不适用", "可不适用"),
    ("派生表 汇总表 取自 台账 编码, 金额合计 = 额", "取自 台账 编码, 金额合计 = 额"),
    ("派生表 汇总表 汇总 编码 最大", "汇总 编码 最大"),
    ("派生表 汇总表 列 新列 : 金额", "列 新列 : 金额"),
    ("考核 考 参考指标 丙 权重 10% 取值 结余 赋分 取值", "参考指标 丙 权重 10%"),
    ("考.乙 缺项 得满分", "缺项 得满分"),
    ("考.乙 满分 50分", "满分 50分"),
    ("考.乙 不适用 得满分", "不适用 得满分"),
    ("公式 分段 类型 数值", "分段 : 数值"),
    ("公式 分段 组 甲组", "组 甲组"),
    ("公式 分段\n | 5元 | 2 |", "| 5元 | 2 |"),
    ("例外 特殊 除非 结余 > 60元", "除非 结余 > 60元"),
    ("排除 超标 除非 结余 > 60元", "除非 结余 > 60元"),
    ("分配 补助 当 结余 > 0元", "当 结余 > 0元"),
    ("输出 公示表 : 年度, 分段 为 \"段\"", "留用 为 \"金额\", 年度, 分段 为 \"段\""),
    ("公示表.结余 表头 \"结余数\"", "为 \"结余数\""),
];

/// What is taken away, and what the consolidated text then no longer holds.
const GONE: &[(&str, &str)] = &[
    ("上限", "参数 上限"),
    ("上限 范围", "在 [0, 1] = 50%"),
    ("上限 说明", "旧说明"),
    ("级别.二级", "二级"),
    ("名单 药品 \"乙\"", "\"乙\""),
    ("名单 药品 \"丙\"", "\"丙\""),
    ("对照表 档 | < 80分 | 30% |", "| < 80分 | 30% |"),
    ("档 累计", "累计"),
    ("档.得分 范围", "[0分, 100分]"),
    ("机构.结余", "列 结余"),
    ("机构.分部", "分部"),
    ("机构.年度", "年度 : 整数"),
    ("机构.结余 以", "万元"),
    ("机构.结余 范围", "[0元, )"),
    ("机构.结余 表头", "旧名"),
    ("机构.结余 可缺", "可缺"),
    ("机构.结余 可不适用", "可不适用"),
    ("机构.结余 说明", "列的说明"),
    ("机构.不为负", "校验"),
    ("机构 引用", "→ 台账"),
    ("汇总表.金额合计", "金额合计"),
    ("汇总表 当", "当 结余 > 0元\n       编码"),
    ("汇总表 汇总 金额合计 合计", "汇总 金额合计"),
    ("考.乙", "参考指标 乙"),
    ("考 缺项", "缺项 按权重折算"),
    ("考 取整", "四舍五入到 0.01分"),
    ("考.甲 满分", "60% 满分 100分"),
    ("考.甲 缺项", "不予计算"),
    ("机构.留用 类型", "留用 : 金额"),
    ("留用 组", "甲组"),
    ("特殊 除非", "结余 > 20元"),
    ("排除 超标 除非 结余 > 40元", "结余 > 40元"),
    ("排除 超标 则 分段 = 0", "分段 = 0"),
    ("超标 理由", "旧理由"),
    ("从宽 对", "对 超标"),
    ("奖励 当", "结余 > 0元 四舍五入"),
    ("公示表.金额", "\"金额\""),
    ("公示表.编码", "编码, 结余"),
    ("公示表 标题", "公示表"),
    ("公示表.金额 表头", "\"金额\""),
    ("公示表 排序", "排序"),
];

/// Rows stand on lines of their own.
fn amending(target: &str, clause: &str, old: &str, new: &str) -> String {
    format!("修改 {target} {clause} 由\n{old}\n为\n{new}")
}

fn edited(edit: &str) -> Loaded {
    let leaf = format!("政策 本级\n  继承 \"n.policy\"\n{edit}\n  依据 本级文件\n");
    load(&[("n.policy", BASE), ("c.policy", &leaf)], "c.policy", None, None)
}

/// What is wrong with the edit itself; the base is no sound policy, only a whole one.
fn refusals(loaded: &Loaded) -> Vec<String> {
    let of_layers = |code: &str| code.starts_with("JY11") || code.starts_with("JY01");
    let all = loaded.diagnostics.iter().filter(|problem| of_layers(problem.code));
    all.map(|problem| format!("{} {}", problem.code, problem.message.zh)).collect()
}

fn text(loaded: &Loaded) -> String {
    consolidate(&loaded.merged, &loaded.sources, false)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_clause_can_be_amended() {
    let mut wrong = Vec::new();
    for (target, clause, old, new) in AMENDED {
        let edit = amending(target, clause, old, new);
        let loaded = edited(&edit);
        let mut refusals = refusals(&loaded);
        // One pair says the same on purpose: that is told, and nothing else.
        refusals.retain(|refusal| new.trim() != *old || !refusal.starts_with("JY1106"));
        let there = squeezed(&text(&loaded)).contains(&squeezed(new));
        if !refusals.is_empty() || !there || loaded.merged.edits.len() != 1 {
            wrong.push(format!("{edit}\n  {refusals:?} {there}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_can_stand_in_a_declaration_can_be_added() {
    let mut wrong = Vec::new();
    for (edit, held) in ADDED {
        let loaded = edited(&format!("增加 {edit}"));
        let (refusals, text) = (refusals(&loaded), squeezed(&text(&loaded)));
        if !refusals.is_empty() || !text.contains(&squeezed(held)) {
            wrong.push(format!("{edit}\n  {refusals:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_can_be_left_out_can_be_taken_away() {
    let base = squeezed(&text(&load(&[("c.policy", BASE)], "c.policy", None, None)));
    let mut wrong = Vec::new();
    for (edit, gone) in GONE {
        assert!(base.contains(&squeezed(gone)), "{gone}");
        let loaded = edited(&format!("停用 {edit}"));
        let (refusals, text) = (refusals(&loaded), squeezed(&text(&loaded)));
        if !refusals.is_empty() || text.contains(&squeezed(gone)) {
            wrong.push(format!("{edit}\n  {refusals:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Clauses that are not amended: an edit brings its own 依据; what is open is given; a whole part and a mark such as 可缺 are
/// added and taken away.
fn is_no_target(clause: Clause) -> bool {
    use Clause::{Basis, Check, Column, Indicator, Item, MayNotApply, Open, Optional};
    matches!(clause, Basis | Open | Column | Check | Indicator | Item | Optional | MayNotApply)
}

/// The base has every clause that there is, and the table above reaches each, in each kind of declaration.
#[test]
fn the_table_leaves_no_clause_out() {
    let world: Memory = world(&[("c.policy", BASE)]);
    let base = jieyu::session::Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("c.policy");
    let mut due = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for held in base.merged.held.iter().filter(|held| held.decl.kind.class() != Class::Edit) {
        for part in parts(&held.text.text()) {
            seen.insert(part.clause);
            if !is_no_target(part.clause) {
                due.insert((held.decl.kind.keyword().0, part.owner.is_some(), part.clause));
            }
        }
    }
    let lost: Vec<Clause> = Clause::all().filter(|clause| !seen.contains(clause)).collect();
    assert_eq!(lost, [], "clauses that the base does not show");
    let mut reached = BTreeSet::new();
    for (target, clause, old, new) in AMENDED {
        let loaded = edited(&amending(target, clause, old, new));
        reached.extend(touched(&base, &loaded));
    }
    let missed: Vec<_> = due.difference(&reached).collect();
    assert!(missed.is_empty(), "no amendment reaches {missed:?}");
}

/// The clauses whose text an edit has changed.
fn touched(base: &Loaded, edited: &Loaded) -> Vec<(&'static str, bool, Clause)> {
    let mut all = Vec::new();
    for (before, after) in base.merged.held.iter().zip(&edited.merged.held) {
        let (was, now) = (before.text.text(), after.text.text());
        if was == now {
            continue;
        }
        let said = |text: &str| -> Vec<(bool, Clause, String)> {
            let own = parts(text).into_iter();
            own.map(|part| (part.owner.is_some(), part.clause, text[part.body].to_owned())).collect()
        };
        let mut known = said(&was);
        for part in said(&now) {
            match known.iter().position(|other| *other == part) {
                Some(at) => drop(known.remove(at)),
                None => all.push((before.decl.kind.keyword().0, part.0, part.1)),
            }
        }
    }
    all
}

/// A lock of one clause leaves the others free, and holds however the clause is come at.
#[test]
fn a_lock_of_a_clause_holds_for_that_clause() {
    let locked = |lock: &str, edit: &str| {
        let base = format!("{BASE}锁定 {lock}\n  依据 《锁定的文件》\n");
        let leaf = format!("政策 本级\n  继承 \"n.policy\"\n{edit}\n  依据 本级文件\n");
        let loaded = load(&[("n.policy", &base), ("c.policy", &leaf)], "c.policy", None, None);
        let lock = errors(&loaded).into_iter().find(|problem| problem.code == "JY1107").cloned();
        lock.inspect(|told| assert!(told.labels.len() == 2 && told.labels[1].words.zh.contains("《锁定的文件》")))
            .is_some()
    };
    for (lock, edit, refused) in [
        ("考.甲 权重", "修改 考.甲 权重 由 60% 为 50%", true),
        ("考.甲 权重", "修改 考.乙 权重 由 40% 为 50%", false),
        ("考.甲 权重", "修改 考.甲 赋分 由\n| < 60 | 0分 |\n为\n| < 60 | 1分 |", false),
        ("考.乙 赋分", "修改 考.乙 赋分 由 取值 为 1", true),
        ("考.甲 赋分", "修改 考.甲 行 由\n| < 60 | 0分 |\n为\n| < 60 | 1分 |", true),
        ("考.乙 权重", "停用 考.乙", true),
        ("考.乙", "修改 考.乙 权重 由 40% 为 50%", true),
        ("考", "增加 考核 考 参考指标 丙 权重 10% 取值 结余 赋分 取值", true),
        ("考 满分", "修改 考 满分 由 100分 为 90分", true),
        ("考 满分", "增加 考核 考 参考指标 丙 权重 10% 取值 结余 赋分 取值", false),
        ("机构.结余 范围", "修改 机构.结余 范围 由 [0元, ) 为 [1元, )", true),
        ("机构.结余 范围", "停用 机构.结余 范围", true),
        ("机构.结余 范围", "停用 机构.结余", true),
        ("机构.结余 范围", "停用 机构", true),
        ("机构.结余 范围", "修改 机构.结余 表头 由 \"旧名\" 为 \"新名\"", false),
        ("档 行", "增加 对照表 档\n | 80分 | 1% |", true),
        ("档 行", "修改 档 由\n| < 80分 | 30% |\n为\n| < 80分 | 1% |", true),
        ("超标 除非", "增加 排除 超标 除非 结余 > 60元", true),
        ("超标 除非", "修改 超标 当 由 结余 > 30元 为 结余 > 31元", false),
        ("药品", "停用 名单 药品 \"甲\"", true),
        ("公示表.金额", "停用 公示表.金额", true),
        ("公示表.金额", "增加 输出 公示表 : 年度", false),
    ] {
        assert_eq!(locked(lock, edit), refused, "{lock}; {edit}");
    }
}
