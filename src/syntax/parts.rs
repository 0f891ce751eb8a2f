//! The parts of a declaration's text that edits can name, as the grammar cuts them: each with its owner (an indicator, a
//! column, an item), its clause and its place.

use super::ast::Clause;
use super::build::without_tail;
use super::grammar::{self, Rule};
use super::{depth, fold};
use pest::iterators::Pair;
use std::ops::Range;

/// A part of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it belongs to within the declaration, or is; `None` for the declaration itself.
    pub owner: Option<String>,
    pub clause: Clause,
    /// With its keyword.
    pub whole: Range<usize>,
    /// What it says.
    pub body: Range<usize>,
}

/// All parts of a declaration; none where it cannot be read.
pub fn parts(text: &str) -> Vec<Part> {
    match depth::nest(text) {
        Ok(deep) => depth::with_room(deep > depth::SHALLOW, || all(text)),
        Err(_) => Vec::new(),
    }
}

fn all(text: &str) -> Vec<Part> {
    let mut walk = Walk { parts: Vec::new() };
    if let Ok(pair) = grammar::declaration(text) {
        walk.declaration(pair);
    }
    walk.parts
}

struct Walk {
    parts: Vec<Part>,
}

fn range(pair: &Pair<Rule>) -> Range<usize> {
    let start = pair.as_span().start();
    start..start + without_tail(pair.as_str()).len()
}

/// What stands behind the keyword of a clause.
fn body(pair: &Pair<Rule>) -> Range<usize> {
    let whole = range(pair);
    let inner = pair.clone().into_inner().find(|inner| !is_keyword(inner.as_rule()));
    inner.map_or(whole.start, |inner| inner.as_span().start())..whole.end
}

fn is_keyword(rule: Rule) -> bool {
    grammar::is_keyword(rule) || matches!(rule, Rule::equals | Rule::arrow | Rule::colon)
}

fn named(pair: &Pair<Rule>) -> Option<String> {
    let name =
        pair.clone().into_inner().find(|inner| matches!(inner.as_rule(), Rule::name | Rule::member | Rule::text));
    name.map(|name| word(&name))
}

fn word(pair: &Pair<Rule>) -> String {
    fold(pair.as_str().trim().trim_matches(['「', '」', '『', '』', '"', '“', '”', '＂']))
}

impl Walk {
    fn put(&mut self, owner: Option<&str>, clause: Clause, whole: Range<usize>, body: Range<usize>) {
        self.parts.push(Part { owner: owner.map(str::to_owned), clause, whole, body });
    }

