//! What can be wrong with the form of a text, and its words.

use crate::diagnostic::{Diagnostic, Words};
use crate::source::Span;

/// A problem of form; everything that needs to know names or types is found later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Something else was due here. `expected` is in the reader's words, best first.
    Unexpected { span: Span, found: Found, expected: Vec<Words>, inside: Option<Span>, hint: Option<Hint> },
    /// Text before the first declaration.
    Orphan { span: Span, word: String },
    /// A keyword that runs into the name behind it.
    Glued { span: Span, keyword: &'static str },
    TooLong { span: Span },
    /// A run of letters that is no name.
    WordTooLong { span: Span },
    TooDeep { span: Span },
    /// A formula whose tree is too high, by brackets or by its sheer length.
    TooHigh { span: Span },
    NumberTooLong { span: Span },
    NoSuchDate { span: Span },
    MissingElse { span: Span },
    /// `1 ≤ x ≤ 5`.
    ChainedComparison { span: Span },
    /// `50-60` in a cell.
    DoubtfulRange { span: Span, low: String, high: String },
    /// `非` inside an arithmetic expression.
    MisplacedNot { span: Span },
    /// `==`.
    DoubleEquals { span: Span },
    /// 同上 in the first row.
    NothingAbove { span: Span },
    /// A clause that may stand once only.
    Twice { span: Span, clause: &'static str },
    /// A clause that a declaration needs.
    Lacks { span: Span, clause: &'static str, example: &'static str },
    /// A construct that this version of the language does not have.
    NotYet { span: Span, what: &'static str },
}

/// What stands where something else was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The declaration ends.
    End,
    /// These characters.
    Text(String),
}

/// A guess at what went wrong, for the most frequent slips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The line starts with a word that is nearly a keyword.
    MisspeltKeyword { keyword: &'static str },
    /// `当`, `若`, `则` … with nothing behind it.
    NothingAfter { keyword: String },
    UnclosedBracket,
    UnclosedText,
    /// A number with a comma in it.
    ThousandsComma,
    /// A table row that does not end in a bar.
    UnclosedRow,
}

fn quoted(text: &str) -> String {
    format!("“{text}”")
}

fn joined(words: &[Words]) -> Words {
    let zh: Vec<&str> = words.iter().map(|w| w.zh.as_str()).collect();
    let en: Vec<&str> = words.iter().map(|w| w.en.as_str()).collect();
    Words::new(zh.join("、"), en.join(", "))
}

impl Problem {
    /// The problem for people.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Problem::Unexpected { span, found, expected, inside, hint } => unexpected(*span, found, expected, *inside, hint.as_ref()),
            Problem::Orphan { span, word } => orphan(*span, word),
            Problem::Glued { span, keyword } => Diagnostic::error(
                "JY0103",
                Words::new(format!("“{keyword}”和后面的名称连在了一起"), format!("the keyword {keyword} runs into the name behind it")),
            )
            .at(*span, Words::new("被读成了一个名称", "read as one name"))
            .help(Words::new(format!("在“{keyword}”后面加一个空格"), format!("put a space after {keyword}"))),
            Problem::TooLong { span } => Diagnostic::error("JY0104", Words::new("这一条声明超过 1 MB，不像是规则", "this declaration is longer than 1 MB: it is no rule"))
                .at(*span, Words::new("从这里开始", "it starts here"))
                .help(Words::new("大的对照表和名单请放在 CSV 文件里，用“来自 \"文件名\"”引用", "keep large lookups and lists in a CSV file and use: from \"file\"")),
            Problem::WordTooLong { span } => Diagnostic::error("JY0104", Words::new("这里有 1000 多个字连在一起，不像是名称", "more than 1000 letters in one run: that is no name"))
                .at(*span, Words::new("从这里开始", "it starts here"))
                .help(Words::new("请检查文件是不是损坏了，或者粘贴了别的内容", "check whether the file is damaged or something else was pasted in")),
            Problem::TooDeep { span } => Diagnostic::error("JY0105", Words::new("括号嵌套超过 200 层", "brackets are nested more than 200 deep"))
                .at(*span, Words::new("第 201 层", "level 201"))
                .help(Words::new("把里面的部分写成单独的公式", "write the inner parts as formulas of their own")),
            Problem::TooHigh { span } => Diagnostic::error("JY0105", Words::new("这个算式太长或嵌套太深", "this expression is too long or nested too deep"))
                .at(*span, Words::new("超出了一个算式可以有的 250 层", "beyond the 250 levels that one expression may have"))
                .help(Words::new("把它拆成几个公式；很长的连加请用 合计(表.列)", "split it into several formulas; for long sums use sum(table.column)")),
            Problem::NumberTooLong { span } => Diagnostic::error("JY0106", Words::new("这个数超过 60 位", "this number has more than 60 digits"))
                .at(*span, Words::new("请检查是不是多输入了", "check whether too much was typed"))
                .help(Words::new("金额和比例用不到这么多位", "no amount or ratio needs so many")),
            Problem::NoSuchDate { span } => Diagnostic::error("JY0107", Words::new("日历上没有这一天", "there is no such day"))
                .at(*span, Words::new("请核对年、月、日", "check year, month and day"))
                .help(Words::new("日期写作 2021-01-31 或 2021年1月31日", "write dates as 2021-01-31")),
            Problem::MissingElse { span } => Diagnostic::error("JY0108", Words::new("“若 … 则 …”缺少“否则”", "this if has no else"))
                .at(*span, Words::new("条件不成立时取什么，没有写", "what holds otherwise is not stated"))
                .help(Words::new("补上“否则 …”；如果这时没有值，写“否则 缺失”", "add `else …`; where there is no value then, write `else missing`")),
            Problem::ChainedComparison { span } => Diagnostic::error("JY0109", Words::new("比较不能连写", "comparisons cannot be chained"))
                .at(*span, Words::new("这里是第二个比较", "this is the second comparison"))
                .help(Words::new("写成“x 在 [下限, 上限] 内”，方括号含端点，圆括号不含", "write `x within [low, high]`: square brackets include the end, round ones do not")),
            Problem::DoubtfulRange { span, low, high } => doubtful(*span, low, high),
            Problem::MisplacedNot { span } => Diagnostic::error("JY0111", Words::new("“非”不能放在算术中间", "`not` cannot stand inside arithmetic"))
                .at(*span, Words::new("“非”后面应当是条件", "`not` goes before a condition"))
                .help(Words::new("把条件放进括号：非 (…)", "put the condition in brackets: not (…)")),
            Problem::DoubleEquals { span } => Diagnostic::error("JY0112", Words::new("等于只写一个“=”", "equality is one `=`"))
                .at(*span, Words::new("这里写了两个", "there are two here"))
                .help(Words::new("改成一个“=”", "write a single `=`")),
            Problem::NothingAbove { span } => Diagnostic::error("JY0113", Words::new("第一行不能写“同上”", "the first row cannot say `ditto`"))
                .at(*span, Words::new("上面没有可以相同的行", "there is no row above"))
                .help(Words::new("写出具体的值", "write the value")),
            Problem::Twice { span, clause } => Diagnostic::error("JY0114", Words::new(format!("“{clause}”写了两次"), format!("{clause} stands twice")))
                .at(*span, Words::new("这是第二次", "the second one"))
                .help(Words::new("只留一个", "keep one of them")),
            Problem::Lacks { span, clause, example } => Diagnostic::error("JY0115", Words::new(format!("缺少“{clause}”"), format!("{clause} is missing")))
                .at(*span, Words::new(format!("这里没有写“{clause}”"), format!("no {clause} here")))
                .help(Words::new(format!("补上，例如：{example}"), format!("add it, for example: {example}"))),
            Problem::NotYet { span, what } => Diagnostic::error("JY0116", Words::new(format!("这个版本还不支持“{what}”"), format!("this version does not have {what} yet")))
                .at(*span, Words::new("这一条没有读入", "this declaration was not read")),
        }
    }
}

