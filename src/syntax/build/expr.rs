//! Operands: literals, names, calls, conditions and what clings to them.

use super::group::{Item, Prefix, Tail};
use super::{Builder, Built, parts};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Interval, Modifiers, Path, Root};
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use crate::value::op::{Absence, BinaryOp, End, Ties};
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn expr(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut items = Vec::new();
        for part in pair.into_inner() {
            let at = self.span(&part);
            items.push(match part.as_rule() {
                Rule::operand => self.operand_item(part)?,
                Rule::tail => self.tail(part)?,
                Rule::double_equal => return self.report(Problem::DoubleEquals { span: at }),
                rule => match operator(rule) {
                    Some(op) => Item::Operator(op, at),
                    None => continue,
                },
            });
        }
        self.group(items, span)
    }

    /// An operand alone, with the minus signs before it.
    pub(super) fn operand_expr(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let item = self.operand_item(pair)?;
        self.group(vec![item], span)
    }

    fn operand_item(&mut self, pair: Pair<Rule>) -> Built<Item> {
        let mut negations = Vec::new();
        let mut expr: Option<Expr> = None;
        let whole = self.span(&pair);
        for part in pair.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::minus => negations.push(Prefix { not: false, span }),
                Rule::not => negations.push(Prefix { not: true, span }),
                Rule::plus => {}
                Rule::tight => {
                    if let Some(inner) = expr.take() {
                        expr = Some(self.tight(inner, part)?);
                    }
                }
                _ => expr = Some(self.primary(part)?),
            }
        }
        match expr {
            Some(expr) => Ok(Item::Operand { negations, expr }),
            None => self.report(Problem::Lacks { span: whole, clause: "值", example: "100元" }),
        }
    }

    fn tight(&mut self, inner: Expr, pair: Pair<Rule>) -> Built<Expr> {
        let span = inner.span.to(self.span(&pair));
        let clinging = self.next(&mut pair.into_inner(), span)?;
        let at_day = clinging.as_rule() == Rule::at_day;
        let mut absence = Absence::Missing;
        let mut other = None;
        for part in clinging.into_inner() {
            match part.as_rule() {
                Rule::kw_or_else_na => absence = Absence::Inapplicable,
                Rule::operand => other = Some(self.operand_expr(part)?),
                _ => {}
            }
        }
        let Some(other) = other.map(Box::new) else {
            return self.report(Problem::Lacks { span, clause: "值", example: "缺失时取 0元" });
        };
        let value = Box::new(inner);
        let kind =
            if at_day { ExprKind::AtDay { value, day: other } } else { ExprKind::OrElse { value, absence, other } };
        self.node(kind, span)
    }

    fn primary(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::number => ExprKind::Number(self.number(pair)?),
            Rule::date => ExprKind::Date(self.date(&pair)?),
            Rule::text => ExprKind::Text(self.text(&pair)),
            Rule::yes => ExprKind::Bool(true),
            Rule::no => ExprKind::Bool(false),
            Rule::missing => ExprKind::Missing,
            Rule::inapplicable => ExprKind::Inapplicable,
            Rule::value_word => ExprKind::Value,
            Rule::full_word => ExprKind::Full,
            Rule::path => ExprKind::Path(self.path(pair)),
            Rule::call => return self.call(pair),
            Rule::condition => return self.condition(pair),
            Rule::by_table => return self.by_table(pair),
            _ => {
                let mut inner = parts(pair);
                match inner.next() {
                    Some(inner) => ExprKind::Group(Box::new(self.expr(inner)?)),
                    None => return self.report(Problem::Lacks { span, clause: "值", example: "100元" }),
                }
            }
        };
        self.node(kind, span)
    }

    pub(super) fn path(&mut self, pair: Pair<Rule>) -> Path {
        let span = self.span(&pair);
        let mut root = Root::Whole;
        let mut members = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::whole_word => root = Root::Whole,
                Rule::this_row => root = Root::ThisRow,
                Rule::parent_row => root = Root::Parent,
                Rule::name => root = Root::Name(self.name(&part)),
                Rule::member => members.push(self.name(&part)),
                _ => {}
            }
        }
        Path { root, members, span }
    }

    fn call(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut name = None;
        let mut args = Vec::new();
        let (mut modifiers, mut answer) = (Modifiers::default(), None);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::path => name = Some(self.path(part)),
                Rule::long_call => {
                    let word = self.name(&part);
                    name = Some(Path { span: word.span, root: Root::Name(word), members: Vec::new() });
                }
                Rule::expr => args.push(self.expr(part)?),
                Rule::ascending | Rule::descending => {
                    let (at, descending) = (self.span(&part), part.as_rule() == Rule::descending);
                    self.ordered(args.len(), descending, at, &mut modifiers)?;
                }
                Rule::modifier => self.modifier(part, args.len(), &mut modifiers)?,
                Rule::answer => {
                    answer = parts(part).find(|part| part.as_rule() == Rule::member).map(|part| self.name(&part))
                }
                _ => {}
            }
        }
        let Some(name) = name else {
            return self.report(Problem::Lacks { span, clause: "名称", example: "合计(订单.数量)" });
        };
        self.node(ExprKind::Call { name, args, modifiers: Box::new(modifiers), answer }, span)
    }

    /// The order of the last of so many values; the values before it have theirs already, or none ever.
    fn ordered(&mut self, values: usize, descending: bool, span: Span, modifiers: &mut Modifiers) -> Built<()> {
        if values <= 1 {
            return self.once(&mut modifiers.descending, descending, span, "升序");
        }
        if modifiers.then.len() + 1 >= values {
            return self.report(Problem::Twice { span, clause: "升序" });
        }
        modifiers.then.push(descending);
        Ok(())
    }

    fn modifier(&mut self, pair: Pair<Rule>, values: usize, modifiers: &mut Modifiers) -> Built<()> {
        let span = self.span(&pair);
        let inner = self.next(&mut pair.into_inner(), span)?;
        match inner.as_rule() {
            Rule::m_filter => {
                let body = parts(inner).next();
                if let Some(body) = body {
                    let filter = Box::new(self.expr(body)?);
                    self.once(&mut modifiers.filter, filter, span, "当")?;
                }
            }
            Rule::m_same => {
                let paths: Vec<_> = parts(inner).collect();
                for path in paths {
                    modifiers.same.push(self.path(path));
                }
            }
            Rule::ascending => self.ordered(values, false, span, modifiers)?,
            Rule::descending => self.ordered(values, true, span, modifiers)?,
            Rule::ties => {
                let ties = match inner.as_str() {
                    "并列取小" | "ties-lowest" => Ties::Lowest,
                    "并列取大" | "ties-highest" => Ties::Highest,
                    "并列取平均" | "ties-average" => Ties::Average,
                    _ => Ties::Forbidden,
                };
                self.once(&mut modifiers.ties, ties, span, "并列")?;
            }
            _ => {
                let nearest = parts(inner).any(|word| word.as_rule() == Rule::nearest);
                self.once(&mut modifiers.nearest_rank, nearest, span, "定义")?;
            }
        }
        Ok(())
    }

    fn condition(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut branches = Vec::new();
        for part in parts(pair) {
            branches.push(self.expr(part)?);
        }
        let mut branches = branches.into_iter();
        match (branches.next(), branches.next(), branches.next()) {
            (Some(test), Some(then), otherwise) => {
                if otherwise.is_none() {
                    return self.report(Problem::MissingElse { span });
                }
                let (test, then) = (Box::new(test), Box::new(then));
                self.node(ExprKind::If { test, then, otherwise: otherwise.map(Box::new) }, span)
            }
            _ => self.report(Problem::Lacks { span, clause: "则", example: "若 c 则 a 否则 b" }),
        }
    }

    fn by_table(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let (mut keys, mut rows) = (Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::expr => keys.push(self.expr(part)?),
                Rule::row => rows.push(self.row(part, rows.last())?),
                _ => {}
            }
        }
        self.node(ExprKind::Table { keys, rows }, span)
    }

    fn tail(&mut self, pair: Pair<Rule>) -> Built<Item> {
        let span = self.span(&pair);
        let inner = self.next(&mut pair.into_inner(), span)?;
        let rule = inner.as_rule();
        if rule == Rule::rounding {
            return Ok(Item::Tail(Tail::Round(self.rounding(inner)?), span));
        }
        let mut negated = false;
        let mut operands = Vec::new();
        let mut interval = None;
        for part in inner.into_inner() {
            match part.as_rule() {
                Rule::kw_not_in | Rule::kw_not_member => negated = true,
                Rule::operand => operands.push(self.operand_expr(part)?),
                Rule::interval => interval = Some(self.interval(part)?),
                _ => {}
            }
        }
        let first = operands.first().cloned();
        let tail = match (rule, first, interval) {
            (Rule::at_least, Some(bound), _) => Tail::AtLeast(bound),
            (Rule::at_most, Some(bound), _) => Tail::AtMost(bound),
            (Rule::member_of, Some(_), _) => Tail::MemberOf { set: operands, negated },
            (_, _, Some(interval)) => Tail::Within { interval, negated },
            _ => return self.report(Problem::Lacks { span, clause: "值", example: "不低于 0元" }),
        };
        Ok(Item::Tail(tail, span))
    }

    pub(super) fn interval(&mut self, pair: Pair<Rule>) -> Built<Interval> {
        let span = self.span(&pair);
        let mut interval = Interval { low: None, low_end: End::Open, high: None, high_end: End::Open, span };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::open_square => interval.low_end = End::Closed,
                Rule::close_square => interval.high_end = End::Closed,
                Rule::low | Rule::high => {
                    let low = part.as_rule() == Rule::low;
                    let inner = self.next(&mut part.into_inner(), span)?;
                    let bound = Some(self.expr(inner)?);
                    if low {
                        interval.low = bound;
                    } else {
                        interval.high = bound;
                    }
                }
                _ => {}
            }
        }
        Ok(interval)
    }
}

