//! What can be wrong with the form of a text, and its words.

use super::form::{english, keyword_in_english};
use super::hint::Hint;
use super::literate::Flaw;
use crate::diagnostic::{Diagnostic, Lead, Words};
use crate::source::Span;

/// A problem of form; everything that needs to know names or types is found later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Something else was due here. `expected` is in the reader's words, best first.
    /// `form` is a model of what could not be read.
    Unexpected {
        span: Span,
        found: Found,
        expected: Vec<Words>,
        inside: Option<Span>,
        hint: Option<Hint>,
        form: Option<Words>,
    },
    /// Text before the first declaration.
    Orphan {
        span: Span,
        word: String,
    },
    /// A keyword that runs into the name behind it.
    Glued {
        span: Span,
        keyword: &'static str,
    },
    TooLong {
        span: Span,
    },
    /// A run of letters that is no name.
    WordTooLong {
        span: Span,
    },
    TooDeep {
        span: Span,
    },
    /// A formula whose tree is too high, by brackets or by its sheer length.
    TooHigh {
        span: Span,
    },
    NumberTooLong {
        span: Span,
    },
    NoSuchDate {
        span: Span,
    },
    MissingElse {
        span: Span,
    },
    /// `1 ≤ x ≤ 5`.
    ChainedComparison {
        span: Span,
    },
    /// `50-60` in a cell.
    DoubtfulRange {
        span: Span,
        low: String,
        high: String,
    },
    /// `非` inside an arithmetic expression.
    MisplacedNot {
        span: Span,
    },
    /// `==`.
    DoubleEquals {
        span: Span,
    },
    /// 同上 in the first row.
    NothingAbove {
        span: Span,
    },
    /// A clause that may stand once only.
    Twice {
        span: Span,
        clause: &'static str,
    },
    /// The blocks of a policy in Markdown.
    Markdown {
        span: Span,
        flaw: Flaw,
    },
    /// A second 政策.
    TwoHeaders {
        span: Span,
    },
    /// A clause that a declaration needs.
    Lacks {
        span: Span,
        clause: &'static str,
        example: &'static str,
    },
}

/// What stands where something else was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The declaration ends.
    End,
    /// These characters.
    Text(String),
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
            Problem::Unexpected { span, found, expected, inside, hint, form } => {
                let mut diagnostic = match hint {
                    Some(hint) => hint.diagnostic(*span, found, expected),
                    None => unexpected(*span, found, expected).help(form.clone().unwrap_or_else(generic)),
                };
                if let Some(inside) = inside {
                    diagnostic = diagnostic.at(*inside, Words::new("这一条从这里开始", "the declaration starts here"));
                }
                diagnostic
            }
            Problem::Orphan { span, word } => orphan(*span, word),
            Problem::Glued { span, keyword } => Diagnostic::error(
                "JY0103",
                Words::new(
                    format!("“{keyword}”和后面的名称连在了一起"),
                    format!("the keyword {keyword} runs into the name behind it"),
                ),
            )
            .at(*span, Words::new("被读成了一个名称", "read as one name"))
            .help(Words::new(format!("在“{keyword}”后面加一个空格"), format!("put a space after {keyword}")))
            .mend(behind(*span, keyword), " "),
            Problem::TooLong { span } => Diagnostic::error(
                "JY0104",
                Words::new("这一条声明超过 1 MB，不像是规则", "this declaration is longer than 1 MB: it is no rule"),
            )
            .at(*span, Words::new("从这里开始", "it starts here"))
            .help(Words::new(
                "大的对照表和名单请放在 CSV 文件里，用“来自 \"文件名\"”引用",
                "keep large lookups and lists in a CSV file and use: from \"file\"",
            )),
            Problem::WordTooLong { span } => Diagnostic::error(
                "JY0104",
                Words::new(
                    "这里有 1000 多个字连在一起，不像是名称",
                    "more than 1000 letters in one run: that is no name",
                ),
            )
            .at(*span, Words::new("从这里开始", "it starts here"))
            .help(Words::new(
                "请检查文件是不是损坏了，或者粘贴了别的内容",
                "check whether the file is damaged or something else was pasted in",
            )),
            Problem::TooDeep { span } => {
                Diagnostic::error("JY0105", Words::new("括号嵌套超过 200 层", "brackets are nested more than 200 deep"))
                    .at(*span, Words::new("第 201 层", "level 201"))
                    .help(Words::new("把里面的部分写成单独的公式", "write the inner parts as formulas of their own"))
            }
            Problem::TooHigh { span } => Diagnostic::error(
                "JY0105",
                Words::new("这个算式太长或嵌套太深", "this expression is too long or nested too deep"),
            )
            .at(
                *span,
                Words::new("超出了一个算式可以有的 350 层", "beyond the 350 levels that one expression may have"),
            )
            .help(Words::new(
                "把它拆成几个公式；很长的连加请用 合计(表.列)",
                "split it into several formulas; for long sums use sum(table.column)",
            )),
            Problem::Markdown { span, flaw } => flaw.diagnostic(*span),
            Problem::NumberTooLong { span } => {
                Diagnostic::error("JY0106", Words::new("这个数超过 60 位", "this number has more than 60 digits"))
                    .at(*span, Words::new("请检查是不是多输入了", "check whether too much was typed"))
                    .help(Words::new("金额和比例用不到这么多位", "no amount or ratio needs so many"))
            }
            Problem::NoSuchDate { span } => {
                Diagnostic::error("JY0107", Words::new("日历上没有这一天", "there is no such day"))
                    .at(*span, Words::new("请核对年、月、日", "check year, month and day"))
                    .help(Words::new("日期写作 2021-01-31 或 2021年1月31日", "write dates as 2021-01-31"))
            }
            Problem::MissingElse { span } => {
                Diagnostic::error("JY0108", Words::new("“若 … 则 …”缺少“否则”", "this if has no else"))
                    .at(*span, Words::new("条件不成立时取什么，没有写", "what holds otherwise is not stated"))
                    .help(Words::new(
                        "补上“否则 …”；如果这时没有值，写“否则 缺失”",
                        "add `else …`; where there is no value then, write `else missing`",
                    ))
            }
            Problem::ChainedComparison { span } => {
                Diagnostic::error("JY0109", Words::new("比较不能连写", "comparisons cannot be chained"))
                    .at(*span, Words::new("这里是第二个比较", "this is the second comparison"))
                    .help(Words::new(
                        "写成“x 在 [下限, 上限] 内”，方括号含端点，圆括号不含",
                        "write `x within [low, high]`: square brackets include the end, round ones do not",
                    ))
            }
            Problem::DoubtfulRange { span, low, high } => doubtful(*span, low, high),
            Problem::MisplacedNot { span } => {
                Diagnostic::error("JY0111", Words::new("“非”不能放在算术中间", "`not` cannot stand inside arithmetic"))
                    .at(*span, Words::new("“非”后面应当是条件", "`not` goes before a condition"))
                    .help(Words::new("把条件放进括号：非 (…)", "put the condition in brackets: not (…)"))
            }
            Problem::DoubleEquals { span } => {
                Diagnostic::error("JY0112", Words::new("等于只写一个“=”", "equality is one `=`"))
                    .at(*span, Words::new("这里写了两个", "there are two here"))
                    .help(Words::new("改成一个“=”", "write a single `=`"))
                    .mend(*span, "=")
            }
            Problem::NothingAbove { span } => {
                Diagnostic::error("JY0113", Words::new("第一行不能写“同上”", "the first row cannot say `ditto`"))
                    .at(*span, Words::new("上面没有可以相同的行", "there is no row above"))
                    .help(Words::new("写出具体的值", "write the value"))
            }
            Problem::Twice { span, clause } => Diagnostic::error(
                "JY0114",
                Words::new(format!("“{clause}”写了两次"), format!("{} stands twice", keyword_in_english(clause))),
            )
            .at(*span, Words::new("这是第二次", "the second one"))
            .help(Words::new("只留一个", "keep one of them"))
            .lead(Lead::Gone),
            Problem::TwoHeaders { span } => {
                Diagnostic::error("JY0114", Words::new("一个文件只能有一个“政策”", "a file has one `policy` only"))
                    .at(*span, Words::new("这是第二个", "the second one"))
                    .help(Words::new(
                        "另一份政策放到另一个文件里；要在它的基础上修改，写 继承 \"文件名\"",
                        "put it into a file of its own; to build on another policy write extends \"file\"",
                    ))
            }
            Problem::Lacks { span, clause, example } => Diagnostic::error(
                "JY0115",
                Words::new(format!("缺少“{clause}”"), format!("{} is missing", keyword_in_english(clause))),
            )
            .at(
                *span,
                Words::new(
                    format!("在这之前要写“{clause}”"),
                    format!("{} is due before this", keyword_in_english(clause)),
                ),
            )
            .help(Words::new(format!("写法：{example}"), format!("the form is: {}", english(example))))
            .lead(Lead::Lacks(clause)),
        }
    }
}

