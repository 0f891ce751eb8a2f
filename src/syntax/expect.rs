//! A parser's error in the reader's words: what was found, what could stand there, and the likeliest slip.

use super::form;
use super::grammar::Rule;
use super::problem::{Found, Problem};
use super::slip::{Due, Stop, slip};
use super::split::{DECLARATIONS, first_word};
use crate::diagnostic::Words;
use crate::source::{SourceId, Span};
use pest::error::{Error, ErrorVariant, InputLocation};

/// How many of the things that could stand somewhere are named.
const MOST: usize = 5;

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
    let span = Span::new(source, base + start, base + end);
    let rules: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let line_start = body.get(before.len()..skipped).is_some_and(|gap| gap.contains('\n')) && !rest.is_empty();
    let indented = body.get(..skipped).is_some_and(|text| !text.ends_with('\n'));
    let before_is_spaced = before.len() < offset || offset < skipped;
    let (at, due) = (base + skipped, due(rules));
    let hint = slip(&Stop { source, base, before, rest, at, line_start, indented, before_is_spaced, due });
    let example = form::example(body, before);
    match (hint, lacking(rules), example) {
        (None, Some(clause), Some(example)) => Problem::Lacks { span, clause, example },
        (hint, _, _) => {
            let inside = (before.contains('\n')).then(|| Span::new(source, base, base + first_word(body).len()));
            let form = form::form(body, before);
            Problem::Unexpected { span, found, expected: expected(rules, line_start), inside, hint, form }
        }
    }
}

/// What matters of the rules that were tried.
fn due(rules: &[Rule]) -> Due {
    let any = |one: &[Rule]| rules.iter().any(|rule| one.contains(rule));
    Due {
        name: any(&[Rule::name, Rule::member, Rule::enum_value]),
        value: any(&[
            Rule::expr,
            Rule::operand,
            Rule::number,
            Rule::numeral,
            Rule::condition,
            Rule::type_ref,
            Rule::whole_word,
            Rule::text,
        ]),
        operator: any(&[Rule::plus, Rule::minus, Rule::times, Rule::divide, Rule::and, Rule::or]),
        interval: any(&[Rule::interval, Rule::open_square]) && !any(&[Rule::plus, Rule::times]),
        to: !rules.is_empty() && rules.iter().all(|rule| *rule == Rule::kw_to),
        then: any(&[Rule::kw_then]) && (any(&[Rule::plus, Rule::times]) || rules.len() == 1),
    }
}

/// The one word or sign without which nothing goes on.
fn lacking(rules: &[Rule]) -> Option<&'static str> {
    let mut due: Vec<&'static str> = rules.iter().filter_map(|rule| spoken(*rule)).map(|(zh, _)| zh).collect();
    due.sort_unstable();
    due.dedup();
    let goes_on = rules.contains(&Rule::plus);
    match due.as_slice() {
        ["“：”"] | ["“：”", "“，”"] | ["“，”", "“：”"] => Some("："),
        ["“=”"] | ["“=”", "“：”"] => Some("="),
        ["于"] => Some("于"),
        ["对"] => Some("对"),
        ["按"] => Some("按"),
        ["总额"] => Some("总额"),
        _ if rules.contains(&Rule::kw_gives) && !goes_on => Some("得"),
        _ if rules.contains(&Rule::kw_rows) && !goes_on => Some("取自"),
        _ if rules.contains(&Rule::colon) && rules.contains(&Rule::arrow) && !goes_on => Some("："),
        _ => None,
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

/// A declaration keyword that a misspelt word is close to.
pub fn near_keyword(word: &str) -> Option<&'static str> {
    let length = word.chars().count();
    if length == 0 || DECLARATIONS.iter().any(|(zh, en)| *zh == word || *en == word) {
        return None;
    }
    let (zh, distance) = DECLARATIONS
        .iter()
        .flat_map(|(zh, en)| {
            [(*zh, strsim::damerau_levenshtein(zh, word)), (*en, strsim::damerau_levenshtein(en, word))]
        })
        .filter(|(keyword, _)| keyword.chars().count() >= 2)
        .min_by_key(|(_, distance)| *distance)?;
    let allowed = if length <= 3 { 1 } else { 2 };
    (distance <= allowed && distance < length).then_some(zh)
}

/// What could stand here, each once and the likeliest first; at the start of a line only what starts one.
fn expected(rules: &[Rule], line_start: bool) -> Vec<Words> {
    let mut words: Vec<Words> = Vec::new();
    for rule in rules {
        if let Some((zh, en)) = spoken(*rule) {
            let next = Words::new(zh, en);
            if !words.contains(&next) {
                words.push(next);
            }
        }
    }
    let tail = |words: &Words| {
        matches!(&*words.zh, "运算符" | "“=”" | "“，”" | "“（”" | "“)”" | "这一条的结尾" | "一个值或算式")
    };
    if line_start && words.iter().any(|words| !tail(words)) {
        words.retain(|words| !tail(words));
    }
    if words.iter().any(|words| words.zh == "运算符") {
        words.retain(|words| !matches!(&*words.zh, "“=”" | "“（”"));
    }
    words.sort_by_key(|words| matches!(&*words.zh, "依据" | "说明" | "施行" | "这一条的结尾"));
    words.truncate(MOST);
    words
}

/// A rule's name for people; rules that only structure the grammar have none.
fn spoken(rule: Rule) -> Option<(&'static str, &'static str)> {
    value(rule).or_else(|| sign(rule)).or_else(|| keyword(rule))
}

