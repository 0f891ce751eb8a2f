//! One table of the functions that a policy can call: names, what they take and give, and one line of doc.
//! Knows no types of the checker and no evaluator: both match on `Function`.

/// A function of values (aggregates are a matter of rows and stand elsewhere).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    Absolute,
    Greater,
    Smaller,
    /// 天数(甲, 乙): days from the first to the second.
    Days,
    AddMonths,
    AddDays,
    MonthEnd,
    NextMonthEnd,
    NaturalYear,
    /// 采购年度(日, 起始日): the year in which the procurement year of a day began.
    PurchaseYear,
    /// 工作日数(甲, 乙, 假日表): the list is the third argument, a constant list id in `Call::args` is not needed:
    /// the checker passes whether each listed day is a holiday by `WorkingDays(list index)`.
    WorkingDays(u32),
    /// 幂(底, 指数, 位数): rounded half up at the stated digits (third argument, a constant).
    Power,
    Year,
    Month,
    Day,
    Weekday,
    Concat,
    /// 整除, 余数: whole quotient (floor) and remainder.
    WholeQuotient,
    Remainder,
}

/// What the reader is told of a function.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub function: Function,
    pub zh: &'static str,
    pub en: &'static str,
    /// How many arguments: at least, at most.
    pub arity: (usize, usize),
    pub usage: &'static str,
    pub doc_zh: &'static str,
    pub doc_en: &'static str,
}

const fn entry(
    function: Function,
    zh: &'static str,
    en: &'static str,
    arity: (usize, usize),
    usage: &'static str,
    doc_zh: &'static str,
    doc_en: &'static str,
) -> Entry {
    Entry { function, zh, en, arity, usage, doc_zh, doc_en }
}

/// All functions, in the order of the manual.
pub const FUNCTIONS: &[Entry] = &[
    entry(Function::Absolute, "绝对值", "abs", (1, 1), "绝对值(x)", "去掉正负号", "the value without its sign"),
    entry(
        Function::Greater,
        "较大",
        "greater",
        (2, 9),
        "较大(a, b)",
        "几个数或日期中最大的一个",
        "the greatest of some numbers or dates",
    ),
    entry(
        Function::Smaller,
        "较小",
        "smaller",
        (2, 9),
        "较小(a, b)",
        "几个数或日期中最小的一个",
        "the smallest of some numbers or dates",
    ),
    entry(
        Function::WholeQuotient,
        "整除",
        "whole-quotient",
        (2, 2),
        "整除(a, b)",
        "a 除以 b 的整数商（向下取整）",
        "the floor of a ÷ b",
    ),
    entry(
        Function::Remainder,
        "余数",
        "remainder",
        (2, 2),
        "余数(a, b)",
        "a 减去整数商与 b 的乘积",
        "a less the floor quotient times b",
    ),
    entry(
        Function::Power,
        "幂",
        "power",
        (3, 3),
        "幂(底, 指数, 6位)",
        "幂，四舍五入到写明的位数",
        "a power, rounded half up to the stated digits",
    ),
    entry(
        Function::Days,
        "天数",
        "days",
        (2, 2),
        "天数(甲, 乙)",
        "从甲日到乙日的天数",
        "days from the first day to the second",
    ),
    entry(Function::AddDays, "加天", "add-days", (2, 2), "加天(日, n)", "若干天以后的日期", "the day n days later"),
    entry(
        Function::AddMonths,
        "加月",
        "add-months",
        (2, 2),
        "加月(日, n)",
        "若干月以后的同一日；没有这一日的取月末",
        "the same day n months later, or that month's last day",
    ),
    entry(Function::MonthEnd, "月末", "month-end", (1, 1), "月末(日)", "当月最后一日", "the last day of the month"),
    entry(
        Function::NextMonthEnd,
        "次月末",
        "next-month-end",
        (1, 1),
        "次月末(日)",
        "下一个月的最后一日",
        "the last day of the next month",
    ),
    entry(
        Function::NaturalYear,
        "自然年",
        "natural-year",
        (1, 1),
        "自然年(日)",
        "日期所在的自然年度",
        "the calendar year of a day",
    ),
    entry(
        Function::PurchaseYear,
        "采购年度",
        "purchase-year",
        (2, 2),
        "采购年度(日, 起始日)",
        "日期所在采购年度开始的那一年",
        "the year in which the procurement year of a day began",
    ),
    entry(
        Function::WorkingDays(0),
        "工作日数",
        "working-days",
        (3, 3),
        "工作日数(甲, 乙, 假日表)",
        "甲日之后到乙日的工作日数",
        "working days after the first day up to the second",
    ),
    entry(Function::Year, "年", "year", (1, 1), "年(日)", "日期的年份", "the year of a day"),
    entry(Function::Month, "月", "month", (1, 1), "月(日)", "日期的月份", "the month of a day"),
    entry(Function::Day, "日", "day", (1, 1), "日(日)", "日期是几号", "the day of the month"),
    entry(
        Function::Weekday,
        "星期",
        "weekday",
        (1, 1),
        "星期(日)",
        "星期一为 1，星期日为 7",
        "1 for Monday to 7 for Sunday",
    ),
    entry(Function::Concat, "拼接", "concat", (2, 9), "拼接(甲, 乙)", "把几段文字接起来", "texts one after the other"),
];

impl Entry {
    /// How it is called in English: `power(base, exponent, 6places)`.
    pub fn usage_en(&self) -> String {
        const WORDS: &[(&str, &str)] = &[
            ("底", "base"),
            ("指数", "exponent"),
            ("6位", "6places"),
            ("甲", "a"),
            ("乙", "b"),
            ("日", "day"),
            ("起始日", "start"),
            ("假日表", "holidays"),
        ];
        let inside = self.usage.trim_start_matches(self.zh).trim_matches(['(', ')']);
        let mut english = Vec::new();
        for word in inside.split(", ") {
            english.push(WORDS.iter().find(|(zh, _)| *zh == word).map_or(word, |(_, en)| *en));
        }
        format!("{}({})", self.en, english.join(", "))
    }
}

/// The function of a name in either language.
pub fn find(name: &str) -> Option<&'static Entry> {
    FUNCTIONS.iter().find(|entry| entry.zh == name || entry.en == name)
}
