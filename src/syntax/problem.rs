//! What can be wrong with the form of a text, and its words.

use super::form::{english, keyword_in_english};
use super::literate::Flaw;
use crate::diagnostic::{Diagnostic, Lead, Slip, Words};
use crate::source::Span;
use crate::value::lookalike::Lookalike;

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

/// What to say of a habit that does not fit here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub message: Words,
    pub label: Words,
    pub help: Words,
    pub leads: Vec<Lead>,
}

/// A guess at what went wrong, for the most frequent slips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The line starts with a word that is nearly a keyword.
    MisspeltKeyword {
        keyword: &'static str,
    },
    /// `当`, `若`, `则` … with nothing behind it.
    NothingAfter {
        keyword: String,
    },
    UnclosedBracket {
        open: Span,
    },
    UnclosedText,
    /// A number with a comma in it.
    ThousandsComma,
    /// A table row that does not end in a bar.
    UnclosedRow,
    /// A table row that does not start with a bar.
    UnopenedRow,
    /// `大于等于` for ≥.
    InWords {
        words: &'static str,
        sign: &'static str,
    },
    /// `=>` for ≥.
    WrongSign {
        wrong: &'static str,
        sign: &'static str,
    },
    /// A sentence's full stop or semicolon.
    SentenceMark {
        mark: char,
    },
    SingleQuotes,
    /// `四舍五入` without 到.
    RoundsToNothing,
    NameFromDigit {
        word: String,
    },
    KeywordAsName {
        word: String,
    },
    /// A name with brackets or other signs in it.
    OddName {
        name: String,
    },
    LacksThen,
    /// 在 without brackets.
    LacksInterval,
    /// Two values side by side.
    LacksOperator,
    /// Two values side by side in a list.
    LacksComma,
    /// A letter in a number.
    Mistyped {
        span: Span,
        meant: Lookalike,
    },
    /// A habit of Excel or of prose.
    Advised(Box<Advice>),
    /// A line inside a declaration that starts with a word of no meaning there.
    StrangeLine {
        word: String,
    },
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

/// A problem with a word in place of the one that was found, where its marked span is that word and no more.
fn exactly(diagnostic: Diagnostic, span: Span, found: &Found, new: &str) -> Diagnostic {
    match found {
        Found::Text(text) if span.end.saturating_sub(span.start) as usize == text.len() => diagnostic.mend(span, new),
        Found::Text(_) | Found::End => diagnostic,
    }
}

/// The bars that a row may lack: its own first, or the last of the row before.
fn bars() -> [Lead; 2] {
    [Lead::Before("| ".to_owned()), Lead::Due(" |".to_owned())]
}

/// For a lone expression, which no declaration's form fits.
fn generic() -> Words {
    Words::new(
        "把算式写完整，例如：1000 ÷ 48 × 3 四舍五入到 2位",
        "write a whole expression, for example: 1000 ÷ 48 × 3 half-up to 2places",
    )
}

