//! Rules: exceptions, cycles, assessments, allocations, outputs.

use super::{both, error, misspelt, w, warning};
use crate::diagnostic::{Diagnostic, Lead, Words};
use crate::source::Span;
use crate::syntax::ast::{AllocateDecl, Name};
use crate::value::number::Number;
use std::sync::Arc;

/// A cycle, drawn: 甲 → 乙 → 甲, with the place of each step.
pub fn cycle(names: &[Arc<str>], places: &[Span]) -> Diagnostic {
    let mut drawn: Vec<&str> = names.iter().map(|name| &**name).collect();
    drawn.extend(names.first().map(|name| &**name));
    let drawn = drawn.join(" → ");
    let mut problem = Diagnostic::error("JY0601", w(format!("循环引用：{drawn}"), format!("a cycle: {drawn}")));
    let next = names.iter().skip(1).chain(names.first());
    for ((name, next), place) in names.iter().zip(next).zip(places).take(8) {
        problem = problem.at(*place, w(format!("“{name}”要用到“{next}”"), format!("{name} needs {next}")));
    }
    problem.help(w("断开其中一步：一个值不能由它自己算出来", "break one step: no value can be computed from itself"))
}

pub fn chain_too_long(span: Span) -> Diagnostic {
    error(
        "JY0602",
        w("公式一个套一个，太长了", "the chain of formulas is too long"),
        (span, w("在这里超出了可以跟踪的长度", "beyond what can be followed")),
        w("检查是不是有循环，或者减少中间公式", "check for a cycle, or use fewer steps"),
    )
}

pub fn lacks_then(span: Span) -> Diagnostic {
    error(
        "JY0603",
        w("“例外”没有写“则”", "the exception has no `then`"),
        (span, w("没有说明这时取什么", "what holds then is not stated")),
        w("补上：则 值", "add: then value"),
    )
}

pub fn unknown_exception(target: &Name, near: Option<String>) -> Diagnostic {
    misspelt(
        "JY0604",
        w(
            format!("没有叫“{}”的例外或排除", target.text),
            format!("there is no exception or exclusion `{}`", target.text),
        ),
        (target.span, w("要恢复的对象不存在", "nothing to reinstate")),
        near,
        w("写出“排除”或“例外”后面的名称", "name an exclusion or exception"),
    )
}

pub fn unknown_target(target: &Name, near: Option<String>) -> Diagnostic {
    misspelt(
        "JY0605",
        w(format!("这里没有叫“{}”的公式", target.text), format!("there is no formula `{}` here", target.text)),
        (target.span, w("只能改写同一个“每个 …”下面的公式", "only formulas of the same scope can be overridden")),
        near,
        w(
            "写出公式、例外或组的名称；规则要和公式在同一个“每个 表：”下面",
            "name a formula, an exception or a group of the same scope",
        ),
    )
}

pub fn not_a_formula(target: &Name) -> Diagnostic {
    error(
        "JY0605",
        w(format!("“{}”不是公式，不能有例外", target.text), format!("`{}` is no formula", target.text)),
        (target.span, w("列来自数据，考核得分由指标算出", "columns come from data, scores from indicators")),
        w("先写一个公式引用它，再对公式写例外", "write a formula of it and override that"),
    )
}

pub fn overrides_itself(target: &Name) -> Diagnostic {
    error(
        "JY0605",
        w("例外不能针对自己", "an exception cannot override itself"),
        (target.span, w("这是它自己的名称", "its own name")),
        w("写出要改写的公式或别的例外", "name the formula or another exception"),
    )
}

pub fn never_applies(span: Span, name: &str) -> Diagnostic {
    warning(
        "JY0606",
        w(format!("“{name}”永远不会适用"), format!("`{name}` never applies")),
        (span, w("这个条件不可能成立", "this condition can never hold")),
        w("核对数值和比较的方向", "check the numbers and the direction of the comparison"),
    )
}

pub fn always_applies(span: Span, name: &str) -> Diagnostic {
    warning(
        "JY0607",
        w(format!("“{name}”对每一行都适用"), format!("`{name}` applies to every row")),
        (span, w("这个条件总是成立", "this condition always holds")),
        w("核对数值和比较的方向；如果就是这个意思，直接改公式", "check it; if it is meant, change the formula itself"),
    )
}

// ---- assessments

pub fn lacks_full_marks(name: &Name) -> Diagnostic {
    error(
        "JY0611",
        w(format!("考核“{}”没有写满分", name.text), format!("the assessment `{}` has no full marks", name.text)),
        (name.span, w("没有满分", "none stated")),
        w("写上：满分 100分", "add: full-marks 100points"),
    )
}

