//! The likeliest slip behind a text that could not be read: what people write who come from Excel and official documents.

use super::expect::near_keyword;
use super::hint::{Advice, Hint};
use super::split::first_word;
use crate::diagnostic::{Lead, Words};
use crate::source::{SourceId, Span};

/// The text around the place where reading stopped.
pub struct Stop<'a> {
    pub source: SourceId,
    /// Where `before` starts in the source.
    pub base: usize,
    /// What was read, without the blanks at its end.
    pub before: &'a str,
    /// What could not be read.
    pub rest: &'a str,
    /// Where `rest` starts in the source.
    pub at: usize,
    /// Whether the rest starts a line.
    pub line_start: bool,
    /// Whether that line is indented.
    pub indented: bool,
    /// Whether there is a blank between what was read and what could not be read.
    pub before_is_spaced: bool,
    /// Whether a name, an operator, an interval was due.
    pub due: Due,
}

/// What was due, as far as it matters here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Due {
    pub name: bool,
    pub value: bool,
    pub operator: bool,
    pub interval: bool,
    /// Nothing but 到.
    pub to: bool,
    pub then: bool,
}

/// What people write in words, and the sign for it. Longer words come first.
const SIGNS: &[(&str, &str)] = &[
    ("最低不得低于", "不低于"),
    ("最高不得超过", "不高于"),
    ("最高不得高于", "不高于"),
    ("最高不超过", "不高于"),
    ("最多不超过", "不高于"),
    ("但不超过", "不高于"),
    ("但不高于", "不高于"),
    ("最低不低于", "不低于"),
    ("但不低于", "不低于"),
    ("不得低于", "不低于"),
    ("不得少于", "不低于"),
    ("不得高于", "不高于"),
    ("不得超过", "不高于"),
    ("最低为", "不低于"),
    ("最少为", "不低于"),
    ("最高为", "不高于"),
    ("最多为", "不高于"),
    ("保底", "不低于"),
    ("封顶", "不高于"),
    ("大于或等于", "≥"),
    ("大于或者等于", "≥"),
    ("大于等于", "≥"),
    ("小于或等于", "≤"),
    ("小于或者等于", "≤"),
    ("小于等于", "≤"),
    ("不早于", "≥"),
    ("不晚于", "≤"),
    ("早于", "<"),
    ("晚于", ">"),
    ("不少于", "≥"),
    ("不小于", "≥"),
    ("不大于", "≤"),
    ("不超过", "≤"),
    ("达不到", "<"),
    ("未达到", "<"),
    ("没有达到", "<"),
    ("达到", "≥"),
    ("不到", "<"),
    ("不足", "<"),
    ("至少", "≥"),
    ("至多", "≤"),
    ("最多", "≤"),
    ("多于", ">"),
    ("不等于", "≠"),
    ("不是", "≠"),
    ("不为", "≠"),
    ("高于", ">"),
    ("低于", "<"),
    ("大于", ">"),
    ("超过", ">"),
    ("小于", "<"),
    ("少于", "<"),
    ("等于", "="),
    ("并且", "且"),
    ("而且", "且"),
    ("以及", "且"),
    ("加上", "+"),
    ("减去", "−"),
    ("乘以", "×"),
    ("除以", "÷"),
    ("是", "="),
    ("为", "="),
    ("加", "+"),
    ("减", "−"),
    ("乘", "×"),
    ("除", "÷"),
    ("and", "且"),
    ("AND", "且"),
    ("其中", "当"),
    ("where", "当"),
    ("WHERE", "当"),
    ("if", "当"),
    ("OR", "或"),
    ("x", "×"),
    ("X", "×"),
];

/// Signs that Excel or a programming language has.
const WRONG_SIGNS: &[(&str, &str)] = &[
    ("=>", "≥"),
    ("＝＞", "≥"),
    ("=＞", "≥"),
    ("＝>", "≥"),
    ("=＜", "≤"),
    ("＝<", "≤"),
    ("=<", "≤"),
    ("＝＜", "≤"),
    ("≧", "≥"),
    ("≦", "≤"),
    ("&&", "且"),
    ("||", "或"),
    ("&", "拼接(甲, 乙)"),
    ("^", "幂(底, 指数, 位数)"),
    ("**", "幂(底, 指数, 位数)"),
    ("·", "×"),
    (":=", "="),
];

