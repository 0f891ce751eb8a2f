//! The precedence of operators: a flat row of operands, operators and tails becomes a tree.
//!
//! Loosest to tightest: 或 · 且 · 非 · comparisons, 属于, 在 · + − · × ÷ · unary − · application. A clamp or a rounding
//! takes all the arithmetic to its left, and what follows goes on from its result.

use super::{Broken, Builder, Built};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Interval, RoundTo};
use crate::syntax::problem::Problem;
use crate::value::op::BinaryOp;
use std::collections::VecDeque;

/// One element of the flat row.
pub enum Item {
    Operand { negations: Vec<Prefix>, expr: Expr },
    Operator(BinaryOp, Span),
    Tail(Tail, Span),
}

#[derive(Clone, Copy)]
pub struct Prefix {
    pub not: bool,
    pub span: Span,
}

/// What stands behind an operand and takes what is to its left.
pub enum Tail {
    AtLeast(Expr),
    AtMost(Expr),
    Round(RoundTo),
    Within { interval: Interval, negated: bool },
    MemberOf { set: Vec<Expr>, negated: bool },
}

/// The highest tree that the later stages, which walk it by recursion, are built for.
const HIGHEST: u16 = 350;

impl Builder<'_> {
    /// A node over its children, unless the tree grows too high.
    pub(super) fn node(&mut self, kind: ExprKind, span: Span) -> Built<Expr> {
        let height = super::expr::child_height(&kind).saturating_add(1);
        if height > HIGHEST {
            return self.report(Problem::TooHigh { span });
        }
        Ok(Expr { kind, span, height })
    }

    pub(super) fn group(&mut self, items: Vec<Item>, span: Span) -> Built<Expr> {
        let mut items = VecDeque::from(items);
        let expr = self.either(&mut items, span)?;
        match items.front() {
            None => Ok(expr),
            Some(Item::Operator(_, at) | Item::Tail(_, at)) => {
                let span = *at;
                self.report(Problem::ChainedComparison { span })
            }
            Some(Item::Operand { expr, .. }) => {
                let span = expr.span;
                self.report(Problem::ChainedComparison { span })
            }
        }
    }

    fn either(&mut self, items: &mut VecDeque<Item>, span: Span) -> Built<Expr> {
        let mut left = self.both(items, span)?;
        while let Some(op_span) = take_operator(items, BinaryOp::Or) {
            let right = self.both(items, span)?;
            left = self.binary(BinaryOp::Or, op_span, left, right)?;
        }
        Ok(left)
    }

    fn both(&mut self, items: &mut VecDeque<Item>, span: Span) -> Built<Expr> {
        let mut left = self.negated(items, span)?;
        while let Some(op_span) = take_operator(items, BinaryOp::And) {
            let right = self.negated(items, span)?;
            left = self.binary(BinaryOp::And, op_span, left, right)?;
        }
        Ok(left)
    }

    fn negated(&mut self, items: &mut VecDeque<Item>, span: Span) -> Built<Expr> {
        let mut nots = Vec::new();
        if let Some(Item::Operand { negations, .. }) = items.front_mut() {
            while negations.first().is_some_and(|prefix| prefix.not) {
                nots.push(negations.remove(0).span);
            }
        }
        let mut expr = self.comparison(items, span)?;
        while let Some(at) = nots.pop() {
            let whole = at.to(expr.span);
            expr = self.node(ExprKind::Not(Box::new(expr)), whole)?;
        }
        Ok(expr)
    }

    fn comparison(&mut self, items: &mut VecDeque<Item>, span: Span) -> Built<Expr> {
        let left = self.arithmetic(items, span)?;
        match items.pop_front() {
            Some(Item::Operator(op, op_span)) if op.compares() => {
                let right = self.arithmetic(items, span)?;
                self.binary(op, op_span, left, right)
            }
            Some(Item::Tail(Tail::Within { interval, negated }, at)) => {
                let whole = left.span.to(at);
                let kind = ExprKind::Within { value: Box::new(left), interval: Box::new(interval), negated };
                self.node(kind, whole)
            }
            Some(Item::Tail(Tail::MemberOf { set, negated }, at)) => {
                let whole = left.span.to(at);
                self.node(ExprKind::MemberOf { value: Box::new(left), set, negated }, whole)
            }
            Some(other) => {
                items.push_front(other);
                Ok(left)
            }
            None => Ok(left),
        }
    }

    /// Sums and products up to a comparison; a tail closes what stands before it.
    fn arithmetic(&mut self, items: &mut VecDeque<Item>, span: Span) -> Built<Expr> {
        let mut run = Run::start(self.operand(items, span)?);
        loop {
            match items.pop_front() {
                Some(Item::Operator(op, op_span)) if is_arithmetic(op) => {
                    let next = self.operand(items, span)?;
                    run.rest.push((op, op_span, next));
                }
                Some(Item::Tail(Tail::AtLeast(bound), at)) => {
                    let left = self.fold(run)?;
                    let whole = left.span.to(at);
                    run = Run::start(self.node(ExprKind::AtLeast(Box::new(left), Box::new(bound)), whole)?);
                }
                Some(Item::Tail(Tail::AtMost(bound), at)) => {
                    let left = self.fold(run)?;
                    let whole = left.span.to(at);
                    run = Run::start(self.node(ExprKind::AtMost(Box::new(left), Box::new(bound)), whole)?);
                }
                Some(Item::Tail(Tail::Round(to), at)) => {
                    let left = self.fold(run)?;
                    let whole = left.span.to(at);
                    run = Run::start(self.node(ExprKind::Round { value: Box::new(left), to }, whole)?);
                }
                Some(other) => {
                    items.push_front(other);
                    return self.fold(run);
                }
                None => return self.fold(run),
            }
        }
    }

    /// Products first, then sums, both from the left.
    fn fold(&mut self, run: Run) -> Built<Expr> {
        let mut terms: Vec<(BinaryOp, Span, Expr)> = Vec::new();
        let mut first = run.first;
        for (op, op_span, right) in run.rest {
            if matches!(op, BinaryOp::Multiply | BinaryOp::Divide) {
                match terms.pop() {
                    Some((outer, outer_span, left)) => {
                        let product = self.binary(op, op_span, left, right)?;
                        terms.push((outer, outer_span, product));
                    }
                    None => first = self.binary(op, op_span, first, right)?,
                }
            } else {
                terms.push((op, op_span, right));
            }
        }
        for (op, op_span, right) in terms {
            first = self.binary(op, op_span, first, right)?;
        }
        Ok(first)
    }

    fn operand(&mut self, items: &mut VecDeque<Item>, span: Span) -> Built<Expr> {
        match items.pop_front() {
            Some(Item::Operand { negations, mut expr }) => {
                for prefix in negations.into_iter().rev() {
                    if prefix.not {
                        return self.report(Problem::MisplacedNot { span: prefix.span });
                    }
                    let whole = prefix.span.to(expr.span);
                    expr = self.node(ExprKind::Negate(Box::new(expr)), whole)?;
                }
                Ok(expr)
            }
            Some(Item::Operator(_, at) | Item::Tail(_, at)) => self.report(Problem::ChainedComparison { span: at }),
            None => {
                self.problems.push(Problem::Lacks { span: span.after(), clause: "算式", example: "a + b" });
                Err(Broken)
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, op_span: Span, left: Expr, right: Expr) -> Built<Expr> {
        let span = left.span.to(right.span);
        self.node(ExprKind::Binary { op, op_span, left: Box::new(left), right: Box::new(right) }, span)
    }
}

/// Operands joined by arithmetic operators, not yet grouped.
struct Run {
    first: Expr,
    rest: Vec<(BinaryOp, Span, Expr)>,
}

impl Run {
    fn start(first: Expr) -> Self {
        Run { first, rest: Vec::new() }
    }
}

fn is_arithmetic(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide)
}

fn take_operator(items: &mut VecDeque<Item>, wanted: BinaryOp) -> Option<Span> {
    match items.front() {
        Some(Item::Operator(op, span)) if *op == wanted => {
            let span = *span;
            items.pop_front();
            Some(span)
        }
        Some(_) | None => None,
    }
}