fn unexpected(span: Span, found: &Found, expected: &[Words]) -> Diagnostic {
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

impl Hint {
    /// The problem in the words of the slip.
    fn diagnostic(&self, span: Span, found: &Found, expected: &[Words]) -> Diagnostic {
        let plain = || unexpected(span, found, expected);
        let told = |message: Words, label: Words| Diagnostic::error("JY0101", message).at(span, label);
        match self {
            Hint::MisspeltKeyword { keyword } => {
                let help = Words::new(format!("是不是想写“{keyword}”？"), format!("did you mean {keyword}?"));
                exactly(plain().help(help), span, found, keyword).lead(Lead::Meant((*keyword).to_owned()))
            }
            Hint::NothingAfter { keyword } => told(
                Words::new(format!("“{keyword}”后面没有内容"), format!("nothing follows {keyword}")),
                Words::new(format!("到这里为止，“{keyword}”还没有写完"), format!("{keyword} is still unfinished here")),
            )
            .help(super::form::form("", keyword).unwrap_or_else(|| {
                Words::new(
                    format!("在“{keyword}”后面写出条件、值或算式，例如：若 完成率 < 50% 则 0元 否则 100元"),
                    format!("write a condition or value behind {keyword}"),
                )
            })),
            Hint::Mistyped { span, meant } => {
                super::mistyped::letter_in_number(*span, meant, super::mistyped::whole(meant))
                    .mend(*span, &*meant.written)
            }
            Hint::UnclosedBracket { open } => told(
                Words::new("括号没有配对", "a bracket is not closed"),
                Words::new("在这以前要有右括号", "it should be closed before this"),
            )
            .at(*open, Words::new("这个左括号没有对应的右括号", "this one is never closed"))
            .help(Words::new("补上右括号“)”", "add the closing bracket"))
            .lead(Lead::Due(")".to_owned())),
            Hint::UnclosedText => told(
                Words::new("引号没有配对", "a quotation is not closed"),
                Words::new("从这里开始的文字没有结束", "the text that starts here has no end"),
            )
            .help(Words::new(
                "文字要写在同一行的一对引号里：\"…\"",
                "a text stands in a pair of quotes on one line: \"…\"",
            ))
            .lead(Lead::AtLineEnd("\"".to_owned())),
            Hint::ThousandsComma => told(
                Words::new("数字里有逗号", "there is a comma inside a number"),
                Words::new("这个逗号", "this comma"),
            )
            .help(Words::new(
                "数字里不要写逗号：1,000 写作 1000 或 1_000",
                "no comma inside numbers: write 1000 or 1_000",
            ))
            .lead(Lead::Slip(Slip::CommaInNumber))
            .mend(span, ""),
            Hint::UnclosedRow => told(
                Words::new("表格的一行没有写完", "a row of a table is not finished"),
                Words::new("前一行的末尾少了“|”", "the row before lacks its last |"),
            )
            .help(Words::new("表格的每一行以“|”开头，也以“|”结束", "each row of a table starts and ends with |"))
            .leads(bars()),
            Hint::UnopenedRow => told(
                Words::new("表格的一行没有以“|”开头", "a row of a table does not start with |"),
                Words::new("前面少了“|”", "| is missing before this"),
            )
            .help(Words::new("表格的每一行以“|”开头，也以“|”结束", "each row of a table starts and ends with |"))
            .leads(bars()),
            Hint::InWords { .. }
            | Hint::WrongSign { .. }
            | Hint::SentenceMark { .. }
            | Hint::SingleQuotes
            | Hint::RoundsToNothing
            | Hint::NameFromDigit { .. }
            | Hint::KeywordAsName { .. }
            | Hint::OddName { .. }
            | Hint::LacksThen
            | Hint::LacksInterval
            | Hint::LacksOperator
            | Hint::LacksComma
            | Hint::StrangeLine { .. } => self.wording(span, found, plain),
            Hint::Advised(advice) => {
                let problem = told(advice.message.clone(), advice.label.clone()).help(advice.help.clone());
                problem.leads(advice.leads.iter().cloned())
            }
        }
    }

    /// Slips of signs and names.
    fn wording(&self, span: Span, found: &Found, plain: impl Fn() -> Diagnostic) -> Diagnostic {
        let comma = matches!(found, Found::Text(text) if matches!(&**text, "，" | ","));
        let told = |message: Words, label: Words| Diagnostic::error("JY0101", message).at(span, label);
        match self {
            Hint::InWords { words, sign } => told(
                Words::new(format!("“{words}”要写成“{sign}”"), format!("write {sign} for {words}")),
                Words::new("这里要的是运算符", "an operator is due here"),
            )
            .help(match *sign {
                "≤" => Words::new(
                    format!("比较：把“{words}”改成“≤”，两边留空格；限额：写“不高于”"),
                    "put ≤ in its place to compare, `at-most` to bound",
                ),
                "≥" => Words::new(
                    format!("比较：把“{words}”改成“≥”，两边留空格；保底：写“不低于”"),
                    "put ≥ in its place to compare, `at-least` to bound",
                ),
                _ => Words::new(format!("把“{words}”改成“{sign}”，两边留空格"), format!("put {sign} in its place")),
            })
            .lead(Lead::Sign((*sign).to_owned())),
            Hint::WrongSign { wrong, sign } => told(
                Words::new(format!("不用“{wrong}”这个写法"), format!("{wrong} is not used here")),
                Words::new("认不得这个符号", "unknown sign"),
            )
            .help(Words::new(format!("写成：{sign}"), format!("write: {sign}")))
            .instead([*sign]),
            Hint::SentenceMark { mark } => told(
                Words::new(format!("句末不写“{mark}”"), format!("no {mark} at the end")),
                Words::new("多余的标点", "a superfluous mark"),
            )
            .help(Words::new(format!("删掉“{mark}”；下一条另起一行"), format!("delete {mark}; what comes next starts a new line")))
            .mend(span, ""),
            Hint::SingleQuotes => told(Words::new("文字要用双引号", "texts take double quotes"), Words::new("这是单引号", "a single quote"))
                .help(Words::new("写成 \"三级\" 或 “三级”", "write \"text\""))
                .lead(Lead::Slip(Slip::SingleQuotes)),
            Hint::RoundsToNothing => told(
                Words::new("没有写取整到哪一位", "what to round to is not stated"),
                Words::new("后面要写“到 …”", "`to …` is due here"),
            )
            .help(Words::new("例如：四舍五入到 分、四舍五入到 元、四舍五入到 2位、四舍五入到 0.01%", "for example: half-up to fen, half-up to 2places, half-up to 0.01%"))
            .leads(["到 分", "到 2位", "到 0.01%"].map(|to| Lead::Due(to.to_owned()))),
            Hint::NameFromDigit { word } => told(
                Words::new(format!("名称“{word}”以数字开头"), format!("the name {word} starts with a digit")),
                Words::new("被读成了一个数", "read as a number"),
            )
            .help(Words::new(format!("给名称加上直角引号：「{word}」，用到它的地方也这样写"), format!("quote the name: 「{word}」, also where it is used")))
            .lead(Lead::Quoted(word.clone())),
            Hint::KeywordAsName { word } => told(
                Words::new(format!("“{word}”是语言里的词，不能直接当名称"), format!("{word} is a keyword and no name")),
                Words::new("这里要的是一个名称", "a name is due here"),
            )
            .help(Words::new(format!("换一个名称，或者加上直角引号：「{word}」"), format!("choose another name or quote it: 「{word}」")))
            .lead(Lead::Quoted(word.clone())),
            Hint::OddName { name } => told(
                Words::new(format!("名称“{name}”里有符号"), format!("there are signs in the name {name}")),
                Words::new("名称到这里就断开了", "the name ends here"),
            )
            .help(Words::new(format!("给整个名称加上直角引号：「{name}」"), format!("quote the whole name: 「{name}」")))
            .lead(Lead::Quoted(name.clone())),
            Hint::LacksThen => plain().help(Words::new("写法：若 条件 则 值 否则 值", "the form is: if condition then value else value"))
            .leads(comma.then(|| Lead::Instead(" 则 ".to_owned()))),
            Hint::LacksInterval => told(
                Words::new("范围没有写在括号里", "the range has no brackets"),
                Words::new("这里要的是范围，如 [0, 100)", "a range such as [0, 100) is due here"),
            )
            .help(Words::new("写成 [下限, 上限]：方括号含端点，圆括号不含；一端不限就空着，例如 [0, )", "write [low, high]: square brackets include the end, round ones do not; [0, ) has no upper end"))
            .lead(Lead::Slip(Slip::RangeInWords)),
            Hint::LacksOperator => told(
                Words::new("两个值之间没有运算符", "there is no operator between two values"),
                Words::new("这个值的前面要有 +、−、×、÷、=、< 之类，或者逗号", "an operator or a comma is due before this"),
            )
            .help(Words::new("补上运算符；如果这是一个名称的一部分，给整个名称加上直角引号：「…」", "add the operator; if this belongs to a name, quote the whole name: 「…」"))
            .lead(Lead::Before("× ".to_owned())),
            Hint::LacksComma => told(
                Words::new("两项之间没有逗号", "there is no comma between two items"),
                Words::new("这一项的前面要有逗号", "a comma is due before this"),
            )
            .help(Words::new("几项之间用逗号隔开，例如：机构编码, 结余；要另起标题写 … 为 \"标题\"", "put commas between items, for example: code, amount")),
            Hint::MisspeltKeyword { .. }
            | Hint::NothingAfter { .. }
            | Hint::UnclosedBracket { .. }
            | Hint::UnclosedText
            | Hint::Mistyped { .. }
            | Hint::ThousandsComma
            | Hint::UnclosedRow
            | Hint::Advised(_)
            | Hint::UnopenedRow => plain(),
            Hint::StrangeLine { word } => plain().help(Words::new(
                format!("“{word}”不是这里可以用的词：换成上面列出的词；如果这一行是上一行算式的继续，开头要有运算符"),
                format!("{word} has no meaning here: use one of the words above, or start the line with an operator if it continues the one before"),
            )),
        }
    }
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
