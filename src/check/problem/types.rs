//! Types, units, rounding, absence.

use super::{both, error, w, warning};
use crate::diagnostic::{Diagnostic, Lead, Words, counted};
use crate::ir::expr::BinaryOp;
use crate::source::Span;
use crate::syntax::ast::{Name, TypeRef};
use crate::value::types::Digits;

pub fn unknown_type(name: &Name, near: Option<String>) -> Diagnostic {
    let message = w(format!("没有叫“{}”的类型", name.text), format!("there is no type `{}`", name.text));
    let place = (name.span, w("这里要写类型", "a type is due here"));
    let Some(near) = meant(&name.text).map(str::to_owned).or(near.filter(|_| name.text.chars().count() > 2)) else {
        let help = match measures(&name.text) {
            true => w(
                format!("如果这是单位：先声明“单位 {0}”，这里写 数量({0})", name.text),
                format!("if this is a unit, declare it: unit {0}, and write quantity({0}) here", name.text),
            ),
            false => w(
                "可以用：金额、单价、数量、比例、分值、天数、数值、整数、日期、文本、是否，或者一个枚举",
                "use money, price, quantity, ratio, points, days, number, integer, date, text, bool or an enum",
            ),
        };
        return error("JY0301", message, place, help);
    };
    let english = BUILTINS.iter().find(|(zh, _)| *zh == near).map_or(near.clone(), |(_, en)| (*en).to_owned());
    let help = w(format!("是不是想写“{near}”？"), format!("did you mean `{english}`?"));
    error("JY0301", message, place, help).meant(name.span, &near)
}

/// A unit where a type is due: `列 水量 : 吨`.
pub fn unit_as_type(name: &Name) -> Diagnostic {
    let unit = &name.text;
    error(
        "JY0301",
        w(format!("“{unit}”是单位，不是类型"), format!("`{unit}` is a unit, not a type")),
        (name.span, w("这里要写类型", "a type is due here")),
        w(format!("以{unit}计的写成：数量({unit})"), format!("write: quantity({unit})")),
    )
    .mend(name.span, format!("数量({unit})"))
}

/// The types of the language in both spellings.
const BUILTINS: &[(&str, &str)] = &[
    ("金额", "money"),
    ("单价", "price"),
    ("数量", "quantity"),
    ("比例", "ratio"),
    ("分值", "points"),
    ("天数", "days"),
    ("数值", "number"),
    ("整数", "integer"),
    ("日期", "date"),
    ("文本", "text"),
    ("是否", "bool"),
];

/// The type that a word from Excel or a database stands for.
fn meant(word: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("数值", &["小数", "数字", "数", "浮点", "浮点数", "float", "double", "decimal"]),
        ("整数", &["整型", "int", "自然数"]),
        ("文本", &["字符", "字符串", "文字", "汉字", "string", "varchar", "char"]),
        ("比例", &["百分比", "百分数", "比率", "percent", "percentage"]),
        ("金额", &["货币", "钱", "元", "万元", "会计专用"]),
        ("日期", &["时间", "年月日", "datetime"]),
        ("是否", &["布尔", "逻辑", "boolean"]),
        ("分值", &["分数", "得分"]),
        ("数量", &["个数", "盒数"]),
        ("天数", &["天", "日数"]),
    ];
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(ty, _)| *ty)
}

/// Whether a word is what quantities are often counted in.
fn measures(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "吨",
        "千克",
        "公斤",
        "克",
        "升",
        "毫升",
        "立方米",
        "方",
        "度",
        "千瓦时",
        "平方米",
        "亩",
        "公里",
        "米",
        "小时",
        "分钟",
        "课时",
        "学时",
        "学分",
        "人",
        "人次",
        "次",
        "床日",
        "户",
        "台",
        "套",
        "辆",
        "个",
        "份",
        "篇",
        "名",
        "岁",
        "年",
        "月",
    ];
    UNITS.contains(&word)
}

/// Whether a word is known to stand for one of the types.
pub fn is_everyday(word: &str) -> bool {
    meant(word).is_some()
}