/// The likeliest slip; `None` where nothing is known.
pub fn slip(stop: &Stop<'_>) -> Option<Hint> {
    let word = first_word(stop.rest);
    let here = stop.rest.lines().next().unwrap_or("");
    let last_line = stop.before.rsplit('\n').next().unwrap_or("");
    if odd_quotes(last_line, here) {
        return Some(Hint::UnclosedText);
    }
    if stop.due.to {
        return Some(Hint::RoundsToNothing);
    }
    let ended = stop.rest.is_empty() || stop.line_start || super::form::is_keyword(word);
    if let Some(keyword) = trailing_keyword(stop.before).filter(|_| ended) {
        return Some(Hint::NothingAfter { keyword });
    }
    super::mistyped::mistyped(stop)
        .or_else(|| super::advice::advice(stop))
        .or_else(|| sign(stop, word, last_line))
        .or_else(|| row(stop, last_line))
        .or_else(|| bracket(stop))
        .or_else(|| mark(stop))
        .or_else(|| name(stop, word, last_line))
        .or_else(|| value(stop, word))
}

/// Operators in words or in another language.
fn sign(stop: &Stop<'_>, word: &str, last_line: &str) -> Option<Hint> {
    if stop.due.operator && !stop.line_start {
        let meant =
            SIGNS.iter().find(|(words, _)| *words == word || word.starts_with(words) && words.chars().count() > 1);
        if let Some((words, sign)) = meant {
            return Some(Hint::InWords { words, sign });
        }
    }
    // `=>`: the equals sign has been read already.
    let around = format!(
        "{}{}",
        last_line.chars().next_back().filter(|c| "=＝:*&".contains(*c)).map_or(String::new(), String::from),
        stop.rest
    );
    let wrong = WRONG_SIGNS.iter().find(|(wrong, _)| around.starts_with(wrong) || stop.rest.starts_with(wrong));
    wrong
        .filter(|(wrong, _)| !(stop.line_start && wrong.starts_with('|')))
        .map(|(wrong, sign)| Hint::WrongSign { wrong, sign })
}

fn row(stop: &Stop<'_>, last_line: &str) -> Option<Hint> {
    let bar = |line: &str| line.contains(['|', '｜']);
    if last_line.trim_start().starts_with(['|', '｜'])
        && !last_line.ends_with(['|', '｜'])
        && (stop.rest.is_empty() || stop.line_start)
    {
        return Some(Hint::UnclosedRow);
    }
    let here = stop.rest.lines().next().unwrap_or("").trim_end();
    (stop.line_start && here.ends_with(['|', '｜']) && bar(last_line)).then_some(Hint::UnopenedRow)
}

/// The innermost bracket that is still open where a line or the declaration ends.
fn bracket(stop: &Stop<'_>) -> Option<Hint> {
    let mut open = Vec::new();
    let mut quoted = false;
    for (at, c) in stop.before.char_indices() {
        match c {
            '"' | '“' | '”' | '＂' => quoted = !quoted,
            '(' | '（' if !quoted => open.push((at, c)),
            ')' | '）' if !quoted => drop(open.pop()),
            _ => {}
        }
    }
    let (at, c) = open.pop()?;
    let start = stop.base + at;
    (stop.rest.is_empty() || stop.line_start)
        .then(|| Hint::UnclosedBracket { open: Span::new(stop.source, start, start + c.len_utf8()) })
}

/// Punctuation of prose.
fn mark(stop: &Stop<'_>) -> Option<Hint> {
    let next = stop.rest.chars().next()?;
    match next {
        '；' | ';' if !here_ends(stop.rest) => Some(Hint::Advised(Box::new(Advice {
            message: Words::new(format!("这里不写“{next}”"), format!("no {next} here")),
            label: Words::new("多余的标点", "a superfluous mark"),
            help: Words::new(
                "几项之间用逗号；下一条另起一行",
                "put commas between items; what comes next starts a new line",
            ),
            leads: vec![Lead::Instead(",".to_owned()), Lead::Gone],
        }))),
        '。' | '；' | ';' => Some(Hint::SentenceMark { mark: next }),
        '\'' | '‘' | '’' => Some(Hint::SingleQuotes),
        ',' | '，' => {
            let digits = stop.before.ends_with(|c: char| c.is_ascii_digit())
                && stop.rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            digits.then_some(Hint::ThousandsComma)
        }
        _ => None,
    }
}