fn unexpected(span: Span, found: &Found, expected: &[Words], inside: Option<Span>, hint: Option<&Hint>) -> Diagnostic {
    let due = joined(expected);
    let message = match found {
        Found::End => Words::new("这一条没有写完", "this declaration is not finished"),
        Found::Text(text) => Words::new(format!("读不懂这里的{}", quoted(text)), format!("cannot read {} here", quoted(text))),
    };
    let label = if expected.is_empty() {
        Words::new("这里不对", "something is wrong here")
    } else {
        Words::new(format!("这里可以是：{}", due.zh), format!("what can stand here: {}", due.en))
    };
    let mut diagnostic = Diagnostic::error("JY0101", message).at(span, label);
    if let Some(inside) = inside {
        diagnostic = diagnostic.at(inside, Words::new("这一条从这里开始", "the declaration starts here"));
    }
    let help = match hint {
        Some(Hint::MisspeltKeyword { keyword }) => Words::new(format!("是不是想写“{keyword}”？"), format!("did you mean {keyword}?")),
        Some(Hint::NothingAfter { keyword }) => Words::new(
            format!("“{keyword}”后面要写出内容，例如：当 完成率 < 50%"),
            format!("something must follow {keyword}, for example: when rate < 50%"),
        ),
        Some(Hint::UnclosedBracket) => Words::new("括号没有配对：检查有没有漏掉右括号", "a bracket is not closed"),
        Some(Hint::UnclosedText) => Words::new("引号没有配对：文字要写在同一行的一对引号里", "a quotation is not closed on its line"),
        Some(Hint::ThousandsComma) => Words::new("数字里不要写逗号：1,000 写作 1000 或 1_000", "no comma inside numbers: write 1000 or 1_000"),
        Some(Hint::UnclosedRow) => Words::new("表格的每一行以“|”开头，也以“|”结束", "each row of a table starts and ends with |"),
        None => Words::new("每一条声明从一行的开头写起，例如：公式 名称 = 算式", "each declaration starts a line, for example: formula name = expression"),
    };
    diagnostic.help(help)
}

fn orphan(span: Span, word: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "JY0102",
        Words::new("这一行不属于任何声明", "this line belongs to no declaration"),
    )
    .at(span, Words::new("行首没有认得的关键字", "no keyword at the start of the line"));
    match super::expect::near_keyword(word) {
        Some(keyword) => diagnostic.help(Words::new(format!("是不是想写“{keyword}”？"), format!("did you mean {keyword}?"))),
        None => diagnostic.help(Words::new(
            "以“政策、参数、表、公式、考核、排除、输出”等关键字开头；注释以 # 开头",
            "start with a keyword such as policy, parameter, table, formula, output; a comment starts with #",
        )),
    }
}

fn doubtful(span: Span, low: &str, high: &str) -> Diagnostic {
    Diagnostic::error(
        "JY0110",
        Words::new(
            format!("“{low}-{high}”没有说清两端算不算在内"),
            format!("{low}-{high} does not say whether its ends belong to it"),
        ),
    )
    .at(span, Words::new("这是减法，还是一个区间？", "a subtraction or an interval?"))
    .help(Words::new(
        format!("含两端写 [{low}, {high}]；含 {low} 不含 {high} 写 [{low}, {high})"),
        format!("write [{low}, {high}] with both ends, or [{low}, {high}) without {high}"),
    ))
}
