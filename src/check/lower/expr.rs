//! One expression: what each kind of node asks of its parts.

use crate::check::problem::kinds;
use crate::check::problem::{absence, types as problem};
use crate::check::scope::Scope;
use crate::check::{Checker, Lowered, Reported};
use crate::ir::expr::{Absence, ExprKind};
use crate::ir::ids::ExprId;
use crate::syntax::ast::{self, Expr};
use crate::value::types::{Kind, Type};
use crate::value::value::Value;

impl Checker<'_> {
    /// The checked form of an expression; every problem in it is reported, not only the first.
    pub(in crate::check) fn lower(&mut self, expr: &Expr, scope: &Scope) -> Lowered<ExprId> {
        self.lower_as(expr, scope, None)
    }

    /// The same where a kind is expected, which tells whose value a bare enum word is.
    pub(in crate::check) fn lower_as(&mut self, expr: &Expr, scope: &Scope, expected: Option<Kind>) -> Lowered<ExprId> {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Number(literal) => {
                let (number, _, ty) = self.literal(literal)?;
                Ok(self.add(ExprKind::Constant(Value::Number(number)), ty, span))
            }
            ast::ExprKind::Date(date) => Ok(self.add(ExprKind::Constant(Value::Date(*date)), Kind::Date, span)),
            ast::ExprKind::Text(text) => self.text_literal(text, expected, span),
            ast::ExprKind::Bool(yes) => Ok(self.add(ExprKind::Constant(Value::Bool(*yes)), Kind::Bool, span)),
            ast::ExprKind::Missing | ast::ExprKind::Inapplicable => Ok(self.absent_literal(expr, expected)),
            ast::ExprKind::Value => match scope.value {
                Some((local, ty)) => {
                    let kind = ExprKind::Local(local);
                    let ty = scope.narrowed(&kind, ty);
                    Ok(self.add(kind, ty, span))
                }
                None => Err(self.report(problem::value_outside_score(span))),
            },
            ast::ExprKind::Full => match scope.full.clone() {
                Some(full) => Ok(self.points(full, span)),
                None => Err(self.report(problem::full_outside_score(span))),
            },
            ast::ExprKind::Path(path) => {
                let (kind, ty) = self.resolve(path, scope, expected)?;
                let ty = scope.narrowed(&kind, ty);
                Ok(self.add(kind, ty, span))
            }
            ast::ExprKind::Group(inner) => self.lower_as(inner, scope, expected),
            ast::ExprKind::Call { name, args, modifiers, answer } => {
                self.call((name, answer.as_ref()), args, modifiers, span, scope)
            }
            ast::ExprKind::Negate(inner) => self.negate(inner, span, scope),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(inner, scope)?;
                Ok(self.add(ExprKind::Not(inner), Kind::Bool, span))
            }
            ast::ExprKind::Binary { op, op_span, left, right } => self.binary(*op, *op_span, left, right, span, scope),
            ast::ExprKind::If { test, then, otherwise } => {
                self.choice(test, then, otherwise.as_deref(), span, scope, expected)
            }
            ast::ExprKind::Table { keys, rows } => self.table_expression(keys, rows, span, scope, expected),
            ast::ExprKind::Within { value, interval, negated } => self.within(value, interval, *negated, span, scope),
            ast::ExprKind::MemberOf { value, set, negated } => self.member_of(value, set, *negated, span, scope),
            ast::ExprKind::AtLeast(value, bound) => self.clamp(value, bound, true, span, scope),
            ast::ExprKind::AtMost(value, bound) => self.clamp(value, bound, false, span, scope),
            ast::ExprKind::Round { value, to } => self.round(value, to, span, scope),
            ast::ExprKind::OrElse { value, absence, other } => {
                self.or_else(value, *absence, other, span, scope, expected)
            }
            ast::ExprKind::AtDay { value, day } => self.at_day(value, day, span, scope),
        }
    }

    /// A yes/no expression that is always there.
    pub(in crate::check) fn condition(&mut self, expr: &Expr, scope: &Scope) -> Lowered<ExprId> {
        let id = self.lower_as(expr, scope, Some(Kind::Bool))?;
        self.present(id)?;
        let ty = self.ty(id);
        if ty.kind == Kind::Bool {
            return Ok(id);
        }
        let found = self.describe(ty);
        let bound = match self.kind(id) {
            Some(ExprKind::AtLeast(..)) => Some("≥"),
            Some(ExprKind::AtMost(..)) => Some("≤"),
            _ => None,
        };
        Err(self.report(problem::not_a_condition(expr.span, &found, bound)))
    }

    /// Refuses a value that may be absent where one is needed.
    pub(in crate::check) fn present(&mut self, id: ExprId) -> Lowered<()> {
        let ty = self.ty(id);
        let span = self.span(id);
        let text = self.written(span).to_owned();
        if ty.missing {
            return Err(self.report(absence::may_be_missing(span, &text)));
        }
        if ty.inapplicable {
            return Err(self.report(absence::may_be_inapplicable(span, &text)));
        }
        Ok(())
    }

    fn text_literal(
        &mut self,
        text: &std::sync::Arc<str>,
        expected: Option<Kind>,
        span: crate::source::Span,
    ) -> Lowered<ExprId> {
        let mut kind = Kind::Text;
        if let Some(Kind::Enum(index)) = expected {
            let known = self.program.enums.get(index as usize).is_some_and(|def| def.values.contains(text));
            if !known {
                let (name, values) = match self.program.enums.get(index as usize) {
                    Some(def) => (def.name.clone(), def.values.clone()),
                    None => return Err(Reported),
                };
                let near = crate::check::names::nearest(text, values.iter().map(|value| &**value));
                let named = ast::Name { text: text.clone(), span };
                return Err(self.report(crate::check::problem::names::unknown_enum_value(&named, &name, &values, near)));
            }
            kind = Kind::Enum(index);
        }
        Ok(self.add(ExprKind::Constant(Value::Text(text.clone())), kind, span))
    }

    fn absent_literal(&mut self, expr: &Expr, expected: Option<Kind>) -> ExprId {
        let missing = matches!(expr.kind, ast::ExprKind::Missing);
        let kind = expected.unwrap_or(Kind::Bool);
        let ty = Type { kind, missing, inapplicable: !missing };
        let value = if missing { Value::Missing } else { Value::NotApplicable };
        self.add(ExprKind::Constant(value), ty, expr.span)
    }

    fn is_absent_literal(&self, id: ExprId) -> bool {
        matches!(self.kind(id), Some(ExprKind::Constant(Value::Missing | Value::NotApplicable)))
    }

    /// A bare `0`, which fits every unit.
    fn is_bare_zero(&self, id: ExprId) -> bool {
        match (self.kind(id), self.ty(id).kind) {
            (Some(ExprKind::Constant(Value::Number(number))), Kind::Number(ty)) => {
                number.is_zero() && ty.unit.is_none() && !ty.percent
            }
            (_, _) => false,
        }
    }

    /// Gives a bare zero the unit of what it meets.
    pub(in crate::check) fn adopt(&mut self, id: ExprId, ty: Type) {
        if self.is_bare_zero(id)
            && let Kind::Number(mut number) = ty.kind
            && let Some(expr) = self.program.exprs.get_mut(id.index())
        {
            number.digits = crate::value::types::Digits::At(0);
            expr.ty.kind = Kind::Number(number);
        }
    }

    /// The common type of values that may stand for each other (branches, results of rows).
    pub(in crate::check) fn unify(&mut self, one: ExprId, other: ExprId) -> Lowered<Type> {
        if self.is_absent_literal(one) || self.is_absent_literal(other) {
            let (absent, present) = if self.is_absent_literal(one) { (one, other) } else { (other, one) };
            let (absent_ty, present_ty) = (self.ty(absent), self.ty(present));
            if let Some(expr) = self.program.exprs.get_mut(absent.index()) {
                expr.ty.kind = present_ty.kind;
            }
            return Ok(Type {
                kind: present_ty.kind,
                missing: absent_ty.missing || present_ty.missing,
                inapplicable: absent_ty.inapplicable || present_ty.inapplicable,
            });
        }
        let (left, right) = (self.ty(one), self.ty(other));
        self.adopt(one, right);
        self.adopt(other, left);
        let (left, right) = (self.ty(one), self.ty(other));
        let kind = match (left.kind, right.kind) {
            (Kind::Number(a), Kind::Number(b)) if a.unit == b.unit => Kind::Number(crate::value::types::NumberType {
                unit: a.unit,
                digits: a.digits.max(b.digits),
                percent: a.percent || b.percent,
            }),
            (a, b) if a == b => a,
            (_, _) => {
                let (left, right) = (self.describe(left), self.describe(right));
                return Err(self.report(problem::branches_differ((self.span(one), &left), (self.span(other), &right))));
            }
        };
        Ok(Type { kind, missing: left.missing || right.missing, inapplicable: left.inapplicable || right.inapplicable })
    }

    fn choice(
        &mut self,
        test: &Expr,
        then: &Expr,
        otherwise: Option<&Expr>,
        span: crate::source::Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered<ExprId> {
        let test = self.condition(test, scope);
        let (when_true, when_false) = match test {
            Ok(test) => (scope.knowing(self.facts(test, true)), scope.knowing(self.facts(test, false))),
            Err(Reported) => (scope.clone(), scope.clone()),
        };
        let then = self.lower_as(then, &when_true, expected);
        let Some(otherwise) = otherwise else { return Err(Reported) };
        let otherwise = self.lower_as(otherwise, &when_false, expected);
        let (test, then, otherwise) = (test?, then?, otherwise?);
        let ty = self.unify(then, otherwise)?;
        Ok(self.add(ExprKind::If { test, then, otherwise }, ty, span))
    }

    fn or_else(
        &mut self,
        value: &Expr,
        absence: Absence,
        other: &Expr,
        span: crate::source::Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered<ExprId> {
        let value = self.lower_as(value, scope, expected);
        let other = self.lower_as(other, scope, value.map_or(expected, |id| Some(self.ty(id).kind)));
        let (value, other) = (value?, other?);
        let before = self.ty(value);
        let absent = match absence {
            Absence::Missing => before.missing,
            Absence::Inapplicable => before.inapplicable,
        };
        if !absent {
            let text = self.written(self.span(value)).to_owned();
            self.report(absence::never_absent(span, &text, absence));
        }
        let mut ty = self.unify(value, other)?;
        let after = self.ty(other);
        match absence {
            Absence::Missing => {
                ty.missing = after.missing;
                ty.inapplicable = before.inapplicable || after.inapplicable;
            }
            Absence::Inapplicable => {
                ty.inapplicable = after.inapplicable;
                ty.missing = before.missing || after.missing;
            }
        }
        Ok(self.add(ExprKind::OrElse { value, absence, other }, ty, span))
    }

    fn at_day(&mut self, value: &Expr, day: &Expr, span: crate::source::Span, scope: &Scope) -> Lowered<ExprId> {
        let value = self.lower(value, scope);
        let day = self.lower_as(day, scope, Some(Kind::Date));
        let (value, day) = (value?, day?);
        self.present(day)?;
        if self.ty(day).kind != Kind::Date {
            let found = self.describe(self.ty(day));
            return Err(self.report(problem::wrong_kind(self.span(day), &kinds::date(), &found)));
        }
        match self.kind(value) {
            Some(ExprKind::Param(param)) => {
                let param = *param;
                let ty = self.ty(value);
                Ok(self.add(ExprKind::ParamAt { param, day }, ty, span))
            }
            Some(_) | None => Err(self.report(problem::only_params_by_day(self.span(value)))),
        }
    }
}