    fn declaration(&mut self, pair: Pair<Rule>) {
        let rule = pair.as_rule();
        let mut names = 0;
        let mut before: Option<Pair<Rule>> = None;
        let rounded = matches!(rule, Rule::allocate_decl)
            && !pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::rounding);
        let last = if rounded { last_expression(&pair) } else { None };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name | Rule::whole_word => {
                    names += 1;
                    let second = match rule {
                        Rule::except_decl | Rule::reinstate_decl if names == 2 => Some(Clause::Of),
                        Rule::allocate_decl | Rule::assessment_decl if names == 2 => Some(Clause::At),
                        Rule::output_decl if names == 1 => Some(Clause::At),
                        _ => None,
                    };
                    if let Some(clause) = second {
                        let start = before.as_ref().map_or(inner.as_span().start(), |word| word.as_span().start());
                        self.put(None, clause, start..range(&inner).end, range(&inner));
                    }
                }
                Rule::text if rule == Rule::output_decl => {
                    let start = before.as_ref().map_or(inner.as_span().start(), |word| word.as_span().start());
                    self.put(None, Clause::Title, start..range(&inner).end, range(&inner));
                }
                Rule::when | Rule::by_weight | Rule::pool if last.as_ref() == Some(&inner.as_span().start()) => {
                    self.clause(None, &inner);
                    self.swallowed_rounding(&inner);
                }
                _ => self.inner(rule, &inner, before.as_ref()),
            }
            before = Some(inner);
        }
    }

    fn inner(&mut self, of: Rule, pair: &Pair<Rule>, before: Option<&Pair<Rule>>) {
        match pair.as_rule() {
            Rule::expr if of == Rule::list_decl => self.put(None, Clause::Entry, range(pair), range(pair)),
            Rule::type_ref if matches!(of, Rule::formula_decl | Rule::list_decl) => {
                let own = range(pair);
                self.put(None, Clause::Type, before.map_or(own.start, |colon| colon.as_span().start())..own.end, own);
            }
            Rule::expr => self.value(None, pair, before),
            Rule::enum_value => {
                let owner = word(pair);
                self.put(Some(&owner), Clause::Entry, range(pair), range(pair));
            }
            Rule::lookup_key | Rule::lookup_result => self.key(pair),
            Rule::keys => {
                let alone = pair.clone().into_inner().filter(|item| item.as_rule() == Rule::key_item).count() == 1;
                for item in pair.clone().into_inner().filter(|item| item.as_rule() == Rule::key_item) {
                    let keyword = pair.clone().into_inner().next().filter(|_| alone);
                    self.column(&item, if alone { range(pair) } else { range(&item) }, keyword);
                }
            }
            Rule::column => self.column(pair, range(pair), pair.clone().into_inner().next()),
            Rule::check => {
                let Some(owner) = named(pair) else { return };
                self.put(Some(&owner), Clause::Check, range(pair), range(pair));
                for inner in pair.clone().into_inner() {
                    match inner.as_rule() {
                        Rule::expr => self.put(Some(&owner), Clause::Value, range(&inner), range(&inner)),
                        _ => self.clause(Some(&owner), &inner),
                    }
                }
            }
            Rule::source => self.source(pair),
            Rule::rollup => {
                let items: Vec<Pair<Rule>> =
                    pair.clone().into_inner().filter(|item| item.as_rule() == Rule::roll_item).collect();
                for item in &items {
                    let whole = if items.len() == 1 { range(pair) } else { range(item) };
                    let owner = named(item);
                    self.put(owner.as_deref(), Clause::RollUp, whole, range(item));
                }
            }
            Rule::indicator => self.indicator(pair),
            Rule::output_item => self.item(pair),
            _ => self.clause(None, pair),
        }
    }

    /// An expression behind `=`, and the rows of the tables in it.
    fn value(&mut self, owner: Option<&str>, pair: &Pair<Rule>, before: Option<&Pair<Rule>>) {
        let sign = before.filter(|before| before.as_rule() == Rule::equals).map(|sign| sign.as_span().start());
        let own = range(pair);
        self.put(owner, Clause::Value, sign.unwrap_or(own.start)..own.end, own);
        self.rows(owner, pair);
    }

    fn rows(&mut self, owner: Option<&str>, pair: &Pair<Rule>) {
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::row => self.put(owner, Clause::Row, range(&inner), range(&inner)),
                _ => self.rows(owner, &inner),
            }
        }
    }

    fn key(&mut self, pair: &Pair<Rule>) {
        let Some(owner) = named(pair) else { return };
        self.put(Some(&owner), Clause::Column, range(pair), range(pair));
        let typed = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::type_ref);
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::name if !typed => self.put(Some(&owner), Clause::Type, range(&inner), range(&inner)),
                _ => self.clause(Some(&owner), &inner),
            }
        }
    }

    fn column(&mut self, pair: &Pair<Rule>, whole: Range<usize>, word: Option<Pair<Rule>>) {
        let Some(owner) = named(pair) else { return };
        self.put(Some(&owner), Clause::Column, whole.clone(), range(pair));
        let keyword = word.map_or(whole.start..whole.start, |word| range(&word));
        if !keyword.is_empty() {
            self.put(Some(&owner), Clause::Kind, keyword.clone(), keyword);
        }
        let (mut names, mut arrow) = (0, None);
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::arrow => arrow = Some(inner.as_span().start()),
                Rule::name => {
                    names += 1;
                    if names == 2 {
                        let own = range(&inner);
                        self.put(Some(&owner), Clause::Refers, arrow.unwrap_or(own.start)..own.end, own);
                    }
                }
                Rule::default => self.put(Some(&owner), Clause::Value, range(&inner), body(&inner)),
                _ => self.clause(Some(&owner), &inner),
            }
        }
    }

    fn source(&mut self, pair: &Pair<Rule>) {
        self.put(None, Clause::Source, range(pair), body(pair));
        let mut when = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::kw_when => when = Some(inner.as_span().start()),
                Rule::expr => {
                    let own = range(&inner);
                    self.put(None, Clause::When, when.unwrap_or(own.start)..own.end, own);
                }
                Rule::assign => {
                    let Some(owner) = named(&inner) else { continue };
                    self.put(Some(&owner), Clause::Item, range(&inner), range(&inner));
                    if let Some(value) = inner.clone().into_inner().find(|inner| inner.as_rule() == Rule::expr) {
                        self.put(Some(&owner), Clause::Value, range(&value), range(&value));
                    }
                }
                _ => {}
            }
        }
    }

    fn indicator(&mut self, pair: &Pair<Rule>) {
        let Some(owner) = named(pair) else { return };
        self.put(Some(&owner), Clause::Indicator, range(pair), range(pair));
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::kw_key_indicator | Rule::kw_reference_indicator | Rule::kw_indicator => {
                    self.put(Some(&owner), Clause::Kind, range(&inner), range(&inner));
                }
                _ => self.clause(Some(&owner), &inner),
            }
        }
    }

    fn item(&mut self, pair: &Pair<Rule>) {
        let inner: Vec<Pair<Rule>> = pair.clone().into_inner().collect();
        let heading = inner.iter().find(|inner| inner.as_rule() == Rule::text);
        let Some(value) = inner.iter().find(|inner| inner.as_rule() == Rule::expr) else { return };
        let owner = heading.map_or_else(|| shown(value), word);
        self.put(Some(&owner), Clause::Item, range(pair), range(pair));
        self.put(Some(&owner), Clause::Value, range(value), range(value));
        self.rows(Some(&owner), value);
        let sign = inner.iter().find(|inner| inner.as_rule() == Rule::kw_as);
        if let (Some(heading), Some(sign)) = (heading, sign) {
            self.put(Some(&owner), Clause::Heading, sign.as_span().start()..range(heading).end, range(heading));
        }
    }

    /// A clause that says by itself what it is.
    fn clause(&mut self, owner: Option<&str>, pair: &Pair<Rule>) {
        match pair.as_rule() {
            Rule::dated => return self.dated(pair),
            Rule::then_effects => return self.effects(pair),
            _ => {}
        }
        let Some(clause) = clause_of(pair.as_rule()) else { return };
        let whole = range(pair);
        let said = match clause {
            Clause::Row | Clause::Type | Clause::Open | Clause::Hit | Clause::Rounding | Clause::Effective => {
                whole.clone()
            }
            Clause::Inapplicable => pair.clone().into_inner().last().map_or(whole.clone(), |rule| range(&rule)),
            Clause::FileUnit => pair
                .clone()
                .into_inner()
                .find(|inner| inner.as_rule() == Rule::name)
                .map_or(whole.clone(), |unit| range(&unit)),
            Clause::FullMarks | Clause::Take => {
                pair.clone().into_inner().last().map_or(whole.clone(), |marks| range(&marks))
            }
            Clause::Residue => {
                pair.clone().into_inner().nth(1).map_or(whole.start, |rule| rule.as_span().start())..whole.end
            }
            Clause::Range => pair
                .clone()
                .into_inner()
                .find(|inner| inner.as_rule() == Rule::interval)
                .map_or(whole.clone(), |interval| range(&interval)),
            _ => body(pair),
        };
        self.put(owner, clause, whole, said);
        if matches!(clause, Clause::Score) {
            self.rows(owner, pair);
        }
    }

    fn dated(&mut self, pair: &Pair<Rule>) {
        let inner: Vec<Pair<Rule>> = pair.clone().into_inner().collect();
        let whole = range(pair);
        let said = inner.iter().filter(|inner| inner.as_rule() != Rule::basis).map(|inner| range(inner).end).max();
        self.put(None, Clause::Dated, whole.clone(), whole.start..said.unwrap_or(whole.end));
        if let Some(value) = inner.iter().find(|inner| inner.as_rule() == Rule::expr) {
            self.put(None, Clause::Value, range(value), range(value));
        }
    }

    /// Each effect can be quoted whole, or by its value.
    fn effects(&mut self, pair: &Pair<Rule>) {
        for effect in pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::effect) {
            self.put(None, Clause::Then, range(&effect), range(&effect));
            if let Some(value) = effect.clone().into_inner().find(|inner| inner.as_rule() == Rule::expr) {
                self.put(None, Clause::Then, range(&value), range(&value));
            }
        }
    }

    /// `按 比例 四舍五入到 分`: the words belong to the allocation, though the expression has taken them in.
    fn swallowed_rounding(&mut self, pair: &Pair<Rule>) {
        let Some(expr) = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::expr) else { return };
        let Some(tail) = expr.clone().into_inner().last().filter(|last| last.as_rule() == Rule::tail) else { return };
        let Some(words) = tail.into_inner().find(|inner| inner.as_rule() == Rule::rounding) else { return };
        let at = range(&words);
        if let Some(part) = self.parts.last_mut() {
            let text = expr.as_str();
            let kept = text.get(..at.start.saturating_sub(expr.as_span().start())).unwrap_or(text);
            part.body.end = part.body.start + without_tail(kept).len();
        }
        self.put(None, Clause::Rounding, at.clone(), at);
    }
}