/// Whether nothing else stands on the line behind its first character.
fn here_ends(rest: &str) -> bool {
    rest.lines().next().unwrap_or("").chars().skip(1).all(char::is_whitespace)
}

/// Names that need quotes.
fn name(stop: &Stop<'_>, word: &str, last_line: &str) -> Option<Hint> {
    // The name of a policy may be a text, too.
    let named = matches!(stop.before, "政策" | "policy");
    if stop.due.name && (!stop.due.value || named) && !stop.line_start {
        if word.starts_with(|c: char| c.is_numeric()) {
            return Some(Hint::NameFromDigit { word: word.to_owned() });
        }
        if !word.is_empty() {
            return Some(Hint::KeywordAsName { word: word.to_owned() });
        }
    }
    let declares =
        ["列", "键", "公式", "参数"].iter().find(|keyword| first_word(last_line.trim_start()) == **keyword)?;
    let name = last_line.trim_start().get(declares.len()..)?.trim();
    let odd = stop.rest.starts_with(['(', '（', '/', '／', '%', '％', '-', '－', '—', '、', '.', '．']);
    (odd && !name.is_empty() && first_word(name) == name).then(|| {
        let end = stop.rest.find([':', '：', '=', '＝', '→', '\n']).unwrap_or(stop.rest.len());
        Hint::OddName { name: format!("{name}{}", stop.rest.get(..end).unwrap_or("").trim_end()) }
    })
}

/// The word of a clause of a case that a word might have been meant for.
fn near_clause(before: &str, word: &str) -> Option<&'static str> {
    const CLAUSES: [&str; 6] = ["期望", "给定", "快照", "基准日", "其余", "说明"];
    let is_case = matches!(first_word(before.trim_start()), "案例" | "共用" | "case" | "shared");
    let near = |clause: &&&str| strsim::damerau_levenshtein(clause, word) == 1;
    CLAUSES.iter().find(near).copied().filter(|_| is_case && word.chars().count() >= 2)
}

/// Words and values where they cannot stand.
fn value(stop: &Stop<'_>, word: &str) -> Option<Hint> {
    if stop.line_start {
        let indented = stop.indented;
        // Clauses of a case begin with few words; the lines of other declarations may begin with names.
        let near = if indented { near_clause(stop.before, word) } else { near_keyword(word) };
        let near = near.map(|keyword| Hint::MisspeltKeyword { keyword });
        let plain = !word.is_empty() && !super::form::is_keyword(word);
        return near.or_else(|| plain.then(|| Hint::StrangeLine { word: word.to_owned() }));
    }
    if stop.due.then {
        return Some(Hint::LacksThen);
    }
    if stop.due.value && super::form::is_keyword(word) {
        return Some(Hint::KeywordAsName { word: word.to_owned() });
    }
    if stop.due.interval {
        return Some(Hint::LacksInterval);
    }
    let ended =
        stop.before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '）' | '%' | '％' | '」' | '"' | '”'));
    let begins =
        !word.is_empty() && !super::form::is_keyword(word) || stop.rest.starts_with(['(', '（', '"', '“', '「']);
    let listing = matches!(first_word(stop.before), "输出" | "output" | "名单" | "list" | "枚举" | "enum");
    (stop.due.operator && ended && begins).then_some(if listing { Hint::LacksComma } else { Hint::LacksOperator })
}

fn odd_quotes(before: &str, here: &str) -> bool {
    let quotes = |text: &str| text.chars().filter(|c| matches!(c, '"' | '“' | '”' | '＂')).count();
    here.starts_with(['"', '“', '”', '＂']) && (quotes(before) + quotes(here)) % 2 == 1
}

fn trailing_keyword(before: &str) -> Option<String> {
    const NEEDY: &[&str] = &[
        "当",
        "除非",
        "若",
        "如果",
        "则",
        "否则",
        "取值",
        "赋分",
        "权重",
        "且",
        "或",
        "非",
        "属于",
        "按",
        "总额",
        "理由",
        "缺失时取",
        "不低于",
        "不高于",
        "依据",
        "说明",
        "余数归",
        "缺项",
        "满分",
    ];
    let tail: String = before.rsplit([' ', '\t', '\n', '\u{3000}', '(', '（']).next().unwrap_or("").to_owned();
    NEEDY.iter().find(|keyword| **keyword == tail).map(|keyword| (*keyword).to_owned())
}
