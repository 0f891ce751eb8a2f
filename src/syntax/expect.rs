//! A parser's error in the reader's words: what was found, what could stand there, and the likeliest slip.

use super::grammar::Rule;
use super::problem::{Found, Hint, Problem};
use super::split::{DECLARATIONS, first_word};
use crate::diagnostic::Words;
use crate::source::{SourceId, Span};
use pest::error::{Error, ErrorVariant, InputLocation};

/// The problem that a failed declaration has; `base` is where `body` starts in the source.
pub fn problem(source: SourceId, base: usize, body: &str, error: &Error<Rule>) -> Problem {
    let offset = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(body.len()),
    };
    let rest = body.get(offset..).unwrap_or("");
    let skipped = offset + blank(rest);
    let rest = body.get(skipped..).unwrap_or("");
    let before = body.get(..offset).unwrap_or("").trim_end();
    let found = found(rest);
    let (start, end) = match &found {
        Found::End => (before.len(), before.len()),
        Found::Text(text) => (skipped, skipped + text.len()),
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => expected(positives),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    let inside = (before.contains('\n')).then(|| Span::new(source, base, base + first_word(body).len()));
    Problem::Unexpected {
        span: Span::new(source, base + start, base + end),
        hint: hint(body, before, rest),
        found,
        expected,
        inside,
    }
}

/// Length of the blanks and comments at the start of a text.
fn blank(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{3000}', '\u{00A0}']);
        at += rest.len() - trimmed.len();
        if trimmed.starts_with(['#', '＃']) {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else {
            return at;
        }
    }
}

fn found(rest: &str) -> Found {
    let Some(first) = rest.chars().next() else { return Found::End };
    let word = first_word(rest);
    if !word.is_empty() {
        return Found::Text(word.chars().take(24).collect());
    }
    Found::Text(first.to_string())
}

fn hint(body: &str, before: &str, rest: &str) -> Option<Hint> {
    let line_start = before.is_empty() || body.get(before.len()..).is_some_and(|gap| gap.trim_start_matches([' ', '\t', '\r']).starts_with('\n'));
    let word = first_word(rest);
    if line_start && let Some(keyword) = near_keyword(word) {
        return Some(Hint::MisspeltKeyword { keyword });
    }
    let last_line = before.rsplit('\n').next().unwrap_or("");
    let here = rest.lines().next().unwrap_or("");
    if odd_quotes(last_line, here) {
        return Some(Hint::UnclosedText);
    }
    if let Some(keyword) = trailing_keyword(before) {
        return Some(Hint::NothingAfter { keyword });
    }
    let comma = rest.starts_with([',', '，']) && before.ends_with(|c: char| c.is_ascii_digit());
    if comma && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
        return Some(Hint::ThousandsComma);
    }
    if last_line.trim_start().starts_with('|') && (rest.is_empty() || line_start) && !last_line.trim_end().ends_with('|') {
        return Some(Hint::UnclosedRow);
    }
    let opened = before.chars().filter(|c| matches!(c, '(' | '（')).count();
    let closed = before.chars().filter(|c| matches!(c, ')' | '）')).count();
    (opened > closed && (rest.is_empty() || line_start)).then_some(Hint::UnclosedBracket)
}

fn odd_quotes(before: &str, here: &str) -> bool {
    let quotes = |text: &str| text.chars().filter(|c| matches!(c, '"' | '“' | '”' | '＂')).count();
    here.starts_with(['"', '“', '”', '＂']) && (quotes(before) + quotes(here)) % 2 == 1
}

fn trailing_keyword(before: &str) -> Option<String> {
    const NEEDY: &[&str] = &["当", "除非", "若", "如果", "则", "否则", "取值", "赋分", "权重", "且", "或", "非", "属于", "按", "总额", "理由"];
    let tail: String = before.rsplit([' ', '\t', '\n', '\u{3000}', '(', '（']).next().unwrap_or("").to_owned();
    NEEDY.iter().find(|keyword| **keyword == tail).map(|keyword| (*keyword).to_owned())
}

/// A declaration keyword that a misspelt word is close to.
pub fn near_keyword(word: &str) -> Option<&'static str> {
    let length = word.chars().count();
    if length == 0 || DECLARATIONS.iter().any(|(zh, en)| *zh == word || *en == word) {
        return None;
    }
    let (zh, distance) = DECLARATIONS
        .iter()
        .flat_map(|(zh, en)| [(*zh, strsim::damerau_levenshtein(zh, word)), (*en, strsim::damerau_levenshtein(en, word))])
        .filter(|(keyword, _)| keyword.chars().count() >= 2)
        .min_by_key(|(_, distance)| *distance)?;
    let allowed = if length <= 3 { 1 } else { 2 };
    (distance <= allowed && distance < length).then_some(zh)
}