/// Where the last of the clauses with an expression starts.
fn last_expression(pair: &Pair<Rule>) -> Option<usize> {
    let clauses = pair.clone().into_inner();
    let with = clauses.filter(|inner| matches!(inner.as_rule(), Rule::when | Rule::by_weight | Rule::pool));
    with.map(|inner| inner.as_span().start()).max()
}

/// An item without a heading is called after the path that it shows, whatever that is rounded to.
fn shown(expr: &Pair<Rule>) -> String {
    let mut inner = expr.clone().into_inner();
    let (first, rest) = (inner.next(), inner);
    let tails_only = rest.clone().all(|inner| inner.as_rule() == Rule::tail);
    let operand = first.and_then(|operand| operand.into_inner().next());
    match operand {
        Some(path) if tails_only && path.as_rule() == Rule::path => {
            let names = path.into_inner().filter(|part| part.as_rule() != Rule::dot);
            names.map(|name| word(&name)).collect::<Vec<_>>().join(".")
        }
        Some(_) | None => fold(without_tail(expr.as_str())),
    }
}

/// What a part of the grammar is to an edit.
pub(in crate::syntax) fn clause_of(rule: Rule) -> Option<Clause> {
    Some(match rule {
        Rule::row => Clause::Row,
        Rule::expr => Clause::Entry,
        Rule::type_ref => Clause::Type,
        Rule::range => Clause::Range,
        Rule::kw_open => Clause::Open,
        Rule::dated => Clause::Dated,
        Rule::from_file => Clause::From,
        Rule::cumulative | Rule::marginal => Clause::Hit,
        Rule::keys | Rule::column => Clause::Column,
        Rule::check => Clause::Check,
        Rule::refers => Clause::Refers,
        Rule::source => Clause::Source,
        Rule::rollup => Clause::RollUp,
        Rule::headings => Clause::Heading,
        Rule::optional => Clause::Optional,
        Rule::may_not_apply => Clause::MayNotApply,
        Rule::file_unit => Clause::FileUnit,
        Rule::group_name => Clause::Group,
        Rule::when => Clause::When,
        Rule::unless => Clause::Unless,
        Rule::then_value | Rule::then_effects => Clause::Then,
        Rule::reason => Clause::Reason,
        Rule::pool => Clause::Pool,
        Rule::by_weight => Clause::By,
        Rule::rounding => Clause::Rounding,
        Rule::residue => Clause::Residue,
        Rule::order => Clause::Order,
        Rule::output_item => Clause::Item,
        Rule::indicator => Clause::Indicator,
        Rule::full_marks => Clause::FullMarks,
        Rule::missing_rule => Clause::MissingItem,
        Rule::inapplicable_rule => Clause::Inapplicable,
        Rule::weight => Clause::Weight,
        Rule::take => Clause::Take,
        Rule::score => Clause::Score,
        Rule::in_force => Clause::Effective,
        Rule::issued => Clause::Issued,
        Rule::note => Clause::Note,
        Rule::basis => Clause::Basis,
        _ => return None,
    })
}
