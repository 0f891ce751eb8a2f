//! The likeliest slip behind what cannot be read, and its words.

use super::problem::{Found, unexpected};
use crate::diagnostic::{Diagnostic, Lead, Slip, Words};
use crate::source::Span;
use crate::value::lookalike::Lookalike;

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

impl Hint {
    /// The problem in the words of the slip.
    pub(super) fn diagnostic(&self, span: Span, found: &Found, expected: &[Words]) -> Diagnostic {
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