fn value(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::expr
        | Rule::operand
        | Rule::group
        | Rule::condition
        | Rule::by_table
        | Rule::call
        | Rule::path
        | Rule::number
        | Rule::numeral
        | Rule::date
        | Rule::yes
        | Rule::no
        | Rule::missing
        | Rule::inapplicable
        | Rule::value_word
        | Rule::full_word
        | Rule::this_row
        | Rule::parent_row
        | Rule::lone_expr => ("一个值或算式", "a value or expression"),
        Rule::text => ("引号里的文字", "a text in quotes"),
        Rule::whole_word => ("整体", "overall"),
        Rule::name | Rule::word | Rule::quoted | Rule::member => ("一个名称", "a name"),
        Rule::cell
        | Rule::any_cell
        | Rule::ditto
        | Rule::absent_cell
        | Rule::interval_cell
        | Rule::list_cell
        | Rule::wrong_range => ("单元格内容", "a cell"),
        Rule::interval | Rule::range => ("范围，如 [0, 100)", "a range such as [0, 100)"),
        Rule::type_ref => ("类型，如 金额、比例", "a type such as money"),
        Rule::round_unit => ("取整到哪一位，如 分、2位", "the unit to round to"),
        Rule::digits | Rule::places => ("位数，如 6位", "digits, such as 6places"),
        Rule::EOI => ("这一条的结尾", "the end of the declaration"),
        _ => return None,
    })
}

fn sign(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::plus
        | Rule::minus
        | Rule::times
        | Rule::divide
        | Rule::less_equal
        | Rule::greater_equal
        | Rule::not_equal
        | Rule::double_equal
        | Rule::less
        | Rule::greater
        | Rule::and
        | Rule::or
        | Rule::comparison
        | Rule::compare_cell => ("运算符", "an operator"),
        Rule::equals => ("“=”", "="),
        Rule::comma => ("“，”", ","),
        Rule::colon => ("“：”", ":"),
        Rule::open_paren => ("“（”", "("),
        Rule::close_paren => ("“）”", ")"),
        Rule::open_square => ("“[”", "["),
        Rule::close_square => ("“]”", "]"),
        Rule::arrow => ("“→”", "->"),
        Rule::bar_next | Rule::bar_end | Rule::row => ("“|”开头的表格行", "a table row"),
        _ => return None,
    })
}

/// Keywords; those of rarer clauses and of the tails of an expression are left out, or they would hide the likely ones.
fn keyword(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::kw_to => ("到", "to"),
        Rule::kw_when | Rule::when | Rule::m_filter => ("当", "when"),
        Rule::kw_unless | Rule::unless => ("除非", "unless"),
        Rule::kw_then | Rule::then_value | Rule::then_effects => ("则", "then"),
        Rule::kw_else => ("否则", "else"),
        Rule::kw_basis | Rule::basis => ("依据", "basis"),
        Rule::kw_note | Rule::note => ("说明", "note"),
        Rule::kw_reason | Rule::reason => ("理由", "reason"),
        Rule::kw_at => ("于", "at"),
        Rule::kw_of => ("对", "of"),
        Rule::kw_by | Rule::by_weight => ("按", "by"),
        Rule::kw_gives => ("得", "gives"),
        Rule::kw_open => ("待定", "open"),
        Rule::kw_key | Rule::keys => ("键", "key"),
        Rule::kw_column | Rule::column => ("列", "column"),
        Rule::kw_check | Rule::check => ("校验", "validate"),
        Rule::kw_rows | Rule::source => ("取自", "rows"),
        Rule::kw_weight | Rule::weight => ("权重", "weight"),
        Rule::kw_score | Rule::score => ("赋分", "score"),
        Rule::take => ("取值", "value"),
        Rule::kw_missing_item | Rule::missing_rule => ("缺项", "missing-item"),
        Rule::full_marks => ("满分", "full-marks"),
        Rule::indicator | Rule::kw_key_indicator | Rule::kw_reference_indicator => {
            ("关键指标、参考指标", "key-indicator, reference-indicator")
        }
        Rule::kw_pool | Rule::pool => ("总额", "pool"),
        Rule::kw_residue | Rule::residue => ("余数归", "remainder-to"),
        Rule::kw_from | Rule::from_file => ("来自", "from"),
        Rule::kw_expect | Rule::expect_value | Rule::expect_error => ("期望", "expect"),
        Rule::kw_given | Rule::given_param | Rule::given_files | Rule::given_table => ("给定", "given"),
        Rule::kw_contains => ("含", "contains"),
        Rule::kw_error => ("错误", "error"),
        Rule::error_code => ("错误编号，如 JY0901", "a code such as JY0901"),
        Rule::case_snapshot | Rule::kw_snapshot => ("快照", "snapshot"),
        Rule::case_rest | Rule::kw_rest => ("其余 缺失", "rest missing"),
        Rule::kw_from_day | Rule::since => ("自", "since"),
        Rule::kw_on => ("起", "on"),
        Rule::kw_till | Rule::till => ("至", "until"),
        Rule::kw_end => ("止", "end"),
        Rule::rescale | Rule::full_score | Rule::no_score | Rule::score_rule => {
            ("按权重折算、得满分、得 0分、不予计算", "rescale, gets-full-marks, gives 0points, no-score")
        }
        Rule::largest_remainder | Rule::by_key => {
            ("最大余数、按键、归 整体.名称", "largest-remainder, by-key, overall.name")
        }
        _ => return None,
    })
}