pub fn marks_not_points(span: Span) -> Diagnostic {
    error(
        "JY0612",
        w("这里要的是分值", "points are due here"),
        (span, w("单位应当是“分”", "the unit must be points")),
        w("例如：100分", "such as 100points"),
    )
}

pub fn lacks_value(name: &Name) -> Diagnostic {
    error(
        "JY0613",
        w(format!("指标“{}”没有取值", name.text), format!("the indicator `{}` has no value", name.text)),
        (name.span, w("没有说明看哪个数", "what it looks at is not stated")),
        w("写上：取值 列或算式", "add: value expression"),
    )
}

pub fn lacks_score(name: &Name) -> Diagnostic {
    error(
        "JY0613",
        w(format!("指标“{}”没有赋分", name.text), format!("the indicator `{}` has no score", name.text)),
        (name.span, w("没有说明怎么得分", "how it scores is not stated")),
        w("写上：赋分 | ≥ 50% | 满分 | … 或 赋分 算式", "add: score with bands or an expression"),
    )
}

pub fn lacks_weight(name: &Name) -> Diagnostic {
    error(
        "JY0614",
        w(format!("指标“{}”没有权重", name.text), format!("the indicator `{}` has no weight", name.text)),
        (name.span, w("既没有权重，也没有自己的满分", "neither a weight nor points")),
        w("写上：权重 10%；或者所有指标都写：满分 10分", "add a weight to this one, or points to all"),
    )
}

pub fn weight_and_marks(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0614",
        w(
            format!("指标“{name}”写了满分，别的指标写的是权重"),
            format!("`{name}` has points while others have weights"),
        ),
        (span, w("两种办法不能混用", "the two ways cannot be mixed")),
        w("全部写权重，或者全部写满分", "use weights for all, or points for all"),
    )
}

pub fn weights_sum(name: &Name, total: &Number, places: &[Span]) -> Diagnostic {
    let percent = total * &Number::from(100);
    let difference = Number::from(100) - percent.clone();
    let (word_zh, word_en) = if difference.is_positive() { ("还差", "missing") } else { ("多了", "too much by") };
    let mut problem = Diagnostic::error(
        "JY0615",
        w(
            format!("考核“{}”的权重合计是 {percent}%，应当是 100%", name.text),
            format!("the weights of `{}` add up to {percent}%, not 100%", name.text),
        ),
    )
    .at(name.span, w(format!("{word_zh} {}%", difference.abs()), format!("{word_en} {}%", difference.abs())));
    for place in places.iter().take(12) {
        problem = problem.at(*place, w("", ""));
    }
    let whole = difference.to_string().parse().ok().map(Lead::Percent);
    problem.help(w("改正其中一个权重", "correct one of the weights")).leads(whole)
}

pub fn points_sum(name: &Name, total: &Number, full: &Number) -> Diagnostic {
    error(
        "JY0615",
        w(
            format!("各指标的满分合计是 {total}分，考核的满分是 {full}分",),
            format!("the indicators' points add up to {total}, the full marks are {full}"),
        ),
        (name.span, w("两个数应当相等", "the two must be equal")),
        w("改正其中一个", "correct one of them"),
    )
}

pub fn no_indicators(name: &Name) -> Diagnostic {
    error(
        "JY0616",
        w(format!("考核“{}”没有指标", name.text), format!("the assessment `{}` has no indicators", name.text)),
        (name.span, w("没有指标就没有得分", "no indicators, no score")),
        w("写上：参考指标 名称 权重 100% 取值 … 赋分 …", "add indicators"),
    )
}

pub fn lacks_missing_rule(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0617",
        w(
            format!("指标“{name}”的取值可能缺失，没有写缺项怎么办"),
            format!("the value of `{name}` may be missing, and no rule says what then"),
        ),
        (span, w("可能缺失", "may be missing")),
        w(
            "写上其中一种：缺项 按权重折算 / 得满分 / 得 0分 / 不予计算",
            "add: missing-item rescale / gets-full-marks / gives 0points / no-score",
        ),
    )
}

pub fn lacks_inapplicable_rule(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0618",
        w(
            format!("指标“{name}”的取值可能不适用，没有写这时怎么办"),
            format!("the value of `{name}` may not apply, and no rule says what then"),
        ),
        (span, w("可能不适用", "may not apply")),
        w(
            "写上其中一种：不适用 按权重折算 / 得满分 / 得 60分 / 不予计算",
            "add: not-applicable rescale / gets-full-marks / gives 60points / no-score",
        ),
    )
}