pub fn no_digits(ty: &TypeRef) -> Diagnostic {
    error(
        "JY0301",
        w(format!("“{}”没有位数和单位", ty.name.text), format!("`{}` has neither digits nor a unit", ty.name.text)),
        (ty.span, w("只有数才有位数和单位", "only numbers have them")),
        w("去掉括号里的内容", "delete what stands in the brackets"),
    )
}

pub fn wrong_kind(span: Span, due: &Words, found: &Words) -> Diagnostic {
    let ((due, due_en), (found, found_en)) = (both(due), both(found));
    error(
        "JY0303",
        w(format!("这里要的是{due}，给的是{found}"), format!("{due_en} is due here, but this is {found_en}")),
        (span, w(format!("这是{found}"), format!("this is {found_en}"))),
        kind_help((due, due_en), found),
    )
}

fn kind_help((due, due_en): (&str, &str), found: &str) -> Words {
    match (due, found) {
        (_, "文本") => w(
            "如果这是写好的数，去掉引号；如果这是列，把列的类型改成金额、数量或数值",
            "drop the quotes of a number; give a column of numbers a number type",
        ),
        ("金额（元）", "没有单位的数") => {
            w("数后面写上单位：300元，或 2.5万元", "write the unit behind the number: 300yuan")
        }
        ("分值（分）", "没有单位的数") => {
            w("数后面写上单位：90分", "write the unit behind the number: 90points")
        }
        (_, "没有单位的数") => w(
            format!("这里要的是{due}：在数后面写上单位，例如 300元、90分、30天、50件"),
            format!("{due_en} is due: write the unit behind the number: 300yuan, 90points, 30days"),
        ),
        ("数量（件）", _) if unit_of(found).is_some() => {
            let unit = unit_of(found).unwrap_or("");
            w(
                format!("以{unit}计的数量，类型写成 数量({unit})；不写单位的“数量”以件计"),
                format!("the type of a quantity in {unit} is quantity({unit}); a bare quantity counts items"),
            )
        }
        ("比例", _) => w("比例写 5% 或 0.05，不带单位", "write a ratio as 5% or 0.05, without unit"),
        ("数", _) => {
            w("计算要用数：检查是不是写错了列，或者少了“÷ 1天”这样的换算", "numbers are due: check the column")
        }
        _ => w(format!("换成{due}，或者检查前面声明的类型"), format!("make it {due_en}, or check the declared type")),
    }
}

pub fn adds_unlike(op: BinaryOp, op_span: Span, left: &(Span, Words), right: &(Span, Words)) -> Diagnostic {
    let (verb_zh, verb_en) = if op == BinaryOp::Add { ("相加", "added to") } else { ("相减", "subtracted from") };
    Diagnostic::error(
        "JY0304",
        w(
            format!("{}不能和{}{verb_zh}", left.1.zh, right.1.zh),
            format!("{} cannot be {verb_en} {}", right.1.en, left.1.en),
        ),
    )
    .at(op_span, w("两边的单位不同", "the units differ"))
    .at(left.0, left.1.clone())
    .at(right.0, right.1.clone())
    .help(unlike_help(&left.1.zh, &right.1.zh))
}

/// The unit of a policy's own that a kind in words has.
fn unit_of(kind: &str) -> Option<&str> {
    kind.strip_prefix("单位为 ")?.strip_suffix(" 的数")
}

/// For a number without unit beside one that has it.
fn one_unit(unit: &str) -> Words {
    w(
        format!("两边的单位要一样：数后面都写“{unit}”，或者都不写；列和参数以{unit}计的，类型写成 数量({unit})"),
        format!(
            "both sides take one unit: write {unit} behind each number, or none; the type of a column in {unit} is quantity({unit})"
        ),
    )
}

fn unlike_help(left: &str, right: &str) -> Words {
    if let Some(unit) =
        [left, right].into_iter().find_map(unit_of).filter(|_| left == "没有单位的数" || right == "没有单位的数")
    {
        return one_unit(unit);
    }
    let has = |word: &str| left.starts_with(word) || right.starts_with(word);
    if has("金额") && has("分值") {
        return w(
            "“分”在这里是考核的分值；钱的“分”写成元，例如 0.05元",
            "points are meant here; write cents as 0.05yuan",
        );
    }
    if has("没有单位的数") {
        return w(
            "数后面写上单位，例如 100元、90分、50件；要加几成写乘法，例如 × 105%",
            "write the unit behind the number: 100yuan, 90points",
        );
    }
    if has("金额") && has("数量") {
        return w("数量要先乘以单价才是金额：数量 × 单价", "multiply the quantity by a price first");
    }
    w("检查是不是用错了列，或者该用乘法、除法", "check the columns, or whether to multiply or divide")
}