/// What could stand here, each once: values and operators as one word each, then keywords and signs.
fn expected(rules: &[Rule]) -> Vec<Words> {
    let mut words: Vec<Words> = Vec::new();
    for rule in rules {
        if let Some((zh, en)) = spoken(*rule) {
            let next = Words::new(zh, en);
            if !words.contains(&next) {
                words.push(next);
            }
        }
    }
    words.truncate(6);
    words
}

/// A rule's name for people; rules that only structure the grammar have none.
fn spoken(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::expr | Rule::operand | Rule::group | Rule::condition | Rule::by_table | Rule::call | Rule::path | Rule::number
        | Rule::numeral | Rule::text | Rule::date | Rule::yes | Rule::no | Rule::missing | Rule::inapplicable | Rule::value_word
        | Rule::full_word | Rule::whole_word | Rule::this_row | Rule::parent_row | Rule::lone_expr => ("一个值或算式", "a value or expression"),
        Rule::plus | Rule::minus | Rule::times | Rule::divide | Rule::less_equal | Rule::greater_equal | Rule::not_equal
        | Rule::double_equal | Rule::less | Rule::greater | Rule::and | Rule::or | Rule::comparison | Rule::compare_cell => {
            ("运算符", "an operator")
        }
        Rule::equals => ("=", "="),
        Rule::name | Rule::word | Rule::quoted | Rule::member => ("一个名称", "a name"),
        Rule::comma => ("，", ","),
        Rule::colon => ("：", ":"),
        Rule::open_paren => ("（", "("),
        Rule::close_paren => ("）", ")"),
        Rule::open_square => ("[", "["),
        Rule::close_square => ("]", "]"),
        Rule::arrow => ("→", "->"),
        Rule::bar_next | Rule::bar_end | Rule::row => ("| 开头的表格行", "a table row"),
        Rule::cell | Rule::any_cell | Rule::ditto | Rule::absent_cell | Rule::interval_cell | Rule::list_cell | Rule::wrong_range => {
            ("单元格内容", "a cell")
        }
        Rule::interval | Rule::range => ("区间，如 [0, 100)", "an interval such as [0, 100)"),
        Rule::type_ref => ("类型，如 金额、比例", "a type such as 金额"),
        Rule::round_unit => ("取整到的单位，如 分、2位", "the unit to round to"),
        Rule::kw_to => ("到", "to"),
        Rule::kw_when | Rule::when | Rule::m_filter => ("当", "when"),
        Rule::kw_unless | Rule::unless => ("除非", "unless"),
        Rule::kw_then | Rule::then_value | Rule::then_effects => ("则", "then"),
        Rule::kw_else => ("否则", "else"),
        Rule::kw_basis | Rule::basis => ("依据", "basis"),
        Rule::kw_note | Rule::note => ("说明", "note"),
        Rule::kw_reason | Rule::reason => ("理由", "reason"),
        Rule::kw_at | Rule::at_day => ("于", "at"),
        Rule::kw_of => ("对", "of"),
        Rule::kw_by | Rule::by_weight => ("按", "by"),
        Rule::kw_gives => ("得", "gives"),
        Rule::kw_open => ("待定", "open"),
        Rule::kw_key | Rule::keys => ("键", "key"),
        Rule::kw_column | Rule::column => ("列", "column"),
        Rule::kw_rows | Rule::source => ("取自", "rows"),
        Rule::kw_weight | Rule::weight => ("权重", "weight"),
        Rule::kw_score | Rule::score => ("赋分", "score"),
        Rule::take => ("取值", "value"),
        Rule::kw_inside => ("内", "inside"),
        Rule::kw_from | Rule::from_file => ("来自", "from"),
        Rule::digits | Rule::places => ("位数，如 6位", "digits, such as 6位"),
        Rule::kw_expect | Rule::expect_value | Rule::expect_error => ("期望", "expect"),
        Rule::kw_given | Rule::given_param | Rule::given_files | Rule::given_table => ("给定", "given"),
        Rule::kw_contains => ("含", "contains"),
        Rule::kw_error => ("错误", "error"),
        Rule::error_code => ("错误编号，如 JY0901", "a code such as JY0901"),
        Rule::case_snapshot | Rule::kw_snapshot => ("快照", "snapshot"),
        Rule::case_rest | Rule::kw_rest => ("其余 缺失", "rest missing"),
        Rule::EOI => ("这一条的结尾", "the end of the declaration"),
        // The tails of an expression and the rarer clauses are many: naming all of them would hide the likely ones.
        _ => return None,
    })
}