pub fn score_not_points(span: Span, found: &Words) -> Diagnostic {
    let (found, found_en) = both(found);
    error(
        "JY0619",
        w(format!("赋分要得到分值，这里得到的是{found}"), format!("a score is in points, this is {found_en}")),
        (span, w(format!("这是{found}"), format!("this is {found_en}"))),
        w("例如：满分 − 取值 ÷ 1% × 2分", "for example: full-marks − value ÷ 1% × 2points"),
    )
}

pub fn score_outside(span: Span, name: &str, full: &Number) -> Diagnostic {
    error(
        "JY0620",
        w(
            format!("指标“{name}”的得分不会在 0 到 {full}分 之间"),
            format!("the score of `{name}` lies outside 0 to {full}"),
        ),
        (span, w("超出了满分或者低于 0 分", "above full marks or below 0")),
        w(
            format!("改正分数，或者加上“不低于 0分 不高于 {full}分”"),
            format!("correct it, or add at-least 0points at-most {full}points"),
        ),
    )
}

// ---- allocations and outputs

pub fn allocation_incomplete(allocate: &AllocateDecl) -> Diagnostic {
    let lacking = match (&allocate.pool, &allocate.weight) {
        (None, _) => ("总额", "pool"),
        (Some(_), None) => ("按", "by"),
        (Some(_), Some(_)) => ("四舍五入到 …", "rounding"),
    };
    error(
        "JY0631",
        w(
            format!("分配“{}”没有写“{}”", allocate.name.text, lacking.0),
            format!("the allocation `{}` lacks {}", allocate.name.text, lacking.1),
        ),
        (allocate.name.span, w("没有写全", "incomplete")),
        w(
            "例如：分配 奖励 于 医疗机构 总额 奖金池 按 得分 四舍五入到 分 余数归 最大余数",
            "for example: allocate bonus at hospital pool fund by score half-up to fen remainder-to largest-remainder",
        ),
    )
}

pub fn lacks_residue(span: Span) -> Diagnostic {
    error(
        "JY0632",
        w("没有说明取整剩下的余数归谁", "who gets what rounding leaves over is not stated"),
        (span, w("分完以后会差几分钱", "some cents will be left over or lacking")),
        w("写上：余数归 最大余数 / 按键 / 归 整体.留存", "add: remainder-to largest-remainder / by-key / overall.name"),
    )
}

pub fn pool_unrounded(span: Span) -> Diagnostic {
    error(
        "JY0633",
        w("总额没有取整，分不尽", "the pool is unrounded and cannot be shared out"),
        (span, w("小数位数比分配的单位多", "it has more digits than the shares")),
        w(
            "先把总额四舍五入到同样的单位，或者写“余数归 整体.留存”",
            "round the pool to the same unit, or send the remainder to overall.name",
        ),
    )
}

pub fn output_unrounded(span: Span, text: &str, unit: &str, percent: bool) -> Diagnostic {
    let (to, to_en) = match unit {
        _ if percent => ("0.01%", "0.01%"),
        "元" => ("分", "fen"),
        "分" => ("0.01分", "0.01points"),
        _ => ("4位", "4places"),
    };
    error(
        "JY0641",
        w(format!("输出的“{text}”没有取整"), format!("the output `{text}` is unrounded")),
        (span, w("小数位数不确定，表上写不下", "its digits have no bound")),
        w(
            format!("写明怎么取整，例如：{text} 四舍五入到 {to}"),
            format!("say how to round, for example: {text} half-up to {to_en}"),
        ),
    )
    .lead(Lead::Behind(format!(" 四舍五入到 {to}")))
}

pub fn heading_twice(span: Span, heading: &str) -> Diagnostic {
    error(
        "JY0642",
        w(format!("输出里有两列都叫“{heading}”"), format!("two output columns are headed `{heading}`")),
        (span, w("分不清是哪一列", "which is which is unclear")),
        w(
            format!("删掉一列，或者另起标题：… 为 \"{heading}（2）\""),
            format!("delete one of them, or head it otherwise: … as \"{heading} (2)\""),
        ),
    )
    .lead(Lead::Gone)
}

pub fn output_twice(span: Span, first: Span, name: &str) -> Diagnostic {
    error(
        "JY0643",
        w(format!("有两个输出都叫“{name}”"), format!("two outputs are called `{name}`")),
        (span, w("这是第二个", "the second one")),
        w(
            format!("给其中一个起名：输出 {name} 为 \"公示表\" : …"),
            format!("name one of them: output {name} as \"title\" : …"),
        ),
    )
    .at(first, w("第一个在这里", "the first one is here"))
}
