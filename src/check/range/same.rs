//! Whether two expressions are written alike, and so have the same value on the same row.

use super::walk::Walk;
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;

impl Walk<'_> {
    /// `false` where it is not plain to see.
    pub fn same(&self, one: ExprId, other: ExprId) -> bool {
        let (one, other) = (self.meant(one), self.meant(other));
        if one == other {
            return true;
        }
        let (Some(a), Some(b)) = (self.program.expr(one), self.program.expr(other)) else { return false };
        let b = &b.kind;
        match &a.kind {
            ExprKind::Constant(value) => matches!(b, ExprKind::Constant(other) if value == other),
            ExprKind::Param(param) => matches!(b, ExprKind::Param(other) if param == other),
            ExprKind::ParamAt { param, day } => {
                matches!(b, ExprKind::ParamAt { param: p, day: d } if param == p && self.same(*day, *d))
            }
            ExprKind::Slot(path, slot) => matches!(b, ExprKind::Slot(p, s) if slot == s && path == p),
            ExprKind::Whole(slot) => matches!(b, ExprKind::Whole(other) if slot == other),
            ExprKind::Local(local) => matches!(b, ExprKind::Local(other) if local == other),
            ExprKind::Negate(value) => matches!(b, ExprKind::Negate(other) if self.same(*value, *other)),
            ExprKind::Not(value) => matches!(b, ExprKind::Not(other) if self.same(*value, *other)),
            ExprKind::Binary(op, l, r) => {
                matches!(b, ExprKind::Binary(o, x, y) if op == o && self.same(*l, *x) && self.same(*r, *y))
            }
            ExprKind::AtLeast(l, r) => matches!(b, ExprKind::AtLeast(x, y) if self.same(*l, *x) && self.same(*r, *y)),
            ExprKind::AtMost(l, r) => matches!(b, ExprKind::AtMost(x, y) if self.same(*l, *x) && self.same(*r, *y)),
            ExprKind::Round { value, mode, quantum } => matches!(
                b,
                ExprKind::Round { value: v, mode: m, quantum: q } if mode == m && quantum == q && self.same(*value, *v)
            ),
            ExprKind::OrElse { value, absence, other } => matches!(
                b,
                ExprKind::OrElse { value: v, absence: a, other: o }
                    if absence == a && self.same(*value, *v) && self.same(*other, *o)
            ),
            ExprKind::Has { value, absence } => {
                matches!(b, ExprKind::Has { value: v, absence: a } if absence == a && self.same(*value, *v))
            }
            ExprKind::InList { value, list } => {
                matches!(b, ExprKind::InList { value: v, list: l } if list == l && self.same(*value, *v))
            }
            ExprKind::Call(function, args) => {
                matches!(b, ExprKind::Call(f, others) if function == f && self.all_same(args, others))
            }
            ExprKind::Decide { decision, keys } => {
                matches!(b, ExprKind::Decide { decision: d, keys: k } if decision == d && self.all_same(keys, k))
            }
            ExprKind::Aggregate(aggregate) => matches!(b, ExprKind::Aggregate(other) if aggregate == other),
            ExprKind::If { .. } | ExprKind::Between { .. } | ExprKind::InSet { .. } => false,
        }
    }

    fn all_same(&self, ones: &[ExprId], others: &[ExprId]) -> bool {
        ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| self.same(*one, *other))
    }

    /// The key that a bound local stands for, else the expression itself.
    fn meant(&self, id: ExprId) -> ExprId {
        let mut id = id;
        let mut scope = self.bound.as_slice();
        while let Some(ExprKind::Local(local)) = self.program.expr(id).map(|expr| &expr.kind)
            && let Some(at) = scope.iter().rposition(|bound| bound.local == *local)
            && let Some((outer, [bound, ..])) = scope.split_at_checked(at)
        {
            // The key belongs to the scope around the table, where an equal name means something else.
            (id, scope) = (bound.key, outer);
        }
        id
    }
}