/// The empty place behind a word at the start of a span.
fn behind(span: Span, word: &str) -> Span {
    let at = span.start.saturating_add(u32::try_from(word.len()).unwrap_or(u32::MAX)).min(span.end);
    Span { start: at, end: at, ..span }
}

/// For a lone expression, which no declaration's form fits.
fn generic() -> Words {
    Words::new(
        "把算式写完整，例如：1000 ÷ 48 × 3 四舍五入到 2位",
        "write a whole expression, for example: 1000 ÷ 48 × 3 half-up to 2places",
    )
}

pub(super) fn unexpected(span: Span, found: &Found, expected: &[Words]) -> Diagnostic {
    let due = joined(expected);
    let message = match found {
        Found::End => Words::new("没有写完", "this is not finished"),
        Found::Text(text) => Words::new(format!("读不懂这里的{}", quoted(text)), format!("cannot read `{text}` here")),
    };
    let label = if expected.is_empty() {
        Words::new("这里不对", "something is wrong here")
    } else {
        Words::new(format!("这里可以是：{}", due.zh), format!("what can stand here: {}", due.en))
    };
    let names = matches!(found, Found::Text(text) if text.chars().all(char::is_alphanumeric));
    let known = |words: &&Words| names && crate::lexicon::is_word(&words.zh);
    Diagnostic::error("JY0101", message).at(span, label).instead(expected.iter().filter(known).map(|words| &*words.zh))
}

fn orphan(span: Span, word: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("JY0102", Words::new("这一行不属于任何声明", "this line belongs to no declaration"))
            .at(span, Words::new("行首没有认得的关键字", "no keyword at the start of the line"));
    match super::expect::near_keyword(word) {
        Some(keyword) => {
            let word = Span { end: behind(span, word).end, ..span };
            diagnostic
                .help(Words::new(format!("是不是想写“{keyword}”？"), format!("did you mean {keyword}?")))
                .mend(word, keyword)
        }
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
        format!("含两端写 [{low}, {high}]；含 {low} 不含 {high} 写 [{low}, {high})；数后面的 %、分、元 也要写上"),
        format!(
            "write [{low}, {high}] with both ends, or [{low}, {high}) without {high}; mind the unit or percent sign"
        ),
    ))
}
