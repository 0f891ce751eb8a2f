//! A text as its tokens, with the constructs that each opens and closes: what a formatter and an editor look at.
//! Read from the parser's own pairs, so that a word is a keyword here exactly where the parser takes it for one.

use super::grammar::{self, Rule};
use super::{depth, read, split};
use crate::lexicon::{self, KEYWORDS};
use crate::source::SourceId;
use pest::iterators::Pair;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// With its Chinese spelling.
    Keyword(&'static str),
    Name,
    Type,
    Function,
    Number,
    Date,
    Text,
    /// The words behind 依据, to the end of the line.
    Basis,
    /// The cells of a row of data, raw, between their first bar and the end of the line.
    Data,
    Operator,
    /// A sign in front of what it belongs to.
    Sign,
    Comma,
    Colon,
    Dot,
    Arrow,
    /// An opening bracket; one that belongs to the word before it (a call, a type) is `tight`.
    Open {
        tight: bool,
    },
    Close,
    Bar,
    /// Between the two halves of a unit, or of `50~60`.
    Joint,
    Comment,
}

/// A construct that spans tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Clause(Clause),
    Expr,
    If,
    /// 则, 否则, and what of them is computed.
    Branch,
    /// A keyword inside a clause and what it governs: 当 of 取自.
    Lead,
    Interval,
    Row,
    Cell,
    Item,
}

/// Clauses of declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Clause {
    Version,
    Extends,
    DayOf,
    Issued,
    InForce,
    Dated,
    Weight,
    Full,
    Take,
    Score,
    MissingRule,
    InapplicableRule,
    Pool,
    ByWeight,
    When,
    Unless,
    Then,
    Reason,
    Rounding,
    Residue,
    Order,
    Group,
    From,
    As,
    Indicator,
    Key,
    Column,
    Refers,
    Check,
    Source,
    Rollup,
    Heading,
    Given,
    Expect,
    Other,
    Note,
    Basis,
}

/// A token with the constructs that start at it, outermost first, and how many end behind it.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: TokenKind,
    /// Bytes of the text that was read.
    pub start: usize,
    pub end: usize,
    pub opens: Vec<Part>,
    pub closes: usize,
}

/// One declaration of a text.
#[derive(Clone, Debug)]
pub struct Stretch {
    pub start: usize,
    pub end: usize,
    /// `None` where the declaration could not be read.
    pub tokens: Option<Vec<Token>>,
}

/// Where the declarations of a text start and end.
pub fn stretches(text: &str) -> Vec<(usize, usize)> {
    let mut aside = Vec::new();
    let chunks = split::split(SourceId::default(), text, &mut aside);
    chunks.into_iter().map(|chunk| (chunk.start, chunk.end)).collect()
}

/// The declarations of a text with their tokens; `known` gives those that were read before, placed from their start.
pub fn tokens(text: &str, known: &dyn Fn(&str) -> Option<Vec<Token>>) -> Vec<Stretch> {
    let one = |(start, end): (usize, usize)| {
        let body = text.get(start..end).unwrap_or("");
        let mut tokens = known(body).or_else(|| read(body));
        for token in tokens.iter_mut().flatten() {
            token.start += start;
            token.end += start;
        }
        Stretch { start, end, tokens }
    };
    stretches(text).into_iter().map(one).collect()
}

/// The tokens of one declaration, placed from its start; `None` where it is broken.
pub fn read(body: &str) -> Option<Vec<Token>> {
    shaped(body, true)
}

/// The tokens of a declaration that differs from a sound one in its layout alone: what they say is not looked into again.
pub fn reshaped(body: &str) -> Option<Vec<Token>> {
    shaped(body, false)
}

fn shaped(body: &str, with_sense: bool) -> Option<Vec<Token>> {
    let source = SourceId::default();
    let deep = read::admitted((source, 0), body, &mut Vec::new())?;
    depth::with_room(deep, || {
        let pair = grammar::declaration(body).ok()?;
        let mut problems = Vec::new();
        if with_sense {
            read::build((source, 0), body, pair.clone(), &mut problems);
        }
        if !problems.is_empty() {
            return None;
        }
        let mut walk = Walk { out: Vec::new(), above: Vec::new() };
        walk.pair(pair);
        Some(fill(body, walk.out))
    })
}

struct Walk {
    out: Vec<Token>,
    above: Vec<Rule>,
}

impl Walk {
    fn push(&mut self, kind: TokenKind, start: usize, text: &str) {
        let text = text.trim_end_matches([' ', '\t', '\r', '\n', '\u{3000}', '\u{00A0}']);
        if !text.is_empty() {
            self.out.push(Token { kind, start, end: start + text.len(), opens: Vec::new(), closes: 0 });
        }
    }