pub(super) fn operator(rule: Rule) -> Option<BinaryOp> {
    Some(match rule {
        Rule::plus => BinaryOp::Add,
        Rule::minus => BinaryOp::Subtract,
        Rule::times => BinaryOp::Multiply,
        Rule::divide => BinaryOp::Divide,
        Rule::equals => BinaryOp::Equal,
        Rule::not_equal => BinaryOp::NotEqual,
        Rule::less => BinaryOp::Less,
        Rule::less_equal => BinaryOp::LessEqual,
        Rule::greater => BinaryOp::Greater,
        Rule::greater_equal => BinaryOp::GreaterEqual,
        Rule::and => BinaryOp::And,
        Rule::or => BinaryOp::Or,
        _ => return None,
    })
}

/// Height of the highest tree under a node.
pub(super) fn child_height(kind: &ExprKind) -> u16 {
    let of_interval = |interval: &Interval| {
        let low = interval.low.as_ref().map_or(0, |bound| bound.height);
        low.max(interval.high.as_ref().map_or(0, |bound| bound.height))
    };
    let of_all = |exprs: &[Expr]| exprs.iter().map(|expr| expr.height).max().unwrap_or(0);
    match kind {
        ExprKind::Number(_)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Bool(_)
        | ExprKind::Missing
        | ExprKind::Inapplicable
        | ExprKind::Value
        | ExprKind::Full
        | ExprKind::Path(_) => 0,
        ExprKind::Call { args, modifiers, .. } => {
            of_all(args).max(modifiers.filter.as_ref().map_or(0, |filter| filter.height))
        }
        ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::Group(inner) => inner.height,
        ExprKind::Binary { left, right, .. } => left.height.max(right.height),
        ExprKind::If { test, then, otherwise } => {
            test.height.max(then.height).max(otherwise.as_ref().map_or(0, |other| other.height))
        }
        ExprKind::Table { keys, rows } => of_all(keys).max(super::rows::height(rows)),
        ExprKind::Within { value, interval, .. } => value.height.max(of_interval(interval)),
        ExprKind::MemberOf { value, set, .. } => value.height.max(of_all(set)),
        ExprKind::AtLeast(left, right) | ExprKind::AtMost(left, right) => left.height.max(right.height),
        ExprKind::Round { value, .. } => value.height,
        ExprKind::OrElse { value, other, .. } => value.height.max(other.height),
        ExprKind::AtDay { value, day } => value.height.max(day.height),
    }
}
