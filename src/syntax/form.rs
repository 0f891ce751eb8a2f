//! How each declaration and each of its clauses is written: what to show where one could not be read.

use super::split::first_word;
use crate::diagnostic::Words;

/// Keyword in both languages, and a model of each.
type Form = ((&'static str, &'static str), (&'static str, &'static str));

const DECLARATIONS: &[Form] = &[
    (
        ("政策", "policy"),
        ("政策 名称 版本 \"2021\" 基准日 2021-12-31", "policy name version \"2021\" as-of 2021-12-31"),
    ),
    (("单位", "unit"), ("单位 小时 = 60分钟", "unit hour = 60minutes")),
    (("参数", "parameter"), ("参数 比例上限 : 比例 = 5%", "parameter limit : ratio = 5%")),
    (("枚举", "enum"), ("枚举 机构级别 = 三级, 二级, 一级", "enum level = high, middle, low")),
    (("名单", "list"), ("名单 抗菌药 = \"甲\", \"乙\"", "list drugs = \"a\", \"b\"")),
    (
        ("对照表", "lookup"),
        (
            "对照表 约定比例 按 类别 : 药品类别 得 比例，下面每行：| 值 | 结果 |",
            "lookup share by class : drug-class gives ratio, then rows: | key | result |",
        ),
    ),
    (
        ("派生表", "derive"),
        ("派生表 名称，下面写 键、列、取自、汇总", "derive name, with key, column, rows and roll-up below"),
    ),
    (
        ("表", "table"),
        (
            "表 医疗机构，下面每行：键 机构编码 : 文本，或 列 采购金额 : 金额",
            "table hospital, with lines: key code : text, or column amount : money",
        ),
    ),
    (("每个", "each"), ("每个 医疗机构：", "each hospital:")),
    (("整体", "overall"), ("整体：", "overall:")),
    (
        ("公式", "formula"),
        (
            "公式 名称 = 算式，或 公式 名称 : 金额 = 算式",
            "formula name = expression, or formula name : money = expression",
        ),
    ),
    (
        ("考核", "assessment"),
        ("考核 年度考核 于 医疗机构 满分 100分", "assessment yearly at hospital full-marks 100points"),
    ),
    (
        ("例外", "except"),
        ("例外 名称 对 公式的名称 当 条件 则 值", "except name of formula-name when condition then value"),
    ),
    (
        ("排除", "exclude"),
        (
            "排除 名称 当 条件 则 公式的名称 = 0元 理由 \"…\"",
            "exclude name when condition then formula-name = 0yuan reason \"…\"",
        ),
    ),
    (("恢复", "reinstate"), ("恢复 排除的名称 当 条件", "reinstate exclusion when condition")),
    (
        ("分配", "allocate"),
        (
            "分配 奖励 于 医疗机构 总额 奖金池 按 得分 四舍五入到 分 余数归 最大余数",
            "allocate bonus at hospital pool fund by score half-up to fen remainder-to largest-remainder",
        ),
    ),
    (("断言", "assert"), ("断言 名称 : 条件", "assert name : condition")),
    (("给定", "given"), ("给定 参数 名称 = 值", "given parameter name = value")),
    (("修改", "amend"), ("修改 参数 名称 由 旧值 为 新值", "amend parameter name from old as new")),
    (("停用", "retire"), ("停用 公式 名称", "retire formula name")),
    (("锁定", "lock"), ("锁定 名称", "lock name")),
    (("增加", "extend"), ("增加 名单 名称 = \"值\"", "extend list name = \"value\"")),
    (("约束", "oblige"), ("约束 名称 : 条件", "oblige name : condition")),
    (("输出", "output"), ("输出 医疗机构 : 机构编码, 结余留用金额", "output hospital : code, amount")),
];

