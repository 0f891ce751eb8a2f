//! Arithmetic, comparisons, and / or.

use crate::builtin::Function;
use crate::check::declare::Def;
use crate::check::problem::kinds;
use crate::check::problem::{absence, types as problem};
use crate::check::scope::Scope;
use crate::check::{Checker, Lowered, Reported};
use crate::ir::expr::{Absence, BinaryOp, ExprKind};
use crate::ir::ids::ExprId;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Root};
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType};
use crate::value::unit::Unit;
use crate::value::value::Value;

impl Checker<'_> {
    pub(super) fn negate(&mut self, inner: &Expr, span: Span, scope: &Scope) -> Lowered<ExprId> {
        let id = self.lower(inner, scope)?;
        self.present(id)?;
        let ty = self.ty(id);
        match (ty.kind, self.kind(id)) {
            (Kind::Number(_), Some(ExprKind::Constant(Value::Number(number)))) => {
                let negative = Value::Number(-number.clone());
                Ok(self.add(ExprKind::Constant(negative), ty, span))
            }
            (Kind::Number(_), _) => Ok(self.add(ExprKind::Negate(id), ty, span)),
            (_, _) => {
                let found = self.describe(ty);
                Err(self.report(problem::wrong_kind(span, &kinds::number(), &found)))
            }
        }
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        left: &Expr,
        right: &Expr,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        match op {
            BinaryOp::And | BinaryOp::Or => self.junction(op, left, right, span, scope),
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => self.comparison(op, op_span, left, right, span, scope),
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                self.doubt_bound(op, op_span, left, right);
                let left = self.lower(left, scope);
                let right = self.lower(right, scope);
                let (left, right) = (left?, right?);
                let (one, two) = (self.present(left), self.present(right));
                one.and(two)?;
                match op {
                    BinaryOp::Add | BinaryOp::Subtract => self.sum(op, op_span, left, right, span),
                    _ => self.product(op, op_span, left, right, span),
                }
            }
        }
    }

    /// `甲 不高于 乙 × 5%`: the bound is 乙 alone, which prose would read otherwise. A bound of 0 can mean one thing only.
    fn doubt_bound(&mut self, op: BinaryOp, op_span: Span, left: &Expr, right: &Expr) {
        let (bound, at_least) = match &left.kind {
            ast::ExprKind::AtLeast(_, bound) => (bound, true),
            ast::ExprKind::AtMost(_, bound) => (bound, false),
            _ => return,
        };
        let zero = matches!(&bound.kind, ast::ExprKind::Number(literal) if literal.value.is_zero());
        if zero || !matches!(op, BinaryOp::Multiply | BinaryOp::Divide) {
            return;
        }
        let texts = [bound.span, right.span, left.span].map(|span| self.written(span).trim().to_owned());
        self.report(problem::doubtful_bound(op_span, op, at_least, &texts));
    }

    fn junction(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span, scope: &Scope) -> Lowered<ExprId> {
        let left = self.condition(left, scope);
        let scope = match left {
            Ok(left) => scope.knowing(self.facts(left, op == BinaryOp::And)),
            Err(Reported) => scope.clone(),
        };
        let right = self.condition(right, &scope);
        Ok(self.add(ExprKind::Binary(op, left?, right?), Kind::Bool, span))
    }

    fn comparison(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        left: &Expr,
        right: &Expr,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        if op == BinaryOp::Equal
            && let ast::ExprKind::Path(path) = &right.kind
            && let Root::Name(name) = &path.root
            && path.members.is_empty()
            && self.names.lists.contains_key(&name.text)
        {
            return Err(self.report(problem::equals_list(op_span, right.span, &name.text)));
        }
        for side in [left, right] {
            if matches!(side.kind, ast::ExprKind::Missing | ast::ExprKind::Inapplicable) {
                let other = if std::ptr::eq(side, left) { right } else { left };
                let text = self.written(other.span).to_owned();
                let missing = matches!(side.kind, ast::ExprKind::Missing);
                let absence = if missing { Absence::Missing } else { Absence::Inapplicable };
                return Err(self.report(absence::compares_absent(span, &text, absence)));
            }
        }
        let (one, two) = if self.is_enum_word(left, scope) {
            let two = self.lower(right, scope);
            let expected = two.ok().map(|id| self.ty(id).kind);
            (self.lower_as(left, scope, expected), two)
        } else {
            let one = self.lower(left, scope);
            let expected = one.ok().map(|id| self.ty(id).kind);
            (one, self.lower_as(right, scope, expected))
        };
        let (one, two) = (one?, two?);
        let present = (self.present(one), self.present(two));
        present.0.and(present.1)?;
        self.comparable(op, op_span, one, two)?;
        for (side, other, expr) in [(one, two, right), (two, one, left)] {
            let empty = matches!(self.kind(side), Some(ExprKind::Constant(Value::Text(text))) if text.is_empty());
            if empty
                && let Some(ExprKind::Slot(_, slot)) = self.kind(other)
                && matches!(self.defs.get(slot.index()), Some(Def::Column))
            {
                let text = self.written(expr.span).to_owned();
                self.report(absence::compares_empty(span, &text));
            }
        }
        Ok(self.add(ExprKind::Binary(op, one, two), Kind::Bool, span))
    }

    /// A bare word that only an enum can explain.
    fn is_enum_word(&self, expr: &Expr, scope: &Scope) -> bool {
        let ast::ExprKind::Path(path) = &expr.kind else { return matches!(expr.kind, ast::ExprKind::Text(_)) };
        let Root::Name(name) = &path.root else { return false };
        let text = &name.text;
        path.members.is_empty()
            && !scope.locals.iter().any(|local| local.name == *text)
            && !scope.rows().any(|(_, table)| self.names.slots.contains_key(&(table, text.clone())))
            && !self.names.whole.contains_key(text)
            && !self.names.params.contains_key(text)
    }

    /// Whether two values may be compared by an operator; gives a bare zero its unit.
    pub(super) fn comparable(&mut self, op: BinaryOp, op_span: Span, one: ExprId, two: ExprId) -> Lowered<()> {
        let (left, right) = (self.ty(one), self.ty(two));
        self.adopt(one, right);
        self.adopt(two, left);
        let (left, right) = (self.ty(one), self.ty(two));
        let ordered = !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        match (left.kind, right.kind) {
            (Kind::Number(a), Kind::Number(b)) if a.unit == b.unit => {
                // `比例 > 5` where 5% was meant.
                if a.percent && !b.percent {
                    self.doubt_percent(two);
                }
                Ok(())
            }
            (Kind::Date, Kind::Date) => Ok(()),
            (a, b) if a == b && !ordered => Ok(()),
            (a, b) if a == b => {
                let found = self.describe(left);
                Err(self.report(problem::no_order(op_span, &found)))
            }
            (_, _) => {
                let sides = ((self.span(one), self.describe(left)), (self.span(two), self.describe(right)));
                Err(self.report(problem::compares_unlike(op_span, &sides.0, &sides.1)))
            }
        }
    }

    /// A bare whole number above 1 met by a ratio: 5 written for 5%.
    pub(in crate::check) fn doubt_percent(&mut self, id: ExprId) {
        let Kind::Number(ty) = self.ty(id).kind else { return };
        if ty.percent || !ty.unit.is_none() {
            return;
        }
        if let Some(ExprKind::Constant(Value::Number(number))) = self.kind(id)
            && *number > Number::one()
            && number.is_integer()
        {
            let (number, span) = (number.to_string(), self.span(id));
            self.report(problem::percent_forgotten(span, &number));
        }
    }

    fn sum(&mut self, op: BinaryOp, op_span: Span, left: ExprId, right: ExprId, span: Span) -> Lowered<ExprId> {
        let (one, two) = (self.ty(left), self.ty(right));
        self.adopt(left, two);
        self.adopt(right, one);
        let (one, two) = (self.ty(left), self.ty(right));
        match (one.kind, two.kind) {
            (Kind::Number(a), Kind::Number(b)) if a.unit == b.unit => {
                let ty = NumberType { unit: a.unit, digits: a.digits.max(b.digits), percent: a.percent && b.percent };
                Ok(self.add(ExprKind::Binary(op, left, right), Kind::Number(ty), span))
            }
            (Kind::Date, Kind::Number(days)) if days.unit == Unit::DAY && days.digits.fits(0) => {
                let amount = if op == BinaryOp::Add { right } else { self.add(ExprKind::Negate(right), two, span) };
                Ok(self.add(ExprKind::Call(Function::AddDays, vec![left, amount]), Kind::Date, span))
            }
            (Kind::Date, Kind::Date) if op == BinaryOp::Subtract => {
                let days = NumberType { unit: Unit::DAY, digits: Digits::At(0), percent: false };
                Ok(self.add(ExprKind::Call(Function::Days, vec![right, left]), Kind::Number(days), span))
            }
            (_, _) => {
                let sides = ((self.span(left), self.describe(one)), (self.span(right), self.describe(two)));
                Err(self.report(problem::adds_unlike(op, op_span, &sides.0, &sides.1)))
            }
        }
    }

    fn product(&mut self, op: BinaryOp, op_span: Span, left: ExprId, right: ExprId, span: Span) -> Lowered<ExprId> {
        let (one, two) = (self.ty(left), self.ty(right));
        let (Kind::Number(a), Kind::Number(b)) = (one.kind, two.kind) else {
            let wrong = if matches!(one.kind, Kind::Number(_)) { right } else { left };
            let found = self.describe(self.ty(wrong));
            return Err(self.report(problem::wrong_kind(self.span(wrong), &kinds::number(), &found)));
        };
        let unit = if op == BinaryOp::Multiply { a.unit.times(b.unit) } else { a.unit.per(b.unit) };
        let Some(unit) = unit else { return Err(self.report(problem::unit_too_high(op_span))) };
        let ty = if op == BinaryOp::Multiply {
            NumberType { unit, digits: a.digits.plus(b.digits), percent: a.percent && b.percent }
        } else {
            // What stands over its like is a share, but `天数 ÷ 1天` is a count.
            let measured = matches!(self.kind(right), Some(ExprKind::Constant(_)));
            let same = a.unit == b.unit && !a.unit.is_none() && !measured;
            NumberType {
                unit,
                digits: self.quotient_digits(a, right),
                percent: same || (a.percent && unit.is_none() && !b.percent),
            }
        };
        Ok(self.add(ExprKind::Binary(op, left, right), Kind::Number(ty), span))
    }

    /// A quotient by a constant such as 4 or 1% ends after known digits; any other may not end at all.
    fn quotient_digits(&self, dividend: NumberType, divisor: ExprId) -> Digits {
        let Some(divisors) = self.all_numbers(divisor) else { return Digits::Unbounded };
        let digits = divisors.iter().map(|divisor| match Number::one().checked_div(divisor) {
            Some(inverse) => super::literal::digits_of(&inverse),
            None => Digits::Unbounded,
        });
        let most = digits.fold(Digits::At(0), Digits::max);
        dividend.digits.plus(most)
    }
}