/// A bound followed by × or ÷; `texts` are the bound, what it is multiplied by, and all that stands before the sign.
pub fn doubtful_bound(op_span: Span, op: BinaryOp, at_least: bool, texts: &[String; 3]) -> Diagnostic {
    let [bound, factor, left] = texts;
    let (word, word_en) = if at_least { ("不低于", "at-least") } else { ("不高于", "at-most") };
    let sign = op.sign();
    warning(
        "JY0706",
        w(
            format!("“{word}”只管到“{bound}”，后面的“{sign}”作用于整个结果"),
            format!("{word_en} takes `{bound}` alone; {sign} works on the whole result"),
        ),
        (op_span, w("加上括号，免得两种读法", "put brackets, or it reads two ways")),
        w(
            format!(
                "要限到的是“{bound} {sign} {factor}”，写 {word} ({bound} {sign} {factor})；就是现在的意思，写 ({left}) {sign} {factor}"
            ),
            format!(
                "to bound by the product write {word_en} ({bound} {sign} {factor}); if this is meant write ({left}) {sign} {factor}"
            ),
        ),
    )
}

pub fn compares_unlike(op_span: Span, left: &(Span, Words), right: &(Span, Words)) -> Diagnostic {
    let help = match (&*left.1.zh, &*right.1.zh) {
        ("日期", _) | (_, "日期") => w(
            "日期写作 2021-01-31 或 2021年1月31日：不加引号，不写成 2021/1/31 或 20210131；天数用 天数(甲, 乙) 求",
            "write dates as 2021-01-31, without quotes or slashes; days(a, b) counts days",
        ),
        ("是否", _) | (_, "是否") => {
            w("“是”“否”不加引号，也不写成 1、0", "write yes and no without quotes, not as 1 or 0")
        }
        ("文本", _) | (_, "文本") => {
            w("数不要放在引号里；文字和文字比，数和数比", "no quotes around numbers; compare texts with texts")
        }
        ("没有单位的数", other) | (other, "没有单位的数") if unit_of(other).is_some() => {
            one_unit(unit_of(other).unwrap_or(""))
        }
        (one, other) if one != "没有单位的数" && other != "没有单位的数" => {
            let unit = unit_of(one).or_else(|| unit_of(other)).unwrap_or("天");
            w(
                format!(
                    "检查是不是用错了列；要换算的，先除以 1{unit} 变成没有单位的数，再乘上另一种单位，例如 … ÷ 1{unit} × 0.5分"
                ),
                format!(
                    "check the columns; to convert, divide by 1{unit} and multiply by the other unit, as in … ÷ 1{unit} × 0.5points"
                ),
            )
        }
        _ => w(
            "数后面写上单位，例如 100元、100万元、90分、50件、5%",
            "write the unit behind the number: 100yuan, 90points, 5%",
        ),
    };
    let problem = Diagnostic::error(
        "JY0305",
        w(
            format!("{}不能和{}比较", left.1.zh, right.1.zh),
            format!("{} cannot be compared with {}", left.1.en, right.1.en),
        ),
    )
    .at(op_span, w("两边不是同一种东西", "the sides are of different kinds"));
    let sides = [left, right].into_iter().filter(|side| side.0 != op_span);
    sides.fold(problem, |problem, side| problem.at(side.0, side.1.clone())).help(help)
}

pub fn no_order(op_span: Span, found: &Words) -> Diagnostic {
    let (found, found_en) = both(found);
    error(
        "JY0306",
        w(format!("{found}没有大小，只能比较是否相等"), format!("{found_en} has no order: only = and ≠ apply")),
        (op_span, w("不能用大于、小于", "neither greater nor smaller")),
        w("如果列里是数，请把列的类型改成数", "if the column holds numbers, give it a number type"),
    )
}

