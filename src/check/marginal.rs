//! 超额累进: a table of bands and rates, as laws print it, becomes a sum over the bands that a value reaches.

use super::problem::tables as problem;
use super::{Checker, Lowered};
use crate::ir::expr::{BinaryOp, Cell, End, ExprKind, HitPolicy};
use crate::ir::ids::{DecisionId, ExprId};
use crate::source::Span;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::value::Value;

impl Checker<'_> {
    /// The result is the last key times a rate; gives the decision that type.
    pub(super) fn marginal_type(&mut self, id: DecisionId, span: Span) -> Lowered<()> {
        let Some(decision) = self.program.decision(id) else { return Ok(()) };
        let (last, result) = (decision.keys.last().map(|key| key.ty.kind), decision.result.kind);
        let (Some(Kind::Number(key)), Kind::Number(rate)) = (last, result) else {
            return Err(self.report(problem::marginal_form(span)));
        };
        let Some(unit) = key.unit.times(rate.unit) else { return Err(self.report(problem::marginal_form(span))) };
        let bands = decision.rows.iter().all(|row| matches!(row.cells.last(), Some(Cell::Within { .. } | Cell::Any)));
        if !bands {
            return Err(self.report(problem::marginal_form(span)));
        }
        let ty = NumberType { unit, digits: Digits::Unbounded, percent: false };
        if let Some(decision) = self.program.decisions.get_mut(id.index()) {
            decision.result = Type::from(Kind::Number(ty));
        }
        Ok(())
    }

    /// Turns proved bands into rows that add up: each gives the part of the value that lies in its band, times its rate.
    pub(super) fn marginal_sums(&mut self) {
        for (id, _) in std::mem::take(&mut self.marginal) {
            let Some(mut decision) = self.program.decision(id).cloned() else { continue };
            let Some(key) = decision.keys.last().cloned() else { continue };
            for row in &mut decision.rows {
                let (low, high) = match row.cells.last() {
                    Some(Cell::Within { low, high }) => (*low, *high),
                    Some(_) | None => (None, None),
                };
                let zero = self.add(ExprKind::Constant(Value::Number(Number::zero())), key.ty, row.span);
                let start = low.map_or(zero, |(low, _)| low);
                row.result =
                    self.portion(row.result, start, high.map(|(high, _)| high), &key, decision.result, row.span);
                if let Some(cell) = row.cells.last_mut() {
                    *cell = Cell::Within { low: Some((start, End::Open)), high: None };
                }
            }
            decision.hit = HitPolicy::Cumulative;
            if let Some(place) = self.program.decisions.get_mut(id.index()) {
                *place = decision;
            }
        }
    }

    fn portion(
        &mut self,
        rate: ExprId,
        start: ExprId,
        end: Option<ExprId>,
        key: &crate::ir::expr::DecisionKey,
        result: Type,
        span: Span,
    ) -> ExprId {
        let local = self.add(ExprKind::Local(key.local), key.ty, span);
        let capped = end.map_or(local, |end| self.add(ExprKind::AtMost(local, end), key.ty, span));
        let inside = self.add(ExprKind::Binary(BinaryOp::Subtract, capped, start), key.ty, span);
        self.add(ExprKind::Binary(BinaryOp::Multiply, inside, rate), result, span)
    }
}