    /// Marks what was written since `first` as a construct.
    fn wrap(&mut self, first: usize, part: Part) {
        if first < self.out.len()
            && let Some(token) = self.out.get_mut(first)
        {
            token.opens.insert(0, part);
            if let Some(last) = self.out.last_mut() {
                last.closes += 1;
            }
        }
    }

    fn pair(&mut self, pair: Pair<'_, Rule>) {
        let rule = pair.as_rule();
        let parent = self.above.last().copied();
        let first = self.out.len();
        let (start, text) = (pair.as_span().start(), pair.as_str());
        if let Some(kind) = self.atom(rule, text, pair.clone().into_inner().next().is_none()) {
            let text = if rule == Rule::bar_end { first_char(text) } else { text };
            self.push(kind, start, text);
        } else {
            self.above.push(rule);
            self.inside(rule, pair);
            self.above.pop();
        }
        if let Some(part) = part(rule, parent) {
            self.wrap(first, part);
        }
    }

    /// The parts of a construct; a keyword that governs what follows it makes a construct of both.
    fn inside(&mut self, rule: Rule, pair: Pair<'_, Rule>) {
        let mut open: Option<(usize, Part)> = None;
        for inner in pair.into_inner() {
            let lead = lead(rule, inner.as_rule());
            if let Some(part) = lead {
                if let Some((first, part)) = open.take() {
                    self.wrap(first, part);
                }
                open = Some((self.out.len(), part));
            }
            self.pair(inner);
            if lead.is_none()
                && let Some((first, part)) = open.take()
            {
                self.wrap(first, part);
            }
        }
    }

    /// What a pair is, if it is a token.
    fn atom(&self, rule: Rule, text: &str, leaf: bool) -> Option<TokenKind> {
        let parent = self.above.last().copied();
        let over = |n: usize| self.above.len().checked_sub(n).and_then(|at| self.above.get(at)).copied();
        Some(match rule {
            Rule::number | Rule::numeral | Rule::places => TokenKind::Number,
            Rule::date => TokenKind::Date,
            Rule::text => TokenKind::Text,
            Rule::basis_text => TokenKind::Basis,
            Rule::data_row => TokenKind::Data,
            Rule::comma => TokenKind::Comma,
            Rule::colon => TokenKind::Colon,
            Rule::dot => TokenKind::Dot,
            Rule::arrow => TokenKind::Arrow,
            Rule::open_paren | Rule::open_square => {
                let tight = matches!(parent, Some(Rule::call | Rule::type_ref | Rule::place_key));
                TokenKind::Open { tight }
            }
            Rule::close_paren | Rule::close_square => TokenKind::Close,
            Rule::bar_next | Rule::bar_end => TokenKind::Bar,
            Rule::minus | Rule::plus if parent == Some(Rule::operand) => TokenKind::Sign,
            Rule::minus
            | Rule::plus
            | Rule::times
            | Rule::divide
            | Rule::equals
            | Rule::double_equal
            | Rule::not_equal
            | Rule::less
            | Rule::less_equal
            | Rule::greater
            | Rule::greater_equal => TokenKind::Operator,
            Rule::long_call => TokenKind::Function,
            Rule::name if parent == Some(Rule::type_ref) => TokenKind::Type,
            Rule::name if parent == Some(Rule::path) && over(2) == Some(Rule::call) => TokenKind::Function,
            Rule::name if parent == Some(Rule::roll_item) && lexicon::find(lexicon::AGGREGATES, text).is_some() => {
                TokenKind::Function
            }
            Rule::name | Rule::member | Rule::error_code => TokenKind::Name,
            Rule::by_key => TokenKind::Keyword("按键"),
            Rule::any_cell if text.starts_with(['*', '＊']) => TokenKind::Name,
            Rule::ditto if text.starts_with('〃') => TokenKind::Name,
            Rule::kw_by_text => TokenKind::Keyword("由"),
            Rule::kw_from => TokenKind::Keyword("来自"),
            Rule::kw_goes => TokenKind::Keyword("归"),
            Rule::kw_to => TokenKind::Keyword("到"),
            _ if !leaf => return None,
            _ => TokenKind::Keyword(KEYWORDS.iter().find(|word| word.zh == text || word.en == text)?.zh),
        })
    }
}

fn first_char(text: &str) -> &str {
    text.get(..text.chars().next().map_or(0, char::len_utf8)).unwrap_or("")
}