pub fn branches_differ(left: (Span, &Words), right: (Span, &Words)) -> Diagnostic {
    Diagnostic::error(
        "JY0307",
        w(
            format!("同一个结果，一处是{}，一处是{}", left.1.zh, right.1.zh),
            format!("one result is {}, the other {}", left.1.en, right.1.en),
        ),
    )
    .at(right.0, w(format!("这里是{}", right.1.zh), format!("this is {}", right.1.en)))
    .at(left.0, w(format!("这里是{}", left.1.zh), format!("this is {}", left.1.en)))
    .help(w("两处要用同样的单位和类型", "give both the same unit and type"))
}

/// `bound` is the sign of the comparison that a bound was taken for: `备付率 不低于 40%` where a condition is due.
pub fn not_a_condition(span: Span, found: &Words, bound: Option<&str>) -> Diagnostic {
    let (found, found_en) = both(found);
    error(
        "JY0308",
        w("这里要的是条件", "a condition is due here"),
        (span, w(format!("这是{found}，不能回答“是”或“否”"), format!("this is {found_en}, neither yes nor no"))),
        match (found, bound) {
            (_, Some(sign)) => w(
                format!("“不低于”“不高于”是保底和封顶，结果还是数；比大小写“{sign}”"),
                format!("at-least and at-most bound a number, which stays one; to compare write {sign}"),
            ),
            _ if found == "文本" || found_en.starts_with("a value of") => w(
                "“或”“且”的两边都要写全：类别 = 甲 或 类别 = 乙；也可以写 类别 属于 甲, 乙（文字要加引号）",
                "write both sides in full: class = \"a\" or class = \"b\"; or class in \"a\", \"b\"",
            ),
            _ => w("写成比较，例如：完成率 < 50%", "write a comparison, for example: rate < 50%"),
        },
    )
}

pub fn unit_too_high(span: Span) -> Diagnostic {
    error(
        "JY0309",
        w("带单位的数连乘了太多次", "the unit's power is too high"),
        (span, w("乘到这里，单位已经没有意义", "beyond what units can express")),
        w(
            "检查是不是该用加法；系数不带单位，类型用“比例”或“数值”",
            "check whether to add; factors have no unit: use ratio or number",
        ),
    )
}

pub fn percent_forgotten(span: Span, number: &str) -> Diagnostic {
    error(
        "JY0310",
        w(format!("比例写成了 {number}，也就是 {number}00%"), format!("the ratio {number} is {number}00%")),
        (span, w("是不是漏了百分号？", "is the percent sign missing?")),
        w(
            format!("百分之{number}写 {number}%；真的是 {number} 倍就写 {number}00%"),
            format!("write {number}% or, if it is meant, {number}00%"),
        ),
    )
}

/// An unrounded value in a rounded place.
pub fn unrounded(span: Span, name: &str, limit: u32, found: Digits, unit: &str, percent: bool) -> Diagnostic {
    let has = match found {
        Digits::At(digits) => {
            w(format!("可能有 {digits} 位小数"), format!("it may have {}", counted(digits as usize, "digit")))
        }
        Digits::Unbounded => w("小数位数不确定（有除法或平均）", "its digits have no bound (division or mean)"),
    };
    let to = match (unit, limit) {
        ("元", 2) => w("分", "fen"),
        _ if percent && limit >= 2 => {
            let share = if limit > 2 { format!("0.{}1%", "0".repeat(limit as usize - 3)) } else { "1%".to_owned() };
            Words::same(share)
        }
        _ => w(format!("{limit}位"), format!("{limit}places")),
    };
    error(
        "JY0311",
        w(
            format!("没有取整的值不能放进“{name}”（{limit} 位小数）"),
            format!("an unrounded value cannot go into `{name}` ({})", counted(limit as usize, "digit")),
        ),
        (span, has),
        w(
            format!(
                "写明怎么取整，例如在后面加“四舍五入到 {}”；如果还不到取整的时候，去掉“: {name}”或写“{name}(精确)”",
                to.zh
            ),
            format!(
                "say how to round, for example `half-up to {}`; if it is not yet time to round, drop the type or write `{name}(exact)`",
                to.en
            ),
        ),
    )
    .lead(Lead::Behind(format!(" 四舍五入到 {}", to.zh)))
}