const CLAUSES: &[Form] = &[
    (("层级", "level"), ("层级 市", "level city")),
    (("键", "key"), ("键 机构编码 : 文本，或 键 机构编码 → 医疗机构", "key code : text, or key code -> hospital")),
    (("列", "column"), ("列 采购金额 : 金额", "column amount : money")),
    (("引用", "refers"), ("引用 机构编码, 通用名 → 集采品种", "refers code, drug -> contract")),
    (("校验", "validate"), ("校验 名称 : 条件", "validate name : condition")),
    (("取自", "rows"), ("取自 订单 当 条件 列 = 算式, 列", "rows orders when condition column = expression, column")),
    (("汇总", "roll-up"), ("汇总 数量 合计", "roll-up amount sum")),
    (
        ("关键指标", "key-indicator"),
        (
            "关键指标 名称 权重 10% 取值 算式 赋分 算式",
            "key-indicator name weight 10% value expression score expression",
        ),
    ),
    (
        ("参考指标", "reference-indicator"),
        (
            "参考指标 名称 权重 10% 取值 算式 赋分 算式",
            "reference-indicator name weight 10% value expression score expression",
        ),
    ),
    (("权重", "weight"), ("权重 10%", "weight 10%")),
    (("取值", "value"), ("取值 列、公式或算式", "value expression")),
    (
        ("赋分", "score"),
        (
            "赋分 满分 − 取值 × 20分，或每行：| ≥ 80% | 满分 |",
            "score full-marks − value × 20points, or rows: | ≥ 80% | full-marks |",
        ),
    ),
    (
        ("缺项", "missing-item"),
        (
            "缺项 按权重折算（或 得满分、得 0分、不予计算）",
            "missing-item rescale (or gets-full-marks, gives 0points, no-score)",
        ),
    ),
    (("满分", "full-marks"), ("满分 100分", "full-marks 100points")),
    (("当", "when"), ("当 完成率 < 50%", "when rate < 50%")),
    (("除非", "unless"), ("除非 中选产品无法供应", "unless supply-failed")),
    (("则", "then"), ("则 结余 = 0元", "then amount = 0yuan")),
    (("理由", "reason"), ("理由 \"完成率低于 50%\"", "reason \"rate below 50%\"")),
    (("总额", "pool"), ("总额 奖金池", "pool fund")),
    (("余数归", "remainder-to"), ("余数归 最大余数", "remainder-to largest-remainder")),
    (("自", "since"), ("自 2021-02-01 起 45天", "since 2021-02-01 on 45days")),
    (("至", "until"), ("自 2019-01-01 起 至 2021-01-31 止 30天", "since 2019-01-01 on until 2021-01-31 end 30days")),
    (("说明", "note"), ("说明 \"…\"", "note \"…\"")),
    (("排序", "order-by"), ("排序 得分 降序", "order-by score descending")),
    (
        ("|", "|"),
        ("| 条件或值 | 结果 |，每行以“|”开头，以“|”结束", "| key | result |: each row starts and ends with |"),
    ),
];

/// A model of what could not be read: of the clause that the text before the trouble is in, else of the declaration.
pub fn form(body: &str, before: &str) -> Option<Words> {
    model(body, before).map(|(zh, en)| Words::new(format!("写法：{zh}"), format!("the form is: {en}")))
}

/// The same in Chinese alone, without its introduction.
pub fn example(body: &str, before: &str) -> Option<&'static str> {
    model(body, before).map(|(zh, _)| zh)
}

/// The English of a model, for one that is known in Chinese.
pub fn english(zh: &str) -> &str {
    let known = DECLARATIONS.iter().chain(CLAUSES).find(|(_, (model, _))| *model == zh);
    known.map_or(zh, |(_, (_, en))| en)
}

/// The English of a keyword.
pub fn keyword_in_english(zh: &str) -> &str {
    const SMALL: &[(&str, &str)] = &[("于", "at"), ("得", "gives"), ("对", "of"), ("按", "by"), ("：", ":")];
    let forms = DECLARATIONS.iter().chain(CLAUSES).map(|(words, _)| words);
    forms.chain(SMALL).find(|(word, _)| *word == zh).map_or(zh, |(_, en)| en)
}

fn model(body: &str, before: &str) -> Option<(&'static str, &'static str)> {
    let lines = before.lines().rev().filter_map(|line| of(CLAUSES, leading(line)));
    lines.chain(of(DECLARATIONS, first_word(body))).next()
}

/// Whether a word is the keyword of a clause or declaration.
pub fn is_keyword(word: &str) -> bool {
    DECLARATIONS.iter().chain(CLAUSES).any(|((zh, en), _)| *zh == word || *en == word)
}

fn leading(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{00A0}']);
    if line.starts_with(['|', '｜']) { "|" } else { first_word(line) }
}

fn of(forms: &[Form], word: &str) -> Option<(&'static str, &'static str)> {
    forms.iter().find(|((zh, en), _)| *zh == word || *en == word).map(|(_, model)| *model)
}