/// Whether a keyword of a construct governs what follows it.
fn lead(rule: Rule, opening: Rule) -> Option<Part> {
    match (rule, opening) {
        (Rule::condition, Rule::kw_if) => Some(Part::If),
        (Rule::condition, Rule::kw_then | Rule::kw_else) => Some(Part::Branch),
        (Rule::amend_decl, Rule::kw_by_text) => Some(Part::Clause(Clause::From)),
        (Rule::amend_decl, Rule::kw_as) => Some(Part::Clause(Clause::As)),
        (Rule::source, Rule::kw_when) => Some(Part::Lead),
        _ => None,
    }
}

fn part(rule: Rule, parent: Option<Rule>) -> Option<Part> {
    let clause = match rule {
        Rule::expr => return Some(Part::Expr),
        Rule::interval => return Some(Part::Interval),
        Rule::row | Rule::data_row => return Some(Part::Row),
        Rule::cell => return Some(Part::Cell),
        Rule::assign | Rule::output_item => return Some(Part::Item),
        Rule::rounding if !matches!(parent, Some(Rule::allocate_decl | Rule::assessment_decl)) => return None,
        // Edits name a clause by its keyword alone.
        Rule::value_word | Rule::full_word => return None,
        Rule::version | Rule::level => Clause::Version,
        Rule::extends => Clause::Extends,
        Rule::day_of | Rule::case_day => Clause::DayOf,
        Rule::issued if parent == Some(Rule::dated) => return None,
        Rule::issued => Clause::Issued,
        Rule::in_force => Clause::InForce,
        Rule::dated => Clause::Dated,
        Rule::weight => Clause::Weight,
        Rule::full_marks => Clause::Full,
        Rule::take => Clause::Take,
        Rule::score => Clause::Score,
        Rule::missing_rule => Clause::MissingRule,
        Rule::inapplicable_rule => Clause::InapplicableRule,
        Rule::pool => Clause::Pool,
        Rule::by_weight => Clause::ByWeight,
        Rule::when => Clause::When,
        Rule::unless => Clause::Unless,
        Rule::then_value | Rule::then_effects => Clause::Then,
        Rule::reason => Clause::Reason,
        Rule::rounding => Clause::Rounding,
        Rule::residue => Clause::Residue,
        Rule::order => Clause::Order,
        Rule::group_name => Clause::Group,
        Rule::indicator => Clause::Indicator,
        Rule::keys => Clause::Key,
        Rule::column => Clause::Column,
        Rule::refers => Clause::Refers,
        Rule::check => Clause::Check,
        Rule::source => Clause::Source,
        Rule::rollup => Clause::Rollup,
        Rule::headings => Clause::Heading,
        Rule::given_param | Rule::given_files | Rule::given_table => Clause::Given,
        Rule::expect_value | Rule::expect_error => Clause::Expect,
        Rule::case_rest | Rule::case_snapshot | Rule::from_file => Clause::Other,
        Rule::note => Clause::Note,
        Rule::basis => Clause::Basis,
        _ => return None,
    };
    Some(Part::Clause(clause))
}

/// Puts in what the grammar keeps silent about: bars, comments, joints. A row starts at its first bar.
fn fill(body: &str, known: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(known.len() * 2);
    let mut at = 0;
    for mut token in known {
        gap(body, at..token.start, &mut out);
        at = token.end;
        if let Some(row) = token.opens.iter().position(|part| *part == Part::Row)
            && let Some(bar) = out.last_mut().filter(|last| last.kind == TokenKind::Bar && last.closes == 0)
        {
            let cell = token.opens.split_off(row + 1);
            bar.opens = std::mem::replace(&mut token.opens, cell);
        }
        out.push(token);
    }
    gap(body, at..body.len(), &mut out);
    out
}

fn gap(body: &str, range: std::ops::Range<usize>, out: &mut Vec<Token>) {
    let text = body.get(range.clone()).unwrap_or("");
    let mut until = 0;
    for (at, c) in text.char_indices() {
        if at < until || c.is_whitespace() || c == '\u{FEFF}' {
            continue;
        }
        let (kind, length) = match c {
            '#' | '＃' => {
                let rest = text.get(at..).unwrap_or("");
                (TokenKind::Comment, rest.find('\n').map_or(rest, |end| rest.get(..end).unwrap_or("")).trim_end().len())
            }
            '|' | '｜' | '│' => (TokenKind::Bar, c.len_utf8()),
            _ => (TokenKind::Joint, c.len_utf8()),
        };
        until = at + length;
        let start = range.start + at;
        out.push(Token { kind, start, end: start + length, opens: Vec::new(), closes: 0 });
    }
}