pub fn bad_places(span: Span) -> Diagnostic {
    error(
        "JY0312",
        w("取整的位数不对", "bad number of digits to round to"),
        (span, w("要写 0位 到 30位，或者一个大于 0 的单位", "0 to 30 digits, or a unit greater than 0")),
        w("例如：四舍五入到 分、四舍五入到 2位、四舍五入到 0.01%", "for example: half-up to fen, to 2places, to 0.01%"),
    )
}

pub fn rounds_to_other_unit(span: Span, due: &str, found: &str) -> Diagnostic {
    let value =
        if due.is_empty() { "这个值没有单位".to_owned() } else { format!("这个值的单位是“{due}”") };
    let unit = if found.is_empty() { "没有单位的位数".to_owned() } else { format!("“{found}”") };
    let plain = |unit: &str| if unit.is_empty() { "no unit".to_owned() } else { unit.to_owned() };
    error(
        "JY0312",
        w(
            format!("{value}，不能取整到{unit}"),
            format!("the value has {}, but rounds to {}", plain(due), plain(found)),
        ),
        (span, w("单位不同", "the units differ")),
        match (found, due) {
            ("", due) if !due.is_empty() => w(
                format!("写上单位，例如：四舍五入到 0.01{due}"),
                format!("write the unit, for example: half-up to 0.01{due}"),
            ),
            _ => w(
                "金额取整到 分 或 元；没有单位的数取整到 2位 或 0.01%",
                "round money to fen or yuan, plain numbers to 2places or 0.01%",
            ),
        },
    )
}

pub fn equals_list(op_span: Span, list_span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        "JY0317",
        w(format!("“{name}”是名单，判断是否在里面用“属于”"), format!("{name} is a list: use `in`")),
    )
    .at(op_span, w("这里写成了“=”", "`=` stands here"))
    .at(list_span, w("一个名单", "a list"))
    .help(w(format!("写成：… 属于 {name}"), format!("write: … in {name}")))
}

pub fn list_of_other_kind(span: Span, found: &Words, due: &Words) -> Diagnostic {
    let ((found, found_en), (due, due_en)) = (both(found), both(due));
    error(
        "JY0318",
        w(format!("名单里是{due}，拿来比的是{found}"), format!("an entry of the list is {due_en}, this is {found_en}")),
        (span, w("永远不会属于", "it can never be in it")),
        w("给名单写上类型，例如：名单 假日 : 日期 = …", "give the list a type, for example: list holidays : date = …"),
    )
}

pub fn empty_interval(span: Span) -> Diagnostic {
    error(
        "JY0319",
        w("区间两端都没有写", "the interval has no ends"),
        (span, w("任何值都在里面", "everything lies in it")),
        w("至少写一端，例如 [0, )", "write at least one end, such as [0, )"),
    )
}

pub fn reversed_interval(span: Span) -> Diagnostic {
    error(
        "JY0319",
        w("区间里没有任何值", "the interval is empty"),
        (span, w("下限不小于上限", "its low end is not below its high end")),
        w("左边写小的，右边写大的", "write the smaller end first"),
    )
}

pub fn value_outside_score(span: Span) -> Diagnostic {
    error(
        "JY0320",
        w("这里没有“取值”", "there is no `value` here"),
        (span, w("“取值”只能用在“赋分”里", "it belongs into `score`")),
        w("写出列或公式的名称", "name a column or formula"),
    )
}

pub fn full_outside_score(span: Span) -> Diagnostic {
    error(
        "JY0320",
        w("这里没有“满分”", "there are no `full-marks` here"),
        (span, w("“满分”只能用在“赋分”里", "they belong into `score`")),
        w("写出分数，例如 100分", "write the points, such as 100points"),
    )
}

pub fn only_params_by_day(span: Span) -> Diagnostic {
    error(
        "JY0321",
        w("“于 (日期)”只能用在参数后面", "`at (day)` goes behind a parameter only"),
        (span, w("这不是参数", "not a parameter")),
        w(
            "去掉“于 (…)”；它只用来取参数在某一天的值，例如：回款期限 于 (验收日期)",
            "delete it; it takes a parameter's value of a day: term at (delivered)",
        ),
    )
}
